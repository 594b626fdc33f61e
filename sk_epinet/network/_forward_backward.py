"""The stack's forward and backward pass, with the chain rule written out by hand.

:meth:`EpistaticMLP.latent` is the definition of these values; the tests hold this file against
it. In small networks what autograd does for an operation costs more than the operation itself.
Here the whole pass is one operation of autograd, its arrays are used again from step to step, and
the products with the last layer, which has one output, take the shape that is fastest. The
study docs/benchmarks/speed has the times with and without it.
"""

import torch
from torch.autograd.function import once_differentiable

from .._utils import empty

_aten = torch.ops.aten
_SLOPE = 0.01  # of leaky_relu below zero, as in torch
# For each activation: the function that writes its value at x to `out`, and the function that
# turns the gradient g of the value y into that of x, in place.
DERIVATIVES = {
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


def propagate(stack, requests):
    """Return the latent phenotypes of each request, and the squared norm of each member.

    Parameters
    ----------
    stack : EpistaticMLP
        Its activation must be a key of ``DERIVATIVES``.
    requests : list of (genotypes, members)
        Arguments of :meth:`EpistaticMLP.latent`.

    Returns
    -------
    latents : list of torch.Tensor of shape (n_members, n)
        Differentiable once.
    squared_norm : torch.Tensor of shape (n_members,)
        As :meth:`EpistaticMLP.squared_norm`.
    """
    *latents, squared_norm = _Propagation.apply(stack.theta, stack, requests)
    return latents, squared_norm


class _Propagation(torch.autograd.Function):
    """Latent phenotypes of each request and each member's squared norm, of theta alone."""

    @staticmethod
    def forward(ctx, theta, stack, requests):
        outputs, ctx.parts, ctx.stack = [], [], stack
        for genotypes, members in requests:
            own = slice(None) if members is None else members
            layers, center = stack.architecture.unpack(theta[own]), stack.center[own]
            values = theta.new_empty(len(center), len(genotypes))
            slices = stack.parts(len(genotypes), len(center))
            for rows in slices:
                part = _Part(layers, center, genotypes[rows], stack)
                values[:, rows] = part.forward(keep=len(slices) == 1)
                ctx.parts.append((part, len(outputs), own, rows))
            outputs.append(values)
        ctx.save_for_backward(theta)
        weights = theta[:, : -stack.architecture.n_biases]
        return *outputs, torch.linalg.vector_norm(weights, dim=1).square_()

    @staticmethod
    @once_differentiable
    def backward(ctx, *gradients):
        (theta,), architecture = ctx.saved_tensors, ctx.stack.architecture
        n_biases, buffers = architecture.n_biases, ctx.stack.buffers
        result = torch.empty_like(theta)
        weights, biases = result.split([theta.shape[1] - n_biases, n_biases], dim=1)
        torch.mul(theta[:, :-n_biases], 2 * gradients[-1][:, None], out=weights)
        biases.zero_()
        # The last part first: its hidden values are still in the cache.
        for part, output, members, rows in reversed(ctx.parts):
            own = buffers.take((len(part.center), theta.shape[1]), theta)
            part.backward(gradients[output][:, rows], architecture.unpack(own))
            if isinstance(members, slice):
                result.add_(own)
            else:
                result.index_add_(0, members, own)
            buffers.give(own)
        return result, None, None


class _Part:
    """Some of the genotypes of a request on their way through its members, and back."""

    def __init__(self, layers, center, genotypes, stack):
        self.layers, self.center, self.buffers = layers, center, stack.buffers
        self.first, self.genotypes = stack.first, stack.first.prepare(genotypes)
        self.n = len(genotypes)
        self.function, self.gradient = DERIVATIVES[stack.architecture.activation]
        self.hidden = []  # of each hidden layer, its values before and after the activation

    def forward(self, keep):
        """Return values of shape (n_members, n); forget the hidden values unless `keep`."""
        _, weights, biases = self.layers
        before = self._array(weights[0].shape[2])
        self.first.forward(self.layers, self.center, self.genotypes, out=before)
        for layer in range(1, len(weights)):
            after = self.function(before, self._array(before.shape[2]))
            self.hidden.append((before, after))
            if layer < len(weights) - 1:
                before = self._array(weights[layer].shape[2])
                torch.baddbmm(biases[layer], after, weights[layer], out=before)
        values = torch.baddbmm(biases[-1], weights[-1].mT, after.mT).squeeze(1)
        if not keep:
            self._forget()
        return values

    def backward(self, gradient, result):
        """Write the gradients that follow from that of the values to `result`, Layers."""
        if not self.hidden:
            self.forward(keep=True)
        # Rows that are not contiguous would be multiplied one network after the other.
        row = gradient.contiguous().unsqueeze(1)
        last = self.hidden[-1][1]
        result.weights[-1].copy_(torch.bmm(row, last).mT)
        torch.sum(row, 2, keepdim=True, out=result.biases[-1])
        # The gradient of the values after the activation of a layer, then of those before it.
        delta = torch.mul(row.mT, self.layers.weights[-1].mT, out=self._array(last.shape[2]))
        for layer in range(len(self.hidden) - 1, -1, -1):
            delta = self.gradient(delta, *self.hidden[layer])
            torch.sum(delta, 1, keepdim=True, out=result.biases[layer])
            if layer:
                delta = self._one_layer_back(layer, delta, result)
        self.first.backward(self.layers, self.center, self.genotypes, delta, result)
        self.buffers.give(delta)
        self._forget()

    def _one_layer_back(self, layer, delta, result):
        below = self.hidden[layer - 1][1]
        product = self.buffers.take(result.weights[layer].shape, delta)
        result.weights[layer].copy_(torch.bmm(below.mT, delta, out=product))
        self.buffers.give(product)
        following = self._array(below.shape[2])
        torch.bmm(delta, self.layers.weights[layer].mT, out=following)
        self.buffers.give(delta)
        return following

    def _array(self, width):
        return self.buffers.take((len(self.center), self.n, width), self.center)

    def _forget(self):
        for pair in self.hidden:
            self.buffers.give(*pair)
        self.hidden = []


class Buffers:
    """Arrays that are used again: fresh memory costs more than most operations on it."""

    def __init__(self):
        self._free = {}

    def __reduce__(self):
        # A copy of a network begins without any of it.
        return Buffers, ()

    def take(self, shape, like):
        """Return an array of this shape whose values are arbitrary."""
        free = self._free.get((*shape, like.dtype))
        return free.pop() if free else empty(shape, like.dtype, like.device)

    def give(self, *arrays):
        """Hand back arrays that are no longer needed."""
        for array in arrays:
            self._free.setdefault((*array.shape, array.dtype), []).append(array)

    def clear(self):
        """Forget all arrays."""
        self._free.clear()
