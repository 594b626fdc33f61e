"""Alleles of sites that a user lists or a table shows, and genotypes as their numbers."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.genotypes import (
    alleles_of_columns,
    check_alleles,
    decode_alleles,
    find_alleles,
    name_mutation,
    number_alleles,
    read_columns,
)

ALLELES = (("A", "C"), (0, 1, 2))
X = pd.DataFrame({"p": ["C", "A", "C"], "q": [2, 0, 1]})
CODES = [[1, 2], [0, 0], [1, 1]]


def test_listed_alleles_are_plain_values():
    checked = check_alleles(["AC", np.array([0, 1, 2])])
    assert checked == ALLELES
    assert [type(allele) for allele in checked[1]] == [int] * 3
    assert check_alleles([["A"]]) == (("A",),)


@pytest.mark.parametrize(
    ("alleles", "message"),
    [
        (["AC", []], r"Site 'q' needs one or more different alleles, got \[\]"),
        (["AC", "AGA"], r"Site 'q' needs .*, got \['A', 'G', 'A'\]"),
        ([[0, np.nan], "AC"], r"Site 'p' needs one or more different alleles"),
        ([["A", None], "AC"], r"Site 'p' needs one or more different alleles"),
        ([[["A"], ["C"]], "AC"], r"can be told apart, but unhashable type: 'list'"),
        ([np.zeros((2, 2)), "AC"], "alleles must hold the alleles of each site"),
        ([5, "AC"], "alleles must hold the alleles of each site"),
        (5, "alleles must be a list of the alleles of each site"),
    ],
)
def test_what_no_alleles_can_be(alleles, message):
    with pytest.raises(ValueError, match=message):
        check_alleles(alleles, ["p", "q"])


def test_genotypes_are_numbers_of_alleles_and_back():
    for table in (X, X.to_numpy(object), X.to_numpy(object).tolist()):
        codes = number_alleles(table, ALLELES)
        assert codes.tolist() == CODES
        assert codes.dtype == np.intp
    assert number_alleles(["CA", "AG"], (("A", "C"), ("G", "A"))).tolist() == [[1, 1], [0, 0]]
    assert number_alleles(np.empty((0, 2)), ALLELES).shape == (0, 2)
    assert decode_alleles(np.array(CODES), ALLELES).tolist() == X.to_numpy(object).tolist()


def test_genotypes_of_numbers_are_numbers():
    codes = np.array([[1, 0], [0, 2]])
    decoded = decode_alleles(codes, ((0, 1), (2, 0.5, 7)))
    assert decoded.dtype == np.float64
    assert decoded.tolist() == [[1, 2], [0, 7]]
    assert decode_alleles(codes, (("0", "1"), (2, 0.5, 7))).dtype == object
    pairs = ((("a", "b"), ("c", "d")), (0, 1, 2))
    assert decode_alleles(codes, pairs).tolist() == [[("c", "d"), 0], [("a", "b"), 2]]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (7, "Site 'q' has the allele 7 in row 1, but its alleles are 0, 1, 2\\."),
        ("2", "Site 'q' has the allele '2' in row 1, but its alleles are 0, 1, 2\\."),
        (None, "Site 'q' has no allele in row 1"),
        (np.nan, "Site 'q' has no allele in row 1"),
    ],
)
def test_alleles_that_are_not_known(value, message):
    wrong = X.astype(object)
    wrong.iloc[1, 1] = value
    with pytest.raises(ValueError, match=message):
        number_alleles(wrong, ALLELES)
    with pytest.raises(ValueError, match=message.replace("'q'", "'x1'")):
        number_alleles(wrong.to_numpy(), ALLELES)
    with pytest.raises(ValueError, match=message.replace("'q'", "'s'")):
        number_alleles(wrong, ALLELES, ["r", "s"])


def test_a_message_names_eight_alleles():
    shown = ", ".join(map(str, range(8)))
    for n, more in ((8, r"\."), (9, r", \.\.\.\.")):
        with pytest.raises(ValueError, match=f"its alleles are {shown}{more}$"):
            number_alleles([[99]], (tuple(range(n)),))


def test_columns_and_sites_must_be_as_many():
    with pytest.raises(ValueError, match=r"shape \(n_samples, 1\); got 2 columns"):
        number_alleles(X, ALLELES[:1])


def test_strings_are_columns_of_characters():
    columns, names = read_columns(["CA", "AG"])
    assert [column.tolist() for column in columns] == [["C", "A"], ["A", "G"]]
    assert {type(value) for column in columns for value in column} == {str}
    assert names is None


def test_alleles_of_a_table():
    frame = pd.DataFrame(
        {
            "words": ["mut", "wt", "mut"],
            "numbers": ["10", "9", "9"],
            "categories": pd.Categorical(["b", "b", "b"], categories=["c", "b", "a"]),
        }
    )
    expected = (("wt", "mut"), ("9", "10"), ("c", "b", "a"))
    assert alleles_of_columns(frame) == expected
    assert alleles_of_columns(frame.to_numpy(object)) == (*expected[:2], ("b",))
    for value, message in ((None, "has no allele in row 2"), (" NA", "has the text ' NA' in row")):
        wrong = frame.astype(object)
        wrong.iloc[2, 1] = value
        with pytest.raises(ValueError, match=f"Site 'numbers' {message}"):
            alleles_of_columns(wrong)
        with pytest.raises(ValueError, match=f"Site 'b' {message}"):
            alleles_of_columns(wrong, ["a", "b", "c"])


def test_the_only_column_may_be_whole_genotypes():
    genotypes = pd.DataFrame({"seq": ["AC", "AG", "TC"]})
    with pytest.raises(ValueError, match=r"'seq', takes 3 values \('AC', 'AG', 'TC', \.\.\.\)"):
        alleles_of_columns(genotypes)
    assert alleles_of_columns(genotypes[:2]) == (("AC", "AG"),)
    assert alleles_of_columns(pd.DataFrame({"p": ["A", "AG", "T"]})) == (("A", "AG", "T"),)
    assert len(alleles_of_columns(genotypes.assign(other=[1, 2, 3]))) == 2


def test_one_allele_of_each_site():
    names = ["p", "q"]
    assert find_alleles(None, ALLELES, names) == (0, 0)
    assert find_alleles(["C", 1], ALLELES, names) == (1, 1)
    assert find_alleles(np.array(["C", 2], dtype=object), ALLELES, names) == (1, 2)
    assert find_alleles("CA", (("A", "C"), ("G", "A")), names) == (1, 1)
    assert find_alleles({"q": 2}, ALLELES, names) == (0, 2)


@pytest.mark.parametrize(
    ("wild_type", "message"),
    [
        (["C", 3], "wild_type= has 3 at site 'q', whose alleles are 0, 1, 2"),
        ({"q": "A"}, "wild_type= has 'A' at site 'q'"),
        ({"r": "A"}, "wild_type= names the site 'r', but the sites are 'p', 'q'"),
        (["C"], "one allele for each of 2 sites, got 1"),
        ("CAG", "one allele for each of 2 sites, got 3"),
        (5, "wild_type= must be a list of one allele for each of 2 sites"),
        (np.zeros((2, 2)), "wild_type= must hold one allele for each site"),
    ],
)
def test_what_is_no_wild_type(wild_type, message):
    with pytest.raises(ValueError, match=message):
        find_alleles(wild_type, ALLELES, ["p", "q"])


@pytest.mark.parametrize(
    ("site", "wild_type", "allele", "name"),
    [
        ("pos12", "A", "V", "A12V"),
        ("site -3", "A", "*", "A-3*"),
        ("12", "A", "V", "A12V"),
        ("A12", "A", "V", "A12V"),
        ("A12", "C", "V", "A12_V"),
        ("promoter", "A", "V", "promoter_V"),
        ("12", "wt", "mut", "12_mut"),
        ("12", 0, 1.0, "12_1"),
    ],
)
def test_names_of_mutations(site, wild_type, allele, name):
    assert name_mutation(site, wild_type, allele) == name
