"""Train a model at each weight of a path, and measure its interactions."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Lasso
from sklearn.pipeline import Pipeline

_SHARED = ("fit_intercept", "max_iter", "tol", "positive", "random_state", "selection")


def fit_networks(estimator, weights, X, y):
    """Yield the predictions and the sizes of networks with the chosen alpha and link.

    Parameters
    ----------
    estimator : EpistaticNetRegressorCV
        It is fitted.
    weights : ndarray of shape (n_weights,)
        The weights of the Walsh penalty.
    X, y : array-like
        What to train on.
    """
    for weight in weights:
        model = estimator._with_weight(float(weight)).fit(X, y)
        yield model.predict, _sizes_of_network(model)


def fit_searched(search, name, others, weights, chosen, X, y):
    """Yield the predictions and the sizes of what a search has searched.

    Parameters
    ----------
    search : GridSearchCV or the like
        It is fitted.
    name : str
        The parameter that is the weight of the Walsh penalty.
    others : dict
        All other parameters.
    weights : ndarray of shape (n_weights,)
        The weights.
    chosen : float
        The weight of the best estimator, which need not be trained again.
    X, y : array-like
        What to train on.
    """
    best = getattr(search, "best_estimator_", None)
    if best is not None:
        _sizes_of_network(best)  # stops, before anything is trained, if it has none
    for weight in weights:
        model = best
        if best is None or weight != chosen:
            model = clone(search.estimator).set_params(**others, **{name: float(weight)})
            model.fit(X, y)
        yield model.predict, _sizes_of_network(model)


def fit_lassos(estimator, alphas, interactions, X, y):
    """Yield the predictions and the sizes of a Lasso, from the largest alpha to the smallest.

    Each begins where the last one ended, so that the whole path costs little more than the last.
    The one that was chosen is the fitted estimator itself.

    Parameters
    ----------
    estimator : LassoCV
        It is fitted.
    alphas : ndarray of shape (n_alphas,)
        In increasing order.
    interactions : list of tuple or None
        The interaction of each column; None takes each column for one.
    X : ndarray of shape (n_samples, n_columns)
        Features.
    y : ndarray of shape (n_samples,)
        What to train on.

    Yields
    ------
    predict, sizes
        In the order of `alphas`.
    """
    scale = np.std(y) or 1.0
    lasso = Lasso(warm_start=True, **{name: getattr(estimator, name) for name in _SHARED})
    fitted = []
    with warnings.catch_warnings():
        # LassoCV has said so already, of its smallest alphas.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for alpha in alphas[::-1]:
            lasso.set_params(alpha=float(alpha)).fit(X, y)
            fitted.append((lasso.coef_.copy(), lasso.intercept_))
    for alpha, (coef, intercept) in zip(alphas, fitted[::-1], strict=True):
        if alpha == estimator.alpha_:
            coef, intercept = estimator.coef_, estimator.intercept_
        sizes = _sizes_of_columns(coef, interactions, X) / scale
        yield _linear(coef, intercept), sizes


def _linear(coef, intercept):
    return lambda X: np.asarray(X) @ coef + intercept


def _sizes_of_columns(coef, interactions, X):
    """Return the sizes of interactions from the coefficients of their columns.

    The columns of an interaction are orthogonal, with a mean square of one. Other columns are
    as large as what half their range does.
    """
    if interactions is None:
        return np.abs(coef) * np.ptp(np.asarray(X), axis=0) / 2
    squares = {}
    for sites, value in zip(interactions, coef, strict=True):
        squares[sites] = squares.get(sites, 0.0) + value**2
    squares.pop((), None)
    return np.sqrt(list(squares.values()))


def _sizes_of_network(model):
    """Return the sizes of the interactions that the penalty acts on, but for the constant."""
    while isinstance(model, (Pipeline, TransformedTargetRegressor)):
        model = model[-1] if isinstance(model, Pipeline) else model.regressor_
    if not hasattr(type(model), "latent_spectrum_"):
        raise TypeError(
            f"The interactions of {type(model).__name__} cannot be counted: leave out X= of the "
            "training set, and the path is drawn without their number."
        )
    spectrum = model.latent_spectrum_
    return spectrum.sizes[spectrum.orders > 0] / (model.target_scale_ or 1.0)
