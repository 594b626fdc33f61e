"""Make the tables that both the terminal and the report show: titles and rows of cells.

An interaction is a tuple of the names of its sites. Who writes a table joins them.
"""

from pathlib import Path

import numpy as np

from ..cross_validation import count_genotypes
from ._found_interactions import listed_order

MANY_ALLELES = "a Walsh spectrum needs sites of two alleles, and some have more"
_MANY_SITES = 24
_PACKED = (".gz", ".bz2", ".xz", ".zip")


def table_name(path):
    """Return the name of a file without its endings, such as ``gb1`` for ``gb1.csv.gz``.

    What cannot be printed, and could command a terminal, is a question mark.
    """
    path = Path(path)
    name = Path(path.stem).stem if path.suffix.lower() in _PACKED else path.stem
    return "".join(own if own.isprintable() else "?" for own in name)


def summary(landscape, n_train, scores):
    """Return in two sentences, without the last full stop, what was compared on a landscape.

    Parameters
    ----------
    landscape : Bunch
        As :func:`load_landscape` returns it.
    n_train : int
        Number of training genotypes.
    scores : list of Score
    """
    n_genotypes, n_sites = count_genotypes(landscape.data), landscape.data.shape[1]
    n_rows, n_sets = len(landscape.data), len({score.split for score in scores})
    rows = f" in {n_rows:,} rows" if n_rows > n_genotypes else ""
    return (
        f"{n_genotypes:,} genotypes of {n_sites} sites{rows} have a value of "
        f"'{landscape.target_name}'. The models were trained on {n_train:,} of them and tested on "
        f"the others, with {n_sets} training set{'s' * (n_sets > 1)}"
    )


def how_estimated(landscape):
    """Return how the listed interactions were found, if not from all genotypes."""
    order = listed_order(landscape.data.shape[1])
    return "" if order is None else f", estimated up to order {order} from random genotypes"


def score_table(scores, *, with_norm=False, with_seconds=False):
    """Return the mean and standard deviation of each score over the splits, by method.

    Parameters
    ----------
    scores : list of Score
        The scores on one landscape.
    with_norm : bool, default=False
        Whether to show the sum of the absolute Walsh coefficients.
    with_seconds : bool, default=False
        Whether to show the time of a fit, which differs from run to run.

    Returns
    -------
    titles : list of str
    rows : list of list
    """
    columns = [("Pearson r", "pearson", 3), ("R²", "r2", 3)]
    columns += [("Σ|c_S|", "l1_norm", 1)] * with_norm
    columns += [("fit seconds", "seconds", 2)] * with_seconds
    rows = []
    for method in dict.fromkeys(score.method for score in scores):
        own = [score for score in scores if score.method == method]
        rows.append([method, *(_spread(own, name, digits) for _, name, digits in columns)])
    return ["method", *(title for title, _, _ in columns)], rows


def _spread(scores, name, digits):
    values = [getattr(score, name) for score in scores]
    return f"{np.mean(values):.{digits}f} ({np.std(values):.{digits}f})"


def interaction_table(spectrum):
    """Return the interactions of a spectrum with their coefficients or sizes.

    Parameters
    ----------
    spectrum : WalshSpectrum or EpistasisSpectrum
        As :func:`mean_spectrum` gives it.

    Returns
    -------
    titles : list of str
    rows : list of list
        The first cell of a row is the tuple of the names of the sites.
    """
    values, intervals, _ = spectrum._bars
    columns = [spectrum.name_tuples, spectrum.orders, [f"{c:.4g}" for c in values]]
    titles = ["interaction", "order", "coefficient" if hasattr(spectrum, "levels") else "size"]
    if intervals is not None:
        titles.append("sd")
        columns.append([f"{half:.2g}" for half in np.ptp(intervals, axis=1) / 2])
    return titles, [list(row) for row in zip(*columns, strict=True)]


def allele_table(spectrum):
    """Return which allele of each site has spin +1 and which has spin -1.

    Parameters
    ----------
    spectrum : WalshSpectrum
        The interactions that are shown. Where there are many sites, only theirs are listed.

    Returns
    -------
    titles : list of str
    rows : list of list
        The first cell of a row is a tuple of the one name of the site.
    """
    shown = range(spectrum.n_sites)
    if spectrum.n_sites > _MANY_SITES:
        shown = sorted({site for sites in spectrum.interactions for site in sites})
    rows = [[(spectrum.site_names[site],), *map(_allele, spectrum.levels[site])] for site in shown]
    return ["site", "spin +1", "spin \N{MINUS SIGN}1"], rows


def _allele(level):
    return level if isinstance(level, str) else f"{level:g}"
