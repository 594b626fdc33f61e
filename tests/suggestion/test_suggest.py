"""Suggestions are compared with a look at all genotypes, one by one."""

from copy import deepcopy
from itertools import product

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_epinet import EpistaticNetRegressor, suggest
from sk_epinet.cross_validation import ErrorModel
from sk_epinet.datasets import load_landscape
from sk_epinet.suggestion._choice import choose_batch

ALLELES = [("A", "G", "V"), ("K", "R"), ("D", "E", "N", "Q"), ("L", "M")]
EVERY = np.array(list(product(*ALLELES)), dtype=object)  # 48 genotypes
BITS = np.array(list(product((0, 1), repeat=5)))


class Formula(RegressorMixin, BaseEstimator):
    """Predict by a formula, with a standard deviation by another one."""

    def __init__(self, value=None, std=None):
        self.value, self.std = value, std

    def fit(self, X, y=None):
        self.n_features_in_ = np.shape(X)[1]
        return self

    def predict(self, X, return_std=False):
        X = np.asarray(X)
        values = self.value(X)
        return (values, self.std(X)) if return_std else values


class WithIntervals(Formula):
    """The same with intervals of its own."""

    def predict_interval(self, X, coverage=0.5):
        values = self.predict(X)
        return np.column_stack([values - 7 * coverage, values + 3])


def numbers(X):
    """Return a different number for each genotype of BITS, of no simple order."""
    return (np.asarray(X, dtype=float) @ [16, 8, 4, 2, 1] * 7) % 31


def spreads(X):
    return (np.asarray(X, dtype=float) @ [16, 8, 4, 2, 1] * 11 + 5) % 37


def rows_of(found, n_sites=5):
    return [tuple(row) for row in found[[f"x{i}" for i in range(n_sites)]].to_numpy().tolist()]


def top(scores, genotypes, n):
    order = sorted(range(len(scores)), key=lambda i: -scores[i])[:n]
    return [tuple(genotypes[i].tolist()) for i in order]


@pytest.fixture(scope="module")
def formula():
    return Formula(numbers, spreads).fit(BITS)


@pytest.fixture(scope="module")
def network():
    """A network on strings, half of which it has seen, and those."""
    rows = np.random.RandomState(0).permutation(48)[:24]
    X = pd.DataFrame(EVERY[rows], columns=["pos3", "pos7", "pos8", "tail"])
    y = [len(set(row) & set("VRQM")) + 0.1 * i for i, row in enumerate(EVERY[rows])]
    every = pd.DataFrame(EVERY, columns=X.columns)
    return EpistaticNetRegressor(max_iter=60, random_state=0).fit(X, y), X, every


@pytest.mark.parametrize(
    ("options", "score"),
    [
        ({"strategy": "best"}, lambda value, std: value),
        ({"strategy": "best", "minimize": True}, lambda value, std: -value),
        ({}, lambda value, std: value + std),
        ({"kappa": 0.3}, lambda value, std: value + 0.3 * std),
        ({"kappa": 0.3, "minimize": True}, lambda value, std: -value + 0.3 * std),
        ({"strategy": "uncertain"}, lambda value, std: std),
    ],
)
def test_without_diversity_the_highest_scores_of_all_genotypes_are_suggested(
    formula, options, score
):
    found = suggest(formula, 6, alleles=[(0, 1)] * 5, diversity=0, **options)
    assert rows_of(found) == top(score(numbers(BITS), spreads(BITS)), BITS, 6)
    X = found[[f"x{i}" for i in range(5)]]
    np.testing.assert_array_equal(found["prediction"], numbers(X))
    np.testing.assert_array_equal(found["std"], spreads(X))
    np.testing.assert_allclose(found["upper"] - found["prediction"], 1.6448536 * spreads(X))
    np.testing.assert_allclose(found["prediction"] - found["lower"], 1.6448536 * spreads(X))


def test_diverse_batch_follows_the_rule_that_is_documented(formula):
    scores = numbers(BITS) + spreads(BITS)
    diversity = 0.8
    chosen = []
    for _ in range(8):
        best, best_value = None, -np.inf
        for i, genotype in enumerate(BITS):
            if i in chosen:
                continue
            distances = [int((genotype != BITS[j]).sum()) for j in chosen]
            penalty = diversity * scores.std() / min(distances) if chosen else 0
            if scores[i] - penalty > best_value:
                best, best_value = i, scores[i] - penalty
        chosen.append(best)
    found = suggest(formula, 8, alleles=[(0, 1)] * 5, diversity=diversity)
    assert rows_of(found) == [tuple(row) for row in BITS[chosen].tolist()]
    assert rows_of(found) != top(scores, BITS, 8)


