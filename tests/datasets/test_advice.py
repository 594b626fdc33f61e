"""Tables of another shape: the error says how to bring them into one that can be read."""

import io
import re

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

RNG = np.random.RandomState(0)
ACIDS = list("ACDEFGHIKLMNPQRSTVWY")
NAMES = "Ala Cys Asp Glu Phe Gly His Ile Lys Leu Met Asn Pro Gln Arg Ser Thr Val Trp Tyr"
THREE = NAMES.split()


def advice(frame, **arguments):
    with pytest.raises(ValueError) as error:
        load_landscape(frame, **arguments)
    return str(error.value)


def scan(**names):
    """Return a scan of 6 positions with the letters of each mutation in columns."""
    position = np.repeat(np.arange(10, 16), 4)
    columns = {
        "wild": np.repeat(list("ACDEFG"), 4),
        "position": position,
        "new": list("KLMN" * 6),
        "fitness": RNG.normal(size=24),
    }
    return pd.DataFrame({names.get(name, name): values for name, values in columns.items()})


@pytest.mark.parametrize("names", [{}, {"wild": "wildtype", "position": "site", "new": "mutant"}])
def test_mutations_in_three_columns(names):
    frame = scan(**names)
    line = re.search(r"frame\['mutation'\] = (.*)\.$", advice(frame))[1]
    frame["mutation"] = eval(line, {"frame": frame})  # what the message says works
    landscape = load_landscape(frame)
    assert landscape.site_names == [f"pos{place}" for place in range(10, 16)]
    assert landscape.wild_type == list("ACDEFG")


def test_mutations_in_columns_of_three_letters():
    frame = scan(wild="Reference", new="Alt").replace(dict(zip(ACIDS, THREE, strict=True)))
    line = re.search(r"frame\['mutation'\] = (.*)\.$", advice(frame))[1]
    frame["mutation"] = eval(line, {"frame": frame})
    assert load_landscape(frame).wild_type == list("ACDEFG")


def test_mutations_without_the_letter_of_the_wild_type():
    frame = scan().drop(columns="wild")
    line = re.search(r"frame\['mutation'\] = (.*)\.$", advice(frame))[1]
    frame["mutation"] = eval(line, {"frame": frame, "sequence": "ACDEFG", "first": 10})
    assert load_landscape(frame).wild_type == list("ACDEFG")


def test_pairs_of_mutations_in_six_columns():
    first, second = scan(), scan().iloc[::-1].reset_index(drop=True)
    frame = pd.concat(
        [first.add_prefix("Mut1 ").drop(columns="Mut1 fitness"), second.add_prefix("Mut2 ")],
        axis=1,
    )
    message = advice(frame.rename(columns={"Mut2 fitness": "fitness"}))
    assert "Each mutation stands in several columns (Mut1 position, Mut2 position" in message


def test_matrices():
    values = RNG.normal(size=(6, 20))
    by_position = pd.DataFrame(values, columns=ACIDS).assign(position=range(6))
    assert "amino acids, so that this is a matrix" in advice(by_position)
    three = pd.DataFrame(values, columns=[*THREE], index=range(6)).assign(residue=range(6))
    assert "amino acids, so that this is a matrix" in advice(three)
    for names in ([f"M{place}" for place in range(1, 7)], list(range(1, 7))):
        turned = pd.DataFrame(values.T, columns=names).assign(aa=ACIDS)
        assert "are positions, so that this is a matrix" in advice(turned)
        file = io.StringIO(turned.set_index("aa").to_csv())
        assert "are positions, so that this is a matrix" in advice(file)
    mutations = [f"A{place}V" for place in range(6)]
    pairs = pd.DataFrame(values[:, :6], columns=mutations, index=mutations)
    assert "frame.melt(id_vars=['index']" in advice(pairs)


