"""Count at which sites pairs of genotypes differ, without an array of pairs and sites."""

import numpy as np
import pandas as pd

from ..genotypes import read_columns

_COLUMNS = 2048  # of the indicators of alleles that are made at a time


def code_alleles(*tables):
    """Return tables of genotypes as integers; equal values of a site have equal integers.

    Parameters
    ----------
    *tables : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
        Genotypes of the same sites, of any values.

    Returns
    -------
    codes : list of int array of shape (n_samples, n_sites)
        One for each table: 0, 1, ... for the alleles of a site.

    Raises
    ------
    ValueError
        If the tables differ in the number of sites, a value is missing, or a site has numbers in
        one table and strings in the other.
    """
    columns = [read_columns(X)[0] for X in tables]
    if len({len(own) for own in columns}) > 1:
        counts = " and ".join(str(len(own)) for own in columns)
        raise ValueError(f"X and Y must have the same sites, but have {counts} columns.")
    n_rows = [len(own[0]) if own else len(X) for own, X in zip(columns, tables, strict=True)]
    codes = np.empty((sum(n_rows), len(columns[0])), dtype=np.int64)
    for site, parts in enumerate(zip(*columns, strict=True)):
        parts = _comparable(parts, site)
        missing = np.concatenate([np.asarray(pd.isna(own)) for own in parts])
        alike = len({own.dtype.kind for own in parts}) == 1
        values = np.concatenate(parts if alike else [own.astype(object) for own in parts])
        codes[~missing, site] = _number(values[~missing], site)
        codes[missing, site] = -1
        if (codes[:, site] < 0).any():
            raise ValueError(
                f"Site {site} has missing values (first in row {np.argmin(codes[:, site])}). "
                "Drop those genotypes, or fill in the alleles."
            )
    return np.split(codes, np.cumsum(n_rows)[:-1])


def _comparable(parts, site):
    """Return the values of a site in several tables, so that equal ones have equal types.

    A number that was stored in 32 bits equals the same one in 64 bits only as far as 32 bits say.
    Numbers and strings are different alleles: no genotype of one table would be like any of the
    other, which is hardly meant.
    """
    if len(parts) == 1:
        return parts
    are_text = [_is_text(own) for own in parts]
    if any(are_text) and any(own.dtype.kind in "biuf" for own in parts):
        raise ValueError(
            f"Site {site} has numbers in one table of genotypes and strings in the other, which "
            "are different alleles. Give them as in fit, for instance with X.astype(str)."
        )
    floats = [own.dtype for own in parts if own.dtype.kind == "f"]
    narrowest = min(floats, key=lambda dtype: dtype.itemsize, default=None)
    return [own.astype(narrowest) if own.dtype.kind == "f" else own for own in parts]


def _is_text(values):
    return values.dtype.kind == "U" or pd.api.types.infer_dtype(values) == "string"


def _number(values, site):
    try:
        return pd.factorize(values)[0]
    except TypeError as error:  # lists and other objects that cannot be told apart
        raise ValueError(f"Site {site} of X has values that are no alleles: {error}.") from error


def weigh_differences(codes, other, weights):
    """Return the sum of the weights of the sites at which two genotypes differ, for all pairs.

    Parameters
    ----------
    codes, other : int array of shape (n, n_sites) and (m, n_sites)
        As :func:`code_alleles` returns them.
    weights : ndarray of shape (n_sites,)
        At least 0.

    Returns
    -------
    sums : ndarray of shape (n, m)

    Notes
    -----
    A matrix product of indicators of alleles gives the weights of the sites that agree. It is
    several times faster than comparing the genotypes site by site.
    """
    sums = np.full((len(codes), len(other)), weights.sum())
    for sites, offsets, n_columns in _blocks(np.vstack([codes, other])):
        own = _indicators(codes[:, sites] + offsets, n_columns, weights[sites])
        sums -= own @ _indicators(other[:, sites] + offsets, n_columns).T
    return np.maximum(sums, 0, out=sums)


def sum_over_differences(codes, matrix):
    """Return, for each site, the sum of a matrix over the pairs of genotypes that differ there.

    Parameters
    ----------
    codes : int array of shape (n, n_sites)
    matrix : ndarray of shape (n, n)

    Returns
    -------
    sums : ndarray of shape (n_sites,)
    """
    agreeing = np.empty(codes.shape[1])
    for sites, offsets, n_columns in _blocks(codes):
        places = codes[:, sites] + offsets
        by_allele = matrix @ _indicators(places, n_columns)
        agreeing[sites] = np.take_along_axis(by_allele, places, axis=1).sum(axis=0)
    return matrix.sum() - agreeing


def mean_differences(codes):
    """Return the mean number of sites at which two genotypes, drawn at random, differ."""
    shares = [np.bincount(column) / len(column) for column in codes.T]
    return sum(1 - share @ share for share in shares)


def _blocks(codes):
    """Yield slices of sites with the first column of each site, and the number of columns."""
    counts = codes.max(axis=0, initial=0) + 1
    start = 0
    while start < len(counts):
        ends = np.cumsum(counts[start:])
        n_sites = max(1, int(np.searchsorted(ends, _COLUMNS, side="right")))
        own = counts[start : start + n_sites]
        yield slice(start, start + n_sites), ends[:n_sites] - own, int(ends[n_sites - 1])
        start += n_sites


def _indicators(places, n_columns, values=1.0):
    """Return a matrix with a value in one column for each site of each row, and zeros."""
    matrix = np.zeros((len(places), n_columns))
    np.put_along_axis(matrix, places, np.broadcast_to(values, places.shape), axis=1)
    return matrix
