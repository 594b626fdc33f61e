"""The rivals of the study of many alleles, against definitions and planted landscapes."""

import sys
from importlib import import_module
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold

BENCHMARKS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
FOLDS = KFold(4, shuffle=True, random_state=0)


@pytest.fixture
def module(monkeypatch):
    """Return a function that imports a file beside the study."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.syspath_prepend(str(BENCHMARKS / "alleles"))
    yield import_module
    for name in ("rivals", "scales"):
        sys.modules.pop(name, None)


@pytest.fixture
def genotypes():
    """Return all genotypes of 3 x 2 x 4 x 3 alleles in a random order."""
    rows = list(product("ACD", "AC", "ACDE", "ACD"))
    rows = [rows[place] for place in np.random.RandomState(0).permutation(len(rows))]
    return pd.DataFrame(rows).astype("category")


def indicators(X, share):
    """Return columns of all alleles and, less, of all pairs, whose ridge is the rival's."""
    n_sites = X.shape[1]
    alleles = [X[site].eq(own) for site in X for own in X[site].cat.categories]
    pairs = [
        X[i].eq(a) & X[j].eq(b)
        for i, j in combinations(X, 2)
        for a, b in product(X[i].cat.categories, X[j].cat.categories)
    ]
    alleles, pairs = (np.array(columns, dtype=float).T for columns in (alleles, pairs))
    return np.hstack([alleles / n_sites**0.5, pairs * (2 * share) ** 0.5 / n_sites])


def test_ridge_on_pairs_is_ridge_on_indicators(module, genotypes):
    X, y = genotypes, np.random.RandomState(1).randn(72)
    model = module("rivals").RidgeOnPairs(FOLDS).fit(X[:40], y[:40])
    columns = indicators(X, model.share_)
    ridge = Ridge(alpha=model.ridge_.alpha, fit_intercept=False)
    ridge.fit(columns[:40], y[:40] - y[:40].mean())
    expected = y[:40].mean() + ridge.predict(columns[40:])
    np.testing.assert_allclose(model.predict(X[40:]), expected, atol=1e-8)


def test_traits_behind_a_line_are_ridge_regression_with_an_intercept(module, genotypes):
    rivals = module("rivals")
    columns, z = indicators(genotypes, 0.3), np.random.RandomState(1).randn(72) + 2
    kernel = columns @ columns.T
    for alpha, (coefs, intercept) in zip(
        (1.0, 0.1), rivals.fit_traits(kernel, z, (1.0, 0.1), rivals.LINE), strict=True
    ):
        ridge = Ridge(alpha=alpha).fit(columns, z)
        np.testing.assert_allclose(intercept + kernel @ coefs, ridge.predict(columns), atol=1e-5)


def test_traits_behind_a_sigmoid_are_where_the_objective_is_flat(module, genotypes):
    """By finite differences, beside the slopes where the steps began."""
    rivals = module("rivals")
    columns = indicators(genotypes, 0.3)
    kernel, link = columns @ columns.T, (0.2, 0.1, -0.3, 0.4)
    z = rivals.sigmoid(columns @ np.random.RandomState(1).randn(columns.shape[1]), link)
    ((coefs, intercept),) = rivals.fit_traits(kernel, z, [0.5], link, n_steps=50)

    def objective(coefs, intercept):
        errors = z - rivals.sigmoid(intercept + kernel @ coefs, link)
        return errors @ errors + 0.5 * coefs @ kernel @ coefs

    def slope(coefs, intercept, direction, step=1e-4):
        ahead, behind = (
            objective(coefs + side * direction[1:], intercept + side * direction[0])
            for side in (step, -step)
        )
        return abs(ahead - behind) / (2 * step)

    for direction in np.random.RandomState(2).randn(5, 73):
        at_start = slope(np.zeros(72), link[2], direction)
        assert slope(coefs, intercept, direction) < 1e-3 * at_start


def test_a_sigmoid_of_a_sum_is_found(module, genotypes):
    effects = np.random.RandomState(1).randn(4, 4) * 1.5
    trait = sum(effects[i][genotypes[i].cat.codes] for i in range(4))
    y, rivals = 5 + 2 * np.tanh(trait), module("rivals")
    scores = {}
    for rival in (rivals.RidgeOnPairs, rivals.RidgeBehindSigmoid):
        model = rival(FOLDS).fit(genotypes[:45], y[:45])
        scores[rival.__name__] = r2_score(y[45:], model.predict(genotypes[45:]))
    assert scores["RidgeBehindSigmoid"] > 0.95
    assert scores["RidgeBehindSigmoid"] > scores["RidgeOnPairs"] + 0.05


def test_boosted_trees_find_a_set_of_alleles(module):
    """Half of 20 alleles have a value of one: a split of categories sees it, not one column."""
    pytest.importorskip("xgboost")
    rng = np.random.RandomState(0)
    letters = np.array(list("ACDEFGHIKLMNPQRSTVWY"))
    codes = rng.randint(0, 20, (300, 3))
    X = pd.DataFrame(letters[codes]).astype(pd.CategoricalDtype(letters))
    y = (codes[:, 0] % 2).astype(float)
    categories = [column.categories for column in X.dtypes]
    model = module("rivals").boosted_trees(categories, FOLDS, 0)
    model.param_grid = {name: values[-1:] for name, values in model.param_grid.items()}
    model.fit(X[:200], y[:200])
    assert r2_score(y[200:], model.predict(X[200:])) > 0.9


def test_z_scales_are_lipophilicity_bulk_and_polarity(module):
    table = module("scales").z_scales()
    scales = np.array([table[letter] for letter in "ACDEFGHIKLMNPQRSTVWY"])
    np.testing.assert_allclose(scales.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scales.std(axis=0), 1)
    first = dict(zip("ACDEFGHIKLMNPQRSTVWY", scales[:, 0], strict=True))
    # The first is low for lipophilic side chains, the second for small ones.
    assert max(first[a] for a in "FILMVWY") < min(first[a] for a in "DEKNQRS")
    assert min("ACDEFGHIKLMNPQRSTVWY", key=lambda letter: table[letter][1]) == "G"
    assert not table["*"].any()


def test_eigenvectors_of_blosum62_place_similar_amino_acids_close(module):
    pytest.importorskip("Bio")
    table = module("scales").blosum62()
    scales = np.array([table[letter] for letter in "ACDEFGHIKLMNPQRSTVWY"])
    np.testing.assert_allclose(np.cov(scales.T, bias=True), np.eye(8), atol=1e-8)
    for a, similar, other in ("ILD", "KRW", "FYG", "DEI"):
        near, far = (np.linalg.norm(table[a] - table[b]) for b in (similar, other))
        assert near < far
