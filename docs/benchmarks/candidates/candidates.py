"""Choose among the candidates of EpistaticNetRegressorCV, or average over them.

On the development sets of four landscapes, which the study of generalisation does not score,
random training sets are drawn. A *candidate* is a link, an alpha and a wh_weight. The
cross-validated error of each comes from EpistaticNetRegressorCV, and its R² on the rest of the
development set from EpistaticNetRegressor with two members on all training rows. From the two
follows the R² of each way to choose among the candidates or to average over them. A *variant* is
another network, another grid or another training. Several hours on one core.

    python docs/benchmarks/candidates/candidates.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import CHOOSING, METHODS, Study, development_set, load, shorten, write_table
from sklearn.metrics import r2_score
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, SubcubeWalshPenalty

STUDY = Study(
    __file__,
    __doc__,
    (
        *("variant", "landscape", "n_train", "seed"),
        # In rows of a way to choose, or of a rival, "link" is its name and the next are empty.
        *("link", "alpha", "wh_weight", "cv_r2", "test_r2"),
    ),
    n_keys=4,
)
MEMBERS = 2
LEAST_SHARE = 0.02
DISCOUNTS = (20, 10, 5, 3, 2, 0)
RIVALS = ("gp", "lasso", "forest")
WAYS = ("least error", *(f"average {k}" for k in DISCOUNTS), "stacking")
# Averages over some of the candidates, and the headings of their columns.
SUBSETS = {
    "average 5": "k = 5",
    "5, no link": "k = 5, without a link",
    "5, links": "k = 5, with a link",
    "5, alpha 0.4": "k = 5, alpha 0.4",
    "5, no 0": "k = 5, weight above 0",
    "5, 0 only": "k = 5, weight 0",
    "5, 0 .01 .1": "k = 5, weights 0, 0.01 and 0.1",
    "average 3": "k = 3",
    "3, no .02": "k = 3, alpha above 0.02",
}
RIVAL_TITLES = {"gp": "Gaussian process", "lasso": "LassoCV"}
# The rows have short names of the variants. The tables say what they mean.
WORDS = {
    "lr=": "learning rate ",
    "floor": "detection limit",
    "folds alike": "stratified folds",
    "relu": "ReLU",
    "wide grid": "five weights from 0.003 to 0.3",
    "wider": "three weights from 0.003 to 0.3",
    "with 0": "four weights from 0 to 0.3",
    "six weights": "six weights from 0 to 0.3",
    ", n=1000": "",
}

WEIGHTS = (0.0, 0.01, 0.1)
SHORT, LONG = (WEIGHTS, (0.1, 0.4, 4.0)), (WEIGHTS, (0.02, 0.1, 0.4, 4.0))
SETS = ((50, (20, 21)), (100, (20,)), (300, (20,)))
FLOOR_SETS = ((50, (22,)), (100, (20, 21)))
NETWORK = {"lr": 0.1, "free": 9, "floor": 0, "alike": False}
# variant: (changes of NETWORK, (weights, alphas), ((n_train, seeds), ...)). "floor" puts this
# share of the development set at a detection limit; "alike" gives each fold its part of low and
# of high y. The rows that are kept have more variants, of earlier versions of the network.
VARIANTS = {
    "three sigmoids": ({}, SHORT, SETS),
    "three sigmoids, lr=0.07": ({"lr": 0.07}, SHORT, ((50, (20, 21)),)),
    "floor, three sigmoids": ({"floor": 0.85}, SHORT, ((100, (20, 21)),)),
    "floor, three sigmoids, lr=0.07": ({"lr": 0.07, "floor": 0.85}, SHORT, ((100, (20, 21)),)),
    "8 free sites": ({"free": 8}, LONG, SETS),
    "8 free sites, folds alike": ({"free": 8, "alike": True}, LONG, SETS),
    "floor, 8 free sites": ({"free": 8, "floor": 0.85}, LONG, FLOOR_SETS),
    "floor, 8 free sites, folds alike": (
        {"free": 8, "floor": 0.85, "alike": True},
        LONG,
        FLOOR_SETS,
    ),
}


def list_tasks(options):
    if options.smoke:
        return [
            (name, CHOOSING[0], 20, 0) for name in ("floor, 8 free sites, folds alike", "rivals")
        ]
    networks = [
        (variant, landscape, n_train, seed)
        for variant, (_, _, sizes) in VARIANTS.items()
        for n_train, seeds in sizes
        for seed in seeds
        for landscape in CHOOSING
    ]
    sets = sorted({task[1:] for task in networks if not VARIANTS[task[0]][0].get("floor")})
    return networks + [("rivals", *where) for where in sets]


def measure(options, variant, landscape, n_train, seed):
    changes, grid, _ = VARIANTS.get(variant, ({}, None, None))
    network = NETWORK | changes
    X, y, X_test, y_test = draw_data(options, landscape, n_train, seed, network["floor"])
    if variant == "rivals":
        for name in RIVALS:
            model = shorten(METHODS[name](X.shape[1], seed), options).fit(X, y)
            yield name, "", "", "", f"{model.score(X_test, y_test):.4f}"
        return
    candidates, errors = cross_validate(options, X, y, network, grid, seed)
    predicted = np.array(
        [
            make_model(options, network, candidate, seed).fit(X, y).predict(X_test)
            for candidate in candidates
        ]
    )
    for candidate, error, values in zip(candidates, errors, predicted, strict=True):
        yield *candidate, f"{1 - error / y.var():.4f}", f"{r2_score(y_test, values):.4f}"
    for way, shares in choose(candidates, errors).items():
        yield way, "", "", "", f"{r2_score(y_test, shares @ predicted):.4f}"


def draw_data(options, landscape, n_train, seed, floor):
    """Return a training set, and the rest of the development set to score."""
    X, y = load(landscape, options)
    rows = development_set(landscape, len(y))
    y = np.maximum(y, np.quantile(y[rows], floor))
    rows = np.random.RandomState(1000 + seed).permutation(rows)
    train, test = rows[:n_train], rows[n_train:]
    return X[train], y[train], X[test], y[test]


def cross_validate(options, X, y, network, grid, seed):
    """Return the candidates (link, alpha, wh_weight) and their mean squared errors."""
    model = EpistaticNetRegressorCV(
        wh_weights=grid[0],
        alphas=grid[1],
        selection="min",
        n_members=1,
        cv=draw_folds(y, network["alike"], seed),
        random_state=seed,
        **settings_of(network),
    )
    results = shorten(model, options).fit(X, y).cv_results_
    columns = ("param_global_epistasis", "param_alpha", "param_wh_weight")
    candidates = [
        (link is not None, float(alpha), float(weight))
        for link, alpha, weight in zip(*(results[name] for name in columns), strict=True)
    ]
    return candidates, -np.asarray(results["mean_test_score"])


def make_model(options, network, candidate, seed):
    link, alpha, weight = candidate
    model = EpistaticNetRegressor(
        wh_weight=weight,
        alpha=alpha,
        global_epistasis="sigmoid" if link else None,
        n_members=MEMBERS,
        random_state=seed,
        **settings_of(network),
    )
    return shorten(model, options)


def settings_of(network):
    return {
        "penalty": SubcubeWalshPenalty(network["free"]),
        "learning_rate_init": network["lr"],
        "max_iter": 500,
    }


def draw_folds(y, alike, seed):
    if not alike:
        return list(RepeatedKFold(n_splits=5, n_repeats=1, random_state=seed).split(y))
    # In increasing order of y (ties in random order) each five go to five different folds.
    random_state = np.random.RandomState(seed)
    order = np.lexsort((random_state.random_sample(len(y)), y))
    strata = np.empty(len(y), dtype=int)
    strata[order] = np.minimum(np.arange(len(y)), len(y) - 5) // 5
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=1, random_state=random_state)
    return list(folds.split(strata, strata))


def choose(candidates, errors):
    """Return the shares of the candidates by each way to choose or to average."""
    everything = np.ones(len(errors), dtype=bool)
    shares = {"least error": np.eye(len(errors))[errors.argmin()]}
    for discount in DISCOUNTS:
        shares[f"average {discount}"] = make_shares(errors, everything, discount)
    for name, used in list_subsets(candidates).items():
        if used.any():
            shares[name] = make_shares(errors, used, int(name[0]))
    return shares


def make_shares(errors, used, discount):
    shares = np.where(used, np.exp(-discount * (errors / errors[used].min() - 1)), 0)
    shares[shares < LEAST_SHARE * shares.sum()] = 0
    return shares / shares.sum()


def list_subsets(candidates):
    """Return which candidates take part, where an average is over some of them."""
    link, alpha, weight = np.array(candidates, dtype=float).T
    default = np.isin(weight, WEIGHTS)
    return {
        "5, no link": link == 0,
        "5, links": link == 1,
        "5, alpha 0.4": alpha == 0.4,
        "5, no 0": weight > 0,
        "5, 0 only": weight == 0,
        # Where the grid has all of the three.
        "5, 0 .01 .1": default & (len({*weight[default]}) == 3),
        "3, no .02": (alpha > 0.02) & (0.02 in alpha) & (weight <= 0.1),
    }


def report(rows, folder):
    ways, subsets = [], []
    for n_train in sorted({row["n_train"] for row in rows}, key=int):
        own = [row for row in rows if row["n_train"] == n_train]
        rivals = [row for row in own if row["variant"] == "rivals"]
        for variant in dict.fromkeys(r["variant"] for r in own if r["variant"] != "rivals"):
            lines = [row for row in own if row["variant"] == variant]
            sets = {_set_of(row) for row in lines}
            # The rivals saw no landscape with a floor.
            beside = [] if variant.startswith("floor") else rivals
            first = [f"{int(n_train):,}", name_variant(variant), len(sets)]
            hindsight = _hindsight(lines)
            scores = [_mean(lines, way, sets) for way in WAYS]
            ways.append(
                [*first, *scores, *hindsight, *(_mean(beside, r, sets) for r in RIVAL_TITLES)]
            )
            subsets.append([*first, *(_mean(lines, way, sets) for way in SUBSETS)])
    first = ["training genotypes", "variant", "training sets"]
    names = [way.replace("average ", "k = ") for way in WAYS]
    headers = [*first, *names, "best for all", "best of each", *RIVAL_TITLES.values()]
    write_table(folder / "table_ways.csv", headers, ways)
    write_table(folder / "table_subsets.csv", [*first, *SUBSETS.values()], subsets)


def name_variant(variant):
    """Return the name of a variant in words."""
    for short, words in WORDS.items():
        variant = variant.replace(short, words)
    return variant[0].upper() + variant[1:]


def _hindsight(rows):
    by_candidate, by_set = {}, {}
    for row in rows:
        if row["alpha"]:
            score = float(row["test_r2"])
            candidate = row["link"], row["alpha"], row["wh_weight"]
            by_candidate.setdefault(candidate, []).append(score)
            by_set.setdefault(_set_of(row), []).append(score)
    best = max(np.mean(scores) for scores in by_candidate.values())
    return f"{best:.4f}", f"{np.mean([max(scores) for scores in by_set.values()]):.4f}"


def _set_of(row):
    return row["landscape"], row["seed"]


def _mean(rows, way, sets):
    scores = [float(r["test_r2"]) for r in rows if r["link"] == way and _set_of(r) in sets]
    return f"{np.mean(scores):.4f}" if scores else ""


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
