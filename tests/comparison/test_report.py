"""The HTML page: self-contained, and it says what was measured."""

import re

import pytest

from sk_epinet.comparison import _html, _report
from sk_epinet.comparison._cli import main
from tests.comparison.test_cli import fast, landscape  # noqa: F401


@pytest.fixture
def report(fast, landscape, tmp_path):  # noqa: F811
    path, _ = landscape
    folder = tmp_path / "new" / "report"
    arguments = ["compare", str(path), "--n-train", "30", "--repeats", "2", "--jobs", "1"]
    assert main([*arguments, "--report", str(folder)]) == 0
    return (folder / "report.html").read_text(encoding="utf-8")


def test_page_has_tables_pictures_and_settings(report, capsys):
    assert "<title>mine: growth</title>" in report
    for text in (
        "64 measured genotypes of 6 sites",
        "Epistatic Net",
        "LassoCV on Walsh features",
        "predicted from 30 of them, 2 times",
        "A × ",
        "SHA-256",
        "training sets",
        "scikit-learn",
        "torch",
    ):
        assert text in report
    pictures = re.findall(
        r'<img src="(data:image/svg\+xml;base64,[^"]{1000,})" alt="([^"]+)"', report
    )
    assert len(pictures) == 5
    # Nothing is fetched from anywhere.
    assert not re.search(r'(src|href)="(?!data:)', report)
    assert "viewport" in report


def test_same_results_make_the_same_page(report):
    assert "Date" not in report


def test_text_is_escaped():
    page = _html.page("a<b", [_html.table(["x&y"], [["<i>"]]), _html.paragraph("1 < 2")])
    assert "a&lt;b" in page
    assert "x&amp;y" in page
    assert "&lt;i&gt;" in page
    assert "1 &lt; 2" in page


def test_bad_folders(landscape, tmp_path, capsys):  # noqa: F811
    path, _ = landscape
    assert main(["compare", "--report", str(tmp_path)]) == 2
    assert "--report needs a LANDSCAPE.csv" in capsys.readouterr().err
    assert main(["compare", str(path), "--report", str(path)]) == 2
    assert "is a file" in capsys.readouterr().err


def test_one_training_set_has_no_deviations(fast, landscape, tmp_path):  # noqa: F811
    path, _ = landscape
    arguments = ["compare", str(path), "--n-train", "30", "--repeats", "1", "--jobs", "1"]
    assert main([*arguments, "--report", str(tmp_path)]) == 0
    assert "means of one training set." in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_without_a_spectrum(monkeypatch):
    class Names:
        feature_names = ["a"] * 30

    parts = list(_report._interactions([], Names()))
    assert parts == ["<p>Not listed: too many sites to enumerate all genotypes.</p>"]
