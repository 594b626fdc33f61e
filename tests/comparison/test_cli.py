"""The command, run in this process and, once, as a user runs it."""

import subprocess
import sys

import numpy as np
import pytest

from sk_epinet.comparison import _cli, _experiment
from sk_epinet.comparison._cli import main
from sk_epinet.datasets import make_walsh_landscape

SMALL = {"hidden_layer_sizes": (8,), "max_iter": 60}


@pytest.fixture
def fast(monkeypatch):
    """Small networks and few splits, so that the command is quick."""
    cv, plain = _experiment.EpistaticNetRegressorCV, _experiment.EpistaticNetRegressor
    monkeypatch.setattr(
        _experiment,
        "EpistaticNetRegressorCV",
        lambda random_state: cv(
            [0.01, 0.1], alphas=[0.1], cv=2, random_state=random_state, **SMALL
        ),
    )
    monkeypatch.setattr(
        _experiment,
        "EpistaticNetRegressor",
        lambda random_state: plain(random_state=random_state, **SMALL),
    )
    monkeypatch.setattr(_experiment, "_TOY_SEEDS", range(0, 10, 5))


@pytest.fixture
def landscape(tmp_path):
    X, y, truth = make_walsh_landscape(6, 3, 2, noise=0.05, random_state=0)
    lines = ["A,B,C,D,E,F,growth"]
    lines += [",".join([*map(str, row), f"{value:.6f}"]) for row, value in zip(X, y, strict=True)]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(lines) + "\n")
    return path, truth


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
    assert "wh_weight" in out
    assert "fit seconds" in out
    # The three planted interactions lead the list, by the file's own names.
    listed = out[out.index("largest interactions") :].splitlines()[4:7]
    found = {line.split("  ")[0].strip() for line in listed}
    assert found == {" × ".join("ABCDEF"[i] for i in sites) for sites in truth.interactions}
    assert "A 0/1, B 0/1" in out
    assert "<svg" in picture.read_text()


def test_scores_are_those_of_the_methods(fast, landscape):
    X = np.loadtxt(landscape[0], delimiter=",", skiprows=1)
    X, y = X[:, :-1], X[:, -1]
    scores = _experiment.compare_landscape("mine", X, y, 30, 1, 0, 1, lambda: None)
    by_method = {score.method: score for score in scores}
    from sklearn.linear_model import LinearRegression
    from sklearn.model_selection import train_test_split

    X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=30, random_state=0)
    linear = LinearRegression().fit(X_train, y_train)
    score = by_method["linear regression"]
    assert score.r2 == pytest.approx(linear.score(X_test, y_test))
    assert score.pearson == pytest.approx(np.corrcoef(linear.predict(X_test), y_test)[0, 1])
    # A linear model's spectrum is minus half its slopes.
    assert score.l1_norm == pytest.approx(np.abs(linear.coef_).sum() / 2)


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
    bad.write_text("a,y\n0,1\n1,2\n2,3\n")
    check_fails([str(bad)], "Site 'a' has 3 alleles", capsys)
    bad.write_text("a,y\n" + "0,1\n1,1\n" * 20)
    check_fails([str(bad)], "'y' has the same value everywhere: 1", capsys)
    bad.write_bytes(b"\xff\xfe\x00")
    check_fails([str(bad)], "is not a text file in UTF-8", capsys)


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
    def interrupt(*args):
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
