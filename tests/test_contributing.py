"""What CONTRIBUTING.md points to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
COMMANDS = re.findall(r"`([^`]+)`", TEXT)
PATHS = {word for command in COMMANDS for word in command.split() if "/" in word}
FILES = sorted(path for path in PATHS if not path.startswith(".venv") and "STUDY" not in path)
TARGETS = sorted({word for command in COMMANDS for word in re.findall(r"^make ([\w-]+)", command)})


@pytest.mark.parametrize("path", [path for path in FILES if not path.startswith("docs/_build")])
def test_paths_exist(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", TARGETS)
def test_targets_are_in_the_makefile(target):
    assert re.search(rf"^{target}:.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_floor_is_named():
    folders = {path.parent.name for path in (ROOT / "sk_epinet").glob("*/__init__.py")}
    listed = set(re.findall(r"`(\w+)`", TEXT[TEXT.index("From the ground up") :]))
    assert folders <= listed
