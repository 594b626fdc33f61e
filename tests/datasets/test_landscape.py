"""What a landscape holds, and tables that are read with the coding of another one."""

import io
import pickle

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

HAND = "seq,y,n_mut\nACD,1.5,1\nGCD,2.5,0\nGCE,-1,1\nACE,0.5,2\nAKE,,3\nGWD,,1\n"


@pytest.fixture
def hand(write):
    with pytest.warns(UserWarning, match="2 of 6 genotypes have no measured 'y'"):
        return load_landscape(write(HAND))


def test_attributes(hand):
    assert hand.site_names == hand.feature_names == ["pos1", "pos3"]
    assert hand.alleles == [("G", "A"), ("D", "E")]
    assert hand.wild_type == ["G", "D"]
    assert hand.constant_sites == {"pos2": "C"}
    assert hand.codes.tolist() == [[1, 0], [0, 0], [0, 1], [1, 1]]
    assert hand.codes.dtype == np.int8
    assert hand.target.tolist() == [1.5, 2.5, -1, 0.5]
    assert hand.rows.tolist() == [0, 1, 2, 3]
    assert hand.n_missing == 2
    assert hand.sample_weight is None
    # Both have an allele at position 2 that was never measured.
    assert len(hand.unmeasured) == 0
    expected = pd.DataFrame(
        {
            "pos1": pd.Categorical(list("AGGA"), categories=["G", "A"]),
            "pos3": pd.Categorical(list("DDEE"), categories=["D", "E"]),
        }
    )
    pd.testing.assert_frame_equal(hand.data, expected, check_column_type=False)
    assert hand.frame.columns.tolist() == ["pos1", "pos3", "y"]
    assert hand.frame["y"].tolist() == [1.5, 2.5, -1, 0.5]


def test_description(hand):
    assert hand.describe() == hand.DESCR
    assert hand.describe().splitlines() == [
        "landscape.csv: 4 genotypes of 2 sites",
        "  target:            y, from -1 to 2.5",
        "  genotypes:         seq (one character for each site)",
        "  sites:             pos1, pos3",
        "  alleles:           pos1 G/A; pos3 D/E",
        "  without variation: pos2",
        "  wild type:         GD (no mutations by column 'n_mut')",
        "  rows left out:     2 (no target, kept in unmeasured, 2 of them with alleles that were "
        "never measured)",
        "  columns not used:  n_mut (counts mutations)",
    ]


def test_pickles(hand):
    again = pickle.loads(pickle.dumps(hand))
    assert again.describe() == hand.describe()
    assert again.read_like(io.StringIO("seq\nGCE\n")).codes.tolist() == [[0, 1]]


def test_return_X_y(write):
    X, y = load_landscape(write("genotype,y\n01,1\n10,2\n"), return_X_y=True)
    assert X.to_numpy().tolist() == [["0", "1"], ["1", "0"]]
    assert y.tolist() == [1, 2]


# Genotypes in one column


@pytest.mark.parametrize(
    ("texts", "sites", "wild_type", "codes"),
    [
        (["", "A12V", "A12V:K45R"], ["pos12", "pos45"], ["A", "K"], [[0, 0], [1, 0], [1, 1]]),
        (["WT", "A0V", "K4R A0V"], ["pos0", "pos4"], ["A", "K"], [[0, 0], [1, 0], [1, 1]]),
        (["_wt", "A12V", "A12V;K45R"], ["pos12", "pos45"], ["A", "K"], [[0, 0], [1, 0], [1, 1]]),
        (["SV1A", "SN5A", "SV1A:SN5A"], ["pos1", "pos5"], ["V", "N"], [[1, 0], [0, 1], [1, 1]]),
    ],
)
def test_lists_of_mutations(write, texts, sites, wild_type, codes):
    rows = [f"{text},{y}" for text, y in zip(texts, [1.5, 2, 3], strict=True)]
    landscape = load_landscape(write("\n".join(["mutant,score", *rows]) + "\n"))
    assert landscape.site_names == sites
    assert landscape.wild_type == wild_type
    assert landscape.codes.tolist() == codes


