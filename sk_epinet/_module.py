"""The network: a stack of independent perceptrons, trained side by side."""

import math
from itertools import pairwise

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from ._link import SigmoidLink

ACTIVATIONS = {
    "identity": lambda x: x,
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": nn.functional.leaky_relu,
    "gelu": nn.functional.gelu,
    "silu": nn.functional.silu,
}

_DTYPE = torch.float32  # whatever the user's default is
# Genotypes x members whose hidden values stay in the cache, and rows that are worth a call.
_PART, _LEAST_ROWS = 4096, 1024


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
    n_members : int
        Number of independent networks.
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
        n_members,
        gate_sites,
        linked,
        seeds,
        memory_budget,
    ):
        super().__init__()
        self.activation = ACTIVATIONS[activation]
        self.kept = memory_budget // bytes_of_a_value(hidden_layer_sizes)
        self.register_buffer("center", torch.zeros(n_members, 1, n_sites, dtype=_DTYPE))
        widths = [n_sites, *hidden_layer_sizes, 1]
        generators = [torch.Generator().manual_seed(int(seed)) for seed in seeds]
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for n_in, n_out in pairwise(widths):
            weight_bound = math.sqrt(6 / (n_in + n_out))  # Glorot-uniform
            bias_bound = 1 / math.sqrt(n_in)
            self.weights.append(_uniform((n_in, n_out), weight_bound, generators))
            self.biases.append(_uniform((1, n_out), bias_bound, generators))
        gates = torch.ones(n_members, n_sites, 1, dtype=_DTYPE)
        self.gates = nn.Parameter(gates) if gate_sites else None
        self.link = SigmoidLink(linked) if any(linked) else None

    def forward(self, spins):
        """Measured phenotypes: (n_samples, n_sites) spins -> (n_members, n_samples)."""
        return self.measured(self.latent(spins))

    def measured(self, latent):
        """Measured phenotypes of latent ones of all members, both of shape (n_members, n)."""
        return latent if self.link is None else self.link(latent)

    def latent(self, spins, members=None):
        """Latent phenotypes, of the same shape, of all or some (a tensor) of the members."""
        n_members = len(self.center if members is None else members)
        members = slice(None) if members is None else members
        kept = self.kept // n_members
        rows = max(1, min(kept, max(_LEAST_ROWS, _PART // n_members)))
        if len(spins) <= rows:
            return self._propagate(spins, members)
        if len(spins) <= kept or not torch.is_grad_enabled():
            parts = [self._propagate(part, members) for part in spins.split(rows)]
        else:
            settings = {"use_reentrant": False, "preserve_rng_state": False}
            parts = [
                checkpoint(self._propagate, part, members, **settings)
                for part in spins.split(rows)
            ]
        return torch.cat(parts, dim=1)

    def _propagate(self, spins, members):
        first = self._gated_weights()[members]
        # Centring the input is a shift of the first bias, so no centred copy is made.
        bias = self.biases[0][members] - self.center[members] @ first
        hidden = spins.expand(len(first), *spins.shape)
        hidden = torch.baddbmm(bias, hidden, first)
        for weight, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            hidden = self.activation(hidden)
            hidden = torch.baddbmm(bias[members], hidden, weight[members])
        return hidden.squeeze(-1)

    def latent_as_measured(self, spins):
        """Latent phenotypes in the units of the measured ones (:meth:`SigmoidLink.secant`)."""
        latent = self.latent(spins)
        return latent if self.link is None else self.link.secant(latent)

    def squared_norm(self):
        """Sum of squares of weights and gates (not of biases or links), one number per member."""
        norm = sum(weight.square().sum((1, 2)) for weight in self.weights)
        return norm if self.gates is None else norm + self.gates.square().sum((1, 2))

    def site_relevance(self):
        """Norm of the gated first-layer weights of each site: (n_members, n_sites)."""
        return self._gated_weights().norm(dim=2)

    def _gated_weights(self):
        return self.weights[0] if self.gates is None else self.gates * self.weights[0]


def bytes_of_a_value(hidden_layer_sizes):
    """What one genotype takes in one member until the backward pass."""
    # Before and after the activation, and the gradients of both.
    return 4 * sum(hidden_layer_sizes) * _DTYPE.itemsize


def _uniform(shape, bound, generators):
    draws = [torch.rand(shape, generator=generator, dtype=_DTYPE) for generator in generators]
    return nn.Parameter((2 * torch.stack(draws) - 1) * bound)
