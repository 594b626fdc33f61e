"""One row of each genotype: means, errors and counts, against pandas and by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from sk_epinet.datasets import aggregate_replicates

# Genotype AK three times, AR twice, GK once; in this order they first occur.
X = np.array([["A", "K"], ["A", "R"], ["A", "K"], ["G", "K"], ["A", "R"], ["A", "K"]])
Y = np.array([1.0, 5.0, 2.0, 7.0, 9.0, 6.0])


def test_means_errors_and_counts_by_hand():
    means = aggregate_replicates(X, Y)
    assert means.data.tolist() == [["A", "K"], ["A", "R"], ["G", "K"]]
    assert means.target.tolist() == [3, 7, 7]
    assert means.counts.tolist() == [3, 2, 1]
    # Squared deviations 4 + 1 + 9 = 14 with 2 degrees of freedom, and 4 + 4 = 8 with 1.
    pooled = (14 + 8) / 3
    expected = np.sqrt([7 / 3, 8 / 2, pooled])
    np.testing.assert_allclose(means.standard_error, expected)
    assert means.sample_weight is None
    everywhere = aggregate_replicates(X, Y, pool="all").standard_error
    np.testing.assert_allclose(everywhere, np.sqrt(pooled / np.array([3, 2, 1])))


def test_like_pandas():
    rng = np.random.RandomState(0)
    table = pd.DataFrame(rng.randint(0, 3, (200, 4)), columns=list("abcd"))
    y = rng.randn(200)
    grouped = table.assign(y=y).groupby(list("abcd"), sort=False)["y"]
    means = aggregate_replicates(table, y)
    expected = grouped.mean()
    assert list(map(tuple, means.data.to_numpy())) == list(expected.index)
    np.testing.assert_allclose(means.target, expected)
    np.testing.assert_array_equal(means.counts, grouped.count())
    several = means.counts > 1
    assert several.any()
    assert not several.all()
    np.testing.assert_allclose(means.standard_error[several], grouped.sem()[several.tolist()])
    pooled = (grouped.var() * (grouped.count() - 1)).sum() / (grouped.count() - 1).sum()
    np.testing.assert_allclose(means.standard_error[~several], np.sqrt(pooled))


TABLES = {
    "strings": X,
    "numbers": np.where(X == "A", 0, 1) + np.where(X == "K", 0, 2),
    "decimals": np.where(X == "A", 0.1, 0.3),
    "data frame": pd.DataFrame(X, columns=["x", "y"], index=list("pqrstu")),
    "categories": pd.DataFrame(X).astype("category"),
    "mixed columns": pd.DataFrame({"x": X[:, 0], "n": np.where(X[:, 1] == "K", 1, 2)}),
    "genotype strings": np.array(["".join(row) for row in X], dtype=object),
    "list of lists": X.tolist(),
}


@pytest.mark.parametrize("kind", sorted(set(TABLES) - {"decimals"}))
def test_type_of_the_genotypes_is_kept(kind):
    table = TABLES[kind]
    means = aggregate_replicates(table, Y)
    assert type(means.data) is type(table)
    assert means.target.tolist() == [3, 7, 7]
    if hasattr(table, "iloc"):
        pd.testing.assert_frame_equal(means.data, table.iloc[[0, 1, 3]])
    else:
        assert np.array(means.data).tolist() == np.array(table)[[0, 1, 3]].tolist()


def test_genotypes_of_decimals():
    means = aggregate_replicates(TABLES["decimals"], Y)
    assert means.data.tolist() == [[0.1, 0.3], [0.3, 0.3]]
    assert means.counts.tolist() == [5, 1]


def test_weights_are_summed_and_rows_of_weight_zero_left_out():
    weight = np.array([1.0, 0.0, 3.0, 2.0, 0.0, 4.0])
    means = aggregate_replicates(X, Y, sample_weight=weight)
    assert means.data.tolist() == [["A", "K"], ["G", "K"]]
    np.testing.assert_allclose(means.target, [(1 + 6 + 24) / 8, 7])
    assert means.counts.tolist() == [3, 1]
    assert means.sample_weight.tolist() == [8, 2]
    squares = np.array([1, 3, 4]) @ (np.array([1, 2, 6]) - 31 / 8) ** 2
    np.testing.assert_allclose(means.standard_error, np.sqrt(squares / 2 / np.array([8, 2])))


def test_a_fit_to_the_means_is_the_fit_to_the_rows():
    rng = np.random.RandomState(0)
    rows, y, weight = rng.randint(0, 2, (60, 4)), rng.randn(60), rng.rand(60)
    by_row = LinearRegression().fit(rows, y, sample_weight=weight)
    means = aggregate_replicates(rows, y, sample_weight=weight)
    assert len(means.target) < 17
    by_mean = LinearRegression().fit(means.data, means.target, sample_weight=means.sample_weight)
    np.testing.assert_allclose(by_mean.coef_, by_row.coef_)


def test_errors_give_inverse_variance_means():
    errors = np.array([1.0, 2.0, 0.5, 3.0, 1.0, 1.0])
    means = aggregate_replicates(X, Y, standard_error=errors)
    np.testing.assert_allclose(means.target, [(1 + 4 * 2 + 6) / 6, (5 / 4 + 9) / 1.25, 7])
    np.testing.assert_allclose(means.standard_error, [6**-0.5, 1.25**-0.5, 3])
    # However small, an error is no infinite weight.
    tiny = aggregate_replicates(X, Y, standard_error=errors * 1e-200)
    np.testing.assert_allclose(tiny.target, means.target)
    np.testing.assert_allclose(tiny.standard_error, means.standard_error * 1e-200)


def test_replicates_that_agree_are_not_free_of_error():
    y = Y.copy()
    y[[1, 4]] = 0.1 + 0.2
    error = aggregate_replicates(X, y).standard_error
    # The pooled variance is (14 + 0) / 3.
    np.testing.assert_allclose(error, np.sqrt([7 / 3, 14 / 3 / 2, 14 / 3]))


@pytest.mark.parametrize("rows", [[0, 1, 3], [0, 0, 1, 3, 3]])
def test_where_nothing_differs_the_error_is_not_known(rows):
    assert np.isnan(aggregate_replicates(X[rows], Y[rows]).standard_error).all()
    assert aggregate_replicates(X[rows], Y[rows]).target.tolist() == [1, 5, 7]


def test_missing_alleles_and_values_are_named():
    table = pd.DataFrame(X, columns=["x", "y"]).astype(object)
    table.loc[4, "y"] = None
    with pytest.raises(ValueError, match="Site 'y' has no allele in row 4"):
        aggregate_replicates(table, Y)
    with pytest.raises(ValueError, match="Site 'x1' has no allele in row 1"):
        aggregate_replicates(np.array([[0, 1], [0, np.nan]]), Y[:2])
    with pytest.raises(ValueError, match="y contains NaN: first in row 5"):
        aggregate_replicates(X, np.append(Y[:5], np.nan))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.0, "standard_error is 0, which would be an infinite weight in row 2 .of 6.. Leave"),
        (-1.0, "standard_error is negative in row 2"),
        (np.nan, "standard_error is missing in row 2"),
        (None, "standard_error is missing in row 2"),
        (pd.NA, "standard_error is missing in row 2"),
        (np.inf, "standard_error is infinite in row 2"),
        ("low", "standard_error must hold numbers, but row 2 has 'low'"),
    ],
)
def test_errors_that_cannot_be_used_are_named(value, message):
    errors = [1.0, 1.0, value, 1.0, 1.0, 1.0]
    with pytest.raises(ValueError, match=message):
        aggregate_replicates(X, Y, standard_error=errors)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pool": "none"}, "pool must be one of 'single', 'all', got 'none'"),
        ({"sample_weight": np.ones(6), "standard_error": np.ones(6)}, "pass one of them"),
        ({"sample_weight": [1, 1, -1, 1, 1, 1]}, "sample_weight must not be negative, but row 2"),
        ({"standard_error": np.ones(5)}, "one entry for each row of X"),
        ({"standard_error": np.ones((6, 1))}, "one value for each row"),
    ],
)
def test_bad_parameters(options, message):
    with pytest.raises(ValueError, match=message):
        aggregate_replicates(X, Y, **options)
