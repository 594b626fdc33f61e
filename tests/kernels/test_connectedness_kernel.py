"""The kernel is what its definition says, for all kinds of genotypes, and so is its gradient."""

import pickle
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import hadamard
from scipy.optimize import approx_fprime
from sklearn.base import clone
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

from sk_epinet.kernels import ConnectednessKernel

SCALES = np.array([0.3, 1.0, 4.0])
RNG = np.random.RandomState(0)
LETTERS = RNG.choice(list("ACDE"), (14, 3))
TABLES = {
    "strings of a character for each site": ["".join(row) for row in LETTERS],
    "array of strings": LETTERS,
    "objects": LETTERS.astype(object),
    "categories": pd.DataFrame(LETTERS, columns=list("xyz")).astype("category"),
    "numbers": RNG.randint(0, 5, (14, 3)),
    "floats": RNG.randint(0, 2, (14, 3)) * 1.5,
    "numbers and strings": np.array([[1, "A", 2.5], [1.0, "B", 2], ["1", "A", 2]], dtype=object),
    "mixed columns": pd.DataFrame({"a": [1, 2, 1], "b": list("AAB"), "c": [0.5, 0.5, 2]}),
}


def as_rows(X):
    return X.to_numpy(dtype=object).tolist() if hasattr(X, "iloc") else [list(row) for row in X]


def by_definition(X, Y, scales):
    """Return the product of exp(-1 / length scale) over the sites that differ."""
    return np.array(
        [
            [
                np.prod([np.exp(-1 / s) for a, b, s in zip(x, y, scales, strict=True) if a != b])
                for y in as_rows(Y)
            ]
            for x in as_rows(X)
        ]
    )


@pytest.mark.parametrize("X", TABLES.values(), ids=TABLES.keys())
def test_kernel_is_that_of_the_definition(X):
    kernel = ConnectednessKernel(SCALES)
    expected = by_definition(X, X, SCALES)
    np.testing.assert_allclose(kernel(X), expected, rtol=1e-12)
    np.testing.assert_allclose(kernel(X, X[:2]), expected[:, :2], rtol=1e-12)
    np.testing.assert_array_equal(kernel.diag(X), np.ones(len(X)))
    np.testing.assert_allclose(
        ConnectednessKernel(2.0)(X), by_definition(X, X, [2.0] * 3), rtol=1e-12
    )


def test_alleles_of_the_other_genotypes_only():
    kernel = ConnectednessKernel([1.0, 2.0])
    np.testing.assert_allclose(kernel(["AA"], ["GA", "AG", "GG"])[0], np.exp([-1, -0.5, -1.5]))


def test_more_alleles_than_fit_in_one_block():
    X = RNG.randint(0, 1500, (400, 4))  # some 350 alleles for each site, and a fixed one
    X[0] = X[1]
    X = np.hstack([X, np.zeros((400, 1), dtype=int), np.arange(4000).reshape(400, 10)])
    scales = np.linspace(1, 5, 15)
    expected = by_definition(X[:5], X[:5], scales)
    np.testing.assert_allclose(ConnectednessKernel(scales)(X)[:5, :5], expected, rtol=1e-9)


def test_two_alleles_are_those_of_an_rbf_kernel():
    X = RNG.randint(0, 2, (20, 3))
    np.testing.assert_allclose(ConnectednessKernel(SCALES)(X), RBF(np.sqrt(SCALES / 2))(X))


@pytest.mark.parametrize("length_scale", [0.7, SCALES], ids=["one for all", "one for each"])
def test_gradient_is_that_of_finite_differences(length_scale):
    X = LETTERS[:6]
    kernel = ConstantKernel(1.7) * ConnectednessKernel(length_scale) + WhiteKernel(0.3)
    _, gradient = kernel(X, eval_gradient=True)
    expected = approx_fprime(kernel.theta, lambda t: kernel.clone_with_theta(t)(X).ravel(), 1e-7)
    assert gradient.shape == (6, 6, kernel.n_dims)
    np.testing.assert_allclose(gradient.reshape(36, -1), expected, atol=1e-6)


@pytest.mark.parametrize("length_scale", [0.7, SCALES], ids=["one for all", "one for each"])
def test_contracted_gradient_is_the_sum_over_pairs(length_scale):
    matrix = RNG.randn(14, 14)
    kernel = ConnectednessKernel(length_scale)
    gradient = kernel(LETTERS, eval_gradient=True)[1]
    expected = (matrix[:, :, None] * gradient).sum(axis=(0, 1))
    np.testing.assert_allclose(kernel.contract_gradient(LETTERS, matrix), expected)


@pytest.mark.parametrize("extreme", [1e-2, 1e5])
def test_gradient_is_finite_and_vanishes_at_the_bounds(extreme):
    K, gradient = ConnectednessKernel([extreme, 1.0])([[0, 0], [1, 0], [0, 1]], eval_gradient=True)
    assert np.isfinite(K).all()
    assert abs(gradient[:, :, 0]).max() < 1e-4


def test_a_fixed_length_scale_has_no_gradient():
    kernel = ConnectednessKernel(SCALES, "fixed")
    assert kernel.n_dims == 0
    assert kernel(LETTERS, eval_gradient=True)[1].shape == (14, 14, 0)
    assert kernel.contract_gradient(LETTERS, np.ones((14, 14))).shape == (0,)


