"""Questions that people really asked of two-level landscapes, and their right answers.

The tables lie beside the checkout, in shared/trials. Each test reads its table from there and
is skipped where the folder is missing.
"""

import itertools
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.linear_model import LassoCV, RidgeCV
from sklearn.model_selection import (
    GroupKFold,
    LeaveOneOut,
    PredefinedSplit,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedShuffleSplit,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, PolynomialFeatures

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    WalshSpectrum,
    bootstrap_spectrum,
    estimate_spectrum,
    recover_spectrum,
)
from sk_epinet.cross_validation import make_folds

TRIALS = Path(__file__).parents[2] / "shared" / "trials"


def read(name, **options):
    path = TRIALS / name / "input.csv"
    if not path.exists():
        pytest.skip(f"the trials are not at {TRIALS}")
    return pd.read_csv(path, **options)


def as_dict(spectrum):
    return dict(zip(spectrum.names, spectrum.coefficients, strict=True))


def test_16_a_genotype_was_not_measured():
    table = read("16-langenheder")
    genotypes, values = table.drop(columns="fitness"), table["fitness"]
    with pytest.raises(ValueError, match="000000"):
        WalshSpectrum.from_landscape(values, genotypes=genotypes)


def test_29_rows_in_any_order():
    table = read("29-row-order", dtype={"binary": str})
    letters = pd.DataFrame([list(text) for text in table["genotypes"]])
    letters.columns = ["pos1", "pos2", "pos3"]
    values = table["phenotypes"]
    with pytest.raises(ValueError, match="genotypes="):
        WalshSpectrum.from_landscape(values)
    spectrum = WalshSpectrum.from_landscape(values, genotypes=letters)
    # Worked out by hand in expected.txt of the first trial.
    expected = {"1": 0.439542, "pos1": 0.084927, "pos2": -0.035161, "pos3": 0.050240}
    expected |= {"pos1 pos2": -0.081658, "pos1 pos3": -0.080762, "pos2 pos3": 0.051759}
    expected |= {"pos1 pos2 pos3": 0.197004}
    assert as_dict(spectrum) == pytest.approx(expected, abs=1e-6)


JAIN = {"1": 40, "x0": -10, "x1": -5, "x2": -20, "x0 x1": 5, "x0 x2": 2, "x1 x2": 3}
JAIN |= {"x0 x1 x2": -1}


@pytest.fixture(scope="module")
def jain():
    """Jain's study five times with noise of 0.5, coded -1/+1 and 0/1."""
    table = read("30-pm1-regressors")
    X, y = table[["A", "B", "C"]].to_numpy(float)[:8], table["mips"].to_numpy(float)[:8]
    X, y = np.tile(X, (5, 1)), np.tile(y, 5) + np.random.default_rng(0).normal(0, 0.5, 40)
    return {"-1/+1": X, "0/1": (X + 1) / 2}, y


def polynomial_ridge():
    # Without the constant column, beside which RidgeCV of scikit-learn 1.6 fits badly (R² .82).
    features = PolynomialFeatures(3, interaction_only=True, include_bias=False)
    return make_pipeline(features, RidgeCV())


@pytest.mark.parametrize("code", ["-1/+1", "0/1"])
def test_30_a_regressor_that_is_not_of_this_package(jain, code):
    X, y = jain[0][code], jain[1]
    model = polynomial_ridge().fit(X, y)
    pairs = {name: value for name, value in JAIN.items() if len(name.split()) < 3}
    ways = {
        "exact": (lambda **where: WalshSpectrum.from_estimator(model, **where), JAIN),
        "estimated": (lambda **where: estimate_spectrum(model, random_state=0, **where), pairs),
        "recovered": (lambda **where: recover_spectrum(model, random_state=0, **where), JAIN),
    }
    for function, expected in ways.values():
        with pytest.raises(ValueError, match=r"X=.*levels="):
            function()
        for where in ({"X": X}, {"levels": [[X.min(), X.max()]] * 3}):
            found = as_dict(function(**where))
            assert found == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("code", ["-1/+1", "0/1"])
@pytest.mark.parametrize("kind", ["polynomial", "Walsh", "network"])
def test_30_bootstrap(jain, code, kind):
    X, y = jain[0][code], jain[1]
    model = {
        "polynomial": polynomial_ridge(),
        "Walsh": make_pipeline(WalshFeatures(3), RidgeCV()),
        "network": EpistaticNetRegressor(random_state=0),
    }[kind]
    spectrum = bootstrap_spectrum(model, X, y, n_resamples=20, random_state=0)
    assert as_dict(spectrum) == pytest.approx(JAIN, abs=0.3)
    assert spectrum.levels.tolist() == [[X.min(), X.max()]] * 3


