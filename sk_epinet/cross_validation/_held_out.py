"""How candidates do on the rows that they have not seen."""

import math
from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from itertools import product

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing

from ..network import (
    NetworkSettings,
    Progress,
    TrainingData,
    move_to_bounds,
    run_side_by_side,
    train_masked_stack,
)


@dataclass(frozen=True)
class FoldTask:
    """Hold everything that it takes to judge candidates on the folds.

    Parameters
    ----------
    data : TrainingData
        All rows of positive weight, standardised.
    X : ndarray of shape (n_rows, n_sites)
        The same genotypes as the user has coded them, for scorers.
    y : ndarray of shape (n_rows,)
        The measured values.
    target_mean, target_scale : float
        What the target was standardised with.
    folds : list of (train, test)
        Arrays of row numbers.
    candidates : list of Candidate
        What is judged.
    settings : NetworkSettings
        What the networks have in common.
    penalty : WalshPenalty or None
        The Walsh penalty.
    seed : int
        Seed of what the networks share.
    member_seeds : ndarray of shape (n_folds * n_candidates,)
        Seeds of the initial weights, fold by fold.
    scoring : str or callable
        As in :func:`sklearn.metrics.check_scoring`.
    weighted : bool
        Whether scorers are given the weights of the rows.
    progress : Progress, default=Progress()
        What is told of each epoch.
    """

    data: TrainingData
    X: np.ndarray
    y: np.ndarray
    target_mean: float
    target_scale: float
    folds: list
    candidates: list
    settings: NetworkSettings
    penalty: object
    seed: int
    member_seeds: np.ndarray
    scoring: object
    weighted: bool
    progress: Progress = field(default_factory=Progress)

    def error(self, test, predicted):
        """Return the mean squared error of standardised predictions, in squared units of y.

        A prediction beyond the bound of a censored row is no error.
        """
        predicted = self._move_to_bounds(test, predicted)
        squares = (predicted - self.data.target[test, 0]) ** 2 * self.target_scale**2
        return np.average(squares, weights=self.data.weight[test, 0])

    def score(self, test, predicted):
        """Return the score of standardised predictions of these rows; more is better."""
        if self.scoring == "neg_mean_squared_error":
            return -self.error(test, predicted)
        weight = self.data.weight[test, 0] if self.weighted else None
        predicted = self._move_to_bounds(test, predicted)
        in_units_of_y = self.target_mean + self.target_scale * predicted
        return make_scorer(self.scoring)(
            _safe_indexing(self.X, test), self.y[test], in_units_of_y, weight
        )

    def _move_to_bounds(self, test, predicted):
        data = self.data.take(test)
        return move_to_bounds(predicted, data.target[:, 0], data.marks)

    def loss(self, test, predicted):
        """Return how far the score is from that of a perfect prediction."""
        return self.score(test, self.data.target[test, 0]) - self.score(test, predicted)

    def loss_of_the_mean(self):
        """Return the mean loss of predicting the mean of the training rows of each fold."""
        target, weight = self.data.target[:, 0], self.data.weight[:, 0]
        losses = []
        for train, test in self.folds:
            mean = np.average(target[train], weights=weight[train])
            losses.append(self.loss(test, np.full(len(test), mean)))
        return np.mean(losses)


@dataclass(frozen=True)
class HeldOut:
    """How candidates did on the folds that they had not seen; NaN where they were not tried.

    Parameters
    ----------
    errors : ndarray of shape (n_candidates, n_folds)
        Mean squared errors, in squared units of y.
    scores : ndarray of shape (n_candidates, n_folds)
        Scores, where more is better.
    losses : ndarray of shape (n_candidates, n_folds)
        How far the scores are from that of a perfect prediction.
    predicted : list of ndarray of shape (n_candidates, n_test)
        Predictions of the held-out rows of each fold, on the scale of the standardised target.
    """

    errors: np.ndarray
    scores: np.ndarray
    losses: np.ndarray
    predicted: list


def cross_validate(task, n_jobs, hopeless=None):
    """Train all candidates on all folds, side by side, and judge them on the held-out rows.

    Parameters
    ----------
    task : FoldTask
        What to do.
    n_jobs : int or None
        Workers that train parts of it, as in :func:`run_side_by_side`.
    hopeless : float, default=None
        Candidates with so many times the least loss on the first fold are not tried on the
        others; None tries all of them on all folds.

    Returns
    -------
    held_out : HeldOut
    """
    everyone, folds = range(len(task.candidates)), range(len(task.folds))
    results = np.full((3, len(everyone), len(folds)), np.nan)
    predicted = [np.full((len(everyone), len(test)), np.nan) for _, test in task.folds]

    def judge(chosen, own_folds):
        members = list(product(own_folds, chosen))
        for (fold, i), own in zip(members, _predict_held_out(task, members, n_jobs), strict=True):
            test = task.folds[fold][1]
            predicted[fold][i] = own
            judged = task.error, task.score, task.loss
            results[:, i, fold] = [judge_by(test, own) for judge_by in judged]

    if hopeless is None:
        judge(everyone, folds)
    else:
        judge(everyone, folds[:1])
        losses = results[2, :, 0]
        judge(np.flatnonzero(losses <= hopeless * losses.min()), folds[1:])
    return HeldOut(*results, predicted)


