"""Which rows a cross-validation holds out: whole genotypes, unless the user says otherwise."""

import numbers

import numpy as np
from sklearn.model_selection import check_cv
from sklearn.utils import _safe_indexing

from .._utils import check_number, require_same_length, warn_user
from ._genotype_splits import GenotypeKFold, count_genotypes, number_units

MANY = 1000  # genotypes; from here on two thirds are as good to judge by as four fifths


def splitter_of(cv, n_genotypes, random_state, *, n_folds=5, fewer_folds=3, few=50):
    """Return the splitter that ``cv`` stands for.

    Parameters
    ----------
    cv : "auto", int, None, cross-validation generator or iterable
        "auto" is five random folds, made twice for fewer than 50 genotypes, where one set of
        folds is too much a matter of luck, and three folds from 1,000 on
        (docs/benchmarks/folds). An integer is a number of folds in the order of the rows, and
        None is five. All of these keep the rows of a genotype, or of a group, together.
        Anything else is as in :func:`sklearn.model_selection.check_cv`.
    n_genotypes : int
        Number of distinct genotypes, or of groups.
    random_state : RandomState
        Determines the folds of "auto".
    """
    if isinstance(cv, str) and cv == "auto":
        return GenotypeKFold(
            max(2, min(n_folds if n_genotypes < MANY else fewer_folds, n_genotypes)),
            n_repeats=2 if n_genotypes < few else 1,
            shuffle=True,
            random_state=random_state,
        )
    if cv is None:
        return GenotypeKFold(n_folds)
    if isinstance(cv, numbers.Number):
        check_number("cv", cv, low=2, integer=True)
        return GenotypeKFold(int(cv))
    return check_cv(cv if _is_splitter(cv) else _pairs(cv))


def _is_splitter(cv):
    return hasattr(cv, "split") and not isinstance(cv, (str, bytes, type))


def _pairs(cv):
    """Return the (train, test) pairs of an iterable as a list."""
    try:
        pairs = None if isinstance(cv, (str, bytes)) else [tuple(pair) for pair in cv]
    except TypeError:
        pairs = None
    if pairs is None or any(len(pair) != 2 for pair in pairs):
        raise ValueError(
            "cv must be 'auto', a number of folds, a splitter of scikit-learn, or a list of "
            f"(train, test) pairs of row numbers or masks, got {cv!r}."
        )
    return pairs


def make_folds(cv, X, y, groups, random_state, used=None):
    """Return a list of (train, test) arrays of row numbers.

    Parameters
    ----------
    cv : "auto", int, None, cross-validation generator or iterable
        As in :func:`splitter_of`.
    X : array-like of shape (n_samples, n_sites)
        Genotypes.
    y : array-like of shape (n_samples,)
        Measured values.
    groups : array-like of shape (n_samples,) or None
        Labels of the rows that belong together, in place of equal genotypes.
    random_state : RandomState
        Determines the folds of "auto".
    used : bool array of shape (n_samples,), default=None
        Rows of positive weight; None is all. "auto", an integer and None make folds of these
        alone, as if the others were not there. A splitter of the user's is given all rows, as
        :class:`~sklearn.model_selection.GridSearchCV` does.

    Raises
    ------
    ValueError
        If there are no folds, there are fewer genotypes than folds, a fold is empty or names a
        row that does not exist, or if `groups` are needed and missing or of another length.

    Warns
    -----
    UserWarning
        If the splitter or the groups of the user put rows of one genotype on both sides of a
        split.
    """
    if groups is not None:
        require_same_length("groups", groups, X)
    own = cv is None or isinstance(cv, (str, numbers.Number))
    if own and used is not None and not used.all():
        rows = np.flatnonzero(used)
        labels = None if groups is None else _safe_indexing(groups, rows)
        if len(rows) < 2:
            raise ValueError(
                "sample_weight must be greater than 0 in two rows or more, so that one of them "
                "can be held out; it is in one."
            )
        folds = make_folds(cv, _safe_indexing(X, rows), y[rows], labels, random_state)
        return [tuple(rows[part] for part in fold) for fold in folds]
    splitter = splitter_of(cv, count_genotypes(X, groups), random_state)
    try:
        folds = list(splitter.split(X, y, groups))
    except ValueError as error:
        if groups is None and "groups" in str(error):
            raise ValueError(
                f"cv={type(splitter).__name__} needs to know which rows belong together: pass "
                "groups to fit, one label for each row of X."
            ) from error
        raise
    if not folds:
        raise ValueError("cv gives no folds; it must give at least one (train, test) pair.")
    folds = [tuple(_row_numbers(rows, len(y)) for rows in fold) for fold in folds]
    _warn_of_shared_genotypes(folds, number_units(X))
    return folds


def _row_numbers(rows, n_rows):
    """Return row numbers of a list, range, boolean mask or array, as GridSearchCV takes them."""
    try:
        rows = rows if isinstance(rows, np.ndarray) else np.array(list(rows))
    except TypeError as error:
        raise ValueError(
            f"cv must give (train, test) pairs of row numbers or masks, but it gives {rows!r}."
        ) from error
    try:
        return np.arange(n_rows)[rows.astype(int) if rows.size == 0 else rows]
    except IndexError as error:
        raise ValueError(
            f"cv gives rows that X does not have: it has {n_rows} rows, and {error}."
        ) from error


def _warn_of_shared_genotypes(folds, genotypes):
    """Warn once if a fold is judged on a genotype that other rows show to its model."""
    rows_of = np.bincount(genotypes)
    if rows_of.max() == 1:
        return
    for train, test in folds:
        first_row = np.full(len(rows_of), -1)
        first_row[genotypes[train]] = train
        seen = np.flatnonzero(first_row[genotypes[test]] >= 0)
        if seen.size:
            row = test[seen[0]]
            warn_user(
                f"The splits of cv or the groups put rows of one genotype on both sides, such as "
                f"rows {first_row[genotypes[row]]} and {row}; {(rows_of > 1).sum()} of "
                f"{len(rows_of)} genotypes have several rows. Errors are then smaller than on new "
                "genotypes. cv='auto' or a number of folds, without groups, keeps them together; "
                "sk_epinet.datasets.aggregate_replicates makes one row of each genotype."
            )
            return


def renumber(folds, used):
    """Return the folds without the rows that are not used, in the numbering of the others."""
    place = np.cumsum(used) - 1
    folds = [tuple(place[rows[used[rows]]] for rows in fold) for fold in folds]
    if any(not len(rows) for fold in folds for rows in fold):
        raise ValueError(
            "A fold has no genotype of positive weight to train or to test on; use fewer folds "
            "or stratify them."
        )
    return folds
