"""The folds of a cross-validation."""

import numpy as np
from sklearn.model_selection import RepeatedKFold, check_cv

_FOLDS = 5
_FEW = 50  # genotypes; with fewer, one set of folds is too much a matter of luck


def make_folds(cv, X, y, random_state):
    """List of (train, test) indices: five random folds, or those of `cv`."""
    if cv is None:
        repeats = 2 if len(y) < _FEW else 1
        cv = RepeatedKFold(
            n_splits=min(_FOLDS, len(y)), n_repeats=repeats, random_state=random_state
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
