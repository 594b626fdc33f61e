"""The network: a stack of independent perceptrons, trained side by side."""

import math

import torch
from torch import nn

from ..walsh import GenotypeGrid
from ._forward_backward import Architecture, Buffers, Pass, Propagation
from ._link import SigmoidLink

_DTYPE = torch.float32  # whatever the user's default is
# Genotypes x members whose hidden values stay in the cache of a core, and rows that are worth
# a call.
_PART, _LEAST_ROWS = 2**14, 1024


class EpistaticMLP(nn.Module):
    """A stack of multi-layer perceptrons with batched weights.

    Member m maps spins s to the latent phenotype ``f_m(g_m * (s - center_m))``, with one
    learned gate g per site, and that through its link to the measured phenotype. The gates
    begin at 1 and share the L2 penalty of the weights, which makes it a group penalty on
    sites.

    Parameters
    ----------
    n_sites : int
        Number of inputs.
    hidden_layer_sizes : tuple of int
        Widths of the hidden layers.
    activation : str
        A key of ``ACTIVATIONS``.
    gate_sites : bool
        Whether sites have learned gates.
    linked : array-like of bool, shape (n_members,)
        Which members have a :class:`SigmoidLink`; the latent phenotype of the others is
        the measured one.
    seeds : array-like of int, shape (n_members,)
        Of the initial weights; those of a member do not depend on the others.
    memory_budget : int
        Bytes of the hidden values that are kept for the backward pass. Where all would take
        more, parts of the genotypes are computed again in it.

    Attributes
    ----------
    theta : torch.Tensor of shape (n_members, n_weights)
        The gates, weights and biases of each member in a row, so that what concerns all of
        them is one operation: in small networks each counts.
    gates : torch.Tensor of shape (n_members, n_sites, 1) or None
        View of them.
    weights, biases : list of torch.Tensor of shape (n_members, n_in, n_out), (n_members, 1, n_out)
        Views of those of each layer.
    center : torch.Tensor of shape (n_members, 1, n_sites)
        Training mean of the spins, subtracted from the input. Zero until it is set; kept
        with the weights and not trained.
    kept : int
        Genotypes x members whose hidden values are within the memory budget.
    """

    def __init__(
        self,
        n_sites,
        hidden_layer_sizes,
        activation,
        gate_sites,
        linked,
        seeds,
        memory_budget,
    ):
        super().__init__()
        sizes = (n_sites, *hidden_layer_sizes, 1)
        self.architecture = Architecture(sizes, gate_sites, activation)
        self.buffers = Buffers()
        self.kept = memory_budget // bytes_of_a_value(hidden_layer_sizes)
        self.register_buffer("center", torch.zeros(len(seeds), 1, n_sites, dtype=_DTYPE))
        draws = [_initial_weights(self.architecture, int(seed)) for seed in seeds]
        self.theta = nn.Parameter(torch.stack(draws))
        self.link = SigmoidLink(linked) if any(linked) else None

    gates = property(lambda self: self.architecture.unpack(self.theta).gates)
    weights = property(lambda self: self.architecture.unpack(self.theta).weights)
    biases = property(lambda self: self.architecture.unpack(self.theta).biases)

    def forward(self, spins):
        """Measured phenotypes: (n_samples, n_sites) spins -> (n_members, n_samples)."""
        return self.measured(self.latent(spins))

    def measured(self, latent):
        """Measured phenotypes of latent ones of all members, both of shape (n_members, n)."""
        return latent if self.link is None else self.link(latent)

    def latent(self, spins, members=None):
        """Latent phenotypes, of the same shape, of all or some (a tensor) of the members."""
        return self.propagate(self.make_pass(spins, members))[0]

    def propagate(self, *passes):
        """Latent phenotypes of each of :meth:`make_pass`, and the squared norm of each member.

        That is the sum of squares of weights and gates, not of biases or links. All of it is one
        operation of autograd.
        """
        return Propagation.apply(self.theta, self.center, self.architecture, self.buffers, *passes)

    def make_pass(self, spins, members=None):
        """How these genotypes go through all or some of the members."""
        n_rows, n_members = len(spins), len(self.theta if members is None else members)
        values = min(self.kept, _PART * torch.get_num_threads())
        rows = max(1, min(n_rows, values, max(_LEAST_ROWS, values // n_members)))
        if isinstance(spins, GenotypeGrid):
            rows = max(1, rows // len(spins.right)) * len(spins.right)
        group = max(1, min(n_members, values // rows))
        places = [slice(start, start + group) for start in range(0, n_members, group)]
        groups = [(place, place if members is None else members[place]) for place in places]
        slices = [slice(start, start + rows) for start in range(0, n_rows, rows)]
        keep = n_rows * n_members <= self.kept and torch.is_grad_enabled()
        return Pass(spins, (n_members, n_rows), groups, slices, keep)

    def latent_as_measured(self, spins):
        """Latent phenotypes in the units of the measured ones (:meth:`SigmoidLink.secant`)."""
        latent = self.latent(spins)
        return latent if self.link is None else self.link.secant(latent)

    def site_relevance(self):
        """Norm of the gated first-layer weights of each site: (n_members, n_sites)."""
        return self.architecture.unpack(self.theta).first_weight().norm(dim=2)


def _initial_weights(architecture, seed):
    """Gates of one, Glorot-uniform weights, and biases uniform in ±1/√n_in, in a row."""
    generator = torch.Generator().manual_seed(seed)
    n_gates = architecture.sizes[0] * architecture.gated
    weights, biases = [torch.ones(n_gates, dtype=_DTYPE)], []
    for n_in, n_out in architecture.layers:
        for row, size, bound in (
            (weights, n_in * n_out, math.sqrt(6 / (n_in + n_out))),
            (biases, n_out, 1 / math.sqrt(n_in)),
        ):
            draw = torch.rand(size, generator=generator, dtype=_DTYPE)
            row.append((2 * draw - 1) * bound)
    return torch.cat(weights + biases)


def bytes_of_a_value(hidden_layer_sizes):
    """What one genotype takes in one member until the backward pass."""
    # Before and after the activation.
    return 2 * sum(hidden_layer_sizes) * _DTYPE.itemsize
