"""Change the code of a room in one place after the other, and see whether a test fails.

mutmut makes the changes (a number plus one, ``<`` for ``<=``, an argument left out, and so on) in
a copy of the checkout in build/mutants, and runs for each of them the tests that call the changed
function. Here a room's changes are drawn at random, with a fixed seed, from all but those that
only alter the words of a message, and the results are written to mutants.csv.

A run that was stopped goes on where it stopped. What a test has found is not tried again until
the function is written anew: delete build/mutants to begin from nothing. The column "first" says
what became of a change when it was tried for the first time: tests are written for those that
survived, so the column "result" alone says too much for the others. Arguments are names of rooms.

    python docs/reliability/mutants.py network inference
    python docs/reliability/mutants.py network --survivors

With --survivors, only the changes of the table that no test has found are tried again.
"""

import argparse
import ast
import csv
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from result_rows import read_rows, write_rows

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
BUILD = CHECKOUT / "build" / "mutants"
TABLE = HERE / "mutants.csv"
COPIED = ("sk_epinet", "tests", "docs", "conftest.py", "pyproject.toml", "setup.cfg", "README.md")
COLUMNS = ("room", "function", "mutant", "first", "result", "change")
TITLES = [
    *("Room", "Tried", "Found the first time", "Found now", "Found now (%)", "Not found"),
    "Of these, change nothing",
]
N_DRAWN = 40  # of each room
# What mutmut's codes of a mutant mean; with all others, a test failed.
SURVIVED, NOT_RUN, STOPPED = (0, 5, 33), (None,), (36, 24, -24, 152, 255)
# The tests of each room, and those of other rooms that are written for it.
TESTS = {
    "walsh": ["tests/walsh", "tests/inference/test_estimate.py"],
    "penalties": ["tests/penalties", "tests/network/test_penalty_term.py"],
    "network": ["tests/network"],
    "spectrum": ["tests/spectrum", "tests/kernels/test_walsh_posterior.py"],
    "inference": ["tests/inference"],
    "genotypes": ["tests/genotypes"],
}
# What calls a changed function is mutmut, so these see warnings at a line of mutmut.
SKIPPED = (
    "tests/genotypes/test_coding.py::test_warnings_point_at_the_users_line",
    "tests/inference/test_bootstrap.py::test_a_constant_y_is_said_once",
)
# Messages may say the same in other words.
SPEAKERS = ("warn_user", "require_memory")
# Without the run of all tests on the right code: they have passed when they were timed.
MUTMUT = """
from mutmut.__main__ import cli
from mutmut.workers.isolation import ForkServerRunner

ForkServerRunner.run_clean_tests = lambda self, tests: 0
cli()
"""
CONFIGURATION = """
[mutmut]
source_paths=sk_epinet
only_mutate=sk_epinet/{room}/*
process_isolation=forkserver
pytest_add_cli_args=
    -p
    no:cacheprovider
    -p
    docs.reliability.short_tests_first
    --override-ini
    addopts=
    {skipped}
pytest_add_cli_args_test_selection=
    {tests}
timeout_constant=30.0
timeout_multiplier=5.0
use_setproctitle=false
also_copy=
    docs
    conftest.py
    README.md
"""


def main():
    """Test the changes of the rooms that have no result yet, and write all results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", choices=TESTS, default=list(TESTS), metavar="room")
    parser.add_argument("--survivors", action="store_true")
    options = parser.parse_args()
    for room in options.rooms:
        folder = BUILD / room
        prepare(folder, room)
        # No name is like this: the changes are made, the tests are timed, and nothing is tried.
        run_mutmut(folder, "made", ["."])
        changes = all_changes(folder, room)
        rows = {name: describe(room, name, change) for name, change in changes.items()}
        results = try_survivors if options.survivors else try_drawn
        results(folder, room, rows)
        write_tables()


def try_drawn(folder, room, rows):
    """Try the drawn changes that have no result yet, and write the results of all of them."""
    drawn, codes = draw(rows), read_codes(folder, room)
    # Those that have survived are tried again, for there may be a new test.
    harmless = {key_of(row) for row in read_rows(HERE / "reasons.csv")}
    again = {name for name in drawn if key_of(rows[name]) not in harmless}
    left = [n for n in drawn if codes.get(n) in (*NOT_RUN, *(SURVIVED if n in again else ()))]
    if left:
        run_mutmut(folder, "tried", left)
        codes = read_codes(folder, room)
    tried = [name for name in drawn if codes.get(name) not in NOT_RUN]
    replace_rows(room, [rows[name] | {"result": result_of(codes[name])} for name in tried])
    n = sum(result_of(codes[name]) != "survived" for name in tried)
    print(f"{room}: {n} of {len(tried)} found", flush=True)


def try_survivors(folder, room, rows):
    """Try the changes again that no test had found, and write what became of them."""
    written = [row for row in read_rows(TABLE) if row["room"] == room]
    names = {key_of(row): name for name, row in rows.items()}
    survivors = [row for row in written if row["result"] == "survived"]
    again = {key_of(row): names[key_of(row)] for row in survivors if key_of(row) in names}
    if again:
        run_mutmut(folder, "tried", list(again.values()))
    codes = read_codes(folder, room)
    for row in survivors:
        if key_of(row) not in again:
            print(f"{room}: this line is no longer in the code: {row['change']}", flush=True)
            continue
        row["result"] = result_of(codes[again[key_of(row)]])
        print(f"{room}: {row['result']}: {row['change']}", flush=True)
    replace_rows(room, written)


def describe(room, name, change):
    """Return the row of a change that mutmut calls by this name, without what became of it."""
    function, _, number = name.removeprefix(f"sk_epinet.{room}.").rpartition("__mutmut_")
    return {"room": room, "function": function, "mutant": number, "change": change}


def key_of(row):
    """Return what a change is known by: not by its number, which other changes can shift."""
    return row["room"], row["function"], row["change"]


def prepare(folder, room):
    """Copy the checkout, and tell mutmut what to change and to run."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__", "_build", "gallery", "generated")
    for name in COPIED:
        for place in (folder, folder / "mutants"):
            if place != folder and (not place.exists() or name == "sk_epinet"):
                continue  # mutmut writes the package itself, and copies the tests only once
            shutil.rmtree(place / name, ignore_errors=True)
            if (CHECKOUT / name).is_dir():
                shutil.copytree(CHECKOUT / name, place / name, ignore=ignored)
            else:
                shutil.copy(CHECKOUT / name, place / name)
    text = (folder / "setup.cfg").read_text(encoding="utf-8")
    skipped = "\n    ".join(f"--deselect={test}" for test in SKIPPED)
    tests = "\n    ".join(TESTS[room])
    text += CONFIGURATION.format(room=room, skipped=skipped, tests=tests)
    (folder / "setup.cfg").write_text(text, encoding="utf-8")


