"""Rooms import only downward and through each other's faces, and start-up stays light.

A room is a folder of the package, or a file at its top. Everything here is read from the code.
"""

import inspect
import subprocess
import sys

import pytest

from tests.house import FLOORS, PACKAGE, arrows, imports, room_of, upward_imports
from tests.public_objects import PUBLIC_MODULES, public_objects

MOST_ROOMS, MOST_ARROWS = 18, 59

# What only one room may know.
ONLY_IN = {
    "skorch": {"network"},
    "tabulate": {"comparison"},
    "argparse": {"comparison"},
    "skops": {"comparison"},
}


def test_imports_between_rooms_lead_downward():
    assert upward_imports(PACKAGE) == set()


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("walsh/_transform.py", "from ..spectrum import WalshSpectrum"),
        ("penalties/_exact.py", "from ..regressors import EpistaticNetRegressor"),
        ("network/_stack.py", "from ..regressors import EpistaticNetRegressor"),
        ("regressors/_base_regressor.py", "from .. import inference"),
    ],
)
def test_a_planted_upward_import_is_found(where, line, tmp_path):
    for path in PACKAGE.rglob("*.py"):
        copy = tmp_path / path.relative_to(PACKAGE)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text() + f"\n{line}\n" * (path == PACKAGE / where))
    (planted,) = upward_imports(tmp_path)
    assert planted[0] == room_of(PACKAGE / where, PACKAGE)


def test_the_house_is_small():
    rooms = {room_of(path, PACKAGE) for path in PACKAGE.rglob("*.py")}
    assert rooms == set().union(*FLOORS)
    assert len(rooms) <= MOST_ROOMS
    assert len(arrows(PACKAGE)) <= MOST_ARROWS


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_folders_are_entered_by_their_face(path):
    for target, own, by_the_face in imports(path, PACKAGE):
        assert target != "sk_epinet", f"{path.name} imports the package by name"
        if own:
            # The command is started by the file that holds it, for nothing else imports it.
            assert by_the_face or target == "comparison", f"{path.name} reaches into {target}"
        elif target in ONLY_IN:
            assert room_of(path, PACKAGE) in ONLY_IN[target], f"{path.name} imports {target}"


def test_import_adds_nothing_to_torch_and_skorch():
    code = """
import sys, torch.utils.checkpoint, skorch, sklearn.linear_model
before = set(sys.modules)
import sk_epinet
added = {name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
print(*sorted(added - {name.split(".")[0] for name in before}))
print("matplotlib" in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["sk_epinet", "False"]


def test_public_names_exist():
    for module in PUBLIC_MODULES:
        for name in module.__all__:
            assert hasattr(module, name)


# A class that is only returned is shown by the example of what returns it, and the contract of
# the penalties by those that keep it.
SHOWN_ELSEWHERE = ("WalshPenalty", "CoverageReport")
DOCUMENTED = {name: thing for name, thing in public_objects() if callable(thing)}


@pytest.mark.parametrize(("name", "thing"), sorted(DOCUMENTED.items()))
def test_public_docstrings_are_complete(name, thing):
    sections = ["See Also"] if name in SHOWN_ELSEWHERE else ["Examples"]
    if name.startswith(("Epistatic", "Walsh", "Exact", "Subcube", "walsh_t")) and (
        name not in ("WalshPenalty", "SubcubeWalshPenalty")
    ):
        sections.append("References")
    for section in sections:
        # Python 3.13 takes the indentation away, as getdoc does everywhere.
        assert f"\n{section}\n---" in inspect.getdoc(thing), f"{name} lacks {section}"
