"""Tables of any text, frame and options are read, or refused with the column or the option."""

import io
from functools import cache

import hypothesis
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from sk_epinet.datasets import load_landscape
from tests.fuzz import hostile, small
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

CELLS = [
    "0",
    "1",
    "A",
    "V",
    "AKV",
    "AKR",
    "A1V",
    "A1V:K2R",
    "WT",
    "wt",
    "p.Ala1Val",
    "",
    " ",
    "NA",
    "nan",
    "1.5",
    "-2",
    "1,5",
    "1e-300",
    "1e400",
    "inf",
    "5%",
    "<0.1",
    ">9",
    "1.5±0.2",
    "+",
    "-",
    "*",
    "#N/A",
    '"',
    '""',
    "'",
    "=1+1",
    "@x",
    "\x00",
    "Größe",
    "日本",
    "$\\frac{",
    "\x1b[31m",
    "a\tb",
    "x" * 300,
    "2024-01-01",
    "TRUE",
    "1 000",
    "１",
    "0x10",
    "_",
    "genotype",
    "\ufeff",
]
NAMES = [
    "genotype",
    "y",
    "fitness",
    "mutant",
    "score",
    "pos1",
    "pos2",
    "a",
    "",
    "y",
    "se",
    "weight",
    *CELLS,
]
SEPARATORS = [",", "\t", ";", "|", " ", ",,", "::"]
ENDS = ["\n", "\r\n", "\r", "\n\n", "\x0b", "\u2028"]


@st.composite
def texts(draw):
    """Draw the text of a table, mostly with a few right columns."""
    n = draw(st.integers(0, 8))
    separator, end = draw(st.sampled_from(SEPARATORS)), draw(st.sampled_from(ENDS))
    columns = {"genotype": ["AKV", "AKR", "VKV", "VKR"] * 2, "y": ["0.5", "1.5", "-2", "3.25"] * 2}
    for _ in range(draw(st.integers(0, 3))):
        cells = st.one_of(st.sampled_from(CELLS), st.text(max_size=4))
        name = draw(st.sampled_from(NAMES))
        columns[name] = draw(st.lists(cells, min_size=8, max_size=8))
    for name in draw(st.lists(st.sampled_from(["genotype", "y"]), max_size=1)):
        del columns[name]
    rows = [list(columns), *([cells[i] for cells in columns.values()] for i in range(n))]
    text = draw(st.sampled_from(["", "# x" + end, end])) + end.join(map(separator.join, rows))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"]))
    data = text.encode(encoding, "replace")
    flip = draw(st.integers(0, 4 * len(data) + 8))
    return data[:flip] + b"\xff" + data[flip + 1 :] if flip < len(data) else data


sources = st.one_of(
    texts().map(io.BytesIO),
    texts().map(lambda data: io.StringIO(data.decode("utf-8", "replace"))),
    hostile.frames(8),
    hostile.frames(8).map(lambda frame: frame.assign(y=np.arange(8.0))),
    st.binary(max_size=60).map(io.BytesIO),
)
OPTIONS = {
    "wild_type": st.sampled_from(["AKV", "AK", "", ["A", "K", "V"], {"pos1": "A"}]),
    "drop": st.sampled_from(["genotype", "stop", "target", "error", ["target", "stop"], "x", []]),
    "source": sources,
    "sites": st.sampled_from(["pos*", ["pos1"], [], "genotype", ["y"]]),
}
ALSO = {
    "source": ["column", "table", "file", "row", "line", "target", "genotype", "site"],
    "genotype": ["column"],
    "target": ["column"],
    "sites": ["site", "column"],
    "error": ["column"],
    "variance": ["column"],
    "weight": ["column"],
    "groups": ["column"],
    "split": ["column"],
    "wild_type": ["wild type"],
    "sheet": ["sheet"],
    "decimal": ["decimal"],
    "first_position": ["position"],
}


@cache
def calls():
    frame = pd.DataFrame(
        {
            "genotype": ["AKV", "AKR", "VKV", "VKR"],
            "y": [0.5, 1.5, -2.0, 3.25],
            "se": [0.1, 0.2, 0.1, 0.3],
            "library": [1, 2, 1, 2],
        }
    )
    X, y = small.numbers()
    sites = pd.DataFrame(X, columns=["pos1", "pos2", "pos3"]).assign(y=y)
    options = options_of(load_landscape)
    names = {"genotype": "genotype", "target": "y", "error": "se", "groups": "library"}
    rights = [
        {**options, "source": frame},
        {**options, "source": frame, **names},
        {**options, "source": sites, "sites": "pos*"},
    ]
    return [
        Call("load_landscape", use, lambda right=right: right, OPTIONS, ALSO) for right in rights
    ]


def use(**arguments):
    landscape = load_landscape(**arguments)
    if isinstance(landscape, tuple):  # return_X_y
        return landscape[1:]
    assert landscape.describe()
    return landscape.target


@profile
@hypothesis.given(st.deferred(lambda: drawn(calls())))
def test_tables_are_read_or_refused(case):
    judge_call("tables", case)
