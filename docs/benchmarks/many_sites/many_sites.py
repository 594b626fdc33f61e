"""Landscapes of many sites: planted functions, one-hot amino acids, a simulated deep scan.

planted   25, 50 or 100 sites, 25 interactions of order 1 to 5 (order uniform, amplitude uniform in
          (-1, 1), no noise); c * 25 * n_sites training genotypes, c = 1, 3, 8. The penalties at
          several costs in one and the same network, a network without, and LassoCV.
gb1       Wu2016_GB1, all amino acids at four sites, one-hot encoded to 80 columns.
scan      200 sites, genotypes of 1 to 8 mutations, additive and sparse pairwise effects behind a
          sigmoid, a detection floor, noise.
cost      what an epoch costs on a scan of 233 sites with 20 alleles each, beside the same scan as
          233 columns "mutated here or not". The draws repeat it.

About an hour on one core.

    python docs/benchmarks/many_sites/many_sites.py
    python docs/benchmarks/many_sites/many_sites.py --studies scan --seeds 0 1 2
"""

import csv
import sys
import warnings
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import METHODS, Study, one_network, shorten, write_table
from sklearn.linear_model import LassoCV
from sklearn.metrics import r2_score
from sklearn.model_selection import ShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
)

STUDY = Study(
    __file__,
    __doc__,
    ("study", "setting", "n_train", "seed", "method", "r2", "seconds"),
    n_keys=5,
)
STUDIES = ("planted", "gb1", "scan", "cost")
# What the network of the study of costs is given, and its properties.
CODINGS = {
    "two levels": None,
    "alleles": None,
    "alleles with properties": "auto",
}
# The names of methods in the tables, where they differ from those in the rows.
TITLES = {
    "linear": "linear regression",
    "forest": "random forest",
    "boosting": "XGBoost",
    "mlp": "MLPRegressor",
    "gp": "Gaussian process",
    "LassoCV order 1": "LassoCV on single effects",
    "LassoCV order 2": "LassoCV on effects and pairs",
    "plain network": "no penalty",
    **{f"hashed {b} bits": f"hashed penalty, {b} bits" for b in (7, 10, 13)},
    **{f"sub-cube {b} sites": f"sub-cube penalty, {b} free sites" for b in (7, 10)},
}
N_TEST = 5000
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"


def add_arguments(parser):
    parser.add_argument("--studies", nargs="+", choices=STUDIES, default=STUDIES)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])


def list_tasks(options):
    if options.smoke:
        settings = [("planted", 8, 60, 0), ("gb1", 80, 60, 0), ("scan", 12, 60, 0)]
        few = ("sub-cube 7 sites", "plain network", "LassoCV", "default", "LassoCV order 1")
        return [
            (*setting, method)
            for setting in settings
            for method in list_methods(*setting)
            if method in few
        ] + [("cost", 12, 200, 0, coding) for coding in CODINGS]
    return [
        (*setting, method)
        for setting in list_settings(options.seeds)
        if setting[0] in options.studies
        for method in list_methods(*setting)
    ]


def list_settings(seeds):
    for seed in seeds:
        for n_train in (200, 1000, 2000):
            yield "scan", 200, n_train, seed
            yield "gb1", 80, n_train, seed
        for n_train in (1000, 10_000, 50_000):
            yield "cost", 233, n_train, seed
        for n_sites in (25, 50, 100):
            for c in (1, 3, 8):
                yield "planted", n_sites, 25 * c * n_sites, seed


def measure(options, study, n_sites, n_train, seed, method):
    if study == "cost":
        return [("", f"{seconds_of_an_epoch(options, n_sites, n_train, seed, method):.4f}")]
    draw = {"planted": draw_planted, "gb1": draw_gb1, "scan": draw_scan}[study]
    X, y = draw(options, n_sites, n_train + (100 if options.smoke else N_TEST), seed)
    estimator = shorten(list_methods(study, n_sites, n_train, seed)[method], options)
    start = perf_counter()
    with warnings.catch_warnings():
        # Of few sites, as in a smoke run, random genotypes repeat by chance.
        warnings.filterwarnings("ignore", message="The splits of cv")
        estimator.fit(X[:n_train], y[:n_train])
    seconds = perf_counter() - start
    r2 = r2_score(y[n_train:], estimator.predict(X[n_train:]))
    return [(f"{r2:.4f}", f"{seconds:.1f}")]