def run_mutmut(folder, step, names):
    """Run mutmut with one process, and one thread, and keep what it says in a file."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with (folder / f"{step}.log").open("w", encoding="utf-8") as log:
        subprocess.run(
            [sys.executable, "-c", MUTMUT, "run", "--max-children", "1", *names],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )


def all_changes(folder, room):
    """Return the names of all changes of a room, with the changed lines."""
    found = {}
    for path in sorted((folder / "mutants" / "sk_epinet" / room).glob("*.py")):
        module = f"sk_epinet.{room}.{path.stem}"
        found |= {f"{module}.{name}": line for name, line in list_changes(path).items()}
    if not found:
        raise SystemExit(f"mutmut made no changes: see {folder}/made.log")
    return found


def draw(names):
    """Return the names of the changes that are tried."""
    names = sorted(names)
    random.Random(0).shuffle(names)  # so that more of them begin with those that were fewer
    return sorted(names[:N_DRAWN])


def list_changes(path):
    """Return the changed line of each change of a module that is more than words, by its name."""
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    changes = {}
    for name, node in functions.items():
        original = functions[name.rpartition("_")[0] + "_orig"]
        if node is original or without_words(node) == without_words(original):
            continue
        before, after = (ast.unparse(own.body).splitlines() for own in (original, node))
        changes[name] = next(
            (f"{a.strip()} -> {b.strip()}" for a, b in zip(before, after, strict=False) if a != b),
            "a line is left out",
        )
    return changes


def without_words(function):
    """Return the code of a function without its sentences."""
    return ast.dump(_WithoutWords().visit(ast.parse(ast.unparse(function.body))))


class _WithoutWords(ast.NodeTransformer):
    """Take out what errors and warnings say, and all strings with a space."""

    def visit_Raise(self, node):
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        if getattr(node.func, "id", "") in SPEAKERS:
            node.args, node.keywords = [], []
        return node

    def visit_Constant(self, node):
        if isinstance(node.value, str) and " " in node.value:
            node.value = ""
        return node

    def visit_JoinedStr(self, node):
        return ast.Constant("")


def read_codes(folder, room):
    """Return the exit code of each change that mutmut has tried."""
    codes = {}
    for path in (folder / "mutants" / "sk_epinet" / room).glob("*.py.meta"):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def result_of(code):
    """Say whether a test has found a change; one that takes too long is stopped, and found."""
    return "survived" if code in SURVIVED else "stopped" if code in STOPPED else "killed"


def write_tables():
    """Count the changes of each room, and list those that no test has found, with reasons."""
    rows, reasons = read_rows(TABLE), read_rows(HERE / "reasons.csv")
    known = {key_of(row): row["reason"] for row in reasons}
    table = [TITLES]
    left = [("Function", "Change", "Why no test finds it")]
    for room in dict.fromkeys(row["room"] for row in rows):
        own = [row for row in rows if row["room"] == room]
        survived = [row for row in own if row["result"] == "survived"]
        why = [known.get(key_of(row), "") for row in survived]
        n = len(own) - len(survived)
        share = f"{100 * n / len(own):.0f}"
        n_first = sum(row["first"] != "survived" for row in own)
        table.append((room, len(own), n_first, n, share, len(survived), sum(map(bool, why))))
        for row, reason in zip(survived, why, strict=True):
            name = row["function"].replace("x\u01c1", "").replace("\u01c1", ".")
            name, change = f"{room}.{name.replace('.x_', '.')}", row["change"]
            left.append((f"``{name}``", f"``{change}``", reason or "No test had found it yet"))
    for name, lines in (("mutants_table.csv", table), ("survivors.csv", left)):
        with (HERE / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


def replace_rows(room, rows):
    """Write the rows of a room into the table, in the place of those that it has."""
    written = read_rows(TABLE)
    first = {key_of(row): row["first"] for row in written}
    for row in rows:
        row["first"] = first.get(key_of(row), row["result"])
    others = [row for row in written if row["room"] != room]
    order = list(TESTS)
    rows = sorted(others + rows, key=lambda row: order.index(row["room"]))
    write_rows(TABLE, COLUMNS, rows)


if __name__ == "__main__":
    main()
