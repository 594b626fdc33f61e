"""What the pictures share: colours, fresh axes, names."""

# Okabe and Ito's palette: told apart by colour-blind readers, and in grey.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
POSITIVE, NEGATIVE, GREY = "#0072B2", "#D55E00", "#767676"
MARKERS = ("o", "s", "^", "D", "v", "P")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))


def new_axes(width=6.0, height=4.0):
    """Axes of a new figure."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError(
            "Plotting needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')."
        ) from error
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def clean(ax, grid="y"):
    """Only the axes that are read, and a faint grid behind the data."""
    ax.spines[["top", "right"]].set_visible(False)
    if grid:
        ax.grid(axis=grid, alpha=0.3)
        ax.set_axisbelow(True)


def legend_above(ax, n_entries):
    """A legend that covers no data."""
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=min(n_entries, 3),
        frameon=False,
        fontsize="small",
        borderaxespad=0.2,
    )


def style_of(i):
    """Colour, marker and line of the i-th of several curves: each alone tells them apart."""
    return {
        "color": COLOURS[i % len(COLOURS)],
        "marker": MARKERS[i % len(MARKERS)],
        "linestyle": LINES[i % len(LINES)],
    }
