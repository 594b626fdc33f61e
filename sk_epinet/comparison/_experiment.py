"""Run the experiment behind ``sk-epinet compare``: methods, training sets and scores.

Everything that a method chooses, it chooses by cross-validation inside its training set.
"""

import warnings
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils.parallel import Parallel, delayed

from .._regressor import EpistaticNetRegressor
from .._regressor_cv import EpistaticNetRegressorCV
from ..cross_validation import GenotypeKFold, split_genotypes
from ..datasets import make_toy_landscape
from ..spectrum import WalshSpectrum
from ..walsh import WalshFeatures, count_interactions, enumerate_genotypes

EPISTATIC_NET = "Epistatic Net"
_N_FOLDS = 5
_SPECTRUM_SITES = 16  # evaluating 2**16 genotypes takes little time beside a fit


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


@dataclass(frozen=True)
class _Split:
    """Hold one landscape with one random choice of training genotypes."""

    landscape: str
    X: np.ndarray
    y: np.ndarray
    n_train: int
    number: int
    seed: int


def toy_methods(n_sites, seed):
    """Return the estimators of the experiment on the toy landscapes, by name."""
    unregularised = EpistaticNetRegressor(wh_weight=0, alpha=0, random_state=seed)
    return {
        EPISTATIC_NET: EpistaticNetRegressorCV(random_state=seed),
        "the same network, unregularised": unregularised,
        "the same network, layer-wise L2": _l2_network(seed),
        "linear regression": LinearRegression(),
        "LassoCV on Walsh features": lasso(n_sites, seed),
    }


def landscape_methods(n_sites, seed):
    """Return the estimators of the comparison on a user's landscape, by name."""
    methods = toy_methods(n_sites, seed)
    del methods["the same network, layer-wise L2"]
    return methods


def lasso(n_sites, seed, max_columns=5000):
    """Return LassoCV on Walsh features, with alpha and order chosen by cross-validation.

    Orders with more than `max_columns` interactions are left out.
    """
    orders = [k for k in (1, 2, 3, 4) if count_interactions(n_sites, k) <= max_columns]
    folds = _folds(seed)
    pipeline = make_pipeline(WalshFeatures(), LassoCV(cv=folds, max_iter=10_000))
    grid = {"walshfeatures__max_order": orders or [1]}
    return GridSearchCV(pipeline, grid, cv=folds, scoring="neg_mean_squared_error")


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
    return GenotypeKFold(_N_FOLDS, shuffle=True, random_state=seed)


def compare_toys(n_jobs, on_split, *, methods=toy_methods, seeds=range(0, 50, 5), n_train=16):
    """Run the experiment of the article (its Fig. 2) on both toy landscapes.

    Parameters
    ----------
    n_jobs : int
        Number of processes.
    on_split : callable
        Called without arguments after each split.
    methods : callable, default=toy_methods
        Takes the number of sites and a seed, and returns estimators by name.
    seeds : sequence of int, default=range(0, 50, 5)
        One seed for each split; the article has ten splits.
    n_train : int, default=16
        Number of training genotypes among the 64.

    Returns
    -------
    scores : list of Score
        By landscape, method and split.
    """
    splits = [
        _Split(kind, *make_toy_landscape(kind), n_train, number, seed)
        for kind in ("sparse", "dense")
        for number, seed in enumerate(seeds)
    ]
    return _score_splits(splits, methods, n_jobs, on_split)


def compare_landscape(
    name, X, y, *, n_train, repeats, seed, n_jobs, on_split, methods=landscape_methods
):
    """Compare methods on random training sets of one landscape.

    Parameters
    ----------
    name : str
        Name of the landscape.
    X : ndarray of shape (n_samples, n_sites)
        Genotypes, coded as 0 and 1.
    y : ndarray of shape (n_samples,)
        Measured values.
    n_train : int
        Number of training genotypes.
    repeats : int
        Number of training sets.
    seed : int
        Seed of the first training set; each of the others has the next one.
    n_jobs, on_split, methods
        As in :func:`compare_toys`.

    Returns
    -------
    scores : list of Score
        By method and split.
    """
    splits = [_Split(name, X, y, n_train, number, seed + number) for number in range(repeats)]
    return _score_splits(splits, methods, n_jobs, on_split)


