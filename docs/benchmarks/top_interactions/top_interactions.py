"""Compare the largest interactions found from part of a landscape with those of all of it.

All 8,192 genotypes of Poelwijk2019 are measured. Models are fitted to 500 of them, and the largest
Walsh coefficients of their predictions (of a Gaussian process, of its posterior mean) are compared
with the largest of the complete landscape, and all coefficients with all. Ten minutes on one core.

    python docs/benchmarks/top_interactions/top_interactions.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import METHODS, Study, load, shorten, write_table

from sk_epinet import WalshSpectrum

LANDSCAPE, N_TRAIN, TEN, TWENTY, SEEDS = "Poelwijk2019", 500, 10, 20, range(5)
MODELS = ("net", "lasso", "gp", "forest")
COMPLETE = "complete landscape"
STUDY = Study(
    __file__, __doc__, ("seed", "method", "shared", "shared_20", "error", "n_effective"), n_keys=2
)


def list_tasks(options):
    seeds = [0] if options.smoke else SEEDS
    return [("", COMPLETE), *((seed, name) for seed in seeds for name in MODELS)]


def measure(options, seed, name):
    X, y = load(LANDSCAPE, options)
    truth = WalshSpectrum.from_landscape(y, genotypes=X)
    if name == COMPLETE:
        return [("", "", "", f"{truth.n_effective():.2f}")]
    rows = np.random.RandomState(seed).permutation(len(y))[: 40 if options.smoke else N_TRAIN]
    model = shorten(METHODS[name](X.shape[1], seed), options).fit(X[rows], y[rows])
    found = WalshSpectrum.from_landscape(model.predict(X), genotypes=X)
    shared = [
        len(set(found.top(k).interactions) & set(truth.top(k).interactions)) for k in (TEN, TWENTY)
    ]
    difference = (found - truth).energy_by_order()[1:].sum()
    error = difference / truth.energy_by_order()[1:].sum()
    return [(*shared, f"{error:.5f}", f"{found.n_effective():.2f}")]


def report(rows, folder):
    lines = []
    for name in (*MODELS, COMPLETE):
        own = [row for row in rows if row["method"] == name]
        if own:
            lines.append([name, *summarise(own)])
    headers = [
        *("", "of the ten largest", "by training set", "of the twenty largest"),
        *("error of all, share of the variance", "effective number"),
    ]
    write_table(folder / "table.csv", headers, lines)


def summarise(rows):
    def mean(field, digits):
        values = [float(row[field]) for row in rows if row[field]]
        return f"{np.mean(values):.{digits}f}" if values else ""

    yield mean("shared", 1)
    yield " ".join(row["shared"] for row in rows)
    yield mean("shared_20", 1)
    yield mean("error", 4)
    yield mean("n_effective", 1)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
