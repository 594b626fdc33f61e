"""Write Markdown in which the texts of users are texts, and never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What is markup within a line, in CommonMark or for GitHub or Pandoc. Behind a backslash each of
# these stands for itself.
_ESCAPES = {c: "\\" + c for c in r"\`*_{}[]#|~$^=:@"} | _ENTITIES
_ADDRESS = re.compile(r"(www)\.", re.IGNORECASE)  # which GitHub makes a link of
# Control characters command terminals, those of direction turn what follows them around, and half
# a surrogate pair cannot be written to a file.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def escape(text: object, most: int = 200) -> str:
    """Return a user's text for any place in a line of Markdown, a cell of a table included.

    Parameters
    ----------
    text : object
        What ``str`` makes a text of.
    most : int, default=200
        Characters that are shown; a longer text loses what is in the middle.

    Returns
    -------
    escaped : str
        One line. Control characters are marks of replacement.
    """
    text = str(text)
    if len(text) > most:
        text = f"{text[: most // 2]} … {text[-(most // 2) :]}"
    text = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)
    text = "".join(_ESCAPES.get(character, character) for character in text)
    return _ADDRESS.sub(r"\1\.", text)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; titles and cells are Markdown, so texts of users are escaped before."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def bullets(items: Iterable[str]) -> str:
    """Return a list; the items are Markdown."""
    return "\n".join(f"- {item}" for item in items)


def code(lines: Iterable[str]) -> str:
    """Return a block of Python."""
    return "\n".join(["```python", *lines, "```"])
