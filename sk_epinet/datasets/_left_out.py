"""Ask about columns that seem to be sites, but are written otherwise than the other sites.

A site that is left out of the table changes each result, and nothing shows it.
"""

import re

import numpy as np

from ._ask import ask
from ._candidates import site_class
from ._derived import is_sum_of
from ._names import is_numbered_site, key_of
from ._text import is_gap, shorten

_MOST_ALLELES = 25
_SHARE = 0.8  # of the rows have the alleles of the other sites


def require_numbered_sites(table, numbered, free):
    """Raise an error if a column is named like the sites, but does not hold short alleles.

    Parameters
    ----------
    table : Table
    numbered : list of str
        The columns that are taken as sites: pos1, pos2.
    free : dict of str to Column
        The columns that have no role and were not set aside.
    """
    stems = {stem_of(name) for name in numbered}
    for name, column in free.items():
        is_alike = is_numbered_site(name) and stem_of(name) in stems
        if name in numbered or not is_alike or not column.filled:
            continue
        longest = max(column.filled, key=len)
        row = int(column.rows_with(lambda text, longest=longest: text == longest)[0])
        raise ask(
            table,
            f"Column '{name}' is named like the sites, but holds {shorten(longest)} in "
            f"{table.place(row)}. Correct it, take it as it is with "
            f"sites={[n for n in free if n in numbered or n == name]!r}, or leave it out.",
            "sites",
            numbered,
            as_list=True,
            shown=[name],
        )


def stem_of(name):
    """Return the name of a site without its number."""
    return re.sub(r"-?\d+$", "", key_of(name))


def require_similar_columns(table, names, free):
    """Raise an error if a column that is not taken as a site is written as the sites are.

    Parameters
    ----------
    table : Table
    names : list of str
        The columns that are taken as sites; all are written alike.
    free : dict of str to Column
        The columns that have no role and were not set aside.
    """
    alleles = site_class(table.columns[names[0]])
    for name, column in free.items():
        if name in names or not 2 < len(column.filled) <= _MOST_ALLELES:
            continue
        odd = _odd_texts(column, alleles)
        if not odd or _counts_mutations(table, names, column):
            continue
        row = int(column.rows_with(lambda text, odd=odd: text == odd[0])[0])
        raise ask(
            table,
            f"Column '{name}' is written like the sites, but it also holds {shorten(odd[0])} in "
            f"{table.place(row)}. Correct it, take it as it is with "
            f"sites={[n for n in table.columns if n in names or n == name]!r}, or leave it out.",
            "sites",
            names,
            as_list=True,
            shown=[name],
        )


def _odd_texts(column, alleles):
    """Return what a column holds beside the alleles of the sites, or [] if it is no site."""
    texts = column.filled
    if alleles == "letters":
        is_site = all(len(text) == 1 and (text.isupper() or text in "*_-") for text in texts)
        return texts[2:] if is_site else []
    odd = [text for text in texts if text.lower() not in alleles]
    n_odd = sum(len(column.rows_with(lambda text, own=own: text == own)) for own in odd)
    filled = len(column) - len(column.rows_with(is_gap))
    is_site = set(alleles) <= {text.lower() for text in texts}
    return odd if is_site and n_odd <= (1 - _SHARE) * filled else []


def _counts_mutations(table, names, column):
    codes = np.column_stack([table.columns[name].codes for name in names])
    return column.is_numeric and is_sum_of(column.numbers, codes)
