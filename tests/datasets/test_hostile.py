"""Any file is read right, or refused in one sentence: no foreign error, no hang, little memory."""

import gzip
import io
import lzma
import re
import string
import traceback
import tracemalloc
import warnings
import zipfile
from types import SimpleNamespace

import numpy as np
import pandas as pd
import psutil
import pytest

from sk_epinet.datasets import load_landscape

hypothesis = pytest.importorskip("hypothesis")
given, st = hypothesis.given, hypothesis.strategies

settings = hypothesis.settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)


def read_or_refuse(source, **arguments):
    """Return the landscape, or None if it was refused as it should be."""
    landscape = refusal = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            landscape = load_landscape(source, **arguments)
        except (ValueError, OSError, TypeError, ImportError) as error:
            refusal = error
    if landscape is None:
        assert re.fullmatch(r".{15,3000}", str(refusal))
        assert "sk_epinet" in traceback.extract_tb(refusal.__traceback__)[-1].filename
        return None
    assert landscape.codes.min(initial=0) == 0
    assert np.isfinite(landscape.target).all()
    assert len(landscape.target) == len(landscape.data)
    if landscape.sample_weight is not None:
        assert (landscape.sample_weight >= 0).all()
    assert landscape.describe()
    return landscape


# Well-formed tables in any dress

TARGETS = ["fitness", "y", "DMS_score", "Größe", "score (1/h)"]


@st.composite
def tables(draw):
    """Return names, rows of text, codes and target of a table that can be read in one way."""
    n_rows, n_sites = draw(st.integers(4, 12)), draw(st.integers(2, 5))
    rng = np.random.RandomState(draw(st.integers(0, 2**16)))
    X = rng.randint(0, 2, (n_rows, n_sites))
    X[0], X[1] = 0, 1
    # Not all of them are whole numbers, and no comma stands before exactly three digits.
    y = rng.randint(-99999, 99999, n_rows) * 10 / 10000
    y[0] = 0.5
    kind = draw(st.sampled_from(["strings", "columns", "mutations", "letters"]))
    if kind == "strings":
        names, cells = ["genotype"], [["".join(map(str, x))] for x in X]
    elif kind == "letters":
        letters = np.where(X, list("CDEFG")[:n_sites], list("AAAAA")[:n_sites])
        names, cells = ["aa_seq"], [["".join(x)] for x in letters]
    elif kind == "columns":
        names, cells = [f"pos{i}" for i in range(n_sites)], X.astype(str).tolist()
    else:
        names = ["mutant"]
        cells = [[":".join(f"A{i}V" for i in np.flatnonzero(x))] for x in X]
    place = draw(st.integers(0, len(names)))
    names.insert(place, draw(st.sampled_from(TARGETS)))
    rows = [[*row[:place], f"{v:.4f}", *row[place:]] for row, v in zip(cells, y, strict=True)]
    return names, rows, X, y


SEPARATORS = [",", ";", "\t", "|"]


def quote(cell, separator, always):
    special = separator in cell or '"' in cell or "\n" in cell or not cell
    return '"' + cell.replace('"', '""') + '"' if always or special else cell


@settings
@given(
    table=tables(),
    separator=st.sampled_from(SEPARATORS),
    always=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"]),
    comma=st.booleans(),
    above=st.sampled_from(["", "# a comment\n", "\n", "Table 1\n"]),
    blank=st.booleans(),
    pack=st.sampled_from([bytes, gzip.compress, lzma.compress]),
)
def test_any_dress_is_read(table, separator, always, end, encoding, comma, above, blank, pack):
    names, rows, X, y = table
    if comma:
        rows = [[cell.replace(".", ",") for cell in row] for row in rows]
    lines = [separator.join(quote(c, separator, always) for c in row) for row in [names, *rows]]
    text = above + ("\n\n" if blank else "\n").join(lines) + "\n"
    data = pack(text.replace("\n", end).encode(encoding))
    landscape = read_or_refuse(io.BytesIO(data))
    assert landscape is not None
    np.testing.assert_array_equal(landscape.codes, X)
    np.testing.assert_allclose(landscape.target, y, atol=1e-9)


# Anything


@settings
@given(st.binary(max_size=300))
def test_any_bytes(data):
    read_or_refuse(io.BytesIO(data))


cells = st.one_of(
    st.sampled_from(["0", "1", "A", "wt", "0110", "A1V", "A1V:C2D", "p.Ala1Val", "C-M", "0.5"]),
    st.sampled_from(["", "NA", "nan", "inf", "<0.4", "1,5", "1.234,5", "=SUM(A1)", '="01"', "'1"]),
    st.sampled_from(["1e999", "-", "*", "#DIV/0!", "2021-01-01", "1_0", "x" * 5000]),
    st.text(max_size=8),
    st.floats().map(str),
    st.integers(-99, 99).map(str),
)
column_names = st.one_of(
    st.sampled_from(["y", "fitness", "genotype", "sequence", "mutant", "pos1", "pos2", "x", "WT"]),
    st.sampled_from(["sigma", "set", "n_mut", "mean", "rep1", "rep2", "hgvs_pro", "community"]),
    st.text(string.printable, max_size=12),
)


