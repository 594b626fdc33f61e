"""Tables of alleles: what is learned of them, how they are coded, what is refused."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.genotypes import AlleleCoding, learn_coding
from sk_epinet.genotypes._allele_coding import holds_alleles

NAMES = ["A", "B", "C"]
TABLE = [["a", "x", "10"], ["b", "y", "9"], ["a", "z", "9"], ["a", "x", "10"]]


def test_strings_are_alleles_sorted_as_numbers_where_they_are():
    coding = learn_coding(np.array(TABLE), "auto", NAMES)
    assert coding.alleles == (("a", "b"), ("x", "y", "z"), ("9", "10"))
    assert not coding.is_two_level
    assert coding.n_alleles == (2, 3, 2)
    expected = [[0, 0, 1], [1, 1, 0], [0, 2, 0], [0, 0, 1]]
    assert coding.inputs(np.array(TABLE)).tolist() == expected


def test_two_alleles_are_spins():
    coding = learn_coding(np.array(TABLE)[:, [0, 2]], "auto", ["A", "C"])
    assert coding.n_alleles is None
    assert coding.inputs(np.array([["a", "10"], ["b", "9"]])).tolist() == [[1, -1], [-1, 1]]


def test_categories_are_the_alleles_in_their_order():
    frame = pd.DataFrame(TABLE, columns=NAMES)
    frame["A"] = pd.Categorical(frame["A"], categories=["b", "a"])
    frame["B"] = pd.Categorical(frame["B"], categories=["z", "y", "x", "w"])
    coding = learn_coding(frame, "auto", NAMES)
    assert coding.alleles[:2] == (("b", "a"), ("z", "y", "x", "w"))
    assert coding.inputs(frame)[:, :2].tolist() == [[1, 2], [0, 1], [1, 0], [1, 2]]


def test_numbers_beside_alleles_may_have_two_values():
    frame = pd.DataFrame({"A": ["a", "b", "a"], "B": [3, 1, 1], "C": [1, 2, 3]})
    assert learn_coding(frame[["A", "B"]], "auto", ["A", "B"]).alleles[1] == (1, 3)
    with pytest.raises(ValueError, match=r"column 'C' holds numbers .* X\['C'\].astype\(str\)"):
        learn_coding(frame, "auto", NAMES)


@pytest.mark.parametrize(
    ("X", "expected"),
    [
        ([["a"], ["b"]], True),
        ([["a"], [1]], True),
        ([[1], [2]], False),
        (np.array([[1.0], [2]], dtype=object), False),
        (pd.DataFrame({"A": [1, 2]}), False),
        (pd.DataFrame({"A": pd.Categorical([1, 2])}), True),
        (pd.DataFrame({"A": ["1", "2"]}), True),
        (pd.DataFrame({"A": [True, False]}), False),
    ],
)
def test_what_holds_alleles(X, expected):
    assert holds_alleles(X) is expected


def test_an_allele_that_is_not_known():
    coding = learn_coding(np.array(TABLE), "auto", NAMES)
    with pytest.raises(ValueError, match=r"Site 'B' has the allele 'w' in row 1.*'x', 'y', 'z'"):
        coding.inputs(np.array([["a", "x", "9"], ["a", "w", "9"]]))


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_allele(missing):
    table = np.array(TABLE, dtype=object)
    coding = learn_coding(table, "auto", NAMES)
    table[2, 1] = missing
    for read in (lambda X: learn_coding(X, "auto", NAMES), coding.inputs):
        with pytest.raises(ValueError, match="Site 'B' has no allele in row 2"):
            read(table)


def test_a_pair_of_levels_is_strict():
    table = np.array([["wt", "mut"], ["mut", "mut"]])
    coding = learn_coding(table, ("wt", "mut"), ["A", "B"])
    assert coding.levels.tolist() == [["wt", "mut"]] * 2
    assert coding.inputs(table).tolist() == [[1, -1], [-1, -1]]
    with pytest.raises(ValueError, match="Site 'A' has the allele 'del'"):
        coding.inputs(np.array([["del", "wt"]]))
    for wrong in (("a", "a"), "ab", ("a", "b", "c"), 3, (None, "a")):
        with pytest.raises(ValueError, match="levels must be 'auto' or a pair"):
            learn_coding(table, wrong, ["A", "B"])


def test_a_site_of_one_allele_has_a_name_for_the_others():
    coding = learn_coding(np.array([["a", "x"], ["a", "y"]]), "auto", ["A", "B"])
    assert coding.levels.tolist() == [["a", "not a"], ["x", "y"]]
    assert coding.inputs(np.array([["a", "y"]])).tolist() == [[1, -1]]


def test_no_sites():
    assert AlleleCoding([], ()).levels.shape == (0, 2)


GENOTYPES = pd.DataFrame({"seq": [f"{a}{b}{c}" for a in "ACDE" for b in "GH" for c in "KR"]})


def test_one_column_of_whole_genotypes_is_no_site():
    with pytest.raises(ValueError, match="'seq' has 16 different .*GenotypeEncoder"):
        learn_coding(GENOTYPES, "auto", ["seq"])


def test_one_column_of_repeated_genotypes_is_told():
    strings = [f"{i:03b}{j:03b}{k}" for i in range(8) for j in range(8) for k in range(2)]
    repeated = pd.DataFrame({"seq": strings[:30] * 3})
    with pytest.warns(UserWarning, match="'seq', is taken as one site with 30 alleles"):
        learn_coding(repeated, "auto", ["seq"])


def test_names_of_rows_are_no_site():
    X = pd.DataFrame({"name": [f"strain {i}" for i in range(40)], "A": ["wt", "mut"] * 20})
    with pytest.raises(ValueError, match="'name' has 40 different values in 40 rows"):
        learn_coding(X, "auto", ["name", "A"])


def test_one_site_of_many_alleles_in_few_rows_is_a_site():
    coding = learn_coding(np.array([["A"], ["C"], ["D"], ["E"]], dtype=object), "auto", ["x0"])
    assert coding.alleles == (("A", "C", "D", "E"),)


def test_numbers_and_strings_are_told_apart():
    strings = pd.DataFrame({"A": ["0", "1", "0", "1"], "B": ["0", "0", "1", "1"]})
    coding = learn_coding(strings, "auto", ["A", "B"])
    with pytest.raises(ValueError, match=r"different alleles: .* X.astype\(str\)"):
        coding.inputs(strings.astype(int))
    numbers = learn_coding(strings.astype(int).to_numpy(), "auto", ["A", "B"])
    for X in (strings, strings.to_numpy(dtype=object)):
        with pytest.raises(ValueError, match="'A' has the string '0' in row 0, .* numbers in fit"):
            numbers.inputs(X)
    categories = strings.astype(int).astype("category")
    np.testing.assert_array_equal(numbers.inputs(categories), 1 - 2 * categories.astype(int))
