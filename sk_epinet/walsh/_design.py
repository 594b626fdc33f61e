"""Least squares on all interactions up to an order, a block of rows at a time."""

import numpy as np

from ._features import WalshFeatures

_BLOCK_VALUES = 2**24  # values of a block of the design: 128 MiB of floats


class Design:
    """Hold the matrix of the Walsh functions of genotypes, made a block of rows at a time.

    Parameters
    ----------
    max_order : int
        Largest order of the interactions, which begin with the constant.
    n_sites : int
        Number of sites.

    Attributes
    ----------
    m : int
        Number of interactions.
    """

    def __init__(self, max_order, n_sites):
        self.features = WalshFeatures(max_order, include_bias=True, levels=(0, 1))
        self.features.fit(np.array([[0], [1]]).repeat(n_sites, axis=1))
        self.m = self.features.n_output_features_

    def blocks(self, genotypes):
        """Yield a slice of rows, and the design of these rows, for each block."""
        step = max(1, _BLOCK_VALUES // self.m)
        for start in range(0, len(genotypes), step):
            rows = slice(start, start + step)
            yield rows, self.evaluate(genotypes[rows])

    def evaluate(self, genotypes):
        """Return the Walsh functions of genotypes of 0 and 1, shape (n, m)."""
        return self.features.transform(genotypes.astype(np.float64))

    def times(self, genotypes, coefficients):
        """Return the design times coefficients: the values of the genotypes."""
        return np.concatenate([block @ coefficients for _, block in self.blocks(genotypes)])

    def transposed_times(self, genotypes, values):
        """Return the transposed design times values: a sum for each interaction."""
        return sum(block.T @ values[rows] for rows, block in self.blocks(genotypes))


def regress(design, genotypes, values):
    """Return the least-squares coefficients and their standard errors.

    The standard errors are those of the sandwich estimator, which holds for residuals of unequal
    variance.

    Parameters
    ----------
    design : Design
    genotypes : ndarray of shape (n, n_sites)
        Genotypes of 0 and 1, more than `design.m` of them.
    values : ndarray of shape (n,)

    Returns
    -------
    coefficients, standard_errors : ndarray of shape (m,)
    """
    gram = sum(block.T @ block for _, block in design.blocks(genotypes))
    # For random genotypes it is nearly a multiple of the identity, so that the explicit inverse
    # loses no digits.
    inverse = np.linalg.inv(gram)
    coefficients = inverse @ design.transposed_times(genotypes, values)
    squares = (values - design.times(genotypes, coefficients)) ** 2
    squares *= len(values) / max(1, len(values) - design.m)
    meat = sum(block.T @ (squares[rows, None] * block) for rows, block in design.blocks(genotypes))
    covariance = inverse @ meat @ inverse
    return coefficients, np.sqrt(np.maximum(np.diag(covariance), 0))
