"""Place alleles in a space in which the squared distance of two says how different they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[Any]

_SPARSE_BELOW = 0.1  # share of values that are not zero


@dataclass(frozen=True)
class AlleleFeatures:
    """Turn genotypes into columns, a few for each site.

    The squared distance of two genotypes in the first columns of a site is 1 if they differ there,
    and 0 otherwise. In the columns of the properties of a site it is the squared distance of the
    properties of their alleles, divided by its mean over all pairs of alleles.

    Parameters
    ----------
    n_sites : int
        Number of sites.
    n_alleles : tuple of int, default=None
        Number of alleles of each site, whose genotypes are numbers of alleles from 0 on. None is
        two levels at every site, whose genotypes are spins +1 and -1.
    properties : ndarray of shape (n_sites, max(n_alleles), n_properties), default=None
        Properties of the alleles of each site. None means no properties.
    """

    n_sites: int
    n_alleles: tuple | None = None
    properties: Array | None = None

    @property
    def has_properties(self) -> bool:
        """Return whether alleles have properties that tell some of them from others."""
        return self.properties is not None and self._spread() > 0

    @property
    def n_columns(self) -> int:
        """Return the number of features."""
        if self.n_alleles is None:
            return self.n_sites
        n_columns = sum(self.n_alleles)
        if self.properties is not None and self.has_properties:
            n_columns += self.n_sites * self.properties.shape[2]
        return n_columns

    def columns(self, inputs: Array, reference: Array) -> tuple[Any, Array, Array]:
        """Return the features of genotypes.

        Parameters
        ----------
        inputs : ndarray of shape (n, n_sites)
            Genotypes.
        reference : ndarray of shape (n_sites,)
            A genotype whose features are taken off: in scans, where most sites have the allele of
            the wild type, few values are not zero then.

        Returns
        -------
        features : ndarray or sparse array of shape (n, n_columns)
            Sparse where most values are zero.
        site : int array of shape (n_columns,)
            The site of each column.
        of_properties : bool array of shape (n_columns,)
            Whether the column has a property.
        """
        if self.n_alleles is None:
            every = np.arange(self.n_sites)
            return (inputs - reference) / 2, every, np.zeros(self.n_sites, dtype=bool)
        tables = self._tables()
        width = [table.shape[1] for table in tables]
        site = np.repeat(np.arange(self.n_sites), width)
        of_properties = np.concatenate(
            [np.arange(n) >= own for n, own in zip(width, self.n_alleles, strict=True)]
        )
        genotypes, reference = inputs.astype(np.intp), reference.astype(np.intp)
        starts = np.cumsum([0, *width])
        n_changed = (genotypes != reference).sum() * max(width)
        if n_changed >= _SPARSE_BELOW * len(genotypes) * starts[-1]:
            parts = [
                table[column] - table[own]
                for table, column, own in zip(tables, genotypes.T, reference, strict=True)
            ]
            return np.concatenate(parts, axis=1), site, of_properties
        return self._sparse(genotypes, reference, tables, starts), site, of_properties

    def _sparse(self, genotypes, reference, tables, starts):
        rows, columns, values = [], [], []
        for i, table in enumerate(tables):
            changed = np.flatnonzero(genotypes[:, i] != reference[i])
            own = table[genotypes[changed, i]] - table[reference[i]]
            place, column = np.nonzero(own)
            rows.append(changed[place])
            columns.append(starts[i] + column)
            values.append(own[place, column])
        places = np.concatenate(rows), np.concatenate(columns)
        shape = len(genotypes), starts[-1]
        return sparse.csr_array((np.concatenate(values), places), shape=shape)

    def _tables(self):
        """Return the features of the alleles of each site, a row for each of them."""
        tables = [np.eye(n) / np.sqrt(2.0) for n in self.n_alleles]
        if not self.has_properties:
            return tables
        scale = np.sqrt(self._spread())
        return [
            np.hstack([table, own[: len(table)] / scale])
            for table, own in zip(tables, self.properties, strict=True)
        ]

    def _spread(self):
        """Return the mean squared distance of the properties of two alleles of a site."""
        sums, n_pairs = 0.0, 0
        for n, own in zip(self.n_alleles, self.properties, strict=True):
            squares = ((own[:n, None] - own[None, :n]) ** 2).sum(axis=2)
            sums, n_pairs = sums + squares.sum(), n_pairs + n * (n - 1)
        return sums / max(n_pairs, 1)
