"""Read measured landscapes from CSV files."""

import csv
import gzip
import math
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from .._utils import quote_names, warn_user

_MISSING = {"", "na", "nan", "n/a", "null", "none"}


def load_landscape(path, target=None, *, sites=None, return_X_y=False):
    r"""Read a measured landscape from a delimited text file with a header.

    The genotypes stand either in one column per site, or in one column of strings with a
    character per site ("0110", "SHTKSRF"). Where both are present and agree, the columns
    per site are used, for they have names.

    Parameters
    ----------
    path : str or path-like
        File of comma-, semicolon- or tab-separated values; ``.gz`` is unpacked. Values
        are read as text, so leading zeros count.
    target : str, default=None
        Column with the measured value; by default the last one. Rows where it is empty
        or NA are dropped, and a warning counts them.
    sites : str or list of str, default=None
        The column of genotype strings, or the columns of the sites. By default, columns
        whose values are single characters, or of at most two kinds, are sites; any other
        column is left out, with a warning that names it.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    landscape : :class:`~sklearn.utils.Bunch`
        With the attributes

        data : ndarray of shape (n_samples, n_sites), dtype int8
            Genotypes: 0 for the first and 1 for the second of ``alleles``.
        target : ndarray of shape (n_samples,)
            Measured values.
        feature_names : list of str
            Names of the sites; pos1, pos2, ... for strings.
        target_name : str
            Name of the target's column.
        alleles : list of tuple of str
            The alleles of each site, sorted (as numbers, where both are numbers).
        n_missing : int
            Rows that were dropped for want of a measured value.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a column does not exist, a site has more than two alleles or a missing one, a
        measured value is not a finite number, or strings differ in length; the message
        names the column, row and value.

    Notes
    -----
    Costs time and memory linear in the size of the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from sk_epinet.datasets import load_landscape
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "landscape.csv"
    >>> _ = path.write_text("genotype,growth\nAK,1.0\nAR,1.5\nGK,0.5\nGR,2.5\n")
    >>> landscape = load_landscape(path)
    >>> landscape.data.tolist(), landscape.alleles
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [('A', 'G'), ('K', 'R')])
    """
    table = _read(Path(path))
    target = _find_target(table, target)
    rows, values = _parse_target(table.pop(target), target)
    n_missing = len(values) - len(rows)
    if n_missing:
        warn_user(
            f"{n_missing} of {len(values)} genotypes have no measured '{target}' and were dropped."
        )
    if not rows:
        raise ValueError(f"Column '{target}' of {path} holds no measured value.")
    # Line 1 is the header.
    lines = [row + 2 for row in rows]
    columns = _genotype_columns(table, sites, rows, lines)
    coded = [_code_site(name, column, lines) for name, column in columns.items()]
    data = np.column_stack([codes for codes, _ in coded])
    measured = np.array([values[row] for row in rows])
    if return_X_y:
        return data, measured
    return Bunch(
        data=data,
        target=measured,
        feature_names=list(columns),
        target_name=target,
        alleles=[alleles for _, alleles in coded],
        n_missing=n_missing,
    )


