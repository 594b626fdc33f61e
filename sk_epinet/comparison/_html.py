"""Make one self-contained HTML page of tables and pictures."""

import base64
from html import escape
from importlib.resources import files

from ._figures import svg_of

_STYLE = "_report.css"


def page(title, parts):
    """Return a whole document.

    Parameters
    ----------
    title : str
        Heading of the page.
    parts : iterable of str
        What the other functions of this file return.
    """
    # What no text holds, as bytes in the name of a file, becomes a question mark.
    parts = [part.encode("utf-8", "replace").decode() for part in [escape(title), *parts]]
    style = files(__package__).joinpath(_STYLE).read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{parts[0]}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<h1>{parts[0]}</h1>\n" + "\n".join(parts[1:]) + "\n</body>\n</html>\n"
    )


def heading(text):
    """Return the heading of a section."""
    return f"<h2>{escape(text)}</h2>"


def verdict(parts):
    """Return questions with their answers, in a box of their own.

    Parameters
    ----------
    parts : iterable of (str, str)
    """
    body = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in parts)
    return f'<dl class="verdict">{body}</dl>'


def failure(text):
    """Return a paragraph that says what is missing from the page."""
    return f'<p class="failed">{escape(text)}</p>'


def paragraph(text):
    """Return a paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def table(titles, rows):
    """Return a table with numbers to the right and the first column to the left.

    A table that is too wide for the page scrolls. A cell that is a tuple of names, of sites or
    mutations, shows each of them in a box of its own, so that a name can hold any character.
    """
    head = "".join(f'<th scope="col">{escape(str(title))}</th>' for title in titles)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def names_and_values(pairs):
    """Return a table of two columns of text."""
    body = "".join(f"<tr>{_cells(pair)}</tr>" for pair in pairs)
    return f'<table class="names"><tbody>{body}</tbody></table>'


def picture(display, caption):
    """Return a picture with its caption.

    Parameters
    ----------
    display : Display
        The picture, which is drawn here.
    caption : str
    """
    data = base64.b64encode(svg_of(display)).decode()
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{escape(caption)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _cells(row):
    return "".join(f"<td>{_cell(cell)}</td>" for cell in row)


def _cell(cell):
    if isinstance(cell, tuple):
        return ":".join(f'<span class="site">{escape(name)}</span>' for name in cell)
    return escape(str(cell))