@pytest.mark.parametrize(
    "separator", [" ", ",", ", ", "(0)"], ids=["space", "comma", "list", "tuple"]
)
def test_alleles_with_a_separator_become_columns(separator):
    rows = [["0", "1", other] for other in "01FGHI"] + [["V", "R", "F"], ["0", "R", "I"]]
    if separator == "(0)":
        texts = [str(tuple(row)).replace("'", "") for row in rows]
    else:
        texts = [separator.join(row) for row in rows]
    frame = pd.DataFrame({"genotype": texts, "fitness": RNG.normal(size=8)})
    line = re.search(r"frame = (.*)\.$", advice(frame))[1]
    landscape = load_landscape(eval(line, {"frame": frame.copy(), "pandas": pd}))
    assert landscape.data.to_numpy().tolist() == rows


@pytest.mark.parametrize("signs", [("-", "+"), ("lac-", "lac+")])
def test_signs_with_spaces_become_columns(signs):
    rows = [[signs[i >> j & 1].replace("lac", "lgm"[j]) for j in range(3)] for i in range(8)]
    frame = pd.DataFrame({"strain": map(" ".join, rows), "fitness": RNG.normal(size=8)})
    line = re.search(r"frame = (.*)\.$", advice(frame.rename(columns={"strain": "genotype"})))[1]
    assert "pop('genotype')" in line
    frame = frame.rename(columns={"strain": "genotype"})
    landscape = load_landscape(eval(line, {"frame": frame, "pandas": pd}))
    assert landscape.data.to_numpy().tolist() == rows


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["WT", "A-12-V", "A-12-V;K-45-R", "K-45-R"], "in a notation that is not known, such as"),
        (["WT", "12V", "12V;45R", "45R"], "pass wild_type="),
        (["A+B", "A+C", "B+C", "B+D", "C+D"], "for lists, put commas between the names"),
        (["a;b", "c;d;e", "f"], "names that each occur in two rows or more"),
        (["AKD", "AKE", "A/VKD", "VKD"], "holds texts such as 'A/VKD', which are none of these"),
    ],
)
def test_other_notations(texts, message):
    frame = pd.DataFrame({"genotype": texts, "fitness": np.arange(len(texts)) / 7})
    assert message in advice(frame)
    assert message in advice(frame, genotype="genotype")


@pytest.mark.parametrize("names", [["mut1", "mut2"], ["site 1", "site 2"], ["first", "second"]])
@pytest.mark.parametrize("word", ["", "WT", None])
def test_a_column_for_each_mutation_of_a_genotype(names, word):
    pairs = [(word, word), ("A1V", word), (word, "K2R"), ("A1V", "K2R"), ("A1G", "K2R")]
    frame = pd.DataFrame(pairs, columns=names).assign(fitness=[0.5, 1.5, 0.25, 4, 3])
    first, second = re.search(r"join them: (.*); (.*)\. Otherwise", advice(frame)).groups()
    scope = {"frame": frame}
    exec(f"{first}\n{second}", scope)
    landscape = load_landscape(scope["frame"])
    assert landscape.alleles == [("A", "G", "V"), ("K", "R")]
    assert landscape.codes.tolist() == [[0, 0], [2, 0], [0, 1], [2, 1], [1, 1]]


def test_a_mutation_in_two_numberings_is_one():
    names = ["A12V", "A12G", "K45R", "D50E", "WT"]
    other = ["A1V", "A1G", "K34R", "D39E", "WT"]
    frame = pd.DataFrame({"mutant": names, "mature": other, "y": [0.5, 1.5, 3, 2, 1]})
    assert load_landscape(frame).site_names == ["pos12", "pos45", "pos50"]


@pytest.mark.parametrize("written", [str, lambda own: f"[{', '.join(own)}]", lambda own: own])
def test_lists_with_brackets(written):
    lists = [[], ["A1V"], ["K2R"], ["A1V", "K2R"]]
    frame = pd.DataFrame({"mutations": list(map(written, lists)), "y": [0.5, 1.5, 3, 2]})
    line = re.search(r"frame\['mutations'\] = (.*)\.$", advice(frame))[1]
    frame["mutations"] = eval(line, {"frame": frame})
    assert load_landscape(frame).codes.tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


