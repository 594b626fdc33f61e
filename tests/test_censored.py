"""Regressors on values at a floor or a ceiling."""

import pickle

import numpy as np
import pytest
import sklearn
from scipy.optimize import minimize
from scipy.stats import norm
from sklearn.base import clone
from sklearn.metrics import make_scorer, mean_absolute_error
from sklearn.model_selection import GridSearchCV, KFold, cross_validate
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    bootstrap_spectrum,
    enumerate_genotypes,
    walsh_transform,
)

# The small data repeat genotypes, and some tests divide them as they like.
pytestmark = pytest.mark.filterwarnings("ignore:The splits of cv or the groups")


def quick(**params):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 30, "n_members": 2, "random_state": 0}
    return EpistaticNetRegressor(**settings | params)


def quick_cv(**params):
    settings = {"alphas": (0.1,), "wh_weights": (0.0, 0.1), "cv": 2, "random_state": 0}
    settings |= {"hidden_layer_sizes": (8,), "max_iter": 20, "n_members": 1}
    return EpistaticNetRegressorCV(**settings | params)


@pytest.fixture
def floored(small_data):
    """40 genotypes of five sites, of which 16 lie at the floor: (X, y, floor)."""
    X, y = small_data
    floor = np.sort(y)[15]
    return X, np.maximum(y, floor), floor


BOTH = pytest.mark.parametrize("make", [quick, quick_cv])


@BOTH
@pytest.mark.parametrize("link", [None, "sigmoid"])
def test_without_bounds_nothing_changes(make, link, small_data):
    X, y = small_data
    plain = make(global_epistasis=link).fit(X, y)
    assert plain.censoring_ is None
    auto = make(global_epistasis=link, censored="auto").fit(X, y)
    marked = make(global_epistasis=link).fit(X, y, censored=np.zeros(40))
    for other in (auto, marked):
        np.testing.assert_array_equal(other.predict(X), plain.predict(X))
        found = other.censoring_
        assert (found.floor, found.ceiling) == (None, None)
        assert (found.left_share, found.right_share) == (0.0, 0.0)


@BOTH
def test_three_ways_to_say_the_same(make, floored):
    X, y, floor = floored
    marks = np.where(y == floor, "left", "none")
    models = [make(censored="left").fit(X, y), make(censored="auto").fit(X, y)]
    # The argument of fit wins over the parameter.
    models.append(make(censored="right").fit(X, y, censored=marks))
    for model in models:
        assert model.censoring_.floor == floor
        assert model.censoring_.ceiling is None
        assert model.censoring_.left_share == 0.4
        assert model.censoring_.right_share == 0.0
        np.testing.assert_array_equal(model.predict(X), models[0].predict(X))
    assert (make().fit(X, y).predict(X) != models[0].predict(X)).any()


@BOTH
def test_a_ceiling(make, floored):
    X, y, floor = floored
    model = make(censored="auto").fit(X, -y)
    assert model.censoring_.ceiling == -floor
    assert model.censoring_.floor is None
    assert model.predict(X).max() <= -floor + 1e-9


def fit_tobit(spins, y, floor):
    """Return intercept and slopes of the greatest likelihood."""
    design, at_floor = np.column_stack([np.ones(len(y)), spins]), y <= floor

    def loss(x):
        z = (y - design @ x[:-1]) / np.exp(x[-1])
        return -np.where(at_floor, norm.logcdf(z), norm.logpdf(z) - x[-1]).sum()

    return minimize(loss, np.zeros(design.shape[1] + 1)).x[:-1]


def test_a_linear_network_is_tobit_regression():
    """On an additive landscape cut off at its median, with known and distinct effects."""
    rng = np.random.RandomState(0)
    effects = np.array([1.0, -0.8, 0.6, 0.4, -0.3, 0.2])
    X = rng.randint(0, 2, (400, 6))
    latent = 0.5 + (1 - 2 * X) @ effects + 0.5 * rng.randn(400)
    floor = np.median(latent)
    y = np.maximum(latent, floor)
    network = EpistaticNetRegressor(
        (4,), "identity", wh_weight=0, alpha=0, gate_sites=False, n_members=1, random_state=0
    )
    expected = fit_tobit(1 - 2 * X, y, floor)
    assert np.abs(expected[1:] - effects).max() < 0.1

    def slopes(model):
        spectrum = model.fit(X, y).latent_spectrum_
        found = dict(zip(spectrum.interactions, spectrum.coefficients, strict=True))
        return np.array([found[()], *(found[site,] for site in range(6))])

    np.testing.assert_allclose(
        slopes(clone(network).set_params(censored="left")), expected, atol=0.005
    )
    # The plain fit shrinks them by about the share of the rows at the floor.
    assert (np.abs(slopes(network)[1:]) < 0.7 * np.abs(effects)).all()


