"""Find out how often training in batches ends in a constant, with and without a limit.

Networks are trained on about 1,000 and 3,000 genotypes of the four landscapes of many alleles that
settings are chosen on (of one of them on 1,000 only), in three ways: as the package does it, with
the gradients of the batches limited; without the limit; and without it at a lower learning rate.
The same initial weights and batches each time. A quarter of an hour on one core.

    python docs/benchmarks/gradients/gradients.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, load_alleles, shorten, write_table
from skorch.callbacks import Callback

from sk_epinet import EpistaticNetRegressor
from sk_epinet.cross_validation import split_genotypes

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "n_train", "seed", "link", "alpha", "way", "spread", "r2"),
    n_keys=6,
)
LANDSCAPES = {
    "gb1_wu2016": (1000, 3000),
    "smn1_5ss_wong2018": (1000, 3000),
    "aav2_sinai2021_epik": (1000, 3000),
    "psd95pdz3_abundance_faure2022": (1000,),
}
LINKS, ALPHAS, SEEDS = ("none", "sigmoid"), (0.1, 1.0), (0, 1, 2, 3, 4)
WAYS = {
    "limited": "with the limit",
    "free": "without the limit",
    "slow": "without the limit, learning rate 0.03",
}
MOST_TEST = 4000
CONSTANT = 0.01  # of the variance of y: what predicts less of it predicts a constant


class WithoutLimit(Callback):
    """Train in batches as if all rows were in each step."""

    def on_train_begin(self, net, **kwargs):
        """Take away the limit, and what Adam does otherwise in batches."""
        net.callbacks_ = [own for own in net.callbacks_ if own[0] != "GradientLimit"]
        for group in net.optimizer_.param_groups:
            group["betas"] = (group["betas"][0], 0.999)


def list_tasks(options):
    if options.smoke:
        return [("made", 60, 0, "none", 0.1, way) for way in WAYS]
    return [
        (name, n, seed, link, alpha, way)
        for name, sizes in LANDSCAPES.items()
        for n in sizes
        for seed in SEEDS
        for link in LINKS
        for alpha in ALPHAS
        for way in WAYS
    ]


def measure(options, name, n_train, seed, link, alpha, way):
    X, y = load_alleles(name, options.landscapes)
    train, test = split_genotypes(X, n_train, random_state=seed)
    test = test[:MOST_TEST]
    model = EpistaticNetRegressor(
        wh_weight=0.0,
        n_members=1,
        alpha=alpha,
        global_epistasis=None if link == "none" else link,
        learning_rate_init=0.03 if way == "slow" else 0.1,
        batch_size=20 if options.smoke else "auto",
        callbacks=[] if way == "limited" else [WithoutLimit()],
        random_state=seed,
    )
    model = shorten(model, options).fit(X.iloc[train], y[train])
    predicted = model.predict(X.iloc[test])
    spread = predicted.var() / y[test].var()
    r2 = 1 - np.mean((predicted - y[test]) ** 2) / y[test].var()
    return [(f"{spread:.4f}", f"{r2:.4f}")]


def report(rows, folder):
    cells = {}
    for row in rows:
        cell = cells.setdefault((row["landscape"], int(row["n_train"])), {})
        values = float(row["spread"]), float(row["r2"])
        cell.setdefault(row["way"], []).append(values)
    lines = []
    for (name, n), ways in cells.items():
        line = [name, f"{n:,}", len(ways["limited"])]
        for way in WAYS:
            spread, r2 = np.array(ways[way]).T
            line += [int((spread < CONSTANT).sum()), f"{np.median(r2):.3f}"]
        lines.append(line)
    headers = ["landscape", "training genotypes", "networks"]
    for title in WAYS.values():
        headers += [f"constant predictions {title}", f"median R² {title}"]
    write_table(folder / "table.csv", headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
