"""Write tables as text to files or the terminal."""

import sys
from contextlib import contextmanager

import pandas as pd

from .._utils import require_writable, written_whole

# The last four are those of Chinese and Japanese texts, which spreadsheets take, too.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_APOSTROPHES = ("'", "\u2018", "\u2019")
_GUARDED = (*_FORMULA, *_APOSTROPHES)
_SEPARATORS = {".csv": ",", "": ",", ".tsv": "\t", ".txt": "\t"}


def require_text_file(path, *sources):
    """Raise an error unless a table can be written to this path; None is the terminal.

    The sources are files that are read, which may not be replaced, or None.
    """
    if path is None:
        return
    if path.suffix.lower() not in _SEPARATORS:
        raise ValueError(f"{path} cannot be written as {path.suffix}: name it .csv or .tsv.")
    require_writable(path, *sources)


@contextmanager
def open_text(path):
    """Open a file of text that is written whole or not at all; None is the terminal."""
    if path is None:
        yield sys.stdout
        return
    with written_whole(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as f:
        yield f


def write_rows(frame, file, path, header=True):
    """Write a DataFrame to an open file, separated as the ending of its path says.

    No cell of it is a formula; see :func:`without_formulas`.
    """
    without_formulas(frame).to_csv(
        file,
        sep="," if path is None else _SEPARATORS[path.suffix.lower()],
        index=False,
        header=header,
        float_format="%.10g",  # further digits are rounding
        lineterminator="\n",
    )


def without_formulas(frame):
    """Return a DataFrame whose texts no spreadsheet takes for a formula.

    Parameters
    ----------
    frame : DataFrame
        Its columns of numbers, and texts that are numbers, stay as they are.

    Returns
    -------
    frame : DataFrame
        Other texts that begin with = + - or @, white space aside, have an apostrophe before them,
        and so has the name of a column. :func:`load_landscape` reads them without it, so that a
        text with an apostrophe of its own in front has another one. A single sign, as of an
        allele that is a gap, is no formula.
    """
    guarded = frame.rename(columns=_guard)
    for place, kind in enumerate(guarded.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            guarded.isetitem(place, guarded.iloc[:, place].map(_guard))
    return guarded


def _guard(text):
    if not isinstance(text, str) or len(text) < 2 or not text.lstrip().startswith(_GUARDED):
        return text
    try:
        float(text)
    except ValueError:
        # Where there are apostrophes on both sides, both are taken off.
        return f"'{text}" + "'" * text.endswith(_APOSTROPHES)
    return text
