"""The Gaussian process that predicts along with the networks of a cross-validation."""

import numpy as np

from ..cross_validation import blend
from ..kernels import fit_allele_process

# Standard deviation of the logarithms of the rates of the sites around their mean, a priori, for
# sites of two alleles and of more.
_SPREADS = {True: 1.0, False: 0.5}
# Of 80 genotypes, the errors of both together say as much about their shares as the error of each.
_N_EVEN = 80


def fit_process(features, data, folds):
    """Fit a Gaussian process to all rows, and one to the training rows of each fold.

    Parameters
    ----------
    features : AlleleFeatures
        What the alleles are.
    data : TrainingData
        All rows of positive weight, standardised.
    folds : list of (train, test)
        Arrays of row numbers.

    Returns
    -------
    process : AlleleProcess
    held_out : list of ndarray of shape (n_test,)
        What the process of each fold predicts for the rows that it has not seen.
    """
    inputs, target = data.spins, data.target[:, 0]
    weight = data.weight[:, 0] / data.weight.mean()
    spread = _SPREADS[features.n_alleles is None]
    process = fit_allele_process(features, inputs, target, weight, spread)
    held_out = []
    for train, test in folds:
        own = inputs[train], target[train], weight[train]
        of_fold = fit_allele_process(features, *own, spread, start=process.theta)
        held_out.append(of_fold.predict(inputs[test]))
    return process, held_out


def share_with_process(data, folds, predicted, shares, of_process, discount):
    """Return the share of all networks together, and that of the Gaussian process.

    Parameters
    ----------
    data : TrainingData
        All rows.
    folds : list of (train, test)
        Arrays of row numbers.
    predicted : list of ndarray of shape (n_candidates, n_test)
        What the networks predict for the held-out rows of each fold.
    shares : ndarray of shape (n_candidates,)
        The shares of the candidates among the networks.
    of_process : list of ndarray of shape (n_test,)
        What the process of each fold predicts for them.
    discount : float
        As in :func:`blend`.

    Returns
    -------
    shares : ndarray of shape (2,)
    """
    used = np.flatnonzero(shares)
    networks = np.concatenate([shares[used] @ of_fold[used] for of_fold in predicted])
    rows = np.concatenate([test for _, test in folds])
    both = np.stack([networks, np.concatenate(of_process)])
    target, weight = data.target[rows, 0], data.weight[rows, 0]
    strength = (_N_EVEN / len(data)) ** 2
    return blend(both, target, weight, discount=discount, strength=strength)
