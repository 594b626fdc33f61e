"""The pass that is written out by hand, against its definition and finite differences."""

import numpy as np
import pytest
import torch

from sk_epinet.network import _forward_backward
from sk_epinet.network._forward_backward import DERIVATIVES, propagate
from tests.network.test_stack import make

SMALL_BUDGET = 6 * 2 * 11 * 4  # bytes: six values of 11 units


def requests():
    """Return genotypes for all members, and some more for two of them."""
    # With this seed no value is within a step of a kink.
    generator = torch.Generator().manual_seed(3)
    spins = torch.randn(9, 4, generator=generator, dtype=torch.float64)
    few = torch.randn(3, 4, generator=generator, dtype=torch.float64)
    return [(spins, None), (few, torch.tensor([0, 2]))]


def outputs(stack):
    latents, squared_norm = propagate(stack, requests())
    return *latents, squared_norm


@pytest.mark.parametrize("memory_budget", [2**29, SMALL_BUDGET])
@pytest.mark.parametrize("gate_sites", [True, False])
@pytest.mark.parametrize("activation", sorted(DERIVATIVES))
def test_values_and_gradients_are_those_of_the_definition(activation, gate_sites, memory_budget):
    stack = make(activation, gate_sites, memory_budget=memory_budget)
    expected = [stack.latent(*request) for request in requests()] + [stack.squared_norm()]
    values = outputs(stack)
    assert [len(value) for value in values] == [3, 2, 3]
    for value, of_the_definition in zip(values, expected, strict=True):
        torch.testing.assert_close(value, of_the_definition, rtol=1e-12, atol=1e-12)
    gradients = [
        torch.autograd.grad(sum(value.sin().sum() for value in result), stack.theta)[0]
        for result in (values, expected)
    ]
    torch.testing.assert_close(*gradients, rtol=1e-10, atol=1e-10)


def test_gradients_against_finite_differences():
    stack = make()

    def of_theta(theta):
        stack.theta.data = theta.data
        return _forward_backward._Propagation.apply(theta, stack, requests())

    assert torch.autograd.gradcheck(of_theta, stack.theta.detach().clone().requires_grad_())


def test_parts_are_forgotten_and_computed_again(monkeypatch):
    seen = []
    original = _forward_backward._Part.forward

    def spy(part, keep):
        seen.append((part.n, keep))
        return original(part, keep)

    monkeypatch.setattr(_forward_backward._Part, "forward", spy)
    stack = make(memory_budget=SMALL_BUDGET)
    spins = torch.tensor(np.random.RandomState(0).choice([-1.0, 1.0], (5, 4)))
    (latent,), _ = propagate(stack, [(spins, None)])
    latent.sum().backward()
    # Six values are two rows of three members.
    assert seen == [(2, False), (2, False), (1, False), (1, True), (2, True), (2, True)]
