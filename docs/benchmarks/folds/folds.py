"""Find out how many folds and which final networks are wanted on many genotypes.

EpistaticNetRegressorCV with five folds or three, with networks on all rows for the candidates with
a share of at least .02 or .04, and with two networks for each of them or one. The training and
test sets of 1,000 genotypes of two alleles are those of the study of batches: nothing that the
study of generalisation scores is scored here. Those of many alleles are of 4,000 genotypes, of
landscapes that settings are chosen on. Half an hour on one core.

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
    load_alleles,
    shorten,
    split_development_set,
    write_table,
)

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes

FIELDS = ("folds", "least_share", "n_members", "landscape", "n_train", "seed", "r2")
STUDY = Study(__file__, __doc__, FIELDS, n_keys=6)
# Folds, least share, networks of a candidate. The differences are to the first.
VARIANTS = {
    1000: ((5, 0.02, 2), (3, 0.02, 2), (3, 0.04, 2), (3, 0.02, 1)),
    4000: ((3, 0.02, 2), (3, 0.04, 2), (3, 0.02, 1)),
}
LANDSCAPES = {
    1000: ("Poelwijk2019", "Moulana2022_ACE2", "Phillips2021_CR6261_h9", PLANTED),
    4000: ("gb1_wu2016", "smn1_5ss_wong2018", "aav2_sinai2021_epik"),
}
SEEDS = {1000: (0, 1, 2), 4000: (0,)}
MOST_TEST = 5000


class Regressor02(EpistaticNetRegressorCV):
    """Train final networks for candidates with a share of at least .02."""

    _least_share = 0.02


class Regressor04(EpistaticNetRegressorCV):
    """Train final networks for candidates with a share of at least .04."""

    _least_share = 0.04


REGRESSORS = {0.02: Regressor02, 0.04: Regressor04}


def list_tasks(options):
    if options.smoke:
        return [(*variant, PLANTED, 1000, 0) for variant in VARIANTS[1000]]
    return [
        (*variant, landscape, n_train, seed)
        for n_train, variants in VARIANTS.items()
        for seed in SEEDS[n_train]
        for landscape in LANDSCAPES[n_train]
        for variant in variants
    ]


def measure(options, n_folds, least_share, n_members, landscape, n_train, seed):
    if landscape in LANDSCAPES[4000]:
        X, y = load_alleles(landscape, options.landscapes)
        train, test = split_genotypes(X, n_train, random_state=seed)
        test = test[:MOST_TEST]
        X_train, X_test = X.iloc[train], X.iloc[test]
    else:
        X, y = load(landscape, options, seed)
        n_train = 30 if options.smoke else n_train
        train, test = split_development_set(landscape, len(y), n_train, seed)
        X_train, X_test = X[train], X[test]
    cv = GenotypeKFold(n_folds, shuffle=True, random_state=seed)
    model = REGRESSORS[least_share](cv=cv, n_members=n_members, random_state=seed)
    fitted = shorten(model, options).fit(X_train, y[train])
    return [(f"{fitted.score(X_test, y[test]):.4f}",)]


def report(rows, folder):
    scores = {}
    for row in rows:
        variant = row["folds"], row["least_share"], row["n_members"]
        cell = scores.setdefault(row["n_train"], {}).setdefault(variant, {})
        cell.setdefault(row["landscape"], []).append(float(row["r2"]))
    headers = ["folds", "least share", "networks of a candidate"]
    for n_train, by_variant in scores.items():
        first = next(iter(by_variant.values()))
        lines = [
            [*variant, *(_difference(own, first, name) for name in first)]
            for variant, own in by_variant.items()
        ]
        write_table(folder / f"table_{n_train}.csv", [*headers, *first], lines)


def _difference(scores, base, name):
    return format_difference(np.mean(scores[name]), np.mean(base[name]))


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
