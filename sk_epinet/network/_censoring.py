"""Values of which only a bound is known: which rows these are, and what limits an assay has.

A row has the mark -1 if its value is at most what y says (left-censored: at the floor of an
assay), +1 if it is at least that (right-censored: at the ceiling), and 0 if it was measured.
"""

from dataclasses import dataclass

import numpy as np
import torch

from .._utils import count_axes, require_same_length, warn_user
from ._objective import inverse_mills_ratio
from ._real_weight import carries_weight

_MARKS = {"left": -1, "none": 0, "right": 1, -1: -1, 0: 0, 1: 1}
_SIDES = {"left": (-1,), "right": (1,), "auto": (-1, 1)}
_ROUNDING = 1e-6  # of the range of y: values so close to the least one are equal to it

# What censored="auto" takes for a floor or a ceiling. A measured value without one is seldom
# drawn twice; counts and grades have several values of many rows, not one at the end alone.
_LEAST_SHARE = 0.05
_TIMES_THE_NEXT = 3

_EM_STEPS = 100


@dataclass(frozen=True)
class Censoring:
    """Say what a fit took for bounds, in the units of y.

    Parameters
    ----------
    floor, ceiling : float or None
        The least and the largest value that can be measured. None where no row is a bound of
        that kind, where their bounds differ, or where a measured value lies beyond them.
    left_share, right_share : float
        Shares of the rows, by their weights, whose values are at most, and at least, what y
        says.
    """

    floor: float | None
    ceiling: float | None
    left_share: float
    right_share: float


def find_bounds(y, weight, how):
    """Return the mark of each row, from the values at the ends of y.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        Values.
    weight : ndarray of shape (n_samples,)
        Weights. Rows that carry too little do not say where the ends are, and are no bounds,
        see :func:`carries_weight`.
    how : {"left", "right", "auto"}
        Whether the rows at the least value are bounds, or those at the largest value, or
        either where there are many.

    Returns
    -------
    marks : int array of shape (n_samples,)
        All 0 where y is constant.

    Warns
    -----
    UserWarning
        If "left" or "right" finds one row only.
    """
    marks, used = np.zeros(len(y), dtype=int), carries_weight(weight)
    tolerance = _ROUNDING * np.ptp(y[used])
    if tolerance == 0:
        return marks
    for side in _SIDES[how]:
        at_end = used & (side * y >= (side * y[used]).max() - tolerance)
        if how != "auto":
            _warn_of_one_row(at_end, y, how)
        elif not _is_many(at_end[used], y[used], weight[used], tolerance):
            continue
        marks[at_end] = side
    return marks


def _is_many(at_end, y, weight, tolerance):
    """Tell whether the rows at an end of y are far more than those of any value between."""
    own = weight[at_end].sum()
    between = (y > y.min() + tolerance) & (y < y.max() - tolerance)
    if not between.any():  # two values are two classes
        return False
    _, places = np.unique(y[between], return_inverse=True)
    most = np.bincount(places, weights=weight[between]).max()
    return own >= _LEAST_SHARE * weight.sum() and own >= _TIMES_THE_NEXT * most


def _warn_of_one_row(at_end, y, how):
    if at_end.sum() == 1:
        end, relation = ("least", "at most") if how == "left" else ("largest", "at least")
        warn_user(
            f"censored={how!r} takes the rows at the {end} value of y for bounds ({relation}), "
            f"but only row {int(at_end.argmax())} has that value, {y[at_end][0]:g}. If y has "
            "no floor or ceiling use censored=None; if the bounds of rows differ, mark the rows "
            "with fit(..., censored=marks)."
        )