def test_all_genotypes_can_be_chosen_however_diverse():
    rows = choose_batch(BITS, numbers(BITS), 32, 100.0)
    assert sorted(rows) == list(range(32))


@pytest.mark.parametrize("max_mutations", [0, 1, 2, 5, 9])
@pytest.mark.parametrize("as_candidates", [False, True])
def test_mutations_are_limited_and_measured_genotypes_are_not_suggested(
    formula, max_mutations, as_candidates
):
    wild_type = [1, 0, 1, 1, 0]
    measured = BITS[::3]
    allowed = [
        row
        for row in BITS
        if (row != wild_type).sum() <= max_mutations and not (row == measured).all(axis=1).any()
    ]
    given = {"candidates": BITS} if as_candidates else {"alleles": [(0, 1)] * 5}
    options = given | {
        "strategy": "best",
        "wild_type": wild_type,
        "max_mutations": max_mutations,
        "exclude": measured,
    }
    with pytest.raises(ValueError, match=f"there are {len(allowed)} to choose"):
        suggest(formula, len(allowed) + 1, **options)
    if allowed:
        found = suggest(formula, len(allowed), diversity=0, **options)
        assert rows_of(found) == top(numbers(allowed), np.array(allowed), len(allowed))


def test_strings_are_suggested_as_the_network_knows_them(network):
    model, X, every = network
    wild_type = {"pos3": "A", "pos7": "K", "pos8": "D", "tail": "L"}
    found = suggest(
        model, 24, strategy="best", diversity=0, wild_type=wild_type, exclude=X[X.columns[::-1]]
    )
    measured = set(map(tuple, X.to_numpy()))
    rest = np.array([row for row in EVERY if tuple(row) not in measured])
    values = model.predict(pd.DataFrame(rest, columns=X.columns))
    assert list(map(tuple, found[X.columns].to_numpy())) == top(values, rest, 24)
    for _, row in found.iterrows():
        expected = [f"{wild_type[s]}{s[3:]}{row[s]}" for s in ("pos3", "pos7", "pos8")]
        expected = [name for name in expected if name[0] != name[-1]]
        expected += [f"tail_{row['tail']}"] * (row["tail"] != "L")
        assert row["mutations"] == ":".join(expected)
    np.testing.assert_allclose(model.predict(found[X.columns]), found["prediction"])


def test_many_alleles_can_be_restricted(network):
    model, X, _ = network
    alleles = {"pos3": "AV", "pos7": "K", "pos8": "DQ", "tail": ["M"]}
    found = suggest(model, 4, alleles=alleles)
    assert set(map(tuple, found[X.columns].to_numpy())) == {
        (a, "K", d, "M") for a in "AV" for d in "DQ"
    }
    with pytest.raises(ValueError, match="does not know the allele 'W' of site 'pos7', only 'K'"):
        suggest(model, 1, alleles=alleles | {"pos7": "KW"})


def test_landscape_of_a_table_gives_what_the_arguments_take():
    table = pd.DataFrame(
        {"mutations": ["A2V", "K5R", "K5E", "A2V:K5R", ""], "y": [1.0, 2, 0, 4, 0]}
    )
    landscape = load_landscape(table)
    model = EpistaticNetRegressor(max_iter=5, random_state=0).fit(landscape.data, landscape.target)
    found = suggest(model, 1, wild_type=landscape.wild_type, exclude=landscape.data)
    assert found["mutations"].tolist() == ["A2V:K5E"]
    again = landscape.read_like(found[["mutations"]])
    np.testing.assert_allclose(model.predict(again.data), found["prediction"])


def test_whole_numbers_are_shown_as_such():
    model = EpistaticNetRegressor(max_iter=2, random_state=0).fit(1 - 2 * BITS, numbers(BITS))
    found = suggest(model, 3)
    assert found["x0"].dtype.kind == "i"
    assert set(found[[f"x{i}" for i in range(5)]].to_numpy().flat) <= {-1, 1}


