"""The Gaussian process that predicts along with the networks of the cross-validated regressor."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, bootstrap_spectrum
from sk_epinet.comparison import load_model, save_model
from sk_epinet.datasets import make_walsh_landscape

QUICK = {
    "hidden_layer_sizes": (8,),
    "max_iter": 60,
    "cv": 3,
    "wh_weights": [0.01],
    "alphas": [0.1, 1.0],
    "global_epistasis": None,
    "random_state": 0,
}


@pytest.fixture(scope="module")
def two_level():
    X, y, _ = make_walsh_landscape(7, 5, 2, noise=0.1, random_state=0)
    return X[::2], y[::2], X[1::2], y[1::2]


@pytest.fixture(scope="module")
def fitted(two_level):
    X, y, _, _ = two_level
    return EpistaticNetRegressorCV(**QUICK).fit(X, y)


def test_the_prediction_is_the_weighted_sum_of_networks_and_process(fitted, two_level):
    X_new = two_level[2]
    own = fitted.gaussian_process_share_
    assert 0 < own < 1
    shares = fitted.cv_results_["share"]
    assert shares.sum() + own <= 1 + 1e-9
    np.testing.assert_allclose(fitted.member_weights_.sum(), shares.sum())
    rest = 1 - shares.sum() - own
    assert fitted.shares_ == pytest.approx(
        {"networks": shares.sum(), "Gaussian process": own, "mean of y": rest}, abs=1e-9
    )
    spins = 1.0 - 2 * X_new
    networks = fitted.member_weights_ @ fitted.net_.predict_members(spins)
    together = networks + own * fitted.gaussian_process_.predict(spins)
    expected = fitted.target_mean_ + fitted.target_scale_ * together
    np.testing.assert_allclose(fitted.predict(X_new), expected)
    np.testing.assert_allclose(fitted.predict_latent(X_new), expected)
    np.testing.assert_allclose(fitted.spectrum_.predict(X_new), expected, atol=1e-9)


def test_their_disagreement_is_part_of_the_doubt(fitted, two_level):
    X_new = two_level[2]
    spins = 1.0 - 2 * X_new
    parts = [*fitted.net_.predict_members(spins), fitted.gaussian_process_.predict(spins)]
    weights = np.append(fitted.member_weights_, fitted.gaussian_process_share_)
    weights = np.append(weights, 1 - weights.sum())  # of the mean of y, which is 0 here
    parts = np.vstack([*parts, np.zeros(len(X_new))])
    mean = weights @ parts
    variance = weights @ (parts - mean) ** 2
    errors = fitted.error_model_
    expected = np.sqrt(errors.doubt_factor * variance + errors.noise_variance)
    _, std = fitted.predict(X_new, return_std=True)
    np.testing.assert_allclose(std, fitted.target_scale_ * expected)


def test_alleles_have_a_process_that_knows_their_properties():
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.choice(list("AVILKRDE"), size=(80, 3)), columns=["p1", "p2", "p3"])
    y = X.isin(list("KR")).sum(axis=1) + 0.1 * rng.randn(80)
    model = EpistaticNetRegressorCV(**QUICK).fit(X, y)
    features = model.gaussian_process_.features
    assert features.n_alleles == (8, 8, 8)
    assert features.has_properties
    codes = np.column_stack([np.searchsorted(sorted("AVILKRDE"), X[name]) for name in X])
    together = model.member_weights_ @ model.net_.predict_members(codes)
    together += model.gaussian_process_share_ * model.gaussian_process_.predict(codes)
    expected = model.target_mean_ + model.target_scale_ * together
    np.testing.assert_allclose(model.predict(X), expected)
    np.testing.assert_allclose(model.spectrum_.predict(X), expected, atol=1e-8)
    plain = clone(model).set_params(allele_properties=None).fit(X, y)
    assert not plain.gaussian_process_.features.has_properties


@pytest.mark.parametrize(
    "why", ["asked", "selection", "censored", "numbers between", "constant", "few"]
)
def test_where_the_networks_predict_alone(why, two_level):
    X, y, _, _ = two_level
    settings = dict(QUICK)
    if why == "asked":
        settings["gaussian_process"] = False
    elif why == "selection":
        settings["selection"] = "min"
    elif why == "censored":
        settings["censored"], y = "left", np.maximum(y, np.median(y))
    elif why == "constant":
        y = np.ones(len(y))
    elif why == "few":  # copies of a genotype do not count
        X, y = np.tile(X[:49], (2, 1)), np.tile(y[:49], 2)
    model = EpistaticNetRegressorCV(**settings)
    if why == "numbers between":
        X = X.astype(float)
        X[:3, 0] = 0.5
        with pytest.warns(UserWarning, match="more than two values"):
            model.fit(X, y)
    elif why == "constant":
        with pytest.warns(UserWarning, match="constant"):
            model.fit(X, y)
    else:
        model.fit(X, y)
    assert model.gaussian_process_ is None
    assert model.gaussian_process_share_ == 0
    standard = model.member_weights_ @ model.net_.predict_members(1.0 - 2 * X)
    if why != "censored":  # where predictions are cut off at the floor
        expected = model.target_mean_ + model.target_scale_ * standard
        np.testing.assert_allclose(model.predict(X), expected)


def test_weights_of_rows_reach_the_process(two_level):
    X, y, _, _ = two_level
    weight = np.where(np.arange(len(y)) % 8 == 0, 0.0, 1.0)
    spoilt = np.where(weight == 0, 100.0, y)
    model = EpistaticNetRegressorCV(**QUICK).fit(X, spoilt, sample_weight=weight)
    assert len(model.gaussian_process_.genotypes) == weight.sum()
    # Only the ratios of weights count.
    doubled = EpistaticNetRegressorCV(**QUICK).fit(X, spoilt, sample_weight=8 * weight)
    theta = model.gaussian_process_.theta
    np.testing.assert_allclose(doubled.gaussian_process_.theta, theta, rtol=1e-6)


def test_integer_weights_are_copies(two_level):
    X, y, _, _ = two_level
    weight = np.random.RandomState(0).randint(1, 4, len(y))
    weighted = EpistaticNetRegressorCV(**QUICK).fit(X, y, sample_weight=weight)
    repeated = EpistaticNetRegressorCV(**QUICK).fit(X.repeat(weight, axis=0), y.repeat(weight))
    theta = weighted.gaussian_process_.theta
    np.testing.assert_allclose(repeated.gaussian_process_.theta, theta, rtol=1e-6)
    np.testing.assert_allclose(weighted.predict(X), repeated.predict(X), atol=1e-8)


def test_a_bad_parameter_is_named(two_level):
    X, y, _, _ = two_level
    with pytest.raises(ValueError, match="gaussian_process must be True or False"):
        EpistaticNetRegressorCV(gaussian_process="yes").fit(X, y)


def test_a_copy_and_a_file_predict_the_same(fitted, two_level, tmp_path):
    X_new = two_level[2]
    expected = fitted.predict(X_new)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict(X_new), expected)
    pytest.importorskip("skops")
    save_model(tmp_path / "model.skops", fitted)
    loaded, _ = load_model(tmp_path / "model.skops")
    np.testing.assert_array_equal(loaded.predict(X_new), expected)


def test_the_bootstrap_draws_the_process_too():
    X, y, spectrum = make_walsh_landscape(7, 5, 2, noise=0.05, random_state=0)
    order = np.random.RandomState(0).permutation(len(y))
    X, y = X[order], y[order]
    # Networks that learn nothing, so that only the process predicts.
    settings = QUICK | {"max_iter": 1, "alphas": [100.0], "learning_rate_init": 1e-6}
    by_size = np.argsort(-np.abs(spectrum.coefficients))
    strongest = [tuple(spectrum.interactions[i]) for i in by_size[:3]]
    found = []
    for own in (True, False):
        model = EpistaticNetRegressorCV(gaussian_process=own, n_members=10, **settings)
        result = bootstrap_spectrum(model, X, y, n_resamples=20, random_state=0)
        # The share of resamples in which the coefficient of the model is large.
        frequency = dict(zip(map(tuple, result.interactions), result.frequencies, strict=True))
        found.append(np.array([frequency[interaction] for interaction in strongest]))
    assert (found[0] > 0.9).all()
    assert (found[1] < 0.1).all()


def test_it_helps_where_genotypes_are_few():
    gains = []
    for seed in range(3):
        X, y, _ = make_walsh_landscape(8, 10, 3, noise=0.1, random_state=seed)
        order = np.random.RandomState(seed).permutation(len(y))
        train, test = order[:60], order[60:]
        scores = [
            EpistaticNetRegressorCV(gaussian_process=own, **QUICK)
            .fit(X[train], y[train])
            .score(X[test], y[test])
            for own in (True, False)
        ]
        gains.append(scores[0] - scores[1])
    assert np.median(gains) > 0


def test_the_plain_regressor_has_none(two_level):
    X, y, _, _ = two_level
    model = EpistaticNetRegressor(hidden_layer_sizes=(8,), max_iter=10).fit(X, y)
    assert not hasattr(model, "gaussian_process_")
