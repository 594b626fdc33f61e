"""Synthetic landscapes against their formulas, and files as people have them."""

import csv
import gzip
from itertools import product

import numpy as np
import pytest

from sk_epinet import WalshSpectrum, walsh_transform
from sk_epinet.datasets import load_landscape, make_toy_landscape, make_walsh_landscape


def sparse(x0, x1, x2, x3, x4, x5):
    return 2 * x0 * x3 - 2 * x2 + 2 * x0 * x1 * x4 + 2 * x0 * x2 * x3 * x5


def dense(x0, x1, x2, x3, x4, x5):
    more = -2 * x1 * x3 - 2 * x5 + 2 * x3 * x1 * x5 + 2 * x0 * x4 - 2 * x0
    more += 2 * x3 * x4 * x5 - 2 * x2 * x5 + 2 * x1 - 2 * x2 * x3 * x4
    return sparse(x0, x1, x2, x3, x4, x5) + more


@pytest.mark.parametrize(
    ("kind", "formula", "n_nonzero"), [("sparse", sparse, 22), ("dense", dense, 29)]
)
def test_toys(kind, formula, n_nonzero):
    X, y = make_toy_landscape(kind)
    genotypes = list(product([0, 1], repeat=6))
    np.testing.assert_array_equal(X, genotypes)
    np.testing.assert_array_equal(y, [formula(*genotype) for genotype in genotypes])
    # Neither toy is sparse in the Walsh basis.
    assert (np.abs(walsh_transform(y)) > 1e-12).sum() == n_nonzero


def test_unknown_toy():
    with pytest.raises(ValueError, match="kind must be one of 'sparse', 'dense', got 'flat'"):
        make_toy_landscape("flat")


@pytest.mark.parametrize("seed", range(5))
def test_walsh_landscape_has_the_spectrum_it_says(seed):
    X, y, truth = make_walsh_landscape(7, 6, 3, random_state=seed)
    assert X.shape == (128, 7)
    np.testing.assert_allclose(walsh_transform(y), truth.to_dense(), atol=1e-12)
    assert len(set(truth.interactions)) == len(truth) == 6
    assert 1 <= truth.orders.min() <= truth.orders.max() <= 3
    assert (np.abs(truth.coefficients) >= 0.5).all()
    assert (np.abs(truth.coefficients) <= 1).all()


def test_walsh_landscape_noise_and_amplitudes():
    X, clean, _ = make_walsh_landscape(10, 5, 2, random_state=0)
    X2, noisy, _ = make_walsh_landscape(10, 5, 2, noise=0.3, random_state=0)
    np.testing.assert_array_equal(X, X2)
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.1)
    small = make_walsh_landscape(10, 5, 2, amplitudes=(0, 0.1), random_state=0)[2]
    assert np.abs(small.coefficients).max() <= 0.1


@pytest.mark.parametrize("n_sites", [8, 100])
def test_walsh_landscape_sample(n_sites):
    X, y, truth = make_walsh_landscape(n_sites, 10, 4, n_samples=150, random_state=0)
    assert X.shape == (150, n_sites)
    assert len(np.unique(X, axis=0)) == 150
    assert X.mean() == pytest.approx(0.5, abs=0.1)
    np.testing.assert_allclose(truth.predict(X), y)


def test_orders_are_uniform():
    truth = make_walsh_landscape(40, 400, 4, n_samples=1, random_state=0)[2]
    np.testing.assert_allclose(np.bincount(truth.orders)[2:], 120, atol=30)


def test_all_interactions_can_be_asked_for():
    truth = make_walsh_landscape(4, 10, 2, random_state=0)[2]
    assert sorted(truth.orders) == [1] * 4 + [2] * 6


def test_walsh_landscape_is_reproducible():
    first, second = (make_walsh_landscape(6, 3, 2, 0.1, random_state=3) for _ in range(2))
    np.testing.assert_array_equal(first[1], second[1])
    assert isinstance(first[2], WalshSpectrum)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_sites": 0}, "n_sites must be an integer at least 1"),
        ({"n_interactions": 0}, "n_interactions must be"),
        ({"n_sites": 3, "n_interactions": 8}, "more than the 7 interactions of order 1 to 4"),
        ({"max_order": 0}, "max_order must be"),
        ({"noise": -1}, "noise must be a number at least 0"),
        ({"n_sites": 3, "n_interactions": 2, "n_samples": 9}, "more than the 8 genotypes"),
        ({"n_samples": 0}, "n_samples must be"),
        ({"amplitudes": (1, 0)}, "amplitudes must be"),
        ({"amplitudes": 1.0}, "amplitudes must be"),
        ({"amplitudes": (0.1, np.nan)}, "amplitudes must be"),
        ({"amplitudes": (-1, 1)}, "each of amplitudes must be a number at least 0, got -1"),
        ({"amplitudes": (False, True)}, "each of amplitudes must be"),
        ({"n_sites": 60}, r"2\^60 genotypes\) would take .*Give n_samples"),
    ],
)
def test_bad_synthetic(parameters, message):
    with pytest.raises(ValueError, match=message):
        make_walsh_landscape(**parameters)


