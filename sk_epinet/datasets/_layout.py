"""Find out how a text file is laid out: its separator, header, comments and lines."""

import csv
import io
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ._header import is_data

# In the order of preference between separators that fit equally well.
_SEPARATORS = (",", "\t", ";", "|", " ")
_NOTHING = b" \t\v\f\n,;|"  # a line of these is empty
_SAMPLE = 200
_MAX_RECORDS = 40
_MAX_NOTES = 20
_STRETCH = 2**22  # bytes that are looked at in one step


@dataclass
class Layout:
    """Say how the body of a text file is to be read.

    Parameters
    ----------
    body : bytes
        The text in UTF-8, one record after the other, without comments and empty lines.
    separator : str
        Empty where there is a single column.
    records : list of list of str
        The first records.
    starts : ndarray of shape (n_records,)
        Where each record begins in `body`.
    lines : ndarray of shape (n_records,)
        Number of the line of the file where each record begins.
    n_fields : ndarray of shape (n_records,)
    n_columns : int
        Number of fields of most records.
    notes : list of str
    """

    body: bytes
    separator: str
    records: list
    starts: np.ndarray
    lines: np.ndarray
    n_fields: np.ndarray
    n_columns: int
    notes: list


def find_layout(source, data):
    """Return the layout of a text file.

    Parameters
    ----------
    source : str
        What messages call the file.
    data : bytes
        The text in UTF-8; lines end in line feeds.

    Raises
    ------
    ValueError
        If the file is empty, or a record has another number of fields than the others.
    """
    data, lines, comments = _without_comments(data)
    named = re.match(rb"sep=(.)\r?\n", data)  # what Excel writes to say its separator
    if named:
        data, lines = data[named.end() :], lines[1:]
    if not lines.size:
        raise ValueError(f"{source} is empty: it holds no table.")
    sample = _sample(data)
    separator = named.group(1).decode() if named else _find_separator(sample)
    if not separator:
        _require_one_column(source, sample)
    if separator == " ":
        data = _single_spaces(data, sample)
    n_fields, first_lines = _count_fields(source, data, separator, lines)
    starts = _line_starts(data)[first_lines]
    records = _split(_sample(data), separator)[:_MAX_RECORDS]
    if comments and _is_commented_header(comments[-1], separator, records):
        head = comments.pop().lstrip("#% ").encode() + b"\n"
        data, starts = head + data, np.r_[0, starts + len(head)]
        lines, first_lines = np.r_[max(lines[0] - 1, 1), lines], np.r_[0, first_lines + 1]
        records = [_split(head.decode(), separator)[0], *records]
        n_fields = np.r_[len(records[0]), n_fields]
    n_columns = Counter(n_fields[:_SAMPLE].tolist()).most_common(1)[0][0]
    notes = [f"comment lines skipped: {len(comments)}"] if comments else []
    end = _end_of_rows(data, starts, n_fields, n_columns)
    if end < len(starts):
        skipped = data[starts[end] :].decode().split("\n")[0]
        notes.append(f"notes below the table skipped: {skipped[:80]}")
        data, starts, n_fields = data[: starts[end]], starts[:end], n_fields[:end]
        first_lines, records = first_lines[:end], records[:end]
    return Layout(data, separator, records, starts, lines[first_lines], n_fields, n_columns, notes)


def _end_of_rows(data, starts, n_fields, n_columns):
    """Return the number of records without sentences below them, which are a single field."""
    end = len(starts)
    bounds = [*starts[-_MAX_NOTES:].tolist(), len(data)]
    for start, stop in zip(bounds[-2::-1], bounds[:0:-1], strict=True):
        if n_columns == 1 or end < 3 or n_fields[end - 1] > 1 or b" " not in data[start:stop]:
            break
        end -= 1
    return end


def _line_starts(data):
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    starts = np.r_[0, ends + 1]
    return starts[:-1] if starts[-1] == len(data) else starts


def _without_comments(data):
    """Return the text without comment lines and empty lines, the numbers of its lines, comments.

    Lines inside quoted cells stay, even if they are empty.
    """
    starts = _line_starts(data)
    if not data:
        return data, np.zeros(0, dtype=int), []
    first = np.frombuffer(data, dtype=np.uint8)[starts]
    ends = np.r_[starts[1:], len(data)]
    is_comment = first == ord("#")
    keep = ~is_comment
    for line in np.flatnonzero(np.isin(first, list(_NOTHING))):
        keep[line] = bool(data[starts[line] : ends[line]].strip(_NOTHING))
    lines = np.arange(1, len(starts) + 1)
    if keep.all():
        return data, lines, []
    comments = [
        data[starts[i] : ends[i]].decode().strip() for i in np.flatnonzero(is_comment)[:100]
    ]
    # Whole stretches of lines that stay are copied at once.
    edges = np.flatnonzero(np.diff(np.r_[False, keep, False]))
    kept = b"".join(
        data[starts[a] : ends[b - 1]] for a, b in zip(edges[::2], edges[1::2], strict=True)
    )
    return kept, lines[keep], comments


