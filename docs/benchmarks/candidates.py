"""What the defaults of EpistaticNetRegressorCV were chosen by.

On the development sets of generalisation.py (genotypes of four landscapes that are in no test set
there), random training sets; a stack of networks holds every candidate (link, alpha, wh_weight)
for five folds, and two members of each on all training rows. The cross-validated R² of each
candidate and its R² on the rest of the development set are appended to ``candidates.csv``, and the
latter for some ways to choose among, or average over, the candidates. A variant is another network
or another training of it. A run that was stopped goes on where it was.

    python docs/benchmarks/candidates.py             # about two hours on one core
    python docs/benchmarks/candidates.py --summary   # the tables of candidates.txt
"""

import argparse
import itertools
import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when the libraries below are loaded

import generalisation as study  # noqa: E402
import generalisation_methods as methods  # noqa: E402
import numpy as np  # noqa: E402
from rows import Rows  # noqa: E402
from scipy.optimize import nnls  # noqa: E402
from sk_epinet._base import unit_weights, weighted_moments  # noqa: E402
from sk_epinet._net import EpistaticNet  # noqa: E402
from sklearn.metrics import r2_score  # noqa: E402
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold  # noqa: E402
from tabulate import tabulate  # noqa: E402
from tqdm import tqdm  # noqa: E402

from sk_epinet import SubcubeWalshPenalty, _link  # noqa: E402

HERE = Path(__file__).parent
FIELDS = (
    "variant",
    "landscape",
    "n_train",
    "seed",
    "link",
    "alpha",
    "wh_weight",
    "cv_r2",
    "test_r2",
)
ROWS = Rows(HERE / "candidates.csv", FIELDS)
MEMBERS = 2
DISCOUNTS = (20, 10, 5, 3, 2, 0)
WAYS = ("least error", *(f"average {k}" for k in DISCOUNTS), "stacking")
WAYS += ("5, no link", "5, links", "5, alpha 0.4", "5, no 0", "5, 0 only", "5, 0 .01 .1")
WAYS += ("3, no .02",)

