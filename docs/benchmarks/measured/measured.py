"""Compare Epistatic Net with three models on a complete measured landscape.

All 8,192 genotypes of Poelwijk2019 (13 sites) are measured. Five random training sets of 60 and of
200 genotypes; the rest of the landscape is the test set. The methods and splits are those of
``sk-epinet compare``, and so is the list of the largest interactions, of order up to three here.
Ten minutes on one core.

    python docs/benchmarks/measured/measured.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, draw_boxes, format_spread, load, write_table
from common.comparison import EPISTATIC_NET, METHODS, fit_and_score, numbers

STUDY = Study(
    __file__,
    __doc__,
    # The quantity is a score or, of Epistatic Net, the sites of an interaction: "3 5 10".
    ("n_train", "split", "method", "quantity", "value"),
    n_keys=3,
)
LANDSCAPE, SIZES, SEEDS, MAX_ORDER, TOP = "Poelwijk2019", (60, 200), range(5), 3, 10
SCORES = ("pearson", "r2")
NAMES = [name for name in METHODS if name != "the same network with only an L2 penalty"]


def list_tasks(options):
    sizes, seeds = ([30], [0]) if options.smoke else (SIZES, SEEDS)
    return [(n_train, seed, name) for n_train in sizes for seed in seeds for name in NAMES]


def measure(options, n_train, seed, method):
    X, y = load(LANDSCAPE, options)
    score = fit_and_score(options, method, X, y, n_train, seed)
    for name in SCORES:
        yield name, f"{getattr(score, name):.5f}"
    if method == EPISTATIC_NET:
        spectrum = score.spectrum
        for sites, value in zip(spectrum.interactions, spectrum.coefficients, strict=True):
            if 1 <= len(sites) <= MAX_ORDER:
                yield " ".join(str(site + 1) for site in sites), f"{value:.6f}"


def report(rows, folder):
    lines, interactions = [], []
    for n_train in sorted({row["n_train"] for row in rows}, key=int):
        boxes = {}
        for method in NAMES:
            own = [row for row in rows if (row["n_train"], row["method"]) == (n_train, method)]
            by_score = {
                name: numbers([row for row in own if row["quantity"] == name], "value")
                for name in SCORES
            }
            spreads = [format_spread(by_score[name]) for name in SCORES]
            lines.append([n_train, method, *spreads])
            boxes[method] = by_score["r2"]
            if method == EPISTATIC_NET:
                interactions += [[n_train, *line] for line in list_interactions(own)]
        draw_boxes(
            folder / f"figure_{n_train}.png",
            {f"{n_train} training genotypes": boxes},
            "R² on the rest of the landscape",
        )
    headers = ["genotypes", "method", "Pearson r", "R²"]
    write_table(folder / "table_scores.csv", headers, lines)
    headers = ["genotypes", "interaction", "order", "coefficient", "standard deviation"]
    write_table(folder / "table_interactions.csv", headers, interactions)


def list_interactions(rows):
    """Return the largest coefficients, mean and standard deviation over the training sets."""
    values = {}
    for row in rows:
        if row["quantity"] not in SCORES:
            values.setdefault(row["quantity"], []).append(float(row["value"]))
    largest = sorted(values, key=lambda sites: -abs(np.mean(values[sites])))[:TOP]
    for sites in largest:
        name = " × ".join(f"pos{site}" for site in sites.split())
        mean, spread = np.mean(values[sites]), np.std(values[sites])
        yield name, len(sites.split()), f"{mean:.4g}", f"{spread:.2g}"


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
