"""How far apart the evaluations of the penalty may be, in steps.

Development sets of generalisation.py, on which training and test sets are drawn, so nothing that
the study scores is scored here; and planted landscapes. The default with at most so many steps
from one evaluation to the next (it takes fewer where the penalty has little to evaluate). One row
a fit is appended to ``penalty_steps.csv``; a run that was stopped goes on. One thread a fit.

    python docs/benchmarks/penalty_steps.py             # half an hour on one core
    python docs/benchmarks/penalty_steps.py --summary   # the table of penalty_steps.txt
"""

import argparse
import os
import sys
import warnings
from pathlib import Path
from time import perf_counter

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when the libraries below are loaded

import generalisation as study  # noqa: E402
import numpy as np  # noqa: E402
from batches import PLANTED, load, split  # noqa: E402
from rows import Rows  # noqa: E402
from tabulate import tabulate  # noqa: E402
from tqdm import tqdm  # noqa: E402

from sk_epinet import EpistaticNetRegressorCV, _net  # noqa: E402

FIELDS = ("apart", "landscape", "n_train", "seed", "r2", "seconds")
ROWS = Rows(Path(__file__).parent / "penalty_steps.csv", FIELDS)
APART = (1, 2, 4)
SIZES = (50, 100, 300, 1000)
LANDSCAPES = (*study.CHOOSING, PLANTED)
SEEDS = (0, 1, 2)


def run(apart, landscape, n_train, seed):
    X, y = load(landscape, seed)
    train, test = split(landscape, len(y), n_train, seed)
    _net.steps_apart = lambda evaluations, batch, _: min(max(round(evaluations / batch), 1), apart)
    start = perf_counter()
    model = EpistaticNetRegressorCV(random_state=seed).fit(X[train], y[train])
    seconds = perf_counter() - start
    return (
        apart,
        landscape,
        n_train,
        seed,
        f"{model.score(X[test], y[test]):.5f}",
        f"{seconds:.1f}",
    )


def main(landscapes):
    finished = ROWS.keys(*FIELDS[:4])
    todo = [
        (apart, landscape, n_train, seed)
        for seed in SEEDS
        for n_train in SIZES
        for landscape in landscapes
        for apart in APART
        # Half of the smallest development sets is needed to score.
        if n_train < 1000 or landscape in ("Poelwijk2019", "Moulana2022_ACE2", PLANTED)
    ]
    for task in tqdm(todo, file=sys.stderr):
        if tuple(map(str, task)) not in finished:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ROWS.append(run(*task))


def summary():
    """R² and its difference to an evaluation in every step, means over the training sets."""
    of = {tuple(row[field] for field in FIELDS[:4]): row for row in ROWS.read()}
    lines = []
    for n_train in map(str, SIZES):
        for landscape in LANDSCAPES:
            keys = [key[1:] for key in of if key[:3] == ("1", landscape, n_train)]
            line = [n_train, landscape]
            for apart in map(str, APART):
                pairs = [
                    (float(of[apart, *key]["r2"]), float(of["1", *key]["r2"])) for key in keys
                ]
                if pairs:
                    score, base = np.mean(pairs, axis=0)
                    line.append(f"{score:.4f} ({score - base:+.4f})")
            lines += [line] if keys else []
    headers = ["genotypes", "", *(f"at most {apart}" for apart in APART)]
    print(tabulate(lines, headers, disable_numparse=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--landscapes", nargs="+", choices=LANDSCAPES, default=LANDSCAPES)
    arguments = parser.parse_args()
    summary() if arguments.summary else main(arguments.landscapes)