class TestLocalSearch:
    effects = np.random.RandomState(3).randn(40)

    def additive(self):
        return Formula(lambda X: X @ self.effects, lambda X: 0 * X[:, 0]).fit(np.zeros((1, 40)))

    def test_finds_the_best_of_forty_additive_sites(self):
        best = (self.effects > 0).astype(int)
        found = suggest(
            self.additive(), 3, strategy="best", alleles=[(0, 1)] * 40, diversity=0, random_state=0
        )
        # The second and the third best lack the mutations that matter least.
        order = np.argsort(np.abs(self.effects))
        expected = [best, *(np.where(np.arange(40) == i, 1 - best, best) for i in order[:2])]
        np.testing.assert_array_equal(found[[f"x{i}" for i in range(40)]], expected)

    def test_does_not_suggest_what_is_excluded_though_it_is_the_best(self):
        best = (self.effects > 0).astype(int)
        found = suggest(
            self.additive(), 1, strategy="best", alleles=[(0, 1)] * 40, exclude=[best],
            random_state=0,
        )  # fmt: skip
        weakest = int(np.argmin(np.abs(self.effects)))
        best[weakest] = 1 - best[weakest]
        assert rows_of(found, 40) == [tuple(best.tolist())]

    def test_keeps_within_the_mutations_that_are_allowed(self):
        wild_type = np.random.RandomState(1).randint(0, 2, 40)
        found = suggest(
            self.additive(), 1, alleles=[(0, 1)] * 40, max_mutations=9,
            wild_type=wild_type, random_state=0,
        )  # fmt: skip
        gains = np.where(wild_type == 0, self.effects, -self.effects)
        best = np.argsort(-gains)[:9]
        best = best[gains[best] > 0]
        expected = wild_type.copy()
        expected[best] = 1 - wild_type[best]
        assert rows_of(found, 40) == [tuple(expected.tolist())]

    def test_few_mutations_of_many_sites_are_all_listed(self):
        # 41 genotypes with at most one mutation, of the 2^40: the list is exact.
        found = suggest(
            self.additive(), 41, strategy="best", alleles=[(0, 1)] * 40, max_mutations=1,
            wild_type=[0] * 40, diversity=0,
        )  # fmt: skip
        expected = np.sort(np.append(self.effects, 0))[::-1]
        np.testing.assert_allclose(found["prediction"], expected)

    def test_each_drawn_tree_is_climbed(self):
        X = np.random.RandomState(0).randint(0, 2, (60, 30))
        forest = RandomForestRegressor(3, max_depth=3, random_state=0).fit(
            X, X @ self.effects[:30]
        )
        found = suggest(
            forest, 4, strategy="thompson", alleles=[(0, 1)] * 30, exclude=X, random_state=0
        )
        highest = {tree.tree_.value.max() for tree in forest.estimators_}
        values = np.array([t.predict(found.iloc[:, 1:31].to_numpy()) for t in forest.estimators_])
        assert all(highest & set(values[:, i]) for i in range(4))
        assert len(found.drop_duplicates()) == 4


