"""The Walsh spectrum as a result: coefficients with the interactions they belong to."""

import numpy as np

from .._utils import require_memory, site_names
from ..genotypes import spins_from_levels
from ..walsh import (
    MAX_SITES,
    enumerate_genotypes,
    inverse_walsh_transform,
    positions,
    walsh_transform,
)
from ._conversions import ConversionsMixin
from ._from_model import as_function, fitted, levels_of, linear_coefficients, prediction
from ._interaction_table import InteractionTable, add_up


class WalshSpectrum(ConversionsMixin, InteractionTable):
    """Walsh coefficients of a landscape, with their interactions.

    Parameters
    ----------
    coefficients : array-like of shape (n_interactions,)
        Coefficients c_S, in the units of the landscape: f(x) = sum_S c_S chi_S(x).

    interactions : sequence of tuple of int, or bool array (n_interactions, n_sites)
        The sites of each interaction, sorted and distinct; ``()`` is the constant. The
        boolean form, one row per interaction, says the same of large spectra cheaply.

    n_sites : int
        Number of sites, d.

    site_names : sequence of str, default=None
        Names of the sites; x0, x1, ... where there are none.

    levels : array-like of shape (n_sites, 2), default=None
        Low (spin +1) and high (spin -1) level of each site, for :meth:`predict`; 0 and 1
        where not given.

    standard_errors : array-like of shape (n_interactions,), default=None
        Of the coefficients.

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
        If the lengths do not match, or an interaction is repeated, unsorted or names a
        site that does not exist.

    See Also
    --------
    walsh_transform : The bare transform.
    EpistaticNetRegressor : ``spectrum_`` is what a fitted network has learned.
    bootstrap_spectrum : A spectrum with intervals and frequencies.
    estimate_spectrum : Of a function on more sites than can be enumerated.
    ReferenceSpectrum : Effects relative to a wild type.

    Notes
    -----
    An instance is frozen: its arrays cannot be written to. With m interactions it takes
    m (n_sites + 8) bytes. The difference of two is the spectrum of the difference of the
    landscapes; it has no intervals.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.
    .. [2] Grabisch, Roubens (1999). An axiomatic approach to the concept of interaction
       among players in cooperative games. Int. J. Game Theory 28:547-565.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> spectrum = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], site_names=["A", "B"])
    >>> print(spectrum.top(2))
    WalshSpectrum: 2 sites, 2 interactions
      order  coefficient  interaction
          2           -3  A B
          1            2  A
    >>> spectrum.energy_by_order()
    array([25.,  4.,  9.])
    """

    @classmethod
    def from_landscape(cls, values, *, site_names=None, levels=None):
        """Spectrum of a complete landscape.

        Parameters
        ----------
        values : array-like of shape (2**n_sites,)
            Value of every genotype in enumeration order (site 0 is the most significant
            bit).
        site_names, levels
            As in the constructor.

        Returns
        -------
        spectrum : WalshSpectrum
            All 2**n_sites coefficients, in enumeration order.

        Raises
        ------
        ValueError
            If `values` is not a power of two long or not one-dimensional.

        Notes
        -----
        Costs O(n_sites 2**n_sites).

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).interactions
        ((), (1,), (0,), (0, 1))
        """
        values = np.asarray(values, dtype=np.float64)
        if values.ndim != 1:
            raise ValueError(
                f"values must be one landscape, shape (2**n_sites,); got shape {values.shape}. "
                "For several landscapes at once use walsh_transform."
            )
        coefficients = walsh_transform(values)
        n_sites = coefficients.size.bit_length() - 1
        membership = enumerate_genotypes(n_sites).astype(bool)
        return cls(coefficients, membership, n_sites, site_names=site_names, levels=levels)

    @classmethod
    def from_function(cls, function, n_sites, *, site_names=None, levels=None):
        """Spectrum of any function of genotypes that can be evaluated at all of them.

        Parameters
        ----------
        function : callable
            Takes genotypes, ndarray of shape (n, n_sites) coded by `levels`, and gives n
            values.
        n_sites : int
            Number of sites, at most 24.
        site_names, levels
            As in the constructor.

        Returns
        -------
        spectrum : WalshSpectrum
            All 2**n_sites coefficients.

        Raises
        ------
        ValueError
            For too many sites, or if the function gives anything but one finite number for
            each genotype.

        See Also
        --------
        estimate_spectrum, recover_spectrum : For more sites.

        Examples
        --------
        >>> WalshSpectrum.from_function(lambda X: 3 * X[:, 0] * X[:, 1], 2).coefficients
        array([ 0.75, -0.75, -0.75,  0.75])
        """
        if n_sites > MAX_SITES:
            raise ValueError(
                f"All 2^{n_sites} genotypes are too many to evaluate (at most {MAX_SITES} "
                "sites): use estimate_spectrum for all interactions up to an order, or "
                "recover_spectrum for the largest ones of any order."
            )
        require_memory(
            2**n_sites * (2 * n_sites + 4 * 8), f"The spectrum of {n_sites} sites", "Fix some."
        )
        evaluate, _, names = as_function(function, n_sites, site_names, levels)
        return cls.from_landscape(evaluate(enumerate_genotypes(n_sites)), **names)

    @classmethod
    def from_estimator(cls, estimator, *, latent=False, levels=None):
        """Spectrum of the predictions of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor, pipeline or search
            An Epistatic Net; a pipeline of :class:`WalshFeatures` and a linear model, whose
            coefficients are read off whatever the number of sites; or anything with
            ``predict``, which is evaluated at all genotypes of at most 24 sites.
        latent : bool, default=False
            Whether to give the spectrum of the latent phenotype of an Epistatic Net.
        levels : array-like of shape (n_sites, 2), default=None
            Low and high level of each site, where the estimator does not know them; None is
            0 and 1.

        Returns
        -------
        spectrum : WalshSpectrum

        Raises
        ------
        ValueError
            For too many sites (see :func:`estimate_spectrum`), or a `latent` spectrum of what
            has none.

        Examples
        --------
        >>> from sklearn.linear_model import LinearRegression
        >>> from sklearn.pipeline import make_pipeline
        >>> from sk_epinet import WalshFeatures, WalshSpectrum
        >>> model = make_pipeline(WalshFeatures(max_order=2), LinearRegression())
        >>> model = model.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [4.0, 10.0, 6.0, 0.0])
        >>> WalshSpectrum.from_estimator(model).top(1).names
        ['x0 x1']
        """
        estimator = fitted(estimator)
        if hasattr(type(estimator), "latent_spectrum_"):
            return estimator.latent_spectrum_ if latent else estimator.spectrum_
        if latent:
            raise ValueError(f"{type(estimator).__name__} has no latent phenotype: latent=False.")
        names = {"site_names": site_names(estimator), "levels": levels_of(estimator, levels)}
        linear = linear_coefficients(estimator)
        if linear is not None:
            return cls(*linear, estimator.n_features_in_, **names)
        return cls.from_function(prediction(estimator), estimator.n_features_in_, **names)

    def energy_by_order(self):
        """Sum of squared coefficients of each order.

        Returns
        -------
        energy : ndarray of shape (n_sites + 1,)
            Squared units of the landscape. Entry 0 is the squared mean; by Parseval's
            identity the others add up to the variance over all genotypes.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).energy_by_order()
        array([25.,  4.,  9.])
        """
        return np.bincount(self.orders, self.coefficients**2, minlength=self.n_sites + 1)

    def n_effective(self):
        """Effective number of interactions, the constant left out.

        Returns
        -------
        n : float
            (sum c^2)^2 / sum c^4: k for k equal coefficients, near 1 where one is far larger
            than the others, 0 where there are none.

        Examples
        --------
        >>> WalshSpectrum([9.0, 2.0, -2.0], [(), (0,), (0, 1)], n_sites=2).n_effective()
        2.0
        """
        energy = self.coefficients[self.orders > 0] ** 2
        return float(energy.sum() ** 2 / (energy @ energy)) if energy.any() else 0.0

    def restrict(self, fixed):
        """The spectrum of a sub-cube: the landscape with some sites held at a level.

        Parameters
        ----------
        fixed : dict of {site: level}
            Sites by name or by number, and the level (as in `levels`) to hold each at.

        Returns
        -------
        spectrum : WalshSpectrum
            Of the remaining sites, in their order.

        Raises
        ------
        ValueError
            If there is no such site, or a level is none of its two.

        Examples
        --------
        >>> whole = WalshSpectrum([1.0, 2.0, -3.0], [(), (0,), (0, 1)], n_sites=2)
        >>> whole.restrict({"x1": 1}).to_frame()[["interaction", "coefficient"]]
          interaction  coefficient
        0           1          1.0
        1          x0          5.0
        """
        spins = np.ones(self.n_sites)
        sites = [self._site(key) for key in fixed]
        if len(set(sites)) < len(sites):
            raise ValueError(f"A site may be fixed only once, got {list(fixed)}.")
        for site, level in zip(sites, fixed.values(), strict=True):
            spins[site] = self._spin(site, level)
        free = np.setdiff1d(np.arange(self.n_sites), sites)
        signs = np.where(self._membership, spins, 1.0).prod(axis=1)
        membership, sums = add_up(self._membership[:, free], self.coefficients * signs)
        names = [self.site_names[site] for site in free]
        return WalshSpectrum(
            sums, membership, len(free), site_names=names, levels=self.levels[free]
        )

    def predict(self, X):
        """Values of the landscape.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded by `levels`.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            sum_S c_S chi_S(x); between the levels, its multilinear extension.

        Raises
        ------
        ValueError
            If X does not have one column per site.

        Notes
        -----
        Costs O(n_samples n_interactions max_order), in blocks of bounded memory.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).predict([[1, 0]])
        array([6.])
        """
        return self._sum_of_products(spins_from_levels(self._as_genotypes(X), *self.levels.T))

    def to_dense(self):
        """All coefficients, zeros included, in enumeration order.

        Returns
        -------
        coefficients : ndarray of shape (2**n_sites,)
            What :func:`inverse_walsh_transform` takes.

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

    def to_landscape(self):
        """Value of every genotype, in enumeration order, shape (2**n_sites,).

        Examples
        --------
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_landscape()
        array([-1.,  5.,  1., -5.])
        """
        return inverse_walsh_transform(self.to_dense())
