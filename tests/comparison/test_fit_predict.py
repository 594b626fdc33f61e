"""The commands inspect, fit, predict and spectrum, from a table to files of results."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import io
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from sk_epinet import EpistaticNetRegressor, estimate_spectrum
from sk_epinet.comparison import _cli, load_model, save_model
from sk_epinet.datasets import load_landscape, weights_from_errors
from tests.comparison.small_experiment import landscape, run, small_model, write_landscape

pytest.importorskip("skops", reason="skops is not installed")

MUTATIONS = ["K2R", "T3S", "T3A", "A4V", "I6L", "K8E"]


def mutants(n_mutations):
    """Return all lists of so many mutations, at most one at each position."""
    return [
        ":".join(own)
        for own in combinations(MUTATIONS, n_mutations)
        if len({mutation[1:-1] for mutation in own}) == n_mutations
    ]


@pytest.fixture
def excel(tmp_path):
    """Write the table of a colleague: all single and some double mutants, in two replicates."""
    pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    lists = ["WT", *mutants(1), *mutants(2)[::2]]
    rng = np.random.RandomState(0)
    effects = dict(zip(MUTATIONS, rng.randn(6), strict=True))
    values = np.array([sum(effects.get(m, 0) for m in own.split(":")) for own in lists])
    table = pd.DataFrame({"mutations": lists, "rep1": values, "rep2": values + 0.01})
    path = tmp_path / "colleague.xlsx"
    table.to_excel(path, sheet_name="2024", index=False)
    return path


def test_from_a_table_of_excel_to_all_double_mutants(excel, capsys):
    folder = excel.parent
    assert run("inspect", excel) == 0
    out = capsys.readouterr().out
    assert "mean of rep1, rep2" in out
    assert "lists of mutations" in out
    model, doubles = folder / "model.skops", folder / "doubles.csv"
    assert run("fit", excel, "-o", model, "--sheet", "2024") == 0
    out, err = capsys.readouterr()
    assert "mean of rep1, rep2" in err
    assert f"is in {model}" in out
    assert run("predict", model, "--all-doubles", "-o", doubles) == 0
    assert "between 'low_90' and 'high_90' with a probability of 90 %" in capsys.readouterr().err
    frame = pd.read_csv(doubles)
    assert list(frame) == ["mutations", "prediction", "low_90", "high_90"]
    assert sorted(frame["mutations"]) == sorted(set(mutants(2)) - set(mutants(2)[::2]))
    # In Python, the same.
    loaded, reading = load_model(model)
    X = load_landscape(frame[["mutations"]], like=reading).data
    mean, interval = loaded.predict(X), loaded.predict_interval(X)
    np.testing.assert_allclose(frame["prediction"], mean)
    np.testing.assert_allclose(frame[["low_90", "high_90"]], interval)
    assert run("predict", model, "--all-singles", "-o", doubles) == 2
    assert "All such mutants" in capsys.readouterr().err


@pytest.fixture
def model(landscape, tmp_path):
    path = tmp_path / "model.skops"
    assert run("fit", landscape[0], "-o", path) == 0
    return path


def test_the_order_of_columns_and_rows_does_not_matter(model, landscape, tmp_path, capsys):
    table = pd.read_csv(landscape[0])
    turned = table[["growth", "C", "A", "F", "B", "E", "D"]].iloc[::-1]
    turned.to_csv(tmp_path / "turned.csv", index=False)
    sites = list("ABCDEF")
    table[sites].to_csv(tmp_path / "unmeasured.csv", index=False)
    capsys.readouterr()
    for name in ("turned", "unmeasured"):
        assert (
            run("predict", model, tmp_path / f"{name}.csv", "-o", tmp_path / f"p_{name}.csv") == 0
        )
    err = capsys.readouterr().err
    assert err.count("R² on the 64 rows with a measured 'growth'") == 1
    first, second = (pd.read_csv(tmp_path / f"p_{name}.csv") for name in ("turned", "unmeasured"))
    # Genotypes are written in the columns and the order of the table.
    assert list(second) == [*sites, "prediction", "low_90", "high_90"]
    pd.testing.assert_frame_equal(second[sites], table[sites])
    pd.testing.assert_frame_equal(first[sites], turned[sites].reset_index(drop=True))
    np.testing.assert_allclose(first["prediction"][::-1], second["prediction"])
    expected = small_model(0, 1).fit(table[sites].astype(str), table["growth"])
    np.testing.assert_allclose(second["prediction"], expected.predict(table[sites].astype(str)))


def test_predictions_on_the_terminal(model, landscape, capsys):
    assert run("predict", model, landscape[0]) == 0
    out = capsys.readouterr().out
    assert len(pd.read_csv(io.StringIO(out))) == 64


def test_new_alleles_and_missing_sites_are_named(model, landscape, tmp_path, capsys):
    table = pd.read_csv(landscape[0])
    table.loc[3, "B"] = 7
    table.to_csv(tmp_path / "new.csv", index=False)
    output = tmp_path / "out.csv"
    assert run("predict", model, tmp_path / "new.csv", "-o", output) == 2
    err = capsys.readouterr().err.splitlines()[-1]
    assert "new.csv has in line 5" in err
    assert "new allele at site 'B'" in err
    assert "--drop genotype" in err
    assert not output.exists()
    assert run("predict", model, tmp_path / "new.csv", "-o", output, "--drop", "genotype") == 0
    assert len(pd.read_csv(output)) == 63
    table.drop(columns="D").to_csv(tmp_path / "less.csv", index=False)
    assert run("predict", model, tmp_path / "less.csv") == 2
    assert "'D'" in capsys.readouterr().err


def test_mutants_need_a_wild_type(model, tmp_path, capsys):
    assert run("predict", model, "--all-singles") == 2
    assert "give it with --wild-type" in capsys.readouterr().err
    assert run("predict", model, "--all-singles", "--wild-type", "0,0,2,0,0,0") == 2
    assert "has '2' at site 'C'" in capsys.readouterr().err


def test_a_site_that_is_called_prediction(tmp_path):
    table = pd.DataFrame(list(product("01", repeat=3)), columns=["prediction", "b", "c"])
    table["y"] = [0.5, 1, 2, 4, 8, 16, 32, 64]
    table.to_csv(tmp_path / "t.csv", index=False)
    model, output = tmp_path / "m.skops", tmp_path / "o.csv"
    sites = ["--sites", "prediction,b,c", "--target", "y"]
    assert run("fit", tmp_path / "t.csv", *sites, "-o", model) == 0
    assert run("predict", model, tmp_path / "t.csv", "-o", output) == 0
    assert list(pd.read_csv(output)) == [
        "prediction",
        "b",
        "c",
        "prediction_",
        "low_90",
        "high_90",
    ]


def test_weights_groups_and_split_reach_the_model(landscape, tmp_path, capsys):
    path, _ = landscape
    table = pd.read_csv(path)
    table["growth"] = table["growth"].astype(str)
    table.loc[5, "growth"] = "<-2"
    table["se"] = np.linspace(0.1, 1, 64)
    table["lab"] = np.repeat(["x", "y", "z", "w"], 16)
    table["set"] = np.where(np.arange(64) % 4, "train", "test")
    table.to_csv(path, index=False)
    seen = {}

    class Spy(EpistaticNetRegressor):
        def fit(self, X, y, sample_weight=None, groups=None, *, censored=None):
            seen.update(n=len(X), weight=sample_weight, groups=groups, censored=censored)
            return super().fit(X, y, sample_weight)

    spy = _cli.Estimators(model=lambda seed, n_jobs: Spy(max_iter=1))
    arguments = ["--error", "se", "--groups", "lab", "--split", "set", "-o", tmp_path / "m"]
    # The spy is of a type of its own, so that it is not saved.
    assert run("fit", path, *arguments, estimators=spy) == 2
    assert "got Spy" in capsys.readouterr().err
    train = (table["set"] == "train").to_numpy()
    assert seen["n"] == train.sum()
    # What a model cannot explain, found from the training rows, is added to the errors.
    values = np.where(np.arange(64) == 5, -2.0, pd.to_numeric(table["growth"], errors="coerce"))
    error, X = table["se"].to_numpy()[train], table.loc[train, list("ABCDEF")].astype(str)
    _, tau = weights_from_errors(error, X=X, y=values[train], return_tau=True)
    assert tau > 0.1
    expected = 1 / (error**2 + tau**2)
    np.testing.assert_allclose(seen["weight"] / seen["weight"][0], expected / expected[0])
    assert seen["censored"].tolist() == [-1 * (row == 5) for row in np.flatnonzero(train)]
    assert seen["groups"].tolist() == table["lab"][train].tolist()
    assert run("fit", path, *arguments) == 0
    assert "R² on the 16 rows to test on" in capsys.readouterr().out


def test_values_at_a_floor_are_bounds_where_the_user_says_so(landscape, tmp_path, capsys):
    path, _ = landscape
    table = pd.read_csv(path)
    floor = table["growth"].median()
    table["growth"] = table["growth"].clip(lower=floor)
    table.to_csv(path, index=False)
    model = tmp_path / "m.skops"
    assert run("fit", path, "--censored", "left", "-o", model) == 0
    found = load_model(model)[0].censoring_
    assert found.floor == pytest.approx(floor)
    assert found.left_share == pytest.approx((table["growth"] == floor).mean())
    assert run("fit", path, "-o", model) == 0
    assert load_model(model)[0].censored is None
    assert run("compare", "--censored", "left") == 2
    assert "--censored needs a TABLE" in capsys.readouterr().err
    # A table that marks its limits has said it.
    table["growth"] = table["growth"].astype(str).where(table["growth"] > floor, "<" + str(floor))
    table.to_csv(path, index=False)
    for command in (["fit", path, "-o", model], ["compare", path]):
        assert run(*command, "--censored", "auto") == 2
        assert "'growth' says itself which of its values are limits" in capsys.readouterr().err


def test_the_default_model_is_that_of_python():
    made = _cli.Estimators().model(3, 1)
    assert repr(made) == "EpistaticNetRegressorCV(n_jobs=1, random_state=3)"


def test_bad_arguments_are_refused_before_any_work(model, landscape, tmp_path, capsys):
    path = landscape[0]
    fails = [
        (["fit", path, "-o", path], "is read by the same command"),
        (["fit", path, "-o", tmp_path / "no" / "m"], "there is no folder"),
        (["predict", model], "needs either a TABLE, or --all-singles"),
        (["predict", model, path, "--all-singles"], "needs either a TABLE, or"),
        (["predict", model, path, "--wild-type", "AA"], "--wild-type is for --all-singles"),
        (["predict", model, "--all-singles", "--sheet", "1"], "--sheet needs a TABLE"),
        (["predict", model, path, "-o", "x.xlsx"], "name it .csv or .tsv"),
        (["predict", model, path, "-o", path], "is read by the same command"),
        (["predict", model, tmp_path / "none.csv"], "There is no file"),
        (["predict", path, path], "is not a model file of sk_epinet"),
        (["predict", tmp_path / "none", path], "There is no file"),
        (["spectrum", path], "is not a model file of sk_epinet"),
        (["spectrum", model, "-o", tmp_path / "no" / "s.csv"], "there is no folder"),
    ]
    before = sorted(tmp_path.iterdir())
    capsys.readouterr()
    for arguments, message in fails:
        assert run(*arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert message in err.splitlines()[-1]
    assert sorted(tmp_path.iterdir()) == before


def test_models_saved_without_a_table(small_data, tmp_path, capsys):
    path = tmp_path / "m.skops"
    save_model(path, EpistaticNetRegressor(max_iter=2).fit(*small_data))
    assert run("predict", path, "--all-singles") == 2
    assert "save_model(path, model, landscape)" in capsys.readouterr().err
    assert run("spectrum", path) == 0
    assert "The 20 largest of 31 interactions" in capsys.readouterr().out


def test_interactions_of_up_to_16_sites_are_exact(model, landscape, tmp_path, capsys):
    _, truth = landscape
    capsys.readouterr()
    assert run("spectrum", model, "--top", "3") == 0
    out = capsys.readouterr().out
    planted = {" × ".join("ABCDEF"[i] for i in sites) for sites in truth.interactions}
    assert {line.split("  ")[0] for line in out.splitlines()[4:7]} == planted
    loaded, _ = load_model(model)
    expected = {
        ":".join("ABCDEF"[i] for i in sites) or "constant": c
        for sites, c in zip(
            loaded.spectrum_.interactions, loaded.spectrum_.coefficients, strict=True
        )
    }
    for arguments, n_written in ([[], 64], [["--max-order", "2"], 22], [["--top", "5"], 5]):
        assert run("spectrum", model, "-o", tmp_path / "s.csv", *arguments) == 0
        frame = pd.read_csv(tmp_path / "s.csv")
        assert list(frame) == ["interaction", "order", "coefficient"]
        assert len(frame) == n_written
        values = [expected[name] for name in frame["interaction"]]
        np.testing.assert_allclose(frame["coefficient"], values, rtol=1e-9, atol=1e-12)


def test_interactions_of_many_sites_are_estimated(tmp_path, capsys):
    X = np.random.RandomState(0).randint(0, 2, (60, 30))
    model = EpistaticNetRegressor(hidden_layer_sizes=(4,), max_iter=20, random_state=0)
    save_model(tmp_path / "m", model.fit(X, X[:, 7] + 0.1 * X[:, 20]))
    assert run("spectrum", tmp_path / "m", "-o", tmp_path / "s.csv", "--max-order", "1") == 0
    assert "are estimated from random genotypes" in capsys.readouterr().err
    frame = pd.read_csv(tmp_path / "s.csv").set_index("interaction")
    expected = estimate_spectrum(model, 1, random_state=1)
    errors = np.hypot(frame["standard_error"], expected.standard_errors)
    assert (abs(frame["coefficient"] - expected.coefficients) < 5 * errors).all()
    assert run("spectrum", tmp_path / "m", "--max-order", "9") == 2
    assert "of which at most" in capsys.readouterr().err


def test_the_spectrum_of_sites_of_many_alleles(tmp_path, capsys):
    X = pd.DataFrame(list(product("AVG", "KR")), columns=["pos12", "pos45"])
    model = EpistaticNetRegressor(max_iter=1, random_state=0).fit(X, np.arange(6.0))
    save_model(tmp_path / "m", model)
    assert run("spectrum", tmp_path / "m") == 0
    out = capsys.readouterr().out
    assert "root mean squares" in out
    assert "A12V" in out
    assert "spin" not in out
    assert run("spectrum", tmp_path / "m", "-o", tmp_path / "s.csv") == 0
    frame = pd.read_csv(tmp_path / "s.csv")
    assert len(frame) == 4 * 3
    # The components add up to the prediction.
    effects = frame.set_index("effect")["value"]
    parts = effects[["constant", "A12V", "K45R", "A12V:K45R"]]
    is_double = (X["pos12"] == "V") & (X["pos45"] == "R")
    assert parts.sum() == pytest.approx(model.predict(X[is_double])[0])


def test_genotypes_are_written_as_the_table_has_them(tmp_path):
    table = pd.DataFrame({"variant": ["K2R, T3S", "wt", "p.T3S", "K2R"], "y": [1.5, 2, 3, 4]})
    table.to_csv(tmp_path / "t.csv", index=False)
    model, output = tmp_path / "m", tmp_path / "o.csv"
    assert run("fit", tmp_path / "t.csv", "-o", model) == 0
    assert run("predict", model, tmp_path / "t.csv", "-o", output) == 0
    assert pd.read_csv(output)["variant"].tolist() == table["variant"].tolist()
