"""The alleles of each site, however many, and genotypes as the numbers of their alleles."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .._utils import read_list, read_names
from ._alleles import sort_alleles
from ._columns import distinct_values, read_columns
from ._levels import is_missing, plain_value, refuse_missing_texts, require_columns, show
from ._mutations import write_mutation_name
from ._one_genotype import read_genotype

_LISTED = 8  # alleles that a message names


def check_alleles(alleles, names=None):
    """Return the alleles of each site as a tuple of tuples.

    Parameters
    ----------
    alleles : sequence of sequences, or of str with a character for each allele
        The different alleles of each site.
    names : sequence of str, default=None
        Names of the sites, for messages.

    Raises
    ------
    ValueError
        If a site has no allele, a missing one, or the same one twice.
    """
    sites = read_list("alleles", alleles, "the alleles of each site, such as ['AC', 'ACGT']")
    if not all(_may_be_alleles(own) for own in sites):
        raise ValueError(
            "alleles must hold the alleles of each site, such as ['AC', 'ACGT'] or "
            f"[[0, 1], ['a', 'b', 'c']]; got {alleles!r}."
        )
    alleles = tuple(tuple(plain_value(allele) for allele in own) for own in sites)
    names = read_names(names, len(alleles))
    for name, own in zip(names, alleles, strict=True):
        if not own or any(is_missing(allele) for allele in own) or _has_repeats(own):
            raise ValueError(
                f"Site '{name}' needs one or more different alleles, got {list(own)!r}."
            )
    return alleles


def _may_be_alleles(own):
    """Return whether something holds alleles in an order: not a number, and not a set."""
    return np.ndim(own) == 1 if isinstance(own, np.ndarray) else isinstance(own, Iterable)


def _has_repeats(own):
    try:
        return len(set(own)) < len(own)
    except TypeError as error:
        raise ValueError(
            f"alleles must be numbers, strings or the like, which can be told apart, but {error}: "
            f"{list(own)!r}."
        ) from error


def alleles_of_columns(X, names=None):
    """Return the alleles that the values of each site take, in the order of `sort_alleles`.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
        The categories of a column of categories are its alleles, in their order.
    names : sequence of str, default=None
        Names of the sites, for messages; by default the names of the columns of X.

    Raises
    ------
    ValueError
        If a value is missing, or the only column may hold whole genotypes.
    """
    columns, labels = read_columns(X)
    names = read_names(labels if names is None else names, len(columns))
    kinds = list(X.dtypes) if isinstance(X, pd.DataFrame) else [None] * len(columns)
    alleles = []
    for name, column, kind in zip(names, columns, kinds, strict=True):
        missing = pd.isna(column)
        if missing.any():
            raise ValueError(
                f"Site '{name}' has no allele in row {int(np.argmax(missing))}. Drop that "
                "genotype, or fill in the allele."
            )
        refuse_missing_texts(column, name)
        if isinstance(kind, pd.CategoricalDtype):
            alleles.append(tuple(kind.categories.tolist()))
            continue
        alleles.append(tuple(sort_alleles(distinct_values(column, name))))
        _require_site(alleles[-1], name, is_alone=len(columns) == 1)
    return tuple(alleles)


def _require_site(own, name, *, is_alone):
    """Raise an error if the values of the only column may be whole genotypes."""
    if is_alone and len(own) > 2 and all(isinstance(a, str) and len(a) > 1 for a in own):
        raise ValueError(
            f"The only column, '{name}', takes {len(own)} values ({_list(own[:3])}, ...). If "
            "these are whole genotypes with one character for each site, pass the column and not "
            f"a table of it: X[{name!r}]. If they are alleles of one site, pass alleles=."
        )


def number_alleles(X, alleles, names=None):
    """Return the number of the allele of each site of genotypes.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
        Genotypes in the values of a user.
    alleles : tuple of tuple
        The alleles of each site.
    names : sequence of str, default=None
        Names of the sites, for messages; by default the names of the columns of X.

    Returns
    -------
    codes : ndarray of shape (n_samples, n_sites), dtype intp

    Raises
    ------
    ValueError
        If X has another number of sites, or an allele that is not known.
    """
    columns, labels = read_columns(X)
    require_columns(len(columns), len(alleles))
    names = read_names(labels if names is None else names, len(alleles))
    codes = np.empty((len(columns[0]) if columns else len(X), len(alleles)), dtype=np.intp)
    for site, (own, column) in enumerate(zip(alleles, columns, strict=True)):
        codes[:, site] = pd.Index(own, dtype=object).get_indexer(column.astype(object))
        unknown = codes[:, site] < 0
        if unknown.any():
            row = int(np.argmax(unknown))
            _refuse(names[site], own, column[row], row)
    return codes


def decode_alleles(codes, alleles):
    """Return genotypes in the values of a user, the inverse of `number_alleles`.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites)
        float64 where all alleles are numbers, and object otherwise.
    """
    arrays = [np.array([*own, None], dtype=object)[:-1] for own in alleles]
    X = np.empty(np.shape(codes), dtype=object)
    for site, own in enumerate(arrays):
        X[:, site] = own[codes[:, site]]
    numeric = all(isinstance(a, (int, float, np.number)) for own in alleles for a in own)
    return X.astype(np.float64) if numeric else X


def find_alleles(given, alleles, site_names, *, name="wild_type", others=None):
    """Return the number of one allele of each site, such as those of a wild type.

    Parameters
    ----------
    given : sequence of alleles, str, dict of site name to allele, Series, or None
        An allele of each site, as :func:`read_genotype` takes it. None is the first allele of
        every site.
    alleles : tuple of tuple
        The alleles of each site.
    site_names : sequence of str
        Names of the sites.
    name : str, default="wild_type"
        Name of the argument, for messages.
    others : sequence of alleles, default=None
        Alleles of the sites that a dict does not name. None is the first allele of each.

    Returns
    -------
    codes : tuple of int

    Raises
    ------
    ValueError
        If there is not one allele for each site, or a site does not have the allele.
    """
    if given is None:
        return (0,) * len(alleles)
    others = [own[0] for own in alleles] if others is None else others
    found = read_genotype(name, given, site_names, others=others)
    for site, own, allele in zip(site_names, alleles, found, strict=True):
        if allele not in own:
            raise ValueError(
                f"{name}= has {show(allele)} at site '{site}', whose alleles are {_list(own)}."
            )
    return tuple(own.index(allele) for own, allele in zip(alleles, found, strict=True))


def name_mutation(site_name, wild_type, allele):
    """Return the name of an allele at a site: A12V, or the name of the site and the allele.

    Parameters
    ----------
    site_name : str
        Such as "pos12", "12" or "A12" for position 12.
    wild_type, allele : object
        Alleles of the site; single letters are written as in A12V.
    """
    written = write_mutation_name(site_name, wild_type, allele)
    text = allele if isinstance(allele, str) else show(allele)
    return written or f"{site_name}_{text}"


def _refuse(name, own, value, row):
    if is_missing(value):
        raise ValueError(
            f"Site '{name}' has no allele in row {row}. Drop that genotype, or fill in the allele."
        )
    raise ValueError(
        f"Site '{name}' has the allele {show(value)} in row {row}, but its alleles are "
        f"{_list(own)}."
    )


def _list(alleles):
    shown = ", ".join(show(allele) for allele in alleles[:_LISTED])
    return shown + ", ..." * (len(alleles) > _LISTED)
