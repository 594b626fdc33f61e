"""The folds of a cross-validation."""

import numpy as np
from sklearn.model_selection import RepeatedKFold, check_cv

_FOLDS, _FEWER_FOLDS = 5, 3
_FEW = 50  # genotypes; with fewer, one set of folds is too much a matter of luck
MANY = 1000  # genotypes; from there on two thirds are as good to judge by as four fifths


def make_folds(cv, X, y, random_state):
    """List of (train, test) indices: random folds, as many as it takes, or those of `cv`."""
    if cv is None:
        repeats = 2 if len(y) < _FEW else 1
        n_folds = _FOLDS if len(y) < MANY else _FEWER_FOLDS
        cv = RepeatedKFold(
            n_splits=min(n_folds, len(y)), n_repeats=repeats, random_state=random_state
        )
    folds = list(check_cv(cv).split(X, y))
    if not folds:
        raise ValueError("cv gives no folds; it must give at least one (train, test) pair.")
    return folds


def renumber(folds, used):
    """Indices of the rows that are used, in the numbering without the others."""
    place = np.cumsum(used) - 1
    folds = [tuple(place[rows[used[rows]]] for rows in fold) for fold in folds]
    if any(not len(rows) for fold in folds for rows in fold):
        raise ValueError(
            "A fold has no genotype of positive weight to train or to test on; use fewer folds "
            "or stratify them."
        )
    return folds
