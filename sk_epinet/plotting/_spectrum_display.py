"""Draw the largest coefficients as bars, with the sites of each below its bar."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Regressor, check_number
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._findings import is_finding
from ._split_axes import add_axes_below
from ._style import COLOURS, GREY, LITERAL, add_legend_above, clean

_ROW = 0.22  # inches of one site in the grid below the bars
_ORDER_NAMES = {1: "single sites", 2: "pairs", 3: "triples"}


class SpectrumDisplay(Display):
    """Show the largest interactions as bars, with the sites of each below its bar.

    A bar is a Walsh coefficient, or the size of an interaction where sites have more than two
    alleles.

    Bars stand from the lowest order to the highest, and by size within an order. Each order
    has its colour. Confidence intervals are drawn where the spectrum has them. Where the
    spectrum says which interactions were selected, the others are hollow bars without an
    interval; so are interactions whose interval or standard error is not finite.

    Parameters
    ----------
    spectrum : WalshSpectrum or EpistasisSpectrum
        The interactions to draw, in the order in which they are listed.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Axes of the bars: those that were given to :meth:`plot`, made smaller.
    grid_ax_ : matplotlib Axes
        Axes of the grid of sites below the bars.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    EpistasisNetworkDisplay : Show the interactions as a network of sites.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import SpectrumDisplay
    >>> spectrum = WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], 2, site_names=["A", "B"])
    >>> display = SpectrumDisplay.from_spectrum(spectrum).plot()
    >>> [label.get_text() for label in display.grid_ax_.get_yticklabels()]
    ['A', 'B']
    """

    def __init__(self, spectrum: WalshSpectrum | EpistasisSpectrum) -> None:
        self.spectrum = spectrum

    @classmethod
    def from_spectrum(
        cls, spectrum: WalshSpectrum | EpistasisSpectrum, n_interactions: int = 20
    ) -> Self:
        """Choose the largest interactions of a spectrum.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source. Where it says which interactions were selected, these
            are chosen before all others.
        n_interactions : int, default=20
            Number of interactions to show, at least 1. The constant is not shown.

        Returns
        -------
        display : SpectrumDisplay

        Raises
        ------
        ValueError
            If `n_interactions` is not an integer of at least 1.
        """
        check_number("n_interactions", n_interactions, low=1, integer=True)
        top = spectrum.top(n_interactions)
        return cls(top._take(np.lexsort((-top.sizes, top.orders))))

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        n_interactions: int = 20,
        *,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Choose the largest interactions of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        n_interactions : int, default=20
            Number of interactions to show, at least 1. The constant is not shown.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressor was trained on, where it does not know the levels
            of its sites; as in :meth:`WalshSpectrum.from_estimator`.
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low and high level of each site, as in :meth:`WalshSpectrum.from_estimator`.

        Returns
        -------
        display : SpectrumDisplay

        Raises
        ------
        ValueError
            If `n_interactions` is not an integer of at least 1, or the spectrum of the
            regressor cannot be computed.
        """
        check_number("n_interactions", n_interactions, low=1, integer=True)
        spectrum = spectrum_of(estimator, X, levels)
        return cls.from_spectrum(spectrum, n_interactions)

    def _sites(self):
        """Return the numbers of the sites that take part in any interaction."""
        return np.flatnonzero(self.spectrum._membership.any(axis=0))

    def _figure_size(self):
        return max(1.6 + 0.3 * len(self.spectrum), 4.5), 2.8 + _ROW * len(self._sites())

    def _draw(self):
        sites = self._sites()
        self.grid_ax_ = add_axes_below(self.ax_, (2.6, _ROW * max(len(sites), 1)))
        found = is_finding(self.spectrum)
        self._draw_bars(found)
        self._draw_intervals(found)
        self._draw_grid(sites, found)

    def _draw_bars(self, found):
        ax, spectrum = self.ax_, self.spectrum
        heights, _, what = spectrum._bars
        handles, names = [], []
        for order in np.unique(spectrum.orders):
            own = np.flatnonzero(spectrum.orders == order)
            bars = ax.bar(own, heights[own], 0.75, color=_colour(order))
            for bar in np.array(bars, dtype=object)[~found[own]]:
                _make_hollow(bar, _colour(order))
            handles.append(_patch(_colour(order)))
            names.append(_ORDER_NAMES.get(order, f"order {order}"))
        if not found.all():
            handles.append(_make_hollow(_patch(GREY), GREY))
            names.append("not determined" if spectrum.selected is None else "not selected")
        ax.axhline(0, color="black", lw=0.8)
        ax.set_ylabel(what)
        ax.tick_params(bottom=False, labelbottom=False)
        clean(ax)
        ax.spines["bottom"].set_visible(False)
        if handles:
            add_legend_above(ax, handles, names)

    def _draw_intervals(self, found):
        _, intervals, _ = self.spectrum._bars
        if intervals is None:
            return
        shown = found & np.isfinite(intervals).all(axis=1)
        low, high = intervals[shown].T
        # Around the middle, because the coefficient may lie outside its interval.
        self.ax_.errorbar(
            np.flatnonzero(shown),
            (low + high) / 2,
            (high - low) / 2,
            fmt="none",
            ecolor="black",
            lw=1,
            capsize=2,
        )

    def _draw_grid(self, sites, found):
        ax, spectrum = self.grid_ax_, self.spectrum
        member = spectrum._membership[:, sites]
        columns, rows = np.indices(member.shape)
        ax.plot(columns[~member], rows[~member], "o", color="0.88", ms=5, gid="empty")
        for column, order in enumerate(spectrum.orders):
            own = np.flatnonzero(member[column])
            style = {"color": _colour(order), "ms": 6, "lw": 1.5, "gid": "interaction"}
            if not found[column]:
                style |= {"mfc": "white", "lw": 0.8}
            ax.plot([column] * len(own), own, "o-", **style)
        names = [spectrum.site_names[site] for site in sites]
        ax.set_yticks(range(len(sites)), names, **LITERAL)
        ax.set_ylim(len(sites) - 0.5, -0.5)
        ax.tick_params(bottom=False, labelbottom=False, left=False)
        ax.spines[:].set_visible(False)


def _colour(order):
    """Return the colour of an order: one for each that can be told apart, and black beyond."""
    return COLOURS[order - 1] if order <= len(COLOURS) else "black"


def _patch(colour):
    from matplotlib.patches import Patch

    return Patch(color=colour)


def _make_hollow(patch, colour):
    patch.set(facecolor="white", edgecolor=colour, linewidth=1.2)
    return patch
