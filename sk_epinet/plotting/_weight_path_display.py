"""The cross-validated error along the weights of the Walsh penalty."""

import numpy as np

from ._display import Display
from ._style import COLOURS, GREY, clean, legend_above


class WeightPathDisplay(Display):
    """Mean squared error of each fold along `wh_weight`, as ``LassoCV``'s path is shown.

    Parameters
    ----------
    wh_weights : ndarray of shape (n_weights,)
        In increasing order.
    mse_path : ndarray of shape (n_weights, n_folds)
        NaN where a weight was not tried on a fold.
    chosen : float
        The chosen weight.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet.plotting import WeightPathDisplay
    >>> mse_path = np.array([[3.0, 2.0], [1.0, 1.5], [2.0, 2.5]])
    >>> display = WeightPathDisplay(np.array([0, 0.01, 0.1]), mse_path, 0.01).plot()
    >>> display.ax_.get_xlabel()
    'wh_weight'
    """

    def __init__(self, wh_weights, mse_path, chosen):
        self.wh_weights, self.mse_path, self.chosen = wh_weights, mse_path, chosen

    @classmethod
    def from_estimator(cls, estimator):
        """Take the path of a fitted :class:`EpistaticNetRegressorCV`.

        Parameters
        ----------
        estimator : EpistaticNetRegressorCV
            Fitted; best with a grid of more than the three default weights.

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

    def _size(self):
        return 5.6, 3.8

    def _draw(self):
        weights, positive = self.wh_weights, self.wh_weights[self.wh_weights > 0]
        for i, fold in enumerate(self.mse_path.T):
            label = "folds" if i == 0 else None
            self.ax_.plot(weights, fold, ":", color=GREY, lw=1, label=label, gid="fold")
        mean = np.nanmean(self.mse_path, axis=1)
        style = {"color": COLOURS[0], "lw": 2, "label": "mean of the folds", "gid": "mean"}
        self.ax_.plot(weights, mean, "o-", **style)
        self.ax_.axvline(
            self.chosen,
            color="black",
            ls="--",
            lw=1,
            label=f"chosen: {self.chosen:g}",
            gid="chosen",
        )
        if len(positive):
            # A logarithmic axis that has a place for 0.
            self.ax_.set_xscale("symlog", linthresh=positive[0], linscale=0.4)
            self.ax_.set_xticks(weights, [f"{weight:g}" for weight in weights])
            self.ax_.minorticks_off()
            self.ax_.set_xlim(-0.3 * positive[0] if weights[0] == 0 else None, 1.3 * weights[-1])
        self.ax_.set_xlabel("wh_weight")
        self.ax_.set_ylabel("mean squared error")
        clean(self.ax_)
        legend_above(self.ax_, 3)
