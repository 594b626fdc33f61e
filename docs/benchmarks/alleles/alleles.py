"""Compare models on sites of many alleles, beside the best published predictions.

Ten landscapes of a few sites with many alleles, five scans of a wild type. The sizes for which
squared correlations were published, and 100, 300 and 1,000 training genotypes of all landscapes.
Everything is chosen by cross-validation inside the training set; up to 8,000 other genotypes are
predicted. Some hours on one core.

    python docs/benchmarks/alleles/alleles.py
"""

import sys
import warnings
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import Study, format_spread, shorten, write_table
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LassoCV
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from sk_epinet import EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes
from sk_epinet.datasets import load_landscape
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
)
SIZES = (100, 300, 1000)
# Squared correlations of the best of eight models in Zhou, Marti-Gomez, Petti, McCandlish (2025),
# read from the curves of their package epik, by landscape and number of training genotypes.
PUBLISHED = {
    "gb1_wu2016": {350: 0.434, 754: 0.553, 1496: 0.613, 3710: 0.733},
    "smn1_5ss_wong2018": {295: 0.258, 798: 0.483, 1512: 0.567, 3117: 0.683},
    "aav2_sinai2021_epik": {414: 0.561, 1043: 0.680, 4237: 0.774},
}
SEEDS = range(3)
MOST_TEST = 8000
MOST_OF_THE_PROCESS = 1100  # training genotypes of the Gaussian process, to save time
MOST_COLUMNS = 6000  # of the Lasso: pairs of alleles where there are no more, else alleles
TITLES = {
    "net": "EpistaticNetRegressorCV",
    "no penalty": "without the Walsh penalty",
    "no properties": "without properties",
    "gp": "connectedness Gaussian process",
    "pairs": "ridge on pairs",
    "lasso": "Lasso",
    "forest": "random forest",
    "boosting": "boosted trees",
}
RIVALS = ("gp", "pairs", "lasso", "forest", "boosting")
ABLATIONS = ("no penalty", "no properties")


