"""Make the errors of known_mutants.toml in a copy of the package, and see whether tests find them.

Each error is made alone. A row of known_mutants.csv says whether a test failed. What a test has
found is not tried again, unless the error or the package's file has changed since: delete the
file to begin from nothing. Arguments are words that the description of an error must contain.
"""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from result_rows import read_rows, write_rows

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
COPIED = ("sk_epinet", "tests", "docs", "conftest.py", "pyproject.toml", "setup.cfg", "README.md")
COLUMNS = ("key", "room", "error", "result")
LIMIT = 600  # seconds for the tests of one error; a test that hangs has found it


def main():
    """Try each error that has no row yet."""
    table = HERE / "known_mutants.csv"
    mutants = tomllib.loads((HERE / "known_mutants.toml").read_text(encoding="utf-8"))["mutant"]
    done = {row["key"]: row for row in read_rows(table)}
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_checkout(Path(folder))
        for mutant in mutants:
            key = key_of(mutant)
            found = done.get(key, {}).get("result") == "killed"
            if found or not all(word in mutant["error"] for word in sys.argv[1:]):
                continue
            done[key] = {
                "key": key,
                "room": mutant["file"].split("/")[1],
                "error": mutant["error"],
                "result": try_mutant(copy, mutant),
            }
            print(done[key]["result"], mutant["error"], flush=True)
            # In the order of the list, without errors that are no longer in it.
            write_rows(table, COLUMNS, [done[k] for k in map(key_of, mutants) if k in done])
    write_summary(mutants, read_rows(table))


def write_summary(mutants, rows):
    """Count the errors of each room: listed, tried, and found by a test."""
    listed = [mutant["file"].split("/")[1] for mutant in mutants]
    with (HERE / "known_table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("Room", "Listed", "Tried", "Found"))
        for room in sorted(set(listed)):
            own = [row["result"] == "killed" for row in rows if row["room"] == room]
            writer.writerow((room, listed.count(room), len(own), sum(own)))


def key_of(mutant):
    """Return what changes when the error or the file that it is made in does."""
    file = (CHECKOUT / mutant["file"]).read_text(encoding="utf-8")
    parts = [mutant["old"], mutant["new"], file]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def copy_checkout(folder):
    """Copy what the tests need, and return the folder."""
    ignored = shutil.ignore_patterns("__pycache__", "_build", "gallery", "generated")
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


def try_mutant(copy, mutant):
    """Return "killed" if a test fails with the error, else "survived"."""
    path = copy / mutant["file"]
    correct = path.read_text(encoding="utf-8")
    if correct.count(mutant["old"]) != 1:
        raise SystemExit(
            f"{mutant['file']} has {correct.count(mutant['old'])} times {mutant['old']!r}, and "
            "must have it once: mend known_mutants.toml."
        )
    path.write_text(correct.replace(mutant["old"], mutant["new"]), encoding="utf-8")
    try:
        return run_tests(copy, mutant["tests"])
    finally:
        path.write_text(correct, encoding="utf-8")


def run_tests(copy, tests):
    """Run tests in a copy of the package until one fails."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "--override-ini", "addopts="]
    threads = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=copy,
            env={**os.environ, **threads},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "killed"
    if run.returncode not in (0, 1):  # no tests, or an error of pytest itself
        raise SystemExit(f"pytest ended with {run.returncode}:\n{run.stdout}{run.stderr}")
    return "killed" if run.returncode else "survived"


if __name__ == "__main__":
    main()
