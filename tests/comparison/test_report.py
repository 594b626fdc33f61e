"""The report: its page needs nothing else, its files belong together, and all is reproducible."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import base64
import itertools
import re
import runpy
import shutil
import sys
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from sklearn.metrics import r2_score
from sklearn.utils import Bunch

from sk_epinet import WalshSpectrum
from sk_epinet.comparison import _cli, _figures, _html, _pictures, _report, load_model
from sk_epinet.plotting import EpistasisNetworkDisplay, PredictionDisplay, SpectrumDisplay
from tests.comparison.small_experiment import (
    SMALL,
    landscape,
    run,
    write_landscape,
    write_six_sites,
)
from tests.comparison.test_cli import Broken

pytest.importorskip("skops")

ARGUMENTS = ["--n-train", "30", "--repeats", "2", "--jobs", "1"]
NAMES = ["site 1", "a × b", "=1+2", "<b>&", r"$\frac{$", "βίος"]


@pytest.fixture
def write_report(tmp_path):
    """Run the command, and return the folder of the report."""

    def write(path, *arguments, folder="report", estimators=SMALL):
        folder = tmp_path / "new" / folder
        command = ["compare", path, *ARGUMENTS, *arguments, "--report", folder]
        assert run(*command, estimators=estimators) == 0
        return folder

    return write


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the path of a landscape, its true spectrum, and the folder of its report."""
    folder = tmp_path_factory.mktemp("made")
    path, truth = write_six_sites(folder)
    assert run("compare", path, *ARGUMENTS, "--report", folder / "report") == 0
    return path, truth, folder / "report"


def page_of(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def table_rows(report):
    """Return the rows of all tables of the page, each as the HTML of its cells."""
    body = "".join(re.findall("<tbody>(.*?)</tbody>", report))
    return [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", body)]


def test_the_page(made):
    _, truth, folder = made
    report = page_of(folder)
    assert "<title>mine: growth</title>" in report
    assert "64 genotypes of 6 sites have a value of &#x27;growth&#x27;." in report
    assert "trained on 30 of them and tested on the others, with 2 training sets." in report
    questions = re.findall("<dt>(.*?)</dt>", report)
    assert questions[0] == "Which model predicts best?"
    assert questions[-1] == "What to measure next?"
    rows = table_rows(report)
    settings = dict(row for row in rows if len(row) == 2)
    assert settings["training sets"] == "2"
    assert re.fullmatch("mine.csv, SHA-256 [0-9a-f]{64}", settings["file"])
    assert settings["torch"]
    # The three planted interactions lead the list, and are the supported ones.
    listed = [row for row in rows if row[0].startswith("<span") and len(row) == 5]
    spans = [re.findall('<span class="site">(.*?)</span>', row[0]) for row in listed]
    planted = {tuple("ABCDEF"[i] for i in sites) for sites in truth.interactions}
    assert {tuple(names) for names in spans[:3]} == planted
    assert [row[-1] for row in listed[:4]] == ["yes"] * 3 + ["no"]
    pictures = re.findall('<img src="data:image/svg[+]xml;base64,([^"]+)" alt="[^"]+"', report)
    assert len(pictures) == len(_pictures.PICTURES)
    for picture in pictures:
        assert ElementTree.fromstring(base64.b64decode(picture)).tag.endswith("svg")
    # Nothing is fetched from anywhere.
    assert not re.search(r'(src|href)="(?!data:)', report)
    assert "viewport" in report
    assert len(report) < 3e6


def test_the_files_beside_the_page(made):
    path, truth, folder = made
    assert sorted(own.name for own in folder.iterdir()) == sorted(_report.FILES)
    coefficients = pd.read_csv(folder / "coefficients.csv")
    assert len(coefficients) == 64
    own = coefficients.set_index("name")
    assert set(own.index[own["selected"] == "yes"]) == {
        ":".join("ABCDEF"[i] for i in sites) for sites in truth.interactions
    }
    for sites, true in zip(truth.interactions, truth.coefficients, strict=True):
        row = own.loc[":".join("ABCDEF"[i] for i in sites)]
        assert row["order"] == len(sites)
        assert row["value"] == pytest.approx(true, abs=0.3)
        assert row["low_90"] < row["value"] < row["high_90"]
    # The model that is beside them is the one that predicts.
    model, _ = load_model(folder / "model.skops")
    predictions = pd.read_csv(folder / "predictions.csv", dtype=dict.fromkeys("ABCDEF", str))
    table = pd.read_csv(path, dtype=dict.fromkeys("ABCDEF", str))
    assert list(predictions.columns[:6]) == list("ABCDEF")
    np.testing.assert_allclose(predictions["measured"], table["growth"])
    np.testing.assert_allclose(predictions["prediction"], model.predict(table[list("ABCDEF")]))
    assert (predictions["low_90"] < predictions["prediction"]).all()
    assert len(pd.read_csv(folder / "best_unmeasured.csv")) == 0  # all were measured


def test_unmeasured_genotypes_are_predicted_and_the_best_ones_listed(write_report, landscape):
    path, _ = landscape
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *lines[31:]]) + "\n")
    folder = write_report(path, "--n-train", "20")
    predictions = pd.read_csv(folder / "predictions.csv", dtype=dict.fromkeys("ABCDEF", str))
    genotypes = ["".join(row) for row in predictions[list("ABCDEF")].to_numpy()]
    everything = ["".join(own) for own in itertools.product("01", repeat=6)]
    assert genotypes == everything[30:] + everything[:30]
    assert predictions["measured"].isna().tolist() == [False] * 34 + [True] * 30
    best = pd.read_csv(folder / "best_unmeasured.csv")
    expected = predictions.iloc[34:].nlargest(24, "prediction")
    np.testing.assert_array_equal(best["prediction"], expected["prediction"])
    assert "34 of 64 possible genotypes are measured (53.1 %)" in page_of(folder)


