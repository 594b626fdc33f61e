"""How far predictions are from new measurements, learned from predictions of held-out rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from .._utils import Array, FloatArray

_LEAST = 1e-9  # of the variances of a standardised target
# Networks that agree a hundred times better than they are right do not tell where they err.
_MOST_DOUBT = 100.0


@dataclass(frozen=True, eq=False)
class ErrorModel:
    """Describe the errors ``measured - predicted``, whose variance is ``a v(x) + b / w``.

    v is the variance of the networks at a genotype: where they differ, the prediction is in
    doubt. b is the same everywhere: the error of a measurement of weight w = 1, and what the model
    can never explain.

    Parameters
    ----------
    doubt_factor : float
        The a: how many times larger the squared error of the mean of the networks is than their
        variance; at most 100.
    noise_variance : float
        The b, on the squared scale of the standardised target.
    ratios : ndarray of shape (n_rows,)
        Absolute errors of the held-out rows, divided by the standard deviation that the model
        gives them, in increasing order.
    """

    doubt_factor: float
    noise_variance: float
    ratios: Array

    def std(self, variance: FloatArray, weight: Any = None) -> FloatArray:
        """Return the standard deviation of a new measurement from its prediction.

        Parameters
        ----------
        variance : ndarray of shape (n,)
            Variance of the networks.
        weight : array-like of shape (n,) or float, default=None
            Weights of the measurements; None is one.
        """
        noise = self.noise_variance / (1.0 if weight is None else np.asarray(weight))
        return np.sqrt(self.doubt_factor * variance + noise)

    def half_width(self, coverage: float) -> float:
        """Return how many standard deviations an interval reaches to each side.

        It is the quantile of the held-out ratios that makes an interval for one more row cover it
        with at least this probability, if that row is like the held-out ones (split conformal
        prediction [1]_). For more coverage than so many rows can tell, it is the largest ratio.

        References
        ----------
        .. [1] Lei, G'Sell, Rinaldo, Tibshirani, Wasserman (2018). Distribution-free predictive
           inference for regression. Journal of the American Statistical Association
           113:1094-1111.
        """
        n = len(self.ratios)
        return float(self.ratios[min(int(np.ceil(coverage * (n + 1))), n) - 1])


def learn_error_model(error: FloatArray, variance: FloatArray, weight: FloatArray) -> ErrorModel:
    """Fit the error model by maximum likelihood of normal errors.

    Parameters
    ----------
    error : ndarray of shape (n_rows,)
        Measured minus predicted values of held-out rows, standardised.
    variance : ndarray of shape (n_rows,)
        Variance of the networks at these rows.
    weight : ndarray of shape (n_rows,)
        Weights of the rows, with a mean of one.

    Returns
    -------
    model : ErrorModel
    """
    squares, of_noise = error**2, 1 / weight
    level = max(np.average(squares, weights=weight), _LEAST)
    spread = max(float(np.mean(variance)), _LEAST)

    def loss(logs):
        parts = np.exp(logs)[:, None] * [variance / spread, of_noise]
        total = parts.sum(axis=0) + _LEAST
        rest = squares / total
        return 0.5 * np.mean(np.log(total) + rest), 0.5 * (parts * (1 - rest) / total).mean(axis=1)

    starts = np.log(level) + np.log([[0.5, 0.5], [0.9, 0.1], [0.01, 0.99]])
    least = np.log(_LEAST)
    most_doubt = max(np.log(_MOST_DOUBT * spread), least)
    bounds = [(least, most_doubt), (least, least + 40)]
    starts = np.minimum(starts, [most_doubt, np.inf])
    fits = [minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds) for start in starts]
    doubt, noise = np.exp(min(fits, key=lambda fit: fit.fun).x)
    model = ErrorModel(doubt / spread, noise, np.empty(0))
    ratios = np.abs(error) / model.std(variance, weight)
    return ErrorModel(model.doubt_factor, model.noise_variance, np.sort(ratios))
