"""What a fitted model remembers of the rows that it was fitted on."""

from __future__ import annotations

from dataclasses import dataclass

from .._utils import FloatArray
from ..cross_validation import count_genotypes


@dataclass(frozen=True)
class RowSummary:
    """Say on how many rows a model was fitted, and which values they had.

    Rows of weight zero are left out.

    Parameters
    ----------
    n_rows : int
        Number of rows.
    n_genotypes : int
        Number of distinct genotypes in them.
    lowest, highest : float
        The least and the largest value of y, in its units.
    """

    n_rows: int
    n_genotypes: int
    lowest: float
    highest: float

    @classmethod
    def of(cls, inputs: FloatArray, y: FloatArray) -> RowSummary:
        """Return the summary of genotypes, coded for the network, and of their values."""
        return cls(len(y), count_genotypes(inputs), float(y.min()), float(y.max()))
