"""Draw the largest coefficients as bars, with the sites of each below its bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Regressor, check_number, check_object
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._findings import is_finding
from ._split_axes import add_axes_below
from ._style import COLOURS, GREY, LITERAL, add_legend_above, clean, drawable, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW = 0.22  # inches of one site in the grid below the bars
_MOST_LETTERS = 24  # longer names would leave no room for the bars
_ORDER_NAMES = {1: "single sites", 2: "pairs", 3: "triples"}


class SpectrumDisplay(Display):
    """Show the largest interactions as bars, with the sites of each below its bar.

    A bar is a Walsh coefficient, or the size of an interaction where sites have more than two
    alleles.

    Bars stand from the lowest order to the highest, and by size within an order. Each order
    has its colour. Confidence intervals are drawn where the spectrum has them. Where the
    spectrum says which interactions were selected, these stand first. The others follow behind a
    dotted line, as hollow bars without an interval; so do interactions whose interval or standard
    error is not finite.

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
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        self.spectrum = spectrum

    @classmethod
    def from_spectrum(
        cls, spectrum: WalshSpectrum | EpistasisSpectrum, n_interactions: int = 20
    ) -> Self:
        """Make the display from the largest interactions of a spectrum.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source. Where it says which interactions were selected, these
            are chosen before all others; of the others, those that were selected in most
            resamples (`frequencies`), where these are known.
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
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        found, sizes = is_finding(spectrum), spectrum.sizes
        frequencies = getattr(spectrum, "frequencies", None)
        often = np.zeros(len(spectrum)) if frequencies is None else np.where(found, 0, frequencies)
        candidates = np.flatnonzero(spectrum.orders > 0)
        # Without a selection, all that is large is shown, whether it is determined or not.
        first = np.zeros(len(spectrum), bool) if spectrum.selected is None else found
        keys = [-sizes[candidates], -often[candidates], ~first[candidates]]
        chosen = candidates[np.lexsort(keys)[:n_interactions]]
        keys = [-sizes[chosen], spectrum.orders[chosen], ~found[chosen]]
        return cls(spectrum._take(chosen[np.lexsort(keys)]))

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        n_interactions: int = 20,
        *,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Make the display from the largest interactions of a fitted regressor.

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

    def plot(
        self,
        ax: Axes | None = None,
        *,
        bar_kwargs: dict[str, Any] | None = None,
        interval_kwargs: dict[str, Any] | None = None,
        grid_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        bar_kwargs : dict, default=None
            Keyword arguments for the bars (``Axes.bar``).
        interval_kwargs : dict, default=None
            Keyword arguments for the intervals (``Axes.errorbar``).
        grid_kwargs : dict, default=None
            Keyword arguments for the interactions in the grid of sites (``Axes.plot``).

        Returns
        -------
        display : SpectrumDisplay
            The object itself, with the attributes `ax_`, `grid_ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, bar=bar_kwargs, interval=interval_kwargs, grid=grid_kwargs)

    def _sites(self):
        """Return the numbers of the sites that take part in any interaction."""
        return np.flatnonzero(self.spectrum._membership.any(axis=0))

    def _figure_size(self):
        return max(1.6 + 0.3 * len(self.spectrum), 4.5), 2.8 + _ROW * len(self._sites())

    def _draw(self, bar, interval, grid):
        sites = self._sites()
        (self.grid_ax_,) = add_axes_below(self.ax_, (2.6, _ROW * max(len(sites), 1)))
        found = is_finding(self.spectrum)
        self._draw_bars(found, bar)
        self._draw_intervals(found, interval)
        self._draw_grid(sites, found, grid)
        if found.any() and not found.all():
            border = np.flatnonzero(found)[-1] + 0.5
            for ax in (self.ax_, self.grid_ax_):
                ax.axvline(border, color=GREY, ls=":", lw=1, gid="border")

    def _draw_bars(self, found, bar):
        ax, spectrum = self.ax_, self.spectrum
        heights, _, what = spectrum._bars
        handles, names = [], []
        for colour, name, own in _groups(spectrum.orders):
            style = styled("patch", {"width": 0.75, "color": colour}, bar)
            bars = ax.bar(own, heights[own], **style)
            for single in np.array(bars, dtype=object)[~found[own]]:
                _make_hollow(single, colour)
            handles.append(_patch(colour))
            names.append(name)
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

    def _draw_intervals(self, found, interval):
        _, intervals, _ = self.spectrum._bars
        if intervals is None:
            return
        shown = found & np.isfinite(intervals).all(axis=1)
        low, high = intervals[shown].T
        # Around the middle, because the coefficient may lie outside its interval.
        style = {"fmt": "none", "ecolor": "black", "elinewidth": 1, "capsize": 2}
        places, middles, halves = np.flatnonzero(shown), (low + high) / 2, (high - low) / 2
        self.ax_.errorbar(places, middles, halves, **styled("bars", style, interval))

    def _draw_grid(self, sites, found, grid):
        ax, spectrum = self.grid_ax_, self.spectrum
        member = spectrum._membership[:, sites]
        columns, rows = np.indices(member.shape)
        ax.plot(columns[~member], rows[~member], "o", color="0.88", ms=5, gid="empty")
        for column, order in enumerate(spectrum.orders):
            own = np.flatnonzero(member[column])
            style = {"color": _colour(order), "ms": 6, "lw": 1.5, "gid": "interaction"}
            if not found[column]:
                style |= {"mfc": "white", "lw": 0.8}
            style |= {"marker": "o", "ls": "-"}
            ax.plot([column] * len(own), own, **styled("line", style, grid))
        names = [drawable(spectrum.site_names[site], _MOST_LETTERS) for site in sites]
        ax.set_yticks(range(len(sites)), names, **LITERAL)
        ax.set_ylim(len(sites) - 0.5, -0.5)
        ax.tick_params(bottom=False, labelbottom=False, left=False)
        ax.spines[:].set_visible(False)


def _groups(orders):
    """Return the colour, the name and the places of the bars of each order.

    Orders that have no colour of their own are one group.
    """
    last = len(COLOURS)
    for order in np.unique(np.minimum(orders, last + 1)):
        beyond = order > last
        own = np.flatnonzero(orders > last if beyond else orders == order)
        listed = np.unique(orders[own])
        name = _ORDER_NAMES.get(order, f"order {listed[0]}")
        if len(listed) > 1:
            name = f"orders {listed[0]} to {listed[-1]}"
        yield _colour(order), name, own


def _colour(order):
    """Return the colour of an order: one for each that can be told apart, and black beyond."""
    return COLOURS[order - 1] if order <= len(COLOURS) else "black"


def _patch(colour):
    from matplotlib.patches import Patch

    return Patch(color=colour)


def _make_hollow(patch, colour):
    patch.set(facecolor="white", edgecolor=colour, linewidth=1.2)
    return patch
