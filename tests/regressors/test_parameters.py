"""Parameters and targets of any type: as numbers of Python, or refused by name before training."""

import datetime
import inspect

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.model_selection import GridSearchCV, KFold
from skorch.callbacks import Callback

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    bootstrap_spectrum,
)
from sk_epinet.cross_validation import GenotypeKFold

BOTH = (EpistaticNetRegressor, EpistaticNetRegressorCV)
SMALL = {"hidden_layer_sizes": (4,), "max_iter": 2, "n_members": 2, "random_state": 0}


def having(names):
    """Return each kind of regressor with each of its parameters among these."""
    both = [(kind, name) for kind in BOTH for name in names]
    return [(kind, name) for kind, name in both if name in inspect.signature(kind).parameters]


def small(kind=EpistaticNetRegressor, **parameters):
    return kind(**(SMALL | parameters))


INTEGERS = {
    "max_iter": 3,
    "batch_size": 7,
    "n_members": 3,
    "n_iter_no_change": 2,
    "memory_budget": 2**20,
    "random_state": 5,
    "verbose": 0,
    "hidden_layer_sizes": (3, 2),
    "n_jobs": 1,
    "cv": 3,
}


@pytest.mark.parametrize(("kind", "name"), having(INTEGERS))
@pytest.mark.parametrize("dtype", [np.int64, np.uint8])
def test_integers_of_numpy(kind, name, dtype, small_data):
    X, y = small_data
    plain = INTEGERS[name]
    if name == "memory_budget":
        dtype = np.int64
    given = tuple(map(dtype, plain)) if isinstance(plain, tuple) else dtype(plain)
    expected = small(kind, **{name: plain}).fit(X, y).predict(X)
    np.testing.assert_array_equal(small(kind, **{name: given}).fit(X, y).predict(X), expected)


def test_grid_of_numpy_integers(small_data):
    grid = {"max_iter": np.array([2, 3]), "batch_size": np.array([8, 16])}
    search = GridSearchCV(small(), grid, cv=2).fit(*small_data)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


NUMBERS = ["alpha", "batch_size", "learning_rate_init", "max_iter", "memory_budget", "n_jobs"]
NUMBERS += ["n_iter_no_change", "n_members", "tol", "validation_fraction", "wh_weight", "cv"]
NUMBERS += ["random_state"]


@pytest.mark.parametrize(("kind", "name"), having(NUMBERS))
@pytest.mark.parametrize("value", [True, np.True_, 10**30, 10**400, np.nan, "x", b"5", 1j])
def test_no_numbers(kind, name, value, small_data):
    with pytest.raises(ValueError, match=name):
        small(kind, **{name: value}).fit(*small_data)


ANYTHING = [True, 5, np.nan, "x", b"5", object(), 1j, np.array(3), [[1]]]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "name", ["hidden_layer_sizes", "callbacks", "device", "allele_properties", "penalty"]
)
@pytest.mark.parametrize("value", ANYTHING)
def test_other_parameters_are_named(kind, name, value, small_data):
    with pytest.raises(ValueError, match=name):
        small(kind, **{name: value}).fit(*small_data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hidden_layer_sizes", (True,)),
        ("hidden_layer_sizes", np.array([[3]])),
        ("device", None),
        ("device", 10**30),
        ("verbose", "yes"),
        ("verbose", None),
        ("verbose", -1),
    ],
)
@pytest.mark.parametrize("kind", BOTH)
def test_near_misses(kind, name, value, small_data):
    with pytest.raises(ValueError, match=name):
        small(kind, **{name: value}).fit(*small_data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cv", [([0, 1], [2], [3])]),
        ("cv", ["ab", "cd"]),
        ("cv", np.array([3, 4])),
        ("cv", 1),
        ("cv", [([0.0, 1.0], [2.0])]),
        ("scoring", []),
        ("n_jobs", 0),
        ("n_jobs", 2.0),
    ],
    ids=repr,
)
def test_parameters_of_the_cross_validation(name, value, small_data):
    with pytest.raises(ValueError, match=name):
        small(EpistaticNetRegressorCV, **{name: value}).fit(*small_data)


