"""The regressors: Epistatic Net with one setting, and with settings judged side by side."""

from ._base_regressor import BaseEpistaticNet
from ._regressor import EpistaticNetRegressor
from ._regressor_cv import EpistaticNetRegressorCV

__all__ = ["BaseEpistaticNet", "EpistaticNetRegressor", "EpistaticNetRegressorCV"]
