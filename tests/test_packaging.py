"""The versions that the package asks for are those that its tests were run with."""

from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]


def required():
    """Return what users of the package install: name and lowest version."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    extras = config["options.extras_require"]
    lines = [config["options"]["install_requires"]]
    lines += [text for extra, text in extras.items() if extra not in ("docs", "test")]
    return [Requirement(line) for text in lines for line in text.splitlines() if line]


def pinned(file):
    """Return the version of each package that a file of constraints names."""
    lines = [line.partition("#")[0].strip() for line in (ROOT / file).read_text().splitlines()]
    requirements = [Requirement(line) for line in lines if line]
    return {r.name: Version(str(r.specifier).removeprefix("==")) for r in requirements}


@pytest.mark.parametrize("requirement", required(), ids=lambda requirement: requirement.name)
def test_bounds_are_the_versions_that_are_tested(requirement):
    (bound,) = requirement.specifier
    assert bound.operator == ">="
    assert Version(bound.version) == pinned("constraints-oldest.txt")[requirement.name]
    # What the default tests run with: the newest, or one of the newer versions.
    assert Version(bound.version) <= pinned("constraints.txt")[requirement.name]
