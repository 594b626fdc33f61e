"""The stack against networks computed one by one in numpy."""

import numpy as np
import pytest
import torch

from sk_epinet.network import Sites
from sk_epinet.network._stack import ACTIVATIONS, EpistaticMLP

REFERENCE = {
    "identity": lambda x: x,
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "silu": lambda x: x / (1 + np.exp(-x)),
}


def make(
    activation="silu", gate_sites=True, n_members=3, seed=0, linked=None, memory_budget=2**29
):
    generator = torch.Generator().manual_seed(seed)
    linked = linked or [False] * n_members
    seeds = range(10, 10 + n_members)
    module = EpistaticMLP(Sites(4), (6, 5), activation, gate_sites, linked, seeds, memory_budget)
    module = module.double()
    with torch.no_grad():
        module.center.copy_(torch.randn(module.center.shape, generator=generator))
        if gate_sites:
            gates = module.layers.gates
            gates.copy_(torch.randn(gates.shape, generator=generator))
    return module


def arrays_of(module):
    """Return the arrays by name, with one entry for each member."""
    gates, weights, biases = module.layers
    arrays = {"center": module.center}
    arrays |= {f"weights.{i}": weight for i, weight in enumerate(weights)}
    arrays |= {f"biases.{i}": bias for i, bias in enumerate(biases)}
    if gates is not None:
        arrays["gates"] = gates
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
    assert ACTIVATIONS["gelu"](x).item() == pytest.approx(0.8413447460685429)


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
    np.testing.assert_allclose(module.squared_norm().detach(), expected)


def test_site_relevance_is_the_norm_of_gated_weights():
    module = make()
    arrays = arrays_of(module)
    expected = np.abs(arrays["gates"][:, :, 0]) * np.linalg.norm(arrays["weights.0"], axis=2)
    np.testing.assert_allclose(module.site_relevance().detach(), expected)


def test_initial_weights():
    module = EpistaticMLP(Sites(100), (50,), "silu", True, [False] * 20, range(20), 2**29)
    glorot = np.sqrt(6 / 150)
    gates, weights, biases = module.layers
    first = weights[0].detach().numpy()
    assert np.abs(first).max() <= glorot
    assert first.std() == pytest.approx(glorot / np.sqrt(3), rel=0.02)
    assert np.abs(biases[0].detach().numpy()).max() <= 1 / np.sqrt(100)
    assert (gates == 1).all()
    assert (module.center == 0).all()
    # Members begin differently.
    assert not torch.equal(weights[0][0], weights[0][1])
    # And as they would alone.
    alone = EpistaticMLP(Sites(100), (50,), "silu", True, [False], [7], 2**29)
    assert torch.equal(alone.layers.weights[1][0], weights[1][7])


def test_members_do_not_mix():
    module = make()
    module(torch.ones(2, 4).double())[1].sum().backward()
    for parameter in module.parameters():
        assert (parameter.grad[[0, 2]] == 0).all()
    assert (module.theta.grad[1] != 0).any()


def test_parts_of_autograd_have_the_gradient_of_the_whole(monkeypatch):
    spins = torch.tensor(np.random.RandomState(0).choice([-1.0, 1.0], (11, 4)))
    members, gradients, seen = torch.tensor([0, 2]), [], []
    original = EpistaticMLP.latent

    def spy(module, genotypes, members=None):
        seen.append(len(genotypes))
        return original(module, genotypes, members)

    monkeypatch.setattr(EpistaticMLP, "latent", spy)
    # All at once; then six values (of 11 units, 8 bytes a unit), which are three rows of two.
    for memory_budget in (2**29, 6 * 2 * 11 * 4):
        module = make(memory_budget=memory_budget)
        (latent,), _ = module.evaluate([(spins, members)], by_hand=False)
        latent.square().sum().backward()
        gradients.append(module.theta.grad)
    # The parts are computed again in the backward pass.
    assert sorted(seen) == sorted([11] + 2 * [3, 3, 3, 2])
    torch.testing.assert_close(gradients[1], gradients[0], rtol=1e-12, atol=1e-12)
