"""Products with the matrix of Walsh functions are those of the explicit matrix."""

from itertools import combinations

import numpy as np
import pytest

from sk_epinet.walsh import Design


def explicit(genotypes, max_order):
    """Return the product of the spins of each interaction, by its definition."""
    spins = 1.0 - 2.0 * genotypes
    sites = range(genotypes.shape[1])
    interactions = [own for k in range(max_order + 1) for own in combinations(sites, k)]
    return np.column_stack([spins[:, list(own)].prod(axis=1) for own in interactions])


@pytest.mark.parametrize("max_order", [1, 2, 3])
@pytest.mark.parametrize("n_sites", [1, 2, 7])
@pytest.mark.parametrize("few", [False, True])
def test_products(max_order, n_sites, few):
    rng = np.random.RandomState(0)
    genotypes = rng.randint(0, 2, (40, n_sites)).astype(np.int8)
    matrix, design = explicit(genotypes, max_order), Design(max_order, n_sites)
    assert design.m == matrix.shape[1]
    coefficients = rng.randn(design.m)
    if few:
        coefficients[np.arange(design.m) % 30 != 9] = 0
    np.testing.assert_allclose(design.times(genotypes, coefficients), matrix @ coefficients)
    values = rng.randn(40)
    np.testing.assert_allclose(design.transposed_times(genotypes, values), matrix.T @ values)