NETWORK = {
    "hidden": (32, 32, 32),
    "activation": "silu",
    "lr": 0.03,
    "steps": 500,
    "free": 9,
    "floor": 0,
    # Where the sigmoids of a link begin; the default has three now.
    "centers": (0.0,),
    # Whether each fold has its part of low and of high y.
    "alike": False,
}
WITH_ZERO = ((0.0, 0.003, 0.03, 0.3), (0.1, 0.4, 4.0))
SIX = ((0.0, 0.003, 0.01, 0.03, 0.1, 0.3), (0.1, 0.4, 4.0))
SMALL = ((0.003, 0.01, 0.03), (0.1, 0.4, 4.0))
DEFAULT = ((0.0, 0.01, 0.1), (0.1, 0.4, 4.0))
WITH_LITTLE = ((0.0, 0.01, 0.1), (0.02, 0.1, 0.4, 4.0))
THREE, FIVE = (-0.5, 0.0, 0.5), (-1.0, -0.5, 0.0, 0.5, 1.0)
LATE = ((50, (20, 21)), (100, (20,)), (300, (20,)))
LATE_FLOOR = ((50, (22,)), (100, (20, 21)))
# variant: (changes of the network, (weights, alphas), ((n_train, seeds), ...))
VARIANTS = {
    "wide grid": ({}, ((0.003, 0.01, 0.03, 0.1, 0.3), (0.1, 0.4, 1.2)), ((50, (0, 1)),)),
    "lr=0.03": ({}, ((0.003, 0.01, 0.03, 0.1), (0.1, 0.4, 1.2, 4.0)), ((100, (0,)), (300, (0,)))),
    "lr=0.03, n=1000": (
        {},
        ((0.001, 0.003, 0.01, 0.03), (0.02, 0.1, 0.4, 4.0)),
        ((1000, (0,)),),
    ),
    "relu": ({"activation": "relu"}, SMALL, ((100, (0,)), (300, (0,)))),
    "four layers": ({"hidden": (32,) * 4}, SMALL, ((100, (0,)), (300, (0,)))),
    "lr=0.06": ({"lr": 0.06}, SMALL, ((300, (0,)),)),
    "lr=0.1": ({"lr": 0.1}, SMALL, ((100, (0,)), (300, (0,)))),
    "lr=0.2": ({"lr": 0.2}, SMALL, ((300, (0,)),)),
    "lr=0.1, 300 steps": ({"lr": 0.1, "steps": 300}, SMALL, ((300, (0,)),)),
    "lr=0.1, 8 free sites": ({"lr": 0.1, "free": 8}, SMALL, ((300, (0,)),)),
    "lr=0.1, wider": ({"lr": 0.1}, ((0.003, 0.03, 0.3), (0.1, 0.4, 4.0)), ((50, (1,)),)),
    "lr=0.1, wider, 8 free sites": (
        {"lr": 0.1, "free": 8},
        ((0.003, 0.03, 0.3), (0.1, 0.4, 4.0)),
        ((50, (1,)),),
    ),
    "lr=0.1, with 0": ({"lr": 0.1}, WITH_ZERO, ((50, (2,)),)),
    "lr=0.1, six weights": ({"lr": 0.1}, SIX, ((50, (3,)), (100, (3,)))),
    "lr=0.05, with 0": ({"lr": 0.05}, WITH_ZERO, ((50, (2,)),)),
    "floor, lr=0.1, with 0": ({"lr": 0.1, "floor": 0.85}, WITH_ZERO, ((100, (2,)),)),
    "floor, lr=0.05, with 0": ({"lr": 0.05, "floor": 0.85}, WITH_ZERO, ((100, (2,)),)),
    "one sigmoid": ({"lr": 0.1}, DEFAULT, ((50, (20, 21)), (100, (20,)), (300, (20,)))),
    "three sigmoids": (
        {"lr": 0.1, "centers": THREE},
        DEFAULT,
        ((50, (20, 21)), (100, (20,)), (300, (20,))),
    ),
    "five sigmoids": ({"lr": 0.1, "centers": FIVE}, DEFAULT, ((50, (20, 21)), (100, (20,)))),
    "three sigmoids, lr=0.07": ({"lr": 0.07, "centers": THREE}, DEFAULT, ((50, (20, 21)),)),
    "floor, one sigmoid": ({"lr": 0.1, "floor": 0.85}, DEFAULT, ((100, (20, 21)),)),
    "floor, three sigmoids": (
        {"lr": 0.1, "floor": 0.85, "centers": THREE},
        DEFAULT,
        ((100, (20, 21)),),
    ),
    "floor, five sigmoids": (
        {"lr": 0.1, "floor": 0.85, "centers": FIVE},
        DEFAULT,
        ((100, (20, 21)),),
    ),
    "floor, three sigmoids, lr=0.07": (
        {"lr": 0.07, "floor": 0.85, "centers": THREE},
        DEFAULT,
        ((100, (20, 21)),),
    ),
    "8 free sites": ({"lr": 0.1, "centers": THREE, "free": 8}, WITH_LITTLE, LATE),
    "8 free sites, folds alike": (
        {"lr": 0.1, "centers": THREE, "free": 8, "alike": True},
        WITH_LITTLE,
        LATE,
    ),
    "floor, 8 free sites": (
        {"lr": 0.1, "floor": 0.85, "centers": THREE, "free": 8},
        WITH_LITTLE,
        LATE_FLOOR,
    ),
    "floor, 8 free sites, folds alike": (
        {"lr": 0.1, "floor": 0.85, "centers": THREE, "free": 8, "alike": True},
        WITH_LITTLE,
        LATE_FLOOR,
    ),
}


