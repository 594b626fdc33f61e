"""Docstrings say what a function, or a public class, does: they begin with a verb."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

import sk_epinet

PACKAGE = Path(sk_epinet.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# ruff refuses only first words that it knows to be wrong ("The", "Returns"), so the verbs are
# listed here. A new one can be added, if a newcomer understands it.
VERBS = """
    Add Allocate Append Apply Ask Assign Average Begin Bring Build Call Centre Change Check
    Choose Clear Close Code Collect Combine Compare Complain Compute Continue Convert Copy
    Count Create Define Describe Do Draw Drop Encode Estimate Evaluate Expand Extend Fetch Fill
    Find Fit Follow Forget Format Give Group Guess Hand Hide Hold Ignore Initialise Iterate
    Join Judge Keep Learn Let Limit List Load Make Map Mark Match Measure Merge Move Multiply
    Name Open Order Parse Pass Penalise Pick Plot Predict Prepare Print Project Put Raise Read
    Recover Refit Refuse Remove Rename Repeat Replace Report Require Reset Return Run Sample
    Save Say Scale Score Search Select Set Show Shrink Skip Solve Sort Split Standardise Start
    Stop Store Subtract Sum Take Tell Test Train Transform Try Turn Update Use Validate Wait
    Walk Warn Weight Wrap Write Yield
"""


def wrong_beginnings(source):
    """Return the first words of docstrings of functions that are not verbs, with their lines.

    A property is described by what it is, so its docstring may begin with a noun.
    """
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            words = (ast.get_docstring(node) or "Return").split()
            decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
            if words[0].rstrip(",.:;") not in VERBS.split() and "property" not in decorators:
                wrong.append((node.name, node.lineno, words[0]))
    return wrong


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_docstrings_of_functions_begin_with_a_verb(path):
    assert wrong_beginnings(path.read_text()) == []


def public_classes():
    """Return the classes that the package and its folders offer, without repeats.

    A protocol stands for anything of a kind, and does nothing itself.
    """
    names = [
        "sk_epinet",
        *(f"sk_epinet.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")),
    ]
    modules = [importlib.import_module(name) for name in names]
    things = [
        getattr(module, name) for module in modules for name in getattr(module, "__all__", ())
    ]
    classes = {thing for thing in things if inspect.isclass(thing)}
    own = [c for c in classes if c.__module__.startswith("sk_epinet.")]
    return sorted((c for c in own if not getattr(c, "_is_protocol", False)), key=str)


@pytest.mark.parametrize("thing", public_classes(), ids=lambda thing: thing.__name__)
def test_docstrings_of_public_classes_begin_with_a_verb(thing):
    first = vars(thing)["__doc__"].split()[0]
    assert first in VERBS.split()


@pytest.mark.parametrize("line", ["Of each bin.", "The bin.", "Returns it.", "Number of bins."])
def test_a_fragment_is_found(line):
    source = f'class A:\n    def f(self):\n        """{line}"""'
    assert wrong_beginnings(source) == [("f", 2, line.split()[0])]
    assert wrong_beginnings(source.replace("    def", "    @property\n    def")) == []
    assert wrong_beginnings(source.replace(line, "Return it.")) == []