def test_mutations_of_nucleotides_and_the_protein():
    pairs = ["c.35C>T (p.Ala12Val)", "c.134A>G (p.Lys45Arg)"]
    frame = pd.DataFrame({"hgvs": ["_wt", *pairs, ", ".join(pairs)], "score": [0.5, 1, 2.5, 3]})
    line = re.search(r"frame\['hgvs'\] = (.*)\.$", advice(frame))[1]
    frame["hgvs"] = eval(line, {"frame": frame})
    landscape = load_landscape(frame)
    assert landscape.codes.tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]
    assert landscape.wild_type == ["A", "K"]


def test_marks_beside_empty_cells():
    design = [["x" if i >> j & 1 else "" for i in range(8)] for j in range(3)]
    frame = pd.DataFrame(dict(zip("ABC", design, strict=True)))
    frame = frame.assign(fitness=RNG.normal(size=8), fitness_se=0.1)
    assert "The cells of 'A', 'B', 'C' hold 'x' or nothing" in advice(frame)
    assert load_landscape(frame.replace("", "0")).alleles == [("0", "x")] * 3


@pytest.mark.parametrize("gap", ["NA", "none"])
def test_alleles_that_read_like_missing_values(gap):
    design = [["EU" if i >> j & 1 else gap for i in range(8)] for j in range(3)]
    frame = pd.DataFrame(dict(zip("ABC", design, strict=True))).assign(y=RNG.normal(size=8))
    assert f"hold 'EU' or '{gap}', which is taken for a missing value" in advice(frame)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (
            ["1.00000E+18", "1.00001E+18", "1.00010E+18", "1.00011E+18"],
            "numbers such as '1.0",
        ),
        (["000001", "1E+05", "000010", "000011"], "numbers such as '1E+05'"),
        (["2024-03-01", "2024-12-01", "2024-03-02", "2024-03-04"], "dates such as '2024-03-01'"),
        (["10", "25", "48", "99"], "numbers (10, 25, 48), not genotypes"),
        (["0.5", "0.25", "0.75", "1.5"], "numbers (0.5, 0.25, 0.75), not genotypes"),
    ],
)
def test_what_is_no_column_of_genotypes(texts, reason):
    frame = pd.DataFrame({"genotype": texts, "fitness": [0.5, 1.5, 2.5, 4.0]})
    assert reason in advice(frame, genotype="genotype")
    assert reason in advice(frame)


def test_lost_zeros_of_numbers():
    genotypes = [f"{i:04b}" for i in range(16)]
    frame = pd.DataFrame({"genotype": [int(g) for g in genotypes], "y": RNG.normal(size=16)})
    line = re.search(r"(frame\['genotype'\]\S*)\.$", advice(frame))[1]
    frame["genotype"] = eval(line, {"frame": frame})
    assert load_landscape(frame).genotypes["genotype"].tolist() == genotypes


def numbers(texts):
    return pd.DataFrame({"genotype": [f"{i:02b}" for i in range(4)], "fitness": texts})


@pytest.mark.parametrize("sign", ["±", " ± ", " +/- "])
@pytest.mark.parametrize("arguments", [{}, {"target": "fitness"}])
def test_values_with_their_errors(sign, arguments):
    frame = numbers([f"{value}{sign}0.25" for value in (0.5, -1.5, 2.5, 4)])
    message = advice(frame, **arguments)
    line = re.search(r"frame\['fitness'\]\.str\.split.*\)", message)[0]
    frame[["fitness", "error"]] = eval(line, {"frame": frame})
    landscape = load_landscape(frame)
    assert landscape.target.tolist() == [0.5, -1.5, 2.5, 4]
    assert landscape.standard_error.tolist() == [0.25] * 4


