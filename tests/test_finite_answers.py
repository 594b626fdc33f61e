"""Answers that were finite and wrong: in other units, beside an offset, or of other types."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr
from sklearn.cross_decomposition import PLSRegression
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    WalshSpectrum,
    bootstrap_spectrum,
    enumerate_genotypes,
    estimate_spectrum,
    recover_spectrum,
)
from sk_epinet.comparison._experiment import _pearson
from sk_epinet.datasets import aggregate_replicates, load_landscape, weights_from_errors
from sk_epinet.genotypes import number_genotypes
from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel
from sk_epinet.plotting import LearningCurvesDisplay, LinkCurveDisplay

ALLELES = ["ACD", "KR", "GHIL"]
GENOTYPES = np.array(list(product(*ALLELES)), dtype=object)
VALUES = np.random.RandomState(0).randn(24)
VALUE_OF = {tuple(g): v for g, v in zip(GENOTYPES, VALUES, strict=True)}
UNITS = (1e-170, 1e-100, 1e100, 1e160)


def value_of_each(X):
    return np.array([VALUE_OF[tuple(row)] for row in X])


# Units


@pytest.mark.parametrize("unit", UNITS)
def test_sizes_and_their_effective_number_do_not_depend_on_the_unit(unit):
    coefficients = np.array([5.0, 2.0, -2.0, 0.0])
    walsh = WalshSpectrum(unit * coefficients, [(), (0,), (1,), (0, 1)], 2)
    assert walsh.n_effective() == pytest.approx(2)
    spectrum = EpistasisSpectrum.from_walsh(walsh)
    assert spectrum.n_effective() == pytest.approx(2)
    np.testing.assert_allclose(spectrum.sizes, unit * np.abs(coefficients))
    # All weight of one site is on one allele: the effect of the other is 2 * 2.
    mixed = spectrum.with_weights([[1, 0], [0.5, 0.5]])
    np.testing.assert_allclose(mixed.sizes, unit * np.array([7.0, 4.0, 2.0, 0.0]))


@pytest.mark.parametrize("unit", [1e-170, 1e170])
def test_squares_that_are_no_numbers_are_refused(unit):
    walsh = WalshSpectrum([unit, -unit], [(), (0,)], 1)
    for spectrum in (walsh, EpistasisSpectrum.from_walsh(walsh)):
        with pytest.raises(ValueError, match="the spectrum varies by .* in other units"):
            spectrum.energy_by_order()
    assert WalshSpectrum([0.0], [()], 1).energy_by_order().tolist() == [0, 0]


@pytest.mark.parametrize("options", [{"n_sites": 3}, {"alleles": [(0, 1, 2)] * 3}])
def test_values_without_squares_are_refused(options):
    def function(X):
        return 1e-170 * X[:, 0]

    with pytest.raises(ValueError, match="what the function returns varies by .* other units"):
        estimate_spectrum(function, **options)
    with pytest.raises(ValueError, match="what the function returns varies by .* other units"):
        recover_spectrum(function, n_sites=3, n_evaluations=1000, random_state=0)
    X = np.array([[0], [1], [0], [1]])
    with pytest.raises(ValueError, match="y varies by less than 1e-140"):
        ConnectednessGaussianProcess().fit(X, function(X))


@pytest.mark.parametrize("unit", [1e-100, 1e100])
def test_the_selection_of_alleles_does_not_depend_on_the_unit(unit):
    rng = np.random.RandomState(0)
    X = GENOTYPES[rng.randint(0, 24, 150)]
    y = (X[:, 0] == "C") + 0.3 * rng.randn(150)
    model = make_pipeline(WalshFeatures(1), Ridge(1e-6))
    plain, other = (
        bootstrap_spectrum(model, X, u * y, 10, max_order=2, random_state=0) for u in (1, unit)
    )
    assert 0 < plain.selected.sum() < len(plain) - 1
    np.testing.assert_array_equal(other.selected, plain.selected)


@pytest.mark.parametrize("unit", [1e-100, 1e100])
def test_correlations_do_not_depend_on_the_unit(unit):
    predicted, measured = np.random.RandomState(0).randn(2, 40)
    expected = pearsonr(predicted, measured)[0]
    assert _pearson(unit * predicted, unit * measured) == pytest.approx(expected)


@pytest.mark.parametrize(("unit", "offset"), [(1e-10, 0.0), (1.0, 1e7)])
def test_links_are_found_in_any_unit(unit, offset):
    X, y = enumerate_genotypes(4), np.sin(np.arange(16.0))
    shape = {"hidden_layer_sizes": (4,), "max_iter": 5, "n_members": 2, "random_state": 0}
    links = []
    for own in (y, unit * y + offset):
        model = EpistaticNetRegressor(global_epistasis="sigmoid", **shape).fit(X, own)
        links.append(LinkCurveDisplay.from_estimator(model, X, own).links)
    np.testing.assert_allclose((links[1] - offset) / unit, links[0], atol=1e-3)


@pytest.mark.parametrize("unit", [1.0, 1e-12])
def test_a_named_target_is_no_mean_of_other_columns_in_any_unit(unit):
    rng = np.random.RandomState(0)
    first, second, other = unit * rng.rand(3, 4)
    columns = {"genotype": ["AA", "AC", "CA", "CC"], "fitness_rep1": first}
    table = pd.DataFrame(columns | {"fitness_rep2": second, "fitness": other})
    try:
        found = load_landscape(table).target
    except ValueError as error:
        assert "is not the mean of the replicates" in str(error)  # noqa: PT017 - or it is taken
    else:
        np.testing.assert_allclose(found, other)


def test_means_of_replicates_do_not_depend_on_the_units():
    X, y, weight = [["A"], ["A"], ["C"], ["C"]], np.array([1.0, 4.0, 5.0, 6.0]), [1.0, 2.0, 1, 1]
    for unit in (1e-300, 1e-200, 1e290):
        means = aggregate_replicates(X, 1e-100 * y, sample_weight=np.multiply(unit, weight))
        np.testing.assert_allclose(means.target, [3e-100, 5.5e-100])
        # Squares 1 * 4 + 2 * 1 of three rows' weights, and 2 * 0.25.
        np.testing.assert_allclose(means.standard_error, [2**0.5 * 1e-100, 0.5e-100], rtol=1e-6)


def test_a_genotype_of_large_errors_is_not_lost():
    errors = np.array([3e170, 4e170, 1.0])
    means = aggregate_replicates([["A"], ["A"], ["C"]], [0.0, 25.0, 1.0], standard_error=errors)
    np.testing.assert_allclose(means.target, [9, 1])
    np.testing.assert_allclose(means.standard_error, [2.4e170, 1])


def test_tau_has_the_unit_of_y_where_that_is_small():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (80, 5))
    y, errors = X @ [1.0, 2, 3, 0, 0] + 0.5 * rng.randn(80), np.full(80, 0.1)
    tau, small = (
        weights_from_errors(u * errors, X=X, y=u * y, return_tau=True)[1] for u in (1, 1e-3)
    )
    assert small == pytest.approx(1e-3 * tau, rel=1e-4)


def test_weights_of_alleles_may_be_small():
    weights = [[1e-29, 1e-29, 1.0], [1e300, 1e300], [1, 1e-12, 1e-30, 1]]
    spectrum = EpistasisSpectrum.from_landscape(
        VALUES, "enumeration", alleles=ALLELES, weights=weights
    )
    np.testing.assert_allclose(spectrum.to_landscape(), VALUES)
    table = VALUES.reshape(3, 2, 4)
    main = table.mean(axis=1)[:, [0, 3]].mean(axis=1)
    np.testing.assert_allclose(spectrum.table([0]), main - main[2], atol=1e-9)
    with pytest.raises(ValueError, match="site 'x1' must be 0, or at least 1e-30 times the larg"):
        spectrum.with_weights([[1, 1, 1], [1, 1e-31], [1, 1, 1, 1]])


def test_other_scales_of_many_sites():
    spectrum = WalshSpectrum([2.0, -3.0], [(0,), (1, 1999)], 2000)
    assert spectrum.rescaled("background_averaged").tolist() == [-4, -12]
    assert spectrum.rescaled("opposite_spins").tolist() == [-2, -3]
    with pytest.raises(ValueError, match=r"multiplies by up to 2\^2000.*Use scaling='walsh'"):
        spectrum.rescaled("sum")
    with pytest.raises(ValueError, match="do not fit in numbers of 64 bits"):
        WalshSpectrum([3.0], [(0,)], 1023).rescaled("sum")


def test_intervals_do_not_depend_on_the_unit_of_weights():
    """With alpha times the unit, the fit is the same."""
    rng = np.random.RandomState(0)
    X = np.repeat(enumerate_genotypes(4), 2, axis=0)
    y, weight = X[:, 0] + 0.2 * rng.randn(32), rng.uniform(0.5, 1.5, 32)
    shape = {"hidden_layer_sizes": (2,), "max_iter": 3, "n_members": 1, "random_state": 0}
    for make in (
        lambda alpha: EpistaticNetRegressor(alpha=alpha, **shape),
        lambda alpha: EpistaticNetRegressorCV(alphas=[alpha], wh_weights=[0], cv=2, **shape),
    ):
        found = [make(0.1 * u).fit(X, y, u * weight).predict(X, True)[1] for u in (1, 100)]
        np.testing.assert_allclose(found[1], found[0], rtol=1e-3)


@pytest.mark.parametrize("name", ["alpha", "wh_weight"])
def test_a_penalty_that_stops_training_is_refused(name):
    X, y = enumerate_genotypes(3), np.arange(8.0)
    with pytest.raises(ValueError, match=f"{name} must be .* less than 1e\\+15"):
        EpistaticNetRegressor(**{name: 1e25}).fit(X, y)
    with pytest.raises(ValueError, match=f"each of {name}s must be .* less than 1e\\+15"):
        EpistaticNetRegressorCV(**{f"{name}s": [1e25]}).fit(X, y)


# An offset


def test_estimates_lose_nothing_beside_an_offset():
    def function(X):
        return X[:, 0] - 2.0 * X[:, 1] * X[:, 2] + X[:, 3] * X[:, 4] * X[:, 5]

    options = {"max_order": 2, "n_sites": 6, "n_evaluations": 2000, "random_state": 0}
    plain, moved = (
        estimate_spectrum(lambda X, o=offset: function(X) + o, method="unbiased", **options)
        for offset in (0, 1e6)
    )
    offset = 1e6 * (plain.orders == 0)
    np.testing.assert_allclose(moved.coefficients - offset, plain.coefficients, atol=1e-6)
    np.testing.assert_allclose(moved.standard_errors, plain.standard_errors, rtol=1e-3, atol=1e-8)


def test_estimates_of_alleles_lose_nothing_beside_an_offset():
    plain, moved = (
        estimate_spectrum(
            lambda X, o=offset: value_of_each(X) + o,
            alleles=ALLELES,
            n_evaluations=2000,
            random_state=0,
        )
        for offset in (0, 1e6)
    )
    for own, other in zip(plain.tables[1:], moved.tables[1:], strict=True):
        np.testing.assert_allclose(other, own, atol=1e-4)


def test_coefficients_of_other_meaning_are_not_read_beside_an_offset():
    """PLSRegression's intercept is not the value where all features are zero."""
    X = np.random.RandomState(0).randint(0, 2, (60, 4))
    X[:40, 0] = 1
    y = X @ [1.0, 2, 3, 4] + X[:, 0] * X[:, 1] + 1e6
    every = enumerate_genotypes(4)
    model = make_pipeline(WalshFeatures(2), PLSRegression(3, scale=False)).fit(X, y)
    expected = np.ravel(model.predict(every))
    for spectrum in (WalshSpectrum.from_estimator(model), EpistasisSpectrum.from_estimator(model)):
        np.testing.assert_allclose(spectrum.predict(every), expected, rtol=0, atol=1e-6)