def test_folds_of_lists_ranges_and_masks(small_data):
    X = np.array([[number >> bit & 1 for bit in range(6)] for number in range(40)])
    y = small_data[1]
    masks = [np.arange(40) % 2 == half for half in (0, 1)]
    rows = [np.flatnonzero(mask) for mask in masks]
    kinds = [rows, masks, [r.tolist() for r in rows], [m.tolist() for m in masks]]
    kinds.append([range(0, 40, 2), range(1, 40, 2)])
    found = [
        small(EpistaticNetRegressorCV, cv=[(a, b), (b, a)]).fit(X, y).predict(X) for a, b in kinds
    ]
    for other in found[1:]:
        np.testing.assert_array_equal(other, found[0])


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    ("name", "value"), [("n_members", 2**40), ("hidden_layer_sizes", (2**20, 2**20))]
)
def test_networks_that_do_not_fit_are_refused(kind, name, value, small_data):
    with pytest.raises(ValueError, match=f"networks would take .*{name}"):
        small(kind, penalty=None, **{name: value}).fit(*small_data)


def test_workers_of_a_bootstrap(small_data):
    with pytest.raises(ValueError, match="n_jobs must be None or an integer other than 0"):
        bootstrap_spectrum(small(), *small_data, n_jobs=0)


@pytest.mark.parametrize("factor", [1e160, 1e-200, 1e300, 1e-320])
@pytest.mark.parametrize("kind", BOTH)
def test_targets_whose_squares_are_no_numbers(kind, factor, small_data):
    X, y = small_data
    with pytest.raises(ValueError, match="y varies by .*Give it in other units"):
        small(kind).fit(X, y * factor)


@pytest.mark.parametrize("factor", [1e-130, 1e130])
def test_scale_of_the_target(factor, small_data):
    X, y = small_data
    expected = small().fit(X, y).predict(X)
    np.testing.assert_allclose(small().fit(X, y * factor).predict(X) / factor, expected, rtol=1e-4)


@pytest.mark.parametrize("kind", BOTH)
def test_a_large_mean_costs_no_digits(kind, small_data):
    X, y = small_data
    y = np.round(y * 2**10) / 2**10  # so that y + 1e9 is exact
    expected = small(kind).fit(X, y).predict(X)
    np.testing.assert_allclose(small(kind).fit(X, y + 1e9).predict(X) - 1e9, expected, atol=1e-5)


DATES = [datetime.datetime(2020, 1, 1) + datetime.timedelta(days=day) for day in range(40)]


@pytest.mark.parametrize(
    "y",
    [
        DATES,
        np.array(DATES, dtype="datetime64[s]"),
        pd.Series(DATES),
        pd.Series(DATES) - pd.Timestamp(0),
        pd.Series(pd.period_range("2020", periods=40, freq="D")),
    ],
    ids=["datetime", "datetime64", "Series", "timedelta", "period"],
)
def test_dates_are_no_target(y, small_data):
    with pytest.raises(ValueError, match="y must hold numbers"):
        small().fit(small_data[0], y)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "mode",
    [torch.inference_mode, torch.no_grad, lambda: torch.autocast("cpu")],
    ids=["inference_mode", "no_grad", "autocast"],
)
def test_modes_of_torch_that_the_caller_has_set(kind, mode, small_data):
    X, y = small_data
    expected = small(kind).fit(X, y).predict(X)
    with mode():
        model = small(kind).fit(X, y)
        np.testing.assert_array_equal(model.predict(X), expected)
    np.testing.assert_array_equal(model.predict(X), expected)


TINY = SMALL | {"n_members": 1}


