"""Rooms import only downward, and start-up stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sk_epinet

PACKAGE = Path(sk_epinet.__file__).parent

# Each room and the rooms of this package it may import: the floor plan of the house.
ROOMS = {
    "_memory": set(),
    "_walsh": {"_memory"},
    "_threads": set(),
    "_validation": {"_walsh"},
    "_levels": {"_validation", "_walsh"},
    "_features": {"_levels", "_memory", "_validation", "_walsh"},
    "_listing": set(),
    "_table": {"_listing", "_walsh"},
    "_bases": {"_memory", "_table", "_walsh"},
    "_reference": {"_table"},
    "_conversions": {"_bases", "_reference", "_table", "_validation"},
    "_reading": set(),
    "_spectrum": {"_conversions", "_memory", "_reading", "_table", "_validation", "_walsh"},
    "penalties": {"_validation", "_walsh"},
    "_random": set(),
    "_estimate": {
        "_features",
        "_memory",
        "_random",
        "_reading",
        "_spectrum",
        "_validation",
        "_walsh",
    },
    "_recover": {
        "_estimate",
        "_random",
        "_reading",
        "_spectrum",
        "_table",
        "_validation",
        "_walsh",
    },
    "_batches": set(),
    "_folds": set(),
    "_link": set(),
    "_penalty_term": set(),
    "_propagation": {"_memory", "_walsh"},
    "_module": {"_link", "_propagation", "_walsh"},
    "_net": {"_batches", "_module", "_penalty_term", "_threads", "penalties"},
    "plotting": {"_spectrum"},
    "datasets": {"_levels", "_memory", "_spectrum", "_validation", "_walsh"},
}
ROOMS["_base"] = set(ROOMS) - {"_estimate", "_features", "_recover", "plotting", "datasets"}
ROOMS["_regressor"] = {"_base", "_net", "_validation"}
ROOMS["_regressor_cv"] = {"_base", "_folds", "_module", "_validation"}
ROOMS["_resamples"] = {"_base", "_random", "_regressor", "_regressor_cv", "_spectrum", "_walsh"}
ROOMS["_bootstrap"] = {
    "_estimate",
    "_features",
    "_levels",
    "_memory",
    "_random",
    "_resamples",
    "_spectrum",
    "_validation",
    "_walsh",
}
ROOMS["_compare"] = set(ROOMS)
ROOMS["_html"] = set()
ROOMS["_report"] = {"_compare", "_html", "_spectrum", "plotting"}
ROOMS["_cli"] = set(ROOMS)
ROOMS["__init__"] = set(ROOMS)
ROOMS["__main__"] = {"_cli"}

ONLY_IN = {"skorch": {"_net"}, "tabulate": {"_cli"}, "argparse": {"_cli"}}


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """(rooms of the package, outside modules, whether at the top of the file)."""
    tree = ast.parse(path.read_text())
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level < depth:
                continue  # within a sub-package
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((name.split(".")[0], True, node) for name in names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0], False, node
        elif isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], False, node) for alias in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_imports_go_downward(path):
    room = room_of(path)
    for name, own, _ in imports(path):
        assert name != "sk_epinet", f"{path.name} imports the package by name"
        if own:
            assert name in ROOMS[room], f"{room} may not import {name}"
        elif name in ONLY_IN:
            assert room in ONLY_IN[name], f"{name} is imported outside {ONLY_IN[name]}"


def test_the_plan_has_no_cycle():
    placed = set()
    while len(placed) < len(ROOMS):
        ready = {room for room, below in ROOMS.items() if room not in placed and below <= placed}
        assert ready, f"cycle among {set(ROOMS) - placed}"
        placed |= ready


def test_every_room_is_in_the_plan():
    assert {room_of(path) for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_files_fit_their_rooms(path):
    assert path.read_text().count("\n") <= 400


def test_import_adds_nothing_to_torch_and_skorch():
    code = """
import sys, torch, skorch
before = set(sys.modules)
import sk_epinet
added = {name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
print(*sorted(added - {name.split(".")[0] for name in before}))
print("matplotlib" in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["sk_epinet", "False"]


def test_public_names_exist():
    for module in (sk_epinet, sk_epinet.datasets, sk_epinet.penalties):
        for name in module.__all__:
            assert hasattr(module, name)


def public_objects():
    for module in (sk_epinet, sk_epinet.datasets, sk_epinet.penalties):
        for name in module.__all__:
            thing = getattr(module, name)
            if callable(thing):
                yield name, thing


@pytest.mark.parametrize(("name", "thing"), sorted(public_objects(), key=lambda x: x[0]))
def test_public_docstrings_are_complete(name, thing):
    sections = ["Examples"] if name != "WalshPenalty" else ["See Also"]
    if name.startswith(("Epistatic", "Walsh", "Exact", "Subcube", "walsh_t")) and (
        name not in ("WalshPenalty", "SubcubeWalshPenalty")
    ):
        sections.append("References")
    for section in sections:
        assert f"{section}\n    ---" in thing.__doc__, f"{name} lacks {section}"
