"""Landscapes of many sites: planted functions, one-hot amino acids, a simulated deep scan.

planted   25, 50 or 100 sites, 25 interactions of order 1 to 5 (order uniform, amplitude uniform in
          (-1, 1), no noise); c * 25 * n_sites training genotypes, c = 1, 3, 8. The penalties at
          several costs in one and the same network, a network without, and LassoCV.
gb1       Wu2016_GB1, all amino acids at four sites, one-hot encoded to 80 columns.
scan      200 sites, genotypes of 1 to 8 mutations, additive and sparse pairwise effects behind a
          sigmoid, a detection floor, noise.

Rows are appended to ``many_sites.csv``; a run that was stopped goes on where it was.

    python docs/benchmarks/many_sites.py              # about an hour on one core
    python docs/benchmarks/many_sites.py --summary    # the tables of many_sites.txt
"""

import argparse
import csv
import os
import sys
import warnings
from pathlib import Path
from time import perf_counter

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when the libraries below are loaded

import generalisation_methods as methods  # noqa: E402
import numpy as np  # noqa: E402
from rows import Rows  # noqa: E402
from sklearn.linear_model import LassoCV  # noqa: E402
from sklearn.metrics import r2_score  # noqa: E402
from sklearn.model_selection import ShuffleSplit  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import OneHotEncoder  # noqa: E402
from tabulate import tabulate  # noqa: E402
from tqdm import tqdm  # noqa: E402

from sk_epinet import (  # noqa: E402
    EpistaticNetRegressorCV,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
)

HERE = Path(__file__).parent
GB1 = HERE.parents[2] / "shared" / "landscapes" / "Wu2016_GB1.csv"
FIELDS = ("study", "setting", "n_train", "seed", "method", "r2", "seconds")
ROWS = Rows(HERE / "many_sites.csv", FIELDS)
N_TEST = 5000
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"


def walsh_sum(spins, interactions, amplitudes):
    values = np.zeros(len(spins))
    for sites, amplitude in zip(interactions, amplitudes, strict=True):
        values += amplitude * spins[:, sites].prod(axis=1)
    return values


def planted(n_sites, n_train, seed):
    rng = np.random.RandomState(seed)
    orders = rng.randint(1, 6, 25)
    interactions = [rng.choice(n_sites, order, replace=False) for order in orders]
    X = rng.randint(0, 2, (n_train + N_TEST, n_sites))
    y = walsh_sum(1 - 2 * X, interactions, rng.uniform(-1, 1, 25))
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


def gb1(n_train, seed):
    with GB1.open() as file:
        table = [(row["sequences"], row["fitness"]) for row in csv.DictReader(file)]
    rows = np.random.RandomState(seed).permutation(len(table))[: n_train + N_TEST]
    alleles = [list(table[row][0]) for row in rows]
    X = OneHotEncoder(categories=[list(AMINO_ACIDS)] * 4, sparse_output=False).fit_transform(
        alleles
    )
    y = np.array([float(table[row][1]) for row in rows])
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


def scan(n_sites, n_train, seed):
    """Deep scan: most sites are nearly neutral, mutations mostly harm, assays have a floor."""
    rng = np.random.RandomState(seed)
    X = np.zeros((n_train + N_TEST, n_sites), dtype=int)
    for genotype in X:
        genotype[rng.choice(n_sites, rng.randint(1, 9), replace=False)] = 1
    effects = -rng.gamma(0.5, 1.0, n_sites) * np.where(rng.rand(n_sites) < 0.9, 1, -0.5)
    pairs = [rng.choice(n_sites, 2, replace=False) for _ in range(2000)]
    trait = 3 + X @ effects
    for (i, j), effect in zip(pairs, rng.normal(0, 1.5, len(pairs)), strict=True):
        trait += effect * X[:, i] * X[:, j]
    y = 10 / (1 + np.exp(-trait)) + rng.normal(0, 0.3, len(X))
    y = np.maximum(y, 0.5)
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


def network(penalty, weights, seed):
    """The weight is chosen on a held-out fifth."""
    fifth = ShuffleSplit(1, test_size=0.2, random_state=seed)
    return methods.one_network(weights, penalty, fifth, seed)


