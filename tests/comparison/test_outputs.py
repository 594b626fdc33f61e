"""Files are written whole or not at all, and paths are checked before."""

import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from sk_epinet.comparison._outputs import (
    open_text,
    require_text_file,
    require_writable,
    without_formulas,
    write_rows,
    written_together,
    written_whole,
)

as_user = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere"
)


def test_what_was_there_stays_until_the_new_file_is_whole(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), open_text(path) as file:  # noqa: PT012
        file.write("half of the new")
        file.flush()
        assert path.read_text() == "old"
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    with open_text(path) as file:
        file.write("β\n")
    assert path.read_bytes() == "β\n".encode()
    assert [own.name for own in tmp_path.iterdir()] == ["out.csv"]


def test_a_link_goes_on_pointing_to_its_file(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("old")
    link.symlink_to(path)
    with open_text(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_the_mode_of_a_new_file_is_that_of_any_other(tmp_path):
    (tmp_path / "other").touch()
    with written_whole(tmp_path / "new") as path:
        path.touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="there is no /dev/null")
def test_devices_are_written_directly():
    before = os.stat("/dev/null")
    with open_text(Path("/dev/null")) as file:
        file.write("x")
    assert os.stat("/dev/null").st_rdev == before.st_rdev


def test_paths_that_cannot_be_written(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a,y")
    for path, message in [
        (tmp_path, "is a folder: name a file in it"),
        (tmp_path / "no" / "x.csv", "cannot be written: there is no folder .*no"),
        (table / "x.csv", "there is no folder"),
        (table, "is the table itself"),
        (tmp_path / ("x" * 300), "cannot be written: .*[Tt]oo long"),
    ]:
        with pytest.raises(ValueError, match=message):
            require_writable(path, table)
    require_writable(tmp_path / "new.csv", table)
    assert [own.name for own in tmp_path.iterdir()] == ["table.csv"]


@as_user
def test_protected_folders(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ValueError, match="cannot be written: Permission denied"):
            require_writable(tmp_path / "x")
    finally:
        tmp_path.chmod(0o700)


def test_tables_are_text(tmp_path, capsys):
    with pytest.raises(ValueError, match=r"cannot be written as \.xlsx: name it \.csv or \.tsv"):
        require_text_file(tmp_path / "out.xlsx")
    require_text_file(None)
    frame = pd.DataFrame({"genotype": ["A,B", ""], "prediction": [0.1 + 0.2, -1e-9]})
    path = tmp_path / "out.TSV"
    for target in (path, None):
        with open_text(target) as file:
            write_rows(frame.iloc[:1], file, target)
            write_rows(frame.iloc[1:], file, target, header=False)
    assert path.read_text() == "genotype\tprediction\nA,B\t0.3\n\t-1e-09\n"
    assert capsys.readouterr().out == 'genotype,prediction\n"A,B",0.3\n,-1e-09\n'
    assert not sys.stdout.closed


def test_files_are_written_together_or_not_at_all(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        written_together(tmp_path, ["a", "b"]) as folder,
    ):
        (folder / "a").write_text("new")
        raise KeyboardInterrupt
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"a": "old", "b": "old"}
    with written_together(tmp_path, ["a", "b"]) as folder:
        (folder / "a").write_text("new")
    # What is left of an earlier time would not belong to it.
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"a": "new"}


def test_no_cell_is_a_formula_and_numbers_stay():
    frame = pd.DataFrame(
        {
            "=name": ["=1+2", "+A1", "-A1", "@x", " =x", "A12V"],
            "numbers": [-1.0, 2.0, 0.5, -3.0, 1.0, 0.0],
            "alleles": ["-1", "+1", "-", "+", "-1e5", ""],
        }
    )
    guarded = without_formulas(frame)
    assert list(guarded.columns) == ["'=name", "numbers", "alleles"]
    assert list(guarded["'=name"]) == ["'=1+2", "'+A1", "'-A1", "'@x", "' =x", "A12V"]
    assert list(guarded["alleles"]) == ["-1", "+1", "'-", "'+", "-1e5", ""]
    assert list(guarded["numbers"]) == list(frame["numbers"])
    assert "=name" in frame
