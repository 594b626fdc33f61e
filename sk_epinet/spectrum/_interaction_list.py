"""Interactions with a size each: what all results of this package have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np

from .._utils import BoolArray, FloatArray, IntArray, Interaction, check_number
from ..walsh import as_tuples, interaction_name
from ._frozen import Frozen
from ._representation import as_html, as_text
from ._sites import NamedSites

_SHOWN = 10  # most rows that a representation lists


class InteractionList(Frozen, ABC):
    """List interactions of named sites, which can be ranked by their sizes.

    An instance is frozen: neither its attributes nor its arrays can be written to.
    """

    selected: BoolArray | None
    _membership: BoolArray
    _sites: NamedSites

    @property
    @abstractmethod
    def sizes(self) -> FloatArray:
        """Size of each interaction, ndarray of shape (n_interactions,)."""

    @property
    @abstractmethod
    def _bars(self) -> tuple[FloatArray, FloatArray | None, str]:
        """What pictures draw of each interaction, its interval, and what it is called."""

    @property
    @abstractmethod
    def _determined(self) -> BoolArray:
        """Whether the data determine each interaction: all that is known of it is finite."""

    @abstractmethod
    def _take(self, rows: Any) -> Self:
        """Return the interactions in some rows."""

    @abstractmethod
    def _columns(self) -> dict[str, Any]:
        """Return the order, the size and what is known of each interaction, by column."""

    @property
    def n_sites(self) -> int:
        """Number of sites, int."""
        return len(self._sites)

    @property
    def site_names(self) -> tuple[str, ...]:
        """Names of the sites, tuple of str."""
        return self._sites.names

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        """Sites of each interaction, tuple of sorted tuples; ``()`` is the constant."""
        # Made on first use: the tuples of 2**20 interactions take two seconds.
        return as_tuples(self._membership)

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

        These names are meant for display. :attr:`name_tuples` holds the names of the sites one
        by one.
        """
        return [interaction_name(sites, self.site_names) for sites in self.interactions]

    def top(self, k: int) -> Self:
        """Return the k largest interactions, without the constant.

        Parameters
        ----------
        k : int
            How many to keep.

        Returns
        -------
        table : of the same class
            At most k interactions, by decreasing size; ties keep their order. Where `selected`
            is known, the selected interactions come before all others.

        Raises
        ------
        ValueError
            If `k` is not an integer of at least 0.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration").top(1).interactions
        ((0, 1),)
        """
        check_number("k", k, low=0, integer=True)
        ranked = np.argsort(-self.sizes, kind="stable")
        if self.selected is not None:
            ranked = ranked[np.argsort(~self.selected[ranked], kind="stable")]
        # The constant is one row at most. To look for it in all rows takes longer than to sort.
        largest = ranked[: k + 1]
        return self._take(largest[self._membership[largest].any(axis=1)][:k])

    def order(self, k: int | Sequence[int]) -> Self:
        """Return the interactions of one order, or of several.

        Parameters
        ----------
        k : int or sequence of int
            The number of sites; 0 is the constant.

        Returns
        -------
        table : of the same class
            The interactions of these orders, in their order.

        Raises
        ------
        ValueError
            If an order is not an integer of at least 0.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> spectrum = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration")
        >>> spectrum.order(1).interactions
        ((1,), (0,))
        """
        given: Any = k
        orders = list(given) if np.iterable(given) and not isinstance(given, str) else [given]
        for order in orders:
            check_number("k", order, low=0, integer=True)
        return self._take(np.flatnonzero(np.isin(self.orders, orders)))

    def __len__(self) -> int:
        return len(self._membership)

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


def _as_cell(column, value):
    if column == "selected":
        return "yes" if value else "no"
    return str(value) if column == "order" else f"{value:.4g}"