# Too few genotypes


def test_a_regression_without_an_answer_is_refused():
    values = np.random.RandomState(0).randn(8)
    truth = WalshSpectrum.from_landscape(values, "enumeration").to_dense()
    options = {"n_sites": 3, "n_evaluations": 12, "method": "regression"}
    refused = 0
    for seed in range(40):
        try:
            found = estimate_spectrum(
                lambda X: values[np.int64(X) @ [4, 2, 1]], 3, random_state=seed, **options
            )
        except ValueError as error:
            assert "raise n_evaluations" in str(error)  # noqa: PT017 - for some seeds only
            refused += 1
        else:
            np.testing.assert_allclose(found.to_dense(), truth, atol=1e-9)
    assert 0 < refused < 40


def test_without_a_regression_there_is_an_unbiased_estimate():
    values = np.random.RandomState(0).randn(256)
    truth = WalshSpectrum.from_landscape(values, "enumeration").to_dense()
    found = estimate_spectrum(
        lambda X: values[np.int64(X) @ 2 ** np.arange(8)[::-1]],
        max_order=8,
        n_sites=8,
        n_evaluations=1280,  # five for each coefficient: some genotypes do not occur
        random_state=1,
    )
    errors = WalshSpectrum(found.standard_errors, found.interactions, 8).to_dense()
    assert 0.8 < np.std((found.to_dense() - truth) / errors) < 1.2


