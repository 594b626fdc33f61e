"""Print the results of ``sk-epinet compare`` in the terminal."""

from tabulate import tabulate

from ._found_interactions import mean_spectrum
from ._methods import ADDITIVE, EPISTATIC_NET
from ._tables import (
    MANY_ALLELES,
    allele_table,
    how_estimated,
    interaction_table,
    score_table,
    summary,
    table_name,
)

_N_INTERACTIONS = 10


def print_toys(scores):
    """Print the scores on the two toy landscapes of the article."""
    for kind in ("sparse", "dense"):
        own = [score for score in scores if score.landscape == kind]
        n_splits = len({score.split for score in own})
        print(
            f"\nToy landscape '{kind}': 6 sites, 16 of 64 genotypes to train on, "
            f"{n_splits} splits\n"
        )
        print_table(*score_table(own, with_norm=True, with_seconds=True))
    print(
        "\nMean (standard deviation) over the splits, on the genotypes left out. The article "
        "reports\na mean Pearson r of .452 (sparse) and .564 (dense) for Epistatic Net, with "
        "baselines whose loss\nhad a fault: see the page 'The article's toy landscapes' of the "
        "documentation."
    )


def print_landscape(path, landscape, n_train, scores):
    """Print the scores on a user's landscape, what was chosen, and the largest interactions."""
    print(f"\n{table_name(path)}: {summary(landscape, n_train, scores)}\n")
    print_table(*score_table(scores, with_seconds=True))
    print("\nMean (standard deviation) over the training sets, scored on the other genotypes.")
    if landscape.sample_weight is not None:
        print("Rows count by their weights, in training and in the scores.")
    _print_chosen(scores)
    _print_interactions(scores, landscape)


def print_table(titles, rows, file=None):
    """Print a table to the terminal, or to another open file."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    align = ["left", *["right"] * (len(titles) - 1)]
    print(tabulate(cells, titles, disable_numparse=True, colalign=align), file=file)


def _cell(cell):
    """Return the text of a cell; the names of the sites of an interaction are joined by ×."""
    if isinstance(cell, tuple):
        return " × ".join(f"'{name}'" if "×" in name else name for name in cell)
    return str(cell)


def _print_chosen(scores):
    """Print what the methods chose by cross-validation in each training set."""
    networks = [score.chosen for score in scores if score.method == EPISTATIC_NET]
    candidates = "; ".join(
        f"{c['wh_weight']:g}, {c['alpha']:g}, {c['global_epistasis'] or 'none'}" for c in networks
    )
    orders = [score.chosen.get("max_order") for score in scores if score.method not in ADDITIVE]
    listed = ", ".join(str(order) for order in orders if order is not None)
    print(
        f"Chosen by cross-validation in each training set: order of the Lasso {listed}; the "
        "candidate of\nEpistatic Net with the largest share (wh_weight, alpha, global_epistasis) "
        f"{candidates}."
    )


def _print_interactions(scores, landscape):
    spectrum = mean_spectrum(scores, landscape)
    if spectrum is None:
        print(f"\nInteractions are not listed: {MANY_ALLELES}.")
        return
    top = spectrum.top(_N_INTERACTIONS)
    print(
        f"\nThe {len(top)} largest interactions (Walsh coefficients of Epistatic Net"
        f"{how_estimated(landscape)}, mean over the training sets)\n"
    )
    print_table(*interaction_table(top))
    print("\nWhich allele of each site has spin +1, and which has spin \N{MINUS SIGN}1\n")
    print_table(*allele_table(top))