def read_marks(censored, X):
    """Return the marks that a user gave, as an int array of shape (n_samples,).

    Parameters
    ----------
    censored : array-like of shape (n_samples,)
        -1 or "left", 0 or "none", 1 or "right".
    X : array-like of shape (n_samples, n_sites)
        The genotypes, of which there must be as many.

    Raises
    ------
    ValueError
        If there are more or fewer of them than genotypes, or for another value, whose row is
        named.
    """
    if isinstance(censored, str) or count_axes(censored) != 1:
        raise ValueError(
            "The argument censored of fit has one mark for each row: -1 or 'left' (at most y), "
            f"0 or 'none' (measured), 1 or 'right' (at least y). Got {censored!r}. To take all "
            "rows at the least value of y for bounds, construct the estimator with "
            "censored='left'."
        )
    require_same_length("censored", censored, X)
    values = np.asarray(censored).tolist()
    marks = [None if isinstance(v, bool) else _MARKS.get(v) for v in values]
    if None in marks:
        row = marks.index(None)
        raise ValueError(
            "censored must hold -1 or 'left' (at most y), 0 or 'none' (measured), 1 or 'right' "
            f"(at least y), but row {row} has {values[row]!r}."
        )
    return np.array(marks)


def describe_censoring(y, weight, marks):
    """Return the limits of what can be measured, and the shares of the rows that are bounds.

    The limits are those of the rows that carry weight, see :func:`carries_weight`.

    Raises
    ------
    ValueError
        If all rows are bounds.
    """
    used = weight > 0
    y, weight, marks = y[used], weight[used], marks[used]
    if marks.all():
        raise ValueError(
            "censored marks every row as a bound, so nothing was measured. Mark the rows with "
            "measured values with 0 or 'none'."
        )
    left, right = (weight[marks == side].sum() / weight.sum() for side in (-1, 1))
    real = carries_weight(weight)
    y, marks = y[real], marks[real]
    highest_of_negative = _common_bound(-y, marks == -1)
    floor = None if highest_of_negative is None else -highest_of_negative
    return Censoring(floor, _common_bound(y, marks == 1), float(left), float(right))


def _common_bound(y, is_bound):
    """Return the bound that these rows share, if no row lies above it; otherwise None."""
    if not is_bound.any():
        return None
    bounds, tolerance = y[is_bound], _ROUNDING * np.ptp(y)
    shared = np.ptp(bounds) <= tolerance and y.max() <= bounds.max() + tolerance
    return float(bounds.max()) if shared else None


def move_to_bounds(predicted, target, censored):
    """Return predictions that are no further off than the bounds of the rows allow.

    A prediction beyond the bound of its row, on the side where the value lies, is moved to the
    bound: it is no error.

    Parameters
    ----------
    predicted : ndarray of shape (..., n_rows)
        Predictions, on the scale of the target.
    target : ndarray of shape (n_rows,)
        Values, of which some are bounds.
    censored : ndarray of shape (n_rows,) or None
        Marks; None is all rows measured.
    """
    if censored is None:
        return predicted
    return np.where(censored * (predicted - target) > 0, target, predicted)


def expected_values(target, weight, censored):
    """Return what the values behind the bounds would be, were all of them normally distributed.

    Every bound gives way to the mean of that part of the distribution that lies beyond it. The
    mean and the standard deviation are found by the EM algorithm. This is where networks begin.

    Parameters
    ----------
    target, weight : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
        Values and weights that each member sees.
    censored : torch.Tensor of shape (n_rows, 1)
        Marks.

    Returns
    -------
    values : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
    """
    share, is_bound = weight / weight.sum(0), censored != 0
    values, variance = target, torch.zeros_like(target)
    for _ in range(_EM_STEPS):
        mean = (share * values).sum(0)
        scale = (share * ((values - mean).square() + variance)).sum(0).sqrt()
        scale = scale.clamp_min(torch.finfo(scale.dtype).eps)
        z = censored * (mean - target) / scale
        ratio = inverse_mills_ratio(z)
        values = torch.where(is_bound, mean + censored * scale * ratio, target)
        left = (1 - ratio * (z + ratio)).clamp(0, 1)
        variance = torch.where(is_bound, scale.square() * left, 0.0)
    return values
