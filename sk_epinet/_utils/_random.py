"""Random numbers that leave numpy's global generator alone."""

from __future__ import annotations

import numpy as np
from sklearn.utils import check_random_state

from ._typing import RandomState


def fresh_random_state(random_state: RandomState) -> np.random.RandomState:
    """Return what scikit-learn's check_random_state does, but a new generator for None.

    scikit-learn takes numpy's global generator for None; drawing from it would change the random
    numbers of everyone else in the process.
    """
    if random_state is None:
        return np.random.RandomState()
    if not isinstance(random_state, (bool, np.bool_, np.timedelta64)):
        try:
            return check_random_state(random_state)
        except ValueError:
            pass
    raise ValueError(
        "random_state must be an integer from 0 to 2^32 - 1, a numpy.random.RandomState or None, "
        f"got {random_state!r}."
    )
