"""What speed cost in accuracy: the study's cells of two landscapes, before and now.

The default is fitted on the training sets of generalisation.py and scored on its test sets;
"before" is version 6e8f0d9, made before steps took batches, candidates raced and the stack's chain
rule was written out; but for 30 and 50 genotypes of Poelwijk2019 its rows are those of
generalisation.csv, of a version that differs from it in nothing but its random numbers. One row a
fit is appended to ``speed_accuracy.csv``; a run that was stopped goes on.

    python docs/benchmarks/speed_accuracy.py             # ten minutes
    python docs/benchmarks/speed_accuracy.py --offsets 10 20 30 --sizes 30 50
    python docs/benchmarks/speed_accuracy.py --summary   # the table of speed_accuracy.txt

With another version of the package on PYTHONPATH and ``--version before`` it makes rows of that.
"""

import argparse
import sys
from pathlib import Path

import generalisation as study
import numpy as np
from rows import Rows
from tabulate import tabulate
from tqdm import tqdm

from sk_epinet import EpistaticNetRegressorCV

LANDSCAPES = ("Poelwijk2019", "Moulana2022_ACE2")
SEEDS = (0, 1, 2)
FIELDS = ("version", "landscape", "n_train", "seed", "random_state", "r2")
ROWS = Rows(Path(__file__).parent / "speed_accuracy.csv", FIELDS)


def main(version, landscapes, sizes, offsets):
    finished = ROWS.keys(*FIELDS[:5])
    todo = [
        (*cell, cell[2] + offset)
        for offset in offsets
        for cell in study.cells()
        if cell[0] in landscapes and cell[1] in sizes and cell[2] in SEEDS
    ]
    for task in tqdm(todo, file=sys.stderr):
        if (version, *map(str, task)) not in finished:
            ROWS.append((version, *task, f"{run(*task):.5f}"))


def run(landscape, n_train, seed, random_state):
    X, y = study.load(landscape)
    train, test = study.split(landscape, len(y), n_train, seed)
    model = EpistaticNetRegressorCV(random_state=random_state).fit(X[train], y[train])
    return model.score(X[test], y[test])


def summary():
    table = {}
    for row in ROWS.read():
        key = row["landscape"], int(row["n_train"]), row["version"]
        table.setdefault(key, []).append(float(row["r2"]))
    lines = []
    for landscape, n_train, version in table:
        if version == "before":
            continue
        before, now = (np.array(table[landscape, n_train, v]) for v in ("before", "now"))
        means = [f"{scores.mean():.4f}" for scores in (before, now)]
        difference = f"{now.mean() - before.mean():+.4f}"
        lines.append([landscape, n_train, len(now), *means, difference])
    headers = ["", "genotypes", "fits", "R² before", "now", "difference"]
    print(tabulate(sorted(lines), headers, disable_numparse=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--version", choices=["before", "now"], default="now")
    parser.add_argument("--landscapes", nargs="+", default=LANDSCAPES)
    parser.add_argument("--sizes", nargs="+", type=int, default=study.SIZES)
    parser.add_argument("--offsets", nargs="+", type=int, default=[0], help="of random_state")
    arguments = vars(parser.parse_args())
    summary() if arguments.pop("summary") else main(**arguments)
