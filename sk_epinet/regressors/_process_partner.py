"""The Gaussian process that predicts along with the networks of a cross-validation."""

import numpy as np

from ..cross_validation import blend
from ..kernels import fit_allele_process
from ..network import put_copies_together

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
    masks = np.zeros((len(data), len(folds)))
    for mask, (train, _) in zip(masks.T, folds, strict=True):
        mask[train] = data.weight[train, 0]
    together, masks = put_copies_together(data, masks)
    inputs, target, weight = together.spins, together.target[:, 0], together.weight[:, 0]
    unit, spread = weight.mean(), _SPREADS[features.n_alleles is None]
    process = fit_allele_process(features, inputs, target, weight / unit, spread)
    held_out = []
    for mask, (_, test) in zip(masks.T, folds, strict=True):
        seen = np.flatnonzero(mask)
        own = inputs[seen], target[seen], mask[seen] / unit
        of_fold = fit_allele_process(features, *own, spread, start=process.theta)
        held_out.append(of_fold.predict(data.spins[test]))
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
    strength = (_N_EVEN / data.n_kinds) ** 2
    return blend(both, target, weight, discount=discount, strength=strength)
