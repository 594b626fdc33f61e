"""How many rows a step and how many steps EpistaticNetRegressorCV needs on many genotypes.

Trained on 1,000 genotypes of the development sets of generalisation.py and scored on the other
500, or trained on genotypes outside them and scored on all 1,500: nothing that the study scores is
scored here. And on planted landscapes, which ask more of the penalty. One row a fit is appended to
``batches.csv``; a run that was stopped goes on.

    python docs/benchmarks/batches.py             # an hour on two cores
    python docs/benchmarks/batches.py --summary   # the tables of batches.txt
"""

import argparse
import os
import sys
import warnings
from pathlib import Path
from time import perf_counter

import generalisation as study
import numpy as np
import torch
from rows import Rows
from tabulate import tabulate
from tqdm import tqdm

from sk_epinet import EpistaticNetRegressorCV, SubcubeWalshPenalty
from sk_epinet.datasets import make_walsh_landscape

HERE = Path(__file__).parent
FIELDS = ("landscape", "n_train", "seed", "free_sites", "batch", "epochs", "r2", "seconds")
ROWS = Rows(HERE / "batches.csv", FIELDS)
PLANTED = "planted"  # 60 interactions of up to four of 13 sites, and noise
# Free sites of the sub-cube, rows of a step, epochs.
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


def split(landscape, n_samples, n_train, seed):
    random = np.random.RandomState(seed)
    inside = study.development_set(landscape, n_samples)
    if landscape == PLANTED:
        inside = np.arange(n_samples)
    if n_train < len(inside):
        rows = random.permutation(inside)
        return rows[:n_train], rows[n_train:]
    outside = np.setdiff1d(np.arange(n_samples), inside)
    return random.permutation(outside)[:n_train], inside


def load(landscape, seed):
    if landscape == PLANTED:
        return make_walsh_landscape(13, 60, 4, noise=0.3, random_state=seed)[:2]
    return study.load(landscape)


def run(landscape, n_train, seed, free, batch, epochs):
    X, y = load(landscape, seed)
    train, test = split(landscape, len(y), n_train, seed)
    penalty = SubcubeWalshPenalty(free)
    settings = {"penalty": penalty, "batch_size": batch, "max_iter": epochs}
    model = EpistaticNetRegressorCV(**settings, random_state=seed)
    start = perf_counter()
    model.fit(X[train], y[train])
    seconds = perf_counter() - start
    score = model.score(X[test], y[test])
    return landscape, n_train, seed, free, batch, epochs, f"{score:.5f}", f"{seconds:.1f}"


def main():
    finished = ROWS.keys(*FIELDS[:6])
    todo = [
        (landscape, n, seed, *setting)
        for n in SETTINGS
        for seed in SEEDS[n]
        for landscape in LANDSCAPES[n]
        for setting in SETTINGS[n]
        if tuple(map(str, (landscape, n, seed, *setting))) not in finished
    ]
    for task in tqdm(todo, file=sys.stderr):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ROWS.append(run(*task))


def summary():
    """R² and its difference to the first setting, means over the training sets."""
    of = {tuple(row[field] for field in FIELDS[:6]): float(row["r2"]) for row in ROWS.read()}
    for n, settings in SETTINGS.items():
        lines = []
        for setting in settings:
            line = list(setting)
            for landscape in LANDSCAPES[n]:
                score, base = (
                    np.mean([of[landscape, str(n), str(seed), *map(str, s)] for seed in SEEDS[n]])
                    for s in (setting, settings[0])
                )
                line.append(f"{score:.4f} ({score - base:+.4f})")
            lines.append(line)
        headers = ["free sites", "rows", "epochs", *LANDSCAPES[n]]
        print(f"{n} genotypes, {len(SEEDS[n])} training sets of each landscape: R²\n")
        print(tabulate(lines, headers, disable_numparse=True), end="\n\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    torch.set_num_threads(os.cpu_count())
    summary() if parser.parse_args().summary else main()
