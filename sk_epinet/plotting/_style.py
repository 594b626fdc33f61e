"""Set the colours, axes, legends and text that all pictures share."""

import re

import numpy as np

# The palette of Okabe and Ito, whose colours colour-blind readers can tell apart, also in grey.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
POSITIVE, NEGATIVE, GREY = "#0072B2", "#D55E00", "#767676"
MARKERS = ("o", "s", "^", "D", "v", "P")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))

# Names of sites and models are shown as they are written: a "$" in one begins no formula.
LITERAL = {"parse_math": False, "usetex": False}
# Longer ones leave no room for the axes.
_MOST_LETTERS, _MOST_LINES = 50, 8
# A vector graphic with one of these characters is shown nowhere, and half a pair has no glyph.
_UNDRAWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def drawable(text, most=_MOST_LETTERS):
    """Return a user's text as it is drawn: in one line, without control characters, not too long.

    A text of more than so many letters loses what is in the middle, as names differ at both ends.
    """
    text = _UNDRAWABLE.sub("\N{REPLACEMENT CHARACTER}", str(text).replace("\n", " "))
    half = most // 2
    return text if len(text) <= most else f"{text[: half - 1]}…{text[-half:]}"


def new_axes(width=6.0, height=4.0):
    """Return the axes of a new figure, whose size is given in inches."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError(
            "Plotting needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')."
        ) from error
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def styled(kind, defaults, given):
    """Return keyword arguments of an artist: the defaults, and those of the user before them.

    Parameters
    ----------
    kind : {"line", "points", "patch", "text", "image", "bars"}
        What the artist is, because matplotlib has several names for one argument ("lw" and
        "linewidth"). "points" and "bars" are those of `scatter` and `errorbar`.
    defaults : dict
    given : dict or None
    """
    from matplotlib.cbook import normalize_kwargs
    from matplotlib.collections import PathCollection
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    artists = {"points": PathCollection, "patch": Patch, "text": Text, "image": AxesImage}
    artist = artists.get(kind, Line2D)
    return normalize_kwargs(defaults, artist) | normalize_kwargs(given or {}, artist)


def style_of_points(n):
    """Return size, opacity and form of n points of a scatter, so that many stay readable."""
    return {
        "linestyle": "none",
        "marker": "o",
        "ms": 3 if n > 500 else 5,
        "alpha": float(np.clip(60 / max(n, 1) ** 0.6, 0.12, 0.8)),
        "mec": "none",
        # Files with thousands of points as vectors are slow to open.
        "rasterized": n > 2000,
    }


def clean(ax, grid="y"):
    """Hide the upper and right border, and put a faint grid behind the data."""
    ax.spines[["top", "right"]].set_visible(False)
    if grid:
        ax.grid(axis=grid, alpha=0.3)
        ax.set_axisbelow(True)


def add_legend(ax, handles, names, **options):
    """Add a legend whose entries read as the names are written, and return it."""
    # matplotlib leaves out entries that begin with an underscore, so the names are set afterwards.
    legend = ax.legend(handles, [" "] * len(handles), frameon=False, **options)
    for text, name in zip(legend.get_texts(), names, strict=True):
        lines = str(name).split("\n")[:_MOST_LINES]
        text.set(text="\n".join(map(drawable, lines)), **LITERAL)
    return legend


def add_legend_above(ax, handles, names, ncols=4):
    """Add a legend above the axes, where it covers no data, and return it."""
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
    return _add_wide_legend(ax, handles, names, ncols, **place)


def add_legend_below(ax, handles, names, distance):
    """Add a legend so many points below the axes, and return it."""
    from matplotlib.transforms import ScaledTranslation

    shift = ScaledTranslation(0, -distance / 72, ax.figure.dpi_scale_trans)
    place = {"bbox_to_anchor": (0.5, 0), "bbox_transform": ax.transAxes + shift}
    return _add_wide_legend(ax, handles, names, 4, loc="upper center", **place)


def _add_wide_legend(ax, handles, names, most, **place):
    """Add a legend of as many columns, up to a number, as are not wider than the axes."""
    options = {"fontsize": "small", "borderaxespad": 0.2, "handlelength": 1.8}
    options |= {"columnspacing": 1.2, "handletextpad": 0.5}
    for n_columns in range(min(len(handles), most), 0, -1):
        legend = add_legend(ax, handles, names, ncols=n_columns, **options, **place)
        if n_columns == 1 or _width(legend) <= 1.1 * _width(ax):
            return legend
        legend.remove()
    return None


def _width(artist):
    return artist.get_window_extent().width


def style_of(i):
    """Return colour, marker and line of curve i; each of the three alone tells curves apart."""
    return {
        "color": COLOURS[i % len(COLOURS)],
        "marker": MARKERS[i % len(MARKERS)],
        "linestyle": LINES[i % len(LINES)],
    }
