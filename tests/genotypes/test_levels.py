"""Levels of numbers and strings, and genotypes in a user's values."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sk_epinet.genotypes import (
    check_levels,
    code_genotypes,
    decode_genotypes,
    levels_of_columns,
    read_columns,
)


def find(X, names="ABC"):
    columns, _ = read_columns(X)
    return levels_of_columns(columns, list(names[: len(columns)])).tolist()


@pytest.mark.parametrize(
    ("X", "levels"),
    [
        ([[0, 1], [1, 0]], [[0, 1], [0, 1]]),
        ([[1, 1], [1, -1]], [[-1, 1], [-1, 1]]),  # the first site is constant
        ([[5, 0.5], [7, 1]], [[5, 7], [0.5, 1]]),
        ([["wt", "wt"], ["mut", "wt"]], [["mut", "wt"]] * 2),
        ([["A", "K"], ["G", "R"]], [["A", "G"], ["K", "R"]]),
        (["AK", "GR"], [["A", "G"], ["K", "R"]]),
        ([["10"], ["9"]], [["9", "10"]]),
        ([["wt", 1], ["mut", 2]], [["mut", "wt"], [1, 2]]),
        ([[False], [True]], [[0, 1]]),
        (sparse.csr_array([[0, 1], [1, 0]]), [[0, 1], [0, 1]]),
        (pd.DataFrame({"A": ["x", "y"], "B": [3, 4]}), [["x", "y"], [3, 4]]),
        (pd.DataFrame({"A": pd.Categorical(["y", "x"], ["y", "x"])}), [["x", "y"]]),
        (pd.DataFrame({"A": pd.array([1, 2], dtype="Int64")}), [[1, 2]]),
    ],
)
def test_levels_that_the_data_show(X, levels):
    assert find(X) == levels


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([[0, 5], [1, 5], [0, 5]], r"column 'B' do not vary \(site 'B' is always 5\).*levels="),
        ([["x"], ["x"]], "'A' is always 'x'"),
        ([[0], [1], [2]], r"Site 'A' takes 3 values \(0, 1, 2\)"),
        (np.arange(9).reshape(9, 1), r"Site 'A' takes 9 values \(0, 1, 2, 3, 4, ...\)"),
        ([["x", 0], [None, 1]], "Site 'A' has missing values"),
        ([[0.0, 1], [0, np.nan]], "Site 'B' has missing values"),
        (pd.DataFrame({"A": pd.array([1, None], dtype="Int64")}), "Site 'A' has missing values"),
        (pd.DataFrame({"A": ["x", np.nan]}), "Site 'A' has missing values"),
    ],
)
def test_data_that_do_not_show_two_levels(X, message):
    with pytest.raises(ValueError, match=message):
        find(X)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((0, 1), [[0, 1]] * 2),
        ([-1, 1], [[-1, 1]] * 2),
        (np.array([["A", "G"], ["K", "R"]]), [["A", "G"], ["K", "R"]]),
        (("wt", "mut"), [["wt", "mut"]] * 2),
        ([(0, 1), ("a", "b")], [[0, 1], ["a", "b"]]),
        ([np.array([1, 2]), np.array(["a", "b"])], [[1, 2], ["a", "b"]]),
    ],
)
def test_given_levels(levels, expected):
    found = check_levels(levels, 2)
    assert found.tolist() == expected
    assert found.dtype == (object if isinstance(expected[1][0], str) else np.float64)
    assert not any(isinstance(level, np.generic) for level in found.astype(object).flat)


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ([[0, 1]], r"each of 2 sites, shape \(2, 2\), or one pair .* got \[\[0, 1\]\]"),
        ([0, 1, 2], "each of 2 sites"),
        ("ab", "each of 2 sites"),
        (3, "each of 2 sites"),
        ([[0, 1], [0]], "each of 2 sites"),
        ([[0, 1], [2, 2]], "Site 'B' needs two different levels, got 2 and 2"),
        ([["a", "b"], ["a", None]], "Site 'B' needs two different levels, got 'a' and None"),
        ((np.nan, 1), "Site 'A' needs two different levels, got nan and 1"),
    ],
)
def test_bad_levels(levels, message):
    with pytest.raises(ValueError, match=message):
        check_levels(levels, 2, ["A", "B"])


def test_no_sites_have_no_levels():
    assert check_levels((0, 1), 0).shape == (0, 2)
    assert check_levels(np.empty((0, 2)), 0).shape == (0, 2)


@pytest.mark.parametrize(
    "X",
    [
        np.array([["wt", 2], ["mut", 1], ["mut", 2]], object),
        [["wt", 2], ["mut", 1], ["mut", 2]],
        pd.DataFrame({"A": ["wt", "mut", "mut"], "B": [2, 1, 2]}),
        pd.DataFrame({"A": pd.Categorical(["wt", "mut", "mut"]), "B": [2.0, 1.0, 2.0]}),
    ],
)
def test_genotypes_there_and_back(X):
    levels = check_levels([("wt", "mut"), (1, 2)], 2)
    genotypes = code_genotypes(X, levels)
    assert genotypes.tolist() == [[0, 1], [1, 0], [1, 1]]
    assert genotypes.dtype == np.int8
    assert decode_genotypes(genotypes, levels).tolist() == np.asarray(X, object).tolist()


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([["wt", 1], ["x", 1]], r"Site 'A' has the levels 'wt' and 'mut', not 'x' \(row 1\)"),
        ([["wt", 3]], r"Site 'B' has the levels 1 and 2, not 3 \(row 0\)"),
        ([["wt", np.nan]], "Site 'B' has the levels 1 and 2, not nan"),
        ([["wt"]], "one column for each site"),
        (["w1", "m"], "of equal length, but row 0 holds 'w1' and row 1 holds 'm'"),
        ([1.0, 2.0], r"got shape \(2,\)"),
    ],
)
def test_values_that_are_no_levels(X, message):
    levels = check_levels([("wt", "mut"), (1, 2)], 2)
    with pytest.raises(ValueError, match=message):
        code_genotypes(X, levels, ["A", "B"])


def test_names_of_columns():
    assert read_columns(pd.DataFrame({"site 1": [0], "B": [1]}))[1] == ["site 1", "B"]
    assert read_columns(pd.DataFrame([[0, 1]]))[1] is None
    assert read_columns([[0, 1]])[1] is None
    with pytest.raises(ValueError, match="Site 'site 1' has the levels 0 and 1, not 3"):
        code_genotypes(pd.DataFrame({"site 1": [3]}), check_levels((0, 1), 1))
