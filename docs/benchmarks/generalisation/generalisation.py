"""Predict measured landscapes from few of their genotypes, with every method and at every size.

For each two-level landscape and training size, random training sets are drawn. Every method
chooses what it has to choose inside the training set, and is scored on at most 5,000 genotypes
that were held out. One thread for each fit; the whole study takes many hours.

    python docs/benchmarks/generalisation/generalisation.py
    python docs/benchmarks/generalisation/generalisation.py --methods net gp --seeds 0
"""

import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import (
    CHOOSING,
    JUDGING,
    METHODS,
    Study,
    applies,
    is_installed,
    load,
    shorten,
    split_landscape,
    write_table,
)
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import r2_score

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "n_train", "seed", "method", "r2", "pearson", "spearman", "seconds"),
    n_keys=4,
)
NET, ABLATION = "net", "no penalty"
RIVALS = ("exact", "hashed", "l2", "linear", "lasso", "gp", "forest", "boosting", "mlp")
SIZES = (30, 50, 100, 300, 1000, 5000)
LEAST_SIZE = 30  # of the cells that are counted
FEW = 100


def add_arguments(parser):
    landscapes, methods = CHOOSING + JUDGING, (NET, ABLATION, *RIVALS)
    parser.add_argument("--names", nargs="+", choices=landscapes, default=landscapes)
    parser.add_argument("--methods", nargs="+", choices=methods, default=methods)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])


def list_sizes(n_samples):
    """Return the training sizes: at most 60 % of a landscape, and half of a small one."""
    if n_samples <= 128:
        half = n_samples // 2
        return sorted({n for n in SIZES if n < half} | {half})
    return [n for n in SIZES if n <= 0.6 * n_samples]


def list_tasks(options):
    if options.smoke:
        return [
            ("Poelwijk2019", 30, 0, method) for method in options.methods if is_installed(method)
        ]
    shapes = {name: load(name, options)[0].shape for name in options.names}
    tasks = [
        (name, n_train, seed, method)
        for seed in options.seeds
        for name, (n_samples, n_sites) in shapes.items()
        for n_train in list_sizes(n_samples)
        for method in options.methods
        if applies(method, n_sites, n_train)
        # One training set of 5,000 is enough: it is slow, and the sets differ little. Small ones
        # differ most.
        and seed < (1 if n_train >= 5000 else 3 if n_train > FEW else 8)
    ]
    return sorted(tasks, key=lambda task: task[1] >= 5000)  # the slowest last


def measure(options, landscape, n_train, seed, method):
    X, y = load(landscape, options)
    train, test = split_landscape(landscape, len(y), n_train, seed)
    estimator = shorten(METHODS[method](X.shape[1], seed), options)
    start = perf_counter()
    estimator.fit(X[train], y[train])
    seconds = perf_counter() - start
    predicted = estimator.predict(X[test])
    constant = np.ptp(predicted) < 1e-12
    scores = (
        r2_score(y[test], predicted),
        0.0 if constant else pearsonr(predicted, y[test]).statistic,
        0.0 if constant else spearmanr(predicted, y[test]).statistic,
    )
    return [(*(f"{score:.5f}" for score in scores), f"{seconds:.2f}")]


def report(rows, folder):
    cells = make_cells(rows)
    for metric in ("r2", "pearson", "spearman", "seconds"):
        write_table(folder / f"table_{metric}.csv", *table_of_cells(cells, metric))
    counted = {key: cell for key, cell in cells.items() if key[1] >= LEAST_SIZE}
    write_table(folder / "table_wins.csv", *table_of_wins(counted))
    write_table(folder / "table_penalty.csv", *table_of_penalty(counted))
    draw(cells, folder / "figure.png")


