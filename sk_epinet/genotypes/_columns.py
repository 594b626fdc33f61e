"""Read a table of genotypes as one column of values for each site."""

import numpy as np
import pandas as pd
from scipy import sparse

from .._utils import is_masked


def read_columns(X):
    """Return the values of each site, and the names of the sites where X has them.

    Parameters
    ----------
    X : array-like, DataFrame or sparse matrix of shape (n_samples, n_sites), or n_samples strings
        Genotypes of any values. A one-dimensional sequence of strings of equal length holds one
        character for each site.

    Returns
    -------
    columns : list of ndarray of shape (n_samples,)
        Values of each site, in the type that X has them in. Numbers have the byte order of the
        machine and at most 64 bits, because equal ones of other types may differ in their bytes.
    names : list of str or None
        Names of the columns of a DataFrame, if all of them are strings.

    Raises
    ------
    ValueError
        If X is not two-dimensional, its strings differ in length, or its values cannot be alleles.
    """
    if sparse.issparse(X):
        X = X.toarray()
    if hasattr(X, "iloc") and np.ndim(X) == 2:
        labels = list(X.columns)
        named = all(isinstance(label, str) for label in labels)
        columns = [_plain(np.asarray(X.iloc[:, j])) for j in range(len(labels))]
        return columns, labels if named else None
    array = _with_numbers(X)
    if _is_of_strings(array):
        return _split_strings(array), None
    if array.ndim != 2:
        raise ValueError(
            "Genotypes must have one column for each site, shape (n_samples, n_sites), or be "
            f"strings with one character for each site; got shape {array.shape}."
        )
    return list(_plain(array).T), None


def distinct_values(column, name):
    """Return the different values of a site, or raise an error if they cannot be alleles."""
    try:
        return pd.unique(pd.Series(column)).tolist()
    except TypeError as error:  # lists and other objects that cannot be told apart
        raise ValueError(f"Site '{name}' has values that are no alleles: {error}.") from error


def _plain(values):
    """Return values as they can be compared with others, or raise an error for dates and such."""
    if values.dtype.kind in "cmMV":
        raise ValueError(
            f"X must hold numbers, or alleles as strings or categories, but it has values such as "
            f"{values.flat[0] if values.size else values.dtype}. Leave such columns out."
        )
    if values.dtype.kind in "iuf":
        itemsize = min(values.dtype.itemsize, 8)
        return values.astype(np.dtype(f"{values.dtype.kind}{itemsize}"), copy=False)
    return values


def holds_strings(X):
    """Tell whether X is a sequence of strings, each of which is a whole genotype."""
    if sparse.issparse(X) or hasattr(X, "columns"):
        return False
    return _is_of_strings(_with_numbers(X))


def _is_of_strings(array):
    return array.ndim == 1 and array.size > 0 and all(isinstance(value, str) for value in array)


def as_array(X):
    """Return X as an array, or raise an error if its rows differ in length or it has a mask."""
    if is_masked(X):
        raise ValueError("X has masked values. Drop these genotypes, or fill in the alleles.")
    try:
        return np.asarray(X)
    except ValueError as error:
        raise ValueError(
            "X must hold a genotype in each row, with a value for each site, but its rows differ "
            "in length. Write each genotype as one string, such as 'A12V:K45R', or give each of "
            f"them a value for every site. {error}"
        ) from error


def _with_numbers(X):
    """Return X as an array in which numbers beside strings remain numbers."""
    array = as_array(X)
    return np.asarray(X, dtype=object) if array.dtype.kind in "US" else array


def _split_strings(genotypes):
    length = len(genotypes[0])
    for row, genotype in enumerate(genotypes):
        if len(genotype) != length:
            raise ValueError(
                "Genotypes that are strings must be of equal length, but row 0 holds "
                f"{genotypes[0]!r} and row {row} holds {genotype!r}."
            )
    return list(np.array([list(genotype) for genotype in genotypes], dtype=object).T)
