"""Synthetic landscapes against their formulas."""

from itertools import product

import numpy as np
import pytest

from sk_epinet import WalshSpectrum, walsh_transform
from sk_epinet.datasets import make_toy_landscape, make_walsh_landscape


def sparse(x0, x1, x2, x3, x4, x5):
    return 2 * x0 * x3 - 2 * x2 + 2 * x0 * x1 * x4 + 2 * x0 * x2 * x3 * x5


def dense(x0, x1, x2, x3, x4, x5):
    more = -2 * x1 * x3 - 2 * x5 + 2 * x3 * x1 * x5 + 2 * x0 * x4 - 2 * x0
    more += 2 * x3 * x4 * x5 - 2 * x2 * x5 + 2 * x1 - 2 * x2 * x3 * x4
    return sparse(x0, x1, x2, x3, x4, x5) + more


@pytest.mark.parametrize(
    ("kind", "formula", "n_nonzero"), [("sparse", sparse, 22), ("dense", dense, 29)]
)
def test_toys(kind, formula, n_nonzero):
    X, y = make_toy_landscape(kind)
    genotypes = list(product([0, 1], repeat=6))
    np.testing.assert_array_equal(X, genotypes)
    np.testing.assert_array_equal(y, [formula(*genotype) for genotype in genotypes])
    # Neither toy is sparse in the Walsh basis.
    assert (np.abs(walsh_transform(y)) > 1e-12).sum() == n_nonzero


def test_unknown_toy():
    with pytest.raises(ValueError, match="kind must be one of 'sparse', 'dense', got 'flat'"):
        make_toy_landscape("flat")


@pytest.mark.parametrize("seed", range(5))
def test_walsh_landscape_has_the_spectrum_it_says(seed):
    X, y, truth = make_walsh_landscape(7, 6, 3, random_state=seed)
    assert X.shape == (128, 7)
    np.testing.assert_allclose(walsh_transform(y), truth.to_dense(), atol=1e-12)
    assert len(set(truth.interactions)) == len(truth) == 6
    assert 1 <= truth.orders.min() <= truth.orders.max() <= 3
    assert (np.abs(truth.coefficients) >= 0.5).all()
    assert (np.abs(truth.coefficients) <= 1).all()


def test_walsh_landscape_noise_and_amplitudes():
    X, clean, _ = make_walsh_landscape(10, 5, 2, random_state=0)
    X2, noisy, _ = make_walsh_landscape(10, 5, 2, noise=0.3, random_state=0)
    np.testing.assert_array_equal(X, X2)
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.1)
    small = make_walsh_landscape(10, 5, 2, amplitudes=(0, 0.1), random_state=0)[2]
    assert np.abs(small.coefficients).max() <= 0.1


@pytest.mark.parametrize("n_sites", [8, 100])
def test_walsh_landscape_sample(n_sites):
    X, y, truth = make_walsh_landscape(n_sites, 10, 4, n_samples=150, random_state=0)
    assert X.shape == (150, n_sites)
    assert len(np.unique(X, axis=0)) == 150
    assert X.mean() == pytest.approx(0.5, abs=0.1)
    np.testing.assert_allclose(truth.predict(X), y)


@pytest.mark.parametrize("n_sites", [8, 40])
def test_walsh_landscape_sample_is_in_random_order(n_sites):
    """So that any part of the rows is a random sample too."""
    firsts = [
        make_walsh_landscape(n_sites, 2, n_samples=40, random_state=seed)[0][:10, 0].mean()
        for seed in range(20)
    ]
    # Of 200 coins. In the order of the genotypes, all first rows would begin with 0.
    assert np.mean(firsts) == pytest.approx(0.5, abs=0.15)


def test_orders_are_uniform():
    truth = make_walsh_landscape(40, 400, 4, n_samples=1, random_state=0)[2]
    np.testing.assert_allclose(np.bincount(truth.orders)[2:], 120, atol=30)


def test_all_interactions_can_be_asked_for():
    truth = make_walsh_landscape(4, 10, 2, random_state=0)[2]
    assert sorted(truth.orders) == [1] * 4 + [2] * 6


def test_walsh_landscape_is_reproducible():
    first, second = (make_walsh_landscape(6, 3, 2, 0.1, random_state=3) for _ in range(2))
    np.testing.assert_array_equal(first[1], second[1])
    assert isinstance(first[2], WalshSpectrum)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_sites": 0}, "n_sites must be an integer at least 1"),
        ({"n_interactions": 0}, "n_interactions must be"),
        ({"n_sites": 3, "n_interactions": 8}, "more than the 7 interactions of order 1 to 4"),
        ({"max_order": 0}, "max_order must be"),
        ({"noise": -1}, "noise must be a number at least 0"),
        ({"n_sites": 3, "n_interactions": 2, "n_samples": 9}, "more than the 8 genotypes"),
        ({"n_samples": 0}, "n_samples must be"),
        ({"amplitudes": (1, 0)}, "amplitudes must be"),
        ({"amplitudes": 1.0}, "amplitudes must be"),
        ({"amplitudes": (0.1, np.nan)}, "amplitudes must be"),
        ({"amplitudes": (-1, 1)}, "each of amplitudes must be a number at least 0 .*, got -1"),
        ({"amplitudes": (False, True)}, "each of amplitudes must be"),
        ({"n_sites": 60}, r"2\^60 genotypes\) would take .*Give n_samples"),
    ],
)
def test_bad_synthetic(parameters, message):
    with pytest.raises(ValueError, match=message):
        make_walsh_landscape(**parameters)


@pytest.mark.parametrize("name", ["n_sites", "n_interactions", "max_order", "n_samples"])
@pytest.mark.parametrize("value", [-1, 2.5, True, np.nan, "3"])
def test_counts_are_integers(name, value):
    with pytest.raises(
        ValueError, match=f"{name} must be an integer at least 1( and less.*)?, got"
    ):
        make_walsh_landscape(**{name: value})
