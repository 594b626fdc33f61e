"""What pages say of the toy of the article and of the weight path is in the saved results."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from sk_epinet.datasets import make_toy_landscape

DOCS = Path(__file__).parents[1] / "docs"
PAGE = " ".join((DOCS / "article.rst").read_text(encoding="utf-8").split())


def mean_r(kind, method):
    """Return the mean Pearson r of the saved table of the toy."""
    with (DOCS / "benchmarks" / "toy" / "table.csv").open(encoding="utf-8") as file:
        rows = {(row["landscape"], row["method"]): row for row in csv.DictReader(file)}
    return float(rows[kind, method]["Pearson r"].split()[0])


def test_what_no_penalty_is_ahead_by():
    found = re.search(r"by (\.\d+) and (\.\d+) of \*r\* over Epistatic Net", PAGE)
    for kind, said in zip(("sparse", "dense"), found.groups(), strict=True):
        plain = mean_r(kind, "the same network without penalties")
        assert plain - mean_r(kind, "Epistatic Net") == pytest.approx(float(said), abs=6e-4)
        for method in ("linear regression", "LassoCV on Walsh features"):
            assert plain > mean_r(kind, method)


def test_the_published_numbers_are_those_of_the_study():
    study = " ".join((DOCS / "benchmarks" / "toy" / "index.rst").read_text().split())
    reported = re.search(r"The article reports (.*?) on its layers", study).group(1)
    published = set(re.findall(r"\.\d{3}", reported))
    section = PAGE.split("What its figure shows, and why")[1].split("It shows less than")[0]
    assert set(re.findall(r"\.\d{3}", section)) == published
    assert len(published) == 6


def test_the_toy_and_its_coefficients():
    bits = np.array([[int(b) for b in f"{n:06b}"] for n in range(64)])
    x = bits.T
    terms = 2 * x[0] * x[3] - 2 * x[2] + 2 * x[0] * x[1] * x[4] + 2 * x[0] * x[2] * x[3] * x[5]
    assert ".. math:: 2 x_0 x_3 - 2 x_2 + 2 x_0 x_1 x_4 + 2 x_0 x_2 x_3 x_5" in PAGE
    hadamard = (-1.0) ** (bits @ bits.T)
    counts = [int(n) for n in re.search(r"has (\d+) Walsh .*? has (\d+), out of", PAGE).groups()]
    for kind, said in zip(("sparse", "dense"), counts, strict=True):
        X, y = make_toy_landscape(kind)
        order = np.lexsort(np.asarray(X).T[::-1])
        np.testing.assert_array_equal(np.asarray(X)[order], bits)
        assert np.sum(np.abs(hadamard @ y[order]) > 1e-9) == said
        if kind == "sparse":
            np.testing.assert_allclose(y[order], terms)


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("benchmarks/weight_path/index.rst", "What it says"),
        ("examples/plot_4_weight.py", "On a measured landscape"),
    ],
)
def test_the_numbers_of_the_weight_path_are_in_its_table(page, heading):
    text = (DOCS / page).read_text(encoding="utf-8").split(heading)[1]
    text = text.split("How to run it again")[0].split("Which model?")[0]
    table = (DOCS / "benchmarks" / "weight_path" / "table.csv").read_text(encoding="utf-8")
    said = re.findall(r"(?<![\d.])\.\d{3}", text)
    assert len(said) >= 6
    assert [number for number in said if f"0{number}" not in table] == []
