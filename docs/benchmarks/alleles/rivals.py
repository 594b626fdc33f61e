"""The rivals of the study that no package has, and those that search a grid on one-hot columns."""

import numpy as np
from common import Best
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import least_squares
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler


class RidgeOnPairs(RegressorMixin, BaseEstimator):
    """Ridge regression on the indicators of all alleles and all pairs of alleles.

    Two genotypes that agree at m sites share m alleles and m (m - 1) / 2 pairs. The penalty, and
    how much less pairs count than alleles, are chosen by cross-validation.
    """

    def __init__(self, folds):
        self.folds = folds

    def fit(self, X, y):
        self.encoder_ = OrdinalEncoder(categories=[c.categories for c in X.dtypes]).fit(X)
        self.codes_, self.mean_ = self.encoder_.transform(X), y.mean()
        splits, best = list(self.folds.split(X)), -np.inf
        for share in (0.03, 0.3, 3.0):
            search = GridSearchCV(
                KernelRidge(kernel="precomputed"),
                {"alpha": np.geomspace(1e-3, 1e3, 13)},
                cv=splits,
                scoring="neg_mean_squared_error",
            ).fit(self._kernel(self.codes_, share), y - self.mean_)
            if search.best_score_ > best:
                best, self.share_, self.ridge_ = search.best_score_, share, search.best_estimator_
        return self

    def _kernel(self, codes, share):
        n_sites = codes.shape[1]
        kernel = np.empty((len(codes), len(self.codes_)))
        for rows in np.array_split(np.arange(len(codes)), -(-len(codes) // 200)):
            shared = sum(
                (codes[rows, site, None] == self.codes_[:, site]).astype(float)
                for site in range(n_sites)
            )
            kernel[rows] = shared / n_sites + share * shared * (shared - 1) / n_sites**2
        return kernel

    def predict(self, X):
        kernel = self._kernel(self.encoder_.transform(X), self.share_)
        return self.mean_ + self.ridge_.predict(kernel)


class RidgeBehindSigmoid(RidgeOnPairs):
    """A Potts model with global epistasis: a trait of alleles and pairs, seen through a sigmoid.

    The least squares of y - sigmoid(trait), with a ridge penalty on the trait. The sigmoid is
    fitted to traits of held-out genotypes, at first those of ridge regression without a sigmoid,
    and the penalty is chosen by them. (Traits of the genotypes that are trained on follow y too
    closely to show a sigmoid.)
    """

    def fit(self, X, y):
        super().fit(X, y)
        kernel, self.std_ = self._kernel(self.codes_, self.share_), y.std() or 1.0
        z, splits = (y - self.mean_) / self.std_, list(self.folds.split(X))
        alphas = self.ridge_.alpha * 10.0 ** np.array([1, 0.5, 0, -0.5, -1])
        traits, least = held_out_traits(kernel, z, alphas[2:3], LINE, splits)[0], np.inf
        for _ in range(3):
            link = fit_sigmoid(traits, z)
            held_out = held_out_traits(kernel, z, alphas, link, splits)
            errors = np.mean((sigmoid(held_out, link) - z) ** 2, axis=1)
            traits = held_out[errors.argmin()]
            if errors.min() < least:
                least, self.link_, chosen = errors.min(), link, alphas[: errors.argmin() + 1]
        self.coefs_, self.intercept_ = fit_traits(kernel, z, chosen, self.link_)[-1]
        return self

    def predict(self, X):
        kernel = self._kernel(self.encoder_.transform(X), self.share_)
        return self.mean_ + self.std_ * sigmoid(self.intercept_ + kernel @ self.coefs_, self.link_)


# Middle and log of half the height of a sigmoid, its trait in the middle, log of its slope there.
LINE = (0.0, np.log(1e4), 0.0, 0.0)


def sigmoid(trait, link):
    height = np.exp(link[1])
    return link[0] + height * np.tanh(np.exp(link[3]) * (trait - link[2]) / height)


def fit_sigmoid(traits, z):
    start = (z.min() + z.max()) / 2, np.log(0.6 * np.ptp(z) + 1e-3), np.mean(traits), 0.0
    bounds = np.subtract(start, (9, 1, 9, 3)), np.add(start, (9, 4, 9, 3))
    return least_squares(lambda link: sigmoid(traits, link) - z, start, bounds=bounds).x


def held_out_traits(kernel, z, alphas, link, splits):
    """Return the traits of all genotypes by each penalty, from models of the other folds."""
    traits = np.empty((len(alphas), len(z)))
    for train, test in splits:
        fits = fit_traits(kernel[np.ix_(train, train)], z[train], alphas, link)
        for number, (coefs, intercept) in enumerate(fits):
            traits[number, test] = intercept + kernel[np.ix_(test, train)] @ coefs
    return traits


def fit_traits(kernel, z, alphas, link, n_steps=5):
    """Return the coefficients of the kernel and the intercept, by each penalty.

    A Gauss-Newton step is a weighted ridge regression of z behind the tangents of the sigmoid. It
    goes as far as the objective falls. Each fit begins where the one before ended.
    """
    coefs, intercept, fits = np.zeros(len(z)), link[2], []
    for alpha in alphas:
        for _ in range(n_steps):
            coefs, intercept = _step(kernel, z, alpha, link, coefs, intercept)
        fits.append((coefs, intercept))
    return fits


def _step(kernel, z, alpha, link, coefs, intercept):
    trait, steepest = intercept + kernel @ coefs, np.exp(link[3])
    tangents = steepest / np.cosh(steepest * (trait - link[2]) / np.exp(link[1])) ** 2
    # A slope of almost nothing would send the trait of a genotype on the plateau far away.
    tangents = np.maximum(tangents, 0.05 * steepest)
    sides = np.stack([trait + (z - sigmoid(trait, link)) / tangents, np.ones(len(z))], axis=1)
    system = kernel.copy()
    system[np.diag_indices(len(z))] += alpha / tangents**2
    factor = cho_factor(system.T, lower=True, overwrite_a=True, check_finite=False)
    solved = cho_solve(factor, sides, check_finite=False)
    new_intercept = solved[:, 0].sum() / solved[:, 1].sum()
    new_coefs = solved[:, 0] - new_intercept * solved[:, 1]

    def objective(step):
        own = kernel @ step[0]
        return np.sum((z - sigmoid(step[1] + own, link)) ** 2) + alpha * step[0] @ own

    steps = [
        (coefs + part * (new_coefs - coefs), intercept + part * (new_intercept - intercept))
        for part in (1, 0.5, 0.2, 0.05, 0)
    ]
    return min(steps, key=objective)


def random_forest(categories, seed):
    """Return a random forest, with the share of columns at a split by the out-of-bag error."""
    candidates = [
        RandomForestRegressor(300, max_features=share, oob_score=True, random_state=seed)
        for share in (0.1, 0.33, 0.7)
    ]
    columns = one_hot(categories).set_params(sparse_output=False)
    return make_pipeline(columns, Best(candidates, lambda forest: -forest.oob_score_))


def boosted_trees(categories, folds, seed):
    """Return XGBoost, on one column for each allele or on sets of alleles, whichever is better."""
    from xgboost import XGBRegressor

    trees = XGBRegressor(
        subsample=0.8, enable_categorical=True, max_cat_to_onehot=1, n_jobs=1, random_state=seed
    )
    grid = {
        "columns": [one_hot(categories), "passthrough"],
        "trees__max_depth": [3, 8],
        "trees__min_child_weight": [1, 5],
        "trees__learning_rate": [0.05, 0.2],
        "trees__n_estimators": [100, 300],
    }
    return _search(Pipeline([("columns", "passthrough"), ("trees", trees)]), grid, folds)


def multilayer_perceptron(categories, folds, seed):
    """Return scikit-learn's network on one column for each allele."""
    network = MLPRegressor(learning_rate_init=0.003, random_state=seed)
    network = TransformedTargetRegressor(
        make_pipeline(one_hot(categories), network), transformer=StandardScaler()
    )
    grid = {
        "regressor__mlpregressor__hidden_layer_sizes": [(100,), (32, 32)],
        "regressor__mlpregressor__alpha": [0.1, 1.0, 10.0],
    }
    return _search(network, grid, folds)


def one_hot(categories):
    return OneHotEncoder(categories=categories, dtype=np.float32)


def _search(model, grid, folds):
    return GridSearchCV(model, grid, cv=folds, scoring="neg_mean_squared_error")
