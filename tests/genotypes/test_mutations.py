"""Lists of mutations are read to the alleles that a person reads in them."""

import numpy as np
import pytest

from sk_epinet.genotypes import GenotypeEncoder, find_kind, parse_mutations


def spelled(parsed):
    """Return each genotype as the set of (position, allele) in which it differs."""
    return [
        {(parsed.sites[j], parsed.alleles[j][code]) for j, code in enumerate(row) if code}
        for row in parsed.codes.tolist()
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A12V:K45R", "A12V,K45R", "A12V;K45R", "A12V/K45R", "A12V K45R", "A12V, K45R",
        "K45R:A12V", "SA12V:SK45R", "p.A12V:p.K45R", "Ala12Val:Lys45Arg", " A12V\tK45R ",
        "ALA12VAL/LYS45ARG", "A12V|K45R", "A12V & K45R", "A12V and K45R", "A12V-K45R",
        "A12V.K45R", "p.A12V-p.K45R", "A12->V:K45->R", "A12>V K45>R", "A12 → V; K45 → R",
    ],
)  # fmt: skip
def test_notations_of_one_genotype_are_equal(text):
    parsed = parse_mutations([text])
    assert spelled(parsed) == [{(12, "V"), (45, "R")}]
    assert parsed.alleles == [["A", "V"], ["K", "R"]]
    assert parsed.valid.all()


@pytest.mark.parametrize(
    "word",
    ["", "WT", "wt", "_wt", "wild type", "Wild-Type", "wildtype", " ", "Parent", "p.="],
)
def test_words_for_the_wild_type(word):
    parsed = parse_mutations(["A12V", word])
    assert parsed.codes.tolist() == [[1], [0]]


def test_positions_are_kept_as_they_are_written():
    assert parse_mutations(["SD0N:SV1A", "K-3R"]).sites == [-3, 0, 1]


def test_several_alleles_at_one_site():
    parsed = parse_mutations(["A12V", "A12G", "", "A12V:L13M"])
    assert parsed.alleles == [["A", "G", "V"], ["L", "M"]]
    assert parsed.codes.tolist() == [[2, 0], [1, 0], [0, 0], [2, 1]]


def test_a_mutation_to_the_wild_type_is_none():
    parsed = parse_mutations(["A12A:L13M", "A12="])
    assert spelled(parsed) == [{(13, "M")}, set()]
    assert parsed.sites == [13]


def test_contradicting_rows_are_both_named():
    with pytest.raises(ValueError, match=r"position 12: row 1 holds 'A12V', row 3 holds 'G12D'"):
        parse_mutations(["", "A12V:K1R", "K1R", "G12D"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A12*", "stop codon"),
        ("Ala12Ter", "stop codon"),
        ("A12del", "insertion or deletion"),
        ("A12fs", "insertion or deletion"),
        ("A12_K14del", "insertion or deletion"),
        ("A12-", "insertion or deletion"),
        ("A12VG", "not a mutation"),
        ("control", "the wild type is written as WT or as nothing"),
        ("SA12V", "not a mutation"),
        ("Abc12Val", "not a mutation"),
        ("K45R:K45L", "two mutations at one position"),
        ("12V", "without the wild type's letter"),
        (None, "missing"),
        (np.nan, "missing"),
        (110, "number where text is needed"),
        (("A12V",), "write a genotype as one string"),
    ],
)
def test_rows_that_cannot_be_read_say_why(text, reason):
    parsed = parse_mutations(["K45R", text, "L1M", "L1M"])
    assert parsed.valid.tolist() == [True, False, True, True]
    assert reason in parsed.reasons[1]
    assert parsed.sites == [1, 45]
    assert parsed.codes.tolist() == [[0, 1], [-1, -1], [1, 0], [1, 0]]


def test_a_stop_codon_is_an_allele_where_it_is_asked_for():
    assert parse_mutations(["A12*", "A12V"], allow_stop=True).alleles == [["A", "*", "V"]]


def test_a_given_wild_type_is_held_against_the_mutations():
    parsed = parse_mutations(["A2V", "C3D", "A3D", "K9R"], wild_type="MAC")
    assert parsed.reasons.tolist() == [
        "",
        "",
        "wild type has 'C' at this position: 'A3D'",
        "position outside the wild type: 'K9R'",
    ]


def test_a_given_wild_type_supplies_missing_letters():
    assert parse_mutations(["2V"], wild_type="MAC").alleles == [["A", "V"]]
    assert parse_mutations(["2V"], wild_type={2: "A"}).alleles == [["A", "V"]]


def test_another_numbering_is_an_error_that_says_which():
    with pytest.raises(ValueError, match=r"pass first_position=561\."):
        parse_mutations(["A562V", "C563D"], wild_type="MAC")
    parsed = parse_mutations(["A562V", "C563D"], wild_type="MAC", first_position=561)
    assert parsed.valid.all()
    with pytest.raises(ValueError, match="pass first_position=0"):
        parse_mutations(["SM0A:SA1V"], wild_type="MAC")
    with pytest.raises(ValueError, match="'A' at position 562, where it has no character"):
        parse_mutations(["A562V", "C563D"], wild_type="MAC")
    with pytest.raises(ValueError, match="'W' at position 1, where it has 'M'. Check wild_type="):
        parse_mutations(["W1A"], wild_type="MAC")


def test_positions_that_are_not_consecutive():
    parsed = parse_mutations(["V39A:D40E", "G41L"], wild_type="VDGV", positions=[39, 40, 41, 54])
    assert parsed.valid.all()
    with pytest.raises(ValueError, match="different position for each of the 4"):
        parse_mutations(["V39A"], wild_type="VDGV", positions=[39, 40, 41])


def test_no_rows():
    assert parse_mutations([]).codes.shape == (0, 0)


@pytest.mark.parametrize("separator", ["+", " + ", "_"])
def test_further_separators_of_mutations(separator):
    texts = [separator.join(own) for own in ([], ["A42G"], ["A42G", "E104K"], ["A42V", "E104K"])]
    assert find_kind(texts) == "mutations"
    parsed = parse_mutations(texts)
    assert parsed.sites == [42, 104]
    assert [list(own) for own in parsed.alleles] == [["A", "G", "V"], ["E", "K"]]
    assert parsed.codes.tolist() == [[0, 0], [1, 0], [1, 1], [2, 1]]
    encoder = GenotypeEncoder().fit(texts)
    assert encoder.inverse_transform(encoder.transform(texts)).tolist() == texts


def test_letters_without_a_name_are_written_among_names():
    """J and _ are no amino acids, so there are no three letters for them."""
    texts = ["Ala12Val", "Ala12J", "Ala12_:Lys4Arg", "J7Gly"]
    encoder = GenotypeEncoder(kind="mutations").fit(texts)
    assert encoder.inverse_transform(encoder.transform(texts)).tolist() == [
        *texts[:2],
        "Lys4Arg:Ala12_",
        texts[3],
    ]
