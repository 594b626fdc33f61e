"""The Walsh spectrum in other bases: scales, effects relative to a wild type, Shapley values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import BoolArray, FloatArray, check_number, check_object, check_option
from ._interaction_table import InteractionTable
from ._reference_spectrum import ReferenceSpectrum
from ._superset_sums import SCALINGS, Scaling, scaling_factors, superset_sums

if TYPE_CHECKING:
    from shapiq import InteractionValues


class ConversionsMixin(InteractionTable):
    """Conversions of a :class:`WalshSpectrum` to other bases and back."""

    def rescaled(self, scaling: Scaling) -> FloatArray:
        """Return the coefficients on a scale that other articles and programs use.

        Parameters
        ----------
        scaling : {"walsh", "sum", "orthonormal", "background_averaged", "opposite_spins"}
            "walsh" is c_S itself. "sum" is sum_x f(x) chi_S(x), which is 2^d c_S.
            "orthonormal" is what the orthonormal Hadamard matrix gives, 2^(d/2) c_S.
            "background_averaged" is (-2)^order c_S: the effect of mutating all sites of S
            together, beyond the effects of fewer of them, averaged over all backgrounds
            (equation 10 of [1]_). "opposite_spins" is (-1)^order c_S: the coefficients for spins
            of -1 at the low level.

        Returns
        -------
        coefficients : ndarray of shape (n_interactions,)

        Raises
        ------
        ValueError
            If there is no such scaling, or its numbers would be too large for 64 bits.

        References
        ----------
        .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
           linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], 2).rescaled("background_averaged")
        array([ -4., -12.])
        """
        check_option("scaling", scaling, SCALINGS)
        factors = scaling_factors(scaling, self.orders, self.n_sites)
        with np.errstate(over="ignore"):
            rescaled = self.coefficients * factors
        if not np.isfinite(rescaled).all():
            raise ValueError(
                f"On scaling={scaling!r} coefficients do not fit in numbers of 64 bits. Use "
                "scaling='walsh'."
            )
        return rescaled

    @classmethod
    def from_scaling(
        cls,
        coefficients: ArrayLike,
        interactions: Sequence[Sequence[int]] | BoolArray,
        n_sites: int,
        scaling: Scaling,
        *,
        site_names: Sequence[str] | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Return the spectrum whose coefficients are given on another scale.

        This is the inverse of :meth:`rescaled`.

        Parameters
        ----------
        coefficients : array-like of shape (n_interactions,)
            Coefficients on the scale `scaling`.
        interactions, n_sites
            As in the constructor.
        scaling : str
            As in :meth:`rescaled`.
        site_names, levels
            As in the constructor.

        Returns
        -------
        spectrum : WalshSpectrum

        Raises
        ------
        ValueError
            If there is no such scaling, or as in the constructor.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_scaling([-4.0], [(0,)], 2, "background_averaged").coefficients
        array([2.])
        """
        check_option("scaling", scaling, SCALINGS)
        names: dict[str, Any] = {"site_names": site_names, "levels": levels}
        spectrum = cls(coefficients, interactions, n_sites, **names)
        factors = scaling_factors(scaling, spectrum.orders, n_sites)
        return cls(spectrum.coefficients / factors, spectrum._membership, n_sites, **names)

    def to_reference(
        self, wild_type: ArrayLike | None = None, *, max_order: int | None = None
    ) -> ReferenceSpectrum:
        """Return the effects relative to a wild type ("biochemical" epistasis).

        They are the Moebius transform of the landscape around the wild type.

        Parameters
        ----------
        wild_type : array-like of shape (n_sites,), default=None
            Level of the wild type at each site. None means the low level of every site.
        max_order : int, default=None
            Largest order that is computed, at least 1. None means all orders.

        Returns
        -------
        effects : ReferenceSpectrum

        Raises
        ------
        ValueError
            If `wild_type` is not a genotype of these levels, `max_order` is not an integer
            of at least 1, or the sums do not fit in memory.

        Notes
        -----
        The cost is 2**order for each interaction, or O(d 2**d) for d sites if that is less.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> spectrum = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration")
        >>> spectrum.to_reference().to_frame()
          interaction   sites  order  coefficient
        0           1      ()      0          4.0
        1          x0    (0,)      1          2.0
        2          x1    (1,)      1          6.0
        3       x0 x1  (0, 1)      2        -12.0
        """
        wild_type, membership, sums = self._relative("Moebius", wild_type, max_order)
        return ReferenceSpectrum(
            sums,
            membership,
            self.n_sites,
            site_names=self.site_names,
            levels=self.levels,
            wild_type=wild_type,
        )

    @classmethod
    def from_reference(cls, effects: ReferenceSpectrum, *, max_order: int | None = None) -> Self:
        """Return the Walsh spectrum of a landscape given by effects relative to a wild type.

        This is the inverse of :meth:`to_reference`.

        Parameters
        ----------
        effects : ReferenceSpectrum
            Effects, as :meth:`to_reference` returns them.
        max_order : int, default=None
            Largest order that is computed, at least 1. None means all orders.

        Returns
        -------
        spectrum : WalshSpectrum

        Raises
        ------
        ValueError
            If `max_order` is not an integer of at least 1, or the sums do not fit in memory.

        Notes
        -----
        The cost is that of :meth:`to_reference`.

        Examples
        --------
        >>> from sk_epinet import ReferenceSpectrum, WalshSpectrum
        >>> effects = ReferenceSpectrum([4.0], [(0, 1)], n_sites=2)
        >>> WalshSpectrum.from_reference(effects).to_dense()
        array([ 1., -1., -1.,  1.])
        """
        check_object("effects", effects, ReferenceSpectrum)
        limit = _check_max_order(max_order, effects.n_sites)
        membership, sums = superset_sums(effects._membership, effects.coefficients, "walsh", limit)
        mutant = effects.wild_type == effects.levels[:, 1]
        names: dict[str, Any] = {"site_names": effects.site_names, "levels": effects.levels}
        return cls(sums * signs(membership, mutant), membership, effects.n_sites, **names)

    def attribution(
        self,
        index: Literal["SV", "SII", "BV", "BII"] = "SV",
        *,
        wild_type: ArrayLike | None = None,
        max_order: int | None = 2,
    ) -> InteractionTable:
        """Return Shapley or Banzhaf values, of sites or of interactions, in closed form.

        They belong to the game in which a coalition of sites is mutated, and the other sites
        are as in the wild type.

        Parameters
        ----------
        index : {"SV", "SII", "BV", "BII"}, default="SV"
            Shapley values, Shapley interaction index, Banzhaf values, Banzhaf interaction
            index [1]_.
        wild_type : array-like of shape (n_sites,), default=None
            Level of the wild type at each site. None means the low level of every site.
        max_order : int, default=2
            Largest order of "SII" and "BII", at least 1. None means all orders. The values "SV"
            and "BV" are of order 1.

        Returns
        -------
        values : InteractionTable
            Values of the interactions of order 1 to `max_order`, in the units of the landscape.

        Raises
        ------
        ValueError
            If there is no such index, or as in :meth:`to_reference`.

        Notes
        -----
        Let c_R be the coefficients for spins that are +1 at the wild type, r the number of
        sites of R and s that of S. The Shapley interaction of S is the sum of
        ``(-2)**s * c_R / (r - s + 1)`` over all R that contain S and have an even r - s. The
        Banzhaf interaction of S is ``(-2)**s * c_S``.

        References
        ----------
        .. [1] Grabisch, Roubens (1999). An axiomatic approach to the concept of interaction
           among players in cooperative games. Int. J. Game Theory 28:547-565.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> spectrum = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration")
        >>> spectrum.attribution("SV").coefficients
        array([-4.,  0.])
        """
        check_option("index", index, ("SV", "SII", "BV", "BII"))
        max_order = _order_of(index, max_order, self.n_sites)
        kind = {"SV": "SII", "BV": "BII"}.get(index, index)
        _, membership, sums = self._relative(kind, wild_type, max_order)
        proper = membership.any(axis=1)
        return InteractionTable(
            sums[proper],
            membership[proper],
            self.n_sites,
            site_names=self.site_names,
            levels=self.levels,
        )

    def to_shapiq(
        self,
        index: Literal["SV", "SII", "BV", "BII", "Moebius"] = "SII",
        *,
        wild_type: ArrayLike | None = None,
        max_order: int | None = 2,
    ) -> InteractionValues:
        """Return the values of :meth:`attribution` as an object of the package shapiq.

        Parameters
        ----------
        index : {"SV", "SII", "BV", "BII", "Moebius"}, default="SII"
            As in :meth:`attribution`; "Moebius" stands for the effects of :meth:`to_reference`.
        wild_type, max_order
            As in :meth:`attribution`.

        Returns
        -------
        values : shapiq.InteractionValues
            The values, for the plots of shapiq. The baseline value is the value of the wild
            type.

        Raises
        ------
        ImportError
            If shapiq is not installed.
        ValueError
            As in :meth:`attribution`.
        """
        check_option("index", index, ("SV", "SII", "BV", "BII", "Moebius"))
        max_order = _order_of(index, max_order, self.n_sites)
        try:
            from shapiq import InteractionValues
        except ImportError as error:
            raise ImportError(
                "WalshSpectrum.to_shapiq needs shapiq: pip install shapiq."
            ) from error
        if index == "Moebius":
            table: InteractionTable = self.to_reference(wild_type, max_order=max_order)
            table = table._take(np.flatnonzero(table.orders > 0))
        else:
            table = self.attribution(index, wild_type=wild_type, max_order=max_order)
        signed = self._signed(self._sites.check_wild_type(wild_type))
        return InteractionValues(
            values=table.coefficients.copy(),
            index=index,
            max_order=max_order,
            min_order=1,
            n_players=self.n_sites,
            interaction_lookup={sites: i for i, sites in enumerate(table.interactions)},
            baseline_value=float(signed.sum()),
        )

    def _relative(self, index, wild_type, max_order):
        wild_type = self._sites.check_wild_type(wild_type)
        signed = self._signed(wild_type)
        limit = _check_max_order(max_order, self.n_sites)
        return wild_type, *superset_sums(self._membership, signed, index, limit)

    def _signed(self, wild_type):
        """Return the coefficients for spins that are +1 at the wild type."""
        return self.coefficients * signs(self._membership, wild_type == self.levels[:, 1])


def signs(membership, mutant):
    """Return the Walsh functions of the genotype that is at the high level where `mutant`."""
    return 1.0 - 2.0 * (membership[:, mutant].sum(axis=1) % 2)


def _check_max_order(max_order, n_sites):
    """Return the largest order of a result; None stands for the number of sites."""
    if max_order is None:
        return n_sites
    check_number("max_order", max_order, low=1, integer=True)
    return int(max_order)


def _order_of(index, max_order, n_sites):
    """Return the largest order of an index; values of single sites have order 1."""
    limit = _check_max_order(max_order, n_sites)
    return 1 if index in ("SV", "BV") else limit