def _predict_held_out(task, members, n_jobs):
    """Return the predictions of each member, a pair (fold, candidate), of the rows of its fold."""
    if not members:
        return []
    members = np.array(members)
    candidates = [task.candidates[i] for _, i in members]
    groups = task.settings.divide(candidates, task.data.n_kinds, task.penalty)
    trained = run_side_by_side(partial(_train_group, task), [members[g] for g in groups], n_jobs)
    predicted = [None] * len(members)
    for group, own in zip(groups, trained, strict=True):
        for member, values in zip(group, own, strict=True):
            predicted[member] = values
    return predicted


def _train_group(task, members):
    """Train one stack, and return what each member predicts for the rows that it has not seen."""
    weight, n_candidates = task.data.weight[:, 0], len(task.candidates)
    masks = np.zeros((len(weight), len(members)))
    for column, (fold, _) in enumerate(members):
        train, _ = task.folds[fold]
        masks[train, column] = weight[train]
    stack = train_masked_stack(
        task.data,
        masks,
        [task.candidates[i] for _, i in members],
        task.settings,
        task.penalty,
        task.seed,
        # The seed of a member is the same whoever trains beside it.
        [task.member_seeds[fold * n_candidates + i] for fold, i in members],
        callbacks=task.progress.watch(len(members)),
    )
    predicted = [None] * len(members)
    for fold in np.unique(members[:, 0]):
        _, test = task.folds[fold]
        values = stack.predict(task.data.spins[test])
        for member in np.flatnonzero(members[:, 0] == fold):
            predicted[member] = values[member]
    return predicted


def predict_held_out(task):
    """Train all candidates on all folds; return a list of (n_candidates, n_test), one a fold."""
    members = list(product(range(len(task.folds)), range(len(task.candidates))))
    predicted = _predict_held_out(task, members, None)
    n = len(task.candidates)
    return [np.array(predicted[n * fold : n * (fold + 1)]) for fold in range(len(task.folds))]


def held_out_errors(data, folds, predicted, shares):
    """Return the errors of the weighted mean of the candidates, and what they came from.

    Parameters
    ----------
    data : TrainingData
        All rows.
    folds : list of (train, test)
        Arrays of row numbers.
    predicted : list of ndarray of shape (n_candidates, n_test)
        Predictions of the held-out rows of each fold.
    shares : ndarray of shape (n_candidates,)
        Their shares in the prediction. What they lack to one is that of the mean of y.

    Returns
    -------
    errors : ndarray of shape (n_held_out,)
        Measured minus predicted values of the held-out rows of all folds, standardised. For a
        prediction beyond the bound of a censored row it is 0.
    variance : ndarray of shape (n_held_out,)
        Variance of the candidates around their mean.
    weight : ndarray of shape (n_held_out,)
        Weights of the rows.
    """
    used, parts, unit = np.flatnonzero(shares), [], data.weight.mean()
    for (_, test), of_fold in zip(folds, predicted, strict=True):
        mean, variance = mixture_moments(shares[used], of_fold[used])
        own = data.take(test)
        target = own.target[:, 0]
        errors = target - move_to_bounds(mean, target, own.marks)
        parts.append((errors, variance, own.weight[:, 0] / unit))
    return tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))


def mixture_moments(shares, predicted):
    """Return the mean and the variance of standardised predictions, both of shape (n,).

    Parameters
    ----------
    shares : ndarray of shape (n_predictions,)
        What they lack to one is that of the training mean, which is 0 on this scale.
    predicted : ndarray of shape (n_predictions, n)
        Predictions.
    """
    mean = shares @ predicted
    variance = shares @ (predicted - mean) ** 2 + (1 - shares.sum()) * mean**2
    return mean, np.maximum(variance, 0)


class FoldPrediction(RegressorMixin, BaseEstimator):
    """A regressor that gives the predictions of a fold, for scikit-learn's scorers.

    Parameters
    ----------
    predicted : ndarray of shape (n_rows,)
        What :meth:`predict` returns.
    """

    def __init__(self, predicted):
        self.predicted = predicted

    def __sklearn_is_fitted__(self):
        return True

    def fit(self, X, y):
        """Do nothing."""
        return self

    def predict(self, X):
        """Return the predictions of the rows of the fold, which X must be."""
        if len(X) != len(self.predicted):
            raise ValueError("A scorer may predict only the genotypes that it was given.")
        return self.predicted


def make_scorer(scoring):
    """Return a function of (X, measured, predicted, weight or None) that gives a score.

    Parameters
    ----------
    scoring : str or callable
        As in :func:`sklearn.metrics.check_scoring`. A callable is given the weights if it has a
        parameter of the name sample_weight.
    """
    if not (scoring is None or isinstance(scoring, str) or callable(scoring)):
        raise ValueError("it must be the name of one score, or a function.")
    scorer = check_scoring(FoldPrediction(None), scoring)
    weighted = "sample_weight" in signature(scorer).parameters

    def score(X, measured, predicted, weight):
        parameters = {"sample_weight": weight} if weighted and weight is not None else {}
        try:
            value = scorer(FoldPrediction(predicted), X, measured, **parameters)
        except (AttributeError, ValueError) as error:
            if not isinstance(scoring, str):
                raise
            raise ValueError(
                f"scoring={scoring!r} cannot judge predictions of numbers: {error}"
            ) from error
        return _as_score(value)

    return score


def _as_score(value):
    """Return what a scorer gave as a number, or raise an error if it is none."""
    try:
        score = float(value)
    except (TypeError, ValueError):
        score = math.nan
    if not math.isfinite(score):
        raise ValueError(
            "scoring must give one finite number for the genotypes of a fold, but it gave "
            f"{value!r}. Some scores, such as r2, need folds of two genotypes or more."
        )
    return score
