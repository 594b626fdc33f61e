"""Draw the cross-validated error along the weights of the Walsh penalty."""

from __future__ import annotations

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator

from .._utils import FloatArray
from ._display import Display
from ._style import COLOURS, GREY, add_legend_above, clean


class WeightPathDisplay(Display):
    """Show the mean squared error of each fold along `wh_weight`, as the path of ``LassoCV``.

    Parameters
    ----------
    wh_weights : ndarray of shape (n_weights,)
        Weights of the Walsh penalty, in increasing order.
    mse_path : ndarray of shape (n_weights, n_folds)
        Mean squared errors on the folds that were held out, in squared units of the measured
        value. NaN where a weight was not tried on a fold.
    chosen : float
        The weight that was chosen.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet.plotting import WeightPathDisplay
    >>> mse_path = np.array([[3.0, 2.0], [1.0, 1.5], [2.0, 2.5]])
    >>> display = WeightPathDisplay(np.array([0, 0.01, 0.1]), mse_path, 0.01).plot()
    >>> display.ax_.get_xlabel()
    'wh_weight'
    """

    def __init__(self, wh_weights: FloatArray, mse_path: FloatArray, chosen: float) -> None:
        self.wh_weights, self.mse_path, self.chosen = wh_weights, mse_path, chosen

    @classmethod
    def from_estimator(cls, estimator: BaseEstimator) -> Self:
        """Take the path of a fitted :class:`EpistaticNetRegressorCV`.

        Parameters
        ----------
        estimator : EpistaticNetRegressorCV
            The fitted estimator, best with a grid of more than the three default weights.

        Returns
        -------
        display : WeightPathDisplay

        Raises
        ------
        TypeError
            If the estimator has no such path.
        """
        if not hasattr(estimator, "mse_path_") or not hasattr(estimator, "wh_weights_"):
            raise TypeError(
                f"{type(estimator).__name__} has no path of wh_weight: pass a fitted "
                "EpistaticNetRegressorCV."
            )
        return cls(estimator.wh_weights_, estimator.mse_path_, estimator.wh_weight_)

    def _figure_size(self):
        return 5.6, 3.8

    def _draw(self):
        weights, ax = self.wh_weights, self.ax_
        folds = ax.plot(weights, self.mse_path, ":", color=GREY, lw=1, gid="fold")
        mean = np.nanmean(self.mse_path, axis=1)
        (line,) = ax.plot(weights, mean, "o-", color=COLOURS[0], lw=2, gid="mean")
        chosen = ax.axvline(self.chosen, color="black", ls="--", lw=1, gid="chosen")
        self._scale_weights()
        ax.set_xlabel("wh_weight")
        ax.set_ylabel("mean squared error")
        clean(ax)
        names = ["folds", "mean of the folds", f"chosen: {self.chosen:g}"]
        add_legend_above(ax, [folds[0], line, chosen], names)

    def _scale_weights(self):
        """Make the axis of the weights logarithmic, with a place for 0."""
        weights = self.wh_weights
        positive = weights[weights > 0]
        if not len(positive):
            return
        self.ax_.set_xscale("symlog", linthresh=positive[0], linscale=0.4)
        self.ax_.set_xticks(weights, [f"{weight:g}" for weight in weights])
        self.ax_.minorticks_off()
        self.ax_.set_xlim(-0.3 * positive[0] if weights[0] == 0 else None, 1.3 * weights[-1])