class RidgeOnPairs(RegressorMixin, BaseEstimator):
    """Ridge regression on the indicators of all alleles and all pairs of alleles.

    Two genotypes that agree at m sites share m alleles and m (m - 1) / 2 pairs. The penalty, and
    how much less pairs count than alleles, are chosen by cross-validation.
    """

    def __init__(self, folds):
        self.folds = folds

    def fit(self, X, y):
        self.encoder_ = OrdinalEncoder(categories=[c.categories for c in X.dtypes]).fit(X)
        self.codes_, self.mean_ = self.encoder_.transform(X), y.mean()
        best = np.inf
        splits = list(self.folds.split(X))
        for self.share in (0.03, 0.3, 3.0):
            search = GridSearchCV(
                KernelRidge(kernel="precomputed"),
                {"alpha": np.geomspace(1e-3, 1e3, 13)},
                cv=splits,
                scoring="neg_mean_squared_error",
            ).fit(self._kernel(self.codes_), y - self.mean_)
            if -search.best_score_ < best:
                best, self.ridge_, chosen = -search.best_score_, search.best_estimator_, self.share
        self.share = chosen
        return self

    def _kernel(self, codes):
        n_sites = codes.shape[1]
        kernel = np.empty((len(codes), len(self.codes_)))
        for rows in np.array_split(np.arange(len(codes)), -(-len(codes) // 200)):
            shared = sum(
                (codes[rows, site, None] == self.codes_[:, site]).astype(float)
                for site in range(n_sites)
            )
            kernel[rows] = shared / n_sites + self.share * shared * (shared - 1) / n_sites**2
        return kernel

    def predict(self, X):
        return self.mean_ + self.ridge_.predict(self._kernel(self.encoder_.transform(X)))


def make_model(method, X, seed, options):
    folds = GenotypeKFold(5, shuffle=True, random_state=seed)
    categories = [column.categories for column in X.dtypes]
    if method in ("net", *ABLATIONS):
        changes = {"no penalty": {"penalty": None}, "no properties": {"allele_properties": None}}
        model = EpistaticNetRegressorCV(random_state=seed, **changes.get(method, {}))
        return shorten(model, options)
    if method == "gp":
        return ConnectednessGaussianProcess(random_state=seed)
    if method == "pairs":
        return RidgeOnPairs(folds)
    if method == "lasso":
        sizes = np.array([len(own) - 1 for own in categories])
        n_columns = sizes.sum() + (sizes.sum() ** 2 - (sizes**2).sum()) // 2
        order = 2 if n_columns <= MOST_COLUMNS else 1
        return make_pipeline(
            WalshFeatures(order), LassoCV(cv=folds, alphas=30, eps=1e-2, max_iter=1000)
        )
    if method == "forest":
        forest = RandomForestRegressor(300, max_features=0.33, random_state=seed)
        return make_pipeline(OneHotEncoder(categories=categories, sparse_output=False), forest)
    trees = HistGradientBoostingRegressor(categorical_features="from_dtype", random_state=seed)
    grid = {"learning_rate": [0.05, 0.2], "max_iter": [100, 300], "min_samples_leaf": [5, 20]}
    return GridSearchCV(trees, grid, cv=GenotypeKFold(3, shuffle=True, random_state=seed))


def list_tasks(options):
    if options.smoke:
        methods = ("net", "no penalty", "gp", "pairs", "forest")
        return [("made", 60, 0, method) for method in methods]
    cells = [(name, n) for name, sizes in PUBLISHED.items() for n in sizes]
    others = [(name, n) for n in SIZES for name in (*CHOOSING, *OTHERS)]
    tasks = []
    for seed in SEEDS:
        tasks += [(*cell, seed, "net") for cell in cells if cell[1] <= 1600]
        tasks += [(name, n, seed, m) for name, n in others for m in ("net", *RIVALS)]
        tasks += [(name, 300, seed, m) for name in CHOOSING for m in ABLATIONS]
        tasks += [(*cell, seed, "net") for cell in cells if cell[1] > 1600]
    return [task for task in tasks if task[3] != "gp" or task[1] <= MOST_OF_THE_PROCESS]


def load(name, options):
    """Return genotypes as categories, and the measured values."""
    if name == "made":
        codes = np.stack(np.unravel_index(np.arange(3**5), (3,) * 5), axis=1)
        X = pd.DataFrame(np.array(list("ACD"))[codes]).astype("category")
        return X, codes @ np.arange(1.0, 6.0) + codes[:, 0] * codes[:, 1]
    for folder in ("alleles", "scans"):
        path = options.landscapes / folder / f"{name}.csv.gz"
        if path.exists():
            with warnings.catch_warnings():
                # Errors are not used here, and some are missing.
                warnings.simplefilter("ignore", UserWarning)
                landscape = load_landscape(path)
            return landscape.data, landscape.target
    raise SystemExit(f"There is no file {path}. Give the folder with --landscapes DIR.")


def measure(options, name, n_train, seed, method):
    X, y = load(name, options)
    train, test = split_genotypes(X, min(n_train, len(y) * 4 // 5), random_state=seed)
    test = test[:MOST_TEST]
    start = process_time()
    with warnings.catch_warnings():
        # Of the rivals: bounds of length scales, steps of the Lasso.
        warnings.simplefilter("ignore")
        model = make_model(method, X.iloc[train], seed, options).fit(X.iloc[train], y[train])
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
        cells.setdefault((row["landscape"], int(row["n_train"])), {}).setdefault(
            row["method"], []
        ).append(row)
    _write_published(cells, folder / "table_published.csv")
    _write_scores(cells, folder / "table_scores.csv")
    _write_wins(cells, folder / "table_wins.csv")
    _write_ablations(cells, folder / "table_ablations.csv")
    _write_intervals(cells, folder / "table_intervals.csv")


def values_of(rows, field="r2"):
    return np.array([float(row[field]) for row in rows])


def _write_published(cells, path):
    lines = []
    for (name, n), methods in sorted(cells.items()):
        known = PUBLISHED.get(name, {}).get(n)
        if "net" in methods and (known or name == "made"):
            own = values_of(methods["net"], "squared_r")
            seconds = np.median(values_of(methods["net"], "seconds"))
            lines.append(
                [
                    name,
                    f"{n:,}",
                    f"{known:.3f}" if known else "-",
                    format_spread(own) if len(own) > 1 else f"{own[0]:.3f}",
                    len(own),
                    f"{seconds:.0f}",
                ]
            )
    headers = [
        "landscape",
        "training genotypes",
        "best published",
        TITLES["net"],
        "draws",
        "seconds",
    ]
    write_table(path, headers, lines)


def _compared(cells):
    """Return the cells that all methods which apply have been measured in."""
    chosen = {}
    for (name, n), methods in sorted(cells.items()):
        present = [m for m in ("net", *RIVALS) if m in methods]
        if n in (*SIZES, 60) and "net" in present and len(present) >= 4:
            draws = min(len(methods[m]) for m in present)
            chosen[name, n] = {m: values_of(methods[m])[:draws] for m in present}
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


def _write_ablations(cells, path):
    lines = []
    for (name, n), methods in sorted(cells.items()):
        if "net" not in methods or not set(ABLATIONS) & set(methods):
            continue
        full = values_of(methods["net"])
        line = [name, f"{n:,}", len(full), f"{full.mean():.3f}"]
        for method in ABLATIONS:
            own = values_of(methods.get(method, []))
            draws = min(len(own), len(full))
            difference = own[:draws].mean() - full[:draws].mean() if draws else np.nan
            line.append(f"{difference:+.3f}" if draws else "-")
        lines.append(line)
    headers = ["landscape", "training genotypes", "draws", "R² of the default"]
    write_table(path, headers + [TITLES[m] for m in ABLATIONS], lines)


def _write_intervals(cells, path):
    lines = []
    for n in sorted({size for _, size in _compared(cells)}):
        pairs = [m for (_, size), m in cells.items() if size == n and "net" in m]
        own = np.array([values_of(m["net"], "coverage_of_90").mean() for m in pairs])
        both = [m for m in pairs if "gp" in m]
        theirs = np.array([values_of(m["gp"], "coverage_of_90").mean() for m in both])
        better = sum(
            values_of(m["net"], "log_density").mean() > values_of(m["gp"], "log_density").mean()
            for m in both
        )
        lines.append(
            [
                f"{n:,}",
                f"{own.mean():.3f} ({own.min():.3f} to {own.max():.3f})",
                f"{theirs.mean():.3f} ({theirs.min():.3f} to {theirs.max():.3f})",
                f"{better} of {len(both)}",
            ]
        )
    headers = ["training genotypes", "coverage of 90 % intervals (least and most of a landscape)"]
    headers += [
        "the same of the Gaussian process",
        "larger predictive density than the Gaussian process",
    ]
    write_table(path, headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
