"""Read numbers as people write them: decimal commas, thousands separators, limits, gaps."""

import math
import re

import numpy as np

# What stands in a cell of numbers that was left open, in lower case.
MISSING = frozenset(
    {"", "na", "n/a", "n.a.", "nan", "<na>", "null", "none", "nd", "n.d.", "n/d", "-", "--"}
    | {"\N{EN DASH}", "\N{EM DASH}", ".", "?", "missing", "not determined", "not measured"}
    | {"#n/a", "#na", "#div/0!", "#value!", "#ref!", "#num!", "#name?", "#null!"}
)

# What one distinct text of a column is, seen as a number.
NUMBER, GAP, BELOW, ABOVE, INFINITE, TEXT = range(6)

_PLAIN = frozenset("0123456789+-.eE")
# Digits in groups of three, before the decimal mark or, as the SI has it, behind it.
_SPACE = r"(?P<space>[ '\u2019\u00a0\u2009\u202f])"
_GROUPED = re.compile(
    rf"[+-]?(\d*|[1-9]\d{{0,2}}({_SPACE}\d{{3}})((?P=space)\d{{3}})*)([.,]\d*)?([eE][+-]?\d+)?"
    rf"|[+-]?\d*[.,]\d{{3}}{_SPACE.replace('space', 'gap')}(\d{{3}}(?P=gap))*\d{{1,3}}"
)
_COMMA_DECIMAL = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+([eE][+-]?\d+)?")
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_DOT_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_INTEGER = re.compile(r"[+-]?[0-9]+([eE][+-]?[0-9]+)?")
_DOT_DECIMAL = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")
# Decimal points that are no dots: a raised one, as in 0·5, and that of Arabic.
_POINTS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{MIDDLE DOT}": ".", "\u066b": "."})
_ONE_COMMA_AND_THREE_DIGITS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_LIMITS = {"<": BELOW, "\N{LESS-THAN OR EQUAL TO}": BELOW}
_LIMITS |= {">": ABOVE, "\N{GREATER-THAN OR EQUAL TO}": ABOVE}


def parse_numbers(texts, decimal="."):
    """Return the number that each text stands for, and what kind of text it is.

    Parameters
    ----------
    texts : list of str
        Distinct, cleaned texts of a column.
    decimal : {".", ","}, default="."
        The decimal mark. The other of the two may separate thousands.

    Returns
    -------
    values : ndarray of shape (n_texts,)
        NaN where a text is not a number. The limit, where a text says "less than" or "more than".
    kinds : ndarray of shape (n_texts,), dtype int8
        NUMBER, GAP (not measured), BELOW or ABOVE a limit, INFINITE, or TEXT.
    """
    values = np.full(len(texts), math.nan)
    kinds = np.full(len(texts), NUMBER, dtype=np.int8)
    for i, text in enumerate(texts):
        if decimal == "." and text and _PLAIN.issuperset(text):
            try:
                values[i] = float(text)
            except ValueError:
                kinds[i] = _parse_other(text, decimal)[1]
            else:
                kinds[i] = NUMBER if math.isfinite(values[i]) else INFINITE
        else:
            values[i], kinds[i] = _parse_other(text, decimal)
    return values, kinds


def _parse_other(text, decimal):
    """Return the number and the kind of a text that is not written plainly."""
    lowered = text.lower()
    if lowered in MISSING:
        return math.nan, GAP
    if lowered.lstrip("+-\N{MINUS SIGN}") in ("inf", "infinity", "\N{INFINITY}"):
        return math.nan, INFINITE
    if text[0] in _LIMITS:
        value, kind = _parse_other(text[1:].lstrip("= ") or "x", decimal)
        return (value, _LIMITS[text[0]]) if kind == NUMBER else (math.nan, TEXT)
    value = _to_float(text, decimal)
    if math.isnan(value):
        return value, TEXT
    return value, NUMBER if math.isfinite(value) else INFINITE


def _to_float(text, decimal):
    text = _without_spaces(text.translate(_POINTS))
    if decimal == ",":
        if not (_COMMA_DECIMAL.fullmatch(text) or _DOT_THOUSANDS.fullmatch(text)):
            return float(text) if _INTEGER.fullmatch(text) else math.nan
        text = text.replace(".", "").replace(",", ".")
    elif _COMMA_THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.issuperset(text):
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def _without_spaces(text):
    """Return a number without what separates its digits into groups of three."""
    match = _GROUPED.fullmatch(text)
    space = match and (match["space"] or match["gap"])
    return text.replace(space, "") if space else text


def decimal_marks(columns, *, semicolons=False):
    """Return the decimal mark of each column: ".", "," or None where both readings are possible.

    A comma is a decimal mark where it stands after a dot of thousands, after a lone 0, or not
    before exactly three digits; it separates thousands where a dot follows or where there are
    several. What one column shows holds for the columns that do not show it. Where no column
    shows it, a comma is a decimal mark in a table that is separated by semicolons.

    Parameters
    ----------
    columns : list of list of str
        The distinct texts of each column.
    semicolons : bool, default=False
        Whether semicolons separate the columns of the file.
    """
    shown = [_mark_shown(texts) for texts in columns]
    known = {mark for mark in shown if mark in (".", ",")}
    common = known.pop() if len(known) == 1 else None
    if not known and common is None and semicolons:
        common = ","
    comma_file = "," in shown or (semicolons and _UNCLEAR in shown)
    marks = []
    for texts, mark in zip(columns, shown, strict=True):
        if mark == _UNCLEAR:
            marks.append(common)
        elif mark == _NONE and comma_file and _all_match(_DOT_THOUSANDS, texts):
            marks.append(None)
        else:
            marks.append({_NONE: ".", _BOTH: None}.get(mark, mark))
    return marks


_NONE, _UNCLEAR, _BOTH = "none", "unclear", "both"


def _mark_shown(texts):
    """Return the decimal mark that a column shows: ".", ",", or none, unclear or both."""
    texts = [
        text.lstrip("<>=\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO} ") for text in texts
    ]
    texts = [text.translate(_POINTS).removesuffix("%").rstrip() for text in texts]
    texts = list(map(_without_spaces, texts))
    with_comma = [text for text in texts if "," in text]
    numbers = [
        t for t in with_comma if _COMMA_DECIMAL.fullmatch(t) or _COMMA_THOUSANDS.fullmatch(t)
    ]
    if 2 * len(numbers) < len(with_comma):
        return _NONE  # these are lists or names
    clear = [text for text in numbers if not _ONE_COMMA_AND_THREE_DIGITS.fullmatch(text)]
    marks = {"." if _COMMA_THOUSANDS.fullmatch(t) else "," for t in clear}
    if any(_DOT_DECIMAL.fullmatch(text) and not _DOT_THOUSANDS.fullmatch(text) for text in texts):
        marks.add(".")
    if len(marks) == 2:
        return _BOTH
    return marks.pop() if marks else _UNCLEAR if with_comma else _NONE


def _all_match(pattern, texts):
    filled = [text for text in texts if text.lower() not in MISSING]
    return bool(filled) and all(pattern.fullmatch(text) for text in filled)
