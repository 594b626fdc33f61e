"""Sites whose values are alleles: strings or categories, however many a site has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .._utils import Array, LevelArray, quote_names
from ._alleles import sort_alleles
from ._levels import is_missing, show


def holds_alleles(X: Any) -> bool:
    """Tell whether X has strings or categories, so that its values are alleles."""
    if isinstance(X, pd.DataFrame):
        return any(_is_allelic(X.iloc[:, j]) for j in range(X.shape[1]))
    array = np.asarray(X)
    if array.dtype.kind in "US":
        return True
    return array.dtype.kind == "O" and any(isinstance(value, str) for value in array.flat)


def _is_allelic(column: pd.Series) -> bool:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return True
    if pd.api.types.is_numeric_dtype(column.dtype):
        return False
    return any(isinstance(value, str) for value in column)


@dataclass(frozen=True)
class AlleleCoding:
    """How the sites of a table of alleles are put into numbers.

    A site of two alleles is one column of spins, +1 for the first allele and -1 for the second.
    A site of more alleles is one column of 0 and 1 for each of them. A site of one allele is a
    column of +1.

    Parameters
    ----------
    names : list of str
        Names of the sites.
    alleles : tuple of tuple
        The alleles of each site. The first one is the low level.
    """

    names: list[str]
    alleles: tuple[tuple[Any, ...], ...]

    @property
    def n_columns(self) -> Array:
        """Return the number of columns of each site."""
        return np.array([len(own) if len(own) > 2 else 1 for own in self.alleles])

    @property
    def site_of_column(self) -> Array:
        """Return the site of each column."""
        return np.repeat(np.arange(len(self.alleles)), self.n_columns)

    @property
    def is_two_level(self) -> bool:
        """Tell whether no site has more than two alleles."""
        return all(len(own) <= 2 for own in self.alleles)

    @property
    def levels(self) -> Array:
        """Return the low and the high level of each site, which has at most two alleles.

        The high level of a site that showed one allele only is a name for all others.
        """
        pairs = [own if len(own) == 2 else (own[0], f"not {own[0]}") for own in self.alleles]
        return np.array(pairs, dtype=object).reshape(-1, 2)

    def inputs(self, X: Any) -> LevelArray:
        """Return the columns of genotypes, shape (n_samples, n_columns), in one byte for each.

        The networks turn them into floating-point numbers, block by block where they predict:
        50,000 genotypes of 233 sites with 20 alleles are 230 MB here, and would be 1.9 GB.

        Raises
        ------
        ValueError
            For a missing value, or an allele that is not known; the message names the site, the
            row and the value.
        """
        n_columns = self.n_columns
        inputs = np.zeros((len(X), n_columns.sum()), dtype=np.int8)
        starts = np.cumsum(n_columns) - n_columns
        for site, (start, own) in enumerate(zip(starts, self.alleles, strict=True)):
            codes = self._codes(_column(X, site), site)
            if len(own) > 2:
                inputs[np.arange(len(codes)), start + codes] = 1
            else:
                inputs[:, start] = 1 - 2 * codes
        return inputs

    def _codes(self, values: pd.Series, site: int) -> Array:
        """Return the number of the allele of each row."""
        codes = pd.Index(self.alleles[site], dtype=object).get_indexer(values)
        if (codes < 0).any():
            row = int(np.argmax(codes < 0))
            _refuse_missing(values, row, self.names[site])
            listed = ", ".join(show(allele) for allele in self.alleles[site][:8])
            more = ", ..." * (len(self.alleles[site]) > 8)
            raise ValueError(
                f"Site '{self.names[site]}' has the allele {show(values.iloc[row])} in row {row}, "
                f"but fit knew only {listed}{more}. Predict on alleles that were fitted, or give "
                "all alleles as the categories of a pandas column in fit."
            )
        return codes


def learn_alleles(X: Any, names: list[str], levels: Any = "auto") -> AlleleCoding:
    """Return the coding of a table of strings, categories and numbers.

    Parameters
    ----------
    X : array or DataFrame of shape (n_samples, n_sites)
        The categories of a column of categories are its alleles, in their order. The distinct
        values of any other column are its alleles, in the order of :func:`sort_alleles`.
    names : list of str
        Names of the sites.
    levels : "auto" or pair
        A pair (low, high) holds for all sites and allows no other alleles.

    Raises
    ------
    ValueError
        For a missing value, a pair that is none, or a column of numbers with more than two
        values beside columns of alleles; the message names the site and the row.
    """
    if not (isinstance(levels, str) and levels == "auto"):
        return AlleleCoding(names, (_check_pair(levels),) * len(names))
    columns = [_column(X, site) for site in range(len(names))]
    alleles = tuple(_alleles_of(column, name) for column, name in zip(columns, names, strict=True))
    numeric = [
        name
        for column, name, own in zip(columns, names, alleles, strict=True)
        if len(own) > 2 and pd.api.types.is_numeric_dtype(column.dtype)
    ]
    if numeric:
        raise ValueError(
            f"{quote_names(numeric)} hold{'s' * (len(numeric) == 1)} numbers of more than two "
            "values beside columns of alleles. If these are alleles, give them as strings, for "
            f"instance X['{numeric[0]}'].astype(str); if not, leave them out."
        )
    return AlleleCoding(names, alleles)


def _alleles_of(column: pd.Series, name: str) -> tuple[Any, ...]:
    missing = column.isna().to_numpy()
    if missing.any():
        _refuse_missing(column, int(np.argmax(missing)), name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return tuple(column.cat.categories.tolist())
    return tuple(sort_alleles(column.unique().tolist()))


def _refuse_missing(column: pd.Series, row: int, name: str) -> None:
    if is_missing(column.iloc[row]):
        raise ValueError(
            f"Site '{name}' has no allele in row {row}. Drop that genotype, or fill in the allele "
            "(for instance with sklearn.impute.SimpleImputer(strategy='most_frequent'))."
        )


def _check_pair(levels: Any) -> tuple[Any, Any]:
    pair = tuple(levels) if isinstance(levels, (tuple, list, np.ndarray)) else ()
    if len(pair) != 2 or is_missing(pair[0]) or is_missing(pair[1]) or pair[0] == pair[1]:
        raise ValueError(
            "levels must be 'auto' or a pair (low, high) of two different alleles, "
            f"got {levels!r}."
        )
    return pair[0], pair[1]


def _column(X: Any, site: int) -> pd.Series:
    if isinstance(X, pd.DataFrame):
        return X.iloc[:, site]
    column = np.asarray(X)[:, site]
    return pd.Series(column.astype(object) if column.dtype.kind in "US" else column)
