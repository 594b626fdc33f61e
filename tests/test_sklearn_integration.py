"""The estimators inside scikit-learn's tools."""

import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import BaggingRegressor
from sklearn.exceptions import DataConversionWarning
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LassoCV
from sklearn.metrics import get_scorer
from sklearn.model_selection import (
    GridSearchCV,
    cross_val_predict,
    cross_val_score,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from sk_epinet import EpistaticNetRegressor, SubcubeWalshPenalty, WalshFeatures


def quick(**parameters):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 50, "n_members": 1, "random_state": 0}
    return EpistaticNetRegressor(**settings | parameters)


def test_clone_keeps_parameters_and_drops_the_fit(small_data):
    model = quick(penalty=SubcubeWalshPenalty(3)).fit(*small_data)
    copy = clone(model)
    assert not hasattr(copy, "net_")
    assert copy.penalty is not model.penalty
    assert copy.get_params()["penalty__n_free_sites"] == 3


def test_pipeline_from_letters(small_data):
    X, y = small_data
    letters = np.where(X, "R", "K").astype(object)
    model = make_pipeline(OrdinalEncoder(), quick()).fit(letters, y)
    np.testing.assert_array_equal(model.predict(letters), quick().fit(X, y).predict(X))


@pytest.mark.parametrize("form", ["column", "int", "float32"])
def test_grid_search_over_wh_weight(small_data, form):
    X, y = small_data
    y = np.round(5 * y)
    target = {"column": y[:, None], "int": y.astype(int), "float32": y.astype(np.float32)}[form]
    grid = {"wh_weight": [0.003, 0.03, 10.0]}
    search = GridSearchCV(quick(), grid, cv=3, n_jobs=2)
    if form == "column":
        with pytest.warns(DataConversionWarning):
            search.fit(X, target)
    else:
        search.fit(X, target)
    expected = GridSearchCV(quick(), grid, cv=3, n_jobs=1).fit(X, y)
    assert search.best_params_ == expected.best_params_
    assert search.best_params_["wh_weight"] < 10
    # Bit for bit: in one process and in two.
    for key in ("split0_test_score", "split1_test_score", "split2_test_score"):
        np.testing.assert_array_equal(search.cv_results_[key], expected.cv_results_[key])
    np.testing.assert_array_equal(search.predict(X), expected.predict(X))


def test_grid_search_over_the_penalty(small_data):
    grid = {"penalty__n_free_sites": [1, 3], "wh_weight": [0.1]}
    search = GridSearchCV(quick(penalty=SubcubeWalshPenalty()), grid, cv=2).fit(*small_data)
    assert search.best_estimator_.penalty_.n_free_sites in (1, 3)


