"""Ask how soon the best genotypes are found, in rounds of suggestions and measurements.

On complete landscapes, 24 random genotypes are measured; then, in five rounds, a model is fitted
on all that was measured, and the 24 genotypes that it suggests are measured too. After each round
the best value so far is noted, and the share of all genotypes that are better. About an hour on
one core.

    python docs/benchmarks/suggest/suggest.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import CHOOSING, Study, load, shorten, write_table
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_epinet import EpistaticNetRegressorCV, suggest

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "method", "seed", "round", "n_measured", "best", "share_better"),
    n_keys=3,
)
MANY_ALLELES = ("hsp90_bank2016", "ha_hk68_wu2020", "pard_lite2020", "trna_domingo2018")
LANDSCAPES = (*CHOOSING, *MANY_ALLELES)
SEEDS = range(5)
N_ROUNDS, BATCH = 5, 24
TOP = 0.001  # share of all genotypes that counts as the best ones
TITLES = {
    "ucb": "Epistatic Net, ucb",
    "thompson": "Epistatic Net, thompson",
    "forest": "forest, best",
    "gp": "Gaussian process, ucb",
    "random": "random",
}


def list_tasks(options):
    if options.smoke:
        return [("planted", method, 0) for method in TITLES]
    return [
        (landscape, method, seed)
        for method in ("random", "ucb", "forest", "thompson", "gp")
        for seed in SEEDS
        for landscape in LANDSCAPES
    ]


def read(name, options):
    """Return all genotypes of a landscape, as alleles of text, and their values."""
    if name not in MANY_ALLELES:
        X, y = load(name, options)
        return pd.DataFrame(X).astype(str).astype("category").rename(columns="s{}".format), y
    path = options.landscapes / "alleles" / f"{name}.csv.gz"
    if not path.exists():
        raise SystemExit(f"There is no file {path}. Give the folder with --landscapes DIR.")
    table = pd.read_csv(path, keep_default_na=False)
    letters = pd.DataFrame([list(genotype) for genotype in table["genotype"]])
    return letters.astype("category").rename(columns="s{}".format), table["y"].to_numpy()


def make_model(method, X, seed, options):
    """Return the regressor of a method, and how its suggestions are made."""
    if method in ("ucb", "thompson"):
        # Fewer candidates than the default has, to save time.
        network = EpistaticNetRegressorCV(
            wh_weights=[0.01], alphas=[0.1, 1.0], global_epistasis=None, random_state=seed
        )
        return shorten(network, options), {"strategy": method}
    columns = OneHotEncoder(
        categories=[own.cat.categories for _, own in X.items()],
        drop="if_binary",
        sparse_output=False,
    )
    if method == "forest":
        forest = shorten(RandomForestRegressor(300, random_state=seed), options)
        return make_pipeline(columns, forest), {"strategy": "best", "diversity": 0}
    n_columns = columns.fit_transform(X[:1]).shape[1]
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.full(n_columns, 2.0), (1e-1, 1e3))
    kernel += WhiteKernel(0.1, (1e-6, 1e1))
    process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed)
    return make_pipeline(columns, process), {"strategy": "ucb"}


def measure(options, landscape, method, seed):
    X, y = read(landscape, options)
    random = np.random.RandomState(seed)
    batch = 4 if options.smoke else BATCH
    order = random.permutation(len(y))  # the first ones are the same for all methods
    row_of = {genotype: row for row, genotype in enumerate(X.itertuples(index=False, name=None))}
    measured = list(order[:batch])
    found = [_note(0, y, measured)]
    for number in range(1, N_ROUNDS + 1):
        if method == "random":
            measured = list(order[: (number + 1) * batch])
        else:
            model, how = make_model(method, X, seed, options)
            model.fit(X.iloc[measured], y[measured])
            chosen = suggest(
                model, batch, exclude=X.iloc[measured], candidates=X, random_state=seed, **how
            )
            measured += [row_of[own] for own in chosen[X.columns].itertuples(False, None)]
        found.append(_note(number, y, measured))
    return found


def _note(number, y, measured):
    best = y[measured].max()
    return number, len(measured), f"{best:.6g}", f"{np.mean(y > best):.6f}"
