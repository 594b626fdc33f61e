"""Weights and properties of the alleles of sites, and rows that hold the same genotype."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sk_epinet.genotypes import (
    VHSE,
    check_properties,
    find_properties,
    number_genotypes,
    read_weights,
)

ALLELES, NAMES = (("A", "C", "D"), (0, 1)), ["p", "q"]


def read(weights, **options):
    found = read_weights(weights, ALLELES, NAMES, (2, 1), **options)
    return [own.tolist() for own in found]


def test_weights_by_name():
    assert read("uniform") == [[1 / 3] * 3, [0.5, 0.5]]
    assert read("wild_type") == [[0, 0, 1], [0, 1]]
    X = np.array([["A", 0], ["C", 0], ["A", 1], ["A", 0]], dtype=object)
    assert read("library", X=X) == [[0.75, 0.25, 0], [0.75, 0.25]]


def test_given_weights_add_up_to_one():
    halves = [[0.25, 0.25, 0.5], [1, 0]]
    assert read([[1, 1, 2], [3, 0]]) == halves
    assert read([{"D": 2, "C": 1, "A": 1}, {0: 3}]) == halves
    assert read({"p": [1, 1, 2]}) == [halves[0], [0.5, 0.5]]
    np.testing.assert_allclose(read([[1e308, 1e308, 0], [1, 1]])[0], [0.5, 0.5, 0])


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("library", "weights='library' are the frequencies .* pass X="),
        ("equal", "weights must be 'uniform', 'wild_type', 'library', or .* got 'equal'"),
        (5, "weights= must be a list of the weights of the alleles of each site"),
        ([[1, 1, 1]], "weights of each of 2 sites, got 1"),
        ({"r": [1, 1]}, "weights= names the site 'r', but the sites are 'p', 'q'"),
        ([[1, 1, 1], {2: 1}], "names the allele 2, which site 'q' does not have"),
        ([[1, 1, 1], [1, 1, 1]], r"must hold 2 weights for site 'q', .* got shape \(3,\)"),
        ([[1, -1, 1], [1, 1]], r"weights of site 'p' must be numbers of at least 0, .*-1"),
        ([[0, 0, 0], [1, 1]], "weights of site 'p' must be numbers of at least 0, not all"),
        ([[1, np.inf, 1], [1, 1]], "weights of site 'p' must be numbers of at least 0"),
        ([["a", 1, 1], [1, 1]], "weights= of site 'p' must hold numbers"),
    ],
)
def test_what_is_no_weight(weights, message):
    with pytest.raises(ValueError, match=message):
        read(weights)


def test_amino_acids_have_published_properties():
    found = find_properties((("A", "V", "-"), (0, 1), ("W", "*")), "auto")
    assert found.shape == (3, 3, 8)
    assert found[0, :2].tolist() == [list(VHSE["A"]), list(VHSE["V"])]
    assert found[2, 0].tolist() == list(VHSE["W"])
    # Gaps, stops and numbers have none, and neither has the third place of a site of two.
    rest = np.ones((3, 3), dtype=bool)
    rest[[0, 0, 2], [0, 1, 0]] = False
    assert not found[rest].any()
    for without in ((("A", "C", "G"), ("T", "U")), ((0, 1), ("wt", "mut")), (("A", "B"),)):
        assert find_properties(without, "auto") is None
    assert find_properties((("A", "V"),), None) is None
    # One site that is no nucleotide makes amino acids of the letters of the others.
    assert find_properties((("A", "C"), ("A", "V")), "auto")[0, 1].tolist() == list(VHSE["C"])


def test_given_properties():
    frame = pd.DataFrame({"size": [1.0, 2, 3], "charge": [0, -1, 1]}, index=["A", "C", "B"])
    table = {"A": [1.0, 0], "C": [2, -1], "B": [3, 1]}
    expected = [[[1, 0], [2, -1], [0, 0]], [[3, 1], [1, 0], [2, -1]]]
    for given in (frame, table):
        found = find_properties((("A", "C"), ("B", "A", "C")), given)
        assert found.tolist() == expected
    assert find_properties((("A", "B"),), {"A": 1.0, "B": 5})[0].tolist() == [[1], [5]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("vhse", "must be one of 'auto', None, a DataFrame .*, got 'vhse'"),
        ([1.0], "must be one of 'auto', None, a DataFrame"),
        ({"A": [1.0], "C": [1, 2]}, "the same number of numbers"),
        ({"A": ["x"]}, "the same number of numbers"),
        ({}, "finite numbers, at least one an allele"),
        ({"A": [np.nan], "C": [1]}, "finite numbers, at least one an allele"),
        ({"A": [1.0]}, "lacks the alleles 'C', 'D', 0, 1. Add a row"),
        ({"D": [1.0], "C": [2]}, "lacks the alleles 'A', 0, 1. Add a row"),
    ],
)
def test_what_is_no_table_of_properties(given, message):
    with pytest.raises(ValueError, match=message):
        find_properties(ALLELES, given)


def test_a_message_names_five_alleles():
    sites = (tuple("ABCDEFG"), tuple("AHI"))
    with pytest.raises(ValueError, match="lacks the alleles 'B', 'C', 'D', 'E', 'F' and 3 more"):
        find_properties(sites, {"A": [1.0]})
    with pytest.raises(ValueError, match="lacks the alleles 'B', 'C', 'D', 'E', 'F'. Add"):
        find_properties((tuple("ABCDEF"),), {"A": [1.0]})


@pytest.mark.parametrize("choice", [None, "auto", {"A": [1]}, pd.DataFrame()])
def test_choices_of_properties(choice):
    check_properties(choice)


def test_rows_of_one_genotype_have_one_number():
    rows = np.array([[1, 0], [0, 0], [1, 0], [1, 1], [0, -0.0]])
    expected = [0, 1, 0, 2, 1]
    words = np.array(
        [["b", None], ["a", None], ["b", None], ["b", "x"], ["a", None]], dtype=object
    )
    for X in (rows, sparse.csr_array(rows), pd.DataFrame(rows), words, pd.DataFrame(words)):
        assert number_genotypes(X).tolist() == expected
    assert number_genotypes(["10", "00", "10", "11"]).tolist() == [0, 1, 0, 2]
    assert number_genotypes([["a", 1], ["a", np.nan], ["a", np.nan]]).tolist() == [0, 1, 1]
    assert number_genotypes(np.empty((3, 0))).tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="Column 1 of X has values that are no alleles"):
        number_genotypes(pd.DataFrame({"p": ["a", "b"], "q": [[1], [2]]}))
