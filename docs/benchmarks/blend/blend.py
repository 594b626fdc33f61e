"""Ask what a Gaussian process beside the networks gains, and how their shares are best found.

EpistaticNetRegressorCV with its defaults, its networks alone, and its Gaussian process alone, on
the landscapes that settings are chosen on. An hour on one core.

    python docs/benchmarks/blend/blend.py
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import CHOOSING, Study, load, shorten, split_landscape, write_table
from sklearn.metrics import r2_score

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.cross_validation import split_genotypes
from sk_epinet.datasets import load_landscape

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "n_train", "seed", "together", "networks", "process", "share"),
    n_keys=3,
)
OF_ALLELES = {
    "gb1_wu2016": "alleles",
    "smn1_5ss_wong2018": "alleles",
    "aav2_sinai2021_epik": "scans",
    "psd95pdz3_abundance_faure2022": "scans",
}
SIZES, SIZES_OF_ALLELES = (50, 100, 300), (100, 300)
SEEDS = range(10, 12)  # not those of the studies that compare models
MOST_TEST = 5000


def list_tasks(options):
    if options.smoke:
        return [("planted", 50, 0)]
    cells = [(name, n) for name in CHOOSING for n in SIZES]
    cells += [(name, n) for name in OF_ALLELES for n in SIZES_OF_ALLELES]
    return [(*cell, seed) for seed in SEEDS for cell in cells]


def read(options, name, n_train, seed):
    """Return genotypes and values for training and for testing."""
    if name not in OF_ALLELES:
        X, y = load(name, options)
        train, test = split_landscape(name, len(y), n_train, seed)
        return X[train], y[train], X[test], y[test]
    with warnings.catch_warnings():
        # Errors are not used here, and some are missing.
        warnings.simplefilter("ignore", UserWarning)
        landscape = load_landscape(options.landscapes / OF_ALLELES[name] / f"{name}.csv.gz")
    X, y = landscape.data, landscape.target
    train, test = split_genotypes(X, n_train, random_state=seed)
    test = test[:MOST_TEST]
    return X.iloc[train], y[train], X.iloc[test], y[test]


def measure(options, name, n_train, seed):
    X, y, X_test, y_test = read(options, name, n_train, seed)
    both, alone = (
        shorten(EpistaticNetRegressorCV(gaussian_process=own, random_state=seed), options).fit(
            X, y
        )
        for own in (True, False)
    )
    inputs = both._known_inputs(X_test)
    process = both.target_mean_ + both.target_scale_ * both.gaussian_process_.predict(inputs)
    predicted = both.predict(X_test), alone.predict(X_test), process
    scores = [f"{r2_score(y_test, own):.4f}" for own in predicted]
    return [(*scores, f"{both.gaussian_process_share_:.3f}")]


def report(rows, folder):
    cells = {}
    for row in rows:
        cells.setdefault((row["landscape"], int(row["n_train"])), []).append(row)
    lines = []
    for (name, n), own in cells.items():
        together, networks, process, share = (
            np.array([float(row[field]) for row in own])
            for field in ("together", "networks", "process", "share")
        )
        means = [values.mean() for values in (together, networks, process)]
        best = max(means)
        scores = [f"{value:.3f}*" if value == best else f"{value:.3f}" for value in means]
        gain = together - networks
        lines.append([name, n, len(own), *scores, f"{gain.mean():+.3f}", f"{share.mean():.2f}"])
    headers = ["landscape", "training genotypes", "draws", "together", "networks alone"]
    headers += ["process alone", "gain over the networks", "share of the process"]
    write_table(folder / "table.csv", headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
