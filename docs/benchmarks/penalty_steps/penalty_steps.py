"""Find out how far apart, in steps, the evaluations of the Walsh penalty may be.

Where the penalty has more genotypes to evaluate than a step has rows, it is most of the work. Here
it is evaluated once in as many steps as make its work that of the data, but at most in 1, 2 or 4,
and with as many times its gradient. Training and test sets are those of the study of batches:
nothing that the study of generalisation scores is scored here. Half an hour on one core.

The rows at 1,000 genotypes were made with steps of 256 rows, by a version of the package in which
this could be set; where a step has all rows, a penalty of one's own can do it.

    python docs/benchmarks/penalty_steps/penalty_steps.py
"""

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import (
    CHOOSING,
    PLANTED,
    Study,
    format_difference,
    load,
    shorten,
    split_development_set,
    write_table,
)

from sk_epinet import EpistaticNetRegressorCV, SubcubeWalshPenalty
from sk_epinet.penalties import WalshPenalty

STUDY = Study(
    __file__, __doc__, ("apart", "landscape", "n_train", "seed", "r2", "seconds"), n_keys=4
)
APART, SIZES, SEEDS = (1, 2, 4), (50, 100, 300), (0, 1, 2)


class SeldomPenalty(WalshPenalty):
    """Evaluate a penalty in one step of several, with as many times its gradient.

    Parameters
    ----------
    penalty : WalshPenalty
        The penalty.
    apart : int
        Steps from one evaluation to the next.
    """

    def __init__(self, penalty, apart):
        self.penalty = penalty
        self.apart = apart

    def n_evaluations(self, n_sites):
        return 1  # for the trainer, which would otherwise evaluate it in every other step

    def sample(self, spins, generator):
        # Each fit has its own clone, which begins to count at the first step.
        self._step = getattr(self, "_step", -1) + 1
        if self._step % self.apart:
            return spins[:1]  # one genotype, which stands for none
        return self.penalty.sample(spins, generator)

    def value(self, values):
        if values.shape[-1] == 1:
            return 0 * values[..., 0]
        return self.apart * self.penalty.value(values)


def list_tasks(options):
    if options.smoke:
        return [(apart, PLANTED, 20, 0) for apart in (1, 2)]
    return [
        (apart, landscape, n_train, seed)
        for seed in SEEDS
        for n_train in SIZES
        for landscape in (*CHOOSING, PLANTED)
        for apart in APART
    ]


def measure(options, apart, landscape, n_train, seed):
    X, y = load(landscape, options, seed)
    train, test = split_development_set(landscape, len(y), n_train, seed)
    penalty = SubcubeWalshPenalty(9)
    steps = min(max(round(penalty.n_evaluations(X.shape[1]) / n_train), 1), apart)
    model = EpistaticNetRegressorCV(
        penalty=SeldomPenalty(penalty, steps), batch_size=n_train, random_state=seed
    )
    start = perf_counter()
    shorten(model, options).fit(X[train], y[train])
    seconds = perf_counter() - start
    return [(f"{model.score(X[test], y[test]):.5f}", f"{seconds:.1f}")]


def report(rows, folder):
    scores = {}
    for row in rows:
        cell = scores.setdefault((int(row["n_train"]), row["landscape"]), {})
        cell.setdefault(int(row["apart"]), {})[row["seed"]] = float(row["r2"])
    order = (*CHOOSING, PLANTED)
    lines = []
    for cell in sorted(scores, key=lambda cell: (cell[0], order.index(cell[1]))):
        base = scores[cell][1]
        line = list(cell)
        for apart in APART:
            own = scores[cell].get(apart, {})
            pairs = [(own[seed], base[seed]) for seed in base if seed in own]
            line.append(format_difference(*np.mean(pairs, axis=0)) if pairs else "")
        lines.append(line)
    headers = ["genotypes", "landscape", *(f"at most {apart}" for apart in APART)]
    write_table(folder / "table.csv", headers, lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