@pytest.mark.parametrize("name", ["n_sites", "n_interactions", "max_order", "n_samples"])
@pytest.mark.parametrize("value", [-1, 2.5, True, np.nan, "3"])
def test_counts_are_integers(name, value):
    with pytest.raises(ValueError, match=f"{name} must be an integer at least 1, got"):
        make_walsh_landscape(**{name: value})


# Files


@pytest.fixture
def write(tmp_path):
    def write_file(text, name="landscape.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write_file


def test_columns_of_numbers(write):
    landscape = load_landscape(write("a,b,fitness\n0,1,1.5\n1,1,2.5\n1,0,-3e-1\n"))
    assert landscape.data.tolist() == [[0, 1], [1, 1], [1, 0]]
    assert landscape.target.tolist() == [1.5, 2.5, -0.3]
    assert landscape.feature_names == ["a", "b"]
    assert landscape.target_name == "fitness"
    assert landscape.alleles == [("0", "1"), ("0", "1")]
    assert landscape.n_missing == 0


def test_columns_of_letters_and_signs(write):
    landscape = load_landscape(write("K12,s,y\nR,1,1\nK,-1,2\nK,1,3\n"))
    assert landscape.data.tolist() == [[1, 1], [0, 0], [0, 1]]
    assert landscape.alleles == [("K", "R"), ("-1", "1")]


def test_numbers_are_ordered_as_numbers(write):
    landscape = load_landscape(write("a,y\n10,1\n9,2\n"))
    assert landscape.alleles == [("9", "10")]
    assert landscape.data.tolist() == [[1], [0]]


def test_strings_keep_leading_zeros(write):
    landscape = load_landscape(write("genotype,y\n0010,1\n0110,2\n0001,3\n"))
    assert landscape.data.tolist() == [[0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]]
    assert landscape.feature_names == ["pos1", "pos2", "pos3", "pos4"]


def test_strings_of_letters(write):
    landscape = load_landscape(write("y,sequence\n1,SHT\n2,S-T\n3,AHT\n"), "y")
    assert landscape.alleles == [("A", "S"), ("-", "H"), ("T",)]
    assert landscape.data.tolist() == [[1, 1, 0], [1, 0, 0], [0, 1, 0]]


def test_three_alleles_are_named(write):
    path = write("sequence,y\nSHT,1\nSYT,2\nS-T,3\n")
    with pytest.raises(ValueError, match=r"Site 'pos2' has 3 alleles \(-, H, Y\).*one-hot encode"):
        load_landscape(path)
    path = write("a,b,y\n0,0,1\n1,1,2\n2,1,3\n")
    with pytest.raises(ValueError, match=r"Site 'a' has 3 alleles \(0, 1, 2\)"):
        load_landscape(path)


def test_both_forms_prefer_the_named_columns(write):
    text = "sequences,siteA,siteB,fitness\n01,0,1,1\n10,1,0,2\n11,1,1,3\n"
    landscape = load_landscape(write(text))
    assert landscape.feature_names == ["siteA", "siteB"]


def test_a_constant_site(write):
    landscape = load_landscape(write("a,b,y\n1,K,1\n1,K,2\n"))
    assert landscape.data.tolist() == [[1, 0], [1, 0]]
    assert landscape.alleles == [("1",), ("K",)]


@pytest.mark.parametrize("missing", ["", "NA", "nan", "NaN", " "])
def test_missing_targets_are_dropped_and_counted(write, missing):
    path = write(f"a,y\n0,1\n1,{missing}\n1,3\n")
    with pytest.warns(UserWarning, match="1 of 3 genotypes have no measured 'y' and were dropped"):
        landscape = load_landscape(path)
    assert landscape.n_missing == 1
    assert landscape.target.tolist() == [1, 3]
    assert landscape.data.tolist() == [[0], [1]]


def test_other_columns_are_reported(write):
    path = write("a,b,reads,y\n0,1,103,1\n1,0,98,2\n1,1,7,3\n")
    with pytest.warns(UserWarning, match="column 'reads' is neither target nor sites"):
        landscape = load_landscape(path)
    assert landscape.feature_names == ["a", "b"]


def test_target_and_sites_by_name(write):
    path = write("y,a,b\n1,0,1\n2,1,0\n3,0,0\n")
    assert load_landscape(path, "y").data.tolist() == [[0, 1], [1, 0], [0, 0]]
    assert load_landscape(path, "y", sites=["b"]).data.tolist() == [[1], [0], [0]]


def test_semicolons_tabs_gzip_and_byte_order_mark(write, tmp_path):
    for text in (
        "a;b;y\n0;1;5\n1;0;6\n",
        "a\tb\ty\n0\t1\t5\n1\t0\t6\n",
        "\ufeffa,b,y\n0,1,5\n1,0,6\n",
    ):
        landscape = load_landscape(write(text))
        assert landscape.feature_names == ["a", "b"]
        assert landscape.target.tolist() == [5, 6]
    packed = tmp_path / "landscape.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b,y\n0,1,5\n1,0,6\n"))
    assert load_landscape(packed).target.tolist() == [5, 6]


