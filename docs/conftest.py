"""Give the page on tables the files that it shows when its examples are tested."""

import runpy
from pathlib import Path

import pytest

TABLES = Path(__file__).with_name("your_table.py")
PAGE = TABLES.with_suffix(".rst")


def pytest_collection_modifyitems(items):
    """Let the page show tables that are warned about; all other warnings are errors."""
    for item in items:
        if item.path == PAGE:
            item.add_marker(pytest.mark.filterwarnings("ignore::UserWarning"))


@pytest.fixture(autouse=True)
def tables(request, monkeypatch):
    """Run the page in a folder with its tables."""
    if request.path == PAGE:
        folder = request.getfixturevalue("tmp_path")
        runpy.run_path(str(TABLES))["write_tables"](PAGE.read_text(encoding="utf-8"), folder)
        monkeypatch.chdir(folder)