# Types


def test_numbers_and_strings_are_not_compared_in_silence():
    X = np.random.RandomState(0).randint(0, 2, (30, 3))
    model = ConnectednessGaussianProcess().fit(X, X @ [1.0, 2, 3])
    for other in (X.astype(str), X.astype(str).astype(object)):
        with pytest.raises(ValueError, match="Site 0 has numbers in one .* and strings in the"):
            model.predict(other)
    expected = model.predict(X)
    for other in (X.astype(bool), X.astype(np.float32), X.astype(object)):
        np.testing.assert_allclose(model.predict(other), expected)


def test_decimals_of_32_bits_equal_those_of_64():
    X = 0.1 + 0.3 * np.random.RandomState(0).randint(0, 2, (6, 3))
    kernel = ConnectednessKernel(2.0)
    expected = np.exp(-(X[:, None] != X).sum(axis=2) / 2)
    np.testing.assert_allclose(kernel(X.astype(np.float32), X), expected)
    np.testing.assert_allclose(kernel(X, X.astype(np.float32)), expected)


def test_a_process_predicts_categories():
    rng = np.random.RandomState(0)
    X = pd.DataFrame({"a": rng.rand(30) > 0.5, "b": rng.choice(list("xyz"), 30)})
    model = ConnectednessGaussianProcess().fit(X, rng.randn(30))
    expected = model.predict(X)
    np.testing.assert_allclose(model.predict(X.astype({"b": "category"})), expected)


