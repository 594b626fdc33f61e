"""One self-contained HTML page of tables and pictures."""

import base64
import io
from html import escape

_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 3rem; color: #1b1b1b;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid #ddd; }
p { margin: .5rem 0; max-width: 45rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .8rem .3rem 0; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { border-bottom: 2px solid #1b1b1b; font-weight: 600; }
tbody td { border-bottom: 1px solid #e5e5e5; }
.names td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.names td:first-child { white-space: nowrap; overflow-wrap: normal; vertical-align: top; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; }
figcaption { color: #555; font-size: .9rem; max-width: 45rem; }
@media (max-width: 40rem) { th:first-child, td:first-child { white-space: normal; } }
@media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
"""


def page(title, parts):
    """A whole document.

    Parameters
    ----------
    title : str
        Its heading.
    parts : iterable of str
        What the functions below give.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def heading(text):
    """Of a section."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text):
    """Plain text."""
    return f"<p>{escape(text)}</p>"


def table(headers, rows):
    """Numbers to the right, the first column to the left; scrolls where it is too wide."""
    head = "".join(f'<th scope="col">{escape(str(header))}</th>' for header in headers)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def names_and_values(pairs):
    """A table of two columns of text."""
    body = "".join(f"<tr>{_cells(pair)}</tr>" for pair in pairs)
    return f'<table class="names"><tbody>{body}</tbody></table>'


def picture(figure, caption):
    """A matplotlib figure, as part of the page."""
    stream = io.BytesIO()
    # Without the date, the same results make the same page.
    figure.savefig(stream, format="svg", metadata={"Date": None})
    data = base64.b64encode(stream.getvalue()).decode()
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{escape(caption)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _cells(row):
    return "".join(f"<td>{escape(str(cell))}</td>" for cell in row)
