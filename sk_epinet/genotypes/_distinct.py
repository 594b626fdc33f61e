"""Find the rows of a table that hold the same genotype."""

import numpy as np
import pandas as pd

from ._columns import read_columns


def number_genotypes(X):
    """Return the number of the genotype of each row; equal rows have the same number.

    Parameters
    ----------
    X : array-like, DataFrame or sparse matrix of shape (n_samples, n_sites), or n_samples strings
        Genotypes of any values: numbers, strings or categories. Missing values are a value like
        any other here.

    Returns
    -------
    numbers : int array of shape (n_samples,)
        0, 1, ... in the order in which the genotypes first occur.

    Notes
    -----
    Time and memory are proportional to the number of values of X.
    """
    columns, _ = read_columns(X)
    if not columns:
        return np.zeros(len(X), dtype=np.int64)
    kinds = {column.dtype for column in columns}
    if len(kinds) > 1 or any(column.dtype.kind not in "biuf" for column in columns):
        columns = [_number(site, column) for site, column in enumerate(columns)]
    # Adding zero makes 0.0 of -0.0, which has other bytes.
    table = np.column_stack(columns) + 0
    rows = np.empty(len(table), dtype=object)
    rows[:] = [row.tobytes() for row in table]
    return pd.factorize(rows)[0]


def _number(site, column):
    try:
        return pd.factorize(column, use_na_sentinel=False)[0]
    except TypeError as error:  # lists and other objects that cannot be told apart
        raise ValueError(f"Column {site} of X has values that are no alleles: {error}.") from error
