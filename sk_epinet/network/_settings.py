"""How the networks of a stack are built and trained, and what that takes of the memory."""

import numbers
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch

from .._utils import require_memory
from ._architecture import bytes_of_a_value
from ._first_layer import Sites
from ._schedule import steps_apart

# Genotypes x networks of a step. With fewer in all, one core is as fast as two; with more in each
# of two groups, four cores are worth while, and so on.
_WORTH_TWO_GROUPS, _MOST_OF_A_GROUP = 2**12, 2**14


@dataclass(frozen=True)
class NetworkSettings:
    """Hold what all networks of a stack have in common.

    Parameters
    ----------
    sites : Sites
        What the first layer needs to know of the sites.
    hidden_layer_sizes : tuple of int
        Widths of the hidden layers.
    activation : str
        A key of ``ACTIVATIONS``.
    gate_sites : bool
        Whether sites have learned gates.
    learning_rate : float
        Peak learning rate.
    max_epochs : int
        Passes over the training data.
    batch_size : int
        Rows of a step.
    device : str or torch.device
        Where to train.
    memory_budget : int
        Bytes of hidden values that a step may keep.
    """

    sites: Sites
    hidden_layer_sizes: tuple
    activation: str
    gate_sites: bool
    learning_rate: float
    max_epochs: int
    batch_size: int
    device: object
    memory_budget: int

    def _count_for_memory(self, n_members, n_rows):
        hidden = bytes_of_a_value(self.hidden_layer_sizes) * self.batch_size
        # And the target and the weight of a row, in float64 and in float32.
        n_bytes = n_members * (hidden + 24 * n_rows)
        return -(-n_bytes // self.memory_budget)

    def divide(self, candidates, n_rows, penalty):
        """Return into which groups to divide networks that may train apart, on masks of rows.

        There are as many groups as have enough to do, whatever the number of cores, so that the
        results do not depend on it. Networks that do the same are in one group, and all groups
        take about the same time.

        Parameters
        ----------
        candidates : list of Candidate
            One for each network.
        n_rows : int
            Number of training rows.
        penalty : WalshPenalty or None
            The Walsh penalty.

        Returns
        -------
        groups : list of ndarray of int
            The numbers of the networks of each group.
        """
        work, penalised = self._work(candidates, penalty)
        linked = np.array([c.global_epistasis is not None for c in candidates])
        n_groups = self.count_groups(candidates, n_rows, penalty)
        order = np.lexsort((penalised, linked))
        done = work[order].cumsum() - work[order] / 2
        of_group = (done * n_groups / work.sum()).astype(int)
        return [np.sort(order[of_group == group]) for group in np.unique(of_group)]

    def count_groups(self, candidates, n_rows, penalty):
        """Return how many groups :meth:`divide` makes; the parameters are the same."""
        work = self._work(candidates, penalty)[0].sum()
        wanted = count_groups(work) if torch.device(self.device).type == "cpu" else 1
        n_members = len(candidates)
        return min(n_members, max(wanted, self._count_for_memory(n_members, n_rows)))

    def _work(self, candidates, penalty):
        """Return the genotypes that each network sees in a step, and which are penalised."""
        penalised = np.array([penalty is not None and c.wh_weight > 0 for c in candidates])
        evaluations = 0 if penalty is None else penalty.n_evaluations(self.sites.n_sites)
        every = steps_apart(evaluations, self.batch_size)
        return self.batch_size + penalised * (evaluations / every), penalised

    def require_networks(self, n_members):
        """Raise a ValueError if so many networks would not fit the free memory."""
        n_inputs = sum(self.sites.n_alleles or [self.sites.n_sites])
        widths = (n_inputs, *self.hidden_layer_sizes, 1)
        n_numbers = sum((n_in + 1) * n_out for n_in, n_out in pairwise(widths))
        require_memory(
            # Each number has a gradient, and two means of gradients.
            16 * n_members * n_numbers,
            f"The {n_numbers:,} weights of each of {n_members:,} networks",
            "Lower n_members or hidden_layer_sizes.",
        )

    def require_room(self, penalty, n_sites, n_members):
        """Raise a ValueError if the penalty's genotypes would not fit the free memory."""
        if penalty is None:
            return
        n_evaluations = penalty.n_evaluations(n_sites)
        hidden = n_evaluations * n_members * bytes_of_a_value(self.hidden_layer_sizes)
        own = [name for name, size in vars(penalty).items() if isinstance(size, numbers.Integral)]
        sizes = ", ".join(["hidden_layer_sizes", *own])
        require_memory(
            # Besides, the genotypes, and their values and those of the transform, with gradients.
            min(hidden, self.memory_budget) + 4 * n_evaluations * (n_sites + 6 * n_members),
            f"{type(penalty).__name__} evaluates the network at {_count(n_evaluations)} genotypes "
            f"of {n_sites} sites in every step (networks side by side: {n_members}), which",
            "Use penalty=SubcubeWalshPenalty(n_free_sites=9), whose cost does not depend on the "
            f"number of sites, penalty='auto', or smaller numbers ({sizes}).",
        )


def count_groups(work):
    """Return how many groups are worth it for so many genotypes x networks: a power of two."""
    n_groups = 1 if work < _WORTH_TWO_GROUPS else 2
    while work > n_groups * _MOST_OF_A_GROUP:
        n_groups *= 2
    return n_groups


def _count(n):
    """Write a number; large powers of two as such."""
    return f"2^{n.bit_length() - 1}" if n > 2**20 and n & (n - 1) == 0 else f"{n:,}"
