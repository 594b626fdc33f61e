"""The folds of a cross-validation, alike in the targets that they hold."""

import numpy as np
from sklearn.model_selection import RepeatedStratifiedKFold, check_cv

_FOLDS = 5
_FEW = 50  # genotypes; with fewer, one set of folds is too much a matter of luck


def make_folds(cv, X, y, random_state):
    """List of (train, test) indices: those that `cv` gives, or :func:`default_folds`."""
    if cv is None:
        return default_folds(y, random_state)
    folds = list(check_cv(cv).split(X, y))
    if not folds:
        raise ValueError("cv gives no folds; it must give at least one (train, test) pair.")
    return folds


def default_folds(y, random_state):
    """Five folds, made twice for few genotypes, each with its part of low and of high y.

    In increasing order of y (ties in random order) each five successive rows go to five
    different folds. Where most genotypes lie at a detection floor, no fold is left without
    those that do not.
    """
    n_folds = min(_FOLDS, len(y))
    order = np.lexsort((random_state.random_sample(len(y)), y))
    strata = np.empty(len(y), dtype=int)
    # The last stratum takes what is left over.
    strata[order] = np.minimum(np.arange(len(y)), len(y) - n_folds) // n_folds
    cv = RepeatedStratifiedKFold(
        n_splits=n_folds, n_repeats=2 if len(y) < _FEW else 1, random_state=random_state
    )
    return list(cv.split(strata, strata))


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
