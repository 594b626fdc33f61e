"""Genotypes through a stack of perceptrons, there and back.

The chain rule written out, as one operation of autograd. In small networks what autograd does
for an operation costs more than the operation itself; here, besides, nothing is allocated anew
in every step, and the products with the last layer, which has one output, are cast into shapes
that are several times as fast.
"""

import math
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import torch
from torch.autograd.function import once_differentiable

from .._utils import empty
from ..walsh import GenotypeGrid

_aten = torch.ops.aten
_SLOPE = 0.01  # of leaky_relu below zero, as in torch
# name: (its value y at x, written to out; the gradient of x from that g of y, written to g)
ACTIVATIONS = {
    "identity": (lambda x, out: out.copy_(x), lambda g, x, y: g),
    "logistic": (
        lambda x, out: torch.sigmoid(x, out=out),
        lambda g, x, y: _aten.sigmoid_backward.grad_input(g, y, grad_input=g),
    ),
    "tanh": (
        lambda x, out: torch.tanh(x, out=out),
        lambda g, x, y: _aten.tanh_backward.grad_input(g, y, grad_input=g),
    ),
    "relu": (
        lambda x, out: torch.clamp_min(x, 0, out=out),
        lambda g, x, y: _aten.threshold_backward.grad_input(g, x, 0, grad_input=g),
    ),
    "leaky_relu": (
        lambda x, out: _aten.leaky_relu.out(x, _SLOPE, out=out),
        lambda g, x, y: _aten.leaky_relu_backward.grad_input(g, x, _SLOPE, False, grad_input=g),
    ),
    "gelu": (
        lambda x, out: _aten.gelu.out(x, out=out),
        lambda g, x, y: _aten.gelu_backward.grad_input(g, x, grad_input=g),
    ),
    "silu": (
        lambda x, out: _aten.silu.out(x, out=out),
        lambda g, x, y: _aten.silu_backward.grad_input(g, x, grad_input=g),
    ),
}


class Architecture(NamedTuple):
    """What the members of a stack have in common, and how their numbers lie in a row."""

    sizes: tuple  # sites, hidden layers, 1
    gated: bool
    activation: str

    @property
    def layers(self):
        """Shapes of the weights."""
        return list(pairwise(self.sizes))

    @property
    def n_biases(self):
        """How many, at the end of the row."""
        return sum(self.sizes[1:])

    def unpack(self, theta):
        """Views of rows of shape (n_members, n_numbers), as a :class:`Stack`."""
        shapes, lengths = _layout(self)
        pieces = theta.split(lengths, dim=1)
        views = [p.view(len(theta), *shape) for p, shape in zip(pieces, shapes, strict=True)]
        n_layers = len(self.sizes) - 1
        gates = views.pop(0) if self.gated else None
        return Stack(gates, views[:n_layers], views[n_layers:])


@lru_cache(maxsize=32)
def _layout(architecture):
    """Shapes of the arrays in a row, and how many numbers they hold."""
    gates = [(architecture.sizes[0], 1)] * architecture.gated
    shapes = gates + architecture.layers + [(1, n_out) for n_out in architecture.sizes[1:]]
    return shapes, [math.prod(shape) for shape in shapes]


class Stack(NamedTuple):
    """The numbers of some members: or their gradients."""

    gates: torch.Tensor  # (n_members, n_sites, 1), or None
    weights: list  # of (n_members, n_in, n_out)
    biases: list  # of (n_members, 1, n_out)

    def first_weight(self):
        """Weights of the first layer, gates included."""
        return self.weights[0] if self.gates is None else self.gates * self.weights[0]


class Pass(NamedTuple):
    """Genotypes that some members are asked for, and the parts in which they go through."""

    spins: torch.Tensor  # (n, n_sites), or a GenotypeGrid of n
    shape: tuple  # of the values: (n_members, n)
    groups: list  # of (place among these members, members): slices, or indices of members
    rows: list  # of slices
    keep: bool  # the hidden values until the backward pass; else they are computed again


class Buffers:
    """Arrays that are used again: fresh memory costs more than most operations on it."""

    def __init__(self):
        self._free = {}

    def __reduce__(self):
        # Nothing of it belongs to a copy.
        return Buffers, ()

    def take(self, shape, like):
        free = self._free.get((*shape, like.dtype))
        return free.pop() if free else empty(shape, like.dtype, like.device)

    def give(self, *arrays):
        for array in arrays:
            self._free.setdefault((*array.shape, array.dtype), []).append(array)

    def clear(self):
        self._free.clear()


