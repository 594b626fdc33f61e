"""The regressors on sites whose values are strings or categories."""

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshSpectrum,
)

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
    np.testing.assert_allclose(found.coefficients, expected, atol=1e-3)
    turned = table.astype(pd.CategoricalDtype(list(words)[::-1]))
    signs = (-1.0) ** found.orders
    opposite = model.fit(turned, y).spectrum_.coefficients
    np.testing.assert_allclose(opposite, signs * expected, atol=1e-3)


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
    assert model.site_relevance_.shape == (3,)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict(CUBE), model.predict(CUBE))
    # The order of the rows changes nothing, nor do categories that are in another order.
    turned = CUBE[::-1].astype("category")
    turned["C"] = turned["C"].cat.reorder_categories(list("srqp"))
    np.testing.assert_array_equal(model.predict(turned), model.predict(CUBE)[::-1])


@pytest.mark.parametrize("kind", KINDS)
def test_penalties_that_do_not_know_alleles_are_refused(kind):
    with pytest.raises(ValueError, match=r"penalty=HashedWalshPenalty\(\) needs sites of two"):
        kind(**FAST, penalty=HashedWalshPenalty()).fit(CUBE, VALUES)


def test_the_exact_penalty_is_told_the_alleles():
    strong = EpistaticNetRegressor(**FAST, max_iter=100, penalty=ExactWalshPenalty(), wh_weight=3)
    model = strong.fit(CUBE, VALUES)
    assert list(model.penalty_.n_alleles) == [3, 2, 4]
    assert strong.penalty.n_alleles is None  # the user's is left alone
    # The penalty of all interactions leaves nothing but the mean.
    assert model.predict(CUBE).std() < 0.05 * VALUES.std()


def test_candidates_of_many_alleles():
    model = EpistaticNetRegressorCV(**FAST, max_iter=2, alphas=[0.1, 1.0]).fit(CUBE, VALUES)
    assert len(model.cv_results_["params"]) == 12
    assert isinstance(model.penalty_, SubcubeWalshPenalty)


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
    with pytest.raises(ValueError, match=r"GenotypeEncoder, and .* landscape.read_like\(X\).data"):
        model.fit(["aa", "ab", "ba"], [1.0, 2, 3])


AMINO_ACIDS = list("ADEFGHIKLMNPQRSTVWYC")


def test_alleles_that_were_never_measured_borrow_from_similar_ones():
    rng = np.random.RandomState(0)
    charge = {"D": -1.0, "E": -1.0, "K": 1.0, "R": 1.0}
    rows = pd.DataFrame(rng.choice(list("DKEANLGSVI"), (150, 2)))
    rows = rows.astype(pd.CategoricalDtype(AMINO_ACIDS))
    y = rows[0].map(lambda a: charge.get(a, 0.0)).astype(float)
    y += 0.1 * rng.randn(150)
    unseen = pd.DataFrame([["R", "A"], ["T", "A"]]).astype(pd.CategoricalDtype(AMINO_ACIDS))
    with_scales, without = (
        EpistaticNetRegressor(**FAST, allele_properties=choice).fit(rows, y)
        for choice in ("auto", None)
    )
    arginine, threonine = with_scales.predict(unseen)
    assert arginine > threonine + 0.5
    assert abs(np.subtract(*without.predict(unseen))) < 0.3


def test_properties_of_the_users_own():
    table = {"a": [0.0], "b": [1.0], "c": [2.0], "x": [0.0], "y": [0.0]}
    table |= {"p": [1.0], "q": [2.0], "r": [3.0], "s": [4.0]}
    by_rows = EpistaticNetRegressor(**FAST, max_iter=5, allele_properties=table).fit(CUBE, VALUES)
    frame = pd.DataFrame(table).T
    by_frame = clone(by_rows).set_params(allele_properties=frame).fit(CUBE, VALUES)
    np.testing.assert_array_equal(by_frame.predict(CUBE), by_rows.predict(CUBE))
    again = pickle.loads(pickle.dumps(by_rows))
    np.testing.assert_array_equal(again.predict(CUBE), by_rows.predict(CUBE))
    del table["s"]
    with pytest.raises(ValueError, match="allele_properties lacks the alleles 's'"):
        clone(by_rows).set_params(allele_properties=table).fit(CUBE, VALUES)
    with pytest.raises(ValueError, match="allele_properties must be one of"):
        clone(by_rows).set_params(allele_properties="blosum").fit(CUBE, VALUES)
