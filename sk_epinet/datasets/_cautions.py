"""Warn of what was taken as the table has it, but often means something else."""

import numpy as np
import pandas as pd

from .._utils import warn_user
from ..genotypes import is_wild_type_word
from ._candidates import may_be_merged
from ._names import is_condition, is_metadata
from ._roles import ONE_OR_NONE
from ._text import shorten

_NUCLEOTIDES = frozenset("ACGTU")
_AMINO_ACIDS = frozenset("ACDEFGHIKLMNPQRSTVWY")
_SEVERAL = frozenset("RYSWKMBDHVN")  # of the IUPAC-IUB code: each stands for several bases
_NOT_CALLED = frozenset(["NN", "00", "--"])  # where an allele is two letters: AG
_NUMBERS_OF_GAPS = frozenset(["-9", "-99", "-999", "9", "99", "999"])
_DOSES = frozenset("01234")
_MARKS = frozenset("-.*")
_SHOWN = 3
_MOST_CONDITIONS = 20
_FEWEST = 10  # rows; in fewer, two sites may change together by chance
_FEWEST = 8  # repeated genotypes; the rows of fewer may differ in a column by chance


def warn_of_doubts(table, roles, landscape):
    """Warn of conditions that were taken as replicates, and of doubtful alleles.

    Parameters
    ----------
    table : Table
    roles : Roles
    landscape : Landscape
    """
    _warn_of_conditions(table, roles, landscape)
    if roles.kind in ("mutations", "members") and may_be_merged(table.columns[roles.genotype]):
        warn_user(
            f"Empty cells of column '{roles.genotype}' are taken as the genotype without "
            "mutations or members. If cells were merged, so that an empty one means the genotype "
            f"above it, pass the frame with frame[{roles.genotype!r}].ffill()."
        )
    if roles.kind in ("mutations", "hgvs"):
        _warn_of_empty(table, roles, landscape)
    if roles.kind == "strings" or roles.genotype is None:
        _warn_of_case(roles, landscape)
        _warn_of_unknown(roles, landscape)
    if roles.genotype is None:
        _warn_of_codes(landscape)
        _warn_of_copies(landscape)


def _warn_of_conditions(table, roles, landscape):
    """Warn if the rows of one genotype are one for each value of another column."""
    genotypes = landscape.groups if roles.groups is None else None
    if genotypes is None or genotypes.max(initial=-1) + 1 == len(genotypes):
        return
    for name, column in table.columns.items():
        why = roles.aside.get(name)
        is_free = why in (None, ONE_OR_NONE) or is_condition(name)
        if name in roles.used or not is_free or not 2 <= len(column.texts) <= _MOST_CONDITIONS:
            continue
        if is_metadata(name) and not is_condition(name):
            continue
        if _tells_rows_apart(genotypes, column.codes[landscape.rows]):
            first = column.examples(_SHOWN)
            shown = ", ".join(shorten(text) for text in first)
            warn_user(
                f"The rows of one genotype differ in column '{name}' ({shown}"
                f"{', ...' * (len(column.texts) > len(first))}), and are taken as replicates. If "
                "these are conditions under which the values differ, read the rows of one: "
                f"frame[frame[{name!r}].astype(str) == {first[0]!r}]."
            )


def _tells_rows_apart(genotypes, codes):
    """Return whether a column has another value in each row of nearly all repeated genotypes."""
    _, group, sizes = np.unique(genotypes, return_inverse=True, return_counts=True)
    pairs = np.unique(np.column_stack([group, codes]), axis=0)
    n_values = np.bincount(pairs[:, 0], minlength=len(sizes))
    repeated = sizes > 1
    if repeated.sum() < _FEWEST:
        return False
    return bool(np.mean(n_values[repeated] == sizes[repeated]) >= 0.9)


def _warn_of_empty(table, roles, landscape):
    """Warn if an empty cell is taken as the wild type, which has a name in other rows."""
    column = table.columns[roles.genotype]
    words = [text for text in column.texts if text and is_wild_type_word(text)]
    empty = np.intersect1d(column.rows_with(lambda text: text == ""), landscape.rows)
    if words and empty.size and not may_be_merged(column):
        warn_user(
            f"Column '{roles.genotype}' is empty in {table.place(empty[0])} ({empty.size} such "
            f"rows), which is taken as the wild type, as {words[0]!r} is. If it is a mean of the "
            f"rows, or unknown, leave it out: frame.dropna(subset={roles.genotype!r})."
        )


