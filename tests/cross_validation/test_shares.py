"""Shares of models in a prediction: stacking with usual shares."""

import numpy as np
import pytest

from sk_epinet.cross_validation import blend


@pytest.mark.parametrize("noise", [0.3, 2.0], ids=["of use", "worse than the mean"])
def test_blend_is_the_best_of_all_shares(noise):
    rng = np.random.RandomState(0)
    target = rng.randn(60)
    target[target > 0] /= 5
    predicted = np.stack([target + noise * rng.randn(60), 0.5 * target + noise * rng.randn(60)])
    # Rows of a large weight have other errors and targets than those of a small one.
    weight = np.where(target > 0, 0.1, rng.rand(60) + 0.5)
    predicted[0, target < 0] += 0.5
    shares = blend(predicted, target, weight, discount=3.0, strength=0.5)
    errors = [np.average((target - own) ** 2, weights=weight) for own in predicted]
    least = min(*errors, np.average(target**2, weights=weight))
    usual = [np.exp(-3 * (error / least - 1)) for error in errors]
    usual = np.array(usual) / max(1, sum(usual))
    grid = np.linspace(0, 1, 201)
    pairs = [(a, b) for a in grid for b in grid if a + b <= 1]

    def loss(pair):
        error = np.average((target - pair @ predicted) ** 2, weights=weight)
        return error + 0.5 * least * np.sum((pair - usual) ** 2)

    best = min(pairs, key=lambda pair: loss(np.array(pair)))
    np.testing.assert_allclose(shares, best, atol=0.006)


def test_blend_of_noise_leaves_the_rest_to_the_mean():
    rng = np.random.RandomState(0)
    target, noise = rng.randn(2000), rng.randn(2, 2000)
    for strength in (1e-3, 1e9):
        # Predictions of the size of the target that are wrong have twice the error of the mean.
        shares = blend(noise, target, np.ones(2000), discount=3.0, strength=strength)
        assert shares.sum() < 0.15


def test_few_rows_leave_equal_models_equal_shares():
    target = np.array([1.0, -1.0, 0.5, -0.5])
    predicted = target + 0.1 * np.array([[1, 1, -1, -1], [-1, 1, 1, -1]])
    shares = blend(predicted, target, np.ones(4), discount=3.0, strength=1e9)
    np.testing.assert_allclose(shares, [0.5, 0.5], atol=1e-6)


def test_blend_gives_all_to_the_one_that_is_right():
    rng = np.random.RandomState(0)
    target = rng.randn(500)
    predicted = np.stack([target + 0.3 * rng.randn(500), target])
    for strength in (0.0, 1.0):
        shares = blend(predicted, target, np.ones(500), discount=3.0, strength=strength)
        np.testing.assert_allclose(shares, [0, 1], atol=1e-6)


def test_models_with_small_shares_give_them_to_the_others():
    """With hardly any data, shares fall as exp(-3 (e / least - 1)): e is 1, 1.25 and 4."""
    rng = np.random.RandomState(0)
    target, noise = np.zeros(4), np.array([1.0, -1.0, 1.0, -1.0])
    predicted = np.array([noise, noise[::-1] * 1.25**0.5, 2 * rng.permutation(noise)])
    target[:] = 10 * np.array([1.0, 1.0, -1.0, -1.0])
    rule = {"discount": 3.0, "strength": 1e9}
    all_three = blend(target + predicted, target, np.ones(4), **rule)
    expected = np.exp([0.0, -0.75, -9.0])
    np.testing.assert_allclose(all_three, expected / expected.sum(), atol=1e-6)
    two = blend(target + predicted, target, np.ones(4), **rule, least_share=0.02)
    np.testing.assert_allclose(two[:2], expected[:2] / expected[:2].sum(), atol=1e-6)
    assert two[2] == 0
