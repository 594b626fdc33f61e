"""Repeat the experiment of the Epistatic Net article on its two toy landscapes.

Ten random splits of each landscape of six sites: 16 of the 64 genotypes to train on, scores on the
other 48. What a method chooses, it chooses by cross-validation inside its 16 genotypes. The
methods and splits are those of ``sk-epinet compare``. Ten minutes on one core.

    python docs/benchmarks/toy/toy.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Study, draw_boxes, format_spread, write_table
from common.comparison import METHODS, fit_and_score, numbers

from sk_epinet.datasets import make_toy_landscape

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "split", "method", "pearson", "r2", "l1_norm"),
    n_keys=3,
)
KINDS, SEEDS, N_TRAIN = ("sparse", "dense"), range(0, 50, 5), 16


def list_tasks(options):
    seeds = SEEDS[:1] if options.smoke else SEEDS
    return [(kind, seed, method) for kind in KINDS for seed in seeds for method in METHODS]


def measure(options, kind, seed, method):
    X, y = make_toy_landscape(kind)
    score = fit_and_score(options, method, X, y, N_TRAIN, seed)
    return [(f"{score.pearson:.5f}", f"{score.r2:.5f}", f"{score.l1_norm:.4f}")]


def report(rows, folder):
    lines, boxes = [], {}
    for kind in KINDS:
        for method in METHODS:
            own = [r for r in rows if (r["landscape"], r["method"]) == (kind, method)]
            pearson, r2, l1_norm = (numbers(own, name) for name in ("pearson", "r2", "l1_norm"))
            spreads = format_spread(pearson), format_spread(r2), format_spread(l1_norm, 1)
            lines.append([kind, method, *spreads])
            boxes.setdefault(f"toy landscape '{kind}'", {})[method] = pearson
    headers = ["landscape", "method", "Pearson r", "R²", "sum of absolute coefficients"]
    write_table(folder / "table.csv", headers, lines)
    draw_boxes(folder / "figure.png", boxes, "Pearson r on the genotypes left out")


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