def test_the_program_makes_the_same_predictions(made, tmp_path, monkeypatch, capsys):
    path, _, folder = made
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["reproduce.py", str(path)])
    runpy.run_path(str(folder / "reproduce.py"))
    again = pd.read_csv("reproduced_predictions.csv")
    own = pd.read_csv(folder / "predictions.csv")
    for name in ("prediction", "low_90", "high_90"):
        np.testing.assert_allclose(again[name], own[name], rtol=1e-6)
    scores = [float(text) for text in re.findall(r"R² (-?\d[.]\d+)", capsys.readouterr().out)]
    shown = next(row[2] for row in table_rows(page_of(folder)) if row[0] == "Epistatic Net")
    assert float(shown.split()[0]) == pytest.approx(np.mean(scores), abs=1.1e-3)
    other = tmp_path / "other.csv"
    other.write_text(path.read_text() + "\n")
    monkeypatch.setattr(sys, "argv", ["reproduce.py", str(other)])
    with pytest.raises(SystemExit, match="is not the table of the report"):
        runpy.run_path(str(folder / "reproduce.py"))


def test_the_program_of_a_table_with_options(write_report, tmp_path, monkeypatch, capsys):
    path, _ = write_six_sites(tmp_path, target="it's \\ y")
    frame = pd.read_csv(path, dtype=dict.fromkeys("ABCDEF", str))
    frame["set"] = np.where(np.arange(64) % 4, "train", "test")
    frame["sd of y"] = 0.05
    frame.to_csv(path, index=False)
    options = ["--split", "set", "--error", "sd of y", "--target", "it's \\ y", "--sites", "?"]
    folder = tmp_path / "report"
    command = ["compare", path, "--repeats", "1", "--jobs", "1", *options, "--report", folder]
    assert run(*command) == 0
    assert "one training set; ± is the standard error over its 16" in page_of(folder)
    capsys.readouterr()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["reproduce.py"])  # the table is in this folder
    runpy.run_path(str(folder / "reproduce.py"))
    again, own = pd.read_csv("reproduced_predictions.csv"), pd.read_csv(folder / "predictions.csv")
    np.testing.assert_allclose(again["prediction"], own["prediction"], rtol=1e-6)
    (score,) = re.findall(r"R² (-?\d[.]\d+)", capsys.readouterr().out)
    shown = next(row[2] for row in table_rows(page_of(folder)) if row[0] == "Epistatic Net")
    assert shown.split()[0] == score


