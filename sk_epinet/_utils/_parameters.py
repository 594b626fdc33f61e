"""Checks of parameters: numbers in a range, grids, options, and yes or no."""

from __future__ import annotations

import math
import numbers
from collections.abc import Collection
from typing import Any

import numpy as np

from ._arguments import count_axes
from ._typing import FloatArray

_LARGEST = 2**63  # of the integers of numpy and torch


# Weight of a penalty. The squares of larger gradients are no numbers of 32 bits, and such networks
# were returned as they had been drawn.
MOST_PENALTY = 1e15


def check_number(
    name: str,
    value: Any,
    *,
    low: float,
    high: float | None = None,
    integer: bool = False,
    remedy: str = "",
    low_open: bool = False,
) -> None:
    """Validate a constructor parameter that is one finite number in an interval."""
    # Fractions are real numbers for Python, but not for numpy and torch.
    kind = numbers.Integral if integer else (numbers.Integral, float, np.floating)
    # numpy takes differences of dates for integers, and Python takes True for 1.
    is_other = isinstance(value, (bool, np.bool_, np.timedelta64))
    valid = isinstance(value, kind) and not is_other
    if valid := valid and _fits(value):
        # The short numbers of numpy cannot be compared with bounds that are larger than they.
        number = int(value) if isinstance(value, numbers.Integral) else float(value)
        valid = number > low or (number == low and not low_open)
        valid = valid and (high is None or number < high)
    bounds = f" {'greater than' if low_open else 'at least'} {low:g}" * (low > -math.inf)
    bounds += f" and less than {high:g}" if high is not None else ""
    if isinstance(value, numbers.Integral) and not is_other and int(value) >= _LARGEST:
        bounds += " and less than 2^63"
    if not valid:
        raise ValueError(
            f"{name} must be {'an integer' if integer else 'a number'}{bounds}, "
            f"got {value!r}.{' ' * bool(remedy)}{remedy}"
        )


def _fits(value: Any) -> bool:
    """Return whether a number is finite, and not larger than numpy and torch can hold."""
    if isinstance(value, numbers.Integral):
        return -_LARGEST <= int(value) < _LARGEST
    return math.isfinite(value)


def check_jobs(n_jobs: Any) -> None:
    """Validate a number of processes or threads: None, or an integer other than 0."""
    is_integer = isinstance(n_jobs, numbers.Integral) and not isinstance(n_jobs, (bool, np.bool_))
    if not (n_jobs is None or (is_integer and n_jobs != 0 and _fits(n_jobs))):
        raise ValueError(
            "n_jobs must be None or an integer other than 0, where None and 1 are one worker and "
            f"-1 is one for each core; got {n_jobs!r}."
        )


def check_verbose(verbose: Any) -> None:
    """Validate how much is shown: True, False, or an integer of at least 0."""
    if not isinstance(verbose, (bool, np.bool_)):
        check_number("verbose", verbose, low=0, integer=True)


def check_grid(name: str, values: Any) -> FloatArray:
    """Return the distinct values of a list of weights in increasing order, validated."""
    if count_axes(values) != 1 or len(values) == 0:
        raise ValueError(f"{name} must be a list of numbers of at least 0, got {values!r}.")
    for value in values:
        check_number(f"each of {name}", value, low=0, high=MOST_PENALTY)
    return np.unique(np.asarray(values, dtype=np.float64))


def check_option(name: str, value: Any, options: Collection[str | None]) -> None:
    """Validate a constructor parameter that is one of a few strings, or None."""
    if not ((value is None or isinstance(value, str)) and value in options):
        listed = ", ".join(repr(option) for option in options)
        raise ValueError(f"{name} must be one of {listed}, got {value!r}.")


def check_bool(name: str, value: Any) -> None:
    """Validate a constructor parameter that is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} must be True or False, got {value!r}.")
