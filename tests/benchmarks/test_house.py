"""What the study of two versions counts, on a package worked out by hand."""

import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks" / "house"

FILES = {
    "__init__.py": '"""The package."""\n\nfrom ._top import f\nfrom .low import g\n',
    "_top.py": "from . import middle\nfrom .low import g\nimport numpy\n\nf = g\n",
    "middle.py": "# a comment\nfrom house_of_cards.low import g  # another\n",
    "low/__init__.py": "from ._inner import g\n",
    "low/_inner.py": (
        'def g():\n    """Return\n    one.\n    """\n\n    text = """two\nlines"""\n    return 1\n'
    ),
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(HOUSE))
    for name, source in FILES.items():
        path = tmp_path / "house_of_cards" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    yield tmp_path / "house_of_cards"
    sys.modules.pop("counting", None)


def test_counts_of_a_package(package):
    from counting import count

    assert count(package) == {
        "rooms": 4,  # __init__, _top, middle, low
        "arrows between rooms": 5,  # init-top, init-low, top-middle, top-low, middle-low
        "floors": 4,  # low, middle, top, init
        "files": 5,
        "lines of code": 2 + 4 + 1 + 1 + 4,
    }


def test_a_circle_of_imports_is_refused(package):
    from counting import count

    (package / "middle.py").write_text("from ._top import f\n")
    with pytest.raises(ValueError, match="circle"):
        count(package)