def test_equal_length_scales_are_one_length_scale():
    one, three = ConnectednessKernel(0.7), ConnectednessKernel([0.7] * 3)
    np.testing.assert_allclose(one(LETTERS), three(LETTERS))
    total = three(LETTERS, eval_gradient=True)[1].sum(axis=2)
    np.testing.assert_allclose(one(LETTERS, eval_gradient=True)[1][:, :, 0], total)


def test_kernel_matrix_is_positive_definite():
    X = list(product("ABC", repeat=3))
    assert np.linalg.eigvalsh(ConnectednessKernel(SCALES)(X)).min() > 0


def test_eigenvalues_of_a_complete_landscape_are_those_of_the_walsh_functions():
    rho = np.exp(-1 / SCALES)
    K = ConnectednessKernel(SCALES)(list(product([0, 1], repeat=3)))
    H = hadamard(8)  # bit 0 of the numbers of its rows and columns is the last site
    expected = [
        np.prod([1 - r if inside else 1 + r for r, inside in zip(rho, S, strict=True)])
        for S in product([0, 1], repeat=3)
    ]
    np.testing.assert_allclose(H @ K @ H / 8, np.diag(expected), atol=1e-12)
    ratios = np.array(expected) / expected[0]
    np.testing.assert_allclose(ratios[3], np.prod((1 - rho[1:]) / (1 + rho[1:])))


def test_theta_bounds_and_names():
    kernel = ConnectednessKernel(SCALES, (0.1, 10.0))
    np.testing.assert_allclose(kernel.theta, np.log(SCALES))
    np.testing.assert_allclose(kernel.bounds, np.log([[0.1, 10.0]] * 3))
    assert kernel.hyperparameters[0].name == "length_scale"
    assert kernel.hyperparameters[0].n_elements == 3
    np.testing.assert_allclose(kernel.clone_with_theta(np.log([1, 2, 3])).length_scale, [1, 2, 3])
    np.testing.assert_allclose(kernel.correlation, np.exp(-1 / SCALES))
    assert repr(kernel) == "ConnectednessKernel(length_scale=[0.3, 1, 4])"
    assert repr(ConnectednessKernel(2.0)) == "ConnectednessKernel(length_scale=2)"
    assert kernel.is_stationary()
    assert not kernel.requires_vector_input


def test_copies_are_equal():
    kernel = 2.0 * ConnectednessKernel(SCALES) + WhiteKernel()
    assert clone(kernel) == kernel
    assert pickle.loads(pickle.dumps(kernel)) == kernel


@pytest.mark.parametrize("X", TABLES.values(), ids=TABLES.keys())
def test_predictions_of_scikit_learn_are_those_of_the_textbook(X):
    y, noise = np.random.RandomState(1).randn(len(X)), 0.2
    kernel = 1.5 * ConnectednessKernel(SCALES) + WhiteKernel(noise)
    model = GaussianProcessRegressor(kernel, optimizer=None).fit(X, y)
    K = 1.5 * by_definition(X, X, SCALES)
    precision = np.linalg.inv(K + noise * np.eye(len(y)))
    values, cov = model.predict(X, return_cov=True)
    np.testing.assert_allclose(values, K @ precision @ y, atol=1e-10)
    np.testing.assert_allclose(cov, K - K @ precision @ K + noise * np.eye(len(y)), atol=1e-10)


def test_scikit_learn_switches_off_a_site_without_effect():
    X = np.array(list(product("AB", "CD", "EF", range(5))), dtype=object)
    y = (X[:, 0] == "A") + 0.5 * (X[:, 2] == "E") * (X[:, 0] == "A")
    kernel = ConnectednessKernel(np.ones(4)) + WhiteKernel(1e-4, (1e-8, 1.0))
    with pytest.warns(Warning, match="close to the specified"):
        model = GaussianProcessRegressor(kernel, normalize_y=True).fit(X, y.astype(float))
    rho = model.kernel_.k1.correlation
    assert rho[[1, 3]].min() > 0.9999
    assert rho[[0, 2]].max() < 0.99


@pytest.mark.parametrize(
    ("length_scale", "X", "message"),
    [
        ([1.0, 2.0], [[0, 1, 0]], "one for each of 3 sites"),
        (0.0, [[0, 1]], "greater than 0"),
        ([1.0, -1.0], [[0, 1]], "greater than 0"),
        (5e-324, [[0, 1]], "so small"),
        (1.0, [["A", "B"], ["A", None]], r"Site 1 has missing values \(first in row 1\)"),
    ],
)
def test_errors_name_what_is_wrong(length_scale, X, message):
    with pytest.raises(ValueError, match=message):
        ConnectednessKernel(length_scale)(X)


def test_errors_of_two_tables():
    with pytest.raises(ValueError, match="3 and 2 columns"):
        ConnectednessKernel()([[0, 1, 0]], [[0, 1]])
    with pytest.raises(ValueError, match="only for Y=None"):
        ConnectednessKernel()([[0]], [[1]], eval_gradient=True)
