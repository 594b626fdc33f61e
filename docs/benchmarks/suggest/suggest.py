"""Ask how soon the best genotypes are found, in rounds of suggestions and measurements.

On complete landscapes, 24 random genotypes are measured; then, in five rounds, a model is fitted
on all that was measured, and the 24 genotypes that it suggests are measured too. After each round
the best value so far is noted, and the share of all genotypes that are better. Three quarters
of an hour on one core.

    python docs/benchmarks/suggest/suggest.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import CHOOSING, Study, load, shorten, write_table
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, suggest

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
    "default": "EpistaticNetRegressorCV, best",
    "network": "Epistatic Net, best",
    "forest": "forest, best",
    "gp": "Gaussian process, ucb",
    "random": "random",
}


class ValueOnly(RegressorMixin, BaseEstimator):
    """Predict values only: the error bars, which "best" does not need, are what takes longest.

    Parameters
    ----------
    model : regressor
        What predicts.
    """

    def __init__(self, model):
        self.model = model

    def fit(self, X, y):
        self.model_ = clone(self.model).fit(X, y)
        self.feature_names_in_ = self.model_.feature_names_in_
        return self

    def predict(self, X):
        return self.model_.predict(X)


def list_tasks(options):
    if options.smoke:
        return [("planted", method, 0) for method in TITLES]
    return [
        (landscape, method, seed)
        for method in ("random", "gp", "forest", "network", "default")
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
    if method == "default":
        model = EpistaticNetRegressorCV(random_state=seed)
        return ValueOnly(shorten(model, options)), {"strategy": "best"}
    if method == "network":
        # One setting, no cross-validation and few epochs, to save time.
        network = EpistaticNetRegressor(n_members=8, max_iter=200, random_state=seed)
        return ValueOnly(shorten(network, options)), {"strategy": "best"}
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
        if y[measured].max() == y.max():
            # Nothing better is left to be found, so further rounds need no model.
            found.append((number, (number + 1) * batch, *found[-1][2:]))
            continue
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


def report(rows, folder):
    runs = {}
    for row in rows:
        key = row["landscape"], row["method"], int(row["seed"])
        runs.setdefault(key, []).append(float(row["share_better"]))
    methods = [name for name in TITLES if any(key[1] == name for key in runs)]
    landscapes = [name for name in (*LANDSCAPES, "planted") if any(key[0] == name for key in runs)]
    cells = {
        (landscape, method): np.array(
            [own for key, own in runs.items() if key[:2] == (landscape, method)]
        )
        for landscape in landscapes
        for method in methods
    }
    _write_rounds(cells, landscapes, methods, folder / "table_rounds.csv")
    _write_wins(runs, methods, folder / "table_wins.csv")
    reached, better = _write_progress(cells, landscapes, methods, folder)
    _draw(reached, better, methods, folder / "figure.png")


def _rounds_to_top(shares):
    """Return the first round after which a top genotype is known; one more than all if none is."""
    return next((i for i, share in enumerate(shares) if share < TOP), N_ROUNDS + 1)


def _write_rounds(cells, landscapes, methods, path):
    lines, means = [], []
    for landscape in landscapes:
        by_method = [
            np.mean([_rounds_to_top(own) for own in cells[landscape, method]])
            if len(cells[landscape, method])
            else np.nan
            for method in methods
        ]
        means.append(by_method)
        lines.append([landscape, *(f"{value:.1f}" for value in by_method)])
    lines.append(["mean", *(f"{value:.2f}" for value in np.mean(means, axis=0))])
    write_table(path, ["landscape", *(TITLES[method] for method in methods)], lines)


def _write_wins(runs, methods, path):
    """Compare the default with each rival, from the same first genotypes."""
    lines = []
    for rival in [name for name in methods if name != "default"]:
        pairs = [
            (_rounds_to_top(shares), _rounds_to_top(runs[landscape, rival, seed]))
            for (landscape, method, seed), shares in runs.items()
            if method == "default" and (landscape, rival, seed) in runs
        ]
        difference = np.array([own - other for own, other in pairs])
        error = difference.std() / np.sqrt(len(difference))
        lines.append(
            [
                TITLES[rival],
                (difference < 0).sum(),
                (difference == 0).sum(),
                (difference > 0).sum(),
                f"{difference.mean():+.2f} ({error:.2f})",
            ]
        )
    headers = ["rival", "fewer rounds", "as many", "more rounds", "mean difference (error)"]
    write_table(path, headers, lines)


def _write_progress(cells, landscapes, methods, folder):
    """Write, for each round, how many runs know a top genotype, and how many are better."""
    reached, better = {}, {}
    for method in methods:
        own = [cells[landscape, method] for landscape in landscapes]
        own = np.concatenate([shares for shares in own if len(shares)])
        reached[method] = (own < TOP).mean(axis=0)
        better[method] = np.median(own, axis=0)
    headers = ["method", *(f"round {i}" for i in range(N_ROUNDS + 1))]
    for name, values, digits in (("reached", reached, 2), ("better", better, 4)):
        lines = [
            [TITLES[method], *(f"{value:.{digits}f}" for value in values[method])]
            for method in methods
        ]
        write_table(folder / f"table_{name}.csv", headers, lines)
    return reached, better


def _draw(reached, better, methods, path):
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 2, figsize=(9, 3.2))
    for method in methods:
        axes[0].plot(100 * reached[method], "o-", ms=4, label=TITLES[method])
        axes[1].plot(100 * better[method], "o-", ms=4)
    axes[0].set(xlabel="round", ylabel="runs at the goal (%)")
    axes[1].set(xlabel="round", ylabel="better genotypes (%)", yscale="log")
    axes[0].legend(fontsize=7, frameon=False)
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    fig.tight_layout()
    fig.savefig(path, dpi=150)
    plt.close(fig)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
