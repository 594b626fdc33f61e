"""Tables are written as text, and no cell of them is a formula."""

import sys

import pandas as pd
import pytest

from sk_epinet.comparison._outputs import (
    open_text,
    require_text_file,
    without_formulas,
    write_rows,
)


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
        }
    )
    guarded = without_formulas(frame)
    assert list(guarded.columns) == ["'=name", "numbers", "alleles"]
    assert list(guarded["'=name"]) == ["'=1+2", "'+A1", "'-A1", "'@x", "' =x", "A12V"]
    assert list(guarded["alleles"]) == ["-1", "+1", "'-", "'+", "-1e5", ""]
    assert list(guarded["numbers"]) == list(frame["numbers"])
    assert "=name" in frame
