"""Columns of sites with cells or spellings of their own: none is left out in silence."""

import re

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

VALUES = [1.25, 0.5, 2.5, 0.75, -1.0, 3.5, 1.75, 0.25]
# Genotypes that stay different whichever site is left out.
DESIGN = np.array([[int(digit) for digit in f"{i:06b}"] for i in (0, 3, 13, 14, 21, 22, 56, 63)])


def frame(names="ABCDEF", low="wt", high="mut", **cells):
    """Return a table of six sites; `cells` puts a text into row 3 of a column."""
    columns = dict(zip(names, np.where(DESIGN, high, low).T, strict=True))
    table = pd.DataFrame(columns, dtype=object)
    for name, text in cells.items():
        table.loc[3, name] = text
    return table.assign(fitness=VALUES)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [("wt", "mut", "mut?"), ("0", "1", "l"), ("A", "V", "G"), ("-", "+", "++")],
)
def test_a_column_written_like_the_sites_is_asked_about(low, high, text):
    table = frame(low=low, high=high, C=text)
    with pytest.raises(ValueError, match=r"Column 'C' is written like the sites.* row 3.*sites="):
        load_landscape(table)
    assert load_landscape(table, sites=list("ABCDEF")).site_names == list("ABCDEF")
    assert load_landscape(table, sites=list("ABDEF")).site_names == list("ABDEF")


@pytest.mark.parametrize("text", ["mut?", "wild-type"])
def test_a_column_named_like_the_sites_is_asked_about(text):
    names = [f"pos{i}" for i in range(1, 7)]
    table = frame(names, pos3=text)
    message = re.escape(f"'pos3' is named like the sites, but holds '{text}' in row 3")
    with pytest.raises(ValueError, match=message):
        load_landscape(table)
    assert load_landscape(table, sites="pos*").site_names == names


def test_a_count_of_mutations_is_not_asked_about():
    table = frame(low="0", high="1")
    table = pd.concat([table, frame(low="0", high="1").iloc[::-1]], ignore_index=True)
    table.loc[8:, "A"] = np.where(table.loc[8:, "A"] == "0", "1", "0")
    table["tally"] = table[list("ABCDEF")].astype(int).sum(axis=1)
    assert load_landscape(table).site_names == list("ABCDEF")


@pytest.mark.parametrize("names", ["ABCDEF", [f"pos{i}" for i in range(6)]])
def test_words_in_both_cases_are_one_allele(names):
    table = frame(names, **{names[2]: "MUT", names[4]: "WT"})
    table.loc[3, [names[2], names[4]]] = ["MUT" if DESIGN[3, 2] else "WT", "Mut"]
    expected = DESIGN.copy()
    expected[3, 4] = 1
    landscape = load_landscape(table)
    assert landscape.codes.tolist() == expected.tolist()
    assert landscape.wild_type == ["wt"] * 6
    assert f"spelling in '{names[4]}': Mut as mut" in landscape.describe()
    assert load_landscape(table, sites=list(names)).codes.tolist() == expected.tolist()
    new = landscape.read_like(table.replace({"wt": "WT", "mut": "Mut"}))
    assert new.codes.tolist() == expected.tolist()


def test_letters_in_both_cases_are_two_alleles():
    assert load_landscape(frame(low="a", high="A")).alleles == [("A", "a")] * 6


@pytest.mark.parametrize("dash", ["\u2212", "\u2013", "\uff0d"])
def test_dashes_are_one_allele(dash):
    landscape = load_landscape(frame(low="-", high="+", A=dash, B="\uff0b"))
    assert landscape.alleles == [("-", "+")] * 6
    strings = frame(low=dash, high="+").set_index("fitness").sum(axis=1)
    landscape = load_landscape(strings.rename("genotype").reset_index())
    assert landscape.codes.tolist() == DESIGN.tolist()


def test_sites_named_like_errors():
    names = ["sa", "sb", "sc", "sd", "se", "sf"]
    assert load_landscape(frame(names)).site_names == names


@pytest.mark.parametrize("name", ["significant", "Hit", "excluded"])
def test_flags_are_no_sites(name):
    table = frame(low="0", high="1").assign(**{name: ["0", "1"] * 4})
    landscape = load_landscape(table)
    assert landscape.site_names == list("ABCDEF")
    assert f"{name} (a flag of the rows)" in landscape.describe()


@pytest.mark.parametrize(
    ("names", "wild_type"),
    [
        (["A1V", "K2R", "D3G", "L4F", "S5T", "Y6W"], "AKDLSY"),
        (["A1", "K2", "D3", "L4", "S5", "Y6"], "AKDLSY"),
        (["R1", "R2", "R3", "G4", "G5", "R6"], None),
        (["s1", "K2", "D3", "L4", "S5", "Y6"], None),
        (["A1V", "K2W", "D3G", "L4F", "S5T", "Y6W"], None),
    ],
)
def test_names_of_sites_that_tell_the_wild_type(names, wild_type):
    low, high = list("AKDLSY"), list("VRGFTW")
    if names[0].startswith("R"):
        low, high = list("RRRGGR"), list("GGGRRG")
    landscape = load_landscape(frame(names, low=low, high=high))
    assert landscape.wild_type == (None if wild_type is None else list(wild_type))
    if wild_type is not None:
        assert landscape.codes.tolist() == DESIGN.tolist()


@pytest.mark.parametrize("low", ["ref", "ancestral", "Parent", "WT"])
def test_alleles_that_are_called_the_wild_type(low):
    landscape = load_landscape(frame(low=low, high="alt"))
    assert landscape.wild_type == [low] * 6
    assert landscape.codes.tolist() == DESIGN.tolist()
