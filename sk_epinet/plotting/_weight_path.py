"""Hold the scores of a model along the weights of its penalty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, read_numbers

SQUARED_ERROR, R2 = "mean squared error", "R²"


@dataclass(frozen=True, eq=False)
class WeightPath:
    """Hold what a cross-validation found along the weights of a penalty.

    Parameters
    ----------
    weights : array-like of shape (n_weights,)
        Weights of the penalty, in increasing order.
    scores : array-like of shape (n_weights, n_folds)
        Scores on the rows of each fold that were held out. NaN where a weight was not tried on
        a fold.
    chosen : float
        The weight that was chosen.
    parameter : str, default="wh_weight"
        What the weight is called: "wh_weight" or "alpha".
    score_name : str, default="mean squared error"
        What the scores are. The mean squared error is in squared units of the measured value.
    greater_is_better : bool, default=False
        Whether a larger score is a better one.
    unit : float, default=1.0
        What a weight is multiplied by to become a ``wh_weight``: 2 / (standard deviation of y)
        for the ``alpha`` of a Lasso.
    n_kept : array-like of shape (n_weights,), default=None
        Number of interactions that a model keeps at each weight.
    test_scores : array-like of shape (n_weights,), default=None
        Scores on a test set, of a model at each weight.
    test_r2 : float, default=None
        R² of the whole estimator on a test set.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet.plotting import WeightPath
    >>> path = WeightPath([0, 0.01, 0.1], [[3.0, 2.0], [1.0, 1.4], [1.2, 1.4]], chosen=0.01)
    >>> path.mean
    array([2.5, 1.2, 1.3])
    >>> path.one_standard_error
    0.1
    """

    weights: ArrayLike
    scores: ArrayLike
    chosen: float
    parameter: str = "wh_weight"
    score_name: str = SQUARED_ERROR
    greater_is_better: bool = False
    unit: float = 1.0
    n_kept: ArrayLike | None = None
    test_scores: ArrayLike | None = None
    test_r2: float | None = None

    def __post_init__(self) -> None:
        weights = read_numbers("weights", self.weights, n_axes=1)
        if (np.diff(weights) <= 0).any() or not len(weights):
            raise ValueError(f"weights must be increasing numbers, got {self.weights!r}.")
        scores = read_numbers("scores", self.scores, n_axes=2, length=len(weights), finite=False)
        arrays = {"weights": weights, "scores": scores}
        for name, kind in (("n_kept", np.intp), ("test_scores", np.float64)):
            given = getattr(self, name)
            if given is not None:
                shape = {"n_axes": 1, "length": len(weights)}
                own = read_numbers(name, given, finite=kind is np.intp, **shape)
                arrays[name] = own.astype(kind)
        # Copies, so that the path does not change with the arrays of the caller.
        for name, array in arrays.items():
            object.__setattr__(self, name, array)

    @property
    def mean(self) -> FloatArray:
        """Return the mean score of each weight over the folds that it was tried on."""
        return np.asarray(np.nanmean(np.asarray(self.scores), axis=1))

    @property
    def standard_error(self) -> FloatArray:
        """Return the standard deviation over the folds, divided by the root of their number."""
        scores = np.asarray(self.scores)
        n_tried = np.sum(~np.isnan(scores), axis=1)
        return np.asarray(np.nanstd(scores, axis=1) / np.sqrt(n_tried))

    @property
    def one_standard_error(self) -> float:
        """Return the largest weight whose score is within one standard error of the best.

        Weights that were not tried on all folds do not take part, as in
        ``EpistaticNetRegressorCV(selection="1se")``.
        """
        loss = -self.mean if self.greater_is_better else self.mean
        loss = np.where(np.isnan(np.asarray(self.scores)).any(axis=1), np.inf, loss)
        best = int(np.argmin(loss))
        within = loss <= loss[best] + self.standard_error[best]
        return float(np.asarray(self.weights)[within][-1])
