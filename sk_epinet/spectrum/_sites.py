"""The sites of a spectrum: their names, their two levels, and genotypes coded by these."""

from __future__ import annotations

import numbers

import numpy as np

from .._utils import Array, check_number, count_axes, read_names
from ..genotypes import (
    check_levels,
    code_genotypes,
    find_alleles,
    is_missing,
    read_columns,
    require_columns,
    show,
    spins_from_levels,
)
from ._frozen import Frozen


class NamedSites(Frozen):
    """Hold the names of sites."""

    names: tuple[str, ...]

    def _read_names(self, n_sites, names):
        """Return the names of so many sites; None gives x0, x1, ..."""
        check_number("n_sites", n_sites, low=0, integer=True)
        return tuple(read_names(names, int(n_sites)))

    def __len__(self):
        return len(self.names)

    def index(self, key):
        """Return the number of the site that `key` names, or is the number of."""
        if isinstance(key, str) and self.names.count(key) == 1:
            return self.names.index(key)
        is_number = isinstance(key, numbers.Integral) and not isinstance(key, (bool, np.bool_))
        if is_number and 0 <= key < len(self):
            return int(key)
        if isinstance(key, str) and key in self.names:
            raise ValueError(f"Several sites are called {key!r}: give the number of the site.")
        raise ValueError(
            f"There is no site {key!r}: give a name ({', '.join(self.names[:5])}, ...) or a "
            f"number from 0 to {len(self) - 1}."
        )

    def _require_same_names(self, other):
        if self.names != other.names:
            raise ValueError(
                "Only tables of the same sites can be subtracted; these have "
                f"{_brief(self.names)} and {_brief(other.names)}."
            )

    def _require_order(self, labels):
        """Raise an error if X has the names of the sites, but not each at its place."""
        if not labels or tuple(labels) == self.names or not set(labels) & set(self.names):
            return
        same = sorted(labels) == sorted(self.names)
        raise ValueError(
            f"The columns of X are {'the sites in another order' if same else 'other sites'}: "
            f"{_brief(labels)} instead of {_brief(self.names)}."
        )


class Sites(NamedSites):
    """Names and levels of the sites of a landscape.

    Parameters
    ----------
    n_sites : int
        Number of sites.
    names : sequence of str, default=None
        Names of the sites; None gives x0, x1, ...
    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Levels of the sites; None gives 0 and 1.
    """

    levels: Array

    def __init__(self, n_sites, names=None, levels=None):
        names = self._read_names(n_sites, names)
        levels = check_levels((0.0, 1.0) if levels is None else levels, n_sites, names)
        self._store(names=names, levels=levels)

    @property
    def is_numeric(self):
        """Whether all levels are numbers."""
        return self.levels.dtype.kind == "f"

    def spin(self, site, level):
        """Return +1 for the low level of a site and -1 for its high level."""
        low, high = self.levels[site]
        if count_axes(level) or is_missing(level) or level not in (low, high):
            raise ValueError(
                f"Site '{self.names[site]}' has the levels {show(low)} and {show(high)}, not "
                f"{show(level)}."
            )
        return 1.0 if level == low else -1.0

    def check_wild_type(self, wild_type):
        """Return a wild type as an array of levels; None means the low level of every site."""
        if wild_type is None:
            return self.levels[:, 0].copy()
        pairs = [tuple(pair) for pair in self.levels.tolist()]
        codes = find_alleles(wild_type, pairs, self.names)
        return self.levels[np.arange(len(self)), np.array(codes, dtype=int)]

    def spins(self, X):
        """Return the spins of genotypes: +1 at the low level, -1 at the high level.

        Numbers between two levels that are numbers have spins between -1 and +1.
        """
        columns, labels = read_columns(X)
        require_columns(len(columns), len(self))
        self._require_order(labels)
        are_numbers = all(column.dtype.kind in "biuf" for column in columns)
        if columns and self.is_numeric and are_numbers:
            values = np.column_stack(columns).astype(np.float64)
            self._require_finite(values)
            return spins_from_levels(values, *self.levels.T, self.names)
        return 1.0 - 2.0 * code_genotypes(X, self.levels, self.names)

    def take(self, sites):
        """Return the sites at some positions."""
        return Sites(len(sites), [self.names[site] for site in sites], self.levels[sites])

    def require_same(self, other):
        """Raise an error if other sites have other names or levels."""
        self._require_same_names(other)
        if not np.array_equal(self.levels, other.levels):
            site = int(np.argmax((self.levels != other.levels).any(axis=1)))
            raise ValueError(
                "Only tables of the same levels can be subtracted; site "
                f"'{self.names[site]}' has {self.levels[site].tolist()} and "
                f"{other.levels[site].tolist()}."
            )

    def _require_finite(self, values):
        if not np.isfinite(values).all():
            row, site = np.argwhere(~np.isfinite(values))[0]
            raise ValueError(f"Site '{self.names[site]}' of X has no finite number in row {row}.")


def _brief(names):
    return ", ".join(names[:4]) + ", ..." * (len(names) > 4)
