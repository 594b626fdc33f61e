"""GenotypeEncoder against tables worked by hand and against scikit-learn's OneHotEncoder."""

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_epinet.genotypes import GenotypeEncoder, find_invalid

MUTATIONS = ["A12V:K45R", "K45R", "A12G", "", "K45L:A12G"]
# Columns A12A, A12G, A12V, K45K, K45L, K45R.
ONE_HOT = [
    [0, 0, 1, 0, 0, 1],
    [1, 0, 0, 0, 0, 1],
    [0, 1, 0, 1, 0, 0],
    [1, 0, 0, 1, 0, 0],
    [0, 1, 0, 0, 1, 0],
]
NAMES = ["A12A", "A12G", "A12V", "K45K", "K45L", "K45R"]


def dense(encoding, **parameters):
    return GenotypeEncoder(encoding=encoding, sparse_output=False, **parameters)


def test_mutations_worked_by_hand():
    assert dense("onehot").fit_transform(MUTATIONS).tolist() == ONE_HOT
    encoder = dense("mutations").fit(MUTATIONS)
    assert encoder.transform(MUTATIONS).tolist() == np.delete(ONE_HOT, [0, 3], axis=1).tolist()
    assert encoder.get_feature_names_out().tolist() == ["A12G", "A12V", "K45L", "K45R"]
    assert encoder.wild_type_.tolist() == ["A", "K"]
    alleles = GenotypeEncoder(encoding="alleles").fit_transform(MUTATIONS)
    assert alleles.tolist() == [list(row) for row in ("VR", "AR", "GK", "AK", "GL")]


def test_categories_have_the_wild_type_first():
    frame = GenotypeEncoder().fit_transform(pd.Series(MUTATIONS, index=list("vwxyz")))
    assert frame.index.tolist() == list("vwxyz")
    assert frame.columns.tolist() == ["pos12", "pos45"]
    assert [frame[name].cat.categories.tolist() for name in frame] == [list("AGV"), list("KLR")]
    assert frame["pos12"].tolist() == list("VAGAG")


@pytest.mark.parametrize("encoding", ["onehot", "mutations"])
def test_sparse_output_equals_dense(encoding):
    matrix = GenotypeEncoder(encoding=encoding).fit_transform(MUTATIONS)
    assert sparse.issparse(matrix)
    assert matrix.has_canonical_format
    np.testing.assert_array_equal(matrix.toarray(), dense(encoding).fit_transform(MUTATIONS))


def test_one_hot_columns_are_those_of_scikit_learn():
    rng = np.random.RandomState(0)
    strings = ["".join(row) for row in rng.choice(list("ACDE"), (50, 6))]
    letters = np.array([list(text) for text in strings], dtype=object)
    reference = OneHotEncoder().fit(letters)
    for X in (strings, letters, pd.DataFrame(letters)):
        encoder = GenotypeEncoder(encoding="onehot").fit(X)
        assert (encoder.transform(X) != reference.transform(letters)).nnz == 0
        for own, others in zip(encoder.alleles_, reference.categories_, strict=True):
            assert own.tolist() == others.tolist()


def test_linear_model_finds_the_effects_of_mutations():
    y = [3.0 + 5.0, 5.0, -2.0, 0.0, -2.0 + 7.0]
    model = make_pipeline(GenotypeEncoder(encoding="mutations"), LinearRegression())
    model.fit(MUTATIONS, np.add(y, 10))
    effects = dict(zip(model[0].get_feature_names_out(), model[1].coef_, strict=True))
    assert effects == pytest.approx({"A12V": 3, "K45R": 5, "A12G": -2, "K45L": 7})
    assert model.predict(["A12V:K45L"]) == pytest.approx([20.0])


def test_names_without_a_wild_type():
    encoder = dense("onehot").fit(["AK", "GK", "GR"])
    assert encoder.get_feature_names_out().tolist() == ["pos1_A", "pos1_G", "pos2_K", "pos2_R"]
    assert encoder.site_names_.tolist() == ["pos1", "pos2"]
    assert encoder.wild_type_ is None
    with pytest.raises(ValueError, match=r"encoding='mutations' needs the wild type.*wild_type="):
        dense("mutations").fit(["AK", "GK", "GR"])


