"""The methods that are compared: all that is tuned is tuned inside the training set."""

from importlib.util import find_spec

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_epinet import (
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    WalshFeatures,
)
from sk_epinet.cross_validation import GenotypeKFold

_PUBLISHED_WEIGHTS = (0.003, 0.01, 0.03, 0.1, 0.3)


def folds(seed):
    """Return the five folds by which the rivals choose."""
    return GenotypeKFold(5, shuffle=True, random_state=seed)


class Best(RegressorMixin, BaseEstimator):
    """Choose the candidate with the least error that it reports about itself after a fit.

    Parameters
    ----------
    candidates : list of estimators
        What is chosen from.
    error : callable(estimator) -> float
        The error that a fitted candidate reports.
    """

    def __init__(self, candidates, error):
        self.candidates = candidates
        self.error = error

    def fit(self, X, y):
        fitted = [candidate.fit(X, y) for candidate in self.candidates]
        self.best_ = min(fitted, key=self.error)
        return self

    def predict(self, X):
        return self.best_.predict(X)


class Missing(RegressorMixin, BaseEstimator):
    """Stand for a rival whose package is not installed: it can be listed, but not fitted."""

    def __init__(self, package):
        self.package = package

    def fit(self, X, y):
        raise SystemExit(f"One of the methods needs a package: pip install {self.package}")


def epistatic_net(n_sites, seed):
    """Return the default, untouched."""
    return EpistaticNetRegressorCV(random_state=seed)


def no_penalty(n_sites, seed):
    """Return the default without the Walsh penalty, all else equal: an ablation."""
    return EpistaticNetRegressorCV(wh_weights=[0], random_state=seed)


def l2_only(n_sites, seed):
    """Return the same network with L2 as its only penalty, and alpha by cross-validation."""
    return EpistaticNetRegressorCV(
        wh_weights=[0],
        alphas=[0.01, 0.1, 0.4, 1.2, 4, 12],
        global_epistasis=None,
        selection="min",
        cv=folds(seed),
        random_state=seed,
    )


def one_network(weights, penalty, cv, seed):
    """Return one network with one of some weights of a penalty, and no link."""
    return EpistaticNetRegressorCV(
        wh_weights=weights,
        penalty=penalty,
        alphas=[0.1],
        global_epistasis=None,
        n_members=1,
        selection="min",
        cv=cv,
        random_state=seed,
    )


def exact_epistatic_net(n_sites, seed):
    """Return Epistatic Net as published: one network, one weight, no gates, no link.

    The smooth activation and the schedule are those of this package, which help it.
    """
    model = one_network(_PUBLISHED_WEIGHTS, ExactWalshPenalty(), folds(seed), seed)
    return model.set_params(gate_sites=False)


def hashed_epistatic_net(n_sites, seed):
    """Return HashWH as published, in the same sense."""
    model = one_network(_PUBLISHED_WEIGHTS, HashedWalshPenalty(9), folds(seed), seed)
    return model.set_params(gate_sites=False)


def linear(n_sites, seed):
    """Return linear regression."""
    return LinearRegression()


def lasso(n_sites, seed):
    """Return LassoCV on Walsh features, with the order (1 to 4) by the same five folds."""
    candidates = [
        make_pipeline(WalshFeatures(order), LassoCV(cv=folds(seed), max_iter=10_000))
        for order in range(1, min(4, n_sites) + 1)
    ]
    return Best(candidates, lambda model: model[-1].mse_path_.mean(axis=1).min())


def gaussian_process(n_sites, seed):
    """Return a Gaussian process with a length scale for each site."""
    # Bounds for sites at 0 and 1: from an effect at every scale of y to none at all.
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.full(n_sites, 2.0), (1e-1, 1e3))
    kernel += WhiteKernel(0.1, (1e-6, 1e1))
    return GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed)


def random_forest(n_sites, seed):
    """Return a random forest, with the share of sites at a split by the out-of-bag error."""
    candidates = [
        RandomForestRegressor(500, max_features=share, oob_score=True, random_state=seed)
        for share in (0.33, 0.66, 1.0)
    ]
    return Best(candidates, lambda forest: -forest.oob_score_)


def boosted_trees(n_sites, seed):
    """Return XGBoost, with depth, number of trees and L2 by cross-validation.

    It is the only rival that needs a package of its own: ``pip install xgboost``.
    """
    if not is_installed("boosting"):
        return Missing("xgboost")
    from xgboost import XGBRegressor

    model = XGBRegressor(learning_rate=0.1, subsample=0.8, n_jobs=1, random_state=seed)
    grid = {"max_depth": [2, 4, 6], "n_estimators": [100, 300, 800], "reg_lambda": [1, 10]}
    return _search(model, grid, seed)


def multilayer_perceptron(n_sites, seed):
    """Return scikit-learn's network, with layers and alpha by cross-validation."""
    model = MLPRegressor(max_iter=1000, random_state=seed)
    model = make_pipeline(StandardScaler(), model)
    model = TransformedTargetRegressor(model, transformer=StandardScaler())
    grid = {
        "regressor__mlpregressor__alpha": [1e-3, 1e-1, 1.0],
        "regressor__mlpregressor__hidden_layer_sizes": [(100,), (32, 32, 32)],
    }
    return _search(model, grid, seed)


def _search(model, grid, seed):
    return GridSearchCV(model, grid, cv=folds(seed), scoring="neg_mean_squared_error")


METHODS = {
    "net": epistatic_net,
    "no penalty": no_penalty,
    "exact": exact_epistatic_net,
    "hashed": hashed_epistatic_net,
    "l2": l2_only,
    "linear": linear,
    "lasso": lasso,
    "gp": gaussian_process,
    "forest": random_forest,
    "boosting": boosted_trees,
    "mlp": multilayer_perceptron,
}


def applies(method, n_sites, n_train):
    """Return whether a method is run in a cell: some take too long in the largest."""
    if method == "gp":
        return n_train <= 1000
    if method == "exact":
        return n_sites <= 13 and n_train <= 300
    return True


def is_installed(method):
    """Return whether the package of a method is there."""
    return method != "boosting" or find_spec("xgboost") is not None


def shorten(estimator, options):
    """In a smoke run, give every estimator inside an estimator next to nothing to do."""
    if not options.smoke:
        return estimator
    if isinstance(estimator, Best):
        for candidate in estimator.candidates:
            shorten(candidate, options)
        return estimator
    few = {"max_iter": 4, "n_estimators": 30}
    names = estimator.get_params(deep=True)
    chosen = {name: few[name.split("__")[-1]] for name in names if name.split("__")[-1] in few}
    estimator.set_params(**chosen)
    if isinstance(estimator, GridSearchCV):
        estimator.param_grid = {name: values[:1] for name, values in estimator.param_grid.items()}
    return estimator
