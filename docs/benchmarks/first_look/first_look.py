"""Draw the first picture: predictions of a measured landscape, and its interactions.

A network learns 200 genotypes of the fluorescent protein of Poelwijk et al. (2019). The left panel
shows 2,000 of the other genotypes. The right one shows the largest interactions beside those of
the whole landscape, all of whose 8,192 genotypes are measured. Half a minute on one core.

    python docs/benchmarks/first_look/first_look.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, load, shorten, split_landscape, write_table
from sklearn.metrics import r2_score

from sk_epinet import EpistaticNetRegressorCV, WalshSpectrum

STUDY = Study(
    __file__,
    __doc__,
    ("landscape", "n_train", "seed", "kind", "name", "measured", "predicted"),
    n_keys=3,
)
LANDSCAPE, N_TRAIN, SEED = "Poelwijk2019", 200, 0
N_SHOWN, N_INTERACTIONS = 2000, 12


def list_tasks(options):
    return [(LANDSCAPE, 40 if options.smoke else N_TRAIN, SEED)]


def measure(options, landscape, n_train, seed):
    X, y = load(landscape, options)
    train, test = split_landscape(landscape, len(y), n_train, seed)
    model = shorten(EpistaticNetRegressorCV(random_state=seed), options).fit(X[train], y[train])
    shown = test[:N_SHOWN]
    for genotype, value, own in zip(X[shown], y[shown], model.predict(X[shown]), strict=True):
        yield "genotype", "".join(map(str, genotype)), f"{value:.4f}", f"{own:.4f}"
    truth = WalshSpectrum.from_landscape(y, genotypes=X)
    found = dict(zip(model.spectrum_.interactions, model.spectrum_.coefficients, strict=True))
    largest = np.argsort(-np.abs(truth.coefficients))
    pairs = [(truth.interactions[i], truth.coefficients[i]) for i in largest]
    for sites, value in [pair for pair in pairs if pair[0]][:N_INTERACTIONS]:
        name = " ".join(str(site + 1) for site in sites)
        yield "interaction", name, f"{value:.5f}", f"{found[sites]:.5f}"


def report(rows, folder):
    import matplotlib.pyplot as plt

    _, measured, predicted = select(rows, "genotype")
    names, truth, found = select(rows, "interaction")
    n_train = int(rows[0]["n_train"])
    score = r2_score(measured, predicted)
    # The panels stand side by side, and for a telephone one below the other.
    layouts = {"figure": ((1, 2), (9.0, 4.0)), "figure_narrow": ((2, 1), (4.4, 8.0))}
    for name, (shape, size) in layouts.items():
        fig, (first, second) = plt.subplots(*shape, figsize=size, layout="constrained")
        draw_predictions(first, measured, predicted, f"R² = {score:.2f}")
        draw_interactions(second, names, truth, found, f"from {n_train} genotypes")
        fig.savefig(folder / f"{name}.png", dpi=150)
        plt.close(fig)
    correlation = np.corrcoef(truth, found)[0, 1]
    headers = ["training genotypes", "other genotypes", "R²", "interactions", "their correlation"]
    line = [n_train, f"{len(measured):,}", f"{score:.3f}", len(names), f"{correlation:.3f}"]
    write_table(folder / "table_scores.csv", headers, [line])


def draw_predictions(ax, measured, predicted, score):
    """Draw the measured against the predicted values."""
    ax.plot(predicted, measured, ".", color="#0072B2", ms=3, alpha=0.4, mec="none")
    ax.axline((measured.mean(), measured.mean()), slope=1, color="0.4", lw=1, ls="--")
    ax.set(xlabel="predicted brightness", ylabel="measured brightness")
    ax.set_title(f"{len(measured):,} new genotypes, {score}")
    ax.spines[["top", "right"]].set_visible(False)


def draw_interactions(ax, names, truth, found, label):
    """Draw the coefficients of the complete landscape, and on them those that were found."""
    places = np.arange(len(names))[::-1]
    ax.barh(places, truth, color="#56B4E9", height=0.7, label="complete landscape")
    ax.plot(found, places, "D", color="#D55E00", ms=5, label=label)
    ax.axvline(0, color="0.4", lw=1)
    ax.set_yticks(places, [name.replace(" ", " × ") for name in names])
    ax.set(xlabel="Walsh coefficient", ylabel="interaction of sites")
    ax.legend(frameon=False, loc="lower right", handlelength=1, bbox_to_anchor=(1, 0.05))
    ax.set_title("The largest interactions")
    ax.spines[["top", "right"]].set_visible(False)


def select(rows, kind):
    """Return the names, the measured and the predicted values of the rows of a kind."""
    own = [row for row in rows if row["kind"] == kind]
    values = (np.array([float(row[field]) for row in own]) for field in ("measured", "predicted"))
    return [row["name"] for row in own], *values


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