def test_a_planted_landscape_with_epistasis_is_recovered():
    """Half of the values lie at the floor; what lies behind it is known."""
    rng = np.random.RandomState(0)
    X = enumerate_genotypes(7)
    s = 1 - 2 * X
    truth = s[:, 0] - 0.8 * s[:, 1] + 0.6 * s[:, 2] * s[:, 3] + 0.4 * s[:, 4]
    floor = np.median(truth)
    train = rng.permutation(128)[:100]
    y = np.maximum(truth + 0.05 * rng.randn(128), floor)
    effects = {(0,): 1.0, (1,): -0.8, (2, 3): 0.6, (4,): 0.4}
    errors = {}
    for censored in (None, "left"):
        model = EpistaticNetRegressor((16,), alpha=0.001, censored=censored, random_state=0)
        spectrum = model.fit(X[train], y[train]).latent_spectrum_
        found = dict(zip(spectrum.interactions, spectrum.coefficients, strict=True))
        errors[censored] = [found[i] / effect for i, effect in effects.items()]
    assert max(errors[None]) < 0.65
    assert min(errors["left"]) > 0.7


@BOTH
@pytest.mark.parametrize("link", [None, "sigmoid"])
def test_predictions_stay_at_the_floor_and_latent_ones_go_below(make, link, floored):
    X, y, floor = floored
    model = make(censored="left", global_epistasis=link, max_iter=200).fit(X, y)
    members = model.target_mean_ + model.target_scale_ * model.net_.predict_members(1.0 - 2 * X)
    assert members.min() == pytest.approx(floor)
    assert model.predict_latent(X).min() < floor - 0.1


@BOTH
@pytest.mark.parametrize("link", [None, "sigmoid"])
def test_the_spectra_are_those_of_the_predictions(make, link, floored):
    X, y, _ = floored
    model = make(censored="left", global_epistasis=link).fit(X, y)
    genotypes = enumerate_genotypes(5)
    for spectrum, predict in (
        (model.spectrum_, model.predict),
        (model.latent_spectrum_, model.predict_latent),
    ):
        np.testing.assert_allclose(
            spectrum.to_dense(), walsh_transform(predict(genotypes)), atol=1e-9
        )
    assert np.abs(model.spectrum_.to_dense() - model.latent_spectrum_.to_dense()).max() > 1e-3


def test_where_the_bounds_differ_predictions_have_no_floor(floored):
    X, y, floor = floored
    marks = np.where(y == floor, -1, 0)
    y = np.where(y == floor, floor + np.arange(40) % 3, y)
    model = quick(max_iter=200).fit(X, y, censored=marks)
    assert model.censoring_.floor is None
    assert model.censoring_.left_share == 0.4
    np.testing.assert_array_equal(model.predict(X), model.predict_latent(X))
    # The bounds were kept: most of these rows are predicted below them.
    assert (model.predict(X) < y + 0.1)[marks == -1].mean() > 0.8


def test_what_is_predicted_beyond_a_bound_is_no_error_in_the_scores(floored):
    X, y, floor = floored
    marks = np.where(y == floor, -1, 0)
    y = np.where(y == floor, floor + np.arange(40) % 3, y)  # bounds that differ
    seen = []

    def score(measured, predicted):
        seen.append((measured, predicted))
        return -mean_absolute_error(measured, predicted)

    cv = KFold(2)
    model = quick_cv(cv=cv, scoring=make_scorer(score)).fit(X, y, censored=marks)
    folds = [test for _, test in cv.split(X)]
    n_below = 0
    for measured, predicted in seen:
        (own,) = (test for test in folds if np.array_equal(y[test], measured))
        at_bound = marks[own] == -1
        assert (predicted >= measured - 1e-9)[at_bound].all()
        n_below += (predicted < measured - 1e-9)[~at_bound].sum()
    assert n_below
    scores = model.cv_results_["mean_test_score"]
    assert np.isfinite(scores).all()