def test_names_in_the_numbering_of_the_user():
    parameters = {"wild_type": "VDGV", "positions": [39, 40, 41, 54]}
    encoder = dense("mutations", **parameters).fit(["VDGV", "ADGV", "VDLV", "VDGF"])
    assert encoder.get_feature_names_out().tolist() == ["V39A", "G41L", "V54F"]
    encoder = dense("mutations", wild_type="VD", first_position=0).fit(["VD", "AE"])
    assert encoder.get_feature_names_out().tolist() == ["V0A", "D1E"]
    # Digits beside a position could not be told apart from it.
    encoder = dense("mutations", wild_type="00").fit(["01", "10"])
    assert encoder.get_feature_names_out().tolist() == ["pos1_1", "pos2_1"]
    frame = pd.DataFrame({"pos12": list("AVV"), "B": list("KKR")})
    encoder = dense("mutations", wild_type="AK").fit(frame)
    assert encoder.get_feature_names_out().tolist() == ["A12V", "B_R"]
    assert encoder.site_names_.tolist() == ["pos12", "B"]


def test_sites_that_do_not_vary():
    X = ["AKL", "GKL"]
    assert GenotypeEncoder().fit(X).site_names_.tolist() == ["pos1"]
    assert GenotypeEncoder(sites="all").fit(X).site_names_.tolist() == ["pos1", "pos2", "pos3"]
    # The wild type is an allele of its site, whether it was measured or not.
    assert GenotypeEncoder(wild_type="GRL").fit(X).site_names_.tolist() == ["pos1", "pos2"]
    with pytest.raises(ValueError, match=r"No site varies .*sites='all'"):
        GenotypeEncoder().fit(["AKL", "AKL"])


def test_all_sites_of_mutation_lists_come_from_the_wild_type():
    encoder = dense("mutations", sites="all", wild_type="MAK").fit(["A2V", ""])
    assert encoder.site_names_.tolist() == ["pos1", "pos2", "pos3"]
    assert encoder.get_feature_names_out().tolist() == ["A2V"]
    with pytest.raises(ValueError, match="sites='all' needs wild_type="):
        GenotypeEncoder(sites="all").fit(["A2V", ""])


def test_members_are_columns_of_numbers():
    frame = GenotypeEncoder().fit_transform(["C-M-T", "C-M", "T-M", ""])
    assert frame.to_dict("list") == {"C": [1, 1, 0, 0], "M": [1, 1, 1, 0], "T": [1, 0, 1, 0]}
    encoder = dense("mutations").fit(["1,2", "2,1,3", "3"])
    assert encoder.get_feature_names_out().tolist() == ["1", "2", "3"]
    assert encoder.transform(["3,1"]).tolist() == [[1, 0, 1]]


def test_columns_of_sites():
    frame = pd.DataFrame(
        {
            "a": ["mut", "wt", "wt"],
            "b": pd.Categorical(list("xyx"), categories=list("zyx")),
            "c": [0, 1, 0],
            "d": [7, 7, 7],
        }
    )
    encoder = GenotypeEncoder().fit(frame)
    assert [own.tolist() for own in encoder.alleles_] == [["wt", "mut"], list("zyx"), [0, 1]]
    assert encoder.wild_type_.tolist() == ["wt", None, None]
    encoded = encoder.transform(frame)
    assert encoded["c"].tolist() == [0, 1, 0]
    assert encoded["c"].dtype == np.int64
    assert encoded["b"].cat.categories.tolist() == list("zyx")
    # With a wild type, numbers are alleles.
    encoder = GenotypeEncoder(wild_type={"c": 1}).fit(frame)
    assert encoder.transform(frame)["c"].cat.categories.tolist() == [1, 0]


def test_encoding_an_encoded_table_changes_nothing():
    frame = GenotypeEncoder().fit_transform(MUTATIONS)
    pd.testing.assert_frame_equal(GenotypeEncoder().fit_transform(frame), frame)


@pytest.mark.parametrize(
    ("wild_type", "message"),
    [
        ("ACG", "one allele for each of 2 sites, got 3"),
        (["A"], "one allele for each of 2 sites, got 1"),
        ({"q": "A"}, "the site 'q'"),
        (["A", "B"], "has the text 'B' at site 'x1', which holds numbers"),
    ],
)
def test_a_wild_type_that_does_not_fit(wild_type, message):
    X = np.array([["A", 1], ["C", 2]], dtype=object)
    with pytest.raises(ValueError, match=message):
        GenotypeEncoder(wild_type=wild_type).fit(X)


