"""Check measurement errors that a user gives, naming the rows that cannot be used."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, count_axes, is_masked, require_same_length
from ..genotypes import is_missing

_SHOWN_ROWS = 5
_REMEDY = (
    "Leave such rows out, or give them an error that is known, such as the pooled error of the "
    "others (sk_epinet.datasets.aggregate_replicates pools those of replicates)."
)


def check_errors(standard_error: ArrayLike, X: ArrayLike | None = None) -> FloatArray:
    """Return standard errors as an array of positive numbers.

    Parameters
    ----------
    standard_error : array-like of shape (n_samples,)
        One standard error for each row.
    X : array-like of shape (n_samples, n_sites), default=None
        The rows that the errors belong to.

    Raises
    ------
    ValueError
        If an error is missing, zero, negative or infinite. The message names the rows and says
        what can be done.
    """
    if X is not None:
        require_same_length("standard_error", standard_error, X)
    if is_masked(standard_error):
        raise ValueError(f"standard_error has masked values. {_REMEDY}")
    if (n_axes := count_axes(standard_error)) < 0:
        raise ValueError("standard_error must have one value for each row, but has lists.")
    values = np.asarray(standard_error)
    if n_axes != 1:
        raise ValueError(
            "standard_error must have one value for each row, shape (n_samples,); got the shape "
            f"{values.shape}."
        )
    errors = _as_floats(values)
    kinds = {
        "is missing": np.isnan(errors),
        "is 0, which would be an infinite weight": errors == 0,
        "is negative": errors < 0,
        "is infinite": np.isposinf(errors),
    }
    for kind, wrong in kinds.items():
        if wrong.any():
            raise ValueError(f"standard_error {kind} in {_name_rows(wrong)}. {_REMEDY}")
    return errors


def _as_floats(values: np.ndarray) -> FloatArray:
    """Return numbers; None and other missing values become NaN."""
    errors = np.empty(len(values))
    for row, value in enumerate(values.tolist()):
        try:
            errors[row] = np.nan if is_missing(value) else float(value)
        except (TypeError, ValueError):
            raise ValueError(
                f"standard_error must hold numbers, but row {row} has {value!r}. {_REMEDY}"
            ) from None
    return errors


def _name_rows(wrong: np.ndarray) -> str:
    rows = np.flatnonzero(wrong)
    shown = ", ".join(map(str, rows[:_SHOWN_ROWS]))
    more = f" and {len(rows) - _SHOWN_ROWS} more" if len(rows) > _SHOWN_ROWS else ""
    return f"row{'s' * (len(rows) > 1)} {shown}{more} (of {len(wrong)})"
