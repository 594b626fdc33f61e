"""Weights of errors, and the part that a model cannot explain, against planted values."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.preprocessing import OneHotEncoder

from sk_epinet.datasets import aggregate_replicates, load_landscape, weights_from_errors
from sk_epinet.datasets._weights import (
    _RIDGES,
    _agreement,
    _held_out_residuals,
    _most_likely_tau,
    _standardise,
)


def planted(tau, seed, n=400, largest_error=1.5):
    """Return (X, y, errors, means): additive effects of letters, noise tau, and errors."""
    rng = np.random.RandomState(seed)
    codes = rng.randint(0, 3, (n, 8))
    means = rng.randn(8, 3)[np.arange(8), codes].sum(axis=1)
    errors = np.exp(rng.uniform(np.log(0.02), np.log(largest_error), n))
    y = means + tau * rng.randn(n) + errors * rng.randn(n)
    return np.array(list("ACG"))[codes], y, errors, means


def test_formula():
    errors = np.array([0.1, 0.2, 0.4])
    expected = 1 / (errors**2 + 0.09)
    weights = weights_from_errors(errors, tau=0.3)
    np.testing.assert_allclose(weights, expected / expected.mean())
    np.testing.assert_allclose(weights_from_errors(errors, tau=0), [16 / 7, 4 / 7, 1 / 7])
    assert weights_from_errors(errors, tau=0.3, return_tau=True)[1] == 0.3


def test_no_weight_is_infinite():
    weights = weights_from_errors([1e-200, 1.0, 1e200], tau=0)
    assert np.isfinite(weights).all()
    assert weights.mean() == pytest.approx(1)


@pytest.mark.parametrize("planted_tau", [0.3, 1.0])
def test_planted_tau_is_found(planted_tau):
    found = []
    for seed in range(5):
        X, y, errors, _ = planted(planted_tau, seed)
        weights, tau = weights_from_errors(errors, X=X, y=y, return_tau=True)
        np.testing.assert_array_equal(weights, weights_from_errors(errors, tau=tau))
        found.append(tau)
    # Leaving a genotype out adds the error of 16 fitted effects: a few per cent.
    assert 0.95 * planted_tau < np.mean(found) < 1.3 * planted_tau


def test_tau_has_the_units_of_y():
    X, y, errors, _ = planted(0.5, 0, n=60)
    _, tau = weights_from_errors(errors, X=X, y=y, return_tau=True)
    _, other = weights_from_errors(1000 * errors, X=X, y=7 + 1000 * y, return_tau=True)
    assert other == pytest.approx(1000 * tau, rel=1e-3)


def test_weights_with_tau_predict_best():
    """They beat equal weights, and weights that take the model for perfect."""
    scores = {"none": [], "tau": [], "perfect": []}
    for seed in range(10):
        X, y, errors, means = planted(0.3, seed, largest_error=8.0)
        rows = OneHotEncoder(sparse_output=False).fit_transform(X)
        train, test = slice(0, 80), slice(80, None)
        own = errors[train]
        weights = {
            "none": np.ones(80),
            "tau": weights_from_errors(own, X=X[train], y=y[train]),
            "perfect": weights_from_errors(own, tau=0),
        }
        for name, weight in weights.items():
            model = Ridge(1.0).fit(rows[train], y[train], sample_weight=weight)
            scores[name].append(model.score(rows[test], means[test]))
    mean = {name: np.mean(values) for name, values in scores.items()}
    assert mean["tau"] > mean["none"] + 0.05
    assert mean["tau"] > mean["perfect"] + 0.02


def test_replicates_are_averaged_first():
    X, y, errors, _ = planted(0.5, 0, n=60)
    rng = np.random.RandomState(1)
    rows = rng.permutation(np.repeat(np.arange(60), 3))
    repeated = y[rows] + errors[rows] * rng.randn(180)
    _, tau = weights_from_errors(errors[rows], X=X[rows], y=repeated, return_tau=True)
    means = aggregate_replicates(X[rows], repeated, standard_error=errors[rows])
    _, expected = weights_from_errors(
        means.standard_error, X=means.data, y=means.target, return_tau=True
    )
    assert tau == expected


def test_categories_and_numbers_are_genotypes_too():
    X, y, errors, _ = planted(0.5, 0, n=60)
    tables = [X, pd.DataFrame(X).astype("category"), np.searchsorted(list("ACG"), X)]
    found = [weights_from_errors(errors, X=table, y=y) for table in tables]
    np.testing.assert_allclose(found[1], found[0])
    np.testing.assert_allclose(found[2], found[0])


def test_residuals_are_those_of_models_without_the_row():
    X, y, _, _ = planted(0.5, 0, n=30)
    agreement = _agreement(X, np.arange(30))
    assert agreement[3, 7] == (X[3] == X[7]).sum()
    sites = _standardise(agreement)
    candidates = []
    for kernel in (sites, sites + _standardise(sites**2)):
        values, vectors = np.linalg.eigh(kernel)
        features = vectors * np.sqrt(np.maximum(values, 0))
        for ridge in _RIDGES:
            model = Ridge(ridge, solver="svd")
            candidates.append(y - cross_val_predict(model, features, y, cv=LeaveOneOut()))
    best = min(candidates, key=lambda left: np.mean(left**2))
    np.testing.assert_allclose(_held_out_residuals(agreement, y), best, rtol=1e-6, atol=1e-9)


def test_genotypes_that_have_nothing_in_common_say_nothing_of_each_other():
    rng = np.random.RandomState(0)
    X = np.array([[f"{row}{site}" for site in range(3)] for row in range(40)])
    y = rng.randn(40)
    residuals = _held_out_residuals(_agreement(X, np.arange(40)), y)
    # Each is predicted by the mean of the 39 others.
    np.testing.assert_allclose(residuals, (y - y.mean()) * 40 / 39, rtol=1e-6)


def test_the_kernels_are_those_of_centred_indicators():
    X = planted(0.5, 0, n=30)[0]
    indicators = OneHotEncoder(sparse_output=False).fit_transform(X)
    indicators -= indicators.mean(axis=0)
    sites = _standardise(_agreement(X, np.arange(30)))
    scale = np.mean((indicators**2).sum(axis=1))
    np.testing.assert_allclose(sites, indicators @ indicators.T / scale, atol=1e-12)
    pairs = np.einsum("ni,nj->nij", indicators, indicators).reshape(30, -1)
    pairs -= pairs.mean(axis=0)
    expected = pairs @ pairs.T / np.mean((pairs**2).sum(axis=1))
    np.testing.assert_allclose(_standardise(sites**2), expected, atol=1e-12)


def test_tau_of_equal_errors_is_what_the_residuals_have_more():
    residuals = np.random.RandomState(0).randn(500)
    expected = np.sqrt(np.mean(residuals**2) - 0.25)
    assert _most_likely_tau(residuals, np.full(500, 0.5)) == pytest.approx(expected, rel=1e-3)
    # Where the errors explain all of it, nothing is left.
    assert _most_likely_tau(residuals, np.full(500, 2.0)) == 0
    assert _most_likely_tau(np.zeros(500), np.ones(500)) == 0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.0, "standard_error is 0, which would be an infinite weight in rows 1, 4 .of 30.. Le"),
        (-0.1, "standard_error is negative in rows 1, 4"),
        (np.nan, "standard_error is missing in rows 1, 4"),
    ],
)
@pytest.mark.parametrize("tau", [0.5, "auto"])
def test_errors_that_cannot_be_used_are_named(value, message, tau):
    X, y, errors, _ = planted(0.5, 0, n=30)
    errors[[1, 4]] = value
    with pytest.raises(ValueError, match=message):
        weights_from_errors(errors, tau=tau, X=X, y=y)


def test_many_rows_without_an_error_are_counted():
    errors = np.where(np.arange(20) < 9, np.nan, 1.0)
    with pytest.raises(ValueError, match="rows 0, 1, 2, 3, 4 and 4 more .of 20."):
        weights_from_errors(errors, tau=1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "tau='auto' is found from the training set: pass X= and y="),
        ({"tau": -1}, "tau must be a number at least 0, got -1. Or 'auto'"),
        ({"tau": "some"}, "tau must be a number at least 0, got 'some'"),
        ({"X": np.eye(30), "y": np.ones(29)}, "y has 29 values but X has 30 rows"),
        ({"X": np.eye(29), "y": np.ones(29)}, "one entry for each row of X"),
        (
            {"X": np.ones((30, 2)), "y": np.ones(30)},
            "at least 10 different genotypes, but X has 1",
        ),
    ],
)
def test_bad_parameters(options, message):
    with pytest.raises(ValueError, match=message):
        weights_from_errors(np.ones(30), **options)


def errors_of(X, y, errors, **columns):
    """Return the landscape of a table of genotypes with values and errors."""
    texts = ["".join(map(str, row)) for row in X]
    return load_landscape(pd.DataFrame({"genotype": texts, "y": y, "y_err": errors, **columns}))


def test_a_landscape_makes_weights_for_a_training_set():
    X, y, errors, _ = planted(0.5, 0, n=60)
    landscape, train = errors_of(X, y, errors), np.arange(0, len(y), 2)
    found = landscape.training_weights(train)
    _, tau = weights_from_errors(errors[train], X=X[train], y=y[train], return_tau=True)
    expected = 1 / (errors**2 + tau**2)
    np.testing.assert_allclose(found, expected / expected.mean())
    _, tau = weights_from_errors(errors, X=X, y=y, return_tau=True)
    expected = 1 / (errors**2 + tau**2)
    np.testing.assert_allclose(landscape.training_weights(), expected / expected.mean())


def test_a_landscape_without_errors_or_with_weights_of_the_user():
    X, y, errors, _ = planted(0.5, 0, n=60)
    texts = ["".join(map(str, row)) for row in X]
    table = pd.DataFrame({"genotype": texts, "y": y, "w": 1 + errors})
    assert load_landscape(table).training_weights() is None
    weights = load_landscape(table, weight="w").training_weights([0, 1])
    np.testing.assert_array_equal(weights, 1 + errors)


def test_replicates_have_errors_of_their_own_and_of_all():
    X, y, errors, _ = planted(0.5, 0, n=60)
    texts = ["".join(map(str, row)) for row in X]
    first, second = y - errors, y + errors
    table = pd.DataFrame({"genotype": texts, "rep1": first, "rep2": second})
    # The standard error of a mean of two is half their distance, with one degree of freedom;
    # the pooled one counts as four more.
    variance = (errors**2 + 4 * np.mean(errors**2)) / 5
    landscape = load_landscape(table)
    _, tau = weights_from_errors(np.sqrt(variance), X=X, y=y, return_tau=True)
    expected = 1 / (variance + tau**2)
    np.testing.assert_allclose(landscape.training_weights(), expected / expected.mean())


def test_too_few_genotypes_have_equal_weights():
    X, y, errors, _ = planted(0.5, 0, n=60)
    with pytest.warns(UserWarning, match="9 different genotypes are not turned into weights"):
        assert errors_of(X[:9], y[:9], errors[:9]).training_weights() is None