def test_members(write):
    text = "community,y\nC-M-T,1.5\nM,2\nC-T,3\nM-T,5\n"
    landscape = load_landscape(write(text))
    assert landscape.site_names == ["C", "M", "T"]
    assert landscape.codes.tolist() == [[1, 1, 1], [0, 1, 0], [1, 0, 1], [0, 1, 1]]
    new = landscape.read_like(io.StringIO("community\nC-M\n"))
    assert new.codes.tolist() == [[1, 1, 0]]
    with pytest.raises(ValueError, match=r"line 3 .*new allele at site 'X', which has '0': '1'"):
        landscape.read_like(io.StringIO("community\nC-M\nC-X\n"))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("010,1\n11,2\n001,3\n", "from 2 to 3: line 2 has 3 .* line 3 has 2 .*zeros in front"),
        ("ACD,1\nAC,2\nACC,3\n", "from 2 to 3: line 2 has 3 .* line 3 has 2 .*Align them first"),
        ("ACD,1\n,2\nACC,3\n", "'seq' of landscape.csv holds '' in line 3, .*missing genotype"),
        ("A1C,1\nA1D,2\nB1D,3\n", "contradict each other on the wild type at position 1"),
        ("A1C,1\nA1del,2\nA1D,3\n", "'A1del' in line 3, .* insertion or deletion.*'genotype'"),
    ],
)
def test_genotypes_that_cannot_be_read(write, rows, message):
    path = write("seq,y\n" + rows)
    with pytest.raises(ValueError, match=message):
        load_landscape(path)
    if "contradict" not in message:
        landscape = load_landscape(path, drop="genotype")
        assert landscape.target.tolist() == [1, 3]
        assert "1 (genotype that cannot be read)" in landscape.describe()


def test_stop_codons(write):
    path = write("seq,y\nACD,1.5\nA*D,2\nGCD,3\nG*D,5\n")
    assert load_landscape(path).alleles == [("A", "G"), ("*", "C")]
    path = write("mutant,y\n,1\nA1C,1.5\nK2*,2\nA1D,3\n")
    landscape = load_landscape(path)
    assert landscape.alleles == [("A", "C", "D"), ("K", "*")]
    landscape = load_landscape(path, drop=["stop", "genotype"])
    assert landscape.site_names == ["pos1"]
    assert "1 (stop codon)" in landscape.describe()


def test_a_site_without_an_allele(write):
    path = write("A,B,y\n0,,1\n1,1,2\n1,0,3\n0,1,4\n")
    with pytest.raises(ValueError, match=r"Site 'B' has no allele in line 2.*drop='genotype'"):
        load_landscape(path)
    assert load_landscape(path, drop="genotype").target.tolist() == [2, 3, 4]


def test_numbers_of_positions(write):
    landscape = load_landscape(write("seq,y\nAC,1\nGC,2\nGD,3\n"), first_position=561)
    assert landscape.site_names == ["pos561", "pos562"]


def test_two_letters_are_the_alleles_of_each_site(write):
    # 0110 and 0111 differ at one site, but each site has the levels 0 and 1.
    landscape = load_landscape(write("genotype,y\n0110,1\n0111,2\n"))
    assert landscape.alleles == [("0", "1")] * 4
    assert landscape.codes.tolist() == [[0, 1, 1, 0], [0, 1, 1, 1]]
    landscape = load_landscape(write("genotype,y\nACCA,1\nADCA,2\n"))
    assert landscape.site_names == ["pos2"]


def test_nothing_varies(write):
    with pytest.raises(ValueError, match="all measured genotypes are the same"):
        load_landscape(write("seq,y\nACDE,1\nACDE,2\n"), genotype="seq")


# The wild type


