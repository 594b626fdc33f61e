"""Recognise columns that are no sites: computed from the target, from the sites, or counters."""

from collections import Counter

import numpy as np

from ._candidates import row_ids, site_class

# A site with a strong effect parts the values of a few genotypes by chance.
_MIN_ROWS = 8
# Three alleles 0, 1, 2 may stand below one another in the rows of a small table.
_MIN_COUNTED = 4


def is_row_number(column):
    """Return whether a column counts the rows: 0, 1, 2, ... or 1, 2, 3, ..."""
    if len(column) < _MIN_COUNTED or not column.is_numeric:
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


def is_threshold(codes, others, target):
    """Return whether a column of two values may be a threshold of the target, and no site.

    It parts the values of the target exactly; without it the same genotypes are different; and
    it depends on the other sites, as what was computed from the target does. The factors of a
    design are independent, exactly in a complete or fractional one, nearly in a random one.

    Parameters
    ----------
    codes : ndarray of shape (n_rows,)
    others : list of ndarray of shape (n_rows,)
        Codes of the other sites.
    target : ndarray of shape (n_rows,)
    """
    if not others or relation_to_target(codes.astype(float), target) != "a threshold":
        return False
    if row_ids(others).max() < row_ids([*others, codes]).max():
        return False
    varying = [other for other in others if np.ptp(other)]
    largest = max((abs(np.corrcoef(codes, other)[0, 1]) for other in varying), default=0)
    if largest < 1e-9:
        return False
    n_rows = len(codes)
    is_independent = n_rows >= 50 and largest < 3 / np.sqrt(n_rows)
    return not (is_independent and _parts_at_a_gap(codes, target))


def _parts_at_a_gap(codes, target):
    """Return whether the border between two classes is the widest gap between values.

    A threshold lies anywhere; a site of so strong an effect leaves a gap.
    """
    values = np.sort(target[np.isfinite(target)])
    classes = [target[(codes == code) & np.isfinite(target)] for code in np.unique(codes)]
    first, second = sorted(classes, key=np.min)
    return bool(second.min() - first.max() >= np.diff(values).max())


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
    n_sites = sites.shape[1]
    few = 4 * (n_sites + 8)
    if len(sites) > few and not _is_linear(values[:few], sites[:few]):
        return False  # known from a few rows, without the cost of all
    distinct, first = np.unique(sites, axis=0, return_index=True)
    if n_sites < 2 or len(distinct) < n_sites + 3 or not np.isfinite(values).all():
        return False
    design = np.column_stack([np.ones(len(distinct)), distinct])
    solution, _, rank, _ = np.linalg.lstsq(design, values[first], rcond=None)
    if rank < n_sites + 1:
        return False
    sizes = np.abs(solution[1:])
    fits = np.abs(solution[0] + sites @ solution[1:] - values).max() < 1e-6
    return bool(fits and sizes.min() > 1e-6 and np.ptp(sizes) < 1e-6)


def _is_linear(values, sites):
    """Return whether values are a constant and a weight for each site; NaN is not."""
    if not np.isfinite(values).all():
        return False
    design = np.column_stack([np.ones(len(sites)), sites])
    solution = np.linalg.lstsq(design, values, rcond=None)[0]
    return bool(np.abs(design @ solution - values).max() < 1e-6)


def _may_have_a_sum(columns):
    """Return whether one of some columns may be the sum of the others, which have two values each.

    It is, at most, where there are more rows than columns, and one linear relation among all.
    Looking for it here spares the far longer search for each column.
    """
    several = [own for own in columns if len(own.texts) != 2]
    n_rows, n_columns = len(columns[0].codes) if columns else 0, len(columns)
    if len(several) > 1 or n_rows < n_columns + 2 or not all(own.is_numeric for own in several):
        return False
    values = [own.codes if len(own.texts) == 2 else own.numbers for own in columns]
    if not all(np.isfinite(own).all() for own in values):
        return False
    matrix = np.column_stack([np.ones(n_rows), *values])
    few = matrix[: 4 * (n_columns + 8)]
    if np.linalg.matrix_rank(few) == n_columns + 1:
        return False  # known from a few rows, without the cost of all
    return bool(np.linalg.matrix_rank(matrix) == n_columns)


def find_counter(columns, names):
    """Return the name of the column that counts the mutations of the other ones, or None.

    A site with two values is in its turn the count less the other sites. What counts is the
    column whose values are not those of the others.

    Parameters
    ----------
    columns : dict of str to Column
    names : list of str
    """
    binary = {name for name in names if len(columns[name].texts) == 2}
    if not _may_have_a_sum([columns[name] for name in names]):
        return None
    sums = []
    for name in names:
        others = [columns[other].codes for other in names if other != name and other in binary]
        if not (len(others) == len(names) - 1 > 1 and columns[name].is_numeric):
            continue
        if is_sum_of(columns[name].numbers, np.column_stack(others)):
            sums.append(name)
    classes = Counter(site_class(columns[name]) for name in names)
    odd = [name for name in sums if classes[site_class(columns[name])] == 1]
    found = odd if len(sums) > 1 else sums
    return found[0] if len(found) == 1 else None
