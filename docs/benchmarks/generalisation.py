"""Predict real landscapes from few of their genotypes: every method, every landscape, every size.

For each two-level landscape and training size, random training sets; every method chooses what it
has to choose inside the training set, and is scored on held-out genotypes (at most 5,000). One row
per landscape, size, seed and method is appended to ``generalisation.csv``; a run that was stopped
goes on where it was. One thread per fit.

    python docs/benchmarks/generalisation.py                  # hours; see --methods
    python docs/benchmarks/generalisation_report.py > docs/benchmarks/generalisation.txt
"""

import argparse
import os
import sys
import warnings
from pathlib import Path
from time import perf_counter

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when the libraries below are loaded

import generalisation_methods as methods  # noqa: E402
import numpy as np  # noqa: E402
from rows import Rows  # noqa: E402
from scipy.stats import pearsonr, spearmanr  # noqa: E402
from sklearn.metrics import r2_score  # noqa: E402
from tqdm import tqdm  # noqa: E402

from sk_epinet.datasets import load_landscape  # noqa: E402

HERE = Path(__file__).parent
LANDSCAPES = HERE.parents[2] / "shared" / "landscapes"
FIELDS = ("landscape", "n_train", "seed", "method", "r2", "pearson", "spearman", "seconds")
ROWS = Rows(HERE / "generalisation.csv", FIELDS)

# On the first four the defaults were chosen, on genotypes that are in no test set here; the
# others took no part in any choice.
CHOOSING = ("Poelwijk2019", "Moulana2022_ACE2", "Schulz2025", "Phillips2021_CR6261_h9")
JUDGING = (
    "Phillips2021_CR9114_h3",
    "Hall2020_NfsA_ec50_2039",
    "Palmer2015",
    "Weinreich2006",
)
SIZES = (30, 50, 100, 300, 1000, 5000)
MAX_TEST = 5000


def load(landscape):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*have no measured")
        return load_landscape(LANDSCAPES / f"{landscape}.csv", return_X_y=True)


def development_set(landscape, n_samples):
    """Rows on which the defaults were chosen: never scored here."""
    if landscape not in CHOOSING:
        return np.zeros(0, dtype=int)
    rows = np.random.RandomState(2026).permutation(n_samples)
    return rows[: min(1500, n_samples // 2)]


def split(landscape, n_samples, n_train, seed):
    """Rows to train on and rows to score."""
    rows = np.random.RandomState(seed).permutation(n_samples)
    train, rest = rows[:n_train], rows[n_train:]
    rest = rest[~np.isin(rest, development_set(landscape, n_samples))]
    return train, rest[:MAX_TEST]


def sizes(n_samples):
    if n_samples <= 128:
        half = n_samples // 2
        return sorted({n for n in SIZES if n < half} | {half})
    return [n for n in SIZES if n <= 0.6 * n_samples]


def cells():
    """(landscape, size, seed), the first three seeds of everything before the others."""
    counts = {name: len(load(name)[1]) for name in CHOOSING + JUDGING}
    for seeds in ((0,), (1, 2), (3, 4)):
        for name, n_samples in counts.items():
            for n_train in sizes(n_samples):
                for seed in seeds:
                    # The larger, the slower, and the less one training set differs from another.
                    if seed < (5 if n_train < 1000 else 3 if n_train == 1000 else 1):
                        yield name, n_train, seed


def run(landscape, n_train, seed, method):
    X, y = load(landscape)
    train, test = split(landscape, len(y), n_train, seed)
    estimator = methods.ALL[method](X.shape[1], seed)
    start = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence of rivals' searches at their borders
        estimator.fit(X[train], y[train])
    seconds = perf_counter() - start
    predicted = estimator.predict(X[test])
    constant = np.ptp(predicted) < 1e-12
    scores = (
        r2_score(y[test], predicted),
        0.0 if constant else pearsonr(predicted, y[test]).statistic,
        0.0 if constant else spearmanr(predicted, y[test]).statistic,
    )
    return (landscape, n_train, seed, method, *(f"{s:.5f}" for s in scores), f"{seconds:.2f}")


def main(landscapes, names, seeds):
    finished = ROWS.keys(*FIELDS[:4])
    n_sites = {name: load(name)[0].shape[1] for name in CHOOSING + JUDGING}
    todo = [
        (landscape, n_train, seed, method)
        for landscape, n_train, seed in cells()
        for method in names
        if landscape in landscapes
        and seed in seeds
        and methods.applies(method, n_sites[landscape], n_train)
        and (landscape, str(n_train), str(seed), method) not in finished
    ]
    todo.sort(key=lambda task: task[1] >= 5000)  # the slowest last
    bar = tqdm(todo, file=sys.stderr)
    for task in bar:
        bar.set_postfix_str(" ".join(map(str, task)))
        ROWS.append(run(*task))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    landscapes = CHOOSING + JUDGING
    parser.add_argument("--landscapes", nargs="+", choices=landscapes, default=landscapes)
    parser.add_argument("--methods", nargs="+", choices=methods.ALL, default=list(methods.ALL))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4])
    arguments = parser.parse_args()
    main(arguments.landscapes, arguments.methods, arguments.seeds)