def test_wild_type_given(write):
    path = write("seq,y\nAC,1\nGC,2\nGD,3\n")
    landscape = load_landscape(path, wild_type="GC")
    assert landscape.alleles == [("G", "A"), ("C", "D")]
    assert landscape.wild_type == ["G", "C"]
    path = write("A,B,y\n0,1,1\n1,1,2\n1,0,3\n")
    for wild_type in ("10", [1, 0], {"A": 1, "B": 0}):
        landscape = load_landscape(path, wild_type=wild_type)
        assert landscape.alleles == [("1", "0"), ("0", "1")]
        assert landscape.wild_type == ["1", "0"]
    for wild_type, message in [
        ("100", "wild_type= has 3 alleles, but there are 2 sites"),
        ("12", "wild_type= has '2' at site 'B', which has"),
        ({"C": 0}, "wild_type= names the site 'C'"),
    ]:
        with pytest.raises(ValueError, match=message):
            load_landscape(path, wild_type=wild_type)


def test_wild_type_marked_in_a_column(write):
    landscape = load_landscape(write("seq,WT,y\nAC,,1\nGC,TRUE,2\nGD,,3\n"))
    assert landscape.wild_type == ["G", "C"]
    assert "GC (marked in column 'WT')" in landscape.describe()
    # Two different genotypes are marked.
    landscape = load_landscape(write("seq,WT,y\nAC,TRUE,1\nGC,TRUE,2\nGD,,3\n"))
    assert landscape.wild_type is None


def test_a_count_of_mutations_must_agree(write):
    text = "seq,n_mut,y\nAC,1,1\nGC,0,2\nGD,1,3\n"
    assert load_landscape(write(text)).wild_type == ["G", "C"]
    assert load_landscape(write(text.replace("GD,1", "GD,2"))).wild_type is None


# The coding of another landscape


@pytest.fixture
def train(write):
    return load_landscape(write("name,sequence,y\na,AKC,1\nb,GKC,2\nc,GRC,3\nd,AWC,4\n"))


@pytest.mark.parametrize(
    "text",
    [
        "sequence\nGKC\nAWC\n",
        "sequence,y\nGKC,7\nAWC,8\n",
        "y,note,sequence\n7,x,GKC\n8,,AWC\n",
        "Sequence;number\nGKC;1\nAWC;2\n",
        "variant,number\nGKC,1\nAWC,2\n",
    ],
)
def test_a_table_to_predict_on(train, text):
    new = load_landscape(io.StringIO(text), like=train)
    assert new.codes.tolist() == [[1, 0], [0, 2]]
    assert new.alleles == train.alleles
    assert new.site_names == train.site_names
    assert new.data.dtypes.equals(train.data.dtypes)
    if "y" in text.split("\n")[0].split(","):
        assert new.target.tolist() == [7, 8]
    else:
        assert new.target is None
        assert "target:            none in this table" in new.describe()


def test_rows_without_a_target_stay(train):
    new = train.read_like(io.StringIO("sequence,y\nGKC,7\nAWC,\n"))
    np.testing.assert_equal(new.target, [7, np.nan])
    assert len(new.data) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "sequence\nGKC\nVKC\n",
            r"in line 3 .* new allele at site 'pos1', which has 'A', 'G': 'V'",
        ),
        ("sequence\nGKC\nGKD\n", "in line 3 .* new allele at site 'pos3', which has 'C': 'D'"),
        ("sequence\nGK\nGR\n", "in line 2 .* 2 characters, 3 are needed"),
        ("p,q\n1,2\n3,4\n", "There is no column 'sequence' of genotypes. Add genotype='p'"),
        ("sequence,y\nGKC,x\n", "target column 'y' holds 'x' in line 2"),
    ],
)
def test_tables_that_do_not_fit(train, text, message):
    with pytest.raises(ValueError, match=message):
        train.read_like(io.StringIO(text))