def test_numbers_with_a_unit():
    frame = numbers(["0.5 nM", "1.5 nM", "2e1 nM", "4 nM"])
    line = re.search(r"frame\['fitness'\]\.str\.extract.*\[0\]", advice(frame))[0]
    frame["fitness"] = eval(line, {"frame": frame})
    assert load_landscape(frame).target.tolist() == [0.5, 1.5, 20, 4]
    message = advice(numbers(["0.5 nM", "1.5 nM", "2 µM", "4 nM"]))
    assert "different texts behind them (nM, µM)" in message
    assert "extract" not in message


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["dead", "alive", "dead", "alive"], "holds no numbers ('dead', 'alive')"),
        ([None] * 4, "is empty"),
        (["(0.5)", "(0.25)", "(1.5)", "2"], "holds numbers in brackets ((0.5)). If these are"),
        (["5 h-1", "2 h-1", "1 h-1", "4 h-1"], "holds numbers with a text behind them (5 h-1)"),
        (["0,52", "0.45", "1,25", "2,5"], "holds 0,52 and 0.45, with a comma and with a point"),
        (["55%", "0.4", "32%", "71%"], "holds percentages beside plain numbers"),
    ],
)
def test_the_target_by_its_name_holds_no_numbers(texts, message):
    frame = pd.DataFrame({"genotype": ["00", "01", "10", "11"], "fitness": texts})
    assert f"Column 'fitness' of the DataFrame {message}" in advice(frame)


def test_numbers_in_brackets_are_negative():
    texts = ["(0.5)", "(0.25)", "(1.5)", "2"]
    frame = pd.DataFrame({"genotype": ["00", "01", "10", "11"], "fitness": texts})
    line = re.search(r"frame\['fitness'\] = (.*)\.$", advice(frame))[1]
    frame["fitness"] = eval(line, {"frame": frame})
    assert load_landscape(frame).target.tolist() == [-0.5, -0.25, -1.5, 2]


def test_percentages():
    with pytest.warns(UserWarning, match="1 of 4 genotypes have no measured"):
        landscape = load_landscape(numbers(["50%", "1.5 %", "n.d.", "100%"]))
    assert landscape.target.tolist() == [50, 1.5, 100]
    assert "from 1.5 to 100 percent" in landscape.describe()
    with pytest.raises(ValueError, match="'50%'"):  # or 0.5, or 50?
        load_landscape(numbers(["0.25", "0.5", "50%", "1"]))


def test_genotypes_in_merged_cells(tmp_path):
    from openpyxl import load_workbook

    genotypes = [f"{i:03b}" for i in range(8)]
    values = RNG.normal(size=24).round(3)
    column = [text for genotype in genotypes for text in (genotype, None, None)]
    frame = pd.DataFrame({"genotype": column, "rep": [1, 2, 3] * 8, "fitness": values})
    path = tmp_path / "merged.xlsx"
    frame.to_excel(path, index=False)
    assert "frame['genotype'].ffill()" in advice(path)
    book = load_workbook(path)
    for first in range(2, 26, 3):
        book.active.merge_cells(f"A{first}:A{first + 2}")
    book.save(path)
    landscape = load_landscape(path)
    assert landscape.genotypes["genotype"].tolist() == np.repeat(genotypes, 3).tolist()
    assert landscape.target.tolist() == values.tolist()


def test_lists_of_mutations_that_may_have_been_merged():
    lists = ["A1V", "", "K2R", "", "A1V:K2R", "", "A1G", ""]
    frame = pd.DataFrame({"mutant": lists, "fitness": RNG.normal(size=8)})
    with pytest.warns(UserWarning, match=r"without mutations .*frame\['mutant'\].ffill\(\)"):
        load_landscape(frame)
    frame["mutant"] = ["", "", "A1V", "K2R", "K2R", "A1V:K2R", "A1G", ""]
    assert len(load_landscape(frame).data) == 8  # the wild type was measured three times