def _warn_of_case(roles, landscape):
    """Warn if a site has a letter in both cases beside other alleles."""
    for site, alleles in zip(landscape.site_names, landscape.alleles, strict=True):
        small = sorted(a for a in alleles if len(a) == 1 and a.islower() and a.upper() in alleles)
        if small and len(alleles) > 2:
            warn_user(
                f"Site '{site}' has {small[0]!r} and {small[0].upper()!r}, which are taken as "
                "different alleles. If they are the same, pass the frame with "
                f"frame[{roles.genotype or site!r}].str.upper()."
            )
            return


def _warn_of_unknown(roles, landscape):
    """Warn if genotypes have a letter that stands for a residue that is not known."""
    alleles = {allele.upper() for own in landscape.alleles for allele in own}
    letters = alleles.union(landscape.constant_sites.values()) - _MARKS
    unknown = {"?"} & letters
    known = letters - {"?"}
    if len(known & _NUCLEOTIDES) > 2 and known <= _NUCLEOTIDES | _SEVERAL:
        rare = {
            a for a in known & _SEVERAL if 10 * _rows_with(landscape, a) <= len(landscape.data)
        }
        unknown |= rare if known <= _NUCLEOTIDES | rare | {"N"} else set()
        unknown |= known & {"N"} if known <= _NUCLEOTIDES | {"N"} else set()
        _warn_of_two_letters(roles, known)
    elif len(known & _AMINO_ACIDS) > 5 and known <= _AMINO_ACIDS | {"X"}:
        unknown |= known & {"X"}
    for letter in sorted(unknown & alleles):
        n_rows = _rows_with(landscape, letter)
        if n_rows:
            warn_user(
                f"Genotypes have {letter!r}, which often stands for a residue that is not known, "
                f"in {n_rows} rows: it is taken as an allele. Leave such rows out with "
                f"{_without(roles, letter)}."
            )


def _without(roles, letter):
    """Return the line that leaves out the rows with a letter at any site."""
    if roles.genotype is None:
        return f"frame[~frame[{roles.sites!r}].eq({letter!r}).any(axis=1)]"
    return f"frame[~frame[{roles.genotype!r}].str.contains({letter!r}, regex=False)]"


def _warn_of_codes(landscape):
    """Warn if a site has a number or a sign that often stands for a missing allele: -9, NN."""
    for site, alleles in zip(landscape.site_names, landscape.alleles, strict=True):
        code = next((a for a in alleles if _is_code_of_gap(a, set(alleles) - {a})), None)
        if code is not None:
            warn_user(
                f"Site '{site}' has {code!r}, which often stands for an allele that is not known: "
                "it is taken as an allele. Leave such rows out with "
                f"frame[frame[{site!r}].astype(str) != {code!r}]."
            )
            return


def _warn_of_copies(landscape):
    """Warn if two sites change together in all rows, as a column and its opposite do."""
    seen = {}
    if len(landscape.data) < _FEWEST:
        return
    for site in landscape.site_names:
        numbers = pd.factorize(landscape.data[site])[0].tobytes()
        first = seen.setdefault(numbers, site)
        if first != site and landscape.data[site].nunique() > 1:
            warn_user(
                f"Sites '{first}' and '{site}' change together in all rows, so that nothing can "
                "tell what either of them does alone. If one is a copy or the opposite of the "
                f"other, leave it out with frame.drop(columns=[{site!r}])."
            )
            return


def _is_code_of_gap(allele, others):
    if len(others) < 2:  # two alleles can be anything
        return False
    if allele == ".":
        return True
    if allele in _NOT_CALLED:
        return all(len(own) == 2 and set(own) <= _NUCLEOTIDES for own in others)
    return allele in _NUMBERS_OF_GAPS and others <= _DOSES


def _rows_with(landscape, letter):
    """Return in how many rows a letter stands at any site."""
    rows = np.zeros(len(landscape.data), dtype=bool)
    for site, own in enumerate(landscape.alleles):
        for code, allele in enumerate(own):
            if allele.upper() == letter:
                rows |= landscape.codes[:, site] == code
    return int(rows.sum())


def _warn_of_two_letters(roles, letters):
    """Warn if nucleotides are written with T in some genotypes, and with U in others."""
    if {"T", "U"} <= letters:
        warn_user(
            f"Column '{roles.genotype}' has both T and U, which are taken as different alleles. "
            f"If they are the same base, pass the frame with "
            f"frame[{roles.genotype!r}].str.replace('U', 'T')."
        )
