"""A file that is not there: what the error says of it."""

import pytest

from sk_epinet._utils import missing_file
from sk_epinet.comparison import load_model
from sk_epinet.datasets import load_landscape


@pytest.mark.parametrize("read", [load_landscape, load_model])
def test_a_file_of_a_similar_name_is_named(read, tmp_path, monkeypatch):
    (tmp_path / "colleague.xlsx").touch()
    (tmp_path / "other.csv").touch()
    expected = r"There is no file coleague.xlsx. Did you mean 'colleague.xlsx'\?"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=expected):
        read("coleague.xlsx")


def test_the_place_of_a_relative_path_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = str(missing_file("absent.csv"))
    assert said == f"There is no file absent.csv. It was looked for in {tmp_path}."


def test_a_folder_that_is_not_there_is_named(tmp_path):
    said = str(missing_file(tmp_path / "data" / "table.csv"))
    assert said.endswith(f"There is no folder {tmp_path / 'data'} either.")
