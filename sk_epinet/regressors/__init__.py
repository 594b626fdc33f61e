"""The regressors: Epistatic Net with one setting, and with settings judged side by side."""

from ._base_regressor import BaseEpistaticNet
from ._model_card import model_card
from ._regressor import EpistaticNetRegressor
from ._regressor_cv import EpistaticNetRegressorCV
from ._row_summary import RowSummary

__all__ = [
    "BaseEpistaticNet",
    "EpistaticNetRegressor",
    "EpistaticNetRegressorCV",
    "RowSummary",
    "model_card",
]