@pytest.mark.parametrize("name", ["meta", "privateuseone", "hpu"])
def test_devices_without_numbers_are_named(name, small_data):
    """torch knows devices by name that no numbers can be read from."""
    with pytest.raises(ValueError, match="device"):
        EpistaticNetRegressor(**TINY, device=name).fit(*small_data)


@pytest.mark.parametrize(
    ("callbacks", "message"),
    [
        ([("a", Callback(), 1)], "pairs of a name and a callback"),
        ([(1, Callback())], "pairs of a name and a callback"),
        ([("a",)], "pairs of a name and a callback"),
        ([("a", Callback()), ("a", Callback())], "two callbacks of the name 'a'"),
    ],
)
def test_callbacks_with_wrong_names(callbacks, message, small_data):
    with pytest.raises(ValueError, match=f"callbacks.*{message}"):
        EpistaticNetRegressor(**TINY, callbacks=callbacks).fit(*small_data)


def test_a_validation_set_that_leaves_nothing_to_train_on(small_data):
    X, y = small_data
    options = {**TINY, "early_stopping": True}
    with pytest.raises(ValueError, match=r"validation_fraction=0.999 .*train set will be empty"):
        EpistaticNetRegressor(**options, validation_fraction=0.999).fit(X, y)
    # A short number of numpy is a number.
    short = EpistaticNetRegressor(**options, validation_fraction=np.float32(0.25)).fit(X, y)
    plain = EpistaticNetRegressor(**options, validation_fraction=0.25).fit(X, y)
    assert short.predict(X).tolist() == plain.predict(X).tolist()


@pytest.mark.parametrize("penalty", [SubcubeWalshPenalty, HashedWalshPenalty])
def test_penalties_of_short_integers(penalty):
    """2**9 does not fit in eight bits: no memory was found to be needed."""
    assert penalty(np.int8(9)).n_evaluations(20) == 512
    assert penalty(np.uint8(10)).n_evaluations(20) == 1024
    several = {"n_subcubes": np.int8(100)} if penalty is SubcubeWalshPenalty else {}
    several = several or {"n_hashes": np.int8(100)}
    assert penalty(9, **several).n_evaluations(20) == 51200


@pytest.mark.parametrize(
    "scoring",
    [
        lambda model, X, y: "a",
        lambda model, X, y: None,
        lambda model, X, y: [1.0, 2.0],
        lambda model, X, y: np.nan,
        lambda model, X, y: {"r2": 1.0},
        "accuracy",
        "roc_auc",
        "neg_log_loss",
    ],
)
def test_scores_that_are_no_numbers(scoring, small_data):
    options = {"wh_weights": (0.01, 0.1), "alphas": (0.1,), "cv": 2, "gaussian_process": False}
    model = EpistaticNetRegressorCV(**TINY, **options, scoring=scoring, global_epistasis=None)
    with pytest.raises(ValueError, match="scoring"):
        model.fit(*small_data)


@pytest.mark.parametrize("cv", [KFold, GenotypeKFold, [(slice(0, 4), slice(4, 8))]])
def test_folds_of_classes_and_slices(cv, small_data):
    with pytest.raises(ValueError, match="cv must"):
        EpistaticNetRegressorCV(**TINY, cv=cv).fit(*small_data)


@pytest.mark.parametrize(
    "changed",
    [{"n_members": 3}, {"hidden_layer_sizes": (7,)}, {"levels": (5, 7)}, {"alpha": 9.0}],
)
def test_later_parameters_do_not_change_a_fitted_model(changed, small_data):
    """As many networks were trained for the standard deviation as the parameter said now."""
    X, y = small_data
    expected = (
        EpistaticNetRegressor(**TINY | {"n_members": 2}).fit(X, y).predict(X, return_std=True)
    )
    model = EpistaticNetRegressor(**TINY | {"n_members": 2}).fit(X, y).set_params(**changed)
    np.testing.assert_array_equal(model.predict(X, return_std=True), expected)
