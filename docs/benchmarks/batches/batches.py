"""Find out how many rows a step and how many steps a fit needs on many genotypes.

EpistaticNetRegressorCV is trained on 1,000 genotypes of the development sets and scored on the
rest of them, or trained on 5,000 genotypes outside them and scored on all of them: nothing that
the study of generalisation scores is scored here. Planted landscapes, which ask more of the
penalty, are beside them. One row for each fit; an hour on one core.

    python docs/benchmarks/batches/batches.py
"""

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import PLANTED, Study, format_difference, load, split_development_set, write_table

from sk_epinet import EpistaticNetRegressorCV, SubcubeWalshPenalty

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "n_train", "seed", "free_sites", "batch", "epochs", "r2", "seconds"),
    n_keys=6,
)
# Free sites of the sub-cube, rows of a step, epochs. The differences are to the first.
SETTINGS = {
    1000: (
        (9, 4096, 500),
        (9, 512, 250),
        (9, 256, 250),
        (9, 256, 125),
        (9, 128, 63),
        (8, 256, 125),
        (8, 128, 63),
        (10, 256, 125),
    ),
    5000: (
        (9, 4096, 500),
        (9, 4096, 250),
        (9, 512, 100),
        (9, 256, 50),
        (9, 256, 25),
        (8, 256, 50),
        (8, 256, 100),
        (8, 512, 200),
        (10, 256, 100),
    ),
}
LANDSCAPES = {
    1000: ("Poelwijk2019", "Moulana2022_ACE2", "Phillips2021_CR6261_h9", PLANTED),
    5000: ("Poelwijk2019", "Moulana2022_ACE2"),
}
SEEDS = {1000: (0, 1, 2), 5000: (0,)}


def list_tasks(options):
    if options.smoke:
        return [(PLANTED, 40, 0, 3, 16, 2), ("Poelwijk2019", 20, 0, 3, 16, 2)]
    return [
        (landscape, n, seed, *setting)
        for n in SETTINGS
        for seed in SEEDS[n]
        for landscape in LANDSCAPES[n]
        for setting in SETTINGS[n]
    ]


def measure(options, landscape, n_train, seed, free_sites, batch, epochs):
    X, y = load(landscape, options, seed)
    train, test = split_development_set(landscape, len(y), n_train, seed)
    model = EpistaticNetRegressorCV(
        penalty=SubcubeWalshPenalty(free_sites),
        batch_size=batch,
        max_iter=epochs,
        random_state=seed,
    )
    start = perf_counter()
    model.fit(X[train], y[train])
    seconds = perf_counter() - start
    return [(f"{model.score(X[test], y[test]):.5f}", f"{seconds:.1f}")]


def report(rows, folder):
    scores = {}
    for row in rows:
        setting = row["free_sites"], row["batch"], row["epochs"]
        cell = scores.setdefault(row["n_train"], {}).setdefault(setting, {})
        cell.setdefault(row["landscape"], []).append(float(row["r2"]))
    for n_train, by_setting in scores.items():
        first, *others = list_settings(int(n_train), by_setting)
        landscapes = list(by_setting[first])
        lines = []
        for setting in (first, *others):
            means = [
                format_difference(*(np.mean(by_setting[s][name]) for s in (setting, first)))
                if name in by_setting[setting] and name in by_setting[first]
                else ""
                for name in landscapes
            ]
            lines.append([*setting, *means])
        headers = ["free sites", "rows in a step", "epochs", *landscapes]
        write_table(folder / f"table_{n_train}.csv", headers, lines)


def list_settings(n_train, measured):
    """Return the settings that were measured, in the order of the study."""
    ordered = [tuple(map(str, setting)) for setting in SETTINGS.get(n_train, ())]
    return [s for s in ordered if s in measured] + [s for s in measured if s not in ordered]


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
