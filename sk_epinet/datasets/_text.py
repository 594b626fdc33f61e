"""Clean the text of a cell, and shorten it for messages."""

import re

# Gaps in a column of text. A dash is none: it can be an allele.
_GAPS = frozenset(
    {"", "na", "n/a", "n.a.", "nan", "<na>", "null", "none", "#n/a", "#na", "./.", ".|."}
)

_FORMULA_GUARD = re.compile(r'="(.*)"', re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\x00"))
# Hyphens and minus signs of word processors, and the wide letters of East Asian keyboards.
_PLAIN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2212\ufe63"}
_PLAIN |= {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | {0x00A0: " ", 0x3000: " "}


def clean(text):
    """Return a text without what spreadsheet software puts around it.

    White space around the text is removed, and so are the guards that keep Excel from reading
    a genotype as a number: ``="0110"``, an apostrophe in front, or one on both sides. Dashes
    and minus signs become hyphens, and wide letters and digits plain ones.
    """
    text = text.strip()
    if text.isascii() and text.isalnum():
        return text
    if not text.isascii():
        text = text.translate(_INVISIBLE).translate(_PLAIN).strip()
    guarded = _FORMULA_GUARD.fullmatch(text)
    if guarded:
        text = guarded.group(1).replace('""', '"').strip()
    if len(text) > 1 and text[0] in "'\u2018\u2019":
        text = text[1:-1] if text[-1] in "'\u2018\u2019" else text[1:]
    return text.strip()


def clean_name(text):
    """Return the name of a column in one line: line breaks and runs of spaces are one space.

    What would command a terminal, as escape sequences do, is left out.
    """
    return _CONTROLS.sub("", " ".join(clean(text).split()))


def is_gap(text):
    """Return whether a cell of text was left open."""
    return len(text) <= 6 and text.lower() in _GAPS


def shorten(text, limit=30):
    """Return a text as it is shown in messages, in quotes and not longer than the limit."""
    if len(text) > limit:
        text = text[: limit - 3] + "..."
    return repr(text)
