"""The stack against networks computed one by one in numpy."""

import numpy as np
import pytest
import torch

from sk_epinet.network._forward_backward import ACTIVATIONS, Part, Propagation
from sk_epinet.network._stack import EpistaticMLP
from sk_epinet.walsh._hypercube import make_spin_grid

REFERENCE = {
    "identity": lambda x: x,
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "silu": lambda x: x / (1 + np.exp(-x)),
}


def make(
    activation="silu", gate_sites=True, n_members=3, seed=0, linked=None, memory_budget=2**29
):
    generator = torch.Generator().manual_seed(seed)
    linked = linked or [False] * n_members
    seeds = range(10, 10 + n_members)
    module = EpistaticMLP(4, (6, 5), activation, gate_sites, linked, seeds, memory_budget)
    module = module.double()
    with torch.no_grad():
        module.center.copy_(torch.randn(module.center.shape, generator=generator))
        if gate_sites:
            module.gates.copy_(torch.randn(module.gates.shape, generator=generator))
    return module


def arrays_of(module):
    """By name, one entry a member."""
    arrays = {"center": module.center}
    arrays |= {f"weights.{i}": weight for i, weight in enumerate(module.weights)}
    arrays |= {f"biases.{i}": bias for i, bias in enumerate(module.biases)}
    if module.gates is not None:
        arrays["gates"] = module.gates
    return {name: value.detach().numpy() for name, value in arrays.items()}


def by_hand(module, spins, activation, member):
    arrays = {name: value[member] for name, value in arrays_of(module).items()}
    hidden = spins - arrays["center"]
    if "gates" in arrays:
        hidden = hidden * arrays["gates"].T
    for layer in range(3):
        hidden = hidden @ arrays[f"weights.{layer}"] + arrays[f"biases.{layer}"]
        if layer < 2:
            hidden = REFERENCE[activation](hidden)
    return hidden[:, 0]


@pytest.mark.parametrize("gate_sites", [True, False])
@pytest.mark.parametrize("activation", sorted(REFERENCE))
def test_each_member_is_a_perceptron(activation, gate_sites):
    module = make(activation, gate_sites)
    spins = np.random.RandomState(0).choice([-1.0, 1.0], (9, 4))
    with torch.no_grad():
        values = module(torch.tensor(spins)).numpy()
    assert values.shape == (3, 9)
    for member in range(3):
        expected = by_hand(module, spins, activation, member)
        np.testing.assert_allclose(values[member], expected, rtol=1e-10)


def test_gelu_is_the_exact_one():
    x = torch.tensor([1.0], dtype=torch.float64)
    # x * Phi(x) with Phi(1) = 0.8413447460685429
    value, _ = ACTIVATIONS["gelu"]
    assert value(x, torch.empty_like(x)).item() == pytest.approx(0.8413447460685429)


@pytest.mark.parametrize("memory_budget", [2**29, 6 * 2 * 11 * 4])
@pytest.mark.parametrize("gate_sites", [True, False])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_gradients_against_finite_differences(activation, gate_sites, memory_budget):
    module = make(activation, gate_sites, memory_budget=memory_budget)
    # A seed with which no value is within a step of a kink.
    generator = torch.Generator().manual_seed(3)
    spins = torch.randn(9, 4, generator=generator, dtype=torch.float64)
    few, members = (
        torch.randn(3, 4, generator=generator, dtype=torch.float64),
        torch.tensor([0, 2]),
    )

    def outputs(theta):
        passes = [module.make_pass(spins), module.make_pass(few, members)]
        return Propagation.apply(
            theta, module.center, module.architecture, module.buffers, *passes
        )

    assert torch.autograd.gradcheck(outputs, module.theta.detach().requires_grad_())
    assert [len(values) for values in outputs(module.theta)] == [3, 2, 3]


def test_squared_norm_counts_weights_and_gates_only():
    module = make()
    expected = [
        sum(
            (value[m] ** 2).sum()
            for name, value in arrays_of(module).items()
            if name.startswith(("weights", "gates"))
        )
        for m in range(3)
    ]
    np.testing.assert_allclose(module.propagate()[0].detach(), expected)


def test_site_relevance_is_the_norm_of_gated_weights():
    module = make()
    arrays = arrays_of(module)
    expected = np.abs(arrays["gates"][:, :, 0]) * np.linalg.norm(arrays["weights.0"], axis=2)
    np.testing.assert_allclose(module.site_relevance().detach(), expected)


def test_initial_weights():
    module = EpistaticMLP(100, (50,), "silu", True, [False] * 20, range(20), 2**29)
    glorot = np.sqrt(6 / 150)
    weights = module.weights[0].detach().numpy()
    assert np.abs(weights).max() <= glorot
    assert weights.std() == pytest.approx(glorot / np.sqrt(3), rel=0.02)
    assert np.abs(module.biases[0].detach().numpy()).max() <= 1 / np.sqrt(100)
    assert (module.gates == 1).all()
    assert (module.center == 0).all()
    # Members begin differently.
    assert not torch.equal(module.weights[0][0], module.weights[0][1])
    # And as they would alone.
    alone = EpistaticMLP(100, (50,), "silu", True, [False], [7], 2**29)
    assert torch.equal(alone.weights[1][0], module.weights[1][7])


def test_members_do_not_mix():
    module = make()
    module(torch.ones(2, 4).double())[1].sum().backward()
    for parameter in module.parameters():
        assert (parameter.grad[[0, 2]] == 0).all()
    assert (module.theta.grad[1] != 0).any()


@pytest.mark.parametrize("memory_budget", [2**29, 6 * 2 * 11 * 4])
def test_a_grid_is_its_genotypes(memory_budget):
    grid, members = make_spin_grid(4, torch.float64), torch.tensor([0, 2])
    results = []
    for spins in (grid.dense(), grid):
        module = make(memory_budget=memory_budget)
        values = module.latent(spins, members)
        values.square().sum().backward()
        results.append((values, module.theta.grad))
    for dense, own in zip(*results, strict=True):
        torch.testing.assert_close(own, dense, rtol=1e-12, atol=1e-12)


def test_parts_have_the_gradient_of_the_whole(monkeypatch):
    spins = torch.tensor(np.random.RandomState(0).choice([-1.0, 1.0], (11, 4)))
    seen = []
    original = Part.forward

    def spy(part, keep):
        seen.append(part.shape[::-1])
        return original(part, keep)

    monkeypatch.setattr(Part, "forward", spy)
    members = torch.tensor([0, 2])
    gradients = []
    for memory_budget in (2**29, 6 * 2 * 11 * 4):
        module = make(memory_budget=memory_budget)
        module.latent(spins, members).square().sum().backward()
        gradients.append([p.grad.clone() for p in module.parameters()])
    # All at once; then six values (of 11 units, 8 bytes a unit) at a time, and all of it twice.
    assert sorted(seen) == sorted([(11, 2)] + 4 * [(6, 1), (5, 1)])
    for whole, parts in zip(*gradients, strict=True):
        torch.testing.assert_close(parts, whole, rtol=1e-12, atol=1e-12)
