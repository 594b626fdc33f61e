"""Ask about strings whose letters are not the alleles of one site each."""

from itertools import pairwise

from ..genotypes import is_wild_type_word
from ._text import is_gap, shorten

_FEWEST = 4


def require_letters_of_sites(table, name, texts):
    """Raise an error if strings of one length seem to be lists of members, or diploid genotypes.

    Parameters
    ----------
    table : Table
    name : str
        Column of the genotypes.
    texts : list of str
        Distinct texts of the column.
    """
    texts = [text for text in texts if not is_gap(text) and not is_wild_type_word(text)]
    if len({len(text) for text in texts}) > 1 or not all(map(str.isalpha, texts)):
        return
    column = f"frame[{name!r}]"
    if _are_members(texts):
        raise ValueError(
            f"Column '{name}' of {table.source} has texts with letters in the order of the "
            f"alphabet, such as {shorten(texts[0])}, and some letters at several places: these "
            f"seem to name what is present. If so, put commas between them: {column} = {column}"
            ".map(','.join). If each character is the allele of a site, make a column of each: "
            f"frame = frame.join(frame.pop({name!r}).map(list).apply(pandas.Series)"
            ".add_prefix('site '))."
        )
    if _are_diploid(texts):
        raise ValueError(
            f"Column '{name}' of {table.source} has the same letter twice for each locus, such as "
            f"{shorten(texts[0])}, as genotypes of a diploid have. Make a column of each locus: "
            f"frame = frame.join(frame.pop({name!r}).str.findall('..')"
            ".apply(pandas.Series).add_prefix('locus '))."
        )


def _are_members(texts):
    """Return whether the letters of each text are in order, and some occur at several places."""
    if len(texts) < _FEWEST or len(texts[0]) < 2:
        return False
    if any(a >= b for text in texts for a, b in pairwise(text)):
        return False
    places = [set(letters) for letters in zip(*texts, strict=True)]
    return len(set().union(*places)) < sum(map(len, places))


def _are_diploid(texts):
    """Return whether each two letters are the same but for case, and AA, Aa and aa all occur."""
    if not texts or len(texts[0]) % 2:
        return False
    loci = [{text[i : i + 2] for text in texts} for i in range(0, len(texts[0]), 2)]
    if not all(pair[0].lower() == pair[1].lower() for own in loci for pair in own):
        return False
    return any(len(own) > 2 for own in loci)