def test_powers_of_ten_and_brackets():
    frame = numbers(["1.5x10^5", "3×10^4", "1.0 x 10^-3", "2*10^2"])
    line = re.search(r"frame\['fitness'\]\.str\.replace.*\)", advice(frame))[0]
    frame["fitness"] = eval(line, {"frame": frame})
    assert load_landscape(frame).target.tolist() == [1.5e5, 3e4, 1e-3, 2e2]
    frame = numbers(["1.5 (1.0-2.0)", "3(2)", "0.25 [0.2, 0.3]", "2 (1)"])
    line = re.search(r"frame\['fitness'\]\.str\.extract.*\[0\]", advice(frame))[0]
    frame["fitness"] = eval(line, {"frame": frame})
    assert load_landscape(frame).target.tolist() == [1.5, 3, 0.25, 2]


@pytest.mark.parametrize("nothing", ["wt", "-", "anc"])
def test_letters_that_name_what_is_present(nothing):
    names = [nothing, "A", "B", "AB", "C", "AC", "BC", "ABC"]
    frame = pd.DataFrame({"genotype": names, "fitness": RNG.normal(size=8)})
    line = re.search(r"commas between them: (.*)\. Otherwise", advice(frame))[1]
    frame["genotype"] = eval(line, {"frame": frame})
    landscape = load_landscape(frame)
    assert landscape.site_names == ["A", "B", "C"]
    assert landscape.codes.tolist() == [[int(a in name) for a in "ABC"] for name in names]


def test_a_target_of_two_values():
    frame = pd.DataFrame([[i >> 2 & 1, i >> 1 & 1, i & 1, i % 3 % 2] for i in range(8)])
    frame.columns = ["A", "B", "C", "survived"]
    assert "Add target='survived'." in advice(frame)
    assert load_landscape(frame, target="survived").site_names == ["A", "B", "C"]


def test_rows_are_not_left_out_where_most_cannot_be_read():
    texts = ["WT", "gyrA:A1V", "gyrA:K2R", "gyrA:A1V, gyrA:K2R"]
    frame = pd.DataFrame({"mutations": texts, "y": [0.5, 1.5, 3, 2]})
    message = advice(frame)
    assert "'gyrA:A1V' in row 1" in message
    assert "(3 such rows)" in message
    assert "drop" not in message


def mended(frame, message):
    """Return the frame after the line of a message, which it gives behind "frame with"."""
    line = re.search(r"pass the frame with (.*)\.$", message, re.IGNORECASE)[1]
    space = {"frame": frame, "pandas": pd}
    exec(line, space)
    return space["frame"]


ONE_GENE = ["S:S477N", "S:E484K", "S:S477N {} S:E484K", "WT"]
TWO_GENES = ["gyrA:S83L", "parC:S83I", "gyrA:S83L {} parC:S83I", "WT"]
CODES = [[1, 0], [0, 1], [1, 1], [0, 0]]


@pytest.mark.parametrize("separator", [",", ";", "", "+"])
@pytest.mark.parametrize("joint", [":", "_", " ", " p."])
@pytest.mark.parametrize("texts", [ONE_GENE, TWO_GENES])
def test_mutations_with_the_name_of_their_gene(texts, joint, separator):
    texts = [text.format(separator).replace(":", joint) for text in texts]
    frame = pd.DataFrame({"mutations": texts, "MIC": [0.5, 1.5, 3, 2]})
    landscape = load_landscape(mended(frame, advice(frame)))
    assert sorted(landscape.codes.T.tolist()) == sorted(np.transpose(CODES).tolist())


def test_names_of_proteins_before_lists_of_mutations():
    for text, wild in [("TEM-1 {}", "TEM-1"), ("DHFR_{}", "DHFR_WT"), ("P00552/{}", "WT")]:
        texts = [text.format(own) for own in ["A2V", "K3R", "A2V_K3R"]] + [wild]
        frame = pd.DataFrame({"variant": texts, "y": [0.5, 1.5, 3, 2]})
        landscape = load_landscape(mended(frame, advice(frame)))
        assert landscape.site_names == ["pos2", "pos3"]
        assert landscape.codes.tolist() == CODES


