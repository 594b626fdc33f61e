"""The result: interactions with their coefficients, and what a reader does with them."""

from ._allele_function import AlleleFunction, allele_function, require_enumerable
from ._allele_sites import AlleleSites
from ._any_spectrum import spectrum_of
from ._epistasis_spectrum import EpistasisSpectrum
from ._from_model import as_function, fitted, prediction
from ._interaction_table import InteractionTable
from ._model_levels import alleles_of, levels_of, sites_of
from ._reference_spectrum import ReferenceSpectrum
from ._walsh_spectrum import WalshSpectrum

__all__ = [
    "AlleleFunction",
    "AlleleSites",
    "EpistasisSpectrum",
    "InteractionTable",
    "ReferenceSpectrum",
    "WalshSpectrum",
    "allele_function",
    "alleles_of",
    "as_function",
    "fitted",
    "levels_of",
    "prediction",
    "require_enumerable",
    "sites_of",
    "spectrum_of",
]