@st.composite
def odd_tables(draw):
    names = draw(st.lists(column_names, min_size=1, max_size=6))
    width = st.integers(len(names), len(names) + draw(st.integers(0, 1)))
    rows = draw(st.lists(width.flatmap(lambda n: st.lists(cells, min_size=n, max_size=n))))
    return names, rows


@settings
@given(
    table=odd_tables(),
    separator=st.sampled_from([*SEPARATORS, " "]),
    quoted=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    drop=st.sampled_from([None, ["genotype", "stop", "target", "error"]]),
)
def test_any_cells(table, separator, quoted, encoding, drop):
    names, rows = table
    lines = [[quote(c, separator, True) if quoted else c for c in row] for row in [names, *rows]]
    text = "\n".join(separator.join(line) for line in lines)
    read_or_refuse(io.BytesIO(text.encode(encoding, "replace")), drop=drop)


frame_columns = st.one_of(
    st.lists(st.sampled_from(["01", "10", "11"]), min_size=4, max_size=4),
    st.lists(st.floats(), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), cells, st.integers(), st.booleans()), min_size=4, max_size=4),
    st.just(pd.Timestamp("2021-01-01")).map(lambda day: [day] * 4),
    st.just([[1], {"a": 2}, (3,), {4}]),
    st.just(pd.Categorical(["a", "b", None, "a"])),
)


@settings
@given(st.dictionaries(st.one_of(column_names, st.integers(0, 3)), frame_columns, max_size=5))
def test_any_frame(columns):
    read_or_refuse(pd.DataFrame(columns))


# Memory


def lines_of(kind, n_rows):
    rng = np.random.RandomState(0)
    y = rng.randn(n_rows).round(6)
    if kind == "columns":
        names = [f"pos{i}" for i in range(50)]
        rows = [",".join(row) for row in rng.randint(0, 2, (n_rows, 50)).astype(str).tolist()]
    elif kind == "strings":
        names = ["sequence"]
        rows = ["".join(row) for row in np.array(list("ACDE"))[rng.randint(0, 4, (n_rows, 80))]]
    else:
        names = ["mutant"]
        places = np.sort(rng.rand(n_rows, 60).argsort(axis=1)[:, :4], axis=1)
        rows = [":".join(f"A{i}{'CDEF'[i % 4]}" for i in own) for own in places.tolist()]
    if kind == "quoted":
        rows = [f'"{row}"' for row in rows]
    return "\n".join(
        [",".join([*names, "y"]), *(f"{r},{v}" for r, v in zip(rows, y, strict=True))]
    )


@pytest.mark.parametrize("kind", ["columns", "strings", "mutations", "quoted"])
def test_memory(kind):
    data = lines_of(kind, 10_000).encode()
    load_landscape(io.BytesIO(lines_of(kind, 100).encode()))  # what is loaded once, is loaded
    tracemalloc.start()
    try:
        landscape = load_landscape(io.BytesIO(data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # A list of four mutations is shorter than the row of 60 alleles that it stands for.
    size = len(data) + (landscape.codes.size if kind in ("mutations", "quoted") else 0)
    assert peak < 20 * size


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_what_unpacks_to_far_more_than_a_table(kind, tmp_path):
    path = tmp_path / f"bomb.csv.{kind}"
    zeros = bytes(2**24)
    if kind == "zip":
        archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        with archive, archive.open("bomb.csv", "w") as file:
            for _ in range(17):
                file.write(zeros)
    else:
        with gzip.open(path, "wb", compresslevel=1) as file:
            for _ in range(17):
                file.write(zeros)
    with pytest.raises(ValueError, match=r"unpacks to more than 268,435,456, .*unpack it first"):
        load_landscape(path)


def test_what_unpacks_to_more_than_fits_in_memory(tmp_path, monkeypatch):
    """The 64 MiB of zeros are few enough for a table, but only 40 MiB are free."""
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(bytes(2**26), 1))
    little = SimpleNamespace(available=40 * 2**20, total=2**30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: little)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"Unpacking .*gz would take 48 MiB, and 40 MiB"):
            load_landscape(path)
        assert tracemalloc.get_traced_memory()[1] < 48 * 2**20 + 2**20
    finally:
        tracemalloc.stop()


def test_names_do_not_command_the_terminal():
    frame = pd.DataFrame({"\x1b[31mred\x07": list("AVAV"), "b": list("KKRR"), "y": range(4)})
    assert load_landscape(frame).site_names == ["[31mred", "b"]
