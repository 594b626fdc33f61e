"""Find the wild type where the table says which row has it."""

from dataclasses import replace

import numpy as np

_YES = frozenset(["true", "t", "yes", "y", "1", "wt", "wildtype"])


def with_wild_type_row(table, roles, parsed):
    """Return genotypes whose wild type is read from the table, if it says so.

    A column named after the wild type (``WT``) marks its rows. A column that counts mutations,
    whatever its name, is 0 for it; it is believed only if it agrees with the differences of all
    genotypes from that one.

    Parameters
    ----------
    table : Table
    roles : Roles
    parsed : ParsedGenotypes

    Returns
    -------
    parsed : ParsedGenotypes
        With the alleles of the wild type first; as given, where its wild type is known already
        or the table does not tell it.
    origin : str
        Where the wild type was read, for the description.
    """
    if parsed.wild_type is not None:
        return parsed, ""
    if roles.wild_type_flag is not None:
        flag = table.columns[roles.wild_type_flag]
        rows = flag.rows_with(lambda text: text.lower() in _YES)
        row = _only_genotype(parsed, rows)
        if row is not None:
            return _with_first(parsed, row), f"marked in column '{roles.wild_type_flag}'"
    for name, column in table.columns.items():
        if name not in roles.used and _may_count(column):
            row = _only_genotype(parsed, np.flatnonzero(column.numbers == 0))
            if row is not None and _agrees(parsed, row, column.numbers):
                return _with_first(parsed, row), f"no mutations by column '{name}'"
    return parsed, ""


def _may_count(column):
    """Return whether a column holds 0 and other whole numbers above it."""
    if not column.is_numeric or column.is_percentage:
        return False
    numbers = column.distinct_numbers[np.isfinite(column.distinct_numbers)]
    return bool(len(numbers) > 1 and numbers.min() == 0 and (numbers % 1 == 0).all())


def _only_genotype(parsed, rows):
    """Return a row, if all rows have the same genotype."""
    rows = rows[parsed.valid[rows]]
    if not rows.size or (parsed.codes[rows] != parsed.codes[rows[0]]).any():
        return None
    return int(rows[0])


def _agrees(parsed, row, counts):
    known = np.isfinite(counts) & parsed.valid
    differences = (parsed.codes[known] != parsed.codes[row]).sum(axis=1)
    return np.array_equal(differences, counts[known])


def _with_first(parsed, row):
    """Return genotypes with the alleles of one row first."""
    alleles, codes = [], parsed.codes.copy()
    for site, own in enumerate(parsed.alleles):
        first = parsed.codes[row, site]
        order = [first, *(code for code in range(len(own)) if code != first)]
        rank = np.empty(len(own), dtype=codes.dtype)
        rank[order] = np.arange(len(own))
        alleles.append([own[code] for code in order])
        valid = codes[:, site] >= 0
        codes[valid, site] = rank[codes[valid, site]]
    wild_type = {site: own[0] for site, own in zip(parsed.sites, alleles, strict=True)}
    return replace(parsed, alleles=alleles, codes=codes, wild_type=wild_type)
