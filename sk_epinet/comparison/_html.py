"""Make one self-contained HTML page of tables and pictures."""

import base64
from html import escape

from ._figures import svg_of

_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 3rem; color: #1b1b1b;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid #ddd; }
p { margin: .5rem 0; max-width: 45rem; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .8rem .3rem 0; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { border-bottom: 2px solid #1b1b1b; font-weight: 600; }
tbody td { border-bottom: 1px solid #e5e5e5; }
.site { background: #f0f0f0; border-radius: .25rem; padding: .05rem .3rem; white-space: pre-wrap;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.names td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.names td:first-child { white-space: nowrap; overflow-wrap: normal; vertical-align: top; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; }
figcaption { color: #555; font-size: .9rem; max-width: 45rem; }
@media (max-width: 40rem) { th, td { padding-right: .5rem; }
  th:first-child, td:first-child { white-space: normal; } }
@media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
"""


def page(title, parts):
    """Return a whole document.

    Parameters
    ----------
    title : str
        Heading of the page.
    parts : iterable of str
        What the other functions of this file return.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def heading(text):
    """Return the heading of a section."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text):
    """Return a paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def table(titles, rows):
    """Return a table with numbers to the right and the first column to the left.

    A table that is too wide for the page scrolls. A cell that is a tuple of the names of sites
    shows each of them in a box of its own, so that a name can hold any character.
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
        return " × ".join(f'<span class="site">{escape(name)}</span>' for name in cell)
    return escape(str(cell))
