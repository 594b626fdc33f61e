"""The result: interactions with their coefficients, and what a reader does with them."""

from ._from_model import as_function
from ._interaction_table import InteractionTable, tuples
from ._reference_spectrum import ReferenceSpectrum
from ._walsh_spectrum import WalshSpectrum

__all__ = ["InteractionTable", "ReferenceSpectrum", "WalshSpectrum", "as_function", "tuples"]
