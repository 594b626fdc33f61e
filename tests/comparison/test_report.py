"""The HTML page: it needs nothing else, states what was measured, and is reproducible."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import base64
import re
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from sklearn.utils import Bunch

from sk_epinet import WalshSpectrum
from sk_epinet.comparison import _figures, _html, _report
from sk_epinet.plotting import EpistasisNetworkDisplay, SpectrumDisplay
from tests.comparison.small_experiment import landscape, run, write_landscape

ARGUMENTS = ["--n-train", "30", "--repeats", "2", "--jobs", "1"]
NAMES = ["site 1", "a × b", "b,c:d", "<b>&", r"$\frac{$", "βίος"]


@pytest.fixture
def write_report(tmp_path):
    """Run the command, and return the bytes of the report."""

    def write(path, *arguments):
        folder = tmp_path / "new" / "report"
        assert run("compare", path, *ARGUMENTS, *arguments, "--report", folder) == 0
        return (folder / "report.html").read_bytes()

    return write


def table_rows(report):
    """Return the rows of all tables of the page, each as the HTML of its cells."""
    body = "".join(re.findall("<tbody>(.*?)</tbody>", report))
    return [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", body)]


def test_page_has_tables_pictures_and_settings(write_report, landscape):
    path, truth = landscape
    report = write_report(path).decode()
    assert "<title>mine: growth</title>" in report
    assert "&#x27;growth&#x27; of 64 genotypes of 6 sites; 30 to train on" in report
    assert "the rest to test; 2 training sets." in report
    rows = table_rows(report)
    settings = dict(row for row in rows if len(row) == 2)
    assert settings["training sets"] == "2"
    assert re.fullmatch("mine.csv, SHA-256 [0-9a-f]{64}", settings["file"])
    assert settings["torch"]
    # The three planted interactions lead the list.
    listed = [row for row in rows if row[0].startswith("<span") and len(row) == 4]
    spans = [re.findall('<span class="site">(.*?)</span>', row[0]) for row in listed[:3]]
    planted = {tuple("ABCDEF"[i] for i in sites) for sites in truth.interactions}
    assert {tuple(names) for names in spans} == planted
    pictures = re.findall('<img src="data:image/svg[+]xml;base64,([^"]+)" alt="[^"]+"', report)
    assert len(pictures) == 5
    for picture in pictures:
        assert ElementTree.fromstring(base64.b64decode(picture)).tag.endswith("svg")
    # Nothing is fetched from anywhere.
    assert not re.search(r'(src|href)="(?!data:)', report)
    assert "viewport" in report


def test_same_data_and_seed_make_the_same_bytes(write_report, write_landscape, tmp_path):
    path, _ = write_landscape()
    first = write_report(path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    again, _ = write_landscape(folder=elsewhere)
    assert write_report(again) == first
    assert write_report(path, "--seed", "1") != first
    assert str(tmp_path).encode() not in first
    assert b"seconds" not in first


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
    report = write_report(path).decode()
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


def test_text_is_escaped():
    page = _html.page("a<b", [_html.table(["x&y"], [["<i>"]]), _html.paragraph("1 < 2")])
    assert "a&lt;b" in page
    assert "x&amp;y" in page
    assert "&lt;i&gt;" in page
    assert "1 &lt; 2" in page


def test_bad_folders(landscape, tmp_path, capsys):
    path, _ = landscape
    assert run("compare", "--report", tmp_path) == 2
    assert "--report needs a TABLE" in capsys.readouterr().err
    assert run("compare", path, "--report", path) == 2
    assert "is a file" in capsys.readouterr().err


def test_one_training_set_has_no_deviations(write_report, landscape):
    report = write_report(landscape[0], "--repeats", "1").decode()
    assert "from one training set." in report
    assert '<th scope="col">sd</th>' not in report
    assert '<th scope="col">sd</th>' in write_report(landscape[0]).decode()


def landscape_of(alleles):
    return Bunch(
        site_names=[f"s{i}" for i in range(len(alleles))],
        alleles=alleles,
        data=np.empty((2, len(alleles))),
    )


def test_methods_that_predict_a_constant_have_no_orders():
    score = Bunch(method="mean", spectrum=np.array([1.0, 0.0, 0.0, 0.0]))
    assert list(_report._orders([score], landscape_of([("0", "1")] * 2))) == []


def test_orders_are_not_compared_where_only_some_are_estimated():
    score = Bunch(method="mean", spectrum=np.arange(1.0 + 30 + 30 * 29 / 2))
    assert list(_report._orders([score], landscape_of([("0", "1")] * 30))) == []


def test_sites_of_many_alleles_have_no_spectrum():
    (part,) = _report._interactions([], landscape_of([("a", "b", "c")] * 3))
    assert "needs sites of two alleles" in part
