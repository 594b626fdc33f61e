"""Strings with one character for each site, and lists of members."""

import numpy as np
import pytest

from sk_epinet.genotypes import parse_members, parse_strings, sort_alleles


def test_alleles_are_sorted_and_the_wild_type_is_first():
    parsed = parse_strings(["GK", "AK", "CR"])
    assert parsed.alleles == [["A", "C", "G"], ["K", "R"]]
    assert parsed.codes.tolist() == [[2, 0], [0, 0], [1, 1]]
    parsed = parse_strings(["GK", "AK", "CR"], wild_type="WK")
    assert parsed.alleles == [["W", "A", "C", "G"], ["K", "R"]]
    assert parsed.codes.tolist() == [[3, 0], [1, 0], [2, 1]]


@pytest.mark.parametrize("texts", [["0110", "1110"], ["αβ", "βα"], ["😀a", "b😀"], ["- +", "+--"]])
def test_any_alphabet(texts):
    parsed = parse_strings(texts)
    spelled = [
        "".join(parsed.alleles[j][code] for j, code in enumerate(row)) for row in parsed.codes
    ]
    assert spelled == texts


def test_numbering():
    assert parse_strings(["AK"], first_position=0).sites == [0, 1]
    assert parse_strings(["VDGV"], positions=[39, 40, 41, 54]).sites == [39, 40, 41, 54]
    assert parse_strings(["ACG"], positions=["-1", "+2", "toxin"]).sites == [-1, "+2", "toxin"]
    with pytest.raises(ValueError, match="positions= must hold a different position"):
        parse_strings(["AK"], positions=[3, 3])


def test_another_length_is_named_with_its_row():
    parsed = parse_strings(["AK", "AKR", "GK", None])
    assert parsed.valid.tolist() == [True, False, True, False]
    assert parsed.reasons[1] == "3 characters, 2 are needed: 'AKR'"
    assert "missing" in parsed.reasons[3]
    with pytest.raises(ValueError, match="wild_type= is for 3 characters, but most genotypes"):
        parse_strings(["AK", "GK"], wild_type="AKR")


def test_stop_codons_that_vary_are_problems():
    parsed = parse_strings(["AK*", "A**", "GK*", "AKR"])
    assert parsed.reasons.tolist() == [
        "",
        "stop codon at position 2: '*'",
        "",
        "no stop codon at position 3: 'R'",
    ]
    assert parsed.alleles == [["A", "G"], ["K"], ["*"]]
    assert parse_strings(["AK*", "A**"], allow_stop=True).valid.all()
    # Beside other signs it is a sign.
    assert parse_strings(["+*", "*+", "++"]).valid.all()


def test_members():
    parsed = parse_members(["C-M-T", "M", "", "T-C"])
    assert parsed.sites == ["C", "M", "T"]
    assert parsed.codes.tolist() == [[1, 1, 1], [0, 1, 0], [0, 0, 0], [1, 0, 1]]
    parsed = parse_members(["1,2,10", "10", "2, 1"])
    assert parsed.sites == ["1", "2", "10"]
    assert parsed.codes.tolist() == [[1, 1, 1], [0, 0, 1], [1, 1, 0]]
    # A comma separates, so that a hyphen is part of a name.
    assert parse_members(["SL-1,SL-2", "SL-1"]).sites == ["SL-1", "SL-2"]


def test_members_that_cannot_be_read():
    parsed = parse_members(["C-M", "C-C", "C--M", 3])
    assert parsed.valid.tolist() == [True, False, False, False]
    assert "named twice" in parsed.reasons[1]
    assert "without a name" in parsed.reasons[2]


@pytest.mark.parametrize(
    ("values", "ordered"),
    [
        (["10", "9", "2"], ["2", "9", "10"]),
        ([3, -1, 0.5], [-1, 0.5, 3]),
        (["mut", "wt"], ["wt", "mut"]),
        (["+", "-"], ["-", "+"]),
        (["+", "\N{MINUS SIGN}"], ["\N{MINUS SIGN}", "+"]),
        (["high", "low"], ["low", "high"]),
        (["High", "Low", "mid"], ["High", "Low", "mid"]),
        (["A", "-"], ["-", "A"]),
        (["alt", "ref"], ["ref", "alt"]),
        (["induced", "uninduced"], ["uninduced", "induced"]),
        (["strong", "weak"], ["weak", "strong"]),
        (["Active", "inactive"], ["inactive", "Active"]),
        (["mutated", "unmutated"], ["unmutated", "mutated"]),
        (["wt", "WT"], ["WT", "wt"]),
    ],
)
def test_order_of_alleles(values, ordered):
    assert sort_alleles(values) == ordered
    assert sort_alleles(reversed(values)) == ordered


def test_order_of_alleles_with_a_wild_type():
    assert sort_alleles(["A", "C", "G"], "C") == ["C", "A", "G"]
    assert sort_alleles(np.array([0, 1]).tolist(), 1) == [1, 0]


def test_the_wild_type_has_no_members():
    parsed = parse_members(["WT", "dA", "dA dB", "dB"])
    assert parsed.sites == ["dA", "dB"]
    assert parsed.codes.tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]
    parsed = parse_members(["WT", "WT,A", "A"])  # a strain called WT, alone and with another
    assert parsed.sites == ["WT", "A"]
    assert parsed.codes.tolist() == [[1, 0], [1, 1], [0, 1]]
