"""The genotypes that can be suggested: sites, alleles, and at most so many mutations."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .._utils import default_site_names, quote_names, read_list, require_memory
from ..genotypes import (
    check_alleles,
    is_missing,
    name_mutation,
    plain_value,
    read_columns,
    show,
    sort_alleles,
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
                    f"No row of {parameter}= has one of the alleles {_list(own)} at site "
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


def make_space(model, alleles, candidates, wild_type, max_mutations):
    """Return the space of what the user gave and what the model knows, all of it checked.

    Raises
    ------
    ValueError
        If the alleles are not known, or something contradicts the sites or alleles of the model.
    """
    names = list(map(str, getattr(model, "feature_names_in_", ())))
    as_frame = bool(names)
    if candidates is not None:
        if alleles is not None:
            raise ValueError("Give either alleles= or candidates=, not both.")
        names = names or _names_of(candidates)
        alleles = _alleles_of_columns(site_columns(candidates, names, "candidates"), names)
        alleles = _with_wild_type(alleles, names, wild_type)
    else:
        alleles, names = _decide_alleles(model, alleles, names)
    _require_known(model, alleles, names)
    if max_mutations is not None and wild_type is None:
        raise ValueError(
            "max_mutations= counts mutations from the wild type: give wild_type=, the allele of "
            "each site."
        )
    wild_codes = _find_wild_type(wild_type, alleles, names)
    limit = len(names) if max_mutations is None else min(max_mutations, len(names))
    return GenotypeSpace(names, alleles, wild_codes, limit, as_frame)


def site_columns(X, names, parameter):
    """Return the values of the sites of a table, whose columns may be in another order."""
    columns, labels = read_columns(X)
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


def _names_of(table):
    columns, labels = read_columns(table)
    return default_site_names(len(columns)) if labels is None else labels


def _known_alleles(model):
    """Return the alleles of each site that the model was fitted on; None if it does not say.

    Those of a site are None where a regressor of this package takes its values as numbers.
    """
    known = getattr(model, "alleles_", None)
    if known is None:
        return None
    as_alleles = getattr(getattr(model, "_coding", None), "two_level", [True] * len(known))
    return [
        tuple(map(_whole, own)) if is_allele else None
        for own, is_allele in zip(known, as_alleles, strict=True)
    ]


def _decide_alleles(model, alleles, names):
    known = _known_alleles(model)
    n_sites = len(names) or getattr(model, "n_features_in_", None)
    if alleles is None:
        if known is None:
            raise ValueError(
                f"{type(model).__name__} does not say which alleles its sites can have: give "
                "alleles=, a sequence of the alleles of each site such as [(0, 1), ('A', 'V')], "
                "or candidates=, a table of the genotypes to choose from."
            )
        names = names or default_site_names(len(known))
        if None in known:
            numeric = [name for name, own in zip(names, known, strict=True) if own is None]
            raise ValueError(
                f"{quote_names(numeric)} had more than two numbers in fit, which do not say what "
                "other values are possible: give alleles= or candidates=."
            )
        return tuple(known), names
    if isinstance(alleles, Mapping):
        names = names or list(alleles)
        missing = [name for name in names if name not in alleles]
        if missing:
            raise ValueError(f"alleles= lacks the {quote_names(missing)}.")
        alleles = [alleles[name] for name in names]
    found = check_alleles(alleles)
    names = names or default_site_names(len(found))
    if len(found) != (n_sites or len(found)):
        raise ValueError(
            f"alleles= must hold the alleles of each of {n_sites} sites, got {len(found)}."
        )
    check_alleles(found, names)
    return found, names


def _alleles_of_columns(columns, names):
    if not columns or not len(columns[0]):
        raise ValueError("candidates= has no rows, or no columns.")
    alleles = []
    for name, column in zip(names, columns, strict=True):
        try:
            own = pd.unique(pd.Series(column)).tolist()
        except TypeError as error:  # lists and other objects that cannot be told apart
            raise ValueError(f"candidates= has values that are no alleles: {error}.") from error
        if any(map(is_missing, own)):
            raise ValueError(f"candidates= has a missing value at site '{name}'.")
        alleles.append(tuple(sort_alleles(own)))
    return tuple(alleles)


def _with_wild_type(alleles, names, wild_type):
    """Return the alleles of candidates, with those of the wild type, which need not be one."""
    if wild_type is None:
        return alleles
    wild = _by_site(wild_type, names)
    return tuple(
        own if allele in own else (allele, *own) for own, allele in zip(alleles, wild, strict=True)
    )


def _require_known(model, alleles, names):
    """Raise an error for an allele that a model, which knows its alleles, does not know."""
    known = _known_alleles(model)
    if known is None or len(known) != len(alleles):
        return
    for name, own, others in zip(names, alleles, known, strict=True):
        unknown = [] if others is None else [allele for allele in own if allele not in others]
        if unknown:
            raise ValueError(
                f"The model does not know the allele {show(unknown[0])} of site '{name}', only "
                f"{_list(others)}."
            )


def _find_wild_type(wild_type, alleles, names):
    if wild_type is None:
        return np.zeros(len(alleles), dtype=np.int16)
    codes = np.empty(len(alleles), dtype=np.int16)
    for site, (name, own, allele) in enumerate(
        zip(names, alleles, _by_site(wild_type, names), strict=True)
    ):
        if allele not in own:
            raise ValueError(
                f"wild_type= has {show(allele)} at site '{name}', which is none of the alleles "
                f"{_list(own)}."
            )
        codes[site] = own.index(allele)
    return codes


def _by_site(wild_type, names):
    """Return the allele of the wild type at each site."""
    if isinstance(wild_type, Mapping):
        missing = [name for name in names if name not in wild_type]
        if missing:
            raise ValueError(f"wild_type= lacks the {quote_names(missing)}.")
        wild_type = [wild_type[name] for name in names]
    if not isinstance(wild_type, str):
        wild_type = read_list("wild_type=", wild_type, "one allele for each site")
    found = [plain_value(allele) for allele in wild_type]
    if any(isinstance(allele, np.ndarray) for allele in found):
        raise ValueError(f"wild_type= must hold one allele for each site, got {wild_type!r}.")
    if len(found) != len(names):
        raise ValueError(
            f"wild_type= must hold one allele for each of the {len(names)} sites, got "
            f"{len(found)}."
        )
    return found


def _with_allele(genotypes, site, code):
    changed = genotypes.copy()
    changed[:, site] = code
    return changed


def _are_numbers(alleles):
    return all(isinstance(allele, numbers.Real) for allele in alleles)


def _whole(allele):
    """Return a whole number as an int, so that tables show 0 and not 0.0."""
    return int(allele) if isinstance(allele, float) and allele.is_integer() else allele


def _list(alleles):
    return ", ".join(map(show, alleles[:_SHOWN])) + ", ..." * (len(alleles) > _SHOWN)
