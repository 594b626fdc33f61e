"""Read genotypes that are lists of what is present, such as the species of a community."""

import re

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ._alleles import sort_alleles
from ._parsed import Notation, ParsedGenotypes, Problem, empty_codes, read_texts
from ._wild_type import is_wild_type_word

# Two colons are part of a name: abcA::kan is a gene that another one was put into.
_SEPARATOR = re.compile(r"\s*(?:[,;/|+]|(?<!:):(?!:))\s*|\s+")


def parse_members(texts: ArrayLike, *, separator: str | None = None) -> ParsedGenotypes:
    """Read lists of members such as ``C-M-T`` or ``1,2,3``.

    Parameters
    ----------
    texts : array-like of shape (n_samples,)
        Names of the members that are present, separated by ``,``, ``;``, ``:``, ``/``, ``|``,
        ``+`` or white space, or else, where none of these occurs in the column, by ``-``.
        Empty text, and ``WT`` alone, are a genotype without members.
    separator : str, default=None
        What separates the names, if it is known.

    Returns
    -------
    parsed : ParsedGenotypes
        One site for each member, with the alleles 0 (absent) and 1 (present).

    Notes
    -----
    The time is proportional to the length of the text.

    Examples
    --------
    >>> from sk_epinet.genotypes import parse_members
    >>> parsed = parse_members(["C-M-T", "M", ""])
    >>> parsed.sites, parsed.codes.tolist()
    (['C', 'M', 'T'], [[1, 1, 1], [0, 1, 0], [0, 0, 0]])
    """
    column, problems = read_texts(texts)
    separator = find_separator(column.tolist()) if separator is None else separator
    lists = [split_members(text, separator) for text in column.tolist()]
    lists = _without_wild_type_words(lists)
    for row, members in enumerate(lists):
        if "" in members:
            problems.setdefault(row, Problem("a member without a name", column[row]))
        elif len(set(members)) < len(members):
            problems.setdefault(row, Problem("a member that is named twice", column[row]))
    lists = [[] if row in problems else members for row, members in enumerate(lists)]
    counts = [len(members) for members in lists]
    rows = np.repeat(np.arange(len(lists)), np.array(counts, dtype=np.int64))
    ids, found = pd.factorize(np.array([name for own in lists for name in own], dtype=object))
    sites = sort_alleles(found.tolist())
    place = {site: number for number, site in enumerate(sites)}
    alleles = [[0, 1]] * len(sites)
    codes = empty_codes(len(column), alleles)
    codes[rows, np.array([place[name] for name in found], dtype=np.int64)[ids]] = 1
    codes[list(problems)] = -1
    notation = Notation(separator=separator)
    absent = dict.fromkeys(sites, 0)
    numeric = frozenset(range(len(sites)))
    return ParsedGenotypes(sites, alleles, codes, absent, problems, notation, numeric)


def _without_wild_type_words(lists):
    """Return the lists without a lone word such as WT, which says that nothing is present.

    Where the word stands beside other names, as in "WT,A", it is a name too.
    """
    names = {name for members in lists if len(members) > 1 for name in members}
    words = {own[0] for own in lists if len(own) == 1 and is_wild_type_word(own[0])} - names
    return [[] if len(own) == 1 and own[0] in words else own for own in lists] if words else lists


def write_members(sites, codes, notation):
    """Return genotypes as lists of members, the inverse of :func:`parse_members`."""
    names = np.array(sites, dtype=object)
    return [notation.separator.join(names[row > 0]) for row in codes]


def find_separator(texts):
    """Return what separates the names of members in a column of text."""
    found = (_SEPARATOR.search(text.strip()) for text in texts)
    return next((match[0] for match in found if match), "-")


def split_members(text, separator):
    """Return the names of the members of one genotype."""
    text = text.strip()
    if not text:
        return []
    if separator == "-":
        return [name.strip() for name in text.split("-")]
    return _SEPARATOR.split(text)