@pytest.mark.parametrize("as_text", [True, False])
def test_zeros_that_new_genotypes_have_lost(as_text):
    genotypes = ["001", "010", "011", "111", "100"]
    landscape = load_landscape(pd.DataFrame({"genotype": genotypes, "y": [1, 2, 4, 8, 5]}))
    frame = pd.DataFrame({"genotype": [1, 11, 100]})
    frame = frame.astype(str) if as_text else frame
    with pytest.raises(
        ValueError, match="1 characters, 3 are needed.* has removed the zer"
    ) as error:
        landscape.read_like(frame)
    line = str(error.value).rsplit(": ", 1)[1].rstrip(".")
    frame["genotype"] = eval(line, {"frame": frame})
    assert landscape.read_like(frame).codes.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 0]]


def test_rows_that_do_not_fit_are_left_out(train):
    new = train.read_like(io.StringIO("sequence\nVKC\nGKC\n"), drop="genotype")
    assert new.codes.tolist() == [[1, 0]]
    assert new.data.index.tolist() == [1]
    assert "1 (genotype that the coding does not have)" in new.describe()


def test_columns_in_another_order(write):
    train = load_landscape(write("A,B,y\n0,x,1\n1,z,2\n1,x,3\n"), sites=["A", "B"])
    new = train.read_like(pd.DataFrame({"b": ["z", "x"], "A": [1.0, 0.0], "lab": [1, 2]}))
    assert new.codes.tolist() == [[1, 1], [0, 0]]
    with pytest.raises(ValueError, match="the DataFrame lacks column 'B', which the landscape"):
        train.read_like(pd.DataFrame({"A": [1.0, 0.0]}))
    with pytest.raises(ValueError, match="in row 1 .* new allele at site 'B', .*: 'q'"):
        train.read_like(pd.DataFrame({"A": [1, 0], "B": ["x", "q"]}))


def test_mutations_in_the_coding_of_others(write):
    train = load_landscape(write("mutant,y\n,1\nA1V,2\nK7R,3\nA1V:K7R,4\n"))
    new = train.read_like(io.StringIO('mutant\nK7R\n""\nA1V\n'))
    assert new.codes.tolist() == [[0, 1], [0, 0], [1, 0]]
    for text, message in [
        ("mutant\nA1V\nA1W\n", "in line 3 .* new allele at site 'pos1', which has 'A', 'V': 'W'"),
        ("mutant\nA1V\nC9D\n", "in line 3 .* new allele at site 'pos9', which has 'C': 'D'"),
        ("mutant\nA1V\nG1W\n", "in line 3 .* wild type has 'A'"),
    ]:
        with pytest.raises(ValueError, match=message):
            train.read_like(io.StringIO(text))


def test_a_column_that_was_constant(write):
    train = load_landscape(write("A,B,light,y\n0,0,1,1\n1,0,1,2\n1,1,1,3\n"))
    with pytest.warns(UserWarning, match="'light' had only '1' .* and has '0' in line 3"):
        train.read_like(io.StringIO("A,B,light\n0,0,1\n0,0,0\n"))


def test_like_is_a_landscape(write):
    with pytest.raises(TypeError, match="like must be what load_landscape returned, got int"):
        load_landscape(write("seq\nAC\n"), like=3)


def test_the_wild_type_is_known_from_any_count_of_its_differences():
    genotypes = ["VDGV", "ADGV", "VDGA", "ACGA", "VCGV"]
    frame = pd.DataFrame({"Variants": genotypes, "HD": [0, 1, 1, 3, 1], "Fitness": range(5)})
    landscape = load_landscape(frame)
    assert landscape.wild_type == ["V", "D", "V"]
    frame["HD"] = [0, 1, 1, 2, 1]  # no count of the differences
    assert load_landscape(frame).wild_type is None


def test_genotypes_to_predict_in_an_array():
    landscape = load_landscape(
        pd.DataFrame({"genotype": ["AK", "AR", "GK", "GR"], "y": [1.0, 1.5, 0.5, 2.5]})
    )
    for new in (["GK", "AR"], np.array(["GK", "AR"]), pd.Series(["GK", "AR"])):
        assert landscape.read_like(new).codes.tolist() == [[1, 0], [0, 1]]
    with pytest.raises(FileNotFoundError, match="no file GK.* A genotype is given in a list"):
        landscape.read_like("GK")
