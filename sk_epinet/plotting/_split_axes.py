"""Divide axes in parts, one above the other, without replacing the axes that were given."""

from itertools import pairwise

import numpy as np


def add_axes_below(ax, heights, *, share_x=True):
    """Shrink axes to the upper part of their place, and add other axes below them.

    The given axes stay the same object, in subplot grids, under constrained layout, at
    coordinates of their own, and as an inset.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes to shrink.
    heights : sequence of float
        Heights of the parts from above, in any unit. The first is that of the given axes.
    share_x : bool, default=True
        Whether all have the same x. Otherwise there are gaps for the labels of each.

    Returns
    -------
    lower : list of matplotlib Axes
        One fewer than there are heights.
    """
    locator, place = ax.get_axes_locator(), ax.get_subplotspec()
    shared = ax if share_x else None
    # Axes that the user moved have left the layout of their grid.
    if locator is None and place is not None and ax.get_in_layout():
        # A constrained layout makes room for labels itself.
        hspace = 0.02 if share_x or _is_constrained(ax.figure) else 0.6
        grid = place.subgridspec(len(heights), 1, height_ratios=heights, hspace=hspace)
        ax.set_subplotspec(grid[0])
        return [ax.figure.add_subplot(own, sharex=shared) for own in list(grid)[1:]]
    whole = ax.get_position()
    parts = _shares(heights, 0.05 if share_x else 0.3)
    lower = []
    for part in parts[1:]:
        below = ax.figure.add_axes(_part(whole, *part), sharex=shared, zorder=ax.get_zorder())
        if locator is not None:
            below.set_axes_locator(_locate_part(locator, *part))
        lower.append(below)
    if locator is None:
        ax.set_position(_part(whole, *parts[0]))
    else:
        ax.set_axes_locator(_locate_part(locator, *parts[0]))
    return lower


def _shares(heights, gap):
    """Return where each part begins and ends, as shares of the whole, with gaps above all but one.

    The gap is a share of the part that is below it.
    """
    ends = 1 - np.append(0, np.cumsum(heights)) / sum(heights)
    tops = [1.0, *((1 - gap) * top + gap * low for top, low in pairwise(ends[1:]))]
    return list(zip(ends[1:], tops, strict=True))


def _is_constrained(figure):
    return type(figure.get_layout_engine()).__name__ == "ConstrainedLayoutEngine"


def _locate_part(locator, low, high):
    """Return a function that places axes in a part of where `locator` would."""
    return lambda ax, renderer: _part(locator(ax, renderer), low, high)


def _part(box, low, high):
    """Return the part of a box between two shares of its height."""
    from matplotlib.transforms import Bbox

    return Bbox.from_bounds(
        box.x0, box.y0 + low * box.height, box.width, (high - low) * box.height
    )
