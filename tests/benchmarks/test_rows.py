"""The rows of a study: what is finished stays, and what is half written does not count."""

import io
import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks" / "common" / "_rows.py"
Rows = runpy.run_path(str(SCRIPT))["Rows"]


@pytest.fixture
def rows(tmp_path):
    return Rows(tmp_path / "rows.csv", ["task", "value"])


def test_rows_are_appended(rows):
    assert rows.read() == []
    rows.append([("a", 1), ("a", "x, y")])
    rows.append([("b", 2)])
    assert rows.path.read_text() == 'task,value\na,1\na,"x, y"\nb,2\n'
    assert rows.keys(1) == {("a",), ("b",)}
    with pytest.raises(ValueError, match="needs"):
        rows.append([("c",)])


def test_half_a_line_does_not_count_and_is_replaced(rows):
    rows.append([("a", 1)])
    with rows.path.open("a") as file:
        file.write("b,2.718")  # and then the power failed
    assert rows.keys(1) == {("a",)}
    rows.append([("b", 3)])
    assert rows.path.read_text() == "task,value\na,1\nb,3\n"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_task_is_written_whole_or_not_at_all(rows, error, monkeypatch):
    rows.append([("a", 1)])
    before = rows.path.read_bytes()

    class Full(io.FileIO):
        def write(self, data):
            if len(data) < 12:
                raise error
            return super().write(data[:5])

    def open_full(path, mode, buffering=-1):
        return Full(path, mode) if mode == "ab" else open(path, mode)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", open_full)
        with pytest.raises(type(error)):
            rows.append([("b", 1), ("b", 2), ("b", 3)])
    assert rows.path.read_bytes() == before
