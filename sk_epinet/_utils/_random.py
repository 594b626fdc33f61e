"""Random numbers that leave numpy's global generator alone."""

import numpy as np
from sklearn.utils import check_random_state


def fresh_random_state(random_state):
    """As check_random_state, but fresh entropy for None.

    Drawing from numpy's global generator would change it for everyone else.
    """
    return np.random.RandomState() if random_state is None else check_random_state(random_state)