def test_errors_of_folds_are_those_of_predictions_at_the_floor(floored):
    """The errors of a fold are those of a regressor that is fitted without it."""
    X, y, floor = floored
    train, test = np.arange(0, 40, 2), np.arange(1, 40, 2)
    cv = [(train, test)]
    model = quick_cv(wh_weights=(0.0,), cv=cv, censored="left", global_epistasis=None).fit(X, y)
    assert model.cv_results_["mean_test_score"] == pytest.approx(-model.mse_path_[0])
    # No prediction is below the floor, so no error of a row there is that of one below it.
    plain = quick_cv(wh_weights=(0.0,), cv=cv, global_epistasis=None).fit(X, y)
    assert model.mse_path_[0, 0] != plain.mse_path_[0, 0]


@pytest.mark.parametrize("value", ["both", True, 0, "none"])
@BOTH
def test_a_wrong_parameter_is_named(make, value, floored):
    X, y, _ = floored
    with pytest.raises(ValueError, match="censored must be one of None, 'auto', 'left', 'right'"):
        make(censored=value).fit(X, y)


@BOTH
def test_wrong_marks_are_refused_before_training(make, floored):
    X, y, _ = floored
    model = make()
    with pytest.raises(ValueError, match="row 39 has '<'"):
        model.fit(X, y, censored=["none"] * 39 + ["<"])
    with pytest.raises(ValueError, match="every row"):
        model.fit(X, y, censored=np.ones(40))
    assert not hasattr(model, "censoring_")
    with pytest.raises(ValueError, match="censored must have one entry for each row"):
        model.fit(X, y, censored=[0, 1])


@BOTH
def test_rows_of_weight_zero_are_not_there(make, floored):
    X, y, floor = floored
    weight = np.ones(40)
    weight[:5] = 0
    cv = [(np.arange(5, 20), np.arange(20, 40))]
    own = {"cv": cv} if make is quick_cv else {}
    model = make(censored="left", **own).fit(X, np.where(weight, y, floor - 7), weight)
    assert model.censoring_.floor == floor
    own = {"cv": [(np.arange(15), np.arange(15, 35))]} if own else {}
    without = make(censored="left", **own).fit(X[5:], y[5:])
    np.testing.assert_allclose(model.predict(X), without.predict(X), rtol=1e-6)


def test_early_stopping_and_warm_start(floored):
    X, y, floor = floored
    model = quick(censored="left", early_stopping=True, warm_start=True).fit(X, y)
    first = model.n_iter_
    assert model.fit(X, y).n_iter_ > first
    assert model.censoring_.floor == floor
    assert model.set_params(censored=None).fit(X, y).censoring_ is None
    np.testing.assert_array_equal(model.predict(X), model.predict_latent(X))


def test_a_constant_target_has_no_bounds():
    X = np.random.RandomState(0).randint(0, 2, (12, 3))
    with pytest.warns(UserWarning, match="y is constant"):
        model = quick(censored="left").fit(X, np.full(12, 3.0))
    np.testing.assert_allclose(model.predict(X), 3.0)
    assert model.censoring_.floor is None


def test_what_was_found_is_printed(floored, capsys):
    X, y, floor = floored
    quick(censored="auto", verbose=1).fit(X, y)
    assert f"Censoring(floor={float(floor)}, ceiling=None" in capsys.readouterr().err


@BOTH
def test_a_fitted_model_can_be_pickled(make, floored):
    X, y, _ = floored
    model = make(censored="left").fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert again.censoring_ == model.censoring_


def test_a_spectrum_with_intervals(floored):
    X, y, _ = floored
    found = bootstrap_spectrum(
        quick(censored="left"), X, y, n_resamples=10, max_order=2, random_state=0
    )
    assert np.isfinite(found.standard_errors).all()


@BOTH
def test_metadata_routing_of_marks(make, floored):
    X, y, floor = floored
    marks = np.where(y == floor, -1, 0)
    marks[0] = 1
    folds = KFold(2)
    with sklearn.config_context(enable_metadata_routing=True):
        model = make_pipeline(make().set_fit_request(censored=True))
        routed = cross_validate(
            model, X, y, cv=folds, params={"censored": marks}, return_estimator=True
        )
    for (train, _), fitted in zip(folds.split(X), routed["estimator"], strict=True):
        expected = make().fit(X[train], y[train], censored=marks[train])
        assert expected.censoring_ == fitted[-1].censoring_
        np.testing.assert_array_equal(fitted.predict(X), expected.predict(X))


def test_marks_in_a_search(floored):
    """As with sample weights, a search hands each fold the marks of its rows."""
    X, y, floor = floored
    marks = np.where(y == floor, "left", "none")
    search = GridSearchCV(quick(), {"alpha": [0.1, 1.0]}, cv=2).fit(X, y, censored=marks)
    assert search.best_estimator_.censoring_.floor == floor
