"""The levels of the sites of our own estimators, decided once in fit and applied ever after."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.utils.validation import validate_data

from .._utils import (
    check_features,
    quote_names,
    require_distinct_names,
    site_names,
    warn_user,
)
from ._allele_coding import holds_alleles, learn_alleles
from ._levels import are_apart

_FAR = 1e6  # times the distance between two levels, products of a few of which are finite


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
    low, high, two_level = _find_levels(X, levels, names)
    apart = are_apart(low, high)
    if not apart.all():
        site = int(np.argmin(apart))
        raise ValueError(
            f"Column '{names[site]}' has values from {X[:, site].min().item()!r} to "
            f"{X[:, site].max().item()!r}, whose "
            "difference does not fit in a number of 64 bits. Use others, such as 0 and 1, or "
            "give alleles as strings."
        )
    return low, high, two_level


def _find_levels(X, levels, names):
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
    except (TypeError, ValueError, OverflowError):
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
            "that of the two extremes. If these are alleles, give them as strings or as "
            "categories of pandas, for instance X.astype(str)."
        )
    return low, high, two_level


@dataclass(frozen=True)
class NumberCoding:
    """Put sites whose values are numbers into spins.

    Parameters
    ----------
    names : list of str
        Names of the sites.
    low, high : ndarray of shape (n_sites,)
        The values of spin +1 and -1; values between are on the line between.
    two_level : ndarray of shape (n_sites,), dtype bool
        Whether a site took no other values.
    strict : bool
        Whether other values are refused, because the user gave the levels.
    """

    names: list
    low: np.ndarray
    high: np.ndarray
    two_level: np.ndarray
    strict: bool

    is_two_level = True
    n_alleles = None

    @property
    def has_alleles_only(self):
        """Tell whether no site takes numbers between its two levels."""
        return bool(self.two_level.all())

    @property
    def levels(self):
        """Return the low and the high level of each site, shape (n_sites, 2)."""
        return np.column_stack([self.low, self.high])

    @property
    def alleles(self):
        """Return the two levels of each site, as a tuple of tuples."""
        return tuple((low, high) for low, high in self.levels.tolist())

    def inputs(self, X):
        """Return the spins of genotypes, shape (n_samples, n_sites).

        Raises
        ------
        ValueError
            For a string, and for a value that is no level, if the levels are strict.

        Warns
        -----
        UserWarning
            For a value that was not known before, if they are not.
        """
        if holds_alleles(X):
            X = self._numbers(X)
        spins = spins_from_levels(X, self.low, self.high, self.names)
        check_known_levels(X, self.low, self.high, self.two_level, self.strict, self.names)
        return spins

    def _numbers(self, X):
        """Return categories that are numbers as an array, and raise an error for strings."""
        values = np.asarray(X, dtype=object)
        for row, genotype in enumerate(values):
            for site, value in enumerate(genotype):
                if isinstance(value, str):
                    raise ValueError(
                        f"Site '{self.names[site]}' has the string {value!r} in row {row}, but "
                        f"its alleles were numbers in fit ({self.low[site]:g} and "
                        f"{self.high[site]:g}). Give the alleles as in fit."
                    )
        return values.astype(np.float64)


def learn_coding(X, levels, names):
    """Return the coding of the sites of X: by alleles if X has any, else by numbers.

    Parameters
    ----------
    X : array or DataFrame of shape (n_samples, n_sites)
        What :func:`check_genotypes` returned.
    levels : "auto" or (low, high)
        As documented on the estimators.
    names : list of str
        Names of the sites.

    Returns
    -------
    coding : NumberCoding or AlleleCoding
    """
    if holds_alleles(X):
        return learn_alleles(X, names, levels)
    strict = not (isinstance(levels, str) and levels == "auto")
    return NumberCoding(names, *find_levels(X, levels, names), strict)


def set_coding(estimator, X):
    """Learn the coding of genotypes, and keep it on an estimator.

    Sets the attributes `_coding` and `alleles_`, and `levels_` where no site has more than two
    alleles.

    Parameters
    ----------
    estimator : estimator
        With the parameter `levels`.
    X : array or DataFrame of shape (n_samples, n_sites)
        What :func:`check_genotypes` returned.
    """
    coding = learn_coding(X, estimator.levels, site_names(estimator))
    estimator._coding, estimator.alleles_ = coding, coding.alleles
    if coding.is_two_level:
        estimator.levels_ = coding.levels
    else:
        vars(estimator).pop("levels_", None)  # of an earlier fit


def check_genotypes(estimator, X, *, reset, min_samples=1):
    """Validate X: a table that holds alleles as it is, any other as an array of numbers.

    Raises
    ------
    ValueError
        If X is not a table, has too few rows or other columns than in fit, or has numbers
        that are not finite.
    """
    X = _text_of_bytes(X)
    if sparse.issparse(X) or not holds_alleles(X):
        return check_features(estimator, X, reset=reset, min_samples=min_samples)
    if np.ndim(X) != 2:
        raise ValueError(
            "Genotypes must have one column for each site, shape (n_samples, n_sites), but X has "
            f"the shape {np.shape(X)}. Such columns are made of strings of equal length by "
            "sk_epinet.genotypes.GenotypeEncoder, and of genotypes that are written as in the "
            "table of a landscape, such as mutations, by landscape.read_like(X).data."
        )
    X = X if hasattr(X, "iloc") else np.asarray(X, dtype=object)
    require_distinct_names(X)
    validate_data(estimator, X, reset=reset, skip_check_array=True)
    if len(X) < min_samples:
        raise ValueError(
            f"Found array with {len(X)} sample(s) (shape={np.shape(X)}) while a minimum of "
            f"{min_samples} is required by {type(estimator).__name__}."
        )
    return X


def _text_of_bytes(X):
    """Return arrays of bytes, which some files of arrays have for strings, as strings."""
    if isinstance(X, np.ndarray) and X.dtype.kind == "S":
        return np.char.decode(X, "utf-8")
    return X


def check_known_levels(X, low, high, two_level, strict, names):
    """Raise an error, or warn, if X has values that fit did not know."""
    if strict:
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


def spins_from_levels(X, low, high, names):
    """Return the spins of genotypes: +1 at the low and -1 at the high level, linear between.

    Raises
    ------
    ValueError
        For a value so far from the levels of its site that no model can be evaluated there.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        spins = 1.0 - (np.asarray(X, dtype=np.float64) - low) * (2.0 / (np.asarray(high) - low))
    far = ~(np.abs(spins) < _FAR)
    if far.any():
        row, site = np.argwhere(far)[0]
        raise ValueError(
            f"Column '{names[site]}' holds {X[row, site]:g} in row {row}, which is far from its "
            f"levels {low[site]:g} and {high[site]:g}. Code the site with these levels."
        )
    return spins
