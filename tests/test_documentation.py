"""The code of the pages runs as it stands, and what the pages say of the package is true."""

import re
import runpy
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from sklearn.metrics import r2_score
from sklearn.utils import estimator_html_repr

import sk_epinet
from sk_epinet import ExactWalshPenalty, comparison
from sk_epinet.comparison import _cli
from sk_epinet.datasets import _example
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.network._threads import limited_torch_threads
from tests.public_objects import PUBLIC_NAMES

ROOT = Path(__file__).parents[1]
DOCS, PACKAGE = ROOT / "docs", ROOT / "sk_epinet"
README = (ROOT / "README.md").read_text()
COPYING = runpy.run_path(str(ROOT / ".ci" / "readme.py"))
CHECKING = runpy.run_path(str(DOCS / "benchmarks" / "check_numbers.py"))


def fitness(mutations):
    """Return what the assay of the example shows of a genotype without noise."""
    trait = sum(_example._EFFECTS[mutation] for mutation in mutations)
    trait -= 1.4 * ({"K45R", "D80N"} <= set(mutations))
    return 2 / (1 + np.exp(-trait))


def test_the_commands_of_the_readme_find_what_the_example_was_made_with(tmp_path, monkeypatch):
    """`make readme` runs the Python of the page and the comparison too, which take long."""
    pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    pytest.importorskip("skops", reason="skops is not installed")
    monkeypatch.chdir(tmp_path)
    commands = []

    def run_command(command):
        commands.append(command[:2])
        return 0 if command[1] == "compare" else _cli.main(command[1:])

    table, *others = COPYING["read_steps"](README)
    steps = [table, *[step for step in others if step[0] == "command"]]
    assert COPYING["run_steps"](steps, run_command) == []
    assert commands == [
        ["sk-epinet", name] for name in ("inspect", "compare", "fit", "predict", "suggest")
    ]
    measured = {
        frozenset(own) for own in pd.read_excel("colleague.xlsx")["mutations"].str.split(":")
    }
    doubles = [
        pair for pair in combinations(_example._EFFECTS, 2) if pair[0][1:-1] != pair[1][1:-1]
    ]
    expected = {":".join(own): fitness(own) for own in doubles if frozenset(own) not in measured}
    predicted = pd.read_csv("doubles.csv").set_index("mutations")["prediction"]
    assert sorted(predicted.index) == sorted(expected)
    assert r2_score(list(expected.values()), predicted[list(expected)]) > 0.8
    assert len(pd.read_csv("next_plate.csv")) == 8


@pytest.mark.parametrize(
    ("expected", "printed", "alike"),
    [
        ("R² 0.91\n", "R²   0.90\n", True),
        ("R² 0.91", "R² 0.80", False),
        ("0.91 of R²", "0.91 of r²", False),
        ("-0.5", "0.5", False),
        ("8,192 genotypes", "8,192 genotypes\nand one more", False),
    ],
)
def test_what_the_readme_says_is_compared_with_what_is_printed(expected, printed, alike):
    assert COPYING["is_alike"](expected, printed) is alike


def test_the_numbers_of_the_pages_are_those_of_the_tables():
    with pytest.raises(SystemExit) as ended:
        CHECKING["main"]()
    assert ended.value.code is None


@pytest.mark.parametrize(
    ("text", "n_wrong"),
    [
        ("<!-- numbers from t.csv -->\nIt is 0.83, which is .833 in 23 of 31 cells.", 0),
        ("<!-- numbers from t.csv -->\nIt is 0.84 in 3 of 31 cells.", 2),
        ("<!-- numbers from t.csv -->\nIn words:\n\n| n | R² |\n|---|---|\n| 60 | 0.9 |", 1),
        ("It is 0.83.", 1),
        ("It needs Python 3.11, and `alpha=0.3`.", 0),
    ],
)
def test_numbers_that_are_in_no_table_are_found(tmp_path, text, n_wrong):
    (tmp_path / "t.csv").write_text("n,R²\n60,0.8329\nall,23 of 31\n")
    assert len(CHECKING["find_wrong"](text, tmp_path, is_readme=True)) == n_wrong


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_files_that_are_linked_exist(page):
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text())
    files = [link for link in links if not link.startswith("http")]
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_readme_names_the_commands():
    targets = re.findall(r"^\$ make (\w+)", README, flags=re.MULTILINE)
    assert set(targets) >= {"demo", "test"}
    for target in targets:
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_penalty_of_the_gallery(capsys):
    names = runpy.run_path(str(DOCS / "examples" / "plot_6_new_penalty.py"))
    # Worked out by hand on the page.
    assert capsys.readouterr().out == "tensor([7.])\n"
    # What `sample` returns is of one type: a tensor with a row for each evaluation.
    penalty, spins = names["OrderPenalty"](0.0), torch.ones(4, 3, dtype=torch.float64)
    genotypes = penalty.sample(spins, torch.Generator())
    assert isinstance(genotypes, torch.Tensor)
    assert genotypes.dtype == spins.dtype
    assert sorted(map(tuple, genotypes.tolist())) == sorted(
        (a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)
    )
    assert penalty.n_evaluations(3) == 8
    # With power 0 all orders weigh the same, as in the exact penalty.
    values = torch.from_numpy(np.random.RandomState(0).randn(3, 32))
    torch.testing.assert_close(penalty.value(values), ExactWalshPenalty().value(values))
    # The more the penalty dislikes high orders, the lower is the mean order of the variance.
    energies = [spectrum.energy_by_order()[1:] for spectrum in names["spectra"].values()]
    _, flat, _, steep = (e @ np.arange(1, len(e) + 1) / e.sum() for e in energies)
    assert steep < flat


