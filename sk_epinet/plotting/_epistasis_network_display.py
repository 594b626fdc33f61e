"""Sites on a circle, and the interactions between them."""

import numpy as np

from ..spectrum import WalshSpectrum
from ._display import Display
from ._style import NEGATIVE, POSITIVE

_LABEL, _HUB, _BEND = 1.16, 0.72, 0.35  # radii, in those of the circle
_MARKERS = {3: "^", 4: "s", 5: "p"}
_DRAWN = 0.02  # smaller coefficients than this share of the largest are invisible


class EpistasisNetworkDisplay(Display):
    """The epistasis of a landscape as a network of its sites.

    Sites stand on a circle, as large as their own coefficients. Pairs are arcs between
    them; an interaction of more sites is a hub with a spoke to each. Widths are sizes; blue
    and solid is positive, vermilion and dashed negative. All are Walsh coefficients: a
    positive pair is one whose equal levels (both low or both high) go with larger values.

    Parameters
    ----------
    spectrum : WalshSpectrum
        What is drawn. All sites get a place, also those without interactions.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure

    See Also
    --------
    SpectrumDisplay : The same as bars, with intervals.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import EpistasisNetworkDisplay
    >>> spectrum = WalshSpectrum([2.0, -3.0, 1.0], [(0,), (0, 1), (0, 1, 2)], 3)
    >>> display = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    >>> [text.get_text() for text in display.ax_.texts]
    ['x0', 'x1', 'x2']
    """

    def __init__(self, spectrum):
        self.spectrum = spectrum

    @classmethod
    def from_spectrum(cls, spectrum, n_interactions=30):
        """Choose the largest interactions of a spectrum, and all its single sites.

        Parameters
        ----------
        spectrum : WalshSpectrum
            From anywhere.
        n_interactions : int, default=30
            How many of two sites and more.

        Returns
        -------
        display : EpistasisNetworkDisplay
        """
        orders = spectrum.orders
        several = spectrum._take(np.flatnonzero(orders > 1)).top(n_interactions)
        single = spectrum.order(1)
        return cls(
            WalshSpectrum(
                np.concatenate([single.coefficients, several.coefficients]),
                np.concatenate([single._membership, several._membership]),
                spectrum.n_sites,
                site_names=spectrum.site_names,
                levels=spectrum.levels,
            )
        )

    @classmethod
    def from_estimator(cls, estimator, n_interactions=30):
        """Choose the largest interactions of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        n_interactions : int, default=30
            How many of two sites and more.

        Returns
        -------
        display : EpistasisNetworkDisplay
        """
        return cls.from_spectrum(WalshSpectrum.from_estimator(estimator), n_interactions)

    def _size(self):
        return 6.4, 6.0

    def _draw(self):
        spectrum = self.spectrum
        angles = np.pi / 2 - 2 * np.pi * np.arange(spectrum.n_sites) / spectrum.n_sites
        circle = np.column_stack([np.cos(angles), np.sin(angles)])
        several = np.flatnonzero(spectrum.orders > 1)
        sizes = np.abs(spectrum.coefficients)
        largest = sizes[several].max(initial=0.0) or 1.0
        for i in several[np.argsort(sizes[several])]:
            if sizes[i] >= _DRAWN * largest:
                self._draw_interaction(circle, i, sizes[i] / largest)
        self._draw_sites(circle, angles)
        self.ax_.set_aspect("equal")
        self.ax_.set_xlim(-1.35, 1.35)
        self.ax_.set_ylim(-1.45, 1.3)
        self.ax_.axis("off")
        self._draw_legend(largest)

    def _draw_interaction(self, circle, i, size):
        sites = list(self.spectrum.interactions[i])
        style = _style(self.spectrum.coefficients[i], size)
        if len(sites) == 2:
            self.ax_.plot(*_arc(*circle[sites]).T, gid="pair", zorder=1 + size, **style)
            return
        hub = circle[sites].mean(axis=0) * _HUB
        style["lw"] *= 0.5
        for site in sites:
            ends = np.array([hub, circle[site]])
            self.ax_.plot(*ends.T, gid="spoke", zorder=1 + size, **style)
        self.ax_.plot(
            *hub[:, None],
            marker=_MARKERS.get(len(sites), "h"),
            ms=4 + 8 * size,
            color=style["color"],
            mec="white",
            gid="hub",
            zorder=2 + size,
        )

    def _draw_sites(self, circle, angles):
        spectrum = self.spectrum
        own = np.zeros(spectrum.n_sites)
        for sites, coefficient in zip(spectrum.interactions, spectrum.coefficients, strict=True):
            if len(sites) == 1:
                own[sites[0]] = coefficient
        areas = 40 + 260 * np.abs(own) / (np.abs(own).max() or 1.0)
        colours = np.where(own > 0, POSITIVE, np.where(own < 0, NEGATIVE, "#767676"))
        self.ax_.scatter(*circle.T, areas, colours, edgecolor="white", zorder=4)
        for name, (x, y), angle in zip(spectrum.site_names, circle * _LABEL, angles, strict=True):
            align = "center" if abs(np.cos(angle)) < 0.3 else "left" if x > 0 else "right"
            self.ax_.text(x, y, name, ha=align, va="center", fontsize="medium")

    def _draw_legend(self, largest):
        from matplotlib.lines import Line2D

        handles = [
            Line2D([], [], label=f"{sign}{largest:.3g}", **_style(value, 1.0) | {"lw": 3.5})
            for sign, value in (("+", 1.0), ("\N{MINUS SIGN}", -1.0))
        ]
        orders = np.unique(self.spectrum.orders[self.spectrum.orders > 2])
        handles += [
            Line2D([], [], ls="", marker=_MARKERS.get(k, "h"), color="0.4", label=f"{k} sites")
            for k in orders
        ]
        legend = self.ax_.legend(
            handles=handles,
            loc="lower center",
            ncols=len(handles),
            frameon=False,
            handlelength=3.2,
            columnspacing=1.2,
            fontsize="small",
        )
        # Or a long one would shrink the circle.
        legend.set_in_layout(False)


def _style(coefficient, size):
    positive = coefficient > 0
    return {
        "color": POSITIVE if positive else NEGATIVE,
        "linestyle": "-" if positive else (0, (4, 1.5)),
        "lw": 0.5 + 5 * size,
        "alpha": 0.35 + 0.55 * size,
        "solid_capstyle": "round",
    }


def _arc(start, end):
    """A quadratic curve that bends towards the middle of the circle."""
    t = np.linspace(0, 1, 40)[:, None]
    middle = _BEND * (start + end) / 2
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
