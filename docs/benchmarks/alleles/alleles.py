"""Compare models on sites of many alleles, beside the best published predictions.

Ten landscapes of a few sites with many alleles, five scans of a wild type, and one landscape of 15
sites with two alleles. The sizes for which predictions were published, and 100, 300, 1,000 and (of
the large landscapes) 4,000 training genotypes. Everything is chosen by cross-validation inside the
training set; up to 8,000 other genotypes are predicted. Some seven hours on one core, a third of
them for each draw of the training sets; a draw ends before the next begins.

    pip install xgboost biopython       # a rival and an ablation, left out where they are missing
    python docs/benchmarks/alleles/alleles.py
    python docs/benchmarks/alleles/alleles.py --seeds 0 --methods net boosting
"""

import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, format_spread, load_alleles, shorten, write_table
from rivals import (
    RidgeBehindSigmoid,
    RidgeOnPairs,
    boosted_trees,
    multilayer_perceptron,
    random_forest,
)
from scales import blosum62, z_scales
from sklearn.linear_model import LassoCV
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes
from sk_epinet.kernels import ConnectednessGaussianProcess

STUDY = Study(
    __file__,
    __doc__,
    (
        *("landscape", "n_train", "seed", "method"),
        *("squared_r", "r2", "coverage_of_90", "log_density", "seconds"),
    ),
    n_keys=4,
)
CHOOSING = (
    "gb1_wu2016",
    "smn1_5ss_wong2018",
    "aav2_sinai2021_epik",
    "psd95pdz3_abundance_faure2022",
)
OTHERS = (
    *("gb1_wu2016_fitness", "ha_hk68_wu2020", "hsp90_bank2016", "parD2_lite2020_raw"),
    *("pard3_pare3_aakre2015", "pard_lite2020", "tetr_westmann2024", "trna_domingo2018"),
    *("his3_s7_pokusaeva2019", "pab1_melamed2013", "tdp43_bolognesi2019"),
    "grb2sh3_abundance_faure2024",
)
# Landscapes of less than 8,000 genotypes, of which 4,000 are not trained on.
SMALL = (
    *("ha_hk68_wu2020", "hsp90_bank2016", "parD2_lite2020_raw", "trna_domingo2018"),
    "psd95pdz3_abundance_faure2022",
)
NUCLEOTIDES = ("smn1_5ss_wong2018",)  # of the first four: they have no amino acids
SIZES, LARGE = (100, 300, 1000), 4000
# Squared correlations of the best of eight models in Zhou, Marti-Gomez, Petti, McCandlish (2025),
# read from the curves of their package epik, by landscape and number of training genotypes.
PUBLISHED = {
    "gb1_wu2016": {350: 0.434, 754: 0.553, 1496: 0.613, 3710: 0.733, 7482: 0.788},
    "smn1_5ss_wong2018": {295: 0.258, 798: 0.483, 1512: 0.567, 3117: 0.683},
    "aav2_sinai2021_epik": {414: 0.561, 1043: 0.680, 4237: 0.774, 8405: 0.808},
}
# R² of HashWH (Gorji, Amrollahi and Krause 2023).
PUBLISHED_R2 = {"gb1_wu2016_fitness": {200: 0.16, 1000: 0.405, 2000: 0.555}}
N_DRAWS = 3
# Three in a hundred genotypes carry nearly all of the variance of gb1_wu2016_fitness.
N_DRAWS_R2 = 5
MOST_TEST = 8000
MOST_COLUMNS = 6000  # of the Lasso: pairs of alleles where there are no more, else alleles
TITLES = {
    "net": "EpistaticNetRegressorCV",
    "gp": "connectedness Gaussian process",
    "pairs": "ridge on pairs",
    "sigmoid": "ridge on pairs behind a sigmoid",
    "lasso": "Lasso",
    "forest": "random forest",
    "boosting": "XGBoost",
    "mlp": "MLPRegressor",
    "no penalty": "without the Walsh penalty",
    "no properties": "without properties",
    "z-scales": "z-scales in place of VHSE",
    "blosum62": "BLOSUM62 in place of VHSE",
}
RIVALS = ("gp", "pairs", "sigmoid", "lasso", "forest", "boosting", "mlp")
# At 4,000 genotypes the others take too long, above all the Gaussian process. The slowest comes
# last in a draw.
RIVALS_OF_LARGE = ("pairs", "forest", "boosting", "sigmoid")
ABLATIONS = ("no penalty", "no properties", "z-scales", "blosum62")
# What a method needs, as it is imported and as it is installed.
PACKAGES = {"boosting": ("xgboost", "xgboost"), "blosum62": ("Bio", "biopython")}


