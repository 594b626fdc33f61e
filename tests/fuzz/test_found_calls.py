"""Calls at which random ones were at fault: each is refused by the name of what is wrong in it."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
    bootstrap_spectrum,
    estimate_spectrum,
    recover_spectrum,
    suggest,
)
from sk_epinet.cross_validation import split_genotypes
from sk_epinet.genotypes import coverage_report, parse_mutations
from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel
from sk_epinet.plotting import PredictionDisplay, VarianceByOrderDisplay, WeightPathDisplay
from sk_epinet.spectrum import WalshSpectrum
from tests.fuzz import small

X, Y = small.numbers()
Z, _ = small.letters()
MANY = 2**62


class Odd:
    """Neither a number nor a string."""


def net(**parameters):
    return EpistaticNetRegressor(**{**small.NET, **parameters})


def cv():
    return EpistaticNetRegressorCV(**small.CV)


def additive(X):
    return X.sum(axis=1)


CALLS = {
    "levels that are lists": (lambda: WalshFeatures(levels=([0], [1])).fit(Z), "levels"),
    "levels of unequal length": (lambda: net(levels=[[4, np.nan], []]).fit(Z, Y), "levels"),
    "a number as levels": (lambda: net(levels=np.array(2)).fit(Z, Y), "levels"),
    "sets as levels": (lambda: net(levels=({0}, {1})).fit(Z, Y), "levels"),
    "a wild type of lists": (
        lambda: WalshSpectrum([1.0], [(0,)], 3).to_reference([[7, 3], [2], []]),
        "site 'x0'",
    ),
    "two groups for a row": (lambda: cv().fit(X, Y, groups=np.column_stack([Y, Y])), "groups"),
    "no columns": (lambda: bootstrap_spectrum(net(), np.empty((12, 0)), Y), "X has no columns"),
    "bytes in a table": (
        lambda: WalshFeatures().fit(pd.DataFrame({"site": [b"a", b"b"] * 2})),
        "column 'site' has the value b'a'",
    ),
    "candidates that are no alleles": (
        lambda: suggest(small.fitted()["net"], candidates=np.full((4, 3), Odd())),
        "candidates",
    ),
    "tiny weights": (lambda: net().fit(X, Y, sample_weight=1e-320 + 0 * Y), "sample_weight"),
    "a value far from the levels": (
        lambda: small.fitted()["net"].predict(X * 1e308),
        "Column 'x2' holds 1e\\+308",
    ),
    "a table as n_sites": (
        lambda: estimate_spectrum(small.fitted()["alleles"], n_sites=np.ones((2, 2))),
        "n_sites",
    ),
    "a spectrum of no sites": (lambda: estimate_spectrum(additive, n_sites=0), "n_sites"),
    "too many evaluations of alleles": (
        lambda: estimate_spectrum(small.fitted()["alleles"], n_evaluations=MANY),
        "n_evaluations",
    ),
    "too many hashes": (
        lambda: net(penalty=HashedWalshPenalty(n_hashes=MANY)).fit(X, Y),
        "n_hashes",
    ),
    "too many sub-cubes": (
        lambda: net(penalty=SubcubeWalshPenalty(2, n_subcubes=MANY)).fit(X, Y),
        "n_subcubes",
    ),
    "too many hidden units": (
        lambda: net(hidden_layer_sizes=(10**12,), penalty=ExactWalshPenalty()).fit(X, Y),
        "hidden_layer_sizes",
    ),
    "several warm starts": (
        lambda: net(warm_start=np.array([True, False])).fit(X, Y),
        "warm_start",
    ),
    "a fraction as a number": (
        lambda: bootstrap_spectrum(net(), X, Y, 10, confidence_level=Fraction(1, 3)),
        "confidence_level",
    ),
    "a fraction that is no float": (
        lambda: ConnectednessKernel(Fraction(10**400)).__call__(X),
        "length_scale",
    ),
    "text as y of a process": (
        lambda: ConnectednessGaussianProcess().fit(X, Y.astype(str)),
        "y must",
    ),
    "fewer predictions": (lambda: PredictionDisplay([1.0], [1.0, 2.0]), "measured"),
    "no estimators": (lambda: VarianceByOrderDisplay.from_estimator({}), "estimators"),
    "fewer values than test rows": (
        lambda: WeightPathDisplay.from_estimator(small.fitted()["cv"], X_test=X, y_test=[2.0]),
        "y_test",
    ),
    "a class as a model": (lambda: recover_spectrum(object, n_sites=3), "model must be"),
    "the class of a regressor": (lambda: estimate_spectrum(Ridge, n_sites=3), "Ridge"),
    "a level beyond all floats": (
        lambda: estimate_spectrum(additive, n_sites=3, levels=(10**400, 0)),
        "levels",
    ),
    "levels that a model does not know": (
        lambda: recover_spectrum(small.fitted()["net"], levels=(-1, 1)),
        "levels= has -1 and 1 for site 'x0'",
    ),
    "a fraction as a level": (lambda: net(levels=[Fraction(10**400), 1]).fit(X, Y), "levels"),
    "an integer beyond all floats as y": (lambda: net().fit(X, [10**400, *Y[1:]]), "y must"),
    "a fraction as an allele": (
        lambda: small.spectra()["alleles"].restrict({0: Fraction(1, 3)}),
        "Fraction",
    ),
    "a kernel without noise": (
        lambda: ConnectednessGaussianProcess(ConnectednessKernel(), alpha=0).fit(X, Y),
        "alpha",
    ),
    "candidates that a model cannot predict": (
        lambda: suggest(
            Ridge().fit(X, Y), candidates=[["A", "K", "E"], ["V", "K", "E"]], strategy="best"
        ),
        "candidates",
    ),
    "a table of noise": (
        lambda: ConnectednessGaussianProcess(alpha=np.ones((1, 3))).fit(X, Y),
        "alpha",
    ),
    "a value far from the levels of a spectrum": (
        lambda: WalshSpectrum([1.0], [(0,)], 3).predict(X * 1e308),
        "Column 'x2' holds 1e\\+308",
    ),
    "columns of intervals": (
        lambda: recover_spectrum(
            Ridge().fit(pd.DataFrame(X, columns=list("abc")), Y),
            X=pd.DataFrame({"a": pd.interval_range(0, 12), "b": X[:, 1], "c": X[:, 2]}),
            levels=(0, 1),
        ),
        "X=",
    ),
    "one row of positive weight": (
        lambda: cv().fit(X, Y, sample_weight=np.eye(12)[0]),
        "sample_weight",
    ),
    "no estimators to follow": (
        lambda: WeightPathDisplay.from_estimator({}),
        "estimators is empty",
    ),
    "several scores": (lambda: cv().set_params(scoring={"r2": "r2"}).fit(X, Y), "scoring"),
    "positions that are far apart": (
        lambda: parse_mutations(["A5V"], wild_type=["K", "R"], positions=[2, 10**17]),
        "first_position",
    ),
    "complex candidates": (
        lambda: suggest(small.fitted()["net"], candidates=X * 1j),
        "candidates",
    ),
    "a kernel that cannot be copied": (
        lambda: ConnectednessGaussianProcess(ConnectednessKernel(memoryview(b"1"))).fit(X, Y),
        "kernel",
    ),
    "a table of length scales": (
        lambda: ConnectednessGaussianProcess(ConnectednessKernel([[1, 1, 1]])).fit(X, Y),
        "length_scale",
    ),
    "a time as a number of restarts": (
        lambda: ConnectednessGaussianProcess(n_restarts_optimizer=np.timedelta64(3, "s")).fit(
            X, Y
        ),
        "n_restarts_optimizer",
    ),
    "a time as a seed": (
        lambda: net(random_state=np.timedelta64(3, "s")).fit(X, Y),
        "random_state",
    ),
    "no rows to split": (lambda: split_genotypes(pd.DataFrame()), "no rows"),
    "lists in a column": (
        lambda: net().fit(pd.DataFrame({"a": [[1, 2]] * 12, "b": ["A", "K"] * 6}), Y),
        "Site 'a'",
    ),
    "arrays as alleles of new genotypes": (
        lambda: small.fitted()["alleles"].predict([[np.array(1.0), "K", "E"], ["A", "K", "E"]]),
        "Site",
    ),
    "interactions of other things": (
        lambda: WalshSpectrum.from_scaling([1.0], [["x", -1e308]], 3, scaling="sum"),
        "interactions",
    ),
    "a model of unknown alleles": (
        lambda: estimate_spectrum(Ridge().fit(X, Y), n_sites=3),
        "Ridge",
    ),
}


@pytest.mark.filterwarnings("ignore:y is constant")
@pytest.mark.parametrize(("call", "name"), CALLS.values(), ids=CALLS)
def test_hostile_calls_are_refused_by_name(call, name):
    with pytest.raises((ValueError, TypeError), match=name):
        call()


def test_an_order_beyond_all_sites_is_all_orders():
    model = small.fitted()["net"]
    everything = WalshSpectrum.from_estimator(model)
    found = WalshSpectrum.from_estimator(model, max_order=MANY)
    np.testing.assert_array_equal(found.coefficients, everything.coefficients)


def test_large_integers_and_complex_numbers_are_alleles_like_others():
    rows = [[0.5, -(10**30), 1], [-8, "$", 1j], [-8, "$", 1j]]
    assert "3" in repr(coverage_report(rows))


def test_scores_of_large_values_have_a_spread():
    """Their squares are no numbers, but the errors of 1e130 y are 1e260 times those of y."""
    ours, large = (cv().fit(X, y).cv_results_ for y in (Y, 1e130 * Y))
    np.testing.assert_allclose(large["std_test_score"], 1e260 * ours["std_test_score"], rtol=1e-3)
    spread = np.std([ours["split0_test_score"], ours["split1_test_score"]], axis=0)
    np.testing.assert_allclose(ours["std_test_score"], spread)


def test_a_spectrum_without_sites_predicts_its_constant():
    np.testing.assert_array_equal(WalshSpectrum([2.5], [()], 0).predict([[], []]), [2.5, 2.5])
