"""Warnings of what was taken as it stands, but often means something else."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

GENOTYPES = [f"{i:04b}" for i in range(16)]


def repeated(name, values):
    """Return 16 genotypes, each in a row for each value of a further column."""
    frame = pd.concat([pd.DataFrame({"genotype": GENOTYPES, name: v}) for v in values])
    noise = np.random.RandomState(0).normal(size=len(frame))
    return frame.assign(fitness=noise).reset_index(drop=True)


@pytest.mark.parametrize(
    ("name", "values"),
    [("drug", ["none", "ctx"]), ("time", [0, 4, 8]), ("variable", ["growth", "yield"])],
)
def test_conditions_are_not_taken_for_replicates_in_silence(name, values):
    frame = repeated(name, values)
    with pytest.warns(UserWarning, match=f"differ in column '{name}' .*taken as replicates"):
        load_landscape(frame)
    load_landscape(frame[frame[name] == values[0]])


@pytest.mark.parametrize("name", ["replicate", "batch", "plate"])
def test_replicates_need_no_warning(name):
    assert len(load_landscape(repeated(name, [1, 2, 3])).data) == 48


def test_a_column_that_repeats_is_no_condition():
    frame = repeated("replicate", [1, 2]).assign(colour=["red", "blue"] * 16)
    assert len(load_landscape(frame).data) == 32


def test_letters_in_both_cases():
    frame = pd.DataFrame({"sequence": ["ACG", "aCG", "TCG", "TGG"], "y": [0.5, 1.5, 2.5, 4.0]})
    with pytest.warns(UserWarning, match="'pos1' has 'a' and 'A', .*different alleles"):
        load_landscape(frame)
    frame["sequence"] = ["AB", "aB", "Ab", "ab"]  # two alleles of a gene
    assert load_landscape(frame).alleles == [("A", "a"), ("B", "b")]


@pytest.mark.parametrize(
    ("sequences", "letter", "n_rows"),
    [
        (["ACGT", "ACNT", "CCGT", "TCGA"], "N", 1),
        (["0?1", "011", "100", "?10"], r"\?", 2),
        (["MKTAY", "MKTAX", "LKTAX", "MKXAY"], "X", 3),
    ],
)
def test_residues_that_are_not_known(sequences, letter, n_rows):
    frame = pd.DataFrame({"sequence": sequences, "y": [0.5, 1.5, 2.5, 4.0]})
    with pytest.warns(UserWarning, match=f"have '{letter}', .* not known, in {n_rows} rows"):
        load_landscape(frame)


def test_asparagine_is_known():
    frame = pd.DataFrame({"sequence": ["MKNAY", "MKTAN", "LKTAY"], "y": [0.5, 1.5, 2.5]})
    assert len(load_landscape(frame).data) == 3


def test_both_letters_of_one_base():
    frame = pd.DataFrame({"sequence": ["AGT", "AGU", "CGT", "CAU"], "y": [0.5, 1.5, 2.5, 4]})
    with pytest.warns(UserWarning, match="both T and U, which are taken as different alleles"):
        load_landscape(frame)


def test_letters_that_stand_for_several_bases():
    sequences = [first + second + third for first in "ACGT" for second in "AG" for third in "CT"]
    frame = pd.DataFrame({"seq": [*sequences[1:], "RAC"], "y": [i * 7 % 17 for i in range(16)]})
    with pytest.warns(UserWarning, match="'R', which often stands for .* in 1 rows"):
        load_landscape(frame)
    proteins = frame["seq"].str.replace("T", "R")  # R in most rows is an amino acid
    load_landscape(frame.assign(seq=proteins))


def test_a_target_of_one_value():
    frame = pd.DataFrame({"sequence": ["AA", "AC", "CA"], "fitness": [1.0] * 3})
    with pytest.warns(UserWarning, match="All values of 'fitness' are 1, .* target="):
        load_landscape(frame)


SITES = {"pos1": list("AV" * 4), "pos2": list("KKRR" * 2), "pos3": list("SSSSTTTT")}
VALUES = [0.5, 1.5, 2.5, 4.0, 0.25, 3.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("alleles", "allele"),
    [
        (list("AVAV?VAV"), "?"),
        (list("AVAV.VAV"), "."),
        (["0", "1", "2", "-9"] * 2, "-9"),
        (["AA", "AG", "GG", "NN"] * 2, "NN"),
    ],
)
def test_what_stands_for_a_missing_allele_in_a_column_of_a_site(alleles, allele):
    frame = pd.DataFrame(SITES | {"pos1": alleles, "y": VALUES})
    with pytest.warns(
        UserWarning, match=r"stands for .* not known.* Leave such rows out"
    ) as caught:
        load_landscape(frame)
    line = str(caught[0].message).split("Leave such rows out with ")[1].removesuffix(".")
    kept = eval(line, {"frame": frame})  # what the message says works
    assert kept.index.tolist() == [row for row, own in enumerate(alleles) if own != allele]
    load_landscape(kept)


def test_letters_of_sites_in_both_cases():
    frame = pd.DataFrame(SITES | {"pos1": list("AVavAVAV"), "y": VALUES})
    with pytest.warns(UserWarning, match=r"frame\['pos1'\]\.str\.upper\(\)"):
        load_landscape(frame)


@pytest.mark.parametrize("code", [-999, 9999, -99, 1e99])
def test_numbers_that_stand_for_a_missing_value(code):
    frame = pd.DataFrame(SITES | {"y": [*VALUES[:7], code]})
    with pytest.warns(UserWarning, match="not measured") as caught:
        load_landscape(frame)
    line = str(caught[0].message).split("Leave such rows out with ")[1].removesuffix(".")
    assert len(load_landscape(eval(line, {"frame": frame})).data) == 7
    frame["y"] = [850.0, 1200, 999, 1400, 1100, 9999, 2300, 5000]  # no codes among such values
    load_landscape(frame)


@pytest.mark.parametrize("other", ["opposite", "copy of three alleles"])
def test_sites_that_change_together(other):
    rng = np.random.RandomState(0)
    frame = pd.DataFrame(rng.randint(2, size=(30, 3)), columns=["relA", "spoT", "ppx"])
    if other == "opposite":
        frame["wt_spoT"] = 1 - frame["spoT"]
        pair = "'spoT' and 'wt_spoT'"
    else:
        frame["ppx"] = rng.choice(["off", "low", "high"], size=30)
        frame["gppA"] = frame["ppx"].map({"off": "A", "low": "B", "high": "C"})
        pair = "'ppx' and 'gppA'"
    sites, frame["growth"] = list(frame), rng.normal(size=30)
    with pytest.warns(UserWarning, match=f"{pair} change together.*frame.drop") as record:
        load_landscape(frame, sites=sites, target="growth")
    name = pair.split()[-1].strip("'")
    assert f"columns=['{name}']" in str(record[0].message)
    load_landscape(frame.drop(columns=[name]), sites=[s for s in sites if s != name])
