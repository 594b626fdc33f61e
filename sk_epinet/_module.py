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
        self.activation = ACTIVATIONS[activation]
        self.kept = memory_budget // bytes_of_a_value(hidden_layer_sizes)
        self.register_buffer("center", torch.zeros(len(seeds), 1, n_sites, dtype=_DTYPE))
        layers = list(pairwise([n_sites, *hidden_layer_sizes, 1]))
        self._shapes = [(n_sites, 1)] * gate_sites + layers + [(1, n_out) for _, n_out in layers]
        self._n_layers, self._n_biases = len(layers), sum(n_out for _, n_out in layers)
        draws = [_initial_weights(layers, n_sites * gate_sites, int(seed)) for seed in seeds]
        self.theta = nn.Parameter(torch.stack(draws))
        self.link = SigmoidLink(linked) if any(linked) else None

    gates = property(lambda self: self._unpack(self.theta)[0])
    weights = property(lambda self: self._unpack(self.theta)[1])
    biases = property(lambda self: self._unpack(self.theta)[2])

    def forward(self, spins):
        """Measured phenotypes: (n_samples, n_sites) spins -> (n_members, n_samples)."""
        return self.measured(self.latent(spins))

    def measured(self, latent):
        """Measured phenotypes of latent ones of all members, both of shape (n_members, n)."""
        return latent if self.link is None else self.link(latent)

    def latent(self, spins, members=None):
        """Latent phenotypes, of the same shape, of all or some (a tensor) of the members."""
        theta, center = self.theta, self.center
        if members is not None:
            theta, center = theta[members], center[members]
        keep = len(spins) * len(theta) <= self.kept or not torch.is_grad_enabled()
        propagate = self._propagate if keep else self._propagate_twice
        n_rows, n_members = self._part(len(spins), len(theta))
        parts = spins.split(n_rows)
        groups = zip(theta.split(n_members), center.split(n_members), strict=True)
        return _joined([_joined([propagate(p, *g) for p in parts], 1) for g in groups], 0)

    def latent_as_measured(self, spins):
        """Latent phenotypes in the units of the measured ones (:meth:`SigmoidLink.secant`)."""
        latent = self.latent(spins)
        return latent if self.link is None else self.link.secant(latent)

    def squared_norm(self):
        """Sum of squares of weights and gates (not of biases or links), one number per member."""
        return self.theta[:, : -self._n_biases].square().sum(1)

    def site_relevance(self):
        """Norm of the gated first-layer weights of each site: (n_members, n_sites)."""
        return _gated(self.gates, self.weights[0]).norm(dim=2)

    def _unpack(self, theta):
        """Gates, weights and biases as views of the rows."""
        pieces = theta.split([math.prod(shape) for shape in self._shapes], dim=1)
        views = [p.unflatten(1, shape) for p, shape in zip(pieces, self._shapes, strict=True)]
        gates = views.pop(0) if len(views) > 2 * self._n_layers else None
        return gates, views[: self._n_layers], views[self._n_layers :]

    def _part(self, n_rows, n_members):
        """How many rows and members go through the network together."""
        values = min(self.kept, _PART * torch.get_num_threads())
        rows = max(1, min(n_rows, values, max(_LEAST_ROWS, values // n_members)))
        return rows, max(1, min(n_members, values // rows))

    def _propagate(self, spins, theta, center):
        gates, weights, biases = self._unpack(theta)
        first = _gated(gates, weights[0])
        # Centring the input is a shift of the first bias, so no centred copy is made.
        bias = torch.baddbmm(biases[0], center, first, alpha=-1)
        hidden = torch.baddbmm(bias, spins.expand(len(theta), *spins.shape), first)
        for weight, bias in zip(weights[1:], biases[1:], strict=True):
            hidden = torch.baddbmm(bias, self.activation(hidden), weight)
        return hidden.squeeze(-1)

    def _propagate_twice(self, *arguments):
        """The same, again in the backward pass: nothing is kept until then."""
        settings = {"use_reentrant": False, "preserve_rng_state": False}
        return checkpoint(self._propagate, *arguments, **settings)


def _joined(parts, axis):
    return parts[0] if len(parts) == 1 else torch.cat(parts, axis)


def _gated(gates, weight):
    return weight if gates is None else gates * weight


def _initial_weights(layers, n_gates, seed):
    """Gates of one, Glorot-uniform weights, and biases uniform in ±1/√n_in, in a row."""
    generator = torch.Generator().manual_seed(seed)
    weights, biases = [torch.ones(n_gates, dtype=_DTYPE)], []
    for n_in, n_out in layers:
        for row, size, bound in (
            (weights, n_in * n_out, math.sqrt(6 / (n_in + n_out))),
            (biases, n_out, 1 / math.sqrt(n_in)),
        ):
            draw = torch.rand(size, generator=generator, dtype=_DTYPE)
            row.append((2 * draw - 1) * bound)
    return torch.cat(weights + biases)


def bytes_of_a_value(hidden_layer_sizes):
    """What one genotype takes in one member until the backward pass."""
    # Before and after the activation, and the gradients of both.
    return 4 * sum(hidden_layer_sizes) * _DTYPE.itemsize