def test_mutations_with_the_letter_of_the_chain():
    texts = ["KA2R", "SA4T", "KA2R,SA4T", "WT"]
    frame = pd.DataFrame({"mutation": texts, "ddG": [0.5, 1.5, 3, 2]})
    landscape = load_landscape(mended(frame, advice(frame)))
    assert landscape.site_names == ["pos2", "pos4"]
    assert landscape.codes.tolist() == CODES


def test_a_gene_that_stands_before_some_mutations_only_is_not_lost():
    texts = ["gyrA:S83L,D87N", "parC:S80I", "gyrA:S83L,D87N;parC:S80I", "gyrA:S83L", "WT"]
    frame = pd.DataFrame({"mutations": texts, "MIC": [0.5, 1.5, 3, 2, 1]})
    message = advice(frame)
    assert "get_dummies" not in message
    assert "Write the genotypes so, or choose others with genotype= or sites=" in message


@pytest.mark.parametrize("word", ["template", "BY4741", "-", "0", "none"])
def test_another_name_of_the_wild_type(word):
    texts = [word, "A2V", "K3R", "A2V:K3R", "S4T"]
    frame = pd.DataFrame({"mutations": texts, "y": [0.5, 1.5, 3, 2, 1]})
    line = re.search(r"write it so: (.*)\.$", advice(frame))[1]
    frame["mutations"] = eval(line, {"frame": frame})
    assert load_landscape(frame).codes.tolist()[0] == [0, 0, 0]


def test_pairs_of_species_are_no_strings():
    texts = ["AB", "AC", "AD", "BC", "BD", "CD"]
    frame = pd.DataFrame({"community": texts, "y": [0.5, 1.5, 3, 2, 1, 4]})
    line = re.search(r"commas between them: frame\['community'\] = (.*?)\. If", advice(frame))[1]
    frame["community"] = eval(line, {"frame": frame})
    assert load_landscape(frame).codes.tolist() == [[int(a in t) for a in "ABCD"] for t in texts]
    frame = pd.DataFrame({"sequence": ["AC", "AD", "CC", "CD"], "y": [0.5, 1.5, 3, 2]})
    assert load_landscape(frame).site_names == ["pos1", "pos2"]


def test_diploid_genotypes_in_one_text():
    texts = [a + b for a in ("AA", "Aa", "aa") for b in ("BB", "Bb", "bb")]
    frame = pd.DataFrame({"genotype": texts, "y": np.arange(9) ** 2 / 10})
    space = {"frame": frame, "pandas": pd}
    exec(re.search(r"column of each locus: (.*)\.$", advice(frame))[1], space)
    landscape = load_landscape(space["frame"])
    assert landscape.alleles == [("AA", "Aa", "aa"), ("BB", "Bb", "bb")]


@pytest.mark.parametrize("other", ["burial", "interface"])
def test_a_flag_beside_mutations_in_columns_is_no_site(other):
    frame = scan().assign(**{other: ["in", "out"] * 12})
    assert "Each mutation stands in the columns" in advice(frame)


def test_positions_and_letters_of_two_mutations():
    frame = pd.DataFrame({"pos1": [2, 2, 3, 3, 2, 4], "aa1": list("VGREVT")})
    frame = frame.assign(pos2=[3, 3, 4, 4, 5, 5], aa2=list("RETNYY"), y=RNG.normal(size=6))
    message = advice(frame)
    assert "Each mutation stands in several columns (pos1, pos2, aa1, aa2)" in message


