"""Splits that never put rows of one genotype on both sides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.model_selection import BaseCrossValidator, KFold, RepeatedKFold, train_test_split

from .._utils import (
    IntArray,
    RandomState,
    check_bool,
    check_number,
    count_axes,
    fresh_random_state,
    is_masked,
    require_same_length,
)
from ..genotypes import number_genotypes


class GenotypeKFold(BaseCrossValidator):
    """Split into folds that hold all rows of a genotype, or of a group, together.

    A genotype that was measured several times has a row for each measurement. The error of a
    model on one of these rows says little about new genotypes if the model has seen another one.
    Here the distinct genotypes are divided as :class:`~sklearn.model_selection.KFold` (or
    :class:`~sklearn.model_selection.RepeatedKFold`) divides rows, and each genotype takes all its
    rows along. Where no genotype is repeated, the folds are those of scikit-learn.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2.
    n_repeats : int, default=1
        How many times the folds are made; more than once only if they are shuffled.
    shuffle : bool, default=False
        Whether to shuffle the genotypes first; otherwise they are taken in the order in which
        they first occur.
    random_state : int, RandomState instance or None, default=None
        Determines the order of shuffled genotypes.

    See Also
    --------
    split_genotypes : One split into a training and a test set.
    sklearn.model_selection.GroupKFold : Folds of about the same number of rows.

    Notes
    -----
    Folds have about the same number of genotypes, not of rows: what is estimated is the error on
    a new genotype. The `groups` of :meth:`split` take the place of the genotypes.

    Examples
    --------
    >>> from sk_epinet.cross_validation import GenotypeKFold
    >>> X = [[0, 0], [0, 1], [0, 0], [1, 1], [1, 0]]
    >>> for train, test in GenotypeKFold(n_splits=2).split(X):
    ...     print(train, test)
    [3 4] [0 1 2]
    [0 1 2] [3 4]
    """

    # With metadata routing, the groups that a user passes are for this splitter.
    __metadata_request__split = {"groups": True}

    def __init__(
        self,
        n_splits: int = 5,
        *,
        n_repeats: int = 1,
        shuffle: bool = False,
        random_state: RandomState = None,
    ) -> None:
        self.n_splits = n_splits
        self.n_repeats = n_repeats
        self.shuffle = shuffle
        self.random_state = random_state

    def split(
        self, X: ArrayLike, y: ArrayLike | None = None, groups: ArrayLike | None = None
    ) -> Iterator[tuple[IntArray, IntArray]]:
        """Yield the row numbers of the training and of the test set of each fold.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes of any values.
        y : array-like of shape (n_samples,), default=None
            Not used.
        groups : array-like of shape (n_samples,), default=None
            Labels of the rows that belong together, in place of equal genotypes.

        Yields
        ------
        train, test : ndarray of int
            Row numbers in increasing order.

        Raises
        ------
        ValueError
            If a parameter is not valid, or there are fewer genotypes, or groups, than folds.
        """
        units = number_units(X, groups)
        n_units = _count(units)
        folds = self._make_folds()
        if self.n_splits > n_units < len(units):
            raise ValueError(
                f"{self.n_splits} folds need at least {self.n_splits} different "
                f"{_kind(groups)}, but the {len(units)} rows of X have {n_units}, and rows of one "
                f"{_kind(groups)[:-1]} stay together."
            )
        for _, test in folds.split(np.empty(n_units)):
            held_out = np.isin(units, test)
            yield np.flatnonzero(~held_out), np.flatnonzero(held_out)

    def get_n_splits(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> int:
        """Return the number of folds, in all repeats."""
        return self.n_splits * self.n_repeats

    def _make_folds(self):
        """Return the splitter of scikit-learn that divides the distinct genotypes."""
        check_bool("shuffle", self.shuffle)
        check_number("n_splits", self.n_splits, low=2, integer=True)
        check_number("n_repeats", self.n_repeats, low=1, integer=True)
        if self.shuffle:
            random_state = fresh_random_state(self.random_state)
            return RepeatedKFold(
                n_splits=self.n_splits, n_repeats=self.n_repeats, random_state=random_state
            )
        if self.n_repeats > 1:
            raise ValueError("n_repeats > 1 needs shuffle=True: the folds would all be the same.")
        return KFold(self.n_splits)


def split_genotypes(
    X: ArrayLike,
    train_size: float | int | None = None,
    *,
    test_size: float | int | None = None,
    groups: ArrayLike | None = None,
    random_state: RandomState = None,
) -> tuple[IntArray, IntArray]:
    """Split at random into a training and a test set that have no genotype in common.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_sites)
        Genotypes of any values: numbers, strings or categories.
    train_size, test_size : float or int, default=None
        Share or number of the distinct genotypes in each set, as in
        :func:`~sklearn.model_selection.train_test_split`.
    groups : array-like of shape (n_samples,), default=None
        Labels of the rows that belong together, in place of equal genotypes.
    random_state : int, RandomState instance or None, default=None
        Determines the split.

    Returns
    -------
    train, test : ndarray of int
        Row numbers, in random order. Where no genotype is repeated, those that
        :func:`~sklearn.model_selection.train_test_split` gives.

    Raises
    ------
    ValueError
        If there are not enough different genotypes, or groups.

    See Also
    --------
    GenotypeKFold : The same for cross-validation.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet.cross_validation import split_genotypes
    >>> X = np.array(["AK", "AR", "AK", "GK", "GR", "AR"])
    >>> train, test = split_genotypes(X, train_size=2, random_state=0)
    >>> X[train].tolist(), X[test].tolist()
    (['AR', 'AR', 'AK', 'AK'], ['GK', 'GR'])
    """
    random_state = fresh_random_state(random_state)
    units = number_units(X, groups)
    n_units = _count(units)
    needed = sum(size for size in (train_size, test_size) if isinstance(size, (int, np.integer)))
    if n_units < len(units) and max(2, needed + 1) > n_units:
        raise ValueError(
            f"train_size={train_size} and test_size={test_size} cannot be had: the {len(units)} "
            f"rows of X have {n_units} different {_kind(groups)}, and rows of one "
            f"{_kind(groups)[:-1]} stay together."
        )
    train, test = train_test_split(
        np.arange(n_units), train_size=train_size, test_size=test_size, random_state=random_state
    )
    order = np.argsort(units, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(units))[:-1])
    return (
        np.concatenate([rows[unit] for unit in train]),
        np.concatenate([rows[unit] for unit in test]),
    )


def number_units(X, groups=None):
    """Return a number for each row: rows of the same number must stay on one side of a split.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_sites)
        Genotypes.
    groups : array-like of shape (n_samples,), default=None
        Labels that take the place of the genotypes.
    """
    if groups is None:
        return number_genotypes(X)
    return number_genotypes(_read_labels(groups, X)[:, None])


def _read_labels(groups, X):
    """Return the labels of groups as an array of objects, one for each row of X."""
    require_same_length("groups", groups, X)
    if is_masked(groups):
        raise ValueError("groups has masked values: every row of X needs the label of its group.")
    if (n_axes := count_axes(groups)) != 1 and np.shape(groups)[1:] != (1,):
        raise ValueError(
            "groups must hold one label for each row of X, but each row has several. Write them "
            f"as one text, or number their combinations (groups has {n_axes} axes)."
        )
    labels = np.asarray(groups, dtype=object).ravel()
    missing = np.flatnonzero(pd.isna(labels))
    if missing.size:
        raise ValueError(
            f"groups has no label in row {missing[0]} ({missing.size} of {labels.size} rows). "
            "Fill in the groups, for instance with a label of its own for each of these rows."
        )
    return labels


def count_genotypes(X, groups=None):
    """Return the number of distinct genotypes, or of groups."""
    return _count(number_units(X, groups))


def _count(units):
    if not len(units):
        raise ValueError("X has no rows, so that there is nothing to split.")
    return int(units.max()) + 1


def _kind(groups):
    return "genotypes" if groups is None else "groups"