class TestModels:
    def test_trees_of_a_forest_say_how_sure_it_is(self):
        forest = RandomForestRegressor(20, random_state=0)
        columns = OneHotEncoder(categories=[list(own) for own in ALLELES])
        frame = pd.DataFrame(EVERY, columns=list("abcd"))
        model = make_pipeline(columns, forest).fit(frame[::2], np.arange(24) % 7)
        found = suggest(
            model, 5, alleles=ALLELES, strategy="uncertain", diversity=0, exclude=frame[::2]
        )
        trees = [tree.predict(columns.transform(frame[1::2])) for tree in forest.estimators_]
        expected = np.sort(np.std(trees, axis=0))[::-1][:5]
        np.testing.assert_allclose(found["std"], expected)
        assert list(found.columns[1:5]) == list("abcd")

    @pytest.mark.parametrize("searched", [False, True])
    def test_gaussian_process(self, searched):
        process = GaussianProcessRegressor(RBF(2.0, "fixed"), alpha=0.1)
        model = GridSearchCV(process, {"alpha": [0.1]}, cv=2) if searched else process
        model.fit(BITS[::3], numbers(BITS[::3]))
        fitted = model.best_estimator_ if searched else model
        found = suggest(model, 4, alleles=[(0, 1)] * 5, kappa=2, diversity=0)
        values, std = fitted.predict(BITS, return_std=True)
        assert rows_of(found) == top(values + 2 * std, BITS, 4)

    def test_thompson_of_a_gaussian_process_takes_the_best_of_each_sample(self):
        model = GaussianProcessRegressor(RBF(2.0, "fixed"), alpha=0.1)
        model.fit(BITS[::3], numbers(BITS[::3]))
        found = suggest(model, 5, candidates=BITS, strategy="thompson", random_state=7)
        sampled = model.sample_y(BITS, 5, random_state=np.random.RandomState(7))
        expected = []
        for values in sampled.T:
            ranked = top(values, BITS, 32)
            expected.append(next(own for own in ranked if own not in expected))
        assert rows_of(found) == expected

    def test_thompson_of_a_network_takes_the_best_of_a_member(self, network):
        model, X, every = network
        found = suggest(model, 6, strategy="thompson", random_state=0)
        members = model.predict_members(every)
        # Each suggestion is among the six best of a member, and the first one is its best.
        ranks = np.argsort(np.argsort(-members, axis=1), axis=1)
        place = [
            int(np.flatnonzero((row == EVERY).all(axis=1))[0])
            for row in found[X.columns].to_numpy().astype(object)
        ]
        assert (ranks[:, place].min(axis=0) < 6).all()
        assert ranks[:, place[0]].min() == 0

    @pytest.mark.parametrize("strategy", ["ucb", "uncertain"])
    def test_the_error_of_measuring_has_no_part_in_the_choice(self, network, strategy):
        fitted, _, every = network
        model = deepcopy(fitted)
        model.error_model_ = ErrorModel(
            doubt_factor=4.0, noise_variance=9.0, ratios=np.linspace(0, 3, 50)
        )
        doubt = 2 * model.predict_members(every).std(axis=0)
        scores = doubt if strategy == "uncertain" else model.predict(every) + 3 * doubt
        found = suggest(model, 6, strategy=strategy, kappa=3, diversity=0)
        assert list(map(tuple, found[every.columns].to_numpy())) == top(scores, EVERY, 6)
        # The table tells of a new measurement, which has that error.
        chosen = [EVERY.tolist().index(row) for row in found[every.columns].to_numpy().tolist()]
        noise = 3 * model.target_scale_
        np.testing.assert_allclose(found["std"], np.hypot(doubt[chosen], noise))

    def test_trees_are_ranked_over_all_blocks_of_a_long_list(self):
        # Of the 2^16 genotypes, those with the last mutation are listed and predicted last.
        X = np.random.RandomState(0).randint(0, 2, (200, 16))
        y = 10 * X[:, 15] + X[:, :15] @ np.arange(15)
        forest = RandomForestRegressor(3, random_state=0).fit(X, y)
        found = suggest(forest, 5, strategy="thompson", alleles=[(0, 1)] * 16, random_state=0)
        genotypes = found[[f"x{i}" for i in range(16)]].to_numpy()
        every = np.array(list(product((0, 1), repeat=16)))
        best = [tree.predict(every).max() for tree in forest.estimators_]
        values = np.array([tree.predict(genotypes) for tree in forest.estimators_])
        assert (values == np.array(best)[:, None]).any(axis=0).all()
        assert len(np.unique(genotypes, axis=0)) == 5

    def test_own_intervals_of_a_model_are_taken(self):
        model = WithIntervals(numbers, spreads).fit(BITS)
        found = suggest(model, 3, alleles=[(0, 1)] * 5)
        np.testing.assert_allclose(found["prediction"] - found["lower"], 6.3)
        np.testing.assert_allclose(found["upper"] - found["prediction"], 3)

    def test_model_without_uncertainty_has_predictions_only(self):
        model = LinearRegression().fit(BITS, BITS @ [5, 4, 3, 2, 1])
        found = suggest(model, 2, strategy="best", alleles=[(0, 1)] * 5, diversity=0)
        assert list(found.columns) == ["mutations", *(f"x{i}" for i in range(5)), "prediction"]
        assert rows_of(found) == [(1, 1, 1, 1, 1), (1, 1, 1, 1, 0)]

    def test_names_of_sites_are_not_overwritten(self):
        names = ["mutations", "prediction", "std"]
        X = pd.DataFrame(BITS[:, :3], columns=names)
        model = LinearRegression().fit(X, X @ [4, 2, 1])
        found = suggest(model, 1, strategy="best", alleles=[(0, 1)] * 3)
        assert found[names].to_numpy().tolist() == [[1, 1, 1]]
        assert found["prediction_"].tolist() == pytest.approx([7])