def test_links_that_lead_nowhere_are_found(tmp_path):
    (tmp_path / "there.html").write_text('<h1 id="place">There</h1>')
    links = ("there.html#place", "there.html", "#here", "https://example.org/no/such/page")
    broken = ("there.html#nowhere", "missing.html", "#nowhere")
    page = "".join(f'<a href="{link}">link</a>' for link in (*links, *broken))
    (tmp_path / "page.html").write_text(f'<p id="here">{page}</p>')
    found = runpy.run_path(str(DOCS / "check_links.py"))["find_broken"](tmp_path)
    assert [own.split()[-1] for own in found] == sorted(broken)


def test_the_api_page_lists_all_that_is_public():
    listed = re.findall(r"^   ([\w.]+)$", (DOCS / "api.rst").read_text(), flags=re.MULTILINE)
    public = [
        f"{module.__name__.removeprefix('sk_epinet.')}.{name}"
        for module, names in {**PUBLIC_NAMES, comparison: comparison.__all__}.items()
        for name in names
    ]
    for name in sk_epinet.__all__:
        thing = getattr(sk_epinet, name)
        if isinstance(thing, ModuleType):
            own = [inner for inner in thing.__all__ if inner not in sk_epinet.__all__]
            public += [f"{name}.{inner}" for inner in own]
        else:
            public.append(name)
    assert sorted(listed) == sorted(public)


@pytest.mark.parametrize(
    ("estimator", "page"),
    [
        (sk_epinet.EpistaticNetRegressorCV(), "sk_epinet.EpistaticNetRegressorCV"),
        (sk_epinet.WalshFeatures(), "sk_epinet.WalshFeatures"),
        (GenotypeEncoder(), "sk_epinet.genotypes.GenotypeEncoder"),
    ],
)
def test_the_question_mark_of_an_estimator_leads_to_its_page(estimator, page):
    assert f"/generated/{page}.html" in estimator_html_repr(estimator)
    listed = re.findall(r"^   ([\w.]+)$", (DOCS / "api.rst").read_text(), flags=re.MULTILINE)
    assert page.removeprefix("sk_epinet.") in listed


@pytest.mark.parametrize("name", ["conventions", "mathematics"])
def test_the_objective_is_shown_from_the_code(name):
    included = re.search(
        r"literalinclude:: (\S+)\n(?:   :\w+:.*\n)*   :pyobject: (\w+)",
        (DOCS / f"{name}.rst").read_text(),
    )
    path, function = included.groups()
    assert f"\ndef {function}(" in (DOCS / path).read_text()


def test_the_threads_are_those_of_the_conventions():
    page = " ".join((DOCS / "conventions.rst").read_text().split())
    n = int(re.search(r"thread for every ([\d,]+) genotypes", page)[1].replace(",", ""))
    cases = {1: 1, 1.4 * n: 1, 1.6 * n: 2, 2.6 * n: 3, 100 * n: 40}
    cases[612 * 4] = 1  # the example of the page: 100 + 512 genotypes, and 4 networks
    before = torch.get_num_threads()
    torch.set_num_threads(40)
    try:
        for n_values, threads in cases.items():
            with limited_torch_threads(n_values):
                assert torch.get_num_threads() == threads
            assert torch.get_num_threads() == 40
    finally:
        torch.set_num_threads(before)


def imports_by_text():
    """Return the arrows between rooms as a plain search of the text finds them."""
    arrows = set()
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).parts
        dots = r"\." * len(parts)
        text = path.read_text()
        targets = re.findall(rf"^ *from {dots}(\w+)[\w.]* import ", text, re.MULTILINE)
        for names in re.findall(rf"^ *from {dots} import (.+)$", text, re.MULTILINE):
            targets += names.split(", ")
        arrows |= {(parts[0].removesuffix(".py"), target) for target in targets}
    return arrows


@pytest.fixture(scope="module")
def picture():
    ax = runpy.run_path(str(DOCS / "architecture.py"))["make_figure"]().axes[0]
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    names = [text.get_text() for text in ax.texts if not text.get_text().startswith("floor")]
    return boxes, arrows, names


def test_the_picture_of_the_architecture_shows_all_rooms(picture):
    boxes, _, names = picture
    folders = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    assert sorted(names) == sorted(folders | {path.name for path in PACKAGE.glob("*.py")})
    corners = sorted((box.get_y(), box.get_x()) for box in boxes)
    assert len(corners) == len(names)
    width = boxes[0].get_width()
    for (y, x), (next_y, next_x) in pairwise(corners):
        assert next_y > y or next_x > x + width  # boxes of a floor do not overlap


def test_the_picture_of_the_architecture_shows_all_imports(picture):
    _, arrows, _ = picture
    drawn = [tuple(arrow.get_gid().split(" imports ")) for arrow in arrows]
    assert sorted(drawn) == sorted(imports_by_text())
    for arrow in arrows:
        (_, start), (_, end) = arrow._posA_posB
        assert end < start


def test_the_page_on_the_architecture_names_rooms_and_files_that_exist(picture):
    page = (DOCS / "architecture.rst").read_text()
    rooms, walk = page.split("From X to the spectrum")
    described = re.findall(r"^   \* - ``([\w./]+)``$", rooms, flags=re.MULTILINE)
    assert sorted(described) == sorted(picture[2])
    named = re.findall(r"``([\w/]+(?:\.py|/))``", walk)
    assert named
    assert [name for name in named if not (PACKAGE / name).exists()] == ["sk_epinet/"]
    # Ten sentences lead from X to the spectrum.
    steps = re.split(r"^#\. ", walk, flags=re.MULTILINE)[1:]
    assert [len(re.findall(r"\.(?:\s|$)", step)) for step in steps] == [1] * 10
