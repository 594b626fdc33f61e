"""Least squares on Walsh functions, against the matrix as a whole."""

from itertools import combinations, product

import numpy as np
import pytest
import torch

from sk_epinet.walsh import Design, enumerate_spins, regress


@pytest.fixture
def design():
    """A design that is made five rows at a time."""
    design = Design(2, 4)
    assert design.m == 11
    design.m = 2**24 // 5
    return design


@pytest.fixture
def genotypes():
    return np.random.RandomState(0).randint(0, 2, (23, 4))


def whole_matrix(genotypes):
    spins = 1.0 - 2.0 * genotypes
    interactions = [own for k in range(3) for own in combinations(range(4), k)]
    return np.column_stack([spins[:, list(own)].prod(axis=1) for own in interactions])


def test_blocks_of_rows_are_the_rows(design, genotypes):
    rows, blocks = zip(*design.blocks(genotypes), strict=True)
    assert [len(block) for block in blocks] == [5, 5, 5, 5, 3]
    for own, block in zip(rows, blocks, strict=True):
        np.testing.assert_array_equal(block, whole_matrix(genotypes[own]))
    np.testing.assert_array_equal(np.concatenate(blocks), whole_matrix(genotypes))


def test_products(design, genotypes):
    rng = np.random.RandomState(1)
    coefficients, values = rng.randn(11), rng.randn(23)
    matrix = whole_matrix(genotypes)
    np.testing.assert_allclose(design.times(genotypes, coefficients), matrix @ coefficients)
    np.testing.assert_allclose(design.transposed_times(genotypes, values), matrix.T @ values)


def test_regression_is_least_squares_with_the_sandwich_of_its_errors(genotypes):
    values = np.random.RandomState(1).randn(23)
    found, errors = regress(Design(2, 4), genotypes, values)
    matrix = whole_matrix(genotypes)
    expected = np.linalg.lstsq(matrix, values, rcond=None)[0]
    np.testing.assert_allclose(found, expected)
    # White's covariance with the factor n / (n - m), known as HC1.
    rest, inverse = values - matrix @ expected, np.linalg.inv(matrix.T @ matrix)
    meat = matrix.T @ np.diag(rest**2) @ matrix * 23 / (23 - 11)
    np.testing.assert_allclose(errors, np.sqrt(np.diag(inverse @ meat @ inverse)))


@pytest.mark.parametrize("n_sites", [0, 3, 15])
def test_spins_of_all_genotypes(n_sites):
    spins = enumerate_spins(n_sites, torch.float64)
    assert spins.dtype == torch.float64
    expected = np.array(list(product([1.0, -1.0], repeat=n_sites))).reshape(2**n_sites, n_sites)
    np.testing.assert_array_equal(spins.numpy(), expected)
