"""Rows of one genotype never stand on both sides of a split; without repeats nothing changes."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    RepeatedKFold,
    ShuffleSplit,
    cross_val_score,
    train_test_split,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sk_epinet import EpistaticNetRegressorCV, enumerate_genotypes
from sk_epinet.comparison import _experiment
from sk_epinet.cross_validation import GenotypeKFold, make_folds, split_genotypes


def distinct(n, seed=0):
    """Return n different genotypes of seven sites in random order."""
    return enumerate_genotypes(7)[np.random.RandomState(seed).permutation(128)[:n]]


def repeated(n_rows, seed=0):
    """Return rows of 24 genotypes, some of them many times, and the label of their genotypes."""
    rng = np.random.RandomState(seed)
    labels = rng.permutation(np.append(np.arange(24), rng.randint(24, size=n_rows - 24)))
    return distinct(24, seed)[labels], labels


def genotypes_on_both_sides(folds, labels):
    return [set(labels[train]) & set(labels[test]) for train, test in folds]


def assert_same_folds(actual, expected):
    actual, expected = list(actual), list(expected)
    assert len(actual) == len(expected)
    for fold, other in zip(actual, expected, strict=True):
        for rows, other_rows in zip(fold, other, strict=True):
            np.testing.assert_array_equal(rows, other_rows)


# Without repeated genotypes, all splits are those of scikit-learn.


@pytest.mark.parametrize(("n_rows", "n_repeats"), [(3, 2), (49, 2), (50, 1), (128, 1)])
def test_folds_of_auto_are_repeated_k_fold(n_rows, n_repeats):
    X = distinct(n_rows)
    expected = RepeatedKFold(
        n_splits=min(5, n_rows), n_repeats=n_repeats, random_state=np.random.RandomState(7)
    )
    state = np.random.RandomState(7)
    assert_same_folds(make_folds("auto", X, np.zeros(n_rows), None, state), expected.split(X))
    # What is drawn after the folds is the same too.
    other = np.random.RandomState(7)
    list(RepeatedKFold(n_splits=min(5, n_rows), n_repeats=n_repeats, random_state=other).split(X))
    assert state.randint(2**31 - 1) == other.randint(2**31 - 1)


@pytest.mark.parametrize("cv", [None, 2, 3, np.int64(7)])
def test_folds_of_a_number_are_k_fold(cv):
    X = distinct(40)
    expected = KFold(5 if cv is None else cv).split(X)
    assert_same_folds(make_folds(cv, X, np.zeros(40), None, None), expected)


@pytest.mark.parametrize(
    "sizes", [{"train_size": 16}, {"test_size": 0.1}, {"train_size": 0.5}, {}]
)
def test_one_split_is_train_test_split(sizes):
    X = distinct(41)
    expected = train_test_split(np.arange(41), random_state=3, **sizes)
    assert_same_folds([split_genotypes(X, random_state=3, **sizes)], [expected])


# With repeated genotypes


@pytest.mark.parametrize("cv", ["auto", None, 4])
@pytest.mark.parametrize("kind", ["numbers", "strings", "categories", "decimals"])
def test_rows_of_a_genotype_stay_together(cv, kind):
    X, labels = repeated(90)
    X = {
        "numbers": X,
        "strings": np.where(X == 1, "K", "A").astype(object),
        "categories": pd.DataFrame(np.where(X == 1, "K", "A")).astype("category"),
        "decimals": X * 0.1,
    }[kind]
    folds = make_folds(cv, X, np.zeros(90), None, np.random.RandomState(0))
    assert genotypes_on_both_sides(folds, labels) == [set()] * len(folds)
    # 24 genotypes are fewer than 50, so that "auto" makes its five folds twice.
    held_out = np.concatenate([test for _, test in folds])
    assert (np.bincount(held_out, minlength=90) == (2 if cv == "auto" else 1)).all()
    assert len(folds) == {"auto": 10, None: 5, 4: 4}[cv]
    # Genotypes are divided evenly: no fold has two more than another.
    sizes = [len(set(labels[test])) for _, test in folds]
    assert max(sizes) - min(sizes) <= 1


def test_auto_is_shuffled_by_the_random_state():
    X, _ = repeated(90)
    folds = [
        [test.tolist() for _, test in make_folds("auto", X, np.zeros(90), None, state)]
        for state in (np.random.RandomState(s) for s in (0, 0, 1))
    ]
    assert folds[0] == folds[1]
    assert folds[0] != folds[2]


def test_folds_without_shuffling_keep_the_order_of_the_genotypes():
    X = np.array([[0], [1], [0], [2], [3], [1]])
    assert_same_folds(GenotypeKFold(2).split(X), [([3, 4], [0, 1, 2, 5]), ([0, 1, 2, 5], [3, 4])])


def test_one_split_counts_genotypes():
    X, labels = repeated(90)
    train, test = split_genotypes(X, 10, random_state=0)
    assert len(set(labels[train])) == 10
    assert len(set(labels[test])) == 14
    assert not set(labels[train]) & set(labels[test])
    assert sorted([*train, *test]) == list(range(90))


def test_zero_with_a_sign_is_zero():
    X = np.array([[0.0], [-0.0], [1.0], [1.0]])
    assert_same_folds(GenotypeKFold(2).split(X), [([2, 3], [0, 1]), ([0, 1], [2, 3])])


# Groups


@pytest.mark.parametrize("cv", ["auto", 3, None])
def test_groups_of_the_user_win(cv):
    X, _ = repeated(90)
    X = np.column_stack([X, enumerate_genotypes(7)[:90]])  # all different
    plates = np.array([f"plate {i % 6}" for i in range(90)])
    folds = make_folds(cv, X, np.zeros(90), plates, np.random.RandomState(0))
    assert genotypes_on_both_sides(folds, plates) == [set()] * len(folds)
    with pytest.raises(ValueError, match="one entry for each row of X"):
        make_folds(cv, X, np.zeros(90), plates[:5], np.random.RandomState(0))


def test_groups_that_divide_genotypes_are_used_with_a_warning():
    X, labels = repeated(90)
    groups = np.arange(90) % 6
    with pytest.warns(UserWarning, match="rows of one genotype on both sides"):
        folds = make_folds(3, X, np.zeros(90), groups, None)
    assert genotypes_on_both_sides(folds, groups) == [set()] * 3
    # Groups that are made of genotypes do not: nothing is warned of, which would be an error.
    make_folds(3, X, np.zeros(90), labels % 6, None)


def test_groups_reach_the_folds_of_a_fit():
    X, _ = repeated(60, seed=1)
    X = np.column_stack([X, enumerate_genotypes(7)[:60]])
    y, groups = np.random.RandomState(0).randn(60), np.arange(60) % 4
    model = EpistaticNetRegressorCV(
        (8,), wh_weights=[0], alphas=[1.0], max_iter=3, cv=4, random_state=0
    )
    expected = clone(model).set_params(cv=list(one_group_out(groups)))
    paths = [expected.fit(X, y).mse_path_, clone(model).fit(X, y, groups=groups).mse_path_]
    with config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(FunctionTransformer(), clone(model))
        paths.append(pipeline.fit(X, y, groups=groups)[-1].mse_path_)
    np.testing.assert_array_equal(paths[1], paths[0])
    np.testing.assert_array_equal(paths[2], paths[0])


def one_group_out(groups):
    for group in range(4):
        yield np.flatnonzero(groups != group), np.flatnonzero(groups == group)


# Splitters of the user


def test_a_splitter_that_divides_genotypes_is_warned_of_once():
    X, labels = repeated(90)
    splitter = ShuffleSplit(5, random_state=0)
    with pytest.warns(UserWarning, match="rows of one genotype") as caught:
        folds = make_folds(splitter, X, np.zeros(90), None, None)
    assert len(caught) == 1
    # The folds stay those of the user.
    assert_same_folds(folds, splitter.split(X))
    # The rows that the message names hold one genotype, and stand on both sides of a fold.
    words = str(caught[0].message).split("such as rows ")[1].split(";")[0].split(" and ")
    train_row, test_row = map(int, words)
    assert labels[train_row] == labels[test_row]
    assert any(train_row in train and test_row in test for train, test in folds)


def test_a_splitter_that_keeps_genotypes_together_is_not_warned_of():
    X, labels = repeated(90)
    splits = list(GroupKFold(3).split(X, groups=labels))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        make_folds(GroupKFold(3), X, np.zeros(90), labels, None)
        make_folds(splits, X, np.zeros(90), None, None)
        make_folds(GenotypeKFold(3), X, np.zeros(90), None, None)
    assert caught == []


# Refusals


@pytest.mark.parametrize(
    ("cv", "groups", "message"),
    [
        (5, None, "5 folds need at least 5 different genotypes, but the 12 rows of X have 4"),
        (4, [0, 0, 0, 1] * 3, "4 folds need at least 4 different groups, but the 12 rows .* 2"),
        ("auto", [0] * 12, "2 folds need at least 2 different groups, but the 12 rows .* 1"),
    ],
)
def test_fewer_genotypes_than_folds(cv, groups, message):
    X = np.tile(enumerate_genotypes(2), (3, 1))
    with pytest.raises(ValueError, match=message):
        make_folds(cv, X, np.zeros(12), groups, np.random.RandomState(0))


def test_as_many_folds_as_genotypes_where_there_are_few():
    X = np.tile(enumerate_genotypes(2)[:3], (4, 1))
    folds = make_folds("auto", X, np.zeros(12), None, np.random.RandomState(0))
    assert [len(test) for _, test in folds] == [4] * 6


@pytest.mark.parametrize("size", [4, 5])
def test_fewer_genotypes_than_are_to_be_trained_on(size):
    X = np.tile(enumerate_genotypes(2), (3, 1))
    with pytest.raises(
        ValueError, match=f"train_size={size} .* the 12 rows of X have 4 different"
    ):
        split_genotypes(X, size)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_splits": 1}, "n_splits must be an integer at least 2, got 1"),
        ({"n_repeats": 0}, "n_repeats must be an integer at least 1, got 0"),
        ({"n_repeats": 2}, "n_repeats > 1 needs shuffle=True"),
        ({"shuffle": "yes"}, "shuffle must be True or False, got 'yes'"),
    ],
)
def test_bad_parameters(parameters, message):
    with pytest.raises(ValueError, match=message):
        next(GenotypeKFold(**parameters).split(distinct(12)))


# In scikit-learn and in the command


def test_a_model_that_remembers_rows_gains_nothing():
    """Noise is predicted no better than by its mean, however often each genotype is measured."""
    rng = np.random.RandomState(0)
    X = np.repeat(distinct(100), 3, axis=0)
    y = np.repeat(rng.randn(100), 3)
    X = np.column_stack([X, np.repeat(np.eye(100), 3, axis=0)])  # each genotype is recognised
    by_row, by_genotype = (
        cross_val_score(LinearRegression(), X, y, cv=splitter(5, shuffle=True, random_state=0))
        for splitter in (KFold, GenotypeKFold)
    )
    assert by_row.mean() > 0.5
    assert by_genotype.mean() < 0.1
    assert GenotypeKFold(5, n_repeats=2, shuffle=True).get_n_splits() == 10


def test_the_command_compares_on_other_genotypes():
    X, labels = repeated(90)
    seen = []

    scores = _experiment.compare_landscape(
        "replicates",
        X,
        labels + 0.0,
        n_train=10,
        repeats=2,
        seed=0,
        n_jobs=1,
        on_split=lambda: None,
        methods=lambda n_sites, seed: {"spy": LinearSpy(seen)},
    )
    assert len(scores) == 2
    assert [len(genotypes) for genotypes in seen] == [10, 10]


class LinearSpy(LinearRegression):
    """A linear model that notes what it is trained on, and must not be tested on it."""

    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    def fit(self, X, y):
        self.seen.append({tuple(row) for row in X})
        return super().fit(X, y)

    def predict(self, X):
        if len(X) < 128:  # the spectrum asks for all genotypes
            assert not self.seen[-1] & {tuple(row) for row in X}
        return super().predict(X)


GROUPS_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.mark.parametrize("split", [lambda g: list(GenotypeKFold(2).split(GROUPS_X, groups=g))])
class TestGroups:
    @pytest.mark.parametrize(
        "groups",
        [
            [1.0, np.nan, 2.0, 2.0],
            ["a", None, "b", "b"],
            pd.Series([1, None, 2, 2], dtype="Int64"),
            pd.Series(["a", None, "b", "b"], dtype="string"),
        ],
    )
    def test_missing_labels_are_refused(self, split, groups):
        """Rows whose group is not known were one group."""
        with pytest.raises(ValueError, match="groups has no label in row 1 "):
            split(groups)

    def test_masked_labels_are_refused(self, split):
        with pytest.raises(ValueError, match="groups has masked values"):
            split(np.ma.array([1, 1, 2, 2], mask=[0, 1, 0, 0]))

    @pytest.mark.parametrize("groups", [np.ones((4, 2)), [(1, "a")] * 4])
    def test_several_labels_of_a_row_are_refused(self, split, groups):
        """They were read as the groups of eight rows, four of which do not exist."""
        with pytest.raises(ValueError, match="groups must hold one label for each row"):
            split(groups)

    def test_a_column_holds_labels(self, split):
        for groups in (np.array([[1], [1], [2], [2]]), pd.DataFrame({"g": [1, 1, 2, 2]})):
            assert [test.tolist() for _, test in split(groups)] == [[0, 1], [2, 3]]


@pytest.mark.parametrize("seed", [-1, "a", np.random.default_rng(0), 2**32])
def test_seeds_are_named(seed):
    with pytest.raises(ValueError, match="random_state must be"):
        list(GenotypeKFold(2, shuffle=True, random_state=seed).split(GROUPS_X))
    with pytest.raises(ValueError, match="random_state must be"):
        split_genotypes(GROUPS_X, random_state=seed)


def test_no_seed_leaves_the_global_generator_alone(monkeypatch):
    # scikit-learn takes it for random_state=None.
    monkeypatch.setattr(np.random.mtrand, "_rand", None)
    assert len(list(GenotypeKFold(2, shuffle=True).split(GROUPS_X))) == 2
    assert len(split_genotypes(GROUPS_X)) == 2