def add_arguments(parser):
    draws = range(max(N_DRAWS, N_DRAWS_R2))
    parser.add_argument("--methods", nargs="+", choices=TITLES, default=list(TITLES))
    parser.add_argument("--seeds", nargs="+", type=int, default=list(draws), metavar="SEED")


def list_tasks(options):
    methods = [method for method in options.methods if is_installed(method)]
    if options.smoke:
        return [("made", 60, 0, method) for method in methods]
    draws = [task for seed in options.seeds for task in list_draw(seed)]
    return [task for task in draws if task[3] in methods]


def is_installed(method):
    """Return whether the package of a method is there, and say so if it is not."""
    if method not in PACKAGES:
        return True
    module, package = PACKAGES[method]
    is_there = find_spec(module) is not None
    if not is_there:
        print(f"{TITLES[method]} is left out. It needs a package: pip install {package}")
    return is_there


def list_draw(seed):
    """Return all tasks of one draw of the training sets."""
    names = (*CHOOSING, *OTHERS)
    published = [(name, n, seed, "net") for name, sizes in PUBLISHED_R2.items() for n in sizes]
    if seed >= N_DRAWS:
        return published
    published += [(name, n, seed, "net") for name, sizes in PUBLISHED.items() for n in sizes]
    tasks = [(name, n, seed, m) for n in SIZES for name in names for m in ("net", *RIVALS)]
    for name in CHOOSING:
        own = ABLATIONS[:2] if name in NUCLEOTIDES else ABLATIONS
        tasks += [(name, 300, seed, method) for method in own]
    large = [name for name in names if name not in SMALL]
    *quick, slow = ("net", *RIVALS_OF_LARGE)
    tasks += [(name, LARGE, seed, method) for name in large for method in quick]
    tasks += [*published, *((name, LARGE, seed, slow) for name in large)]
    return list(dict.fromkeys(tasks))


def make_model(method, X, seed):
    if method in ("net", *ABLATIONS):
        return EpistaticNetRegressorCV(random_state=seed, **changes(method))
    if method == "gp":
        return ConnectednessGaussianProcess(random_state=seed)
    folds = GenotypeKFold(5, shuffle=True, random_state=seed)
    if method in ("pairs", "sigmoid"):
        return (RidgeOnPairs if method == "pairs" else RidgeBehindSigmoid)(folds)
    categories = [column.categories for column in X.dtypes]
    if method == "lasso":
        sizes = np.array([len(own) - 1 for own in categories])
        n_columns = sizes.sum() + (sizes.sum() ** 2 - (sizes**2).sum()) // 2
        order = 2 if n_columns <= MOST_COLUMNS else 1
        return make_pipeline(
            WalshFeatures(order), LassoCV(cv=folds, alphas=30, eps=1e-2, max_iter=1000)
        )
    if method == "forest":
        return random_forest(categories, seed)
    search = {"boosting": boosted_trees, "mlp": multilayer_perceptron}[method]
    return search(categories, folds, seed)


def changes(method):
    """Return the parameters in which a network differs from the default."""
    if method == "net":
        return {}
    if method == "no penalty":
        return {"penalty": None}
    tables = {"no properties": lambda: None, "z-scales": z_scales, "blosum62": blosum62}
    return {"allele_properties": tables[method]()}