def test_a_note_below_strings_does_not_hide_them():
    texts = [f"{i:04b}" for i in range(16)]
    frame = pd.DataFrame({"genotype": [*texts, "Note: at 30 C"], "y": RNG.normal(size=17)})
    assert "row 16 has 13 ('Note: at 30 C')" in advice(frame)
    assert len(load_landscape(frame, drop="genotype").data) == 16


def test_proteins_come_before_their_genes():
    proteins = ["MA", "MV", "LA", "LV"]
    genes = ["ATGGCT", "ATGGTT", "CTGGCT", "CTGGTT"]
    frame = pd.DataFrame({"dna": genes, "protein": proteins, "y": [0.5, 1.5, 3, 2]})
    assert load_landscape(frame).alleles == [("L", "M"), ("A", "V")]


def test_numbers_as_names_of_columns():
    rows = "".join(f"{i:03b},0.1,{i / 7:.2f},{i / 3:.2f},{i * i}\n" for i in range(8))
    with pytest.raises(ValueError, match="Add target='2', or another"):
        load_landscape(io.StringIO("genotype,0,2,4,8\n" + rows))


def test_columns_of_one_name():
    text = "genotype,y,,y\nAK,1,,2\nAR,2,,2.5\nGK,0.5,,1\nGR,3,,4\n"
    frame = pd.read_csv(io.StringIO(text))
    line = re.search(r"If they are replicates: (.*)\.$", advice(io.StringIO(text)))[1]
    space = {"frame": frame}
    exec(line, space)
    assert load_landscape(space["frame"]).target.tolist() == [1.5, 2.25, 0.75, 3.5]
    text = "genotype,y,,genotype,y\nAK,1,,GK,0.5\nAR,2,,GR,3\n"
    frame = pd.read_csv(io.StringIO(text))
    line = re.search(r"one below the other: (.*)\.$", advice(io.StringIO(text)))[1]
    space = {"frame": frame, "pandas": pd}
    exec(line, space)
    assert load_landscape(space["frame"]).target.tolist() == [1, 2, 0.5, 3]


def test_letters_of_significance_behind_numbers():
    frame = numbers(["1.5a", "3b", "0.25ab", "2a,b"])
    line = re.search(r"frame\['fitness'\]\.str\.extract.*\[0\]", advice(frame))[0]
    frame["fitness"] = eval(line, {"frame": frame})
    assert load_landscape(frame).target.tolist() == [1.5, 3, 0.25, 2]
    assert "different texts behind them" in advice(numbers(["1.5nM", "3uM", "0.25nM", "2uM"]))


def test_a_deletion_in_hgvs_is_no_name_of_a_gene():
    pytest.importorskip("mavehgvs")
    texts = ["p.Ala2Val", "p.Lys3Arg", "p.[Ala2Val;Lys3Arg]", "p.Lys3del"]
    frame = pd.DataFrame({"hgvs_pro": texts, "y": [0.5, 1.5, 3, 2]})
    assert advice(frame).endswith("Leave such rows out with drop='genotype'.")


def test_numbers_by_name_in_json(tmp_path):
    path = tmp_path / "t.json"
    path.write_text('{"AK": 1.5, "AR": -2, "GK": 3, "GR": 0.5}')
    message = advice(path)
    assert message.endswith(".items()), columns=['genotype', 'fitness']).")


def test_genes_that_others_were_put_into_are_members():
    texts = ["abcA::kan lexA::cat", "abcA::kan", "lexA::cat", "WT"]
    frame = pd.DataFrame({"genotype": texts, "y": [0.5, 1.5, 3, 2]})
    landscape = load_landscape(frame)
    assert landscape.site_names == ["abcA::kan", "lexA::cat"]
    assert landscape.codes.tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]


