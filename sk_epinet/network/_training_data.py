"""Genotypes with their targets and weights, standardised for each network."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ._copies import number_kinds


@dataclass(frozen=True)
class TrainingData:
    """Hold genotypes with their standardised targets and their weights.

    Parameters
    ----------
    spins : ndarray of shape (n_rows, n_sites)
        Genotypes: a spin for each site, or the number of its allele where sites have more than
        two.
    target : ndarray of shape (n_rows, 1) or (n_rows, n_members)
        Measured values, standardised.
    weight : ndarray of shape (n_rows, 1) or (n_rows, n_members)
        Weights of the squared errors.
    censored : ndarray of shape (n_rows, 1), default=None
        -1 for rows whose value is at most the target, +1 for rows whose value is at least the
        target, and 0 for measured rows. None is all rows measured.
    limits : pair of float or of ndarray of shape (n_members,), default=None
        The least and the largest value that can be measured, on the scale of the target; plus
        or minus infinity where there is none. Predictions are moved to the nearest one inside.
        None is no limits.
    """

    spins: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    censored: np.ndarray | None = None
    limits: tuple | None = None

    def __len__(self):
        return len(self.target)

    @property
    def marks(self):
        """Return `censored` as an array of shape (n_rows,), or None."""
        return None if self.censored is None else self.censored[:, 0]

    @cached_property
    def kinds(self):
        """Return a number for each row, the same for rows of equal genotype, target and mark."""
        # The last bits of a standardised target depend on the order of rows; its rank does not.
        ranks = np.unique(self.target, return_inverse=True)[1].reshape(self.target.shape)
        marks = [] if self.censored is None else [self.censored]
        return number_kinds(self.spins, ranks, *marks)

    @property
    def n_kinds(self):
        """Return how many different rows there are."""
        return int(self.kinds.max()) + 1

    def take(self, rows):
        """Return some of the rows."""
        censored = None if self.censored is None else self.censored[rows]
        return TrainingData(
            self.spins[rows], self.target[rows], self.weight[rows], censored, self.limits
        )


def standardise_for_each(data, masks):
    """Return the data with a target for each network, standardised on what it sees.

    Parameters
    ----------
    data : TrainingData
        All rows, with one column of targets.
    masks : ndarray of shape (n_rows, n_members)
        Weights of the rows for each network; 0 hides a row.

    Returns
    -------
    data : TrainingData
        With the masks as its weights, and limits on the scale of each target.
    mean, scale : ndarray of shape (n_members,)
        The moments of the targets. The scale of a constant target is one.
    """
    moments = [weighted_moments(data.target[:, 0], column) for column in masks.T]
    mean, scale = np.array(moments).T
    scale[scale == 0] = 1.0
    limits = data.limits and tuple((limit - mean) / scale for limit in data.limits)
    target = (data.target - mean) / scale
    return TrainingData(data.spins, target, masks, data.censored, limits), mean, scale


def weighted_moments(y, weight):
    """Return the mean and the standard deviation, which is 0 where only rounding differs."""
    mean = float(np.average(y, weights=weight))
    scale = float(np.sqrt(np.average((y - mean) ** 2, weights=weight)))
    return mean, scale if scale > 10 * np.finfo(float).eps * abs(mean) else 0.0


def unit_weights(weight):
    """Return columns of weights with a mean of one."""
    return weight / weight.mean(axis=0)
