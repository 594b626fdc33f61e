"""Words in a column of genotypes: the wild type, and what names a summary of the rows."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

PAIRS = ["GK", "GR", "AK", "AR", "GS", "AS"]
FOURS = ["AKDL", "AKDF", "VKDL", "VRDL", "VRGF", "ARGF"]


def table(genotypes, *more):
    """Return a table of six genotypes, with further rows."""
    texts = [*genotypes, *more]
    values = np.array([1.25, 0.5, 2.5, 0.75, -1.0, 3.5, 1.75, 0.25, 2.0])[: len(texts)]
    return pd.DataFrame({"sequence": texts, "fitness": values})


@pytest.mark.parametrize(("genotypes", "wild_type"), [(PAIRS, "GK"), (FOURS, "AKDL")])
@pytest.mark.parametrize("word", ["WT", "wt", "wild-type", "parent"])
def test_the_word_for_the_wild_type(genotypes, wild_type, word):
    frame = table([word, *genotypes[1:]])
    message = rf"'{word}' in row 0, .* alleles are not known: say them with wild_type="
    with pytest.raises(ValueError, match=message):
        load_landscape(frame)
    landscape = load_landscape(frame, wild_type=wild_type)
    assert ["".join(row) for row in landscape.data.to_numpy()] == genotypes
    assert landscape.wild_type == list(wild_type)
    new = landscape.read_like(pd.DataFrame({"sequence": [genotypes[1], word]}))
    assert new.codes[1].tolist() == [0] * len(wild_type)
    landscape = load_landscape(frame, drop="genotype")
    assert len(landscape.target) == 5


def test_a_genotype_that_is_a_word():
    landscape = load_landscape(table([*PAIRS, "WT", "WK", "GT"]))
    assert landscape.codes[6].tolist() == [2, 3]  # A, G, W and K, R, S, T
    names = ["MEAN", "MEAD", "AKDN", "MKAD", "AEAD", "AEDN"]
    assert load_landscape(table(names)).data.to_numpy()[0].tolist() == list("MEAN")


@pytest.mark.parametrize("word", ["Mean", "MEAN", "mean", "Average", "SD"])
def test_a_summary_below_the_rows(word):
    frame = table(FOURS, word)
    with pytest.raises(ValueError, match=rf"'{word}' in row 6, .* a word, and no genotype"):
        load_landscape(frame)
    landscape = load_landscape(frame, drop="genotype")
    assert landscape.target.tolist() == frame["fitness"][:6].tolist()
    assert landscape.alleles == load_landscape(table(FOURS)).alleles


def test_an_empty_cell_beside_the_name_of_the_wild_type():
    frame = table(["WT", "A1V", "K2R", "A1V:K2R", "D3G", "A1V:D3G"], "")
    with pytest.warns(UserWarning, match="is empty in row 6 .* taken as the wild type, as 'WT'"):
        assert load_landscape(frame).codes[6].tolist() == [0, 0, 0]


def test_a_wild_type_that_disagrees_with_the_rows():
    frame = table(FOURS)
    with pytest.raises(ValueError, match="at 3 of 4 sites: 'K' at pos1 .rows have A, V"):
        load_landscape(frame, wild_type="KDLF")
    with pytest.warns(UserWarning, match="at 1 of 4 sites: 'C' at pos4 .rows have F, L"):
        landscape = load_landscape(frame, wild_type="AKDC")
    assert landscape.alleles[3] == ("C", "F", "L")


@pytest.mark.parametrize("sign", [".", "-"])
def test_a_sign_for_the_letters_of_the_first_row(sign):
    texts = ["AKDL", *(text.translate(str.maketrans("AKDL", sign * 4)) for text in FOURS[1:])]
    frame = table(texts)
    with pytest.raises(ValueError, match="'AKDL' in row 0 has letters that no other row") as error:
        load_landscape(frame)
    first, second = str(error.value).split("Write the letters: ")[1].rstrip(".").split("; ")
    names = {"frame": frame}
    exec(f"{first}\n{second}", names)
    assert names["frame"]["sequence"].tolist() == FOURS


def test_a_gap_is_an_allele():
    texts = ["AKDL", "-KDL", "A-DL", "AK-L", "VKD-", "--DL"]
    assert load_landscape(table(texts)).alleles[0] == ("-", "A", "V")