@pytest.mark.parametrize(
    "texts",
    [
        ["wt", "A2V", "K3R", "A2V~K3R"],
        ["WT", "\u0394abc", "\u0394lexA", "\u0394abc\u0394lexA"],
        ["WT", "12A>G", "15C>T", "12A>G;15C>T"],
    ],
)
def test_lists_in_other_notations(texts):
    frame = pd.DataFrame({"genotype": texts, "y": [0.5, 1.5, 3, 2]})
    line = re.search(r"(frame\['genotype'\] = .*\))\.$", advice(frame))[1]
    space = {"frame": frame}
    exec(line, space)
    landscape = load_landscape(space["frame"])
    assert landscape.codes.tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


def test_another_name_of_nothing_among_members():
    frame = pd.DataFrame({"community": ["none", "A", "B", "A,B"], "y": [0.5, 1.5, 3, 2]})
    line = re.search(r"no members, write it so: (.*)\.$", advice(frame))[1]
    frame["community"] = eval(line, {"frame": frame})
    assert load_landscape(frame).codes.tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


@pytest.mark.parametrize(
    "names",
    [
        ["fitness a", "fitness b"],
        ["od I", "od II"],
        ["replicate I", "replicate II"],
        ["od_x", "od_y"],
        ["bio1_tech1", "bio2_tech1"],
    ],
)
def test_columns_that_may_be_replicates(names):
    frame = pd.DataFrame({"genotype": ["AK", "AR", "GK", "GR"]})
    frame[names[0]], frame[names[1]] = [0.5, 1.5, 3, 2], [1.5, 1.25, 3.5, 4]
    message = advice(frame)
    line = re.search(r"If they are replicates, target=(\[.*?\]) takes their mean", message)[1]
    assert load_landscape(frame, target=eval(line)).target.tolist() == [1, 1.375, 3.25, 3]


def test_counts_are_proposed_last():
    frame = pd.DataFrame({"genotype": ["AK", "AR", "GK", "GR"], "before": [10, 20, 30, 45]})
    frame = frame.assign(ratio=[0.5, 1.5, 3, 2])
    assert "Add target='ratio', or another" in advice(frame)
    frame = frame.rename(columns={"before": "n_aa_substitutions"})
    assert load_landscape(frame).target_name == "ratio"


def test_a_treatment_may_be_the_genotype():
    frame = pd.DataFrame({"treatment": ["A + B", "A", "B", "DMSO"], "viability": [0.5, 1.5, 3, 2]})
    assert "Add genotype='treatment'." in advice(frame)


def test_tables_of_another_shape():
    frame = pd.DataFrame(
        [["fitness", 0.5, 1.5, 3, 2]], columns=["genotype", "AK", "AR", "GK", "GR"]
    )
    landscape = load_landscape(mended(frame, advice(frame)))
    assert landscape.target.tolist() == [0.5, 1.5, 3, 2]
    text = "genotype  note  y\n00              1\n01        ok    2\n10        ok    3\n"
    message = advice(io.StringIO(text))
    assert "pass pandas.read_fwf(...) of the file" in message
    frame = pd.read_fwf(io.StringIO(text), dtype=str)
    assert load_landscape(frame).target.tolist() == [1, 2, 3]


@pytest.mark.parametrize("names", [["t0", "t1"], ["day 1", "day 2"], ["glucose", "lactose"]])
def test_columns_that_are_no_replicates(names):
    frame = pd.DataFrame({"genotype": ["AK", "AR", "GK", "GR"]})
    frame[names[0]], frame[names[1]] = [0.5, 1.5, 3, 2], [1.5, 1.25, 3.5, 4]
    assert "replicates" not in advice(frame)


def test_genotypes_of_digits_that_became_fractions():
    text = "variant,y\n0.0,0.5\n1.0,1.5\n10.0,3\n100.0,2\n111.0,1\n"
    frame = pd.read_csv(io.StringIO(text), dtype=str)
    line = re.search(r"are alleles: (.*\))\.", advice(io.StringIO(text)))[1]
    exec(line, {"frame": frame})
    assert frame["variant"].tolist() == ["000", "001", "010", "100", "111"]
    assert load_landscape(frame).data.shape == (5, 3)
