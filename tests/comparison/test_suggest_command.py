"""The command suggest, from a saved model or a table to the genotypes to measure next."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import io
from itertools import product

import numpy as np
import pandas as pd
import pytest

from sk_epinet import EpistaticNetRegressor, suggest
from sk_epinet.comparison import _cli, load_model, save_model
from sk_epinet.datasets import load_landscape
from tests.comparison.small_experiment import landscape, run, write_landscape

pytest.importorskip("skops", reason="skops is not installed")

# Sites 2 (K, R), 3 (T, S, A), 4 (A, V) and 6 (I, L): 24 genotypes.
MUTATIONS = {2: ["", "K2R"], 3: ["", "T3S", "T3A"], 4: ["", "A4V"], 6: ["", "I6L"]}
EVERY = [":".join(filter(None, own)) for own in product(*MUTATIONS.values())]
EFFECTS = {"K2R": 1.0, "T3S": -0.5, "T3A": 0.4, "A4V": 0.8, "I6L": -1.2}
MEASURED = [own for own in EVERY if own.count(":") == 0 or own == "K2R:T3S"]


def fast_model(seed, n_jobs):
    return EpistaticNetRegressor(max_iter=100, n_members=2, random_state=seed)


FAST = _cli.Estimators(model=fast_model)


def measure(genotypes):
    """Return a table of genotypes of additive effects."""
    values = [sum(EFFECTS.get(m, 0) for m in own.split(":")) for own in genotypes]
    return pd.DataFrame({"mutations": [own or "WT" for own in genotypes], "growth": values})


def number_of_mutations(genotypes):
    return [0 if own == "WT" or own == "" else own.count(":") + 1 for own in genotypes]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """Save a table, and a model that knows its errors."""
    folder = tmp_path_factory.mktemp("model")
    table, path = folder / "singles.csv", folder / "model.skops"
    measure(MEASURED).to_csv(table, index=False)
    read = load_landscape(table)
    model = fast_model(0, 1).fit(read.data, read.target)
    model.predict_interval(read.data)
    save_model(path, model, read)
    return path, table


def test_the_best_is_the_first_of_all_predictions(fitted, tmp_path, capsys):
    model, _ = fitted
    doubles, chosen = tmp_path / "doubles.csv", tmp_path / "chosen.csv"
    assert run("predict", model, "--all-doubles", "-o", doubles) == 0
    expected = pd.read_csv(doubles).sort_values("prediction", ascending=False)
    best = ["--strategy", "best", "--max-mutations", "2", "-o", chosen]
    capsys.readouterr()
    assert run("suggest", model, "--n", "1", *best) == 0
    err = capsys.readouterr().err
    assert f"1 suggestions are in {chosen}." in err
    assert "between 'low_90' and 'high_90' with a probability of 90 %" in err
    found = pd.read_csv(chosen)
    assert list(found) == ["mutations", "prediction", "std", "low_90", "high_90"]
    shared = list(expected)
    pd.testing.assert_frame_equal(found[shared], expected[:1].reset_index(drop=True))
    assert run("suggest", model, "--n", "1", *best, "--minimize") == 0
    assert pd.read_csv(chosen)["mutations"][0] == expected["mutations"].iloc[-1]
    # What is on order is left out, too.
    ordered = tmp_path / "ordered.csv"
    expected[["mutations"]].iloc[[0, 2]].to_csv(ordered, index=False)
    assert run("suggest", model, "--n", "1", *best, "--exclude", ordered) == 0
    assert f"The genotypes of 2 rows of {ordered} are excluded." in capsys.readouterr().err
    assert pd.read_csv(chosen)["mutations"][0] == expected["mutations"].iloc[1]


@pytest.mark.parametrize("strategy", ["ucb", "thompson", "uncertain"])
def test_all_that_was_not_measured_can_be_suggested(fitted, strategy, capsys):
    n = len(EVERY) - len(MEASURED)
    assert run("suggest", fitted[0], "--n", n, "--strategy", strategy) == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert sorted(found["mutations"]) == sorted(set(EVERY) - set(MEASURED))


def test_a_table_is_trained_on_first(fitted, tmp_path, capsys):
    _, table = fitted
    chosen = tmp_path / "chosen.csv"
    arguments = ["--n", "5", "--seed", "3", "--max-mutations", "3", "-o", chosen]
    assert run("suggest", table, *arguments, estimators=FAST) == 0
    assert "growth" in capsys.readouterr().err  # what was taken for the target
    found = pd.read_csv(chosen)
    assert max(number_of_mutations(found["mutations"])) <= 3
    read = load_landscape(table)
    model = fast_model(3, 1).fit(read.data, read.target)
    expected = suggest(
        model, 5, max_mutations=3, wild_type=read.wild_type, exclude=read.data, random_state=3
    )
    assert found["mutations"].tolist() == expected["mutations"].tolist()
    np.testing.assert_allclose(found["prediction"], expected["prediction"])
    np.testing.assert_allclose(found["low_90"], expected["lower"])


def test_genotypes_are_written_as_the_table_has_them(landscape, tmp_path, capsys):
    path, _ = landscape
    table = pd.read_csv(path)
    measured = np.arange(64) % 3 > 0
    table[measured].to_csv(path, index=False)
    # Columns of sites, without a wild type.
    assert run("suggest", path, "--n", "22", estimators=FAST) == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    sites = list("ABCDEF")
    assert list(found) == [*sites, "prediction", "std", "low_90", "high_90"]
    rest = table.loc[~measured, sites]
    assert set(found[sites].itertuples(index=False)) == set(rest.itertuples(index=False))
    # Strings, without and with a wild type.
    letters = table[sites].astype(str).agg("".join, axis=1).str.translate({48: "A", 49: "K"})
    strings = tmp_path / "strings.csv"
    frame = pd.DataFrame({"sequence": letters, "growth": table["growth"]})
    frame[measured].to_csv(strings, index=False)
    assert run("suggest", strings, "--n", "22", estimators=FAST) == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert list(found) == ["sequence", "prediction", "std", "low_90", "high_90"]
    assert set(found["sequence"]) == set(letters[~measured])
    assert run("suggest", strings, "--n", "2", "--max-mutations", "1", "--wild-type", letters[1],
               estimators=FAST) == 0  # fmt: skip
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert list(found)[:2] == ["sequence", "mutations"]
    for row in found.itertuples():
        differences = [i for i in range(6) if row.sequence[i] != letters[1][i]]
        assert len(differences) <= 1
        names = [f"{letters[1][i]}{i + 1}{row.sequence[i]}" for i in differences]
        assert names == [row.mutations] or (not names and pd.isna(row.mutations))


def test_bad_arguments_are_refused_before_any_work(fitted, landscape, tmp_path, capsys):
    model, table = fitted
    measure(["A4V:K9E"]).to_csv(tmp_path / "new.csv", index=False)

    def no_model(seed, n_jobs):
        raise AssertionError("a model was trained before all was checked")

    fails = [
        ([model, "--target", "growth"], f"--target is for a TABLE, and {model} is a model"),
        ([model, "--censored", "left"], f"--censored is for a TABLE, and {model} is a model"),
        ([model, "--genotype", "mutations"], "give it together with --exclude"),
        ([model, "-o", "x.xlsx"], "name it .csv or .tsv"),
        ([table, "-o", table], "is read by the same command"),
        ([tmp_path / "none.csv"], "There is no file"),
        ([model, "--exclude", tmp_path / "none.csv"], "There is no file"),
        ([model, "--exclude", tmp_path / "new.csv"], "--drop genotype"),
        ([table, "--exclude", tmp_path / "new.csv"], "--drop genotype"),
        ([landscape[0], "--max-mutations", "2"], "give it with --wild-type"),
        ([model], "there are 17 that were not measured: give a smaller --n."),
        (
            [table, "--max-mutations", "2"],
            "there are 8 with at most 2 mutations that were not measured: give a smaller --n, or "
            "a larger --max-mutations.",
        ),
    ]
    capsys.readouterr()
    for arguments, message in fails:
        assert run("suggest", *arguments, estimators=_cli.Estimators(model=no_model)) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert message in err.splitlines()[-1]


def test_models_that_lack_something_say_what(tmp_path, capsys):
    read = load_landscape(measure(MEASURED))
    path = tmp_path / "m.skops"
    save_model(path, fast_model(0, 1).fit(read.data, read.target))
    assert run("suggest", path, "--n", "2") == 2
    assert "save_model(path, model, landscape)" in capsys.readouterr().err
    one = EpistaticNetRegressor(n_members=1, max_iter=2, random_state=0)
    save_model(path, one.fit(read.data, read.target), read)
    assert run("suggest", path, "--n", "2") == 2
    assert "give --strategy best" in capsys.readouterr().err
