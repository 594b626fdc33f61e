"""The code of the pages runs as it stands, and what the pages say of the package is true."""

import re
import runpy
import shlex
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
from sk_epinet.comparison import _cli, _experiment
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.network._threads import limited_torch_threads
from tests.public_objects import PUBLIC_NAMES

ROOT = Path(__file__).parents[1]
DOCS, PACKAGE = ROOT / "docs", ROOT / "sk_epinet"
# sphinx-gallery writes a page of its own beside ours.
PAGES = sorted(page for page in DOCS.glob("*.rst") if page.stem != "sg_execution_times")
TITLES = "Use", "Your own table"
README = (ROOT / "README.md").read_text()
USE, YOUR_TABLE = (README.split(f"\n## {title}\n")[1].split("\n## ")[0] for title in TITLES)


def blocks(text, language):
    """Return the code of a language in a text of Markdown."""
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_readme_runs_from_top_to_bottom(tmp_path, monkeypatch):
    assert len(blocks(README, "python")) == len(blocks(USE + YOUR_TABLE, "python"))
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in blocks(USE, "python"):
        exec(block, names)
    assert names["net"].score(names["X_test"], names["y_test"]) > 0.8
    assert (tmp_path / "interactions.png").stat().st_size > 5000


MUTATIONS = ["A12V", "A12G", "K45R", "K45E", "L67F", "D80N", "S101T", "S101A", "G120D", "Y133F"]
EFFECTS = dict(zip(MUTATIONS, np.random.RandomState(0).randn(len(MUTATIONS)), strict=True))
DOUBLES = [pair for pair in combinations(MUTATIONS, 2) if pair[0][1:-1] != pair[1][1:-1]]


def fitness(mutations):
    """Return what an assay that saturates would measure without noise."""
    return 2 / (1 + np.exp(-sum(EFFECTS[mutation] for mutation in mutations)))


@pytest.fixture
def colleague(tmp_path, monkeypatch):
    """Write colleague.xlsx: the wild type, all single and half of the double mutants, twice.

    Returns the double mutants that are not in it.
    """
    pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    rng = np.random.RandomState(1)
    order = [DOUBLES[i] for i in rng.permutation(len(DOUBLES))]
    measured, others = order[: len(order) // 2], order[len(order) // 2 :]
    genotypes = [(), *((mutation,) for mutation in MUTATIONS), *measured]
    values = np.array([fitness(genotype) for genotype in genotypes])
    noise = 0.05 * rng.randn(2, len(values))
    table = pd.DataFrame({"mutations": [":".join(own) or "WT" for own in genotypes]})
    for number in (1, 2):
        table[f"replicate {number}"] = (values + noise[number - 1]).round(3)
    table.to_excel(tmp_path / "colleague.xlsx", index=False)
    monkeypatch.chdir(tmp_path)
    return {":".join(pair): fitness(pair) for pair in others}


def require_good_predictions(expected):
    """Check that doubles.csv holds the unmeasured double mutants, well predicted."""
    predicted = pd.read_csv("doubles.csv").set_index("mutations")["prediction"]
    assert sorted(predicted.index) == sorted(expected)
    assert r2_score(list(expected.values()), predicted[list(expected)]) > 0.8


def few_methods(n_alleles, seed):
    """Return the methods that the command compares, without the networks, which take long."""
    methods = _experiment.landscape_methods(n_alleles, seed)
    nets = [name for name, own in methods.items() if "hidden_layer_sizes" in own.get_params()]
    return {name: own for name, own in methods.items() if name not in nets}


def test_the_commands_of_the_readme_on_your_own_table(colleague, capsys):
    pytest.importorskip("skops", reason="skops is not installed")
    (block,) = blocks(YOUR_TABLE, "console")
    commands = [shlex.split(line.removeprefix("$ ")) for line in block.splitlines()]
    assert [command[:2] for command in commands] == [
        ["sk-epinet", name] for name in ("inspect", "compare", "fit", "predict", "suggest")
    ]
    for _, *arguments in commands:
        assert _cli.main(arguments, _cli.Estimators(landscape=few_methods)) == 0
    assert "mean of replicate 1, replicate 2" in capsys.readouterr().out
    require_good_predictions(colleague)


def test_the_python_of_the_readme_on_your_own_table(colleague):
    names = {}
    for block in blocks(YOUR_TABLE, "python"):
        exec(block, names)
    require_good_predictions(colleague)
    doubles, expected = names["doubles"], pd.Series(colleague)
    values = expected[doubles["mutations"]].to_numpy()
    assert np.mean((doubles["low"] <= values) & (values <= doubles["high"])) > 0.7
    # The largest effects are those of single mutations on the wild type.
    top = names["model"].spectrum_.with_weights("wild_type").top_effects(3)
    assert set(top["effect"]) == set(sorted(EFFECTS, key=EFFECTS.get)[-3:])
    true = [fitness([effect]) - fitness([]) for effect in top["effect"]]
    np.testing.assert_allclose(top["value"], true, atol=0.1)


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


def test_the_index_lists_all_pages():
    toctree = (DOCS / "index.rst").read_text().split(".. toctree::")[1]
    listed = set(re.findall(r"^   ([\w/]+)$", toctree, flags=re.MULTILINE))
    assert listed == {page.stem for page in PAGES if page.stem != "index"} | {
        "gallery/index",
        "benchmarks/index",
    }


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
