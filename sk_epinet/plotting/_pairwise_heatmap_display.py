"""Draw the interactions of all pairs of sites, or of the mutations of chosen pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import (
    BoolArray,
    FloatArray,
    Regressor,
    check_bool,
    check_object,
    read_list,
    read_numbers,
)
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._findings import is_finding
from ._heatmap import draw_heatmap, label_cells, mark_cells, require_cells
from ._style import add_legend
from ._values import as_names, check_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CELL = 0.24  # inches


class PairwiseHeatmapDisplay(Display):
    """Show the interactions of all pairs of sites, or of the mutations of chosen pairs.

    Without chosen pairs, rows and columns are sites, and a cell below the diagonal is the
    interaction of two of them: its Walsh coefficient, or its size where sites have more than two
    alleles. Pairs that the spectrum says were not selected are grey, with a dot. Pairs that it
    does not list are grey.

    With chosen pairs, rows and columns are the mutations of their sites, and a cell is the effect
    that two mutations have together, beyond the effects of both alone.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns)
        The interactions; NaN where one is not known.
    row_names, column_names : sequence of str
        Names of the sites or mutations.
    label : str
        What the numbers are.
    signed : bool, default=True
        Whether the numbers have signs: whether zero is in the middle of the colours.
    not_found : bool ndarray of shape (n_rows, n_columns), default=None
        Cells that are marked by a dot. None marks no cell.
    exists : bool ndarray of shape (n_rows, n_columns), default=None
        Cells that are drawn at all. None draws all cells.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    EpistasisNetworkDisplay : Show interactions of any order as a network of sites.
    MutationEffectsDisplay : Show the effects of single mutations.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import PairwiseHeatmapDisplay
    >>> spectrum = WalshSpectrum([2.0, -3.0, 1.0], [(0,), (0, 1), (0, 2)], 3)
    >>> display = PairwiseHeatmapDisplay.from_spectrum(spectrum).plot()
    >>> display.values
    array([[-3., nan],
           [ 1., nan]])
    >>> display.row_names, display.column_names
    (['x1', 'x2'], ['x0', 'x1'])
    """

    def __init__(
        self,
        values: FloatArray,
        row_names: Sequence[str],
        column_names: Sequence[str],
        label: str,
        signed: bool = True,
        not_found: BoolArray | None = None,
        exists: BoolArray | None = None,
    ) -> None:
        check_name("label", label)
        check_bool("signed", signed)
        self.values = read_numbers("values", values, n_axes=2, finite=False)
        require_cells("values", self.values)
        n_rows, n_columns = self.values.shape
        self.row_names = as_names("row_names", row_names, n_rows, "row of values")
        self.column_names = as_names("column_names", column_names, n_columns, "column of values")
        self.label, self.signed = label, signed
        self.not_found = _as_marks("not_found", not_found, self.values.shape)
        self.exists = _as_marks("exists", exists, self.values.shape)

    @classmethod
    def from_spectrum(
        cls,
        spectrum: WalshSpectrum | EpistasisSpectrum,
        pairs: Sequence[tuple[int | str, int | str]] | None = None,
    ) -> Self:
        """Make the display from the pairs of a spectrum.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source.
        pairs : sequence of (site, site), default=None
            Pairs of sites, by name or by number, whose mutations are shown. They need an
            :class:`EpistasisSpectrum`, best with all weight on the wild type
            (``spectrum.with_weights("wild_type")``): the numbers are then those of double
            mutants, beyond the sum of the single ones. None shows all pairs of sites.

        Returns
        -------
        display : PairwiseHeatmapDisplay

        Raises
        ------
        ValueError
            If the spectrum has fewer than two sites, a pair is not listed in the spectrum, or
            pairs are chosen for sites of two levels.
        """
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        if spectrum.n_sites < 2:
            raise ValueError("A picture of pairs needs a spectrum of at least two sites.")
        if pairs is not None:
            return cls._of_mutations(spectrum, pairs)
        heights, _, label = spectrum._bars
        found, n = is_finding(spectrum), spectrum.n_sites
        values, not_found = np.full((n, n), np.nan), np.zeros((n, n), dtype=bool)
        for row in np.flatnonzero(spectrum.orders == 2):
            first, second = np.flatnonzero(spectrum._membership[row])
            values[second, first] = heights[row] if found[row] else np.nan
            not_found[second, first] = not found[row]
        names = list(spectrum.site_names)
        signed = isinstance(spectrum, WalshSpectrum)
        exists = np.tri(n - 1, dtype=bool)
        cells = values[1:, :-1], names[1:], names[:-1]
        return cls(*cells, label, signed, not_found[1:, :-1], exists)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        pairs: Sequence[tuple[int | str, int | str]] | None = None,
        *,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Make the display from a fitted regressor, whose spectrum has the pairs.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        pairs : sequence of (site, site), default=None
            As in :meth:`from_spectrum`.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressor was trained on, where it does not know the levels
            of its sites; as in :meth:`WalshSpectrum.from_estimator`.
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low and high level of each site, as in :meth:`WalshSpectrum.from_estimator`.

        Returns
        -------
        display : PairwiseHeatmapDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_spectrum`, or if the spectrum of the regressor cannot be computed.
        """
        return cls.from_spectrum(spectrum_of(estimator, X, levels), pairs)

    @classmethod
    def _of_mutations(cls, spectrum, pairs):
        if not isinstance(spectrum, EpistasisSpectrum):
            raise ValueError(
                "pairs= shows the mutations of sites of several alleles, but this spectrum is of "
                "sites of two levels, whose pairs have one number each. Leave out pairs=."
            )
        sites = spectrum._sites
        chosen = sorted(
            {_read_pair(pair, sites) for pair in read_list("pairs=", pairs, "pairs of sites")}
        )
        if not chosen:
            raise ValueError("pairs= is empty: give at least one pair of sites, such as (0, 1).")
        columns, column_names = _places(sites, {own[0] for own in chosen})
        rows, row_names = _places(sites, {own[-1] for own in chosen})
        values = np.full((len(row_names), len(column_names)), np.nan)
        exists = np.zeros(values.shape, dtype=bool)
        for first, second in chosen:
            table = spectrum.table((first, second))
            kept = table[np.ix_(_shown_alleles(sites, first), _shown_alleles(sites, second))]
            values[rows[second], columns[first]] = kept.T
            exists[rows[second], columns[first]] = True
        label = "effect of both, beyond each"
        return cls(values, row_names, column_names, label, exists=exists)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        image_kwargs: dict[str, Any] | None = None,
        mark_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        image_kwargs : dict, default=None
            Keyword arguments for the cells (``Axes.imshow``), such as ``{"cmap": "PuOr"}``.
        mark_kwargs : dict, default=None
            Keyword arguments for the dots of what was not found (``Axes.plot``).

        Returns
        -------
        display : PairwiseHeatmapDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, image=image_kwargs, mark=mark_kwargs)

    def _figure_size(self):
        rows, columns = self.values.shape
        return float(np.clip(1.9 + _CELL * columns, 3.6, 11)), float(
            np.clip(0.9 + _CELL * rows, 3.0, 10)
        )

    def _draw(self, image, mark):
        ax = self.ax_
        cells = {"signed": self.signed, "exists": self.exists}
        draw_heatmap(ax, self.values, self.label, image, **cells)
        if self.not_found is not None and self.not_found.any():
            rows, columns = np.nonzero(self.not_found)
            dot = mark_cells(ax, rows, columns, mark, gid="not found")
            legend = {"loc": "upper right", "fontsize": "small", "handletextpad": 0.1}
            add_legend(ax, [dot], ["not selected"], **legend)
        label_cells(ax.xaxis, self.column_names)
        label_cells(ax.yaxis, self.row_names)


