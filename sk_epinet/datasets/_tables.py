"""Read measured landscapes from text files."""

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

    The genotypes stand either in one column for each site, or in one column of strings with a
    character for each site ("0110", "SHTKSRF"). Where both are present and agree, the columns
    of the sites are used, because they have names.

    Parameters
    ----------
    path : str or path-like
        File of values separated by commas, semicolons or tabs, in UTF-8. A file whose name
        ends in ``.gz`` is unpacked. Values are read as text, so leading zeros count.
    target : str, default=None
        Name of the column of measured values; by default the last column. Rows where it is
        empty or NA are dropped, and a warning says how many.
    sites : str or list of str, default=None
        Name of the column of genotype strings, or names of the columns of the sites. By
        default, columns of single characters, or of at most two different values, are sites;
        any other column is left out, with a warning that names it.
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
            Number of rows that were dropped because they have no measured value.

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    ValueError
        If a column does not exist, a site has more than two alleles or a missing one, a
        measured value is not a finite number, or strings differ in length; the message
        names the column, row and value.

    Notes
    -----
    Rows keep their order in the file. Costs time and memory linear in the size of the file.

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
    """Return the columns of a file as text, by name."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        # The delimiter is the one that gives most names; a quoted name may hold any of them.
        delimiter = max(",;\t", key=lambda character: len(_split(header, character)))
        names = [name.strip() for name in _split(header, delimiter)]
        rows = [row for row in csv.reader(file, delimiter=delimiter) if row]
    _check_table(path, names, rows)
    return {
        name: [value.strip() for value in column]
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def _split(line, delimiter):
    return next(csv.reader([line], delimiter=delimiter), [])


def _check_table(path, names, rows):
    """Raise an error unless each column has a name of its own and a value in each row."""
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


def _find_target(table, target):
    if target is None:
        return list(table)[-1]
    if target not in table:
        raise ValueError(
            f"There is no target column '{target}'; the file has {_quote_all(table)}."
        )
    return target


def _quote_all(names):
    return ", ".join(f"'{name}'" for name in names)


def _parse_target(column, name):
    """Return the rows that have a value, and the values of all rows (None where missing)."""
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
    """Return the alleles of each site in the rows that are kept, by the name of the site."""
    table = {name: [column[row] for row in rows] for name, column in table.items()}
    if sites is not None:
        names = [sites] if isinstance(sites, str) else list(sites)
        absent = [name for name in names if name not in table]
        if absent or not names:
            raise ValueError(
                f"sites names {quote_names(absent) if absent else 'no column'}; the file has "
                f"{_quote_all(table)} besides the target."
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
            f"No genotypes found: of {_quote_all(table)}, none holds single alleles (a column per "
            "site) or strings of equal length (a character per site). Name them with sites=."
        )
    _warn_ignored(table, columns)
    return columns


def _is_site(column):
    """Return whether a column looks like a site: of single characters, or of two values."""
    values = set(column)
    return len(values) <= 2 or all(len(value) <= 1 for value in values)


def _is_genotype(column):
    """Return whether a column looks like genotype strings."""
    return all(value.replace("-", "a").replace("*", "a").isalnum() for value in column)


def _warn_ignored(table, columns):
    """Warn of columns that are left out, unless they repeat the columns of the sites."""
    joined = ["".join(alleles) for alleles in zip(*columns.values(), strict=True)]
    ignored = [name for name in table if name not in columns and table[name] != joined]
    if ignored:
        warn_user(
            f"{quote_names(ignored)} {'is' if len(ignored) == 1 else 'are'} neither target nor "
            "sites and will not be used. Name the sites with sites= if this is wrong."
        )


def _split_strings(name, column, lines):
    """Return the alleles of each site of genotype strings, by the name of the site."""
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
    """Return the codes 0 and 1 of the alleles of a site, and its alleles."""
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
    # A site with one allele is at its low level, unless that is the 1 of 0 and 1.
    high = alleles[-1] if len(alleles) == 2 else "1"
    return np.fromiter((value == high for value in column), np.int8, len(column)), tuple(alleles)


def _allele_key(allele):
    """Return a key that sorts numbers as numbers, and before all other alleles."""
    try:
        return (0, float(allele), allele)
    except ValueError:
        return (1, 0.0, allele)
