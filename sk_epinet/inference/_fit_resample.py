"""Fit a model to one resample, and say once what would else be said of each."""

import warnings
from contextlib import contextmanager, nullcontext

import numpy as np
from sklearn.utils import _safe_indexing

from .._utils import warn_user
from ..network import weighted_moments
from ._prepared_estimator import weight_parameter


def fit_resample(estimator, X, y, column, weight):
    """Fit an estimator to a resample.

    Parameters
    ----------
    estimator : regressor
    X : array-like or DataFrame of shape (n_samples, n_sites)
    y : ndarray of shape (n_samples,)
    column : int array of shape (n_samples,)
        How often each row is in the resample.
    weight : ndarray of shape (n_samples,) or None
        Weights of the rows.
    """
    rows = np.repeat(np.arange(len(column)), column)
    own = None if weight is None else weight[rows]
    weights = {} if weight is None else {weight_parameter(estimator): own}
    _, scale = weighted_moments(y[rows], own)
    # Threads share the filters of warnings, so they are touched only where there is need.
    with constant_targets_allowed() if scale == 0 else nullcontext():
        estimator.fit(_safe_indexing(X, rows), y[rows], **weights)


def warn_of_constant_target(y, weight):
    """Warn if there is nothing in y to explain."""
    mean, scale = weighted_moments(y, weight)
    if scale == 0:
        warn_user(f"y is constant ({mean:g}): all coefficients but the constant are zero.")


@contextmanager
def constant_targets_allowed():
    """Let our regressors say nothing of a constant y.

    Of all rows it is said once (:func:`warn_of_constant_target`), and a resample may be constant
    by chance.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "y is constant", UserWarning)
        yield
