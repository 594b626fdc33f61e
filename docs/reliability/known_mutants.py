"""Make the errors of known_mutants.toml in a copy of the package, and see whether tests find them.

Each error is made alone. A row of known_mutants.csv says whether a test failed, and which was the
first. What a test has found is not tried again, unless the error or the package's file has
changed since; then that test runs before the others. Delete the file to begin from nothing.
Arguments are words that the description of an error must contain.
"""

import compileall
import csv
import hashlib
import importlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import tomllib
from pathlib import Path

import pytest
from result_rows import read_rows, write_rows

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
COPIED = ("sk_epinet", "tests", "docs", "conftest.py", "pyproject.toml", "setup.cfg", "README.md")
COLUMNS = ("key", "room", "error", "result", "test")
LIMIT = 600  # seconds for the tests of one error; a test that hangs has found it
# What takes long to load, and is loaded once for all errors.
LIBRARIES = ("matplotlib.pyplot", "pandas", "scipy.stats", "sklearn.ensemble", "torch", "skorch")
FORK = multiprocessing.get_context("fork")


def main():
    """Try each error that has no row yet."""
    table = HERE / "known_mutants.csv"
    mutants = tomllib.loads((HERE / "known_mutants.toml").read_text(encoding="utf-8"))["mutant"]
    for mutant in mutants:
        require_one_place(mutant)
    os.environ |= {"OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    for library in LIBRARIES:
        importlib.import_module(library)
    rows = read_rows(table)
    done, found_by = {r["key"]: r for r in rows}, {r["error"]: r["test"] for r in rows}
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_checkout(Path(folder))
        for mutant in mutants:
            key, error = key_of(mutant), mutant["error"]
            found = done.get(key, {}).get("result") == "killed"
            if found or not all(word in error for word in sys.argv[1:]):
                continue
            test = try_mutant(copy, mutant, found_by.get(error, ""))
            result = "killed" if test else "survived"
            done[key] = dict(
                zip(COLUMNS, (key, room_of(mutant), error, result, test), strict=True)
            )
            print(result, error, test, flush=True)
            # In the order of the list, without errors that are no longer in it.
            write_rows(table, COLUMNS, [done[k] for k in map(key_of, mutants) if k in done])
    write_summary(mutants, read_rows(table))


def write_summary(mutants, rows):
    """Count the errors of each room: listed, tried, and found by a test."""
    listed = [room_of(mutant) for mutant in mutants]
    with (HERE / "known_table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("Room", "Listed", "Tried", "Found"))
        for room in sorted(set(listed)):
            own = [row["result"] == "killed" for row in rows if row["room"] == room]
            writer.writerow((room, listed.count(room), len(own), sum(own)))


def require_one_place(mutant):
    """Stop if the code that an error changes is not in its file, or there twice."""
    n = (CHECKOUT / mutant["file"]).read_text(encoding="utf-8").count(mutant["old"])
    if n != 1:
        raise SystemExit(
            f"{mutant['file']} has {n} times {mutant['old']!r}, and must have it once: mend "
            "known_mutants.toml."
        )


def room_of(mutant):
    """Return the folder of the file that an error is made in."""
    return mutant["file"].split("/")[1]


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
    compileall.compile_dir(folder / "sk_epinet", quiet=1)
    return folder


def try_mutant(copy, mutant, test):
    """Return the first test that fails with the error, or "" if none does.

    The test that found the error the last time is run before the others.
    """
    path = copy / mutant["file"]
    correct = path.read_text(encoding="utf-8")
    path.write_text(correct.replace(mutant["old"], mutant["new"]), encoding="utf-8")
    try:
        return run_tests(copy, mutant["tests"], test)
    finally:
        path.write_text(correct, encoding="utf-8")


def run_tests(copy, tests, first):
    """Return the first test that fails in a copy of the package, or "" if none does.

    The tests run in a copy of this process, which has loaded the libraries already.
    """
    told, to_tell = FORK.Pipe(duplex=False)
    process = FORK.Process(target=run_pytest, args=(copy, tests, first, to_tell))
    process.start()
    process.join(LIMIT)
    if process.exitcode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.join()
        return "stopped"
    if process.exitcode not in (0, 1):  # no tests, or an error of pytest itself
        output = (copy / "output").read_text(encoding="utf-8")
        raise SystemExit(f"pytest ended with {process.exitcode}:\n{output}")
    return told.recv() if process.exitcode else ""


def run_pytest(copy, tests, first, to_tell):
    """Run tests in a process of its own until one fails, and tell which."""
    os.setsid()  # so that the processes that tests start can be ended with this one
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    os.environ["PYTHONPATH"], os.environ["PYTHONDONTWRITEBYTECODE"] = str(copy), "1"
    sys.dont_write_bytecode = True  # of a file with an error
    with (copy / "output").open("w", encoding="utf-8") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    plugin = FirstFailure(first)
    options = ["-x", "-q", "-p", "no:cacheprovider", "--override-ini", "addopts="]
    code = pytest.main([*options, *tests], plugins=[plugin])
    sys.stdout.flush()
    to_tell.send(plugin.name)
    os._exit(code)


class FirstFailure:
    """Run one test before the others, and keep the name of the first that fails."""

    def __init__(self, first):
        self.first, self.name = first, ""

    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: item.nodeid != self.first)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.name = self.name or report.nodeid

    pytest_collectreport = pytest_runtest_logreport  # a file that cannot be read


if __name__ == "__main__":
    main()
