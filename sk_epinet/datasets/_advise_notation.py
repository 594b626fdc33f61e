"""Say how genotypes in a notation that cannot be read are brought into one that can."""

import re

from ..genotypes import UnknownKindError, find_kind, pattern_of_alleles
from ._advise_genes import remove_genes
from ._text import shorten

# What Python and R write around lists and texts.
_AROUND = r"[\[\](){}'\"]|\bset\b|[,;]$"
_POSITION_FIRST = re.compile(r"\d[A-Z]>[A-Z]")
_PROTEIN = re.compile(r"\(p\.[^)]*\)")


def why_unreadable(column):
    """Return why a column of text cannot be read as genotypes, as the end of a sentence.

    Parameters
    ----------
    column : Column

    Returns
    -------
    why : str
        With the line that mends it, where that is known; empty where the column can be read.
    """
    texts = column.filled
    try:
        find_kind(texts)
    except UnknownKindError as error:
        reason = error.reason
    else:
        return ""
    shown, name = shorten(texts[0]), column.name
    if reason == "labels":
        return f"holds names such as {shown} and {shorten(texts[1])}, not genotypes"
    if reason == "wild type":
        return "holds no genotype but the wild type"
    if reason == "mutations":
        return _rewrite_mutations(column)
    pattern = pattern_of_alleles(texts)
    if pattern:
        return _part_alleles(column, pattern)
    if reason == "strings or members":
        return (
            f"may hold strings with one character for each site, or lists of what is present, "
            f"such as {shown}: for lists, put commas between the names, "
            f"frame[{name!r}] = frame[{name!r}].str.replace(r'[-+]', ',', regex=True); for "
            f"strings, write a gap as '.', frame[{name!r}] = frame[{name!r}].str.replace('-', '.')"
        )
    if _is_known([re.sub(_AROUND, "", text) for text in texts]):
        line = f"frame[{name!r}].astype(str).str.replace({_AROUND!r}, '', regex=True)"
        return f"holds lists with brackets or quotation marks: frame[{name!r}] = {line}"
    odd = next((text for text in texts if re.search(r"[,;:/|\s]", text)), texts[0])
    return (
        f"holds texts such as {shorten(odd)}, which are none of these: lists of mutations "
        "(A12V:K45R), HGVS (p.Ala12Val), strings with one character for each site, and lists of "
        "names that each occur in two rows or more"
    )


def _is_known(texts):
    try:
        return bool(find_kind(texts))
    except UnknownKindError:
        return False


def _rewrite_mutations(column):
    texts, name = column.filled, column.name
    proteins = [text for text in texts if _PROTEIN.search(text)]
    if proteins:
        line = f"frame[{name!r}].str.findall(r'p\\.[^)=]+').str.join(' ')"
        return (
            f"holds mutations of nucleotides and of the protein in one text "
            f"({shorten(proteins[0])}). Keep one of them: frame[{name!r}] = {line}"
        )
    if 2 * sum(bool(_POSITION_FIRST.search(text)) for text in texts) > len(texts):
        line = f"frame[{name!r}].str.replace(r'(?:[cgn][.])?(-?\\d+)([A-Z])>([A-Z])', "
        return (
            f"has positions before both letters ({shorten(texts[0])}). Write them as A12G: "
            f"frame[{name!r}] = {line}r'\\2\\1\\3', regex=True)"
        )
    line = remove_genes(name, texts)
    if line:
        shown = shorten(max(texts, key=len))
        return f"has a name before each mutation, such as {shown}. Pass the frame with {line}"
    return (
        f"seems to hold mutations in a notation that is not known, such as "
        f"{shorten(max(texts, key=len))}: write them as A12V:K45R, or in HGVS as "
        "p.[Ala12Val;Lys45Arg]"
    )


def _part_alleles(column, pattern):
    line = (
        f"frame.join(frame.pop({column.name!r}).astype(str).str.findall(r{pattern!r})"
        ".apply(pandas.Series).add_prefix('site '))"
    ).replace("\\\\", "\\")
    return (
        f"holds an allele of each site at the same place, such as {shorten(column.filled[0])}. "
        f"Make a column of each site, and pass the frame: frame = {line}"
    )
