"""What a fitted regressor predicts: values, their intervals, members and latent phenotypes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from .._utils import FloatArray, check_bool, check_number, check_weights
from ..cross_validation import mixture_moments
from ..genotypes import check_genotypes


class PredictionsMixin(ABC):
    """Predict by the networks of a fit, and by the Gaussian process where there is one."""

    net_: Any  # the trained stack
    member_weights_: FloatArray
    censoring_: Any
    target_mean_: float
    target_scale_: float
    _coding: Any

    @overload
    def predict(self, X: ArrayLike, return_std: Literal[False] = False) -> FloatArray: ...
    @overload
    def predict(
        self, X: ArrayLike, return_std: Literal[True]
    ) -> tuple[FloatArray, FloatArray]: ...
    def predict(
        self, X: ArrayLike, return_std: bool = False
    ) -> FloatArray | tuple[FloatArray, FloatArray]:
        """Predict the value of genotypes.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.
        return_std : bool, default=False
            Whether to return the standard deviation of the error of each prediction too.

        Returns
        -------
        y : ndarray of shape (n_samples,)
            Mean of the members, in the units of the training target. Where the fit found
            a floor or a ceiling (``censoring_``), each member is first cut off there: this is
            the value that would be measured. :meth:`predict_latent` is not cut off.
        y_std : ndarray of shape (n_samples,)
            Standard deviation of a new measurement from the prediction, in the same units, for a
            measurement of the mean weight of :meth:`fit`; see :meth:`predict_interval`. Only with
            `return_std`.

        Raises
        ------
        ValueError
            If the columns are not those of :meth:`fit`.
        """
        check_bool("return_std", return_std)
        y, variance = self._predict_moments(X)
        if not return_std:
            return y
        return y, self.target_scale_ * self._learned_errors().std(variance)

    def predict_interval(
        self, X: ArrayLike, coverage: float = 0.9, *, sample_weight: ArrayLike | None = None
    ) -> FloatArray:
        """Predict intervals in which new measurements of genotypes lie.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.
        coverage : float, default=0.9
            Probability that a measurement lies in its interval; between 0 and 1.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the new measurements, relative to the mean weight of the rows in
            :meth:`fit`. A measurement of a large weight has a small error, and a narrower
            interval. None is one.

        Returns
        -------
        interval : ndarray of shape (n_samples, 2)
            Lower and upper ends, in the units of y. Where the fit found a floor or a ceiling, the
            interval ends there.

        Raises
        ------
        ValueError
            If `coverage` is not between 0 and 1, the weights are not positive, or the
            columns are not those of :meth:`fit`.

        Notes
        -----
        The variance of the error is ``a v(x) + b / w``, where v(x) is the variance of the
        networks, large where they disagree, and b that of measurements of the mean weight and of
        what no network explains. Both factors are those of greatest likelihood for the
        predictions of held-out rows of a cross-validation. The width, in standard deviations, is
        a quantile of the same errors (split conformal prediction [1]_), which makes no assumption
        about their distribution; it assumes that the new genotypes are like the measured ones.
        Genotypes with more mutations than any measured one are not.

        :class:`EpistaticNetRegressorCV` has these predictions from its fit.
        :class:`EpistaticNetRegressor` trains its members on the folds when an interval or a
        standard deviation is asked for the first time: the cost of the fit, times the folds.

        References
        ----------
        .. [1] Lei, G'Sell, Rinaldo, Tibshirani, Wasserman (2018). Distribution-free predictive
           inference for regression. Journal of the American Statistical Association
           113:1094-1111.
        """
        remedy = "A coverage of 90 % is 0.9."
        check_number("coverage", coverage, low=0, high=1, low_open=True, remedy=remedy)
        y, variance = self._predict_moments(X)
        weight = _positive_weights(sample_weight, y)
        errors = self._learned_errors()
        half = self.target_scale_ * errors.half_width(coverage) * errors.std(variance, weight)
        interval = np.column_stack([y - half, y + half])
        found = self.censoring_
        if found is not None:
            interval = interval.clip(found.floor, found.ceiling)
        return interval

    @abstractmethod
    def _learned_errors(self):
        """Return the ErrorModel of this fit."""

    def _predict_moments(self, X):
        """Return the predictions, and the variances of the networks on the standardised scale."""
        check_is_fitted(self)
        mean, variance = mixture_moments(*self._predict_parts(self._known_inputs(X)))
        return self.target_mean_ + self.target_scale_ * mean, variance

    def predict_members(self, X: ArrayLike, latent: bool = False) -> FloatArray:
        """Predict the value of genotypes by each network alone.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.
        latent : bool, default=False
            Whether to return the latent phenotypes of the networks, as in
            :meth:`predict_latent`. They are not cut off anywhere.

        Returns
        -------
        members : ndarray of shape (n_members, n_samples)
            Predictions of the networks, in the units of y, each cut off at the floor or the
            ceiling that the fit found (``censoring_``), as in :meth:`predict`. The weights of the
            networks in :meth:`predict` are ``member_weights_``. What these lack to one is the
            share of predictions that do not come from networks, such as the mean of y.

        Raises
        ------
        ValueError
            If the columns are not those of :meth:`fit`.
        """
        check_is_fitted(self)
        check_bool("latent", latent)
        members = self.net_.predict_members(self._known_inputs(X), latent=latent)
        return self.target_mean_ + self.target_scale_ * members

    def predict_latent(self, X: ArrayLike) -> FloatArray:
        """Predict the latent phenotype, on which the sites act before the link.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.

        Returns
        -------
        latent : ndarray of shape (n_samples,)
            Mean of the members' latent phenotypes, in the units of y: the link is replaced
            by the line that meets it at a quarter and at three quarters of its range, so
            nothing is cut off at a floor or a ceiling. What :meth:`predict` gives, for
            members without a link, where the fit found neither.
        """
        check_is_fitted(self)
        latent = self._predict_standardised(self._known_inputs(X), latent=True)
        return self.target_mean_ + self.target_scale_ * latent

    def link_members(self, latent: ArrayLike) -> FloatArray:
        """Return what would be measured for latent phenotypes, by the link of each network.

        Parameters
        ----------
        latent : array-like of shape (n_points,)
            Latent phenotypes, in the units of :meth:`predict_latent`.

        Returns
        -------
        measured : ndarray of shape (n_members, n_points)
            What the link of each network makes of them, in the units of y, cut off at the floor
            or the ceiling that the fit found (``censoring_``). Networks without a link return the
            latent phenotype.

        Raises
        ------
        ValueError
            If a latent phenotype is NaN or infinite.

        Examples
        --------
        >>> import numpy as np
        >>> from sk_epinet import EpistaticNetRegressor
        >>> X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 5)
        >>> model = EpistaticNetRegressor(n_members=1, max_iter=5).fit(X, X.sum(axis=1))
        >>> model.link_members([0.0, 0.5])
        array([[0. , 0.5]])
        """
        check_is_fitted(self)
        latent = np.asarray(latent, dtype=float).reshape(-1)
        if not np.isfinite(latent).all():
            raise ValueError("latent must hold finite numbers, but it has NaN or infinite ones.")
        scale = self.target_scale_ or 1.0
        members = self.net_.link_members((latent - self.target_mean_) / scale)
        return self.target_mean_ + scale * members

    def _predict_parts(self, inputs, latent=False):
        """Return the weights of all that predicts, and its standardised predictions."""
        weights, predicted = self.member_weights_, self.net_.predict_members(inputs, latent=latent)
        process = getattr(self, "gaussian_process_", None)
        if process is None:
            return weights, predicted
        weights = np.append(weights, self.gaussian_process_share_)
        return weights, np.vstack([predicted, process.predict(inputs)])

    def _predict_standardised(self, inputs, latent):
        weights, predicted = self._predict_parts(inputs, latent)
        return weights @ predicted

    def _known_inputs(self, X):
        return self._coding.inputs(check_genotypes(self, X, reset=False))


def _positive_weights(sample_weight, y):
    """Return the weights of new measurements, or None for one each."""
    weight = check_weights(sample_weight, y[:, None])
    if weight is not None and (weight <= 0).any():
        raise ValueError(
            "The sample_weight of a new measurement must be greater than 0, but that of row "
            f"{int(np.argmax(weight <= 0))} is {weight[weight <= 0][0]:g}."
        )
    return weight
