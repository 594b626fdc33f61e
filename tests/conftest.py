"""What the tests share: measured landscapes, and pictures that need no screen."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("MPLBACKEND", "Agg")
LANDSCAPES = Path(__file__).parents[2] / "shared" / "landscapes"

# A three-site landscape worked by hand. All coefficients are distinct, so that a wrong bit
# order or sign cannot go unseen: f = 7 + 1 s2 + 2 s1 - 3 s1 s2 + 0.5 s0 + 11 s0 s2 - 13 s0 s1
# + 0.25 s0 s1 s2, with s = +1 at level 0.
HAND_COEFFICIENTS = np.array([7.0, 1.0, 2.0, -3.0, 0.5, 11.0, -13.0, 0.25])
HAND_VALUES = np.array(
    [
        7 + 1 + 2 - 3 + 0.5 + 11 - 13 + 0.25,  # 000
        7 - 1 + 2 + 3 + 0.5 - 11 - 13 - 0.25,  # 001
        7 + 1 - 2 + 3 + 0.5 + 11 + 13 - 0.25,  # 010
        7 - 1 - 2 - 3 + 0.5 - 11 + 13 + 0.25,  # 011
        7 + 1 + 2 - 3 - 0.5 - 11 + 13 - 0.25,  # 100
        7 - 1 + 2 + 3 - 0.5 + 11 + 13 + 0.25,  # 101
        7 + 1 - 2 + 3 - 0.5 - 11 - 13 + 0.25,  # 110
        7 - 1 - 2 - 3 - 0.5 + 11 - 13 - 0.25,  # 111
    ]
)


@pytest.fixture(autouse=True)
def close_figures():
    """Close the figures that a test opened."""
    yield
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


@pytest.fixture
def measured_landscape():
    """Give the path of a measured landscape; skip the test where the folder is missing."""

    def find(name):
        path = LANDSCAPES / f"{name}.csv"
        if not path.exists():
            pytest.skip(f"the measured landscapes are not at {LANDSCAPES}")
        return path

    return find


@pytest.fixture
def hand_values():
    return HAND_VALUES.copy()


@pytest.fixture
def hand_coefficients():
    return HAND_COEFFICIENTS.copy()


@pytest.fixture
def small_data():
    """40 noisy genotypes of five sites: (X, y)."""
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (40, 5))
    spins = 1 - 2 * X
    y = 3 + spins[:, 0] - 2 * spins[:, 1] * spins[:, 3] + 0.1 * rng.randn(40)
    return X, y
