"""The Walsh spectrum as a result: coefficients with the interactions they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, FloatArray, check_dict, require_memory
from ..walsh import add_up_repeats, inverse_walsh_transform, positions
from ._constructors import ConstructorsMixin
from ._conversions import ConversionsMixin
from ._interaction_table import InteractionTable
from ._squares import effective_number, require_squares


class WalshSpectrum(ConstructorsMixin, ConversionsMixin, InteractionTable):
    """Hold the Walsh coefficients of a landscape, with their interactions.

    Parameters
    ----------
    coefficients : array-like of shape (n_interactions,)
        Coefficients c_S, in the units of the landscape: f(x) = sum_S c_S chi_S(x).

    interactions : sequence of tuple of int, or bool array (n_interactions, n_sites)
        The sites of each interaction, sorted and distinct; ``()`` is the constant. The
        boolean form has a row for each interaction, and takes less time for large spectra.

    n_sites : int
        Number of sites, d.

    site_names : sequence of str, default=None
        Names of the sites. None means x0, x1, ...

    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Low (spin +1) and high (spin -1) level of each site, in which genotypes are given to
        :meth:`predict`: numbers or strings. A pair holds for every site. None means 0 and 1.

    standard_errors : array-like of shape (n_interactions,), default=None
        Standard errors of the coefficients.

    intervals : array-like of shape (n_interactions, 2), default=None
        Lower and upper ends of confidence intervals of the coefficients.

    frequencies : array-like of shape (n_interactions,), default=None
        Share of resamples in which an interaction was selected.

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
    walsh_transform : The bare transform.
    EpistaticNetRegressor : ``spectrum_`` is what a fitted network has learned.
    bootstrap_spectrum : A spectrum with intervals and frequencies.
    estimate_spectrum : The spectrum of a function on more sites than can be enumerated.
    ReferenceSpectrum : Effects relative to a wild type.

    Notes
    -----
    An instance is frozen: neither its attributes nor its arrays can be written to. It takes
    m (n_sites + 8) bytes of memory for m interactions. The difference of two spectra is the
    spectrum of the difference of the landscapes; it has no intervals.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.
    .. [2] Grabisch, Roubens (1999). An axiomatic approach to the concept of interaction
       among players in cooperative games. Int. J. Game Theory 28:547-565.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> spectrum = WalshSpectrum.from_landscape(
    ...     [4.0, 10.0, 6.0, 0.0], "enumeration", site_names=["A", "B"]
    ... )
    >>> print(spectrum.top(2))
    WalshSpectrum: 2 sites, 2 interactions
      order  coefficient  interaction
          2           -3  A B
          1            2  A
    >>> spectrum.energy_by_order()
    array([25.,  4.,  9.])
    """

    def energy_by_order(self) -> Array:
        """Return the sum of the squared coefficients of each order.

        Returns
        -------
        energy : ndarray of shape (n_sites + 1,)
            Squared units of the landscape. Entry 0 is the squared mean; by Parseval's
            identity the others add up to the variance over all genotypes.

        Raises
        ------
        ValueError
            If the squares of the coefficients do not fit in numbers of 64 bits.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration").energy_by_order()
        array([25.,  4.,  9.])
        """
        require_squares(self.coefficients)
        return np.bincount(self.orders, self.coefficients**2, minlength=self.n_sites + 1)

    def n_effective(self) -> float:
        """Return the effective number of interactions, without the constant.

        Returns
        -------
        n : float
            (sum c^2)^2 / sum c^4: k if k coefficients are equal and the others zero, near 1 if
            one is far larger than the others, and 0 if there are none.

        Examples
        --------
        >>> WalshSpectrum([9.0, 2.0, -2.0], [(), (0,), (0, 1)], n_sites=2).n_effective()
        2.0
        """
        return effective_number(self.coefficients[self.orders > 0])

    def restrict(self, fixed: Mapping[Any, Any]) -> WalshSpectrum:
        """Return the spectrum of the landscape with some sites held at a level.

        Parameters
        ----------
        fixed : dict of {site: level}
            Sites by name or by number, and the level (one of `levels`) to hold each at.

        Returns
        -------
        spectrum : WalshSpectrum
            The spectrum of the remaining sites, in their order.

        Raises
        ------
        ValueError
            If there is no such site, or it has no such level.

        Examples
        --------
        >>> whole = WalshSpectrum([1.0, 2.0, -3.0], [(), (0,), (0, 1)], n_sites=2)
        >>> whole.restrict({"x1": 1}).to_frame()[["interaction", "coefficient"]]
          interaction  coefficient
        0           1          1.0
        1          x0          5.0
        """
        check_dict("fixed", fixed, "sites and the level to hold each at")
        spins = np.ones(self.n_sites)
        held = [self._sites.index(key) for key in fixed]
        if len(set(held)) < len(held):
            raise ValueError(f"A site may be fixed only once, got {list(fixed)}.")
        for site, level in zip(held, fixed.values(), strict=True):
            spins[site] = self._sites.spin(site, level)
        free = np.setdiff1d(np.arange(self.n_sites), held)
        signs = np.where(self._membership, spins, 1.0).prod(axis=1)
        membership, sums = add_up_repeats(self._membership[:, free], self.coefficients * signs)
        sites = self._sites.take(free)
        return WalshSpectrum(
            sums, membership, len(sites), site_names=sites.names, levels=sites.levels
        )

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the values of genotypes.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes, in the levels of the sites.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            sum_S c_S chi_S(x). For numbers between the levels it is the multilinear extension.

        Raises
        ------
        ValueError
            If X does not have one column per site, or holds a string that is no level.

        Notes
        -----
        The cost is O(n_samples n_interactions max_order), in blocks of bounded memory.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration").predict([[1, 0]])
        array([6.])
        """
        return self._sum_of_products(self._sites.spins(X))

    def to_dense(self) -> FloatArray:
        """Return all coefficients, zeros included, in enumeration order.

        Returns
        -------
        coefficients : ndarray of shape (2**n_sites,)
            As :func:`inverse_walsh_transform` takes them.

        Raises
        ------
        ValueError
            If 2**n_sites floats would not fit in memory.

        Examples
        --------
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_dense()
        array([ 0.,  0.,  2., -3.])
        """
        require_memory(
            8 * 2**self.n_sites,
            f"A dense spectrum of 2^{self.n_sites} coefficients",
            "Use coefficients and interactions, which hold only what is listed.",
        )
        dense = np.zeros(2**self.n_sites)
        dense[positions(self._membership)] = self.coefficients
        return dense

    def to_landscape(self) -> FloatArray:
        """Return the value of every genotype, in enumeration order.

        Returns
        -------
        values : ndarray of shape (2**n_sites,)
            Site 0 changes slowest, as :func:`enumerate_genotypes` lists the genotypes.

        Raises
        ------
        ValueError
            If 2**n_sites floats would not fit in memory.

        Examples
        --------
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_landscape()
        array([-1.,  5.,  1., -5.])
        """
        return inverse_walsh_transform(self.to_dense())