def test_same_data_and_seed_make_the_same_bytes(made, write_report, landscape):
    _, _, first = made
    again = write_report(landscape[0])
    for name in _report.FILES:
        content = (first / name).read_bytes()
        assert (again / name).read_bytes() == content, name
        for path in (landscape[0], first):
            assert str(path.parent).encode() not in content
    assert "seconds" not in page_of(first)


def files_of(folder):
    return {own.name: own.read_bytes() for own in folder.iterdir()}


def test_an_interruption_leaves_everything_as_it_was(made, tmp_path, capsys, monkeypatch):
    path, _, own = made
    folder = shutil.copytree(own, tmp_path / "report")
    before = files_of(folder)

    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    command = ["compare", path, *ARGUMENTS, "--repeats", "1", "--report", folder]
    broken = _cli.Estimators(model=interrupt, landscape=SMALL.landscape)
    assert run(*command, estimators=broken) == 130
    monkeypatch.setattr(EpistasisNetworkDisplay, "_draw", interrupt)
    assert run(*command) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "sk-epinet: interrupted"
    assert files_of(folder) == before


def test_a_picture_that_fails_is_named_and_the_rest_is_kept(
    write_report, landscape, capsys, monkeypatch
):
    def fail(self, **options):
        raise ZeroDivisionError("<oh>")

    monkeypatch.setattr(PredictionDisplay, "_draw", fail)
    folder = write_report(landscape[0])
    assert sorted(own.name for own in folder.iterdir()) == sorted(_report.FILES)
    report = page_of(folder)
    assert report.count("<img ") == len(_pictures.PICTURES) - 1
    assert "could not be drawn (ZeroDivisionError: &lt;oh&gt;)" in report
    assert "the picture 'predicted against measured' could not be" in capsys.readouterr().err


def test_what_cannot_be_written_is_said_before_the_work(landscape, tmp_path, capsys, monkeypatch):
    broken = _cli.Estimators(landscape=Broken(AssertionError("the work began")))
    folder = tmp_path / "report"
    (folder / "predictions.csv").mkdir(parents=True)
    command = ["compare", landscape[0], *ARGUMENTS, "--report"]
    assert run(*command, folder, estimators=broken) == 2
    assert "predictions.csv is a folder" in capsys.readouterr().err
    assert run(*command, landscape[0] / "below", estimators=broken) == 2
    assert "--report cannot make the folder" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "skops", None)
    assert run(*command, tmp_path / "other", estimators=broken) == 2
    assert "pip install skops" in capsys.readouterr().err


def write_alleles(path, replicates=1):
    """Write a table of strings over sites of many alleles, of which a quarter is not measured."""
    rng = np.random.RandomState(0)
    texts = ["".join(own) for own in itertools.product("ACDE", "ACD", "AC", "AC")]
    rows = []
    for text in ["AAAA", *rng.choice(texts[1:], 35, replace=False)]:
        true = "ACDE".index(text[0]) + 2 * (text[1] == "D") * (text[2] == "C")
        rows += [(text, round(true + 0.1 * rng.randn(), 4)) for _ in range(replicates)]
    pd.DataFrame(rows, columns=["seq", "y"]).to_csv(path, index=False)


