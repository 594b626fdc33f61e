"""The Lasso on Walsh features, with its order and its alpha chosen by cross-validation."""

from math import inf

from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LassoCV
from sklearn.model_selection import check_cv
from sklearn.pipeline import make_pipeline
from sklearn.utils.validation import check_is_fitted

from .._utils import fitted_all_at_once
from ..walsh import WalshFeatures, count_products


class WalshLassoCV(RegressorMixin, BaseEstimator):
    """Choose the largest order of the interactions and the alpha of a Lasso on the same folds.

    Parameters
    ----------
    cv : cross-validation generator
        Divides the rows into folds.
    max_orders : sequence of int, default=(1, 2, 3, 4)
        Orders to choose from.
    max_columns : int, default=5000
        Orders with more features are left out, except the first one.

    Attributes
    ----------
    max_order_ : int
        The order of least error.
    pipeline_ : Pipeline
        The features and the Lasso of that order.
    """

    def __init__(self, cv, max_orders=(1, 2, 3, 4), max_columns=5000):
        self.cv = cv
        self.max_orders = max_orders
        self.max_columns = max_columns

    def fit(self, X, y, sample_weight=None, groups=None):
        """Fit a Lasso for each order, and keep the one of least error on the held-out rows.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : array-like of shape (n_samples,)
            Measured values.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the squared errors.
        groups : array-like of shape (n_samples,), default=None
            Labels of the rows that stay together.

        Returns
        -------
        self : WalshLassoCV
        """
        with fitted_all_at_once(self) as model:
            model._fit(X, y, sample_weight, groups)
        return self

    def _fit(self, X, y, sample_weight, groups):
        folds = list(check_cv(self.cv).split(X, y, groups))
        least = inf
        for order in self._affordable_orders(X):
            features = WalshFeatures(max_order=order).fit(X)
            lasso = LassoCV(cv=folds, max_iter=10_000)
            lasso.fit(features.transform(X), y, sample_weight=sample_weight)
            error = lasso.mse_path_.mean(axis=1).min()
            if error < least:
                least, self.max_order_ = error, order
                self.pipeline_ = make_pipeline(features, lasso)

    def _affordable_orders(self, X):
        alleles = WalshFeatures(max_order=1).fit(X).alleles_
        contrasts = [len(own) - 1 for own in alleles]
        orders = [
            order
            for order in self.max_orders
            if sum(count_products(contrasts, k) for k in range(1, order + 1)) <= self.max_columns
        ]
        return orders or self.max_orders[:1]

    def predict(self, X):
        """Predict the values of genotypes."""
        check_is_fitted(self)
        return self.pipeline_.predict(X)
