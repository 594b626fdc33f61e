"""A Gaussian process on genotypes whose kernel knows which alleles are alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy import sparse
from scipy.linalg import LinAlgError, cho_solve, cholesky, lapack
from scipy.optimize import minimize

from ._allele_features import AlleleFeatures, Array

# The kernel is a sum of three, which fall this fast with the difference of two genotypes.
_SPEEDS = np.array([1.0, 1 / 5, 1 / 25])
# Bounds, and the mean and the standard deviation of a normal prior, of the logarithms of the
# variances and of the noise, and of the logit of the share of the properties, for a target of
# variance one. They keep the fit from extremes that few genotypes cannot support.
_BOUNDS = {"variance": (-8.0, 7.0), "noise": (-12.0, 2.5), "rate": (-11.5, 4.6), "share": (-6, 6)}
_USUAL = np.array([0.0, np.log(0.3), np.log(0.3), np.log(0.3), 0.0])
_SPREADS = np.array([np.inf, 2.0, 2.0, 1.5, 1.5])
_N_SHARED = len(_SPEEDS) + 1  # hyperparameters before those of the sites
# The hyperparameters are found on so many genotypes at most; all are used to predict.
_MOST_FOR_LIKELIHOOD = 500
_STEPS = 80
_BLOCK = 2**22  # numbers in a block of the kernel matrix, or of the features of its rows


@dataclass(frozen=True)
class AlleleProcess:
    """Predict genotypes by a Gaussian process.

    The kernel is a sum of v_k exp(-q_k sum_i r_i d_i) over the speeds q = 1, 1/5 and 1/25, where
    d_i is the difference of two genotypes at site i: (1 - s) if their alleles differ, plus s times
    the squared distance of their properties. Each term is a connectedness kernel [1]_ if there are
    no properties. The slow ones are for libraries whose genotypes have few or many mutations:
    genotypes that are far apart are still somewhat alike.

    Parameters
    ----------
    features : AlleleFeatures
        What the alleles are.
    theta : ndarray of shape (5 + n_sites,)
        Logarithms of the variances v_k, of the variance of the noise and of the rates r_i, and
        the logit of s.
    genotypes : ndarray of shape (n, n_sites)
        The training genotypes.
    dual : ndarray of shape (n,)
        Their weights in the prediction.
    offset : float
        The mean of the training target.

    References
    ----------
    .. [1] Zhou, Martí-Gómez, Petti, McCandlish (2025). Learning sequence-function relationships
       with scalable, interpretable Gaussian processes. bioRxiv 2025.08.15.670613.
    .. [2] Rasmussen, Williams (2006). Gaussian Processes for Machine Learning. MIT Press.
    """

    features: AlleleFeatures
    theta: Array
    genotypes: Array
    dual: Array
    offset: float

    def predict(self, inputs: Array) -> Array:
        """Return the values of genotypes, shape (n,)."""
        reference = _most_frequent(self.genotypes)
        known = _scaled(self.features, self.theta, self.genotypes, reference)
        size = max(1, _BLOCK // max(len(self.genotypes), self.features.n_columns))
        parts = [
            _kernel(
                self.theta,
                _scaled(self.features, self.theta, inputs[start : start + size], reference),
                known,
            )
            @ self.dual
            for start in range(0, len(inputs), size)
        ]
        return self.offset + np.concatenate([[], *parts])

    def condition(self, inputs: Array, target: Array, weight: Array) -> Self:
        """Return the process with the same hyperparameters, trained on other data.

        Parameters
        ----------
        inputs : ndarray of shape (n, n_sites)
            Genotypes.
        target : ndarray of shape (n,)
            Measured values.
        weight : ndarray of shape (n,)
            Weights of the rows: the variance of their noise is divided by them. Rows of weight
            zero are left out.
        """
        used = weight > 0
        inputs, target, weight = inputs[used], target[used], weight[used]
        offset = float(np.average(target, weights=weight))
        columns = _scaled(self.features, self.theta, inputs, _most_frequent(inputs))
        K = _kernel(self.theta, columns, columns)
        K[np.diag_indices_from(K)] += np.exp(self.theta[_N_SHARED - 1]) / weight
        dual = cho_solve((cholesky(K, lower=True, overwrite_a=True), True), target - offset)
        return replace(self, genotypes=inputs, dual=dual, offset=offset)


def fit_allele_process(
    features: AlleleFeatures,
    inputs: Array,
    target: Array,
    weight: Array,
    spread: float,
    start: Array | None = None,
) -> AlleleProcess:
    """Fit a Gaussian process to standardised values.

    The hyperparameters have the greatest posterior density: the likelihood, times a prior by which
    the logarithms of the rates are normal around their mean. With one rate a site and few
    genotypes, the greatest likelihood alone takes chance for sites that do not matter.

    Parameters
    ----------
    features : AlleleFeatures
        What the alleles are.
    inputs : ndarray of shape (n, n_sites)
        Genotypes.
    target : ndarray of shape (n,)
        Measured values, with a variance of about one.
    weight : ndarray of shape (n,)
        Weights of the rows, as in :meth:`AlleleProcess.condition`.
    spread : float
        Standard deviation of the logarithms of the rates around their mean, in the prior.
    start : ndarray of shape (5 + n_sites,), default=None
        Where to begin; None means rates that are all the same.

    Returns
    -------
    process : AlleleProcess

    Notes
    -----
    A step of the optimiser takes O(m³ + m² p) time for m genotypes, 500 at most, and p features.
    The prediction takes O(n³) time once, and O(n p) for each genotype.
    """
    used = np.flatnonzero(weight > 0)
    # Evenly spaced rows, so that nothing is drawn.
    chosen = used[np.linspace(0, len(used) - 1, min(len(used), _MOST_FOR_LIKELIHOOD)).astype(int)]
    rows, values, own = inputs[chosen], target[chosen], weight[chosen]
    posterior = _Posterior(features, rows, values - np.average(values, weights=own), own, spread)
    theta = posterior.maximise(posterior.start() if start is None else start)
    empty = AlleleProcess(features, theta, inputs[:0], np.empty(0), 0.0)
    return empty.condition(inputs, target, weight)


class _Posterior:
    """The negative logarithm of the posterior density of the hyperparameters."""

    def __init__(self, features, inputs, target, weight, spread):
        self.n_sites, self.spread = features.n_sites, spread
        self.target, self.weight = target, weight
        self.columns, self.site, self.of_properties = features.columns(
            inputs, _most_frequent(inputs)
        )
        self.has_properties = features.has_properties

    def start(self):
        """Return hyperparameters by which all sites are alike."""
        mean = np.asarray(self.columns.mean(axis=0)).reshape(-1)
        squares = np.asarray(_square(self.columns).mean(axis=0)).reshape(-1)
        # The mean number of sites at which two genotypes differ.
        differences = 2 * (squares - mean**2)[~self.of_properties].sum()
        rates = np.full(self.n_sites, -np.log(max(1.0, differences)))
        return np.concatenate([_USUAL[:_N_SHARED], rates, _USUAL[_N_SHARED:]])

    def maximise(self, start):
        """Return the hyperparameters of the greatest density."""
        share = _BOUNDS["share"] if self.has_properties else (0.0, 0.0)
        shared = [_BOUNDS["variance"]] * len(_SPEEDS) + [_BOUNDS["noise"]]
        bounds = [*shared, *[_BOUNDS["rate"]] * self.n_sites, share]
        options = {"maxiter": _STEPS, "ftol": 1e-7}
        found = minimize(
            self.loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options
        )
        return found.x

    def loss(self, theta):
        """Return the negative logarithm of the density and its gradient."""
        columns = _scale_columns(
            self.columns, theta, self.site, self.of_properties, self.has_properties
        )
        terms = list(_terms(theta, _exponent(columns, columns)))
        noise = np.exp(theta[_N_SHARED - 1]) / self.weight
        K = sum(terms)
        K[np.diag_indices_from(K)] += noise
        try:
            factor = cholesky(K, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            return np.inf, np.zeros_like(theta)
        dual = cho_solve((factor, True), self.target, check_finite=False)
        value = 0.5 * self.target @ dual + np.log(np.diag(factor)).sum()
        inverse, _ = lapack.dpotri(factor, lower=1)
        inverse = np.tril(inverse) + np.tril(inverse, -1).T
        by_kernel = 0.5 * (inverse - np.outer(dual, dual))
        gradient = np.zeros_like(theta)
        gradient[:_N_SHARED] = [*(np.vdot(by_kernel, term) for term in terms), 0.0]
        gradient[_N_SHARED - 1] = noise @ np.diag(by_kernel)
        # Of the exponent of the fastest term.
        by_kernel *= sum(speed * term for speed, term in zip(_SPEEDS, terms, strict=True))
        self._add_by_columns(gradient, theta, columns, by_kernel)
        return self._with_prior(theta, value, gradient)

    def _add_by_columns(self, gradient, theta, columns, by_exponent):
        """Add the derivatives by the rates and by the share of the properties."""
        # By the logarithm of the square of each column.
        squares = by_exponent.sum(axis=1) @ _square(columns)
        products = columns * (by_exponent @ columns)
        by_column = 2 * (np.asarray(products.sum(axis=0)).reshape(-1) - squares)
        gradient[_N_SHARED:-1] = np.bincount(self.site, by_column, self.n_sites)
        if self.has_properties:
            share = _logistic(theta[-1])
            gradient[-1] = np.where(self.of_properties, 1 - share, -share) @ by_column

    def _with_prior(self, theta, value, gradient):
        rates = theta[_N_SHARED:-1]
        apart = (rates - rates.mean()) / self.spread
        value += 0.5 * (apart @ apart)
        gradient[_N_SHARED:-1] += apart / self.spread
        shared = np.r_[:_N_SHARED, -1]
        distance = (theta[shared] - _USUAL) / _SPREADS
        value += 0.5 * (distance @ distance)
        gradient[shared] += distance / _SPREADS
        return value, gradient


def _scaled(features, theta, inputs, reference):
    columns, site, of_properties = features.columns(inputs, reference)
    return _scale_columns(columns, theta, site, of_properties, features.has_properties)


def _scale_columns(columns, theta, site, of_properties, has_properties):
    """Return columns whose squared distances are the exponent of the kernel."""
    share = _logistic(theta[-1]) if has_properties else 0.0
    rates = np.exp(theta[_N_SHARED:-1])[site] * np.where(of_properties, share, 1 - share)
    return columns * np.sqrt(rates)


def _kernel(theta, columns, others):
    """Return the kernel of genotypes with others, without noise."""
    exponent = _exponent(columns, others)
    kernel = np.zeros_like(exponent)
    for term in _terms(theta, exponent):
        kernel += term
    return kernel


def _exponent(columns, others):
    """Return minus the squared distances of genotypes to others."""
    squares = [np.asarray(_square(part).sum(axis=1)).reshape(-1) for part in (columns, others)]
    products = columns @ others.T
    exponent = products.toarray() if sparse.issparse(products) else products
    exponent *= 2
    exponent -= squares[0][:, None]
    exponent -= squares[1]
    return np.minimum(exponent, 0, out=exponent)


def _terms(theta, exponent):
    """Yield the terms of the kernel, one after the other."""
    for log_variance, speed in zip(theta, _SPEEDS, strict=False):
        yield np.exp(log_variance + speed * exponent)


def _square(columns):
    return columns * columns


def _most_frequent(inputs):
    """Return the most frequent allele of each site."""
    codes = [np.unique(column, return_counts=True) for column in inputs.T]
    return np.array([alleles[np.argmax(counts)] for alleles, counts in codes])


def _logistic(value):
    return 1 / (1 + np.exp(-value))
