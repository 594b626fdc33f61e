"""What must hold of spectra and regressors, whatever the landscape: found by hypothesis."""

import warnings
from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    WalshSpectrum,
    bootstrap_spectrum,
    enumerate_genotypes,
)
from sk_epinet.datasets import aggregate_replicates, load_landscape

hypothesis = pytest.importorskip("hypothesis", reason="needs the extra 'test'")
given, st = hypothesis.given, hypothesis.strategies
settings = hypothesis.settings(max_examples=25, deadline=None, derandomize=True, database=None)
few = hypothesis.settings(settings, max_examples=4)

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)


@st.composite
def landscapes(draw):
    """Draw a number of sites, and the values of all genotypes in enumeration order."""
    n_sites = draw(st.integers(1, 5))
    values = draw(st.lists(numbers, min_size=2**n_sites, max_size=2**n_sites))
    return n_sites, np.array(values)


def spectrum_of(values):
    return WalshSpectrum.from_landscape(values, "enumeration")


def by_interaction(spectrum):
    return dict(zip(spectrum.interactions, spectrum.coefficients, strict=True))


def assert_same(found, expected, scale):
    keys = set(found) | set(expected)
    for key in keys:
        assert found.get(key, 0.0) == pytest.approx(expected.get(key, 0.0), abs=1e-12 * scale)


@settings
@given(landscapes())
def test_parseval(landscape):
    """The mean square of the values is the sum of the squared coefficients, of each order, too."""
    _, values = landscape
    spectrum, mean_square = spectrum_of(values), np.mean(values**2)
    assert spectrum.energy_by_order().sum() == pytest.approx(mean_square, rel=1e-12)
    alleles = EpistasisSpectrum.from_walsh(spectrum)
    assert alleles.energy_by_order().sum() == pytest.approx(mean_square, rel=1e-10)


@settings
@given(landscapes(), numbers, numbers)
def test_the_spectrum_is_linear(landscape, factor, offset):
    _, values = landscape
    other = np.cos(values)
    combined = by_interaction(spectrum_of(factor * values + other + offset))
    own, others = by_interaction(spectrum_of(values)), by_interaction(spectrum_of(other))
    expected = {key: factor * own[key] + others[key] + offset * (key == ()) for key in own}
    assert_same(combined, expected, 1 + abs(offset) + np.abs(factor * values).max())


@settings
@given(landscapes(), st.randoms(use_true_random=False))
def test_relabelled_sites_permute_the_spectrum(landscape, random):
    n_sites, values = landscape
    order = list(range(n_sites))
    random.shuffle(order)
    X = enumerate_genotypes(n_sites)
    # Site i of the new table is site order[i] of the old one.
    moved = by_interaction(WalshSpectrum.from_landscape(values, X[:, order]))
    own = by_interaction(spectrum_of(values))
    expected = {tuple(sorted(order.index(site) for site in key)): own[key] for key in own}
    assert_same(moved, expected, np.abs(values).max())


@settings
@given(landscapes(), st.integers(0, 4))
def test_a_flipped_site_flips_the_interactions_that_hold_it(landscape, site):
    n_sites, values = landscape
    site %= n_sites
    X = enumerate_genotypes(n_sites)
    X[:, site] = 1 - X[:, site]
    flipped = by_interaction(WalshSpectrum.from_landscape(values, X))
    own = by_interaction(spectrum_of(values))
    expected = {key: -own[key] if site in key else own[key] for key in own}
    assert_same(flipped, expected, np.abs(values).max())


@settings
@given(landscapes(), st.sampled_from([("a", "b"), ("b", "a"), (7, 3), ("10", "9")]))
def test_renamed_alleles(landscape, names):
    """New names that are sorted as the old ones change nothing; others flip every site."""
    n_sites, values = landscape
    X = np.array(names, dtype=object)[enumerate_genotypes(n_sites)]
    renamed = by_interaction(WalshSpectrum.from_landscape(values, X))
    low, high = names
    is_kept = float(low) < float(high) if str(low).isdigit() else low < high
    own = by_interaction(spectrum_of(values))
    expected = {key: own[key] * (1 if is_kept else (-1) ** len(key)) for key in own}
    assert_same(renamed, expected, np.abs(values).max())


