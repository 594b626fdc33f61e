"""A table as read: its columns of text, and where each row stands in the source."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .._utils import quote_names
from ._column import Column
from ._numbers import decimal_marks

_MOST_RENAMED = 12


@dataclass
class Table:
    """Hold the columns of a table by name.

    Parameters
    ----------
    source : str
        What messages call the table: the name of the file, or "the DataFrame".
    columns : dict of str to Column
    index : pandas.Index
        What the rows of the result are labelled with.
    numbering : str
        What messages call a row: "line" of a text file, "row" of a sheet or of a DataFrame.
    places : ndarray or None
        Number of the line or row of each row; None where the index has it.
    notes : list of str
        What was done while reading, for the description.
    wild_type : str or None
        Wild type that the file itself names.
    orders : dict of str to list of str
        The alleles of columns that are ordered categories of a DataFrame, in their order.
    """

    source: str
    columns: dict
    index: pd.Index
    numbering: str = "row"
    places: np.ndarray | None = None
    notes: list = field(default_factory=list)
    wild_type: str | None = None
    orders: dict = field(default_factory=dict)

    def __len__(self):
        return len(self.index)

    def place(self, row):
        """Return where a row stands: "line 12"."""
        label = self.index[row] if self.places is None else self.places[row]
        return f"{self.numbering} {label}"

    def take(self, rows):
        """Return the table of some of the rows."""
        return Table(
            self.source,
            {name: column.take(rows) for name, column in self.columns.items()},
            self.index[rows],
            self.numbering,
            None if self.places is None else self.places[rows],
            self.notes,
            self.wild_type,
            self.orders,
        )


def make_table(source, names, columns, *, index=None, places=None, numbering="row", notes=()):
    """Return a table of columns, without empty rows and without unnamed empty columns.

    Parameters
    ----------
    source : str
    names : list of str
        Names of the columns; an empty one is replaced by the position of the column.
    columns : list of Column
    index : pandas.Index, default=None
    places : array of shape (n_rows,), default=None
    numbering : str, default="row"
    notes : iterable of str

    Raises
    ------
    ValueError
        If a name stands twice, or the table is empty.
    """
    kept, places_of_columns = [], []
    for number, (name, column) in enumerate(zip(names, columns, strict=True), start=1):
        if not name and column.texts in ([], [""]):
            continue
        column.name = name or f"column {number}"
        kept.append(column)
        places_of_columns.append(number - 1)
    repeated = [c.name for c in kept if sum(c.name == other.name for other in kept) > 1]
    if repeated:
        raise ValueError(
            f"{source} has {quote_names(list(dict.fromkeys(repeated)))} more than once; rename "
            f"them. {_describe_renaming([c.name for c in kept], places_of_columns)}"
        )
    n_rows = len(kept[0]) if kept else 0
    filled = np.zeros(n_rows, dtype=bool)
    is_header = np.full(n_rows, len(kept) > 1)
    for column in kept:
        filled |= np.array([text != "" for text in column.texts], dtype=bool)[column.codes]
        is_header &= np.array([t == column.name for t in column.texts], dtype=bool)[column.codes]
    if is_header.any():
        notes = [*notes, f"header that stands again skipped: {is_header.sum()}"]
        filled &= ~is_header
    if len(kept) == 1:  # an empty cell of a list of mutations is the wild type
        filled[:] = True
    if not filled.any():
        raise ValueError(
            f"{source} holds no table: a header and rows are needed, with one column for each "
            "site (or one of genotypes) and one of measured values."
        )
    table = Table(
        source,
        {column.name: column for column in kept},
        pd.RangeIndex(n_rows) if index is None else index,
        numbering,
        places,
        list(notes),
    )
    return _without_notes(table if filled.all() else table.take(np.flatnonzero(filled)))


def _describe_renaming(names, positions):
    """Return how columns are renamed: as replicates, or as tables that stand side by side.

    Parameters
    ----------
    names : list of str
        Names of the columns, some more than once.
    positions : list of int
        Their positions in the file.
    """
    if len(names) > _MOST_RENAMED:
        return ""
    n_tables = len(names) // len(set(names))
    one = names[: len(names) // n_tables]
    if n_tables > 1 and len(one) > 1 and names == one * n_tables:
        parts = (positions[i : i + len(one)] for i in range(0, len(names), len(one)))
        frames = ", ".join(f"frame.iloc[:, {own}].set_axis({one!r}, axis=1)" for own in parts)
        return (
            "If tables stand side by side, put one below the other: frame = "
            f"pandas.concat([{frames}], ignore_index=True)."
        )
    seen, renamed = Counter(), []
    for name in names:
        seen[name] += 1
        renamed.append(f"{name}_rep{seen[name]}" if names.count(name) > 1 else name)
    return (
        "If they are replicates: frame = "
        f"frame.iloc[:, {positions}].set_axis({renamed!r}, axis=1)."
    )


def _without_notes(table):
    """Return the table without sentences below it: rows with one cell, which has spaces.

    A genotype without a measured value has one cell too, but where genotypes have spaces,
    nothing is taken for a sentence.
    """
    names = list(table.columns)
    last, noted = len(table), None
    while last > 2 and len(names) > 1:
        cells = {name: table.columns[name][last - 1] for name in names}
        filled = [name for name in names if cells[name]]
        if len(filled) != 1 or " " not in cells[filled[0]] or filled[0] != (noted or filled[0]):
            break
        noted, last = filled[0], last - 1
    if noted is None:
        return table
    kept = table.take(np.arange(last))
    if any(" " in text for text in kept.columns[noted].texts):
        return table
    skipped = [table.columns[noted][row] for row in range(last, len(table))]
    kept.notes.append(f"notes below the table skipped: {'; '.join(skipped)[:80]}")
    return kept


def set_decimal_marks(table, decimal, *, semicolons=False):
    """Set the decimal mark of each column: what the user said, or what the texts show.

    Parameters
    ----------
    table : Table
    decimal : {".", ",", None}
        What the user said.
    semicolons : bool, default=False
        Whether semicolons separate the columns of the file.
    """
    columns = [column for column in table.columns.values() if not column.are_numbers]
    if decimal is None:
        marks = decimal_marks([column.texts for column in columns], semicolons=semicolons)
    else:
        marks = [decimal] * len(columns)
    for column, mark in zip(columns, marks, strict=True):
        # A new column, because what was parsed with another mark is no longer true.
        table.columns[column.name] = Column(column.name, column.codes, column.texts, mark)
