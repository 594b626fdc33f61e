"""Intervals and standard deviations of predictions."""

import pickle

import numpy as np
import pytest

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV
from sk_epinet.datasets import make_walsh_landscape

FAST = {"hidden_layer_sizes": (16,), "random_state": 0}
KINDS = [EpistaticNetRegressor, EpistaticNetRegressorCV]
FEWER = {EpistaticNetRegressor: {}, EpistaticNetRegressorCV: {"alphas": [0.1, 1.0], "cv": 5}}


@pytest.fixture(scope="module")
def noisy():
    X, y, _ = make_walsh_landscape(n_sites=9, n_interactions=12, random_state=1)
    rng = np.random.RandomState(0)
    rows = rng.permutation(len(y))
    return X[rows], y[rows] + 0.5 * y.std() * rng.randn(len(y)), y.std()


@pytest.fixture(scope="module", params=KINDS)
def model(request, noisy):
    """Give a model of the first 200 rows."""
    X, y, _ = noisy
    return request.param(**FAST, **FEWER[request.param]).fit(X[:200], y[:200])


def test_intervals_cover_new_measurements(model, noisy):
    X, y, _ = noisy
    for coverage in (0.5, 0.9):
        low, high = model.predict_interval(X[200:], coverage).T
        covered = np.mean((low <= y[200:]) & (y[200:] <= high))
        assert covered == pytest.approx(coverage, abs=0.09)
    predicted, std = model.predict(X[200:], return_std=True)
    np.testing.assert_allclose((low + high) / 2, predicted)
    ratio = np.std((y[200:] - predicted) / std)
    assert ratio == pytest.approx(1, abs=0.2)


def test_what_is_told_of_the_noise(model, noisy):
    X, _, scale = noisy
    model.predict_interval(X[:1])
    noise = model.target_scale_ * np.sqrt(model.error_model_.noise_variance)
    assert 0.35 * scale < noise < 0.75 * scale
    # A measurement of a large weight has nearly no error of its own.
    wide, narrow = (
        np.diff(model.predict_interval(X[:50], sample_weight=np.full(50, weight)))
        for weight in (0.25, 100.0)
    )
    usual = np.diff(model.predict_interval(X[:50]))
    assert (narrow < usual).all()
    assert (usual < wide).all()


def test_one_setting_learns_its_errors_when_they_are_asked_for(noisy):
    X, y, _ = noisy
    model = EpistaticNetRegressor(**FAST, max_iter=20).fit(X[:60], y[:60])
    assert not hasattr(model, "error_model_")
    before = model.predict(X)
    with pytest.raises(ValueError, match="saved before predict_interval"):
        pickle.loads(pickle.dumps(model)).predict_interval(X)
    interval = model.predict_interval(X)
    np.testing.assert_array_equal(model.predict(X), before)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict_interval(X), interval)
    twin = EpistaticNetRegressor(**FAST, max_iter=20).fit(X[:60], y[:60])
    np.testing.assert_array_equal(twin.predict_interval(X), interval)
    # A new fit forgets what was learned of the last one.
    assert not hasattr(model.fit(X[:40], y[:40]), "error_model_")


def test_intervals_end_at_a_floor(noisy):
    X, y, _ = noisy
    floor = np.quantile(y, 0.4)
    model = EpistaticNetRegressorCV(**FAST, max_iter=50, censored="left")
    model.fit(X[:200], np.maximum(y, floor)[:200])
    low, high = model.predict_interval(X[200:]).T
    assert low.min() == pytest.approx(floor)
    assert (high >= low).all()


@pytest.mark.parametrize("kind", KINDS)
def test_refusals(kind, noisy):
    X, y, _ = noisy
    model = kind(**FAST, max_iter=2).fit(X[:40], y[:40])
    for wrong in (0, 1, 90, "all", None):
        with pytest.raises(ValueError, match="coverage must be a number greater than 0 and less"):
            model.predict_interval(X[:5], wrong)
    with pytest.raises(ValueError, match="that of row 1 is 0"):
        model.predict_interval(X[:2], sample_weight=[1.0, 0.0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_constant_target_has_no_errors(kind):
    X = np.random.RandomState(0).randint(0, 2, (30, 4))
    with pytest.warns(UserWarning, match="y is constant"):
        model = kind(**FAST, max_iter=2).fit(X, np.full(30, 3.0))
    np.testing.assert_allclose(model.predict_interval(X[:3]), 3.0)
