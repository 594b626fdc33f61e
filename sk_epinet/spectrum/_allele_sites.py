"""Sites of any numbers of alleles: their names, alleles and weights, and a wild type."""

from __future__ import annotations

import numpy as np

from .._utils import count_axes, default_site_names
from ..genotypes import (
    alleles_of_columns,
    check_alleles,
    find_alleles,
    is_missing,
    name_mutation,
    number_alleles,
    read_columns,
    read_weights,
    show,
)
from ..walsh import zero_sum_contrasts
from ._sites import NamedSites


class AlleleSites(NamedSites):
    """Hold the names, alleles, weights and wild type of the sites of a landscape.

    Parameters
    ----------
    alleles : sequence of sequences
        The alleles of each site.
    names : sequence of str, default=None
        Names of the sites; None gives x0, x1, ...
    weights, wild_type, X
        As documented on :class:`EpistasisSpectrum`.
    """

    alleles: tuple[tuple, ...]
    wild_codes: tuple[int, ...]
    weights: tuple[np.ndarray, ...]
    contrasts: tuple[np.ndarray, ...]

    def __init__(self, alleles, names=None, weights="uniform", wild_type=None, X=None):
        alleles = check_alleles(alleles, names)
        names = self._read_names(len(alleles), names)
        wild_codes = find_alleles(wild_type, alleles, names)
        weights = read_weights(weights, alleles, names, wild_codes, X)
        contrasts = tuple(zero_sum_contrasts(len(own), own) for own in weights)
        self._store(
            names=names,
            alleles=alleles,
            wild_codes=wild_codes,
            weights=weights,
            contrasts=contrasts,
        )

    @classmethod
    def of_table(cls, X, wild_type=None):
        """Return the sites of genotypes, with the alleles and the names that they have there."""
        columns, labels = read_columns(X)
        names = labels or default_site_names(len(columns))
        return cls(alleles_of_columns(X, names), names, wild_type=wild_type)

    @property
    def n_alleles(self):
        """Number of alleles of each site, tuple of int."""
        return tuple(map(len, self.alleles))

    @property
    def wild_type(self):
        """Allele of the wild type at each site, tuple."""
        return tuple(own[code] for own, code in zip(self.alleles, self.wild_codes, strict=True))

    @property
    def varied(self):
        """Numbers of the sites of more than one allele, ndarray."""
        return np.flatnonzero(np.array(self.n_alleles, dtype=int) > 1)

    @property
    def at_one_allele(self):
        """Whether all weight of a site is on one of several alleles, ndarray of bool."""
        return np.array([np.count_nonzero(w) == 1 and len(w) > 1 for w in self.weights], bool)

    @property
    def at_one_genotype(self):
        """Whether all weight is on one of several genotypes."""
        return bool(len(self.varied)) and bool(self.at_one_allele[self.varied].all())

    @property
    def all_positive(self):
        """Whether no allele has the weight zero."""
        return all(own.all() for own in self.weights)

    def codes(self, X):
        """Return the numbers of the alleles of genotypes, shape (n_samples, n_sites)."""
        _, labels = read_columns(X)
        self._require_order(labels)
        return number_alleles(X, self.alleles, self.names)

    def code(self, site, allele):
        """Return the number of an allele of a site."""
        if count_axes(allele) or is_missing(allele) or allele not in self.alleles[site]:
            listed = ", ".join(show(own) for own in self.alleles[site][:8])
            more = ", ..." * (len(self.alleles[site]) > 8)
            raise ValueError(
                f"Site '{self.names[site]}' has the alleles {listed}{more}, not {show(allele)}."
            )
        return self.alleles[site].index(allele)

    def codes_of_one(self, name, genotype):
        """Return the numbers of the alleles of one genotype, an argument of that name.

        Sites that a dict leaves out have the allele of the wild type.
        """
        return find_alleles(genotype, self.alleles, self.names, name=name, others=self.wild_type)

    def effect_names(self, site):
        """Return the name of each allele of a site, such as A12V."""
        own = self.alleles[site]
        wild_type = own[self.wild_codes[site]]
        return [name_mutation(self.names[site], wild_type, allele) for allele in own]

    def reweighted(self, weights, wild_type=None, X=None):
        """Return the same sites with other weights, and another wild type where it is given."""
        wild_type = self.wild_type if wild_type is None else wild_type
        return AlleleSites(self.alleles, self.names, weights, wild_type, X)

    def take(self, sites):
        """Return the sites at some positions."""
        columns = (self.alleles, self.names, self.weights, self.wild_type)
        return AlleleSites(*([column[site] for site in sites] for column in columns))

    def require_same(self, other):
        """Raise an error if other sites have other names, alleles or weights."""
        self._require_same_names(other)
        for name, own, theirs in zip(self.names, self.alleles, other.alleles, strict=True):
            if own != theirs:
                raise ValueError(
                    f"Only spectra of the same alleles can be subtracted; site '{name}' has "
                    f"{list(own)} and {list(theirs)}."
                )
        for name, own, theirs in zip(self.names, self.weights, other.weights, strict=True):
            if not np.allclose(own, theirs, rtol=0, atol=1e-12):
                raise ValueError(
                    f"Only spectra of the same weights can be subtracted; those of site '{name}' "
                    "differ. Bring one to the weights of the other: a - b.with_weights(a.weights)."
                )
