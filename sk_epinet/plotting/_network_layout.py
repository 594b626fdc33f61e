"""Where the sites of a network stand, how lines bend, and names that do not overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._style import LITERAL, drawable, styled

_LINE = 1.15  # height of a line of text, in font sizes
_LETTER = 0.62  # width of a letter
_LEAST_SIZE = 5.0  # points: smaller text cannot be read in print
_MOST_LETTERS = 18  # longer names would leave no room for the network
_SHARE = 0.22  # of the width: names are made smaller where they would take more, at each side
_OF_LEGEND = 16.0  # points
_LEAST_RADIUS = 20.0  # points


@dataclass(frozen=True)
class Fit:
    """Say how names fit into a picture.

    Parameters
    ----------
    size : float
        Size of the names, in points.
    turned : bool
        Whether they are turned, so that neighbours are a line apart.
    spacing : float
        Distance of neighbouring sites, in points.
    """

    size: float
    turned: bool
    spacing: float


class CircleLayout:
    """Sites on a circle of radius 1, the first at the top, clockwise.

    Parameters
    ----------
    n_sites : int
    """

    aspect = "equal"
    is_ring = True

    def __init__(self, n_sites):
        self.angles = np.pi / 2 - 2 * np.pi * np.arange(n_sites) / max(n_sites, 1)
        self.places = np.column_stack([np.cos(self.angles), np.sin(self.angles)])

    def curve(self, start, end):
        """Return points on a curve that bends towards the middle of the circle."""
        t = np.linspace(0, 1, 40)[:, None]
        middle = 0.35 * (start + end) / 2
        return (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end

    def hub(self, ends):
        """Return the middle of an interaction of several sites."""
        return 0.72 * ends.mean(axis=0)

    def set_limits(self, ax):
        """Set the limits of the axes."""
        ax.set_xlim(-1.12, 1.12)
        ax.set_ylim(-1.12, 1.12)

    def fit(self, ax, names, size):
        """Return how names fit around the circle, as a :class:`Fit`."""
        width, height = _room(ax)
        longest = _LETTER * max(map(len, names), default=1)
        size = float(np.clip(_SHARE * width / longest, min(_LEAST_SIZE, size), size))
        below = height - _OF_LEGEND
        room = min(width - 2 * longest * size, below - 2 * _LINE * size) / 2.32
        radius, turned = max(room, _LEAST_RADIUS), False
        if self._overlap(names, size, radius):
            room = (min(width, below) / 2 - longest * size) / 1.13
            radius, turned = max(room, _LEAST_RADIUS), True
        return Fit(size, turned, 2 * np.pi * radius / max(len(names), 1))

    def place_of_name(self, site, turned):
        """Return the place of a name, and its alignment and rotation."""
        angle = self.angles[site]
        if not turned:
            x = np.cos(angle)
            align = "center" if abs(x) < 0.3 else "left" if x > 0 else "right"
            return 1.16 * self.places[site], {"ha": align, "va": "center"}
        turn = np.degrees(angle) % 360
        style = {"ha": "left", "rotation": turn}
        if 90 < turn < 270:
            style = {"ha": "right", "rotation": turn - 180}
        style |= {"va": "center", "rotation_mode": "anchor"}
        return 1.13 * self.places[site], style

    def _overlap(self, names, size, radius):
        """Return whether horizontal names of neighbours would overlap."""
        if len(names) < 2:
            return False
        x, y = 1.16 * radius * self.places.T
        width = np.array([_LETTER * size * max(len(name), 1) for name in names])
        cosines = np.cos(self.angles)
        shift = np.where(np.abs(cosines) < 0.3, 0.5, np.where(cosines > 0, 0.0, 1.0))
        left, right = x - shift * width, x + (1 - shift) * width
        after = np.roll(np.arange(len(names)), -1)
        apart = np.abs(y - y[after]) >= _LINE * size
        beside = (right < left[after]) | (right[after] < left)
        return not (apart | beside).all()


class SequenceLayout:
    """Sites along a line from -1 to 1, with lines above it.

    Parameters
    ----------
    n_sites : int
    """

    aspect = "auto"
    is_ring = False

    def __init__(self, n_sites):
        x = np.linspace(-1, 1, n_sites) if n_sites > 1 else np.zeros(n_sites)
        self.places = np.column_stack([x, np.zeros(n_sites)])

    def curve(self, start, end):
        """Return points on an arch whose height is half its width."""
        t = np.linspace(0, np.pi, 40)
        middle, half = (start[0] + end[0]) / 2, abs(end[0] - start[0]) / 2
        return np.column_stack([middle - half * np.cos(t), half * np.sin(t)])

    def hub(self, ends):
        """Return the middle of an interaction of several sites."""
        return np.array([ends[:, 0].mean(), 0.3 * np.ptp(ends[:, 0])])

    def set_limits(self, ax):
        """Set the limits of the axes: as high as the highest line."""
        ax.set_xlim(-1.06, 1.06)
        highest = max((np.max(line.get_ydata()) for line in ax.lines), default=0.0)
        # The line is the lower edge, so that the distance of names from it is known.
        ax.set_ylim(0, 1.08 * highest + 0.02)

    def fit(self, ax, names, size):
        """Return how names fit below the line, as a :class:`Fit`."""
        spacing = 2 / 2.12 * _room(ax)[0] / 1.15 / max(len(names) - 1, 1)
        longest = _LETTER * size * max(map(len, names), default=1)
        return Fit(size, bool(1.06 * longest > spacing), spacing)

    def place_of_name(self, site, turned):
        """Return the place of a name, and its alignment and rotation."""
        style = {"va": "top", "ha": "center", "rotation": 90 if turned else 0}
        return self.places[site], style


LAYOUTS = {"circle": CircleLayout, "sequence": SequenceLayout}


def fit_names(ax, layout, names, given):
    """Return how the names of the sites fit into the axes, as a :class:`Fit`."""
    from matplotlib.font_manager import FontProperties

    size = styled("text", {"fontsize": "medium"}, given)["fontsize"]
    size = FontProperties(size=size).get_size_in_points()
    return layout.fit(ax, [drawable(name, _MOST_LETTERS) for name in names], size)


def write_names(ax, layout, names, importance, fit, given):
    """Write the names of the sites, the most important ones where there is no room for all.

    Parameters
    ----------
    ax : matplotlib Axes
    layout : CircleLayout or SequenceLayout
    names : sequence of str
    importance : ndarray of shape (n_sites,)
        Sites of more importance are chosen first.
    fit : Fit
    given : dict or None
        Keyword arguments of the user, for ``Axes.annotate``.

    Returns
    -------
    below : float
        How far the names reach below the axes, in points.
    """
    size, chosen = fit.size, range(len(names))
    if fit.turned:
        size = float(np.clip(fit.spacing / _LINE, min(_LEAST_SIZE, size), size))
        step = int(np.ceil(_LINE * size / fit.spacing - 1e-9))
        chosen = _apart(importance, step, layout.is_ring)
    lowest = bottom = ax.get_window_extent().y0
    # Below a line, names keep clear of the sites, whose size is in points, too.
    offset = (0, 0) if layout.is_ring else (0, -10)
    for site in chosen:
        place, style = layout.place_of_name(site, fit.turned)
        style |= {"fontsize": size, "textcoords": "offset points", "annotation_clip": False}
        own = styled("text", style, given)
        text = ax.annotate(drawable(names[site], _MOST_LETTERS), place, offset, **own, **LITERAL)
        lowest = min(lowest, text.get_window_extent().y0)
    return (bottom - lowest) * 72 / ax.figure.dpi


def _room(ax):
    """Return width and height of the axes and the margins around them, in points."""
    box = ax.get_window_extent()
    scale = 1.15 * 72 / ax.figure.dpi
    return scale * box.width, scale * box.height


def _apart(importance, step, is_ring):
    """Return the most important sites that are at least so many steps apart, in order."""
    n, free, chosen = len(importance), np.ones(len(importance), dtype=bool), []
    for site in np.argsort(-importance, kind="stable"):
        near = np.arange(site - step + 1, site + step)
        near = near % n if is_ring else near[(near >= 0) & (near < n)]
        if free[site]:
            chosen.append(site)
            free[near] = False
    return sorted(chosen)
