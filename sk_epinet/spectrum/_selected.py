"""Which interactions of a table were selected."""

import numpy as np


def read_selected(selected):
    """Return a new array of True and False, or raise an error if it holds anything else."""
    try:
        array = np.array(selected)
    except ValueError as error:
        raise ValueError(f"selected must hold True or False, but {error}.") from error
    if array.dtype != bool:
        raise ValueError(f"selected must hold True or False, got values of type {array.dtype}.")
    return array
