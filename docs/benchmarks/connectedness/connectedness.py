"""Compare the Gaussian process with the connectedness kernel with published values of it.

On GB1 and AAV2, squared correlations with held-out values are published for the package epik, at
these numbers of training genotypes. The same model is fitted here, with noise that is found from
the data, and with the measurement errors of GB1 besides. GaussianProcessRegressor of scikit-learn
is fitted with the same kernel, to compare predictions, time and memory. A quarter of an hour on
one core.

    python docs/benchmarks/connectedness/connectedness.py
"""

import json
import sys
import tracemalloc
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import METHODS, Study, format_spread, write_table
from common import load as load_two_levels
from scipy.stats import pearsonr
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, WhiteKernel
from sklearn.metrics import r2_score

from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel

STUDY = Study(
    __file__,
    __doc__,
    (
        *("landscape", "n_train", "seed", "model"),
        *("squared_r", "r2", "log_likelihood", "seconds", "mebibytes"),
    ),
    n_keys=4,
)
GB1, AAV2, TWO_LEVELS = "gb1_wu2016", "aav2_sinai2021_epik", "Poelwijk2019"
NOISE, ERRORS, SKLEARN, RBF = "noise", "noise and errors", "scikit-learn", "RBF"
# Training sizes, numbers of training sets, and models.
CELLS = {
    (TWO_LEVELS, 100): (3, (NOISE, RBF)),
    (GB1, 350): (3, (NOISE, ERRORS, SKLEARN)),
    (GB1, 754): (3, (NOISE, ERRORS, SKLEARN)),
    (AAV2, 414): (3, (NOISE,)),
    (AAV2, 1043): (1, (NOISE, SKLEARN)),
    (GB1, 2000): (1, (NOISE, SKLEARN)),
}
PUBLISHED = {(GB1, 350): 0.434, (GB1, 754): 0.553, (AAV2, 414): 0.561, (AAV2, 1043): 0.680}
MOST_TEST = 8000
TITLES = {
    NOISE: "ConnectednessGaussianProcess()",
    ERRORS: "ConnectednessGaussianProcess, known errors",
    SKLEARN: "GaussianProcessRegressor, same kernel",
    RBF: "GaussianProcessRegressor, RBF kernel",
}


def list_tasks(options):
    if options.smoke:
        return [(GB1, 30, 0, model) for model in TITLES]
    return [
        (landscape, n_train, seed, model)
        for (landscape, n_train), (n_seeds, models) in CELLS.items()
        for seed in range(n_seeds)
        for model in models
    ]


def load(name, options):
    """Return genotypes, values, and the standard errors of the values where they are known."""
    if options.smoke or name == TWO_LEVELS:
        X, y = load_two_levels(name, options)
        return X, y, np.full(len(y), 0.1)
    folder = options.landscapes / ("alleles" if name == GB1 else "scans")
    path = folder / f"{name}.csv.gz"
    if not path.exists():
        raise SystemExit(f"There is no file {path}. Give the folder with --landscapes DIR.")
    table = pd.read_csv(path, keep_default_na=False)
    if name == GB1:
        X = np.array([list(genotype) for genotype in table["genotype"]], dtype=object)
        return X, table["y"].to_numpy(), table["y_err"].to_numpy()
    wild_type = json.loads((folder / f"{name}.json").read_text())["wildtype"]
    encoder = GenotypeEncoder(wild_type=wild_type, first_position=561)
    X = encoder.fit_transform(table["mutations"].tolist())
    return np.asarray(X, dtype=object), table["y"].to_numpy(), None


def make_model(name, X, y, errors):
    if name == NOISE:
        return ConnectednessGaussianProcess()
    if name == ERRORS:
        return ConnectednessGaussianProcess(alpha=errors**2 / np.var(y))
    if name == RBF:
        return METHODS["gp"](X.shape[1], 0)
    differences = sum(1 - np.square(pd.Series(x).value_counts(normalize=True)).sum() for x in X.T)
    kernel = ConnectednessKernel(np.full(X.shape[1], max(1.0, differences)))
    kernel = ConstantKernel(1.0, (1e-3, 1e3)) * kernel + WhiteKernel(0.1, (1e-6, 1e1))
    return GaussianProcessRegressor(kernel, normalize_y=True)


def measure(options, landscape, n_train, seed, model):
    X, y, errors = load(landscape, options)
    rows = np.random.RandomState(seed).permutation(len(y))
    train, test = rows[:n_train], rows[n_train : n_train + MOST_TEST]
    known = None if errors is None else errors[train]
    estimator = make_model(model, X[train], y[train], known)
    tracemalloc.start()
    start = perf_counter()
    estimator.fit(X[train], y[train])
    seconds = perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    predicted = estimator.predict(X[test])
    squared_r = pearsonr(predicted, y[test]).statistic ** 2
    r2 = r2_score(y[test], predicted)
    likelihood = estimator.log_marginal_likelihood_value_
    return [
        (f"{squared_r:.5f}", f"{r2:.5f}", f"{likelihood:.3f}", f"{seconds:.2f}", f"{peak:.0f}")
    ]


def report(rows, folder):
    cells = {}
    for row in rows:
        cell = row["landscape"], int(row["n_train"])
        cells.setdefault(cell, {}).setdefault(row["model"], []).append(row)
    _write_scores(cells, folder / "table_scores.csv")
    _write_cost(cells, folder / "table_cost.csv")


def _write_scores(cells, path):
    lines = []
    for cell, by_model in cells.items():
        published = f"{PUBLISHED[cell]:.3f}" if cell in PUBLISHED else ""
        for model, own in by_model.items():
            scores = [[float(row[score]) for row in own] for score in ("squared_r", "r2")]
            spreads = [format_spread(values) for values in scores]
            lines.append([*cell, TITLES[model], len(own), *spreads, published])
    headers = ["landscape", "training genotypes", "model", "training sets"]
    headers += ["squared r", "R²", "published squared r"]
    write_table(path, headers, lines)


def _write_cost(cells, path):
    lines = []
    for cell, by_model in cells.items():
        for model in (NOISE, SKLEARN):
            own = by_model.get(model, [])
            if SKLEARN in by_model and own:
                means = [np.mean([float(r[name]) for r in own]) for name in STUDY.fields[-3:]]
                likelihood, seconds, memory = means
                values = f"{likelihood:.2f}", f"{seconds:.1f}", f"{memory:.0f}"
                lines.append([*cell, TITLES[model], *values])
    headers = ["landscape", "training genotypes", "model"]
    headers += ["log likelihood", "seconds", "memory (MiB)"]
    write_table(path, headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