class TestRefusals:
    def test_values_of_a_site_of_numbers_are_not_guessed(self):
        X = np.column_stack([BITS[:, 0], np.arange(32) % 3])
        with pytest.warns(UserWarning, match="more than two values"):
            model = EpistaticNetRegressor(max_iter=2, random_state=0).fit(X, np.arange(32.0))
        with pytest.raises(ValueError, match="column 'x1' had more than two numbers in fit.*alle"):
            suggest(model, 2)
        found = suggest(model, 6, alleles=[(0, 1), (0, 1, 2)])
        assert sorted(rows_of(found, 2)) == [(a, b) for a in (0, 1) for b in (0, 1, 2)]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"n": 0}, "n must be an integer at least 1"),
            ({"strategy": "greedy"}, "strategy must be"),
            ({"max_mutations": -1}, "max_mutations must be an integer at least 0"),
            ({"minimize": 1}, "minimize must be"),
            ({"kappa": -1}, "kappa must be a number at least 0"),
            ({"diversity": np.nan}, "diversity must be a number at least 0"),
            ({"alleles": None}, "give alleles=.*or candidates="),
            ({"candidates": BITS}, "either alleles= or candidates="),
            ({"alleles": [(0, 1)] * 4}, "alleles of each of 5 sites, got 4"),
            ({"alleles": [(0, 0)] * 5}, "Site 'x0' needs one or more different alleles"),
            ({"max_mutations": 2}, "give wild_type="),
            ({"wild_type": [0] * 4}, "one allele for each of 5 sites, got 4"),
            ({"wild_type": ["0"] * 5}, "wild_type= has '0' at site 'x0'.*alleles 0, 1"),
            ({"exclude": BITS[:, :4]}, "exclude= must have one column for each of the 5 sites"),
            ({"exclude": BITS.astype(str)}, "No row of exclude= has one of the alleles 0, 1"),
            ({"n": 33}, "there are 32 to choose"),
        ],
    )
    def test_bad_arguments_are_named(self, formula, options, message):
        with pytest.raises(ValueError, match=message):
            suggest(formula, **({"alleles": [(0, 1)] * 5} | options))

    @pytest.mark.parametrize("strategy", ["ucb", "uncertain", "thompson"])
    @pytest.mark.parametrize(
        "model",
        [
            LinearRegression(),
            TransformedTargetRegressor(GaussianProcessRegressor(RBF(2.0, "fixed"))),
            make_pipeline(OneHotEncoder(drop="first"), LinearRegression()),
            EpistaticNetRegressor(n_members=1, max_iter=2, random_state=0),
        ],
        ids=["linear", "transformed", "pipeline", "one member"],
    )
    def test_uncertainty_is_not_made_up(self, model, strategy):
        model.fit(BITS, numbers(BITS))
        with pytest.raises(ValueError, match="strategy='best'"):
            suggest(model, 2, strategy=strategy, alleles=[(0, 1)] * 5)
        assert len(suggest(model, 2, strategy="best", alleles=[(0, 1)] * 5)) == 2

    def test_large_gaussian_processes_are_not_drawn_jointly(self):
        for n_sites in (12, 30):  # listed and searched
            model = GaussianProcessRegressor(RBF(2.0, "fixed")).fit(
                np.eye(n_sites), np.arange(n_sites)
            )
            with pytest.raises(ValueError, match=r"up to 2,048, and here are.*candidates="):
                suggest(model, 2, strategy="thompson", alleles=[(0, 1)] * n_sites)

    def test_what_does_not_predict_is_refused(self):
        with pytest.raises(TypeError, match="OneHotEncoder, which has no predict"):
            suggest(OneHotEncoder(), 1)

    def test_list_that_does_not_fit_in_memory_is_refused(self, formula, monkeypatch):
        monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 2500)
        with pytest.raises(ValueError, match=r"32 genotypes of 5 sites would take.*candidates="):
            suggest(formula, 1, alleles=[(0, 1)] * 5)


@pytest.mark.parametrize("strategy", ["ucb", "thompson"])
def test_same_random_state_gives_the_same_and_no_global_state_changes(network, strategy):
    model, X, _ = network
    numbers_before = np.random.get_state()[1].tolist()  # noqa: NPY002
    before = torch.get_num_threads(), torch.get_rng_state()
    data = X.copy()
    first, second = (
        suggest(model, 5, strategy=strategy, exclude=X, random_state=3) for _ in range(2)
    )
    suggest(model, 5, strategy=strategy)
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(X, data)
    assert np.random.get_state()[1].tolist() == numbers_before  # noqa: NPY002
    assert torch.get_num_threads() == before[0]
    assert torch.equal(torch.get_rng_state(), before[1])
