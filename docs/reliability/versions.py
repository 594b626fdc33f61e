"""Write with which versions the tests passed: one column of versions.csv for an environment.

The tests write a report, and the Python of that environment adds its versions and their counts:

    PYTEST_ADDOPTS=--junitxml=oldest.xml make test-oldest
    .venv-oldest/bin/python docs/reliability/versions.py oldest oldest.xml

A test that is in several reports counts as in the last of them. Where only some tests were run,
``--tests`` says which.
"""

import argparse
import csv
import platform
import xml.etree.ElementTree as ElementTree
from collections import Counter
from importlib.metadata import version
from pathlib import Path

TABLE = Path(__file__).with_name("versions.csv")
LIBRARIES = [
    "numpy",
    "scipy",
    "scikit-learn",
    "torch",
    "skorch",
    "pandas",
    "joblib",
    "psutil",
    "tabulate",
    "tqdm",
    "matplotlib",
    "shapiq",
    "skops",
    "openpyxl",
    "pyarrow",
    "mavehgvs",
    "pooch",
    "distributed",
    "pytest",
    "hypothesis",
]
OUTCOMES = ["passed", "skipped", "failed as expected", "failed"]


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", help="what the column is called")
    parser.add_argument("reports", nargs="+", type=Path, help="what --junitxml has written")
    parser.add_argument("--tests", default="all", help="which tests were run (default: all)")
    options = parser.parse_args()
    counts = count(options.reports)
    column = {"Python": platform.python_version()}
    column |= {library: version(library).partition("+")[0] for library in LIBRARIES}
    column |= {"tests": options.tests}
    column |= {outcome: str(counts[outcome]) for outcome in OUTCOMES}
    table = read(TABLE)
    table[options.name] = column
    write(TABLE, table)
    print(options.name, *(f"{number} {outcome}" for outcome, number in counts.items()), sep="\n")


def count(reports):
    """Return how many tests ended in which way.

    Parameters
    ----------
    reports : iterable of path
        What pytest has written for ``--junitxml``.

    Returns
    -------
    Counter of str
        The keys are those of OUTCOMES.
    """
    outcomes = {}
    for report in reports:
        # A test whose cleaning up fails stands there twice.
        own = {}
        for case in ElementTree.parse(report).iter("testcase"):
            key = case.get("classname"), case.get("name")
            if key[1] is None:  # the test in which the run was interrupted
                continue
            if own.get(key) != "failed":
                own[key] = outcome_of(case)
        outcomes |= own
    return Counter(outcomes.values())


def outcome_of(case):
    """Return how a test ended: one of OUTCOMES."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None:
        return "passed"
    return "failed as expected" if skipped.get("type") == "pytest.xfail" else "skipped"


def read(path):
    """Return the columns of the table, by their names: dicts of str."""
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        (_, *names), *rows = csv.reader(file)
    return {name: {row[0]: row[i] for row in rows} for i, name in enumerate(names, 1)}


def write(path, table):
    """Write the columns of the table."""
    rows = ["Python", *LIBRARIES, "tests", *OUTCOMES]
    lines = [[row, *(column[row] for column in table.values())] for row in rows]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([["", *table], *lines])


if __name__ == "__main__":
    main()
