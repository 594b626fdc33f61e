"""Copies of a row become one row with the sum of their weights."""

import numpy as np
import pytest

from sk_epinet.network import TrainingData, put_copies_together
from sk_epinet.network._copies import number_kinds


@pytest.mark.parametrize("n_columns", [3, 150])  # the second in several blocks
def test_rows_of_one_number_are_those_that_are_equal(n_columns):
    rng = np.random.RandomState(0)
    X = rng.choice([-1.0, -0.0, 0.0, 1.0], size=(3, n_columns))[rng.randint(3, size=40)]
    X[rng.rand(40) < 0.5, -1] *= -1  # makes -0.0 of some zeros
    y = rng.randint(2, size=(40, 1))
    numbers, by_tuple = number_kinds(X, y), {}
    for number, *row in zip(numbers, X.tolist(), y.tolist(), strict=True):
        key = (*row[0], *row[1])
        assert by_tuple.setdefault(key, number) == number
    assert sorted(by_tuple.values()) == list(range(len(by_tuple)))


def make_data(rows, weight):
    """Return some of three rows, of which the first and the last differ in their target."""
    spins = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, -1.0]])[rows]
    target = np.array([0.5, -2.0, 1.5])[rows]
    return TrainingData(spins, target[:, None], np.array(weight)[:, None])


def test_weights_and_copies_are_the_same_rows_in_the_same_order():
    copies, masks = make_data([2, 0, 1, 2, 2], np.ones(5)), np.eye(5)[:, 1:]
    together, summed = put_copies_together(copies, masks)
    weighted, _ = put_copies_together(make_data([1, 2, 0], [1.0, 3.0, 1.0]), None)
    for name in ("spins", "target", "weight"):
        np.testing.assert_array_equal(getattr(together, name), getattr(weighted, name))
    assert dict(zip(together.target[:, 0], together.weight[:, 0], strict=True)) == {
        0.5: 1.0,
        -2.0: 1.0,
        1.5: 3.0,
    }
    # Of the copies of the third row, the masks show one each to the last two networks.
    assert summed[together.target[:, 0] == 1.5].tolist() == [[0.0, 0.0, 1.0, 1.0]]


def test_a_bound_is_no_copy_of_a_measured_value():
    data = make_data([0, 0, 0], np.ones(3))
    marked = TrainingData(data.spins, data.target, data.weight, np.array([[0], [1], [0]]))
    together, _ = put_copies_together(marked, None)
    assert dict(zip(together.marks, together.weight[:, 0], strict=True)) == {0: 2.0, 1: 1.0}


def test_plain_data_are_left_as_they_are():
    data = make_data([2, 0, 1], np.full(3, 0.7))
    assert put_copies_together(data, None) == (data, None)
