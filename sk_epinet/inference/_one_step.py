"""Coefficients with errors from models of resamples, none of which judges a row that it knows."""

import numpy as np
from scipy.stats import t as student

from ..spectrum import WalshSpectrum
from ._selection import select


def estimate_one_step(y, genotypes, unseen, predicted, coefficients, requested, aliases):
    """Estimate the coefficients by cross-fitted one-step estimates, with standard errors.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
    genotypes : int array of shape (n_samples, n_sites)
        Levels 0 and 1.
    unseen : bool array of shape (n_samples, n_resamples)
        Whether the model of a resample has not seen a row.
    predicted : ndarray of shape (n_resamples, n_samples)
        Predictions of all rows by the model of each resample.
    coefficients : ndarray of shape (n_resamples, n_interactions)
        Coefficients of the models.
    requested : RequestedInteractions
    aliases : Aliases
        The interactions that the rows cannot tell apart. What the models leave of y is divided
        equally among the members of a set, so that their coefficients add up to what is measured.

    Returns
    -------
    estimates, errors : ndarray of shape (n_interactions,)
        The standard error of an interaction that shares its column is infinite.
    """
    weights = unseen / np.maximum(unseen.sum(axis=1, keepdims=True), 1)
    used = unseen.any(axis=1)  # a row is in all of ten resamples with a probability of 1 in 98
    n = int(used.sum())
    rest = y[used] - np.einsum("ib,bi->i", weights, predicted)[used]
    corrections = requested.means(genotypes[used], rest)
    variances = np.maximum(np.mean(rest**2) - corrections**2, 0) / max(1, n - 1)
    estimates = weights[used].mean(axis=0) @ coefficients + corrections / aliases.sizes
    return estimates, np.where(aliases.aliased, np.inf, np.sqrt(variances))


def as_spectrum(estimated, degrees_of_freedom, requested, aliases, rates, **known):
    """Return estimated coefficients as a spectrum, with intervals and a selection.

    Parameters
    ----------
    estimated : pair of ndarray of shape (n_interactions,)
        The coefficients and their standard errors.
    degrees_of_freedom : int
        Degrees of freedom of the standard errors.
    requested : RequestedInteractions
    aliases : Aliases
    rates : pair of float
        The confidence level of the intervals, and the false discovery rate of the selection.
    **known
        Names and levels of the sites, and further statistics of a :class:`WalshSpectrum`.

    Returns
    -------
    spectrum : WalshSpectrum
    """
    estimates, errors = estimated
    confidence_level, false_discovery_rate = rates
    half = student.ppf((1 + confidence_level) / 2, degrees_of_freedom) * errors
    tested = requested.membership.any(axis=1) & ~aliases.aliased
    return WalshSpectrum(
        estimates,
        requested.membership,
        requested.n_sites,
        standard_errors=errors,
        intervals=np.column_stack([estimates - half, estimates + half]),
        selected=select(estimates, errors, degrees_of_freedom, tested, false_discovery_rate),
        **known,
    )


def count_frequencies(y, unseen, predicted, coefficients):
    """Return the share of the models whose coefficient exceeds the standard error of a mean.

    A coefficient of a penalised model that is smaller than that is as good as none. The error is
    that of the rows that a model has not seen.
    """
    squares = np.where(unseen.T, (y - predicted) ** 2, 0.0)
    noise = np.sqrt(squares.sum(axis=1) / np.maximum(unseen.sum(axis=0), 1))
    limits = noise / np.sqrt(len(y))
    return (np.abs(coefficients) > limits[:, None]).mean(axis=0)
