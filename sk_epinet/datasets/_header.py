"""Find the header of a table: titles above it, names in two lines, a line of units below."""

import re
from dataclasses import dataclass, field

import numpy as np

from ._numbers import GAP, TEXT, parse_numbers
from ._text import clean, clean_name

_MAX_TITLES = 10
_MUTATIONS = re.compile(r"[A-Za-z*_-]{1,4}\d+[A-Za-z*_=-]{1,4}([:,;/ ]+[A-Za-z*_-]{1,4}\d+\S+)*")


@dataclass
class Header:
    """Say how the first records of a table are to be read.

    Parameters
    ----------
    names : list of str
        Names of the columns; empty where there is none.
    first : int
        Position of the first record of data.
    notes : list of str
    """

    names: list
    first: int
    notes: list = field(default_factory=list)


def find_header(source, records, n_columns, place):
    """Return the header of a table.

    Parameters
    ----------
    source : str
        What messages call the table.
    records : list of list of str
        The first records, as they stand.
    n_columns : int
        Number of fields of a record of data.
    place : callable
        Returns where a record stands ("line 3"), for messages.

    Raises
    ------
    ValueError
        If there is no header, or it has another number of fields than the data.
    """
    records = [[clean(cell) for cell in record] for record in records]
    start = _skip_titles(records, n_columns)
    if start == len(records):
        raise ValueError(f"{source} holds no table: a header and rows are needed.")
    notes = [f"title skipped: {' '.join(filter(None, r))[:60]}" for r in records[:start]]
    data = [record for record in records[start:] if len(record) == n_columns]
    if start and len(records[start - 1]) == n_columns - 1 and is_data(records[start], data[1:]):
        # The header is a field short: R's row names, or a separator at the end of each row.
        header, first = records[start - 1], start
        notes.pop()
        at_end = all(not record[-1] for record in data)
        names = [*header, ""] if at_end else ["", *header]
    else:
        names, first = records[start], start + 1
        data = data[1:]
        if is_data(names, data):
            raise ValueError(_no_header(source, records, start, n_columns, place))
    if len(data) > 1 and _is_second_header(data[0], data[1:]):
        names, note = _merge(names, data[0])
        notes.append(note)
        first += 1
    return Header([clean_name(name) for name in names], first, notes)


def _skip_titles(records, n_columns):
    """Return the position of the first record that has as many fields as the data, two filled."""
    for start, record in enumerate(records[:_MAX_TITLES]):
        filled = sum(bool(cell) for cell in record)
        if len(record) == n_columns and (filled > 1 or n_columns == 1):
            return start
    # A table of one named column beside empty ones has a single filled cell in each record.
    return next((i for i, r in enumerate(records) if len(r) == n_columns and any(r)), len(records))


def _no_header(source, records, start, n_columns, place):
    before = records[start - 1] if start else None
    if before is not None and len(before) > 1:
        return (
            f"{source} has {len(before)} fields in {place(start - 1)}, which seems to be the "
            f"header, but {n_columns} in {place(start)}."
        )
    shown = ", ".join(cell[:20] for cell in records[start][:3])
    return (
        f"{source} has no header: {place(start)} holds values ({shown}). Add a first line that "
        "names the columns."
    )


def is_data(cells, others):
    """Return whether a record looks like the records below it, and not like their header."""
    if not others:
        # A single record: numbers among the cells tell data from names.
        _, kinds = parse_numbers(cells)
        return bool(len(cells) > 1 and (kinds != TEXT).all() and (kinds != GAP).any())
    numeric, strong = [], False
    for cell, below in zip(cells, zip(*others, strict=True), strict=False):
        below = [text for text in below if text]
        if not cell or not below:
            continue
        _, kinds = parse_numbers(below)
        if np.mean(kinds != TEXT) >= 0.5 and (kinds != GAP).any():
            _, own = parse_numbers([cell])
            numeric.append(own[0] != TEXT or _looks_like_comma_number(cell))
        else:
            strong = strong or _is_like(cell, below)
    return strong or (bool(numeric) and all(numeric))


def _looks_like_comma_number(cell):
    return bool(re.fullmatch(r"[+-]?\d+(,\d+)+([eE][+-]?\d+)?", cell))


def _is_like(cell, below):
    """Return whether a text is one of a column: of its length and letters, or a mutation too."""
    length = len(below[0])
    if length > 1 and len(cell) == length and all(len(text) == length for text in below):
        return set(cell) <= set("".join(below))
    return bool(_MUTATIONS.fullmatch(cell)) and any(_MUTATIONS.fullmatch(t) for t in below)


def _is_second_header(cells, others):
    """Return whether the record after the header names units, or the columns once more."""
    if is_data(cells, others):
        return False
    for cell, below in zip(cells, zip(*others, strict=True), strict=True):
        below = [text for text in below if text]
        if cell and below:
            _, kinds = parse_numbers([cell.replace(",", "."), *below])
            if kinds[0] == TEXT and np.mean(kinds[1:] != TEXT) >= 0.5 and (kinds[1:] != GAP).any():
                return True
    return False


def _merge(names, second):
    """Return the names that two lines of header make together, and a note that says so.

    Where the first line has each name once, the second is a line of units. Otherwise the first
    names groups of columns and the second the columns; a name that stands twice in the second
    line gets its group in front.
    """
    filled = [name for name in names if name]
    if len(set(filled)) == len(filled) and all(
        name or not below for name, below in zip(names, second, strict=True)
    ):
        units = ", ".join(f"{n} {u}" for n, u in zip(names, second, strict=True) if u)
        return names, f"line of units skipped: {units[:80]}"
    group, merged = "", []
    for name, below in zip(names, second, strict=True):
        group = name or (group if below else "")
        again = below and second.count(below) > 1
        merged.append(f"{group} {below}" if again or not below else below)
    return [name.strip() for name in merged], "names of columns read from two lines"
