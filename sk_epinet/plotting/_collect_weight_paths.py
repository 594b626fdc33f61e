"""Collect the paths of several fitted estimators, with the models that are counted and tested."""

from dataclasses import replace

import numpy as np
from sklearn.metrics import mean_squared_error, r2_score

from ._find_weight_path import find_curve
from ._weight_path import R2, SQUARED_ERROR, WeightPath

_ROUNDING = 1e-12  # in standard deviations of y: sizes that are zero but for rounding
_ON_TEST = {SQUARED_ERROR: mean_squared_error, R2: r2_score}


def collect_paths(estimators, train, test, min_size):
    """Return the WeightPath of each estimator, by its name.

    Parameters
    ----------
    estimators : dict of str to fitted estimator
    train, test : Rows
        The training set and the test set, as far as they are known.
    min_size : float
        Smallest size of an interaction that is counted, in standard deviations of y.

    Raises
    ------
    ValueError
        If the scores of the estimators cannot be drawn on one axis, or an estimator cannot
        predict.
    """
    found = {name: find_curve(own, train, test) for name, own in estimators.items()}
    _require_one_score(found)
    mixed = len({own.curve.parameter for own in found.values()}) > 1
    test_r2 = {name: _test_r2(name, own, test) for name, own in estimators.items()}
    return {
        name: replace(_make_path(name, own, mixed, min_size), test_r2=test_r2[name])
        for name, own in found.items()
    }


def _require_one_score(found):
    """Raise an error if the scores of several estimators cannot share an axis."""
    names = {name: _score_name(own) for name, own in found.items()}
    if len(set(names.values())) > 1:
        listed = ", ".join(f"{own} of {name!r}" for name, own in names.items())
        remedy = "Pass scoring='neg_mean_squared_error' to the searches"
        if any(own.transformed for own in found.values()):
            remedy += ", and transform the target of all estimators or of none"
        raise ValueError(f"These scores cannot be drawn on one axis: {listed}. {remedy}.")


def _score_name(found):
    return found.curve.score_name + " of the transformed target" * found.transformed


def _test_r2(name, estimator, test):
    """Return R² on the test set, or None without one."""
    if test.X is None:
        return None
    if getattr(estimator, "refit", True) is False:
        raise ValueError(
            f"{name!r} was fitted with refit=False and cannot predict: pass refit=True to "
            f"{type(estimator).__name__}, or leave out X_test= and y_test=."
        )
    return float(r2_score(test.y, estimator.predict(test.X)))


def _make_path(name, found, mixed, min_size):
    """Return the WeightPath of an estimator, with counts where its training set is known."""
    curve, unit = found.curve, 1.0
    if mixed and curve.parameter == "alpha":
        if found.rows.y is None:
            raise ValueError(
                f"The alpha of {name!r} depends on the unit of y. To draw it beside a wh_weight, "
                "pass y=, the values that it was trained on."
            )
        unit = 2 / float(np.std(found.rows.y) or 1.0)
    n_kept, test_scores = _follow(found, min_size)
    return WeightPath(
        curve.weights,
        curve.scores,
        curve.chosen,
        curve.parameter,
        _score_name(found),
        curve.greater_is_better,
        unit,
        n_kept,
        test_scores,
    )


def _follow(found, min_size):
    """Return the number of interactions, and the test score, of a model at each weight."""
    if found.rows.X is None:
        return None, None
    judge = None if found.test.X is None else _ON_TEST.get(found.curve.score_name)
    n_kept, test_scores = [], []
    for predict, sizes in found.curve.fit(found.rows.X, found.rows.y):
        n_kept.append(np.sum(sizes >= max(min_size, _ROUNDING)))
        if judge is not None:
            test_scores.append(judge(found.test.y, predict(found.test.X)))
    return np.array(n_kept), np.array(test_scores) if test_scores else None