def test_31_strings_through_an_encoder():
    table = read("31-string-pipeline")
    X, y = table[["A", "B", "C"]], table["mips"]
    encoder = OrdinalEncoder(categories=[["wt", "mut"]] * 3)
    network = EpistaticNetRegressor(random_state=0, alpha=0, wh_weight=0)
    model = make_pipeline(encoder, network).fit(X, y)
    expected = {"1": 40, "A": -10, "B": -5, "C": -20, "A B": 5, "A C": 2, "B C": 3, "A B C": -1}
    assert as_dict(WalshSpectrum.from_estimator(model)) == pytest.approx(expected, abs=1e-3)
    model.set_params(epistaticnetregressor__max_iter=5)  # the names need no more
    spectrum = bootstrap_spectrum(model, X, y, n_resamples=10, random_state=0)
    assert spectrum.site_names == ("A", "B", "C")
    assert spectrum.levels.tolist() == [["wt", "mut"]] * 3


def test_32_a_fractional_factorial():
    table = read("32-fractional-factorial")
    X, y = table.drop(columns="response"), table["response"]
    lasso = make_pipeline(WalshFeatures(2), LassoCV())
    with pytest.warns(UserWarning, match="'A B'.*'C E'.*'F G'"):
        spectrum = bootstrap_spectrum(lasso, X, y, max_order=2, random_state=0)
    index = {name: i for i, name in enumerate(spectrum.names)}
    for name in ("A B", "C E", "F G"):
        low, high = spectrum.intervals[index[name]]
        assert low < 0 < high
        assert not spectrum.selected[index[name]]
    assert spectrum.selected[index["A"]]
    # Spins of -1/+1 are opposite for odd orders.
    assert spectrum.coefficients[index["A"]] == pytest.approx(-3, abs=0.3)


def quick(cv):
    return EpistaticNetRegressorCV(
        (8,), wh_weights=[0.01], alphas=[0.1], cv=cv, max_iter=5, random_state=0
    )


def splits_by_group(X, y, groups):
    yield list(GroupKFold(3).split(X, y, groups))
    yield GroupKFold(3).split(X, y, groups)


def splits_by_row(n_rows):
    yield PredefinedSplit(np.where(np.arange(n_rows) % 5 == 0, 0, -1))
    yield ShuffleSplit(3, random_state=0)
    yield RepeatedKFold(n_splits=2, n_repeats=2, random_state=0)
    yield StratifiedShuffleSplit(3, random_state=0)


@pytest.mark.parametrize("cv", ["auto", 5, None])
def test_15_rows_of_one_community_stay_on_one_side(cv):
    table = read("15-replicate-rows")
    X, y = table.drop(columns="fitness"), table["fitness"]
    communities = X.to_numpy() @ (1 << np.arange(8))
    assert len(set(communities)) == 72
    folds = make_folds(cv, X, y, None, np.random.RandomState(0))
    assert len(folds) == 5
    for train, test in folds:
        assert not set(communities[train]) & set(communities[test])
        assert len({*communities[train], *communities[test]}) == 72


def test_37_any_splitter_and_groups():
    table = read("37-cv-splitters")
    X, y = table.drop(columns="fitness"), table["fitness"]
    groups = X.to_numpy() @ (1 << np.arange(8))
    for cv in splits_by_group(X, y, groups):
        assert np.isfinite(quick(cv).fit(X, y).mse_path_).all()
    high = (y > y.median()).astype(int)
    # These are the user's choice, but put rows of one community on both sides.
    for cv in splits_by_row(len(y)):
        with pytest.warns(UserWarning, match="rows of one genotype on both sides"):
            assert np.isfinite(quick(cv).fit(X, high).mse_path_).all()
    distinct = X.drop_duplicates().index[:14]
    model = quick(LeaveOneOut()).fit(X.loc[distinct], y[distinct])
    assert model.mse_path_.shape == (1, 14)
    expected = quick(list(GroupKFold(3).split(X, y, groups))).fit(X, y).mse_path_
    np.testing.assert_array_equal(
        quick(GroupKFold(3)).fit(X, y, groups=groups).mse_path_, expected
    )
    with config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(OrdinalEncoder(), quick(GroupKFold(3)))
        routed = pipeline.fit(X, y, groups=groups)[-1]
    np.testing.assert_array_equal(routed.mse_path_, expected)


def test_no_warning_is_given_where_all_is_well():
    """A full factorial has no aliases."""
    X = np.array(list(itertools.product([0, 1], repeat=3)) * 5)
    y = X @ [1.0, 2.0, 3.0] + np.random.RandomState(0).randn(40)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bootstrap_spectrum(
            make_pipeline(WalshFeatures(2), RidgeCV()), X, y, n_resamples=10, random_state=0
        )
