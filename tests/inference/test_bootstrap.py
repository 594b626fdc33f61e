"""Intervals and frequencies of resamples, against the landscapes they are made of."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Lasso, LassoCV, LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    bootstrap_spectrum,
)
from sk_epinet.datasets import make_walsh_landscape
from tests.inference.weight_spy import WeightSpy

FAST = {"hidden_layer_sizes": (8,), "max_iter": 60, "random_state": 0}


class NeverFitted(RegressorMixin, BaseEstimator):
    """A regressor that must not be fitted."""

    def fit(self, X, y):
        raise AssertionError("fit was called")


def draw(seed, n=200):
    """(X, y, all true coefficients) of an independent sample of an eight-site landscape."""
    X, y, truth = make_walsh_landscape(8, 5, 3, random_state=seed)
    rng = np.random.RandomState(seed)
    rows = rng.randint(len(y), size=n)
    return X[rows], y[rows] + 0.5 * rng.randn(n), truth.to_dense()


def coverage(estimator, **options):
    covered = []
    for seed in range(20):
        X, y, truth = draw(seed)
        found = bootstrap_spectrum(estimator, X, y, n_resamples=20, random_state=seed, **options)
        low, high = found.intervals.T
        covered.append(((low <= truth) & (truth <= high))[1:].mean())
    return np.mean(covered)


@pytest.mark.parametrize(
    ("model", "alleles", "n_jobs"),
    [
        (EpistaticNetRegressor((4,), max_iter=2), "01", None),
        (EpistaticNetRegressorCV((4,), max_iter=2, cv=2, alphas=[1]), "01", None),
        (EpistaticNetRegressor((4,), max_iter=2), "AGT", None),
        (EpistaticNetRegressor((4,), max_iter=2), "AGT", 2),
        (EpistaticNetRegressor((4,), max_iter=2, early_stopping=True), "AG", 2),
        (make_pipeline(WalshFeatures(max_order=2), Ridge()), "AG", None),
    ],
)
def test_a_constant_y_is_said_once(model, alleles, n_jobs, recwarn, capfd):
    """Not once for each resample, and not by the processes either."""
    X = np.array(list(product(alleles, repeat=3)) * 2)
    X = X.astype(float) if alleles == "01" else X
    found = bootstrap_spectrum(model, X, np.full(len(X), 3.0), 10, n_jobs=n_jobs, random_state=0)
    assert [str(one.message)[:19] for one in recwarn] == ["y is constant (3): "]
    assert recwarn[0].filename == __file__
    assert "constant" not in capfd.readouterr().err
    np.testing.assert_allclose(found.sizes[found.orders > 0], 0, atol=1e-12)


def test_a_resample_that_is_constant_by_chance_is_not_spoken_of(recwarn):
    X = np.array(list(product("AGT", repeat=2)) * 2)
    y = np.zeros(len(X))
    y[0] = 1.0  # a third of the resamples do not have this row
    found = bootstrap_spectrum(EpistaticNetRegressor((4,), max_iter=2), X, y, 10, random_state=0)
    assert not [one for one in recwarn if "constant" in str(one.message)]
    assert np.isfinite(found.sizes).all()


def test_the_mean_of_y_gives_plain_means():
    """Without a model, an estimate is the mean of y chi_S, nearly, and its error known."""
    X, y, _ = draw(0)
    found = bootstrap_spectrum(DummyRegressor(), X, y, n_resamples=50, random_state=0)
    walsh = WalshFeatures(max_order=8).fit_transform(X)
    features = WalshFeatures(max_order=8).fit(X).interactions_
    means = dict(zip(features, walsh.T @ (y - y.mean()) / len(y), strict=True))
    own = dict(zip(found.interactions, found.coefficients, strict=True))
    for sites, mean in means.items():
        assert own[sites] == pytest.approx(mean, abs=0.02)
    assert own[()] == pytest.approx(y.mean(), abs=0.02)
    expected = y.std() / np.sqrt(len(y))
    np.testing.assert_allclose(found.standard_errors, expected, rtol=0.2)


@pytest.mark.parametrize(
    "estimator",
    [
        # One that shrinks and one that is far off: unbiased all the same.
        make_pipeline(WalshFeatures(max_order=3), Lasso(alpha=0.3)),
        DecisionTreeRegressor(max_depth=3, random_state=0),
    ],
    ids=["lasso", "tree"],
)
def test_intervals_cover(estimator):
    # Of 20 x 255 intervals of 90 %, with correlations within a draw.
    assert 0.87 < coverage(estimator) < 0.95


def test_levels_of_confidence():
    assert coverage(LinearRegression(), confidence_level=0.5) == pytest.approx(0.5, abs=0.06)


def test_networks_find_and_select_what_was_planted():
    X, y, truth = draw(1)
    model = EpistaticNetRegressor(n_members=1, max_iter=150, random_state=0)
    found = bootstrap_spectrum(model, X, y, n_resamples=20, random_state=0)
    planted = np.flatnonzero(truth)
    largest = 1 + np.argsort(-np.abs(found.coefficients[1:]))[: len(planted)]
    assert set(planted) == set(largest)
    assert found.frequencies[planted].min() > 0.9
    assert np.delete(found.frequencies, [0, *planted]).mean() < 0.2


def test_stack_and_single_fits_agree():
    """The same resamples, trained side by side or one by one: estimates of the same model."""
    X, y, _ = draw(2)
    stacked = EpistaticNetRegressor(n_members=2, **FAST)
    # Early stopping is not stacked; with no patience it never stops.
    single = EpistaticNetRegressor(
        n_members=2, early_stopping=True, validation_fraction=0.005, n_iter_no_change=1000, **FAST
    )
    a, b = (
        bootstrap_spectrum(model, X, y, n_resamples=10, random_state=0)
        for model in (stacked, single)
    )
    np.testing.assert_allclose(a.coefficients, b.coefficients, atol=0.08)
    assert np.corrcoef(a.frequencies, b.frequencies)[0, 1] > 0.9


def test_cross_validated_networks():
    X, y, _ = draw(3, n=60)
    model = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], alphas=[0.1], cv=2, **FAST)
    found = bootstrap_spectrum(model, X, y, n_resamples=10, random_state=0)
    assert len(found) == 256
    assert np.isfinite(found.intervals).all()
    assert not hasattr(model, "cv_results_")  # the user's own is left as it was


def test_nothing_to_find():
    """Where the mean of y is the best candidate, no interaction is selected often."""
    X, y, _ = draw(4, n=100)
    y = np.random.RandomState(0).permutation(y)
    model = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], alphas=[0.1], cv=3, **FAST)
    found = bootstrap_spectrum(model, X, y, n_resamples=20, random_state=0)
    assert found.frequencies[1:].max() < 0.9


def test_reproducible_and_global_state_left_alone():
    X, y, _ = draw(5, n=60)
    model = EpistaticNetRegressor(n_members=1, **FAST)
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    a, b = (bootstrap_spectrum(model, X, y, n_resamples=10, random_state=7) for _ in range(2))
    np.testing.assert_array_equal(a.intervals, b.intervals)
    bootstrap_spectrum(model, X, y, n_resamples=10)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize(
    "model",
    [
        EpistaticNetRegressorCV((8,), wh_weights=[0.01, 0.1], alphas=[0.1], cv=2, max_iter=20),
        EpistaticNetRegressor((8,), n_members=1, max_iter=10, early_stopping=True),
        make_pipeline(WalshFeatures(), DecisionTreeRegressor(max_features=2)),
    ],
    ids=["cv", "early stopping", "pipeline"],
)
def test_random_state_determines_all_that_is_trained(model):
    X, y, _ = draw(5, n=60)
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    a, b, c = (
        bootstrap_spectrum(model, X, y, n_resamples=10, random_state=state) for state in (7, 7, 8)
    )
    np.testing.assert_array_equal(a.intervals, b.intervals)
    assert (a.intervals != c.intervals).any()
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert all(value is None for name, value in model.get_params().items() if "random_st" in name)


def test_groups_and_processes_give_the_same():
    X, y, _ = draw(6, n=60)
    whole = EpistaticNetRegressor(n_members=1, **FAST)
    parts = EpistaticNetRegressor(n_members=1, memory_budget=60_000, **FAST)
    a = bootstrap_spectrum(whole, X, y, n_resamples=10, random_state=0)
    b = bootstrap_spectrum(parts, X, y, n_resamples=10, random_state=0)
    np.testing.assert_allclose(a.coefficients, b.coefficients, atol=1e-3)


def test_many_sites_up_to_an_order():
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.randint(0, 2, (300, 30)), columns=[f"s{i}" for i in range(30)])
    y = 2.0 * X["s3"] - 3.0 * (X["s3"] ^ X["s7"]) + 0.1 * rng.randn(300)
    model = make_pipeline(WalshFeatures(max_order=2), LassoCV(cv=3))
    found = bootstrap_spectrum(model, X, y, n_resamples=10, max_order=2, random_state=0)
    assert len(found) == 1 + 30 + 435
    top = found.top(2)
    assert top.names == ["s3 s7", "s3"]
    # Of 0/1 levels: 2 x = 1 - s, and -3 (x XOR y) = -1.5 + 1.5 s s'.
    assert (np.abs(top.coefficients - [1.5, -1]) < 4 * top.standard_errors).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_resamples": 5}, "n_resamples must be an integer at least 10"),
        ({"confidence_level": 90}, "confidence_level must be a number greater than 0"),
        ({"n_resamples": 20.0}, "n_resamples must be an integer"),
        ({"n_resamples": True}, "n_resamples must be an integer"),
        ({"confidence_level": 1}, "confidence_level must be a number greater than 0 and less"),
        ({"confidence_level": 0}, "confidence_level must be a number greater than 0"),
        ({"confidence_level": "0.9"}, "confidence_level must be a number"),
        ({"false_discovery_rate": 5}, "false_discovery_rate must be a number greater than 0"),
        ({"false_discovery_rate": 0}, "false_discovery_rate must be a number greater than 0"),
        ({"max_order": 0}, "max_order must be an integer at least 1"),
        ({"max_order": -1}, "max_order must be an integer at least 1"),
        ({"max_order": 2.5}, "max_order must be an integer"),
        ({"max_order": True}, "max_order must be an integer"),
    ],
)
def test_bad_parameters_are_refused_before_any_fit(change, message):
    X, y, _ = draw(0, n=40)
    with pytest.raises(ValueError, match=message):
        bootstrap_spectrum(NeverFitted(), X, y, **change)


def test_bad_data():
    X, y, _ = draw(0, n=40)
    X = pd.DataFrame(X.astype(float), columns=list("ABCDEFGH"))
    with pytest.raises(ValueError, match="y has 39 values but X has 40 rows"):
        bootstrap_spectrum(LinearRegression(), X, y[1:])
    X.iloc[0, 2] = np.nan
    with pytest.raises(ValueError, match="'C' has missing values"):
        bootstrap_spectrum(LinearRegression(), X, y)
    X.iloc[0, 2] = 0.5
    with pytest.raises(ValueError, match="'C' takes 3 values.*two levels"):
        bootstrap_spectrum(LinearRegression(), X, y)
    walsh = make_pipeline(WalshFeatures(), LassoCV())
    with (
        pytest.warns(UserWarning, match="'C' takes more than two values"),
        pytest.raises(ValueError, match="'C' has the levels 0 and 1, not 0.5"),
    ):
        bootstrap_spectrum(walsh, X, y)
    many = np.random.RandomState(0).randint(0, 2, (40, 30))
    with pytest.raises(ValueError, match="30 sites are too many: give max_order"):
        bootstrap_spectrum(LinearRegression(), many, y)
    for model in (EpistaticNetRegressor(**FAST), NeverFitted()):
        with pytest.raises(ValueError, match=r"30 sites.*WalshFeatures"):
            bootstrap_spectrum(model, many, y, max_order=1)
    with pytest.raises(ValueError, match="number of rows of X must be an integer at least 2"):
        bootstrap_spectrum(NeverFitted(), [[0, 1]], [1.0])


def test_few_mutations_are_warned_of():
    X, y, _ = draw(0, n=100)
    X = X * (np.random.RandomState(0).rand(*X.shape) < 0.2)
    with pytest.warns(UserWarning, match="far from equally common"):
        bootstrap_spectrum(LinearRegression(), X, y, n_resamples=10)


# Weights


@pytest.mark.parametrize("kind", ["alone", "pipeline", "search"])
def test_weights_reach_every_fit_with_their_rows(kind):
    X, y, _ = draw(5, n=60)
    weight = np.exp(y)  # a function of y, so that each weight can be told by its row
    spy = WeightSpy()
    model = {
        "alone": spy,
        "pipeline": make_pipeline(WalshFeatures(max_order=1), spy),
        "search": GridSearchCV(make_pipeline(WalshFeatures(max_order=1), spy), {}, cv=2),
    }[kind]
    WeightSpy.seen.clear()
    bootstrap_spectrum(model, X, y, n_resamples=10, sample_weight=weight, random_state=0)
    assert len(WeightSpy.seen) >= 10
    for own_y, own_weight in WeightSpy.seen:
        np.testing.assert_array_equal(own_weight, np.exp(own_y))


@pytest.mark.parametrize(
    "model",
    [
        EpistaticNetRegressor(n_members=1, **FAST),
        EpistaticNetRegressorCV(wh_weights=[0.01], alphas=[0.1, 1.0], cv=2, n_members=1, **FAST),
        make_pipeline(WalshFeatures(max_order=2), LassoCV(alphas=[0.1, 0.3])),
    ],
    ids=["net", "cv", "lasso"],
)
def test_rows_of_weight_zero_are_as_good_as_absent(model):
    X, y, _ = draw(5, n=80)
    weight = np.where(np.arange(80) < 60, 1.0, 0.0)
    options = {"n_resamples": 10, "random_state": 0}
    spoilt = np.where(weight > 0, y, 1e6)
    found = bootstrap_spectrum(model, X, spoilt, sample_weight=weight, **options)
    alone = bootstrap_spectrum(model, X[:60], y[:60], sample_weight=np.ones(60), **options)
    np.testing.assert_allclose(found.coefficients, alone.coefficients, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.intervals, alone.intervals, rtol=1e-9, atol=1e-9)


def test_weights_of_noisy_rows_narrow_the_intervals():
    """Weights make better models, and leave the estimates unbiased."""
    X, y, truth = draw(6)
    # Half of the rows are nearly exact and the others far off.
    error = np.where(np.arange(200) % 2, 4.0, 0.05)
    y = y + error * np.random.RandomState(0).randn(200)
    model = EpistaticNetRegressor((16,), n_members=1, max_iter=100, random_state=0)
    options = {"n_resamples": 20, "random_state": 0}
    plain = bootstrap_spectrum(model, X, y, **options)
    weighted = bootstrap_spectrum(model, X, y, sample_weight=1 / (0.25 + error**2), **options)
    planted = np.flatnonzero(truth)
    assert weighted.frequencies[planted].mean() > plain.frequencies[planted].mean()
    assert weighted.standard_errors.mean() < plain.standard_errors.mean()
    low, high = weighted.intervals.T
    assert ((low <= truth) & (truth <= high)).mean() > 0.85


def test_a_model_without_weights_is_refused_before_any_fit():
    X, y, _ = draw(5, n=60)
    model = make_pipeline(WalshFeatures(), KNeighborsRegressor())
    with pytest.raises(ValueError, match="KNeighborsRegressor takes no sample_weight in fit"):
        bootstrap_spectrum(model, X, y, sample_weight=np.ones(60))
    with pytest.raises(ValueError, match="sample_weight must not be negative, but row 3 has -1"):
        bootstrap_spectrum(NeverFitted(), X, y, sample_weight=np.where(np.arange(60) == 3, -1, 1))


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(WalshFeatures(2), Ridge()),
        EpistaticNetRegressor((8,), max_iter=5, random_state=0),
        EpistaticNetRegressorCV((8,), cv=2, alphas=[0.1], max_iter=5, random_state=0),
    ],
    ids=["linear", "network", "cross-validated"],
)
@pytest.mark.parametrize("alleles", [2, 3])
def test_a_bar_shows_all_fits(estimator, alleles, capsys):
    codes = np.array(list(product(range(alleles), repeat=4 if alleles == 2 else 3)))
    X = pd.DataFrame(np.array(list("ACD"))[codes]).astype("category")
    y = codes @ np.arange(1.0, codes.shape[1] + 1) + codes[:, 0] * codes[:, 1]
    settings = {"n_resamples": 10, "random_state": 0}
    shown = bootstrap_spectrum(estimator, X, y, verbose=1, **settings)
    assert "100%" in capsys.readouterr().err
    silent = bootstrap_spectrum(estimator, X, y, **settings)
    assert capsys.readouterr().err == ""
    np.testing.assert_array_equal(shown.selected, silent.selected)
