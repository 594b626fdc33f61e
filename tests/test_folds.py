"""Default folds: every row once a repeat, and each fold with its part of low and of high y."""

import numpy as np
import pytest

from sk_epinet._folds import default_folds


@pytest.mark.parametrize(("n", "repeats"), [(2, 2), (3, 2), (12, 2), (49, 2), (50, 1), (103, 1)])
def test_every_row_is_held_out_once_a_repeat(n, repeats):
    folds = default_folds(np.random.RandomState(0).randn(n), np.random.RandomState(1))
    assert len(folds) == repeats * min(5, n)
    held_out = np.concatenate([test for _, test in folds])
    assert (np.bincount(held_out, minlength=n) == repeats).all()
    for train, test in folds:
        assert sorted([*train, *test]) == list(range(n))


def test_each_five_successive_values_go_to_five_folds():
    y = np.random.RandomState(0).permutation(60) ** 2
    fold_of = np.empty(60, dtype=int)
    for fold, (_, test) in enumerate(default_folds(y, np.random.RandomState(1))):
        fold_of[test] = fold
    for five in fold_of[np.argsort(y)].reshape(12, 5):
        assert sorted(five) == [0, 1, 2, 3, 4]


def test_no_fold_lacks_the_few_above_a_floor():
    y = np.zeros(100)
    y[[3, 14, 15, 92, 65, 35, 89]] = 1 + np.arange(7)
    for seed in range(20):
        folds = default_folds(y, np.random.RandomState(seed))
        assert sorted(np.count_nonzero(y[test]) for _, test in folds) == [1, 1, 1, 2, 2]


def test_tied_rows_are_in_random_order():
    first, second = (default_folds(np.zeros(60), np.random.RandomState(s)) for s in (0, 1))
    assert any((a[1] != b[1]).any() for a, b in zip(first, second, strict=True))
    again = default_folds(np.zeros(60), np.random.RandomState(0))
    assert all((a[1] == b[1]).all() for a, b in zip(first, again, strict=True))
    # Neighbours in the data are not kept apart: with fixed folds i, i + 5 would always meet.
    fold_of = np.empty(60, dtype=int)
    for fold, (_, test) in enumerate(first):
        fold_of[test] = fold
    assert 0 < (fold_of[5:] == fold_of[:-5]).mean() < 0.6
