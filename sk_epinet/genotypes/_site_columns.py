"""Read genotypes that stand in one column for each site."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .._utils import check_bool, default_site_names, quote_names, require_known_sites
from ._alleles import find_named_wild_type, find_stop_codons, is_number, sort_alleles
from ._columns import read_columns
from ._parsed import ParsedGenotypes, Problem, empty_codes


def parse_site_columns(
    X: ArrayLike,
    wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
    *,
    names: Sequence[str] | None = None,
    allow_stop: bool = False,
) -> ParsedGenotypes:
    """Read genotypes that stand in one column for each site.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, n_sites)
        Alleles: numbers, strings, or a mixture. The categories of a categorical column are
        its alleles, in their order, whether they occur or not.
    wild_type : sequence of alleles, dict of site name to allele, or None
        The wild type's allele at each site. An allele called ``wt`` needs no `wild_type`.
    names : sequence of str, default=None
        Names of the sites; by default those of a DataFrame, else x0, x1, ...
    allow_stop : bool, default=False
        Whether a stop codon (``*``) beside letters is an allele, and not a problem.

    Returns
    -------
    parsed : ParsedGenotypes

    Raises
    ------
    ValueError
        If `wild_type` does not fit the columns.

    Notes
    -----
    The values of each column are sorted once.

    Examples
    --------
    >>> from sk_epinet.genotypes import parse_site_columns
    >>> parsed = parse_site_columns([["wt", 0], ["mut", 1], ["wt", 2]])
    >>> parsed.alleles, parsed.codes.tolist()
    ([['wt', 'mut'], [0, 1, 2]], [[0, 0], [1, 1], [0, 2]])
    """
    check_bool("allow_stop", allow_stop)
    columns, labels = _columns(X)
    sites = list(labels or default_site_names(len(columns)) if names is None else names)
    if len(set(sites)) < len(sites):
        twice = [site for site in dict.fromkeys(sites) if sites.count(site) > 1]
        raise ValueError(f"X has {quote_names(twice)} more than once; rename them.")
    given = _read_wild_type(wild_type, sites)
    found = [_factorize(values) for values, _ in columns]
    problems: dict = {}
    for site, (own, codes) in zip(sites, found, strict=True):
        _blame_missing(problems, own, codes, site)
    for site, (own, codes) in zip(sites, found, strict=True) if not allow_stop else ():
        _blame_stop_codons(problems, own, codes, site, given.get(site))
    kept = np.ones(len(found[0][1]) if found else 0, dtype=np.bool_)
    kept[list(problems)] = False
    alleles, known, numeric, recoded = [], {}, set(), []
    for place, (site, (own, codes)) in enumerate(zip(sites, found, strict=True)):
        present = [own[code] for code in np.unique(codes[kept])]
        wild = _fit_wild_type(given.get(site), present, site)
        alleles.append(_order(present, columns[place][1], wild))
        recoded.append(_recode(codes[kept], own, alleles[place]))
        if wild is not None:
            known[site] = wild
        elif columns[place][1] is None and all(map(is_number, present)):
            numeric.add(place)
    coded = empty_codes(kept.size, alleles, fill=-1)
    for place, codes in enumerate(recoded):
        coded[kept, place] = codes
    return ParsedGenotypes(
        sites, alleles, coded, known or None, problems, numeric=frozenset(numeric)
    )


def write_site_columns(alleles, codes):
    """Return genotypes as one column for each site, the inverse of `parse_site_columns`.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites)
        Of numbers where all alleles are numbers, else of objects.
    """
    values = np.empty(codes.shape, dtype=object)
    for site, own in enumerate(alleles):
        values[:, site] = as_objects(own)[codes[:, site]]
    numeric = all(is_number(allele) for own in alleles for allele in own)
    return np.array(values.tolist()).reshape(values.shape) if numeric else values


def as_alleles(values):
    """Return the alleles of a site as an array: of numbers where all of them are numbers."""
    return np.array(values) if all(map(is_number, values)) else as_objects(values)


def as_objects(values):
    """Return values as a one-dimensional array of objects."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _columns(X):
    """Return the values of each column with its declared categories, and the columns' names."""
    values, labels = read_columns(X)
    types = list(X.dtypes) if hasattr(X, "iloc") else [None] * len(values)
    declared = [
        kind.categories.tolist() if isinstance(kind, pd.CategoricalDtype) else None
        for kind in types
    ]
    return list(zip(values, declared, strict=True)), labels


def _factorize(values):
    """Return the different values of a column as a list, and the index of each; -1 if missing."""
    try:
        codes, found = pd.factorize(values)
    except TypeError as error:  # lists and other objects that cannot be told apart
        raise ValueError(f"A column of X has values that are no alleles: {error}.") from error
    return found.tolist(), codes


def _read_wild_type(wild_type, sites):
    """Return the wild type's alleles by the names of their sites."""
    if wild_type is None:
        return {}
    if hasattr(wild_type, "items"):
        given = dict(wild_type.items())
        require_known_sites("wild_type", given, sites)
        return given
    if len(wild_type) != len(sites):
        raise ValueError(
            f"wild_type= must hold one allele for each of {len(sites)} sites, got "
            f"{len(wild_type)}."
        )
    given = wild_type.tolist() if hasattr(wild_type, "tolist") else wild_type
    return dict(zip(sites, given, strict=True))


def _blame_missing(problems, own, codes, site):
    for row in np.flatnonzero(codes < 0).tolist():
        problems.setdefault(row, Problem("missing value (NaN) at site", site))
    infinite = [isinstance(v, (float, np.floating)) and not np.isfinite(v) for v in own]
    for row in np.flatnonzero(np.array([*infinite, False], dtype=bool)[codes]).tolist():
        problems.setdefault(row, Problem("infinite value (inf) at site", site))


def _blame_stop_codons(problems, own, codes, site, wild_type):
    counts = np.bincount(codes[codes >= 0], minlength=len(own))
    wrong = np.array([*find_stop_codons(own, counts, wild_type), False], dtype=bool)
    for row in np.flatnonzero(wrong[codes]).tolist():
        allele = own[codes[row]]
        reason = f"{'' if allele == '*' else 'no '}stop codon at site '{site}'"
        problems.setdefault(row, Problem(reason, allele))


def _fit_wild_type(given, present, site):
    """Return the wild type's allele at a site: as it was given, or as it is called."""
    if given is None:
        return find_named_wild_type(present)
    if present and all(is_number(value) for value in present) and not is_number(given):
        raise ValueError(
            f"wild_type= has the text {given!r} at site '{site}', which holds numbers. Pass the "
            "number, or X as text."
        )
    return given


def _order(present, declared, wild_type):
    """Return the alleles of a site in order; declared categories keep theirs."""
    if declared is None:
        return sort_alleles(present, wild_type)
    first = [] if wild_type is None else [wild_type]
    return [*first, *(allele for allele in declared if allele not in first)]


def _recode(codes, found, alleles):
    place = {allele: number for number, allele in enumerate(alleles)}
    return np.array([place.get(value, -1) for value in found], dtype=np.int32)[codes]
