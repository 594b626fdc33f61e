"""Tables that people really have: each is read right, or refused with the argument to add.

The tables lie beside the checkout and are not part of it. Each folder says in `expected.txt`
what is right; the values here are taken from there, or read by hand with the csv module.
"""

import csv
import gzip
import io
import re
import zipfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LassoCV
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes
from sk_epinet.datasets import load_landscape

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def trial():
    """Give the path of a file of the trials; skip the test where they are missing."""

    def find(name):
        path = SHARED / "trials" / name
        if not path.exists():
            pytest.skip(f"there is no {path}")
        return path

    return find


def by_hand(path, encoding="utf-8-sig", delimiter=","):
    """Return the rows of a well-formed file as dictionaries."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def values(rows, name):
    return [float(row[name]) for row in rows]


def strings(landscape):
    """Return the genotypes as strings of the sites that vary."""
    return ["".join(row) for row in landscape.data.to_numpy().tolist()]


def assert_weights(landscape, errors):
    """Require weights of 1 / error² with a mean of one."""
    expected = 1 / np.square(errors)
    np.testing.assert_allclose(landscape.sample_weight, expected / expected.mean())


def test_each_trial_has_a_test():
    folders = {path.name for path in (SHARED / "trials").glob("*/")}
    if not folders:
        pytest.skip(f"the trials are not at {SHARED}")
    here = Path(__file__).parent
    text = "".join((here / f"test_trials{end}.py").read_text() for end in ("", "_tables"))
    assert set(re.findall(r"\d\d-[a-z0-9-]*[a-z0-9]", text)) == folders


# Coefficients that `expected.txt` of 01 gives; they are also those of the package epistasis.
GPMAP = {
    (): 0.439542,
    (0,): 0.084927,
    (1,): -0.035161,
    (2,): 0.050240,
    (0, 1): -0.081658,
    (0, 2): -0.080762,
    (1, 2): 0.051759,
    (0, 1, 2): 0.197004,
}


def coefficients(landscape):
    """Return the means of the target times the spins of each interaction."""
    spins = 1.0 - 2 * landscape.codes
    orders = range(spins.shape[1] + 1)
    sites = range(spins.shape[1])
    return {
        interaction: float(np.mean(landscape.target * spins[:, interaction].prod(axis=1)))
        for order in orders
        for interaction in combinations(sites, order)
    }


@pytest.mark.parametrize("name", ["01-gpmap-csv/input.csv", "29-row-order/input.csv"])
def test_gpmap(trial, name):
    landscape = load_landscape(trial(name))
    assert landscape.target_name == "phenotypes"
    assert landscape.site_names == ["pos1", "pos2", "pos3"]
    assert landscape.wild_type == ["A", "A", "A"]
    found = coefficients(landscape)
    assert found.keys() == GPMAP.keys()
    for interaction, expected in GPMAP.items():
        assert found[interaction] == pytest.approx(expected, abs=1e-6)


def test_gpmap_five(trial):
    landscape = load_landscape(trial("01-gpmap-csv/five.csv"))
    rows = by_hand(trial("01-gpmap-csv/five.csv"))
    assert landscape.target_name == "phenotypes"
    assert landscape.site_names == [f"pos{i}" for i in range(1, 6)]
    assert landscape.codes.tolist() == [list(map(int, row["binary"])) for row in rows]
    assert landscape.target.tolist() == values(rows, "phenotypes")


@pytest.mark.parametrize("name", ["input", "five"])
def test_the_binary_genotypes_of_gpmap_say_the_same(trial, name):
    path = trial(f"01-gpmap-csv/{name}.csv")
    by_binary = load_landscape(path, genotype="binary")
    np.testing.assert_array_equal(by_binary.codes, load_landscape(path).codes)
    assert set(map(tuple, by_binary.alleles)) == {("0", "1")}


def test_epik(trial):
    path = trial("03-epik-qtl/input.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.target_name == "y"
    assert landscape.target.tolist() == values(rows, "y")
    assert landscape.data.shape == (200, 83)
    assert strings(landscape) == [row["seq"] for row in rows]
    weights = 1 / np.array(values(rows, "y_var"))
    np.testing.assert_allclose(landscape.sample_weight, weights / weights.mean())


def test_mtagbfp(trial):
    path = trial("04-mtagbfp-raw/input.csv")
    landscape = load_landscape(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[2:]
    assert landscape.target_name == "combined"
    assert landscape.target.tolist() == [float(row[-1]) for row in rows]
    assert strings(landscape) == [row[0].strip("'") for row in rows]
    assert landscape.alleles == [("0", "1")] * 13
    landscape = load_landscape(trial("04-mtagbfp-raw/renamed.csv"))
    rows = by_hand(trial("04-mtagbfp-raw/renamed.csv"))
    assert strings(landscape) == [row["genotype"].strip("'") for row in rows]
    assert landscape.target.tolist() == values(rows, "combined")


@pytest.mark.parametrize("name", ["input.txt", "input_nt.txt"])
def test_mochi(trial, name):
    path = trial(f"05-mochi-aa/{name}")
    landscape, rows = load_landscape(path), by_hand(path, delimiter="\t")
    sequences = [next(iter(row.values())) for row in rows]
    assert landscape.target.tolist() == values(rows, "fitness")
    assert landscape.standard_error.tolist() == values(rows, "sigma")
    assert_weights(landscape, values(rows, "sigma"))
    wild_type = next(s for s, row in zip(sequences, rows, strict=True) if row["WT"])
    places = [int(site.removeprefix("pos")) - 1 for site in landscape.site_names]
    varying = [i for i in range(len(wild_type)) if len({s[i] for s in sequences}) > 1]
    assert places == varying
    assert landscape.wild_type == [wild_type[i] for i in places]
    assert len(landscape.site_names) + len(landscape.constant_sites) == len(wild_type)
    if name == "input.txt":
        assert len(wild_type.removesuffix("*")) == 84  # the stop codon stands behind them
    assert strings(landscape) == ["".join(s[i] for i in places) for s in sequences]


def test_mavenn(trial):
    path = trial("06-mavenn-amyloid/two_level_mavenn.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    assert len(landscape.site_names) == 13
    assert landscape.target.tolist() == values(rows, "y")
    assert strings(landscape) == [row["x"] for row in rows]
    assert landscape.standard_error.tolist() == values(rows, "dy")
    assert landscape.split.tolist() == [row["set"].removesuffix("ing") for row in rows]
    path = trial("06-mavenn-amyloid/input.csv.gz")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.target.tolist() == values(rows, "y")
    assert strings(landscape) == [row["x"] for row in rows]
    words = {"training": "train", "validation": "validation", "test": "test"}
    assert landscape.split.tolist() == [words[row["set"]] for row in rows]
    assert landscape.standard_error.tolist() == values(rows, "dy")
    path = trial("06-mavenn-amyloid/nisthal.csv.gz")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.target.tolist() == values(rows, "y")
    assert len(landscape.site_names) + len(landscape.constant_sites) == 55
    assert "dist" not in landscape.site_names


@pytest.mark.parametrize("name", ["07-mavedb-hgvs", "42-measurement-error"])
def test_mavedb(trial, name):
    pytest.importorskip("mavehgvs")
    path = trial(f"{name}/input.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.site_names == [f"pos{i}" for i in range(1, 14)]
    assert landscape.wild_type == list("DVLTFNSAAYNNK")
    assert landscape.target_name == "score"
    assert landscape.target.tolist() == values(rows, "score")
    for name in ("hgvs_nt", "hgvs_splice"):
        assert f"{name} (empty)" in landscape.describe()
    # p.[Val2Ala;Asn6Ala;Ala9Leu;Tyr10Arg;Lys13Arg]
    assert strings(landscape)[0] == "DALTFASALRNNR"
    errors = np.array(values(rows, "SE"))
    assert landscape.standard_error.tolist() == errors.tolist()
    np.testing.assert_allclose(landscape.sample_weight * errors**2, 1 / np.mean(errors**-2))


def test_an_error_of_zero_is_named(trial, tmp_path):
    pytest.importorskip("mavehgvs")
    text = trial("42-measurement-error/input.csv").read_text()
    path = tmp_path / "zero.csv"
    path.write_text(text.replace(",0.2854\n", ",0\n"))
    with pytest.raises(ValueError, match="standard error 'SE' is 0 in line 3"):
        load_landscape(path, error="SE")


def test_flip(trial):
    landscape = load_landscape(trial("08-flip-splits/input.csv"))
    rows = by_hand(trial("08-flip-splits/input.csv"))
    assert landscape.target.tolist() == values(rows, "target")
    assert landscape.site_names == ["pos39", "pos40", "pos54"]
    assert strings(landscape) == ["".join(r["sequence"][i] for i in (38, 39, 53)) for r in rows]
    expected = ["validation" if r["validation"] == "True" else r["set"] for r in rows]
    assert landscape.split.tolist() == expected
    with pytest.raises(ValueError, match="'sequence' of indels.csv .* Align them") as caught:
        load_landscape(trial("08-flip-splits/indels.csv"))
    assert "zero" not in str(caught.value)


def test_blat(trial):
    path = trial("09-blat/input.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.target.tolist() == values(rows, "log_fitness")
    assert "pos29" in landscape.site_names
    assert "n_mut" not in landscape.site_names
    by_sequence = load_landscape(path, genotype="seq")
    assert len(by_sequence.site_names) + len(by_sequence.constant_sites) == 263
    # The list numbers the first residue of the sequence 24.
    shifted = [f"pos{int(name[3:]) + 23}" for name in by_sequence.site_names]
    assert shifted == landscape.site_names
    assert strings(by_sequence) == strings(landscape)


@pytest.mark.parametrize("name", ["10-proteingym-bin", "33-which-interactions"])
def test_proteingym(trial, name):
    path = trial(f"{name}/input.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.target_name == "DMS_score"
    assert landscape.target.tolist() == values(rows, "DMS_score")
    assert len(landscape.site_names) == 13
    assert strings(landscape) == [row["mutated_sequence"] for row in rows]
    assert landscape.wild_type == list("DVLTFNSAAYNNK")
    assert "DMS_score_bin (" in landscape.describe()


def test_scores_of_proteingym(trial):
    landscape = load_landscape(trial("10-proteingym-bin/input.csv"))
    train, test = split_genotypes(landscape.data, 60, random_state=0)
    models = {
        0.743: make_pipeline(WalshFeatures(2), LassoCV(cv=5)),
        0.822: EpistaticNetRegressor(wh_weight=0.03, alpha=2, random_state=0),
    }
    for expected, model in models.items():
        model.fit(landscape.data.iloc[train], landscape.target[train])
        found = model.score(landscape.data.iloc[test], landscape.target[test])
        assert found == pytest.approx(expected, abs=0.01)


def test_which_interactions(trial):
    landscape = load_landscape(trial("33-which-interactions/input.csv"))
    spins = 1 - 2.0 * landscape.codes
    listed = [(0,), (3,), (0, 3), (1, 2, 5)]
    found = WalshFeatures(interactions=listed, include_bias=False).fit_transform(landscape.data)
    expected = [spins[:, list(sites)].prod(axis=1) for sites in listed]
    np.testing.assert_array_equal(found.T, expected)
    pairs = WalshFeatures(2, min_order=2, include_bias=False).fit_transform(landscape.data)
    expected = [spins[:, list(sites)].prod(axis=1) for sites in combinations(range(13), 2)]
    np.testing.assert_array_equal(pairs.T, expected)


def test_avgfp(trial):
    landscape = load_landscape(trial("11-avgfp-mutlist/input.tsv"))
    rows = by_hand(trial("11-avgfp-mutlist/input.tsv"), delimiter="\t")
    assert landscape.target.tolist() == values(rows, "medianBrightness")
    assert landscape.site_names == [f"pos{i}" for i in range(13)]
    assert landscape.codes[0].tolist() == [0] * 13
    # SV1A:SN5A:SA8L:SY9R:SK12R
    assert np.flatnonzero(landscape.codes[1]).tolist() == [1, 5, 8, 9, 12]
    assert strings(landscape)[1] == "DALTFASALRNNR"


def test_communities(trial):
    path = trial("12-communities-raw/input.csv")
    with pytest.raises(ValueError, match="Several columns may hold .*'Butyrate'"):
        load_landscape(path)
    landscape, rows = load_landscape(path, "Butyrate"), by_hand(path)
    names = list(rows[0])
    assert landscape.site_names == names[names.index("ER") : names.index("BA") + 1]
    assert len(landscape.site_names) == 26
    expected = [[int(float(row[name])) for name in landscape.site_names] for row in rows]
    assert landscape.codes.tolist() == expected
    assert landscape.target.tolist() == values(rows, "Butyrate")


@pytest.mark.parametrize(
    ("name", "settings", "decimal"),
    [
        ("input.csv", {"delimiter": ";"}, ","),
        ("latin1.csv", {"delimiter": ";", "encoding": "cp1252"}, "."),
        ("sites.csv", {"delimiter": ";"}, ","),
        ("quoted_en.csv", {}, "."),
    ],
)
def test_european(trial, name, settings, decimal):
    path = trial(f"13-european/{name}")
    landscape, rows = load_landscape(path), by_hand(path, **settings)
    texts = [list(row.values())[-1] for row in rows]
    if decimal == ",":
        texts = [text.replace(",", ".") for text in texts]
    assert landscape.target.tolist() == [float(text.replace(",", "")) for text in texts]
    assert strings(landscape) == ["".join(list(row.values())[:-1]) for row in rows]
    if name == "input.csv":
        assert landscape.target[0] == 0.322298356
    if name == "quoted_en.csv":
        assert landscape.target[2] == 1333.0


def test_replicates_in_columns(trial):
    path = trial("14-replicate-columns/input.csv")
    with pytest.raises(ValueError, match=r"'mean' is not the mean of the replicates .*target=\["):
        load_landscape(path)
    landscape, rows = load_landscape(path, ["rep1", "rep2", "rep3"]), by_hand(path)
    replicates = np.array([values(rows, f"rep{i}") for i in (1, 2, 3)])
    np.testing.assert_allclose(landscape.target, replicates.mean(axis=0))
    expected = replicates.std(axis=0, ddof=1) / np.sqrt(3)
    np.testing.assert_allclose(landscape.standard_error, expected)
    assert not {"mean", "sd", "rep1", "rep2", "rep3"} & set(landscape.site_names)
    assert landscape.sample_weight[landscape.standard_error.argmin()] > 1
    assert landscape.sample_weight[landscape.standard_error.argmax()] < 1


@pytest.mark.parametrize("name", ["15-replicate-rows", "37-cv-splitters"])
def test_replicates_in_rows(trial, name):
    path = trial(f"{name}/input.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    genotypes = [tuple(row.values())[:-1] for row in rows]
    assert landscape.codes.tolist() == [list(map(int, genotype)) for genotype in genotypes]
    assert len(set(landscape.groups)) == len(set(genotypes)) == 72
    assert len(set(zip(landscape.groups, genotypes, strict=True))) == 72


def test_scores_of_replicates_in_rows(trial):
    """By rows, a model has seen the community that it is asked for; by communities it has not."""
    landscape = load_landscape(trial("15-replicate-rows/input.csv"))
    model = EpistaticNetRegressor(wh_weight=0.03, alpha=1, random_state=0)
    lasso = make_pipeline(WalshFeatures(4), LassoCV(cv=5, max_iter=10_000))
    folds = {"shuffle": True, "random_state": 0}
    for estimator, by_rows, by_communities in ((lasso, 0.51, 0.19), (model, 0.66, 0.50)):
        for splitter, expected in ((KFold, by_rows), (GenotypeKFold, by_communities)):
            found = cross_val_score(
                estimator, landscape.data, landscape.target, cv=splitter(5, **folds), scoring="r2"
            )
            assert found.mean() == pytest.approx(expected, abs=0.1)


def langenheder(trial):
    rows = by_hand(trial("16-langenheder/input.csv"))
    genotypes = ["".join(list(row.values())[:-1]) for row in rows]
    return genotypes, values(rows, "fitness")


@pytest.mark.parametrize("name", ["16-langenheder/input.csv", "41-sources/input.csv"])
def test_langenheder(trial, name):
    genotypes, target = langenheder(trial)
    path = trial(name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "table.csv")
    packed.seek(0)
    for source in (path, str(path), path.open(), path.open("rb"), pd.read_csv(path), packed):
        landscape = load_landscape(source)
        assert landscape.site_names == ["SL68", "SL104", "SL106", "SL187", "SL197", "SLWC2"]
        assert strings(landscape) == genotypes
        assert landscape.target.tolist() == target
        if hasattr(source, "close"):
            source.close()


@pytest.mark.parametrize(
    "name",
    [
        "apostrophe",
        "blank_lines",
        "cr",
        "excel_text_guard",
        "trailing",
        "utf16",
        "wrapped_header",
        "semicolon_commas_in_names",
    ],
)
def test_headers(trial, name):
    genotypes, target = langenheder(trial)
    landscape = load_landscape(trial(f"27-headers/{name}.csv"))
    assert strings(landscape) == genotypes
    assert landscape.target.tolist() == target


def test_values_that_are_no_numbers(trial):
    genotypes, target = langenheder(trial)
    with pytest.warns(UserWarning, match="2 of 63 values of 'fitness' are limits .*'<0.4'"):
        landscape = load_landscape(trial("27-headers/below_limit.csv"))
    assert strings(landscape) == genotypes
    limits = np.flatnonzero(landscape.censored)
    assert landscape.censored[limits].tolist() == [-1, -1]
    assert landscape.target[limits].tolist() == [0.4, 0.4]
    assert all(target[row] < 0.4 for row in limits)
    with pytest.warns(UserWarning, match="2 of 63 genotypes have no measured 'fitness'"):
        landscape = load_landscape(trial("27-headers/nd.csv"))
    assert len(landscape.data) + len(landscape.unmeasured) == 63
    with pytest.raises(ValueError, match=r"'fitness' holds '-inf' in line 2.*drop='target'"):
        load_landscape(trial("27-headers/inf.csv"))
    with pytest.raises(ValueError, match=r"'genotype' .* line 3 has 5 \('10000'\).*zeros"):
        load_landscape(trial("27-headers/stripped_zeros.csv"))


def test_scores_of_new_variants(trial):
    train = load_landscape(trial("19-new-variants/train.csv"))
    new = train.read_like(trial("19-new-variants/new.csv"))
    model = EpistaticNetRegressor(wh_weight=0.03, alpha=1, random_state=0)
    predicted = model.fit(train.data, train.target).predict(new.data)
    assert r2_score(new.target, predicted) == pytest.approx(0.897, abs=0.005)
    assert np.corrcoef(new.target, predicted)[0, 1] == pytest.approx(0.948, abs=0.005)


def test_new_variants(trial):
    train = load_landscape(trial("19-new-variants/train.csv"))
    rows = by_hand(trial("19-new-variants/new.csv"))
    for name in ("new.csv", "new_unmeasured.csv"):
        new = train.read_like(trial(f"19-new-variants/{name}"))
        assert strings(new) == [row["sequence"] for row in rows]
        expected = [
            [own.index(letter) for own, letter in zip(train.alleles, row["sequence"], strict=True)]
            for row in rows
        ]
        assert new.codes.tolist() == expected
    assert new.target is None
    assert train.read_like(trial("19-new-variants/new.csv")).target.tolist() == values(
        rows, "brightness"
    )


@pytest.mark.parametrize(
    "name",
    [
        "20-plus-minus/lowhigh",
        "20-plus-minus/plusminus",
        "20-plus-minus/pm1",
        "20-plus-minus/wtmut",
        "30-pm1-regressors/input",
        "31-string-pipeline/input",
    ],
)
def test_low_levels(trial, name):
    landscape = load_landscape(trial(f"{name}.csv"))
    assert landscape.target_name == "mips"
    found = coefficients(landscape)
    assert found[(0,)] == -10
    assert found[(1,)] == -5
    assert found[(2,)] == -20
    assert found[(0, 1, 2)] == -1


def test_dimsum(trial):
    path = trial("24-dimsum-fitness/input.txt")
    landscape = load_landscape(path)
    with path.open() as file:
        names, *rows = [line.rstrip("\n").split(" ") for line in file]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    assert landscape.target.tolist() == list(map(float, columns["fitness"]))
    assert landscape.target_name == "fitness"
    assert landscape.standard_error.tolist() == list(map(float, columns["sigma"]))
    assert_weights(landscape, landscape.standard_error)
    places = [int(site.removeprefix("pos")) - 1 for site in landscape.site_names]
    assert strings(landscape) == ["".join(s[i] for i in places) for s in columns["aa_seq"]]


def test_fractional_factorial(trial):
    path = trial("32-fractional-factorial/input.csv")
    landscape, rows = load_landscape(path), by_hand(path)
    assert landscape.site_names == list("ABCDEFG")
    assert landscape.codes.tolist() == [[int(row[s] == "1") for s in "ABCDEFG"] for row in rows]


LANDSCAPES = sorted(
    str(path.relative_to(SHARED))
    for folder in ("landscapes/alleles", "landscapes/scans")
    for path in (SHARED / folder).glob("*.csv.gz")
)


@pytest.mark.skipif(not LANDSCAPES, reason=f"the landscapes are not at {SHARED}")
@pytest.mark.filterwarnings("ignore:The standard error 'y_err' is missing:UserWarning")
@pytest.mark.parametrize("name", LANDSCAPES)
def test_landscapes_of_many_alleles(name):
    rows = by_hand(SHARED / name)
    rows = rows[:: len(rows) // 500]
    frame = pd.DataFrame(rows)
    landscape = load_landscape(frame)
    assert landscape.target.tolist() == values(rows, "y")
    if "genotype" in frame:
        assert strings(landscape) == [row["genotype"] for row in rows]
        return
    # Each mutation is the new letter at its position; the others are those of the wild type.
    wild = dict(zip(landscape.site_names, landscape.wild_type, strict=True))
    for row, genotype in zip(rows[:300], landscape.data.to_numpy().tolist(), strict=False):
        expected = dict(wild)
        for mutation in filter(None, row["mutations"].split(":")):
            expected[f"pos{mutation[1:-1]}"] = mutation[-1]
            assert wild[f"pos{mutation[1:-1]}"] == mutation[0]
        assert genotype == list(expected.values())
