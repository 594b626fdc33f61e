"""The order of the alleles of a site, and what some of them mean."""

import math
import numbers

import numpy as np

from ._wild_type import is_wild_type_word

# Pairs whose first member is the low level although it is sorted last.
_LOW_BEFORE_HIGH = [
    ("-", "+"), ("(-)", "(+)"), ("low", "high"), ("lo", "hi"), ("l", "h"), ("zero", "one"),
    ("min", "max"), ("small", "large"), ("weak", "strong"), ("short", "long"), ("slow", "fast"),
    ("old", "new"), ("before", "after"), ("normal", "mutant"), ("original", "evolved"),
    ("none", "any"), ("without", "with"), ("\N{MINUS SIGN}", "+"), ("\N{EN DASH}", "+"),
    ("\N{BALLOT X}", "\N{CHECK MARK}"),
]  # fmt: skip
# What turns the high level into the low one: uninduced, inactive, non-coding, no drug.
_NEGATIONS = ("un", "non", "non-", "in", "no ", "not ", "not-", "without ")
_STOP = "*"


def sort_alleles(values, wild_type=None):
    """Return the alleles of a site in order: the low level, or the wild type, first.

    Parameters
    ----------
    values : iterable
        Different alleles: numbers, strings, or a mixture.
    wild_type : object, default=None
        Comes first, even where it is not among `values`.

    Returns
    -------
    alleles : list
        Numbers (also those written as text) are sorted as numbers, other values as text.
        An allele that is called ``wt``, ``wild type``, ``ref`` or ``ancestral`` comes first;
        ``-`` comes before ``+``, ``low`` before ``high`` and ``uninduced`` before ``induced``.
    """
    alleles = list(values)
    alleles.sort(key=float if all(map(_is_numeric, alleles)) else str)
    if wild_type is None:
        wild_type = find_low_allele(alleles)
    if wild_type is None:
        return alleles
    return [wild_type, *(allele for allele in alleles if allele != wild_type)]


def find_low_allele(alleles):
    """Return the allele that comes first by what it is called, or None."""
    named = find_named_wild_type(alleles)
    if named is not None or len(alleles) != 2:
        return named
    if not all(map(_is_text, alleles)):
        return None
    first, second = (allele.lower() for allele in alleles)
    is_second_low = (second, first) in _LOW_BEFORE_HIGH
    negated = any(second == negation + first for negation in _NEGATIONS)
    return alleles[1] if is_second_low or negated else None


def find_named_wild_type(alleles):
    """Return the only allele that is called ``wt``, ``wild type``, ...; None if there is none."""
    named = [
        allele
        for allele in alleles
        if isinstance(allele, str) and allele.strip(" =") and is_wild_type_word(allele)
    ]
    return named[0] if len(named) == 1 else None


def find_stop_codons(alleles, counts, wild_type=None):
    """Return whether each allele is wrong because a stop codon was gained or lost.

    Parameters
    ----------
    alleles : sequence of length n_alleles
    counts : sequence of int, of length n_alleles
        Number of genotypes with each allele.
    wild_type : str, default=None
        By default the most common allele is taken for it.

    Returns
    -------
    wrong : ndarray of shape (n_alleles,), dtype bool
        ``*`` is a stop codon only beside alleles that are single letters. Where the wild
        type has it, as at the end of a protein, the other alleles are wrong.
    """
    is_stop = np.array([_is_text(allele) and allele == _STOP for allele in alleles], dtype=bool)
    letters = all(
        stop or (_is_text(allele) and len(allele) == 1 and allele.isalpha())
        for allele, stop in zip(alleles, is_stop, strict=True)
    )
    if not letters or not is_stop.any():
        return np.zeros(len(alleles), dtype=bool)
    usual = alleles[int(np.argmax(counts))] if wild_type is None else wild_type
    return ~is_stop if usual == _STOP else is_stop


def is_number(value):
    """Return whether an allele is a number, and not text."""
    return isinstance(value, numbers.Real)


def _is_numeric(value):
    """Return whether an allele is a number, or text that is one."""
    if isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real):
        return False  # numpy only warns that it leaves the imaginary part out
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _is_text(value):
    return isinstance(value, str)
