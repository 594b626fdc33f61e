"""Decide which sites, alleles and wild type the genotypes have that can be suggested."""

import numbers
from collections.abc import Mapping

import numpy as np
import pandas as pd

from .._utils import default_site_names, quote_names
from ..genotypes import check_alleles, is_missing, read_columns, read_genotype, show, sort_alleles
from ._space import GenotypeSpace, list_alleles, site_columns


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
        columns = site_columns(candidates, names, "candidates")
        names = names or _names_of(candidates)
        alleles = _alleles_of_columns(columns, names)
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
    """Return the alleles of each site, as the user or else the model says them, and the names."""
    if alleles is None:
        return _alleles_of_model(model, names)
    n_sites = len(names) or getattr(model, "n_features_in_", None)
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


def _alleles_of_model(model, names):
    known = _known_alleles(model)
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
        if odd := [value for value in own if not isinstance(value, (str, numbers.Real))]:
            raise ValueError(
                f"candidates= has {odd[0]!r} at site '{name}', which is neither a number nor the "
                "name of an allele."
            )
        alleles.append(tuple(sort_alleles(own)))
    return tuple(alleles)


def _with_wild_type(alleles, names, wild_type):
    """Return the alleles of candidates, with those of the wild type, which need not be one."""
    if wild_type is None:
        return alleles
    wild = read_genotype("wild_type", wild_type, names)
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
                f"{list_alleles(others)}."
            )


def _find_wild_type(wild_type, alleles, names):
    if wild_type is None:
        return np.zeros(len(alleles), dtype=np.int16)
    codes = np.empty(len(alleles), dtype=np.int16)
    wild = read_genotype("wild_type", wild_type, names)
    for site, (name, own, allele) in enumerate(zip(names, alleles, wild, strict=True)):
        if allele not in own:
            raise ValueError(
                f"wild_type= has {show(allele)} at site '{name}', which is none of the alleles "
                f"{list_alleles(own)}."
            )
        codes[site] = own.index(allele)
    return codes


def _whole(allele):
    """Return a whole number as an int, so that tables show 0 and not 0.0."""
    return int(allele) if isinstance(allele, float) and allele.is_integer() else allele
