"""Contrasts of many alleles, lists of interactions, and the smallest order."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures

from sk_epinet import WalshFeatures
from sk_epinet.walsh._contrasts import zero_sum_contrasts


@pytest.mark.parametrize("k", [2, 3, 4, 20])
def test_contrasts_are_orthonormal_and_add_up_to_zero(k):
    contrasts = zero_sum_contrasts(k)
    assert contrasts.shape == (k, k - 1)
    np.testing.assert_allclose(contrasts.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(contrasts.T @ contrasts / k, np.eye(k - 1), atol=1e-12)


def test_two_alleles_are_spins():
    assert zero_sum_contrasts(2).tolist() == [[1], [-1]]


SITES = [["a", "b", "c"], ["x", "y"], ["p", "q", "r", "s"]]
CUBE = pd.DataFrame(list(itertools.product(*SITES)), columns=["A", "B", "C"])


def test_a_complete_design_is_orthogonal():
    features = WalshFeatures(max_order=3, include_bias=True)
    design = features.fit_transform(CUBE)
    assert design.shape == (24, 24)
    np.testing.assert_allclose(design.T @ design / 24, np.eye(24), atol=1e-12)
    # Two, one and three contrasts, their products, and the constant.
    assert [features.interactions_.count(s) for s in [(), (0,), (1,), (2,)]] == [1, 2, 1, 3]
    assert features.interactions_.count((0, 2)) == 6
    names = features.get_feature_names_out().tolist()
    assert names[:7] == ["1", "A[1]", "A[2]", "B", "C[1]", "C[2]", "C[3]"]
    assert "A[2] C[3]" in names


def test_variance_by_interaction_is_that_of_the_definition():
    """Components are differences of means over the other sites (DESIGN: one decomposition)."""
    rng = np.random.RandomState(0)
    y = rng.randn(24)
    table = y.reshape(3, 2, 4)
    features = WalshFeatures(max_order=3).fit(CUBE)
    model = LinearRegression().fit(features.transform(CUBE), y)
    size = {}
    for sites, coefficient in zip(features.interactions_, model.coef_, strict=True):
        size[sites] = size.get(sites, 0) + coefficient**2
    of_a = table.mean((1, 2)) - table.mean()
    of_ac = table.mean(1) - table.mean((1, 2))[:, None] - table.mean((0, 1)) + table.mean()
    assert size[0,] == pytest.approx(np.mean(of_a**2))
    assert size[0, 2] == pytest.approx(np.mean(of_ac**2))
    assert sum(size.values()) == pytest.approx(y.var())


def test_strings_of_two_alleles_are_as_numbers():
    X = np.random.RandomState(0).randint(0, 2, (20, 4))
    words = np.where(X, "mut", "wt")
    frame = pd.DataFrame(
        {
            name: pd.Categorical(column, categories=["wt", "mut"])
            for name, column in zip("ABCD", words.T, strict=True)
        }
    )
    expected = WalshFeatures(3).fit_transform(X)
    np.testing.assert_array_equal(WalshFeatures(3).fit_transform(frame), expected)
    # Without categories, an allele that is called wt is the low one; others are sorted.
    np.testing.assert_array_equal(WalshFeatures(3).fit_transform(words), expected)
    letters = np.where(X, "A", "V")
    np.testing.assert_array_equal(
        WalshFeatures(3).fit_transform(letters), WalshFeatures(3).fit_transform(1 - X)
    )


def test_a_site_of_one_allele_is_a_column_of_ones():
    X = np.array([["A", "B"], ["A", "C"], ["A", "D"]])
    both = WalshFeatures(2).fit(X)
    alone = WalshFeatures(1).fit_transform(X[:, 1:])
    assert both.interactions_ == [(0,), (1,), (1,), (0, 1), (0, 1)]
    np.testing.assert_array_equal(both.transform(X), np.hstack([np.ones((3, 1)), alone, alone]))


def test_smallest_order():
    X = np.random.RandomState(0).choice([-1, 1], (10, 5))
    X[:2] = [[-1] * 5, [1] * 5]
    features = WalshFeatures(3, min_order=2, include_bias=True).fit(X)
    assert {len(sites) for sites in features.interactions_} == {0, 2, 3}
    # Spins are opposite to these levels; so products of three change their sign.
    theirs = PolynomialFeatures((2, 3), interaction_only=True).fit(X)
    signs = [(-1) ** len(sites) for sites in features.interactions_]
    np.testing.assert_array_equal(features.transform(X), theirs.transform(X) * signs)
    assert features.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    with pytest.raises(ValueError, match="min_order=3 must not be above max_order=2"):
        WalshFeatures(2, min_order=3).fit(X)


def test_a_list_of_interactions():
    X = pd.DataFrame(np.random.RandomState(0).randint(0, 2, (10, 4)), columns=list("ABCD"))
    features = WalshFeatures(interactions=[("D", "A"), (1,), "C", (0, 1, 2)]).fit(X)
    assert features.interactions_ == [(0, 3), (1,), (2,), (0, 1, 2)]
    everything = WalshFeatures(3).fit(X)
    columns = [everything.interactions_.index(sites) for sites in features.interactions_]
    np.testing.assert_array_equal(features.transform(X), everything.transform(X)[:, columns])


@pytest.mark.parametrize(
    ("interactions", "message"),
    [
        ([("A", "E")], "names the site 'E'"),
        ([(0, 4)], "names the site 4"),
        ([(-1,)], "names the site -1"),
        ([(True,)], "names the site True"),
        ([(0, "A")], "different sites"),
        ([(0, 1), ("B", "A")], "listed once"),
        ([()], "include_bias=True"),
        ([], "interactions is empty"),
        ("A", "must be a list of tuples"),
        (3, "must be a list of tuples"),
    ],
)
def test_bad_interactions(interactions, message):
    X = pd.DataFrame(np.eye(4, dtype=int), columns=list("ABCD"))
    with pytest.raises(ValueError, match=message):
        WalshFeatures(interactions=interactions).fit(X)
