"""Draw pictures into files: the same picture always gives the same bytes.

pyplot is not used, so neither its open figures nor the user's backend and settings change.
"""

import io
import warnings
from pathlib import Path

from .._utils import written_whole

# matplotlib writes the date and random identifiers into these formats otherwise.
_UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


def save(display, file, form, dpi="figure"):
    """Draw a picture and write it.

    Parameters
    ----------
    display : Display
        The picture to draw.
    file : path-like or binary file
        Where to write it.
    form : str
        Format: "svg", "png" or another one that matplotlib knows.
    dpi : float, default="figure"
        Points per inch, for formats that have points.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "sk_epinet"}), warnings.catch_warnings():
        # Boxes in place of characters that the font lacks, and a tight layout, are no faults.
        warnings.filterwarnings("ignore", "Glyph .* missing|constrained_layout not applied")
        figure = Figure(figsize=display._figure_size(), layout="constrained")
        display.plot(ax=figure.add_subplot())
        figure.savefig(file, format=form, dpi=dpi, metadata=_UNDATED.get(form))


def save_file(display, path):
    """Draw a picture and write it to a path whose ending says the format."""
    form = Path(path).suffix.lstrip(".").lower()
    with written_whole(path) as temporary, open(temporary, "wb") as file:
        save(display, file, form, dpi=200)


def svg_of(display):
    """Draw a picture and return it as SVG, in bytes."""
    stream = io.BytesIO()
    save(display, stream, "svg")
    return stream.getvalue()
