"""Find out how often intervals cover, and what is selected, on planted and on shuffled values.

Landscapes of 12 sites with 15 interactions of order up to 4, noise for an R² of 0.9, and 300 of
the 4,096 genotypes. In each draw, bootstrap_spectrum is run with each estimator on the values and
on the same values shuffled; the default is also fitted as it is, and its 15 largest coefficients
are compared with the planted ones. Two hours on one core.

    python docs/benchmarks/intervals/intervals.py
    python docs/benchmarks/intervals/intervals.py --estimators fixed lasso --draws 0 20
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, shorten, write_table
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    bootstrap_spectrum,
)
from sk_epinet.datasets import make_walsh_landscape

STUDY = Study(
    __file__,
    __doc__,
    (
        *("draw", "estimator", "kind"),
        *("found_by_fit", "found", "covered_planted", "covered_all", "half_width"),
        # By the rule that the rows that are kept were made with: in nine resamples of ten.
        *("selected", "selected_true"),
        # By the false-discovery rate of bootstrap_spectrum.
        *("discoveries", "discoveries_true"),
    ),
    n_keys=3,
)
N_SITES, N_INTERACTIONS, MAX_ORDER, N_TRAIN, R2, OFTEN = 12, 15, 4, 300, 0.9, 0.9
VALUES, SHUFFLED = "values", "shuffled"
ESTIMATORS = {
    "net": lambda seed: EpistaticNetRegressorCV(random_state=seed),
    "fixed": lambda seed: EpistaticNetRegressor(n_members=2, random_state=seed),
    "lasso": lambda seed: make_pipeline(WalshFeatures(max_order=3), LassoCV(max_iter=10_000)),
}


def add_arguments(parser):
    parser.add_argument("--estimators", nargs="+", choices=ESTIMATORS, default=list(ESTIMATORS))
    parser.add_argument(
        "--kinds", nargs="+", choices=(VALUES, SHUFFLED), default=(VALUES, SHUFFLED)
    )
    parser.add_argument("--draws", nargs=2, type=int, default=[0, 50], metavar=("FIRST", "END"))


def list_tasks(options):
    draws = range(1) if options.smoke else range(*options.draws)
    return [
        (draw, name, kind)
        for name in options.estimators
        for draw in draws
        for kind in options.kinds
    ]


def measure(options, draw, name, kind):
    X, y, truth = draw_training_set(
        draw, kind, *((5, 40) if options.smoke else (N_SITES, N_TRAIN))
    )
    estimator = shorten(ESTIMATORS[name](draw), options)
    settings = {"n_resamples": 10} if options.smoke else {}
    found = bootstrap_spectrum(estimator, X, y, random_state=draw, **settings)
    often = (found.frequencies >= OFTEN) & (found.orders > 0)
    low, high = found.intervals.T
    width = f"{np.mean(high - found.coefficients):.4f}"
    if truth is None:
        return [("", "", "", "", width, often.sum(), "", found.selected.sum(), "")]
    planted = truth != 0
    covered = (low <= truth) & (truth <= high)
    by_fit = count_hits(estimator.fit(X, y).spectrum_.to_dense(), truth) if name == "net" else ""
    return [
        (
            *(by_fit, count_hits(found.coefficients, truth)),
            *(f"{covered[planted].mean():.4f}", f"{covered[1:].mean():.4f}", width),
            *(often.sum(), (often & planted).sum()),
            *(found.selected.sum(), (found.selected & planted).sum()),
        )
    ]


def draw_training_set(draw, kind, n_sites, n_train):
    """Return X, y and the coefficients of all interactions (None for shuffled values)."""
    X, y, truth = make_walsh_landscape(n_sites, N_INTERACTIONS, MAX_ORDER, random_state=draw)
    rng = np.random.RandomState(1000 + draw)
    rows = rng.permutation(len(y))[:n_train]
    noise = np.sqrt(truth.energy_by_order()[1:].sum() * (1 / R2 - 1))
    y = y[rows] + noise * rng.randn(len(rows))
    if kind == SHUFFLED:
        return X[rows], rng.permutation(y), None
    return X[rows], y, truth.to_dense()


def count_hits(coefficients, truth):
    """Count the planted interactions among the largest coefficients but the constant."""
    largest = 1 + np.argsort(-np.abs(coefficients[1:]))[:N_INTERACTIONS]
    return (truth[largest] != 0).sum()


def report(rows, folder):
    lines = []
    for name in dict.fromkeys(row["estimator"] for row in rows):
        own = [row for row in rows if row["estimator"] == name]
        values = [row for row in own if row["kind"] == VALUES]
        if values:
            shuffled = [row for row in own if row["kind"] == SHUFFLED]
            lines.append(
                [name, len(values), *summarise(values), *summarise_selection(values, shuffled)]
            )
    headers = [
        *("estimator", "draws", "found by the fit (least)", "at least 13"),
        *("found by the estimates (least)", "at least 13", "covered, planted"),
        *("covered, all: mean (least to most)", "half width"),
        *("selected in nine of ten: planted", "others in all", "shuffled draws with any"),
        *("discoveries: planted", "share of false ones", "shuffled draws with any"),
    ]
    write_table(folder / "table.csv", headers, lines)


def numbers(rows, field):
    return np.array([float(row[field]) for row in rows if row[field]])


def summarise(values):
    found_by_fit, found = numbers(values, "found_by_fit"), numbers(values, "found")
    all_of_them = numbers(values, "covered_all")
    for counts in (found_by_fit, found):
        yield f"{counts.mean():.1f} ({counts.min():.0f})" if len(counts) else ""
        yield f"{(counts >= 13).sum()} of {len(counts)}" if len(counts) else ""
    yield f"{numbers(values, 'covered_planted').mean():.3f}"
    yield f"{all_of_them.mean():.3f} ({all_of_them.min():.3f} to {all_of_them.max():.3f})"
    yield f"{numbers(values, 'half_width').mean():.3f}"


def summarise_selection(values, shuffled):
    for field, last in (("selected", "others"), ("discoveries", "share")):
        chosen, true = numbers(values, field), numbers(values, f"{field}_true")
        null = numbers(shuffled, field)
        false = (chosen - true).sum()
        share = false / max(chosen.sum(), 1)
        yield f"{true.mean():.1f}" if len(true) else ""
        yield (f"{false:.0f}" if last == "others" else f"{share:.3f}") if len(true) else ""
        yield f"{(null > 0).sum()} of {len(null)}" if len(null) else ""


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
