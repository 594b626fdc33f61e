"""The Walsh spectrum in other bases: scalings, effects on a wild type, values of games."""

import numpy as np

from .._utils import check_option
from ._interaction_table import InteractionTable
from ._reference_spectrum import ReferenceSpectrum
from ._superset_sums import SCALINGS, scaling_factors, superset_sums


class ConversionsMixin:
    """Conversions of a :class:`WalshSpectrum`."""

    def rescaled(self, scaling):
        """The coefficients in a convention of others.

        Parameters
        ----------
        scaling : {"walsh", "sum", "orthonormal", "background_averaged", "opposite_spins"}
            "walsh" is c_S itself. "sum" is sum_x f(x) chi_S(x), 2^d as large; "orthonormal"
            2^(d/2) as large, of the orthonormal Hadamard matrix. "background_averaged" is
            (-2)^order as large: the effect of all the mutations of S beyond those of its
            parts, averaged over the backgrounds (equation 10 of [1]_). "opposite_spins" are
            the coefficients for spins of -1 at the low level.

        Returns
        -------
        coefficients : ndarray of shape (n_interactions,)

        Raises
        ------
        ValueError
            If there is no such scaling.

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
        return self.coefficients * scaling_factors(scaling, self.orders, self.n_sites)

    @classmethod
    def from_scaling(
        cls, coefficients, interactions, n_sites, scaling, *, site_names=None, levels=None
    ):
        """A spectrum from coefficients in a convention of others.

        Parameters
        ----------
        coefficients, interactions, n_sites
            As in the constructor, but for the scale.
        scaling : str
            As in :meth:`rescaled`, of which this is the inverse.
        site_names, levels
            As in the constructor.

        Returns
        -------
        spectrum : WalshSpectrum

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_scaling([-4.0], [(0,)], 2, "background_averaged").coefficients
        array([2.])
        """
        check_option("scaling", scaling, SCALINGS)
        names = {"site_names": site_names, "levels": levels}
        spectrum = cls(coefficients, interactions, n_sites, **names)
        factors = scaling_factors(scaling, spectrum.orders, n_sites)
        return cls(spectrum.coefficients / factors, spectrum._membership, n_sites, **names)

    def to_reference(self, wild_type=None, *, max_order=None):
        """Effects relative to a wild type ("biochemical" epistasis; Moebius transform).

        Parameters
        ----------
        wild_type : array-like of shape (n_sites,), default=None
            Its levels; None is the low level of every site.
        max_order : int, default=None
            Largest order that is computed; None is all.

        Returns
        -------
        effects : ReferenceSpectrum

        Raises
        ------
        ValueError
            If `wild_type` is not a genotype of these levels, or what it would take does not
            fit in memory.

        Notes
        -----
        Costs 2**order for each interaction, or O(d 2**d) where that is less.

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
    def from_reference(cls, effects, *, max_order=None):
        """The Walsh spectrum of a landscape given by effects relative to a wild type.

        Parameters
        ----------
        effects : ReferenceSpectrum
            What :meth:`to_reference` gives.
        max_order : int, default=None
            Largest order that is computed; None is all.

        Returns
        -------
        spectrum : WalshSpectrum

        Notes
        -----
        Costs as much as :meth:`to_reference`, of which it is the inverse.

        Examples
        --------
        >>> from sk_epinet import ReferenceSpectrum, WalshSpectrum
        >>> effects = ReferenceSpectrum([4.0], [(0, 1)], n_sites=2)
        >>> WalshSpectrum.from_reference(effects).to_dense()
        array([ 1., -1., -1.,  1.])
        """
        max_order = effects.n_sites if max_order is None else max_order
        membership, sums = superset_sums(
            effects._membership, effects.coefficients, "walsh", max_order
        )
        mutant = effects.wild_type == effects.levels[:, 1]
        names = {"site_names": effects.site_names, "levels": effects.levels}
        return cls(sums * signs(membership, mutant), membership, effects.n_sites, **names)

    def attribution(self, index="SV", *, wild_type=None, max_order=2):
        """Shapley and Banzhaf values and interactions, in closed form.

        The game: the sites of a coalition are mutated, the others as in the wild type.

        Parameters
        ----------
        index : {"SV", "SII", "BV", "BII"}, default="SV"
            Shapley values, Shapley interaction index, Banzhaf values, Banzhaf interaction
            index [1]_.
        wild_type : array-like of shape (n_sites,), default=None
            Levels; None is the low level of every site.
        max_order : int, default=2
            Largest interaction of "SII" and "BII".

        Returns
        -------
        values : InteractionTable
            Of interactions of order 1 to `max_order`, in the units of the landscape.

        Raises
        ------
        ValueError
            If there is no such index, or as in :meth:`to_reference`.

        Notes
        -----
        With coefficients c_R for spins that are +1 at the wild type, and S of s sites, the
        Shapley interaction is the sum of ``(-2)**s * c_R / (r - s + 1)`` over the R that
        contain S, and have r sites, r - s being even; the Banzhaf interaction is
        ``(-2)**s * c_S``.

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
        max_order = 1 if index in ("SV", "BV") else max_order
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

    def to_shapiq(self, index="SII", *, wild_type=None, max_order=2):
        """The values of :meth:`attribution` as an object of the package shapiq.

        Parameters
        ----------
        index : {"SV", "SII", "BV", "BII", "Moebius"}, default="SII"
            Which; "Moebius" are the effects of :meth:`to_reference`.
        wild_type, max_order
            As in :meth:`attribution`.

        Returns
        -------
        values : shapiq.InteractionValues
            For shapiq's own plots; its baseline value is that of the wild type.

        Raises
        ------
        ImportError
            If shapiq is not installed.
        """
        try:
            from shapiq import InteractionValues
        except ImportError as error:
            raise ImportError(
                "WalshSpectrum.to_shapiq needs shapiq: pip install shapiq."
            ) from error
        if index == "Moebius":
            table = self.to_reference(wild_type, max_order=max_order)
            table = table._take(np.flatnonzero(table.orders > 0))
        else:
            table = self.attribution(index, wild_type=wild_type, max_order=max_order)
        signed = self._signed(self._sites.check_wild_type(wild_type))
        return InteractionValues(
            values=table.coefficients.copy(),
            index=index,
            max_order=1 if index in ("SV", "BV") else max_order,
            min_order=1,
            n_players=self.n_sites,
            interaction_lookup={sites: i for i, sites in enumerate(table.interactions)},
            baseline_value=float(signed.sum()),
        )

    def _relative(self, index, wild_type, max_order):
        wild_type = self._sites.check_wild_type(wild_type)
        signed = self._signed(wild_type)
        max_order = self.n_sites if max_order is None else max_order
        return wild_type, *superset_sums(self._membership, signed, index, max_order)

    def _signed(self, wild_type):
        """The coefficients for spins that are +1 at the wild type."""
        return self.coefficients * signs(self._membership, wild_type == self.levels[:, 1])


def signs(membership, mutant):
    """Walsh functions of a genotype that is mutated at some sites."""
    return 1.0 - 2.0 * (membership[:, mutant].sum(axis=1) % 2)