def test_cross_val_score_and_predict_in_two_processes(small_data):
    X, y = small_data
    model = quick(batch_size=16, n_members=2)
    one, two = (cross_val_predict(model, X, y, cv=3, n_jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(one, two)
    assert cross_val_score(quick(max_iter=300), X, y, cv=3).mean() > 0.8


def test_lasso_pipeline_in_a_search(small_data):
    pipeline = make_pipeline(WalshFeatures(), LassoCV(cv=3))
    grid = {"walshfeatures__max_order": [1, 2]}
    search = GridSearchCV(pipeline, grid, cv=3).fit(*small_data)
    assert search.best_params_ == {"walshfeatures__max_order": 2}


def test_transformed_target(small_data):
    X, y = small_data
    y = np.exp(y)
    model = TransformedTargetRegressor(quick(max_iter=300), func=np.log, inverse_func=np.exp)
    expected = np.exp(quick(max_iter=300).fit(X, np.log(y)).predict(X))
    np.testing.assert_allclose(model.fit(X, y).predict(X), expected, rtol=1e-6)


def test_bagging(small_data):
    X, y = small_data
    model = BaggingRegressor(quick(max_iter=200), n_estimators=3, random_state=0).fit(X, y)
    assert model.score(X, y) > 0.7


def test_permutation_importance(small_data):
    X, y = small_data
    model = quick(max_iter=300).fit(X, y)
    importance = permutation_importance(model, X, y, n_repeats=5, random_state=0).importances_mean
    # y is s0 - 2 s1 s3.
    assert set(np.argsort(importance)[-3:]) == {0, 1, 3}


def test_set_output_in_a_pipeline(small_data):
    X, y = small_data
    frame = pd.DataFrame(X, columns=list("ABCDE"))
    pipeline = make_pipeline(WalshFeatures(2), LassoCV(cv=3)).set_output(transform="pandas")
    pipeline.fit(frame, y)
    assert list(pipeline[-1].feature_names_in_[:6]) == ["A", "B", "C", "D", "E", "A B"]


def test_pandas_output_does_not_disturb_the_regressor(small_data):
    X, y = small_data
    with sklearn.config_context(transform_output="pandas"):
        assert isinstance(quick().fit(X, y).predict(X), np.ndarray)


@pytest.mark.parametrize("way", ["score of the estimator", "pipeline and scorer"])
def test_metadata_routing_of_weights(small_data, way):
    X, y = small_data
    weight = np.linspace(0.5, 2, 40)
    with sklearn.config_context(enable_metadata_routing=True):
        model = quick().set_fit_request(sample_weight=True)
        if way == "score of the estimator":
            model.set_score_request(sample_weight=True)
            scoring = None
        else:
            model = make_pipeline(model)
            scoring = get_scorer("r2").set_score_request(sample_weight=True)
        routed = cross_validate(
            model,
            X,
            y,
            cv=2,
            scoring=scoring,
            params={"sample_weight": weight},
            return_estimator=True,
        )
    half = np.arange(20, 40)
    direct = quick().fit(X[half], y[half], sample_weight=weight[half])
    np.testing.assert_array_equal(routed["estimator"][0].predict(X), direct.predict(X))
    expected = direct.score(X[:20], y[:20], sample_weight=weight[:20])
    assert routed["test_score"][0] == pytest.approx(expected)


@pytest.mark.parametrize("way", ["pickle", "joblib"])
def test_persistence(small_data, tmp_path, way):
    X, y = small_data
    model = quick(n_members=2, early_stopping=True).fit(X, y)
    if way == "pickle":
        again = pickle.loads(pickle.dumps(model))
    else:
        joblib.dump(model, tmp_path / "model.joblib")
        again = joblib.load(tmp_path / "model.joblib")
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    np.testing.assert_array_equal(again.spectrum_.coefficients, model.spectrum_.coefficients)
    assert again.loss_curve_ == model.loss_curve_
    again.fit(X, y)


def test_threads_of_one_process(small_data):
    """Fits that overlap in Python threads neither disturb each other nor the thread count."""
    import torch

    X, y = small_data
    expected = quick().fit(X, y).predict(X)
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        results = joblib.Parallel(n_jobs=4, backend="threading")(
            joblib.delayed(lambda: quick().fit(X, y).predict(X))() for _ in range(8)
        )
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    for result in results:
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("in_pipeline", [False, True])
def test_progress_bar_of_a_search(small_data, capsys, in_pipeline):
    """The page "Inside scikit-learn" shows it; a warning for each fit would fail this test."""
    callback = pytest.importorskip("sklearn.callback", reason="scikit-learn has it from 1.9 on")
    pytest.importorskip("rich", reason="rich is not installed")
    model = make_pipeline("passthrough", quick()) if in_pipeline else quick()
    name = "epistaticnetregressor__wh_weight" if in_pipeline else "wh_weight"
    search = GridSearchCV(model, {name: [0.01, 0.1]}, cv=2)
    search.set_callbacks(callback.ProgressBar(max_propagation_depth=0)).fit(*small_data)
    bars = capsys.readouterr().out.splitlines()
    assert [bar.split(" ━")[0].strip() for bar in bars] == [
        "GridSearchCV - fit",
        "GridSearchCV - search #0",
    ]
    assert all("100%" in bar for bar in bars)
