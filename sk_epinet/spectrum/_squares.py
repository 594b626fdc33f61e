"""Squares of coefficients: whether they are numbers, and how many of them count."""

import numpy as np

from .._utils import check_range


def require_squares(coefficients):
    """Raise an error if the squares of coefficients are too large or too small for 64 bits."""
    check_range("the spectrum", np.append(0.0, coefficients))


def effective_number(sizes):
    """Return (sum e)^2 / sum e^2 of the squared sizes e, which is k for k equal ones."""
    largest = np.abs(sizes).max(initial=0.0)
    if not largest:
        return 0.0
    energy = (sizes / largest) ** 2  # of any unit: the fourth powers of others may be no numbers
    return float(energy.sum() ** 2 / (energy @ energy))
