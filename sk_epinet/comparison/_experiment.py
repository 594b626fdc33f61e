"""Run the experiment behind ``sk-epinet compare``: training sets, fits and scores."""

import warnings
from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import r2_score
from sklearn.utils import _safe_indexing

from .._utils import run_tasks
from ..cross_validation import split_genotypes
from ..datasets import make_toy_landscape
from ..regressors import BaseEpistaticNet, EpistaticNetRegressorCV
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ._found_interactions import count_alleles, find_problem, find_spectrum
from ._methods import EPISTATIC_NET, landscape_methods, toy_methods
from ._walsh_lasso import WalshLassoCV

COVERAGE = 0.9
_N_SEEDS = 2**32  # that numpy's generator takes


@dataclass(frozen=True)
class Score:
    """Record how well one method predicted the test genotypes of one split, and what it found."""

    landscape: str
    method: str
    split: int
    pearson: float
    r2: float
    l1_norm: float
    seconds: float
    chosen: dict = field(default_factory=dict)
    spectrum: np.ndarray | None = None
    measured: np.ndarray | None = None
    predicted: np.ndarray | None = None
    test: np.ndarray | None = None
    interval: np.ndarray | None = None
    interactions: WalshSpectrum | EpistasisSpectrum | None = None


@dataclass(frozen=True)
class _Split:
    """Hold one landscape with one choice of training and test rows."""

    landscape: str
    X: np.ndarray | pd.DataFrame
    y: np.ndarray
    train: np.ndarray
    test: np.ndarray
    number: int
    seed: int
    weight: np.ndarray | None = None
    groups: np.ndarray | None = None
    censored: np.ndarray | str | None = None
    for_report: bool = False
    with_tables: bool = False


def compare_toys(n_jobs, on_split, *, methods=toy_methods, seeds=range(0, 50, 5), n_train=16):
    """Run the experiment of the article (its Fig. 2) on both toy landscapes.

    Parameters
    ----------
    n_jobs : int
        Number of processes.
    on_split : callable
        Called without arguments after each split.
    methods : callable, default=toy_methods
        Takes the number of alleles of each site and a seed, and returns estimators by name.
    seeds : sequence of int, default=range(0, 50, 5)
        One seed for each split; the article has ten splits.
    n_train : int, default=16
        Number of training genotypes among the 64.

    Returns
    -------
    scores : list of Score
        By landscape, method and split.
    """
    splits = []
    for kind in ("sparse", "dense"):
        X, y = make_toy_landscape(kind)
        for number, seed in enumerate(seeds):
            train, test = split_genotypes(X, n_train, random_state=seed)
            splits.append(_Split(kind, X, y, train, test, number, seed))
    return _score_splits(splits, methods, n_jobs, on_split)


def compare_landscape(
    name,
    X,
    y,
    *,
    n_train,
    repeats,
    seed,
    n_jobs,
    on_split,
    methods=landscape_methods,
    sample_weight=None,
    groups=None,
    censored=None,
    split=None,
    for_report=False,
):
    """Compare methods on random training sets of one landscape, or on a training set of the user.

    Parameters
    ----------
    name : str
        Name of the landscape.
    X : DataFrame or ndarray of shape (n_samples, n_sites)
        Genotypes: categories, or 0 and 1.
    y : ndarray of shape (n_samples,)
        Measured values.
    n_train : int
        Number of training genotypes, or of groups.
    repeats : int
        Number of training sets.
    seed : int
        Seed of the first training set; each of the others has the next one.
    n_jobs, on_split, methods
        As in :func:`compare_toys`.
    sample_weight : ndarray of shape (n_samples,) or callable, default=None
        Weights of the rows, in training and in the scores, or what returns them, or None, for
        the rows to train on.
    groups : ndarray of shape (n_samples,), default=None
        Labels of the rows that stay together, in place of equal genotypes.
    censored : ndarray of shape (n_samples,), "auto", "left" or "right", default=None
        Marks of the rows whose value is a limit, or how to find them, for the methods that take
        them.
    split : (ndarray of int, ndarray of int), default=None
        Rows to train and to test on, in place of random ones. Only what the methods do at random
        then differs from one repeat to the next.
    for_report : bool, default=False
        Whether to find what the report takes besides: intervals of predictions, and the
        interactions of Epistatic Net on sites of more than two alleles.

    Returns
    -------
    scores : list of Score
        By method and split.
    """
    seeds = [(seed + number) % _N_SEEDS for number in range(repeats)]
    drawn = [
        split or split_genotypes(X, n_train, groups=groups, random_state=own) for own in seeds
    ]
    with_tables = for_report and not find_problem(X, [test for _, test in drawn])
    splits = []
    for number, (own, (train, test)) in enumerate(zip(seeds, drawn, strict=True)):
        weight = sample_weight(train) if callable(sample_weight) else sample_weight
        of_rows = (weight, groups, censored, for_report, with_tables)
        splits.append(_Split(name, X, y, train, test, number, own, *of_rows))
    return _score_splits(splits, methods, n_jobs, on_split)


