"""Read a table of genotypes as one column of values for each site."""

import numpy as np
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
        Values of each site, in the type that X has them in.
    names : list of str or None
        Names of the columns of a DataFrame, if all of them are strings.

    Raises
    ------
    ValueError
        If X is not two-dimensional, or its strings differ in length.
    """
    if sparse.issparse(X):
        X = X.toarray()
    if hasattr(X, "iloc") and np.ndim(X) == 2:
        labels = list(X.columns)
        named = all(isinstance(label, str) for label in labels)
        columns = [X.iloc[:, j].to_numpy() for j in range(len(labels))]
        return columns, labels if named else None
    array = _as_array(X)
    if _is_of_strings(array):
        return _split_strings(array), None
    if array.ndim != 2:
        raise ValueError(
            "Genotypes must have one column for each site, shape (n_samples, n_sites), or be "
            f"strings with one character for each site; got shape {array.shape}."
        )
    return list(array.T), None


def holds_strings(X):
    """Tell whether X is a sequence of strings, each of which is a whole genotype."""
    if sparse.issparse(X) or hasattr(X, "columns"):
        return False
    return _is_of_strings(_as_array(X))


def _is_of_strings(array):
    return array.ndim == 1 and array.size > 0 and all(isinstance(value, str) for value in array)


def as_table(X):
    """Return X as an array, or raise an error if its rows differ in length or it has a mask."""
    if is_masked(X):
        raise ValueError("X has masked values. Drop these genotypes, or fill in the alleles.")
    try:
        return np.asarray(X)
    except ValueError as error:
        raise ValueError(
            "X must hold a genotype in each row, with a value for each site, but its rows differ "
            f"in length or depth: {error}"
        ) from error


def _as_array(X):
    """Return X as an array in which numbers beside strings remain numbers."""
    array = as_table(X)
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
