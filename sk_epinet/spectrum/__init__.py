"""The result: interactions with their coefficients, and what a reader does with them."""

from ._from_model import GenotypeFunction, as_function, fitted, prediction
from ._interaction_table import InteractionTable
from ._membership import tuples
from ._model_levels import levels_of, sites_of
from ._reference_spectrum import ReferenceSpectrum
from ._walsh_spectrum import WalshSpectrum

__all__ = [
    "GenotypeFunction",
    "InteractionTable",
    "ReferenceSpectrum",
    "WalshSpectrum",
    "as_function",
    "fitted",
    "levels_of",
    "prediction",
    "sites_of",
    "tuples",
]
