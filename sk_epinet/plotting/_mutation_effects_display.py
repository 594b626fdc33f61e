"""Draw the effects of all single mutations as a heat map along the sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, IntArray, Regressor, check_number, check_object, read_numbers
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ._coded_function import (
    coded_function,
    read_measurements,
    single_mutants,
    write_allele,
)
from ._display import Display
from ._heatmap import draw_heatmap, label_cells, mark_cells, require_cells
from ._split_axes import add_axes_below
from ._values import as_names, check_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Similar amino acids beside each other: small, aliphatic, aromatic, positive, negative, polar.
_AMINO_ACIDS = "GAPCVILMFYWHKRDENQST*-"
_NUCLEOTIDES = "ACGTU-"
_CELL = 0.2  # inches


class MutationEffectsDisplay(Display):
    """Show the effects of all single mutations as a heat map of alleles along the sequence.

    A cell is the value of the wild type with one mutation, minus the value of the wild type. The
    alleles of the wild type have dots. Mutations that are not known are grey.

    Parameters
    ----------
    effects : ndarray of shape (n_alleles, n_sites)
        Effects in the units of the landscape; NaN where there is none.
    alleles : sequence of str, of length n_alleles
        Names of the alleles.
    site_names : sequence of str, of length n_sites
        Names of the sites.
    wild_type : ndarray of shape (n_sites,)
        Row of the allele of the wild type at each site; -1 stands for none of them.
    value_name : str, default="value"
        Name of the value, for the colour bar.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the first sites.
    axes_ : list of matplotlib Axes
        `ax_`, and below it those of the following sites where the sequence is long.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    PairwiseHeatmapDisplay : Show the interactions of pairs.

    Notes
    -----
    Amino acids are in an order in which similar ones are neighbours. Other alleles are in the
    order in which the sites have them. A row that has the wild type alone is left out.

    Examples
    --------
    >>> from sk_epinet import EpistasisSpectrum
    >>> from sk_epinet.plotting import MutationEffectsDisplay
    >>> spectrum = EpistasisSpectrum.from_landscape(
    ...     [0.0, 1.0, 2.0, 6.0], "enumeration", alleles=["AV", "KR"],
    ...     site_names=["pos12", "pos45"],
    ... )
    >>> display = MutationEffectsDisplay.from_spectrum(spectrum).plot()
    >>> display.alleles
    ['V', 'R']
    >>> display.effects
    array([[ 2., nan],
           [nan,  1.]])
    """

    _sites_per_row = 60

    def __init__(
        self,
        effects: FloatArray,
        alleles: Sequence[str],
        site_names: Sequence[str],
        wild_type: IntArray,
        value_name: str = "value",
    ) -> None:
        check_name("value_name", value_name)
        self.effects = read_numbers("effects", effects, n_axes=2, finite=False)
        require_cells("effects", self.effects)
        self.alleles = as_names("alleles", alleles, self.effects.shape[0], "row of effects")
        self.site_names = as_names(
            "site_names", site_names, self.effects.shape[1], "column of effects"
        )
        rows = read_numbers("wild_type", wild_type, n_axes=1, length=self.effects.shape[1])
        if ((rows < -1) | (rows >= len(self.alleles)) | (rows % 1 != 0)).any():
            raise ValueError(
                f"wild_type must hold the row of an allele, from 0 to {len(self.alleles) - 1}, or "
                f"-1, for each site; got {wild_type!r}."
            )
        self.wild_type, self.value_name = rows.astype(np.intp), value_name

    @classmethod
    def from_spectrum(
        cls,
        spectrum: WalshSpectrum | EpistasisSpectrum,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a spectrum, which gives the effects.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source, whatever the weights of its alleles.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            Allele of the wild type at each site. None means the wild type of an
            :class:`EpistasisSpectrum`, and the low level of each site of a
            :class:`WalshSpectrum`.
        value_name : str, default="value"
            Name of the value, for the colour bar.

        Returns
        -------
        display : MutationEffectsDisplay

        Raises
        ------
        ValueError
            If the wild type is not a genotype of these alleles.
        """
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        function, sites = coded_function(spectrum, wild_type)
        return cls._of_function(function, sites, value_name)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        X: ArrayLike | None = None,
        alleles: Sequence[Sequence[Any]] | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a fitted regressor, which predicts the single mutants.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`EpistasisSpectrum.from_estimator`.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            Allele of the wild type at each site, such as ``landscape.wild_type``. None means the
            low level of each site, if none has more than two alleles.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressor was trained on, where it does not know the alleles
            of its sites.
        alleles : sequence of sequences, default=None
            The alleles of each site, whatever else is known.
        value_name : str, default="value"
            Name of the value, for the colour bar.

        Returns
        -------
        display : MutationEffectsDisplay

        Raises
        ------
        ValueError
            If the wild type or the alleles are not known.
        """
        function, sites = coded_function(estimator, wild_type, X, alleles)
        return cls._of_function(function, sites, value_name)

    @classmethod
    def from_measurements(
        cls,
        X: ArrayLike,
        y: ArrayLike,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from the measured values of the wild type and its single mutants.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Measured genotypes. Those of several mutations are not used.
        y : array-like of shape (n_samples,)
            Their measured values. The mean is taken where a genotype is in several rows.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            Allele of the wild type at each site. None means the low level of each site, if none
            has more than two alleles.
        value_name : str, default="value"
            Name of the value, for the colour bar.

        Returns
        -------
        display : MutationEffectsDisplay

        Raises
        ------
        ValueError
            If the wild type is not known or was not measured, or a value is not finite.
        """
        sites, codes, values = read_measurements(X, y, wild_type)
        mutated = codes != np.array(sites.wild_codes)
        n_mutations = mutated.sum(axis=1)
        if not (n_mutations == 0).any():
            raise ValueError(
                "X has no row of the wild type, so that the effects of mutations are not known. "
                "Add its measured value, or give another wild_type=."
            )
        effects = _no_effects(sites)
        for site in range(len(sites)):
            own = (n_mutations == 1) & mutated[:, site]
            for code in np.unique(codes[own, site]):
                effects[site][code] = values[own & (codes[:, site] == code)].mean()
            effects[site] -= values[n_mutations == 0].mean()
        return cls._of_effects(effects, sites, value_name)

    @classmethod
    def _of_function(cls, function, sites, value_name):
        codes, changed = single_mutants(sites)
        wild_value, *values = function(codes)
        effects = _no_effects(sites)
        for genotype, site, value in zip(codes[1:], changed, values, strict=True):
            effects[site][genotype[site]] = value - wild_value
        return cls._of_effects(effects, sites, value_name)

    @classmethod
    def _of_effects(cls, effects, sites, value_name):
        """Return the display of the effects of the alleles of each site."""
        names = [list(map(write_allele, own)) for own in sites.alleles]
        rows = _in_order(names)
        matrix = np.full((len(rows), len(sites)), np.nan)
        for site, own in enumerate(names):
            matrix[[rows.index(name) for name in own], site] = effects[site]
        pairs = zip(names, sites.wild_codes, strict=True)
        wild_type = np.array([rows.index(own[code]) for own, code in pairs], dtype=np.intp)
        kept = np.flatnonzero(np.isfinite(matrix).any(axis=1))
        place = np.full(len(rows), -1)
        place[kept] = np.arange(len(kept))
        alleles = [rows[row] for row in kept]
        return cls(matrix[kept], alleles, list(sites.names), place[wild_type], value_name)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        sites_per_row: int = 60,
        image_kwargs: dict[str, Any] | None = None,
        mark_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        sites_per_row : int, default=60
            Largest number of sites in a row. A longer sequence is divided into rows of the same
            length, one below the other.
        image_kwargs : dict, default=None
            Keyword arguments for the cells (``Axes.imshow``), such as ``{"cmap": "PuOr"}``.
        mark_kwargs : dict, default=None
            Keyword arguments for the dots of the wild type (``Axes.plot``).

        Returns
        -------
        display : MutationEffectsDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ValueError
            If `sites_per_row` is no integer of at least one.
        ImportError
            If matplotlib is not installed.
        """
        check_number("sites_per_row", sites_per_row, low=1, integer=True)
        self._sites_per_row = int(sites_per_row)
        return self._plot(ax, image=image_kwargs, mark=mark_kwargs)

    def _figure_size(self):
        parts = self._parts()
        width = float(np.clip(1.9 + _CELL * len(parts[0]), 3.4, 12))
        height = float(np.clip(1.0 + _CELL * len(self.effects), 1.6, 8))
        return width, len(parts) * height

    def _parts(self):
        """Return the numbers of the sites of each row."""
        n_sites = self.effects.shape[1]
        return np.array_split(np.arange(n_sites), max(1, -(-n_sites // self._sites_per_row)))

    def _draw(self, image, mark):
        self.axes_, parts = [self.ax_], self._parts()
        if len(parts) > 1:
            heights = [1] * len(parts)
            self.axes_ += add_axes_below(self.ax_, heights, share_x=False)
        limit = float(np.nanmax(np.abs(self.effects), initial=0.0))
        for ax, sites in zip(self.axes_, parts, strict=True):
            label = f"effect on {self.value_name}" if ax is self.ax_ else ""
            draw_heatmap(ax, self.effects[:, sites], label, image, signed=True, limit=limit)
            # The last row may be shorter: its cells are as wide as those of the others.
            self._label(ax, sites, mark, width=len(parts[0]))

    def _label(self, ax, sites, mark, width):
        """Write the names of some sites, and mark their alleles of the wild type."""
        wild_type = np.asarray(self.wild_type)[sites]
        columns = np.flatnonzero(wild_type >= 0)
        mark_cells(ax, wild_type[columns], columns, mark, gid="wild type")
        ax.set_xlim(-0.5, width - 0.5)
        label_cells(ax.xaxis, [self.site_names[site] for site in sites], n_cells=width)
        label_cells(ax.yaxis, self.alleles)
        ax.set_ylabel("allele")


def _no_effects(sites):
    return [np.full(n_alleles, np.nan) for n_alleles in sites.n_alleles]


def _in_order(names):
    """Return all names of alleles, each once: amino acids in the order of their properties."""
    different = list(dict.fromkeys(name for own in names for name in own))
    for order in (_NUCLEOTIDES, _AMINO_ACIDS):
        if all(len(name) == 1 and name in order for name in different):
            return sorted(different, key=order.index)
    return different
