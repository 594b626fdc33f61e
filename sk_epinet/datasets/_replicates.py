"""Make one row of all the measurements of a genotype."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import Bunch, _safe_indexing
from sklearn.utils.validation import _num_samples

from .._utils import (
    Array,
    FloatArray,
    check_option,
    check_target,
    check_weights,
    default_site_names,
)
from ..genotypes import number_genotypes, read_columns
from ._errors import check_errors


def aggregate_replicates(
    X: ArrayLike,
    y: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    standard_error: ArrayLike | None = None,
    pool: Literal["single", "all"] = "single",
) -> Bunch:
    """Return each genotype once, with the mean of its measurements and the error of that mean.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, n_sites)
        Genotypes of any values: numbers, strings or categories. Rows with the same values are
        replicates of one genotype.
    y : array-like of shape (n_samples,)
        Measured values.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the rows, such as numbers of reads: the variance of a row is taken to be
        proportional to one over its weight. Rows of weight zero are left out.
    standard_error : array-like of shape (n_samples,), default=None
        Standard error of each measured value, in the units of y. Rows are then weighted by one
        over its square. It cannot be given together with `sample_weight`.
    pool : {"single", "all"}, default="single"
        Which genotypes get the standard deviation that is pooled over all genotypes: those with
        a single row, which have none of their own, or all of them. The spread of two or three
        replicates is a poor estimate; with so few, and if errors do not depend on the
        genotype, "all" is better. It is not used if there is a `standard_error`.

    Returns
    -------
    means : :class:`~sklearn.utils.Bunch`
        With the attributes

        data : same type as X, of shape (n_genotypes, n_sites)
            The distinct genotypes in the order in which they first occur; of a DataFrame, the
            first row of each with its index.
        target : ndarray of shape (n_genotypes,)
            Mean of the measured values, weighted where weights or errors are given.
        standard_error : ndarray of shape (n_genotypes,)
            Standard error of the mean, in the units of y; never zero. NaN where it is not known:
            without errors, where no genotype has replicates that differ.
        counts : int ndarray of shape (n_genotypes,)
            Number of rows of each genotype.
        sample_weight : ndarray of shape (n_genotypes,) or None
            Sum of the weights of the rows, if weights were given.

    Raises
    ------
    ValueError
        If an allele is missing, a measured value is not a finite number, an error is missing,
        zero or negative, or both weights and errors are given. The message names the row.

    See Also
    --------
    weights_from_errors : Compute weights of the rows from their standard errors.

    Notes
    -----
    With weights w, the error of the mean is s / sqrt(sum of w), where s² is the sum of w times the
    squared deviation from the mean, divided by the number of rows less one. The pooled s² is the
    sum of all these sums, divided by the number of rows less that of the genotypes. It also takes
    the place of an s of zero: replicates that agree to the last digit are no proof of an error of
    zero. With standard errors it is 1 / sqrt(sum of 1 / error²), whatever the spread.

    Examples
    --------
    >>> from sk_epinet.datasets import aggregate_replicates
    >>> X = [["A", "K"], ["A", "R"], ["A", "K"], ["G", "K"], ["A", "K"]]
    >>> means = aggregate_replicates(X, [1.0, 5.0, 2.0, 7.0, 3.0])
    >>> means.data
    [['A', 'K'], ['A', 'R'], ['G', 'K']]
    >>> means.target, means.counts
    (array([2., 5., 7.]), array([3, 1, 1]))
    >>> means.standard_error.round(3)
    array([0.577, 1.   , 1.   ])
    """
    check_option("pool", pool, ("single", "all"))
    y = check_target(BaseEstimator(), y, X)
    _require_alleles(X)
    errors = None if standard_error is None else check_errors(standard_error, X)
    deviation = _deviations(X, sample_weight, errors)
    used = np.flatnonzero(np.isfinite(deviation))
    first, numbers = _first_rows(number_genotypes(X)[used])
    own_y, deviation = y[used], deviation[used]
    least = np.full(len(first), np.inf)
    np.minimum.at(least, numbers, deviation)
    # Relative to the best row of the genotype, no row that decides a mean has a weight of zero.
    weight = (least[numbers] / deviation) ** 2
    total = np.bincount(numbers, weight)
    start = own_y[first]
    # Summed from the first value on, the mean of equal values is exactly that value.
    mean = start + np.bincount(numbers, weight * (own_y - start[numbers])) / total
    counts = np.bincount(numbers)
    standard_error = least / np.sqrt(total)
    if errors is None:
        squares = np.bincount(numbers, ((own_y - mean[numbers]) / deviation) ** 2)
        standard_error = standard_error * np.sqrt(_variances(squares, counts, pool))
    summed = None if sample_weight is None else np.asarray(sample_weight, dtype=float)[used]
    return Bunch(
        data=_safe_indexing(X, used[first]),
        target=mean,
        standard_error=standard_error,
        counts=counts,
        sample_weight=None if summed is None else np.bincount(numbers, summed),
    )


def _deviations(
    X: ArrayLike, sample_weight: ArrayLike | None, errors: FloatArray | None
) -> FloatArray:
    """Return the standard deviation of each row: its error, or relative to the largest weight."""
    if errors is None:
        weight = check_weights(sample_weight, X)
        if weight is None:
            return np.ones(_num_samples(X))
        with np.errstate(divide="ignore"):
            return np.sqrt(weight.max()) / np.sqrt(weight)  # the ratio may be no number
    if sample_weight is not None:
        raise ValueError(
            "sample_weight and standard_error both say how much a row counts: pass one of them."
        )
    return errors


def _require_alleles(X: ArrayLike) -> None:
    """Raise an error if an allele is missing: such rows cannot be told from others."""
    columns, names = read_columns(X)
    for site, column in enumerate(columns):
        missing = np.flatnonzero(pd.isna(column))
        if missing.size:
            name = (names or default_site_names(len(columns)))[site]
            raise ValueError(
                f"Site '{name}' has no allele in row {missing[0]} ({missing.size} of "
                f"{len(column)} rows), so that its replicates are not known. Drop such rows, or "
                "fill in the alleles."
            )


def _first_rows(numbers: Array) -> tuple[Array, Array]:
    """Return the first row of each genotype, and numbers of the genotypes in that order."""
    numbers, labels = pd.factorize(numbers)
    first = np.full(len(labels), len(numbers))
    np.minimum.at(first, numbers, np.arange(len(numbers)))
    return first, numbers


def _variances(squares: Array, counts: Array, pool: str) -> FloatArray:
    """Return the variance of a row of weight one for each genotype, NaN where it is not known."""
    freedom = counts - 1
    pooled = squares.sum() / freedom.sum() if squares.any() else np.nan
    if pool == "all":
        return np.full(len(counts), pooled)
    own = squares / np.maximum(freedom, 1)
    return np.where(own > 0, own, pooled)
