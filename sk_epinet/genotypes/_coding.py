"""The levels of the sites of our own estimators, decided once in fit and applied ever after."""

import numpy as np

from .._utils import quote_names, site_names, warn_user


def find_levels(X, levels, names):
    """Return the low and the high level of every column.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_sites)
        Finite numbers.
    levels : "auto" or (low, high)
        As documented on the estimators.
    names : list of str
        Column names, for messages.

    Returns
    -------
    low, high : ndarray of shape (n_sites,)
        ``spin = +1`` at `low` and -1 at `high`.
    two_level : ndarray of shape (n_sites,), dtype bool
        Whether the column takes no other values.
    """
    if not (isinstance(levels, str) and levels == "auto"):
        low, high = _check_pair(levels)
        _require_levels(X, low, high, names)
        return _whole_matrix(low, high, X.shape[1])
    # The whole matrix is looked at first, so that a site that happens to be constant in a fold
    # of a cross-validation is coded as in the other folds.
    low, high = _complete_pair(X.min(), X.max())
    if ((low == X) | (high == X)).all():
        return _whole_matrix(low, high, X.shape[1])
    return _by_column(X, names)


def _check_pair(levels):
    try:
        low, high = (float(level) for level in levels)
    except (TypeError, ValueError):
        low = high = np.nan
    if not np.isfinite([low, high]).all() or low == high:
        raise ValueError(
            "levels must be 'auto' or a pair (low, high) of two different numbers, "
            f"got {levels!r}."
        )
    return low, high


def _require_levels(X, low, high, names):
    wrong = (low != X) & (high != X)
    if wrong.any():
        columns = np.flatnonzero(wrong.any(axis=0))
        values = np.unique(X[wrong])
        listed = ", ".join(f"{value:g}" for value in values[:5])
        raise ValueError(
            f"levels=({low:g}, {high:g}) allows no other values, but "
            f"{quote_names([names[j] for j in columns])} hold{'s' * (columns.size == 1)} {listed}"
            f"{', ...' * (values.size > 5)}. Recode those sites to the two levels, or use "
            "levels='auto'."
        )


def _whole_matrix(low, high, n_sites):
    return np.full(n_sites, low), np.full(n_sites, high), np.full(n_sites, True)


def _complete_pair(low, high):
    """Return two levels; the other one is guessed where a constant matrix or column shows one."""
    if low != high:
        return float(low), float(high)
    if low in (0, 1):
        return 0.0, 1.0
    return (-1.0, 1.0) if low == -1 else (float(low), float(low) + 1.0)


def _by_column(X, names):
    low = X.min(axis=0).astype(np.float64)
    high = X.max(axis=0).astype(np.float64)
    two_level = ((low == X) | (high == X)).all(axis=0)
    for j in np.flatnonzero(low == high):
        low[j], high[j] = _complete_pair(low[j], high[j])
    if not two_level.all():
        several = [names[j] for j in np.flatnonzero(~two_level)]
        warn_user(
            f"{quote_names(several)} take{'s' * (len(several) == 1)} more than two values and "
            "will be used as numbers between their minimum and maximum; the Walsh spectrum is "
            "that of the two extremes. If these are alleles, one-hot encode them "
            "(sklearn.preprocessing.OneHotEncoder)."
        )
    return low, high, two_level


def known_spins(estimator, X):
    """Return the spins of genotypes by the levels of a fitted estimator.

    Parameters
    ----------
    estimator : fitted estimator of this package
    X : ndarray of shape (n_samples, n_sites)
        Finite numbers, with the columns of fit.

    Returns
    -------
    spins : ndarray of shape (n_samples, n_sites)

    Raises
    ------
    ValueError
        For a value that is no level, if the levels were given as a pair.

    Warns
    -----
    UserWarning
        For a value that fit did not know, if the levels were found by fit.
    """
    low, high = estimator.levels_.T
    check_known_levels(X, low, high, estimator._two_level, estimator.levels, site_names(estimator))
    return spins_from_levels(X, low, high)


def check_known_levels(X, low, high, two_level, levels, names):
    """Raise an error, or warn, if X has values that fit did not know."""
    if not (isinstance(levels, str) and levels == "auto"):
        _require_levels(X, low[0], high[0], names)
        return
    unknown = (low != X) & (high != X) & two_level
    if unknown.any():
        j = int(np.flatnonzero(unknown.any(axis=0))[0])
        value = X[unknown[:, j], j][0]
        warn_user(
            f"Column '{names[j]}' holds {value:g}, but fit knew only the two levels {low[j]:g} "
            f"and {high[j]:g}: the prediction extrapolates. Check the coding of that site."
        )


def spins_from_levels(X, low, high):
    """Return the spins of genotypes: +1 at the low and -1 at the high level, linear between."""
    return 1.0 - (np.asarray(X, dtype=np.float64) - low) * (2.0 / (np.asarray(high) - low))
