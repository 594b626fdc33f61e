"""Find out how many steps a fit needs on few genotypes.

The default is trained with 500 and 250 steps on up to 300 genotypes, and with 500 and 400 steps on
1,000. Training and test sets are those of the study of batches: nothing that the study of
generalisation scores is scored here. Half an hour on one core.

    python docs/benchmarks/steps/steps.py
"""

import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import (
    CHOOSING,
    PLANTED,
    Study,
    format_difference,
    load,
    shorten,
    split_development_set,
    write_table,
)

from sk_epinet import EpistaticNetRegressorCV

STUDY = Study(
    __file__, __doc__, ("steps", "landscape", "n_train", "seed", "r2", "seconds"), n_keys=4
)
STEPS = {100: (500, 250), 50: (500, 250), 300: (500, 250), 1000: (500, 400)}
BATCHES = {50: 1, 100: 1, 300: 1, 1000: 4}  # of batch_size="auto"
SEEDS = (0, 1)


def list_tasks(options):
    if options.smoke:
        return [(steps, PLANTED, 50, 0) for steps in (500, 250)]
    return [
        (steps, landscape, n_train, seed)
        for seed in SEEDS
        for n_train in STEPS
        for landscape in (*CHOOSING, PLANTED)
        for steps in STEPS[n_train]
    ]


def measure(options, steps, landscape, n_train, seed):
    X, y = load(landscape, options, seed)
    train, test = split_development_set(landscape, len(y), n_train, seed)
    epochs = round(steps / BATCHES[n_train])
    model = shorten(EpistaticNetRegressorCV(max_iter=epochs, random_state=seed), options)
    start = process_time()
    model.fit(X[train], y[train])
    seconds = process_time() - start
    return [(f"{model.score(X[test], y[test]):.5f}", f"{seconds:.1f}")]


def report(rows, folder):
    cells = {}
    for row in rows:
        cell = cells.setdefault((int(row["n_train"]), row["landscape"]), {})
        cell.setdefault(int(row["steps"]), {})[row["seed"]] = float(row["r2"])
    headers = ["genotypes", "landscape", "500", "400", "250"]
    order = (*CHOOSING, PLANTED)
    lines = [
        [*key, *(compare(cells[key], int(steps)) for steps in headers[2:])]
        for key in sorted(cells, key=lambda key: (key[0], order.index(key[1])))
    ]
    for n_train in STEPS:
        own = [cell for (n, _), cell in cells.items() if n == n_train]
        if own:
            means = [mean_difference(own, int(steps)) for steps in headers[2:]]
            lines.append([n_train, "mean difference", *means])
    write_table(folder / "table.csv", headers, lines)


def compare(cell, steps):
    """Return R² with so many steps, and the difference to 500 on the same training sets."""
    pairs = pair(cell, steps)
    return format_difference(*np.mean(pairs, axis=0)) if pairs else ""


def mean_difference(cells, steps):
    """Return the mean difference over all training sets, and its standard error."""
    differences = [own - base for cell in cells for own, base in pair(cell, steps)]
    if steps == 500 or len(differences) < 2:
        return ""
    error = np.std(differences, ddof=1) / np.sqrt(len(differences))
    return f"{np.mean(differences):+.4f} ± {error:.4f}"


def pair(cell, steps):
    own, base = cell.get(steps, {}), cell.get(500, {})
    return [(own[seed], base[seed]) for seed in base if seed in own]


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
