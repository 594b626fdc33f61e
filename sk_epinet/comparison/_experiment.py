"""Run the experiment behind ``sk-epinet compare``: methods, training sets and scores.

Everything that a method chooses, it chooses by cross-validation inside its training set.
"""

import warnings
from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import _safe_indexing

from .._utils import run_tasks
from ..cross_validation import GenotypeKFold, split_genotypes
from ..datasets import make_toy_landscape
from ..inference import estimate_spectrum, find_design_problem
from ..regressors import BaseEpistaticNet, EpistaticNetRegressor, EpistaticNetRegressorCV
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ..walsh import WalshFeatures, count_interactions, enumerate_genotypes, interaction_matrix
from ._walsh_lasso import WalshLassoCV

EPISTATIC_NET = "Epistatic Net"
# The models of single effects only. With many alleles or few genotypes, linear regression fails by
# its errors, and not for want of interactions: what interactions add is judged against the best.
ADDITIVE = ("linear regression", "ridge regression", "LassoCV on single effects")
COVERAGE = 0.9
N_FOLDS = 5
_N_SEEDS = 2**32  # that numpy's generator takes
_SPECTRUM_SITES = 16  # evaluating 2**16 genotypes takes little time beside a fit
_ESTIMATED = 5000  # largest number of coefficients that are estimated for more sites
_ENUMERATED = 2**18  # genotypes up to which the tables of many alleles are exact
_MOST_EFFECTS = 2**18


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


def toy_methods(n_alleles, seed):
    """Return the estimators of the experiment on the toy landscapes, by name.

    Parameters
    ----------
    n_alleles : list of int
        Number of alleles of each site.
    seed : int
        Seed of what is random in a method.
    """
    methods = landscape_methods(n_alleles, seed)
    for name in ADDITIVE[1:]:
        methods.pop(name)  # the article does not have them
    l2_network = {"the same network, layer-wise L2": _l2_network(seed)}
    names = list(methods)
    return {name: methods[name] for name in names[:2]} | l2_network | methods


def landscape_methods(n_alleles, seed):
    """Return the estimators of the comparison on a user's landscape, by name."""
    unregularised = EpistaticNetRegressor(wh_weight=0, alpha=0, random_state=seed)
    additive = make_pipeline(WalshFeatures(max_order=1), LinearRegression())
    ridge = RidgeCV(alphas=np.logspace(-3, 4, 15), cv=_folds(seed))
    return {
        EPISTATIC_NET: EpistaticNetRegressorCV(random_state=seed),
        "the same network, unregularised": unregularised,
        "linear regression": additive,
        "ridge regression": make_pipeline(WalshFeatures(max_order=1), ridge),
        "LassoCV on single effects": WalshLassoCV(cv=_folds(seed), max_orders=(1,)),
        "LassoCV on Walsh features": WalshLassoCV(cv=_folds(seed)),
    }


def _l2_network(seed):
    """Return the network with only an L2 penalty, whose weight is chosen by cross-validation."""
    return EpistaticNetRegressorCV(
        wh_weights=[0],
        alphas=[0.02, 0.2, 2.0],
        global_epistasis=None,
        n_members=4,
        selection="min",
        cv=_folds(seed),
        random_state=seed,
    )


def _folds(seed):
    return GenotypeKFold(N_FOLDS, shuffle=True, random_state=seed)


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


def mean_spectrum(scores, landscape, method=EPISTATIC_NET):
    """Return the mean over the splits of the spectra that a method found.

    Parameters
    ----------
    scores : list of Score
    landscape : Bunch
        As :func:`load_landscape` returns it.
    method : str, default="Epistatic Net"

    Returns
    -------
    spectrum : WalshSpectrum or None
        None where a site has more than two alleles, and for methods whose spectrum is not
        estimated. With several splits, the intervals are one standard deviation of the splits to
        each side of the mean. The training sets of the splits overlap, so this shows how far they
        agree and is no confidence interval.
    """
    found = [s.spectrum for s in scores if s.method == method and s.spectrum is not None]
    if not found:
        return None
    n_sites = len(landscape.site_names)
    mean, spread = np.mean(found, axis=0), np.std(found, axis=0)
    several = len(found) > 1
    order = listed_order(n_sites)
    return WalshSpectrum(
        mean,
        enumerate_genotypes(n_sites).astype(bool)
        if order is None
        else interaction_matrix(n_sites, order),
        n_sites,
        site_names=landscape.site_names,
        levels=landscape.alleles,
        intervals=np.column_stack([mean - spread, mean + spread]) if several else None,
    )