def _score_splits(splits, methods, n_jobs, on_split):
    """Return the scores of all methods on all splits, by landscape, method and split."""
    tasks = [(split, methods) for split in splits]
    done = run_tasks(_score_methods, tasks, min(n_jobs, len(splits)), on_done=lambda i: on_split())
    scores = list(chain.from_iterable(done))
    names = list(dict.fromkeys(score.method for score in scores))
    landscapes = list(dict.fromkeys(score.landscape for score in scores))
    # Sorting keeps the order of the splits.
    return sorted(scores, key=lambda s: (landscapes.index(s.landscape), names.index(s.method)))


def _score_methods(split, methods):
    """Return the score of each method on one split."""
    X_test, y_test = _safe_indexing(split.X, split.test), split.y[split.test]
    weight = None if split.weight is None else split.weight[split.test]
    scores = []
    for name, estimator in methods(count_alleles(split.X), split.seed).items():
        seconds = _fit(estimator, split)
        predicted = estimator.predict(X_test)
        spectrum = find_spectrum(name, estimator, split)
        coefficients = getattr(spectrum, "coefficients", None)
        score = Score(
            landscape=split.landscape,
            method=name,
            split=split.number,
            pearson=_pearson(predicted, y_test, weight),
            r2=r2_score(y_test, predicted, sample_weight=weight),
            l1_norm=np.nan if coefficients is None else np.abs(coefficients[1:]).sum(),
            seconds=seconds,
            chosen=_chosen(estimator),
            spectrum=coefficients,
            measured=y_test,
            predicted=predicted,
            test=split.test,
            interval=_interval(name, estimator, split, X_test),
            interactions=spectrum if name == EPISTATIC_NET else None,
        )
        scores.append(score)
    return scores


def _interval(name, estimator, split, X_test):
    """Return the intervals of Epistatic Net's predictions, where a report is to be made."""
    if name != EPISTATIC_NET or not split.for_report:
        return None
    weight = None
    if split.weight is not None:
        trained = split.weight[split.train]
        weight = split.weight[split.test] / trained[trained > 0].mean()
    return estimator.predict_interval(X_test, COVERAGE, sample_weight=weight)


def _fit(estimator, split):
    """Fit an estimator on the training rows, and return how many seconds that took."""
    step = f"{estimator.steps[-1][0]}__" if hasattr(estimator, "steps") else ""
    parameters = {}
    if split.weight is not None:
        parameters[f"{step}sample_weight"] = split.weight[split.train]
    if split.groups is not None and isinstance(estimator, (EpistaticNetRegressorCV, WalshLassoCV)):
        parameters["groups"] = split.groups[split.train]
    if split.censored is not None and isinstance(estimator, BaseEpistaticNet):
        if isinstance(split.censored, str):
            estimator.set_params(censored=split.censored)
        else:
            parameters["censored"] = split.censored[split.train]
    X, y = _safe_indexing(split.X, split.train), split.y[split.train]
    start = perf_counter()
    with warnings.catch_warnings():
        # LassoCV does not converge at its smallest alphas, which it then does not choose.
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(X, y, **parameters)
    return perf_counter() - start


def _chosen(estimator):
    """Return the parameters that an estimator chose by cross-validation, by name."""
    names = ("wh_weight", "alpha", "global_epistasis", "max_order")
    return {
        name: getattr(estimator, f"{name}_") for name in names if hasattr(estimator, f"{name}_")
    }


def _pearson(predicted, measured, weight=None):
    """Return the Pearson correlation, or 0 for a constant prediction."""
    (variance, both), (_, target) = np.cov(predicted, measured, ddof=0, aweights=weight)
    deviations = np.sqrt(variance), np.sqrt(target)
    if deviations[0] <= 1e-12 * deviations[1]:
        return 0.0
    return float(both / deviations[0] / deviations[1])
