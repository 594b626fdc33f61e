"""The estimator does what scikit-learn's does with the same kernel, in less memory."""

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime
from sklearn.base import clone
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.model_selection import cross_val_score

from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel

KERNELS = {
    "one for each": 2.0 * ConnectednessKernel([1.0, 2.0, 3.0]) + WhiteKernel(0.3),
    "one for all": 2.0 * ConnectednessKernel(1.5) + WhiteKernel(0.3),
    "two": ConnectednessKernel([1.0, 2.0, 3.0]) * ConnectednessKernel(4.0) + WhiteKernel(0.3),
    "fixed": ConstantKernel(2.0) * ConnectednessKernel([1.0, 2.0, 3.0], "fixed") + WhiteKernel(),
    "another": ConnectednessKernel([1.0, 2.0, 3.0]) + RBF(2.0) + WhiteKernel(0.3),
}


@pytest.fixture
def data():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 4, (50, 3))
    y = 5 + (X[:, 0] == 1) - 2.0 * (X[:, 1] == X[:, 2]) + 0.2 * rng.randn(50)
    return X, y


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS.keys())
@pytest.mark.parametrize("n_targets", [1, 2])
def test_likelihood_is_that_of_scikit_learn(kernel, n_targets, data):
    X, y = data
    if n_targets == 2:
        y = np.column_stack([y, y**2])
    settings = {"optimizer": None, "normalize_y": True, "alpha": np.linspace(0.01, 0.2, 50)}
    own = ConnectednessGaussianProcess(kernel, **settings).fit(X, y)
    theirs = GaussianProcessRegressor(kernel, **settings).fit(X, y)
    theta = kernel.theta + 0.3
    value, gradient = own.log_marginal_likelihood(theta, eval_gradient=True)
    expected, of_theirs = theirs.log_marginal_likelihood(theta, eval_gradient=True)
    np.testing.assert_allclose(value, expected)
    np.testing.assert_allclose(gradient, of_theirs, atol=1e-9)
    slope = approx_fprime(theta, own.log_marginal_likelihood, 1e-7)
    np.testing.assert_allclose(gradient, slope, atol=1e-3)
    np.testing.assert_allclose(own.kernel_.theta, kernel.theta)


def test_likelihood_of_a_matrix_that_is_not_positive_definite(data):
    X, y = data
    kernel = ConnectednessKernel([1.0, 1.0, 1.0]) + WhiteKernel(1e-10, (1e-300, 1e5))
    model = ConnectednessGaussianProcess(kernel, optimizer=None, alpha=0).fit(
        *(part[np.unique(X, axis=0, return_index=True)[1]] for part in data)
    )
    model.X_train_[1] = model.X_train_[0]
    value, gradient = model.log_marginal_likelihood([0, 0, 0, -600], eval_gradient=True)
    assert value == -np.inf
    np.testing.assert_array_equal(gradient, np.zeros(4))


def test_fit_and_predictions_are_those_of_scikit_learn(data):
    X, y = data
    kernel = ConstantKernel() * ConnectednessKernel(np.full(3, 2.0)) + WhiteKernel(0.1)
    own = ConnectednessGaussianProcess(kernel).fit(X[:40], y[:40])
    theirs = GaussianProcessRegressor(kernel, normalize_y=True).fit(X[:40], y[:40])
    np.testing.assert_allclose(own.kernel_.theta, theirs.kernel_.theta, atol=1e-3)
    for mine, expected in zip(
        own.predict(X[40:], return_std=True), theirs.predict(X[40:], return_std=True), strict=True
    ):
        np.testing.assert_allclose(mine, expected, rtol=1e-4)


def test_the_kernel_is_made_for_the_sites_of_strings(data):
    X, y = data
    table = pd.DataFrame(np.array(list("ACDE"))[X], columns=["a", "b", "c"])
    model = ConnectednessGaussianProcess().fit(table, y)
    assert model.kernel is None
    assert model.n_features_in_ == 3
    assert list(model.feature_names_in_) == ["a", "b", "c"]
    assert len(model.kernel_.k1.k2.length_scale) == 3
    np.testing.assert_allclose(
        model.predict(table), ConnectednessGaussianProcess().fit(X, y).predict(X), rtol=1e-6
    )
    strings = ["".join(row) for row in table.to_numpy()]
    as_strings = ConnectednessGaussianProcess().fit(strings, y)
    assert as_strings.n_features_in_ == 3
    np.testing.assert_allclose(as_strings.predict(strings), model.predict(table))


def test_length_scales_begin_with_the_mean_number_of_differences():
    X = np.array([[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]])
    model = ConnectednessGaussianProcess(optimizer=None).fit(X, [1.0, 2.0, 3.0, 5.0])
    pairs = [(a != b).sum() for a in X for b in X]
    np.testing.assert_allclose(model.kernel_.k1.k2.length_scale, [np.mean(pairs)] * 3)


def test_copies_and_scikit_learn():
    X = np.random.RandomState(0).randint(0, 3, (90, 3))
    y = X[:, 0] - 2.0 * (X[:, 1] == X[:, 2])
    model = ConnectednessGaussianProcess().fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert clone(model).get_params() == ConnectednessGaussianProcess().get_params()
    assert model.sample_y(X[:3], 2).shape == (3, 2)
    assert cross_val_score(ConnectednessGaussianProcess(), X, y, cv=3).min() > 0.5


def test_predictions_before_the_fit_are_those_of_the_prior():
    values, std = ConnectednessGaussianProcess().predict(["AB", "BA"], return_std=True)
    np.testing.assert_array_equal(values, [0, 0])
    np.testing.assert_allclose(std, np.sqrt(1.1))


def test_strings_of_another_length_are_refused():
    model = ConnectednessGaussianProcess(optimizer=None).fit(
        ["ACA", "ACC", "CCA"], [1.0, 2.0, 0.0]
    )
    with pytest.raises(ValueError, match="2 characters.* was fitted to 3 sites"):
        model.predict(["AC"])
