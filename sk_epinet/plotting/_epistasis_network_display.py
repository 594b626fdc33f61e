"""Draw the sites on a circle, and the interactions between them."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Regressor, check_number
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._findings import is_finding
from ._style import GREY, LITERAL, NEGATIVE, POSITIVE

_LABEL, _HUB, _BEND = 1.16, 0.72, 0.35  # distances from the centre; the circle's radius is 1
_MARKERS = {3: "^", 4: "s", 5: "p"}
_DRAWN = 0.02  # coefficients smaller than this share of the largest would be invisible


class EpistasisNetworkDisplay(Display):
    """Show the epistasis of a landscape as a network of its sites.

    Sites stand on a circle, and their sizes are those of their own coefficients. Pairs are arcs
    between two sites; an interaction of more sites is a hub with a spoke to each of them. The
    width of a line is the size of its coefficient. Positive coefficients are blue and solid,
    negative ones vermilion and dashed. All are Walsh coefficients: a positive pair is one whose
    equal levels (both low or both high) go with larger values.

    Parameters
    ----------
    spectrum : WalshSpectrum or EpistasisSpectrum
        The interactions to draw. All sites get a place, also those without interactions.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    SpectrumDisplay : Show the coefficients as bars, with intervals.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import EpistasisNetworkDisplay
    >>> spectrum = WalshSpectrum([2.0, -3.0, 1.0], [(0,), (0, 1), (0, 1, 2)], 3)
    >>> display = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    >>> [text.get_text() for text in display.ax_.texts]
    ['x0', 'x1', 'x2']
    """

    def __init__(self, spectrum: WalshSpectrum | EpistasisSpectrum) -> None:
        self.spectrum = spectrum

    @classmethod
    def from_spectrum(
        cls, spectrum: WalshSpectrum | EpistasisSpectrum, n_interactions: int = 30
    ) -> Self:
        """Choose the single sites and the largest interactions of a spectrum.

        Where the spectrum says which interactions and sites were selected, only these are
        chosen. Interactions whose interval or standard error is not finite are left out.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source.
        n_interactions : int, default=30
            Number of interactions of two sites and more, at least 0.

        Returns
        -------
        display : EpistasisNetworkDisplay

        Raises
        ------
        ValueError
            If `n_interactions` is not an integer of at least 0.
        """
        check_number("n_interactions", n_interactions, low=0, integer=True)
        found, orders = is_finding(spectrum), spectrum.orders
        single, several = (np.flatnonzero(found & of) for of in (orders == 1, orders > 1))
        largest = np.argsort(-spectrum.sizes[several], kind="stable")
        chosen = several[largest[:n_interactions]]
        return cls(spectrum._take(np.concatenate([single, chosen])))

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        n_interactions: int = 30,
        *,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Choose the single sites and the largest interactions of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        n_interactions : int, default=30
            Number of interactions of two sites and more, at least 0.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressor was trained on, where it does not know the levels
            of its sites; as in :meth:`WalshSpectrum.from_estimator`.
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low and high level of each site, as in :meth:`WalshSpectrum.from_estimator`.

        Returns
        -------
        display : EpistasisNetworkDisplay

        Raises
        ------
        ValueError
            If `n_interactions` is not an integer of at least 0, or the spectrum of the
            regressor cannot be computed.
        """
        check_number("n_interactions", n_interactions, low=0, integer=True)
        spectrum = spectrum_of(estimator, X, levels)
        return cls.from_spectrum(spectrum, n_interactions)

    def _figure_size(self):
        return 6.4, 6.0

    def _draw(self):
        spectrum = self.spectrum
        angles = np.pi / 2 - 2 * np.pi * np.arange(spectrum.n_sites) / spectrum.n_sites
        circle = np.column_stack([np.cos(angles), np.sin(angles)])
        several = np.flatnonzero(spectrum.orders > 1)
        sizes = spectrum.sizes
        largest = sizes[several].max(initial=0.0)
        for i in several[np.argsort(sizes[several])]:
            if sizes[i] > _DRAWN * largest:
                self._draw_interaction(circle, i, sizes[i] / largest)
        self._draw_sites(circle, angles)
        self.ax_.set_aspect("equal")
        self.ax_.set_xlim(-1.35, 1.35)
        self.ax_.set_ylim(-1.45, 1.3)
        self.ax_.axis("off")
        if largest:
            self._draw_legend(largest)

    def _draw_interaction(self, circle, i, size):
        sites = list(self.spectrum.interactions[i])
        style = _style(self.spectrum._bars[0][i], size)
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
        own = self._coefficients_of_sites()
        areas = 40 + 260 * np.abs(own) / (np.abs(own).max() or 1.0)
        colours = np.where(own > 0, POSITIVE, np.where(own < 0, NEGATIVE, GREY))
        self.ax_.scatter(*circle.T, areas, colours, edgecolor="white", zorder=4)
        names = self.spectrum.site_names
        for name, (x, y), angle in zip(names, circle * _LABEL, angles, strict=True):
            align = "center" if abs(np.cos(angle)) < 0.3 else "left" if x > 0 else "right"
            self.ax_.text(x, y, name, ha=align, va="center", fontsize="medium", **LITERAL)

    def _coefficients_of_sites(self):
        """Return the coefficient of each single site, and 0 where there is none."""
        spectrum = self.spectrum
        single = spectrum.orders == 1
        return spectrum._bars[0][single] @ spectrum._membership[single]

    def _draw_legend(self, largest):
        from matplotlib.lines import Line2D

        signs = {"+": 1.0, "\N{MINUS SIGN}": -1.0}
        if isinstance(self.spectrum, EpistasisSpectrum):
            signs = {"": 1.0}  # sizes have no sign
        handles = [
            Line2D([], [], label=f"{sign}{largest:.3g}", **_style(value, 1.0) | {"lw": 3.5})
            for sign, value in signs.items()
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
        # Otherwise a long legend would shrink the circle.
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
    """Return points on a quadratic curve that bends towards the middle of the circle."""
    t = np.linspace(0, 1, 40)[:, None]
    middle = _BEND * (start + end) / 2
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
