"""The regressors on sites whose values are strings or categories."""

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    WalshSpectrum,
)
from sk_epinet.network._stack import EpistaticMLP

SITES = {"A": ["a", "b", "c"], "B": ["x", "y"], "C": ["p", "q", "r", "s"]}
CUBE = pd.DataFrame(list(itertools.product(*SITES.values())), columns=list(SITES))
FIRST, SECOND = CUBE["A"].map({"a": 0.0, "b": 2, "c": -1}), CUBE["B"].map({"x": 0.0, "y": 1})
VALUES = FIRST + SECOND * CUBE["C"].map({"p": 1.0, "q": 1, "r": -2, "s": 0})
FAST = {"hidden_layer_sizes": (16,), "random_state": 0}
KINDS = [EpistaticNetRegressor, EpistaticNetRegressorCV]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("as_categories", [False, True])
def test_two_alleles_are_exactly_the_model_of_two_levels(small_data, kind, as_categories):
    X, y = small_data
    words = pd.DataFrame(np.where(X, "mut", "Wt"), columns=list("ABCDE"))  # sorted: Wt, mut
    if as_categories:
        words = words.astype(pd.CategoricalDtype(["Wt", "mut"]))
    numbers = kind(**FAST, max_iter=20).fit(X, y)
    model = kind(**FAST, max_iter=20).fit(words, y)
    np.testing.assert_array_equal(model.predict(words), numbers.predict(X))
    assert model.levels_.tolist() == [["Wt", "mut"]] * 5
    assert model.alleles_ == (("Wt", "mut"),) * 5
    spectrum = model.spectrum_
    np.testing.assert_array_equal(spectrum.coefficients, numbers.spectrum_.coefficients)
    assert spectrum.levels.tolist() == [["Wt", "mut"]] * 5
    np.testing.assert_allclose(spectrum.predict(words), model.predict(words))
    np.testing.assert_array_equal(
        WalshSpectrum.from_estimator(model).coefficients, spectrum.coefficients
    )


@pytest.mark.parametrize("words", ["-+", ["low", "high"], ["wt", "mut"]])
def test_the_low_level_is_the_first_category_or_what_is_called_so(words):
    """Jain's study: signs are those of the mutations, as for -1/+1 (trial 20)."""
    table = pd.DataFrame(itertools.product(words, repeat=3), columns=list("ABC"))
    y = np.array([14, 46, 10, 50, 22, 58, 34, 86.0])
    model = EpistaticNetRegressor(random_state=0, alpha=0, wh_weight=0)
    expected = np.array([40, -20, -5, 3, -10, 2, 5, -1])
    found = model.fit(table, y).spectrum_
    np.testing.assert_allclose(found.coefficients, expected, atol=0.3)
    turned = table.astype(pd.CategoricalDtype(list(words)[::-1]))
    signs = (-1.0) ** found.orders
    opposite = model.fit(turned, y).spectrum_.coefficients
    np.testing.assert_allclose(opposite, signs * expected, atol=0.3)


@pytest.mark.parametrize("kind", KINDS)
def test_many_alleles_are_learned(kind):
    rows = np.repeat(np.arange(24), 3)
    X, y = CUBE.iloc[rows], VALUES.iloc[rows]
    settings = {"alphas": [0.01], "global_epistasis": None}
    settings = settings if kind is EpistaticNetRegressorCV else {"alpha": 0.01}
    model = kind(**FAST, **settings).fit(X, y)
    assert model.score(CUBE, VALUES) > 0.99
    assert model.alleles_ == tuple(map(tuple, SITES.values()))
    assert not hasattr(model, "levels_")
    assert model.penalty_ is None
    assert model.site_relevance_.shape == (3,)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict(CUBE), model.predict(CUBE))
    # The order of the rows changes nothing, nor do categories that are in another order.
    turned = CUBE[::-1].astype("category")
    turned["C"] = turned["C"].cat.reorder_categories(list("srqp"))
    np.testing.assert_array_equal(model.predict(turned), model.predict(CUBE)[::-1])


def test_penalties_need_two_alleles():
    for kind in KINDS:
        with pytest.raises(ValueError, match=r"penalty=ExactWalshPenalty\(\) needs sites of two"):
            kind(**FAST, penalty=ExactWalshPenalty()).fit(CUBE, VALUES)


def test_candidates_of_many_alleles_differ_in_more_than_the_penalty():
    model = EpistaticNetRegressorCV(**FAST, max_iter=2, alphas=[0.1, 1.0]).fit(CUBE, VALUES)
    assert model.wh_weights_.tolist() == [0.0]
    assert len(model.cv_results_["params"]) == 4


def test_searches_over_tables():
    grid = {"alpha": [0.01, 0.1]}
    frame = CUBE.astype("category")
    search = GridSearchCV(EpistaticNetRegressor(**FAST, max_iter=5), grid, cv=3)
    assert np.isfinite(search.fit(frame, VALUES).cv_results_["mean_test_score"]).all()
    assert np.isfinite(cross_val_score(clone(search.best_estimator_), frame, VALUES, cv=3)).all()


def test_an_allele_that_fit_did_not_know():
    model = EpistaticNetRegressor(**FAST, max_iter=2).fit(CUBE[CUBE["C"] != "s"], VALUES[:18])
    with pytest.raises(ValueError, match=r"Site 'C' has the allele 's' in row 3"):
        model.predict(CUBE)
    with pytest.raises(ValueError, match="feature names"):
        model.predict(CUBE[["B", "A", "C"]])


def test_names_and_numbers_of_sites():
    model = EpistaticNetRegressor(**FAST, max_iter=2).fit(CUBE, VALUES)
    assert model.n_features_in_ == 3
    assert model.feature_names_in_.tolist() == ["A", "B", "C"]
    with pytest.raises(ValueError, match="2 features, but EpistaticNetRegressor is expecting 3"):
        EpistaticNetRegressor(**FAST, max_iter=2).fit(CUBE.to_numpy(), VALUES).predict(
            CUBE.to_numpy()[:, :2]
        )
    with pytest.raises(ValueError, match="One column of strings is split"):
        model.fit(["aa", "ab", "ba"], [1.0, 2, 3])


def test_one_gate_is_shared_by_the_alleles_of_a_site():
    inputs = torch.tensor(np.random.RandomState(0).randn(9, 6))
    site_of_input = [0, 0, 0, 1, 2, 2]
    stack = EpistaticMLP(site_of_input, (5,), "silu", True, [False] * 2, [1, 2], 2**29).double()
    assert stack.layers.gates.shape == (2, 3, 1)
    with torch.no_grad():
        stack.layers.gates.copy_(torch.arange(6.0).reshape(2, 3, 1) - 2)
    gates, (first, second), (b1, b2) = stack.layers
    for member in range(2):
        own = gates[member, [0, 0, 0, 1, 2, 2]] * first[member]
        hidden = torch.nn.functional.silu(inputs @ own + b1[member])
        expected = (hidden @ second[member] + b2[member])[:, 0]
        torch.testing.assert_close(stack(inputs)[member], expected)
        norms = torch.stack([own[:3].norm(), own[3].norm(), own[4:].norm()])
        torch.testing.assert_close(stack.site_relevance()[member], norms)
    gradients = []
    for by_hand in (True, False):
        (latent,), norm = stack.evaluate([(inputs, None)], by_hand)
        value = latent.sin().sum() + norm.sum()
        gradients.append(torch.autograd.grad(value, stack.theta)[0])
    torch.testing.assert_close(*gradients, rtol=1e-10, atol=1e-10)