class Part:
    """Some genotypes and some members, which go through together."""

    def __init__(self, stack, center, spins, activation, buffers):
        self.stack, self.center, self.buffers = stack, center, buffers
        self.shape = len(center), len(spins)
        grid = isinstance(spins, GenotypeGrid)
        halves = (spins.left, spins.right) if grid else (spins,)
        self.spins = [half.expand(len(center), *half.shape) for half in halves]
        self.function, self.gradient = ACTIVATIONS[activation]
        self.hidden = []

    def forward(self, keep):
        """Values of shape (n_members, n)."""
        _, weights, biases = self.stack
        before = self._from_the_sites(self._array(weights[0].shape[2]))
        for layer in range(1, len(weights)):
            after = self.function(before, self._array(before.shape[2]))
            self.hidden.append((before, after))
            if layer < len(weights) - 1:
                before = self._array(weights[layer].shape[2])
                torch.baddbmm(biases[layer], after, weights[layer], out=before)
        # One output: the transposed product is three times as fast.
        values = torch.baddbmm(biases[-1], weights[-1].mT, after.mT).squeeze(1)
        if not keep:
            self._forget()
        return values

    def backward(self, gradient, result):
        """Write the gradients that follow from that of the values to `result`, a Stack."""
        if not self.hidden:
            self.forward(keep=True)
        row = gradient.unsqueeze(1)
        last = self.hidden[-1][1]
        result.weights[-1].copy_(torch.bmm(row, last).mT)
        torch.sum(row, 2, keepdim=True, out=result.biases[-1])
        # Of the values after the activation of a layer, then of those before it.
        delta = torch.mul(row.mT, self.stack.weights[-1].mT, out=self._array(last.shape[2]))
        for layer in range(len(self.hidden) - 1, -1, -1):
            delta = self.gradient(delta, *self.hidden[layer])
            torch.sum(delta, 1, keepdim=True, out=result.biases[layer])
            if layer:
                delta = self._one_layer_back(layer, delta, result)
        self._to_the_sites(delta, result)
        self.buffers.give(delta)
        self._forget()

    def _one_layer_back(self, layer, delta, result):
        below = self.hidden[layer - 1][1]
        result.weights[layer].copy_(torch.bmm(below.mT, delta))
        following = self._array(below.shape[2])
        torch.bmm(delta, self.stack.weights[layer].mT, out=following)
        self.buffers.give(delta)
        return following

    def _from_the_sites(self, out):
        weight = self.stack.first_weight()
        # Centring the input is a shift of the first bias, so no centred copy is made.
        bias = torch.baddbmm(self.stack.biases[0], self.center, weight, alpha=-1)
        if len(self.spins) == 1:
            return torch.baddbmm(bias, self.spins[0], weight, out=out)
        left, right = self.spins
        sums = torch.baddbmm(bias, left, weight)[:, :, None], torch.bmm(right, weight)[:, None]
        torch.add(*sums, out=self._as_grid(out))
        return out

    def _to_the_sites(self, delta, result):
        if len(self.spins) == 1:
            gradient = torch.bmm(self.spins[0].mT, delta)
        else:
            left, right = self.spins
            gradient = torch.bmm(left.mT, self._as_grid(delta).sum(2))
            gradient.add_(torch.bmm(right.mT, self._as_grid(delta).sum(1)))
        gradient.baddbmm_(self.center.mT, result.biases[0], alpha=-1)
        gates, weight = self.stack.gates, self.stack.weights[0]
        if gates is None:
            result.weights[0].copy_(gradient)
        else:
            torch.mul(gradient, gates, out=result.weights[0])
            torch.sum(gradient.mul_(weight), 2, keepdim=True, out=result.gates)

    def _as_grid(self, hidden):
        left, right = self.spins
        return hidden.view(len(hidden), left.shape[1], right.shape[1], -1)

    def _array(self, width):
        return self.buffers.take((*self.shape, width), self.center)

    def _forget(self):
        for pair in self.hidden:
            self.buffers.give(*pair)
        self.hidden = []


class Propagation(torch.autograd.Function):
    """Values of each :class:`Pass`, and each member's sum of squares of weights and gates."""

    @staticmethod
    def forward(ctx, theta, center, architecture, buffers, *passes):
        outputs, ctx.parts = [], []
        for spins, shape, groups, slices, keep in passes:
            values = theta.new_empty(shape)
            for place, members in groups:
                stack, own_center = architecture.unpack(theta[members]), center[members]
                for rows in slices:
                    part = Part(stack, own_center, spins[rows], architecture.activation, buffers)
                    values[place, rows] = part.forward(keep)
                    ctx.parts.append((part, len(outputs), place, members, rows))
            outputs.append(values)
        ctx.save_for_backward(theta)
        ctx.architecture, ctx.buffers = architecture, buffers
        norm = torch.linalg.vector_norm(theta[:, : -architecture.n_biases], dim=1).square_()
        return *outputs, norm

    @staticmethod
    @once_differentiable
    def backward(ctx, *gradients):
        (theta,), n_biases = ctx.saved_tensors, ctx.architecture.n_biases
        result = torch.empty_like(theta)
        weights, biases = result.split([theta.shape[1] - n_biases, n_biases], dim=1)
        torch.mul(theta[:, :-n_biases], 2 * gradients[-1][:, None], out=weights)
        biases.zero_()
        # The last first: their hidden values are still in the cache.
        for part, output, place, members, rows in reversed(ctx.parts):
            own = ctx.buffers.take((len(part.center), theta.shape[1]), theta)
            part.backward(gradients[output][place, rows], ctx.architecture.unpack(own))
            if isinstance(members, slice):
                result[members].add_(own)
            else:
                result.index_add_(0, members, own)
            ctx.buffers.give(own)
        return result, *[None] * (len(gradients) + 2)
