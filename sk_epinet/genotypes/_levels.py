"""The two levels of each site, and genotypes of 0 and 1 from a user's own values and back.

Levels are numbers or strings. Arrays of levels are float64 where all levels are numbers, and of
type object otherwise. Column 0 holds the low level (0, spin +1) and column 1 the high level
(1, spin -1) of each site.
"""

import numbers

import numpy as np

from .._utils import count_axes, quote_names, read_names
from ._columns import distinct_values, read_columns

_LARGEST = 2.0**1023  # what may be written as a float

# Shorter ones, such as "-" or "none", can be alleles.
_MISSING_TEXTS = frozenset(
    {"", "NA", "N/A", "n/a", "nan", "NaN", "NAN", "<NA>", "#N/A", "null", "NULL"}
)


def check_levels(levels, n_sites, names=None):
    """Return levels as an array with a low and a high level for each site.

    Parameters
    ----------
    levels : array-like of shape (n_sites, 2), or a pair (low, high)
        A pair holds for every site.
    n_sites : int
        Number of sites.
    names : sequence of str, default=None
        Names of the sites, for messages.

    Returns
    -------
    levels : ndarray of shape (n_sites, 2)
        float64 where all levels are numbers, object otherwise.

    Raises
    ------
    ValueError
        If the shape is wrong, a level is missing, or both levels of a site are the same.
    """
    names = read_names(names, n_sites)
    array = _as_objects(levels)
    if array.shape == (2,):
        array = np.tile(array, (n_sites, 1))
    elif n_sites == 0 and array.size == 0:
        array = array.reshape(0, 2)
    if array.shape != (n_sites, 2):
        raise ValueError(
            f"levels must hold a low and a high level for each of {n_sites} sites, shape "
            f"({n_sites}, 2), or one pair (low, high) for all of them; got {levels!r}."
        )
    for name, (low, high) in zip(names, array, strict=True):
        if is_missing(low) or is_missing(high) or low == high:
            raise ValueError(
                f"Site '{name}' needs two different levels, got {show(low)} and {show(high)}."
            )
    if not all(isinstance(level, numbers.Real) for level in array.flat):
        return array
    return _as_floats(array, names)


def _as_floats(levels, names):
    """Return levels that are numbers as float64, in which they must still differ."""
    floats = np.reshape([_as_float(level) for level in levels.flat], levels.shape)
    for name, given, pair in zip(names, levels, floats, strict=True):
        if not are_apart(*pair):
            raise ValueError(
                f"Site '{name}' has the levels {given[0]!r} and {given[1]!r}, which are not two "
                "finite numbers whose difference fits in a number of 64 bits. Use others, such "
                "as 0 and 1."
            )
    return floats


def _as_float(number):
    try:
        return float(number)
    except OverflowError:  # of an integer
        return np.inf


def are_apart(low, high):
    """Return whether genotypes can be coded by their distances from two numbers."""
    with np.errstate(all="ignore"):
        distance = np.asarray(high, np.float64) - np.asarray(low, np.float64)
        return np.isfinite(2.0 / distance) & np.isfinite(distance)


def levels_of_columns(columns, names):
    """Return the two levels that the values of each site take.

    Where all sites together take only two values, these are the levels of every site, so that a
    site may be constant. The smaller number is the low level, or the first string in sorted
    order (strings that are numbers are sorted as numbers).

    Parameters
    ----------
    columns : list of ndarray of shape (n_samples,)
        Values of each site, as :func:`read_columns` returns them.
    names : sequence of str
        Names of the sites, for messages.

    Returns
    -------
    levels : ndarray of shape (n_sites, 2)
        float64 where all levels are numbers, object otherwise.

    Raises
    ------
    ValueError
        If a site has missing values, or does not take exactly two values.
    """
    values = [_distinct(column, name) for column, name in zip(columns, names, strict=True)]
    shared = set().union(*values)
    if len(shared) == 2:
        return check_levels(_sorted(shared), len(columns), names)
    for name, found in zip(names, values, strict=True):
        if len(found) > 2:
            listed = ", ".join(show(value) for value in _sorted(found)[:5])
            if len(names) == 1 and all(isinstance(v, str) and len(v) > 1 for v in found):
                raise ValueError(
                    f"The only column, '{name}', takes {len(found)} values ({listed}, ...). If "
                    "these are whole genotypes with one character for each site, pass the column "
                    f"and not a table of it: X[{name!r}]."
                )
            raise ValueError(
                f"Site '{name}' takes {len(found)} values ({listed}{', ...' * (len(found) > 5)}), "
                "but a Walsh spectrum needs two levels for each site. Keep the genotypes with two "
                "of them, or say all with alleles= of EpistasisSpectrum or estimate_spectrum."
            )
    constant = [name for name, found in zip(names, values, strict=True) if len(found) < 2]
    if constant:
        only = next(iter(values[list(names).index(constant[0])]), None)
        raise ValueError(
            f"The values of {quote_names(constant)} do not vary (site '{constant[0]}' is always "
            f"{show(only)}), so that the other level is not known: leave such sites out, or pass "
            "levels=."
        )
    return check_levels([_sorted(found) for found in values], len(columns), names)


