"""A Gaussian process with the connectedness kernel, one length scale for each site."""

from __future__ import annotations

import warnings
from copy import copy
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.linalg import LinAlgError, cho_solve, cholesky, lapack
from sklearn.base import clone
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    ConstantKernel,
    Kernel,
    Product,
    Sum,
    WhiteKernel,
)
from sklearn.utils.validation import check_is_fitted

from ..genotypes import check_genotypes, holds_strings, read_columns
from ._connectedness_kernel import ConnectednessKernel
from ._sites import code_alleles, mean_differences


class ConnectednessGaussianProcess(GaussianProcessRegressor):
    """Predict genotypes by a Gaussian process with one length scale for each site.

    It is scikit-learn's GaussianProcessRegressor, with two differences: its kernel is made for
    the sites of X if none is given, and its fit needs memory for the pairs of genotypes only,
    not for the pairs times the sites.

    Parameters
    ----------
    kernel : kernel of scikit-learn, default=None
        Covariance of the landscape and of the noise. None means ``ConstantKernel() *
        ConnectednessKernel(length_scale of each site) + WhiteKernel()``, where all length scales
        begin with the mean number of sites at which two genotypes of X differ.

    alpha : float or ndarray of shape (n_samples,), default=1e-10
        Variance of the measurement error of each genotype, which is added to the diagonal of the
        kernel matrix. If `normalize_y`, it is in units of the variance of y.

    optimizer : "fmin_l_bfgs_b", callable or None, default="fmin_l_bfgs_b"
        The optimiser that maximises the marginal likelihood. None keeps the kernel as it is.

    n_restarts_optimizer : int, default=0
        How often the optimiser starts again from random hyperparameters.

    normalize_y : bool, default=True
        Whether to standardise y in the fit.

    copy_X_train : bool, default=True
        Whether to keep a copy of X.

    n_targets : int, default=None
        Number of columns of y, which is needed only to draw samples before the fit.

    random_state : int, RandomState instance or None, default=None
        Seed of the restarts of the optimiser.

    Attributes
    ----------
    kernel_ : kernel
        The kernel with the hyperparameters that were found.
    X_train_, y_train_, L_, alpha_, log_marginal_likelihood_value_, n_features_in_
        The same as in GaussianProcessRegressor.

    See Also
    --------
    ConnectednessKernel : The kernel, which works in GaussianProcessRegressor as well.
    walsh_posterior : Walsh coefficients of a fitted model, with standard errors.

    Notes
    -----
    X may hold numbers, strings or categories, with any number of alleles. A step of the optimiser
    takes O(n³ + n² a) time for n genotypes and a alleles of all sites together, and O(n²)
    memory. GaussianProcessRegressor with the same kernel takes O(n² n_sites) memory, and finds
    the same hyperparameters.

    References
    ----------
    .. [1] Zhou, Martí-Gómez, Petti, McCandlish (2025). Learning sequence-function relationships
       with scalable, interpretable Gaussian processes. bioRxiv 2025.08.15.670613.
    .. [2] Rasmussen, Williams (2006). Gaussian Processes for Machine Learning. MIT Press.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.model_selection import train_test_split
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> from sk_epinet.kernels import ConnectednessGaussianProcess
    >>> X, y, _ = make_walsh_landscape(7, 8, 2, noise=0.1, random_state=0)
    >>> train, test = train_test_split(np.arange(128), train_size=64, random_state=0)
    >>> model = ConnectednessGaussianProcess().fit(X[train], y[train])
    >>> values, standard_deviations = model.predict(X[test], return_std=True)
    >>> model.score(X[test], y[test]) > 0.9
    True
    """

    def __init__(
        self,
        kernel: Kernel | None = None,
        *,
        alpha: float | ArrayLike = 1e-10,
        optimizer: Any = "fmin_l_bfgs_b",
        n_restarts_optimizer: int = 0,
        normalize_y: bool = True,
        copy_X_train: bool = True,
        n_targets: int | None = None,
        random_state: Any = None,
    ) -> None:
        super().__init__(
            kernel,
            alpha=alpha,
            optimizer=optimizer,
            n_restarts_optimizer=n_restarts_optimizer,
            normalize_y=normalize_y,
            copy_X_train=copy_X_train,
            n_targets=n_targets,
            random_state=random_state,
        )

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the hyperparameters that maximise the marginal likelihood.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes.
        y : array-like of shape (n_samples,) or (n_samples, n_targets)
            Measured values.

        Returns
        -------
        self : ConnectednessGaussianProcess
            The fitted model.

        Raises
        ------
        ValueError
            If y or `alpha` holds anything but numbers or does not fit X, an allele is missing, or
            a parameter is not valid.

        Notes
        -----
        The time of each step of the optimiser is O(n³) for n genotypes; see the class.
        """
        if y is None:
            raise ValueError(
                f"{type(self).__name__} requires y to be passed, but the target y is None."
            )
        y = _read_target(y)
        alpha = _read_numbers("alpha", self.alpha)
        is_number = np.asarray(self.alpha).dtype.kind in "biuf"
        if alpha.ndim > 1:
            raise ValueError(
                "alpha must be one number, or a list with one for each genotype, got shape "
                f"{alpha.shape}."
            )
        if not is_number or not ((alpha >= 0) & (alpha < 1e140)).all():
            raise ValueError(f"alpha must be numbers of at least 0, got {self.alpha!r}.")
        if isinstance(self.n_restarts_optimizer, np.timedelta64):  # an integer for numpy
            raise ValueError(
                "n_restarts_optimizer must be an integer of at least 0, got "
                f"{self.n_restarts_optimizer!r}."
            )
        try:
            clone(self.kernel, safe=False)
        except TypeError as error:
            raise ValueError(f"kernel={self.kernel!r} cannot be copied: {error}.") from error
        model, X = copy(self), _without_categories(X)
        model._check_sites(X, reset=True)
        model.kernel = make_kernel(X) if self.kernel is None else self.kernel
        with warnings.catch_warnings():
            if self.kernel is None:
                # At the bounds of this kernel a site has no effect, or is all that counts, or
                # there is no noise: these are results like any other.
                warnings.filterwarnings("ignore", "The optimal value found for dimension")
            model._fit(X, y)
        model.kernel = self.kernel
        # All at once, so that a fit that fails or is interrupted changes nothing.
        self.__dict__ = dict(vars(model))
        return self

    def predict(self, X: ArrayLike, return_std: bool = False, return_cov: bool = False) -> Any:
        """Return the predicted values of genotypes, and their uncertainty if it is asked for.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes.
        return_std : bool, default=False
            Whether to return the posterior standard deviations too.
        return_cov : bool, default=False
            Whether to return the posterior covariances too.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            Predicted values, in the units of y.
        standard_deviations : ndarray of shape (n_samples,)
            Standard deviations of a new measurement, as in GaussianProcessRegressor: they
            include the noise of a WhiteKernel. Only if `return_std`.
        covariances : ndarray of shape (n_samples, n_samples)
            Covariances of new measurements. Only if `return_cov`.

        Raises
        ------
        ValueError
            If X has other sites than in :meth:`fit` or a missing allele, or both `return_std` and
            `return_cov` are True.

        Examples
        --------
        >>> from sk_epinet.kernels import ConnectednessGaussianProcess
        >>> model = ConnectednessGaussianProcess().fit(["AA", "AB", "BA"], [0.0, 1.0, 2.0])
        >>> model.predict(["AA", "BB"]).shape
        (2,)
        """
        kernel, X = getattr(self, "kernel_", self.kernel), _without_categories(X)
        kernel = make_kernel(X) if kernel is None else kernel
        return self._with_kernel(kernel)._predict(X, return_std, return_cov)

    def log_marginal_likelihood(
        self,
        theta: ArrayLike | None = None,
        eval_gradient: bool = False,
        clone_kernel: bool = True,
    ) -> Any:
        """Return the logarithm of the marginal likelihood of the training data.

        Parameters
        ----------
        theta : array-like of shape (n_dims,), default=None
            Logarithms of the hyperparameters. None means those that were found.
        eval_gradient : bool, default=False
            Whether to return the gradient too.
        clone_kernel : bool, default=True
            Whether to leave ``kernel_`` as it is, instead of setting its theta.

        Returns
        -------
        log_likelihood : float
            The logarithm of the marginal likelihood.
        gradient : ndarray of shape (n_dims,)
            Its derivatives by `theta`. Only if `eval_gradient`.
        """
        check_is_fitted(self, "kernel_")
        if theta is not None:
            theta = _read_numbers("theta", theta)
        if theta is None or not eval_gradient:
            return super().log_marginal_likelihood(theta, eval_gradient, clone_kernel)
        if clone_kernel:
            kernel = self.kernel_.clone_with_theta(theta)
        else:
            kernel = self.kernel_
            kernel.theta = theta
        return self._likelihood_with_gradient(kernel)

    def _likelihood_with_gradient(self, kernel):
        K = kernel(self.X_train_)
        K[np.diag_indices_from(K)] += self.alpha
        try:
            factor = cholesky(K, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            return -np.inf, np.zeros(kernel.n_dims)
        y = self.y_train_.reshape(len(factor), -1)
        dual = cho_solve((factor, True), y, check_finite=False)
        log_determinant = 2 * np.log(np.diag(factor)).sum()
        n, n_targets = y.shape
        value = -0.5 * (np.sum(y * dual) + n_targets * (log_determinant + n * np.log(2 * np.pi)))
        # The derivative by the kernel matrix, for symmetric changes of it.
        by_matrix = 0.5 * (dual @ dual.T - n_targets * _inverse(factor))
        return value, contract_gradient(kernel, self.X_train_, by_matrix)

    def _with_kernel(self, kernel):
        """Return a shallow copy of the estimator in which the kernel is not None.

        The methods of scikit-learn take None for an RBF kernel, which needs X of numbers.
        """
        other = copy(self)
        other.kernel = kernel
        return other

    def _fit(self, X, y):
        n_sites = self.n_features_in_
        try:
            with np.errstate(invalid="ignore"):  # in scikit-learn's sum over X, of huge numbers
                super().fit(X, y)
        except LinAlgError as error:
            raise ValueError(
                f"The matrix of kernel={self.kernel!r} is not positive definite. Add a "
                f"WhiteKernel to it, or raise alpha (now {self.alpha!r})."
            ) from error
        self.n_features_in_ = n_sites  # of strings, scikit-learn counts one

    def _predict(self, X, return_std, return_cov):
        # Before the fit, these are the values of the prior.
        self._check_sites(X, reset=not hasattr(self, "n_features_in_"))
        with warnings.catch_warnings():
            # scikit-learn checks the names of the columns once more.
            warnings.filterwarnings("ignore", "X (does not have valid|has) feature names")
            return super().predict(X, return_std, return_cov)

    def _check_sites(self, X, reset):
        """Check the genotypes, and whether they have the sites of the fit.

        scikit-learn leaves both to the kernel, because X may be strings.
        """
        if not holds_strings(X):
            check_genotypes(self, X, reset=reset)
            code_alleles(X)  # raises an error for a missing allele, before scikit-learn compares
            return
        n_sites = len(read_columns(X)[0])
        if reset:
            self.n_features_in_ = n_sites
        elif n_sites != getattr(self, "n_features_in_", n_sites):
            raise ValueError(
                f"The strings of X have {n_sites} characters, one for each site, but "
                f"{type(self).__name__} was fitted to {self.n_features_in_} sites."
            )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.categorical = True
        # Numbers are alleles: measurements of which no two are alike say nothing of others.
        tags.regressor_tags.poor_score = True
        return tags


def _without_categories(X):
    """Return a table of plain values: scikit-learn may take categories for numbers."""
    kinds = getattr(X, "dtypes", None) if getattr(X, "ndim", 0) == 2 else None
    if kinds is None or not any(isinstance(kind, pd.CategoricalDtype) for kind in kinds):
        return X
    return X.astype(object)


def _read_target(y):
    """Return measured values as an array, or raise an error if their squares are not finite."""
    if getattr(getattr(y, "dtype", None), "kind", "") == "c":
        raise ValueError(f"Complex data not supported: y must hold real numbers, got {y!r}.")
    array = _read_numbers("y", y)
    if not array.ndim or not (np.abs(array) < 1e140).all():
        raise ValueError("y must hold real numbers below 1e140, one for each genotype in X.")
    spread = np.ptp(array, axis=0) if array.size else 0.0
    if np.any((spread > 0) & (spread < 1e-140)):
        raise ValueError(
            "y varies by less than 1e-140, whose square is 0. Give it in other units."
        )
    return array


def _read_numbers(name, values):
    """Return real numbers as an array of float64, or raise an error that names the argument."""
    try:
        array = np.asarray(values)
        if np.ma.is_masked(values) or array.dtype.kind not in "biufO":
            kind = "masked values" if np.ma.is_masked(values) else f"the type {array.dtype}"
            raise TypeError(f"it has {kind}")
        return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:
        raise ValueError(f"{name} must hold numbers, but {error}.") from error


def make_kernel(X):
    """Return a kernel with one length scale for each site, with noise, for a standardised y."""
    (codes,) = code_alleles(X)
    start = max(1.0, mean_differences(codes))
    kernel = ConnectednessKernel(np.full(codes.shape[1], start))
    return ConstantKernel(1.0, (1e-3, 1e3)) * kernel + WhiteKernel(0.1, (1e-6, 1e1))


def contract_gradient(kernel, X, matrix):
    """Return the sums of a matrix times the derivatives of a kernel by each of its `theta`.

    Sums and products of kernels are taken apart, so that connectedness kernels in them need no
    array of pairs times sites.

    Parameters
    ----------
    kernel : kernel of scikit-learn
    X : genotypes
    matrix : ndarray of shape (n, n)

    Returns
    -------
    sums : ndarray of shape (n_dims,)
    """
    if isinstance(kernel, Sum):
        parts = [contract_gradient(part, X, matrix) for part in (kernel.k1, kernel.k2)]
        return np.concatenate(parts)
    if isinstance(kernel, Product):
        pairs = (kernel.k1, kernel.k2), (kernel.k2, kernel.k1)
        return np.concatenate([contract_gradient(a, X, matrix * b(X)) for a, b in pairs])
    if isinstance(kernel, ConnectednessKernel):
        return kernel.contract_gradient(X, matrix)
    return np.einsum("ij,ijk->k", matrix, kernel(X, eval_gradient=True)[1])


def _inverse(factor):
    """Return the inverse of a matrix from its lower Cholesky factor."""
    inverse, _ = lapack.dpotri(factor, lower=1)
    lower = np.tril(inverse, -1)
    return lower + lower.T + np.diag(np.diag(inverse))
