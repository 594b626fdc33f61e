"""The components of a landscape under other weights, in a background, and shared among sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, check_dict
from ..genotypes import AlleleWeights
from ._blocks import split_by_weights
from ._components import Components


class EpistasisConversionsMixin(Components):
    """Conversions of an :class:`EpistasisSpectrum`."""

    def with_weights(
        self,
        weights: AlleleWeights,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        X: ArrayLike | None = None,
    ) -> Self:
        """Return the decomposition of the same landscape under other weights of the alleles.

        Parameters
        ----------
        weights : {"uniform", "wild_type", "library"}, sequence or dict
            As in the constructor. "library" stands for the frequencies of the alleles in `X`.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None keeps that of this spectrum.
        X : array-like or DataFrame of shape (n_samples, n_sites), default=None
            The genotypes of a library.

        Returns
        -------
        spectrum : EpistasisSpectrum
            The same landscape. It has no standard errors, because those of different effects
            are not independent.

        Raises
        ------
        ValueError
            If the weights are none of these, or the wild type is not a genotype.

        Notes
        -----
        Interactions that the spectrum does not list count as zero, as in :meth:`predict`.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [0.0, 1.0, 5.0], ["A", "V", "G"], alleles=["AVG"], site_names=["pos12"]
        ... )
        >>> spectrum.with_weights("wild_type", wild_type="V").to_frame()[["effect", "value"]]
             effect  value
        0  constant    1.0
        1      V12A   -1.0
        2      V12G    4.0
        """
        sites = self._sites.reweighted(weights, wild_type, X)
        if self._is_complete:
            return self._of_complete(self._landscape, sites)
        matrices = {
            site: _change_of_basis(self._sites.contrasts[site], sites.contrasts[site], own)
            for site, own in enumerate(sites.weights)
        }
        blocks: dict[tuple[int, ...], Any] = {}
        for row, own in enumerate(self.interactions):
            for part, block in split_by_weights(self._block(row), own, matrices):
                blocks[part] = blocks.get(part, 0.0) + block
        return self._of_blocks(blocks, sites)

    def restrict(self, fixed: Mapping[Any, Any]) -> Self:
        """Return the spectrum of the landscape with some sites held at an allele.

        Parameters
        ----------
        fixed : dict of {site: allele}
            Sites by name or by number, and the allele to hold each at.

        Returns
        -------
        spectrum : EpistasisSpectrum
            The spectrum of the remaining sites, in their order and with their weights.

        Raises
        ------
        ValueError
            If there is no such site, or it has no such allele.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... )
        >>> spectrum.restrict({"x1": "R"}).to_landscape()
        array([10.,  0.])
        """
        check_dict("fixed", fixed, "sites and the allele to hold each at")
        held = {self._sites.index(key): allele for key, allele in fixed.items()}
        if len(held) < len(fixed):
            raise ValueError(f"A site may be fixed only once, got {list(fixed)}.")
        codes = {site: self._sites.code(site, allele) for site, allele in held.items()}
        free = [site for site in range(self.n_sites) if site not in codes]
        sites = self._sites.take(free)
        if self._is_complete:
            index = tuple(codes.get(site, slice(None)) for site in range(self.n_sites))
            return self._of_complete(self._landscape[index], sites)
        place = {site: number for number, site in enumerate(free)}
        blocks: dict[tuple[int, ...], Any] = {}
        for row, own in enumerate(self.interactions):
            block = self._block(row)
            for axis, site in reversed(list(enumerate(own))):
                if site in codes:
                    effects = self._sites.contrasts[site][codes[site]]
                    block = np.tensordot(block, effects, (axis, 0))
            left = tuple(place[site] for site in own if site in place)
            blocks[left] = blocks.get(left, 0.0) + block
        return self._of_blocks(blocks, sites)

    def shapley_values(self, X: ArrayLike) -> FloatArray:
        """Return the share of each site in the difference of genotypes from the mean.

        The players are the sites. The worth of some of them is the weighted mean of f over all
        genotypes that have the alleles of x at these sites [1]_. With all weight on the wild
        type, this is the value of the wild type with the alleles of x at these sites.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes, in the alleles of the sites.

        Returns
        -------
        values : ndarray of shape (n_samples, n_sites)
            Shapley values, in the units of the landscape: the sum of f_S(x) / order of S over
            the interactions of the site. Those of a genotype add up to its value minus the
            constant.

        Raises
        ------
        ValueError
            As in :meth:`predict`.

        References
        ----------
        .. [1] Lundberg, Lee (2017). A unified approach to interpreting model predictions.
           NeurIPS 30.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"], weights="wild_type"
        ... )
        >>> spectrum.shapley_values(["VR"])
        array([[-4.,  0.]])
        """
        codes = self._sites.codes(X)
        if self._is_complete:
            return self._shapley_of_complete(codes)
        values = np.zeros((len(codes), self.n_sites))
        for row, own in enumerate(self.interactions):
            if own:
                sites = list(own)
                component = self._table(row)[tuple(codes[:, sites].T)]
                values[:, sites] += component[:, None] / len(own)
        return values

    def _shapley_of_complete(self, codes):
        """Return Shapley values in a few passes over the landscape.

        With G the sum of all f_S / order of S, those of site i are (1 - E_i) G.
        """
        divisors = np.repeat(np.maximum(self.orders, 1), np.diff(self._starts))
        shared = self._make(
            self._coefficients / divisors, self._membership, self._sites, complete=True
        )._landscape
        columns = []
        for site, weights in enumerate(self.weights):
            mean = np.expand_dims(np.tensordot(shared, weights, (site, 0)), site)
            index = tuple(codes.T)
            mean_index = tuple(0 if i == site else c for i, c in enumerate(index))
            columns.append(shared[index] - mean[mean_index])
        return np.stack(columns, axis=1) if columns else np.zeros(codes.shape)

    def shapley_effects(self) -> FloatArray:
        """Return the part of the variance that each site accounts for.

        Returns
        -------
        effects : ndarray of shape (n_sites,)
            Squared units of the landscape: the sum of the squared size / order over the
            interactions of the site [1]_. They add up to the variance under the weights.

        Raises
        ------
        ValueError
            As in :meth:`energy_by_order`.

        References
        ----------
        .. [1] Owen (2014). Sobol' indices and Shapley value. SIAM/ASA J. Uncertainty
           Quantification 2:245-251.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... ).shapley_effects()
        array([8.5, 4.5])
        """
        self._require_variance()
        shares = self._energies / np.maximum(self.orders, 1)
        return np.array([shares[own].sum() for own in self._membership.T])


def _change_of_basis(old, new, weights):
    """Return the mean, and the coefficients in new contrasts, of each old contrast."""
    return np.linalg.solve(np.hstack([np.ones((len(weights), 1)), new]), old)
