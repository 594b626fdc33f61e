"""Divide axes in two, one above the other, without replacing the axes that were given."""


def add_axes_below(ax, heights):
    """Shrink axes to the upper part of their place, and add axes with the same x below them.

    The given axes stay the same object, in subplot grids, under constrained layout, at
    coordinates of their own, and as an inset.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes to shrink.
    heights : tuple of float
        Heights of the upper and the lower part, in any unit.

    Returns
    -------
    lower : matplotlib Axes
    """
    locator, place = ax.get_axes_locator(), ax.get_subplotspec()
    split = heights[1] / sum(heights)
    # Axes that the user moved have left the layout of their grid.
    if locator is None and place is not None and ax.get_in_layout():
        grid = place.subgridspec(2, 1, height_ratios=heights, hspace=0.02)
        ax.set_subplotspec(grid[0])
        return ax.figure.add_subplot(grid[1], sharex=ax)
    whole = ax.get_position()
    lower = ax.figure.add_axes(_part(whole, 0, 0.95 * split), sharex=ax, zorder=ax.get_zorder())
    if locator is None:
        ax.set_position(_part(whole, split, 1))
    else:
        lower.set_axes_locator(_locate_part(locator, 0, 0.95 * split))
        ax.set_axes_locator(_locate_part(locator, split, 1))
    return lower


def _locate_part(locator, low, high):
    """Return a function that places axes in a part of where `locator` would."""
    return lambda ax, renderer: _part(locator(ax, renderer), low, high)


def _part(box, low, high):
    """Return the part of a box between two shares of its height."""
    from matplotlib.transforms import Bbox

    return Bbox.from_bounds(
        box.x0, box.y0 + low * box.height, box.width, (high - low) * box.height
    )
