"""The posterior of Walsh coefficients is the transform of the posterior of all genotypes."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import hadamard
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

from sk_epinet import WalshSpectrum
from sk_epinet.kernels import (
    ConnectednessGaussianProcess,
    ConnectednessKernel,
    has_walsh_posterior,
    walsh_posterior,
)

EACH = ConnectednessKernel([0.5, 1.0, 2.0, 5.0])
KERNELS = {
    "one for each site, with noise": 2.0 * EACH + WhiteKernel(0.1),
    "one for all sites": ConnectednessKernel(1.5),
    "a sum and a product": 1.5 * EACH * ConnectednessKernel(2.0) + 0.3 * ConnectednessKernel(9.0),
    "a constant, and noise times noise": 2.0 * EACH + ConstantKernel(3.0) + 2 * WhiteKernel(0.1),
}
ALL = np.array(list(product([0, 1], repeat=4)))


def fit(kernel, normalize_y=True, alpha=0.05, coding=lambda X: X):
    rng = np.random.RandomState(0)
    rows = rng.randint(0, 16, 11)  # with repeats, and without some genotypes
    y = 7 + 3 * rng.randn(11)
    model = GaussianProcessRegressor(kernel, optimizer=None, normalize_y=normalize_y, alpha=alpha)
    return model.fit(coding(ALL[rows]), y)


def by_prediction(model, genotypes=ALL):
    """Return mean and covariance of the coefficients, from those of all genotypes.

    The covariance that scikit-learn predicts has the noise of the kernel in it.
    """
    mean, cov = model.predict(genotypes, return_cov=True)
    pairs = model.kernel_(genotypes) - model.kernel_(genotypes, genotypes)
    cov = cov - pairs * model._y_train_std**2
    H = hadamard(16) / 16  # its rows are in enumeration order: bit 0 is the last site
    return H @ mean, H @ cov @ H.T


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS.keys())
@pytest.mark.parametrize(
    "settings", [{}, {"normalize_y": False, "alpha": np.linspace(0.1, 1, 11)}]
)
def test_posterior_is_that_of_all_predictions(kernel, settings):
    model = fit(kernel, **settings)
    mean, cov = by_prediction(model)
    own_mean, own_cov = walsh_posterior(model, return_cov=True)
    np.testing.assert_allclose(own_mean, mean, atol=1e-10)
    np.testing.assert_allclose(own_cov, cov, atol=1e-10)
    std = np.sqrt(np.diag(cov))
    for found in (
        walsh_posterior(model, return_std=True),
        walsh_posterior(model, ALL.astype(bool), return_std=True),
    ):
        np.testing.assert_allclose(found[0], mean, atol=1e-10)
        np.testing.assert_allclose(found[1], std, atol=1e-7)
    np.testing.assert_allclose(walsh_posterior(model), mean, atol=1e-10)


def test_some_interactions_in_some_order():
    model = fit(KERNELS["one for each site, with noise"])
    mean, cov = by_prediction(model)
    own_mean, own_cov = walsh_posterior(model, [(1, 3), (), (0,)], return_cov=True)
    places = [0b0101, 0, 0b1000]
    np.testing.assert_allclose(own_mean, mean[places])
    np.testing.assert_allclose(own_cov, cov[np.ix_(places, places)], atol=1e-12)


@pytest.mark.parametrize(
    ("interactions", "message"),
    [
        ([(1, 0)], r"a sorted tuple of distinct sites from 0 to 3, got \(1, 0\)"),
        ([(0,), (0,)], "listed only once"),
    ],
)
def test_interactions_are_those_that_a_spectrum_can_have(interactions, message):
    with pytest.raises(ValueError, match=message):
        walsh_posterior(fit(KERNELS["one for all sites"]), interactions)


def test_without_data_to_speak_of_the_posterior_is_the_prior():
    model = fit(2.0 * EACH, normalize_y=False, alpha=1e12)
    rho = EACH.correlation
    _, std = walsh_posterior(model, [(0, 2)], return_std=True)
    expected = 2 * (1 - rho[0]) * (1 + rho[1]) * (1 - rho[2]) * (1 + rho[3]) / 16
    np.testing.assert_allclose(std**2, expected)


def test_many_sites_from_the_definition():
    """On 30 sites, c_S is linear in f: its covariances are averages over the sites one by one."""
    rng = np.random.RandomState(1)
    X, y = rng.choice([-1.0, 1.0], (20, 30)), rng.randn(20)
    scales = np.linspace(1, 20, 30)
    model = GaussianProcessRegressor(ConnectednessKernel(scales), alpha=0.1, optimizer=None)
    mean, std = walsh_posterior(model.fit(X, y), [(0, 7), (29,)], return_std=True)
    # +1 is the high level, with the spin -1.
    signs, rho = -X, np.exp(-1 / scales)
    K = np.where(X[:, None] == X, 1, rho).prod(axis=2) + 0.1 * np.eye(20)
    for S, own_mean, own_std in zip([[0, 7], [29]], mean, std, strict=True):
        inside = np.isin(np.arange(30), S)
        prior = np.where(inside, 1 - rho, 1 + rho).prod() / 2**30
        cross = prior * signs[:, S].prod(axis=1)
        np.testing.assert_allclose(own_mean, cross @ np.linalg.solve(K, y))
        np.testing.assert_allclose(own_std**2, prior - cross @ np.linalg.solve(K, cross))


def test_spectrum_of_a_gaussian_process_has_standard_errors():
    model = fit(KERNELS["one for each site, with noise"])
    mean, cov = by_prediction(model)
    spectrum = WalshSpectrum.from_estimator(model)
    np.testing.assert_allclose(spectrum.to_dense(), mean, atol=1e-10)
    np.testing.assert_allclose(spectrum.standard_errors, np.sqrt(np.diag(cov)), atol=1e-7)
    np.testing.assert_allclose(spectrum.predict(ALL), model.predict(ALL))
    some = WalshSpectrum.from_estimator(model, max_order=2)
    assert len(some) == 11
    rows = [int("".join("01"[i in S] for i in range(4)), 2) for S in some.interactions]
    np.testing.assert_allclose(some.coefficients, mean[rows], atol=1e-10)
    np.testing.assert_allclose(some.standard_errors, np.sqrt(np.diag(cov))[rows], atol=1e-7)


def test_levels_and_names_are_those_of_the_training_set():
    def coding(X):
        return pd.DataFrame(np.where(X, "wt", "mut"), columns=["a", "b", "c", "d"])

    model = fit(KERNELS["one for all sites"], coding=coding)
    spectrum = WalshSpectrum.from_estimator(model)
    assert spectrum.site_names == ("a", "b", "c", "d")
    assert spectrum.levels.tolist() == [["mut", "wt"]] * 4
    np.testing.assert_allclose(spectrum.predict(coding(ALL)), model.predict(coding(ALL)))
    turned = WalshSpectrum.from_estimator(model, levels=("wt", "mut"))
    signs = (-1.0) ** turned.orders
    np.testing.assert_allclose(turned.coefficients, signs * spectrum.coefficients, atol=1e-12)
    np.testing.assert_allclose(turned.standard_errors, spectrum.standard_errors)


def test_many_sites_need_an_order():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (30, 40))
    model = ConnectednessGaussianProcess(optimizer=None).fit(X, X[:, 0] + 0.1 * rng.randn(30))
    with pytest.raises(ValueError, match="max_order=2"):
        WalshSpectrum.from_estimator(model)
    with pytest.raises(ValueError, match="pass interactions="):
        walsh_posterior(model)
    with pytest.raises(ValueError, match="Pass a smaller max_order"):
        WalshSpectrum.from_estimator(model, max_order=20)
    spectrum = WalshSpectrum.from_estimator(model, max_order=2)
    assert len(spectrum) == 1 + 40 + 780
    assert spectrum.top(1).interactions == ((0,),)


def test_two_of_many_alleles_are_evaluated():
    X = np.array(list(product("ABC", "AB")), dtype=object)
    model = ConnectednessGaussianProcess(optimizer=None).fit(X, np.arange(6.0))
    spectrum = WalshSpectrum.from_estimator(model, levels=("A", "B"))
    square = np.array(list(product("AB", "AB")), dtype=object)
    np.testing.assert_allclose(spectrum.predict(square), model.predict(square))
    with pytest.raises(ValueError, match="Site 'x0' takes 3 values"):
        WalshSpectrum.from_estimator(model)
    with pytest.raises(ValueError, match="Site 'x0' takes 3 values"):
        walsh_posterior(model)


def test_order_of_what_is_not_a_gaussian_process():
    model = fit(RBF(1.0))
    assert not has_walsh_posterior(model)
    whole = WalshSpectrum.from_estimator(model, X=ALL)
    some = WalshSpectrum.from_estimator(model, X=ALL, max_order=1)
    assert some.interactions == tuple(S for S in whole.interactions if len(S) < 2)
    with pytest.raises(ValueError, match="max_order"):
        WalshSpectrum.from_estimator(model, X=ALL, max_order=0)


def test_errors_name_what_is_wrong():
    with pytest.raises(TypeError, match="must be made of ConnectednessKernel"):
        walsh_posterior(fit(RBF(1.0) * ConnectednessKernel()))
    with pytest.raises(TypeError, match="GaussianProcessRegressor"):
        walsh_posterior(RBF())
    model = fit(KERNELS["one for all sites"])
    with pytest.raises(ValueError, match="cannot both be True"):
        walsh_posterior(model, return_std=True, return_cov=True)
    with pytest.raises(ValueError, match=r"sites from 0 to 3, got \(4,\)"):
        walsh_posterior(model, [(4,)])
    with pytest.raises(ValueError, match=r"one column per site \(4\)"):
        walsh_posterior(model, np.ones((2, 3), dtype=bool))
    with pytest.raises(ValueError, match="several targets"):
        walsh_posterior(model.fit(ALL, np.ones((16, 2))))
    assert not has_walsh_posterior(model)
    assert not has_walsh_posterior(GaussianProcessRegressor(ConnectednessKernel()))