def _read(path):
    """Columns of the file, as text: {name: list of str}."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        delimiter = max(",;\t", key=header.count)
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
        rows = [row for row in csv.reader(file, delimiter=delimiter) if row]
    if len(names) < 2 or not rows:
        raise ValueError(
            f"{path} holds no table: a header and rows are needed, with one column per site (or "
            "one of genotype strings) and one of measured values."
        )
    if len(set(names)) < len(names):
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        raise ValueError(f"{path} has {quote_names(twice)} more than once; rename them.")
    for line, row in enumerate(rows, start=2):
        if len(row) != len(names):
            raise ValueError(
                f"Line {line} of {path} has {len(row)} fields, but the header has {len(names)}."
            )
    return {
        name: [value.strip() for value in column]
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def _find_target(table, target):
    if target is None:
        return list(table)[-1]
    if target not in table:
        raise ValueError(f"There is no target column '{target}'; the file has {_listed(table)}.")
    return target


def _listed(names):
    return ", ".join(f"'{name}'" for name in names)


def _parse_target(column, name):
    """Rows with a value, and the values of all rows (None where missing)."""
    values = []
    for line, text in enumerate(column, start=2):
        if text.lower() in _MISSING:
            values.append(None)
            continue
        try:
            values.append(float(text))
        except ValueError:
            values.append(math.nan)
        if not math.isfinite(values[-1]):
            raise ValueError(
                f"The target column '{name}' holds {text!r} in line {line}, which is not a finite "
                "number. Choose the column of measured values with target=, and leave a value "
                "that was not measured empty."
            )
    return [row for row, value in enumerate(values) if value is not None], values


def _genotype_columns(table, sites, rows, lines):
    """Columns of alleles, one per site, for the rows that are kept: {name: list of str}."""
    table = {name: [column[row] for row in rows] for name, column in table.items()}
    if sites is not None:
        names = [sites] if isinstance(sites, str) else list(sites)
        absent = [name for name in names if name not in table]
        if absent or not names:
            raise ValueError(
                f"sites names {quote_names(absent) if absent else 'no column'}; the file has "
                f"{_listed(table)} besides the target."
            )
        if len(names) == 1 and not _is_site(table[names[0]]):
            return _split_strings(names[0], table[names[0]], lines)
        return {name: table[name] for name in names}
    columns = {name: column for name, column in table.items() if _is_site(column)}
    strings = [name for name in table if name not in columns and _is_genotype(table[name])]
    if not columns and strings:
        columns = _split_strings(strings[0], table[strings[0]], lines)
    if not columns:
        raise ValueError(
            f"No genotypes found: of {_listed(table)}, none holds single alleles (a column per "
            "site) or strings of equal length (a character per site). Name them with sites=."
        )
    _warn_ignored(table, columns)
    return columns


def _is_site(column):
    """Whether a column looks like one site: single characters, or at most two kinds."""
    kinds = set(column)
    return len(kinds) <= 2 or all(len(kind) <= 1 for kind in kinds)


def _is_genotype(column):
    return all(value.replace("-", "a").replace("*", "a").isalnum() for value in column)


def _warn_ignored(table, columns):
    spelt = ["".join(alleles) for alleles in zip(*columns.values(), strict=True)]
    ignored = [name for name in table if name not in columns and table[name] != spelt]
    if ignored:
        warn_user(
            f"{quote_names(ignored)} {'is' if len(ignored) == 1 else 'are'} neither target nor "
            "sites and will not be used. Name the sites with sites= if this is wrong."
        )


def _split_strings(name, column, lines):
    length = len(column[0])
    for line, genotype in zip(lines, column, strict=True):
        if len(genotype) != length or not length:
            raise ValueError(
                f"Genotypes in column '{name}' must all have one character per site, but line "
                f"{lines[0]} has {length} ({column[0]!r}) and line {line} has {len(genotype)} "
                f"({genotype!r}). If spreadsheet software stripped leading zeros, restore them."
            )
    return {f"pos{i + 1}": [genotype[i] for genotype in column] for i in range(length)}


def _code_site(name, column, lines):
    """0/1 codes of the two alleles of a site, and the alleles."""
    alleles = sorted(set(column), key=_allele_key)
    if "" in alleles:
        raise ValueError(
            f"Site '{name}' has no allele in line {lines[column.index('')]}. Drop that row or "
            "fill it in."
        )
    if len(alleles) > 2:
        shown = ", ".join(alleles[:6]) + ", ..." * (len(alleles) > 6)
        raise ValueError(
            f"Site '{name}' has {len(alleles)} alleles ({shown}); a two-level landscape has two "
            "per site. Keep the genotypes with two of them, or one-hot encode the sites yourself "
            "(sklearn.preprocessing.OneHotEncoder). If this column is not a site, name the sites "
            "with sites=."
        )
    high = alleles[-1] if len(alleles) == 2 else _absent_high(alleles[0])
    return np.fromiter((value == high for value in column), np.int8, len(column)), tuple(alleles)


def _absent_high(allele):
    """A constant site is at its low level, except that a lone 1 is the high one of 0 and 1."""
    return allele if allele == "1" else None


def _allele_key(allele):
    try:
        return (0, float(allele), allele)
    except ValueError:
        return (1, 0.0, allele)