def code_genotypes(X, levels, names=None):
    """Return the genotypes of 0 (low level) and 1 (high level) that a user's values stand for.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
        Genotypes in the user's values: numbers, strings, or a mixture; see
        :func:`read_columns`.
    levels : ndarray of shape (n_sites, 2)
        Low and high level of each site.
    names : sequence of str, default=None
        Names of the sites, for messages; by default the names of the columns of X.

    Returns
    -------
    genotypes : ndarray of shape (n_samples, n_sites), dtype int8

    Raises
    ------
    ValueError
        If X has another number of sites, or a value that is no level; the message names the
        site, the row and the value.
    """
    columns, labels = read_columns(X)
    require_columns(len(columns), len(levels))
    names = read_names(labels if names is None else names, len(levels))
    genotypes = np.empty((len(columns[0]) if columns else len(X), len(levels)), dtype=np.int8)
    for site, column in enumerate(columns):
        genotypes[:, site] = _code_column(column, *levels[site], names[site])
    return genotypes


def decode_genotypes(genotypes, levels):
    """Return genotypes of 0 and 1 in the values of a user, the inverse of `code_genotypes`.

    Parameters
    ----------
    genotypes : array of shape (n_samples, n_sites)
        0 for the low and 1 for the high level.
    levels : ndarray of shape (n_sites, 2)
        Low and high level of each site.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites)
        Of the type of `levels`.
    """
    return np.where(genotypes, levels[:, 1], levels[:, 0])


def require_columns(n_columns, n_sites):
    """Raise an error if X has another number of columns than there are sites."""
    if n_columns != n_sites:
        raise ValueError(
            f"X must have one column for each site, shape (n_samples, {n_sites}); got "
            f"{n_columns} columns."
        )


def is_missing(value):
    """Return whether a value stands for a missing one: None, NaN or pandas.NA."""
    try:
        return value is None or not bool(value == value)
    except (TypeError, ValueError):  # pandas.NA is neither true nor false
        return True


def refuse_missing_texts(column, name):
    """Raise an error if a text of a site is what tables have where a value is missing."""
    for row, value in enumerate(column if column.dtype.kind == "O" else ()):
        if isinstance(value, str) and value.strip() in _MISSING_TEXTS:
            raise ValueError(
                f"Site '{name}' has the text {value!r} in row {row}, which is how tables write a "
                "missing allele. Drop that genotype, or fill in the allele. If it is an allele, "
                "give it another name."
            )


def show(value):
    """Return a level as it is written in messages: 0, -1, 0.5, 'wt'."""
    value = plain_value(value)
    is_short = isinstance(value, (numbers.Integral, float)) and abs(value) < _LARGEST
    return f"{value:g}" if is_short else repr(value)


def plain_value(value):
    """Return a level or an allele as a str or a Python number, without the types of numpy."""
    return value.item() if isinstance(value, np.generic) else value


def _as_objects(levels):
    """Return levels as an array of Python objects; an empty one where rows differ in length."""
    try:
        array = np.array(levels, dtype=object)
    except ValueError:
        return np.empty(0, dtype=object)
    if any(count_axes(level) for level in array.flat):
        return np.empty(0, dtype=object)
    for place, level in np.ndenumerate(array):
        array[place] = plain_value(level)
    return array


def _distinct(column, name):
    found = set(distinct_values(column, name))
    refuse_missing_texts(column, name)
    if any(is_missing(value) for value in found):
        raise ValueError(
            f"Site '{name}' has missing values. Drop those genotypes, or fill in the alleles."
        )
    return found


def _sorted(values):
    """Return values in increasing order: as numbers if all of them are, else as text."""
    try:
        return sorted(values, key=float)
    except (TypeError, ValueError):
        return sorted(values, key=str)


def _code_column(column, low, high, name):
    is_numeric = isinstance(low, numbers.Real) and isinstance(high, numbers.Real)
    if column.dtype.kind in "biuf" and is_numeric:
        codes = np.where(column == high, 1, np.where(column == low, 0, -1))
    else:
        known = {low: 0, high: 1}
        codes = np.array([known.get(value, -1) for value in column.tolist()], dtype=np.int8)
    if (codes < 0).any():
        row = int(np.argmax(codes < 0))
        raise ValueError(
            f"Site '{name}' has the levels {show(low)} and {show(high)}, not "
            f"{show(column[row])} (row {row})."
        )
    return codes
