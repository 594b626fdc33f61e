"""Selection at a rate of false discoveries: a published example, and planted landscapes."""

import numpy as np
import pytest
from scipy.stats import t as student
from sklearn.linear_model import Lasso, LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import WalshFeatures, bootstrap_spectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.inference._selection import select

# The example of section 3.2 of Benjamini and Hochberg (1995), of which four are rejected at 0.05.
PUBLISHED = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
N_DRAWS = 30


def test_the_published_example():
    order = np.random.RandomState(0).permutation(15)
    estimates = student.isf(np.array(PUBLISHED)[order] / 2, 20)
    signs = np.where(order % 2, -1, 1)
    tested = np.ones(15, dtype=bool)
    selected = select(signs * estimates, np.ones(15), 20, tested, 0.05)
    assert sorted(order[selected]) == [0, 1, 2, 3]


def test_only_what_is_tested_is_selected_and_counted():
    estimates, errors = np.full(100, 50.0), np.ones(100)
    tested = np.arange(100) < 1
    # Its p value of 0.03 would be too large among 100 tests, but not among one.
    estimates[0] = student.isf(0.015, 20)
    assert np.flatnonzero(select(estimates, errors, 20, tested, 0.05)).tolist() == [0]
    assert not select(estimates, errors, 20, np.zeros(100, dtype=bool), 0.05).any()


def test_infinite_and_vanishing_errors():
    estimates = np.array([9.0, 3.0, 0.0, 1e-16])
    errors = np.array([np.inf, 0.0, 0.0, 0.0])
    selected = select(estimates, errors, 20, np.ones(4, dtype=bool), 0.05)
    assert selected.tolist() == [False, True, False, False]


def test_a_model_that_explains_everything_selects_no_rounding_errors():
    X, y, truth = make_walsh_landscape(8, 6, 3, random_state=0)
    rows = np.random.RandomState(0).permutation(len(y))[:200]
    exact = make_pipeline(WalshFeatures(max_order=3), LinearRegression())
    found = bootstrap_spectrum(exact, X[rows], 1000 + y[rows], n_resamples=20, random_state=0)
    planted = truth.to_dense() != 0
    np.testing.assert_array_equal(found.selected[1:], planted[1:])


@pytest.fixture(scope="module")
def draws():
    """Return the spectra of independent samples of landscapes, and those of shuffled values."""
    lasso = make_pipeline(WalshFeatures(max_order=2), Lasso(alpha=0.1))
    found, shuffled = [], []
    for seed in range(N_DRAWS):
        X, y, truth = make_walsh_landscape(8, 6, 2, random_state=seed)
        rng = np.random.RandomState(seed)
        rows = rng.randint(len(y), size=100)
        X, y = X[rows], y[rows] + 0.7 * rng.randn(100)
        options = {"n_resamples": 10, "random_state": seed}
        found.append((bootstrap_spectrum(lasso, X, y, **options), truth.to_dense()))
        shuffled.append(bootstrap_spectrum(lasso, X, rng.permutation(y), **options))
    return found, shuffled


def test_the_share_of_false_discoveries(draws):
    found, _ = draws
    false = [(s.selected & (truth == 0)).sum() / max(1, s.selected.sum()) for s, truth in found]
    assert np.mean(false) <= 0.1
    planted = [s.selected[1:][truth[1:] != 0].mean() for s, truth in found]
    assert np.mean(planted) > 0.7
    # 90 % intervals, each for itself, exclude zero for one zero coefficient in ten.
    phantoms = [(np.prod(np.sign(s.intervals), axis=1) > 0)[truth == 0] for s, truth in found]
    assert 0.08 < np.mean(phantoms) < 0.12


def test_shuffled_values_select_nothing(draws):
    _, shuffled = draws
    assert np.mean([spectrum.selected.any() for spectrum in shuffled]) <= 0.05


def test_the_rate_that_is_asked_for():
    """A larger rate selects more, and the constant is never selected."""
    X, y, truth = make_walsh_landscape(8, 6, 2, random_state=0)
    rows = np.random.RandomState(0).randint(len(y), size=100)
    y = y + 2.0 * np.random.RandomState(1).randn(len(y))
    lasso = make_pipeline(WalshFeatures(max_order=2), Lasso(alpha=0.1))
    few, many = (
        bootstrap_spectrum(
            lasso, X[rows], 50 + y[rows], n_resamples=10, random_state=0, false_discovery_rate=rate
        )
        for rate in (0.001, 0.9)
    )
    assert few.selected.sum() < many.selected.sum()
    assert not many.selected[0]
    assert (many.selected >= few.selected).all()


def test_the_selected_rank_first():
    X, y, truth = make_walsh_landscape(8, 6, 2, random_state=0)
    rows = np.random.RandomState(0).randint(len(y), size=100)
    lasso = make_pipeline(WalshFeatures(max_order=2), Lasso(alpha=0.1))
    found = bootstrap_spectrum(lasso, X[rows], y[rows], n_resamples=10, random_state=0)
    n = int(found.selected.sum())
    assert found.top(n).selected.all()
    assert not found.top(n + 1).selected.all()
    assert "selected" in found.to_frame()
