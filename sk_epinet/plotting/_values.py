"""Check measured and predicted values before they are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray


def as_measured(y: ArrayLike) -> FloatArray:
    """Return measured values as one row of floats, or raise an error if one is not finite."""
    values = np.asarray(y, dtype=float).reshape(-1)
    _require_finite("y", values, "Leave out the genotypes that were not measured.")
    if not len(values):
        raise ValueError("y is empty: give the measured value of at least one genotype.")
    return values


def as_finite(name: str, values: ArrayLike, n: int) -> FloatArray:
    """Return the predictions of n measured values, or raise an error if one is not finite.

    Parameters
    ----------
    name : str
        Name of the argument, for messages.
    values : array-like of shape (n,)
    n : int
        Number of measured values.
    """
    values = np.asarray(values, dtype=float).reshape(-1)
    _require_finite(name, values, "Leave out these genotypes, in y too.")
    if len(values) != n:
        raise ValueError(
            f"{name} must have one number for each of the {n} measured values in y, but it has "
            f"{len(values)}."
        )
    return values


def require_rows(X, y):
    """Raise an error if there are not as many genotypes as values."""
    if len(X) != len(y):
        raise ValueError(
            f"X has {len(X)} genotypes, but y has {len(y)} values: each genotype needs one."
        )


def _require_finite(name, values, remedy):
    if not np.isfinite(values).all():
        row = int(np.argmin(np.isfinite(values)))
        raise ValueError(
            f"{name} must hold finite numbers, but it has {values[row]} in row {row}. {remedy}"
        )