@settings
@given(landscapes(), st.integers(0, 4), st.integers(0, 1))
def test_a_restriction_is_that_part_of_the_landscape(landscape, site, level):
    n_sites, values = landscape
    site %= n_sites
    part = np.take(values.reshape((2,) * n_sites), level, axis=site).ravel()
    restricted = spectrum_of(values).restrict({site: level})
    np.testing.assert_allclose(
        restricted.to_landscape(), part, rtol=0, atol=1e-12 * max(1, np.abs(values).max())
    )


def fitted(y, X=None, **options):
    net = EpistaticNetRegressor((6,), max_iter=15, n_members=1, random_state=0, **options)
    return net.fit(enumerate_genotypes(4) if X is None else X, y)


Y = np.sin(1.3 * np.arange(16)) + 0.2 * np.arange(16)


@few
@given(st.floats(1e-6, 1e6), st.floats(-1e6, 1e6))
def test_predictions_follow_the_scale_and_the_offset_of_y(scale, offset):
    X = enumerate_genotypes(4)
    expected = scale * fitted(Y).predict(X) + offset
    found = fitted(scale * Y + offset).predict(X)
    # y itself has lost digits where the offset is far larger than its variation.
    lost = np.finfo(float).eps * abs(offset)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4 * scale + 1e3 * lost)


@few
@given(st.sampled_from([("a", "b"), (0, 5), (-1.0, 1.0), ("9", "10")]))
def test_predictions_do_not_depend_on_the_names_of_alleles_in_the_same_order(names):
    X = enumerate_genotypes(4)
    renamed = np.array(names, dtype=object)[X]
    renamed = renamed if isinstance(names[0], str) else renamed.astype(float)
    np.testing.assert_allclose(
        fitted(Y, renamed).predict(renamed), fitted(Y).predict(X), rtol=0, atol=1e-5
    )


@few
@given(st.integers(0, 2**16))
def test_equal_weights_of_any_size_are_no_weights(seed):
    """Only the ratios of weights count in the bootstrap of a linear model."""
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline

    from sk_epinet import WalshFeatures

    rng = np.random.RandomState(seed)
    X = rng.randint(0, 2, (60, 4))
    y = 1 - 2.0 * X[:, 0] + 0.3 * rng.randn(60)
    model = make_pipeline(WalshFeatures(1), LinearRegression())
    options = {"n_resamples": 10, "max_order": 1, "random_state": 0}
    plain = bootstrap_spectrum(model, X, y, **options)
    weighted = bootstrap_spectrum(model, X, y, sample_weight=np.full(60, 7.0), **options)
    np.testing.assert_allclose(weighted.coefficients, plain.coefficients, rtol=1e-9)
    np.testing.assert_allclose(weighted.standard_errors, plain.standard_errors, rtol=1e-9)


@st.composite
def weighted_landscapes(draw):
    """Draw the values of all genotypes, an axis for each site, and weights of the alleles."""
    shape = draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    size = int(np.prod(shape))
    values = draw(st.lists(st.floats(-10, 10), min_size=size, max_size=size))
    weight = st.one_of(st.just(0.0), st.floats(0.01, 1), st.sampled_from([1e-18, 1e-9]))
    weights = [draw(st.lists(weight, min_size=k, max_size=k).filter(any)) for k in shape]
    return np.array(values).reshape(shape), weights


