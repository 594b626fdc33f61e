"""Sites whose values are alleles: strings or categories, however many a site has."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .._utils import Array, count_axes, quote_names, warn_user
from ._alleles import sort_alleles
from ._columns import as_array, distinct_values
from ._levels import is_missing, refuse_missing_texts, show

# The letters of amino acids, a stop, and marks of gaps and unknown residues are fewer.
_MANY_ALLELES = 25


def holds_alleles(X: Any) -> bool:
    """Tell whether X has strings or categories, so that its values are alleles."""
    if isinstance(X, pd.DataFrame):
        return any(_is_allelic(X.iloc[:, j]) for j in range(X.shape[1]))
    array = as_array(X)
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
    """Put the sites of a table of alleles into numbers.

    Where no site has more than two alleles they are spins, +1 for the first allele and -1 for
    the second. Otherwise they are the numbers of the alleles, from 0 on.

    Parameters
    ----------
    names : list of str
        Names of the sites.
    alleles : tuple of tuple
        The alleles of each site. The first one is the low level.
    """

    names: list[str]
    alleles: tuple[tuple[Any, ...], ...]

    has_alleles_only = True  # and no numbers between two levels

    @property
    def n_alleles(self) -> tuple[int, ...] | None:
        """Return the number of alleles of each site, or None where no site has more than two."""
        return None if self.is_two_level else tuple(len(own) for own in self.alleles)

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

    def inputs(self, X: Any) -> Array:
        """Return genotypes as spins, or as numbers of alleles, shape (n_samples, n_sites).

        Numbers of alleles are integers of two bytes: a tenth of the columns of zeros and ones that
        they stand for.

        Raises
        ------
        ValueError
            If a value is missing or an allele is not known. The message names the site, the row
            and the value.
        """
        sites = range(len(self.alleles))
        codes = [self._codes(_column(X, site), site).astype(np.int16) for site in sites]
        numbers = np.column_stack(codes)
        return 1.0 - 2.0 * numbers if self.is_two_level else numbers

    def _codes(self, values: pd.Series, site: int) -> Array:
        """Return the number of the allele of each row."""
        if values.dtype == np.float16:  # of which pandas has no index
            values = values.astype(np.float64)
        try:
            codes = pd.Index(self.alleles[site], dtype=object).get_indexer(values)
        except TypeError as error:  # lists and other objects that cannot be told apart
            raise ValueError(
                f"Site '{self.names[site]}' has values that are no alleles: {error}."
            ) from error
        if (codes < 0).any():
            row = int(np.argmax(codes < 0))
            _refuse_missing(values, row, self.names[site])
            raise ValueError(_describe_new(values.iloc[row], row, self, site))
        return codes


def _describe_new(value: Any, row: int, coding: AlleleCoding, site: int) -> str:
    """Return the message for an allele that was not in the training set."""
    known = coding.alleles[site]
    listed = ", ".join(show(allele) for allele in known[:8]) + ", ..." * (len(known) > 8)
    message = (
        f"Site '{coding.names[site]}' has the allele {show(value)} in row {row}, but fit knew "
        f"only {listed}. "
    )
    if str(value) in map(str, known):  # 0 and "0"
        return message + (
            "Numbers and strings are different alleles: give them as in fit, strings for instance "
            "with X.astype(str) of a DataFrame."
        )
    return message + (
        "Predict on alleles that were fitted, or give all alleles as the categories of a pandas "
        "column in fit."
    )


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
        If a value is missing, `levels` is not a pair, a column of numbers with more than two
        values stands beside columns of alleles, or nearly all values of a column are different.
        The message names the site and the row.
    """
    if not (isinstance(levels, str) and levels == "auto"):
        return AlleleCoding(names, (_check_pair(levels),) * len(names))
    columns = [_column(X, site) for site in range(len(names))]
    for column, name in zip(columns, names, strict=True):
        _require_recurrence(column, name, is_alone=len(names) == 1)
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
    refuse_missing_texts(column.to_numpy(dtype=object), name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return tuple(column.cat.categories.tolist())
    return tuple(sort_alleles(distinct_values(column, name)))


def _require_recurrence(column: pd.Series, name: str, *, is_alone: bool) -> None:
    """Raise an error, or warn, if the values of a column are whole genotypes or names of rows.

    An allele that stands in one row only says nothing about other rows.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        return
    distinct = distinct_values(column.dropna(), name)
    are_long = all(isinstance(value, str) and len(value) > 1 for value in distinct)
    is_unique = is_alone and are_long and len(distinct) == len(column) > 3
    if is_unique or len(distinct) > max(_MANY_ALLELES, 0.9 * len(column)):
        raise ValueError(
            f"Column '{name}' has {len(distinct)} different values in {len(column)} rows (such as "
            f"{show(distinct[0])}), so that nothing can be learned from it. If these are whole "
            "genotypes, split them into sites with sk_epinet.genotypes.GenotypeEncoder; if they "
            "are names of the rows, leave the column out."
        )
    if is_alone and are_long and len(distinct) > _MANY_ALLELES:
        warn_user(
            f"The only column, '{name}', is taken as one site with {len(distinct)} alleles (such "
            f"as {show(distinct[0])}). If these are whole genotypes, split them into sites with "
            "sk_epinet.genotypes.GenotypeEncoder."
        )


def _refuse_missing(column: pd.Series, row: int, name: str) -> None:
    if is_missing(column.iloc[row]):
        raise ValueError(
            f"Site '{name}' has no allele in row {row}. Drop that genotype, or fill in the allele "
            "(for instance with sklearn.impute.SimpleImputer(strategy='most_frequent'))."
        )


def _check_pair(levels: Any) -> tuple[Any, Any]:
    is_list = isinstance(levels, (tuple, list, np.ndarray)) and count_axes(levels) == 1
    pair = tuple(levels) if is_list else ()
    valid = len(pair) == 2 and all(isinstance(level, Hashable) for level in pair)
    if not valid or any(map(is_missing, pair)) or pair[0] == pair[1]:
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
