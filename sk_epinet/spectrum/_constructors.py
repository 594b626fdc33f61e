"""Walsh spectra of complete landscapes, of functions and of fitted regressors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, Regressor, check_bool, check_function, check_number, require_memory
from ..kernels import has_walsh_posterior, walsh_posterior
from ..walsh import (
    MAX_SITES,
    count_interactions,
    enumerate_genotypes,
    interaction_matrix,
    walsh_transform,
)
from ._complete_landscape import read_complete_landscape
from ._from_model import (
    GenotypeFunction,
    as_function,
    fitted,
    linear_coefficients,
    prediction,
)
from ._interaction_table import InteractionTable

_ROUNDING = 1e-12  # of predictions, relative to the largest
_COMPARED = 16  # random genotypes at which coefficients are compared with predictions


class ConstructorsMixin(InteractionTable):
    """Ways to make a :class:`WalshSpectrum`."""

    @classmethod
    def from_landscape(
        cls,
        values: ArrayLike,
        genotypes: ArrayLike | None = None,
        *,
        site_names: Sequence[str] | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Return the spectrum of a complete landscape.

        Parameters
        ----------
        values : array-like of shape (2**n_sites,)
            Value of every genotype.
        genotypes : array-like or DataFrame of shape (2**n_sites, n_sites), 2**n_sites strings, \
                or "enumeration"
            The genotype of each value, in any order: numbers or strings, or one string for each
            genotype with a character for each site. "enumeration" says that the values are in
            the order of :func:`enumerate_genotypes` (site 0 is the most significant bit). It
            must be given.
        site_names : sequence of str, default=None
            Names of the sites. None means the names of the columns of a DataFrame, else
            x0, x1, ...
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low (spin +1) and high (spin -1) level of each site. None means the two values of
            each site in sorted order, and 0 and 1 for an "enumeration".

        Returns
        -------
        spectrum : WalshSpectrum
            All 2**n_sites coefficients, in enumeration order.

        Raises
        ------
        ValueError
            If `genotypes` is not given, a genotype is missing, repeated, or has no finite
            value (the message names it), or a site has not exactly two levels.

        Notes
        -----
        The cost is O(n_sites 2**n_sites).

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> X = [["wt", "wt"], ["mut", "wt"], ["wt", "mut"], ["mut", "mut"]]
        >>> spectrum = WalshSpectrum.from_landscape(
        ...     [4.0, 6.0, 10.0, 0.0], X, levels=("wt", "mut")
        ... )
        >>> spectrum.to_frame()[["interaction", "coefficient"]]
          interaction  coefficient
        0           1          5.0
        1          x1          0.0
        2          x0          2.0
        3       x0 x1         -3.0
        """
        values, sites = read_complete_landscape(values, genotypes, site_names, levels)
        return cls._of_enumeration(values, sites)

    @classmethod
    def from_function(
        cls,
        function: Callable[[Array], ArrayLike],
        n_sites: int,
        *,
        site_names: Sequence[str] | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Return the spectrum of a function that can be evaluated at all genotypes.

        Parameters
        ----------
        function : callable
            A function that takes genotypes, ndarray of shape (n, n_sites) coded by `levels`,
            and returns n values.
        n_sites : int
            Number of sites, at most 24.
        site_names : sequence of str, default=None
            Names of the sites. None means x0, x1, ...
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low (spin +1) and high (spin -1) level of each site. None means that the function is
            called with 0 and 1.

        Returns
        -------
        spectrum : WalshSpectrum
            All 2**n_sites coefficients.

        Raises
        ------
        ValueError
            If there are too many sites, or the function does not return one finite number
            for each genotype.

        See Also
        --------
        estimate_spectrum, recover_spectrum : For more sites.

        Notes
        -----
        The function is evaluated at 2**n_sites genotypes.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_function(lambda X: 3 * X[:, 0] * X[:, 1], 2).coefficients
        array([ 0.75, -0.75, -0.75,  0.75])
        """
        check_function("function", function)
        check_number("n_sites", n_sites, low=0, integer=True)
        _require_few(n_sites)
        return cls._of_function(as_function(function, n_sites, site_names, levels))

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        *,
        latent: bool = False,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
        max_order: int | None = None,
    ) -> Self:
        """Return the spectrum of the predictions of a fitted regressor.

        The two levels of each site must be known: from the regressor, from `X` or from `levels`.
        Levels of 0 and 1 are never assumed.

        Parameters
        ----------
        estimator : fitted regressor, pipeline or search
            One of these:

            - an Epistatic Net;
            - a pipeline of :class:`WalshFeatures` and a linear model, whose coefficients are
              read directly, for any number of sites;
            - a Gaussian process with a :class:`~sk_epinet.kernels.ConnectednessKernel`, whose
              coefficients and standard errors are computed by a formula
              (:func:`~sk_epinet.kernels.walsh_posterior`);
            - any other regressor, which predicts all genotypes of at most 24 sites.

            These know their levels: the estimators of this package, and pipelines that begin
            with one; pipelines that begin with an OrdinalEncoder or OneHotEncoder (alone or
            within a ColumnTransformer), whose first category is the low level; and Gaussian
            processes with a ConnectednessKernel, whose low level is the first in sorted order.
        latent : bool, default=False
            Whether to give the spectrum of the latent phenotype of an Epistatic Net.
        X : array-like or DataFrame of shape (n_samples, n_sites), default=None
            What the estimator was trained on. The levels of a site that the estimator does not
            know are the two values that it takes here, in sorted order.
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low (spin +1) and high (spin -1) level of each site, at which the estimator is
            evaluated, whatever else is known.
        max_order : int, default=None
            The largest order of the interactions that are listed. None means all interactions.
            A Gaussian process of more than 24 sites needs it.

        Returns
        -------
        spectrum : WalshSpectrum
            The coefficients. Those of a Gaussian process have ``standard_errors``.

        Raises
        ------
        ValueError
            If the levels of a site are not known, or it does not have exactly two; if there are
            too many sites (use :func:`estimate_spectrum`) or interactions; or if `latent` is
            True and the estimator has no latent phenotype.

        Notes
        -----
        All 2**n_sites genotypes are predicted, unless the coefficients are read directly. For
        the cost of a Gaussian process see :func:`~sk_epinet.kernels.walsh_posterior`.

        Examples
        --------
        >>> from sklearn.linear_model import LinearRegression
        >>> from sklearn.pipeline import make_pipeline
        >>> from sk_epinet import WalshFeatures, WalshSpectrum
        >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [4.0, 10.0, 6.0, 0.0]
        >>> model = make_pipeline(WalshFeatures(max_order=2), LinearRegression()).fit(X, y)
        >>> WalshSpectrum.from_estimator(model).top(1).names
        ['x0 x1']

        A regressor that does not know the levels of its sites:

        >>> from sklearn.tree import DecisionTreeRegressor
        >>> tree = DecisionTreeRegressor(random_state=0).fit(X, y)
        >>> WalshSpectrum.from_estimator(tree, X=X).top(1).names
        ['x0 x1']
        """
        check_bool("latent", latent)
        if max_order is not None:
            check_number("max_order", max_order, low=1, integer=True)
        model = fitted(estimator)
        if has_walsh_posterior(model, levels) and not latent:
            return cls._of_gaussian_process(model, X, levels, max_order)
        spectrum = cls._of_model(model, latent, X, levels)
        if max_order is None:
            return spectrum
        return spectrum.order(range(min(max_order, spectrum.n_sites) + 1))

    @classmethod
    def _of_model(cls, model, latent, X, levels):
        is_net = hasattr(type(model), "latent_spectrum_")
        if latent and not is_net:
            raise ValueError(f"{type(model).__name__} has no latent phenotype: pass latent=False.")
        function = as_function(model, levels=levels, X=X)
        if is_net:
            if np.array_equal(function.levels, getattr(model, "levels_", None)):
                return model.latent_spectrum_ if latent else model.spectrum_
            method = "predict_latent" if latent else "predict"
            predict = prediction(model, X, method)
            function = GenotypeFunction(predict, function.levels, function.site_names)
        linear = linear_coefficients(model, function.levels)
        if linear is not None:
            coefficients, interactions = linear
            spectrum = cls(coefficients, interactions, function.n_sites, **function.sites)
            if _agrees(spectrum, function):
                return spectrum
        return cls._of_function(function)

    @classmethod
    def _of_gaussian_process(cls, model, X, levels, max_order):
        function = as_function(model, levels=levels, X=model.X_train_ if X is None else X)
        n_sites, levels = function.n_sites, function.levels
        if max_order is None:
            if n_sites > MAX_SITES:
                raise ValueError(
                    f"All 2^{n_sites} interactions are too many to list (at most {MAX_SITES} "
                    "sites): pass max_order=, for instance max_order=2."
                )
            _require_memory_of_interactions(2**n_sites, n_sites, "Pass max_order=.")
            interactions = None
            members = enumerate_genotypes(n_sites).astype(bool)
        else:
            count = count_interactions(n_sites, max_order, include_constant=True)
            _require_memory_of_interactions(count, n_sites, "Pass a smaller max_order=.")
            interactions = members = interaction_matrix(n_sites, max_order)
        mean, std = walsh_posterior(model, interactions, levels=levels, return_std=True)
        return cls(mean, members, n_sites, standard_errors=std, **function.sites)

    @classmethod
    def _of_function(cls, function):
        n_sites = function.n_sites
        _require_few(n_sites)
        require_memory(
            2**n_sites * (2 * n_sites + 4 * 8),
            f"The spectrum of {n_sites} sites",
            "Hold some sites at one level.",
        )
        return cls._of_enumeration(function(enumerate_genotypes(n_sites)), function.sites)

    @classmethod
    def _of_enumeration(cls, values, sites):
        n_sites = len(values).bit_length() - 1
        membership = enumerate_genotypes(n_sites).astype(bool)
        return cls(walsh_transform(values), membership, n_sites, **sites)


def _require_few(n_sites):
    """Raise an error if a function of so many sites cannot be evaluated at all genotypes."""
    if n_sites > MAX_SITES:
        raise ValueError(
            f"n_sites={n_sites}: all 2^{n_sites} genotypes are too many to evaluate (at most "
            f"{MAX_SITES} sites). Use estimate_spectrum for all interactions up to an order, or "
            "recover_spectrum for the largest ones of any order."
        )


def _require_memory_of_interactions(count, n_sites, remedy):
    # Tuples of sites and a row of booleans, and six numbers at a time.
    require_memory(count * (10 * n_sites + 6 * 8), f"A spectrum of {count:,} interactions", remedy)


def _agrees(spectrum, function):
    """Return whether a spectrum predicts what a function does, at a few random genotypes.

    It does not where the predictions are not the linear function that ``coef_`` suggests, as in
    generalised linear models with a link.
    """
    rng = np.random.RandomState(0)
    genotypes = rng.randint(0, 2, (_COMPARED, function.n_sites), dtype=np.int8)
    predicted = function(genotypes)
    from_spectrum = spectrum.predict(np.where(genotypes, *function.levels.T[::-1]))
    tolerance = 1e-4 * np.ptp(predicted) + _ROUNDING * np.abs(predicted).max()
    return bool(np.abs(predicted - from_spectrum).max() <= tolerance)
