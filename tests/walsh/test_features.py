"""WalshFeatures against PolynomialFeatures on spins, which has the same columns."""

import tracemalloc
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from sk_epinet import WalshFeatures, enumerate_genotypes, walsh_transform
from tests.enumeration import place_of


@pytest.mark.parametrize("include_bias", [True, False])
@pytest.mark.parametrize("max_order", [1, 2, 3, 5, 9])
def test_same_columns_as_polynomial_features(max_order, include_bias):
    X = np.random.RandomState(0).randint(0, 2, (20, 5))
    ours = WalshFeatures(max_order, include_bias=include_bias)
    theirs = PolynomialFeatures(max_order, interaction_only=True, include_bias=include_bias)
    np.testing.assert_array_equal(ours.fit_transform(X), theirs.fit_transform(1 - 2 * X))
    np.testing.assert_array_equal(ours.get_feature_names_out(), theirs.get_feature_names_out())
    powers = [tuple(np.flatnonzero(row)) for row in theirs.powers_]
    assert ours.interactions_ == powers
    assert ours.n_output_features_ == len(powers)


def test_linear_model_has_walsh_coefficients(hand_values, hand_coefficients):
    X = enumerate_genotypes(3)
    features = WalshFeatures(3).fit(X)
    model = LinearRegression().fit(features.transform(X), hand_values)
    for interaction, coefficient in zip(features.interactions_, model.coef_, strict=True):
        expected = hand_coefficients[place_of(interaction, 3)]
        assert coefficient == pytest.approx(expected, abs=1e-12)
    assert model.intercept_ == pytest.approx(hand_coefficients[0])
    np.testing.assert_allclose(walsh_transform(hand_values), hand_coefficients, atol=1e-13)


@pytest.mark.parametrize("low_high", [(0, 1), (-1, 1), (1, 2), (5, 3.5)])
def test_coding_of_the_two_levels(low_high):
    bits = np.random.RandomState(0).randint(0, 2, (12, 4))
    X = np.where(bits, *low_high[::-1])
    if low_high[0] > low_high[1]:  # "auto" takes the smaller number as the low level
        bits = 1 - bits
    expected = WalshFeatures().fit_transform(bits)
    np.testing.assert_array_equal(WalshFeatures().fit_transform(X), expected)


def test_strict_levels_may_be_reversed():
    X = np.array([[0, 1], [1, 1]])
    reversed_spins = -WalshFeatures(1, levels=(0, 1)).fit_transform(X)
    np.testing.assert_array_equal(WalshFeatures(1, levels=(1, 0)).fit_transform(X), reversed_spins)


def test_dtype_and_order():
    X = np.random.RandomState(0).randint(0, 2, (6, 3))
    assert WalshFeatures().fit_transform(X).dtype == np.float64
    out = WalshFeatures().fit_transform(X.astype(np.float32))
    assert out.dtype == np.float32
    assert out.flags.f_contiguous


def test_pandas_output_has_site_names():
    frame = pd.DataFrame({"A": [0, 1, 1], "B": [0, 0, 1]})
    out = WalshFeatures(include_bias=True).set_output(transform="pandas").fit_transform(frame)
    assert list(out.columns) == ["1", "A", "B", "A B"]
    assert out["A B"].tolist() == [1, -1, 1]


def test_lasso_pipeline_finds_a_planted_interaction():
    X = enumerate_genotypes(6)
    spins = 1.0 - 2 * X
    y = 2 * spins[:, 1] * spins[:, 4] - spins[:, 2]
    model = make_pipeline(WalshFeatures(2), LassoCV(cv=3)).fit(X[::2], y[::2])
    assert model.score(X, y) > 0.99


def test_refuses_a_design_that_does_not_fit_before_listing_it():
    X = np.zeros((1000, 400))
    with pytest.raises(ValueError, match=r"makes 85,\d+,\d+,\d+,\d+ columns.*EiB|PiB") as error:
        WalshFeatures(6).fit(X)
    assert "max_order=5 gives" in str(error.value)
    assert "EpistaticNetRegressor" in str(error.value)


@pytest.mark.parametrize("include_bias", [False, True])
def test_higher_orders_alone_take_no_memory_for_a_copy(include_bias):
    X = np.random.RandomState(0).randint(0, 2, (200, 60))
    features = WalshFeatures(2, min_order=2, include_bias=include_bias).fit(X)
    tracemalloc.start()
    pairs = features.transform(X)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pairs.nbytes <= peak < 1.5 * pairs.nbytes
    assert pairs.flags.f_contiguous
    spins = 1.0 - 2.0 * X
    expected = [spins[:, i] * spins[:, j] for i, j in combinations(range(60), 2)]
    expected = [np.ones(200)] * include_bias + expected
    np.testing.assert_array_equal(pairs, np.transpose(expected))


def test_transform_checks_memory_too(monkeypatch):
    X = np.zeros((10, 20))
    features = WalshFeatures(2).fit(X)
    monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 1000)
    with pytest.raises(ValueError, match=r"makes 210 columns, which would take .* and 1000 bytes"):
        features.transform(X)


@pytest.mark.parametrize("max_order", [0, -1, 1.5, "2", None, True])
def test_bad_order(max_order):
    with pytest.raises(ValueError, match="max_order must be an integer at least 1"):
        WalshFeatures(max_order).fit([[0, 1]])


def test_bad_bias():
    with pytest.raises(ValueError, match="include_bias must be True or False"):
        WalshFeatures(include_bias="yes").fit([[0, 1]])


def test_names_of_parameters_in_errors():
    with pytest.raises(ValueError, match="^min_order must be an integer at least 1"):
        WalshFeatures(min_order=0).fit([[0], [1]])


def test_a_second_fit_leaves_nothing_of_the_first():
    features = WalshFeatures().fit([[0, 1], [1, 0]])
    assert features.levels_.tolist() == [[0, 1], [0, 1]]
    features.fit(np.array([["A"], ["B"], ["C"]]))
    assert not hasattr(features, "levels_")


@pytest.mark.parametrize("include_bias", [False, True])
@pytest.mark.parametrize("min_order", [1, 2])
@pytest.mark.parametrize(
    "changed",
    [{"max_order": 1}, {"min_order": 3}, {"include_bias": True}, {"interactions": [(0,)]}],
)
def test_later_parameters_do_not_change_fitted_features(changed, include_bias, min_order):
    """The columns were those of the new parameters, and their names those of the fit."""
    X = enumerate_genotypes(3)
    features = WalshFeatures(2, min_order=min_order, include_bias=include_bias).fit(X)
    columns, names = features.transform(X), features.get_feature_names_out().tolist()
    features.set_params(**changed)
    np.testing.assert_array_equal(features.transform(X), columns)
    assert features.get_feature_names_out().tolist() == names
