"""The largest coefficients as bars, with the sites of each below its bar."""

import numpy as np

from ..spectrum import WalshSpectrum
from ._display import Display
from ._style import COLOURS, clean, legend_above


class SpectrumDisplay(Display):
    """The largest Walsh coefficients by order, with the sites of each below its bar.

    Bars go from the lowest order to the highest, and by size within an order; colours are
    orders. Confidence intervals are drawn where the spectrum has them.

    Parameters
    ----------
    spectrum : WalshSpectrum
        What is drawn, in the order in which it is listed.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Of the bars.
    grid_ax_ : matplotlib Axes
        Of the grid of sites.
    figure_ : matplotlib Figure

    See Also
    --------
    EpistasisNetworkDisplay : The same as a network of sites.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import SpectrumDisplay
    >>> spectrum = WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], 2, site_names=["A", "B"])
    >>> display = SpectrumDisplay.from_spectrum(spectrum).plot()
    >>> [label.get_text() for label in display.grid_ax_.get_yticklabels()]
    ['A', 'B']
    """

    def __init__(self, spectrum):
        self.spectrum = spectrum

    @classmethod
    def from_spectrum(cls, spectrum, n_interactions=20):
        """Choose the largest coefficients of a spectrum.

        Parameters
        ----------
        spectrum : WalshSpectrum
            From anywhere.
        n_interactions : int, default=20
            How many, the constant not among them.

        Returns
        -------
        display : SpectrumDisplay
        """
        top = spectrum.top(n_interactions)
        order = np.lexsort((-np.abs(top.coefficients), top.orders))
        return cls(top._take(order))

    @classmethod
    def from_estimator(cls, estimator, n_interactions=20):
        """Choose the largest coefficients of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        n_interactions : int, default=20
            How many.

        Returns
        -------
        display : SpectrumDisplay
        """
        return cls.from_spectrum(WalshSpectrum.from_estimator(estimator), n_interactions)

    def _sites(self):
        """Those that take part in any interaction."""
        return np.flatnonzero(self.spectrum._membership.any(axis=0))

    def _size(self):
        return max(1.6 + 0.3 * len(self.spectrum), 4.5), 2.8 + 0.22 * len(self._sites())

    def _draw(self):
        sites = self._sites()
        self.ax_, self.grid_ax_ = _split(self.ax_, (2.6, 0.22 * max(len(sites), 1)))
        self._draw_bars()
        self._draw_grid(sites)

    def _draw_bars(self):
        ax, spectrum = self.ax_, self.spectrum
        position = np.arange(len(spectrum))
        for order in np.unique(spectrum.orders):
            own = spectrum.orders == order
            label = {1: "single sites", 2: "pairs", 3: "triples"}.get(order, f"order {order}")
            colour = _colour(order)
            ax.bar(position[own], spectrum.coefficients[own], 0.75, color=colour, label=label)
        if spectrum.intervals is not None:
            ends = np.abs(spectrum.intervals.T - spectrum.coefficients)
            ax.errorbar(
                *(position, spectrum.coefficients, ends),
                fmt="none",
                ecolor="black",
                lw=1,
                capsize=2,
            )
        ax.axhline(0, color="black", lw=0.8)
        ax.set_ylabel("Walsh coefficient")
        ax.tick_params(bottom=False, labelbottom=False)
        clean(ax)
        ax.spines["bottom"].set_visible(False)
        if len(spectrum):
            legend_above(ax, len(np.unique(spectrum.orders)))

    def _draw_grid(self, sites):
        ax, spectrum = self.grid_ax_, self.spectrum
        member = spectrum._membership[:, sites]
        columns, rows = np.indices(member.shape)
        ax.plot(columns[~member], rows[~member], "o", color="0.88", ms=5, gid="empty")
        for column, order in enumerate(spectrum.orders):
            own = np.flatnonzero(member[column])
            colour = _colour(order)
            ax.plot([column] * len(own), own, "o-", color=colour, ms=6, lw=1.5, gid="interaction")
        ax.set_yticks(range(len(sites)), [spectrum.site_names[site] for site in sites])
        ax.set_ylim(len(sites) - 0.5, -0.5)
        ax.tick_params(bottom=False, labelbottom=False, left=False)
        ax.spines[:].set_visible(False)


def _colour(order):
    """One for each order that can be told apart, and black for those beyond."""
    return COLOURS[order - 1] if order <= len(COLOURS) else "black"


def _split(ax, heights):
    """Two axes, one above the other with the same x, in the place of one."""
    place = ax.get_subplotspec()
    if place is None:  # axes at coordinates of their own
        box = ax.get_position()
        share = heights[1] / sum(heights)
        lower = ax.figure.add_axes([box.x0, box.y0, box.width, 0.95 * share * box.height])
        ax.set_position([box.x0, box.y0 + share * box.height, box.width, (1 - share) * box.height])
        lower.sharex(ax)
        return ax, lower
    figure = ax.figure
    ax.remove()
    grid = place.subgridspec(2, 1, height_ratios=heights, hspace=0.02)
    upper = figure.add_subplot(grid[0])
    return upper, figure.add_subplot(grid[1], sharex=upper)
