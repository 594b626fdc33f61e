"""A table of interactions as text for the console, and as HTML for notebooks."""

from html import escape


def as_text(heading, titles, rows, names):
    """Return lines of right-aligned columns, with the name of the interaction last."""
    if not rows:
        return heading
    widths = [max(len(title), 5 if title == "order" else 11) for title in titles]
    lines = [
        "".join(f"  {cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        for row in [titles, *rows]
    ]
    tails = ["interaction", *map(printable, names)]
    return "\n".join([heading, *(f"{a}  {b}" for a, b in zip(lines, tails, strict=True))])


def printable(name):
    """Return a name in which a character that commands terminals is written as its code."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def as_html(heading, titles, rows, names):
    """Return the same as an HTML table, with the name of the interaction first."""
    header = _row("th", "interaction", titles)
    body = "".join(_row("td", name, row) for name, row in zip(names, rows, strict=True))
    return (
        f"<div><p>{escape(heading)}</p><table><thead>{header}</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(tag, name, cells):
    left = f'<{tag} style="text-align:left">{escape(name)}</{tag}>'
    right = "".join(f'<{tag} style="text-align:right">{escape(c)}</{tag}>' for c in cells)
    return f"<tr>{left}{right}</tr>"
