"""Change one setting of the network at a time, and cross-validate inside training sets.

Each candidate changes one setting of a base recipe, or two. It is scored by the five-fold
cross-validated R² (best of five ``wh_weight``, one ``alpha``, no link) inside random training
sets of measured landscapes; no genotype outside a training set is looked at. Two hours on one
core.

    python docs/benchmarks/defaults/defaults.py
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import CHOOSING, Study, load, shorten, write_table
from sklearn.model_selection import KFold, train_test_split

from sk_epinet import EpistaticNetRegressorCV, ExactWalshPenalty, SubcubeWalshPenalty

STUDY = Study(
    __file__,
    __doc__,
    ("candidate", "landscape", "n_train", "seed", "cv_r2", "wh_weight"),
    n_keys=4,
)
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
SIZES = ("60", "200", "1000")
# The rows have short names of the settings. The table has them as a user writes them.
AS_WRITTEN = {
    r"hidden=([\d-]+)": r"hidden_layer_sizes=[\1]",
    r"(?<=\d)-(?=\d)": ", ",
    r"lr=": "learning_rate_init=",
    r"subcube b=(\d+) uniform": r"SubcubeWalshPenalty(\1, background='uniform')",
    r"subcube b=(\d+)": r"SubcubeWalshPenalty(\1)",
    r"^exact$": "ExactWalshPenalty()",
}


def list_tasks(options):
    if options.smoke:
        return [(name, CHOOSING[0], 60, 0) for name in ("base", "hidden=16-16-16")]
    tasks = [
        (name, landscape, n_train, seed)
        for n_train, seeds in ((60, 3), (200, 2))
        for name in CANDIDATES
        for landscape in CHOOSING
        for seed in range(seeds)
        # 2^15 genotypes a step, for every fold and weight, take hours.
        if (name, landscape) != ("exact", "Moulana2022_ACE2")
    ]
    large = ("Poelwijk2019", "Phillips2021_CR6261_h9")
    return tasks + [(name, landscape, 1000, 0) for name in AT_1000 for landscape in large]


def measure(options, name, landscape, n_train, seed):
    X, y = load(landscape, options)
    X, _, y, _ = train_test_split(X, y, train_size=n_train, random_state=seed)
    settings = BASE | CANDIDATES[name]
    model = EpistaticNetRegressorCV(
        wh_weights=WH_WEIGHTS,
        alphas=[settings.pop("alpha")],
        cv=KFold(5, shuffle=True, random_state=seed),
        global_epistasis=None,
        n_members=1,
        random_state=seed,
        **settings,
    )
    results = shorten(model, options).fit(X, y).cv_results_
    best = np.argmax(results["mean_test_score"])  # minus the mean squared error
    r2 = 1 + results["mean_test_score"][best] / y.var()
    return [(f"{r2:.4f}", results["param_wh_weight"][best])]


def report(rows, folder):
    """Report the mean difference in cross-validated R² to the base, and how often it is higher."""
    scores = {}
    for row in rows:
        where = row["landscape"], row["seed"]
        scores.setdefault((row["candidate"], row["n_train"]), {})[where] = float(row["cv_r2"])
    lines = []
    for name in dict.fromkeys(row["candidate"] for row in rows):
        line = [name_candidate(name)]
        for size in SIZES:
            own, base = scores.get((name, size), {}), scores.get(("base", size), {})
            gains = [own[where] - base[where] for where in own if where in base]
            if not gains:
                line += ["", ""]
            elif name == "base":
                line += [f"{np.mean(list(own.values())):.3f}", ""]
            else:
                line += [f"{np.mean(gains):+.4f}", f"{sum(g > 0 for g in gains)} of {len(gains)}"]
        lines.append(line)
    headers = ["changed setting"]
    for size in SIZES:
        headers += [f"{int(size):,} genotypes", f"higher in ({int(size):,})"]
    write_table(folder / "table.csv", headers, lines)


def name_candidate(name):
    """Return the name of a candidate as a user writes its setting."""
    for pattern, written in AS_WRITTEN.items():
        name = re.sub(pattern, written, name)
    return name


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
