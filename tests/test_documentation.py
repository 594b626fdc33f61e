"""The code of README and of the gallery runs as it stands, and all pages of the index exist."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch

from sk_epinet import ExactWalshPenalty

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


def test_the_penalty_of_the_gallery(capsys):
    names = runpy.run_path(str(ROOT / "docs" / "examples" / "plot_6_new_penalty.py"))
    # Worked out by hand on the page.
    assert capsys.readouterr().out == "tensor([7.])\n"
    # With power 0 all orders weigh the same, as in the exact penalty.
    values = torch.from_numpy(np.random.RandomState(0).randn(3, 32))
    same = names["OrderPenalty"](0.0).value(values)
    torch.testing.assert_close(same, ExactWalshPenalty().value(values))
    # The more the penalty dislikes high orders, the lower is the mean order of the variance.
    energies = [spectrum.energy_by_order()[1:] for spectrum in names["spectra"].values()]
    _, flat, _, steep = (e @ np.arange(1, len(e) + 1) / e.sum() for e in energies)
    assert steep < flat


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
