"""Encoded genotypes: categories, alleles, one-hot columns or mutations, and back."""

import numpy as np
import pandas as pd
from scipy import sparse

from .._utils import read_numbers
from ._alleles import is_number
from ._parsed import empty_codes
from ._site_columns import as_objects

ENCODINGS = ("categories", "alleles", "onehot", "mutations")


def encode(codes, coding, encoding, *, sparse_output, index=None):
    """Return genotypes in the encoding that a user asked for.

    Parameters
    ----------
    codes : ndarray of shape (n_samples, n_output_sites)
        Index of each allele among the site's alleles; -1 for an unknown one.
    coding : SiteCoding
    encoding : one of `ENCODINGS`
    sparse_output : bool
        Whether "onehot" and "mutations" are sparse.
    index : pandas.Index, default=None
        Index of a DataFrame.

    Returns
    -------
    X : DataFrame, ndarray or sparse matrix
    """
    if encoding == "categories":
        return _categories(codes, coding, index)
    if encoding == "alleles":
        return _alleles(codes, coding)
    matrix = _indicators(codes, coding, skip_first=encoding == "mutations")
    return matrix if sparse_output else matrix.toarray()


def output_names(coding, encoding):
    """Return the names of the columns of an encoding."""
    if encoding in ("categories", "alleles") or (encoding, coding.kind) == (
        "mutations",
        "members",
    ):
        return [coding.site_name(site) for site in coding.output]
    first = int(encoding == "mutations")
    return [
        coding.allele_name(site, allele)
        for site in coding.output
        for allele in coding.alleles[site][first:]
    ]


def decode(X, coding, encoding):
    """Return the codes of encoded genotypes at the sites that are output.

    Raises
    ------
    ValueError
        If X has other columns or values than :func:`encode` gives; it names the row.
    """
    labels, names = list(getattr(X, "columns", ())), output_names(coding, encoding)
    if labels != names and set(labels) == set(names):
        raise ValueError("The columns of X are in another order than transform gives them.")
    if encoding in ("categories", "alleles"):
        return _codes_of_alleles(X, coding)
    return _codes_of_indicators(X, coding, skip_first=encoding == "mutations")


def _categories(codes, coding, index):
    columns = {}
    for column, site in enumerate(coding.output):
        alleles, own = coding.alleles[site], codes[:, column]
        columns[coding.site_name(site)] = (
            _numbers(own, alleles)
            if site in coding.numeric
            else pd.Categorical.from_codes(own, categories=pd.Index(alleles))
        )
    index = pd.RangeIndex(len(codes)) if index is None else index
    return pd.DataFrame(columns, index=index, copy=False)


def _alleles(codes, coding):
    """Return an array of alleles: of numbers where all alleles are numbers."""
    if all(is_number(allele) for own in coding.output_alleles for allele in own):
        columns = zip(codes.T, coding.output_alleles, strict=True)
        return np.column_stack([_numbers(own, alleles) for own, alleles in columns])
    values = np.empty(codes.shape, dtype=object)
    for column, alleles in enumerate(coding.output_alleles):
        values[:, column] = as_objects([*alleles, None])[codes[:, column]]
    return values


def _numbers(codes, alleles):
    """Return the numbers that codes stand for, NaN for unknown ones."""
    values = np.array(alleles)
    return np.array([*alleles, np.nan])[codes] if (codes < 0).any() else values[codes]


def _indicators(codes, coding, *, skip_first):
    """Return a sparse matrix with one column for each allele, or each but the first."""
    n_columns, offsets = _offsets(coding, skip_first)
    if skip_first or (codes < 0).any():
        rows, sites = np.nonzero(np.ascontiguousarray(codes >= int(skip_first)))
        indices = (codes[rows, sites] + offsets[sites]).astype(np.int32)
        indptr = np.searchsorted(rows, np.arange(len(codes) + 1)).astype(np.int32)
    else:
        indices = np.add(codes, offsets, dtype=np.int32, order="C", casting="unsafe").ravel()
        indptr = np.arange(len(codes) + 1) * codes.shape[1]
    matrix = sparse.csr_matrix((np.ones(indices.size), indices, indptr), (len(codes), n_columns))
    matrix.has_sorted_indices = True
    return matrix


def _offsets(coding, skip_first):
    """Return the number of columns, and what to add to a site's code to get its column."""
    widths = np.array([len(alleles) - skip_first for alleles in coding.output_alleles], dtype=int)
    ends = np.cumsum(widths)
    return int(ends[-1]) if ends.size else 0, ends - widths - int(skip_first)


def _codes_of_alleles(X, coding):
    if np.ndim(X) != 2:
        raise ValueError(f"X must have one column for each site, got shape {np.shape(X)}.")
    frame = X if hasattr(X, "iloc") else pd.DataFrame(np.asarray(X, dtype=object))
    _require_width(frame.shape[1], len(coding.output))
    codes = np.empty(frame.shape, dtype=np.int32)
    for column, site in enumerate(coding.output):
        known = {allele: code for code, allele in enumerate(coding.alleles[site])}
        ids, found = pd.factorize(frame.iloc[:, column].to_numpy(dtype=object))
        code_of = np.array([known.get(value, -1) for value in found] + [-1], dtype=np.int32)
        codes[:, column] = code_of[ids]
    return codes


def _codes_of_indicators(X, coding, *, skip_first):
    n_columns, offsets = _offsets(coding, skip_first)
    matrix = sparse.csr_matrix(X if sparse.issparse(X) else read_numbers("X", X, n_axes=2))
    _require_width(matrix.shape[1], n_columns)
    if (matrix.data == 0).any():
        matrix = matrix.copy()
        matrix.eliminate_zeros()
    rows = np.repeat(np.arange(len(matrix.indptr) - 1, dtype=np.int32), np.diff(matrix.indptr))
    sites = _sites_of_columns(coding, skip_first)[matrix.indices]
    codes = empty_codes(matrix.shape[0], coding.output_alleles, fill=-1)
    codes[rows, sites] = matrix.indices - offsets.astype(np.int32)[sites]
    if (codes >= 0).sum() < rows.size:
        _complain_of_several(rows, sites, coding)
    return np.maximum(codes, 0) if skip_first else codes


def _sites_of_columns(coding, skip_first):
    """Return the index of the output site that each column belongs to."""
    widths = [len(alleles) - skip_first for alleles in coding.output_alleles]
    return np.repeat(np.arange(len(widths), dtype=np.int32), widths)


def _complain_of_several(rows, sites, coding):
    places, counts = np.unique(np.column_stack([rows, sites]), axis=0, return_counts=True)
    row, site = places[np.argmax(counts > 1)]
    raise ValueError(
        f"Row {row} has {counts[counts > 1][0]} alleles at site "
        f"'{coding.site_name(coding.output[site])}', where one is possible."
    )


def _require_width(found, expected):
    if found != expected:
        raise ValueError(f"X must have the {expected} columns that transform gives, got {found}.")
