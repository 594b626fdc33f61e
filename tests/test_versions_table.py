"""The table of versions counts tests as pytest does, and is of the versions that are pinned."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TESTS = """
import pytest

def test_passes(): pass

@pytest.mark.parametrize("number", [1, 2, 3])
def test_fails(number): assert number == MENDED

@pytest.mark.skip
def test_skipped(): pass

@pytest.mark.xfail
def test_expected(): assert 0

@pytest.fixture
def broken():
    yield
    assert 0

@pytest.fixture
def missing():
    assert 0

def test_passes_and_breaks(broken): pass

def test_has_no_fixture(missing): pass
"""


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "docs" / "reliability" / "versions.py"))


def report(folder, name, mended, *selected):
    """Return the report of a run of TESTS in another process."""
    (folder / "test_all.py").write_text(TESTS.replace("MENDED", str(mended)))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *selected]
    subprocess.run([*command, f"--junitxml={name}.xml"], cwd=folder, capture_output=True)
    return folder / f"{name}.xml"


def test_each_test_counts_once(script, tmp_path):
    first = report(tmp_path, "first", 2)
    counts = {"passed": 2, "failed": 4, "skipped": 1, "failed as expected": 1}
    assert script["count"]([first]) == counts
    again = report(tmp_path, "again", 3, "-k", "fails")
    # The second one fails now, and the third one passes: all others are as they were.
    assert script["count"]([first, again]) == counts
    assert script["count"]([again]) == {"passed": 1, "failed": 2}


def test_a_column_is_replaced_and_the_others_stay(script, tmp_path):
    rows = ["Python", *script["LIBRARIES"], "tests", *script["OUTCOMES"]]
    table = {name: {row: f"{name} {row}" for row in rows} for name in ("oldest", "newest")}
    path = tmp_path / "versions.csv"
    assert script["read"](path) == {}
    script["write"](path, table)
    assert script["read"](path) == table
    assert path.read_text().startswith(",oldest,newest\nPython,oldest Python,newest Python\n")


def test_the_oldest_are_those_of_the_constraints(script):
    oldest = script["read"](ROOT / "docs" / "reliability" / "versions.csv")["oldest"]
    lines = (ROOT / "constraints-oldest.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    found = {pin.name: str(pin.specifier).removeprefix("==") for pin in pins}
    assert {name: oldest[name] for name in script["LIBRARIES"]} == {
        name: found[name] for name in script["LIBRARIES"]
    }