def mean_spectrum(scores, site_names, method=EPISTATIC_NET):
    """Return the mean over the splits of the spectra that a method found.

    Parameters
    ----------
    scores : list of Score
    site_names : list of str
    method : str, default="Epistatic Net"

    Returns
    -------
    spectrum : WalshSpectrum or None
        None where the landscape has too many sites. With several splits, the intervals are one
        standard deviation of the splits to each side of the mean. The training sets of the
        splits overlap, so this shows how far they agree and is no confidence interval.
    """
    found = [s.spectrum for s in scores if s.method == method and s.spectrum is not None]
    if not found:
        return None
    mean, spread = np.mean(found, axis=0), np.std(found, axis=0)
    several = len(found) > 1
    return WalshSpectrum(
        mean,
        enumerate_genotypes(len(site_names)).astype(bool),
        len(site_names),
        site_names=site_names,
        intervals=np.column_stack([mean - spread, mean + spread]) if several else None,
    )


def _score_splits(splits, methods, n_jobs, on_split):
    """Return the scores of all methods on all splits, by landscape, method and split."""
    parallel = Parallel(n_jobs=min(n_jobs, len(splits)), return_as="generator")
    scores = []
    for scores_of_split in parallel(delayed(_score_methods)(split, methods) for split in splits):
        scores += scores_of_split
        on_split()
    names = list(dict.fromkeys(score.method for score in scores))
    landscapes = list(dict.fromkeys(score.landscape for score in scores))
    # Sorting keeps the order of the splits.
    return sorted(scores, key=lambda s: (landscapes.index(s.landscape), names.index(s.method)))


def _score_methods(split, methods):
    """Return the score of each method on one split."""
    train, test = split_genotypes(split.X, split.n_train, random_state=split.seed)
    X_train, X_test, y_train, y_test = split.X[train], split.X[test], split.y[train], split.y[test]
    scores = []
    for name, estimator in methods(split.X.shape[1], split.seed).items():
        seconds = _fit(estimator, X_train, y_train)
        predicted = estimator.predict(X_test)
        spectrum = _spectrum(estimator, split.X.shape[1])
        score = Score(
            landscape=split.landscape,
            method=name,
            split=split.number,
            pearson=_pearson(predicted, y_test),
            r2=r2_score(y_test, predicted),
            l1_norm=np.nan if spectrum is None else np.abs(spectrum[1:]).sum(),
            seconds=seconds,
            chosen=_chosen(estimator),
            spectrum=spectrum,
            measured=y_test,
            predicted=predicted,
        )
        scores.append(score)
    return scores


def _fit(estimator, X, y):
    """Fit an estimator, and return how many seconds that took."""
    start = perf_counter()
    with warnings.catch_warnings():
        # LassoCV does not converge at its smallest alphas, which it then does not choose.
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(X, y)
    return perf_counter() - start


def _chosen(estimator):
    """Return the parameters that an estimator chose by cross-validation, by name."""
    if hasattr(estimator, "wh_weight_"):
        names = ("wh_weight", "alpha", "global_epistasis")
        return {name: getattr(estimator, f"{name}_") for name in names}
    return getattr(estimator, "best_params_", {})


def _pearson(predicted, measured):
    """Return the Pearson correlation, or 0 for a constant prediction."""
    spread = np.std(predicted) * np.std(measured)
    if spread <= 1e-12 * np.std(measured) ** 2:
        return 0.0
    return float(np.mean((predicted - predicted.mean()) * (measured - measured.mean())) / spread)


def _spectrum(estimator, n_sites):
    """Return the Walsh coefficients of an estimator's predictions on all genotypes."""
    if n_sites > _SPECTRUM_SITES:
        return None
    return WalshSpectrum.from_function(estimator.predict, n_sites).coefficients
