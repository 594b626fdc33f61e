"""Which two levels each site takes."""

import warnings

import numpy as np
import pytest

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.genotypes._coding import check_known_levels, find_levels


def levels_of(X, levels="auto"):
    X = np.asarray(X, dtype=float)
    low, high, two = find_levels(X, levels, [f"x{i}" for i in range(X.shape[1])])
    return list(zip(low, high, strict=True)), two.tolist()


@pytest.mark.parametrize(
    ("X", "pair"),
    [
        ([[0, 1], [1, 0]], (0, 1)),
        ([[-1, 1], [1, 1]], (-1, 1)),
        # A site that is constant in a fold is coded as in the whole matrix.
        ([[1, 0], [1, 1]], (0, 1)),
        ([[0, 0], [0, 0]], (0, 1)),
        ([[1, 1], [1, 1]], (0, 1)),
        ([[-1, -1]], (-1, 1)),
        ([[2, 1], [2, 2]], (1, 2)),
        ([[7, 7]], (7, 8)),
    ],
)
def test_whole_matrix(X, pair):
    assert levels_of(X) == ([pair, pair], [True, True])


def test_each_column_has_its_own_two_levels():
    pairs, two = levels_of([[0, 5, 2], [1, 3, 2], [0, 3, 2]])
    assert pairs == [(0, 1), (3, 5), (2, 3)]
    assert two == [True] * 3


def test_several_values_are_kept_and_named():
    with pytest.warns(UserWarning, match=r"column 'x1' takes more than two values.*as strings"):
        pairs, two = levels_of([[0, 0], [1, 0.25], [0, 4]])
    assert pairs == [(0, 1), (0, 4)]
    assert two == [True, False]


def test_many_columns_are_counted():
    X = np.arange(30.0).reshape(3, 10)
    with pytest.warns(UserWarning, match="columns 'x0', 'x1', 'x2', 'x3', 'x4' and 5 more take"):
        levels_of(X)


def test_strict_levels_name_column_and_value():
    with pytest.raises(ValueError, match=r"columns 'x1', 'x2' hold 2, 3\. Recode"):
        levels_of([[0, 2, 0], [1, 0, 3]], levels=(0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert levels_of([[1, 1]], levels=(0, 1)) == ([(0, 1)] * 2, [True] * 2)


@pytest.mark.parametrize(
    "levels", ["AUTO", (0,), (0, 1, 2), (1, 1), (0, np.nan), None, 3, ("a", "b")]
)
def test_bad_levels(levels):
    with pytest.raises(ValueError, match="levels must be 'auto' or a pair"):
        levels_of([[0, 1]], levels=levels)


@pytest.mark.parametrize("make", [EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures])
def test_warnings_point_at_the_users_line(make):
    estimator = make() if make is WalshFeatures else make(max_iter=1)
    with pytest.warns(UserWarning, match="more than two values") as caught:
        estimator.fit([[0], [1], [2]] * 5, range(15))
    assert {warning.filename for warning in caught} == {__file__}


def test_unknown_value_at_prediction():
    low, high, two = np.zeros(2), np.ones(2), np.array([True, True])
    X = np.array([[0.0, 1.0], [0.0, 2.0]])
    with pytest.warns(UserWarning, match="Column 'b' holds 2, but fit knew only the two levels 0"):
        check_known_levels(X, low, high, two, False, ["a", "b"])
    with pytest.raises(ValueError, match="column 'b' holds 2"):
        check_known_levels(X, low, high, two, True, ["a", "b"])