def _sample(data):
    """Return the first lines as text."""
    end = 0
    for _ in range(_SAMPLE):
        end = data.find(b"\n", end) + 1
        if not end:
            return data.decode()
    return data[:end].decode()


def _split(text, separator):
    """Return the records of a text."""
    if not separator:
        separator = "\x1f"  # stands in no file, so that quotes are still taken off
    with _no_limit():
        file = io.StringIO(text, newline="")
        spaced = separator != " "  # 'a, "b"' has quotes too
        return list(csv.reader(file, delimiter=separator, skipinitialspace=spaced))


@contextmanager
def _no_limit():
    """Read cells of any length inside this context."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _find_separator(sample):
    """Return the separator that gives most records the same number of fields, more than one."""
    best, best_rank = "", (0.5, 0)
    for separator in _SEPARATORS:
        if separator == " " and best == "\t" and best_rank[0] >= 1.0:
            continue  # tabs make a table: the spaces are inside of its cells and titles
        text = _single_spaces(sample.encode(), sample).decode() if separator == " " else sample
        counts = [len(record) for record in _split(text, separator)]
        n_fields, n_records = Counter(counts).most_common(1)[0]
        if n_fields == 1:
            continue
        start = counts.index(n_fields)
        # Titles may stand above the header, and a header may lack the names of rows.
        is_even = all(count == n_fields for count in counts[start:])
        if separator == " " and (start > 1 or n_records < 0.8 * len(counts)):
            continue
        if start and separator == "," and counts[start - 1] == 1 and n_fields == 2:
            is_even = False  # lists, or decimal commas, below a single name
        share = n_records / len(counts)
        rank = (2.0 if is_even and not start else 1.0 if is_even else share, n_fields)
        if rank[0] > best_rank[0] or (rank[0] == best_rank[0] and rank[1] > best_rank[1]):
            best, best_rank = separator, rank
    return best


def _require_one_column(source, sample):
    """Raise an error if the header has separators, but no separator parts the lines evenly."""
    for separator in _SEPARATORS[:-1]:
        counts = [len(record) for record in _split(sample, separator)]
        if counts and counts[0] > 1 and 2 * sum(count > 1 for count in counts) > len(counts):
            raise ValueError(
                f"{source} has {counts[0]} fields between {separator!r} in its header, but from "
                f"{min(counts[1:])} to {max(counts)} in the lines below. Put quotation marks "
                f"around values that have {separator!r} inside."
            )


def _single_spaces(data, sample):
    """Return the text with runs of white space as one space, unless each space separates.

    A file in which each space separates has empty fields between two of them (R's write.table
    with quote=FALSE); the fields of aligned columns have several.
    """
    exact = Counter(line.count(" ") for line in sample.split("\n")[1:-1] or [sample])
    header = sample.split("\n", 1)[0]
    if len(exact) == 1 and header.count(" ") in (next(iter(exact)), next(iter(exact)) - 1):
        return data
    data = re.sub(rb"[ \t]+", b" ", data)
    return re.sub(rb"^ | (?=\n|\Z)", b"", data, flags=re.MULTILINE)


def _count_fields(source, data, separator, lines):
    """Return the number of fields of each record, and the position of its first line."""
    if b'"' in data:
        return _count_quoted(source, data, separator, lines)
    starts = _line_starts(data)
    if not separator:
        return np.ones(len(starts), dtype=np.int32), np.arange(len(starts))
    n_separators = np.empty(len(starts), dtype=np.int32)
    buffer = np.frombuffer(data, dtype=np.uint8)
    stretches = np.flatnonzero(np.diff(starts // _STRETCH, prepend=-1))
    for low, high in pairwise([*stretches.tolist(), len(starts)]):
        end = starts[high] if high < len(starts) else len(data)
        passed = np.cumsum(buffer[starts[low] : end] == ord(separator), dtype=np.int32)
        own = starts[low:high] - starts[low]
        # What was passed before the end of a line, less what was passed before its start.
        at_ends = passed[np.r_[own[1:], len(passed)] - 1]
        n_separators[low:high] = np.diff(at_ends, prepend=0)
    return n_separators + 1, np.arange(len(starts))


def _count_quoted(source, data, separator, lines):
    """Count the fields of records that may have separators and line ends inside quotes."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")
    n_fields, first_lines, line = [], [], 0
    with _no_limit():
        spaced = separator != " "
        reader = csv.reader(text, delimiter=separator or "\x1f", skipinitialspace=spaced)
        for record in reader:
            n_fields.append(len(record))
            first_lines.append(line)
            line = reader.line_num
    if data.count(b'"') % 2 and line - first_lines[-1] > 1:
        raise ValueError(
            f"{source} has a quotation mark in line {lines[first_lines[-1]]} that is opened and "
            "not closed."
        )
    return np.array(n_fields, dtype=np.int32), np.array(first_lines)


def _is_commented_header(comment, separator, records):
    """Return whether the last comment names the columns: "# genotype<tab>fitness"."""
    if not separator or not records:
        return False
    names = next(iter(_split(comment.lstrip("#% "), separator)), [])
    return (
        len(names) == len(records[0]) > 1
        and not is_data(names, records)
        and is_data(records[0], records[1:])
    )
