"""Intervals and selection for sites of any alleles, against landscapes that are known."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from scipy.stats import t as student
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    WalshFeatures,
    bootstrap_spectrum,
)
from sk_epinet.inference._bootstrap_alleles import _chance, find_problem_of_library
from sk_epinet.spectrum import AlleleSites
from tests.inference.weight_spy import WeightSpy

ALLELES = ["ABC", "KR", "CDEF", "ST"]
WEIGHTS = [[0.5, 0.3, 0.2], [0.3, 0.7], [0.25] * 4, [0.5, 0.5]]
MAIN = np.array([1.0, -2.0, 0.5, 3.0])
MODEL = make_pipeline(WalshFeatures(2), Ridge(5.0))


def landscape(X):
    """One additive site and one pair: C of the first with R of the second."""
    numbers = [ALLELES[2].index(allele) for allele in X[:, 2]]
    return MAIN[numbers] + 2.0 * ((X[:, 0] == "C") & (X[:, 1] == "R"))


def library(n, seed, weights=WEIGHTS):
    rng = np.random.RandomState(seed)
    columns = [rng.choice(list(own), n, p=w) for own, w in zip(ALLELES, weights, strict=True)]
    X = np.array(columns, dtype=object).T
    return X, landscape(X) + 0.5 * rng.randn(n)


def test_intervals_cover_and_selection_finds_what_is_there():
    exact = EpistasisSpectrum.from_function(landscape, ALLELES, weights=WEIGHTS)
    covered, chosen = [], {}
    for seed in range(12):
        X, y = library(300, seed)
        found = bootstrap_spectrum(
            MODEL, X, y, 10, weights=WEIGHTS, max_order=2, random_state=seed
        )
        assert found.alleles == exact.alleles
        for own, interval in zip(found.interactions, found.intervals, strict=True):
            low, high = np.moveaxis(interval, -1, 0)
            covered.append(((low <= exact.table(own)) & (exact.table(own) <= high)).ravel())
        for own, is_selected in zip(found.interactions, found.selected, strict=True):
            chosen[own] = chosen.get(own, 0) + int(is_selected)
    assert 0.8 < np.mean(np.concatenate(covered)) < 0.95  # of 90 %
    assert chosen[2,] == chosen[0,] == chosen[0, 1] == 12
    assert sum(chosen[own] for own in [(3,), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]) <= 3
    assert set(found.top(3).interactions) <= {(2,), (0,), (1,), (0, 1)}
    frame = found.to_frame()
    assert (frame["low"] < frame["value"]).all()
    assert (frame["value"] < frame["high"]).all()


def test_a_shrunk_model_is_corrected():
    """A model that predicts the mean leaves everything to the correction."""
    X, y = library(3000, 0)
    model = make_pipeline(WalshFeatures(1), Ridge(1e9))
    found = bootstrap_spectrum(model, X, y, 10, weights=WEIGHTS, max_order=1, random_state=0)
    exact = EpistasisSpectrum.from_function(landscape, ALLELES, weights=WEIGHTS)
    shrunk = EpistasisSpectrum.from_estimator(model.fit(X, y), weights=WEIGHTS)
    assert np.abs(shrunk.table([2])).max() < 0.01
    error = found.standard_errors[found.interactions.index((2,))]
    assert (np.abs(found.table([2]) - exact.table([2])) < 4 * error).all()


def test_weights_of_the_library():
    X, y = library(400, 1)
    frame = pd.DataFrame(X, columns=list("WXYZ"))
    found = bootstrap_spectrum(MODEL, frame, y, 10, weights="library", max_order=2, random_state=0)
    np.testing.assert_allclose(found.weights[1][0], np.mean(X[:, 1] == "K"))
    assert found.site_names == ("W", "X", "Y", "Z")


@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(OneHotEncoder(), LinearRegression()),
        EpistaticNetRegressor(hidden_layer_sizes=(4,), max_iter=3, n_members=1, random_state=0),
    ],
    ids=["encoder", "network"],
)
def test_models_that_have_not_seen_every_allele_in_a_resample(model):
    X, y = library(60, 2)
    X[:, 2] = "C"
    X[0, 2] = "F"
    X[1, 2] = "D"
    with pytest.warns(UserWarning, match="use weights='library'"):
        found = bootstrap_spectrum(model, X, y, 10, max_order=1, random_state=0)
    assert found.alleles[2] == ("C", "D", "F")
    assert np.isfinite(found.tables[1]).all()


def test_libraries_for_which_it_does_not_hold():
    wild_type = np.array([own[0] for own in ALLELES], dtype=object)
    singles = []
    for site, own in enumerate(ALLELES):
        for allele in own[1:]:
            singles += [np.where(np.arange(4) == site, allele, wild_type)] * 5
    X = np.array(singles, dtype=object)
    y = landscape(X) + 0.1 * np.random.RandomState(0).randn(len(X))
    with pytest.warns(UserWarning, match="library of single and double mutants"):
        bootstrap_spectrum(MODEL, X, y, 10, weights="library", max_order=1, random_state=0)


def test_bad_weights_and_too_many_genotypes():
    X, y = library(60, 3)
    with pytest.raises(ValueError, match="has the weight zero"):
        bootstrap_spectrum(MODEL, X, y, 10, weights="wild_type")
    with pytest.raises(ValueError, match="weights= are for sites of more than two alleles"):
        bootstrap_spectrum(MODEL, X[:, [1, 3]], y, 10, weights="library")
    many = np.random.RandomState(0).choice(list("ACGT"), (60, 30))
    network = EpistaticNetRegressor(max_iter=1)
    with pytest.raises(ValueError, match=r"about 10\^18 genotypes"):
        bootstrap_spectrum(network, many, y, 10, max_order=1)
    found = bootstrap_spectrum(
        make_pipeline(WalshFeatures(1), Ridge()), many, y, 10, max_order=1, random_state=0
    )
    assert len(found) == 31


def test_few_rows_have_their_degrees_of_freedom():
    X, y = library(12, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        found = bootstrap_spectrum(
            make_pipeline(WalshFeatures(1), Ridge(5.0)), X, y, 10, max_order=1, random_state=0
        )
    for error, interval in zip(found.standard_errors, found.intervals, strict=True):
        half = np.diff(interval, axis=-1)[..., 0] / 2
        np.testing.assert_allclose(half, student.ppf(0.95, 11) * error)


def test_weights_reach_every_fit_with_their_rows():
    X, y = library(100, 0)
    WeightSpy.seen.clear()
    model = make_pipeline(WalshFeatures(1), WeightSpy())
    # Each weight can be told by its row.
    options = {"weights": WEIGHTS, "max_order": 1, "sample_weight": np.exp(y)}
    bootstrap_spectrum(model, X, y, 10, random_state=0, **options)
    assert len(WeightSpy.seen) == 10
    for own_y, weight in WeightSpy.seen:
        np.testing.assert_array_equal(weight, np.exp(own_y))


def test_chance_is_no_distance_of_frequencies_from_weights():
    # Of 20 alleles, eight genotypes cannot have each with a share of a twentieth.
    codes = np.random.RandomState(0).randint(20, size=(8, 12))
    sites = AlleleSites(["ACDEFGHIKLMNPQRSTVWY"] * 12, [f"x{i}" for i in range(12)])
    assert "frequencies" not in find_problem_of_library(codes, sites)
    assert "frequencies" in find_problem_of_library(codes // 4, sites)


@pytest.mark.parametrize("own", [(2,), (0, 2)])
def test_the_chance_of_a_table_by_the_covariance_of_its_noise(own):
    """The sum of squares of correlated normal numbers, by Satterthwaite's approximation."""
    rng = np.random.RandomState(0)
    sites = AlleleSites(ALLELES, weights=WEIGHTS)
    codes = np.stack([rng.randint(len(alleles), size=40) for alleles in ALLELES], axis=1)
    rest, shape = rng.randn(40), [len(ALLELES[site]) for site in own]
    # What each row adds to the cells of the table: delta_ab / w_a - 1 for each site.
    rows, weights = np.ones((40, 1)), np.ones(1)
    for site in own:
        kernel = np.diag(1 / np.array(WEIGHTS[site])) - 1
        rows = (rows[:, :, None] * kernel[codes[:, site], None, :]).reshape(40, -1)
        weights = np.outer(weights, WEIGHTS[site]).ravel()
    covariance = np.einsum("ia,ib,i->ab", rows, rows, rest**2) / 40**2
    product = np.diag(weights) @ covariance
    mean, spread = np.trace(product), np.trace(product @ product)
    table = 0.3 * rng.randn(len(weights))
    expected = chi2.sf(weights @ table**2 * mean / spread, mean**2 / spread)
    assert 0.01 < expected < 0.9
    variance = np.diag(covariance).reshape(shape)
    found = _chance(own, table.reshape(shape), variance, sites, codes, rest)
    assert found == pytest.approx(expected)


def test_the_chance_of_a_table_without_noise():
    sites = AlleleSites(ALLELES, weights=WEIGHTS)
    codes, zero = np.zeros((5, 4), dtype=int), np.zeros(3)
    assert _chance((0,), zero, zero, sites, codes, np.zeros(5)) == 1
    assert _chance((0,), np.array([0, 0.1, 0]), zero, sites, codes, np.zeros(5)) == 0
