"""Make thousands of hostile calls, and write how they ended to fuzz.csv beside this file.

The calls are those of tests/fuzz, which hypothesis draws. A fault does not end the run: at its end
each different one is printed with the shortest call that shows it. The seed is printed too, and
``--seed`` makes the same calls again.
"""

import argparse
import csv
import os
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENDINGS = {"right": "right answers", "error": "clear errors", "fault": "faults"}


def main():
    """Run the tests, write the table and return 1 if there was a fault."""
    options = _read_options()
    os.environ |= {"FUZZ_PROFILE": "fuzz", "FUZZ_CASES": str(options.cases)}
    os.environ.setdefault("MPLBACKEND", "Agg")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    from tests.fuzz import rule

    cases = []
    rule.Counting.report, rule.Counting.stops = cases.append, False
    print(f"seed {options.seed}")
    arguments = ["tests/fuzz", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    failed = pytest.main([*arguments, f"--hypothesis-seed={options.seed}"])
    write_table(cases, options.table)
    faults = print_faults(cases)
    return int(bool(failed) or faults > 0)


def _read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--cases", type=int, default=520, help="calls of each of the ten tests [520]")
    add("--seed", type=int, default=random.SystemRandom().randrange(2**32), help="[any]")
    add("--table", type=Path, default=HERE / "fuzz.csv", help="file to write [%(default)s]")
    return parser.parse_args()


def write_table(cases, path):
    """Write how the calls of each area ended, and of all areas together."""
    counts = Counter((case.area, case.ending) for case in cases)
    areas = list(dict.fromkeys(case.area for case in cases))
    rows = [[area, *(counts[area, ending] for ending in ENDINGS)] for area in areas]
    rows.append(["all", *(sum(row[i] for row in rows) for i in range(1, 4))])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["area", "cases", *ENDINGS.values()])
        writer.writerows([area, sum(ends), *ends] for area, *ends in rows)
    print(path.read_text(encoding="utf-8"))


def print_faults(cases):
    """Print each different fault with its shortest call, and return how many there are."""
    faults = {}
    for case in cases:
        if case.ending == "fault":
            faults.setdefault(case.where, []).append(case.message)
    for where, messages in sorted(faults.items(), key=lambda item: -len(item[1])):
        print(f"{len(messages)} x {where}\n  {min(messages, key=len)}")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