def test_large_integers_beside_decimals_are_told_apart():
    X = pd.DataFrame({"a": [2**53, 2**53 + 1, 2**53], "b": [0.5, 0.5, 0.5]})
    assert number_genotypes(X).tolist() == [0, 1, 0]


def test_banzhaf_values_stand_in_the_order_of_shapley_values():
    spectrum = WalshSpectrum.from_landscape(np.arange(8.0) ** 2, "enumeration")
    for sites, pairs in (("SV", "SII"), ("BV", "BII")):
        assert spectrum.attribution(sites).interactions == ((0,), (1,), (2,))
        expected = ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
        assert spectrum.attribution(pairs).interactions == expected


# Tables and pictures


@pytest.mark.parametrize(
    "cell", ["0.5 100", "12.3 456", "1 2345", "1234 567", "1'2345", "1 23", "0 123"]
)
def test_two_numbers_in_a_cell_are_not_one(cell):
    values = ["1.5", "2.5", cell, "3.5"]
    table = pd.DataFrame({"genotype": ["AA", "AC", "CA", "CC"], "fitness": values})
    with pytest.raises(ValueError, match="is not a finite number"):
        load_landscape(table, "fitness", genotype="genotype")


def test_digits_in_groups_are_one_number():
    values = ["1 234.5", "0.123 456 7", "-12 345 678", "1.5"]
    table = pd.DataFrame({"genotype": ["AA", "AC", "CA", "CC"], "fitness": values})
    found = load_landscape(table, "fitness", genotype="genotype").target
    assert found.tolist() == [1234.5, 0.1234567, -12345678, 1.5]


def test_learning_curves_score_new_genotypes_only():
    """The values are noise of each genotype, which its other rows would give away."""
    rng = np.random.RandomState(0)
    X, y = np.repeat(rng.randint(0, 2, (100, 12)), 3, axis=0), np.repeat(rng.randn(100), 3)
    for table in (X, pd.DataFrame(X), ["".join(map(str, row)) for row in X]):
        model = KNeighborsRegressor(1)
        if isinstance(table, list):
            model = make_pipeline(WalshFeatures(1), model)
            table = np.array([list(text) for text in table])
        display = LearningCurvesDisplay.from_estimator({"": model}, table, y, train_sizes=[150])
        assert display.scores[""].max() < 0
    with pytest.raises(ValueError, match="because all rows of a genotype are on one side"):
        LearningCurvesDisplay.from_estimator({"": model}, X[:30], y[:30], train_sizes=[28])
