"""Interactions with a number each, and what a reader does with such a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, BoolArray, FloatArray, read_numbers
from ..walsh import add_up_repeats, as_membership
from ._interaction_list import InteractionList
from ._selected import read_selected
from ._sites import Sites

if TYPE_CHECKING:
    from pandas import DataFrame

_PREDICT_VALUES = 2**22  # rows times interactions of a block in predict: 32 MiB of floats
_STATISTICS = ("standard_errors", "intervals", "frequencies", "selected")


class InteractionTable(InteractionList):
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
        coefficients = read_numbers("coefficients", coefficients).reshape(-1)
        membership = as_membership(interactions, len(sites))
        if len(membership) != coefficients.size:
            raise ValueError(
                f"{coefficients.size} coefficients were given for {len(membership)} interactions: "
                "each needs one."
            )
        values = (standard_errors, intervals, frequencies, selected)
        given = dict(zip(_STATISTICS, values, strict=True))
        statistics = {name: _as_statistic(name, v, len(membership)) for name, v in given.items()}
        self._store(coefficients=coefficients, _membership=membership, _sites=sites, **statistics)

    @property
    def sizes(self) -> FloatArray:
        """Absolute coefficient of each interaction, ndarray of shape (n_interactions,)."""
        return np.abs(self.coefficients)

    @property
    def _bars(self):
        return self.coefficients, self.intervals, "Walsh coefficient"

    @property
    def _determined(self):
        determined = np.ones(len(self), dtype=bool)
        if self.intervals is not None:
            determined &= np.isfinite(self.intervals).all(axis=1)
        if self.standard_errors is not None:
            determined &= np.isfinite(self.standard_errors)
        return determined

    @property
    def levels(self) -> Array:
        """Low and high level of each site, ndarray of shape (n_sites, 2).

        float64 where all levels are numbers, object where there are strings.
        """
        return self._sites.levels

    def to_frame(self) -> DataFrame:
        """Return the table as a pandas DataFrame.

        Returns
        -------
        frame : pandas.DataFrame
            One row for each interaction. The columns are interaction (its name), sites (tuple),
            order, coefficient, and those of standard_error, low, high, frequency and selected
            that are known.

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
        membership, coefficients = add_up_repeats(membership, signed)
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


def _as_statistic(name, values, n_interactions):
    if values is None:
        return None
    read = read_selected if name == "selected" else partial(read_numbers, name, finite=False)
    values = read(values)
    shape = (n_interactions, 2) if name == "intervals" else (n_interactions,)
    if values.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {values.shape}.")
    return values
