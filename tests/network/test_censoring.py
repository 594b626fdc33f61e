"""Which rows are bounds, the likelihood of a bound, and where it enters a training."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.optimize import minimize
from scipy.special import erfcx
from scipy.stats import norm

from sk_epinet import ExactWalshPenalty
from sk_epinet.network import (
    Sites,
    TrainingData,
    describe_censoring,
    find_bounds,
    move_to_bounds,
    read_marks,
)
from sk_epinet.network._censoring import expected_values
from sk_epinet.network._objective import beyond_bound, noise_scale, objective
from sk_epinet.network._trainer import EpistaticNet

# The likelihood of a bound.


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_likelihood_of_a_bound_is_that_of_scipy(dtype):
    distance = np.concatenate([np.linspace(-30, 30, 301), [0.0, 1e-3, -1e-3]])[:, None]
    scale = np.array([0.01, 0.3, 1.0, 25.0])
    value = beyond_bound(torch.tensor(distance, dtype=dtype), torch.tensor(scale, dtype=dtype))
    expected = -2 * scale**2 * norm.logcdf(-distance / scale)
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    np.testing.assert_allclose(value.numpy(), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_gradient_of_a_bound_is_the_ratio_of_density_and_probability(dtype):
    distance = torch.linspace(-30, 30, 301, dtype=dtype)[:, None].requires_grad_()
    scale = torch.tensor([1e-3, 0.3, 1.0, 25.0], dtype=dtype)
    (gradient,) = torch.autograd.grad(beyond_bound(distance, scale).sum(), distance)
    z = -distance.detach().double().numpy() / scale.double().numpy()
    with np.errstate(over="ignore"):
        ratio = np.sqrt(2 / np.pi) / erfcx(-z / np.sqrt(2))
    expected = (2 * scale.double().numpy() * ratio).sum(1, keepdims=True)
    tolerance = 1e-9 if dtype == torch.float64 else 1e-4
    np.testing.assert_allclose(gradient.numpy(), expected, rtol=tolerance, atol=tolerance)


def test_without_noise_a_bound_is_a_squared_hinge():
    distance = torch.tensor([[-1e3], [-1e-3], [0.0], [1e-3], [7.0], [1e4]], requires_grad=True)
    value = beyond_bound(distance, torch.zeros(1))
    value.sum().backward()
    hinge = np.array([0.0, 0.0, 0.0, 1e-3, 7.0, 1e4])
    np.testing.assert_allclose(value.detach()[:, 0], hinge**2, rtol=1e-5, atol=1e-10)
    np.testing.assert_allclose(distance.grad[:, 0], 2 * hinge, rtol=1e-5, atol=1e-5)


# The scale of the noise.


def draw_rows(noise, seed=0, n=60):
    """Return predictions of three members, values cut off at 0, marks and weights."""
    rng = np.random.RandomState(seed)
    predicted = rng.randn(n, 3)
    target = predicted[:, :1] + noise * rng.randn(n, 1)
    marks = np.where(target <= 0, -1, np.where(target >= 1, 1, 0))
    return predicted, target.clip(0, 1), marks, rng.rand(n, 3) * (rng.rand(n, 3) < 0.8)


def negative_log_likelihood(scale, predicted, target, marks, weight):
    z = (target - predicted) / scale
    logarithms = np.where(marks == 0, norm.logpdf(z) - np.log(scale), norm.logcdf(-marks * z))
    return -(weight * logarithms).sum()


@pytest.mark.parametrize("noise", [0.01, 0.3, 5.0])
def test_the_noise_has_the_greatest_likelihood(noise):
    predicted, target, marks, weight = rows = draw_rows(noise)
    distance, squares = marks * (target - predicted), (target - predicted) ** 2
    tensors = (torch.tensor(array) for array in (distance, squares, weight, marks != 0))
    scale = noise_scale(*tensors).numpy()
    for member in range(3):
        own = rows[0][:, [member]], target, marks, weight[:, [member]]
        best = minimize(
            lambda log_scale, own=own: negative_log_likelihood(np.exp(log_scale[0]), *own), [0.0]
        )
        assert scale[member] == pytest.approx(np.exp(best.x[0]), rel=1e-3)


def test_the_noise_without_bounds_is_the_root_mean_squared_error():
    predicted, target, _, weight = draw_rows(0.3)
    squares = (target - predicted) ** 2
    none = np.zeros((60, 1), dtype=bool)
    scale = noise_scale(*map(torch.tensor, (np.zeros((60, 3)), squares, weight, none)))
    expected = np.sqrt(np.average(squares, axis=0, weights=weight))
    np.testing.assert_allclose(scale, expected, rtol=1e-10)


def test_there_is_no_noise_where_nothing_was_measured():
    distance = torch.tensor([[-1.0], [2.0]])
    scale = noise_scale(distance, distance.square(), torch.ones(2, 1), torch.ones(2, 1) != 0)
    assert scale.tolist() == [0.0]


def test_the_noise_is_finite_for_a_perfect_fit_in_single_precision():
    distance = torch.tensor([[0.0], [-1e4], [-1e-4], [1e4]])
    is_bound = torch.tensor([[False], [True], [True], [True]])
    for last in (3, 4):
        rows = slice(None, last)
        scale = noise_scale(
            distance[rows],
            distance[rows].square() * is_bound[rows],
            torch.ones(last, 1),
            is_bound[rows],
        )
        assert torch.isfinite(scale).all()


# The objective.


@pytest.mark.parametrize("noise_share", [1.0, 0.4])
def test_the_objective_of_rows_with_bounds(noise_share):
    predicted, target, marks, weight = draw_rows(0.3)
    tensors = [torch.tensor(array) for array in (predicted, target, weight, marks)]
    tensors[0].requires_grad_()
    value = objective(*tensors, noise_share, squared_norm=torch.ones(3), l2_weight=2.0)
    for member in range(3):
        f, w = predicted[:, [member]], weight[:, [member]]
        best = minimize(
            lambda x, f=f, w=w: negative_log_likelihood(np.exp(x[0]), f, target, marks, w), [0.0]
        )
        scale = noise_share * np.exp(best.x[0])
        z = (target - f) / scale
        errors = np.where(marks == 0, (target - f) ** 2, -2 * scale**2 * norm.logcdf(-marks * z))
        assert value.error[member].item() == pytest.approx((w * errors).mean(), rel=1e-3)
        # The noise is taken as given: a measured row has the gradient of its squared error.
        (gradient,) = torch.autograd.grad(value.error[member], tensors[0], retain_graph=True)
        measured = marks[:, 0] == 0
        expected = (2 * w * (f - target) / len(f))[measured, 0]
        np.testing.assert_allclose(gradient[measured, member], expected, atol=1e-12)
    np.testing.assert_allclose((value.total - value.error).detach(), 2.0)


def test_floor_and_ceiling_mirror_each_other():
    tensors = [torch.tensor(array) for array in draw_rows(0.3)]
    predicted, target, marks, weight = tensors
    value = objective(predicted, target, weight, marks)
    mirrored = objective(-predicted, -target, weight, -marks)
    torch.testing.assert_close(value, mirrored)


def test_without_bounds_the_objective_is_the_mean_squared_error():
    predicted, target, _, weight = map(torch.tensor, draw_rows(0.3))
    value = objective(predicted, target, weight, torch.zeros(60, 1))
    assert torch.equal(value.error, objective(predicted, target, weight).error)


# Where networks begin.


@pytest.mark.parametrize("marks", [(-1, 0), (0, 1), (-1, 1)])
def test_networks_begin_at_the_censored_normal_distribution(marks):
    rng = np.random.RandomState(0)
    y = 0.5 + 2 * rng.randn(400, 1)
    low, high = (0.0 if marks[0] else -99), (2.0 if marks[1] else 99)
    censored = np.where(y <= low, -1, np.where(y >= high, 1, 0))
    y, weight = y.clip(low, high), rng.rand(400, 1)
    values = expected_values(*map(torch.tensor, (y, weight, censored))).numpy()

    def loss(x):
        return negative_log_likelihood(np.exp(x[1]), np.full_like(y, x[0]), y, censored, weight)

    mean, log_scale = minimize(loss, [0.0, 0.0]).x
    assert np.average(values, weights=weight) == pytest.approx(mean, abs=0.01)
    np.testing.assert_array_equal(values[censored == 0], y[censored == 0])
    for side, bound in zip((-1, 1), (low, high), strict=True):
        if side not in marks:
            continue
        z = side * (mean - bound) / np.exp(log_scale)
        expected = mean + side * np.exp(log_scale) * norm.pdf(z) / norm.cdf(z)
        np.testing.assert_allclose(values[censored == side], expected, atol=0.02)


def test_where_nothing_was_measured_networks_begin_at_finite_values():
    values = expected_values(torch.ones(5, 2), torch.ones(5, 2), -torch.ones(5, 1))
    assert torch.isfinite(values).all()


# Which rows are bounds.

ONES = np.ones(100)


def make_values(n_low=0, n_high=0):
    values = np.random.RandomState(0).uniform(1, 2, 100)
    values[:n_low] = 1.0
    values[n_low : n_low + n_high] = 2.0
    return values


@pytest.mark.parametrize(("n_low", "n_high"), [(40, 0), (0, 40), (30, 30), (0, 0), (4, 0)])
def test_auto_finds_the_ends_that_have_many_rows(n_low, n_high):
    y = make_values(n_low, n_high)
    marks = find_bounds(y, ONES, "auto")
    expected = np.zeros(100)
    if n_low >= 5:
        expected[y == 1.0] = -1
    if n_high >= 5:
        expected[y == 2.0] = 1
    np.testing.assert_array_equal(marks, expected)


@pytest.mark.parametrize(
    "y",
    [
        np.repeat([0.0, 1.0], 50),  # two classes
        np.tile([0.0, 1.0, 2.0, 3.0, 4.0], 20),  # grades
        np.random.RandomState(0).poisson(1.0, 100),  # counts
        np.random.RandomState(0).randn(100),
        np.zeros(100),
    ],
    ids=["classes", "grades", "counts", "numbers", "constant"],
)
def test_auto_takes_no_ordinary_values_for_bounds(y):
    assert not find_bounds(y.astype(float), ONES, "auto").any()


def test_bounds_are_found_in_spite_of_rounding():
    y = make_values(40)
    y[:40] += 1e-9 * np.random.RandomState(1).randn(40)
    for how in ("auto", "left"):
        assert (find_bounds(y, ONES, how) == -1).sum() == 40


def test_a_weight_is_a_number_of_copies():
    y = make_values(3)
    weight = np.ones(100)
    weight[:3] = 10
    rows = np.repeat(np.arange(100), weight.astype(int))
    copies = find_bounds(y[rows], np.ones(len(rows)), "auto")
    np.testing.assert_array_equal(find_bounds(y, weight, "auto")[rows], copies)
    assert copies.any()
    # A row of weight zero is not there.
    y[99], weight[99] = -5.0, 0.0
    assert (find_bounds(y, weight, "auto") == -1).sum() == 3
    # One of next to no weight does not say where the floor is.
    weight[99] = 1e-9
    marks = find_bounds(y, weight, "auto")
    assert np.flatnonzero(marks).tolist() == [0, 1, 2]
    found = describe_censoring(y, weight, marks)
    assert (found.floor, found.ceiling) == (1.0, None)


@pytest.mark.parametrize(
    ("how", "row", "relation"), [("left", 3, "at most"), ("right", 7, "least")]
)
def test_a_bound_of_one_row_is_warned_about(how, row, relation):
    y = make_values()
    y[3], y[7] = 0.5, 3.0
    with pytest.warns(UserWarning, match=f"{relation}.*only row {row}"):
        marks = find_bounds(y, ONES, how)
    assert np.flatnonzero(marks).tolist() == [row]


@pytest.mark.parametrize(
    "marks",
    [
        [-1, 0, 1, 0],
        np.array([-1.0, 0.0, 1.0, 0.0]),
        ["left", "none", "right", "none"],
        pd.Series(["left", 0, "right", "none"], index=[9, 8, 7, 6]),
    ],
    ids=["list", "floats", "words", "series"],
)
def test_marks_of_a_user(marks):
    assert read_marks(marks, np.zeros((4, 2))).tolist() == [-1, 0, 1, 0]


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ("left", "construct the estimator with censored='left'"),
        (None, "one mark for each row"),
        ([[0], [0], [0], [0]], "one mark for each row"),
        ([0, 0, 0], "one entry for each row of X: it has 3, and X has 4"),
        ([0, 2, 0, 0], "row 1 has 2"),
        ([0, 0, np.nan, 0], "row 2 has nan"),
        (["left", "none", "none", "<"], "row 3 has '<'"),
        ([True, False, False, False], "row 0 has True"),
    ],
)
def test_wrong_marks_are_named(marks, message):
    with pytest.raises(ValueError, match=message):
        read_marks(marks, np.zeros((4, 2)))


@pytest.mark.parametrize(
    ("y", "marks", "floor", "ceiling"),
    [
        ([1, 1, 2, 3], [-1, -1, 0, 0], 1, None),
        ([1, 1, 2, 3], [-1, 0, 0, 1], 1, 3),
        ([1, 1.5, 2, 3], [-1, -1, 0, 0], None, None),  # every run has its own floor
        ([1, 2, 2, 3], [0, -1, -1, 0], None, None),  # a measured value lies below
        ([1, 2, 3, 3], [0, 0, 1, 1], None, 3),
        ([1, 2, 3, 3], [0, 0, 0, 0], None, None),
    ],
)
def test_limits_of_what_can_be_measured(y, marks, floor, ceiling):
    y, marks, weight = np.array(y, dtype=float), np.array(marks), np.array([1.0, 2.0, 3.0, 4.0])
    found = describe_censoring(y, weight, marks)
    assert (found.floor, found.ceiling) == (floor, ceiling)
    assert found.left_share == pytest.approx(weight[marks == -1].sum() / 10)
    assert found.right_share == pytest.approx(weight[marks == 1].sum() / 10)


def test_what_lies_beyond_a_bound_is_no_error():
    target, marks = np.array([1.0, 1.0, 1.0]), np.array([-1, 0, 1])
    predicted = np.array([[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]])
    moved = move_to_bounds(predicted, target, marks)
    assert moved.tolist() == [[1.0, 0.0, 0.0], [2.0, 2.0, 1.0]]
    assert move_to_bounds(predicted, target, None) is predicted


# In a training.


def make_net(linked, limits=None, **changes):
    settings = {
        "sites": Sites(4),
        "hidden_layer_sizes": (6, 5),
        "activation": "silu",
        "gate_sites": True,
        "linked": linked,
        "penalty": ExactWalshPenalty(),
        "wh_weight": 0.1,
        "l2_weight": 0.01,
        "lr": 0.01,
        "max_epochs": 1,
        "batch_size": 100,
        "device": "cpu",
        "memory_budget": 2**29,
        "seed": 5,
        "member_seeds": [1, 2, 3],
        "limits": limits,
    }
    return EpistaticNet(**settings | changes)


def make_data(n=60):
    predicted, target, marks, weight = draw_rows(0.3, n=n)
    spins = np.random.RandomState(1).choice([-1.0, 1.0], (n, 4))
    return TrainingData(spins, target, weight / weight.mean(0), marks)


@pytest.mark.parametrize("by_hand", [True, False])
@pytest.mark.parametrize("linked", [[False] * 3, [True, False, True]])
def test_each_route_has_the_gradient_of_autograd(linked, by_hand):
    net, data = make_net(linked), make_data()
    net.initialize()
    net.module_.double()
    dataset = net._to_dataset(data)
    dataset.X = {key: tensor.double() for key, tensor in dataset.X.items()}
    dataset.y = dataset.y.double()
    net._set_scales(dataset)
    net.run_ = net._begin(dataset)._replace(by_hand=by_hand)
    net.notify("on_epoch_begin")
    net.history.new_epoch()
    net.history.new_batch()
    net.train_step_single((dataset.X, dataset.y))

    module = net.module_
    predicted = module.measured(module.latent(dataset.X["spins"])).T
    target, weight, marks = dataset.y, dataset.X["weight"], dataset.X["censored"]
    distance = marks * (target - predicted)
    squares = (target - predicted).square()
    scale = noise_scale(distance.detach(), squares.detach(), weight, marks != 0)
    # torch's own logarithm of the normal distribution.
    likelihood = -2 * scale.square() * torch.special.log_ndtr(-distance / scale)
    errors = torch.where(marks == 0, squares, likelihood)
    cube = torch.cartesian_prod(*[torch.tensor([1.0, -1.0], dtype=torch.float64)] * 4)
    penalty = ExactWalshPenalty().value(module.latent(cube))
    total = (errors * weight).mean(0) + 0.01 * module.squared_norm() + 0.1 * penalty
    names, parameters = zip(*module.named_parameters(), strict=True)
    expected = torch.autograd.grad(total.mean(), parameters)
    for key, gradient in zip(names, expected, strict=True):
        torch.testing.assert_close(
            dict(module.named_parameters())[key].grad, gradient, rtol=1e-8, atol=1e-10
        )


@pytest.mark.parametrize("linked", [[False] * 3, [True, False, True]])
def test_networks_begin_where_the_values_behind_the_bounds_are(linked):
    data = make_data()
    net = make_net(linked, max_epochs=0).train(data)
    values = expected_values(*map(torch.tensor, (data.target, data.weight, data.censored)))
    mean = (values * torch.tensor(data.weight)).mean(0).numpy()
    initial = make_net(linked).initialize().module_.layers.biases[-1]
    added = (net.module_.layers.biases[-1] - initial)[:, 0]
    begun = net.module_.measured(added)[:, 0].detach().numpy()
    np.testing.assert_allclose(begun, mean, atol=1e-3)
    if linked[0]:
        link = net.module_.link
        seen = np.where(data.weight > 0, values.numpy(), np.nan)
        low, high = np.nanmin(seen, 0), np.nanmax(seen, 0)
        np.testing.assert_allclose(link.floor[:, 0].detach(), low, atol=1e-4)
        spread = link.log_range.exp()[:, 0].detach()
        np.testing.assert_allclose(spread, high - low, atol=1e-4)


def test_validation_takes_the_bounds_into_account():
    valid = make_data(30)
    net = make_net([False] * 3).train(make_data(), valid)
    value = objective(
        torch.tensor(net.predict_members(valid.spins).T),
        *map(torch.tensor, (valid.target, valid.weight, valid.censored)),
    )
    assert net.history[-1, "valid_loss"] == pytest.approx(value.error.mean().item(), rel=1e-4)


def test_predictions_stay_inside_the_limits_and_latent_ones_do_not():
    data = make_data()
    plain = make_net([True, False, False]).train(data)
    limited = make_net([True, False, False], (np.zeros(3), np.array([0.1, 0.2, 0.3]))).train(data)
    free = plain.predict_members(data.spins)
    low, high = np.zeros((3, 1)), np.array([[0.1], [0.2], [0.3]])
    expected = np.minimum(np.maximum(free, low), high)
    assert (expected != free).any()
    np.testing.assert_array_equal(limited.predict_members(data.spins), expected)
    latent = (net.predict_members(data.spins, latent=True) for net in (plain, limited))
    np.testing.assert_array_equal(*latent)
    spins = torch.tensor(data.spins, dtype=torch.float32)
    inputs = {"spins": spins, "weight": torch.ones(60, 1)}
    np.testing.assert_allclose(limited.predict(inputs), expected.mean(0), atol=1e-5)
