"""The seed of the user reaches all that the command does at random."""

import io
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, WalshFeatures, estimate_spectrum, suggest
from sk_epinet.comparison import _cli, _experiment, _methods, _spectrum_command
from sk_epinet.cross_validation import split_genotypes
from sk_epinet.datasets import load_landscape, make_toy_landscape

# ruff: noqa: F401, F811
# pytest finds fixtures by their names in this file.
from tests.comparison.small_experiment import landscape, run, write_landscape


class Methods:
    """Remember the seeds that methods are made with."""

    def __init__(self):
        self.seeds = []

    def __call__(self, n_alleles, seed):
        self.seeds.append(seed)
        return {"linear": make_pipeline(WalshFeatures(max_order=1), LinearRegression())}


def test_each_repeat_has_the_next_seed(landscape, capsys):
    methods = Methods()
    estimators = _cli.Estimators(landscape=methods)
    arguments = ["--n-train", "30", "--repeats", "3", "--jobs", "1", "--seed", "5"]
    assert run("compare", landscape[0], *arguments, estimators=estimators) == 0
    # What is compared, and one that says what the methods are.
    assert methods.seeds[:3] == [5, 6, 7]


def test_each_repeat_of_a_toy_has_its_own_training_set():
    scores = _experiment.compare_toys(1, lambda: None, methods=Methods(), seeds=(3, 8))
    for score in scores:
        X, _ = make_toy_landscape(score.landscape)
        _, test = split_genotypes(X, 16, random_state=(3, 8)[score.split])
        np.testing.assert_array_equal(score.test, test)
    assert (scores[0].test != scores[1].test).any()


@pytest.mark.parametrize("methods", [_methods.landscape_methods, _methods.toy_methods])
def test_all_methods_have_the_seed(methods):
    found = []
    for estimator in methods([2] * 6, 5).values():
        for name, value in estimator.get_params().items():
            if name.endswith("random_state"):
                found.append(value)
            if hasattr(value, "shuffle"):
                assert value.shuffle
                found.append(value.random_state)
    assert len(found) >= 5
    assert set(found) == {5}


def test_a_fit_has_the_seed(landscape, tmp_path):
    pytest.importorskip("skops")
    seeds = []

    def remember(seed, n_jobs):
        seeds.append(seed)
        raise ValueError("that is all")

    estimators = _cli.Estimators(model=remember)
    arguments = ["-o", tmp_path / "m.skops", "--seed", "7"]
    assert run("fit", landscape[0], *arguments, estimators=estimators) == 2
    assert seeds == [7]


def test_an_estimated_spectrum_has_the_seed():
    X = np.random.RandomState(0).randint(0, 2, (40, 26))
    model = EpistaticNetRegressor((4,), n_members=1, max_iter=1, random_state=0).fit(X, X[:, 0])
    found, other = (
        _spectrum_command._find_spectrum(model, SimpleNamespace(max_order=1, seed=seed))
        for seed in (3, 4)
    )
    expected = estimate_spectrum(model, 1, random_state=3)
    np.testing.assert_array_equal(found.coefficients, expected.coefficients)
    assert (other.coefficients != expected.coefficients).any()


def test_suggestions_have_the_seed(landscape, tmp_path, capsys):
    path, _ = landscape
    table = pd.read_csv(path)
    table.iloc[::3].to_csv(path, index=False)

    def model(seed, n_jobs=None):
        return EpistaticNetRegressor((4,), n_members=4, max_iter=5, random_state=0)

    read = load_landscape(path)
    fitted = model(0).fit(read.data, read.target)
    expected = [
        suggest(fitted, 6, strategy="thompson", exclude=read.data, random_state=seed)
        for seed in (3, 0)
    ]
    chosen = [frame[list("ABCDEF")].astype(int).to_numpy().tolist() for frame in expected]
    assert chosen[0] != chosen[1]
    estimators = _cli.Estimators(model=model)
    arguments = ["--n", "6", "--seed", "3", "--strategy", "thompson"]
    assert run("suggest", path, *arguments, estimators=estimators) == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert found[list("ABCDEF")].to_numpy().tolist() == chosen[0]
