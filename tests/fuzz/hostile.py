"""Values that a user, a file or another library may pass, drawn by hypothesis."""

import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scipy import sparse

NAN = float("nan")
INF = float("inf")


class Odd:
    """An object that no function can do anything with."""

    def __repr__(self):
        return "Odd()"


TEXTS = [
    "",
    " ",
    "a",
    "A",
    "auto",
    "none",
    "nan",
    "NA",
    "uniform",
    "wild_type",
    "library",
    "0",
    "1",
    "$\\frac{",
    "\x1b[31mred",
    "Größe",
    "日本",
    "<b>",
    "=cmd()",
    "a\nb",
    "x" * 5000,
    "\x00",
    "A12V",
    "%s %d {0} {name}",
    "x0",
    "x1",
    "enumeration",
]
NUMBERS = [
    0,
    1,
    -1,
    2,
    3,
    4,
    7,
    True,
    False,
    10**30,
    -(10**30),
    2**62,
    2**63,
    2**64,
    2**53 + 1,
    0.0,
    -0.0,
    0.5,
    -0.5,
    1.5,
    2.0,
    0.99999999,
    1e-300,
    1e300,
    -1e300,
    NAN,
    INF,
    -INF,
    Fraction(1, 3),
    Fraction(10**400),
    Decimal("0.1"),
    Decimal("NaN"),
    np.int64(2),
    np.int8(-1),
    np.uint64(2**63),
    np.float32(0.5),
    np.float16(NAN),
    np.longdouble(1),
    np.bool_(True),
    1 + 2j,
    np.complex64(1j),
    np.array(2),
    np.array(0.5),
    np.array(NAN),
]
OBJECTS = [
    None,
    Odd(),
    object,
    len,
    lambda *a, **k: None,
    Ellipsis,
    NotImplemented,
    slice(None),
    range(3),
    range(0),
    b"",
    b"abc",
    bytearray(b"x"),
    memoryview(b"ab"),
    pd.NA,
    pd.NaT,
    datetime.date(2024, 1, 1),
    np.datetime64("2024-01-01"),
    np.timedelta64(3, "s"),
    pd.Timestamp("2024"),
    {},
    {"a": 1},
    {0: 1},
    {"x0": 1},
    {"x0": NAN},
    {None: None},
    set(),
    {1, 2},
    frozenset(),
    (),
    [],
    [[]],
    [[[]]],
    (1,),
    (1, 2),
    (4,),
    [4],
    [0],
    [-1],
    [1.5],
    [NAN],
    [None],
    ["a"],
    ["a", 1],
    [True, False],
    (10**9,),
    [10**30],
    [[0, 1]],
    [[0, 1], [0, 1]],
    [[1, 1]],
    [(0,), (1,)],
    [(0,), (0,)],
    [(1, 0)],
    [(0, 99)],
    [(-1,)],
    [()],
    ["x0"],
    [("x0",)],
    [("x0", "x1")],
    [(True,)],
    [(0.5,)],
    [b"a"],
    ["ab", "c"],
    [[1], [1, 2]],
    np.array([]),
    np.zeros(3),
    np.ones((2, 2)),
    np.zeros((0, 3)),
    np.zeros((3, 0)),
    np.zeros((2, 2, 2)),
    np.full((4, 3), NAN),
    np.array([1, INF]),
    np.array(["a", "b"]),
    np.array([True, False]),
    np.array([[True], [True]]),
    np.array([[True, False, True]]),
    np.array([1 + 1j]),
    np.array([b"a"]),
    np.array([None, 1], dtype=object),
    np.array(["2024"], dtype="M8[Y]"),
    np.ma.masked_all(3),
    np.ma.array([1.0, 2.0], mask=[0, 1]),
    np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
    sparse.csr_matrix(np.eye(3)),
    sparse.coo_array(np.eye(2)),
    pd.DataFrame(),
    pd.Series(dtype=float),
    pd.DataFrame({"a": [0, 1], "b": ["x", "y"]}),
    pd.Series([1, 2, 3]),
    pd.Series(["a", None]),
    pd.Series([1, None], dtype="Int64"),
    pd.Categorical(["a", "b"]),
    pd.Index([1, 2]),
    pd.MultiIndex.from_tuples([(1, 2)]),
    pd.DataFrame([[0, 1], [1, 0]], columns=["a", "a"]),
    np.arange(12),
    np.random.RandomState(0),
    np.random.default_rng(0),
]

texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=8))
scalars = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(NUMBERS),
    st.floats(width=64),
    st.integers(-9, 9),
    texts,
)
anything = st.one_of(
    scalars,
    st.sampled_from(OBJECTS),
    st.sampled_from(OBJECTS),
    st.lists(scalars, max_size=4),
    st.lists(st.lists(scalars, max_size=3), max_size=4),
    st.dictionaries(st.one_of(texts, st.integers(-2, 9)), scalars, max_size=2),
)

# Tables of genotypes


def _columns(n):
    return {
        "two": np.arange(n) % 2,
        "signs": 1.0 - 2.0 * (np.arange(n) // 2 % 2),
        "other": np.where(np.arange(n) % 3, 7.5, -2.0),
        "three": np.arange(n) % 3,
        "floats": np.linspace(0, 1, n),
        "constant": np.ones(n),
        "strings": np.array(["A", "K"] * n, dtype=object)[:n],
        "long": np.array(["wt", "mutant", "Größe"] * n, dtype=object)[:n],
        "digits": np.array(["0", "1"] * n, dtype=object)[:n],
        "missing": np.array(["A", None] * n, dtype=object)[:n],
        "NA": np.array(["A", "NA"] * n, dtype=object)[:n],
        "nan": np.where(np.arange(n) % 2, NAN, 1.0),
        "inf": np.where(np.arange(n) % 2, INF, 1.0),
        "huge": np.where(np.arange(n) % 2, 1e308, -1e308),
        "tiny": np.where(np.arange(n) % 2, 1e-320, 0.0),
        "close": np.where(np.arange(n) % 2, 2**53, 2**53 + 2),
        "bool": np.arange(n) % 2 == 0,
        "complex": np.arange(n) + 1j,
        "bytes": np.array([b"a", b"b"] * n, dtype=object)[:n],
        "dates": pd.date_range("2024", periods=n).to_numpy(),
        "objects": np.array([Odd() for _ in range(n)], dtype=object),
        "mixed": np.array([1, "a", 2.5, True] * n, dtype=object)[:n],
        "category": pd.Categorical(["A", "V"] * n, categories=["V", "A", "G"])[:n],
        "numbers as categories": pd.Categorical([1, 2] * n)[:n],
        "Int64": pd.array([0, 1] * n, dtype="Int64")[:n],
        "Int64 with NA": pd.array([0, None] * n, dtype="Int64")[:n],
        "string": pd.array(["A", "C"] * n, dtype="string")[:n],
        "boolean": pd.array([True, False] * n, dtype="boolean")[:n],
        "intervals": pd.arrays.IntervalArray.from_breaks(range(n + 1)),
        "lists": pd.Series([[1, 2]] * n, dtype=object).to_numpy(),
    }


# Most columns are good ones, so that more than the first check is reached.
COLUMNS = ["two", "two", "two", "signs", "strings", "strings", *_columns(2)]
NAMES = ["a", "b", "a b", "", "$\\frac{", "x0", "日本", "a", 0, ("t", 1), None, "y" * 300]


@st.composite
def frames(draw, n):
    """Draw a DataFrame of n rows of columns of all kinds."""
    kinds = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4))
    frame = pd.DataFrame({i: _columns(n)[kind] for i, kind in enumerate(kinds)})
    if draw(st.booleans()):
        frame.columns = [draw(st.sampled_from(NAMES)) for _ in kinds]
    if draw(st.booleans()):
        frame.index = draw(
            st.sampled_from([list(range(n))[::-1], [0] * n, list("abcdefghijkl")[:n]])
        )
    return frame


