"""Validation curves along the weight of a penalty, from whatever has chosen one."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import BaggingRegressor
from sklearn.exceptions import NotFittedError
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import Lasso, LassoCV, LinearRegression
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    WalshSpectrum,
)
from sk_epinet.plotting import WeightPath, WeightPathDisplay
from tests.plotting.artists import by_gid

WEIGHTS = [0.1, 0, 0.01]
MSE = "neg_mean_squared_error"


def quick(**parameters):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 30, "n_members": 1, "random_state": 0}
    return EpistaticNetRegressor(**settings | parameters)


def quick_cv(**parameters):
    settings = {"wh_weights": WEIGHTS, "alphas": [0.1], "max_iter": 30, "n_members": 1, "cv": 3}
    return EpistaticNetRegressorCV(**settings | {"random_state": 0} | parameters)


def search(model=None, name="wh_weight", **parameters):
    settings = {"cv": 3, "scoring": MSE} | parameters
    return GridSearchCV(quick() if model is None else model, {name: WEIGHTS}, **settings)


def lasso_pipeline(order=2):
    return make_pipeline(WalshFeatures(order), LassoCV(cv=3, tol=1e-8, max_iter=100_000))


def only(display):
    (path,) = display.paths.values()
    return path


def test_means_and_standard_errors():
    scores = [[1.0, 3.0, np.nan], [2.0, 2.0, 5.0], [0.0, 0.0, 0.0]]
    path = WeightPath([0, 0.1, 1], np.array(scores), 0.1)
    np.testing.assert_allclose(path.mean, [2, 3, 0])
    # Of two folds whose standard deviation is 1, and of three whose variance is 2.
    np.testing.assert_allclose(path.standard_error, [1 / 2**0.5, (2 / 3) ** 0.5, 0])


@pytest.mark.parametrize(("sign", "greater"), [(1, False), (-1, True)])
def test_the_one_standard_error_rule(sign, greater):
    # The best mean is 1, with a standard error of 0.5 / 2**0.5: 1.3 is within it, 1.4 is not.
    losses = np.array([[3.0, 3.0], [0.5, 1.5], [1.3, 1.3], [1.4, 1.4], [1.0, np.nan]])
    path = WeightPath(np.arange(5.0), sign * losses, 1.0, greater_is_better=greater)
    assert path.one_standard_error == 2


def test_a_network_that_chooses_by_itself(small_data):
    model = quick_cv().fit(*small_data)
    display = WeightPathDisplay.from_estimator(model).plot()
    path = only(display)
    np.testing.assert_array_equal(path.weights, [0, 0.01, 0.1])
    np.testing.assert_array_equal(path.scores, model.mse_path_)
    assert path.chosen == model.wh_weight_
    (mean,) = by_gid(display.ax_, "mean")
    np.testing.assert_allclose(mean.get_ydata(), model.mse_path_.mean(axis=1))
    (star,) = by_gid(display.ax_, "chosen")
    assert star.get_xdata() == [model.wh_weight_]
    assert display.kept_ax_ is None
    assert [label.get_text() for label in display.ax_.get_xticklabels()] == ["0", "0.01", "0.1"]
    assert display.ax_.get_xlabel() == "wh_weight"
    first = display.ax_.get_legend().get_texts()[0].get_text()
    assert first == f"EpistaticNetRegressorCV\nwh_weight {model.wh_weight_:g}"


def test_the_rule_is_that_of_the_estimator(small_data):
    ruled = [quick_cv(selection=name).fit(*small_data) for name in ("min", "1se")]
    assert only(WeightPathDisplay.from_estimator(ruled[0])).one_standard_error == (
        ruled[1].wh_weight_
    )


SEARCHES = {
    "regressor": lambda: search(),
    "pipeline": lambda: search(
        make_pipeline(OrdinalEncoder(), quick()), "epistaticnetregressor__wh_weight"
    ),
    "target in a search": lambda: search(
        TransformedTargetRegressor(make_pipeline(quick()), transformer=StandardScaler()),
        "regressor__epistaticnetregressor__wh_weight",
    ),
    "search in a pipeline": lambda: make_pipeline(OrdinalEncoder(), search()),
    "random search": lambda: RandomizedSearchCV(
        quick(), {"wh_weight": WEIGHTS}, n_iter=3, cv=3, scoring=MSE, random_state=1
    ),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_searches_in_whatever_stands_around_them(small_data, name):
    X, y = small_data
    model = SEARCHES[name]().fit(X, y)
    path = only(WeightPathDisplay.from_estimator(model, X, y))
    inner = model[-1] if name == "search in a pipeline" else model
    results = pd.DataFrame(inner.cv_results_)
    (column,) = [c for c in results if c.endswith("wh_weight")]
    results = results.astype({column: float}).sort_values(column)
    np.testing.assert_allclose(path.weights, [0, 0.01, 0.1])
    np.testing.assert_allclose(path.mean, -results["mean_test_score"])
    np.testing.assert_allclose(path.standard_error, results["std_test_score"] / 3**0.5)
    assert path.chosen == next(iter(inner.best_params_.values()))
    assert path.n_kept.shape == (3,)
    assert path.n_kept.dtype.kind == "i"


def test_a_path_has_the_other_parameters_of_the_best(small_data):
    grid = [
        {"wh_weight": WEIGHTS, "hidden_layer_sizes": [(2,), (8,)], "max_iter": [40]},
        {"alpha": [0.1]},
    ]
    model = GridSearchCV(quick(), grid, cv=3, scoring=MSE).fit(*small_data)
    if "wh_weight" not in model.best_params_:
        pytest.fail("The best candidate has no weight: choose other data.")
    best = model.best_params_["hidden_layer_sizes"]
    expected = {
        own["wh_weight"]: -score
        for own, score in zip(
            model.cv_results_["params"], model.cv_results_["mean_test_score"], strict=True
        )
        if own.get("hidden_layer_sizes") == best
    }
    path = only(WeightPathDisplay.from_estimator(model))
    assert dict(zip(path.weights, path.mean, strict=True)) == pytest.approx(expected)


def brute_force_sizes(model, X, y):
    """Return sizes by an explicit sum over all genotypes, in standard deviations of y."""
    genotypes = np.array(list(itertools.product([0, 1], repeat=X.shape[1])))
    spins, values = 1 - 2 * genotypes, model.predict(genotypes)
    subsets = itertools.chain.from_iterable(
        itertools.combinations(range(X.shape[1]), k) for k in range(1, X.shape[1] + 1)
    )
    return np.array([abs(np.mean(values * spins[:, s].prod(axis=1))) for s in subsets]) / y.std()


def test_interactions_of_networks_are_counted_by_their_size(small_data):
    X, y = small_data
    for model in (search().fit(X, y), quick_cv(global_epistasis=None, selection="min").fit(X, y)):
        path = only(WeightPathDisplay.from_estimator(model, X, y, min_size=0.05))
        by_hand = []
        for weight in path.weights:
            members = {"n_members": 1, "hidden_layer_sizes": (8,)}
            if isinstance(model, EpistaticNetRegressorCV):
                members["hidden_layer_sizes"] = (32, 32, 32)
            own = quick(wh_weight=weight, **members).fit(X, y)
            by_hand.append((brute_force_sizes(own, X, y) >= 0.05).sum())
        np.testing.assert_array_equal(path.n_kept, by_hand)
        assert len(set(by_hand)) > 1


@pytest.mark.parametrize("min_size", [0, 0.05])
def test_interactions_of_a_lasso_are_counted_along_its_path(small_data, min_size):
    X, y = small_data
    model = lasso_pipeline().fit(X, y)
    path = only(WeightPathDisplay.from_estimator(model, X, y, min_size=min_size))
    np.testing.assert_allclose(path.weights, np.sort(model[-1].alphas_))
    by_alpha = dict(zip(model[-1].alphas_, model[-1].mse_path_.mean(axis=1), strict=True))
    np.testing.assert_allclose(path.mean, [by_alpha[alpha] for alpha in path.weights])
    for place in (20, 60, 90):
        own = make_pipeline(WalshFeatures(2), Lasso(path.weights[place], tol=1e-10)).fit(X, y)
        sizes = brute_force_sizes(own, X, y)
        assert path.n_kept[place] == (sizes >= max(min_size, 1e-12)).sum()
    assert path.n_kept[0] > path.n_kept[-1] == 0


class KnownSpectrum(RegressorMixin, BaseEstimator):
    """One interaction is large, and the other two are zero, one of them but for rounding."""

    target_scale_ = 1.0

    def __init__(self, wh_weight=0.0):
        self.wh_weight = wh_weight

    def fit(self, X, y):
        return self

    def predict(self, X):
        return np.zeros(len(X))

    @property
    def latent_spectrum_(self):
        interactions = [(), (0,), (1,), (0, 1)]
        return WalshSpectrum([3.0, 0.5, 1e-15, 0.0], interactions, n_sites=2)


@pytest.mark.parametrize(("min_size", "expected"), [(0, 1), (0.5, 1), (0.6, 0)])
def test_interactions_that_are_zero_but_for_rounding_are_not_kept(small_data, min_size, expected):
    model = search(KnownSpectrum()).fit(*small_data)
    path = only(WeightPathDisplay.from_estimator(model, *small_data, min_size=min_size))
    np.testing.assert_array_equal(path.n_kept, [expected] * 3)


def test_columns_of_many_alleles_are_one_interaction():
    X = pd.DataFrame(list(itertools.product("AVG", "KRE", "DN")) * 2)
    rng = np.random.RandomState(0)
    y = np.tile(rng.randn(18), 2) + 0.1 * rng.randn(36)
    model = lasso_pipeline().fit(X, y)
    path = only(WeightPathDisplay.from_estimator(model, X, y, min_size=0))
    # Three sites and three pairs, whatever the number of columns.
    assert path.n_kept.max() == 6 < model[-1].coef_.size


def test_columns_of_unknown_interactions_count_by_what_they_do(small_data):
    X, y = small_data
    features = make_pipeline(WalshFeatures(2), StandardScaler())
    model = make_pipeline(features, LassoCV(cv=3)).fit(X, y)
    columns = features.transform(X)
    for own, data in ((model, X), (LassoCV(cv=3).fit(columns, y), columns)):
        path = only(WeightPathDisplay.from_estimator(own, data, y))
        expected = (brute_force_sizes(model, X, y) >= 0.01).sum()
        assert path.n_kept[path.weights == path.chosen] == expected


def test_the_alpha_of_a_lasso_is_placed_where_its_objective_is_that_of_a_network(small_data):
    X, y = small_data
    y = 5 * y
    models = {"net": search().fit(X, y), "lasso": lasso_pipeline().fit(X, y)}
    display = WeightPathDisplay.from_estimator(models, y=y).plot()
    lasso = display.paths["lasso"]
    assert display.paths["net"].unit == 1
    alpha, columns = lasso.weights[60], WalshFeatures(2).fit_transform(X)
    own = Lasso(alpha, tol=1e-10).fit(columns, y)
    scale, wh_weight = y.std(), lasso.unit * alpha
    coef, intercept = own.coef_ / scale, (own.intercept_ - y.mean()) / scale

    def objective(coef):
        errors = (y - y.mean()) / scale - intercept - columns @ coef
        return np.mean(errors**2) + wh_weight * np.abs(coef).sum()

    # It is the least of the objective of a network on the standardised target.
    for step in np.random.RandomState(0).randn(50, len(coef)) * 1e-3:
        assert objective(coef + step) > objective(coef)
    (mean, drawn) = by_gid(display.ax_, "mean")
    np.testing.assert_allclose(drawn.get_xdata(), lasso.unit * lasso.weights)
    np.testing.assert_allclose(mean.get_xdata(), [0, 0.01, 0.1])
    assert display.ax_.get_xlabel() == "wh_weight, or 2 alpha / standard deviation of y"
    ticks = [label.get_text() for label in display.ax_.get_xticklabels()]
    assert ticks == ["0", "0.01", "0.1", "1"]
    texts = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert f"(here {lasso.unit * lasso.chosen:.3g})" in texts[1]


def test_a_lasso_alone_keeps_its_own_scale(small_data):
    display = WeightPathDisplay.from_estimator(lasso_pipeline().fit(*small_data), *small_data)
    assert only(display).unit == 1
    display.plot()
    assert display.kept_ax_.get_xlabel() == "alpha"


def test_scores_on_a_test_set(small_data):
    X, y = small_data
    train, test = slice(0, 30), slice(30, None)
    models = {
        "net": search(TransformedTargetRegressor(quick()), "regressor__wh_weight"),
        "lasso": lasso_pipeline(),
    }
    fitted = {name: model.fit(X[train], y[train]) for name, model in models.items()}
    data = {"X_test": X[test], "y_test": y[test]}
    display = WeightPathDisplay.from_estimator(fitted, X[train], y[train], **data).plot()
    for name, model in fitted.items():
        path = display.paths[name]
        assert path.test_r2 == pytest.approx(r2_score(y[test], model.predict(X[test])))
        chosen = int(np.argmin(np.abs(path.weights - path.chosen)))
        expected = mean_squared_error(y[test], model.predict(X[test]))
        assert path.test_scores[chosen] == pytest.approx(expected)
        assert path.test_scores.shape == path.weights.shape
    assert len(by_gid(display.ax_, "test")) == len(by_gid(display.kept_ax_, "kept")) == 2
    without = WeightPathDisplay.from_estimator(fitted["net"], **data)
    assert only(without).test_r2 == display.paths["net"].test_r2
    assert only(without).n_kept is only(without).test_scores is None


def test_a_transformed_target_has_errors_of_its_own_unit(small_data):
    X, y = small_data
    scale = {"transformer": StandardScaler()}
    around = TransformedTargetRegressor(lasso_pipeline(), **scale).fit(X, y)
    display = WeightPathDisplay.from_estimator(around, X, y)
    assert only(display).score_name == "mean squared error of the transformed target"
    plain = WeightPathDisplay.from_estimator(lasso_pipeline().fit(X, y), X, y)
    np.testing.assert_allclose(only(display).scores * y.var(), only(plain).scores, rtol=1e-6)
    np.testing.assert_array_equal(only(display).n_kept, only(plain).n_kept)
    with pytest.raises(ValueError, match="transform the target of all estimators or of none"):
        WeightPathDisplay.from_estimator({"a": around, "b": lasso_pipeline().fit(X, y)}, y=y)


@pytest.mark.parametrize(
    ("scoring", "refit", "name"),
    [
        (None, True, "R²"),
        ("r2", True, "R²"),
        ("explained_variance", True, "explained_variance"),
        ("neg_root_mean_squared_error", True, "mean squared error"),
        (["r2", MSE], "r2", "mean squared error"),
        (["explained_variance", "r2"], "r2", "R²"),
    ],
)
def test_scores_of_a_search(small_data, scoring, refit, name):
    model = search(scoring=scoring, refit=refit).fit(*small_data)
    display = WeightPathDisplay.from_estimator(model).plot()
    path = only(display)
    assert path.score_name == display.ax_.get_ylabel() == name
    if name == "mean squared error":
        plain = search().fit(*small_data)
        expected = [-plain.cv_results_[f"split{k}_test_score"][[1, 2, 0]] for k in range(3)]
        np.testing.assert_allclose(path.scores, np.transpose(expected))
        assert not path.greater_is_better
    else:
        key = refit if isinstance(scoring, list) else "score"
        np.testing.assert_allclose(path.mean, model.cv_results_[f"mean_test_{key}"][[1, 2, 0]])
        assert path.greater_is_better


def test_a_search_over_the_order_has_the_path_of_its_best_lasso(small_data):
    model = GridSearchCV(lasso_pipeline(), {"walshfeatures__max_order": [1, 2]}, cv=3)
    model.fit(*small_data)
    path = only(WeightPathDisplay.from_estimator(model, *small_data))
    assert path.parameter == "alpha"
    assert path.chosen == model.best_estimator_[-1].alpha_


def test_a_search_without_refit_is_drawn_and_counted(small_data):
    display = WeightPathDisplay.from_estimator(search(refit=False).fit(*small_data), *small_data)
    again = WeightPathDisplay.from_estimator(search().fit(*small_data), *small_data)
    np.testing.assert_array_equal(only(display).n_kept, only(again).n_kept)


def test_what_has_no_path_is_refused(small_data):
    X, y = small_data
    draw = WeightPathDisplay.from_estimator
    with pytest.raises(TypeError, match="LinearRegression has no path of wh_weight"):
        draw(LinearRegression().fit(X, y))
    for model in (quick_cv(), search(), lasso_pipeline(), TransformedTargetRegressor(search())):
        with pytest.raises(NotFittedError, match=type(model).__name__):
            draw(model)
    with pytest.raises(TypeError, match="did not search over .* pass refit=True"):
        draw(GridSearchCV(quick(), {"alpha": [0.1, 1]}, cv=2, refit=False).fit(X, y))
    with pytest.raises(TypeError, match="EpistaticNetRegressor has no path"):
        draw(GridSearchCV(quick(), {"alpha": [0.1, 1]}, cv=2).fit(X, y))
    with pytest.raises(ValueError, match=r"no other wh_weight than 0.1, .* Give it several"):
        draw(GridSearchCV(quick(), {"wh_weight": [0.1]}, cv=2).fit(X, y))
    with pytest.raises(TypeError, match="HalvingGridSearchCV tried .* with GridSearchCV"):
        draw(
            HalvingGridSearchCV(quick(), {"wh_weight": WEIGHTS}, cv=2, min_resources=20).fit(X, y)
        )


def test_what_cannot_be_drawn_names_the_remedy(small_data):
    X, y = small_data
    draw = WeightPathDisplay.from_estimator
    several = search(scoring=["r2", MSE], refit=False).fit(X, y)
    with pytest.raises(ValueError, match="Pass refit= with the name of the score"):
        draw(several)
    with pytest.raises(ValueError, match="'net' was fitted with refit=False .* pass refit=True"):
        draw({"net": search(refit=False).fit(X, y)}, X_test=X, y_test=y)
    models = {"net": search(scoring=None).fit(X, y), "lasso": lasso_pipeline().fit(X, y)}
    with pytest.raises(ValueError, match="R² of 'net', mean .* Pass scoring='neg_mean_squared"):
        draw(models, X, y)
    with pytest.raises(ValueError, match="alpha of 'lasso' depends on the unit of y.* pass y="):
        draw(models | {"net": search().fit(X, y)})
    for given, missing in (("X", "y"), ("X_test", "y_test"), ("y_test", "X_test")):
        with pytest.raises(ValueError, match=f"{given} was given without {missing}"):
            draw(models["lasso"], **{given: X if given[0] == "X" else y})
    bagging = search(BaggingRegressor(quick(), n_estimators=2), "estimator__wh_weight").fit(X, y)
    assert only(draw(bagging)).scores.shape == (3, 3)
    with pytest.raises(TypeError, match="of BaggingRegressor cannot be counted: leave out X="):
        draw(bagging, X, y)
    twice = GridSearchCV(
        quick(), {"wh_weight": [0, 0.1], "penalty__wh_weight": [0, 1]}, cv=2, error_score=0.0
    )
    twice.cv_results_ = {"params": [{"wh_weight": 0, "penalty__wh_weight": 1}]}
    with pytest.raises(ValueError, match="several parameters that end in wh_weight"):
        draw(twice)
    with pytest.raises(ValueError, match="min_size must be"):
        draw(models["lasso"], min_size=-1)


def test_spectrum_of_the_lasso_at_its_alpha(small_data):
    """The number at the chosen alpha is that of the fitted pipeline."""
    X, y = small_data
    model = lasso_pipeline().fit(X, y)
    path = only(WeightPathDisplay.from_estimator(model, X, y))
    spectrum = WalshSpectrum.from_estimator(model)
    sizes = spectrum.sizes[spectrum.orders > 0] / y.std()
    assert path.n_kept[path.weights == path.chosen] == (sizes >= 0.01).sum()


def test_marks_do_not_depend_on_the_unit_of_the_weights():
    weights = 1e-12 * np.array([1.0, 2.0, 4.0])
    path = WeightPath(weights, [[2.0, 2.1], [1.0, 1.1], [3.0, 3.1]], weights[1])
    ax = WeightPathDisplay({"m": path}).plot().ax_
    for name in ("chosen", "one_standard_error"):
        (mark,) = by_gid(ax, name)
        assert mark.get_xdata() == [weights[1]]


def test_the_user_chooses_how_curves_and_marks_look():
    scores = np.array([[0.5, 0.6], [0.3, 0.4], [0.4, 0.5]])
    path = WeightPath(
        np.array([0.0, 0.1, 1.0]),
        scores,
        0.1,
        n_kept=np.array([9, 4, 1]),
        test_scores=np.array([0.6, 0.5, 0.7]),
    )
    display = WeightPathDisplay({"network": path}).plot(
        curve_kwargs={"linewidth": 7},
        test_kwargs={"linestyle": "--"},
        kept_kwargs={"color": "red"},
        mark_kwargs={"markersize": 3},
    )
    lines = {line.get_gid(): line for line in [*display.ax_.lines, *display.kept_ax_.lines]}
    assert lines["mean"].get_linewidth() == 7
    assert lines["test"].get_linestyle() == "--"
    assert lines["kept"].get_color() == "red"
    assert lines["chosen"].get_markersize() == lines["one_standard_error"].get_markersize() == 3