def draw_planted(options, n_sites, n_samples, seed):
    rng = np.random.RandomState(seed)
    orders = rng.randint(1, 6, 25)
    interactions = [rng.choice(n_sites, order, replace=False) for order in orders]
    X = rng.randint(0, 2, (n_samples, n_sites))
    spins, amplitudes = 1 - 2 * X, rng.uniform(-1, 1, 25)
    y = np.zeros(n_samples)
    for sites, amplitude in zip(interactions, amplitudes, strict=True):
        y += amplitude * spins[:, sites].prod(axis=1)
    return X, y


def draw_gb1(options, n_sites, n_samples, seed):
    """Return one-hot columns and the fitness; in a smoke run, random genotypes and numbers."""
    rng = np.random.RandomState(seed)
    if options.smoke:
        table = [("".join(word), rng.randn()) for word in rng.choice(list("ACD"), (n_samples, 4))]
    else:
        with (options.landscapes / "Wu2016_GB1.csv").open() as file:
            table = [(row["sequences"], row["fitness"]) for row in csv.DictReader(file)]
    rows = rng.permutation(len(table))[:n_samples]
    alleles = [list(table[row][0]) for row in rows]
    encoder = OneHotEncoder(categories=[list(AMINO_ACIDS)] * 4, sparse_output=False)
    return encoder.fit_transform(alleles), np.array([float(table[row][1]) for row in rows])


def draw_scan(options, n_sites, n_samples, seed):
    """Simulate a scan: most sites are nearly neutral, and the assay has a floor."""
    rng = np.random.RandomState(seed)
    X = np.zeros((n_samples, n_sites), dtype=int)
    for genotype in X:
        genotype[rng.choice(n_sites, rng.randint(1, 9), replace=False)] = 1
    effects = -rng.gamma(0.5, 1.0, n_sites) * np.where(rng.rand(n_sites) < 0.9, 1, -0.5)
    pairs = [rng.choice(n_sites, 2, replace=False) for _ in range(2000)]
    trait = 3 + X @ effects
    for (i, j), effect in zip(pairs, rng.normal(0, 1.5, len(pairs)), strict=True):
        trait += effect * X[:, i] * X[:, j]
    y = 10 / (1 + np.exp(-trait)) + rng.normal(0, 0.3, len(X))
    return X, np.maximum(y, 0.5)


def seconds_of_an_epoch(options, n_sites, n_samples, seed, coding):
    """Return seconds of the processor: what more epochs take, without the preparation."""
    X, y = draw_mutations(n_sites, n_samples, seed)
    if coding == "two levels":
        X = X.ne(AMINO_ACIDS[0]).to_numpy(dtype=float)
    n_more = 1 if options.smoke else 10 + 200_000 // n_samples
    seconds = []
    for n_epochs in (1, 1, 1 + n_more):  # the first fit of a process takes longer
        model = EpistaticNetRegressor(
            penalty=None,
            allele_properties=CODINGS[coding],
            max_iter=n_epochs,
            random_state=0,
        )
        start = process_time()
        model.fit(X, y)
        seconds.append(process_time() - start)
    return (seconds[2] - seconds[1]) / n_more


def draw_mutations(n_sites, n_samples, seed):
    """Return genotypes of about four mutations in 233 sites as categories, and random values."""
    rng = np.random.RandomState(seed)
    is_mutated = rng.rand(n_samples, n_sites) < 4 / 233
    codes = np.where(is_mutated, rng.randint(1, 20, is_mutated.shape), 0)
    X = pd.DataFrame(
        {i: pd.Categorical.from_codes(own, list(AMINO_ACIDS)) for i, own in enumerate(codes.T)}
    )
    return X, is_mutated @ rng.randn(n_sites) + rng.randn(n_samples)


