"""Draw the sites on a circle or along the sequence, and the interactions between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Regressor, check_number, check_object, check_option
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._findings import is_finding
from ._network_layout import LAYOUTS, fit_names, write_names
from ._style import GREY, NEGATIVE, POSITIVE, add_legend_below, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_LINES = 40  # by default
_MARKERS = {3: "^", 4: "s", 5: "p"}
_DRAWN = 0.02  # coefficients smaller than this share of the largest would be invisible


class EpistasisNetworkDisplay(Display):
    """Show the epistasis of a landscape as a network of its sites.

    Sites stand on a circle or along the sequence, and their sizes are those of their own
    coefficients. Pairs are arcs between two sites; an interaction of more sites is a hub with a
    spoke to each of them. The width of a line is the size of its coefficient. Positive
    coefficients are blue and solid, negative ones vermilion and dashed. All are Walsh
    coefficients: a positive pair is one whose equal levels (both low or both high) go with larger
    values.

    Parameters
    ----------
    spectrum : WalshSpectrum or EpistasisSpectrum
        The interactions to draw. All sites get a place, also those without interactions.
    layout : {"circle", "sequence"}, default="circle"
        Whether the sites stand on a circle, clockwise from the top, or along a line.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    SpectrumDisplay : Show the coefficients as bars, with intervals.
    PairwiseHeatmapDisplay : Show all pairs, also on many sites.

    Notes
    -----
    Names of sites never overlap. They are turned and made smaller where they have to, and where
    there is no room for all, those of the sites with the largest interactions are written. Names
    of more than 18 letters are shortened.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import EpistasisNetworkDisplay
    >>> spectrum = WalshSpectrum([2.0, -3.0, 1.0], [(0,), (0, 1), (0, 1, 2)], 3)
    >>> display = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    >>> [text.get_text() for text in display.ax_.texts]
    ['x0', 'x1', 'x2']
    """

    def __init__(
        self,
        spectrum: WalshSpectrum | EpistasisSpectrum,
        layout: Literal["circle", "sequence"] = "circle",
    ) -> None:
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        check_option("layout", layout, tuple(LAYOUTS))
        self.spectrum, self.layout = spectrum, layout

    @classmethod
    def from_spectrum(
        cls,
        spectrum: WalshSpectrum | EpistasisSpectrum,
        n_interactions: int | None = None,
        *,
        layout: Literal["circle", "sequence"] = "circle",
    ) -> Self:
        """Make the display from the single sites and the largest interactions of a spectrum.

        Where the spectrum says which interactions and sites were selected, only these are
        chosen. Interactions whose interval or standard error is not finite are left out.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source.
        n_interactions : int, default=None
            Number of interactions of two sites and more, at least 0. None takes the largest that
            together have at most 40 lines: one for a pair, and one for each site of an
            interaction of more.
        layout : {"circle", "sequence"}, default="circle"
            Whether the sites stand on a circle, clockwise from the top, or along a line.

        Returns
        -------
        display : EpistasisNetworkDisplay

        Raises
        ------
        ValueError
            If `n_interactions` is not an integer of at least 0, or there is no such layout.
        """
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        _check_count(n_interactions)
        found, orders = is_finding(spectrum), spectrum.orders
        single, several = (np.flatnonzero(found & of) for of in (orders == 1, orders > 1))
        largest = np.argsort(-spectrum.sizes[several], kind="stable")
        if n_interactions is None:
            n_lines = np.where(orders == 2, 1, orders)[several[largest]]
            n_interactions = int((np.cumsum(n_lines) <= _MOST_LINES).sum())
        chosen = several[largest[:n_interactions]]
        return cls(spectrum._take(np.concatenate([single, chosen])), layout)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        n_interactions: int | None = None,
        *,
        layout: Literal["circle", "sequence"] = "circle",
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Make the display from the single sites and largest interactions of a regressor.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        n_interactions : int, default=None
            Number of interactions of two sites and more, as in :meth:`from_spectrum`.
        layout : {"circle", "sequence"}, default="circle"
            Whether the sites stand on a circle, clockwise from the top, or along a line.
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
            If `n_interactions` is not an integer of at least 0, there is no such layout, or the
            spectrum of the regressor cannot be computed.
        """
        _check_count(n_interactions)
        check_option("layout", layout, tuple(LAYOUTS))
        spectrum = spectrum_of(estimator, X, levels)
        return cls.from_spectrum(spectrum, n_interactions, layout=layout)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        line_kwargs: dict[str, Any] | None = None,
        sites_kwargs: dict[str, Any] | None = None,
        text_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        line_kwargs : dict, default=None
            Keyword arguments for the lines of interactions (``Axes.plot``).
        sites_kwargs : dict, default=None
            Keyword arguments for the sites (``Axes.scatter``).
        text_kwargs : dict, default=None
            Keyword arguments for the names of the sites (``Axes.text``).

        Returns
        -------
        display : EpistasisNetworkDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, line=line_kwargs, sites=sites_kwargs, text=text_kwargs)

    def _figure_size(self):
        return (6.0, 6.2) if self.layout == "circle" else (7.2, 4.2)

    def _draw(self, line, sites, text):
        ax, spectrum = self.ax_, self.spectrum
        layout = LAYOUTS[self.layout](spectrum.n_sites)
        ax.set_aspect(layout.aspect)
        ax.axis("off")
        several = np.flatnonzero(spectrum.orders > 1)
        sizes = spectrum.sizes
        largest = sizes[several].max(initial=0.0)
        for i in several[np.argsort(sizes[several])]:
            if sizes[i] > _DRAWN * largest:
                self._draw_interaction(layout, i, sizes[i] / largest, line)
        layout.set_limits(ax)
        fit = fit_names(ax, layout, spectrum.site_names, text)
        self._draw_sites(layout, fit.spacing, sites)
        importance = sizes @ spectrum._membership
        below = write_names(ax, layout, spectrum.site_names, importance, fit, text)
        if largest:
            self._add_legend(largest, below)

    def _draw_interaction(self, layout, i, size, line):
        sites = list(self.spectrum.interactions[i])
        style, places = _style(self.spectrum._bars[0][i], size), layout.places
        if len(sites) == 2:
            own = styled("line", style | {"gid": "pair", "zorder": 1 + size}, line)
            self.ax_.plot(*layout.curve(*places[sites]).T, **own)
            return
        hub = layout.hub(places[sites])
        style["lw"] *= 0.5
        own = styled("line", style | {"gid": "spoke", "zorder": 1 + size}, line)
        for site in sites:
            self.ax_.plot(*np.array([hub, places[site]]).T, **own)
        marker = {"marker": _MARKERS.get(len(sites), "h"), "ms": 4 + 8 * size, "mec": "white"}
        marker |= {"color": style["color"], "gid": "hub", "zorder": 2 + size}
        self.ax_.plot(*hub[:, None], **marker)

    def _draw_sites(self, layout, spacing, sites):
        own = self._coefficients_of_sites()
        # No wider than the distance of neighbours.
        most = min(300.0, (0.7 * spacing) ** 2)
        shares = np.abs(own) / (np.abs(own).max(initial=0.0) or 1.0)
        colours = np.where(own > 0, POSITIVE, np.where(own < 0, NEGATIVE, GREY))
        style = {
            "s": most * (0.13 + 0.87 * shares),
            "c": colours,
            "edgecolor": "white",
            "clip_on": False,
        }
        style |= {"linewidths": min(1.0, most / 100), "zorder": 4}
        self.ax_.scatter(*layout.places.T, **styled("points", style, sites))

    def _coefficients_of_sites(self):
        """Return the coefficient of each single site, and 0 where there is none."""
        spectrum = self.spectrum
        single = spectrum.orders == 1
        return spectrum._bars[0][single] @ spectrum._membership[single]

    def _add_legend(self, largest, below):
        from matplotlib.lines import Line2D

        signs = {"+": 1.0, "\N{MINUS SIGN}": -1.0}
        if isinstance(self.spectrum, EpistasisSpectrum):
            signs = {"size ": 1.0}  # sizes have no sign
        handles = [Line2D([], [], **_style(sign, 1.0) | {"lw": 3.5}) for sign in signs.values()]
        names = [f"{sign}{largest:.3g}" for sign in signs]
        orders = np.unique(self.spectrum.orders[self.spectrum.orders > 2])
        handles += [
            Line2D([], [], ls="", marker=_MARKERS.get(order, "h"), color="0.4") for order in orders
        ]
        names += [f"{order} sites" for order in orders]
        add_legend_below(self.ax_, handles, names, below)


def _check_count(n_interactions):
    if n_interactions is not None:
        check_number("n_interactions", n_interactions, low=0, integer=True)


def _style(coefficient, size):
    positive = coefficient > 0
    return {
        "color": POSITIVE if positive else NEGATIVE,
        "linestyle": "-" if positive else (0, (4, 1.5)),
        "lw": 0.5 + 5 * size,
        "alpha": 0.35 + 0.55 * size,
        "solid_capstyle": "round",
        "clip_on": False,
    }
