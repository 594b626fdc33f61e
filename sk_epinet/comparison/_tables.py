"""Make the tables that both the terminal and the report show: titles and rows of cells.

An interaction is a tuple of the names of its sites. Who writes a table joins them.
"""

import numpy as np


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
    """Return the interactions of a spectrum with their coefficients.

    Parameters
    ----------
    spectrum : WalshSpectrum
        As :func:`mean_spectrum` gives it.

    Returns
    -------
    titles : list of str
    rows : list of list
        The first cell of a row is the tuple of the names of the sites.
    """
    columns = [spectrum.name_tuples, spectrum.orders, [f"{c:.4g}" for c in spectrum.coefficients]]
    titles = ["interaction", "order", "coefficient"]
    if spectrum.intervals is not None:
        titles.append("sd")
        columns.append([f"{half:.2g}" for half in np.ptp(spectrum.intervals, axis=1) / 2])
    return titles, [list(row) for row in zip(*columns, strict=True)]


def allele_table(landscape):
    """Return which allele of each site has spin +1 and which has spin -1.

    Parameters
    ----------
    landscape : Bunch
        As :func:`load_landscape` returns it.

    Returns
    -------
    titles : list of str
    rows : list of list
        The first cell of a row is a tuple of the one name of the site.
    """
    sites = zip(landscape.feature_names, landscape.alleles, strict=True)
    rows = [[(name,), *alleles] for name, alleles in sites]
    return ["site", "spin +1", "spin \N{MINUS SIGN}1"], rows
