"""Estimates from models that were trained on parts of a table: by the definition, and honest."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from scipy.stats import t as student

from sk_epinet import EpistasisSpectrum, WalshSpectrum
from sk_epinet.inference import HeldOutModel, combine_held_out, find_design_problem
from sk_epinet.inference._design_warnings import _association


def subsets(n_sites):
    return [own for k in range(n_sites + 1) for own in combinations(range(n_sites), k)]


def test_two_levels_by_the_definition():
    rng = np.random.RandomState(0)
    codes = np.array(list(product((0, 1), repeat=3)))[[0, 1, 2, 4, 5, 7]]
    y = rng.randn(6)
    unseen = rng.rand(3, 6) < 0.6
    unseen[:, 3] = False  # a genotype that all have seen
    unseen[0] = [True, True, True, False, True, True]
    predicted, coefficients = rng.randn(3, 6), rng.randn(3, 8)
    interactions = subsets(3)
    models = [
        HeldOutModel(own, values, WalshSpectrum(row, interactions, 3))
        for own, values, row in zip(unseen, predicted, coefficients, strict=True)
    ]
    found = combine_held_out(y, codes, models)
    quantile = student.ppf(0.95, 4)  # of 90 %, from five genotypes
    for place, (sites, estimate) in enumerate(
        zip(found.interactions, found.coefficients, strict=True)
    ):
        column = interactions.index(sites)
        terms, rest = [], []
        for i in (0, 1, 2, 4, 5):
            own = [m for m in range(3) if unseen[m, i]]
            spin = np.prod([1 - 2 * codes[i, site] for site in sites])
            own_coefficient = np.mean([coefficients[m, column] for m in own])
            rest.append(spin * (y[i] - np.mean(predicted[own, i])))
            terms.append(own_coefficient + rest[-1])
        assert estimate == pytest.approx(np.mean(terms))
        error = np.std(rest, ddof=1) / np.sqrt(5)
        if np.isfinite(found.standard_errors[place]):  # told apart from all others
            assert found.standard_errors[place] == pytest.approx(error)
            half = np.diff(found.intervals[place]).item() / 2
            assert half == pytest.approx(quantile * error)
    assert np.isfinite(found.standard_errors).any()


def test_many_alleles_by_the_definition():
    rng = np.random.RandomState(1)
    codes = np.array(list(product(range(3), range(2))))
    y, predicted = rng.randn(6), rng.randn(2, 6)
    landscapes = rng.randn(2, 6)
    unseen = np.array([[True] * 6, [True, True, False, False, True, False]])
    spectra = [
        EpistasisSpectrum.from_landscape(f, "enumeration", alleles=["ABC", "KR"])
        for f in landscapes
    ]
    models = [HeldOutModel(*own) for own in zip(unseen, predicted, spectra, strict=True)]
    found = combine_held_out(y, codes, models)
    shares = unseen / unseen.sum(axis=0)
    rest = y - (shares * predicted).sum(axis=0)
    weight = shares.mean(axis=1)
    for sites in [(0,), (1,), (0, 1)]:
        expected = sum(w * s.table(sites) for w, s in zip(weight, spectra, strict=True))
        errors = np.empty_like(expected)
        for cell in np.ndindex(*expected.shape):
            # The kernel of the component, for alleles of equal weight.
            kernel = np.ones(6)
            for site, allele in zip(sites, cell, strict=True):
                kernel *= (3, 2)[site] * (codes[:, site] == allele) - 1
            expected[cell] += np.mean(kernel * rest)
            errors[cell] = np.std(kernel * rest, ddof=1) / np.sqrt(6)
        np.testing.assert_allclose(found.table(sites), expected, atol=1e-12)
        place = found.interactions.index(sites)
        np.testing.assert_allclose(found.standard_errors[place], errors)
        half = np.diff(found.intervals[place], axis=-1)[..., 0] / 2
        np.testing.assert_allclose(half, student.ppf(0.95, 5) * errors)


def landscape_with_noise(rng, n, n_sites=10):
    """Return random genotypes, their noisy values, and the true coefficients."""
    everything = np.array(list(product((0, 1), repeat=n_sites)))
    codes = everything[rng.choice(len(everything), n, replace=False)]
    truth = {(0,): 1.0, (2, 5): -0.8, (1, 3, 4): 0.6}
    signal = sum(c * np.prod(1 - 2 * codes[:, own], axis=1) for own, c in truth.items())
    return codes, signal + rng.randn(n), truth


def test_intervals_cover_and_false_discoveries_are_rare():
    interactions = subsets(10)
    half = {(0,): 0.5, (2, 5): -0.4}  # what shrunken models have found
    covered, false, missed = [], 0, 0
    for seed in range(20):
        codes, y, truth = landscape_with_noise(np.random.RandomState(seed), 128)
        spectrum = WalshSpectrum([half.get(own, 0.0) for own in interactions], interactions, 10)
        predicted = spectrum.predict(codes)
        found = combine_held_out(y, codes, [HeldOutModel(np.ones(128, bool), predicted, spectrum)])
        true = np.array([truth.get(own, 0.0) for own in found.interactions])
        low, high = found.intervals.T
        covered.append(np.mean((low <= true) & (true <= high)))
        false += int(found.selected[true == 0].sum())
        missed += int((~found.selected[true != 0]).sum())
    assert np.mean(covered) == pytest.approx(0.9, abs=0.02)
    assert false <= 3  # of 60 true ones and 2 % expected
    assert missed <= 6


def test_errors_of_estimated_spectra_count():
    rng = np.random.RandomState(0)
    codes = np.array(list(product((0, 1), repeat=3)))
    y, interactions = rng.randn(8), subsets(3)[:4]
    own = np.array([0.5, 0.1, 0.3, 0.7])  # of each interaction
    exact = WalshSpectrum(np.zeros(4), interactions, 3)
    rough = WalshSpectrum(np.zeros(4), interactions, 3, standard_errors=own)
    errors = [
        combine_held_out(
            y, codes, [HeldOutModel(np.ones(8, bool), np.zeros(8), own)]
        ).standard_errors
        for own in (exact, rough)
    ]
    np.testing.assert_allclose(errors[1], np.hypot(errors[0], own))


def test_errors_of_estimated_tables_count():
    codes = np.array(list(product(range(3), range(2))))
    y = np.random.RandomState(0).randn(6)
    exact = EpistasisSpectrum.from_landscape(np.zeros(6), "enumeration", alleles=["ABC", "KR"])
    # The error of each cell has a size of its own; two models have those of their mean square.
    own = [0.1 + np.arange(table.size).reshape(table.shape) for table in exact.tables]

    def estimated(factor):
        errors = [factor * table for table in own]
        return EpistasisSpectrum(
            exact.tables, exact.interactions, exact.alleles, standard_errors=errors
        )

    found, rough = (
        combine_held_out(y, codes, [HeldOutModel(np.ones(6, bool), np.zeros(6), s) for s in pair])
        for pair in ([exact, exact], [estimated(1), estimated(7)])
    )
    assert rough.interactions == found.interactions == exact.interactions
    for place, table in enumerate(own):
        np.testing.assert_allclose(
            rough.standard_errors[place], np.hypot(found.standard_errors[place], 5 * table)
        )


@pytest.mark.parametrize("alleles", [["AC"] * 12, ["ACD"] * 12])
def test_a_scan_is_no_random_sample(alleles):
    rng = np.random.RandomState(0)
    sample = rng.randint(0, len(alleles[0]), (300, 12))
    assert find_design_problem(sample, alleles, 2) == ""
    scan = np.zeros((300, 12), dtype=int)
    for row in scan:
        row[rng.choice(12, 2, replace=False)] = rng.randint(1, len(alleles[0]), 2)
    assert find_design_problem(scan, alleles, 2)


@pytest.mark.parametrize("n_alleles", [2, 3])
def test_linked_sites_are_no_random_sample(n_alleles):
    """Of neighbours that are inherited together, the product of spins is not balanced."""
    rng = np.random.RandomState(0)
    alleles = ["ACD"[:n_alleles]] * 30
    codes = rng.randint(0, n_alleles, (200, 30))
    assert find_design_problem(codes, alleles, 2) == ""
    copied = rng.rand(200) < 0.7
    codes[copied, 8] = codes[copied, 7]
    assert "'x7' and 'x8'" in find_design_problem(codes, alleles, 2)
    # So many sites, that products of four spins are too many to be searched.
    many = rng.randint(0, 2, (200, 83))
    assert find_design_problem(many, ["AB"] * 83, 2) == ""
    for site in range(1, 83):
        copied = rng.rand(200) < 0.9
        many[copied, site] = many[copied, site - 1]
    assert find_design_problem(many, ["AB"] * 83, 2)


def test_the_association_of_two_sites():
    x = np.repeat([0, 1], 50)
    y = np.r_[np.repeat([0, 1], [40, 10]), np.repeat([0, 1], [10, 40])]
    strength, chance = _association(np.column_stack([x, y]), [2, 2])
    phi = np.corrcoef(x, y)[0, 1]
    assert strength == pytest.approx(np.sqrt(phi**2 - 1 / 99))
    assert chance == pytest.approx(chi2_contingency([[40, 10], [10, 40]], correction=False)[1])
    assert _association(np.column_stack([x, x * 0]), [2, 2]) == (0.0, 1.0)
