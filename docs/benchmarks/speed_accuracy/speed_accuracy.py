"""Compare the scores of two versions of the package on the same training sets.

The default is fitted on the training sets of the study of generalisation and scored on its test
sets. "before" is commit 6e8f0d9, made before steps took batches, before hopeless candidates
dropped out, and before the derivatives of the stack were written out. With another version of the
package on PYTHONPATH and --version before, rows of that version are made. Ten minutes on one core.

    python docs/benchmarks/speed_accuracy/speed_accuracy.py
    python docs/benchmarks/speed_accuracy/speed_accuracy.py --offsets 10 20 30 --sizes 30 50
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import METHODS, Study, load, shorten, split_landscape, write_table

STUDY = Study(
    __file__,
    __doc__,
    ("version", "landscape", "n_train", "seed", "random_state", "r2"),
    n_keys=5,
)
LANDSCAPES = ("Poelwijk2019", "Moulana2022_ACE2")
BEFORE, NOW = "before", "now"
SIZES = (30, 50, 100, 300, 1000, 5000)
SEEDS = (0, 1, 2)


def add_arguments(parser):
    parser.add_argument("--version", choices=[BEFORE, NOW], default=NOW)
    parser.add_argument("--names", nargs="+", choices=LANDSCAPES, default=LANDSCAPES)
    parser.add_argument("--sizes", nargs="+", type=int, choices=SIZES, default=SIZES)
    parser.add_argument(
        "--offsets", nargs="+", type=int, default=[0], help="from the seed to the random_state"
    )


def list_tasks(options):
    if options.smoke:
        return [(version, LANDSCAPES[0], 30, 0, 0) for version in (BEFORE, NOW)]
    return [
        (options.version, landscape, n_train, seed, seed + offset)
        for offset in options.offsets
        for seed in SEEDS
        for landscape in options.names
        for n_train in options.sizes
        # 5,000 is more than 60 % of Poelwijk2019, and one training set of it is enough.
        if n_train < 5000 or (seed == 0 and landscape != "Poelwijk2019")
    ]


def measure(options, version, landscape, n_train, seed, random_state):
    X, y = load(landscape, options)
    train, test = split_landscape(landscape, len(y), n_train, seed)
    model = shorten(METHODS["net"](X.shape[1], random_state), options).fit(X[train], y[train])
    return [(f"{model.score(X[test], y[test]):.5f}",)]


def report(rows, folder):
    scores = {}
    for row in rows:
        cell = scores.setdefault((row["landscape"], int(row["n_train"])), {})
        cell.setdefault(row["version"], []).append(float(row["r2"]))
    lines = []
    for cell, by_version in sorted(scores.items()):
        if by_version.keys() >= {BEFORE, NOW}:
            before, now = (np.mean(by_version[version]) for version in (BEFORE, NOW))
            values = [f"{before:.4f}", f"{now:.4f}", f"{now - before:+.4f}"]
            lines.append([*cell, len(by_version[NOW]), *values])
    headers = ["landscape", "genotypes", "fits", "R² before", "R² now", "difference"]
    write_table(folder / "table.csv", headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
