"""Choose the defaults of EpistaticNetRegressor by cross-validation inside training sets.

Each candidate changes one setting of a base recipe. It is scored by the five-fold
cross-validated R² (best of five ``wh_weight``, one ``alpha``, no link) inside random training
sets of measured landscapes; no genotype outside a training set is looked at. Rows are appended
to ``defaults.csv``, and a run that was stopped goes on where it was.
``--summary`` prints the table of ``docs/benchmarks/defaults.rst`` from that file.

    python docs/benchmarks/defaults.py            # about an hour on two cores
    python docs/benchmarks/defaults.py --summary
"""

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from rows import Rows
from sklearn.model_selection import KFold, train_test_split
from tqdm import tqdm

from sk_epinet import EpistaticNetRegressorCV, ExactWalshPenalty, SubcubeWalshPenalty
from sk_epinet.datasets import load_landscape

HERE = Path(__file__).parent
LANDSCAPES = HERE.parents[2] / "shared" / "landscapes"
NAMES = ("Poelwijk2019", "Moulana2022_ACE2", "Schulz2025", "Phillips2021_CR6261_h9")
FIELDS = ("candidate", "landscape", "n_train", "seed", "cv_r2", "wh_weight")
ROWS = Rows(HERE / "defaults.csv", FIELDS)

WH_WEIGHTS = (0.003, 0.01, 0.03, 0.1, 0.3)
BASE = {
    "hidden_layer_sizes": (32, 32, 32),
    "activation": "silu",
    "alpha": 0.4,
    "gate_sites": True,
    "learning_rate_init": 0.03,
    "max_iter": 500,
    "penalty": "auto",
}
CANDIDATES = {
    "base": {},
    **{f"alpha={alpha}": {"alpha": alpha} for alpha in (0.05, 0.1, 0.2, 0.6, 1.0, 2.0)},
    "gate_sites=False": {"gate_sites": False},
    **{
        f"activation={name}": {"activation": name}
        for name in ("leaky_relu", "relu", "tanh", "gelu")
    },
    **{
        f"hidden={'-'.join(map(str, sizes))}": {"hidden_layer_sizes": sizes}
        for sizes in ((32,), (32, 32), (32,) * 4, (16,) * 3, (64,) * 3)
    },
    **{f"lr={lr}": {"learning_rate_init": lr} for lr in (0.003, 0.01, 0.1)},
    **{f"max_iter={n}": {"max_iter": n} for n in (200, 1000)},
    **{f"subcube b={b}": {"penalty": SubcubeWalshPenalty(b)} for b in (5, 7, 8, 10)},
    "subcube b=9 uniform": {"penalty": SubcubeWalshPenalty(9, background="uniform")},
    "exact": {"penalty": ExactWalshPenalty()},
    # Pairs of what won alone.
    "alpha=0.2, hidden=32-32-32-32": {"alpha": 0.2, "hidden_layer_sizes": (32,) * 4},
    "alpha=0.2, lr=0.1": {"alpha": 0.2, "learning_rate_init": 0.1},
    "alpha=0.2, hidden=32-32-32-32, lr=0.1": {
        "alpha": 0.2,
        "hidden_layer_sizes": (32,) * 4,
        "learning_rate_init": 0.1,
    },
    "alpha=0.2, leaky_relu": {"alpha": 0.2, "activation": "leaky_relu"},
}
# The settings that depend on the sample size are also tried at 1,000.
AT_1000 = [
    name
    for name in CANDIDATES
    if name.startswith(("base", "alpha", "lr", "max_iter", "hidden=32-32-32-32", "activation=l"))
]


def cells():
    for n_train, seeds in ((60, 3), (200, 2)):
        for name in CANDIDATES:
            for landscape in NAMES:
                # 2^15 genotypes a step, for every fold and weight, take hours.
                if name == "exact" and landscape == "Moulana2022_ACE2":
                    continue
                for seed in range(seeds):
                    yield name, landscape, n_train, seed
    for name in AT_1000:
        for landscape in ("Poelwijk2019", "Phillips2021_CR6261_h9"):
            yield name, landscape, 1000, 0


def run(name, landscape, n_train, seed):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*have no measured")
        X, y = load_landscape(LANDSCAPES / f"{landscape}.csv", return_X_y=True)
    X, _, y, _ = train_test_split(X, y, train_size=n_train, random_state=seed)
    model = EpistaticNetRegressorCV(
        WH_WEIGHTS,
        cv=KFold(5, shuffle=True, random_state=seed),
        global_epistasis=None,
        n_members=1,
        random_state=seed,
    )
    settings = BASE | CANDIDATES[name]
    settings["alphas"] = [settings.pop("alpha")]
    model.set_params(**settings).fit(X, y)
    r2 = 1 - model.mse_path_.mean(axis=1).min() / y.var()
    return name, landscape, n_train, seed, f"{r2:.4f}", model.wh_weight_


def main():
    finished = ROWS.keys(*FIELDS[:4])
    todo = [cell for cell in cells() if tuple(map(str, cell)) not in finished]
    rows = Parallel(n_jobs=2, return_as="generator_unordered")(delayed(run)(*c) for c in todo)
    for row in tqdm(rows, total=len(todo), file=sys.stderr):
        ROWS.append(row)


def summary():
    """Mean difference of cross-validated R² to the base, over the cells of each size."""
    rows = ROWS.read()
    score = {tuple(r[field] for field in FIELDS[:4]): float(r["cv_r2"]) for r in rows}
    sizes = ("60", "200", "1000")
    print(f"{'candidate':38s}" + "".join(f"{'n=' + size:>22s}" for size in sizes))
    for name in CANDIDATES:
        line = f"{name:38s}"
        for size in sizes:
            gains = [
                value - score["base", *key[1:]]
                for key, value in score.items()
                if key[0] == name and key[2] == size and ("base", *key[1:]) in score
            ]
            if name == "base":
                own = [v for k, v in score.items() if k[0] == "base" and k[2] == size]
                line += f"{np.mean(own) if own else np.nan:16.3f} (R²)"
            elif gains:
                wins = sum(gain > 0 for gain in gains)
                line += f"{np.mean(gains):+13.4f} ({wins:2d}/{len(gains):2d})"
            else:
                line += f"{'':>21s}–"
        print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    summary() if parser.parse_args().summary else main()
