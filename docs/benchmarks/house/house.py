"""Compare two versions of the package: how it is laid out, how fast it is, what it predicts.

Each version is a checkout of the repository or a git revision. (1) Rooms, arrows between rooms,
floors and lines of code are counted from the code. (2) Fits are timed side by side, each in a
process of its own, in an order that alternates, on one thread. (3) The predictions of many fits
are compared. A run begins with an empty file of rows. Half an hour on an idle machine.

    python docs/benchmarks/house/house.py --before bc3135e --after .
    python docs/benchmarks/house/house.py --revisions bc3135e..main --parts counts
"""

import io
import os
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, describe_machine, write_table
from counting import count

STUDY = Study(
    __file__,
    __doc__,
    ("part", "task", "repeat", "version", "quantity", "value"),
    n_keys=4,
    fresh=True,
)
CHECKOUT = Path(__file__).resolve().parents[3]
PACKAGE = "sk_epinet"
BEFORE, AFTER = "before", "after"
FIRST = "bc3135e"  # the last commit in which the package was a folder of files
COUNTS, TIMES, PREDICTIONS = PARTS = ("counts", "times", "predictions")
TASKS = ("default fit", "cross-validation", "exact penalty", "bootstrap")
WORKER = Path(__file__).resolve().parent / "worker.py"


def add_arguments(parser):
    parser.add_argument(
        "--before", default=FIRST, metavar="DIR or REV", help=f"the earlier version [{FIRST}]"
    )
    parser.add_argument(
        "--after",
        default=str(CHECKOUT),
        metavar="DIR or REV",
        help="the later one [this checkout]",
    )
    parser.add_argument("--revisions", metavar="REV..REV", help="both versions in one argument")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--repeats", type=int, default=7, help="of each timing [7]")


def list_tasks(options):
    if options.smoke:
        options.before = options.after = str(CHECKOUT)
        options.repeats = 1
    if options.revisions:
        options.before, _, options.after = options.revisions.partition("..")
    versions = (BEFORE, AFTER)
    tasks = []
    if COUNTS in options.parts:
        tasks += [(COUNTS, "", "", version) for version in versions]
    if TIMES in options.parts:
        tasks += [
            (TIMES, task, repeat, version)
            for task in TASKS[: 1 if options.smoke else None]
            for repeat in range(options.repeats)
            # The order alternates, so that a drift of the machine favours neither.
            for version in versions[:: 1 if repeat % 2 == 0 else -1]
        ]
    if PREDICTIONS in options.parts:
        tasks.append((PREDICTIONS, "", "", "both"))
    return tasks


@contextmanager
def checkout(version):
    """Give the folder of a version: itself if it is one, else an export of the revision."""
    if Path(version).is_dir():
        yield Path(version).resolve()
        return
    command = ["git", "-C", CHECKOUT, "archive", "--format=tar", version, PACKAGE]
    archive = subprocess.run(command, capture_output=True)
    if archive.returncode:
        message = archive.stderr.decode().strip()
        raise SystemExit(f"{version} is neither a folder nor a revision here: {message}")
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def measure(options, part, task, repeat, version):
    if part == PREDICTIONS:
        return compare_predictions(options)
    with checkout(getattr(options, version)) as folder:
        if part == COUNTS:
            return list(count(folder / PACKAGE).items())
        (options.output / "machine.txt").write_text(describe_machine() + "\n")
        return [("seconds", float(run_worker(options, folder, "time", task)))]


def run_worker(options, folder, *arguments):
    """Run the worker with the package of a checkout, and return what it prints."""
    command = [sys.executable, WORKER, folder, *arguments, *["--smoke"] * options.smoke]
    one_thread = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(folder)}
    with TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            command,
            cwd=elsewhere,
            env=os.environ | one_thread,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return done.stdout


def compare_predictions(options):
    found = {}
    with TemporaryDirectory() as results:
        for version in (BEFORE, AFTER):
            path = Path(results) / f"{version}.npz"
            with checkout(getattr(options, version)) as folder:
                run_worker(options, folder, "predict", str(path))
            with np.load(path) as file:
                found[version] = dict(file)
    before, after = found[BEFORE], found[AFTER]
    for name in {**before, **after}:
        yield name, describe(before.get(name), after.get(name))


def describe(before, after):
    """Return the largest difference in standard deviations of the first, or why there is none."""
    if before is None or after is None:
        return f"no prediction {BEFORE if before is None else AFTER}"
    if before.shape != after.shape:
        return f"shapes {before.shape} and {after.shape}"
    if np.array_equal(before, after):
        return "same bits"
    return f"{np.abs(before - after).max() / before.std():.1e}"


def report(rows, folder):
    """Write all three tables; those of parts that were left out say so."""
    for part, tabulate in {
        COUNTS: tabulate_counts,
        TIMES: tabulate_times,
        PREDICTIONS: tabulate_predictions,
    }.items():
        headers, lines = tabulate([row for row in rows if row["part"] == part])
        missing = ["not measured", *[""] * (len(headers) - 1)]
        write_table(folder / f"table_{part}.csv", headers, lines or [missing])


def tabulate_counts(rows):
    numbers = {(row["quantity"], row["version"]): row["value"] for row in rows}
    names = dict.fromkeys(row["quantity"] for row in rows)
    lines = [[name, *(numbers[name, version] for version in (BEFORE, AFTER))] for name in names]
    return ["number of", BEFORE, AFTER], lines


def tabulate_times(rows):
    lines = []
    for task in dict.fromkeys(row["task"] for row in rows):
        before, after = (
            {
                row["repeat"]: float(row["value"])
                for row in rows
                if (row["task"], row["version"]) == (task, version)
            }
            for version in (BEFORE, AFTER)
        )
        repeats = sorted(before.keys() & after.keys())
        before, after = (np.array([seconds[r] for r in repeats]) for seconds in (before, after))
        ratios = after / before
        medians = [f"{np.median(values):.2f}" for values in (before, after)]
        spread = f"{ratios.min():.2f} to {ratios.max():.2f}"
        lines.append([task, len(repeats), *medians, f"{np.median(ratios):.3f}", spread])
    headers = ["fit", "repeats", "before, s", "after, s", "after / before", "least to most"]
    return headers, lines


def tabulate_predictions(rows):
    lines = [[row["quantity"], row["value"]] for row in rows]
    return ["fit", "largest difference in standard deviations"], lines


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
