"""Ask what weights made of measurement errors do to predictions, on three measured landscapes.

The same training sets are fitted without weights, with weights of 1 / (error² + tau²), where tau
is found in the training set, with the same weights in random order, which shows how much a fit
changes by chance, and with weights of 1 / error² alone. The other genotypes are scored with equal
weights and with weights that include tau. A quarter of an hour on one core.

    python docs/benchmarks/weights/weights.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import Study, format_difference, shorten, write_table
from sklearn.linear_model import LassoCV, RidgeCV
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes
from sk_epinet.datasets import make_walsh_landscape, weights_from_errors

STUDY = Study(
    __file__,
    __doc__,
    (
        *("landscape", "n_train", "seed", "model", "weights"),
        *("r2", "weighted_r2", "tau", "noise_share", "effective_share"),
    ),
    n_keys=4,
)
LANDSCAPES = ("trna_domingo2018", "smn1_5ss_wong2018", "gb1_wu2016")
MODELS = ("network", "ridge", "lasso")
SEEDS = range(6)
N_TRAIN = 300
MOST_TEST = 5000
TITLES = {
    "ridge": "RidgeCV on pairs",
    "lasso": "LassoCV on pairs",
    "network": "EpistaticNetRegressorCV",
}
# The kinds of weights in the rows, and their names in the tables.
WEIGHTS = {
    "none": "no weights",
    "with tau": "1 / (error² + tau²)",
    "shuffled": "the same in random order",
    "error only": "1 / error²",
}


def list_tasks(options):
    if options.smoke:
        return [("planted", 40, 0, model) for model in MODELS]
    return [
        (landscape, N_TRAIN, seed, model)
        for seed in SEEDS
        for model in MODELS
        for landscape in LANDSCAPES
    ]


def load(name, options):
    """Return genotypes, measured values and their standard errors."""
    if options.smoke:
        X, y, _ = make_walsh_landscape(7, 8, 3, random_state=0)
        error = np.random.RandomState(0).uniform(0.1, 1.0, len(y))
        return pd.DataFrame(X).astype("category"), y, error
    path = options.landscapes / "alleles" / f"{name}.csv.gz"
    if not path.exists():
        raise SystemExit(f"There is no file {path}. Give the folder with --landscapes DIR.")
    table = pd.read_csv(path, keep_default_na=False)
    letters = pd.DataFrame([list(genotype) for genotype in table["genotype"]])
    # Categories, so that alleles that are not in a training set are known all the same.
    return letters.astype("category"), table["y"].to_numpy(), table["y_err"].to_numpy()


def make_model(name, seed, options):
    if name == "network":
        # From 300 genotypes on the Walsh penalty is worth nothing. Two candidates save time.
        network = EpistaticNetRegressorCV(
            wh_weights=[0], alphas=[0.1, 0.4], global_epistasis=None, random_state=seed
        )
        return shorten(network, options)
    folds = GenotypeKFold(5, shuffle=True, random_state=seed)
    if name == "ridge":
        linear = RidgeCV(np.geomspace(1e-2, 1e4, 25), cv=folds)
    else:
        linear = LassoCV(cv=folds, max_iter=5000)
    return make_pipeline(WalshFeatures(max_order=2), linear)


def fit(model, X, y, weight):
    """Fit with weights, which a pipeline is given by the name of its last step."""
    step = f"{model.steps[-1][0]}__" if hasattr(model, "steps") else ""
    return model.fit(X, y, **{f"{step}sample_weight": weight})


def measure(options, landscape, n_train, seed, model):
    X, y, error = load(landscape, options)
    train, test = split_genotypes(X, n_train, random_state=seed)
    test = test[:MOST_TEST]
    found, tau = weights_from_errors(error[train], X=X.iloc[train], y=y[train], return_tau=True)
    shuffled = np.random.RandomState(seed).permutation(found)
    candidates = np.ones(n_train), found, shuffled, weights_from_errors(error[train], tau=0)
    of_test = weights_from_errors(error[test], tau=tau)
    noise = np.mean(error[train] ** 2) / np.var(y[train])
    rows = []
    for name, weight in zip(WEIGHTS, candidates, strict=True):
        fitted = fit(make_model(model, seed, options), X.iloc[train], y[train], weight)
        predicted = fitted.predict(X.iloc[test])
        values = (
            r2_score(y[test], predicted),
            r2_score(y[test], predicted, sample_weight=of_test),
            tau / np.std(y[train]),
            noise,
            weight.sum() ** 2 / (weight**2).sum() / n_train,
        )
        rows.append((name, *(f"{value:.4f}" for value in values)))
    return rows


def report(rows, folder):
    cells = {}
    for row in rows:
        key = row["landscape"], row["model"]
        cells.setdefault(key, {}).setdefault(row["weights"], []).append(row)
    _write_scores(cells, "r2", folder / "table_equal.csv")
    _write_scores(cells, "weighted_r2", folder / "table_weighted.csv")
    _write_tau(rows, folder / "table_tau.csv")


def _write_scores(cells, score, path):
    lines = []
    for (landscape, model), by_weights in cells.items():
        scores = {
            name: np.array([float(row[score]) for row in by_weights[name]]) for name in WEIGHTS
        }
        mean = {name: values.mean() for name, values in scores.items()}
        better = (scores["with tau"] > scores["none"]).sum()
        lines.append(
            [
                landscape,
                TITLES[model],
                f"{mean['none']:.3f}",
                *(format_difference(mean[name], mean["none"], 3) for name in list(WEIGHTS)[1:]),
                f"{better} of {len(scores['none'])}",
            ]
        )
    order = {name: i for i, name in enumerate(LANDSCAPES)}
    lines.sort(key=lambda line: (order.get(line[0], -1), list(TITLES.values()).index(line[1])))
    headers = ["landscape", "model", *WEIGHTS.values(), "training sets where tau is better"]
    write_table(path, headers, lines)


def _write_tau(rows, path):
    """Write what was found in the training sets, which all models of a seed share."""
    lines = []
    for landscape in dict.fromkeys(row["landscape"] for row in rows):
        own = [row for row in rows if row["landscape"] == landscape]

        def mean(column, weights, own=own):
            return f"{np.mean([float(r[column]) for r in own if r['weights'] == weights]):.2f}"

        lines.append(
            [
                landscape,
                mean("noise_share", "none"),
                mean("tau", "none"),
                mean("effective_share", "with tau"),
                mean("effective_share", "error only"),
            ]
        )
    headers = [
        "landscape",
        "mean error² / variance of y",
        "tau / standard deviation of y",
        "effective share of the rows with tau",
        "effective share without tau",
    ]
    write_table(path, headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