def make_cells(rows):
    """Return {(landscape, n_train): {method: {seed: row}}} of the cells that the default has."""
    cells = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        cell = row["landscape"], int(row["n_train"])
        cells[cell][row["method"]][int(row["seed"])] = row
    order = CHOOSING + JUDGING
    ordered = sorted(cells.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    return {key: cell for key, cell in ordered if NET in cell}


def values(cell, method, seeds, metric="r2"):
    return np.array([float(cell[method][seed][metric]) for seed in seeds])


def shared_seeds(cell, method):
    """Return the training sets on which both the default and a method were measured."""
    return sorted(cell[NET].keys() & cell.get(method, {}).keys())


def mean(cell, method, metric="r2"):
    """Return the mean over the training sets that were measured, NaN if there are none."""
    seeds = shared_seeds(cell, method)
    return values(cell, method, seeds, metric).mean() if seeds else np.nan


def gain(cell, rival, metric="r2"):
    """Return by how much the default is above a rival, on the training sets that both have."""
    seeds = shared_seeds(cell, rival)
    if not seeds:
        return np.nan
    return (values(cell, NET, seeds, metric) - values(cell, rival, seeds, metric)).mean()


def margin(cell, metric="r2"):
    """Return by how much the default is above the rival that does best beside it."""
    return np.nanmin([gain(cell, rival, metric) for rival in RIVALS])


def table_of_cells(cells, metric):
    lines = []
    for (landscape, n_train), cell in cells.items():
        methods = (NET, *RIVALS, ABLATION)
        gains = [0.0, *(gain(cell, method, metric) for method in RIVALS)]
        best = methods[np.nanargmin(gains)]
        shown = [_format(mean(cell, m, metric), metric, m == best) for m in methods]
        if metric != "seconds":
            shown.insert(1, f"{margin(cell, metric):+.3f}")
        lines.append([shorten_name(landscape), n_train, len(cell[NET]), *shown])
    above = [] if metric == "seconds" else ["margin"]
    return ["landscape", "n", "sets", NET, *above, *RIVALS, f"({ABLATION})"], lines


def shorten_name(landscape):
    return landscape.partition("_")[2] or landscape


def _format(score, metric, best):
    if np.isnan(score):
        return ""
    if metric == "seconds":
        return f"{score:.1f}"
    return f"**{score:.3f}**" if best else f"{score:.3f}"


def table_of_wins(cells):
    """Count in how many cells the default is ahead of each rival and of the best of them."""
    groups = {
        "all": cells,
        "chosen on": {key: cell for key, cell in cells.items() if key[0] in CHOOSING},
        "kept aside": {key: cell for key, cell in cells.items() if key[0] in JUDGING},
    }
    few = {name: _few(own) for name, own in groups.items()}
    kept = {
        name: {key: cell for key, cell in own.items() if key[0] != "Palmer2015"}
        for name, own in few.items()
    }
    lines = [
        ["the best rival of each cell", *_wins(groups, margin)],
        [f"the same, at {FEW} genotypes and fewer", *_wins(few, margin)],
        [f"the same, at {FEW} and fewer without Palmer2015", *_wins(kept, margin)],
    ]
    best = _best_single(few["all"].values())
    single = _wins(few, lambda cell: gain(cell, best))
    lines.append([f"the best single rival at {FEW} and fewer, {best}", *single])
    for rival in (*RIVALS, f"({ABLATION})"):
        name = rival.strip("()")
        lines.append([rival, *_wins(groups, lambda cell, n=name: gain(cell, n))])
    headers = ["against"]
    for name in groups:
        headers += [f"{name}: ahead in", "mean difference"]
    return headers, lines


def _best_single(cells):
    """Return the rival that does best on average, of those that were measured in all cells."""
    means = np.array([np.mean([gain(cell, rival) for cell in cells]) for rival in RIVALS])
    return RIVALS[np.argmin(np.nan_to_num(means, nan=np.inf))]


def _few(cells):
    return {key: cell for key, cell in cells.items() if key[1] <= FEW}


def _wins(groups, difference):
    columns = []
    for cells in groups.values():
        gains = np.array([difference(cell) for cell in cells.values()])
        gains = gains[np.isfinite(gains)]
        columns.append(f"{(gains > 0).sum()} of {len(gains)}")
        columns.append(f"{gains.mean():+.3f}" if len(gains) else "")
    return columns


def table_of_penalty(cells):
    """Compare the default with the same without the Walsh penalty, by training size."""
    groups = {
        "30 to 64": [cell for (_, n), cell in cells.items() if n < FEW],
        "100": [cell for (_, n), cell in cells.items() if n == FEW],
        "300 to 5,000": [cell for (_, n), cell in cells.items() if n > FEW],
        "all": list(cells.values()),
    }
    lines = []
    for name, own in groups.items():
        gains = np.array([gain(cell, ABLATION) for cell in own])
        gains = gains[np.isfinite(gains)]
        if len(gains):
            lines.append([name, f"{(gains > 0).sum()} of {len(gains)}", f"{gains.mean():+.3f}"])
    return ["training genotypes", "cells with a gain", "mean gain in R²"], lines


STYLES = {
    NET: ("#0072B2", "o", "EpistaticNetRegressorCV()", 2.6),
    "gp": ("#D55E00", "s", "Gaussian process", 1.3),
    "lasso": ("#009E73", "^", "LassoCV on Walsh features", 1.3),
    "boosting": ("#CC79A7", "D", "boosted trees", 1.3),
    "forest": ("#E69F00", "v", "random forest", 1.3),
    "exact": ("#56B4E9", "P", "exact Epistatic Net", 1.3),
    "mlp": ("0.45", "x", "MLPRegressor", 1.3),
}


def draw(cells, path):
    import matplotlib.pyplot as plt

    cells = {key: cell for key, cell in cells.items() if key[1] >= LEAST_SIZE}
    names = list(dict.fromkeys(name for name, _ in cells))
    columns = -(-(len(names) + 1) // 2)  # one place more, for the legend
    fig, axes = plt.subplots(2, columns, figsize=(3.25 * columns, 6.5), squeeze=False)
    for axis, name in zip(axes.flat, names, strict=False):
        _draw_landscape(axis, name, {n: cell for (own, n), cell in cells.items() if own == name})
    for axis in axes[:, 0]:
        axis.set_ylabel("test R², mean of training sets")
    for axis in axes.flat[len(names) :]:
        axis.set_axis_off()
    # Not every method is in every panel.
    shown = {line.get_label(): line for axis in axes.flat for line in axis.lines}
    labels = [label for *_, label, _ in STYLES.values() if label in shown]
    axes.flat[-1].legend([shown[label] for label in labels], labels, loc="center", frameon=False)
    fig.tight_layout()
    fig.savefig(path, dpi=150)
    plt.close(fig)


def _draw_landscape(axis, name, cells):
    for method, (color, marker, label, width) in reversed(STYLES.items()):
        points = [(n, mean(cell, method)) for n, cell in cells.items()]
        points = np.array([point for point in points if not np.isnan(point[1])])
        if len(points):
            axis.plot(*points.T, marker=marker, color=color, label=label, lw=width, ms=5)
    scores = [mean(cell, m) for cell in cells.values() for m in (NET, "gp", "lasso", "forest")]
    axis.set_xscale("log")
    axis.set_xticks(list(cells), [f"{n:,}" for n in cells])
    axis.minorticks_off()
    axis.set_ylim(max(-0.4, np.nanmin(scores) - 0.05), min(1.0, np.nanmax(scores) + 0.03))
    kept = "" if name in CHOOSING else " (kept aside)"
    axis.set_title(name.replace("_", " ") + kept, fontsize=10)
    axis.set_xlabel("training genotypes")
    axis.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
