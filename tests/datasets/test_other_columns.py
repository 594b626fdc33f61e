"""Columns beside the sites that look like sites: products, dummies, flags, conditions, places."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

CODES = np.array(list(product([0, 1], repeat=4)))
VALUES = [0.8, 1.2, 0.3, 3.0, 1.1, 0.1, 1.7, 3.4, 0.6, 0.9, 2.3, 1.8, 0.4, 2.6, 1.5, 4.0]
IRREGULAR = [int(digit) for digit in "0110100010110111"]
GENES = ["spoT", "topA", "rbs", "pykF"]


def design(names=GENES, levels=(0, 1), **others):
    """Return all genotypes of four sites, with further columns and a value for each."""
    frame = pd.DataFrame(np.asarray(levels, dtype=object)[CODES], columns=names)
    return frame.assign(**others, fitness=VALUES)


def advice(frame, **arguments):
    with pytest.raises(ValueError) as error:
        load_landscape(frame, **arguments)
    return str(error.value)


@pytest.mark.parametrize("name", ["AB", "A:B", "A*B", "AxB", "A × B", "B.A"])
@pytest.mark.parametrize("low", [0, -1])
def test_products_of_sites_are_no_sites(name, low):
    frame = design(list("ABCD"), (low, 1))
    frame[name] = frame["A"] * frame["B"]
    landscape = load_landscape(frame)
    assert landscape.site_names == list("ABCD")
    assert "the product of" in landscape.describe()


def test_products_written_with_signs():
    signs = np.array([-1, 1])[CODES[:, 0]] * np.array([-1, 1])[CODES[:, 1]]
    frame = design(list("ABCD"), ("-", "+"), AB=np.where(signs > 0, "+", "-"))
    assert load_landscape(frame).site_names == list("ABCD")


def test_the_generator_of_a_fractional_design_is_a_site():
    frame = design(list("ABCD"), (-1, 1))
    frame["E"] = frame["A"] * frame["B"]
    frame["BC"] = frame["A"] * frame["D"]  # a name like a product's, but not its values
    assert load_landscape(frame).site_names == ["A", "B", "C", "D", "E", "BC"]


def test_a_column_that_sums_up_the_others_is_asked_about():
    frame = design(mutated=CODES.any(axis=1).astype(int))
    assert f"Add sites={GENES!r}" in advice(frame)
    assert load_landscape(frame, sites=GENES).site_names == GENES


def test_one_column_for_each_allele():
    letters = np.array([["A", "V"], ["K", "R"], ["S", "T"]])
    frame = pd.DataFrame({"fitness": VALUES})
    for site, own in enumerate(letters):
        for allele in (0, 1):
            frame[f"p{site}_{own[allele]}"] = (CODES[:, site] == allele).astype(int)
    message = advice(frame)
    assert "the alleles of one site (3 such sites)" in message
    space = {"frame": frame}
    exec(message.split("pass the frame: ")[1].removesuffix("."), space)  # what it says works
    landscape = load_landscape(space["frame"])
    expected = [[letters[site][code[site]] for site in range(3)] for code in CODES]
    assert landscape.data[["p0", "p1", "p2"]].to_numpy().tolist() == expected


@pytest.mark.parametrize(
    "name", ["is_edge_well", "has_replicate", "in_train", "QC_pass", "passed filter", "resistant"]
)
def test_flags_are_no_sites(name):
    frame = design(**{name: IRREGULAR})
    assert load_landscape(frame).site_names == GENES
    assert "a flag of the rows" in load_landscape(frame).describe()


def test_sites_that_are_all_questions():
    names = ["has_Ec", "has_Bs", "has_Pp", "has_Sa"]
    assert load_landscape(design(names)).site_names == names


def test_nitrogen_is_no_count():
    names = ["N", "P", "K", "S"]
    assert load_landscape(design(names)).site_names == names
    frame = design(N=[2, 3] * 8)
    assert load_landscape(frame).site_names == GENES


@pytest.mark.parametrize("levels", [(-1, 1), ("low", "high")])
def test_a_condition_with_the_levels_of_the_design_is_asked_about(levels):
    half = CODES[CODES.sum(axis=1) % 2 == 0]
    frame = pd.DataFrame(np.asarray(levels, dtype=object)[half], columns=["A", "B", "C", "time"])
    frame["yield"] = VALUES[:8]
    message = advice(frame)
    assert "add sites=['A', 'B', 'C', 'time']" in message
    assert load_landscape(frame, sites=["A", "B", "C"]).site_names == ["A", "B", "C"]


def test_factors_with_levels_of_their_own_are_all_named():
    units = {"temperature": [60, 80], "time (min)": [10, 20], "pH": [6.5, 7.5]}
    frame = pd.DataFrame(
        {n: np.array(own)[CODES[:, j]] for j, (n, own) in enumerate(units.items())}
    )
    assert f"Add sites={list(units)!r}" in advice(frame.assign(yield_=VALUES))


def test_y_may_be_a_place():
    genotypes = ["".join(map(str, row)) for row in CODES]
    frame = pd.DataFrame({"genotype": genotypes, "x": [0, 1, 2, 3] * 4, "y": np.arange(16) // 4})
    frame["size"] = VALUES
    assert "Add target='size', or another" in advice(frame)
    assert load_landscape(frame, target="size").target.tolist() == VALUES
    assert load_landscape(frame.drop(columns="x")).target_name == "y"


def test_alleles_that_differ_in_case_only():
    frame = pd.DataFrame(product(["AA", "Aa", "aa"], ["BB", "Bb", "bb"]))
    frame.columns = ["locus1", "locus2"]
    frame["trait"] = VALUES[:9]
    landscape = load_landscape(frame)
    assert landscape.alleles == [("AA", "Aa", "aa"), ("BB", "Bb", "bb")]
    again = landscape.read_like(frame[["locus1", "locus2"]])
    assert again.codes.tolist() == [[a, b] for a in range(3) for b in range(3)]
    frame["locus1"] = [allele for allele in ("AB", "Ab", "aB") for _ in range(3)]
    assert load_landscape(frame).alleles[0] == ("AB", "Ab", "aB")


def test_a_diploid_genotype_that_was_not_called():
    frame = pd.DataFrame(product(["0/0", "0/1", "1/1"], ["0/0", "0/1", "./."]))
    frame.columns = ["snp1", "snp2"]
    frame["trait"] = VALUES[:9]
    assert "Site 'snp2' has no allele in row 2 (3 such rows)" in advice(frame)
    assert len(load_landscape(frame, drop="genotype").data) == 6


def test_the_number_of_species_is_no_target():
    frame = design(Richness=CODES.sum(axis=1)).rename(columns={"fitness": "function"})
    assert load_landscape(frame).target_name == "function"


@pytest.mark.parametrize(
    ("target", "error"), [("fitness", "SE of fitness"), ("mean_y", "se_y"), ("y mean", "y_sem")]
)
def test_the_error_of_a_value_by_its_name(target, error):
    frame = design(**{error: 0.1}).rename(columns={"fitness": target})
    np.testing.assert_allclose(load_landscape(frame).standard_error, 0.1)


def test_letters_beside_a_dash_for_the_wild_type():
    frame = pd.DataFrame({f"P{j}": np.array(["-", "VRTY"[j]])[CODES[:, j]] for j in range(4)})
    landscape = load_landscape(frame.assign(ic50=VALUES))
    assert landscape.codes.tolist() == CODES.tolist()


def test_a_site_beside_numbered_ones_is_asked_about():
    frame = design(["pos1", "pos2", "pos3", "linker"])
    assert "differ in linker" in advice(frame)
    with pytest.warns(UserWarning, match="linker"):
        landscape = load_landscape(frame, sites=["pos1", "pos2", "pos3"])
    assert landscape.site_names == ["pos1", "pos2", "pos3"]


def test_ordered_categories_keep_their_order():
    words = np.array(["untreated", "a dose"])[CODES[:, :2]]
    frame = pd.DataFrame(words, columns=["A", "B"])
    assert load_landscape(frame.assign(y=VALUES)).alleles[0] == ("a dose", "untreated")
    order = pd.CategoricalDtype(["untreated", "a dose"], ordered=True)
    landscape = load_landscape(frame.astype(order).assign(y=VALUES))
    assert landscape.alleles == [("untreated", "a dose")] * 2
    assert landscape.codes.tolist() == CODES[:, :2].tolist()


def test_places_of_a_field_are_no_mutations():
    frame = design(location=[1, 2, 3, 4] * 4, plot=list("AACDEFGHAABCDEFG"))
    assert load_landscape(frame).site_names == GENES
