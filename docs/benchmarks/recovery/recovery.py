"""Recover planted interactions from 200 of 1,024 genotypes.

Ten random landscapes of ten sites with eight interactions of order up to four, without noise.
EpistaticNetRegressor as it is and with some settings changed, EpistaticNetRegressorCV, and LassoCV
on Walsh features of order 4. R² is on all 1,024 genotypes; the planted interactions among the
eight largest coefficients of the fitted model are counted. Ten minutes on one core.

    python docs/benchmarks/recovery/recovery.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, shorten, write_table
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures, WalshSpectrum
from sk_epinet.datasets import make_walsh_landscape

STUDY = Study(__file__, __doc__, ("seed", "model", "r2", "found"), n_keys=2)
N_SITES, N_INTERACTIONS, MAX_ORDER, N_TRAIN, SEEDS = 10, 8, 4, 200, range(10)
# Settings of EpistaticNetRegressor.
SETTINGS = {
    "EpistaticNetRegressor()": {},
    "n_members=1": {"n_members": 1},
    "n_members=2": {"n_members": 2},
    "wh_weight=0.03": {"wh_weight": 0.03},
    "wh_weight=0": {"wh_weight": 0},
    "alpha=0.6": {"alpha": 0.6},
    "leaky_relu": {"activation": "leaky_relu"},
    "4 layers, lr=0.1": {"hidden_layer_sizes": (32,) * 4, "learning_rate_init": 0.1},
}
CROSS_VALIDATED, LASSO = "EpistaticNetRegressorCV()", "WalshFeatures(4), LassoCV()"


def list_tasks(options):
    names = (CROSS_VALIDATED, *SETTINGS, LASSO)
    return [(seed, name) for seed in ([0] if options.smoke else SEEDS) for name in names]


def measure(options, seed, name):
    n_sites = 6 if options.smoke else N_SITES
    X, y, truth = make_walsh_landscape(
        n_sites, N_INTERACTIONS, MAX_ORDER, noise=0, random_state=seed
    )
    train = np.random.RandomState(seed).permutation(len(y))[: 40 if options.smoke else N_TRAIN]
    model = shorten(make_model(name, seed), options).fit(X[train], y[train])
    spectrum = WalshSpectrum.from_landscape(model.predict(X), genotypes=X)
    found = set(spectrum.top(N_INTERACTIONS).interactions) & set(truth.interactions)
    return [(f"{model.score(X, y):.5f}", len(found))]


def make_model(name, seed):
    if name == CROSS_VALIDATED:
        return EpistaticNetRegressorCV(random_state=seed)
    if name == LASSO:
        return make_pipeline(WalshFeatures(4), LassoCV())
    return EpistaticNetRegressor(random_state=seed, **SETTINGS[name])


def report(rows, folder):
    lines = []
    for name in dict.fromkeys(row["model"] for row in rows):
        own = [row for row in rows if row["model"] == name]
        r2 = np.array([float(row["r2"]) for row in own])
        summary = [f"{r2[:5].mean():.4f}", f"{r2.mean():.4f}", f"{r2.min():.4f}"]
        lines.append([name, *summary, " ".join(row["found"] for row in own)])
    headers = ["model", "mean R² (five)", "mean R² (ten)", "least R²", "found of 8, by landscape"]
    write_table(folder / "table.csv", headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
