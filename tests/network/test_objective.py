"""The objective stands in one function, and each way to its gradient leads through it."""

import itertools

import numpy as np
import pytest
import torch
from scipy.linalg import hadamard

from sk_epinet import ExactWalshPenalty, HashedWalshPenalty, SubcubeWalshPenalty
from sk_epinet.network import Sites, TrainingData
from sk_epinet.network._objective import objective
from sk_epinet.network._trainer import EpistaticNet
from sk_epinet.penalties import WalshPenalty


def test_by_hand():
    predicted = torch.tensor([[1.0, 4.0], [3.0, 0.0]])
    target = torch.tensor([[0.0], [1.0]])
    weight = torch.tensor([[0.5], [1.5]])
    total, error = objective(
        predicted,
        target,
        weight,
        penalty=torch.tensor([2.0, 10.0]),
        wh_weight=torch.tensor([0.5, 0.1]),
        squared_norm=torch.tensor([100.0, 7.0]),
        l2_weight=torch.tensor([0.01, 1.0]),
    )
    # (0.5 * 1 + 1.5 * 4) / 2 and (0.5 * 16 + 1.5 * 1) / 2
    assert error.tolist() == [3.25, 4.75]
    assert total.tolist() == [3.25 + 1 + 1, 4.75 + 1 + 7]
    assert objective(predicted, target, weight).total.tolist() == [3.25, 4.75]


class SumOfSquares(WalshPenalty):
    """A penalty of a user: the variance of the values at the training genotypes."""

    def n_evaluations(self, n_sites):
        return 3

    def sample(self, spins, generator):
        return spins[:3]

    def value(self, values):
        return values.var(dim=1, correction=0)


PENALTIES = {
    "none": None,
    "exact": ExactWalshPenalty(),
    "sub-cubes": SubcubeWalshPenalty(2, n_subcubes=2),
    "hashed": HashedWalshPenalty(2, n_hashes=3),
    "a user's": SumOfSquares(),
}


def penalty_by_definition(penalty, latent_of, spins, seed):
    """Return the penalty of every member by an explicit Hadamard matrix."""
    if penalty is None:
        return torch.zeros(3, dtype=torch.float64)
    if isinstance(penalty, SumOfSquares):
        values = latent_of(spins[:3])
        return (values - values.mean(1, keepdim=True)).square().mean(1)
    if isinstance(penalty, ExactWalshPenalty):
        cube = itertools.product([1.0, -1.0], repeat=spins.shape[1])
        genotypes, n_parts = torch.tensor(list(cube), dtype=torch.float64), 1
    else:
        genotypes = penalty.sample(spins, torch.Generator().manual_seed(seed))
        n_parts = getattr(penalty, "n_subcubes", None) or penalty.n_hashes
    parts = latent_of(genotypes).unflatten(1, (n_parts, -1))
    size = parts.shape[-1]
    coefficients = parts @ torch.tensor(hadamard(size), dtype=torch.float64) / size
    return coefficients[..., 1:].abs().sum(-1).mean(-1)


def make_net(penalty, gate_sites, linked, batch_size=100):
    rng = np.random.RandomState(0)
    net = EpistaticNet(
        sites=Sites(4),
        hidden_layer_sizes=(6, 5),
        activation="silu",
        gate_sites=gate_sites,
        linked=linked,
        penalty=penalty,
        # One of the members is not penalised.
        wh_weight=np.array([0.3, 0.0, 2.0]),
        l2_weight=np.array([0.01, 0.2, 0.5]),
        lr=0.01,
        max_epochs=1,
        batch_size=batch_size,
        device="cpu",
        memory_budget=2**29,
        seed=5,
        member_seeds=[1, 2, 3],
    )
    spins, target = rng.choice([-1.0, 1.0], (9, 4)), rng.randn(9, 3)
    weight = rng.rand(9, 3) * (rng.rand(9, 3) < 0.8)
    return net, TrainingData(spins, target, weight / weight.mean(0))


@pytest.mark.parametrize("by_hand", [True, False])
@pytest.mark.parametrize("linked", [[False] * 3, [True, False, True]])
@pytest.mark.parametrize("gate_sites", [True, False])
@pytest.mark.parametrize("name", sorted(PENALTIES))
@pytest.mark.parametrize("rows", [slice(None), slice(2, 7)])
def test_each_route_has_the_gradient_of_autograd(name, gate_sites, linked, by_hand, rows):
    net, data = make_net(PENALTIES[name], gate_sites, linked)
    net.initialize()
    net.module_.double()
    dataset = net._to_dataset(data)
    dataset.X = {key: tensor.double() for key, tensor in dataset.X.items()}
    dataset.y = dataset.y.double()
    net._set_scales(dataset)
    net.run_ = net._begin(dataset)._replace(by_hand=by_hand)
    batch = {key: tensor[rows] for key, tensor in dataset.X.items()}, dataset.y[rows]

    net.notify("on_epoch_begin")
    net.history.new_epoch()
    net.history.new_batch()
    net.train_step_single(batch)
    gradients = {key: value.grad.clone() for key, value in net.module_.named_parameters()}

    module = net.module_
    value = objective(
        module.measured(module.latent(batch[0]["spins"])).T,
        batch[1],
        batch[0]["weight"],
        penalty=penalty_by_definition(net.penalty, module.latent, dataset.X["spins"], 5),
        wh_weight=torch.tensor([0.3, 0.0, 2.0], dtype=torch.float64),
        squared_norm=sum(
            array.square().sum((1, 2))
            for array in [*module.layers.weights, module.layers.gates]
            if array is not None
        ),
        l2_weight=torch.tensor([0.01, 0.2, 0.5], dtype=torch.float64),
    )
    names, parameters = zip(*module.named_parameters(), strict=True)
    expected = torch.autograd.grad(value.total.mean(), parameters)
    for key, gradient in zip(names, expected, strict=True):
        torch.testing.assert_close(gradients[key], gradient, rtol=1e-10, atol=1e-10)


def test_validation_is_the_objective_without_penalties():
    net, data = make_net(ExactWalshPenalty(), True, [True, False, False])
    _, valid = make_net(None, True, [False] * 3)
    net.train(data, valid)
    errors = (net.predict_members(valid.spins).T - valid.target) ** 2 * valid.weight
    assert net.history[-1, "valid_loss"] == pytest.approx(errors.mean(), rel=1e-4)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"penalty": None}, True),
        ({"penalty": SumOfSquares()}, False),
        ({"activation": "softplus"}, False),
        ({"device": "cuda"}, False),
    ],
)
def test_the_pass_by_hand_serves_where_it_can(changes, expected):
    net, _ = make_net(ExactWalshPenalty(), True, [False] * 3)
    for name, value in changes.items():
        setattr(net, name, value)
    assert net._passes_by_hand() is expected
