"""The connectedness kernel, for the Gaussian processes of scikit-learn."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.gaussian_process.kernels import (
    GenericKernelMixin,
    Hyperparameter,
    Kernel,
    StationaryKernelMixin,
)
from sklearn.utils.validation import _num_samples

from ._sites import code_alleles, sum_over_differences, weigh_differences


class ConnectednessKernel(StationaryKernelMixin, GenericKernelMixin, Kernel):
    """Compare genotypes by a kernel that falls by a factor for each site where they differ.

    k(x, x') is the product of rho_i = exp(-1 / length_scale_i) over the sites i at which x and
    x' differ, and 1 where they are the same genotype. The longer the length scale of a site, the
    less its mutations change, and the less they change the effects of other mutations; at an
    infinite length scale (rho = 1) the site has no effect at all.

    Parameters
    ----------
    length_scale : float or ndarray of shape (n_sites,), default=1.0
        Number of mutations over which genotypes remain similar. One number holds for all sites;
        an array has one length scale for each.

    length_scale_bounds : pair of floats > 0, array of shape (n_sites, 2), or "fixed", \
            default=(1e-2, 1e5)
        Lower and upper bound of the length scale in a fit. At 1e-2, genotypes that differ at
        the site have nothing in common; at 1e5, the site has no effect. "fixed" leaves the
        length scale as it is.

    Attributes
    ----------
    correlation : float or ndarray of shape (n_sites,)
        rho = exp(-1 / length_scale), between 0 and 1.

    See Also
    --------
    ConnectednessGaussianProcess : Fits one length scale for each site fast.
    walsh_posterior : Walsh coefficients of a Gaussian process, with standard errors.

    Notes
    -----
    Only whether two alleles are equal counts: the values of X may be numbers, strings or
    categories, and a site may have any number of them. The optimiser of scikit-learn works with
    the logarithm of the length scale, in which the derivative of the kernel is bounded, and
    vanishes at both ends.

    For sites of two alleles, 0 and 1, it is the same as :class:`RBF
    <sklearn.gaussian_process.kernels.RBF>` with the length scale ``sqrt(length_scale / 2)``. In
    terms of the spectrum of a landscape it says that the component of an interaction S has
    a variance in proportion to the product of (1 - rho_i) / (1 + (a_i - 1) rho_i) over the sites
    i of S with a_i alleles.

    A call for n and m genotypes takes O(n m a) time for a alleles of all sites together, and
    O(n m) memory. With ``eval_gradient=True`` it takes O(n² n_sites) memory, because that is what
    scikit-learn asks for.

    References
    ----------
    .. [1] Zhou, Martí-Gómez, Petti, McCandlish (2025). Learning sequence-function relationships
       with scalable, interpretable Gaussian processes. bioRxiv 2025.08.15.670613.

    Examples
    --------
    >>> from sklearn.gaussian_process import GaussianProcessRegressor
    >>> from sklearn.gaussian_process.kernels import WhiteKernel
    >>> from sk_epinet.kernels import ConnectednessKernel
    >>> X = ["AK", "AR", "VK", "VR", "GK"]
    >>> kernel = ConnectednessKernel(length_scale=[1.0, 2.0])
    >>> kernel(X)[0].round(3)
    array([1.   , 0.607, 0.368, 0.223, 0.368])
    >>> model = GaussianProcessRegressor(1.0 * kernel + WhiteKernel(0.1), optimizer=None)
    >>> model.fit(X, [1.0, 2.0, 3.0, 4.0, 1.5]).predict(["GR"]).round(2)
    array([1.75])
    """

    def __init__(
        self,
        length_scale: float | ArrayLike = 1.0,
        length_scale_bounds: Any = (1e-2, 1e5),
    ) -> None:
        self.length_scale = length_scale
        self.length_scale_bounds = length_scale_bounds

    @property
    def anisotropic(self) -> bool:
        """Whether there is one length scale for each site."""
        return np.size(self.length_scale) > 1

    @property
    def hyperparameter_length_scale(self) -> Hyperparameter:
        """What scikit-learn's optimiser needs to know of the length scale."""
        n_elements = np.size(self._read_length_scale())
        try:
            return Hyperparameter("length_scale", "numeric", self.length_scale_bounds, n_elements)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"length_scale_bounds must be 'fixed', one pair of numbers (low, high), or one "
                f"for each length scale; got {self.length_scale_bounds!r}: {error}"
            ) from error

    @property
    def correlation(self) -> float | NDArray[np.float64]:
        """Rho = exp(-1 / length_scale), the factor for a site at which genotypes differ."""
        return np.exp(-1.0 / np.asarray(self.length_scale, dtype=np.float64))

    def __call__(
        self, X: ArrayLike, Y: ArrayLike | None = None, eval_gradient: bool = False
    ) -> Any:
        """Return the kernel k(X, Y), and its gradient if it is asked for.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, n_sites), or n strings
            Genotypes.
        Y : array-like or DataFrame of shape (m, n_sites), or m strings, default=None
            Other genotypes. None means X.
        eval_gradient : bool, default=False
            Whether to return the gradient too; only for Y=None.

        Returns
        -------
        K : ndarray of shape (n, m)
        K_gradient : ndarray of shape (n, n, n_dims)
            Derivatives by the logarithms of the length scales.

        Raises
        ------
        ValueError
            If the sites of X and Y or the length scales differ in number, a value is missing, a
            length scale is not positive, or a gradient is asked for with a Y.
        """
        if Y is not None:
            if eval_gradient:
                raise ValueError("The gradient can be evaluated only for Y=None.")
            codes, other = code_alleles(X, Y)
            return self._evaluate(codes, other)
        (codes,) = code_alleles(X)
        K = self._evaluate(codes, codes)
        return (K, self._gradient(codes, K)) if eval_gradient else K

    def diag(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return k(x, x) = 1 for each genotype.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, n_sites), or n strings

        Returns
        -------
        diagonal : ndarray of shape (n,)
        """
        return np.ones(_num_samples(X))

    def contract_gradient(self, X: ArrayLike, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of a matrix times the derivatives of k(X, X), in little memory.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, n_sites), or n strings
        matrix : ndarray of shape (n, n)

        Returns
        -------
        sums : ndarray of shape (n_dims,)
            For each element of `theta` the sum over all pairs of genotypes; the gradient of the
            marginal likelihood is such a sum.

        Notes
        -----
        The memory is O(n²), whatever the number of sites.
        """
        (codes,) = code_alleles(X)
        if self.hyperparameter_length_scale.fixed:
            return np.empty(0)
        weights = self._weights(codes.shape[1])
        sums = weights * sum_over_differences(codes, matrix * self._evaluate(codes, codes))
        return sums if self.anisotropic else sums.sum(keepdims=True)

    def _evaluate(self, codes, other):
        sums = weigh_differences(codes, other, self._weights(codes.shape[1]))
        return np.exp(-sums, out=sums)

    def _gradient(self, codes, K):
        n, n_sites = codes.shape
        weights = self._weights(n_sites)
        if self.hyperparameter_length_scale.fixed:
            return np.empty((n, n, 0))
        if not self.anisotropic:
            return (K * weigh_differences(codes, codes, weights))[:, :, np.newaxis]
        gradient = np.empty((n, n, n_sites))
        for site, column in enumerate(codes.T):
            gradient[:, :, site] = K * (column[:, None] != column) * weights[site]
        return gradient

    def _read_length_scale(self):
        """Return the length scale as an array of numbers that are greater than 0."""
        try:
            given = np.asarray(self.length_scale)
            length_scale = given.astype(np.float64)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"length_scale must be numbers, but {error}.") from error
        if given.dtype.kind not in "biuf":
            raise ValueError(f"length_scale must be numbers, got {self.length_scale!r}.")
        if length_scale.ndim > 1:
            raise ValueError(
                "length_scale must be one number, or a list with one for each site, got "
                f"{self.length_scale!r}."
            )
        if not length_scale.size or not (length_scale > 0).all():
            raise ValueError(f"length_scale must be greater than 0, got {self.length_scale!r}.")
        with np.errstate(over="ignore"):
            if np.isinf(1 / length_scale).any():
                raise ValueError(
                    "length_scale is so small that its inverse is infinite: "
                    f"{self.length_scale!r}."
                )
        return length_scale

    def _weights(self, n_sites):
        """Return 1 / length_scale for each site."""
        length_scale = np.squeeze(self._read_length_scale())
        if length_scale.ndim > 1 or (length_scale.ndim and len(length_scale) != n_sites):
            raise ValueError(
                f"length_scale must be one number, or an array with one for each of {n_sites} "
                f"sites; got shape {length_scale.shape}."
            )
        return np.broadcast_to(1.0 / length_scale, n_sites)

    def __repr__(self) -> str:
        # Not all values are numbers that may have been given, but all can be shown.
        scales = np.ravel(np.asarray(self.length_scale, dtype=object))
        shown = ", ".join(f"{v:.3g}" if isinstance(v, Real) else repr(v) for v in scales)
        return f"{type(self).__name__}(length_scale={f'[{shown}]' if self.anisotropic else shown})"
