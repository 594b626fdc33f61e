"""How many folds 1,000 genotypes need, and which candidates are worth training on all of them.

On the training and test sets of batches.py at 1,000 genotypes, nothing of which the study scores.
One row a fit is appended to ``folds.csv``; a run that was stopped goes on. One thread a fit.

    python docs/benchmarks/folds.py             # ten minutes on one core
    python docs/benchmarks/folds.py --summary   # the table of folds.txt
"""

import argparse
import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when the libraries below are loaded

import numpy as np  # noqa: E402
from batches import LANDSCAPES, SEEDS, load, split  # noqa: E402
from rows import Rows  # noqa: E402
from sklearn.model_selection import KFold  # noqa: E402
from tabulate import tabulate  # noqa: E402
from tqdm import tqdm  # noqa: E402

from sk_epinet import EpistaticNetRegressorCV, _regressor_cv  # noqa: E402

FIELDS = ("folds", "least_share", "landscape", "seed", "r2")
ROWS = Rows(Path(__file__).parent / "folds.csv", FIELDS)
VARIANTS = ((5, 0.02), (3, 0.02), (3, 0.04))
N = 1000


def run(n_folds, least_share, landscape, seed):
    X, y = load(landscape, seed)
    train, test = split(landscape, len(y), N, seed)
    _regressor_cv._LEAST_SHARES = (least_share, least_share)
    folds = KFold(n_folds, shuffle=True, random_state=seed)
    model = EpistaticNetRegressorCV(cv=folds, random_state=seed).fit(X[train], y[train])
    return n_folds, least_share, landscape, seed, f"{model.score(X[test], y[test]):.4f}"


def main():
    finished = ROWS.keys(*FIELDS[:4])
    todo = [
        (*variant, landscape, seed)
        for seed in SEEDS[N]
        for landscape in LANDSCAPES[N]
        for variant in VARIANTS
    ]
    for task in tqdm(todo, file=sys.stderr):
        if tuple(map(str, task)) not in finished:
            ROWS.append(run(*task))


def summary():
    """R² and its difference to the first variant, means over the training sets."""
    of = {tuple(row[field] for field in FIELDS[:4]): float(row["r2"]) for row in ROWS.read()}
    lines = []
    for variant in VARIANTS:
        line = list(variant)
        for landscape in LANDSCAPES[N]:
            score, base = (
                np.mean([of[*map(str, v), landscape, str(seed)] for seed in SEEDS[N]])
                for v in (variant, VARIANTS[0])
            )
            line.append(f"{score:.4f} ({score - base:+.4f})")
        lines.append(line)
    print(tabulate(lines, ["folds", "least share", *LANDSCAPES[N]], disable_numparse=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    summary() if parser.parse_args().summary else main()