@pytest.mark.parametrize(
    ("fitted", "new", "message"),
    [
        (MUTATIONS, ["", "A12W"], r"Row 1 has the allele 'W' at site 'pos12', where fit saw only"),
        (MUTATIONS, ["", "L13M"], r"Row 1 has the allele 'M' at site 'pos13', which did not vary"),
        (["AK", "GK"], ["AK", "GR"], r"Row 1 has the allele 'R' at site 'pos2'"),
        (["C,M", "M,C", "C"], ["C", "T"], r"Row 1 has the allele 1 at site 'T'"),
        ([[0, 1], [1, 0]], [[0, 1], [2, 0]], r"Row 1 has the allele 2 at site 'x0'"),
    ],
)
def test_unknown_alleles(fitted, new, message):
    with pytest.raises(ValueError, match=message):
        GenotypeEncoder().fit(fitted).transform(new)
    GenotypeEncoder(handle_unknown="ignore").fit(fitted).transform(new)


def test_ignored_alleles_are_missing_or_zero():
    new = ["A12W:K45R", "L13M"]
    frame = GenotypeEncoder(handle_unknown="ignore").fit(MUTATIONS).transform(new)
    assert frame["pos12"].isna().tolist() == [True, False]
    assert frame["pos45"].tolist() == ["R", "K"]
    one_hot = dense("onehot", handle_unknown="ignore").fit(MUTATIONS)
    assert one_hot.transform(new).tolist() == [[0, 0, 0, 0, 0, 1], [1, 0, 0, 1, 0, 0]]
    with pytest.raises(ValueError, match="Row 0 has no known allele at site 'pos12'"):
        one_hot.inverse_transform(one_hot.transform(new))
    effects = dense("mutations", handle_unknown="ignore").fit(MUTATIONS)
    assert effects.transform(new).tolist() == [[0, 0, 0, 1], [0, 0, 0, 0]]
    numbers = GenotypeEncoder(encoding="alleles", handle_unknown="ignore").fit([[0, 1], [1, 0]])
    np.testing.assert_array_equal(numbers.transform([[2, 1]]), [[np.nan, 1]])


@pytest.mark.parametrize("encoding", ["categories", "alleles", "onehot", "mutations"])
@pytest.mark.parametrize(
    "X",
    [
        MUTATIONS[:4],
        ["A12V,K45R", "K45R", "WT"],
        ["SD0N:SV1A", "", "SV1A"],
        ["p.Ala12Val p.Lys45Arg", "p.Lys45Arg", "_wt"],
        ["Ala12Val/Lys45Arg", "Lys45Arg"],
        ["C-M-T", "C-M", "M-T", ""],
        [["wt", "wt"], ["mut", "wt"], ["wt", "mut"]],
    ],
)
def test_round_trips(X, encoding):
    encoder = GenotypeEncoder(encoding=encoding)
    back = encoder.inverse_transform(encoder.fit_transform(X))
    assert back.tolist() == X


def test_round_trip_of_strings_brings_constant_sites_back():
    X = ["MAKL", "MGKL", "MAKL"]
    encoder = GenotypeEncoder(encoding="onehot")
    assert encoder.inverse_transform(encoder.fit_transform(X)).tolist() == X
    column = pd.DataFrame({"genotype": X})
    back = encoder.inverse_transform(encoder.fit_transform(column))
    assert back.tolist() == [[text] for text in X]


def test_round_trip_of_numbers():
    X = np.array([[0.5, 3], [1.5, 2], [0.5, 2]])
    for encoding in ("categories", "alleles", "onehot"):
        encoder = GenotypeEncoder(encoding=encoding)
        np.testing.assert_array_equal(encoder.inverse_transform(encoder.fit_transform(X)), X)