def planted_methods(n_sites, n_train, seed):
    weights = [0.001, 0.003, 0.01, 0.03]
    penalties = {f"hashed {b} bits": HashedWalshPenalty(b) for b in (7, 10, 13)}
    penalties |= {f"sub-cube {b} sites": SubcubeWalshPenalty(b) for b in (7, 10)}
    nets = {name: network(penalty, weights, seed) for name, penalty in penalties.items()}
    nets["plain network"] = network(None, [0], seed)
    nets["LassoCV"] = make_pipeline(
        WalshFeatures(3 if n_sites == 25 else 2),
        LassoCV(cv=3, alphas=30, precompute=True, max_iter=5000),
    )
    return nets


def dense_methods(n_sites, n_train, seed):
    nets = {"default": EpistaticNetRegressorCV(random_state=seed)}
    if seed == 0 and n_train == 1000:
        variants = {
            "uniform background": {"penalty": SubcubeWalshPenalty(background="uniform")},
            "hashed": {"penalty": HashedWalshPenalty(9)},
            "no penalty": {"wh_weights": [0]},
            "no link": {"global_epistasis": None},
        }
        for name, settings in variants.items():
            nets[f"default, {name}"] = EpistaticNetRegressorCV(random_state=seed, **settings)
    # The gradient of a Gaussian process takes n_sites n_train^2 numbers.
    rivals = ("linear", "forest", "boosting", "mlp") + ("gp",) * (n_sites * n_train <= 80_000)
    orders = (1,) if n_sites > 100 else (1, 2)
    lassos = {f"LassoCV order {k}": _lasso(k) for k in orders}
    return nets | {name: methods.ALL[name](n_sites, seed) for name in rivals} | lassos


def _lasso(order):
    return make_pipeline(WalshFeatures(order), LassoCV(cv=5, precompute=True, max_iter=5000))


def settings(seeds):
    for seed in seeds:
        for n_train in (200, 1000, 2000):
            yield "scan", 200, n_train, seed
            yield "gb1", 80, n_train, seed
        for n_sites in (25, 50, 100):
            for c in (1, 3, 8):
                yield "planted", n_sites, 25 * c * n_sites, seed


def run(study, n_sites, n_train, seed, method):
    if study == "gb1":
        data = gb1(n_train, seed)
    else:
        data = {"planted": planted, "scan": scan}[study](n_sites, n_train, seed)
    X, y, X_test, y_test = data
    estimator = list_methods(study, n_sites, n_train, seed)[method]
    start = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimator.fit(X, y)
    seconds = perf_counter() - start
    r2 = r2_score(y_test, estimator.predict(X_test))
    return study, n_sites, n_train, seed, method, f"{r2:.4f}", f"{seconds:.1f}"


def list_methods(study, *setting):
    return (planted_methods if study == "planted" else dense_methods)(*setting)


def main(studies, seeds):
    finished = ROWS.keys(*FIELDS[:5])
    todo = [
        (*setting, method)
        for setting in settings(seeds)
        if setting[0] in studies
        for method in list_methods(*setting)
        if (setting[0], *map(str, setting[1:]), method) not in finished
    ]
    bar = tqdm(todo, file=sys.stderr)
    for task in bar:
        bar.set_postfix_str(" ".join(map(str, task)))
        ROWS.append(run(*task))


def summary():
    table = ROWS.read()
    for study in ("planted", "gb1", "scan"):
        own = [r for r in table if r["study"] == study]
        cells = sorted({(int(r["setting"]), int(r["n_train"])) for r in own})
        names = list(dict.fromkeys(r["method"] for r in own))
        lines = []
        for name in names:
            line = [name]
            for cell in cells:
                scores = [
                    float(r["r2"])
                    for r in own
                    if r["method"] == name and (int(r["setting"]), int(r["n_train"])) == cell
                ]
                line.append(f"{np.mean(scores):.3f} ({len(scores)})" if scores else "")
            lines.append(line)
        headers = [study] + [f"{n_sites} sites, {n}" for n_sites, n in cells]
        print(tabulate(lines, headers, disable_numparse=True), end="\n\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", nargs="+", default=["planted", "gb1", "scan"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--summary", action="store_true")
    arguments = parser.parse_args()
    summary() if arguments.summary else main(arguments.studies, arguments.seeds)
