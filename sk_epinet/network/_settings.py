"""How the networks of a stack are built and trained, and what that takes of the memory."""

from dataclasses import dataclass

from joblib import effective_n_jobs

from .._utils import require_memory
from ._architecture import bytes_of_a_value


@dataclass(frozen=True)
class NetworkSettings:
    """Hold what all networks of a stack have in common.

    Parameters
    ----------
    site_of_input : list of int
        The site of each input.
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

    site_of_input: list
    hidden_layer_sizes: tuple
    activation: str
    gate_sites: bool
    learning_rate: float
    max_epochs: int
    batch_size: int
    device: object
    memory_budget: int

    def count_groups(self, n_members, n_rows, n_jobs):
        """Return into how many stacks to divide networks that train on masks of these rows.

        One for each process, or more where a stack would not fit the memory budget.
        """
        hidden = bytes_of_a_value(self.hidden_layer_sizes) * self.batch_size
        # And the target and the weight of a row, in float64 and in float32.
        n_bytes = n_members * (hidden + 24 * n_rows)
        needed = -(-n_bytes // self.memory_budget)
        return min(n_members, max(needed, effective_n_jobs(n_jobs)))

    def require_room(self, penalty, n_sites, n_members):
        """Raise a ValueError if the penalty's genotypes would not fit the free memory."""
        if penalty is None:
            return
        n_evaluations = penalty.n_evaluations(n_sites)
        hidden = n_evaluations * n_members * bytes_of_a_value(self.hidden_layer_sizes)
        require_memory(
            # Besides, the genotypes, and their values and those of the transform, with gradients.
            min(hidden, self.memory_budget) + 4 * n_evaluations * (n_sites + 6 * n_members),
            f"{type(penalty).__name__} evaluates the network at {_count(n_evaluations)} genotypes "
            f"of {n_sites} sites in every step (networks side by side: {n_members}), which",
            "Use penalty=SubcubeWalshPenalty(n_free_sites=9), whose cost does not depend on the "
            "number of sites, or penalty='auto'.",
        )


def _count(n):
    """Write a number; large powers of two as such."""
    return f"2^{n.bit_length() - 1}" if n > 2**20 and n & (n - 1) == 0 else f"{n:,}"
