"""Effects of mutations relative to a wild type: the other common basis of epistasis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, BoolArray, FloatArray
from ._interaction_table import InteractionTable


class ReferenceSpectrum(InteractionTable):
    """Hold effects of mutations, and of their interactions, relative to a wild type.

    f(x) is the sum of the effects m_S of all S whose sites are all mutated in x, the effect
    of ``()`` being the value of the wild type: "biochemical" or reference-based epistasis
    [1]_, the Moebius transform of the landscape. :meth:`WalshSpectrum.to_reference` makes it.

    Parameters
    ----------
    coefficients : array-like of shape (n_interactions,)
        Effects m_S, in the units of the landscape.

    interactions, n_sites, site_names, levels
        As in :class:`WalshSpectrum`.

    standard_errors, intervals, frequencies, selected
        As in :class:`WalshSpectrum`.

    wild_type : array-like of shape (n_sites,), default=None
        Levels of the wild type. None means the low level of every site.

    Raises
    ------
    ValueError
        As in :class:`WalshSpectrum`, or if the wild type is not a genotype.

    See Also
    --------
    WalshSpectrum.from_reference : Compute the Walsh coefficients from these effects.
    WalshSpectrum : Hold effects that are averaged over all backgrounds.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

    Examples
    --------
    >>> from sk_epinet import ReferenceSpectrum, WalshSpectrum
    >>> effects = ReferenceSpectrum([4.0, 2.0, 6.0, -12.0], [(), (0,), (1,), (0, 1)], 2)
    >>> effects.predict([[0, 0], [1, 0], [1, 1]])
    array([4., 6., 0.])
    >>> WalshSpectrum.from_reference(effects).to_dense()
    array([ 5.,  0.,  2., -3.])
    """

    wild_type: Array

    def __init__(
        self,
        coefficients: ArrayLike,
        interactions: Sequence[Sequence[int]] | BoolArray,
        n_sites: int,
        *,
        site_names: Sequence[str] | None = None,
        levels: ArrayLike | None = None,
        wild_type: ArrayLike | None = None,
        standard_errors: ArrayLike | None = None,
        intervals: ArrayLike | None = None,
        frequencies: ArrayLike | None = None,
        selected: ArrayLike | None = None,
    ) -> None:
        super().__init__(
            coefficients,
            interactions,
            n_sites,
            site_names=site_names,
            levels=levels,
            standard_errors=standard_errors,
            intervals=intervals,
            frequencies=frequencies,
            selected=selected,
        )
        self._store(wild_type=self._sites.check_wild_type(wild_type))

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the values of the landscape.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded by `levels`.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            The sum of the effects of the mutations of each genotype. For numbers between the
            levels it is the multilinear extension.

        Raises
        ------
        ValueError
            If X does not have one column per site.
        """
        spins_of_wild_type = np.where(self.wild_type == self.levels[:, 0], 1.0, -1.0)
        is_mutated = (1.0 - spins_of_wild_type * self._sites.spins(X)) / 2
        return self._sum_of_products(is_mutated)

    def _like(self, coefficients, membership, **statistics):
        return super()._like(coefficients, membership, wild_type=self.wild_type, **statistics)

    def _require_same_sites(self, other):
        super()._require_same_sites(other)
        if not np.array_equal(self.wild_type, other.wild_type):
            raise ValueError(
                "Effects relative to different wild types cannot be subtracted. Compute both with "
                "the same wild_type=."
            )
