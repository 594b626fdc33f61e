"""scikit-learn estimators that predict fitness landscapes and read their epistasis.

:class:`EpistaticNetRegressor` is a neural network penalised by the L1 norm of its own
Walsh-Hadamard spectrum; :class:`WalshFeatures` makes the design of the linear models it
is compared with; :class:`WalshSpectrum` is what both have found.
"""

from . import datasets, penalties, plotting
from .inference import bootstrap_spectrum, estimate_spectrum, recover_spectrum
from .penalties import ExactWalshPenalty, HashedWalshPenalty, SubcubeWalshPenalty
from .regressors import EpistaticNetRegressor, EpistaticNetRegressorCV, model_card
from .spectrum import EpistasisSpectrum, InteractionTable, ReferenceSpectrum, WalshSpectrum
from .suggestion import suggest
from .walsh import WalshFeatures, enumerate_genotypes, inverse_walsh_transform, walsh_transform

__version__ = "0.1.0.dev0"

__all__ = [
    "EpistasisSpectrum",
    "EpistaticNetRegressor",
    "EpistaticNetRegressorCV",
    "ExactWalshPenalty",
    "HashedWalshPenalty",
    "InteractionTable",
    "ReferenceSpectrum",
    "SubcubeWalshPenalty",
    "WalshFeatures",
    "WalshSpectrum",
    "bootstrap_spectrum",
    "datasets",
    "enumerate_genotypes",
    "estimate_spectrum",
    "inverse_walsh_transform",
    "model_card",
    "penalties",
    "plotting",
    "recover_spectrum",
    "suggest",
    "walsh_transform",
]
