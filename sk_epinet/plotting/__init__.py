"""Draw landscapes and models, with Display objects like those of scikit-learn.

matplotlib is imported when a picture is drawn, not before.
"""

from ._comparison_display import ComparisonDisplay
from ._epistasis_network_display import EpistasisNetworkDisplay
from ._genotype_network_display import GenotypeNetworkDisplay
from ._interaction_display import InteractionDisplay
from ._learning_curves_display import LearningCurvesDisplay
from ._link_curve_display import LinkCurveDisplay
from ._mutation_effects_display import MutationEffectsDisplay
from ._pairwise_heatmap_display import PairwiseHeatmapDisplay
from ._prediction_display import PredictionDisplay
from ._residuals_display import ResidualsDisplay
from ._spectrum_display import SpectrumDisplay
from ._variance_by_order_display import VarianceByOrderDisplay
from ._waterfall_display import WaterfallDisplay
from ._weight_path import WeightPath
from ._weight_path_display import WeightPathDisplay

__all__ = [
    "ComparisonDisplay",
    "EpistasisNetworkDisplay",
    "GenotypeNetworkDisplay",
    "InteractionDisplay",
    "LearningCurvesDisplay",
    "LinkCurveDisplay",
    "MutationEffectsDisplay",
    "PairwiseHeatmapDisplay",
    "PredictionDisplay",
    "ResidualsDisplay",
    "SpectrumDisplay",
    "VarianceByOrderDisplay",
    "WaterfallDisplay",
    "WeightPath",
    "WeightPathDisplay",
]
