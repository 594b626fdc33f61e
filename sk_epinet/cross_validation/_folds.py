"""Which rows a cross-validation holds out."""

import numpy as np
from sklearn.model_selection import RepeatedKFold, check_cv
from sklearn.utils.validation import check_consistent_length

MANY = 1000  # genotypes; from here on two thirds are as good to judge by as four fifths


def splitter_of(cv, n_rows, random_state, *, n_folds=5, fewer_folds=3, few=50):
    """Return the splitter that ``cv`` stands for.

    Parameters
    ----------
    cv : "auto", int, None, cross-validation generator or iterable
        "auto" is five random folds, made twice for fewer than 50 genotypes, where one set of
        folds is too much a matter of luck, and three folds from 1,000 on
        (docs/benchmarks/folds). All else is as in :func:`sklearn.model_selection.check_cv`.
    n_rows : int
        Number of genotypes.
    random_state : RandomState
        Determines the folds of "auto".
    """
    if not (isinstance(cv, str) and cv == "auto"):
        return check_cv(cv)
    return RepeatedKFold(
        n_splits=min(n_folds if n_rows < MANY else fewer_folds, n_rows),
        n_repeats=2 if n_rows < few else 1,
        random_state=random_state,
    )


def make_folds(cv, X, y, groups, random_state):
    """Return a list of (train, test) arrays of row numbers.

    Raises
    ------
    ValueError
        If there are no folds, a fold is empty or names a row that does not exist, or if
        `groups` are needed and missing or of another length.
    """
    if groups is not None:
        check_consistent_length(X, groups)
    splitter = splitter_of(cv, len(y), random_state)
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
    return [tuple(_row_numbers(rows, len(y)) for rows in fold) for fold in folds]


def _row_numbers(rows, n_rows):
    """Return row numbers of a list, range, boolean mask or array, as GridSearchCV takes them."""
    rows = rows if isinstance(rows, np.ndarray) else np.array(list(rows))
    try:
        return np.arange(n_rows)[rows.astype(int) if rows.size == 0 else rows]
    except IndexError as error:
        raise ValueError(
            f"cv gives rows that X does not have: it has {n_rows} rows, and {error}."
        ) from error


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
