"""Interactions with a number each, and what a reader does with such a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, BoolArray, FloatArray, IntArray, Interaction, check_number
from ..walsh import interaction_name
from ._frozen import Frozen
from ._membership import add_up, as_membership, tuples
from ._representation import as_html, as_text
from ._sites import Sites

if TYPE_CHECKING:
    from pandas import DataFrame

_SHOWN = 10  # most rows that a representation lists
_PREDICT_VALUES = 2**22  # rows times interactions of a block in predict: 32 MiB of floats
_STATISTICS = ("standard_errors", "intervals", "frequencies", "selected")


class InteractionTable(Frozen):
    """Hold interactions and their coefficients: what all results of this package have in common.

    An instance is frozen: neither its attributes nor its arrays can be written to.

    Parameters
    ----------
    coefficients : array-like of shape (n_interactions,)
        One number for each interaction.

    interactions : sequence of tuple of int, or bool array (n_interactions, n_sites)
        The sites of each interaction, sorted and distinct; ``()`` is the constant.

    n_sites : int
        Number of sites, d.

    site_names : sequence of str, default=None
        Names of the sites. None means x0, x1, ...

    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Low (spin +1) and high (spin -1) level of each site: numbers or strings. A pair holds
        for every site. None means 0 and 1.

    standard_errors : array-like of shape (n_interactions,), default=None
        Standard errors of the coefficients.

    intervals : array-like of shape (n_interactions, 2), default=None
        Lower and upper ends of confidence intervals.

    frequencies : array-like of shape (n_interactions,), default=None
        Share of resamples in which the interaction was selected.

    selected : bool array-like of shape (n_interactions,), default=None
        Whether each interaction was selected as distinguishable from zero. Where it is known,
        :meth:`top` ranks the selected interactions before the others.

    Raises
    ------
    ValueError
        If the lengths do not match, an interaction is repeated, unsorted or names a site
        that does not exist, or a site does not have two different levels.

    See Also
    --------
    WalshSpectrum : Walsh coefficients.
    ReferenceSpectrum : Effects relative to a wild type.

    Examples
    --------
    >>> from sk_epinet import InteractionTable
    >>> InteractionTable([0.5, -2.0], [(0,), (0, 1)], n_sites=2, site_names=["A", "B"])
    InteractionTable: 2 sites, 2 interactions
      order  coefficient  interaction
          2           -2  A B
          1          0.5  A
    """

    coefficients: FloatArray
    standard_errors: FloatArray | None
    intervals: FloatArray | None
    frequencies: FloatArray | None
    selected: BoolArray | None
    _membership: BoolArray
    _sites: Sites

    def __init__(
        self,
        coefficients: ArrayLike,
        interactions: Sequence[Sequence[int]] | BoolArray,
        n_sites: int,
        *,
        site_names: Sequence[str] | None = None,
        levels: ArrayLike | None = None,
        standard_errors: ArrayLike | None = None,
        intervals: ArrayLike | None = None,
        frequencies: ArrayLike | None = None,
        selected: ArrayLike | None = None,
    ) -> None:
        sites = Sites(n_sites, site_names, levels)
        coefficients = np.array(coefficients, dtype=np.float64).reshape(-1)
        membership = as_membership(interactions, len(sites))
        if len(membership) != coefficients.size:
            raise ValueError(
                f"{coefficients.size} coefficients were given for {len(membership)} interactions."
            )
        values = (standard_errors, intervals, frequencies, selected)
        given = dict(zip(_STATISTICS, values, strict=True))
        statistics = {name: _as_statistic(name, v, len(membership)) for name, v in given.items()}
        self._store(coefficients=coefficients, _membership=membership, _sites=sites, **statistics)

    @property
    def n_sites(self) -> int:
        """Number of sites, int."""
        return len(self._sites)

    @property
    def site_names(self) -> tuple[str, ...]:
        """Names of the sites, tuple of str."""
        return self._sites.names

    @property
    def levels(self) -> Array:
        """Low and high level of each site, ndarray of shape (n_sites, 2).

        float64 where all levels are numbers, object where there are strings.
        """
        return self._sites.levels

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        """Sites of each interaction, tuple of sorted tuples; ``()`` is the constant."""
        # Made on first use: the tuples of 2**20 interactions take two seconds.
        return tuples(self._membership)

    @property
    def orders(self) -> IntArray:
        """Number of sites of each interaction, ndarray of shape (n_interactions,)."""
        return self._membership.sum(axis=1)

    @property
    def name_tuples(self) -> list[tuple[str, ...]]:
        """Names of the sites of each interaction, list of tuples of str; ``()`` is the constant.

        Use these wherever single sites are needed: site names may themselves contain spaces.
        """
        return [tuple(self.site_names[site] for site in sites) for sites in self.interactions]

    @property
    def names(self) -> list[str]:
        """Name of each interaction, list of str: the names of its sites, joined by a space.

        For display only; :attr:`name_tuples` holds the names of the single sites.
        """
        return [interaction_name(sites, self.site_names) for sites in self.interactions]

    def top(self, k: int) -> Self:
        """Return the k interactions with the largest coefficients, without the constant.

        Parameters
        ----------
        k : int
            How many to keep.

        Returns
        -------
        table : of the same class
            At most k interactions, by decreasing absolute coefficient; ties keep their
            order. Where `selected` is known, the selected interactions come before all
            others.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration").top(1).interactions
        ((0, 1),)
        """
        check_number("k", k, low=0, integer=True)
        candidates = np.flatnonzero(self.orders > 0)
        ranked = np.argsort(-np.abs(self.coefficients[candidates]), kind="stable")
        candidates = candidates[ranked]
        if self.selected is not None:
            candidates = candidates[np.argsort(~self.selected[candidates], kind="stable")]
        return self._take(candidates[:k])

    def order(self, k: int | Sequence[int]) -> Self:
        """Return the interactions of one order, or of several.

        Parameters
        ----------
        k : int or sequence of int
            The number of sites; 0 is the constant.

        Returns
        -------
        table : of the same class

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> spectrum = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration")
        >>> spectrum.order(1).interactions
        ((1,), (0,))
        """
        orders = [k] if np.ndim(k) == 0 else list(k)  # type: ignore[arg-type]
        for order in orders:
            check_number("k", order, low=0, integer=True)
        return self._take(np.flatnonzero(np.isin(self.orders, orders)))

    def to_frame(self) -> DataFrame:
        """Return the table as a pandas DataFrame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per interaction; columns interaction (its name), sites (tuple), order,
            coefficient, and standard_error, low, high, frequency and selected where they
            are known.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_frame()
          interaction   sites  order  coefficient
        0          x0    (0,)      1          2.0
        1       x0 x1  (0, 1)      2         -3.0
        """
        import pandas as pd  # here, because it takes a second and many never need it

        sites = {"interaction": self.names, "sites": list(self.interactions)}
        return pd.DataFrame(sites | self._columns())

    def _columns(self):
        """Return the order, the coefficient and the known statistics, by column."""
        columns = {"order": self.orders, "coefficient": self.coefficients}
        if self.standard_errors is not None:
            columns["standard_error"] = self.standard_errors
        if self.intervals is not None:
            columns["low"], columns["high"] = self.intervals.T
        if self.frequencies is not None:
            columns["frequency"] = self.frequencies
        if self.selected is not None:
            columns["selected"] = self.selected
        return columns

    def __sub__(self, other: Self) -> Self:
        """Return the differences of the coefficients; an interaction not listed counts as 0."""
        if type(other) is not type(self):
            return NotImplemented
        self._require_same_sites(other)
        membership = np.concatenate([self._membership, other._membership])
        signed = np.concatenate([self.coefficients, -other.coefficients])
        membership, coefficients = add_up(membership, signed)
        return self._like(coefficients, membership)

    def _require_same_sites(self, other):
        self._sites.require_same(other._sites)

    def _sum_of_products(self, values, block_values=_PREDICT_VALUES):
        """Return, for each row, the sum of the coefficients times products over interactions.

        The product of an interaction is that of the row's values at its sites.
        """
        rows = max(1, block_values // max(1, self.coefficients.size))
        blocks = [self._sum_block(values[i : i + rows]) for i in range(0, len(values), rows)]
        return np.concatenate(blocks) if blocks else np.empty(0)

    def _sum_block(self, values):
        products = np.ones((len(values), self.coefficients.size))
        for site in range(self.n_sites):
            products[:, self._membership[:, site]] *= values[:, site, None]
        return products @ self.coefficients

    def _like(self, coefficients, membership, **statistics):
        """Return another table of the same sites."""
        return type(self)(
            coefficients,
            membership,
            self.n_sites,
            site_names=self.site_names,
            levels=self.levels,
            **statistics,
        )

    def _take(self, rows):
        kept = {name: getattr(self, name) for name in _STATISTICS}
        statistics = {name: array[rows] for name, array in kept.items() if array is not None}
        return self._like(self.coefficients[rows], self._membership[rows], **statistics)

    def __len__(self) -> int:
        return self.coefficients.size

    def _listing(self):
        """Return heading, column titles, rows of cells and names of the largest interactions."""
        shown = self.top(_SHOWN)
        plural = "s" * (len(self) != 1)
        heading = f"{type(self).__name__}: {self.n_sites} sites, {len(self)} interaction{plural}"
        if len(shown) and len(self) > _SHOWN:
            first = ", selected ones first" if self.selected is not None else ""
            heading += f", the {_SHOWN} largest{first}:"
        columns = shown._columns()
        rows = [
            [_as_cell(name, value) for name, value in zip(columns, row, strict=True)]
            for row in zip(*columns.values(), strict=True)
        ]
        return heading, [name.replace("_", " ") for name in columns], rows, shown.names

    def __repr__(self):
        return as_text(*self._listing())

    def _repr_html_(self):
        return as_html(*self._listing())


def _as_statistic(name, values, n_interactions):
    if values is None:
        return None
    values = np.array(values, dtype=None if name == "selected" else np.float64)
    if name == "selected" and values.dtype != bool:
        raise ValueError(f"selected must hold True or False, got values of type {values.dtype}.")
    shape = (n_interactions, 2) if name == "intervals" else (n_interactions,)
    if values.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {values.shape}.")
    return values


def _as_cell(column, value):
    if column == "selected":
        return "yes" if value else "no"
    return str(value) if column == "order" else f"{value:.4g}"