def data(landscape, n_train, seed, floor=0):
    """Spins and standardised targets of a training set and of the rest of the development set.

    With `floor` that share of the development set is put at a detection limit.
    """
    X, y = study.load(landscape)
    rows = study.development_set(landscape, len(y))
    y = np.maximum(y, np.quantile(y[rows], floor))
    rows = np.random.RandomState(1000 + seed).permutation(rows)
    train, test = rows[:n_train], rows[n_train:]
    y = (y - y[train].mean()) / y[train].std()
    return 1 - 2 * X[train], y[train], 1 - 2 * X[test], y[test]


def run(variant, landscape, n_train, seed):
    changes, (weights, alphas), _ = VARIANTS[variant]
    network = NETWORK | changes
    candidates = list(itertools.product((False, True), alphas, weights))
    spins, target, test_spins, test_target = data(landscape, n_train, seed, network["floor"])
    folds = draw_folds(target, network["alike"], seed)
    masks = np.zeros((n_train, len(folds)))
    for column, (train, _) in enumerate(folds):
        masks[train, column] = 1
    masks = np.repeat(masks, len(candidates), 1)
    masks = np.hstack([masks, np.ones((n_train, len(candidates) * MEMBERS))])
    members = candidates * len(folds) + [c for c in candidates for _ in range(MEMBERS)]
    mean, scale = np.array([weighted_moments(target, column) for column in masks.T]).T
    _link._CENTERS = network["centers"]
    net = EpistaticNet(
        n_sites=spins.shape[1],
        hidden_layer_sizes=network["hidden"],
        activation=network["activation"],
        n_members=len(members),
        gate_sites=True,
        linked=[link for link, _, _ in members],
        penalty=SubcubeWalshPenalty(network["free"]),
        wh_weight=np.array([weight for _, _, weight in members]),
        l2_weight=np.array([alpha for _, alpha, _ in members]) / (2 * masks.sum(0)),
        lr=network["lr"],
        max_epochs=network["steps"],
        batch_size=n_train,
        device="cpu",
        memory_budget=2**29,
        seed=seed,
        member_seeds=np.random.RandomState(seed).randint(2**31 - 1, size=len(members)),
    )
    net.train((spins, (target[:, None] - mean) / scale, unit_weights(masks)))
    inside = mean[:, None] + scale[:, None] * net.predict_members(spins)
    inside = inside[: len(folds) * len(candidates)].reshape(len(folds), len(candidates), -1)
    held_out = np.zeros((len(candidates), n_train))
    for fold, (_, test) in enumerate(folds):
        held_out[:, test] = inside[fold][:, test]
    outside = net.predict_members(test_spins)[-len(candidates) * MEMBERS :]
    outside = outside.reshape(len(candidates), MEMBERS, -1).mean(1)
    yield from score(candidates, held_out, target, outside, test_target)


def draw_folds(target, alike, seed):
    if not alike:
        return list(RepeatedKFold(n_splits=5, n_repeats=1, random_state=seed).split(target))
    # In increasing order of y (ties in random order) each five go to five different folds.
    random_state = np.random.RandomState(seed)
    order = np.lexsort((random_state.random_sample(len(target)), target))
    strata = np.empty(len(target), dtype=int)
    strata[order] = np.minimum(np.arange(len(target)), len(target) - 5) // 5
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=1, random_state=random_state)
    return list(folds.split(strata, strata))


def score(candidates, held_out, target, outside, test_target):
    """Rows (link, alpha, wh_weight, cv_r2, test_r2) of candidates, and of ways to choose."""
    errors = ((held_out - target) ** 2).mean(1)
    for candidate, error, predicted in zip(candidates, errors, outside, strict=True):
        yield *candidate, 1 - error, r2_score(test_target, predicted)
    ways = {"least error": np.eye(len(errors))[errors.argmin()]}
    everything = np.ones(len(errors), dtype=bool)
    for discount in DISCOUNTS:
        ways[f"average {discount}"] = share(errors, everything, discount)
    for name, used in restrictions(candidates).items():
        if used.any():
            ways[name] = share(errors, used, int(name[0]))
    stacked = nnls(held_out.T, target)[0]
    ways["stacking"] = stacked / stacked.sum()
    for way, shares in ways.items():
        yield way, "", "", "", r2_score(test_target, shares @ outside)