def _shown_alleles(sites, site):
    """Return the numbers of the alleles that have effects: not one that has all the weight."""
    weights = sites.weights[site]
    return np.flatnonzero(weights < 1) if len(weights) > 1 else np.array([0])


def _places(sites, chosen):
    """Return the rows of each site, and the names of its mutations."""
    places, names = {}, []
    for site in sorted(chosen):
        shown = _shown_alleles(sites, site)
        places[site] = slice(len(names), len(names) + len(shown))
        own = sites.effect_names(site)
        names += [own[allele] for allele in shown]
    return places, names


def _read_pair(pair, sites):
    """Return the numbers of the two sites of a pair, in increasing order."""
    names = read_list("each of pairs=", pair, "two sites")
    numbers = sorted(map(sites.index, names))
    if len(set(numbers)) != 2:
        raise ValueError(f"each of pairs= must be two different sites, got {pair!r}.")
    return tuple(numbers)


def _as_marks(name, marks, shape):
    """Return an array of True and False for the cells, or None where there is none."""
    if marks is None:
        return None
    try:
        array = np.asarray(marks)
    except ValueError:
        array = np.empty(0)
    if array.dtype != bool or array.shape != shape:
        raise ValueError(f"{name} must hold True or False for each cell, shape {shape}.")
    return array
