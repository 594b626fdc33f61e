"""How often intervals cover, and what is selected, on planted landscapes and on shuffled values.

Landscapes of 12 sites with 15 interactions of order up to 4 (``make_walsh_landscape``), noise for
an R² of 0.9, 300 of the 4,096 genotypes. In each draw: the default fitted as it is, whose 15
largest coefficients are compared with the planted ones; ``bootstrap_spectrum`` with each
estimator, on the values and on the values shuffled. One row a draw, estimator and kind is appended
to ``intervals.csv``; a run that was stopped goes on. One thread.

    python docs/benchmarks/intervals.py             # two hours
    python docs/benchmarks/intervals.py --summary   # the table of intervals.txt
"""

import argparse
import os
import sys
import warnings
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when the libraries below are loaded

import numpy as np  # noqa: E402
from rows import Rows  # noqa: E402
from sklearn.linear_model import LassoCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from tabulate import tabulate  # noqa: E402
from tqdm import tqdm  # noqa: E402

from sk_epinet import (  # noqa: E402
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    bootstrap_spectrum,
)
from sk_epinet.datasets import make_walsh_landscape  # noqa: E402

FIELDS = (
    *("draw", "estimator", "kind"),
    *("found_by_fit", "found", "covered_planted", "covered_all", "half_width"),
    *("selected", "selected_true"),
)
ROWS = Rows(Path(__file__).parent / "intervals.csv", FIELDS)
N_SITES, N_INTERACTIONS, N_TRAIN, R2, OFTEN = 12, 15, 300, 0.9, 0.9
ESTIMATORS = {
    "net": lambda seed: EpistaticNetRegressorCV(random_state=seed),
    "fixed": lambda seed: EpistaticNetRegressor(n_members=2, random_state=seed),
    "lasso": lambda seed: make_pipeline(WalshFeatures(max_order=3), LassoCV(max_iter=10_000)),
}


def landscape(draw, kind):
    """(X, y, coefficients of all interactions) of the training set of a draw."""
    X, y, truth = make_walsh_landscape(N_SITES, N_INTERACTIONS, 4, random_state=draw)
    rng = np.random.RandomState(1000 + draw)
    rows = rng.permutation(len(y))[:N_TRAIN]
    noise = np.sqrt(truth.energy_by_order()[1:].sum() * (1 / R2 - 1))
    y = y[rows] + noise * rng.randn(N_TRAIN)
    if kind == "shuffled":
        return X[rows], rng.permutation(y), None
    return X[rows], y, truth.to_dense()


def run(draw, name, kind):
    X, y, truth = landscape(draw, kind)
    estimator = ESTIMATORS[name](draw)
    found = bootstrap_spectrum(estimator, X, y, random_state=draw)
    often = (found.frequencies >= OFTEN) & (found.orders > 0)
    if truth is None:
        width = np.mean(found.intervals[:, 1] - found.coefficients)
        return (draw, name, kind, "", "", "", "", f"{width:.4f}", int(often.sum()), "")
    by_fit = ""
    if name == "net":
        by_fit = hits(estimator.fit(X, y).spectrum_.to_dense(), truth)
    low, high = found.intervals.T
    covered = (low <= truth) & (truth <= high)
    return (
        *(draw, name, kind, by_fit, hits(found.coefficients, truth)),
        *(f"{covered[truth != 0].mean():.4f}", f"{covered[1:].mean():.4f}"),
        *(f"{np.mean(high - found.coefficients):.4f}", int(often.sum())),
        int((often & (truth != 0)).sum()),
    )


def hits(coefficients, truth):
    """Planted interactions among the largest coefficients, the constant left out."""
    largest = 1 + np.argsort(-np.abs(coefficients[1:]))[:N_INTERACTIONS]
    return int((truth[largest] != 0).sum())


def main(names, kinds, draws):
    finished = ROWS.keys(*FIELDS[:3])
    todo = [
        (draw, name, kind)
        for name in names
        for draw in range(*draws)
        for kind in kinds
        if (str(draw), name, kind) not in finished
    ]
    for task in tqdm(todo, file=sys.stderr):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # convergence of the Lasso at its smallest alphas
            ROWS.append(run(*task))


def summary():
    lines = []
    for name in ESTIMATORS:
        rows = [row for row in ROWS.read() if row["estimator"] == name]
        values = [row for row in rows if row["kind"] == "values"]
        null = [row for row in rows if row["kind"] == "shuffled"]
        if not values:
            continue

        def mean(field, rows=values):
            return np.mean([float(row[field]) for row in rows])

        least = min(int(row["found"]) for row in values)
        fit = [int(row["found_by_fit"]) for row in values if row["found_by_fit"]]
        false = sum(int(row["selected"]) - int(row["selected_true"]) for row in values)
        lines.append(
            [
                *(name, len(values), f"{np.mean(fit):.1f} ({min(fit)})" if fit else ""),
                f"{mean('found'):.1f} ({least})",
                *(f"{mean('covered_planted'):.3f}", f"{mean('covered_all'):.3f}"),
                *(f"{mean('half_width'):.3f}", f"{mean('selected_true'):.1f}", false),
                f"{sum(row['selected'] != '0' for row in null)} of {len(null)}",
            ]
        )
    headers = [
        *("estimator", "draws", "fit: found (least)", "found (least)", "coverage: planted", "all"),
        *("half width", "selected: planted", "others", "draws with any, shuffled"),
    ]
    print(tabulate(lines, headers, disable_numparse=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--estimators", nargs="+", choices=ESTIMATORS, default=list(ESTIMATORS))
    parser.add_argument("--kinds", nargs="+", default=["values", "shuffled"])
    parser.add_argument("--draws", nargs=2, type=int, default=[0, 50], metavar=("FIRST", "END"))
    arguments = vars(parser.parse_args())
    if arguments.pop("summary"):
        summary()
    else:
        main(*arguments.values())