def test_sites_of_many_alleles_with_replicates(write_report, tmp_path):
    path = tmp_path / "alleles.csv"
    write_alleles(path, replicates=2)
    folder = write_report(path, "--n-train", "18", "--wild-type", "AAAA")
    coefficients = pd.read_csv(folder / "coefficients.csv", keep_default_na=False)
    assert coefficients["name"][0] == "constant"
    assert {"A1C", "A1E", "A2D:A3C"} <= set(coefficients["name"])
    assert set(coefficients["order"]) == {0, 1, 2}
    report = page_of(folder)
    assert "Interactions of up to 2 sites were tested" in report
    assert "Going by the spread of the rows of one genotype" in report
    assert {"A1A", "A1A:A2D"} <= set(coefficients["name"])
    predictions = pd.read_csv(folder / "predictions.csv")
    assert len(predictions) == 48
    table = pd.read_csv(path).groupby("seq", sort=False)["y"].mean()
    np.testing.assert_allclose(predictions["measured"][:36], table)
    assert predictions["mutations"].isna()[0]  # of the wild type
    assert len(pd.read_csv(folder / "best_unmeasured.csv")) == 12


def write_scan(path):
    """Write single and double mutants of 90 sites, with errors."""
    rng = np.random.RandomState(0)
    wild_type = rng.choice(list("ACDEFGHIKL"), 90)
    effects = {}
    rows = [("WT", 0.0)]
    for number in range(150):
        sites = sorted(rng.choice(90, 1 + number % 2, replace=False))
        names = [f"{wild_type[site]}{site + 1}{rng.choice(list('MNPQ'))}" for site in sites]
        value = sum(effects.setdefault(name, rng.randn()) for name in names)
        rows.append((":".join(names), round(value, 4)))
    frame = pd.DataFrame(rows, columns=["mutations", "y"]).drop_duplicates("mutations")
    frame["y_err"] = 0.1
    frame.to_csv(path, index=False)


def test_a_scan_of_many_sites(write_report, tmp_path):
    path = tmp_path / "scan.csv"
    write_scan(path)
    table = pd.read_csv(path)
    folder = write_report(path, "--n-train", "60", "--repeats", "1")
    report = page_of(folder)
    # No pair is measured together, each alone and beside the wild type with enough genotypes.
    assert "pairs of mutations that are measured together and each alone" in report
    assert "The others are too many to list" in report
    assert "Going by the errors of the values in the table" in report
    assert "one training set; ± is the standard error over its" in report
    coefficients = pd.read_csv(folder / "coefficients.csv")
    singles = set(":".join(table["mutations"][1:]).split(":"))
    own = coefficients.set_index("name")["in_model"]
    assert set(coefficients["name"][coefficients["order"] == 1]) == singles
    # By the definition, from the predictions of the model beside it.
    model, reading = load_model(folder / "model.skops")
    double = next(text for text in table["mutations"] if ":" in text)
    sites = dict(zip(reading.site_names, reading.wild_type, strict=True))

    def predict(mutations):
        genotype = sites | {f"pos{name[1:-1]}": name[-1] for name in mutations}
        return model.predict(pd.DataFrame([genotype]))[0]

    a, b = double.split(":")
    expected = predict([a, b]) - predict([a]) - predict([b]) + predict([])
    assert own[double] == pytest.approx(expected, rel=1e-5, abs=1e-8)
    assert own[a] == pytest.approx(predict([a]) - predict([]), rel=1e-5, abs=1e-8)
    predictions = pd.read_csv(folder / "predictions.csv")
    assert len(predictions) == len(table)
    best = pd.read_csv(folder / "best_unmeasured.csv")
    assert len(best) == 24
    assert best["mutations"].str.count(":").max() == 1
    assert not set(best["mutations"]) & set(table["mutations"])


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
def test_same_picture_makes_the_same_bytes(form, tmp_path, monkeypatch):
    spectrum = WalshSpectrum([1.0, -3.0], [(0,), (0, 1)], 2, intervals=[[0, 2], [-4, -2]])
    pictures = []
    # matplotlib would write this as the date.
    for time in ("1000000000", "1100000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", time)
        path = tmp_path / f"{time}.{form}"
        _figures.save_file(SpectrumDisplay.from_spectrum(spectrum), path)
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_settings_and_figures_of_the_user_are_left_alone():
    plt.close("all")
    before = dict(matplotlib.rcParams)
    spectrum = WalshSpectrum([1.0, -3.0], [(0,), (0, 1)], 2)
    _figures.svg_of(EpistasisNetworkDisplay.from_spectrum(spectrum))
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == []


