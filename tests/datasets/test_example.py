"""The table to try things on, and lists of genotypes that are read like a table."""

import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape, write_example_table


@pytest.fixture
def landscape(tmp_path):
    write_example_table(tmp_path / "example.csv")
    return load_landscape(tmp_path / "example.csv")


def test_the_example_is_read_without_any_argument(landscape, tmp_path):
    assert landscape.data.shape == (69, 7)
    assert "wild type:         AKLDSGY" in landscape.describe()
    table = pd.read_csv(tmp_path / "example.csv")
    assert table["mutations"].is_unique
    # The wild type lies in the middle of a sigmoid from 0 to 2.
    wild_type = table.loc[table["mutations"] == "WT", ["replicate 1", "replicate 2"]]
    assert abs(wild_type.to_numpy() - 1).max() < 0.2


def test_the_example_is_written_to_a_table_only(tmp_path):
    with pytest.raises(ValueError, match=r"\.xlsx or \.csv; got .*example\.txt"):
        write_example_table(tmp_path / "example.txt")


def test_a_list_of_genotypes_is_read_like_a_column(landscape):
    new = landscape.read_like(["WT", "K45R:D80N"])
    assert list(new.data.loc[0]) == list("AKLDSGY")
    assert list(new.data.loc[1]) == list("ARLNSGY")
    assert new.target is None


def test_a_list_is_refused_where_each_site_has_a_column():
    table = pd.DataFrame({"a": list("AAGG"), "b": list("KRKR"), "value": [0.1, 0.2, 0.3, 0.5]})
    landscape = load_landscape(table, target="value")
    with pytest.raises(ValueError, match="a DataFrame with columns 'a', 'b'"):
        landscape.read_like(["AK"])
