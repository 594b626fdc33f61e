"""The largest interactions found from part of a landscape, against those of all of it.

Poelwijk2019, all 8,192 genotypes of which are measured: models are fitted to 500 of them, and the
ten largest Walsh coefficients of their predictions (a Gaussian process: of its posterior mean)
are compared with the ten largest of the complete landscape, and all coefficients with all. One row
a training set and model is appended to ``top_interactions.csv``; a run that was stopped goes on.

    python docs/benchmarks/top_interactions.py             # ten minutes
    python docs/benchmarks/top_interactions.py --summary   # the table of top_interactions.txt
"""

import argparse
import sys
import warnings
from pathlib import Path

import generalisation as study
import generalisation_methods as methods
import numpy as np
from rows import Rows
from tabulate import tabulate
from tqdm import tqdm

from sk_epinet import WalshSpectrum

LANDSCAPE, N_TRAIN, K, SEEDS = "Poelwijk2019", 500, 10, range(5)
NAMES = ("net", "lasso", "gp", "forest")
FIELDS = ("seed", "method", "shared", "shared_20", "error", "n_effective")
ROWS = Rows(Path(__file__).parent / "top_interactions.csv", FIELDS)


def complete():
    """(X, y, spectrum) of the complete landscape, in enumeration order."""
    X, y = study.load(LANDSCAPE)
    order = np.lexsort(X.T[::-1])
    return X[order], y[order], WalshSpectrum.from_landscape(y, X)


def run(X, y, truth, seed, name):
    rows = np.random.RandomState(seed).permutation(len(y))[:N_TRAIN]
    model = methods.ALL[name](X.shape[1], seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence of rivals' searches at their borders
        model.fit(X[rows], y[rows])
    found = WalshSpectrum.from_landscape(model.predict(X), X)
    shared = [
        len(set(found.top(k).interactions) & set(truth.top(k).interactions)) for k in (K, 2 * K)
    ]
    difference = (found - truth).energy_by_order()[1:].sum()
    error = difference / truth.energy_by_order()[1:].sum()
    return (seed, name, *shared, f"{error:.5f}", f"{found.n_effective():.2f}")


def main():
    finished = ROWS.keys(*FIELDS[:2])
    X, y, truth = complete()
    todo = [(seed, name) for seed in SEEDS for name in NAMES]
    for seed, name in tqdm(todo, file=sys.stderr):
        if (str(seed), name) not in finished:
            ROWS.append(run(X, y, truth, seed, name))


def summary():
    truth = complete()[2]
    lines = []
    for name in NAMES:
        rows = [row for row in ROWS.read() if row["method"] == name]
        if rows:
            ten, twenty = ([int(row[k]) for row in rows] for k in ("shared", "shared_20"))
            lines.append(
                [
                    *(name, f"{np.mean(ten):.1f}  ({' '.join(map(str, ten))})"),
                    f"{np.mean(twenty):.1f}",
                    f"{np.mean([float(row['error']) for row in rows]):.4f}",
                    f"{np.mean([float(row['n_effective']) for row in rows]):.1f}",
                ]
            )
    lines.append(["complete landscape", "", "", "", f"{truth.n_effective():.1f}"])
    headers = [
        *("", "of the ten largest", "of the twenty largest"),
        *("error of all, share of the variance", "effective number"),
    ]
    print(tabulate(lines, headers, disable_numparse=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    summary() if parser.parse_args().summary else main()