def _as_other_types(X):
    kinds = [
        lambda X: X,
        lambda X: X.astype(float),
        lambda X: X.astype(str),
        lambda X: X.astype(object),
        lambda X: X.astype(np.float16),
        lambda X: X.astype(bool),
        lambda X: X.astype(complex),
        lambda X: X.astype(bytes),
        lambda X: X.tolist(),
        lambda X: ["".join(map(str, row)) for row in X],
        lambda X: np.asfortranarray(X)[::-1],
        lambda X: sparse.csr_matrix(X),
        lambda X: sparse.coo_array(X),
        lambda X: np.ma.array(X, mask=np.arange(X.size).reshape(X.shape) == 1),
        lambda X: pd.DataFrame(X).astype("category"),
        lambda X: pd.DataFrame(X).astype(str).astype("category"),
        lambda X: X[:, :1],
        lambda X: X[:, :0],
        lambda X: X[:1],
        lambda X: X[:0],
        lambda X: X[:, 0],
        lambda X: X[:, :, None],
        lambda X: X * 0,
        lambda X: 1 - 2 * X,
        lambda X: np.where(X, 1e308, -1e308),
        lambda X: np.where(X, NAN, X),
        lambda X: X + 0.1 * np.arange(X.size).reshape(X.shape),
        lambda X: np.repeat(X, 2, axis=1),
        lambda X: X.astype("M8[s]"),
        lambda X: X.astype(np.longdouble),
        lambda X: X.astype(">f8"),
        lambda X: X.astype(">i2"),
        lambda X: X.astype(str).astype(np.dtypes.StringDType()),
        lambda X: X.astype(str).astype("S1").astype(object),
        lambda X: pd.DataFrame(X, columns=pd.MultiIndex.from_product([["p"], range(X.shape[1])])),
        lambda X: pd.DataFrame(X).astype(str).astype("string"),
        lambda X: pd.DataFrame(X).astype("Float32"),
        lambda X: pd.DataFrame(X).iloc[0],
    ]
    return st.sampled_from(kinds).map(lambda change: change(X))


def genotypes(X):
    """Draw what may be passed as X in the place of a good array of 0 and 1."""
    return st.one_of(_as_other_types(X), frames(len(X)), anything)


def targets(n):
    """Draw what may be passed as n measured values."""
    y = np.sin(np.arange(n) * 1.7) + 0.1 * np.arange(n)
    changes = [
        lambda: y * 1e-200,
        lambda: y * 1e200,
        lambda: y * 1e-130,
        lambda: y * 1e130,
        lambda: y + 1e9,
        lambda: y * 1e-3 + 1e15,
        lambda: np.round(y),
        lambda: np.round(y).astype(int),
        lambda: y > 0.5,
        lambda: y.astype(str),
        lambda: y[:, None],
        lambda: np.c_[y, y],
        lambda: y * 0,
        lambda: y * 0 + 5,
        lambda: np.where(np.arange(n) == 1, NAN, y),
        lambda: np.where(np.arange(n) == 1, INF, y),
        lambda: y[:-1],
        lambda: y[:0],
        lambda: y.tolist(),
        lambda: pd.Series(y, index=range(n)[::-1]),
        lambda: y.astype(complex),
        lambda: y.astype(object),
        lambda: [None, *y[1:]],
        lambda: ["a", *y[1:]],
        lambda: pd.Series(np.round(y), dtype="Int64"),
        lambda: pd.Series([None, *np.round(y[1:])], dtype="Int64"),
        lambda: np.ma.array(y, mask=np.arange(n) == 2),
        lambda: pd.date_range("2024", periods=n),
        lambda: pd.Categorical(np.round(y)),
        lambda: y.astype(np.float16),
        lambda: y.astype(np.longdouble),
        lambda: pd.DataFrame({"y": y}),
        lambda: [[v] for v in y],
        lambda: [Fraction(int(v * 8), 8) for v in y],
        lambda: [Decimal(repr(float(v))) for v in y],
        lambda: sparse.csr_matrix(y),
        lambda: y.astype(bytes),
        lambda: np.where(np.arange(n) == 1, 1e308, -1e308),
        lambda: [10**400, *y[1:]],
        lambda: y.astype("m8[s]"),
        lambda: y.astype(">f4"),
        lambda: pd.DataFrame({"y": y, "z": y}),
        lambda: [(int(v), "a") for v in y],
        lambda: pd.Series(y).astype("Float64").mask(np.arange(n) == 1),
    ]
    return st.one_of(st.sampled_from(changes).map(lambda change: change()), anything)


