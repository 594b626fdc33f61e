"""Pictures, as Display objects in the manner of scikit-learn.

matplotlib is imported when a picture is drawn, not before.
"""

from ._comparison import ComparisonDisplay
from ._interactions import SpectrumDisplay
from ._learning import LearningCurvesDisplay
from ._network import EpistasisNetworkDisplay
from ._path import WeightPathDisplay
from ._prediction import PredictionDisplay
from ._variance import VarianceByOrderDisplay

__all__ = [
    "ComparisonDisplay",
    "EpistasisNetworkDisplay",
    "LearningCurvesDisplay",
    "PredictionDisplay",
    "SpectrumDisplay",
    "VarianceByOrderDisplay",
    "WeightPathDisplay",
]
