"""Names of the types that the public functions take and return."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
BoolArray: TypeAlias = NDArray[np.bool_]
FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int_]
LevelArray: TypeAlias = NDArray[np.int8]
Interaction: TypeAlias = tuple[int, ...]
RandomState: TypeAlias = int | np.random.RandomState | None


class Regressor(Protocol):
    """Anything that predicts a number for each row, such as a fitted scikit-learn regressor."""

    def predict(self, X: Any, /) -> Any:
        """Return the predictions for the rows of X."""


class Splitter(Protocol):
    """Anything that gives pairs of training and test rows, as scikit-learn's splitters do."""

    def split(self, X: Any, y: Any, groups: Any, /) -> Iterable[Any]:
        """Return the pairs."""
