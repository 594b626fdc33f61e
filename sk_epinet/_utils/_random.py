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
    return np.random.RandomState() if random_state is None else check_random_state(random_state)
