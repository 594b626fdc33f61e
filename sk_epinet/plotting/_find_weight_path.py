"""Find the part of an estimator that has chosen a weight, behind whatever stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from ._read_weight_path import Curve, is_search, read_curve, searched_weights


@dataclass(frozen=True)
class Rows:
    """Hold genotypes and measured values, as one part of an estimator receives them.

    Parameters
    ----------
    X : array-like or None
    y : array-like or None
    """

    X: Any = None
    y: Any = None

    def behind(self, steps):
        """Return the rows as they leave the first steps of a fitted pipeline."""
        return Rows(None if self.X is None else steps.transform(self.X), self.y)

    def with_target_of(self, model):
        """Return the rows with the target that a TransformedTargetRegressor trains on."""
        if self.y is None:
            return self
        column = np.asarray(self.y, dtype=float).reshape(-1, 1)
        return Rows(self.X, model.transformer_.transform(column).ravel())


@dataclass(frozen=True)
class Found:
    """Hold a curve, and the training and the test rows as its part of the estimator sees them.

    Parameters
    ----------
    curve : Curve
    rows, test : Rows
    transformed : bool
        Whether the scores belong to a transformed target.
    """

    curve: Curve
    rows: Rows
    test: Rows
    transformed: bool


def find_curve(estimator, rows, test):
    """Return the curve of a fitted estimator, or of the part of it that has one.

    Parameters
    ----------
    estimator : fitted estimator
        It may be inside pipelines, transformations of the target, and searches over other
        parameters.
    rows, test : Rows
        What it was trained on, and a test set.

    Returns
    -------
    found : Found

    Raises
    ------
    TypeError
        If no part of it has a path of the weight of a penalty.
    ValueError
        If there is one, but it cannot be drawn.
    sklearn.exceptions.NotFittedError
        If the estimator, or the part that has the path, is not fitted.
    """
    transformed, steps = False, None
    while True:
        check_is_fitted(estimator)
        if isinstance(estimator, Pipeline):
            steps, estimator = estimator[:-1], estimator[-1]
            if len(steps):
                rows, test = rows.behind(steps), test.behind(steps)
        elif isinstance(estimator, TransformedTargetRegressor):
            rows, test = rows.with_target_of(estimator), test.with_target_of(estimator)
            transformed, estimator = True, estimator.regressor_
        elif is_search(estimator) and not searched_weights(estimator):
            estimator = _best_of(estimator)
        else:
            return Found(read_curve(estimator, steps), rows, test, transformed)


def _best_of(search):
    """Return the best estimator of a search over other parameters, which may have a path."""
    if not hasattr(search, "best_estimator_"):
        raise TypeError(
            f"{type(search).__name__} did not search over a parameter that ends in wh_weight, "
            "and with refit=False it has no best estimator that might have a path. Add "
            "wh_weight to its grid, or pass refit=True."
        )
    return search.best_estimator_
