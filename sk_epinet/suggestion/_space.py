"""The genotypes that can be suggested: sites, alleles, and at most so many mutations."""

from __future__ import annotations

import numbers
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .._utils import default_site_names, quote_names, require_memory
from ..genotypes import (
    name_mutation,
    read_columns,
    show,
)

_SHOWN = 8  # alleles that a message lists


@dataclass(frozen=True)
class GenotypeSpace:
    """All genotypes of some alleles with at most so many mutations.

    A genotype is a row of numbers of alleles, 0 for the first allele of its site.

    Parameters
    ----------
    names : list of str
        Names of the sites.
    alleles : tuple of tuple
        Alleles of each site.
    wild_type : ndarray of shape (n_sites,), dtype int16
        Number of the allele of the wild type at each site.
    max_mutations : int
        Most sites at which a genotype differs from the wild type.
    as_frame : bool
        Whether the model takes a DataFrame with the names of the sites, or an array.
    """

    names: list
    alleles: tuple
    wild_type: np.ndarray
    max_mutations: int
    as_frame: bool

    @property
    def sizes(self):
        """Number of alleles of each site, ndarray of int."""
        return np.array([len(own) for own in self.alleles])

    def count(self):
        """Return the number of genotypes, which may be larger than an integer of numpy."""
        with_mutations = [1] + [0] * self.max_mutations
        for size in self.sizes.tolist():
            for k in range(self.max_mutations, 0, -1):
                with_mutations[k] += with_mutations[k - 1] * (size - 1)
        return sum(with_mutations)

    def enumerate(self):
        """Return all genotypes, shape (n, n_sites), the wild type first."""
        n = self.count()
        require_memory(
            n * (6 * len(self.names) + 64),
            f"{n:,} genotypes of {len(self.names)} sites",
            "Give a smaller max_mutations=, fewer alleles=, or a table of candidates=.",
        )
        genotypes = self.wild_type[None]
        n_mutations = np.zeros(1, dtype=np.int16)
        for site, size in enumerate(self.sizes):
            room = genotypes[n_mutations < self.max_mutations]
            added = n_mutations[n_mutations < self.max_mutations] + 1
            others = [code for code in range(size) if code != self.wild_type[site]]
            mutated = [_with_allele(room, site, code) for code in others]
            genotypes = np.concatenate([genotypes, *mutated])
            n_mutations = np.concatenate([n_mutations, *[added] * len(others)])
        return genotypes

    def none(self):
        """Return no genotypes, an array of shape (0, n_sites)."""
        return self.wild_type[None][:0]

    def draw(self, n, random):
        """Return `n` random genotypes; of too many mutations, random ones are taken back."""
        # Nothing of this is secret.
        columns = [random.randint(0, k, n) for k in self.sizes]  # nosec B311
        genotypes = np.column_stack(columns).astype(np.int16)
        mutated = genotypes != self.wild_type
        order = np.argsort(np.where(mutated, random.random_sample(mutated.shape), 2.0), axis=1)
        excess = np.empty_like(mutated)
        np.put_along_axis(excess, order, np.arange(len(self.names)) >= self.max_mutations, axis=1)
        return np.where(excess, self.wild_type, genotypes)

    def within_limit(self, genotypes):
        """Return the genotypes that have few enough mutations."""
        return genotypes[(genotypes != self.wild_type).sum(axis=1) <= self.max_mutations]

    def neighbours(self, genotype):
        """Return the genotypes that differ from one genotype at one site."""
        site = np.repeat(np.arange(len(self.names)), self.sizes)
        code = np.concatenate([np.arange(size) for size in self.sizes])
        changed = code != genotype[site]
        moved = np.tile(genotype, (changed.sum(), 1))
        moved[np.arange(len(moved)), site[changed]] = code[changed]
        return self.within_limit(moved)

    def to_model(self, genotypes):
        """Return genotypes as the model takes them: a DataFrame, or an array."""
        if self.as_frame:
            return self.to_frame(genotypes)
        numeric = all(map(_are_numbers, self.alleles))
        columns = [
            np.array(own, dtype=None if numeric else object)[codes]
            for own, codes in zip(self.alleles, genotypes.T, strict=True)
        ]
        return np.column_stack(columns)

    def to_frame(self, genotypes):
        """Return genotypes as a DataFrame: a site of text as a column of categories."""
        columns = {}
        for name, own, codes in zip(self.names, self.alleles, genotypes.T, strict=True):
            if _are_numbers(own):
                columns[name] = np.array(own)[codes]
            else:
                columns[name] = pd.Categorical.from_codes(codes, categories=list(own))
        return pd.DataFrame(columns)

    def read(self, X, parameter):
        """Return the genotypes of a table that belong to the alleles, as numbers of alleles.

        Raises
        ------
        ValueError
            If the table has other sites, or a site shares no value with its alleles, which are
            then most likely written in another way; the message names `parameter`.
        """
        columns = site_columns(X, self.names, parameter)
        codes = np.empty((len(columns[0]), len(columns)), dtype=np.int16)
        for site, (name, own) in enumerate(zip(self.names, self.alleles, strict=True)):
            values = pd.Index(columns[site], dtype=object)
            codes[:, site] = pd.Index(own, dtype=object).get_indexer(values)
            if len(codes) and (codes[:, site] < 0).all():
                raise ValueError(
                    f"No row of {parameter}= has one of the alleles {list_alleles(own)} at site "
                    f"'{name}': row 0 has {show(values[0])}. Write the alleles as the model has "
                    "them."
                )
        return codes[(codes >= 0).all(axis=1)]

    def name_mutations(self, genotypes):
        """Return the mutations of each genotype from the wild type, as in A12V:K45R."""
        names = [
            [name_mutation(name, own[wild], allele) for allele in own]
            for name, own, wild in zip(self.names, self.alleles, self.wild_type, strict=True)
        ]
        mutated = genotypes != self.wild_type
        return [
            ":".join(names[site][genotype[site]] for site in np.flatnonzero(row))
            for genotype, row in zip(genotypes, mutated, strict=True)
        ]


def site_columns(X, names, parameter):
    """Return the values of the sites of a table, whose columns may be in another order.

    Without names of the sites, they are those of all columns.
    """
    try:
        columns, labels = read_columns(X)
    except ValueError as error:
        raise ValueError(f"{parameter}= cannot be read. {error}") from error
    if not names:
        return columns
    if labels is not None and set(names) <= set(labels):
        return [columns[labels.index(name)] for name in names]
    if len(columns) != len(names):
        raise ValueError(
            f"{parameter}= must have one column for each of the {len(names)} sites of the model, "
            f"got {len(columns)}."
        )
    if labels is not None and names != default_site_names(len(names)):
        missing = [name for name in names if name not in labels]
        raise ValueError(f"{parameter}= lacks the {quote_names(missing)}.")
    return columns


def _with_allele(genotypes, site, code):
    changed = genotypes.copy()
    changed[:, site] = code
    return changed


def _are_numbers(alleles):
    return all(isinstance(allele, numbers.Real) for allele in alleles)


def list_alleles(alleles):
    """Return alleles as a message lists them, the first few where there are many."""
    return ", ".join(map(show, alleles[:_SHOWN])) + ", ..." * (len(alleles) > _SHOWN)