NAMES = ["site 1", "loop, 2", "a × b", "c:d", "e;f", "<b>&", r"$\frac{", "βίος", 'say "G"']


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_name(tmp_path, delimiter):
    names = [*NAMES, "growth, 1/h; µ"]
    path = tmp_path / "names.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([names, [0] * len(NAMES) + [0.5], [1] * len(NAMES) + [1.5]])
    landscape = load_landscape(path)
    assert landscape.feature_names == NAMES
    assert landscape.target_name == names[-1]
    assert landscape.target.tolist() == [0.5, 1.5]
    chosen = load_landscape(path, "loop, 2", sites=["a × b"])
    assert (chosen.feature_names, chosen.target.tolist()) == (["a × b"], [0, 1])
    rows = path.read_text(encoding="utf-8").splitlines()
    rows[2] = rows[2].replace(f"1{delimiter}1", f"1{delimiter}", 1)
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(ValueError, match="Site 'loop, 2' has no allele in line 3"):
        load_landscape(path)


def test_return_X_y(write):
    X, y = load_landscape(write("a,y\n0,1\n1,2\n"), return_X_y=True)
    assert X.tolist() == [[0], [1]]
    assert y.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("a,y\n0,1\n", {"target": "z"}, "no target column 'z'; the file has 'a', 'y'"),
        ("a,y\n0,1\n", {"sites": ["q"]}, "sites names column 'q'; the file has 'a'"),
        ("a,y\n0,high\n", {}, "'y' holds 'high' in line 2, which is not a finite number"),
        ("a,y\n0,1\n1,inf\n", {}, "'y' holds 'inf' in line 3"),
        ("a,b,y\n0,,1\n1,1,2\n", {}, "Site 'b' has no allele in line 2"),
        (
            "g,y\n010,1\n11,2\n001,3\n",
            {},
            r"line 2 has 3 \('010'\) and line 3 has 2 \('11'\).*leading",
        ),
        ("a,y\n0,1,2\n", {}, "Line 2 .* has 3 fields, but the header has 2"),
        ("a,a,y\n0,1,2\n", {}, "column 'a' more than once"),
        ("", {}, "holds no table"),
        ("a,y\n", {}, "holds no table"),
        ("name,y\nwild type,1\nM1 K,2\nx y,3\n", {}, "No genotypes found.*Name them with sites="),
    ],
)
def test_bad_files(write, text, arguments, message):
    with pytest.raises(ValueError, match=message):
        load_landscape(write(text), **arguments)


@pytest.mark.filterwarnings("ignore:.*no measured:UserWarning")
def test_nothing_measured(write):
    with pytest.raises(ValueError, match="holds no measured value"):
        load_landscape(write("a,y\n0,\n1,NA\n"))


def test_no_such_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_landscape(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    ("name", "shape", "first"),
    [
        ("Poelwijk2019", (8192, 13), 1.574634972),
        ("Schulz2025", (1024, 10), 0.0),
        ("Hall2020_NfsA_ec50_2039", (128, 7), 0.0),
        ("Palmer2015", (64, 6), 1.01375),
        ("Weinreich2006", (32, 5), -3.506352666),
    ],
)
def test_measured_landscapes(measured_landscape, name, shape, first):
    landscape = load_landscape(measured_landscape(name))
    assert landscape.data.shape == shape
    assert landscape.target[0] == first
    assert len(np.unique(landscape.data, axis=0)) == shape[0]


def test_measured_landscape_with_gaps(measured_landscape):
    with pytest.warns(UserWarning, match="75 of 1917 genotypes"):
        landscape = load_landscape(measured_landscape("Phillips2021_CR6261_h9"))
    assert landscape.data.shape == (1842, 11)


def test_twenty_alleles(measured_landscape):
    with pytest.raises(ValueError, match="Site 'pos1' has 20 alleles"):
        load_landscape(measured_landscape("Wu2016_GB1"))
