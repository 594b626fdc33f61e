"""Choose the weight of the penalty beside the alpha of a Lasso, on a measured landscape.

Five random training sets of 60 and of 200 genotypes of Poelwijk2019 (13 sites), and 5,000 others
to test on, none of which the defaults were chosen on. All estimators choose on the same five
folds. GridSearchCV and EpistaticNetRegressorCV have the same candidates, and once more the latter
is taken as it is. The Lasso has all interactions of up to three sites. Half an hour on one core.

    python docs/benchmarks/weight_path/weight_path.py
"""

import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, format_spread, load, split_landscape, write_table
from sklearn.linear_model import LassoCV
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.plotting import WeightPath, WeightPathDisplay

STUDY = Study(
    __file__,
    __doc__,
    (
        *("n_train", "split", "method", "weight", "folds", "kept", "test_mse", "test_variance"),
        # These belong to the whole estimator, and are repeated in the row of each weight.
        *("parameter", "unit", "chosen", "test_r2", "seconds"),
    ),
    n_keys=3,
)
LANDSCAPE, SIZES, SPLITS = "Poelwijk2019", (60, 200), range(5)
WEIGHTS, ALPHAS, MAX_ORDER = (0, 0.003, 0.01, 0.03, 0.1, 0.3), (0.1, 1), 3


def grid_search(folds, seed, settings):
    return GridSearchCV(
        EpistaticNetRegressor(random_state=seed, **settings),
        {"wh_weight": WEIGHTS, "alpha": ALPHAS},
        cv=folds,
        scoring="neg_mean_squared_error",
    )


def side_by_side(folds, seed, settings):
    return EpistaticNetRegressorCV(
        wh_weights=WEIGHTS,
        alphas=ALPHAS,
        global_epistasis=None,
        selection="min",
        n_members=4,
        cv=folds,
        random_state=seed,
        **settings,
    )


def as_it_is(folds, seed, settings):
    return EpistaticNetRegressorCV(cv=folds, random_state=seed, **settings)


def lasso(folds, seed, settings):
    return make_pipeline(WalshFeatures(MAX_ORDER), LassoCV(cv=folds, max_iter=10_000))


GRID, LASSO = "GridSearchCV", "LassoCV"
METHODS = {
    GRID: grid_search,
    "EpistaticNetRegressorCV, same candidates": side_by_side,
    "EpistaticNetRegressorCV()": as_it_is,
    LASSO: lasso,
}
# It predicts with all candidates, so that no single weight stands for it.
AVERAGED = "EpistaticNetRegressorCV()"


def list_tasks(options):
    sizes, splits = ([30], [0]) if options.smoke else (SIZES, SPLITS)
    return [(n, split, name) for n in sizes for split in splits for name in METHODS]


def measure(options, n_train, split, method):
    X, y = load(LANDSCAPE, options)
    train, test = split_landscape(LANDSCAPE, len(y), n_train, split)
    folds = GenotypeKFold(5, shuffle=True, random_state=split)
    settings = {"max_iter": 4} if options.smoke else {}
    model = METHODS[method](folds, split, settings)
    start = process_time()
    model.fit(X[train], y[train])
    seconds = process_time() - start
    display = WeightPathDisplay.from_estimator(
        # With the training values, the alpha of the Lasso gets its place among the wh_weights.
        {method: model},
        X[train],
        y[train],
        X_test=X[test],
        y_test=y[test],
    )
    path = display.paths[method]
    unit = 2 / np.std(y[train]) if path.parameter == "alpha" else 1.0
    for weight, scores, kept, mse in zip(
        path.weights, path.scores, path.n_kept, path.test_scores, strict=True
    ):
        own = " ".join(f"{score:.6g}" for score in scores)
        of_all = path.parameter, f"{unit:.6g}", f"{path.chosen:.6g}", f"{path.test_r2:.5f}"
        variance = f"{np.var(y[test]):.6g}"
        yield f"{weight:.6g}", own, kept, f"{mse:.6g}", variance, *of_all, f"{seconds:.2f}"


def read_path(rows):
    """Return the WeightPath that the rows of a task hold."""
    first = rows[0]
    return WeightPath(
        np.array([float(row["weight"]) for row in rows]),
        np.array([row["folds"].split() for row in rows], dtype=float),
        float(first["chosen"]),
        parameter=first["parameter"],
        unit=float(first["unit"]),
        n_kept=np.array([int(row["kept"]) for row in rows]),
        test_scores=np.array([float(row["test_mse"]) for row in rows]),
        test_r2=float(first["test_r2"]),
    )


def at(path, weight, rows):
    """Return R² on the test set and the number of interactions, of the model at a weight."""
    place = int(np.argmin(np.abs(path.weights - weight)))
    r2 = 1 - path.test_scores[place] / float(rows[0]["test_variance"])
    return r2, path.n_kept[place]


def report(rows, folder):
    lines = []
    for n_train in sorted({row["n_train"] for row in rows}, key=int):
        paths = {}
        for method in METHODS:
            own = [row for row in rows if (row["n_train"], row["method"]) == (n_train, method)]
            if not own:
                continue  # a study that is under way
            splits = [
                [row for row in own if row["split"] == split]
                for split in sorted({row["split"] for row in own})
            ]
            paths[method] = read_path(splits[0])
            lines.append([n_train, method, *summarise(splits, method)])
        shown = {name: paths[name] for name in (GRID, LASSO) if name in paths}
        display = WeightPathDisplay(shown, min_size=0.01).plot()
        display.figure_.savefig(folder / f"figure_{n_train}.png", dpi=150)
    headers = ["genotypes", "estimator", "test R²", "weight", "kept", "test R², 1 SE"]
    write_table(folder / "table.csv", [*headers, "kept, 1 SE", "seconds"], lines)


def summarise(splits, method):
    """Return the columns of the table, as means and standard deviations over the splits."""
    paths = [read_path(rows) for rows in splits]
    r2 = format_spread([path.test_r2 for path in paths])
    seconds = f"{np.mean([float(rows[0]['seconds']) for rows in splits]):.2g}"
    if method == AVERAGED:
        return r2, "", "", "", "", seconds
    chosen = [at(path, path.chosen, rows) for path, rows in zip(paths, splits, strict=True)]
    ruled = [
        at(path, path.one_standard_error, rows) for path, rows in zip(paths, splits, strict=True)
    ]
    kept, kept_ruled = (f"{np.mean([k for _, k in own]):.0f}" for own in (chosen, ruled))
    weight = f"{np.median([path.unit * path.chosen for path in paths]):.2g}"
    return r2, weight, kept, format_spread([score for score, _ in ruled]), kept_ruled, seconds


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
