"""Numbers as people write them."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape
from sk_epinet.datasets._numbers import (
    ABOVE,
    BELOW,
    GAP,
    INFINITE,
    NUMBER,
    TEXT,
    decimal_marks,
    parse_numbers,
)


@pytest.mark.parametrize(
    ("text", "decimal", "value", "kind"),
    [
        ("0.322298356", ".", 0.322298356, NUMBER),
        ("-3e-1", ".", -0.3, NUMBER),
        ("+.5", ".", 0.5, NUMBER),
        ("\N{MINUS SIGN}2", ".", -2, NUMBER),
        ("1,333.5", ".", 1333.5, NUMBER),
        ("1,234,567", ".", 1234567, NUMBER),
        ("1 234.5", ".", 1234.5, NUMBER),
        ("1'234", ".", 1234, NUMBER),
        ("1\u2019234.5", ".", 1234.5, NUMBER),
        ("0\N{MIDDLE DOT}25", ".", 0.25, NUMBER),
        ("-0,453", ".", np.nan, TEXT),
        ("0,453", ".", np.nan, TEXT),
        ("0,5", ",", 0.5, NUMBER),
        ("1.333,5", ",", 1333.5, NUMBER),
        ("1\u202f333,5", ",", 1333.5, NUMBER),
        ("-1,5E-03", ",", -0.0015, NUMBER),
        ("1.500", ",", 1500, NUMBER),
        ("15", ",", 15, NUMBER),
        ("1e-2", ",", 0.01, NUMBER),
        ("1.5", ",", np.nan, TEXT),
        ("<0.4", ".", 0.4, BELOW),
        ("< 0,4", ",", 0.4, BELOW),
        ("\N{LESS-THAN OR EQUAL TO}3", ".", 3, BELOW),
        (">=7", ".", 7, ABOVE),
        ("n.d.", ".", np.nan, GAP),
        ("NA", ".", np.nan, GAP),
        ("", ".", np.nan, GAP),
        ("#DIV/0!", ".", np.nan, GAP),
        ("-inf", ".", np.nan, INFINITE),
        ("1e999", ".", np.inf, INFINITE),
        ("1_000", ".", np.nan, TEXT),
        ("0,5", ".", np.nan, TEXT),
        ("1,33,3", ".", np.nan, TEXT),
        ("1.2.3", ".", np.nan, TEXT),
        ("=A1+1", ".", np.nan, TEXT),
        ("<", ".", np.nan, TEXT),
        ("<x", ".", np.nan, TEXT),
        ("0x10", ".", np.nan, TEXT),
        ("\N{ARABIC-INDIC DIGIT ONE}", ".", np.nan, TEXT),
        ("high", ".", np.nan, TEXT),
    ],
)
def test_one_text(text, decimal, value, kind):
    values, kinds = parse_numbers([text], decimal)
    assert kinds[0] == kind
    np.testing.assert_equal(values[0], value)


@pytest.mark.parametrize(
    ("columns", "semicolons", "marks"),
    [
        ([["0,5", "1,25"]], False, [","]),
        ([["-0,453", "-0,121"]], False, [","]),
        ([["+0,453"]], False, [","]),
        ([["0,453", "see page 3, below", "0,121"]], False, [","]),
        ([["0,453", "0,4-0,5"]], True, [","]),
        ([["12,453", "-0,121", "n.t., again"]], False, [","]),
        ([["0,125"]], False, [","]),
        ([["1,333.0"]], False, ["."]),
        ([["1,333,000"]], False, ["."]),
        ([["1.333,5"]], False, [","]),
        # Only three digits after a comma can be read in both ways, ...
        ([["1,333", "2,500"]], False, [None]),
        # ... unless another column, or the separator of the file, shows the mark.
        ([["1,333", "2,500"], ["0,5"]], False, [",", ","]),
        ([["1,333", "2,500"], ["1,333.5"]], False, [".", "."]),
        ([["1,333", "2,500"]], True, [","]),
        # In a table of decimal commas a dot may separate thousands.
        ([["1.333", "2.500"], ["0,5"]], False, [None, ","]),
        ([["1.5", "2.500"], ["0,5"]], False, [".", ","]),
        ([["1.333", "2.500"]], False, ["."]),
        # Each column for itself, where both are shown.
        ([["0,5"], ["1,333.5"], ["1,333"]], False, [",", ".", None]),
        # A column that shows both cannot be read.
        ([["0,5", "1,333.5"]], False, [None]),
        ([["0.5", "1.333,5"], ["0,5"]], False, [None, ","]),
        # A point shows the mark as well.
        ([["1,333", "2,500"], ["0.5"]], False, [".", "."]),
        # Lists with commas are no numbers.
        ([["A1B,C2D"], ["1,2,3"], ["0,5"]], False, [".", ".", ","]),
    ],
)
def test_decimal_marks(columns, semicolons, marks):
    assert decimal_marks(columns, semicolons=semicolons) == marks


@pytest.mark.parametrize("dash", ["-", "\u2212", "\u2013", "\uff0d"])
def test_negative_decimal_commas_with_three_digits(write, dash):
    text = "genotype;y\n00;{0}0,453\n01;{0}0,121\n10;{0}0,250\n11;{0}0,007\n"
    landscape = load_landscape(write(text.format(dash)))
    assert landscape.target.tolist() == [-0.453, -0.121, -0.25, -0.007]


def test_quotation_marks_after_a_space(write):
    text = '"genotype", "y"\n"00", "0.5"\n"01", "1.5"\n"10", "2,000.5"\n"11", "3"\n'
    landscape = load_landscape(write(text))
    assert landscape.target.tolist() == [0.5, 1.5, 2000.5, 3]
    assert landscape.target_name == "y"


@pytest.mark.parametrize("text", ["5-Jan", "2024-05-01"])
def test_dates_among_numbers_and_genotypes(write, text):
    with pytest.raises(ValueError, match=rf"'y' holds '{text}' in line 3, .* a date, into which"):
        load_landscape(write(f"genotype,y\n00,0.5\n01,{text}\n10,2\n11,3\n"))
    with pytest.raises(
        ValueError, match=rf"'mutant' .* holds '{text}' in line 3, .* a date, into"
    ):
        load_landscape(write(f"mutant,y\nA1V,0.5\n{text},1\nA1G,2\nK2R,3\n"))


def test_decimal_commas(write):
    text = "Genotyp;Helligkeit;SE\n010;0,322;0,1\n110;1.250,5;0,2\n011;-3;0,25\n"
    landscape = load_landscape(write(text))
    assert landscape.target.tolist() == [0.322, 1250.5, -3]
    assert landscape.standard_error.tolist() == [0.1, 0.2, 0.25]


def test_an_unclear_comma_is_asked_for(write):
    path = write('genotype,y\n010,"1,333"\n110,"2,500"\n')
    with pytest.raises(ValueError, match=r"'y' of .* holds '1,333' in line 2, .* decimal=','"):
        load_landscape(path)
    assert load_landscape(path, decimal=",").target.tolist() == [1.333, 2.5]
    assert load_landscape(path, decimal=".").target.tolist() == [1333, 2500]
    with pytest.raises(ValueError, match="decimal must be one of"):
        load_landscape(path, decimal=";")


def test_numbers_are_read_to_the_last_digit(write):
    values = np.random.RandomState(0).randn(50)
    text = "genotype,y\n" + "".join(f"{i:06b},{v!r}\n" for i, v in enumerate(values.tolist()))
    assert load_landscape(write(text)).target.tolist() == values.tolist()


def test_limits(write):
    path = write("genotype,y\n010,<0.4\n110,1.5\n011,>9\n111,0.4\n")
    with pytest.warns(UserWarning, match=r"2 of 4 values of 'y' are limits \(.*'<0.4' in line 2"):
        landscape = load_landscape(path)
    assert landscape.target.tolist() == [0.4, 1.5, 9, 0.4]
    assert landscape.censored.tolist() == [-1, 0, 1, 0]
    assert (
        "at most the value in 1 rows (<), at least the value in 1 rows (>)" in landscape.describe()
    )


@pytest.mark.parametrize("text", ["", "NA", "nan", "NaN", " ", "n.d.", "-", "#N/A"])
def test_values_that_were_not_measured(write, text):
    path = write(f"genotype,y\n010,1\n110,{text}\n011,3\n")
    with pytest.warns(UserWarning, match="1 of 3 genotypes have no measured 'y'"):
        landscape = load_landscape(path)
    assert landscape.n_missing == 1
    assert landscape.target.tolist() == [1, 3]
    assert landscape.codes.tolist() == [[0, 1, 0], [0, 1, 1]]
    assert landscape.unmeasured.to_numpy().tolist() == [["1", "1", "0"]]
    assert landscape.unmeasured.index.tolist() == [1]
    assert "1 (no target, kept in unmeasured)" in landscape.describe()


@pytest.mark.parametrize("text", ["high", "inf", "-inf", "=A2*2", "1.2.3"])
def test_values_that_are_no_numbers(write, text):
    path = write(f"genotype,y\n010,1\n110,{text}\n011,3\n001,2\n")
    with pytest.raises(ValueError, match="column 'y' holds .* in line 3, .* drop='target'"):
        load_landscape(path)
    landscape = load_landscape(path, drop="target")
    assert landscape.target.tolist() == [1, 3, 2]
    assert len(landscape.unmeasured) == 0


def test_nothing_measured(write):
    with pytest.raises(ValueError, match="holds no measured value: column 'y' is empty"):
        load_landscape(write("genotype,y\n01,\n10,NA\n"), "y")


def test_numbers_of_a_frame_have_no_decimal_mark():
    frame = pd.DataFrame({"genotype": ["01", "10", "11"], "y": [1.234, 2.345, 3.456]})
    frame["se"] = ["0,5", "0,25", "1,5"]
    landscape = load_landscape(frame)
    assert landscape.target.tolist() == [1.234, 2.345, 3.456]
    assert landscape.standard_error.tolist() == [0.5, 0.25, 1.5]
