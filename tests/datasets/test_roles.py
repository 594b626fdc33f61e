"""What each column is: decided where one reading is possible, asked for otherwise."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape
from sk_epinet.datasets._derived import is_sum_of, relation_to_target
from sk_epinet.datasets._names import (
    is_computed,
    is_count,
    is_metadata,
    is_mutation_count,
    is_numbered_site,
    key_of,
    replicate_stem,
)

GENOTYPES = ["AAA", "AAB", "ABA", "ABB", "BAA", "BAB", "BBA", "BBB"]
VALUES = [0.5, 1.25, 0.75, 2.5, -1.0, 3.5, 0.25, 1.75]


def table(**columns):
    """Return the text of a table of eight genotypes with further columns."""
    columns = {name: list(values) for name, values in columns.items()}
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]) + "\n"


def site(place):
    return [genotype[place] for genotype in GENOTYPES]


# The target


@pytest.mark.parametrize(
    ("names", "target"),
    [
        (["fitness", "growth"], "fitness"),
        (["brightness", "Score (a.u.)"], "Score (a.u.)"),
        (["DMS score", "q"], "DMS score"),
        (["q", "growth_rate"], "growth_rate"),
        (["q", "mean"], "mean"),
        (["sd", "q"], "q"),
        (["reads", "q"], "q"),
        (["q", "q_rank"], "q"),
    ],
)
def test_the_target_by_its_name(write, names, target):
    columns = {name: [2 * v for v in VALUES] for name in names} | {target: VALUES}
    landscape = load_landscape(write(table(genotype=GENOTYPES, **columns)))
    assert landscape.target_name == target
    assert landscape.target.tolist() == VALUES


@pytest.mark.parametrize("names", [["fitness", "score"], ["p", "q"], ["growth", "binding", "q"]])
def test_two_targets_are_asked_for(write, names):
    columns = {name: np.round(np.array(VALUES) ** k, 3) for k, name in enumerate(names, 1)}
    path = write(table(genotype=GENOTYPES, **columns))
    with pytest.raises(ValueError, match="Several columns may hold the measured values") as error:
        load_landscape(path)
    message = str(error.value)
    assert f"Add target='{names[0]}', or another" in message
    assert f"'{names[1]}' ('0.25', '1.562', '0.562')" in message
    assert load_landscape(path, names[1]).target[0] == 0.25


def test_a_name_that_stood_twice_is_asked_for(write):
    text = table(genotype=GENOTYPES, fitness=VALUES, **{"fitness.1": VALUES[::-1]})
    with pytest.raises(ValueError, match=r"Add target='fitness', .*'fitness.1'"):
        load_landscape(write(text))
    text = table(genotype=GENOTYPES, fitness=VALUES, **{"note.1": VALUES[::-1]})
    assert load_landscape(write(text)).target_name == "fitness"


def test_a_copy_of_the_target_is_no_choice(write):
    text = table(genotype=GENOTYPES, fitness=VALUES, score=VALUES)
    assert load_landscape(write(text)).target_name == "fitness"


def test_a_site_called_y(write):
    text = table(x=site(0), y=["0", "1"] * 4, z=site(2), response=VALUES)
    with pytest.raises(ValueError, match="'y' has two values only, so that it may be a site"):
        load_landscape(write(text))
    landscape = load_landscape(write(text), "response", sites=["x", "y"])
    assert landscape.site_names == ["x", "y"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": "z"}, "There is no target column 'z'; the file has 'genotype', 'fitness'"),
        ({"target": "genotype"}, r"'genotype' of .* holds no numbers \('AAA', 'AAB', 'ABA'\)"),
        ({"target": []}, "target= names no column"),
        ({"target": 3}, "target must be the name of a column, or a list of them, got 3"),
        ({"sites": ["q"]}, "There is no sites column 'q'; the file has 'genotype'"),
        ({"sites": []}, "sites= names no column"),
        ({"sites": "q*"}, "There is no sites column 'q\\*'"),
        ({"genotype": "q"}, "There is no genotype column 'q'"),
        ({"genotype": "genotype", "sites": ["plate"]}, "either genotype= .* or sites="),
        ({"error": "genotype", "weight": "plate"}, "one of error=, variance= and weight="),
        ({"target": "fitness", "error": "fitness"}, "given for target= and for error="),
        ({"drop": "rows"}, "drop must be one of 'genotype', 'stop', 'target', 'error'"),
        ({"groups": "q"}, "There is no groups column 'q'"),
        ({"wild_type": "AA"}, "wild_type= is for 2 characters, but most genotypes have 3"),
    ],
)
def test_wrong_arguments(write, arguments, message):
    path = write(table(genotype=GENOTYPES, fitness=VALUES, plate=["1", "2"] * 4))
    with pytest.raises((ValueError, TypeError), match=message):
        load_landscape(path, **arguments)


# Replicates


def test_replicates_are_averaged(write):
    first, second = np.array(VALUES), np.array(VALUES) + np.linspace(-0.4, 0.4, 8)
    text = table(genotype=GENOTYPES, rep1=first, rep_2=second.round(6))
    landscape = load_landscape(write(text))
    np.testing.assert_allclose(landscape.target, (first + second) / 2, atol=1e-6)
    # Of two values the standard deviation is their distance over the root of two.
    expected = np.abs(first - second) / 2
    np.testing.assert_allclose(landscape.standard_error, expected, atol=1e-6)
    assert landscape.n_replicates.tolist() == [2] * 8
    assert "mean of rep1, rep_2" in landscape.describe()
    # The weights are those of the row's own spread and four degrees of freedom of all rows.
    squares = (first - second) ** 2 / 2
    variances = (squares + 4 * squares.mean()) / 5 / 2
    expected = (1 / variances) / (1 / variances).mean()
    np.testing.assert_allclose(landscape.sample_weight, expected, rtol=1e-4)
    assert landscape.sample_weight.mean() == pytest.approx(1)


def test_replicates_that_are_missing(write):
    text = table(
        genotype=GENOTYPES[:4], r1=["1.5", "2.5", "", "4"], r2=["2.5", "", "", "4"], n=[1] * 4
    )
    with pytest.warns(UserWarning, match="1 of 4 genotypes have no measured 'mean'"):
        landscape = load_landscape(write(text), target=["r1", "r2"])
    assert landscape.target.tolist() == [2, 2.5, 4]
    assert landscape.n_replicates.tolist() == [2, 1, 2]
    # Pooled over rows 0 (1 / 2) and 3 (0); used where there is one replicate or no spread.
    pooled = 0.5 / 2
    expected = np.sqrt([0.5 / 2, pooled, pooled / 2])
    np.testing.assert_allclose(landscape.standard_error, expected)


def test_a_mean_beside_its_replicates(write):
    first, second = np.array(VALUES), np.array(VALUES) + 1
    columns = {"rep1": first, "rep2": second, "mean": (first + second) / 2}
    landscape = load_landscape(write(table(genotype=GENOTYPES, **columns)))
    assert landscape.n_replicates.tolist() == [2] * 8
    columns["mean"] = second
    with pytest.raises(ValueError, match="'mean' is not the mean of the replicates rep1, rep2;"):
        load_landscape(write(table(genotype=GENOTYPES, **columns)))


# The genotypes


def test_strings_lists_and_columns_that_agree(write):
    mutations = ["", "A3B", "A2B", "A2B:A3B", "A1B", "A1B:A3B", "A1B:A2B", "A1B:A2B:A3B"]
    text = table(genotype=GENOTYPES, mutations=mutations, y=VALUES)
    landscape = load_landscape(write(text))
    # The list says which allele is the wild type's.
    assert landscape.wild_type == ["A", "A", "A"]
    assert "genotype (the same genotypes as 'mutations')" in landscape.describe()
    landscape = load_landscape(write(text), genotype="genotype")
    assert landscape.wild_type is None
    text = table(genotype=GENOTYPES, one=site(0), two=site(1), three=site(2), y=VALUES)
    assert load_landscape(write(text)).site_names == ["one", "two", "three"]


def test_genotypes_that_contradict_each_other(write):
    other = [*GENOTYPES[:-1], "AAA"]
    text = table(genotype=GENOTYPES, sequence=other, y=VALUES)
    with pytest.raises(ValueError, match="in line 2 and line 9, .* Add genotype='genotype', or"):
        load_landscape(write(text))
    assert load_landscape(write(text), genotype="sequence").groups[-1] == 0
    text = table(genotype=other, pos1=site(0), pos2=site(1), pos3=site(2), y=VALUES)
    with pytest.raises(ValueError, match="contradict each other in line 2 and line 9. Add genot"):
        load_landscape(write(text))


def test_columns_beside_a_genotype_are_no_sites(write):
    above = [int(value > 1) for value in VALUES]
    text = table(genotype=GENOTYPES, y=VALUES, y_bin=above, high=above, lab=["x", "y"] * 4)
    landscape = load_landscape(write(text))
    assert landscape.site_names == ["pos1", "pos2", "pos3"]
    assert "high (a threshold of the target)" in landscape.describe()


@pytest.mark.parametrize("stem", ["pos", "site ", "Locus_", "SP_", "gene"])
def test_numbered_columns_are_sites(write, stem):
    names = [f"{stem}{i}" for i in (3, 10, 12)]
    columns = dict(zip(names, map(site, range(3)), strict=True))
    text = table(**columns, light=["0", "1"] * 4, y=VALUES)
    landscape = load_landscape(write(text))
    assert landscape.site_names == [name.strip() for name in names]
    assert "columns not used:  light" in landscape.describe()


def test_sites_of_many_alleles(write):
    text = table(pos1=list("ACDACDAC"), pos2=list("0123" * 2), y=VALUES)
    landscape = load_landscape(write(text))
    assert landscape.alleles == [("A", "C", "D"), ("0", "1", "2", "3")]
    text = table(a=list("ACDACDAC"), b=list("0123" * 2), y=VALUES)
    with pytest.raises(ValueError, match=r"No genotypes.*sites=\['a', 'b'\].*'a' \('A', 'C'"):
        load_landscape(write(text))
    landscape = load_landscape(write(text), sites=["a", "b"])
    assert landscape.alleles == [("A", "C", "D"), ("0", "1", "2", "3")]


@pytest.mark.parametrize(
    ("values", "alleles"),
    [
        (["0", "1"], ("0", "1")),
        (["1.0", "0.0"], ("0", "1")),
        (["+1", "-1"], ("-1", "1")),
        (["-", "+"], ("-", "+")),
        (["high", "low"], ("low", "high")),
        (["mut", "wt"], ("wt", "mut")),
        (["TRUE", "FALSE"], ("False", "True")),
        (["10", "9"], ("9", "10")),
        (["K", "R"], ("K", "R")),
    ],
)
def test_columns_of_two_values(write, values, alleles):
    columns = {n: [values[c == "B"] for c in site(i)] for i, n in enumerate(["A", "B", "C"])}
    landscape = load_landscape(write(table(**columns, mips=VALUES)))
    assert landscape.alleles == [alleles] * 3
    expected = [[int(c == "B") ^ (values[0] != alleles[0]) for c in g] for g in GENOTYPES]
    assert landscape.codes.tolist() == expected
    assert landscape.wild_type == (["wt"] * 3 if "wt" in values else None)


def test_columns_of_two_values_that_are_not_alike(write):
    bits = [[int(c == "B") for c in site(i)] for i in range(3)]
    text = table(A=bits[0], B=bits[1], C=bits[2], scanner_type=["x1", "x2"] * 4, y=VALUES)
    message = r"may not all be sites .* Add sites=\['A', 'B', 'C'\].*'scanner_type' \('x1', 'x2'"
    with pytest.raises(ValueError, match=message):
        load_landscape(write(text))
    assert load_landscape(write(text), sites=["A", "B", "C"]).site_names == ["A", "B", "C"]


def test_columns_of_two_values_of_which_no_two_are_alike(write):
    words = [("strong", "weak"), ("long", "short"), ("rich", "poor")]
    columns = [[own[c == "B"] for c in site(i)] for i, own in enumerate(words)]
    text = table(promoter=columns[0], linker=columns[1], signal=columns[2], y=VALUES)
    message = r"Add sites=\['promoter', 'linker', 'signal'\].*'linker' \('.*'signal' \('"
    with pytest.raises(ValueError, match=message):
        load_landscape(write(text))


# What is never a site


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("", range(8), "row numbers"),
        ("nr of row", range(1, 9), "row numbers"),
        ("Unnamed: 0", [3, 4, 9, 11, 12, 15, 20, 21], "row numbers"),
        ("batch", [1, 2] * 4, "a condition or key of the experiment"),
        ("Plate ID", [0, 1] * 4, "a condition or key of the experiment"),
        ("lab", [1] * 8, "a condition or key"),
        ("medium", ["M9"] * 8, "one value only"),
        ("empty", ["NA"] * 8, "empty"),
        ("reads", [10, 20] * 4, "counts"),
        ("n_mut", [0, 1, 1, 2, 1, 2, 2, 3], "counts mutations"),
        ("y_bin", [0, 1, 0, 1, 0, 1, 0, 1], "computed from the target"),
        ("y_sd", [0.1, 0.2] * 4, "standard deviations"),
    ],
)
def test_columns_beside_the_sites(write, name, values, why):
    columns = {n: [int(c == "B") for c in site(i)] for i, n in enumerate(["A", "B", "C"])}
    landscape = load_landscape(write(table(**{name: values}, **columns, y=VALUES)))
    assert landscape.site_names == ["A", "B", "C"]
    assert why in landscape.describe()


def random_table(extra, n_rows=60):
    rng = np.random.RandomState(1)
    X = rng.randint(0, 2, (n_rows, 5))
    y = (X @ [1.0, -2, 0.5, 0.25, 0] + 0.1 * rng.randn(n_rows)).round(4)
    columns = {name: X[:, i] for i, name in enumerate("ABCDE")}
    return table(**columns, **{"extra": extra(X, y)}, y=y)


def test_a_threshold_of_the_target_beside_the_sites(write):
    path = write(random_table(lambda X, y: (y > 0).astype(int)))
    with pytest.raises(
        ValueError, match="'extra' divides the values of 'y' into low and high .*A', 'B'"
    ):
        load_landscape(path)
    assert load_landscape(path, sites=list("ABCDE")).site_names == list("ABCDE")
    with pytest.warns(UserWarning, match="'extra' was given as a site, but it divides the values"):
        load_landscape(path, sites=[*"ABCDE", "extra"])


def test_a_count_of_mutations_beside_the_sites(write):
    # Two of the counts are left, so that the column looks like a site.
    text = random_table(lambda X, y: X.sum(1))
    header, *lines = text.splitlines()
    lines = [line for line in lines if line.split(",")[5] in "23"]
    path = write("\n".join([header, *lines]) + "\n")
    landscape = load_landscape(path)
    assert landscape.site_names == list("ABCDE")
    assert "extra (counts the mutations of the sites)" in landscape.describe()
    with pytest.warns(UserWarning, match="'extra' .* counts the mutations of the other sites"):
        load_landscape(path, sites=[*"ABCDE", "extra"])


def test_a_site_with_a_strong_effect_is_a_site(write):
    # C parts the values of a complete design as a threshold would.
    columns = {n: [int(c == "B") for c in site(i)] for i, n in enumerate("ABC")}
    landscape = load_landscape(write(table(**columns, mips=[14, 46, 10, 50, 22, 58, 34, 86])))
    assert landscape.site_names == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (lambda X, y: y, "'extra' is a copy of the target"),
        (lambda X, y: (3 * y - 1).round(6), "'extra' is a rescaling of the target"),
        (lambda X, y: np.unique(y, return_inverse=True)[1], "'extra' is a rank of the target"),
        (lambda X, y: np.arange(len(y)), "'extra' numbers the rows"),
        (lambda X, y: [""] * len(y), "'extra' is empty"),
        (lambda X, y: np.random.RandomState(0).randn(len(y)), "is a measurement, not a site"),
    ],
)
def test_what_is_refused_as_a_site(write, extra, message):
    with pytest.raises(ValueError, match=message):
        load_landscape(write(random_table(extra)), sites=["A", "B", "extra"])


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("plate", [1, 2, 2, 1] * 2, "'plate' was given as a site, but it seems to be a condition"),
        ("n_mut", [1, 2, 2, 1] * 2, "'n_mut' .* seems to count mutations"),
        ("y_class", [1, 2, 2, 1] * 2, "'y_class' .* seems to be computed from the target"),
        ("A", ["x"] * 8, r"'A' .* has the same value \('x'\) in all rows .* is left out"),
    ],
)
def test_what_is_doubtful_as_a_site(write, name, values, message):
    text = table(**{name: values}, s=site(0), t=site(1), u=site(2), y=VALUES)
    with pytest.warns(UserWarning, match=message):
        landscape = load_landscape(write(text), sites=[name, "s", "t", "u"])
    assert (name in landscape.site_names) == (name != "A")


def test_patterns_of_sites(write):
    text = table(m1=site(0), m2=site(1), k=site(2), y=VALUES)
    assert load_landscape(write(text), sites="m*").site_names == ["m1", "m2"]
    assert load_landscape(write(text), sites=["m?", "k"]).site_names == ["m1", "m2", "k"]


def test_one_column_of_strings_given_as_sites(write):
    text = table(genotype=GENOTYPES, other=GENOTYPES, y=VALUES)
    assert load_landscape(write(text), sites="other").site_names == ["pos1", "pos2", "pos3"]


def factorial(n_sites, n_copies=1, **columns):
    """Return a complete design of 0 and 1, several times, with further columns."""
    design = pd.DataFrame(list(product([0, 1], repeat=n_sites)), columns=list("ABCDEF")[:n_sites])
    frame = pd.concat([design] * n_copies, ignore_index=True)
    noise = np.random.RandomState(0).normal(size=len(frame))
    return frame.assign(**columns, fitness=frame["A"] + noise)


@pytest.mark.parametrize("name", ["dose", "dilution factor"])
def test_a_further_site_of_more_values_is_asked_for(name):
    frame = factorial(4, 3, **{name: np.repeat([0, 1, 5], 16)})
    with pytest.raises(ValueError, match=rf"differ in {name}: .*'C', 'D', '{name}'\]"):
        load_landscape(frame)
    assert load_landscape(frame, sites=["A", "B", "C", "D", name]).alleles[4] == ("0", "1", "5")


def test_a_condition_written_like_the_sites_is_asked_for():
    frame = factorial(3, 2, Time=np.repeat([0, 1], 8))
    with pytest.raises(ValueError, match="differ in Time"):
        load_landscape(frame)
    frame = factorial(3, 2, batch=np.repeat([0, 1], 8))  # a batch is no site
    assert load_landscape(frame).site_names == ["A", "B", "C"]


def test_centre_points_of_a_design_are_no_site():
    frame = factorial(2, 2).astype(float)
    frame = pd.concat([frame, pd.DataFrame({"A": [0.5] * 3, "B": [0.5] * 3, "fitness": 1.0})])
    frame["CenterPt"] = [1] * 8 + [0] * 3
    frame = frame.reset_index(drop=True)
    with pytest.raises(ValueError, match=r"Add sites=\['A', 'B'\]"):
        load_landscape(frame)


def test_factors_with_words_of_their_own_are_all_proposed():
    frame = factorial(3)
    for name in "ABC":
        frame[name] = name + frame[name].map({0: "+", 1: "-"})
    with pytest.raises(ValueError, match=r"Add sites=\['A', 'B', 'C'\]"):
        load_landscape(frame)


def test_a_medium_is_no_site():
    landscape = load_landscape(factorial(5, medium=[0, 1] * 16))
    assert landscape.site_names == list("ABCDE")


def test_a_threshold_of_a_rugged_landscape_is_asked_about():
    frame = factorial(6)
    frame["grows"] = (frame["fitness"] > 0.6).astype(int)
    with pytest.raises(
        ValueError, match="'grows' divides the values of 'fitness' into low and high"
    ):
        load_landscape(frame)
    strong = factorial(6).drop_duplicates(list("BCDEF"))
    lethal = np.random.RandomState(1).permutation([0, 1] * 16)
    strong = strong.assign(A=lethal, fitness=strong["fitness"] - 20 * lethal)
    assert load_landscape(pd.concat([strong, strong])).site_names == list("ABCDEF")


def test_names_of_genotypes_are_no_genotypes():
    frame = pd.DataFrame(
        {"variant": [f"v{i:02d}" for i in range(8)], "sequence": GENOTYPES, "y": VALUES}
    )
    assert load_landscape(frame).alleles == [("A", "B")] * 3
    with pytest.raises(ValueError, match="holds names such as 'v00' and 'v01', not genotypes"):
        load_landscape(frame, genotype="variant")


def test_columns_of_codons_are_sites():
    frame = pd.DataFrame(
        {"codon1": ["AAA", "AAG"] * 4, "codon2": ["GCT"] * 4 + ["GCC"] * 4, "y": VALUES}
    )
    assert load_landscape(frame).alleles == [("AAA", "AAG"), ("GCC", "GCT")]


# Errors, weights, groups and splits


@pytest.mark.parametrize("name", ["se", "SEM", "y_err", "sigma", "dy", "y sigma", "Std. error"])
def test_standard_errors(write, name):
    errors = [0.1, 0.2, 0.4, 0.1, 0.1, 0.2, 0.2, 0.8]
    landscape = load_landscape(write(table(genotype=GENOTYPES, y=VALUES, **{name: errors})))
    assert landscape.standard_error.tolist() == errors
    inverse = np.array([100, 25, 6.25, 100, 100, 25, 25, 1.5625])
    np.testing.assert_allclose(landscape.sample_weight, inverse / inverse.mean())


def test_variances_and_weights(write):
    text = table(genotype=GENOTYPES, y=VALUES, y_var=[0.25] * 4 + [1] * 4, w=range(8))
    landscape = load_landscape(write(text))
    assert landscape.standard_error.tolist() == [0.5] * 4 + [1] * 4
    np.testing.assert_allclose(landscape.sample_weight, [1.6] * 4 + [0.4] * 4)
    landscape = load_landscape(write(text), weight="w")
    assert landscape.sample_weight.tolist() == list(range(8))
    assert landscape.standard_error is None
    with pytest.raises(ValueError, match="The weight 'y' is '-1.0' in line 6"):
        load_landscape(write(text), "y_var", weight="y")


def test_the_error_that_belongs_to_the_target(write):
    first, second = [0.1, 0.2] * 4, [0.3, 0.4] * 4
    text = table(
        genotype=GENOTYPES,
        fitness=VALUES,
        sigma=first,
        rate=[2 * v for v in VALUES],
        rate_se=second,
    )
    assert load_landscape(write(text)).standard_error.tolist() == first
    assert load_landscape(write(text), "rate").standard_error.tolist() == second
    # A bare name beside several measurements could be the error of any of them.
    text = table(genotype=GENOTYPES, p=VALUES, sigma=first, q=[2 * v for v in VALUES])
    landscape = load_landscape(write(text), "q")
    assert landscape.standard_error is None
    assert "sigma (errors? add error='sigma' or variance='sigma')" in landscape.describe()


@pytest.mark.parametrize("name", ["y (SE)", "Y [s.e.m.]", "y(error)"])
def test_errors_named_in_brackets(write, name):
    landscape = load_landscape(write(table(genotype=GENOTYPES, y=VALUES, **{name: [0.5] * 8})))
    assert landscape.standard_error.tolist() == [0.5] * 8


def test_a_plus_minus_sign_is_told(write):
    text = table(genotype=GENOTYPES, y=VALUES, **{"\N{PLUS-MINUS SIGN}": VALUES[::-1]})
    landscape = load_landscape(write(text))
    assert landscape.standard_error is None
    assert "errors? add error='\N{PLUS-MINUS SIGN}'" in landscape.describe()


def test_a_standard_deviation_is_told(write):
    landscape = load_landscape(write(table(genotype=GENOTYPES, y=VALUES, sd=[0.1] * 8)))
    assert landscape.standard_error is None
    assert landscape.sample_weight is None
    assert "add error='sd' if it is the error" in landscape.describe()


@pytest.mark.parametrize(("bad", "found"), [("0", "is 0"), ("-1", "is -1"), ("", "is missing")])
def test_wrong_errors_are_named(write, bad, found):
    path = write(table(genotype=GENOTYPES, y=VALUES, se=["0.1", bad] + ["0.2"] * 6))
    with pytest.warns(UserWarning, match=rf"standard error 'se' {found} in line 3, .*1 of 8 rows"):
        landscape = load_landscape(path)
    assert landscape.sample_weight is None
    assert np.isnan(landscape.standard_error[1])
    with pytest.raises(ValueError, match=rf"'se' {found} in line 3, .* drop='error'"):
        load_landscape(path, error="se")
    landscape = load_landscape(path, error="se", drop="error")
    assert len(landscape.target) == 7
    assert "1 (no positive error)" in landscape.describe()
    assert np.isfinite(landscape.sample_weight).all()


def test_an_error_without_a_value_is_no_matter(write):
    text = table(genotype=GENOTYPES, y=["", *VALUES[1:]], se=["0"] + ["0.1"] * 7)
    with pytest.warns(UserWarning, match="no measured"):
        assert load_landscape(write(text)).sample_weight.tolist() == [1] * 7


def test_groups(write):
    text = table(genotype=["AA", "AB", "AA", "BA"], y=[1.5, 2, 3, 4], family=["f", "g", "g", "f"])
    landscape = load_landscape(write(text))
    assert landscape.groups.tolist() == [0, 1, 0, 2]
    assert "some stand in several rows (1 more)" in landscape.describe()
    assert load_landscape(write(text), groups="family").groups.tolist() == ["f", "g", "g", "f"]


def test_splits(write):
    words = ["training", "test", "train", "training", "valid", "test", "train", "train"]
    text = table(genotype=GENOTYPES, y=VALUES, set=words)
    expected = ["train", "test", "train", "train", "validation", "test", "train", "train"]
    assert load_landscape(write(text)).split.tolist() == expected
    text = table(genotype=GENOTYPES, y=VALUES, set=["train"] * 8, validation=["True", ""] * 4)
    assert load_landscape(write(text)).split.tolist() == ["validation", "train"] * 4
    text = table(genotype=GENOTYPES, y=VALUES, part=["a", "b"] * 4)
    assert load_landscape(write(text)).split is None
    assert load_landscape(write(text), split="part").split.tolist() == ["a", "b"] * 4
    text = table(genotype=GENOTYPES, y=VALUES, stage=words, phase=["test", "valid"] * 4)
    assert load_landscape(write(text)).split.tolist() == expected


# The rules by themselves


@pytest.mark.parametrize(
    ("function", "names", "others"),
    [
        (
            is_count,
            ["n", "reads", "input_count", "uniqueBarcodes", "counts red", "N reads"],
            ["y"],
        ),
        (is_mutation_count, ["n_mut", "Nham_aa", "hamming", "num mutations"], ["mutant", "nt"]),
        (
            is_metadata,
            ["batch", "Plate 2", "id", "sample_id", "Experiment No.", "WT"],
            ["idh", "A"],
        ),
        (is_numbered_site, ["pos1", "Pos 12", "site_3", "SP_1"], ["pos", "x1", "peak30"]),
    ],
)
def test_names(function, names, others):
    assert all(map(function, names))
    assert not any(map(function, others))


def test_more_names():
    assert key_of("DMS score") == key_of("dms_score (a.u.)") == "dmsscore"
    assert is_computed("DMS_score_bin", "DMS_score")
    assert is_computed("y rank", "y")
    assert not is_computed("binding", "y")
    assert replicate_stem("fun_rep1") == "fun"
    assert replicate_stem("R2") == ""
    assert replicate_stem("growth rate replicate b") == "growthrate"
    assert replicate_stem("color1") is None
    assert replicate_stem("red") is None


def test_relations():
    y = np.array([3.0, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8.75])
    assert relation_to_target(y, y) == "a copy"
    assert relation_to_target(-2 * y + 1, y) == "a rescaling"
    assert relation_to_target(np.argsort(np.argsort(-y)).astype(float), y) == "a rank"
    assert relation_to_target((y > 3.2).astype(float), y) == "a threshold"
    assert relation_to_target(np.digitize(y, [2, 4]).astype(float), y) == "a binning"
    assert relation_to_target(np.arange(9.0), y) == ""
    assert relation_to_target(np.ones(9), y) == ""
    # Three values are parted by chance.
    assert relation_to_target(np.array([0.0, 1, 1]), y[:3]) == ""


def test_sums():
    X = np.random.RandomState(0).randint(0, 2, (40, 4))
    assert is_sum_of(X.sum(1).astype(float), X)
    assert is_sum_of(4.0 - X.sum(1), X)
    assert is_sum_of(X[:, 0] - X[:, 1] + X[:, 2] - X[:, 3] + 2.0, X)
    assert not is_sum_of(X[:, 0] + 2.0 * X[:, 1] + X[:, 2] + X[:, 3], X)
    assert not is_sum_of(X[:, 0].astype(float), X)
    assert not is_sum_of(X[:6].sum(1).astype(float), X[:6])


def test_two_columns_of_genotypes_that_differ_are_asked_about(write):
    text = table(parent=GENOTYPES, child=GENOTYPES[::-1], y=VALUES)
    with pytest.raises(ValueError, match="'parent' and 'child' hold strings of the same letters"):
        load_landscape(write(text))
    assert load_landscape(write(text), genotype="child").data.iloc[0].tolist() == ["B"] * 3
    coded = [genotype.translate(str.maketrans("AB", "01")) for genotype in GENOTYPES]
    text = table(genotype=GENOTYPES, binary=coded, copy=GENOTYPES, y=VALUES)
    assert load_landscape(write(text)).alleles == [("A", "B")] * 3


def test_counts_of_many_rows():
    sites = np.random.RandomState(0).randint(0, 2, size=(500, 5))
    counts = sites.sum(axis=1).astype(float)
    assert is_sum_of(counts, sites)
    assert is_sum_of(3.0 - counts, sites)
    wrong_at_the_end = counts.copy()
    wrong_at_the_end[-1] += 1
    assert not is_sum_of(wrong_at_the_end, sites)
    assert not is_sum_of(counts**2, sites)


def test_many_columns_are_not_searched_one_by_one_for_a_sum(monkeypatch):
    """Of more columns than rows, or of independent ones, none is the sum of the others."""

    def search(*arguments):
        raise AssertionError("a column was compared with all others")

    monkeypatch.setattr("sk_epinet.datasets._derived.is_sum_of", search)
    random = np.random.RandomState(0)
    for n_rows, n_sites in ((12, 40), (60, 20)):
        X = random.randint(0, 2, (n_rows, n_sites))
        frame = pd.DataFrame(X, columns=[f"s{i}" for i in range(n_sites)])
        landscape = load_landscape(frame.assign(y=random.randn(n_rows)))
        assert landscape.codes.shape == (n_rows, n_sites)
