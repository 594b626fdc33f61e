"""The network: a stack of independent perceptrons that are trained side by side."""

import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from ._architecture import DTYPE, Architecture, bytes_of_a_value
from ._forward_backward import Buffers, propagate
from ._link import SigmoidLink

ACTIVATIONS = {
    "identity": lambda x: x,
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "softplus": functional.softplus,
    "gelu": functional.gelu,
    "silu": functional.silu,
}


class EpistaticMLP(nn.Module):
    """A stack of multi-layer perceptrons with batched weights.

    Member m maps the inputs s of a genotype to the latent phenotype ``f_m(g_m * (s - center_m))``,
    with one learned gate g for each site, and the latent phenotype through its link to the
    measured one. The gates begin at 1 and are part of the L2 penalty of the weights, so that
    this penalty acts on whole sites.

    :meth:`latent` is the definition. The same values, and their gradients, can be had faster
    through :func:`propagate`, where that knows the activation: see :meth:`evaluate`.

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
    linked : array-like of bool, shape (n_members,)
        Which members have a :class:`SigmoidLink`. The latent phenotype of the others is
        the measured one.
    seeds : array-like of int, shape (n_members,)
        Seeds of the initial weights. Those of a member do not depend on the others.
    memory_budget : int
        Bytes of hidden values that are kept for the backward pass. Where all of them would take
        more, the genotypes pass in parts, whose hidden values are computed again.

    Attributes
    ----------
    theta : torch.Tensor of shape (n_members, n_numbers)
        The gates, weights and biases of each member in one row, so that an operation on all
        of them is a single one. In small networks the number of operations is what costs.
    center : torch.Tensor of shape (n_members, 1, n_inputs)
        Training mean of the inputs, which is subtracted from the input. It is zero until it is
        set, is saved with the weights and is not trained.
    n_kept : int
        Number of genotypes times members whose hidden values fit the memory budget.
    """

    def __init__(
        self,
        sites,
        hidden_layer_sizes,
        activation,
        gate_sites,
        linked,
        seeds,
        memory_budget,
    ):
        super().__init__()
        self.first = sites.make_layer()
        sizes = (self.first.n_rows, *hidden_layer_sizes, 1)
        self.architecture = Architecture(sizes, self.first.n_rows * gate_sites, activation)
        self.buffers = Buffers()
        self.n_kept = memory_budget // bytes_of_a_value(hidden_layer_sizes)
        self.register_buffer(
            "center", torch.zeros(len(seeds), 1, self.first.n_inputs, dtype=DTYPE)
        )
        draws = [self.architecture.initial_numbers(int(seed)) for seed in seeds]
        self.theta = nn.Parameter(torch.stack(draws))
        self.link = SigmoidLink(linked) if any(linked) else None

    @property
    def layers(self):
        """Return views of the gates, weights and biases of all members."""
        return self.architecture.unpack(self.theta)

    def forward(self, genotypes):
        """Return the measured phenotypes (n_members, n) of genotypes of shape (n, n_sites)."""
        return self.measured(self.latent(genotypes))

    def measured(self, latent):
        """Return the measured phenotypes of latent ones, both of shape (n_members, n)."""
        return latent if self.link is None else self.link(latent)

    def latent(self, genotypes, members=None):
        """Return the latent phenotypes of all members, or of those whose indices are given."""
        chosen = slice(None) if members is None else members
        theta, center = self.theta[chosen], self.center[chosen]
        function = ACTIVATIONS[self.architecture.activation]
        _, weights, biases = layers = self.architecture.unpack(theta)
        hidden = self.first.hidden(layers, center, genotypes)
        for bias, weight in zip(biases[1:-1], weights[1:-1], strict=True):
            hidden = torch.baddbmm(bias, function(hidden), weight)
        # There is one output: the transposed product is three times as fast.
        return torch.baddbmm(biases[-1], weights[-1].mT, function(hidden).mT).squeeze(1)

    def squared_norm(self):
        """Return the sum of the squared weights and gates of each member, without biases."""
        return self.theta[:, : -self.architecture.n_biases].square().sum(1)

    def evaluate(self, requests, by_hand):
        """Return the latent phenotypes of each request, and the squared norm of each member.

        Parameters
        ----------
        requests : list of (genotypes, members)
            Arguments of :meth:`latent`.
        by_hand : bool
            Whether to differentiate by the chain rule as it is written out in
            :func:`propagate`, or by autograd.
        """
        if by_hand:
            return propagate(self, requests)
        return [self._latent_in_parts(*request) for request in requests], self.squared_norm()

    def parts(self, n_rows, n_members):
        """Return the slices of rows in which genotypes pass: one where the budget allows it."""
        rows = max(1, min(n_rows, self.n_kept // n_members))
        return [slice(start, start + rows) for start in range(0, n_rows, rows)]

    def _latent_in_parts(self, genotypes, members):
        n_members = len(self.theta if members is None else members)
        parts = self.parts(len(genotypes), n_members)
        if len(parts) == 1:
            return self.latent(genotypes, members)
        return torch.cat(
            [
                checkpoint(self.latent, genotypes[rows], members, use_reentrant=False)
                for rows in parts
            ],
            dim=1,
        )

    def latent_as_measured(self, genotypes):
        """Return the latent phenotypes in units of the measured ones, as the link's secant."""
        latent = self.latent(genotypes)
        return latent if self.link is None else self.link.secant(latent)

    def site_relevance(self):
        """Return the norm of the gated first-layer weights of each site: (n_members, n_sites)."""
        return self.first.norms(self.layers)
