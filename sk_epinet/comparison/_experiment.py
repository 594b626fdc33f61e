"""The experiment behind ``sk-epinet compare``: methods, splits, scores.

Everything that a method chooses, it chooses by cross-validation inside its training set.
"""

import warnings
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from joblib import Parallel, delayed
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV, KFold, train_test_split
from sklearn.pipeline import make_pipeline

from .._regressor import EpistaticNetRegressor
from .._regressor_cv import EpistaticNetRegressorCV
from ..datasets import make_toy_landscape
from ..spectrum import WalshSpectrum
from ..walsh import WalshFeatures, count_interactions, enumerate_genotypes

EPISTATIC_NET = "Epistatic Net"
_ALPHAS = (0.02, 0.2, 2.0)
_MAX_LASSO_COLUMNS = 5000
_FOLDS = 5
_SPECTRUM_SITES = 16  # 2**16 coefficients are still nothing beside a fit

# The article's setting (its Fig. 2): ten splits of 64 genotypes, 16 to train on.
_TOY_SEEDS = range(0, 50, 5)
_TOY_TRAIN = 16


@dataclass(frozen=True)
class Score:
    """What one method did on one split."""

    landscape: str
    method: str
    split: int
    pearson: float
    r2: float
    l1_norm: float
    seconds: float
    chosen: dict = field(default_factory=dict)
    spectrum: np.ndarray = None
    measured: np.ndarray = None  # of the test set, for the picture of the first split
    predicted: np.ndarray = None


def compare_toys(n_jobs, on_split):
    """Run the article's experiment on both toy landscapes; return a list of Score."""
    tasks = []
    for kind in ("sparse", "dense"):
        X, y = make_toy_landscape(kind)
        for split, seed in enumerate(_TOY_SEEDS):
            tasks.append((kind, X, y, _TOY_TRAIN, split, seed, toy_methods))
    return _run(tasks, n_jobs, on_split)


def compare_landscape(name, X, y, n_train, repeats, seed, n_jobs, on_split):
    """Compare on random training sets of one landscape; return a list of Score."""
    tasks = [
        (name, X, y, n_train, split, seed + split, landscape_methods) for split in range(repeats)
    ]
    return _run(tasks, n_jobs, on_split)


def mean_spectrum(scores, site_names, method=EPISTATIC_NET):
    """Mean and standard deviation over the splits of a method's coefficients.

    Returns
    -------
    spectrum : WalshSpectrum or None
        None where the landscape has too many sites.
    spread : ndarray, same order
    """
    found = [s.spectrum for s in scores if s.method == method and s.spectrum is not None]
    if not found:
        return None, None
    spectrum = WalshSpectrum(
        np.mean(found, axis=0),
        enumerate_genotypes(len(site_names)).astype(bool),
        len(site_names),
        site_names=site_names,
    )
    return spectrum, np.std(found, axis=0)


def toy_methods(n_sites, seed):
    """Estimators of the toy experiment, by name."""
    return {
        EPISTATIC_NET: EpistaticNetRegressorCV(random_state=seed),
        "the same network, unregularised": _network(seed).set_params(wh_weight=0, alpha=0),
        "the same network, layer-wise L2": _l2_network(seed),
        "linear regression": LinearRegression(),
        "LassoCV on Walsh features": lasso(n_sites, seed),
    }


def landscape_methods(n_sites, seed):
    """Estimators of the comparison on a user's landscape, by name."""
    methods = toy_methods(n_sites, seed)
    del methods["the same network, layer-wise L2"]
    return methods


def lasso(n_sites, seed):
    """The baseline: LassoCV on Walsh features, alpha and order by cross-validation."""
    folds = _folds(seed)
    orders = [
        order for order in (1, 2, 3, 4) if count_interactions(n_sites, order) <= _MAX_LASSO_COLUMNS
    ]
    pipeline = make_pipeline(WalshFeatures(), LassoCV(cv=folds, max_iter=10_000))
    return _search(pipeline, {"walshfeatures__max_order": orders or [1]}, seed)


def _network(seed):
    return EpistaticNetRegressor(random_state=seed)


def _l2_network(seed):
    """A grid search over alpha, in one stack."""
    return EpistaticNetRegressorCV(random_state=seed).set_params(
        wh_weights=[0],
        alphas=_ALPHAS,
        global_epistasis=None,
        n_members=4,
        selection="min",
        cv=_folds(seed),
    )


def _search(estimator, grid, seed):
    grid = {name: list(values) for name, values in grid.items()}
    return GridSearchCV(estimator, grid, cv=_folds(seed), scoring="neg_mean_squared_error")


def _folds(seed):
    return KFold(_FOLDS, shuffle=True, random_state=seed)


def _run(tasks, n_jobs, on_split):
    scores = []
    parallel = Parallel(n_jobs=min(n_jobs, len(tasks)), return_as="generator_unordered")
    for split in parallel(delayed(_score_split)(*task) for task in tasks):
        scores.extend(split)
        on_split()
    order = list(toy_methods(1, 0))
    return sorted(scores, key=lambda s: (order.index(s.method), s.split))


def _score_split(landscape, X, y, n_train, split, seed, methods):
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, train_size=n_train, random_state=seed
    )
    scores = []
    for name, estimator in methods(X.shape[1], seed).items():
        start = perf_counter()
        with warnings.catch_warnings():
            # LassoCV says so on its smallest alphas, which it then does not choose.
            warnings.simplefilter("ignore", ConvergenceWarning)
            estimator.fit(X_train, y_train)
        seconds = perf_counter() - start
        predicted = estimator.predict(X_test)
        spectrum = _spectrum(estimator, X)
        scores.append(
            Score(
                landscape,
                name,
                split,
                _pearson(predicted, y_test),
                r2_score(y_test, predicted),
                np.nan if spectrum is None else np.abs(spectrum[1:]).sum(),
                seconds,
                _chosen(estimator),
                spectrum,
                y_test,
                predicted,
            )
        )
    return scores


def _chosen(estimator):
    names = ("wh_weight", "alpha", "global_epistasis")
    if hasattr(estimator, "wh_weight_"):
        return {name: getattr(estimator, f"{name}_") for name in names}
    return getattr(estimator, "best_params_", {})


def _pearson(predicted, measured):
    """Pearson correlation; 0 for a constant prediction, which says nothing."""
    spread = np.std(predicted) * np.std(measured)
    if spread <= 1e-12 * np.std(measured) ** 2:
        return 0.0
    return float(np.mean((predicted - predicted.mean()) * (measured - measured.mean())) / spread)


def _spectrum(estimator, X):
    """Coefficients of any estimator's predictions on all genotypes."""
    n_sites = X.shape[1]
    if n_sites > _SPECTRUM_SITES:
        return None
    return WalshSpectrum.from_function(estimator.predict, n_sites).coefficients