def test_columns_that_are_no_encoded_genotypes():
    encoder = dense("onehot").fit(MUTATIONS)
    with pytest.raises(ValueError, match="Row 1 has 2 alleles at site 'pos45'"):
        encoder.inverse_transform([[1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 0, 1]])
    with pytest.raises(ValueError, match="the 6 columns that transform gives, got 2"):
        encoder.inverse_transform([[1, 0]])


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (["A12V", "A12*"], r"1 of 2 genotypes.*row 1 has: stop codon: 'A12\*'.*allow_stop=True"),
        (["A12V", "A12del"], r"row 1 has: insertion or deletion: 'A12del'"),
        (["AK", "AKR", "GK"], r"row 1 has: 3 characters, 2 are needed: 'AKR'"),
        (["A12V", None], r"row 1 has: missing genotype"),
        ([["A", "C"], ["G", None]], r"row 1 has: missing value \(NaN\) at site: 'x1'"),
        ([["A", "C"], ["G", "*"], ["A", "C"]], r"row 1 has: stop codon at site 'x1': '\*'"),
        ([[0.0, 1.0], [np.inf, 0.0]], r"row 1 has: infinite value \(inf\) at site: 'x0'"),
    ],
)
def test_genotypes_that_cannot_be_encoded(X, message):
    with pytest.raises(ValueError, match=message):
        GenotypeEncoder().fit(X)
    valid, reasons = find_invalid(X)
    assert valid.tolist() == [row != 1 for row in range(len(X))]
    assert (reasons == "").tolist() == valid.tolist()


def test_stop_codons_are_refused_in_transform_even_where_unknown_alleles_are_ignored():
    encoder = GenotypeEncoder(handle_unknown="ignore").fit(["AK", "GK"])
    with pytest.raises(ValueError, match="stop codon at position 1"):
        encoder.transform(["*K"])
    encoder = GenotypeEncoder(handle_unknown="ignore").fit(MUTATIONS)
    with pytest.raises(ValueError, match="stop codon"):
        encoder.transform(["A12*"])


def test_mutations_that_contradict_fit():
    encoder = GenotypeEncoder().fit(MUTATIONS)
    with pytest.raises(ValueError, match="numbered as in wild_type=, or as in fit"):
        encoder.transform(["K12R:A45V", "K12R"])
    with pytest.raises(ValueError, match="row 1 has: wild type has 'A' at this position: 'G12V'"):
        encoder.transform(["K45R:A12V", "G12V"])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"kind": "text"}, "kind must be one of"),
        ({"sites": "some"}, "sites must be one of"),
        ({"encoding": "dense"}, "encoding must be one of"),
        ({"handle_unknown": "warn"}, "handle_unknown must be one of"),
        ({"sparse_output": 1}, "sparse_output must be True or False"),
        ({"allow_stop": None}, "allow_stop must be True or False"),
        ({"first_position": 1.5}, "first_position must be an integer"),
        ({"kind": "members", "wild_type": "A"}, "wild_type= does not apply to kind='members'"),
        ({"kind": "members", "first_position": 0}, "genotypes of kind='members' have names"),
    ],
)
def test_parameters_are_checked(parameters, message):
    with pytest.raises(ValueError, match=message):
        GenotypeEncoder(**parameters).fit(["A1V", "K2R"])


def test_set_output_pickle_and_clone():
    encoder = GenotypeEncoder(encoding="mutations", sparse_output=False)
    frame = clone(encoder).set_output(transform="pandas").fit_transform(pd.Series(MUTATIONS))
    assert frame.columns.tolist() == ["A12G", "A12V", "K45L", "K45R"]
    encoder.fit(MUTATIONS)
    copied = pickle.loads(pickle.dumps(encoder))
    np.testing.assert_array_equal(copied.transform(MUTATIONS), encoder.transform(MUTATIONS))


def test_one_column_of_a_table():
    frame = pd.DataFrame({"mutations": MUTATIONS, "batch": range(5)})
    columns = ColumnTransformer(
        [("genotype", dense("mutations"), ["mutations"])], remainder="passthrough"
    )
    names = columns.fit(frame).get_feature_names_out().tolist()
    assert names == [
        *(f"genotype__{name}" for name in ("A12G", "A12V", "K45L", "K45R")),
        "remainder__batch",
    ]


def test_the_first_letters_supply_the_wild_type_and_contradictions_name_both_rows():
    with pytest.raises(ValueError, match=r"row 0 holds 'A12V', row 2 holds 'G12V'"):
        GenotypeEncoder().fit(["A12V", "", "G12V"])
