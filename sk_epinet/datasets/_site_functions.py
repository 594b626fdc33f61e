"""Recognise columns of two values that follow from the columns of the sites: products, dummies."""

import re

import numpy as np

from ._names import key_of

_SIGNS = {"-": -1.0, "+": 1.0}
_DUMMY = re.compile(
    r"(?P<site>.*?[A-Za-z0-9])(?P<joint>[\W_]*)(?P<allele>[A-Z*-]|[A-Z][a-z]{2}|\d)"
)
_FEWEST_OTHERS = 3  # sites that a column has to sum up before it is taken for no site
_MOST_FACTORS = 4


def find_products(columns, names):
    """Return the columns that are the product of others, by their names and their numbers.

    Tables of designs have the interactions beside the factors: ``AB``, ``A:B`` or ``A x B``
    beside ``A`` and ``B``. A generator of a fractional design has a name of its own.

    Parameters
    ----------
    columns : dict of str to Column
    names : list of str
        Columns of two values.

    Returns
    -------
    products : dict of str to list of str
        The factors of each product.
    """
    keys = {key_of(name): name for name in names}
    products = {}
    for name in names:
        for factors in _split_name(name, keys):
            values = [_numbers(columns[factor]) for factor in factors]
            if np.array_equal(np.prod(values, axis=0), _numbers(columns[name])):
                products[name] = factors
                break
    return products


def _split_name(name, keys):
    """Return the ways in which a name is made of two to four different other ones.

    Parameters
    ----------
    name : str
    keys : dict of str to str
        All names, by what they are compared by.
    """
    found, open_ways = [], [(key_of(name), [])]
    while open_ways:
        rest, factors = open_ways.pop()
        for end in range(1, len(rest) + 1) if len(factors) < _MOST_FACTORS else ():
            own = keys.get(rest[:end], name)
            if own == name or own in factors:
                continue
            left, used = rest[end:], [*factors, own]
            if not left and len(used) > 1:
                found.append(used)
            open_ways += [(left, used)] if left else []
            open_ways += [(left[1:], used)] if left[:1] == "x" and len(left) > 1 else []
    return found


def _numbers(column):
    """Return the numbers of a column, in which ``-`` and ``+`` stand for -1 and 1."""
    if set(column.texts) <= _SIGNS.keys():
        return np.array([_SIGNS[text] for text in column.texts])[column.codes]
    return column.numbers


def find_summary(columns, names):
    """Return the column that says whether any of all the other ones is 1, or None.

    Parameters
    ----------
    columns : dict of str to Column
    names : list of str
        Columns of two values.
    """
    if len(names) <= _FEWEST_OTHERS or not all(_is_binary(columns[name]) for name in names):
        return None
    numbers = np.column_stack([columns[name].numbers for name in names])
    total = numbers.sum(axis=1)
    is_any = (numbers == (total[:, None] - numbers > 0)).all(axis=0)
    (found,) = np.nonzero(is_any)
    return names[found[0]] if len(found) == 1 else None


def find_dummies(columns, names):
    """Return the columns that are the alleles of one site each, by the name of the site.

    Exactly one of them is 1 in each row, and their names differ in the allele at their end.

    Parameters
    ----------
    columns : dict of str to Column
    names : list of str
        Columns of two values.

    Returns
    -------
    dummies : dict of str to list of str
        Empty unless there are two such sites, or one of three alleles.
    """
    groups = {}
    for name in names:
        match = _DUMMY.fullmatch(name)
        if match and (match["joint"] or not match["allele"].isdigit()):
            groups.setdefault(match["site"] + match["joint"], []).append(name)
    dummies = {
        site: own
        for site, own in groups.items()
        if len(own) > 1
        and all(_is_binary(columns[name]) for name in own)
        and _is_one(columns, own)
    }
    return dummies if len(dummies) > 1 or max(map(len, dummies.values()), default=0) > 2 else {}


def _is_binary(column):
    return column.is_numeric and set(column.numbers.tolist()) <= {0.0, 1.0}


def _is_one(columns, names):
    return bool((sum(columns[name].numbers for name in names) == 1).all())
