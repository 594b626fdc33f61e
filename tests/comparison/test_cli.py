"""The command ``compare``, and how every command ends."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from sk_epinet import WalshSpectrum
from sk_epinet.comparison import _cli, _experiment, _methods
from sk_epinet.comparison._table_options import in_options
from sk_epinet.comparison._walsh_lasso import WalshLassoCV
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes
from sk_epinet.datasets import load_landscape, make_walsh_landscape
from tests.comparison.small_experiment import SMALL, landscape, run, write_landscape

FEW = ["--n-train", "30", "--repeats", "1", "--jobs", "1"]


def section(out, title):
    """Return the rows of the table that follows a title, each as its cells."""
    lines = out[out.index(title) :].splitlines()[4:]
    rows = lines[: lines.index("")] if "" in lines else lines
    return [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in rows]


def test_toys(capsys, tmp_path):
    picture = tmp_path / "toys.png"
    assert run("compare", "--jobs", "1", "--plot", picture) == 0
    out, err = capsys.readouterr()
    for text in (
        "Toy landscape 'sparse'",
        "Toy landscape 'dense'",
        "Epistatic Net",
        "the same network without penalties",
        "the same network with only an L2 penalty",
        "linear regression",
        "LassoCV on Walsh features",
        "Pearson r",
        "R²",
        "Σ|c_S|",
        ".452",
        ".564",
    ):
        assert text in out
    assert err == ""  # progress is shown on terminals only
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_file(landscape, capsys, tmp_path):
    path, truth = landscape
    picture = tmp_path / "mine.svg"
    assert run("compare", path, *FEW, "--repeats", "2", "--plot", picture) == 0
    out, err = capsys.readouterr()
    assert "target:            growth" in err
    assert "mine: 64 genotypes of 6 sites have a value of 'growth'. The models were" in out
    assert "2 training sets\n" in out
    methods = [row[0] for row in section(out, "mine: 64 genotypes")]
    assert methods == list(_methods.landscape_methods([2] * 6, 0))
    # The Lasso on single effects has no order to choose.
    assert len(re.search(r"order of the Lasso ([\d, ]+);", out)[1].split(", ")) == 2
    # What was chosen is one of the two candidates of the small networks.
    chosen = out[out.index("global_epistasis) ") :].split(") ")[1].split(".\n")[0]
    assert all(candidate.split(", ")[0] in ("0.01", "0.1") for candidate in chosen.split("; "))
    # The three planted interactions lead the list, by the file's own names.
    listed = section(out, "largest interactions")
    assert len(listed) == 10
    planted = {" × ".join("ABCDEF"[i] for i in sites) for sites in truth.interactions}
    assert {row[0] for row in listed[:3]} == planted
    assert section(out, "Which allele of each site") == [[site, "0", "1"] for site in "ABCDEF"]
    assert "<svg" in picture.read_text()


NAMES = ["site 1", "a × b", "b,c:d", "<b>&", r"$\frac{", "βίος"]


def test_any_name_of_a_site(write_landscape, capsys):
    path, truth = write_landscape(NAMES, target="Wachstum, µm/h × <i>")
    assert load_landscape(path).feature_names == NAMES
    assert run("compare", path, *FEW) == 0
    out = capsys.readouterr().out
    assert "have a value of 'Wachstum, µm/h × <i>'." in out
    shown = [f"'{name}'" if "×" in name else name for name in NAMES]
    planted = {" × ".join(shown[i] for i in sites) for sites in truth.interactions}
    assert {row[0] for row in section(out, "largest interactions")[:3]} == planted
    assert [row[0] for row in section(out, "Which allele of each site")] == shown


def test_a_terminal_that_lacks_a_character(landscape, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run("compare", landscape[0], *FEW) == 0
    terminal.flush()
    assert b"largest interactions" in terminal.buffer.getvalue()


def test_scores_are_those_of_the_methods(landscape):
    table = load_landscape(landscape[0])
    X, y, weight = table.data, table.target, np.arange(1.0, 65)
    settings = {"n_train": 30, "repeats": 2, "seed": 0, "n_jobs": 1, "methods": SMALL.landscape}
    scores = _experiment.compare_landscape(
        "mine", X, y, **settings, on_split=lambda: None, sample_weight=weight
    )
    numbers = X.astype(int).to_numpy()
    for seed in (0, 1):
        train, test = split_genotypes(X, 30, random_state=seed)
        linear = LinearRegression().fit(numbers[train], y[train], weight[train])
        (score,) = [s for s in scores if (s.method, s.split) == ("linear regression", seed)]
        assert score.r2 == pytest.approx(linear.score(numbers[test], y[test], weight[test]))
        predicted = linear.predict(numbers[test])
        rows = np.repeat(np.arange(34), weight[test].astype(int))  # weights are copies
        assert score.pearson == pytest.approx(np.corrcoef(predicted[rows], y[test][rows])[0, 1])
        # A linear model's spectrum is minus half its slopes.
        assert score.l1_norm == pytest.approx(np.abs(linear.coef_).sum() / 2)


def test_a_column_says_what_to_train_on(landscape, capsys):
    path, _ = landscape
    frame = pd.read_csv(path)
    frame["set"] = np.where(np.arange(64) % 4, "train", "test")
    frame.to_csv(path, index=False)
    assert run("compare", path, "--repeats", "1", "--jobs", "1", "--split", "set") == 0
    out = capsys.readouterr().out
    assert "trained on 48 of them" in out
    X, y, train = frame[list("ABCDEF")], frame["growth"], frame["set"] == "train"
    linear = LinearRegression().fit(X[train], y[train])
    (row,) = [row for row in section(out, "mine: 64 genotypes") if row[0] == "linear regression"]
    assert row[2].split()[0] == f"{linear.score(X[~train], y[~train]):.3f}"
    assert run("compare", path, *FEW) == 2
    assert "leave out --n-train" in capsys.readouterr().err
    frame["set"] = "left"
    frame.loc[::2, "set"] = "right"
    frame.to_csv(path, index=False)
    assert run("compare", path, "--split", "set") == 2
    assert "holds 'left', 'right', but says train" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "n_genotypes", "more", "message"),
    [
        ("fit", 1, [], "has 1 genotype to train on, in 8 rows, where 2 different ones are needed"),
        ("compare", 2, [], "has 2 genotypes to train on, in 8 rows, where 5 different ones"),
        ("compare", 4, [], "has 4 genotypes to train on, in 8 rows, where 5 different ones"),
        ("compare", 8, ["--groups", "plate"], "has 4 groups to train on, in 8 rows, where 5 diff"),
    ],
)
def test_a_split_with_few_genotypes_to_train_on(
    command, n_genotypes, more, message, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    own = [f"{number:03b}" for number in range(n_genotypes)] * (8 // n_genotypes)
    frame = pd.DataFrame({"genotype": [*own, "111", "110"], "y": np.arange(10.0)})
    frame["set"] = ["train"] * 8 + ["test"] * 2
    frame["plate"] = ["p", "q", "r", "s"] * 2 + ["t", "u"]
    frame.to_csv("table.csv", index=False)
    output = ["-o", "model.skops"] if command == "fit" else []
    assert (
        run(command, "table.csv", "--genotype", "genotype", "--split", "set", *more, *output) == 2
    )
    error = capsys.readouterr().err.splitlines()[-1]
    assert message in error
    assert error.endswith("Mark more rows as train.")
    assert not Path("model.skops").exists()


def test_groups_stay_together():
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.randint(0, 2, (60, 8)).astype(str)).astype("category")
    groups = np.repeat(np.arange(20), 3).astype(str)
    seen = []
    _experiment.compare_landscape(
        "grouped",
        X,
        rng.randn(60),
        n_train=10,
        repeats=1,
        seed=0,
        n_jobs=1,
        on_split=lambda: None,
        methods=lambda n_alleles, seed: {"spy": GroupSpy(seen, cv=GenotypeKFold(3))},
        groups=groups,
    )
    (own,) = seen
    assert len(own) == 30
    assert len(set(own)) == 10


class GroupSpy(WalshLassoCV):
    """Notes the groups that it is fitted with."""

    def __init__(self, seen, cv):
        super().__init__(cv, max_orders=(1,))
        self.seen = seen

    def fit(self, X, y, sample_weight=None, groups=None):
        self.seen.append(groups)
        return super().fit(X, y, groups=groups)


def test_the_lasso_finds_the_order_and_keeps_groups_together():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (80, 6))
    spins = 1 - 2 * X
    y = spins[:, 0] + 2 * spins[:, 1] * spins[:, 2] * spins[:, 3] + 0.1 * rng.randn(80)
    lasso = WalshLassoCV(cv=GenotypeKFold(4)).fit(X, y)
    assert lasso.max_order_ >= 3
    assert lasso.score(X, y) > 0.95
    assert WalshLassoCV(GenotypeKFold(4), max_columns=10).fit(X, y).max_order_ == 1
    # A value that only its group has cannot be predicted from the other groups.
    groups = np.repeat(np.arange(20), 4)
    noise = np.repeat(rng.randn(20), 4)
    own = np.repeat(rng.randint(0, 2, (20, 6)), 4, axis=0)
    grouped = WalshLassoCV(GenotypeKFold(5), max_orders=(3,)).fit(own, noise, groups=groups)
    assert grouped.pipeline_[-1].mse_path_.mean(axis=1).min() > 0.5 * noise.var()


def test_many_sites(tmp_path, capsys):
    """Of more than 16 sites the interactions are estimated."""
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (120, 18))
    spins = 1 - 2 * X
    table = pd.DataFrame(np.where(X, "G", "A"), columns=[f"pos{i + 1}" for i in range(18)])
    table["fitness"] = 3 * spins[:, 9] - spins[:, 15] + 0.01 * rng.randn(120)
    path = tmp_path / "wide.csv"
    table.to_csv(path, index=False)
    assert run("compare", path, "--n-train", "80", "--repeats", "1", "--jobs", "1") == 0
    out = capsys.readouterr().out
    assert "120 genotypes of 18 sites" in out
    assert "estimated up to order 2 from random genotypes" in out
    assert section(out, "largest interactions")[0][0] == "pos10"
    assert ["pos10", "A", "G"] in section(out, "Which allele of each site")


def test_sites_of_many_alleles(tmp_path, capsys):
    table = pd.DataFrame([a + b + c for a in "ACDE" for b in "ACD" for c in "AC"], columns=["seq"])
    table["y"] = [
        ord(text[0]) + 2 * (text[1] == "D") + 0.01 * i for i, text in enumerate(table.seq)
    ]
    path = tmp_path / "alleles.csv"
    table.to_csv(path, index=False)
    assert run("compare", path, "--n-train", "15", "--repeats", "1", "--jobs", "1") == 0
    out = capsys.readouterr().out
    assert "24 genotypes of 3 sites" in out
    assert "needs sites of two alleles, and some have more" in out


def linear_only(n_sites, seed):
    return {"second": LinearRegression(), "first": LinearRegression(fit_intercept=False)}


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_scores_come_by_landscape_method_and_split(n_jobs):
    calls = []
    scores = _experiment.compare_toys(
        n_jobs, lambda: calls.append(1), methods=linear_only, seeds=[3, 1, 2]
    )
    assert [(s.landscape, s.method, s.split) for s in scores] == [
        (landscape, method, split)
        for landscape in ("sparse", "dense")
        for method in ("second", "first")
        for split in range(3)
    ]
    assert len(calls) == 6


def test_pearson_of_a_constant_prediction_is_zero():
    assert _experiment._pearson(np.full(5, 2.0), np.arange(5.0)) == 0
    assert _experiment._pearson(np.arange(5.0), 3 - np.arange(5.0)) == pytest.approx(-1)


def check_fails(arguments, message, capsys, status=2):
    assert run(*arguments) == status
    out, err = capsys.readouterr()
    assert out == ""
    line = err.strip().splitlines()[-1]
    assert line.startswith("sk-epinet: error: ")
    assert message in line
    assert "Traceback" not in err


def test_bad_input(landscape, capsys, tmp_path):
    path = str(landscape[0])
    fails = [
        (["absent.csv"], "There is no file absent.csv"),
        ([path, "--target", "fitness"], "fitness"),
        ([path, "--n-train", "5"], "--n-train must be from 10 to 62 (64 genotypes"),
        ([path, "--n-train", "63"], "--n-train must be from 10 to 62"),
        ([path, "--plot", "picture.doc"], "--plot cannot write 'picture.doc'"),
        ([path, "--plot", "/nowhere/p.png"], "there is no folder /nowhere"),
        (["--n-train", "20"], "--n-train needs a TABLE"),
        (["--wild-type", "AA"], "--wild-type needs a TABLE"),
        ([tmp_path], "is a folder"),
    ]
    for arguments, message in fails:
        check_fails(["compare", *arguments], message, capsys)
    bad = tmp_path / "bad.csv"
    bad.write_text("a,y\n" + "0,1\n1,1\n" * 20)
    check_fails(["compare", bad, "--target", "y", "--sites", "a"], "same value everywhere", capsys)


def test_an_error_names_the_option_to_add(tmp_path, capsys):
    path = tmp_path / "two.csv"
    path.write_text("seq,up,down\nAA,1.5,2\nAC,2.25,1\nCA,3.125,9\nCC,4,4\n")
    check_fails(["inspect", path], "--target", capsys)
    assert run("inspect", path, "--target", "up") == 0
    assert "up, from 1.5 to 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Add target='my y', or", "Add --target 'my y', or"),
        ("Add sites=['a', 'b,c'] now", "Add --sites 'a,\"b,c\"' now"),
        ("or target=['r1', 'r2'].", "or --target r1 --target r2."),
        ("Give one of error= and weight=: each", "Give one of --error and --weight: each"),
        ("target='a\\' is odd", "target='a\\' is odd"),
        ('with first_position=2 or wild_type="A\'"', "with --first-position 2 or --wild-type 'A"),
        ("n_jobs=2 and subtarget='x'", "n_jobs=2 and subtarget='x'"),
    ],
)
def test_messages_of_python_become_options(message, expected):
    assert in_options(message).startswith(expected)


def test_lines_of_python_say_where_the_frame_comes_from():
    message = in_options("Part them: frame['y'] = frame['y'].str.split('/').")
    assert "(In Python: frame = pandas.read_csv('table.csv', dtype=str)" in message
    assert "In Python" not in in_options("the DataFrame has no frame")


def test_missing_matplotlib_is_said_before_the_work(landscape, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    check_fails(["compare", landscape[0], "--plot", "p.png"], "pip install matplotlib", capsys)


def test_missing_values_are_noted(landscape, capsys):
    path, _ = landscape
    text = path.read_text().splitlines()
    path.write_text("\n".join([*text[:-1], "1,1,1,1,1,1,"]) + "\n")
    assert run("compare", path, *FEW) == 0
    err = capsys.readouterr().err
    assert "note: 1 of 64 genotypes have no measured 'growth'" in err
    assert "rows left out:" in err


class Broken:
    """Stands for what may go wrong in a fit."""

    def __init__(self, error):
        self.error = error

    def __call__(self, seed, n_jobs):
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (KeyboardInterrupt(), 130, "sk-epinet: interrupted"),
        (MemoryError(), 2, "There is not enough memory"),
        (ValueError("two\nlines"), 2, "error: two lines"),
        (PermissionError(13, "Permission denied", "x.csv"), 2, "x.csv: Permission denied"),
        (ZeroDivisionError("oh"), 1, "ZeroDivisionError: oh (this is a fault of sk-epinet"),
    ],
)
def test_how_commands_fail(error, status, message, landscape, tmp_path, capsys):
    pytest.importorskip("skops")
    broken = _cli.Estimators(model=Broken(error))
    output = tmp_path / "model.skops"
    output.write_text("old")
    assert run("fit", landscape[0], "-o", output, estimators=broken) == status
    err = capsys.readouterr().err
    assert message in err.splitlines()[-1]
    assert "Traceback" not in err
    assert run("fit", landscape[0], "-o", output, "--debug", estimators=broken) == status
    assert "Traceback" in capsys.readouterr().err
    assert output.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_help_has_examples(capsys):
    for command in ("inspect", "compare", "fit", "predict", "suggest", "spectrum"):
        with pytest.raises(SystemExit) as end:
            run(command, "--help")
        assert end.value.code == 0
        assert f"  sk-epinet {command} " in capsys.readouterr().out.partition("examples:")[2]


def test_as_a_process(landscape):
    """The module runs as a command; a reader that goes away is no error that is shown."""
    command = [sys.executable, "-m", "sk_epinet"]
    inspect = (
        f"{sys.executable} -m sk_epinet inspect {landscape[0]} | true; echo ${{PIPESTATUS[0]}}"
    )
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    assert alone.returncode == 2
    assert "COMMAND" in alone.stderr
    piped = subprocess.run(["bash", "-c", inspect], capture_output=True, text=True, check=True)
    assert piped.stderr == ""


def test_the_version(capsys):
    with pytest.raises(SystemExit) as end:
        run("--version")
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("sk-epinet 0.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", ""],
        ["compare", ""],
        ["compare", "x.csv", "--report", ""],
        ["compare", "x.csv", "--plot", " "],
        ["fit", "", "-o", "m.skops"],
        ["fit", "x.csv", "-o", ""],
        ["predict", ""],
        ["predict", "m.skops", ""],
        ["suggest", ""],
        ["suggest", "m.skops", "--exclude", ""],
        ["spectrum", ""],
    ],
)
def test_an_empty_name_is_no_file(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        run(*arguments)
    assert "names no file: it is empty" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_after_the_last_seed_comes_the_first():
    X, y, _ = make_walsh_landscape(6, 3, 2, random_state=0)
    methods = lambda n_alleles, seed: {"linear": LinearRegression()}  # noqa: E731
    settings = {"n_train": 30, "n_jobs": 1, "methods": methods}

    def scores(seed, repeats):
        found = _experiment.compare_landscape(
            "mine", X, y, seed=seed, repeats=repeats, on_split=lambda: None, **settings
        )
        return [score.r2 for score in found]

    last, first = scores(2**32 - 1, 2)
    assert [last] == scores(2**32 - 1, 1)
    assert [first] == scores(0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
def test_sigterm_ends_a_command_like_an_error(landscape, tmp_path, capsys):
    """What was there before stays, and the caller's own way to end is restored."""

    def end(seed, n_jobs):
        signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    output = tmp_path / "model.skops"
    output.write_text("old")
    pytest.importorskip("skops")
    status = run("fit", landscape[0], "-o", output, estimators=_cli.Estimators(model=end))
    assert status == 143
    assert "sk-epinet: stopped by SIGTERM" in capsys.readouterr().err
    assert output.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    assert signal.getsignal(signal.SIGTERM) is before
