"""The methods of generalisation.py: all that is tuned is tuned inside the training set."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_epinet import (
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    WalshFeatures,
)


def folds(seed):
    return KFold(5, shuffle=True, random_state=seed)


class Best(RegressorMixin, BaseEstimator):
    """The candidate with the least error that it reports about itself after a fit."""

    def __init__(self, candidates, error):
        self.candidates = candidates
        self.error = error

    def fit(self, X, y):
        fitted = [candidate.fit(X, y) for candidate in self.candidates]
        self.best_ = min(fitted, key=self.error)
        return self

    def predict(self, X):
        return self.best_.predict(X)


def epistatic_net(n_sites, seed):
    """The product, untouched."""
    return EpistaticNetRegressorCV(random_state=seed)


def no_penalty(n_sites, seed):
    """The ablation: the product without the Walsh penalty, all else equal."""
    return EpistaticNetRegressorCV(wh_weights=[0], random_state=seed)


def l2_only(n_sites, seed):
    """The same network with layer-wise L2 as its only penalty, alpha by cross-validation."""
    return EpistaticNetRegressorCV(
        wh_weights=[0],
        alphas=[0.01, 0.1, 0.4, 1.2, 4, 12],
        global_epistasis=None,
        selection="min",
        cv=folds(seed),
        random_state=seed,
    )


def published(penalty, seed):
    """A penalty as it was published: one network, one weight, no gates, no link.

    With the smooth activation and the schedule of this package, which help it.
    """
    weights = [0.003, 0.01, 0.03, 0.1, 0.3]
    return one_network(weights, penalty, folds(seed), seed).set_params(gate_sites=False)


def one_network(weights, penalty, cv, seed):
    """One network with one weight of one penalty, and no link: what differs is the penalty."""
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
    return published(ExactWalshPenalty(), seed)


def hashed_epistatic_net(n_sites, seed):
    return published(HashedWalshPenalty(9), seed)


def linear(n_sites, seed):
    return LinearRegression()


def lasso(n_sites, seed):
    """Order 1-4 and alpha by the same five folds."""
    candidates = [
        make_pipeline(WalshFeatures(order), LassoCV(cv=folds(seed), max_iter=10_000))
        for order in range(1, min(4, n_sites) + 1)
    ]
    return Best(candidates, lambda model: model[-1].mse_path_.mean(axis=1).min())


def gaussian_process(n_sites, seed):
    # Bounds on sites at 0 and 1: from an effect at every scale of y to none at all.
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.full(n_sites, 2.0), (1e-1, 1e3))
    kernel += WhiteKernel(0.1, (1e-6, 1e1))
    return GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed)


def random_forest(n_sites, seed):
    """Share of sites at a split by the out-of-bag error."""
    candidates = [
        RandomForestRegressor(500, max_features=share, oob_score=True, random_state=seed)
        for share in (0.33, 0.66, 1.0)
    ]
    return Best(candidates, lambda forest: -forest.oob_score_)


def boosted_trees(n_sites, seed):
    from xgboost import XGBRegressor  # for this rival alone

    model = XGBRegressor(learning_rate=0.1, subsample=0.8, n_jobs=1, random_state=seed)
    grid = {"max_depth": [2, 4, 6], "n_estimators": [100, 300, 800], "reg_lambda": [1, 10]}
    return _search(model, grid, seed)


def multilayer_perceptron(n_sites, seed):
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


ALL = {
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
    """Whether the method is run in a cell: some are too slow in the largest."""
    if method == "gp":
        return n_train <= 1000
    if method == "exact":
        return n_sites <= 13 and n_train <= 300
    return True
