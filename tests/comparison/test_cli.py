"""The command, run in this process and, once, as a user runs it."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import io
import subprocess
import sys

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

from sk_epinet.comparison import _cli, _experiment
from sk_epinet.comparison._cli import main
from sk_epinet.datasets import load_landscape
from tests.comparison.small_experiment import fast, landscape, write_landscape


def section(out, title):
    """Return the rows of the table that follows a title, each as its cells."""
    lines = out[out.index(title) :].splitlines()[4:]
    rows = lines[: lines.index("")] if "" in lines else lines
    return [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in rows]


def test_toys(fast, capsys, tmp_path):
    picture = tmp_path / "toys.png"
    assert main(["compare", "--jobs", "1", "--plot", str(picture)]) == 0
    out, err = capsys.readouterr()
    for text in (
        "Toy landscape 'sparse'",
        "Toy landscape 'dense'",
        "Epistatic Net",
        "unregularised",
        "layer-wise L2",
        "linear regression",
        "LassoCV on Walsh features",
        "Pearson r",
        "R²",
        "Σ|c_S|",
        ".452",
        ".564",
    ):
        assert text in out
    assert "training sets" in err
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_file(fast, landscape, capsys, tmp_path):
    path, truth = landscape
    picture = tmp_path / "mine.svg"
    arguments = ["compare", str(path), "--n-train", "30", "--repeats", "2", "--jobs", "1"]
    assert main([*arguments, "--plot", str(picture)]) == 0
    out = capsys.readouterr().out
    assert "mine: 'growth' of 64 genotypes of 6 sites; 30 to train on" in out
    assert "2 random training sets\n" in out
    methods = [row[0] for row in section(out, "mine: 'growth'")]
    assert methods == list(_experiment.landscape_methods(6, 0))
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


def test_any_name_of_a_site(fast, write_landscape, capsys):
    path, truth = write_landscape(NAMES, target="Wachstum, µm/h × <i>")
    assert load_landscape(path).feature_names == NAMES
    assert main(["compare", str(path), "--n-train", "30", "--repeats", "1", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "mine: 'Wachstum, µm/h × <i>' of 64 genotypes" in out
    shown = [f"'{name}'" if "×" in name else name for name in NAMES]
    planted = {" × ".join(shown[i] for i in sites) for sites in truth.interactions}
    assert {row[0] for row in section(out, "largest interactions")[:3]} == planted
    assert [row[0] for row in section(out, "Which allele of each site")] == shown


def test_a_terminal_that_lacks_a_character(fast, landscape, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    arguments = ["compare", str(landscape[0]), "--n-train", "30", "--repeats", "1"]
    assert main([*arguments, "--jobs", "1"]) == 0
    terminal.flush()
    assert b"largest interactions" in terminal.buffer.getvalue()


def test_sites_with_one_allele_are_left_out(fast, landscape, capsys):
    path, _ = landscape
    header, *rows = path.read_text().splitlines()
    # Site A is always at its high level, 1, and B always at its only level, K. Sixteen
    # genotypes are left, with several rows each.
    rows = ["1,K" + row[3:] for row in rows]
    path.write_text("\n".join([header, *rows]) + "\n")
    assert main(["compare", str(path), "--n-train", "10", "--repeats", "1", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert section(out, "Which allele of each site") == [[site, "0", "1"] for site in "CDEF"]


def test_scores_are_those_of_the_methods(fast, landscape):
    X = np.loadtxt(landscape[0], delimiter=",", skiprows=1)
    X, y = X[:, :-1], X[:, -1]
    settings = {"n_train": 30, "repeats": 2, "seed": 0, "n_jobs": 1}
    scores = _cli.compare_landscape("mine", X, y, **settings, on_split=lambda: None)
    for seed in (0, 1):
        X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=30, random_state=seed)
        linear = LinearRegression().fit(X_train, y_train)
        (score,) = [s for s in scores if (s.method, s.split) == ("linear regression", seed)]
        assert score.r2 == pytest.approx(linear.score(X_test, y_test))
        predicted = linear.predict(X_test)
        assert score.pearson == pytest.approx(np.corrcoef(predicted, y_test)[0, 1])
        # A linear model's spectrum is minus half its slopes.
        assert score.l1_norm == pytest.approx(np.abs(linear.coef_).sum() / 2)


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


def check_fails(arguments, message, capsys):
    assert main(["compare", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("sk-epinet: error: ")
    assert message in lines[0]


def test_bad_input(landscape, capsys, tmp_path):
    path = str(landscape[0])
    check_fails(["absent.csv"], "there is no file absent.csv", capsys)
    check_fails(
        [path, "--target", "fitness"], "no target column 'fitness'; the file has 'A'", capsys
    )
    check_fails([path, "--n-train", "5"], "--n-train must be from 10 to 62 (64 genotypes", capsys)
    check_fails([path, "--n-train", "63"], "--n-train must be from 10 to 62", capsys)
    check_fails([path, "--repeats", "0"], "--repeats must be at least 1, got 0", capsys)
    check_fails([path, "--jobs", "0"], "--jobs must be at least 1, got 0", capsys)
    check_fails([path, "--seed", "-1"], "--seed must be at least 0, got -1", capsys)
    check_fails([path, "--plot", "picture.doc"], "--plot cannot write 'picture.doc'", capsys)
    check_fails([path, "--plot", "/nowhere/p.png"], "there is no folder /nowhere", capsys)
    check_fails(["--n-train", "20"], "--n-train needs a LANDSCAPE.csv", capsys)
    check_fails(["--target", "y"], "--target needs a LANDSCAPE.csv", capsys)
    bad = tmp_path / "bad.csv"
    bad.write_text("pos1,pos2,y\n0,1,1\n1,0,2\n2,0,3\n")
    check_fails([str(bad)], "Site 'pos1' has 3 alleles (0, 1, 2), not two", capsys)
    bad.write_text("a,y\n" + "0,1\n1,1\n" * 20)
    check_fails([str(bad)], "'y' has the same value everywhere: 1", capsys)
    bad.write_bytes(b"\xff\xfe\x00")
    check_fails([str(bad)], "bad.csv is not a text table", capsys)


def test_missing_matplotlib_is_said_before_the_work(landscape, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    check_fails([str(landscape[0]), "--plot", "p.png"], "pip install matplotlib", capsys)


def test_missing_values_are_noted(fast, landscape, capsys):
    path, _ = landscape
    text = path.read_text().splitlines()
    path.write_text("\n".join([*text[:-1], "1,1,1,1,1,1,"]) + "\n")
    assert main(["compare", str(path), "--n-train", "30", "--repeats", "1"]) == 0
    assert "note: 1 of 64 genotypes have no measured 'growth'" in capsys.readouterr().err


def test_interrupt(landscape, capsys, monkeypatch):
    def interrupt(*args, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(_cli, "compare_landscape", interrupt)
    assert main(["compare", str(landscape[0])]) == 130


def test_as_a_module():
    run = [sys.executable, "-m", "sk_epinet"]
    help_text = subprocess.run([*run, "compare", "-h"], capture_output=True, text=True, check=True)
    assert "--n-train N" in help_text.stdout
    nothing = subprocess.run(run, capture_output=True, text=True, check=False)
    assert nothing.returncode == 2
    assert "COMMAND" in nothing.stderr