def share(errors, used, discount):
    shares = np.where(used, np.exp(-discount * (errors / errors[used].min() - 1)), 0)
    shares[shares < 0.02 * shares.sum()] = 0
    return shares / shares.sum()


def restrictions(candidates):
    """Some of the candidates, for "average 5" or 3 over them alone."""
    link, alpha, weight = np.array(candidates, dtype=float).T
    default = np.isin(weight, (0, 0.01, 0.1))
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


def rivals(landscape, n_train, seed):
    spins, target, test_spins, test_target = data(landscape, n_train, seed)
    for name in ("gp", "lasso", "forest"):
        model = methods.ALL[name](spins.shape[1], seed).fit((1 - spins) / 2, target)
        yield name, "", "", "", r2_score(test_target, model.predict((1 - test_spins) / 2))


def settings():
    networks = [
        (variant, landscape, n_train, seed)
        for variant, (_, _, sizes) in VARIANTS.items()
        for n_train, seeds in sizes
        for seed in seeds
        for landscape in study.CHOOSING
        # The other development sets have fewer than 1,500 genotypes.
        if n_train < 1000 or landscape in ("Poelwijk2019", "Moulana2022_ACE2")
    ]
    sets = sorted({s[1:] for s in networks if "floor" not in VARIANTS[s[0]][0]})
    return networks + [("rivals", *where) for where in sets if where[1] < 1000]


def main():
    finished = ROWS.keys(*FIELDS[:4])
    todo = [s for s in settings() if tuple(map(str, s)) not in finished]
    for variant, *where in tqdm(todo, file=sys.stderr):
        lines = rivals(*where) if variant == "rivals" else run(variant, *where)
        ROWS.append(*[(variant, *where, *line[:3], *map(_round, line[3:])) for line in lines])


def _round(value):
    return value if value == "" else f"{value:.4f}"


def summary():
    """Mean test R² of the ways to choose, of each variant, on the training sets of a size.

    "best for all" is the candidate with the highest mean over the sets, "best of each" the mean
    of the best candidate of each set: both in hindsight.
    """
    table = ROWS.read()
    for n_train in ("50", "100", "300", "1000"):
        own = [r for r in table if r["n_train"] == n_train]
        rivals = [r for r in own if r["variant"] == "rivals"]
        variants = dict.fromkeys(r["variant"] for r in own if r["variant"] != "rivals")
        lines = []
        for variant in variants:
            line = [r for r in own if r["variant"] == variant]
            sets = {_where(r) for r in line}
            scores = [_mean(line, way, sets) for way in WAYS]
            beside = [_mean(rivals, rival, sets) for rival in ("gp", "lasso")]
            lines.append([variant, len(sets), *scores, *_hindsight(line), *beside])
        ways = [way.replace("average ", "") for way in WAYS]
        headers = ["variant", "sets", *ways, "best for all", "best of each", "gp", "lasso"]
        print(f"{n_train} training genotypes")
        print(tabulate(lines, headers, disable_numparse=True), end="\n\n")


def _hindsight(lines):
    by_candidate, by_set = {}, {}
    for r in lines:
        if r["alpha"]:
            score = float(r["test_r2"])
            by_candidate.setdefault((r["link"], r["alpha"], r["wh_weight"]), []).append(score)
            by_set.setdefault(_where(r), []).append(score)
    best = max(np.mean(scores) for scores in by_candidate.values())
    return f"{best:.4f}", f"{np.mean([max(scores) for scores in by_set.values()]):.4f}"


def _where(row):
    return row["landscape"], row["seed"]


def _mean(lines, way, sets):
    scores = [float(r["test_r2"]) for r in lines if r["link"] == way and _where(r) in sets]
    return f"{np.mean(scores):.4f}" if scores else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    summary() if parser.parse_args().summary else main()
