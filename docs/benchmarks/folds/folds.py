"""Find out how many folds 1,000 genotypes need, and which candidates are worth a final fit.

EpistaticNetRegressorCV with five folds or three, and with networks on all rows for the candidates
with a share of at least .02 or .04. The training and test sets are those of the study of batches:
nothing that the study of generalisation scores is scored here. Ten minutes on one core.

    python docs/benchmarks/folds/folds.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import (
    PLANTED,
    Study,
    format_difference,
    load,
    shorten,
    split_development_set,
    write_table,
)
from sklearn.model_selection import KFold

from sk_epinet import EpistaticNetRegressorCV

STUDY = Study(__file__, __doc__, ("folds", "least_share", "landscape", "seed", "r2"), n_keys=4)
VARIANTS = ((5, 0.02), (3, 0.02), (3, 0.04))
LANDSCAPES = ("Poelwijk2019", "Moulana2022_ACE2", "Phillips2021_CR6261_h9", PLANTED)
SEEDS = (0, 1, 2)
N_TRAIN = 1000


class Regressor02(EpistaticNetRegressorCV):
    """Train final networks for candidates with a share of at least .02."""

    _least_share = 0.02


class Regressor04(EpistaticNetRegressorCV):
    """Train final networks for candidates with a share of at least .04."""

    _least_share = 0.04


REGRESSORS = {0.02: Regressor02, 0.04: Regressor04}


def list_tasks(options):
    landscapes, seeds = ((PLANTED,), (0,)) if options.smoke else (LANDSCAPES, SEEDS)
    return [
        (*variant, landscape, seed)
        for seed in seeds
        for landscape in landscapes
        for variant in VARIANTS
    ]


def measure(options, n_folds, least_share, landscape, seed):
    X, y = load(landscape, options, seed)
    n_train = 30 if options.smoke else N_TRAIN
    train, test = split_development_set(landscape, len(y), n_train, seed)
    cv = KFold(n_folds, shuffle=True, random_state=seed)
    model = shorten(REGRESSORS[least_share](cv=cv, random_state=seed), options)
    return [(f"{model.fit(X[train], y[train]).score(X[test], y[test]):.4f}",)]


def report(rows, folder):
    scores = {}
    for row in rows:
        variant = row["folds"], row["least_share"]
        cell = scores.setdefault(variant, {})
        cell.setdefault(row["landscape"], []).append(float(row["r2"]))
    first = next(iter(scores))
    landscapes = list(scores[first])
    lines = [
        [*variant, *(_difference(by_landscape, scores[first], name) for name in landscapes)]
        for variant, by_landscape in scores.items()
    ]
    write_table(folder / "table.csv", ["folds", "least share", *landscapes], lines)


def _difference(scores, base, name):
    return format_difference(np.mean(scores[name]), np.mean(base[name]))


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
