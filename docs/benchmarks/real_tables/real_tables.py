"""Read sixteen published tables without any argument, and predict what was not trained on.

Ten landscapes of a few sites with many alleles and six scans of a wild type. Each table is read
as ``sk-epinet inspect`` reads it, and what it was taken for is kept. EpistaticNetRegressorCV with
its defaults and LassoCV on Walsh features are trained on 300 genotypes. Up to 5,000 others are
read as a table of new genotypes, without values, with the coding of the first, and predicted.
A quarter of an hour on one core.

    python docs/benchmarks/real_tables/real_tables.py
"""

import sys
import warnings
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import Study, format_spread, shorten, write_table
from scipy.stats import spearmanr
from sklearn.linear_model import LassoCV
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold, split_genotypes
from sk_epinet.datasets import load_landscape

TAKEN = (
    "genotypes",
    "sites",
    "alleles",
    "wild type",
    "errors",
    "rows left out",
    "columns not used",
)
COUNTS = ("n_rows", "n_sites", "n_train", "n_test")
WARNINGS = ("warnings_of_reading", "warnings_of_fit")
SCORES = ("r2", "spearman", "seconds", "lasso_order", "lasso_r2", "lasso_spearman")
STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "seed", *COUNTS, *TAKEN, *WARNINGS, *SCORES),
    n_keys=2,
)
LANDSCAPES = {
    "alleles": (
        *("gb1_wu2016", "gb1_wu2016_fitness", "ha_hk68_wu2020", "hsp90_bank2016"),
        *("parD2_lite2020_raw", "pard3_pare3_aakre2015", "pard_lite2020", "smn1_5ss_wong2018"),
        *("tetr_westmann2024", "trna_domingo2018"),
    ),
    "scans": (
        *("aav2_sinai2021_epik", "grb2sh3_abundance_faure2024", "his3_s7_pokusaeva2019"),
        *("pab1_melamed2013", "psd95pdz3_abundance_faure2022", "tdp43_bolognesi2019"),
    ),
}
SEEDS = range(3)
N_TRAIN = 300
MOST_TEST = 5000
MOST_COLUMNS = 3000  # of the linear model: pairs of alleles where there are no more, else alleles


def list_tasks(options):
    if options.smoke:
        return [("letters", 0), ("mutations", 0)]
    names = [name for names in LANDSCAPES.values() for name in names]
    return [(name, seed) for seed in SEEDS for name in names]


def find_table(name, options):
    """Return what load_landscape reads: the path of a table, or a made one in a smoke run."""
    if options.smoke:
        return make_table(name)
    folder = next(folder for folder, names in LANDSCAPES.items() if name in names)
    path = options.landscapes / folder / f"{name}.csv.gz"
    if not path.exists():
        raise SystemExit(f"There is no file {path}. Give the folder with --landscapes DIR.")
    return path


def make_table(kind):
    """Return genotypes of five sites with three alleles, as strings or as lists of mutations."""
    codes = np.stack(np.unravel_index(np.arange(3**5), (3,) * 5), axis=1)
    if kind == "letters":
        texts = ["".join("ACD"[code] for code in row) for row in codes]
    else:
        # The wild type has the letter A everywhere.
        texts = [
            ":".join(f"A{site}{'ACD'[code]}" for site, code in enumerate(row, 1) if code)
            for row in codes
        ]
    return pd.DataFrame({"genotype": texts, "y": codes @ np.arange(1.0, 6.0) + codes[:, 0] ** 3})