def listed_order(n_sites):
    """Return the largest order of the interactions that are estimated, or None for all orders."""
    if n_sites <= _SPECTRUM_SITES:
        return None
    return 2 if count_interactions(n_sites, 2) <= _ESTIMATED else 1


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
    for name, estimator in methods(_count_alleles(split.X), split.seed).items():
        seconds = _fit(estimator, split)
        predicted = estimator.predict(X_test)
        spectrum = _spectrum(name, estimator, split)
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


def find_problem(X, tests):
    """Say why interactions cannot be estimated from the genotypes that are tested on.

    Parameters
    ----------
    X : DataFrame of shape (n_samples, n_sites)
        Genotypes, as categories.
    tests : list of ndarray of int
        The rows that each training set leaves to test on.

    Returns
    -------
    problem : str
        Empty where there is none.
    """
    rows = X.iloc[np.unique(np.concatenate(tests))]
    codes = np.column_stack([rows[name].cat.codes for name in rows.columns]).astype(np.int64)
    alleles = [list(dtype.categories) for dtype in X.dtypes]
    n_sites = len(alleles)
    order = min(2, n_sites) if max(map(len, alleles)) > 2 else listed_order(n_sites)
    return find_design_problem(np.unique(codes, axis=0), alleles, order)


def _interval(name, estimator, split, X_test):
    """Return the intervals of Epistatic Net's predictions, where a report is to be made."""
    if name != EPISTATIC_NET or not split.for_report:
        return None
    weight = None
    if split.weight is not None:
        weight = split.weight[split.test] / split.weight[split.train].mean()
    return estimator.predict_interval(X_test, COVERAGE, sample_weight=weight)


def find_interactions(model, X):
    """Return the interactions of a model that a report can list, or None.

    Parameters
    ----------
    model : fitted EpistaticNetRegressorCV
    X : DataFrame or ndarray of shape (n_samples, n_sites)
        Genotypes: categories, or 0 and 1.

    Returns
    -------
    spectrum : WalshSpectrum or EpistasisSpectrum, or None
        Of sites of two alleles as in :func:`mean_spectrum`. Of more alleles single effects and
        pairs, exactly for up to 2^18 genotypes and otherwise estimated, unless there are more
        than 2^18 of them.
    """
    n_alleles = _count_alleles(X)
    n_sites = len(n_alleles)
    if max(n_alleles) == 2:
        order = listed_order(n_sites)
        if order is None:
            return WalshSpectrum.from_estimator(model)
        return estimate_spectrum(model, order, random_state=0)
    if sum(n_alleles) ** 2 / 2 > _MOST_EFFECTS:
        return None
    if np.prod(n_alleles, dtype=float) > _ENUMERATED:
        return estimate_spectrum(model, min(2, n_sites), random_state=0)
    return EpistasisSpectrum.from_estimator(model).order(range(min(2, n_sites) + 1))


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


def _count_alleles(X):
    if hasattr(X, "iloc"):
        return [len(dtype.categories) for dtype in X.dtypes]
    return [2] * X.shape[1]


def _chosen(estimator):
    """Return the parameters that an estimator chose by cross-validation, by name."""
    names = ("wh_weight", "alpha", "global_epistasis", "max_order")
    return {
        name: getattr(estimator, f"{name}_") for name in names if hasattr(estimator, f"{name}_")
    }


def _pearson(predicted, measured, weight=None):
    """Return the Pearson correlation, or 0 for a constant prediction."""
    (variance, both), (_, target) = np.cov(predicted, measured, ddof=0, aweights=weight)
    if variance * target <= 1e-24 * target**2:
        return 0.0
    return float(both / np.sqrt(variance * target))


def _spectrum(method, estimator, split):
    """Return the interactions of an estimator's predictions, or None.

    Of sites of two alleles they are those of all orders for up to 16 sites. For more sites they
    are estimated, up to an order, for the method whose interactions are listed.
    """
    n_alleles = _count_alleles(split.X)
    n_sites, order = len(n_alleles), listed_order(len(n_alleles))
    if max(n_alleles) > 2:
        listed = split.with_tables and method == EPISTATIC_NET
        return find_interactions(estimator, split.X) if listed else None

    def predict(codes):
        return estimator.predict(_decode(codes, split.X))

    if order is None:
        return WalshSpectrum.from_function(predict, n_sites)
    if method != EPISTATIC_NET:
        return None
    return estimate_spectrum(predict, order, n_sites=n_sites, random_state=0)


def _decode(codes, X):
    """Return genotypes of 0 and 1 in the categories of X."""
    if not hasattr(X, "iloc"):
        return codes
    columns = {
        name: pd.Categorical.from_codes(codes[:, site].astype(np.intp), dtype=X.dtypes.iloc[site])
        for site, name in enumerate(X.columns)
    }
    return pd.DataFrame(columns)
