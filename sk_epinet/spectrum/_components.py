"""What a spectrum of any alleles holds: the coefficients of the components of a landscape."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from .._utils import FloatArray
from ..walsh import apply_by_site, as_membership, contrast_transform, inverse_contrast_transform
from ._allele_sites import AlleleSites
from ._blocks import arrangement, block_starts
from ._interaction_list import InteractionList
from ._squares import require_squares

_STATISTICS = ("standard_errors", "intervals", "selected")


class Components(InteractionList):
    """Hold the components of a landscape, in orthonormal bases of the alleles of their sites.

    The coefficients of each interaction, its block, stand one after another in one array. Where
    all interactions are there, in enumeration order, the landscape is computed from them in one
    transform (`_is_complete`).
    """

    standard_errors: tuple[FloatArray, ...] | None
    intervals: tuple[FloatArray, ...] | None
    _coefficients: FloatArray
    _sites: AlleleSites
    _starts: Any
    _is_complete: bool

    def _keep(self, coefficients, membership, sites, complete=False, **statistics):
        self._store(
            _coefficients=coefficients,
            _membership=membership,
            _sites=sites,
            _is_complete=complete,
            _starts=block_starts(membership, sites.n_alleles),
            **dict.fromkeys(_STATISTICS) | statistics,
        )

    @classmethod
    def _make(cls, coefficients, membership, sites, **known):
        spectrum = cls.__new__(cls)
        spectrum._keep(coefficients, membership, sites, **known)
        return spectrum

    @classmethod
    def _of_blocks(cls, blocks, sites):
        """Return the spectrum of the blocks of some interactions, a dict from tuples of sites."""
        ordered = sorted(blocks, key=lambda own: (len(own), own))
        membership = as_membership(ordered, len(sites))
        values = [np.ravel(blocks[own]) for own in ordered]
        return cls._make(np.concatenate([*values, np.empty(0)]), membership, sites)

    @property
    def alleles(self) -> tuple[tuple[Any, ...], ...]:
        """Alleles of each site, tuple of tuples."""
        return self._sites.alleles

    @property
    def weights(self) -> tuple[FloatArray, ...]:
        """Weights of the alleles of each site, tuple of arrays of sum one."""
        return self._sites.weights

    @property
    def wild_type(self) -> tuple[Any, ...]:
        """Allele of the wild type at each site, tuple; effects are named after it."""
        return self._sites.wild_type

    @cached_property
    def sizes(self) -> FloatArray:
        """Size of each interaction, ndarray of shape (n_interactions,), in the units of y.

        It is the root of the weighted mean of f_S**2. Where standard errors are known, the mean
        of their squares is first subtracted, because noise makes every f_S larger. At sites that
        have all their weight on one allele, as the wild type, it is the largest value over the
        other alleles instead of the mean.
        """
        if not self._sites.at_one_allele.any():
            return self._unit * np.sqrt(np.maximum(self._relative_energies, 0))
        if self._sites.at_one_genotype:
            return np.maximum.reduceat(np.abs(self._coefficients), self._starts[:-1])
        return np.array([self._largest(row) for row in range(len(self))])

    @property
    def _bars(self):
        return self.sizes, None, "size of the interaction"

    @property
    def _determined(self):
        if self.standard_errors is None:
            return np.ones(len(self), dtype=bool)
        return np.array([np.isfinite(own).all() for own in self.standard_errors], dtype=bool)

    @property
    def _energies(self):
        """Weighted mean of f_S**2 of each interaction, without what noise adds to it."""
        require_squares(self._unit)
        return self._unit**2 * self._relative_energies

    @cached_property
    def _unit(self):
        """The largest coefficient, in units of which all squares fit in numbers of 64 bits."""
        return float(np.abs(self._coefficients).max(initial=0.0)) or 1.0

    @cached_property
    def _relative_energies(self):
        unit = self._unit
        if self._sites.all_positive:
            energies = np.add.reduceat((self._coefficients / unit) ** 2, self._starts[:-1])
        else:
            squares = (np.square(self._table(row) / unit) for row in range(len(self)))
            energies = np.array([self._mean(row, own) for row, own in enumerate(squares)])
        if self.standard_errors is not None:
            squares = (np.square(own / unit) for own in self.standard_errors)
            energies = energies - [self._mean(row, own) for row, own in enumerate(squares)]
        return energies

    def _require_variance(self):
        if self._sites.at_one_genotype:
            raise ValueError(
                "All weight is on one genotype, so that there is no variance to divide: use "
                "with_weights('uniform') first."
            )

    def _mean(self, row, table):
        """Return the weighted mean of a table over the alleles of its sites."""
        for site in self.interactions[row]:
            table = self._sites.weights[site] @ table.reshape(len(self.alleles[site]), -1)
        return float(np.squeeze(table))

    def _largest(self, row):
        """Return the size of an interaction where some sites have all weight on one allele."""
        squares = np.square(self._table(row) / self._unit)
        alone = self._sites.at_one_allele
        for axis, site in reversed(list(enumerate(self.interactions[row]))):
            if not alone[site]:
                squares = np.tensordot(squares, self._sites.weights[site], (axis, 0))
        return float(self._unit * np.sqrt(squares.max()))

    @cached_property
    def _row_of(self):
        return {sites: row for row, sites in enumerate(self.interactions)}

    def _block(self, row):
        """Return the coefficients of an interaction, an axis for each of its sites."""
        sites = np.flatnonzero(self._membership[row])
        shape = [len(self.alleles[site]) - 1 for site in sites]
        return self._coefficients[self._starts[row] : self._starts[row + 1]].reshape(shape)

    def _table(self, row):
        sites = np.flatnonzero(self._membership[row])
        return apply_by_site(self._block(row), [self._sites.contrasts[site] for site in sites])

    def _values_at(self, codes):
        if self._is_complete:
            return self._landscape[tuple(codes.T)]
        values = np.zeros(len(codes))
        for row, sites in enumerate(self.interactions):
            values += self._table(row)[tuple(codes[:, list(sites)].T)]
        return values

    @cached_property
    def _landscape(self):
        shape = self._sites.n_alleles
        coefficients = np.empty(len(self._coefficients))
        coefficients[arrangement(shape)] = self._coefficients
        return inverse_contrast_transform(coefficients.reshape(shape), self.weights)

    @classmethod
    def _of_complete(cls, values, sites):
        """Return the spectrum of the values of all genotypes, an axis for each site."""
        shape, varied = sites.n_alleles, sites.varied
        coefficients = contrast_transform(values, sites.weights).ravel()[arrangement(shape)]
        membership = np.zeros((2 ** len(varied), len(sites)), dtype=bool)
        numbers = np.arange(len(membership))
        for place, site in enumerate(varied):
            membership[:, site] = numbers >> (len(varied) - 1 - place) & 1
        return cls._make(coefficients, membership, sites, complete=True)

    def _columns(self):
        columns = {"order": self.orders, "size": self.sizes}
        if self.selected is not None:
            columns["selected"] = self.selected
        return columns

    def _take(self, rows):
        rows = np.asarray(rows, dtype=np.int64)
        blocks = [self._coefficients[self._starts[i] : self._starts[i + 1]] for i in rows]
        errors, intervals, selected = self.standard_errors, self.intervals, self.selected
        return self._make(
            np.concatenate([*blocks, np.empty(0)]),
            self._membership[rows],
            self._sites,
            standard_errors=None if errors is None else tuple(errors[i] for i in rows),
            intervals=None if intervals is None else tuple(intervals[i] for i in rows),
            selected=None if selected is None else selected[rows],
        )
