"""Draw a matrix as a heat map: its colours, its colour bar, and labels that do not overlap."""

import numpy as np

from ._style import LITERAL, NEGATIVE, POSITIVE, drawable, styled

_UNKNOWN = "0.84"  # colour of cells for which there is no number
_LINE = 1.2  # height of a line of text, in font sizes
_LEAST_SIZE = 5.0  # points: smaller text cannot be read in print
_MOST_LETTERS = 20  # longer names would leave no room for the cells


def require_cells(name, values):
    """Raise an error if a table has no cell, or an infinite one; NaN is not known."""
    if not values.size or np.isinf(values).any():
        raise ValueError(
            f"{name} must have at least one row and one column, and no infinite number; got shape "
            f"{values.shape}."
        )


def draw_heatmap(ax, values, label, given=None, *, signed, exists=None, limit=None):
    """Draw a matrix with a colour bar at its right, and return the image.

    Parameters
    ----------
    ax : matplotlib Axes
    values : ndarray of shape (n_rows, n_columns)
        NaN is drawn in grey.
    label : str
        What the numbers are.
    given : dict or None
        Keyword arguments of the user, for ``Axes.imshow``.
    signed : bool
        Whether zero is in the middle of the colours.
    exists : bool ndarray of shape (n_rows, n_columns), default=None
        Cells that are drawn, with a line around them. None means all.
    limit : float, default=None
        Where the colours end; None means the largest absolute value.
    """
    exists = np.ones(values.shape, dtype=bool) if exists is None else exists
    if limit is None:
        limit = float(np.nanmax(np.abs(values), initial=0.0))
    largest = limit or 1.0
    style = {"cmap": _colours(signed), "vmin": -largest if signed else 0.0, "vmax": largest}
    style |= {"aspect": "auto", "interpolation": "nearest", "alpha": exists.astype(float)}
    image = ax.imshow(values, **styled("image", style | {"gid": "heatmap"}, given))
    _draw_outline(ax, exists)
    ax.spines[:].set_visible(False)
    # Inside the axes that were given, so that it works in grids, insets and subfigures.
    bar_ax = ax.inset_axes((1.03, 0, 0.04, 1))
    bar = ax.figure.colorbar(image, cax=bar_ax)
    bar.outline.set_visible(False)
    bar.solids.set_alpha(1)
    bar_ax.set_title(drawable(label, _MOST_LETTERS), fontsize="small", loc="right", **LITERAL)
    return image


def label_cells(axis, names, n_cells=None):
    """Write a name at each row or column of a heat map, as far as they do not overlap.

    Names become smaller where they have to. Where there is no room for all, every second,
    third, ... one is written.

    Parameters
    ----------
    axis : matplotlib Axis
    names : sequence of str
    n_cells : int, default=None
        How many rows or columns the axis has room for; None means one for each name.
    """
    names = [drawable(name, _MOST_LETTERS) for name in names]
    is_x = axis.axis_name == "x"
    box = axis.axes.get_window_extent()
    cell = (box.width if is_x else box.height) / axis.axes.figure.dpi * 72
    cell /= max(n_cells or len(names), 1)
    size = _font_size(axis)
    longest = max(map(len, names), default=0)
    turned = is_x and cell < 0.75 * size * longest
    if turned or not is_x:
        size = float(np.clip(cell / _LINE, min(_LEAST_SIZE, size), size))
        step = max(1, int(np.ceil(_LINE * size / cell)))
    else:
        step = 1
    shown = range(0, len(names), step)
    options = {"rotation": 90} if turned else {}
    axis.set_ticks(list(shown), [names[i] for i in shown], fontsize=size, **options, **LITERAL)
    axis.set_tick_params(length=0 if step == 1 else 2)


def mark_cells(ax, rows, columns, given=None, **style):
    """Draw a mark in the middle of some cells."""
    style = {"ls": "none", "marker": "o", "color": "0.25", "ms": 2, "mew": 0} | style
    return ax.plot(columns, rows, **styled("line", style, given))[0]


def _colours(signed):
    from matplotlib.colors import LinearSegmentedColormap

    ends = [NEGATIVE, "white", POSITIVE] if signed else ["white", POSITIVE, "#00233D"]
    return LinearSegmentedColormap.from_list("effects", ends).with_extremes(bad=_UNKNOWN)


def _draw_outline(ax, exists):
    """Draw a line around the cells that exist."""
    from matplotlib.collections import LineCollection

    padded = np.pad(exists, 1)
    upright = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
    level = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    lines = [[(j - 0.5, i - 0.5), (j - 0.5, i + 0.5)] for i, j in upright]
    lines += [[(j - 0.5, i - 0.5), (j + 0.5, i - 0.5)] for i, j in level]
    style = {"colors": "0.5", "linewidths": 0.6, "clip_on": False, "gid": "outline"}
    ax.add_collection(LineCollection(lines, **style), autolim=False)


def _font_size(axis):
    """Return the size of the labels of an axis, in points."""
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties

    size = rcParams[f"{axis.axis_name}tick.labelsize"]
    return FontProperties(size=size).get_size_in_points()
