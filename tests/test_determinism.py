"""An integer seed gives the same bits wherever a fit runs, and a fit leaves no memory behind."""

import gc
import multiprocessing
import weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from joblib import Parallel, delayed

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, bootstrap_spectrum
from sk_epinet.datasets import make_walsh_landscape

SEEDS = range(4)


def fit_and_predict(seed):
    """Return the predictions of both regressors, and the upper ends of a bootstrap's intervals."""
    X, y, _ = make_walsh_landscape(5, 4, noise=0.2, random_state=0)
    settings = {"hidden_layer_sizes": (6,), "max_iter": 4, "random_state": seed, "n_members": 1}
    one = EpistaticNetRegressor(**settings)
    many = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], cv=2, n_jobs=2, **settings)
    intervals = bootstrap_spectrum(one, X, y, 10, random_state=seed).intervals
    return one.fit(X, y).predict(X), many.fit(X, y).predict(X), intervals


def assert_same_bits(found, expected):
    for own, other in zip(found, expected, strict=True):
        for values, others in zip(own, other, strict=True):
            np.testing.assert_array_equal(values, others)


@pytest.fixture(scope="module")
def expected():
    return [fit_and_predict(seed) for seed in SEEDS]


def test_fits_in_several_threads_at_once_do_not_disturb_each_other(expected):
    with ThreadPoolExecutor(4) as pool:
        assert_same_bits(pool.map(fit_and_predict, SEEDS), expected)


def test_a_fresh_process_gives_the_same_bits(expected):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        assert_same_bits(pool.map(fit_and_predict, SEEDS), expected)


def test_the_processes_of_joblib_give_the_same_bits(expected):
    found = Parallel(n_jobs=2)(delayed(fit_and_predict)(seed) for seed in SEEDS)
    assert_same_bits(found, expected)


@pytest.mark.parametrize("kind", [EpistaticNetRegressor, EpistaticNetRegressorCV])
def test_a_further_fit_frees_the_networks_of_the_earlier_one(kind):
    X, y, _ = make_walsh_landscape(5, 4, noise=0.2, random_state=0)
    model = kind((6,), max_iter=2, random_state=0).fit(X, y)
    module = weakref.ref(model.net_.module_)
    model.fit(X, y)
    gc.collect()
    assert module() is None
    module = weakref.ref(model.net_.module_)
    del model
    gc.collect()
    assert module() is None
