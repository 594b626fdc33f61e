"""Spectra of any alleles: of complete landscapes, of functions and of fitted regressors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, Regressor, check_bool, check_function, check_object
from ..genotypes import AlleleWeights, decode_alleles
from ..walsh import positions
from ._allele_function import AlleleFunction, allele_function, require_enumerable
from ._allele_landscape import read_allele_landscape
from ._allele_sites import AlleleSites
from ._components import Components
from ._from_model import fitted
from ._linear_alleles import linear_on_contrasts
from ._walsh_spectrum import WalshSpectrum

if TYPE_CHECKING:
    from ._epistasis_spectrum import EpistasisSpectrum

_ROUNDING = 1e-12  # of predictions, relative to the largest
_COMPARED = 16  # random genotypes at which coefficients are compared with predictions


class EpistasisConstructorsMixin(Components):
    """Ways to make an :class:`EpistasisSpectrum`."""

    @classmethod
    def from_landscape(
        cls,
        values: ArrayLike,
        genotypes: ArrayLike,
        *,
        alleles: Sequence[Sequence[Any]] | None = None,
        weights: AlleleWeights = "uniform",
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        site_names: Sequence[str] | None = None,
    ) -> Self:
        """Return the spectrum of a complete landscape.

        Parameters
        ----------
        values : array-like of shape (n_genotypes,)
            Value of every genotype.
        genotypes : array-like or DataFrame of shape (n_genotypes, n_sites), n_genotypes \
                strings, or "enumeration"
            The genotype of each value, in any order. "enumeration" says that the values are in
            the order in which :func:`itertools.product` lists the `alleles`.
        alleles : sequence of sequences, default=None
            The alleles of each site; a string stands for its characters. None means those that
            the genotypes have, sorted, or in the order of the categories of a column.
        weights : {"uniform", "wild_type"}, sequence or dict, default="uniform"
            Weights of the alleles; see :class:`EpistasisSpectrum`.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None means the first allele of each site.
        site_names : sequence of str, default=None
            Names of the sites. None means the names of the columns of a DataFrame, else
            x0, x1, ...

        Returns
        -------
        spectrum : EpistasisSpectrum
            All interactions, in enumeration order.

        Raises
        ------
        ValueError
            If a genotype is missing, repeated, or has no finite value (the message names it).

        Notes
        -----
        The cost is one matrix product along each site.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape([0.0, 5.0, 1.0], ["A", "G", "V"]).tables[1]
        array([-2.,  3., -1.])
        """
        ordered, found, names = read_allele_landscape(values, genotypes, alleles, site_names)
        sites = AlleleSites(found, names, weights, wild_type)
        return cls._of_complete(ordered.reshape(sites.n_alleles), sites)

    @classmethod
    def from_function(
        cls,
        function: Callable[[Array], ArrayLike],
        alleles: Sequence[Sequence[Any]],
        *,
        weights: AlleleWeights = "uniform",
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        site_names: Sequence[str] | None = None,
    ) -> Self:
        """Return the spectrum of a function that can be evaluated at all genotypes.

        Parameters
        ----------
        function : callable
            A function that takes genotypes, ndarray of shape (n, n_sites) of alleles, and
            returns n values. The array holds floats if all alleles are numbers, and objects
            otherwise.
        alleles : sequence of sequences
            The alleles of each site; a string stands for its characters. At most 2^24 genotypes.
        weights, wild_type, site_names
            As in :meth:`from_landscape`.

        Returns
        -------
        spectrum : EpistasisSpectrum
            All interactions, in enumeration order.

        Raises
        ------
        ValueError
            If there are too many genotypes, or the function does not return one finite number
            for each.

        See Also
        --------
        estimate_spectrum : For more genotypes.

        Notes
        -----
        The function is evaluated once for each genotype.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> def count_a(X):
        ...     return (X == "A").sum(axis=1)
        >>> EpistasisSpectrum.from_function(count_a, ["AC", "ACGT"]).table([1])
        array([ 0.75, -0.25, -0.25, -0.25])
        """
        check_function("function", function)
        sites = AlleleSites(alleles, site_names, weights, wild_type)
        return cls._of_function(AlleleFunction(function, sites.alleles, sites.names), sites)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        *,
        latent: bool = False,
        X: ArrayLike | None = None,
        alleles: Sequence[Sequence[Any]] | None = None,
        weights: AlleleWeights = "uniform",
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
    ) -> Self:
        """Return the spectrum of the predictions of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor, pipeline or search
            An Epistatic Net; a pipeline of :class:`WalshFeatures` and a linear model, whose
            coefficients are read directly, for any number of genotypes; or any other
            regressor, which predicts all genotypes, at most 2^24. These know their
            alleles: the estimators of this package, and pipelines that begin with one, or with
            an OrdinalEncoder or OneHotEncoder.
        latent : bool, default=False
            Whether to give the spectrum of the latent phenotype of an Epistatic Net.
        X : array-like or DataFrame of shape (n_samples, n_sites), default=None
            What the estimator was trained on. The alleles of a site that the estimator does not
            know are the values that it takes here. With ``weights="library"`` it gives the
            frequencies of the alleles.
        alleles : sequence of sequences, default=None
            The alleles of each site at which the estimator is evaluated, whatever else is known.
        weights : {"uniform", "wild_type", "library"}, sequence or dict, default="uniform"
            Weights of the alleles; see :class:`EpistasisSpectrum`.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None means the first allele of each site.

        Returns
        -------
        spectrum : EpistasisSpectrum

        Raises
        ------
        ValueError
            If the alleles of a site are not known; if there are too many genotypes (use
            :func:`estimate_spectrum`); or if `latent` is True and the estimator has no latent
            phenotype.

        Notes
        -----
        All genotypes are predicted, unless the coefficients are read directly.

        Examples
        --------
        >>> from sklearn.linear_model import LinearRegression
        >>> from sklearn.pipeline import make_pipeline
        >>> from sk_epinet import EpistasisSpectrum, WalshFeatures
        >>> X, y = [["A"], ["G"], ["V"]], [0.0, 5.0, 1.0]
        >>> model = make_pipeline(WalshFeatures(1), LinearRegression()).fit(X, y)
        >>> spectrum = EpistasisSpectrum.from_estimator(model, weights="wild_type")
        >>> spectrum.table([0]).round(6)
        array([0., 5., 1.])
        """
        check_bool("latent", latent)
        model = fitted(estimator)
        has_latent = hasattr(type(model), "latent_spectrum_")
        if latent and not has_latent:
            raise ValueError(f"{type(model).__name__} has no latent phenotype: pass latent=False.")
        function = allele_function(model, X, alleles, "predict_latent" if latent else "predict")
        sites = AlleleSites(function.alleles, function.site_names, weights, wild_type, X)
        # A Walsh spectrum names a second level of a site of one allele, and is not of use then.
        alike = 1 not in sites.n_alleles or not hasattr(model, "levels_")
        if has_latent and alike and function.alleles == model.alleles_:
            return cls._of_network(model.latent_spectrum_ if latent else model.spectrum_, sites)
        linear = linear_on_contrasts(model, sites)
        if linear is not None:
            spectrum = cls._of_blocks(*linear)
            if _agrees(spectrum, function):
                return spectrum.with_weights(sites.weights, wild_type=sites.wild_type)
        return cls._of_function(function, sites)

    @classmethod
    def from_walsh(
        cls,
        spectrum: WalshSpectrum,
        *,
        weights: AlleleWeights = "uniform",
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
    ) -> Self:
        """Return the spectrum of the landscape of a Walsh spectrum.

        Parameters
        ----------
        spectrum : WalshSpectrum
            A Walsh spectrum. The low level of each site becomes its first allele.
        weights, wild_type
            As in :meth:`from_landscape`.

        Returns
        -------
        spectrum : EpistasisSpectrum

        Raises
        ------
        ValueError
            If the weights or the wild type are not those of such sites.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum, WalshSpectrum
        >>> walsh = WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], 2, levels=("A", "V"))
        >>> EpistasisSpectrum.from_walsh(walsh).table((0, 1))
        array([[-3.,  3.],
               [ 3., -3.]])
        """
        check_object("spectrum", spectrum, WalshSpectrum)
        sites = AlleleSites(spectrum.levels.tolist(), spectrum.site_names)
        membership, n = spectrum._membership, len(spectrum)
        complete = n == 2 ** len(sites) and np.array_equal(positions(membership), np.arange(n))
        made = cls._make(spectrum.coefficients, membership, sites, complete=complete)
        if isinstance(weights, str) and weights == "uniform" and wild_type is None:
            return made
        return made.with_weights(weights, wild_type=wild_type)

    def to_walsh(self: EpistasisSpectrum) -> WalshSpectrum:  # type: ignore[misc]
        """Return the Walsh spectrum of a landscape whose sites have two alleles.

        Returns
        -------
        spectrum : WalshSpectrum
            The Walsh coefficients. The low level of each site is its first allele.

        Raises
        ------
        ValueError
            If a site does not have two alleles.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... ).to_walsh().to_dense()
        array([ 5.,  0.,  2., -3.])
        """
        for name, own in zip(self.site_names, self.alleles, strict=True):
            if len(own) != 2:
                raise ValueError(
                    f"A Walsh spectrum needs two alleles for each site, but '{name}' has "
                    f"{len(own)}."
                )
        uniform = self.with_weights("uniform")
        return WalshSpectrum(
            uniform._coefficients,
            uniform._membership,
            self.n_sites,
            site_names=self.site_names,
            levels=list(self.alleles),
        )

    @classmethod
    def _of_network(cls, spectrum, sites):
        if isinstance(spectrum, WalshSpectrum):
            spectrum = cls.from_walsh(spectrum)
        same = all(map(np.array_equal, spectrum.weights, sites.weights))
        if same and spectrum.wild_type == sites.wild_type:
            return spectrum
        return spectrum.with_weights(sites.weights, wild_type=sites.wild_type)

    @classmethod
    def _of_function(cls, function, sites):
        require_enumerable(sites.n_alleles)
        return cls._of_complete(function.enumerate().reshape(sites.n_alleles), sites)


def _agrees(spectrum, function):
    """Return whether a spectrum predicts what a function does, at a few random genotypes.

    It does not where the predictions are not the linear function that ``coef_`` suggests, as in
    generalised linear models with a link.
    """
    rng = np.random.RandomState(0)
    codes = np.stack([rng.randint(0, len(own), _COMPARED) for own in spectrum.alleles], axis=1)
    predicted = function(codes)
    found = spectrum.predict(decode_alleles(codes, spectrum.alleles))
    tolerance = 1e-4 * np.ptp(predicted) + _ROUNDING * np.abs(predicted).max()
    return bool(np.abs(predicted - found).max() <= tolerance)
