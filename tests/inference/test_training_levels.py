"""Genotypes of any coding, against a published experiment worked by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, PolynomialFeatures
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import EpistaticNetRegressor, WalshFeatures, bootstrap_spectrum
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.walsh import enumerate_genotypes

# The 2^3 experiment in the chapter on factorial designs of Jain, "The Art of Computer Systems
# Performance Analysis" (1991). Its table of signs has -1 for the low level, so that coefficients
# of odd orders have the opposite sign here.
VALUES = {"000": 14, "100": 22, "010": 10, "110": 34, "001": 46, "101": 58, "011": 50, "111": 86}
COEFFICIENTS = {
    **{"1": 40, "A": -10, "B": -5, "C": -20},
    **{"A B": 5, "A C": 2, "B C": 3, "A B C": -1},
}
GENOTYPES = np.tile(enumerate_genotypes(3), (8, 1))
Y = np.array([VALUES["".join(map(str, row))] for row in GENOTYPES])
Y = Y + np.random.RandomState(0).normal(0, 0.3, len(Y))


def coded(low, high):
    return pd.DataFrame(np.where(GENOTYPES, high, low), columns=list("ABC"))


def polynomial():
    return make_pipeline(PolynomialFeatures(3, interaction_only=True), RidgeCV())


def linear(*first):
    return make_pipeline(*first, WalshFeatures(3), LinearRegression())


def check(estimator, X, levels, low_is_high=False):
    """Check the coefficients; with the levels exchanged those of odd orders change signs."""
    found = bootstrap_spectrum(estimator, X, Y, n_resamples=20, random_state=0)
    signs = np.where(found.orders % 2, -1, 1) if low_is_high else 1
    expected = signs * [COEFFICIENTS[name] for name in found.names]
    np.testing.assert_allclose(found.coefficients, expected, atol=0.1)
    assert found.levels.tolist() == [list(levels)] * 3
    return found


@pytest.mark.parametrize("levels", [(0, 1), (-1, 1), (1, 2), (0.25, 7.5)])
@pytest.mark.parametrize(
    "model",
    [polynomial(), linear(), DecisionTreeRegressor(random_state=0)],
    ids=["polynomial", "walsh", "tree"],
)
def test_numbers_of_any_levels(model, levels):
    check(model, coded(*levels), levels)


@pytest.mark.parametrize(
    "encoder",
    [
        OrdinalEncoder(categories=[["wt", "mut"]] * 3),
        OneHotEncoder(categories=[["wt", "mut"]] * 3),
        OneHotEncoder(categories=[["wt", "mut"]] * 3, sparse_output=False, drop="first"),
        ColumnTransformer([("e", OrdinalEncoder(categories=[["wt", "mut"]] * 3), list("ABC"))]),
    ],
    ids=["ordinal", "sparse one-hot", "one-hot", "columns"],
)
def test_the_encoder_says_which_level_is_low(encoder):
    tree = DecisionTreeRegressor(random_state=0)
    check(make_pipeline(encoder, tree), coded("wt", "mut"), ("wt", "mut"))


@pytest.mark.parametrize("encoder", [OrdinalEncoder(), OneHotEncoder()])
def test_encoders_sort_strings(encoder):
    """'mut' comes before 'wt': it is the low level, and odd orders change signs."""
    tree = DecisionTreeRegressor(random_state=0)
    check(make_pipeline(encoder, tree), coded("wt", "mut"), ("mut", "wt"), low_is_high=True)


def test_encoder_and_walsh_features_on_many_sites():
    """The coefficients are read off: 30 sites could not be enumerated."""
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.choice(["a", "b"], (200, 30)), columns=[f"s{i}" for i in range(30)])
    y = np.where(X["s4"] == "a", 1.0, -1.0) * np.where(X["s9"] == "a", 3.0, -3.0)
    model = make_pipeline(OrdinalEncoder(), WalshFeatures(2), RidgeCV())
    found = bootstrap_spectrum(model, X, y, n_resamples=10, max_order=2, random_state=0)
    assert found.top(1).names == ["s4 s9"]
    assert found.top(1).coefficients == pytest.approx(3, abs=0.1)


def test_searches_and_transformed_targets():
    encoder = OrdinalEncoder(categories=[["wt", "mut"]] * 3)
    tree = make_pipeline(encoder, DecisionTreeRegressor(random_state=0))
    search = GridSearchCV(tree, {"decisiontreeregressor__max_depth": [3, 4]}, cv=2)
    check(search, coded("wt", "mut"), ("wt", "mut"))
    walsh = GridSearchCV(linear(), {"walshfeatures__max_order": [2, 3]}, cv=2)
    check(walsh, coded(-1, 1), (-1, 1))
    target = TransformedTargetRegressor(linear(), func=np.log, inverse_func=np.exp)
    check(target, coded(1, 2), (1, 2))


@pytest.mark.parametrize("low_is_high", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        lambda levels: make_pipeline(WalshFeatures(3, levels=levels), LinearRegression()),
        lambda levels: EpistaticNetRegressor(
            levels=levels, alpha=0.0, wh_weight=0.0, max_iter=300, n_members=1, random_state=0
        ),
    ],
    ids=["walsh", "net"],
)
def test_the_levels_parameter_of_our_estimators(make, low_is_high):
    levels = (1, -1) if low_is_high else (-1, 1)
    check(make(levels), coded(-1, 1), levels, low_is_high=low_is_high)


def test_our_estimators_take_strings_themselves():
    check(linear(), coded("wt", "mut"), ("wt", "mut"))


@pytest.mark.parametrize(
    "first",
    [
        OrdinalEncoder(),
        OneHotEncoder(),
        ColumnTransformer([("code", OrdinalEncoder(), list("ABCD"))]),
        WalshFeatures(1),
    ],
)
def test_resamples_that_lack_an_allele(first):
    """The level that a site does not take in a resample is known from all of X."""
    X = pd.DataFrame(GENOTYPES[:24], columns=list("ABC")).assign(D=0)
    X.loc[:2, "D"] = 5
    X["A"] *= 3
    model = make_pipeline(first, RidgeCV())
    found = bootstrap_spectrum(model, X, X["A"] / 3.0, n_resamples=50, random_state=0)
    assert found.levels.tolist() == [[0, 3], [0, 1], [0, 1], [0, 5]]
    assert found.top(1).names == ["A"]


def test_an_earlier_fit_of_the_user_is_not_read():
    model = make_pipeline(OrdinalEncoder(), DecisionTreeRegressor(random_state=0))
    model.fit(coded("x", "y"), Y)
    check(model, coded("0", "1"), ("0", "1"))
    assert model[0].categories == "auto"
    assert model[0].categories_[0].tolist() == ["x", "y"]


@pytest.mark.parametrize("n_dimensions", [1, 2])
def test_a_pipeline_that_begins_with_a_genotype_encoder(n_dimensions):
    X = np.array(["AK", "AR", "GK", "GR"] * 3).reshape((-1,) + (1,) * (n_dimensions - 1))
    y = np.array([1.0, 1.5, 0.5, 2.5] * 3) + np.linspace(0, 0.01, 12)
    model = make_pipeline(GenotypeEncoder(), WalshFeatures(), LinearRegression())
    with pytest.raises(ValueError, match=r"begins with a GenotypeEncoder.*pipeline\[1:\]"):
        bootstrap_spectrum(model, X, y)
    sites = GenotypeEncoder().fit_transform(X)
    spectrum = bootstrap_spectrum(model[1:], sites, y, n_resamples=10, random_state=0)
    assert spectrum.levels.tolist() == [["A", "G"], ["K", "R"]]
    assert list(spectrum.site_names) == ["pos1", "pos2"]