def components_by_definition(values, weights):
    """Return f_S = prod_(i in S) (1 - E_i) prod_(i not in S) E_i f, for all S."""
    shares = [np.array(own) / max(own) for own in weights]
    shares = [own / own.sum() for own in shares]
    found = {}
    for chosen in product((0, 1), repeat=values.ndim):
        table = values
        for site, (is_in, share) in enumerate(zip(chosen, shares, strict=True)):
            mean = np.expand_dims(np.tensordot(table, share, (site, 0)), site)
            table = table - mean if is_in else mean
        found[tuple(np.flatnonzero(chosen))] = table.squeeze()
    return found


@settings
@given(weighted_landscapes())
def test_components_are_those_of_the_definition(landscape):
    values, weights = landscape
    alleles = [range(k) for k in values.shape]
    spectrum = EpistasisSpectrum.from_landscape(
        values.ravel(), "enumeration", alleles=alleles, weights=weights
    )
    converted = EpistasisSpectrum.from_landscape(
        values.ravel(), "enumeration", alleles=alleles
    ).with_weights(weights)
    for sites, table in components_by_definition(values, weights).items():
        for found in (spectrum, converted):
            np.testing.assert_allclose(found.table(sites), table, rtol=0, atol=1e-9)
    np.testing.assert_allclose(spectrum.to_landscape(), values.ravel(), rtol=0, atol=1e-9)


@settings
@given(landscapes(), st.data())
def test_shapley_values_are_means_over_all_orders_of_mutations(landscape, data):
    n_sites, values = landscape
    wild_type = data.draw(st.lists(st.integers(0, 1), min_size=n_sites, max_size=n_sites))
    expected = np.zeros(n_sites)
    orders = list(permutations(range(n_sites)))
    for order in orders:
        genotype = list(wild_type)
        for site in order:
            before = values[int("".join(map(str, genotype)), 2)]
            genotype[site] = 1 - genotype[site]
            expected[site] += values[int("".join(map(str, genotype)), 2)] - before
    found = spectrum_of(values).attribution("SV", wild_type=wild_type).coefficients
    scale = max(1.0, np.abs(values).max())
    np.testing.assert_allclose(found, expected / len(orders), rtol=0, atol=1e-11 * scale)


# Nine decimals of smaller ones would say little of them.
WRITTEN = st.floats(-1e12, 1e12).map(lambda value: value if abs(value) >= 1e-6 else 0.0)


@settings
@given(st.lists(WRITTEN, min_size=4, max_size=4, unique=True), st.data())
def test_numbers_are_read_as_they_are_written(values, data):
    point, gap = data.draw(st.sampled_from([".", ".,", ". ", ".'", ",", ",.", ", "])), ""
    point, gap = point[0], point[1:]
    texts = [f"{value:,.9f}".translate({44: gap, 46: point}) for value in values]
    table = pd.DataFrame({"genotype": ["AA", "AC", "CA", "CC"], "fitness": texts})
    with warnings.catch_warnings():  # of values that may stand for missing ones
        warnings.simplefilter("ignore")
        found = load_landscape(table, "fitness", genotype="genotype", decimal=point).target
    assert found.tolist() == [float(f"{value:.9f}") for value in values]


@settings
@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(-5, 5), st.floats(0.1, 10)), min_size=2),
    st.sampled_from([1e-120, 1.0, 1e120]),
    st.sampled_from([1e-90, 1.0, 1e90]),
)
def test_means_of_replicates_have_the_unit_of_y(rows, unit, unit_of_weights):
    genotype, y, weight = map(np.array, zip(*rows, strict=True))
    hypothesis.assume(np.ptp(y) == 0 or np.ptp(y) > 1e-6)
    found = aggregate_replicates(
        genotype[:, None], unit * y, sample_weight=unit_of_weights * weight
    )
    for code, mean, count in zip(found.data[:, 0], found.target, found.counts, strict=True):
        own = genotype == code
        assert count == own.sum()
        expected = np.average(y[own], weights=weight[own])
        assert mean / unit == pytest.approx(expected, rel=1e-9, abs=1e-12)
