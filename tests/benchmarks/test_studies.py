"""The studies of docs/benchmarks run, and their tables are those of their rows.

The default test run leaves this folder out. To run it:
``python -m pytest --override-ini addopts= tests/benchmarks/test_studies.py``
"""

import ast
import csv
import re
import runpy
import sys
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("Agg")
BENCHMARKS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
SCRIPTS = sorted(p for p in BENCHMARKS.glob("*/*.py") if p.stem == p.parent.name)
NAMES = [script.stem for script in SCRIPTS]
WITH_ROWS = [script for script in SCRIPTS if (script.parent / "rows.csv").exists()]


def run(script, monkeypatch, *arguments):
    """Run a script as from the command line, in this process, which has loaded torch."""
    monkeypatch.setattr(sys, "argv", [str(script), *arguments])
    monkeypatch.setattr(sys, "path", [str(script.parent), *sys.path])
    runpy.run_path(str(script), run_name="__main__")


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_smoke_run_measures_and_reports_in_a_temporary_folder(script, monkeypatch, capsys):
    before = {path: path.stat().st_mtime_ns for path in BENCHMARKS.rglob("*.*")}
    run(script, monkeypatch, "--smoke", "--landscapes", "there is no such folder")
    made = capsys.readouterr().out.split()
    assert "rows.csv" in made
    assert any(name.startswith("table") for name in made)
    written = {path for path in BENCHMARKS.rglob("*.*") if path.suffix in (".csv", ".png")}
    assert written <= before.keys()
    assert all(path.stat().st_mtime_ns == before[path] for path in written)


@pytest.mark.parametrize("script", WITH_ROWS, ids=[script.stem for script in WITH_ROWS])
def test_tables_are_made_of_the_rows(script, monkeypatch, tmp_path):
    rows = script.parent / "rows.csv"
    (tmp_path / "rows.csv").write_bytes(rows.read_bytes())
    run(script, monkeypatch, "--report", "--output", str(tmp_path))
    tables = sorted(script.parent.glob("table*.csv"))
    assert [path.name for path in tables] == sorted(p.name for p in tmp_path.glob("table*.csv"))
    for table in tables:
        assert (tmp_path / table.name).read_text() == table.read_text(), table.name


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_help(script, monkeypatch, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(script, monkeypatch, "--help")
    assert stopped.value.code == 0
    assert "--smoke" in capsys.readouterr().out


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_page_shows_all_tables_and_figures(script):
    page = (script.parent / "index.rst").read_text()
    shown = re.findall(r":file: (\S+)|(?:image|figure):: (\S+)", page)
    shown = {name for pair in shown for name in pair if name}
    made = {p.name for suffix in ("table*.csv", "*.png") for p in script.parent.glob(suffix)}
    assert shown == made
    assert f"docs/benchmarks/{script.stem}/{script.name}" in page
    assert f"{script.stem}/index" in (BENCHMARKS / "index.rst").read_text()


def test_run_all_knows_all_studies():
    studies = runpy.run_path(str(BENCHMARKS / "run_all.py"))["STUDIES"]
    assert sorted(studies) == NAMES


@pytest.mark.parametrize("path", sorted(BENCHMARKS.rglob("*.py")), ids=lambda path: path.name)
def test_scripts_use_the_public_package_alone(path):
    tree = ast.parse(path.read_text())
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {(a.asname or a.name).split(".")[0] for a in node.names}
            assert not any(a.name.startswith("unittest") for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported = [*(node.module or "").split("."), *(a.name for a in node.names)]
            if imported[0] == "sk_epinet":
                assert not any(name.startswith("_") for name in imported), ast.unparse(node)
            assert imported[0] != "unittest"
    for node in ast.walk(tree):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        for target in targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                assert target.value.id not in modules, ast.unparse(node)


@pytest.mark.parametrize(
    "path", sorted(BENCHMARKS.rglob("*.csv")), ids=lambda p: str(p.parent.name)
)
def test_all_lines_of_a_file_have_as_many_columns(path):
    with path.open() as file:
        header, *lines = csv.reader(file)
    assert all(len(line) == len(header) for line in lines)


@pytest.mark.parametrize(
    "path", sorted(BENCHMARKS.glob("*/table*.csv")), ids=lambda p: p.parent.name
)
def test_no_column_of_a_table_is_empty(path):
    with path.open() as file:
        columns = list(zip(*csv.reader(file), strict=True))
    assert [column[0] for column in columns if not any(column[1:])] == []
