"""Ask how often 90 % intervals of predictions cover, and whether errors grow with them.

EpistaticNetRegressorCV with its defaults and the Gaussian process with a length scale for each
site, on landscapes of two levels with 50, 100 and 300 training genotypes. All other genotypes are
predicted. Sites of many alleles are in docs/benchmarks/alleles. Half an hour on one core.

    python docs/benchmarks/how_sure/how_sure.py
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import CHOOSING, JUDGING, Study, load, shorten, split_landscape, write_table
from scipy.stats import norm, spearmanr
from sklearn.metrics import r2_score

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.kernels import ConnectednessGaussianProcess

SCORES = ("r2", "coverage", "width", "log_density", "spearman")
STUDY = Study(__file__, __doc__, ("landscape", "n_train", "seed", "model", *SCORES), n_keys=4)
# The others of these landscapes have too few genotypes to predict.
LARGE = JUDGING[:1]
SIZES = (50, 100, 300)
SEEDS = range(3)
TITLES = {"net": "EpistaticNetRegressorCV", "gp": "Gaussian process"}


def list_tasks(options):
    if options.smoke:
        return [("planted", 30, 0, model) for model in TITLES]
    return [
        (landscape, n_train, seed, model)
        for seed in SEEDS
        for n_train in SIZES
        for landscape in (*CHOOSING, *LARGE)
        for model in TITLES
    ]


def measure(options, landscape, n_train, seed, model):
    X, y = load(landscape, options)
    train, test = split_landscape(landscape, len(y), n_train, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # length scales of the rival at their bounds
        fitted = make_model(model, seed, options).fit(X[train], y[train])
    predicted, std = fitted.predict(X[test], return_std=True)
    std = np.maximum(std, 1e-6 * y[test].std())
    half = norm.ppf(0.95) * std
    low, high = predicted - half, predicted + half
    if model == "net":
        low, high = fitted.predict_interval(X[test], 0.9).T
    error = y[test] - predicted
    values = (
        r2_score(y[test], predicted),
        np.mean((low <= y[test]) & (y[test] <= high)),
        np.mean(high - low) / y[test].std(),
        np.mean(norm.logpdf(error, scale=std)) + np.log(y[test].std()),
        0.0 if np.ptp(std) == 0 else spearmanr(np.abs(error), std).statistic,
    )
    return [tuple(f"{value:.4f}" for value in values)]


def make_model(model, seed, options):
    if model == "gp":
        return ConnectednessGaussianProcess(random_state=seed)
    return shorten(EpistaticNetRegressorCV(random_state=seed), options)


def report(rows, folder):
    cells = {}
    for row in rows:
        key = row["landscape"], int(row["n_train"])
        cells.setdefault(key, {}).setdefault(row["model"], []).append(row)
    lines = []
    for (landscape, n_train), models in sorted(cells.items()):
        line = [landscape, n_train, len(models["net"])]
        for score in SCORES:
            for model in TITLES:
                line.append(f"{mean(models[model], score):.3f}")
        lines.append(line)
    names = ("R²", "coverage", "width / sd of y", "log density", "Spearman")
    headers = ["landscape", "training genotypes", "draws"]
    headers += [f"{name}, {short}" for name in names for short in ("ours", "process")]
    write_table(folder / "table_cells.csv", headers, lines)
    _write_summary(cells, folder / "table_summary.csv")


def mean(rows, score):
    return np.mean([float(row[score]) for row in rows])


def _write_summary(cells, path):
    lines = []
    for n_train in (*sorted({n for _, n in cells}), None):
        own = [models for (_, n), models in cells.items() if n_train in (n, None)]
        line = ["all" if n_train is None else n_train, len(own)]
        for model in TITLES:
            coverage = [mean(models[model], "coverage") for models in own]
            line.append(f"{np.mean(coverage):.3f} ({min(coverage):.2f} to {max(coverage):.2f})")
        better = sum(
            mean(models["net"], "log_density") > mean(models["gp"], "log_density")
            for models in own
        )
        lines.append([*line, f"{better} of {len(own)}"])
    headers = ["training genotypes", "landscapes"]
    headers += [f"coverage, {title} (least and most of a landscape)" for title in TITLES.values()]
    write_table(path, [*headers, "our predictive density is larger"], lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
