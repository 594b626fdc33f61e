"""The model of the errors of predictions, against errors that were drawn from it."""

import numpy as np
import pytest
from scipy.stats import norm

from sk_epinet.cross_validation import ErrorModel, learn_error_model, mixture_moments


def draw(n, doubt_factor, noise_variance, seed=0):
    rng = np.random.RandomState(seed)
    variance, weight = rng.gamma(2.0, 0.1, n), rng.uniform(0.5, 1.5, n)
    std = np.sqrt(doubt_factor * variance + noise_variance / weight)
    return std * rng.randn(n), variance, weight


@pytest.mark.parametrize(("doubt_factor", "noise_variance"), [(3.0, 0.1), (0.5, 0.5), (4.0, 0.2)])
def test_both_parts_are_found(doubt_factor, noise_variance):
    model = learn_error_model(*draw(40_000, doubt_factor, noise_variance))
    assert model.doubt_factor == pytest.approx(doubt_factor, rel=0.1)
    assert model.noise_variance == pytest.approx(noise_variance, rel=0.1)


def test_errors_that_do_not_depend_on_the_networks():
    error, variance, weight = draw(20_000, 0.0, 0.3)
    model = learn_error_model(error, variance, weight)
    assert model.noise_variance == pytest.approx(0.3, rel=0.05)
    assert model.doubt_factor * variance.mean() < 0.01
    without = learn_error_model(error, np.zeros_like(variance), np.ones_like(weight))
    assert without.noise_variance == pytest.approx(np.mean(error**2), rel=1e-3)


def test_parts_of_the_error():
    model = ErrorModel(2.0, 0.5, np.arange(1, 10) / 10)
    variance = np.array([0.0, 1.0])
    np.testing.assert_allclose(model.std(variance) ** 2, [0.5, 2.5])
    np.testing.assert_allclose(model.std(variance, [2, 5]) ** 2, [0.25, 2.1])
    # Of a measurement without error, only the doubt of the model is left.
    np.testing.assert_allclose(model.std(variance, np.inf) ** 2, [0, 2])
    # The tenth of ten places, of which nine are taken: intervals up to a place cover a tenth each.
    assert model.half_width(0.5) == 0.5
    assert model.half_width(0.9) == 0.9
    assert model.half_width(0.99) == 0.9


def test_normal_errors_have_normal_intervals():
    model = learn_error_model(*draw(40_000, 3.0, 0.1))
    for coverage in (0.5, 0.9, 0.99):
        expected = norm.ppf(0.5 + coverage / 2)
        assert model.half_width(coverage) == pytest.approx(expected, rel=0.03)


def test_widths_are_those_of_measurements_of_weight_one():
    rng = np.random.RandomState(0)
    weight = np.where(rng.rand(20_000) < 0.5, 0.04, 1.0)
    model = learn_error_model(rng.randn(20_000) / np.sqrt(weight), np.zeros(20_000), weight)
    # The errors of weight 0.04 are five times larger, and so is their standard deviation.
    assert model.half_width(0.9) == pytest.approx(norm.ppf(0.95), rel=0.03)
    assert model.std(np.zeros(1), 0.04) == pytest.approx(5.0, rel=0.03)


def test_predictions_without_errors():
    model = learn_error_model(np.zeros(9), np.zeros(9), np.ones(9))
    assert (model.std(np.zeros(2)) < 1e-3).all()


def test_moments_of_a_mixture():
    predicted = np.array([[1.0, 4.0], [3.0, 4.0]])
    # Half of it at 1, a quarter at 3 and, as the shares lack it, a quarter at 0.
    mean, variance = mixture_moments(np.array([0.5, 0.25]), predicted)
    np.testing.assert_allclose(mean, [1.25, 3.0])
    squares = np.array([0.5 * 1 + 0.25 * 9, 0.75 * 16])
    np.testing.assert_allclose(variance, squares - mean**2)
