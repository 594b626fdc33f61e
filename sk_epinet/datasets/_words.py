"""Words among genotypes that are strings: WT, and what names a summary of the rows."""

from collections import Counter
from operator import eq

import numpy as np

from .._utils import warn_user
from ..genotypes import Problem, is_wild_type_word
from ._text import is_gap, shorten

_NAMES = (
    "mean means average avg median total sum sd std stdev sem se min max cv blank control ctrl "
    "mock empty background neg pos negative positive mittelwert moyenne media"
)
_SUMMARIES = frozenset(_NAMES.split())
_MOST_SHOWN = 4


def find_words(texts, wild_type=None):
    """Return which texts of a column of strings are words, and what stands in their place.

    A word may be a genotype too: MEAN are four amino acids, and WT are two. It is one where its
    letters are those of other genotypes at the same sites.

    Parameters
    ----------
    texts : list of str
        Distinct texts of the column.
    wild_type : str or sequence of str, default=None
        What the user said.

    Returns
    -------
    words : dict of int to str or Problem
        For the position of a text the alleles of the wild type, or why it is no genotype.
    """
    places = [i for i, text in enumerate(texts) if _is_word(text)]
    words = {}
    for place in places:
        text, others = texts[place], [t for i, t in enumerate(texts) if i not in places]
        known = [text[site] in letters for site, letters in enumerate(_letters(others, len(text)))]
        if is_wild_type_word(text) and not any(known):
            words[place] = _wild_type_text(wild_type)
        elif text.lower() in _SUMMARIES and not all(known):
            words[place] = Problem("a word, and no genotype", text)
    return words


def _is_word(text):
    is_word = text.lower() in _SUMMARIES or (is_wild_type_word(text) and text.strip("= "))
    return bool(is_word) and not is_gap(text)


def _letters(texts, n_sites):
    """Return the letters of the texts of this length at each site; none where there are none."""
    alike = [text for text in texts if len(text) == n_sites]
    return [set(column) for column in zip(*alike, strict=True)] if alike else [set()] * n_sites


def _wild_type_text(wild_type):
    if wild_type is None or hasattr(wild_type, "items"):
        return Problem(
            "it stands for the wild type, whose alleles are not known: say them with wild_type= "
            "where the landscape is read",
            "WT",
        )
    return "".join(wild_type)


def require_letters(table, name, texts):
    """Raise an error if a sign stands for the letter of the one genotype that is written whole.

    Alignments have such a sign, most often a point, where a sequence is that of the first one.

    Parameters
    ----------
    table : Table
    name : str
        Column of the genotypes.
    texts : list of str
        Distinct texts of the column.
    """
    for sign in ".-=":
        others = [text for text in texts if sign in text]
        if len(others) < 3 or len({len(text) for text in others}) > 1:
            continue
        whole = _reference(texts, sign, len(others[0]))
        if whole is not None:
            row = int(np.argmax(table.columns[name].codes == texts.index(whole)))
            column = f"frame[{name!r}]"
            raise ValueError(
                f"Column '{name}' of {table.source} has {sign!r} where {shorten(whole)} in "
                f"{table.place(row)} has letters that no other row has: it seems to stand for "
                f"these. Write the letters: whole = {column}[frame.index == "
                f"{table.index[row]!r}].iloc[0]; {column} = [''.join(b if a == {sign!r} else a "
                f"for a, b in zip(text, whole)) for text in {column}]."
            )


def _reference(texts, sign, length):
    """Return the only text of this length without a sign, whose letters no other text has."""
    alike = [text for text in texts if len(text) == length]
    first = Counter(text[0] for text in alike if text)
    for whole in alike:
        # Few texts have a first letter of their own, so that few are compared with all.
        if sign in whole or first[whole[0]] > 1:
            continue
        if not any(any(map(eq, whole, text)) for text in alike if text != whole):
            return whole
    return None


def check_wild_type(table, name, parsed):
    """Raise an error if a wild type disagrees with most genotypes; warn if it does at a few sites.

    Parameters
    ----------
    table : Table
    name : str
        Column of the genotypes.
    parsed : ParsedGenotypes
        Genotypes whose first allele is that of the wild type.
    """
    seen = (parsed.codes == 0).any(axis=0)
    unseen = np.flatnonzero(~seen)
    if not unseen.size or not parsed.valid.any():
        return
    shown = ", ".join(
        f"{parsed.alleles[site][0]!r} at pos{parsed.sites[site]} (rows have "
        f"{', '.join(parsed.alleles[site][1:4])})"
        for site in unseen[:_MOST_SHOWN]
    )
    message = (
        f"wild_type= has alleles that no row of column '{name}' of {table.source} has, at "
        f"{unseen.size} of {seen.size} sites: {shown}."
    )
    if 2 * unseen.size > seen.size:
        raise ValueError(f"{message} Check wild_type=, whose first character is that of the rows.")
    warn_user(message)
