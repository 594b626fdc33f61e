"""The code that README shows runs as it stands, and the floor plan of the docs is complete."""

import re
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("Agg")
ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)


def test_readme_runs_from_top_to_bottom(tmp_path, monkeypatch):
    assert BLOCKS
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in BLOCKS:
        exec(block, names)
    assert names["net"].score(names["X_test"], names["y_test"]) > 0.8
    assert (tmp_path / "interactions.png").stat().st_size > 5000
    matplotlib.pyplot.close("all")


def test_readme_names_both_commands():
    readme = (ROOT / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize(
    "name", ["quickstart", "conventions", "api", "user_guide", "benchmarks/index"]
)
def test_pages_of_the_index_exist(name):
    assert (ROOT / "docs" / f"{name}.rst").exists()
    assert name in (ROOT / "docs" / "index.rst").read_text()
