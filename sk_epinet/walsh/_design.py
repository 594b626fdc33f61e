"""The design matrix of all interactions up to an order, a block of rows at a time."""

import numpy as np

from ._features import WalshFeatures

_BLOCK_VALUES = 2**24  # of a block of the design: 128 MiB


class Design:
    """The Walsh functions of genotypes, a block of rows at a time."""

    def __init__(self, max_order, n_sites):
        self.features = WalshFeatures(max_order, include_bias=True, levels=(0, 1))
        self.features.fit(np.array([[0], [1]]).repeat(n_sites, axis=1))
        self.m = self.features.n_output_features_

    def blocks(self, genotypes):
        """Yield the rows and the design of each block."""
        step = max(1, _BLOCK_VALUES // self.m)
        for start in range(0, len(genotypes), step):
            rows = slice(start, start + step)
            yield rows, self.evaluate(genotypes[rows])

    def evaluate(self, genotypes):
        return self.features.transform(genotypes.astype(np.float64))

    def times(self, genotypes, coefficients):
        return np.concatenate([block @ coefficients for _, block in self.blocks(genotypes)])

    def transposed_times(self, genotypes, values):
        return sum(block.T @ values[rows] for rows, block in self.blocks(genotypes))


def regress(design, genotypes, values):
    """Fit by least squares, with standard errors that do not ask for equal variances."""
    gram = sum(block.T @ block for _, block in design.blocks(genotypes))
    # Nearly a multiple of the identity, so that its inverse loses nothing.
    inverse = np.linalg.inv(gram)
    coefficients = inverse @ design.transposed_times(genotypes, values)
    squares = (values - design.times(genotypes, coefficients)) ** 2
    squares *= len(values) / max(1, len(values) - design.m)
    meat = sum(block.T @ (squares[rows, None] * block) for rows, block in design.blocks(genotypes))
    covariance = inverse @ meat @ inverse
    return coefficients, np.sqrt(np.maximum(np.diag(covariance), 0))
