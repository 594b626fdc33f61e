"""Give each allele of a site one spelling: "wt" and "WT" are the same."""

import numpy as np

from ..genotypes import is_wild_type_word
from ._candidates import canonical_allele
from ._column import Column
from ._names import is_numbered_site

_MOST_TEXTS = 64


def unify_spellings(table, names, known=None):
    """Write columns back into the table in which each allele has one spelling.

    Words of two letters or more that differ in case only are one allele, and so are 1 and 1.0.
    Single letters keep their case, because ``a`` and ``A`` can be two alleles. So do the texts of
    a column that differ in nothing else, and one letter that stands twice: ``AA``, ``Aa`` and
    ``aa`` are the genotypes of a diploid.

    Parameters
    ----------
    table : Table
        Its notes say what was unified.
    names : iterable of str
        Columns that are sites, or may be: those with a number in their name, such as pos1, and
        those that have two alleles then.
    known : dict of str to sequence of str, default=None
        Alleles of each site in another table, whose spelling is taken. By default it is the
        most common one.
    """
    for name in names:
        column = table.columns[name]
        if not 2 < len(column.texts) <= _MOST_TEXTS and known is None:
            continue
        own_known = (known or {}).get(name, ())
        if _tells_by_case([*own_known, *column.filled]):
            continue
        spelled = _spellings(column, own_known)
        changed = [text for text in column.texts if spelled[text] != text]
        is_site = known is not None or is_numbered_site(name)
        if changed and (is_site or len({own for own in spelled.values() if own}) == 2):
            shown = ", ".join(f"{text} as {spelled[text]}" for text in changed[:4])
            table.notes.append(f"spelling in '{name}': {shown}")
            texts = [spelled[text] for text in column.texts]
            table.columns[name] = Column.from_categories(name, column.codes, texts)
            table.columns[name].decimal = column.decimal


def _tells_by_case(texts):
    """Return whether the alleles of a column differ in case: all of them, or AA, Aa and aa."""
    if len({_key(text) for text in texts}) == 1 and not is_wild_type_word(texts[0]):
        return len({canonical_allele(text) for text in texts}) > 1
    pairs = [text for text in texts if len(text) == 2 and len(set(text.lower())) == 1]
    return any(text.isalpha() and text[0] != text[1] for text in pairs)


def _spellings(column, known):
    """Return for each text of a column the one that stands for it."""
    counts = np.bincount(column.codes, minlength=len(column.texts))
    order = np.argsort(-counts, kind="stable")
    first = {_key(text): text for text in known}
    for place in order:
        first.setdefault(_key(column.texts[place]), column.texts[place])
    return {text: first[_key(text)] if text else text for text in column.texts}


def _key(text):
    """Return what two spellings of one allele have in common."""
    text = canonical_allele(text)
    return text.lower() if len(text) > 1 else text
