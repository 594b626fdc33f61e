"""Mutants are counted and listed as by hand, and written as the table has its genotypes."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sk_epinet.comparison import list_mutants
from sk_epinet.comparison._mutants import Mutants, as_categories, as_written, find_wild_type
from sk_epinet.datasets import load_landscape

SITES = ["ACD", "AG", "LMNP", "KR"]


def strings_table(n_rows=20):
    """Return measured strings, with a letter Q between the sites that does not vary."""
    every = [a + b + "Q" + c + d for a, b, c, d in product(*SITES)]
    own = np.random.RandomState(0).permutation(every)[:n_rows]
    return pd.DataFrame({"sequence": own, "fitness": np.arange(n_rows) + 0.5})


@pytest.mark.parametrize("n_mutations", [1, 2])
@pytest.mark.parametrize("wild_type", ["AAQLK", "DGQNR"])
def test_mutants_are_those_of_all_genotypes(n_mutations, wild_type, monkeypatch):
    monkeypatch.setattr("sk_epinet.comparison._mutants._BLOCK", 5)
    table = strings_table()
    landscape = load_landscape(table)
    alleles = find_wild_type(landscape, wild_type)
    mutants = Mutants(landscape, alleles, n_mutations)
    frames = [as_written(codes, landscape, alleles) for codes in mutants.blocks()]
    frame = pd.concat(frames, ignore_index=True)
    everything = {a + b + "Q" + c + d for a, b, c, d in product(*SITES)}
    expected = {
        genotype
        for genotype in everything - set(table["sequence"])
        if sum(a != b for a, b in zip(genotype, wild_type, strict=True)) == n_mutations
    }
    assert set(frame["sequence"]) == expected
    assert len(frame) == len(mutants) == len(expected)
    for genotype, mutations in frame.itertuples(index=False):
        letters = list(wild_type)
        for mutation in mutations.split(":"):
            position = int(mutation[1:-1])
            assert letters[position - 1] == mutation[0]
            letters[position - 1] = mutation[-1]
        assert "".join(letters) == genotype


def test_genotypes_are_read_again_as_they_are_written():
    tables = [
        strings_table(),
        pd.DataFrame({"mutations": ["A12V", "A12V:K45R", "", "K45R", "A12G"], "y": range(5)}),
        pd.DataFrame({"community": ["C-M", "M", "C-T", "T", ""], "y": [0.5, 1, 2, 3, 4]}),
        pd.DataFrame({"pos2": list("AABB"), "pos1": list("xyxy"), "y": [1.5, 2, 3, 4]}),
    ]
    for table in tables:
        landscape = load_landscape(table, table.columns[-1])
        wild_type = [own[0] for own in landscape.alleles]
        written = as_written(landscape.codes, landscape, wild_type)
        again = load_landscape(written, like=landscape)
        pd.testing.assert_frame_equal(again.data, landscape.data)
        categories = as_categories(landscape.codes, landscape)
        pd.testing.assert_frame_equal(categories, landscape.data, check_index_type=False)


def test_a_list_of_mutants():
    table = strings_table()
    landscape = load_landscape(table, wild_type="AAQLK")
    listed = list_mutants(landscape, 1)
    everything = {a + b + "Q" + c + d for a, b, c, d in product(*SITES)}
    singles = {g for g in everything if sum(a != b for a, b in zip(g, "AAQLK", strict=True)) == 1}
    assert set(listed["sequence"]) == singles - set(table["sequence"])
    assert load_landscape(listed, like=landscape).data.shape == (len(listed), 4)
    assert len(list_mutants(landscape, wild_type="DGQNR")) > len(listed)
    with pytest.raises(ValueError, match="n_mutations must be 1 or 2, got 3"):
        list_mutants(landscape, 3)
    everything = pd.DataFrame({"mutations": ["A2V", "A2V:K5R", "", "K5R"], "y": [1.0, 2, 3, 4]})
    assert list_mutants(load_landscape(everything)).shape == (0, 1)


def test_positions_are_those_of_the_user():
    table = pd.DataFrame({"mutations": ["A0V", "A0V:K-3R", "", "K-3R"], "y": [1.0, 2, 3, 4]})
    landscape = load_landscape(table)
    written = as_written(landscape.codes, landscape, find_wild_type(landscape))
    assert sorted(written["mutations"]) == ["", "A0V", "K-3R", "K-3R:A0V"]


def test_the_wild_type_must_be_known():
    landscape = load_landscape(strings_table())
    with pytest.raises(ValueError, match="give it with --wild-type"):
        find_wild_type(landscape)
    assert find_wild_type(landscape, "CGQMR") == list("CGMR")
    assert find_wild_type(landscape, "CGMR") == list("CGMR")
    for wrong, message in [
        ("CGQM", r"has 'Q' at site 'pos4', where the model knows only 'L', 'M'"),
        ("CGQMRA", "has 6 alleles, but the model has 5 sites"),
        ("CGAMR", r"has 'A' at site 'pos3', where the model knows only 'Q'\."),
    ]:
        with pytest.raises(ValueError, match=message):
            find_wild_type(landscape, wrong)
    members = load_landscape(
        pd.DataFrame({"community": ["C-M", "M", "C", ""], "y": [1.5, 2, 3, 4]})
    )
    assert find_wild_type(members) == ["0", "0"]
