"""Read the scores along the weights of a penalty from what has chosen one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LassoCV
from sklearn.metrics import get_scorer

from .._utils import FloatArray
from ._models_along_path import fit_lassos, fit_networks, fit_searched
from ._weight_path import R2, SQUARED_ERROR

WEIGHT = "wh_weight"


@dataclass(frozen=True)
class Curve:
    """Hold the scores along the weights of a penalty, and what trains a model at each of them.

    Parameters
    ----------
    weights : ndarray of shape (n_weights,)
        In increasing order.
    scores : ndarray of shape (n_weights, n_folds)
        Scores of held-out rows.
    chosen : float
        The weight that was chosen.
    fit : callable(X, y)
        Trains a model at each weight and yields, in the order of the weights, its `predict` and
        the sizes of its interactions in standard deviations of y.
    parameter : str
        "wh_weight" or "alpha".
    score_name : str
        What the scores are.
    greater_is_better : bool
        Whether a larger score is a better one.
    """

    weights: FloatArray
    scores: FloatArray
    chosen: float
    fit: Callable[..., Any]
    parameter: str = WEIGHT
    score_name: str = SQUARED_ERROR
    greater_is_better: bool = False


def is_search(estimator):
    """Return whether a fitted estimator is a search of scikit-learn."""
    return hasattr(estimator, "cv_results_") and hasattr(estimator, "estimator")


def searched_weights(search):
    """Return the names of the parameters of a search that are a wh_weight."""
    names = {name for candidate in search.cv_results_["params"] for name in candidate}
    return sorted(name for name in names if name.split("__")[-1] == WEIGHT)


def read_curve(estimator, steps):
    """Return the Curve of a fitted search, EpistaticNetRegressorCV or LassoCV.

    Parameters
    ----------
    estimator : fitted estimator
    steps : Pipeline or None
        The steps before it in its pipeline.
    """
    if is_search(estimator):
        curve = _read_search(estimator)
    elif isinstance(estimator, LassoCV):
        curve = _read_lasso(estimator, steps)
    elif hasattr(estimator, "mse_path_") and hasattr(estimator, "wh_weights_"):
        curve = _read_network(estimator)
    else:
        raise TypeError(
            f"{type(estimator).__name__} has no path of wh_weight: pass a fitted "
            "EpistaticNetRegressorCV, a GridSearchCV over a parameter that ends in wh_weight, or "
            "a LassoCV."
        )
    if len(curve.weights) < 2:
        raise ValueError(
            f"{type(estimator).__name__} tried no other {curve.parameter} than "
            f"{curve.weights[0]:g}, and one weight is no path. Give it several, such as "
            "(0, 0.003, 0.01, 0.03, 0.1, 0.3)."
        )
    return curve


def _read_network(estimator):
    weights = estimator.wh_weights_

    def fit(X, y):
        return fit_networks(estimator, weights, X, y)

    return Curve(weights, estimator.mse_path_, estimator.wh_weight_, fit)


def _read_lasso(estimator, steps):
    order = np.argsort(estimator.alphas_)
    alphas = estimator.alphas_[order]
    # The step before knows which columns belong to one interaction.
    interactions = getattr(steps[-1], "interactions_", None) if steps else None

    def fit(X, y):
        return fit_lassos(estimator, alphas, interactions, X, y)

    return Curve(alphas, estimator.mse_path_[order], float(estimator.alpha_), fit, "alpha")


def _read_search(search):
    name = _only_weight(search)
    best = _best_index(search)
    candidates = search.cv_results_["params"]
    others = {key: value for key, value in candidates[best].items() if key != name}
    # Along the weights with all other parameters as they are in the best candidate.
    on_path = [
        i
        for i, own in enumerate(candidates)
        if name in own and _equal({k: v for k, v in own.items() if k != name}, others)
    ]
    weights = np.array([candidates[i][name] for i in on_path], dtype=float)
    order = np.argsort(weights)
    metric, score_name, sign, power = _metric_of(search)
    folds = [search.cv_results_[f"split{k}_test_{metric}"] for k in range(search.n_splits_)]
    scores = sign * np.array(folds).T[on_path] ** power
    chosen = candidates[best][name]

    def fit(X, y):
        return fit_searched(search, name, others, weights[order], chosen, X, y)

    greater = score_name != SQUARED_ERROR
    return Curve(weights[order], scores[order], float(chosen), fit, WEIGHT, score_name, greater)


def _only_weight(search):
    """Return the name of the only wh_weight that was searched, in a search that has a path."""
    kind, names = type(search).__name__, searched_weights(search)
    if len(names) > 1:
        raise ValueError(
            f"{kind} searched over several parameters that end in wh_weight, {names}: a path has "
            "one. Leave only one of them in its grid."
        )
    if hasattr(search, "n_resources_"):
        raise TypeError(
            f"{kind} tried its candidates on different numbers of rows, so that their scores "
            "are no path. Search over the same grid with GridSearchCV."
        )
    return names[0]


def _best_index(search):
    if not hasattr(search, "best_index_"):
        raise ValueError(
            f"{type(search).__name__} has several scores and refit=False, and so has chosen no "
            "weight. Pass refit= with the name of the score that is to choose."
        )
    return search.best_index_


def _metric_of(search):
    """Return the key of the scores in the results, their name, their sign and their power."""
    scorers = search.scorer_ if isinstance(search.scorer_, dict) else {"score": search.scorer_}
    for key, scorer in scorers.items():
        if repr(scorer) == repr(get_scorer("neg_mean_squared_error")):
            return key, SQUARED_ERROR, -1, 1
        if repr(scorer) == repr(get_scorer("neg_root_mean_squared_error")):
            return key, SQUARED_ERROR, 1, 2
    key = search.refit if len(scorers) > 1 else next(iter(scorers))
    if key not in scorers:
        raise ValueError(
            f"{type(search).__name__} has the scores {sorted(scorers)}: add "
            "'neg_mean_squared_error' to them, so that one can be drawn."
        )
    is_r2 = search.scoring is None or repr(scorers[key]) == repr(get_scorer("r2"))
    return key, R2 if is_r2 else _name_of(search.scoring, key), 1, 1


def _name_of(scoring, key):
    return scoring if isinstance(scoring, str) else key


def _equal(ours, theirs):
    """Return whether two dicts of parameters, which may be estimators or arrays, are the same."""
    return ours.keys() == theirs.keys() and all(
        ours[key] is theirs[key] or repr(ours[key]) == repr(theirs[key]) for key in ours
    )
