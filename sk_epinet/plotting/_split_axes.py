"""Divide axes in two, one above the other, without replacing the axes that were given."""


def add_axes_below(ax, heights, *, share_x=True):
    """Shrink axes to the upper part of their place, and add other axes below them.

    The given axes stay the same object, in subplot grids, under constrained layout, at
    coordinates of their own, and as an inset.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes to shrink.
    heights : tuple of float
        Heights of the upper and the lower part, in any unit.
    share_x : bool, default=True
        Whether both have the same x. Otherwise there is a gap for the labels of the upper one.

    Returns
    -------
    lower : matplotlib Axes
    """
    locator, place = ax.get_axes_locator(), ax.get_subplotspec()
    split, gap = heights[1] / sum(heights), 0.05 if share_x else 0.3
    shared = ax if share_x else None
    # Axes that the user moved have left the layout of their grid.
    if locator is None and place is not None and ax.get_in_layout():
        # A constrained layout makes room for labels itself.
        hspace = 0.02 if share_x or _is_constrained(ax.figure) else 0.6
        grid = place.subgridspec(2, 1, height_ratios=heights, hspace=hspace)
        ax.set_subplotspec(grid[0])
        return ax.figure.add_subplot(grid[1], sharex=shared)
    whole = ax.get_position()
    place = _part(whole, 0, (1 - gap) * split)
    lower = ax.figure.add_axes(place, sharex=shared, zorder=ax.get_zorder())
    if locator is None:
        ax.set_position(_part(whole, split, 1))
    else:
        lower.set_axes_locator(_locate_part(locator, 0, (1 - gap) * split))
        ax.set_axes_locator(_locate_part(locator, split, 1))
    return lower


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
