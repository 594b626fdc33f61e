"""Names of the types that the public functions take and return."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
FloatArray: TypeAlias = NDArray[np.float64]
LevelArray: TypeAlias = NDArray[np.int8]
Interaction: TypeAlias = tuple[int, ...]
RandomState: TypeAlias = int | np.random.RandomState | None
