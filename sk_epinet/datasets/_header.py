"""Find the header of a table: titles above it, names in two lines, a line of units below."""

import re
from dataclasses import dataclass, field

import numpy as np

from ._names import GENOTYPES, is_known_name, key_of
from ._numbers import ABOVE, BELOW, INFINITE, MISSING, NUMBER, parse_numbers
from ._text import clean, clean_name

_MAX_TITLES = 10
_TWO_LINES = "names of columns read from two lines"
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
    n_fitting, _, is_alike = _compare(records[start], data[1:])
    if start and len(records[start - 1]) == n_columns - 1 and (n_fitting or is_alike):
        # The header is a field short: R's row names, or a separator at the end of each row.
        header, first = records[start - 1], start
        notes.pop()
        if _are_parted_decimals(data):
            raise ValueError(_parted_decimals(source, header, data, place(start)))
        at_end = all(not record[-1] for record in data)
        names = [*header, ""] if at_end else ["", *header]
    else:
        if _is_title(records[start], data[1:]):
            notes.append(f"title skipped: {', '.join(records[start])[:60]}")
            start, data = start + 1, data[1:]
        names, first = records[start], start + 1
        data = data[1:]
        is_named = any(key_of(name) in GENOTYPES - {"x"} for name in names)
        if is_data(names, data) and not _are_numbered(names) and not is_named:
            raise ValueError(_no_header(source, records, start, n_columns, place))
    if len(data) > 1 and _is_second_header(data[0], data[1:]):
        names, note = _merge(names, data[0])
        notes.append(note)
        first += 1
        if note == _TWO_LINES and len(data) > 2 and _names_the_index(data[1], data[2:]):
            names = [data[1][0], *names[1:]]
            first += 1
    return Header([clean_name(name) for name in names], first, notes)


def _are_parted_decimals(records):
    """Return whether the last two fields of each record are one number with a decimal comma.

    The last is digits, as many in each record, or with zeros in front.
    """
    pairs = [record[-2:] for record in records if len(record) > 2]
    if not all(re.fullmatch(r"[-+]?\d+", a) and b.isdigit() for a, b in pairs):
        return False
    lengths = {len(b) for _, b in pairs}
    has_zeros = any(len(b) > 1 and b.startswith("0") for _, b in pairs)
    return has_zeros or (len(lengths) == 1 and min(lengths) > 1)


def _parted_decimals(source, header, records, place):
    first, second = records[0][-2:]
    return (
        f"{source} has a header of {len(header)} fields, but {len(records[0])} in {place}, where "
        f"{first},{second} seems to be one number with a decimal comma. Separate the columns by "
        "semicolons, write decimal points, or put quotation marks around the numbers. (If the "
        "first column has the names of the rows, give it a name in the header.)"
    )


def _is_title(cells, others):
    """Return whether a record is a title that has as many fields as the data by chance.

    The record below it is a header: it has more well-known names, or is none of the data where
    the title has a number. Its own first field has spaces, and none of the column below has.
    """
    if len(others) < 3 or " " not in cells[0] or any(" " in record[0] for record in others):
        return False
    header, data = others[0], others[1:]
    if is_data(header, data) or not all(header):
        return False
    n_known = [sum(is_known_name(cell) for cell in record) for record in (cells, header)]
    return n_known[1] > n_known[0] or (is_data(cells, data) and not any(map(_is_number, header)))


def _are_numbered(names):
    """Return whether the columns are numbered, as those of a matrix are: 1, 2, 3, ..."""
    numbers = [int(name) for name in names if name.isdigit()]
    return len(numbers) > 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _skip_titles(records, n_columns):
    """Return the position of the first record that has as many fields as the data, two filled."""
    for start, record in enumerate(records[:_MAX_TITLES]):
        filled = sum(bool(cell) for cell in record)
        if len(record) != n_columns:
            continue
        if filled > 1 or n_columns == 1:
            return start
        below = [other for other in records[start + 1 :] if len(other) == n_columns]
        # The name of the index is left out: ",fitness" above "AKDL,0.55".
        if (
            n_columns == 2
            and record[1]
            and not record[0]
            and below
            and is_data(below[0], below[1:])
        ):
            return start
    # A table of one named column beside empty ones has a single filled cell in each record.
    return next((i for i, r in enumerate(records) if len(r) == n_columns and any(r)), len(records))


def _no_header(source, records, start, n_columns, place):
    before = records[start - 1] if start else None
    if before is not None and len(before) not in (1, n_columns):
        return (
            f"{source} has {len(before)} fields in {place(start - 1)}, which seems to be the "
            f"header, but {n_columns} in {place(start)}. Numbers with decimal commas need "
            "quotation marks, or semicolons between the columns."
        )
    shown = ", ".join(cell[:20] for cell in records[start][:3])
    return (
        f"{source} has no header: {place(start)} holds values ({shown}). Add a first line that "
        "names the columns."
    )


def is_data(cells, others):
    """Return whether a record looks like the records below it, and not like their header.

    Every column of numbers has a number there, or a text is one of its column. A header may
    have a number as a name, but not in each column of numbers.
    """
    n_fitting, n_others, is_alike = _compare(cells, others)
    return is_alike or (n_fitting > 0 and n_others == 0)


def _compare(cells, others):
    """Return in how many columns of numbers a record has a number, and in how many a text.

    The third value is whether a text of the record looks like its column.
    """
    n_fitting = n_others = 0
    is_alike = False
    for cell, below in zip(cells, zip(*others, strict=True), strict=False):
        below = [text for text in below if text]
        if not cell or not below:
            continue
        if not _are_numbers(below):
            is_alike = is_alike or _is_like(cell, below)
        elif _is_number(cell):
            n_fitting += 1
        elif cell.lower() not in MISSING:
            n_others += 1
    if not others:
        n_fitting = sum(map(_is_number, cells))
        n_others = len(cells) - n_fitting
    return n_fitting, n_others, is_alike


def _are_numbers(texts):
    """Return whether most texts of a column are numbers, apart from gaps."""
    filled = [text for text in texts if text.lower() not in MISSING]
    return bool(filled) and np.mean([_is_number(text) for text in filled]) >= 0.8


def _is_number(text):
    """Return whether a text is a number or a limit, with a comma or a point."""
    kinds = [parse_numbers([text], decimal)[1][0] for decimal in ".,"]
    return bool(np.isin(kinds, (NUMBER, BELOW, ABOVE, INFINITE)).any())


def _is_like(cell, below):
    """Return whether a text is one of a column: of its length and letters, or a mutation too."""
    length = len(below[0])
    if length > 1 and len(cell) == length and all(len(text) == length for text in below):
        return set(cell) <= set("".join(below))
    return bool(_MUTATIONS.fullmatch(cell)) and any(_MUTATIONS.fullmatch(t) for t in below)


def _is_second_header(cells, others):
    """Return whether the record after the header names units, or the columns once more.

    It has a text in a column of numbers, and no number anywhere.
    """
    if any(map(_is_number, cells)):
        return False
    n_fitting, n_others, is_alike = _compare(cells, others)
    return n_others > 0 and not is_alike


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
    return [name.strip() for name in merged], _TWO_LINES


def _names_the_index(cells, others):
    """Return whether the record below two lines of names has nothing but the first column's.

    pandas writes such a line where columns have names of two levels.
    """
    if not cells[0] or any(cells[1:]) or is_data(cells, others):
        return False
    filled = [record for record in others if record[0]]
    return bool(filled) and all(any(record[1:]) for record in filled)