def row_weights(n):
    """Draw what may be passed as weights of n rows."""
    w = 1.0 + np.arange(n) % 3
    changes = [
        lambda: w,
        lambda: w * 0,
        lambda: -w,
        lambda: w * 1e300,
        lambda: w * 1e-300,
        lambda: w * 1e-320,
        lambda: np.where(np.arange(n) == 1, 1e300, 1e-300),
        lambda: np.where(np.arange(n) == 1, NAN, w),
        lambda: np.where(np.arange(n) == 1, INF, w),
        lambda: w[:-1],
        lambda: w[:, None],
        lambda: w.astype(int),
        lambda: w > 1,
        lambda: w.astype(str),
        lambda: (np.arange(n) == 0).astype(float),
        lambda: w.tolist(),
        lambda: pd.Series(w, index=range(n)[::-1]),
        lambda: w.astype(complex),
        lambda: [None, *w[1:]],
        lambda: np.where(np.arange(n) % 2, 0.0, w),
        lambda: pd.Series([None, *[1] * (n - 1)], dtype="Int64"),
        lambda: np.ma.array(w, mask=np.arange(n) == 1),
        lambda: w.astype(np.longdouble),
        lambda: w.astype(">f8"),
    ]
    return st.one_of(st.sampled_from(changes).map(lambda change: change()), anything)


def levels(n_sites):
    """Draw what may be passed as the levels of the sites."""
    pairs = [[0, 1]] * n_sites
    good = [
        (0, 1),
        (1, 0),
        (-1, 1),
        ("A", "B"),
        ("A", 1),
        pairs,
        np.array(pairs).T,
        np.array(pairs),
        pairs[:-1],
        (0, 0),
        (0, NAN),
        (NAN, NAN),
        (0, INF),
        (0, 1, 2),
        "01",
        "AB",
        (None, 1),
        (pd.NA, 1),
        (2**53, 2**53 + 1),
        (1e-320, 0),
        (-1e308, 1e308),
        (True, False),
        (b"a", b"b"),
        (1j, 2j),
        ([0], [1]),
        {0: 1},
        {"x0": (0, 1)},
        pd.DataFrame(pairs),
        pd.Series([0, 1]),
        (0, "NA"),
        [[0, 0]] * n_sites,
        [["A", "B"]] * n_sites,
        (Odd(), Odd()),
        (Fraction(1, 2), 1),
        (10**400, 1),
        ("", "A"),
        ("$", "\x1b[1m"),
    ]
    return st.one_of(st.sampled_from(good), anything)


def one_genotype(genotype, names):
    """Draw what may be passed as one genotype, such as a wild type, in the place of a list."""
    row = pd.DataFrame([genotype], columns=names).iloc[0]
    good = [
        row,
        row[::-1],
        row[:-1],
        row.rename({names[0]: "other"}),
        row.set_axis(range(len(names))),
        row.set_axis([names[0]] * len(names)),
        dict(row),
        pd.array(genotype),
        np.ma.array(genotype, mask=[True, *[False] * (len(names) - 1)]),
        [[allele] for allele in genotype],
        [None, *genotype[1:]],
        genotype[:-1],
        "".join(map(str, genotype)),
    ]
    return st.one_of(st.sampled_from(good), anything)
