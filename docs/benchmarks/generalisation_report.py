"""Tables and figure of generalisation.csv.

    python docs/benchmarks/generalisation_report.py > docs/benchmarks/generalisation.txt

A cell is a landscape and a training size of at least 30; its score is the mean test R² over the
seeds. Every rival of a cell was run on the same training sets as the default.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np
from generalisation import CHOOSING, FIELDS, JUDGING, ROWS
from tabulate import tabulate

HERE = Path(__file__).parent
NET = "net"
# The methods that the default has to beat; "no penalty" is a variant of it.
RIVALS = ("exact", "hashed", "l2", "linear", "lasso", "gp", "forest", "boosting", "mlp")
LEAST_SIZE = 30
METRICS = FIELDS[4:]


def load():
    """{(landscape, n_train): {method: {seed: row}}}"""
    cells = defaultdict(lambda: defaultdict(dict))
    for row in ROWS.read():
        cell = row["landscape"], int(row["n_train"])
        cells[cell][row["method"]][int(row["seed"])] = row
    order = CHOOSING + JUDGING
    return dict(sorted(cells.items(), key=lambda c: (order.index(c[0][0]), c[0][1])))


def mean(cell, method, metric="r2"):
    """Mean over the seeds of the default (a method may have more)."""
    rows = cell.get(method, {})
    seeds = cell[NET].keys()
    if not seeds <= rows.keys():
        return np.nan
    return np.mean([float(rows[seed][metric]) for seed in seeds])


def table_of_cells(cells, metric):
    lines = []
    for (landscape, n_train), cell in cells.items():
        scores = [mean(cell, method, metric) for method in (NET, *RIVALS, "no penalty")]
        best = np.nanmax(scores[:-1])
        marks = [_format(score, metric, score == best) for score in scores]
        if metric != "seconds":
            marks.insert(1, f"{scores[0] - np.nanmax(scores[1:-1]):+.3f}")
        lines.append([landscape.partition("_")[2] or landscape, n_train, len(cell[NET]), *marks])
    margin = [] if metric == "seconds" else ["margin"]
    headers = ["landscape", "n", "sets", NET, *margin, *RIVALS, "(no penalty)"]
    return tabulate(lines, headers, disable_numparse=True)


def _format(score, metric, best):
    if np.isnan(score):
        return ""
    return f"{score:.1f}" if metric == "seconds" else f"{score:.3f}{'*' if best else ''}"


def verdict(cells, title):
    """Wins, worst loss and gains of the default over a set of cells."""
    margins, margins_small = [], []
    against = {rival: [] for rival in (*RIVALS, "no penalty")}
    for (_, n_train), cell in cells.items():
        own = mean(cell, NET)
        for rival in against:
            score = mean(cell, rival)
            if not np.isnan(score):
                against[rival].append(own - score)
        margin = own - np.nanmax([mean(cell, rival) for rival in RIVALS])
        margins.append(margin)
        if n_train <= 100:
            margins_small.append(margin)
    margins = np.array(margins)
    print(f"{title}: {len(margins)} cells")
    print(f"  highest mean R² in {(margins > 0).sum()} ({(margins > 0).mean():.0%})")
    for rival, gains in against.items():
        gains = np.array(gains)
        if not len(gains):
            continue
        print(
            f"  above {rival:10s} in {(gains > 0).sum():2d} of {len(gains):2d} "
            f"({(gains > 0).mean():4.0%}); mean difference {gains.mean():+.3f}"
        )
    print(f"  largest shortfall to the best of a cell: {max(0, -margins.min()):.3f}")
    if margins_small:
        print(
            f"  mean difference to the best rival of each cell at n <= 100: "
            f"{np.mean(margins_small):+.3f} ({len(margins_small)} cells)"
        )
    print()


def figure(cells):
    import matplotlib.pyplot as plt

    landscapes = [n for n in CHOOSING + JUDGING if any(c[0] == n and c[1] >= 30 for c in cells)]
    fig, axes = plt.subplots(2, -(-len(landscapes) // 2), figsize=(13, 6.5), squeeze=False)
    styles = {
        NET: ("#0072B2", "o", "EpistaticNetRegressorCV()", 2.6),
        "gp": ("#D55E00", "s", "Gaussian process", 1.3),
        "lasso": ("#009E73", "^", "LassoCV on Walsh features", 1.3),
        "boosting": ("#CC79A7", "D", "boosted trees", 1.3),
        "forest": ("#E69F00", "v", "random forest", 1.3),
        "exact": ("#56B4E9", "P", "exact Epistatic Net", 1.3),
        "mlp": ("0.45", "x", "MLPRegressor", 1.3),
    }
    for axis, landscape in zip(axes.flat, landscapes, strict=False):
        own = {n: cell for (name, n), cell in cells.items() if name == landscape and n >= 30}
        for method, (color, marker, label, width) in reversed(styles.items()):
            points = [(n, mean(cell, method)) for n, cell in own.items()]
            points = np.array([p for p in points if not np.isnan(p[1])])
            if len(points):
                axis.plot(*points.T, marker=marker, color=color, label=label, lw=width, ms=5)
        axis.set_xscale("log")
        axis.set_xticks(list(own), [f"{n:,}" for n in own])
        axis.minorticks_off()
        scores = [mean(cell, m) for cell in own.values() for m in (NET, "gp", "lasso", "forest")]
        low = np.nanmin(scores)
        axis.set_ylim(max(-0.4, low - 0.05), min(1.0, np.nanmax(scores) + 0.03))
        kept = "" if landscape in CHOOSING else " (kept aside)"
        axis.set_title(landscape.replace("_", " ") + kept, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    for axis in axes[:, 0]:
        axis.set_ylabel("test R², mean of training sets")
    for axis in axes[-1]:
        axis.set_xlabel("training genotypes")
    for axis in axes.flat[len(landscapes) :]:
        axis.set_axis_off()
    # Not every method is in every panel.
    shown = {line.get_label(): line for axis in axes.flat for line in axis.lines}
    labels = [label for *_, label, _ in styles.values() if label in shown]
    handles = [shown[label] for label in labels]
    spare = axes.flat[-1]
    if len(landscapes) < axes.size:
        spare.legend(handles, labels, loc="center", frameon=False)
    else:
        fig.legend(handles, labels, loc="lower center", ncols=4, frameon=False)
    fig.tight_layout()
    fig.savefig(HERE / "generalisation.png", dpi=150)


def main():
    everything = {key: cell for key, cell in load().items() if NET in cell}
    cells = {key: cell for key, cell in everything.items() if key[1] >= LEAST_SIZE}
    print(
        "Mean test R² (* the highest of the default and its rivals; margin: over the best rival)\n"
    )
    print(table_of_cells(everything, "r2"), end="\n\n")
    verdict(cells, "All landscapes")
    for title, names in (("Chosen on", CHOOSING), ("Kept aside", JUDGING)):
        verdict({key: cell for key, cell in cells.items() if key[0] in names}, title)
    for metric in ("pearson", "spearman", "seconds"):
        print(f"Mean {metric}\n")
        print(table_of_cells(everything, metric), end="\n\n")
    figure(everything)


if __name__ == "__main__":
    main()
