"""Draw landscapes and models, with Display objects like those of scikit-learn.

matplotlib is imported when a picture is drawn, not before.
"""

from ._comparison_display import ComparisonDisplay
from ._epistasis_network_display import EpistasisNetworkDisplay
from ._learning_curves_display import LearningCurvesDisplay
from ._prediction_display import PredictionDisplay
from ._spectrum_display import SpectrumDisplay
from ._variance_by_order_display import VarianceByOrderDisplay
from ._weight_path import WeightPath
from ._weight_path_display import WeightPathDisplay

__all__ = [
    "ComparisonDisplay",
    "EpistasisNetworkDisplay",
    "LearningCurvesDisplay",
    "PredictionDisplay",
    "SpectrumDisplay",
    "VarianceByOrderDisplay",
    "WeightPath",
    "WeightPathDisplay",
]
