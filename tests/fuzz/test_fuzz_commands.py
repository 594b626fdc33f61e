"""The command ends with a result or with one sentence, whatever its options and files are."""

import io
import re
from contextlib import redirect_stderr, redirect_stdout

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.comparison import _cli
from tests.fuzz import small
from tests.fuzz.profiles import profile
from tests.fuzz.rule import judge
from tests.fuzz.test_fuzz_tables import texts

TINY = _cli.Estimators(
    model=lambda seed, n_jobs: EpistaticNetRegressorCV(**small.CV | {"random_state": seed}),
    landscape=lambda n_alleles, seed: {
        "tiny": EpistaticNetRegressorCV(**small.CV | {"random_state": seed})
    },
)
WORDS = [
    "",
    " ",
    "-1",
    "0",
    "1",
    "2",
    "99999999999",
    "4294967296",
    "nan",
    "1e3",
    "a",
    "genotype",
    "y",
    "se",
    "pos*",
    "none",
    "A,K,V",
    "AKV",
    "$\\frac{",
    "\x1b[31m",
    "日本",
    "x" * 300,
    "-",
    "--",
    "--help",
    "/",
    ".",
    "..",
    "/nowhere/x.csv",
    "left",
    "auto",
    "best",
    ".,",
    ",",
    "train",
]
COMMANDS = {
    "inspect": ["TABLE"],
    "fit": ["TABLE", "-o", "OUT.skops"],
    "compare": ["TABLE", "--n-train", "6", "--repeats", "1", "--jobs", "1"],
    "predict": ["MODEL", "TABLE"],
    "suggest": ["MODEL", "--n", "2"],
    "spectrum": ["MODEL"],
}
FLAGS = [
    "--target",
    "--genotype",
    "--sites",
    "--wild-type",
    "--first-position",
    "--error",
    "--variance",
    "--weight",
    "--groups",
    "--split",
    "--sheet",
    "--drop",
    "--decimal",
    "--seed",
    "--jobs",
    "--censored",
    "-o",
    "--n",
    "--strategy",
    "--max-mutations",
    "--exclude",
    "--minimize",
    "--all-singles",
    "--all-doubles",
    "--top",
    "--max-order",
    "--n-train",
    "--repeats",
    "--plot",
    "--debug",
    "--like",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with tables and a model."""
    folder = tmp_path_factory.mktemp("commands")
    X, y = small.numbers()
    table = pd.DataFrame(X, columns=["pos1", "pos2", "pos3"]).assign(y=y, se=0.1 + 0.01 * y**2)
    table.to_csv(folder / "TABLE", index=False)
    assert _cli.main(["fit", str(folder / "TABLE"), "-o", str(folder / "MODEL")], TINY) == 0
    return folder


@st.composite
def commands(draw):
    """Draw a command line, and the bytes of a further file."""
    name = draw(st.sampled_from(sorted(COMMANDS)))
    line = [name, *COMMANDS[name]]
    words = st.one_of(st.sampled_from(WORDS), st.text(max_size=6))
    words = st.one_of(words, st.sampled_from(["TABLE", "MODEL", "OTHER", "OUT.csv"]))
    for _ in range(draw(st.integers(0, 2))):
        flag = draw(st.sampled_from(FLAGS))
        line += [flag, draw(words)] if draw(st.booleans()) else [f"{flag}={draw(words)}"]
    for _ in range(draw(st.integers(0, 1))):
        line[draw(st.integers(1, len(line) - 1))] = draw(words)
    other = draw(st.one_of(texts(), st.binary(max_size=40)))
    return line, other


def run(folder, line, other):
    """Run the command in the folder, and return its status and what it printed."""
    (folder / "OTHER").write_bytes(other)
    known = {"TABLE", "MODEL", "OTHER", "OUT.csv", "OUT.skops"}
    arguments = [str(folder / word) if word in known else word for word in line]
    out, said = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(said):
        try:
            status = _cli.main(arguments, TINY)
        except SystemExit as end:  # argparse
            status = end.code
    if status not in (0, None):
        raise SystemExit(f"{status}: {said.getvalue()}")
    return out.getvalue()


@profile
@hypothesis.given(commands())
def test_commands_end_well_or_in_one_sentence(folder, monkeypatch, case):
    line, other = case
    monkeypatch.chdir(folder)

    def call():
        try:
            return run(folder, line, other)
        except SystemExit as end:
            said = str(end)
            lines = [x for x in said.splitlines() if re.match(r"(\d+: )?sk-epinet.*: error: ", x)]
            assert len(lines) == 1 or "--debug" in line, said
            assert "fault of sk-epinet" not in said, said
            assert "Traceback" not in said or "--debug" in line, said
            raise

    judge("commands", call, [], describe=lambda: f"{line} {other!r}")
