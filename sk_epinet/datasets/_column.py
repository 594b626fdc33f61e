"""One column of a table, as the text that the user wrote."""

import numbers
from functools import cached_property

import numpy as np
import pandas as pd

from ._numbers import ABOVE, BELOW, GAP, MISSING, NUMBER, parse_numbers
from ._text import clean, is_gap


class Column:
    """Hold one column: its distinct texts, and which of them each row has.

    Parameters
    ----------
    name : str
        Name of the column, as the user wrote it.
    codes : ndarray of shape (n_rows,)
        For each row the position of its text in `texts`.
    texts : list of str
        Distinct texts, cleaned.
    decimal : {".", ",", None}, default="."
        Decimal mark of the numbers; None where the column can be read in both ways.
    are_numbers : bool, default=False
        Whether the source holds numbers, and not text, so that there is no decimal mark.

    Notes
    -----
    A column of a million rows and two alleles is cleaned and parsed in two steps, not a million.
    """

    def __init__(self, name, codes, texts, decimal=".", *, are_numbers=False):
        self.name = name
        self.codes = codes
        self.texts = texts
        self.decimal = decimal
        self.are_numbers = are_numbers

    @classmethod
    def from_categories(cls, name, codes, texts):
        """Return a column of raw texts, each of which occurs; code -1 stands for no text."""
        position = {}
        new_code = np.empty(len(texts) + 1, dtype=np.int32)
        for i, text in enumerate(texts):
            new_code[i] = position.setdefault(clean(text), len(position))
        if (codes < 0).any():
            new_code[-1] = position.setdefault("", len(position))
        return cls(name, new_code[codes], list(position))

    @classmethod
    def from_values(cls, name, values):
        """Return a column of Python values; None and NaN stand for no text."""
        values = np.asarray(values, dtype=object)
        try:
            codes, distinct = pd.factorize(values)
        except TypeError:  # lists and the like, which have no hash
            codes, distinct = pd.factorize(np.array([str(value) for value in values], object))
        column = cls.from_categories(name, codes, [_as_text(value) for value in distinct])
        column.are_numbers = all(isinstance(value, numbers.Real) for value in distinct)
        return column

    def without_unused(self):
        """Return the column without texts that no row has."""
        used = np.bincount(self.codes, minlength=len(self.texts)) > 0
        if used.all():
            return self
        codes = (np.cumsum(used) - 1).astype(np.int32)[self.codes]
        texts = [text for text, keep in zip(self.texts, used, strict=True) if keep]
        return Column(self.name, codes, texts, self.decimal)

    def take(self, rows):
        """Return the column of some of the rows."""
        return Column(self.name, self.codes[rows], self.texts, self.decimal).without_unused()

    def __len__(self):
        return len(self.codes)

    def __getitem__(self, row):
        return self.texts[self.codes[row]]

    def rows_with(self, condition):
        """Return the rows whose text fulfils a condition (a function of the text)."""
        chosen = np.fromiter((bool(condition(text)) for text in self.texts), bool, len(self.texts))
        return np.flatnonzero(chosen[self.codes])

    @cached_property
    def filled(self):
        """The distinct texts that are not gaps."""
        return [text for text in self.texts if not is_gap(text)]

    @cached_property
    def is_percentage(self):
        """Whether a percent sign stands in each cell that is no gap."""
        texts = [text for text in self.texts if text.lower() not in MISSING]
        return bool(texts) and all(text.endswith("%") for text in texts)

    @cached_property
    def _parsed(self):
        texts = self.texts
        if self.is_percentage:
            texts = [text.removesuffix("%").rstrip() for text in texts]
        return parse_numbers(texts, self.decimal or ".")

    @property
    def number_kinds(self):
        """What each distinct text is as a number; see `parse_numbers`."""
        return self._parsed[1]

    @property
    def distinct_numbers(self):
        """The number of each distinct text, NaN where it is none."""
        return self._parsed[0]

    @cached_property
    def numbers(self):
        """The number of each row, NaN where it has none."""
        return self.distinct_numbers[self.codes]

    @cached_property
    def is_numeric(self):
        """Whether all texts are numbers or gaps, and some are numbers."""
        kinds = self.number_kinds
        allowed = np.isin(kinds, (NUMBER, GAP, BELOW, ABOVE))
        return bool(allowed.all() and (kinds == NUMBER).any())

    @cached_property
    def is_mostly_numeric(self):
        """Whether most of the rows that are not gaps are numbers."""
        counts = np.bincount(self.codes, minlength=len(self.texts))
        gaps = counts[self.number_kinds == GAP].sum()
        numbers = counts[np.isin(self.number_kinds, (NUMBER, BELOW, ABOVE))].sum()
        return bool(numbers > 0 and 2 * numbers >= len(self) - gaps)

    def examples(self, limit=3):
        """Return the first few different texts, shortened, for a message."""
        shown = []
        for row in range(min(len(self), 1000)):
            text = self[row]
            if text and text not in shown:
                shown.append(text)
            if len(shown) == limit:
                break
        return shown


def _as_text(value):
    """Return a value as it would stand in a text file: 1.0 as 1, and True as True."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    return str(value)
