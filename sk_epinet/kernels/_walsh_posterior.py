"""Walsh coefficients of a Gaussian process in closed form, with their standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_solve, solve_triangular
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Product, Sum, WhiteKernel
from sklearn.utils.validation import check_is_fitted

from ..genotypes import check_levels, code_genotypes, levels_of_columns, read_columns
from ..walsh import MAX_SITES, as_membership, enumerate_genotypes, positions, walsh_transform
from ._connectedness_kernel import ConnectednessKernel

_BLOCK = 2**22  # numbers in a block of interactions times genotypes


def walsh_posterior(
    model: GaussianProcessRegressor,
    interactions: Sequence[tuple[int, ...]] | NDArray[np.bool_] | None = None,
    *,
    levels: ArrayLike | None = None,
    return_std: bool = False,
    return_cov: bool = False,
) -> Any:
    """Return the posterior of the Walsh coefficients of a Gaussian process.

    The Walsh coefficient c_S is the mean over all genotypes of f(x) chi_S(x). It is linear in
    the landscape f, so that its posterior is a normal distribution, which is computed without
    predicting any genotype.

    Parameters
    ----------
    model : GaussianProcessRegressor or ConnectednessGaussianProcess
        A fitted Gaussian process with one target, two levels at each site, and a kernel that is
        made of ConnectednessKernel, ConstantKernel and WhiteKernel by sums and products.
    interactions : sequence of tuple of int, or bool array (n_interactions, n_sites), default=None
        The interactions, as in :class:`~sk_epinet.WalshSpectrum`. None means all 2**n_sites of
        them in enumeration order, for at most 24 sites.
    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Low (spin +1) and high (spin -1) level of each site. None means the two values of each
        site in the training set, in sorted order.
    return_std : bool, default=False
        Whether to return the posterior standard deviations, which are the standard errors of the
        coefficients.
    return_cov : bool, default=False
        Whether to return the posterior covariances of the coefficients.

    Returns
    -------
    mean : ndarray of shape (n_interactions,)
        Posterior means: the coefficients of the predictions of the model, in the units of y.
    std : ndarray of shape (n_interactions,)
        Only if `return_std`. The noise of a WhiteKernel is not in it: it is no part of the
        landscape.
    cov : ndarray of shape (n_interactions, n_interactions)
        Only if `return_cov`.

    Raises
    ------
    TypeError
        If the model is no Gaussian process, or its kernel is made of other kernels.
    ValueError
        If a site does not have exactly two levels, the model has several targets, `return_std`
        and `return_cov` are both True, all interactions of more than 24 sites are asked for, or
        one of `interactions` is repeated, unsorted, or names a site that does not exist.

    See Also
    --------
    sk_epinet.WalshSpectrum.from_estimator : The same as a spectrum.

    Notes
    -----
    A priori the coefficients are independent, with the variance v_S = v times the product of
    (1 - rho_i) / 2 over the sites i of S and of (1 + rho_i) / 2 over the others, where v is the
    variance of the ConstantKernel. The covariance of c_S and f(x) is v_S chi_S(x), so that for
    the kernel matrix K of the training set with noise

        E[c_S | y] = v_S chi_S' K^-1 y,
        cov[c_S, c_T | y] = v_S [S = T] - v_S v_T chi_S' K^-1 chi_T.

    The hyperparameters of the kernel are taken as they are: the standard deviations do not include
    the uncertainty about them.

    With n training genotypes, m interactions take O(n² m) time. All 2**n_sites interactions take
    O(n³ + n_sites 2**n_sites) time, because the sums over pairs of genotypes are a Walsh-Hadamard
    transform.

    References
    ----------
    .. [1] Zhou, Martí-Gómez, Petti, McCandlish (2025). Learning sequence-function relationships
       with scalable, interpretable Gaussian processes. bioRxiv 2025.08.15.670613.

    Examples
    --------
    >>> from sk_epinet.kernels import ConnectednessGaussianProcess, walsh_posterior
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> model = ConnectednessGaussianProcess(optimizer=None).fit(X, [4.0, 10.0, 6.0, 0.0])
    >>> mean, std = walsh_posterior(model, [(), (0,), (0, 1)], return_std=True)
    >>> mean.round(2), std.round(2)
    (array([ 5.  ,  1.79, -2.4 ]), array([0.56, 0.54, 0.51]))
    """
    if return_std and return_cov:
        raise ValueError("return_std and return_cov cannot both be True.")
    posterior = _Posterior(model, levels)
    n_sites = posterior.n_sites
    if interactions is None and n_sites > MAX_SITES:
        raise ValueError(
            f"The 2^{n_sites} interactions of {n_sites} sites are too many (at most {MAX_SITES} "
            "sites): pass interactions=, a list of interactions."
        )
    if interactions is None and not return_cov:
        mean, std = posterior.complete()
        return (mean, std) if return_std else mean
    if interactions is None:
        members = enumerate_genotypes(n_sites).astype(bool)
    else:
        members = as_membership(interactions, n_sites)
    if return_cov:
        return posterior.mean(members), posterior.cov(members)
    mean = posterior.mean(members)
    return (mean, posterior.std(members)) if return_std else mean


def has_walsh_posterior(model: Any, levels: ArrayLike | None = None) -> bool:
    """Return whether :func:`walsh_posterior` knows the kernel of a fitted model.

    Parameters
    ----------
    model : object
        Any regressor.
    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Levels of the user.

    Returns
    -------
    known : bool
        True for a Gaussian process of one target, whose kernel is made of ConnectednessKernel,
        ConstantKernel and WhiteKernel by sums and products. False where `levels` are given and
        the training set has other values too.
    """
    if not isinstance(model, GaussianProcessRegressor) or not hasattr(model, "X_train_"):
        return False
    columns, _ = read_columns(model.X_train_)
    if _products(model.kernel_, len(columns)) is None or _n_targets(model) > 1:
        return False
    if levels is None:
        return True
    pairs = check_levels(levels, len(columns)).tolist()
    return all(
        set(column.tolist()) <= set(pair) for column, pair in zip(columns, pairs, strict=True)
    )


class _Posterior:
    """The posterior of the Walsh coefficients of a Gaussian process.

    The noise of a WhiteKernel is in the Cholesky factor of the kernel matrix, which the model
    keeps, and not in the covariance of a coefficient with a genotype.
    """

    def __init__(self, model, levels):
        if not isinstance(model, GaussianProcessRegressor):
            raise TypeError(f"model must be a GaussianProcessRegressor, got {model!r}.")
        check_is_fitted(model, "X_train_")
        if _n_targets(model) > 1:
            raise ValueError("The model has several targets: fit one model for each of them.")
        columns, _ = read_columns(model.X_train_)
        names = list(getattr(model, "feature_names_in_", [f"x{i}" for i in range(len(columns))]))
        if levels is None:
            levels = levels_of_columns(columns, names)
        levels = check_levels(levels, len(columns), names)
        self.genotypes = code_genotypes(model.X_train_, levels, names)
        self.products = _products(model.kernel_, self.n_sites)
        if self.products is None:
            raise TypeError(
                "The kernel must be made of ConnectednessKernel, ConstantKernel and WhiteKernel "
                f"by sums and products, got {model.kernel_}."
            )
        self.factor = model.L_
        self.dual = model.alpha_.reshape(-1)
        self.scale = float(np.squeeze(model._y_train_std))
        self.offset = float(np.squeeze(model._y_train_mean))

    @property
    def n_sites(self):
        return self.genotypes.shape[1]

    def mean(self, members):
        """Return the posterior means of some interactions, the rows of a boolean matrix."""
        sums = [signs.T @ self.dual for _, signs in self._blocks(members)]
        mean = self.scale * self._prior(members) * np.concatenate([[], *sums])
        return mean + self.offset * ~members.any(axis=1)

    def std(self, members):
        """Return the posterior standard deviations of some interactions."""
        squares = [(self._whiten(signs) ** 2).sum(axis=0) for _, signs in self._blocks(members)]
        return self._std(self._prior(members), np.concatenate([[], *squares]))

    def cov(self, members):
        """Return the posterior covariances of some interactions."""
        prior = self._prior(members)
        whitened = prior * self._whiten(_signs(self.genotypes, members))
        return self.scale**2 * (np.diag(prior) - whitened.T @ whitened)

    def complete(self):
        """Return the means and the standard deviations of all interactions, in their order."""
        n_all = 2**self.n_sites
        places = positions(self.genotypes)
        inverse = cho_solve((self.factor, True), np.eye(len(places)), check_finite=False)
        pairs = (places[:, None] ^ places).reshape(-1)
        # The transform of sums over training genotypes, and over pairs of them: the product of
        # the signs of two genotypes is the sign of the genotype of the sites where they differ.
        sums = n_all * walsh_transform(np.bincount(places, self.dual, n_all))
        squares = n_all * walsh_transform(np.bincount(pairs, inverse.reshape(-1), n_all))
        prior = sum(
            variance * reduce(np.kron, np.stack([1 + rho, 1 - rho], axis=1) / 2, np.ones(1))
            for variance, rho in self.products
        )
        mean = self.scale * prior * sums
        mean[0] += self.offset
        return mean, self._std(prior, squares)

    def _prior(self, members):
        """Return the prior variances of some interactions, for a standardised y."""
        variances = np.zeros(len(members))
        for variance, rho in self.products:
            part = np.full(len(members), variance)
            for member, factor in zip(members.T, rho, strict=True):
                part *= np.where(member, (1 - factor) / 2, (1 + factor) / 2)
            variances += part
        return variances

    def _std(self, prior, squares):
        return self.scale * np.sqrt(np.maximum(prior - prior**2 * squares, 0))

    def _whiten(self, signs):
        return solve_triangular(self.factor, signs, lower=True, check_finite=False)

    def _blocks(self, members):
        """Yield the rows of blocks of interactions, and the signs of the training genotypes."""
        size = max(1, _BLOCK // len(self.genotypes))
        for start in range(0, len(members), size):
            rows = slice(start, start + size)
            yield rows, _signs(self.genotypes, members[rows])


def _n_targets(model):
    return model.alpha_.reshape(len(model.alpha_), -1).shape[1]


def _products(kernel, n_sites):
    """Return a kernel as a sum of products over the sites.

    Returns
    -------
    products : list of (float, ndarray of shape (n_sites,)), or None
        The variance and the factors of the sites of each product. A WhiteKernel, and what is
        multiplied with one, adds none: it is zero between a measurement and a genotype. None for
        a kernel that is made of others.
    """
    if isinstance(kernel, WhiteKernel):
        return []
    if isinstance(kernel, ConstantKernel):
        return [(kernel.constant_value, np.ones(n_sites))]
    if isinstance(kernel, ConnectednessKernel):
        return [(1.0, np.broadcast_to(kernel.correlation, n_sites))]
    if not isinstance(kernel, (Sum, Product)):
        return None
    first, second = _products(kernel.k1, n_sites), _products(kernel.k2, n_sites)
    if first is None or second is None:
        return None
    if isinstance(kernel, Sum):
        return first + second
    return [(v * w, rho * tau) for v, rho in first for w, tau in second]


def _signs(genotypes, members):
    """Return chi_S(x), +1 or -1, for genotypes of 0 and 1 and the rows of a boolean matrix."""
    high = genotypes.astype(np.float64) @ members.T.astype(np.float64)
    return 1.0 - 2.0 * (high % 2)