def list_methods(study, *setting):
    if study == "cost":
        return CODINGS
    return (planted_methods if study == "planted" else other_methods)(*setting)


def planted_methods(n_sites, n_train, seed):
    weights = [0.001, 0.003, 0.01, 0.03]
    penalties = {f"hashed {b} bits": HashedWalshPenalty(b) for b in (7, 10, 13)}
    penalties |= {f"sub-cube {b} sites": SubcubeWalshPenalty(b) for b in (7, 10)}
    # The weight is chosen on a held-out fifth.
    fifth = ShuffleSplit(1, test_size=0.2, random_state=seed)
    methods = {
        name: one_network(weights, penalty, fifth, seed) for name, penalty in penalties.items()
    }
    methods["plain network"] = one_network([0], None, fifth, seed)
    methods["LassoCV"] = make_pipeline(
        WalshFeatures(3 if n_sites == 25 else 2),
        LassoCV(cv=3, alphas=30, precompute=True, max_iter=5000),
    )
    return methods


def other_methods(n_sites, n_train, seed):
    methods = {"default": EpistaticNetRegressorCV(random_state=seed)}
    if seed == 0 and n_train == 1000:
        variants = {
            "uniform background": {"penalty": SubcubeWalshPenalty(background="uniform")},
            "hashed": {"penalty": HashedWalshPenalty(9)},
            "no penalty": {"wh_weights": [0]},
            "no link": {"global_epistasis": None},
        }
        for name, settings in variants.items():
            methods[f"default, {name}"] = EpistaticNetRegressorCV(random_state=seed, **settings)
    # The gradient of a Gaussian process takes n_sites n_train^2 numbers.
    rivals = ("linear", "forest", "boosting", "mlp") + ("gp",) * (n_sites * n_train <= 80_000)
    methods |= {name: METHODS[name](n_sites, seed) for name in rivals}
    for order in (1,) if n_sites > 100 else (1, 2):
        lasso = LassoCV(cv=5, precompute=True, max_iter=5000)
        methods[f"LassoCV order {order}"] = make_pipeline(WalshFeatures(order), lasso)
    return methods


def report(rows, folder):
    _write_costs([row for row in rows if row["study"] == "cost"], folder / "table_cost.csv")
    for study in ("planted", "gb1", "scan"):
        own = [row for row in rows if row["study"] == study]
        cells = sorted({(int(row["setting"]), int(row["n_train"])) for row in own})
        lines = []
        for name in dict.fromkeys(row["method"] for row in own):
            line = [TITLES.get(name, name)]
            for cell in cells:
                scores = [
                    float(row["r2"])
                    for row in own
                    if row["method"] == name and (int(row["setting"]), int(row["n_train"])) == cell
                ]
                line.append(f"{np.mean(scores):.3f}" if scores else "")
            lines.append(line)
        unit = "columns" if study == "gb1" else "sites"
        headers = ["method", *(f"{size} {unit}, {n:,} genotypes" for size, n in cells)]
        write_table(folder / f"table_{study}.csv", headers, lines)


def _write_costs(rows, path):
    """Write the seconds of an epoch, as multiples of those for two levels in the same draw."""
    cells = {}
    for row in rows:
        cell = cells.setdefault((int(row["setting"]), int(row["n_train"])), {})
        cell.setdefault(row["method"], {})[row["seed"]] = float(row["seconds"])
    lines = []
    for (n_sites, n_samples), cell in sorted(cells.items()):
        draws = sorted(set.intersection(*(set(cell.get(coding, ())) for coding in CODINGS)))
        if draws:
            base, *others = (np.array([cell[c][seed] for seed in draws]) for c in CODINGS)
            line = [n_sites, f"{n_samples:,}", len(draws), f"{np.median(base):.3f}"]
            lines.append(line + [f"{np.median(other / base):.2f}" for other in others])
    headers = ["sites", "training genotypes", "repeats", "two levels: seconds of an epoch"]
    write_table(
        path, [*headers, *(f"{coding} / two levels" for coding in list(CODINGS)[1:])], lines
    )


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
