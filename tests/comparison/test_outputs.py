"""Tables are written as text, and no cell of them is a formula."""

import sys

import numpy as np
import pandas as pd
import pytest

from sk_epinet.comparison._outputs import (
    open_text,
    require_text_file,
    without_formulas,
    write_rows,
)
from sk_epinet.datasets import load_landscape


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


def test_no_cell_is_a_formula_and_numbers_stay():
    frame = pd.DataFrame(
        {
            "=name": ["=1+2", "+A1", "-A1", "@x", " =x", "A12V"],
            "numbers": [-1.0, 2.0, 0.5, -3.0, 1.0, 0.0],
            "alleles": ["-1", "+1", "-", "+", "-1e5", ""],
            "quoted": ["'a", "'a'", "=a'", "＝1", "\t=1", "-12A"],
        }
    )
    guarded = without_formulas(frame)
    assert list(guarded.columns) == ["'=name", "numbers", "alleles", "quoted"]
    expected = ["''a", "''a''", "'=a''", "'＝1", "'\t=1", "'-12A"]
    assert list(guarded["quoted"]) == expected
    assert list(guarded["'=name"]) == ["'=1+2", "'+A1", "'-A1", "'@x", "' =x", "A12V"]
    assert list(guarded["alleles"]) == ["-1", "+1", "-", "+", "-1e5", ""]
    assert list(guarded["numbers"]) == list(frame["numbers"])
    assert "=name" in frame


SIGNS = ["=cmd|' /C calc'!A0", "+1+2", "-12A", "@SUM(A1)", "\t=1", "＝1+1", "-"]
HOSTILE = [*SIGNS, "''x", "''x''", "\r=1"]


@pytest.mark.filterwarnings("ignore:Sites .* change together:UserWarning")
@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_names_and_alleles_are_read_back(ending, tmp_path):
    """What begins like a formula is none in the file, and the same again for our reader."""
    names = [f"{text}s{i}" for i, text in enumerate(SIGNS) if text[0] != "\t"]
    rows = [[text, *HOSTILE[:5]] for text in HOSTILE]
    rows.append(HOSTILE[5:] + HOSTILE[:1])
    frame = pd.DataFrame(rows, columns=names)
    frame["y"] = [-1.5, 4, 0, 9, 2, 7, 1, 8, 3, 6, 5][: len(rows)]
    first = load_landscape(frame, target="y", sites=names)
    path = tmp_path / f"out{ending}"
    with open_text(path) as file:
        write_rows(first.data.astype(object).assign(y=first.target), file, path)
    raw = pd.read_csv(path, sep=",\t"[ending == ".tsv"], dtype=str, keep_default_na=False)
    for text in [*raw.columns, *raw.drop(columns="y").to_numpy().ravel()]:
        assert len(text) == 1 or text.strip()[0] not in "=+-@＝"
    assert raw["y"][0] == "-1.5"
    again = load_landscape(path, target="y", sites=first.site_names)
    assert again.site_names == first.site_names
    assert again.alleles == first.alleles
    np.testing.assert_array_equal(again.codes, first.codes)
    np.testing.assert_array_equal(again.target, first.target)
