"""The Gaussian process on alleles, against its definition, finite differences and scikit-learn."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, WhiteKernel

from sk_epinet.kernels import (
    AlleleFeatures,
    AlleleProcess,
    ConnectednessKernel,
    fit_allele_process,
)
from sk_epinet.kernels._allele_process import _Posterior

SIZES = (3, 2, 4)


@pytest.fixture
def alleles():
    rng = np.random.RandomState(0)
    properties = rng.randn(len(SIZES), max(SIZES), 2)
    genotypes = np.column_stack([rng.randint(n, size=40) for n in SIZES])
    target = rng.randn(40) + genotypes[:, 0]
    return AlleleFeatures(3, SIZES, properties), genotypes, target - target.mean()


def make_theta(n_sites, seed=0):
    rng = np.random.RandomState(seed)
    return np.concatenate([rng.randn(3), [-1.0], rng.randn(n_sites) - 0.5, [0.4]])


def kernel_by_definition(features, theta, a, b):
    """Return the kernel of two genotypes, site by site."""
    rates, share = np.exp(theta[4:-1]), 1 / (1 + np.exp(-theta[-1]))
    squares = [
        np.sum((own[i] - own[j]) ** 2)
        for own, n in zip(features.properties, features.n_alleles, strict=True)
        for i in range(n)
        for j in range(n)
        if i != j
    ]
    exponent = 0.0
    for site, (i, j) in enumerate(zip(a, b, strict=True)):
        own = features.properties[site]
        distance = np.sum((own[i] - own[j]) ** 2) / np.mean(squares)
        exponent += rates[site] * ((1 - share) * (i != j) + share * distance)
    return sum(
        np.exp(theta[k]) * np.exp(-speed * exponent) for k, speed in enumerate([1, 0.2, 0.04])
    )


def test_the_prediction_is_that_of_the_definition(alleles):
    features, genotypes, target = alleles
    theta = make_theta(3)
    weight = np.linspace(0.5, 2.0, 40)
    empty = AlleleProcess(features, theta, genotypes[:0], np.empty(0), 0.0)
    process = empty.condition(genotypes, target + 3, weight)
    new = np.array([[2, 1, 3], [0, 0, 0], [1, 1, 2]])

    def kernel(first, second):
        return np.array(
            [[kernel_by_definition(features, theta, a, b) for b in second] for a in first]
        )

    mean = np.average(target + 3, weights=weight)
    K = kernel(genotypes, genotypes) + np.diag(np.exp(-1.0) / weight)
    expected = mean + kernel(new, genotypes) @ np.linalg.solve(K, target + 3 - mean)
    np.testing.assert_allclose(process.predict(new), expected, rtol=1e-9)


def test_one_term_without_properties_is_the_connectedness_kernel(alleles):
    _, genotypes, target = alleles
    scales = np.array([0.7, 2.0, 5.0])
    theta = np.concatenate([[np.log(1.5), -700, -700, np.log(0.2)], -np.log(scales), [0.0]])
    empty = AlleleProcess(AlleleFeatures(3, SIZES), theta, genotypes[:0], np.empty(0), 0.0)
    process = empty.condition(genotypes, target, np.ones(40))
    kernel = ConstantKernel(1.5) * ConnectednessKernel(scales) + WhiteKernel(0.2)
    other = GaussianProcessRegressor(kernel, optimizer=None).fit(genotypes, target)
    new = np.array([[2, 1, 3], [0, 0, 0], [1, 1, 2]])
    np.testing.assert_allclose(process.predict(new), other.predict(new), rtol=1e-6)


def test_the_gradient_is_that_of_finite_differences(alleles):
    features, genotypes, target = alleles
    for own in (features, AlleleFeatures(3, SIZES)):
        posterior = _Posterior(own, genotypes, target, np.linspace(0.5, 2.0, 40), 0.7)
        theta = make_theta(3, seed=1)
        _, gradient = posterior.loss(theta)
        steps = 1e-5 * np.eye(len(theta))
        expected = [
            (posterior.loss(theta + step)[0] - posterior.loss(theta - step)[0]) / 2e-5
            for step in steps
        ]
        np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-7)


def test_a_row_of_weight_two_is_two_rows_for_the_same_hyperparameters(alleles):
    features, genotypes, target = alleles
    empty = AlleleProcess(features, make_theta(3), genotypes[:0], np.empty(0), 0.0)
    weight = np.where(np.arange(40) < 10, 2.0, 1.0)
    copies = np.repeat(np.arange(40), weight.astype(int))
    by_weight = empty.condition(genotypes, target, weight)
    by_copies = empty.condition(genotypes[copies], target[copies], np.ones(50))
    np.testing.assert_allclose(by_weight.predict(genotypes), by_copies.predict(genotypes))
    without = empty.condition(genotypes, target, np.where(np.arange(40) < 5, 0.0, 1.0))
    fewer = empty.condition(genotypes[5:], target[5:], np.ones(35))
    np.testing.assert_allclose(without.predict(genotypes), fewer.predict(genotypes))


def test_few_mutations_give_sparse_features_with_the_same_distances():
    rng = np.random.RandomState(0)
    features = AlleleFeatures(40, (5,) * 40, rng.randn(40, 5, 3))
    genotypes = np.zeros((30, 40), dtype=int)
    for row in genotypes:
        row[rng.choice(40, 2, replace=False)] = rng.randint(1, 5, size=2)
    columns, site, of_properties = features.columns(genotypes, np.zeros(40))
    dense, other_site, other_kind = features.columns(genotypes, rng.randint(5, size=40))
    assert columns.shape == dense.shape == (30, features.n_columns)
    assert features.n_columns == 40 * (5 + 3)
    assert not isinstance(columns, np.ndarray)
    assert isinstance(dense, np.ndarray)
    np.testing.assert_array_equal(site, other_site)
    np.testing.assert_array_equal(of_properties, other_kind)
    distances = [
        ((own[:, None] - own[None, :]) ** 2).sum(axis=2) for own in (columns.toarray(), dense)
    ]
    np.testing.assert_allclose(distances[0], distances[1], atol=1e-12)


def test_two_alleles_are_the_same_as_spins():
    rng = np.random.RandomState(0)
    genotypes = rng.randint(2, size=(30, 5))
    target = rng.randn(30) + genotypes[:, 1]
    target -= target.mean()
    of_spins = fit_allele_process(
        AlleleFeatures(5), 1.0 - 2 * genotypes, target, np.ones(30), spread=1.0
    )
    of_alleles = fit_allele_process(
        AlleleFeatures(5, (2,) * 5), genotypes, target, np.ones(30), spread=1.0
    )
    expected = of_spins.predict(1.0 - 2 * genotypes)
    np.testing.assert_allclose(of_alleles.predict(genotypes), expected, rtol=1e-4)


def test_a_site_that_matters_has_a_larger_rate():
    rng = np.random.RandomState(0)
    spins = rng.choice([-1.0, 1.0], size=(80, 6))
    target = spins[:, 2] + 0.5 * spins[:, 2] * spins[:, 4] + 0.1 * rng.randn(80)
    target = (target - target.mean()) / target.std()
    process = fit_allele_process(AlleleFeatures(6), spins, target, np.ones(80), spread=1.0)
    rates = process.theta[4:-1]
    assert set(np.argsort(rates)[-2:]) == {2, 4}
    new = rng.choice([-1.0, 1.0], size=(200, 6))
    truth = new[:, 2] + 0.5 * new[:, 2] * new[:, 4]
    assert np.corrcoef(process.predict(new), truth)[0, 1] > 0.98


def test_properties_lend_strength_to_an_allele_that_was_never_seen():
    # The value is the property itself. The last allele is not in the training set.
    properties = np.tile(np.linspace(-1, 1, 8)[:, None], (2, 1, 1))
    rng = np.random.RandomState(0)
    genotypes = rng.randint(7, size=(60, 2))
    target = properties[0, genotypes, 0].sum(axis=1)
    offset, scale = target.mean(), target.std()
    standard = (target - offset) / scale
    with_properties, without = (
        fit_allele_process(AlleleFeatures(2, (8, 8), own), genotypes, standard, np.ones(60), 0.5)
        for own in (properties, None)
    )
    new = np.array([[7, 3], [7, 0], [2, 7]])
    truth = (properties[0, new, 0].sum(axis=1) - offset) / scale
    error, other = (np.abs(p.predict(new) - truth).max() for p in (with_properties, without))
    assert error < 0.2 < other
