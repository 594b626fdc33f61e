"""Set the colours, axes, legends and text that all pictures share."""

# The palette of Okabe and Ito, whose colours colour-blind readers can tell apart, also in grey.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
POSITIVE, NEGATIVE, GREY = "#0072B2", "#D55E00", "#767676"
MARKERS = ("o", "s", "^", "D", "v", "P")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))

# Names of sites and models are shown as they are written: a "$" in one begins no formula.
LITERAL = {"parse_math": False, "usetex": False}


def new_axes(width=6.0, height=4.0):
    """Return the axes of a new figure, whose size is given in inches."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError(
            "Plotting needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')."
        ) from error
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def clean(ax, grid="y"):
    """Hide the upper and right border, and put a faint grid behind the data."""
    ax.spines[["top", "right"]].set_visible(False)
    if grid:
        ax.grid(axis=grid, alpha=0.3)
        ax.set_axisbelow(True)


def add_legend(ax, handles, names, **options):
    """Add a legend whose entries read exactly as the names, and return it."""
    # matplotlib leaves out entries that begin with an underscore, so the names are set afterwards.
    legend = ax.legend(handles, [" "] * len(handles), frameon=False, **options)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=name, **LITERAL)
    return legend


def add_legend_above(ax, handles, names, ncols=3):
    """Add a legend above the axes, where it covers no data, and return it."""
    return add_legend(
        ax,
        handles,
        names,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=min(len(handles), ncols),
        fontsize="small",
        borderaxespad=0.2,
    )


def style_of(i):
    """Return colour, marker and line of curve i; each of the three alone tells curves apart."""
    return {
        "color": COLOURS[i % len(COLOURS)],
        "marker": MARKERS[i % len(MARKERS)],
        "linestyle": LINES[i % len(LINES)],
    }
