"""HGVS strings are read with mavehgvs, and without it the error says what to install."""

import sys

import pytest

from sk_epinet.genotypes import GenotypeEncoder, parse_hgvs


def test_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "mavehgvs", None)
    with pytest.raises(ImportError, match=r"pip install sk_epinet\[mave\]"):
        GenotypeEncoder().fit(["p.Val2Ala", "p.="])


@pytest.fixture
def mavehgvs():
    return pytest.importorskip("mavehgvs", reason="needs the extra 'mave'")


@pytest.mark.usefixtures("mavehgvs")
def test_protein_variants():
    parsed = parse_hgvs(
        [
            "p.[Val2Ala;Asn6Lys]",
            "p.Val2Ala",
            "p.=",
            "p.(=)",
            "_wt",
            "p.Val2=",
            "NP_1.1:p.(Val2Gly)",
        ]
    )
    assert parsed.sites == [2, 6]
    assert parsed.alleles == [["V", "A", "G"], ["N", "K"]]
    assert parsed.codes.tolist() == [[1, 1], [1, 0], [0, 0], [0, 0], [0, 0], [0, 0], [2, 0]]


@pytest.mark.usefixtures("mavehgvs")
def test_nucleotide_variants():
    parsed = parse_hgvs(["c.[12A>G;15C>T]", "c.15C>A", "c.-3A>G"])
    assert parsed.sites == [-3, 12, 15]
    assert parsed.alleles == [["A", "G"], ["A", "G"], ["C", "A", "T"]]


@pytest.mark.usefixtures("mavehgvs")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("p.Val2Ter", "stop codon"),
        ("p.Val2del", "insertion or deletion"),
        ("p.Val2_Asn6del", "insertion or deletion"),
        ("p.Val2fs", "frame shift"),
        ("p.Foo2Ala", "not an HGVS substitution"),
        ("c.12A>G", "not written with p."),
        ("rubbish", "not an HGVS substitution"),
        (None, "missing"),
    ],
)
def test_variants_that_cannot_be_encoded(text, reason):
    parsed = parse_hgvs(["p.Val2Ala", text, "p.Asn6Lys"])
    assert parsed.valid.tolist() == [True, False, True]
    assert reason in parsed.reasons[1]


@pytest.mark.usefixtures("mavehgvs")
def test_introns_are_named():
    assert "outside the coding sequence" in parse_hgvs(["c.12+3A>G", "c.2A>G"]).reasons[0]


@pytest.mark.usefixtures("mavehgvs")
def test_contradictions_and_a_given_wild_type():
    with pytest.raises(ValueError, match=r"row 0 holds 'Val2Ala', row 1 holds 'Asn2Lys'"):
        parse_hgvs(["p.Val2Ala", "p.Asn2Lys"])
    with pytest.raises(ValueError, match="pass first_position=2"):
        parse_hgvs(["p.Val2Ala", "p.Asn3Lys"], wild_type="VN")


@pytest.mark.usefixtures("mavehgvs")
def test_round_trip_and_names():
    X = ["p.[Val2Ala;Asn6Lys]", "p.Val2Ala", "p.=", "p.Asn6Lys"]
    encoder = GenotypeEncoder(encoding="mutations", sparse_output=False)
    encoded = encoder.fit_transform(X)
    assert encoder.kind_ == "hgvs"
    assert encoded.tolist() == [[1, 1], [1, 0], [0, 0], [0, 1]]
    assert encoder.get_feature_names_out().tolist() == ["V2A", "N6K"]
    assert encoder.inverse_transform(encoded).tolist() == X
