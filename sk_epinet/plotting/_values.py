"""Check measured and predicted values before they are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, check_object, check_range, read_list, read_numbers


def as_measured(y: ArrayLike) -> FloatArray:
    """Return measured values as one row of floats, or raise an error if one is not finite."""
    values = read_numbers("y", y, finite=False).reshape(-1)
    _require_finite("y", values, "Leave out the genotypes that were not measured.")
    if not len(values):
        raise ValueError("y is empty: give the measured value of at least one genotype.")
    check_range("y", values)
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
    values = read_numbers(name, values, finite=False).reshape(-1)
    _require_finite(name, values, "Leave out these genotypes, in y too.")
    if len(values) != n:
        raise ValueError(
            f"{name} must have one number for each of the {n} measured values in y, but it has "
            f"{len(values)}."
        )
    return values


def as_column(name: str, values: ArrayLike, **other: FloatArray) -> FloatArray:
    """Return a list of finite numbers that are drawn, at least one, or raise an error.

    If another list is given by its name, this one must have as many numbers.
    """
    column = read_numbers(name, values, n_axes=1)
    for its_name, its_values in other.items():
        if len(column) != len(its_values):
            raise ValueError(
                f"{name} must have one number for each of {its_name}: it has {len(column)}, and "
                f"{its_name} has {len(its_values)}."
            )
    if not len(column):
        raise ValueError(f"{name} is empty: there is nothing to draw.")
    check_range(name, column)
    return column


def as_names(name: str, values: Any, n: int, what: str = "") -> list[str]:
    """Return the names of n things as text, or raise an error.

    Parameters
    ----------
    name : str
        Name of the argument, for messages.
    values : sequence of str
    n : int
        How many names there must be.
    what : str, default=""
        What has a name each, and in which other argument: "row of values".
    """
    names = read_list(name, values, f"{n} names")
    if len(names) != n:
        of_what = f", one for each {what}" if what else ""
        raise ValueError(f"{name} must have {n} entries{of_what}, got {len(names)}.")
    return [str(one) for one in names]


def check_name(name: str, value: Any) -> None:
    """Raise an error if what a value or score is called is not text."""
    check_object(name, value, str)


def predict_values(estimator: Any, X: ArrayLike, y: ArrayLike | None = None) -> Any:
    """Return predictions, or raise an error if there are none, or not as many as values y."""
    if not hasattr(estimator, "predict"):
        raise TypeError(
            f"estimator must be a fitted regressor, which has predict; got {estimator!r}."
        )
    predicted = estimator.predict(X)
    if y is not None:
        require_rows(predicted, as_measured(y))
    return predicted


def require_rows(X, y):
    """Raise an error if there are not as many genotypes as values."""
    if not hasattr(X, "__len__"):
        raise ValueError(f"X must hold one genotype for each of {len(y)} values, got {X!r}.")
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
