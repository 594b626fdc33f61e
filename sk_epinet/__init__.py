"""scikit-learn estimators that predict fitness landscapes and read their epistasis.

:class:`EpistaticNetRegressor` is a neural network penalised by the L1 norm of its own
Walsh-Hadamard spectrum; :class:`WalshFeatures` makes the design of the linear models it
is compared with; :class:`WalshSpectrum` is what both have found.
"""

from . import datasets, penalties
from ._bootstrap import bootstrap_spectrum
from ._estimate import estimate_spectrum
from ._features import WalshFeatures
from ._recover import recover_spectrum
from ._reference import ReferenceSpectrum
from ._regressor import EpistaticNetRegressor
from ._regressor_cv import EpistaticNetRegressorCV
from ._spectrum import WalshSpectrum
from ._table import InteractionTable
from ._walsh import enumerate_genotypes, inverse_walsh_transform, walsh_transform
from .penalties import ExactWalshPenalty, HashedWalshPenalty, SubcubeWalshPenalty

__version__ = "0.1.0"

__all__ = [
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
    "penalties",
    "recover_spectrum",
    "walsh_transform",
]
