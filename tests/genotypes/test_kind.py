"""The kind of genotypes is decided only where one reading is possible."""

import pandas as pd
import pytest

from sk_epinet.genotypes import GenotypeEncoder


def kind_of(X):
    return GenotypeEncoder().fit(X).kind_


@pytest.mark.parametrize(
    ("X", "kind"),
    [
        (["A12V:K45R", "K45R", ""], "mutations"),
        (["A1V", "K2R", "K3R"], "mutations"),
        (["A12V", "WT"], "mutations"),
        (["p.A12V", "p.K45R"], "mutations"),
        (["SA108D:SN144D", "SA108D"], "mutations"),
        (["A12V|K45R", "K45R & D9G", "A12V and D9G"], "mutations"),
        (["A12V-K45R", "K45R.D9G", "wt"], "mutations"),
        (["A-12V-K45R", "A-12V"], "mutations"),
        (["A12->V/K45>R", "K45→R"], "mutations"),
        (["0110", "1110"], "strings"),
        (["AAA2", "AAC3"], "strings"),
        (["+-+", "-++", "---"], "strings"),
        (["-+-", "+--"], "strings"),
        (["WT", "AT"], "strings"),
        (["00A", "01A"], "strings"),
        (["C-M-T", "C-M", "T-M"], "members"),
        (["1,2,3", "2,3", "1"], "members"),
        (["a b", "b c", "a c"], "members"),
        (["A1", "A1,K2", "K2"], "members"),
        ([["A", "C"], ["A", "G"]], "sites"),
        ([[0, 1], [1, 1]], "sites"),
        (pd.DataFrame({"genotype": ["AK", "GK"]}), "strings"),
    ],
)
def test_kinds(X, kind):
    assert kind_of(X) == kind


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (["A-C", "G-C", "A-T", "G-T"], "kind='strings' or kind='members'"),
        (["a,b", "c,d"], "kind='members'"),
        (["A K", "A R", "G K", "G R"], "make a column of each site, or pass kind='members'"),
        (["A-12-V:K-45-R", "A-12-V", "K-45-R"], "seem to be lists of mutations"),
        (
            ["c.35C>T (p.Ala12Val)", "c.35C>T (p.Ala12Val), c.1A>G (p.=)", "c.1A>G (p.=)"],
            "seem to",
        ),
        (["12V:45R", "12V", "45R"], "without the wild type's letter, pass wild_type="),
        (["", "WT"], "pass kind='mutations'"),
        ([110, 101, 11], "leading zeros"),
        (pd.DataFrame({"genotype": [110, 101]}), "dtype=str"),
        (["0110", 110], "dtype=str"),
        ([None, None], "no text, such as None"),
        ([["A12V", "K45R"], ["K45R"]], "differ in length. Write each genotype as one string"),
        (pd.Series([["A12V", "K45R"], ["K45R"]]), r"no text, such as \['A12V', 'K45R'\]"),
    ],
)
def test_several_readings_or_none_are_errors(X, message):
    with pytest.raises(ValueError, match=message):
        kind_of(X)


@pytest.mark.parametrize(
    "X",
    [
        ["A12V:K45R", "A12V, rubbish", "K45R"],  # not members
        ["ACD-E", "ACDE", "GCD-E"],  # not members either
        ["wt", "mut"],
        ["AK", "AKR", "GK"],
    ],
)
def test_a_wrong_genotype_is_not_read_in_another_way(X):
    with pytest.raises(ValueError, match=r"row \d has: .*pass kind= if it is another"):
        kind_of(X)


def test_a_kind_that_is_given_is_taken():
    assert GenotypeEncoder(kind="members").fit(["a,b", "c,d"]).site_names_.tolist() == list("abcd")
    assert GenotypeEncoder(kind="strings").fit(["A1C", "G1C"]).site_names_.tolist() == ["pos1"]
    sites = GenotypeEncoder(kind="sites").fit(["wt", "mut"])
    assert [alleles.tolist() for alleles in sites.alleles_] == [["wt", "mut"]]
    with pytest.raises(ValueError, match="takes one column of genotypes"):
        GenotypeEncoder(kind="strings").fit([["A", "C"], ["G", "C"]])


def test_names_with_numbers_are_no_genotypes():
    with pytest.raises(ValueError, match="names such as 'v01' and 'v02'.*kind='strings'"):
        GenotypeEncoder().fit(["v01", "v02", "v03", "WT"])
    encoder = GenotypeEncoder(kind="strings").fit(["v01", "v02", "v03"])
    assert encoder.site_names_.tolist() == ["pos3"]