def measure(options, name, seed):
    source = find_table(name, options)
    landscape, of_reading = with_warnings(lambda: load_landscape(source))
    taken = read_description(landscape.describe())
    train, test = split_genotypes(
        landscape.data, 60 if options.smoke else N_TRAIN, random_state=seed
    )
    test = test[:MOST_TEST]
    X, y = landscape.data.iloc[train], landscape.target[train]
    new = landscape.read_like(unmeasured_rows(source, landscape.rows[test]))
    network = shorten(EpistaticNetRegressorCV(random_state=seed), options)
    start = process_time()
    _, of_fit = with_warnings(lambda: network.fit(X, y))
    seconds = process_time() - start
    order = 2 if count_columns(landscape.alleles) <= MOST_COLUMNS else 1
    folds = GenotypeKFold(5, shuffle=True, random_state=seed)
    lasso = make_pipeline(WalshFeatures(order), LassoCV(cv=folds, max_iter=5000)).fit(X, y)
    measured = landscape.target[test]
    scores = score(network.predict(new.data), measured)
    scores_of_lasso = score(lasso.predict(new.data), measured)
    return [
        (
            *(len(landscape.target), len(landscape.site_names), len(train), len(test)),
            *(taken.get(key, "") for key in TAKEN),
            *(of_reading, of_fit, *scores, f"{seconds:.0f}", order, *scores_of_lasso),
        )
    ]


def with_warnings(function):
    """Return the result of a function, and the warnings that it gave a user, in one line."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        result = function()
    return result, " ".join(str(warning.message) for warning in caught)


def read_description(text):
    """Return what a landscape says of itself, line by line after the first."""
    lines = (line.strip().partition(":") for line in text.splitlines()[1:])
    return {key: value.strip() for key, _, value in lines}


def unmeasured_rows(source, rows):
    """Return rows of a table as text, without the values."""
    if isinstance(source, Path):
        source = pd.read_csv(source, dtype=str, keep_default_na=False)
    return source.iloc[rows].drop(columns=["y", "y_err"], errors="ignore").reset_index(drop=True)


def count_columns(alleles):
    """Return how many contrasts of alleles and of pairs of alleles there are."""
    contrasts = np.array([len(own) - 1 for own in alleles])
    return contrasts.sum() + (contrasts.sum() ** 2 - (contrasts**2).sum()) // 2


def score(predicted, measured):
    return (
        f"{r2_score(measured, predicted):.4f}",
        f"{spearmanr(measured, predicted).statistic:.4f}",
    )


def report(rows, folder):
    own = {name: [row for row in rows if row["landscape"] == name] for name in names_of(rows)}
    _write_taken(own, folder / "table_taken.csv")
    _write_scores(own, folder / "table_scores.csv")


def names_of(rows):
    return list(dict.fromkeys(row["landscape"] for row in rows))


def _write_taken(own, path):
    lines = []
    for name, (row, *_) in own.items():
        warned = [row[when] for when in WARNINGS]
        lines.append(
            [
                *(name, f"{int(row['n_rows']):,}", row["genotypes"], row["n_sites"]),
                *(row["alleles"].replace("at each site", "each"), row["wild type"]),
                *(row["errors"] or "none", row["columns not used"] or "none"),
                row["rows left out"] or "none",
                "; ".join(filter(None, warned)) or "none",
            ]
        )
    headers = ["table", "rows", "genotypes", "sites", "alleles", "wild type", "errors"]
    write_table(path, [*headers, "columns not used", "rows dropped", "warnings"], lines)


def _write_scores(own, path):
    lines = []
    for name, rows in own.items():
        columns = ("r2", "lasso_r2", "spearman", "lasso_spearman")
        values = {column: [float(row[column]) for row in rows] for column in columns}
        lines.append(
            [
                *(name, f"{int(rows[0]['n_test']):,}"),
                *(_format_scores(values[column]) for column in columns),
                {"1": "alleles", "2": "pairs of alleles"}[rows[0]["lasso_order"]],
                f"{np.mean([float(row['seconds']) for row in rows]):.0f}",
            ]
        )
    headers = ["table", "genotypes predicted", "R², network", "R², Lasso"]
    headers += ["Spearman, network", "Spearman, Lasso", "columns of the Lasso"]
    write_table(path, [*headers, "processor seconds of the network's fit"], lines)


def _format_scores(values):
    """Return the mean and the spread; there is no rank correlation with a constant."""
    return format_spread(values) if np.isfinite(values).all() else "none: a constant"


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
