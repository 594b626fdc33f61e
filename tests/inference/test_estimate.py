"""Estimates of the spectra of functions on many sites, against the spectra they are made of."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    WalshFeatures,
    WalshSpectrum,
    estimate_spectrum,
    recover_spectrum,
)
from sk_epinet.datasets import make_walsh_landscape


@pytest.fixture(scope="module")
def planted():
    """30 interactions of order up to 5 among 100 sites."""
    return make_walsh_landscape(100, 30, 5, n_samples=1, random_state=0)[2]


class Counted:
    """A function that counts how often it is evaluated."""

    def __init__(self, function):
        self.function, self.n = function, 0

    def __call__(self, X):
        self.n += len(X)
        return self.function(X)


@pytest.mark.parametrize("method", ["regression", "unbiased"])
def test_errors_are_what_they_say(planted, method):
    found = estimate_spectrum(
        planted.predict, 1, method=method, n_sites=100, n_evaluations=5000, random_state=1
    )
    truth = np.zeros(101)
    for sites, coefficient in zip(planted.interactions, planted.coefficients, strict=True):
        if len(sites) == 1:
            truth[1 + sites[0]] = coefficient
    assert found.interactions == ((), *((i,) for i in range(100)))
    scores = (found.coefficients - truth) / found.standard_errors
    # Of 101 standard normal scores, the standard deviation is within .2 of one.
    assert 0.8 < scores.std() < 1.2
    assert abs(scores.mean()) < 0.3
    # What is left are the interactions of order two and more.
    rest = np.sqrt((planted.coefficients[planted.orders > 1] ** 2).sum())
    np.testing.assert_allclose(found.standard_errors, rest / np.sqrt(5000), rtol=0.1)


@pytest.mark.parametrize("method", ["regression", "unbiased"])
def test_nothing_left_is_exact(method):
    truth = WalshSpectrum([5.0, 3.0, -2.0], [(), (1,), (0, 3)], 6)
    found = estimate_spectrum(
        truth.predict, 2, method=method, n_sites=6, n_evaluations=4000, random_state=0
    )
    np.testing.assert_allclose(found.to_dense(), truth.to_dense(), atol=0.02)
    if method == "regression":
        np.testing.assert_allclose(found.to_dense(), truth.to_dense(), atol=1e-12)


def test_errors_of_few_evaluations():
    """Of twice as many values as coefficients, residuals have half the variance of the noise."""
    squares, variances = [], []
    for seed in range(200):
        noise = np.random.RandomState(seed)
        found = estimate_spectrum(
            lambda X, noise=noise: noise.randn(len(X)),
            1,
            method="regression",
            n_sites=14,
            n_evaluations=30,
            random_state=seed,
        )
        squares.append(np.mean(found.coefficients**2))
        variances.append(np.mean(found.standard_errors**2))
    assert np.mean(variances) == pytest.approx(np.mean(squares), rel=0.2)


@pytest.mark.parametrize("alleles", [None, ["AB"] * 6], ids=["two levels", "alleles"])
def test_what_a_large_coefficient_hides_is_found_in_a_second_look(alleles):
    # The first look has noise of 100 / sqrt(2500) = 2, in which 5 and less is not clear.
    truth = WalshSpectrum([100.0, 3.0], [(0,), (1, 2)], 6)

    def function(X):
        return truth.predict(X if alleles is None else (X == "B").astype(int))

    sites = {"n_sites": 6} if alleles is None else {"alleles": alleles}
    found = estimate_spectrum(
        function, 2, method="unbiased", n_evaluations=5000, random_state=0, **sites
    )
    errors = np.concatenate([np.ravel(own) for own in found.standard_errors])
    # What is left is what two looks have misjudged; with one look it would be 3 / sqrt(5000).
    assert errors.max() < 0.01


@pytest.mark.parametrize("find", [estimate_spectrum, recover_spectrum])
def test_genotypes_depend_on_the_seed(planted, find):
    noisy = [
        find(planted.predict, 1, n_sites=100, n_evaluations=5000, random_state=seed)
        for seed in (0, 0, 1)
    ]
    same, other = (np.array_equal(noisy[0].coefficients, own.coefficients) for own in noisy[1:])
    assert same
    assert not other


def test_unequal_variances():
    """The residual x0 * (...) is large where site 0 is mutated: plain errors would be wrong."""
    truth = make_walsh_landscape(12, 1, 1, n_samples=1, random_state=0)[2]
    rng = np.random.RandomState(0)

    def function(X):
        return truth.predict(X) + 10 * X[:, 0] * (1 - 2 * X[:, 1:4].sum(1) % 2) * rng.randn(len(X))

    found = estimate_spectrum(function, 1, n_sites=12, n_evaluations=3000, random_state=0)
    dense = np.zeros(13)
    for sites, c in zip(truth.interactions, truth.coefficients, strict=True):
        dense[1 + sites[0]] = c
    assert (np.abs(found.coefficients - dense) < 4 * found.standard_errors).all()


def test_levels_and_names_of_an_estimator():
    rng = np.random.RandomState(0)
    X = rng.choice([-1, 1], (200, 30))
    model = make_pipeline(WalshFeatures(max_order=1), LinearRegression())
    model.fit(X, 4 + X[:, 3] - 2.0 * X[:, 29])
    found = estimate_spectrum(model, 1, n_evaluations=500, random_state=0)
    assert found.top(2).names == ["x29", "x3"]
    np.testing.assert_allclose(found.top(2).coefficients, [2, -1])
    np.testing.assert_allclose(found.predict(X), model.predict(X))


@pytest.mark.parametrize("n_evaluations", [300_000, 60_000])
def test_all_interactions_of_a_hundred_sites_are_found(planted, n_evaluations):
    function = Counted(planted.predict)
    found = recover_spectrum(function, n_sites=100, n_evaluations=n_evaluations, random_state=0)
    assert function.n <= n_evaluations
    assert found.interactions[0] == ()
    assert set(found.interactions[1:]) == set(planted.interactions)
    true = dict(zip(planted.interactions, planted.coefficients, strict=True))
    expected = [true[sites] for sites in found.interactions[1:]]
    np.testing.assert_allclose(found.coefficients[1:], expected, atol=1e-10)
    assert (np.diff(np.abs(found.coefficients[1:])) <= 0).all()


def test_found_in_noise(planted):
    rng = np.random.RandomState(0)
    sd = np.sqrt((planted.coefficients**2).sum()) / 2  # R² 0.8
    found = recover_spectrum(
        lambda X: planted.predict(X) + sd * rng.randn(len(X)), n_sites=100, random_state=0
    )
    assert set(found.interactions[1:]) == set(planted.interactions)
    true = dict(zip(planted.interactions, planted.coefficients, strict=True))
    errors = [
        c - true[s] for s, c in zip(found.interactions[1:], found.coefficients[1:], strict=True)
    ]
    assert 0.6 < np.std(np.array(errors) / found.standard_errors[1:]) < 1.4


def test_keeps_the_largest(planted):
    found = recover_spectrum(planted.predict, 3, n_sites=100, n_evaluations=60_000, random_state=0)
    assert found.top(3).interactions == planted.top(3).interactions
    assert len(found) == 4


def test_few_sites_and_a_constant():
    found = recover_spectrum(lambda X: np.full(len(X), 2.5), n_sites=3, random_state=0)
    assert found.interactions == ((),)
    assert found.coefficients.tolist() == [2.5]


def test_global_generator_is_left_alone(planted):
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    estimate_spectrum(planted.predict, 1, n_sites=100, n_evaluations=1000)
    recover_spectrum(planted.predict, n_sites=100, n_evaluations=20_000)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: estimate_spectrum(f), "n_sites= must be given"),
        (lambda f: estimate_spectrum(f, 0, n_sites=100), "max_order must be an integer"),
        (
            lambda f: estimate_spectrum(
                f, 2, n_sites=100, n_evaluations=5000, method="regression"
            ),
            "5,051 coefficients needs more than 5,000 evaluations",
        ),
        (lambda f: estimate_spectrum(f, n_sites=100, method="ols"), "method must be one of"),
        (
            lambda f: recover_spectrum(f, n_sites=100, n_evaluations=1000),
            r"n_evaluations=1,000 is too few for 100 sites: at least 2,020",
        ),
        (lambda f: recover_spectrum(f, 0, n_sites=100), "n_interactions must be an integer"),
        (lambda f: recover_spectrum(f, 2.5, n_sites=100), "n_interactions must be an integer"),
        (
            lambda f: recover_spectrum(f, n_sites=100, n_evaluations=1e5),
            "^n_evaluations must be an integer",
        ),
        (
            lambda f: estimate_spectrum(f, n_sites=100, n_evaluations=1e5),
            "^n_evaluations must be an integer",
        ),
    ],
)
def test_bad_input(planted, call, message):
    with pytest.raises(ValueError, match=message):
        call(planted.predict)
    with pytest.raises(TypeError, match="must be a fitted regressor or a function"):
        estimate_spectrum(3)


def test_networks_on_too_many_sites_to_enumerate():
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.randint(0, 2, (400, 30)), columns=[f"s{i}" for i in range(30)])
    spins = 1 - 2 * X.to_numpy()
    y = 5 + 2.0 * spins[:, 3] - 3.0 * spins[:, 3] * spins[:, 7]
    model = EpistaticNetRegressor(
        hidden_layer_sizes=(16,), n_members=1, max_iter=200, random_state=0
    ).fit(X, y)
    with pytest.raises(ValueError, match=r"estimate_spectrum\(model\).*recover_spectrum\(model\)"):
        _ = model.spectrum_
    found = recover_spectrum(model, 2, n_evaluations=30_000, random_state=0)
    assert found.names == ["1", "s3 s7", "s3"]
    estimate = estimate_spectrum(model, 2, n_evaluations=20_000, random_state=1)
    assert estimate.top(2).names == ["s3 s7", "s3"]
    errors = np.hypot(found.standard_errors[1:], estimate.top(2).standard_errors)
    difference = found.coefficients[1:] - estimate.top(2).coefficients
    assert (np.abs(difference) < 4 * errors).all()
    # What the network has learned is near what it was taught.
    np.testing.assert_allclose(found.coefficients[1:], [-3, 2], atol=0.1)


SIZES = (3, 2, 4)
TABLE = np.random.RandomState(3).randn(*SIZES)


def look_up(X):
    return TABLE[tuple(np.asarray(X, dtype=int).T)]


@pytest.mark.parametrize("weights", ["uniform", [[1, 2, 3], [1, 3], [4, 3, 2, 1]]], ids=str)
def test_tables_of_many_alleles_within_their_standard_errors(weights):
    alleles = [range(k) for k in SIZES]
    exact = EpistasisSpectrum.from_function(look_up, alleles, weights=weights)
    given = {"alleles": alleles, "weights": weights, "n_evaluations": 2000}
    scores, energies = [], []
    for seed in range(150):
        found = estimate_spectrum(look_up, 2, **given, random_state=seed)
        assert max(map(len, found.interactions)) == 2
        triples = zip(found.interactions, found.tables, found.standard_errors, strict=True)
        scores.append([((t - exact.table(own)) / error).ravel() for own, t, error in triples])
        energies.append(found.sizes**2)
    scores = np.array([np.concatenate(own) for own in scores])
    assert np.abs(scores.mean(axis=0)).max() < 4 / np.sqrt(150)
    assert 0.9 < np.sqrt(np.mean(scores**2)) < 1.1
    # What noise adds to the squares of the sizes is subtracted.
    expected = [exact.sizes[exact.interactions.index(own)] ** 2 for own in found.interactions]
    spread = np.std(energies, axis=0) / np.sqrt(150)
    assert (np.abs(np.mean(energies, axis=0) - expected) < 4 * spread).all()


def test_sites_whose_genotypes_cannot_be_enumerated():
    def function(X):
        pair = (X[:, 3] == "G") & (X[:, 9] == "W")
        return 3.0 * (X[:, 0] == "C") + 40.0 * pair

    alleles = ["ACDEFGHIKLMNPQRSTVWY"] * 28
    found = estimate_spectrum(function, alleles=alleles, n_evaluations=20_000, random_state=0)
    assert found.top(1).interactions == ((3, 9),)
    # By hand: the indicator of an allele has zero-mean parts of .95 and -.05.
    table = 40 * np.outer(*2 * [np.where(np.arange(20) == 0, 0.95, -0.05)])
    own = found.order(2).top(1)
    places = np.ix_(*(np.r_[alleles[0].index(a), 0] for a in "GW"))
    error = own.standard_errors[0][places]
    assert (np.abs(own.tables[0][places] - table[:2, :2]) < 5 * error).all()
    mutations = estimate_spectrum(
        function, 1, alleles=alleles, n_evaluations=5000, random_state=0
    ).with_weights("wild_type")
    assert mutations.table([0])[1] == pytest.approx(3, abs=0.5)


def test_models_of_many_alleles_are_estimated():
    X = pd.DataFrame(list(itertools.product("abc", "xy", "pqrs")), columns=["A", "B", "C"])
    y = np.random.RandomState(0).randn(24)
    model = make_pipeline(WalshFeatures(2), LinearRegression()).fit(X, y)
    found = estimate_spectrum(model, n_evaluations=4000, random_state=0)
    exact = EpistasisSpectrum.from_estimator(model)
    assert found.site_names == ("A", "B", "C")
    assert found.alleles == exact.alleles
    for own, table, error in zip(
        found.interactions, found.tables, found.standard_errors, strict=True
    ):
        assert (np.abs(table - exact.table(own)) <= 5 * error).all()
    with pytest.raises(ValueError, match="needs sites of two levels: use method='unbiased'"):
        estimate_spectrum(model, method="regression")
    with pytest.raises(ValueError, match="leave levels= out, and pass alleles="):
        estimate_spectrum(model, levels=(0, 1), weights=[[1, 1]])
    with pytest.raises(ValueError, match=r"has the weight zero.*spectrum\.with_weights"):
        estimate_spectrum(model, weights="wild_type")
    with pytest.raises(ValueError, match="needs alleles="):
        estimate_spectrum(look_up, n_sites=3, weights=[[1, 1]] * 3)
    with pytest.raises(ValueError, match="n_sites=5 was given, but there are 3"):
        estimate_spectrum(look_up, n_sites=5, alleles=["ab", "cd", "ef"])


def test_evaluations_that_do_not_fit_are_refused_before_the_first():
    def never(X):
        raise AssertionError("evaluated")

    with pytest.raises(ValueError, match="genotypes of 30 sites would take .*Lower n_evaluations"):
        recover_spectrum(never, n_sites=30, n_evaluations=10**12)
