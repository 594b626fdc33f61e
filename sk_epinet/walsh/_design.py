"""Least squares on all interactions up to an order, a block of rows at a time."""

from functools import cached_property

import numpy as np
from scipy import sparse

from ._features import WalshFeatures
from ._interactions import count_interactions

_BLOCK_VALUES = 2**24  # values of a block of the design: 128 MiB of floats
# Largest condition number of a regression: beyond, half of the digits would be lost. Where
# genotypes do not tell two coefficients apart at all, rounding gives 1e16 or so.
_MOST_CONDITION = 1e8
_FEW = 0.05  # share of the pairs that have a coefficient, below which the others are left out


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

    _by_pairs = False  # where a subclass lists other interactions

    def __init__(self, max_order, n_sites):
        self.max_order, self.n_sites = max_order, n_sites
        self.m = count_interactions(n_sites, max_order, include_constant=True)
        self._by_pairs = max_order == 2 and n_sites >= 2

    @cached_property
    def features(self):
        """The transformer that makes the matrix, WalshFeatures."""
        features = WalshFeatures(self.max_order, include_bias=True, levels=(0, 1))
        return features.fit(np.array([[0], [1]]).repeat(self.n_sites, axis=1))

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
        if self._by_pairs:
            return self._pairs_times(genotypes, coefficients)
        return np.concatenate([block @ coefficients for _, block in self.blocks(genotypes)])

    def transposed_times(self, genotypes, values):
        """Return the transposed design times values: a sum for each interaction."""
        if self._by_pairs:
            return self._transposed_pairs_times(genotypes, values)
        return sum(block.T @ values[rows] for rows, block in self.blocks(genotypes))

    # Up to pairs, the products are those of matrices of spins. This is much faster than
    # making the columns, of which 2,000 sites have two million.

    def _spins(self, genotypes):
        """Yield a slice of rows, and the spins of these rows, for each block."""
        step = max(1, _BLOCK_VALUES // self.n_sites)
        for start in range(0, len(genotypes), step):
            rows = slice(start, start + step)
            yield rows, 1.0 - 2.0 * genotypes[rows]

    def _pairs_times(self, genotypes, coefficients):
        n, values = self.n_sites, np.empty(len(genotypes))
        own, pairs = coefficients[1 : n + 1], np.zeros((n, n))
        pairs[np.triu_indices(n, 1)] = coefficients[n + 1 :]
        few = np.count_nonzero(pairs) < _FEW * pairs.size
        across = sparse.csr_array(pairs.T) if few else pairs.T
        for rows, spins in self._spins(genotypes):
            products = (across @ spins.T).T * spins
            values[rows] = coefficients[0] + spins @ own + products.sum(axis=1)
        return values

    def _transposed_pairs_times(self, genotypes, values):
        n = self.n_sites
        own, pairs = np.zeros(n), np.zeros((n, n))
        for rows, spins in self._spins(genotypes):
            own += values[rows] @ spins
            pairs += (spins * values[rows, None]).T @ spins
        return np.concatenate([[values.sum()], own, pairs[np.triu_indices(n, 1)]])


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

    Raises
    ------
    LinAlgError
        If the genotypes do not tell the coefficients apart.
    """
    gram = sum(block.T @ block for _, block in design.blocks(genotypes))
    # For random genotypes it is nearly a multiple of the identity, so that the explicit inverse
    # loses no digits.
    inverse = np.linalg.inv(gram)
    if np.linalg.norm(gram, 1) * np.linalg.norm(inverse, 1) > _MOST_CONDITION:
        raise np.linalg.LinAlgError("The genotypes do not tell the coefficients apart.")
    coefficients = inverse @ design.transposed_times(genotypes, values)
    squares = (values - design.times(genotypes, coefficients)) ** 2
    squares *= len(values) / max(1, len(values) - design.m)
    meat = sum(block.T @ (squares[rows, None] * block) for rows, block in design.blocks(genotypes))
    covariance = inverse @ meat @ inverse
    return coefficients, np.sqrt(np.maximum(np.diag(covariance), 0))
