"""What a fitted model says of genotypes: values, their uncertainty, and draws of the landscape."""

from __future__ import annotations

import inspect
from contextlib import contextmanager

import numpy as np
from scipy.stats import norm
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

_FORESTS = (RandomForestRegressor, ExtraTreesRegressor)
_SURE_MODELS = "EpistaticNetRegressorCV, GaussianProcessRegressor or RandomForestRegressor"


@contextmanager
def _naming_alleles():
    """Say in an error of a model where the alleles came from that it cannot predict."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise ValueError(
            "The model cannot predict genotypes with these alleles (candidates= or alleles=): "
            f"{error}"
        ) from error


class Predictor:
    """A fitted regressor, or the regressor at the end of a fitted pipeline.

    Parameters
    ----------
    model : fitted regressor, pipeline or search

    Attributes
    ----------
    model : estimator
        The model, or the best one of a search.
    regressor : estimator
        Its last step.
    """

    def __init__(self, model):
        if not hasattr(model, "predict"):
            raise TypeError(
                f"model must be a fitted regressor, got {type(model).__name__}, which has no "
                "predict."
            )
        check_is_fitted(model)
        self.model = getattr(model, "best_estimator_", model)
        self.regressor, self._steps = self.model, []
        while isinstance(self.regressor, Pipeline):
            self._steps += [step for _, step in self.regressor.steps[:-1]]
            self.regressor = self.regressor.steps[-1][1]
            self.regressor = getattr(self.regressor, "best_estimator_", self.regressor)

    @property
    def is_forest(self):
        """Whether the regressor is a forest, whose trees show how sure it is."""
        return isinstance(self.regressor, _FORESTS)

    @property
    def is_ensemble(self):
        """Whether the regressor has members, each of which is a possible landscape."""
        return self.is_forest or self._is_network

    @property
    def is_gaussian_process(self):
        """Whether landscapes can be drawn from the regressor's posterior distribution."""
        return isinstance(self.regressor, GaussianProcessRegressor)

    @property
    def _is_network(self):
        return hasattr(self.regressor, "predict_members")

    @property
    def has_std(self):
        """Whether the regressor can say how uncertain its predictions are."""
        return self.is_forest or (
            "return_std" in inspect.signature(self.regressor.predict).parameters
        )

    @property
    def tells_genotypes_apart(self):
        """Whether it is more certain of some genotypes than of others: one network is not."""
        return self.has_std and not (self._is_network and len(self.regressor.member_weights_) < 2)

    def require_std(self, strategy):
        """Raise an error if the model does not tell how uncertain it is of each genotype."""
        if not self.tells_genotypes_apart:
            raise ValueError(
                f"strategy='{strategy}' needs to know how uncertain predictions are, which "
                f"{type(self.regressor).__name__} does not say: give strategy='best', or a model "
                f"that says it, such as {_SURE_MODELS} with more than one member."
            )

    def require_draws(self):
        """Raise an error if no landscapes can be drawn for strategy="thompson"."""
        draws = self.is_ensemble or self.is_gaussian_process
        if not (draws and self.tells_genotypes_apart):
            raise ValueError(
                "strategy='thompson' draws a possible landscape for each genotype, which "
                f"{type(self.regressor).__name__} cannot: give strategy='best' or 'ucb', or a "
                f"model such as {_SURE_MODELS} with more than one member."
            )

    def predict(self, X):
        """Return the predictions."""
        with _naming_alleles():
            predicted = self.model.predict(X)
        return np.asarray(predicted, dtype=np.float64).reshape(-1)

    def predict_with_std(self, X):
        """Return the predictions and their standard deviations."""
        with _naming_alleles():
            inputs = self._prepare(X)
            if not self.is_forest:
                return self.regressor.predict(inputs, return_std=True)
            trees = self._trees(inputs)
        return trees.mean(axis=0), trees.std(axis=0)

    def predict_with_uncertainty(self, X):
        """Return the predictions, and how far the true values may be from them.

        The standard deviation of a regressor of this package is that of a new measurement. The
        error of measuring is the same for all genotypes and no reason to prefer one, so it is
        taken away from it.
        """
        values, std = self.predict_with_std(X)
        if not self._is_network:
            return values, std
        noise = self.regressor.target_scale_**2 * self.regressor.error_model_.noise_variance
        return values, np.sqrt(np.maximum(std**2 - noise, 0))

    def predict_interval(self, X, coverage):
        """Return predictions, standard deviations, and intervals of shape (n, 2).

        The intervals are the regressor's own, or those of a normal distribution.
        """
        values, std = self.predict_with_std(X)
        if hasattr(self.regressor, "predict_interval"):
            return (
                values,
                std,
                self.regressor.predict_interval(self._prepare(X), coverage=coverage),
            )
        reach = norm.ppf((1 + coverage) / 2) * std
        return values, std, np.column_stack([values - reach, values + reach])

    def shares(self):
        """Return how often each member is drawn."""
        if self.is_forest:
            return np.full(len(self.regressor.estimators_), 1 / len(self.regressor.estimators_))
        # What the weights lack to one is a constant landscape, which chooses nothing.
        weights = np.maximum(self.regressor.member_weights_, 0)
        return (
            weights / weights.sum() if weights.any() else np.full(len(weights), 1 / len(weights))
        )

    def predict_members(self, X, members):
        """Return the predictions of some members, shape (n_members, n)."""
        inputs = self._prepare(X)
        if self.is_forest:
            return self._trees(inputs, members)
        return self.regressor.predict_members(inputs)[members]

    def draw(self, X, n, random):
        """Return `n` landscapes of a Gaussian process, shape (n, n_genotypes)."""
        return self.regressor.sample_y(self._prepare(X), n, random_state=random).T

    def _prepare(self, X):
        """Return what the steps of a pipeline make of genotypes."""
        for step in self._steps:
            X = X if step in (None, "passthrough") else step.transform(X)
        return X

    def _trees(self, inputs, members=None):
        chosen = range(len(self.regressor.estimators_)) if members is None else members
        # The trees were trained on arrays, whatever the forest was.
        inputs = inputs.to_numpy() if hasattr(inputs, "to_numpy") else inputs
        return np.array([self.regressor.estimators_[tree].predict(inputs) for tree in chosen])
