"""Shares of models in a prediction: stacking with usual shares."""

import numpy as np

from sk_epinet.cross_validation import blend


def test_blend_is_the_best_of_all_shares():
    rng = np.random.RandomState(0)
    target = rng.randn(60)
    predicted = np.stack([target + rng.randn(60), 0.5 * target + rng.randn(60)])
    weight = rng.rand(60) + 0.5
    shares = blend(predicted, target, weight, (0.5, 0.5), 0.5)
    least = min(np.average((target - own) ** 2, weights=weight) for own in predicted)
    grid = np.linspace(0, 1, 201)
    pairs = [(a, b) for a in grid for b in grid if a + b <= 1]

    def loss(pair):
        error = np.average((target - pair @ predicted) ** 2, weights=weight)
        return error + 0.5 * least * np.sum((np.asarray(pair) - 0.5) ** 2)

    best = min(pairs, key=lambda pair: loss(np.array(pair)))
    np.testing.assert_allclose(shares, best, atol=0.006)


def test_blend_of_noise_leaves_the_rest_to_the_mean():
    rng = np.random.RandomState(0)
    target, noise = rng.randn(2000), rng.randn(2, 2000)
    assert blend(noise, target, np.ones(2000), (0.5, 0.5), 1e-3).sum() < 0.1
    # The usual shares win where they count most.
    few = blend(noise[:, :5], target[:5], np.ones(5), (0.7, 0.2), 1e9)
    np.testing.assert_allclose(few, [0.7, 0.2], atol=1e-6)


def test_blend_gives_all_to_the_one_that_is_right():
    rng = np.random.RandomState(0)
    target = rng.randn(500)
    predicted = np.stack([target, target + 0.3 * rng.randn(500)])
    shares = blend(predicted, target, np.ones(500), (0.5, 0.5), 0.0)
    np.testing.assert_allclose(shares, [1, 0], atol=1e-6)