def measure(options, name, n_train, seed, method):
    X, y = load_alleles(name, options.landscapes)
    train, test = split_genotypes(X, min(n_train, len(y) * 4 // 5), random_state=seed)
    test = test[:MOST_TEST]
    model = shorten(make_model(method, X, seed), options)
    start = process_time()
    with warnings.catch_warnings():
        # Of the rivals: bounds of length scales, steps of the Lasso.
        warnings.simplefilter("ignore")
        model.fit(X.iloc[train], y[train])
    seconds = process_time() - start
    predicted, coverage, density = model.predict(X.iloc[test]), np.nan, np.nan
    if method in ("net", "gp"):
        predicted, std = model.predict(X.iloc[test], return_std=True)
        std = np.maximum(std, 1e-6 * y.std())
        standard = (y[test] - predicted) / std
        density = np.mean(-0.5 * standard**2 - np.log(std / y.std())) - 0.5 * np.log(2 * np.pi)
        coverage = np.mean(np.abs(standard) <= 1.6449)
    if method == "net":
        low, high = model.predict_interval(X.iloc[test], 0.9).T
        coverage = np.mean((low <= y[test]) & (y[test] <= high))
    constant = np.ptp(predicted) == 0
    squared_r = 0.0 if constant else np.corrcoef(predicted, y[test])[0, 1] ** 2
    values = squared_r, r2_score(y[test], predicted), coverage, density
    return [(*(f"{value:.4f}" for value in values), f"{seconds:.1f}")]


def report(rows, folder):
    cells = {}
    for row in rows:
        cell = cells.setdefault((row["landscape"], int(row["n_train"])), {})
        cell.setdefault(row["method"], {})[int(row["seed"])] = row
    _write_published(cells, folder / "table_published.csv")
    _write_scores(cells, folder / "table_scores.csv")
    _write_wins(cells, folder / "table_wins.csv")
    _write_seconds(cells, folder / "table_seconds.csv")
    _write_ablations(cells, folder / "table_ablations.csv")
    _write_intervals(cells, folder / "table_intervals.csv")


def values_of(draws, field="r2", seeds=None):
    """Return the values of some draws of a method, by default of all."""
    return np.array([float(draws[seed][field]) for seed in seeds or sorted(draws)])


def _write_published(cells, path):
    tables = {"squared_r": PUBLISHED, "r2": PUBLISHED_R2 | {"made": {60: 1.0}}}
    known = [
        (name, n, field, value)
        for field, table in tables.items()
        for name, own in table.items()
        for n, value in own.items()
    ]
    lines = []
    for name, n, field, value in sorted(known):
        draws = cells.get((name, n), {}).get("net")
        if draws:
            own = values_of(draws, field)
            line = [name, f"{n:,}", {"squared_r": "squared r", "r2": "R²"}[field], f"{value:.3f}"]
            line.append(format_spread(own) if len(own) > 1 else f"{own[0]:.3f}")
            lines.append([*line, len(own), f"{np.median(values_of(draws, 'seconds')):.0f}"])
    headers = ["landscape", "training genotypes", "measure", "best published", TITLES["net"]]
    write_table(path, [*headers, "draws", "seconds"], lines)


def _compared(cells):
    """Return the R² of the methods that were measured in a cell, in the draws that all have."""
    chosen = {}
    for (name, n), methods in sorted(cells.items()):
        present = [m for m in ("net", *RIVALS) if m in methods]
        if n in (*SIZES, LARGE, 60) and "net" in present and len(present) >= 4:
            seeds = sorted(set.intersection(*(set(methods[m]) for m in present)))
            if seeds:
                chosen[name, n] = {m: values_of(methods[m], seeds=seeds) for m in present}
    return chosen


def _write_scores(cells, path):
    lines = []
    for (name, n), scores in _compared(cells).items():
        means = {method: values.mean() for method, values in scores.items()}
        best = max(means, key=means.get)
        own = [
            f"{means[m]:.3f}" + "*" * (m == best) if m in means else "-" for m in ("net", *RIVALS)
        ]
        judged = "chosen on" if name in CHOOSING else "judged on"
        lines.append([name, judged, f"{n:,}", len(scores["net"]), *own])
    headers = [
        "landscape",
        "",
        "training genotypes",
        "draws",
        *(TITLES[m] for m in ("net", *RIVALS)),
    ]
    headers[1] = "settings"
    write_table(path, headers, lines)


def _write_wins(cells, path):
    lines = []
    compared = _compared(cells)
    for n in (*sorted({size for _, size in compared}), None):
        own = [scores for (_, size), scores in compared.items() if n in (size, None)]
        margins = np.array(
            [s["net"].mean() - max(v.mean() for m, v in s.items() if m != "net") for s in own]
        )
        lines.append(
            [
                "all" if n is None else f"{n:,}",
                f"{(margins > 0).sum()} of {len(margins)}",
                f"{(margins > -0.01).sum()} of {len(margins)}",
                f"{margins.mean():+.3f}",
                f"{margins.min():+.3f}",
            ]
        )
    headers = ["training genotypes", "highest mean R²", "at most .01 below the best"]
    headers += ["mean margin to the best rival", "worst margin"]
    write_table(path, headers, lines)


def _write_seconds(cells, path):
    lines = []
    sizes = sorted({n for _, n in _compared(cells)})
    for n in sizes:
        own = [cell for (_, size), cell in cells.items() if size == n]
        line = [f"{n:,}"]
        for method in ("net", *RIVALS):
            times = [values_of(cell[method], "seconds") for cell in own if method in cell]
            line.append(f"{np.median(np.concatenate(times)):.1f}" if times else "-")
        lines.append(line)
    write_table(path, ["training genotypes", *(TITLES[m] for m in ("net", *RIVALS))], lines)


def _write_ablations(cells, path):
    lines = []
    for (name, n), methods in sorted(cells.items()):
        if "net" not in methods or not set(ABLATIONS) & set(methods):
            continue
        full = methods["net"]
        line = [name, f"{n:,}", len(full), f"{values_of(full).mean():.3f}"]
        for method in ABLATIONS:
            seeds = sorted(set(full) & set(methods.get(method, ())))
            if seeds:
                difference = values_of(methods[method], seeds=seeds) - values_of(full, seeds=seeds)
                line.append(f"{difference.mean():+.3f}")
            else:
                line.append("-")
        lines.append(line)
    headers = ["landscape", "training genotypes", "draws", "R² of the default"]
    write_table(path, headers + [TITLES[m] for m in ABLATIONS], lines)


def _write_intervals(cells, path):
    lines = []
    for n in sorted({size for _, size in _compared(cells)}):
        own = [cell for (_, size), cell in cells.items() if size == n]
        both = [cell for cell in own if {"net", "gp"} <= set(cell)]
        line = [f"{n:,}", _spread_of_coverage(own, "net"), _spread_of_coverage(both, "gp")]
        better = 0
        for cell in both:
            seeds = sorted(set(cell["net"]) & set(cell["gp"]))
            ours, theirs = (values_of(cell[m], "log_density", seeds) for m in ("net", "gp"))
            better += ours.mean() > theirs.mean()
        lines.append([*line, f"{better} of {len(both)}" if both else "-"])
    headers = ["training genotypes", "coverage of 90 % intervals (least and most of a landscape)"]
    headers += [
        "the same of the Gaussian process",
        "larger predictive density than the Gaussian process",
    ]
    write_table(path, headers, lines)


def _spread_of_coverage(cells, method):
    own = [values_of(cell[method], "coverage_of_90").mean() for cell in cells if method in cell]
    return f"{np.mean(own):.3f} ({min(own):.3f} to {max(own):.3f})" if own else "-"


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
