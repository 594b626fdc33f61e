"""Recognise columns that are no sites: computed from the target, from the sites, or counters."""

import numpy as np

# A site with a strong effect parts the values of a few genotypes by chance.
_MIN_ROWS = 8


def is_row_number(column):
    """Return whether a column counts the rows: 0, 1, 2, ... or 1, 2, 3, ..."""
    if len(column) < 2 or not column.is_numeric:
        return False
    values = column.numbers
    return bool(values[0] in (0, 1) and (np.diff(values) == 1).all())


def relation_to_target(values, target):
    """Return how a column follows from the target, in words; "" where it does not.

    Parameters
    ----------
    values, target : ndarray of shape (n_rows,)
        NaN where there is no number.

    Returns
    -------
    relation : str
        "a copy", "a rescaling", "a rank", or "a threshold" of the target. A threshold, which
        has two values, may be the chance of a strong effect.
    """
    both = np.isfinite(values) & np.isfinite(target)
    values, target = values[both], target[both]
    if values.size < 3 or np.ptp(values) == 0 or np.ptp(target) == 0:
        return ""
    if np.array_equal(values, target):
        return "a copy"
    n_values = np.unique(values).size
    if n_values > 2 and abs(np.corrcoef(values, target)[0, 1]) > 1 - 1e-9:
        return "a rescaling"
    if values.size < _MIN_ROWS:
        return ""
    order = np.argsort(values, kind="stable")
    ranked, own = values[order], target[order]
    edges = np.flatnonzero(np.diff(ranked)) + 1
    starts = np.r_[0, edges]
    low, high = np.minimum.reduceat(own, starts), np.maximum.reduceat(own, starts)
    rising, falling = (high[:-1] < low[1:]).all(), (low[:-1] > high[1:]).all()
    if not (rising or falling):
        return ""
    if n_values == 2:
        return "a threshold"
    return "a rank" if n_values > 5 or n_values == np.unique(target).size else "a binning"


def is_sum_of(values, sites):
    """Return whether a column counts the second alleles of the other columns.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
    sites : ndarray of shape (n_rows, n_sites)
        Codes 0 and 1; which allele counts may differ from site to site.

    Returns
    -------
    is_sum : bool
        Whether the values are a constant plus or minus the codes of at least two sites, each
        with the same weight. Needs more genotypes than sites.
    """
    distinct, first = np.unique(sites, axis=0, return_index=True)
    n_sites = sites.shape[1]
    if n_sites < 2 or len(distinct) < n_sites + 3 or not np.isfinite(values).all():
        return False
    design = np.column_stack([np.ones(len(distinct)), distinct])
    solution, _, rank, _ = np.linalg.lstsq(design, values[first], rcond=None)
    if rank < n_sites + 1:
        return False
    sizes = np.abs(solution[1:])
    fits = np.abs(solution[0] + sites @ solution[1:] - values).max() < 1e-6
    return bool(fits and sizes.min() > 1e-6 and np.ptp(sizes) < 1e-6)
