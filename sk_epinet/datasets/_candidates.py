"""Recognise columns that may hold genotypes, by their content."""

import re

import numpy as np

from ..genotypes import find_kind, number_genotypes
from ._names import GENOTYPES, is_metadata, key_of

_MAX_SAMPLE = 500
_LETTERS = re.compile(r"[A-Z*_.-]{2,}|[acgtu.-]{3,}")
_LEVELS = re.compile(r"[0-3]{2,}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00)?|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}")
_MUTATION_KINDS = ("mutations", "hgvs")


def genotype_kind(column, *, is_index=False):
    """Return how a column writes genotypes, or None where it holds something else.

    A column with a well-known name may write them in any way. Any other column counts only
    where its content leaves no doubt: lists of mutations, HGVS strings, or strings of equal
    length of capital letters (or of the letters of nucleotides, or of 0 and 1).

    Parameters
    ----------
    column : Column
    is_index : bool, default=False
        Whether the column is one of names, which holds genotypes where no other column does.

    Returns
    -------
    kind : {"strings", "mutations", "hgvs", "members", None}
    """
    texts = column.filled[:_MAX_SAMPLE]
    if len(texts) < 2 and not (texts and is_known(column)):
        return None
    if column.is_numeric:
        return "strings" if _are_digit_strings(texts, is_known(column)) else None
    try:
        kind = find_kind(texts)
    except ValueError:
        return None
    if kind in _MUTATION_KINDS:
        is_doubtful = (is_metadata(column.name) and not is_index) or all(
            text[:1].isdigit() for text in texts
        )
        return kind if is_known(column) or not is_doubtful else None
    if kind == "strings":
        name = "" if is_index else column.name
        return kind if _are_strings(texts, is_known(column), name) else None
    return kind if is_known(column) else None


def is_date(text):
    """Return whether a text is a date, as spreadsheet software writes one: 2024-03-01, 1-Mar."""
    return bool(_DATE.fullmatch(text))


def describe_date(text):
    """Return what to say of a cell that is a date, or an empty text."""
    if not is_date(text):
        return ""
    return (
        ", a date, into which spreadsheet software turns texts such as MAR1 and numbers such as "
        "3.1: write it again, in a column formatted as text"
    )


def may_be_merged(column):
    """Return whether empty cells may stand for the text above them, as where cells were merged.

    At least three texts each have the same number of empty cells below, so that these are a
    third of all cells or more.
    """
    filled = np.array([text != "" for text in column.texts], dtype=bool)[column.codes]
    if filled.all() or not filled[0]:
        return False
    sizes = np.diff(np.r_[np.flatnonzero(filled), len(filled)])
    several = sizes[sizes > 1]
    is_even = np.ptp(several) == 0 and len(several) >= 0.9 * len(sizes)
    return bool(len(several) > 2 and is_even)


def is_factor_like(column):
    """Return whether a column has from 2 to 20 short values, each twice or more on average."""
    texts = column.filled
    return 2 <= len(texts) <= min(20, len(column) // 2) and all(len(text) <= 20 for text in texts)


def is_known(column):
    """Return whether the name of a column is a well-known one for genotypes."""
    return key_of(column.name) in GENOTYPES


def has_one_length(column):
    """Return whether nine in ten of the texts of a column have the same length."""
    lengths = np.array([len(text) for text in column.filled])
    return bool(lengths.size and np.bincount(lengths).max() >= 0.9 * lengths.size)


def _are_strings(texts, known, name):
    if any(map(is_date, texts)):
        return False
    if known:
        return max(map(len, texts)) > 1
    if is_metadata(name) or len(texts) < 3 or len({len(text) for text in texts}) > 1:
        return False
    return all(_LETTERS.fullmatch(text) for text in texts)


def _are_digit_strings(texts, known):
    """Return whether numbers are genotypes such as 0110, and no counts."""
    if not all(_LEVELS.fullmatch(text) for text in texts if len(text) > 1):
        return False
    padded = any(len(text) > 1 and text.startswith("0") for text in texts)
    lengths = {len(text) for text in texts}
    if not known:
        return padded and len(lengths) == 1 and set("".join(texts)) <= {"0", "1"}
    return padded or max(lengths) > 2


def is_site_like(column):
    """Return whether a column may be a site: two values, none of them a long text."""
    return len(column.filled) == 2 and all(len(text) <= 20 for text in column.filled)


def is_allele_like(column):
    """Return whether a column named after a site holds alleles: a few short texts."""
    texts = column.filled
    return 1 <= len(texts) <= 64 and all(len(text) <= 3 for text in texts)


def site_class(column):
    """Return what the alleles of a column are like: letters, or its very values.

    Sites of one experiment are written alike. Two columns of different classes, such as 0 and 1
    beside "yes" and "no", need not both be sites.
    """
    texts = [canonical_allele(text) for text in column.filled]
    others = [text for text in texts if text != "-"]  # a gap, or the letter of the wild type
    if others and all(len(text) == 1 and (text.isupper() or text in "*_") for text in others):
        return "letters"
    return tuple(sorted(text.lower() for text in texts))


_INTEGER = re.compile(r"\+?(-?(?:0|[1-9]\d*))(?:\.0*)?")


def canonical_allele(text):
    """Return an allele as it is written shortest: 1 for 1.0 and +1, and True for TRUE."""
    if len(text) == 1:
        return text
    number = _INTEGER.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if number:
        return "0" if number[1] == "-0" else number[1]
    return text.capitalize() if text.lower() in ("true", "false") else text


def same_rows(first, second):
    """Return whether two columns of ids distinguish the same rows.

    Parameters
    ----------
    first, second : ndarray of shape (n_rows,)
        Whole numbers of at least 0.

    Returns
    -------
    rows : tuple of two int, or None
        Two rows that one of the columns distinguishes and the other does not; None if there
        are none.
    """
    for a, b in ((first, second), (second, first)):
        order = np.lexsort([b, a])
        differ = (np.diff(a[order]) == 0) & (np.diff(b[order]) != 0)
        if differ.any():
            place = int(np.argmax(differ))
            return tuple(sorted((int(order[place]), int(order[place + 1]))))
    return None


def row_ids(columns):
    """Return a number for each row, the same for rows that agree in all columns.

    Parameters
    ----------
    columns : list of ndarray of shape (n_rows,)
        Codes of each column, of at least 0.
    """
    most = max(int(codes.max(initial=0)) for codes in columns)
    dtype = np.min_scalar_type(most)
    return number_genotypes(np.column_stack([codes.astype(dtype) for codes in columns]))
