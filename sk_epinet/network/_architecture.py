"""The numbers of a stack of networks: how many there are, how they lie in memory and begin."""

import math
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import torch

DTYPE = torch.float32  # whatever the user's default is


class Architecture(NamedTuple):
    """What the networks of a stack have in common, and how their numbers lie in a row."""

    sizes: tuple  # rows of the first weight, widths of the hidden layers, 1
    n_gates: int  # one for each row of the first weight, or 0
    activation: str

    @property
    def layers(self):
        """Return the shapes of the weights."""
        return list(pairwise(self.sizes))

    @property
    def n_biases(self):
        """Return the number of biases, which stand at the end of the row."""
        return sum(self.sizes[1:])

    def unpack(self, theta):
        """Return views of rows of shape (n_members, n_numbers) as :class:`Layers`."""
        shapes, lengths = _layout(self)
        pieces = theta.split(lengths, dim=1)
        n_members = len(theta)
        views = [p.view(n_members, *shape) for p, shape in zip(pieces, shapes, strict=True)]
        n_layers = len(self.sizes) - 1
        gates = views.pop(0) if self.n_gates else None
        return Layers(gates, views[:n_layers], views[n_layers:])

    def initial_numbers(self, seed):
        """Return one row: gates of one, Glorot-uniform weights, biases uniform in ±1/√n_in."""
        generator = torch.Generator().manual_seed(seed)
        weights, biases = [torch.ones(self.n_gates, dtype=DTYPE)], []
        for n_in, n_out in self.layers:
            for row, size, bound in (
                (weights, n_in * n_out, math.sqrt(6 / (n_in + n_out))),
                (biases, n_out, 1 / math.sqrt(n_in)),
            ):
                draw = torch.rand(size, generator=generator, dtype=DTYPE)
                row.append((2 * draw - 1) * bound)
        return torch.cat(weights + biases)


@lru_cache(maxsize=32)
def _layout(architecture):
    """Return the shapes of the arrays in a row, and how many numbers each of them holds."""
    gates = [(architecture.n_gates, 1)] * bool(architecture.n_gates)
    shapes = gates + architecture.layers + [(1, n_out) for n_out in architecture.sizes[1:]]
    return shapes, [math.prod(shape) for shape in shapes]


class Layers(NamedTuple):
    """The gates, weights and biases of some networks, or the gradients of these."""

    gates: torch.Tensor  # (n_members, n_rows, 1), or None
    weights: list  # of (n_members, n_in, n_out)
    biases: list  # of (n_members, 1, n_out)


def bytes_of_a_value(hidden_layer_sizes):
    """Return the bytes that one genotype keeps in one network until the backward pass."""
    # The values of each hidden layer before and after the activation.
    return 2 * sum(hidden_layer_sizes) * DTYPE.itemsize