def test_any_name_of_a_site(write_report, write_landscape):
    path, truth = write_landscape(NAMES, target="<i>µm</i>, 1 × $x$")
    folder = write_report(path)
    report = page_of(folder)
    assert "<title>mine: &lt;i&gt;µm&lt;/i&gt;, 1 × $x$</title>" in report
    assert "<b>&" not in report
    escaped = [
        name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for name in NAMES
    ]
    spans = re.findall('<td>(<span class="site">.*?)</td>', report)
    names = [re.findall('<span class="site">(.*?)</span>', cell) for cell in spans]
    planted = {tuple(escaped[i] for i in sites) for sites in truth.interactions}
    assert {tuple(cell) for cell in names[:3]} == planted
    # The table of alleles has each site once, as a name of its own.
    assert names[-6:] == [[name] for name in escaped]
    # No spreadsheet takes a name for a formula. That of site 3 stands before those of three more.
    header = (folder / "predictions.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "'=1+2" in header
    lines = (folder / "coefficients.csv").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("'=1+2") for line in lines) == 8
    assert not any(line.startswith("=") for line in lines)


def test_text_is_escaped():
    page = _html.page("a<b", [_html.table(["x&y"], [["<i>"]]), _html.paragraph("1 < 2")])
    assert "a&lt;b" in page
    assert "x&amp;y" in page
    assert "&lt;i&gt;" in page
    assert "1 &lt; 2" in page


@pytest.mark.parametrize(
    "part",
    [
        lambda text: _html.page(text, []).partition("<style>")[0],
        lambda text: _html.page(text, []).partition("<h1>")[2],
        _html.heading,
        _html.paragraph,
        _html.failure,
        lambda text: _html.verdict([(text, "no")]),
        lambda text: _html.verdict([("Is it?", text)]),
        lambda text: _html.table([text], []),
        lambda text: _html.table(["a"], [[text]]),
        lambda text: _html.table(["a"], [[(text, text)]]),
        lambda text: _html.picture(
            SpectrumDisplay.from_spectrum(WalshSpectrum([1.0], [(0,)], 1)), text
        ),
    ],
)
def test_every_text_of_a_page_is_escaped(part):
    made = part('"<script>&')
    assert "<script>" not in made
    assert made.count("&lt;script&gt;&amp;") == made.count("script")
    # A picture has its caption in an attribute too.
    assert '""<' not in made


def test_bad_folders(landscape, tmp_path, capsys):
    path, _ = landscape
    assert run("compare", "--report", tmp_path) == 2
    assert "--report needs a TABLE" in capsys.readouterr().err
    assert run("compare", path, "--report", path) == 2
    assert "is a file" in capsys.readouterr().err


def test_methods_that_predict_a_constant_have_no_orders():
    score = Bunch(method="mean", spectrum=np.array([1.0, 0.0, 0.0, 0.0]))
    assert _pictures._variance_by_order(results_of([score], 2)) is None


def test_orders_are_not_compared_where_only_some_are_estimated():
    score = Bunch(method="mean", spectrum=np.arange(1.0 + 30 + 30 * 29 / 2))
    assert _pictures._variance_by_order(results_of([score], 30)) is None


def results_of(scores, n_sites):
    names = [f"s{i}" for i in range(n_sites)]
    data = np.empty((2, n_sites))
    landscape = Bunch(site_names=names, alleles=[("0", "1")] * n_sites, data=data)
    return Bunch(scores=scores, landscape=landscape)
