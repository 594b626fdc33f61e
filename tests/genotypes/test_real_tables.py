"""Public tables: the genotypes that their descriptions and expected outcomes say."""

import gzip
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sk_epinet.genotypes import GenotypeEncoder

SHARED = Path(__file__).parents[3] / "shared"
ALLELES = list("DVLTFNSAAYNNK"), list("NAMPSAGCLRDKR")


def path_of(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared tables are not at {SHARED}")
    return path


def columns(encoder):
    return [alleles.tolist() for alleles in encoder.alleles_]


@pytest.mark.parametrize(("name", "n_sites"), [("input.txt", 84), ("input_nt.txt", 63)])
def test_mochi(name, n_sites):
    frame = pd.read_csv(path_of(f"trials/05-mochi-aa/{name}"), sep="\t")
    encoder = GenotypeEncoder(wild_type=frame.iloc[0, 0], sites="all").fit(frame.iloc[:, 0])
    assert encoder.kind_ == "strings"
    # The protein ends with a stop codon in every row, which is no site that varies.
    varying = [own for own in columns(encoder) if len(own) > 1]
    assert "*" not in set().union(*varying)
    assert sum(own != ["*"] for own in columns(encoder)) == n_sites
    assert [own[0] for own in columns(encoder)] == list(frame.iloc[0, 0])


def test_mavedb():
    pytest.importorskip("mavehgvs", reason="needs the extra 'mave'")
    frame = pd.read_csv(path_of("trials/07-mavedb-hgvs/input.csv"))
    encoder = GenotypeEncoder(encoding="mutations").fit(frame["hgvs_pro"])
    assert encoder.kind_ == "hgvs"
    expected = [f"{a}{i}{b}" for i, (a, b) in enumerate(zip(*ALLELES, strict=True), start=1)]
    assert encoder.get_feature_names_out().tolist() == expected
    back = encoder.inverse_transform(encoder.transform(frame["hgvs_pro"]))
    assert back.tolist() == frame["hgvs_pro"].tolist()


def test_blat_by_strings_and_by_mutations():
    frame = pd.read_csv(path_of("trials/09-blat/input.csv"))
    strings = GenotypeEncoder(first_position=24).fit(frame["seq"])
    mutations = GenotypeEncoder().fit(frame["mutant"])
    assert (strings.kind_, mutations.kind_) == ("strings", "mutations")
    positions = sorted({int(text[1:-1]) for text in frame["mutant"]})
    expected = [f"pos{position}" for position in positions]
    assert mutations.site_names_.tolist() == strings.site_names_.tolist() == expected
    for by_string, by_list in zip(columns(strings), columns(mutations), strict=True):
        assert set(by_string) == set(by_list)


def test_avgfp():
    frame = pd.read_csv(
        path_of("trials/11-avgfp-mutlist/input.tsv"), sep="\t", keep_default_na=False
    )
    encoder = GenotypeEncoder().fit(frame["aaMutations"])
    expected = [f"pos{i}" for i in range(13)]
    assert encoder.site_names_.tolist() == expected
    assert columns(encoder) == [list(pair) for pair in zip(*ALLELES, strict=True)]
    encoded = encoder.transform(frame["aaMutations"])
    assert encoded.iloc[0].tolist() == ALLELES[0]
    assert encoder.inverse_transform(encoded).tolist() == frame["aaMutations"].tolist()


def test_communities():
    frame = pd.read_csv(path_of("trials/12-communities-raw/input.csv"))
    species = frame.loc[:, "ER":"BA"]
    encoder = GenotypeEncoder(encoding="alleles").fit(species)
    assert encoder.site_names_.tolist() == species.columns.tolist()
    assert encoder.transform(species).tolist() == species.to_numpy().tolist()


@pytest.mark.parametrize(
    ("name", "alleles"),
    [
        ("plusminus", ["-", "+"]),
        ("lowhigh", ["low", "high"]),
        ("wtmut", ["wt", "mut"]),
        ("pm1", [-1, 1]),
    ],
)
def test_the_low_level_is_first(name, alleles):
    frame = pd.read_csv(path_of(f"trials/20-plus-minus/{name}.csv"))
    assert columns(GenotypeEncoder().fit(frame[["A", "B", "C"]])) == [alleles] * 3


def test_dimsum():
    frame = pd.read_csv(path_of("trials/24-dimsum-fitness/input.txt"), sep=" ")
    encoder = GenotypeEncoder(encoding="onehot").fit(frame["aa_seq"])
    assert "*" not in set().union(*columns(encoder))
    back = encoder.inverse_transform(encoder.transform(frame["aa_seq"]))
    assert back.tolist() == frame["aa_seq"].tolist()


TABLES = sorted(
    [*SHARED.glob("landscapes/alleles/*.json"), *SHARED.glob("landscapes/scans/*.json")]
)


@pytest.mark.parametrize("path", TABLES or [None], ids=lambda path: path and path.stem)
def test_landscapes(path):
    if path is None:
        pytest.skip(f"the measured landscapes are not at {SHARED}")
    described = json.loads(path.read_text())
    with gzip.open(path.with_suffix(".csv.gz"), "rt") as file:
        texts = pd.read_csv(file, keep_default_na=False, dtype=str).iloc[:, 0]
    wild_type = described.get("wildtype")
    first = 561 if "561-588" in described.get("numbering", "") else 1
    encoder = GenotypeEncoder(wild_type=wild_type, first_position=first).fit(texts)
    assert len(encoder.site_names_) == described["n_sites"]
    if "alleles" in described and wild_type is None:
        assert ["".join(own) for own in columns(encoder)] == described["alleles"]
    if texts.name == "mutations":
        pairs = zip(encoder.site_names_, columns(encoder), strict=True)
        found = {int(name[3:]): set(own) for name, own in pairs}
        expected = {}
        for before, place, after in re.findall(r"(\w)(\d+)(\w)", " ".join(texts)):
            expected.setdefault(int(place), {before}).add(after)
        assert found == expected
    # Of larger tables, which are subsamples, the numbers of mutations are those of the whole.
    if wild_type is not None and not described["subsampled"]:
        effects = GenotypeEncoder(
            encoding="mutations", wild_type=wild_type, first_position=first
        ).fit_transform(texts)
        found = pd.Series(effects.getnnz(axis=1)).value_counts()
        expected = {int(order): count for order, count in described["n_mutations_hist"].items()}
        assert found.to_dict() == expected
    back = encoder.inverse_transform(encoder.transform(texts))
    assert back.tolist() == texts.tolist()
