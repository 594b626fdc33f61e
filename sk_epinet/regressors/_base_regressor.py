"""What the regressors share: prepare the data, predict, expose a trained stack."""

from __future__ import annotations

import math
import numbers
import sys
from abc import ABC, abstractmethod
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import check_is_fitted

from .._utils import (
    DocumentationLinkMixin,
    FloatArray,
    check_bool,
    check_number,
    check_option,
    check_target,
    check_verbose,
    check_weights,
    count_axes,
    fresh_random_state,
    quote_names,
    require_memory,
    site_names,
    warn_of_order,
    warn_user,
)
from ..cross_validation import mixture_moments
from ..genotypes import check_genotypes, check_properties, find_properties, set_coding
from ..kernels import AlleleFeatures, AlleleProcess
from ..network import (
    ACTIVATIONS,
    ONE_BATCH,
    NetworkSettings,
    Progress,
    Sites,
    TrainingData,
    auto_batch,
    auto_epochs,
    check_callbacks,
    describe_censoring,
    device_exists,
    find_bounds,
    read_marks,
    weighted_moments,
)
from ..penalties import (
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshPenalty,
)
from ..spectrum import EpistasisSpectrum, WalshSpectrum, require_enumerable
from ..walsh import MAX_SITES, enumerate_genotypes, walsh_transform

PenaltyChoice: TypeAlias = WalshPenalty | Literal["auto"] | None  # of the parameter `penalty`

_SHOWN_SPECTRUM_GENOTYPES = 2**16
_AUTO_BUDGET = 2**29  # bytes
_ENUMERATED = 2**16  # genotypes of a block of an enumeration


_NUMBERS_OR_AUTO = {
    "batch_size": "Or 'auto'.",
    "max_iter": "Or 'auto'.",
    "memory_budget": "In bytes, or 'auto'.",
}


class SpectrumTooLargeError(ValueError, AttributeError):
    """Report that there is no spectrum of a network on too many sites to enumerate.

    It is an AttributeError too, so that ``hasattr`` and the notebook display of a fitted
    estimator go on working.
    """


@dataclass(frozen=True)
class Judgement:
    """What a final fit, or the resamples of a bootstrap, are trained from.

    Parameters
    ----------
    data : TrainingData
        All rows of positive weight, standardised.
    candidates : list of Candidate
        The candidates of the cross-validation, or the one that was given.
    shares : ndarray of shape (n_candidates,)
        Their shares in the prediction. What they lack to one is that of the mean of y.
    errors : ndarray of shape (n_candidates,)
        Mean squared errors on held-out rows, in squared units of y; NaN where unknown.
    penalty : WalshPenalty or None
        The Walsh penalty.
    settings : NetworkSettings
        What the networks have in common.
    random_state : RandomState
        Source of the seeds of what is trained next.
    process : AlleleProcess, default=None
        The Gaussian process that predicts along with the networks.
    process_share : float, default=0
        Its share in the prediction.
    """

    data: TrainingData
    candidates: list
    shares: np.ndarray
    errors: np.ndarray
    penalty: WalshPenalty
    settings: NetworkSettings
    random_state: np.random.RandomState
    process: AlleleProcess | None = None
    process_share: float = 0.0


class BaseEpistaticNet(DocumentationLinkMixin, RegressorMixin, BaseEstimator, ABC):
    """Hold a standardised target, a stack of networks, and the spectrum of their mean."""

    _links: tuple[str | None, ...] = (None, "sigmoid")  # what global_epistasis may be

    # The choice of penalty="auto", from docs/benchmarks/defaults and docs/benchmarks/many_sites.
    _auto_free_sites = 9
    _auto_bits = 10
    _many_sites = 20
    # Of sites of more than two alleles, from docs/benchmarks/alleles. Where they have very many
    # alleles in all, as in scans of a protein, the penalty is worth nothing and costs most.
    _auto_free_alleles, _auto_subcubes = 4, 16
    _most_alleles = 1000
    _balanced = 0.5  # mean absolute value, over the sites, of the mean spin

    @abstractmethod
    def fit(self, X, y, sample_weight=None, *, censored=None):
        """Train."""

    def __sklearn_is_fitted__(self):
        return hasattr(self, "net_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.categorical = True
        return tags

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
            measurement of weight one; see :meth:`predict_interval`. Only with `return_std`.

        Raises
        ------
        ValueError
            If the columns are not those of :meth:`fit`.
        """
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
            Weights of the new measurements, on the scale of those in :meth:`fit` with a mean of
            one. A measurement of a large weight has a small error, and a narrower interval. None
            is one.

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
        networks, large where they are in doubt, and b that of measurements of weight one and of
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

    def _predict_moments(self, X):
        """Return the predictions, and the variances of the networks on the standardised scale."""
        check_is_fitted(self)
        mean, variance = mixture_moments(*self._predict_parts(self._known_inputs(X)))
        return self.target_mean_ + self.target_scale_ * mean, variance

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

    @abstractmethod
    def _learned_errors(self):
        """Return the ErrorModel of this fit."""

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
            share of predictions that are no networks', such as the mean of y.

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

    @property
    def spectrum_(self) -> WalshSpectrum | EpistasisSpectrum:
        """Return the spectrum of the prediction, in the units of y.

        A Walsh spectrum where no site has more than two alleles, and an
        :class:`EpistasisSpectrum` of uniform weights otherwise.
        """
        return self._spectrum_of(latent=False)

    @property
    def latent_spectrum_(self) -> WalshSpectrum | EpistasisSpectrum:
        """Return the spectrum of :meth:`predict_latent`, in the units of y.

        This is the spectrum that the penalty acts on.
        """
        return self._spectrum_of(latent=True)

    def __dir__(self):
        # scikit-learn evaluates all that it lists, here and in the notebook display of a fitted
        # model, and these take minutes where there are many genotypes.
        n_genotypes = math.prod(len(own) for own in getattr(self, "alleles_", ()))
        slow = n_genotypes > _SHOWN_SPECTRUM_GENOTYPES
        names = (n for n in object.__dir__(self) if not (slow and n.endswith("spectrum_")))
        return [name for name in names if hasattr(self, name)]

    def _known_inputs(self, X):
        return self._coding.inputs(check_genotypes(self, X, reset=False))

    def _spectrum_of(self, latent):
        check_is_fitted(self)
        latent = latent and (any(self.net_.linked) or self.net_.limits is not None)
        if latent not in self._spectra:
            self._spectra[latent] = self._compute_spectrum(latent)
        return self._spectra[latent]

    def _compute_spectrum(self, latent):
        if not self._coding.is_two_level:
            return self._compute_allele_spectrum(latent)
        if self.n_features_in_ > MAX_SITES:
            raise SpectrumTooLargeError(
                f"spectrum_ needs predictions for all 2^{self.n_features_in_} genotypes, which "
                f"is done for up to {MAX_SITES} sites. For more sites, "
                "estimate_spectrum(model) estimates all coefficients up to an order and "
                "recover_spectrum(model) finds the largest ones of any order."
            )
        try:
            require_memory(
                # The genotypes, again as the booleans of the result, and some numbers for each.
                2**self.n_features_in_ * (2 * self.n_features_in_ + 4 * 8),
                f"The spectrum of {self.n_features_in_} sites",
                "Fit on fewer sites.",
            )
        except ValueError as error:
            raise SpectrumTooLargeError(str(error)) from None
        genotypes = enumerate_genotypes(self.n_features_in_)
        blocks = np.array_split(genotypes, -(-len(genotypes) // _ENUMERATED))
        values = (self._predict_standardised(1.0 - 2.0 * block, latent) for block in blocks)
        # All 2^24 genotypes take minutes.
        with closing(Progress(bool(self.verbose) and len(blocks) > 1)) as progress:
            values = np.concatenate(progress.follow(values, len(blocks)))
        coefficients = self.target_scale_ * walsh_transform(values)
        # Added last, so that a large mean costs the other coefficients no digits.
        coefficients[0] += self.target_mean_
        return WalshSpectrum(
            coefficients,
            genotypes.astype(bool),
            self.n_features_in_,
            site_names=site_names(self),
            levels=self.levels_,
        )

    def _compute_allele_spectrum(self, latent):
        try:
            require_enumerable([len(own) for own in self.alleles_])
        except ValueError as error:
            raise SpectrumTooLargeError(str(error)) from None

        def predict(table):
            values = self._predict_standardised(self._coding.inputs(table), latent)
            return self.target_mean_ + self.target_scale_ * values

        return EpistasisSpectrum.from_function(predict, self.alleles_, site_names=site_names(self))

    def _validate(self, X, y, sample_weight, reset=True):
        """Check all data of the user; the weights are one where there were none."""
        checked = check_genotypes(self, X, reset=reset, min_samples=2)
        warn_of_order(X, y)
        y = check_target(self, y, checked)
        weight = check_weights(sample_weight, checked)
        return checked, y, np.ones(len(y)) if weight is None else weight

    def _learn_scales(self, X, y, weight):
        # A row of weight zero is as good as absent, so it says nothing of levels or alleles.
        set_coding(self, _safe_indexing(X, np.flatnonzero(weight)))
        mean, scale = weighted_moments(y, weight)
        if scale == 0:
            warn_user(
                f"y is constant ({mean:g}): the fit predicts that value everywhere. If this is a "
                "fold at the detection limit of an assay, use fewer folds or stratify them."
            )
        self.target_mean_, self.target_scale_ = mean, scale

    def _standardise(self, X, y, weight, censored):
        """Return the training data without the rows of weight zero."""
        marks, limits = self._learn_censoring(X, y, weight, censored)
        used = np.flatnonzero(weight)
        return TrainingData(
            spins=self._coding.inputs(_safe_indexing(X, used)),
            target=self._in_standard_units(y[used])[:, None],
            weight=weight[used, None],
            censored=None if marks is None else marks[used],
            limits=limits,
        )

    def _in_standard_units(self, y):
        return (y - self.target_mean_) / (self.target_scale_ or 1.0)

    def _learn_censoring(self, X, y, weight, censored):
        """Return a column of the marks of the rows, and the limits of what can be measured.

        Both are None where all rows are measured.
        """
        self.censoring_ = None
        if censored is not None:
            marks = read_marks(censored, X)
        elif self.censored is not None:
            marks = find_bounds(y, weight, self.censored)
        else:
            return None, None
        self.censoring_ = found = describe_censoring(y, weight, marks)
        if self.verbose:
            print(found, file=sys.stderr)
        if not marks.any():
            return None, None
        if found.floor is None and found.ceiling is None:
            return marks[:, None], None
        floor = -np.inf if found.floor is None else self._in_standard_units(found.floor)
        ceiling = np.inf if found.ceiling is None else self._in_standard_units(found.ceiling)
        return marks[:, None], (floor, ceiling)

    def _make_sites(self):
        """Return what the first layer needs to know of the sites."""
        if self._coding.is_two_level:
            return Sites(self.n_features_in_)
        properties = find_properties(self.alleles_, self.allele_properties)
        return Sites(self.n_features_in_, self._coding.n_alleles, properties)

    def _make_features(self):
        """Return what a Gaussian process needs to know of the sites."""
        sites = self._make_sites()
        return AlleleFeatures(sites.n_sites, sites.n_alleles, sites.properties)

    def _choose_penalty(self, spins):
        if not self._coding.is_two_level:
            return self._choose_penalty_of_alleles()
        if self.penalty is None:
            return None
        if isinstance(self.penalty, WalshPenalty):
            penalty = clone(self.penalty)
            if isinstance(penalty, ExactWalshPenalty):
                self._require_own_alleles((2,) * self.n_features_in_)
                penalty.n_alleles = None  # two alleles are its spins
            return penalty
        if self.n_features_in_ <= self._auto_free_sites:
            return ExactWalshPenalty()
        balanced = np.abs(spins.mean(axis=0)).mean() < self._balanced
        if self.n_features_in_ > self._many_sites and balanced:
            return HashedWalshPenalty(self._auto_bits)
        # What batches save on the data is better spent on the penalty.
        return SubcubeWalshPenalty(self._auto_free_sites + (len(spins) > ONE_BATCH))

    def _choose_penalty_of_alleles(self):
        """Return the penalty for sites of more than two alleles."""
        if self.penalty is None:
            return None
        if not isinstance(self.penalty, WalshPenalty):
            if sum(self._coding.n_alleles) > self._most_alleles:
                return None
            return SubcubeWalshPenalty(self._auto_free_alleles, n_subcubes=self._auto_subcubes)
        if not self.penalty.takes_alleles:
            raise ValueError(
                f"penalty={self.penalty!r} needs sites of two alleles, but "
                f"{self._name_many_alleles()}. Use penalty='auto' or SubcubeWalshPenalty()."
            )
        penalty = clone(self.penalty)
        if isinstance(penalty, ExactWalshPenalty):
            self._require_own_alleles(self._coding.n_alleles)
            penalty.n_alleles = self._coding.n_alleles
        return penalty

    def _require_own_alleles(self, n_alleles):
        """Raise an error if a penalty was made for sites of other numbers of alleles."""
        given = self.penalty.n_alleles
        if given is not None and tuple(given) != tuple(n_alleles):
            raise ValueError(
                f"penalty={self.penalty!r} is for sites of other n_alleles than those of X, "
                f"which are {tuple(n_alleles)}. Leave n_alleles out."
            )

    def _name_many_alleles(self):
        sizes = [len(own) for own in self._coding.alleles]
        many = [name for name, n in zip(site_names(self), sizes, strict=True) if n > 2]
        return f"{quote_names(many)} ha{'ve' if len(many) > 1 else 's'} up to {max(sizes)}"

    def _make_settings(self, n_rows):
        """Return how networks are trained on so many rows, in numbers of Python.

        torch does not take those of numpy, which a grid of a search has.
        """
        batch_size = auto_batch(n_rows) if self.batch_size == "auto" else int(self.batch_size)
        batch_size = min(batch_size, n_rows)
        epochs = auto_epochs(n_rows, batch_size) if self.max_iter == "auto" else int(self.max_iter)
        budget = _AUTO_BUDGET if self.memory_budget == "auto" else int(self.memory_budget)
        return NetworkSettings(
            sites=self._make_sites(),
            hidden_layer_sizes=tuple(map(int, self.hidden_layer_sizes)),
            activation=self.activation,
            gate_sites=self.gate_sites,
            learning_rate=float(self.learning_rate_init),
            # A constant target is predicted by its mean alone.
            max_epochs=epochs if self.target_scale_ else 1,
            batch_size=batch_size,
            device=self.device,
            memory_budget=budget,
        )

    def _expose(self, net, member_weights=None):
        if member_weights is None:
            member_weights = np.full(net.n_members, 1 / net.n_members)
        self.member_weights_ = member_weights
        self.penalty_ = net.penalty
        self.history_ = net.history_
        self.loss_curve_ = self.history_[:, "train_loss"]
        self.n_iter_ = len(self.history_)
        relevance = member_weights @ net.module_.site_relevance().detach().cpu().numpy()
        self.site_relevance_ = relevance / (relevance.max() or 1.0)
        self._spectra = {}
        self.net_ = net

    def __getstate__(self):
        # The network has the history, too.
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name != "history_"}

    def __setstate__(self, state):
        super().__setstate__(state)
        if hasattr(self, "net_"):
            self.history_ = self.net_.history_

    def _random_state(self):
        return fresh_random_state(self.random_state)

    def _check_shared_parameters(self):
        _check_layers(self.hidden_layer_sizes)
        check_option("activation", self.activation, tuple(ACTIVATIONS))
        check_number("learning_rate_init", self.learning_rate_init, low=0, low_open=True)
        check_number("n_members", self.n_members, low=1, integer=True)
        check_bool("gate_sites", self.gate_sites)
        check_option("global_epistasis", self.global_epistasis, self._links)
        check_option("censored", self.censored, (None, "auto", "left", "right"))
        for name, remedy in _NUMBERS_OR_AUTO.items():
            value = getattr(self, name)
            if not (isinstance(value, str) and value == "auto"):
                check_number(name, value, low=1, integer=True, remedy=remedy)
        _check_penalty(self.penalty)
        check_properties(self.allele_properties)
        check_verbose(self.verbose)
        fresh_random_state(self.random_state)
        check_callbacks(self.callbacks)
        if not device_exists(self.device):
            raise ValueError(
                f"device={self.device!r} does not exist for this torch on this machine. "
                "device='cpu' always does; 'cuda' needs an NVIDIA GPU and a CUDA build of torch."
            )


def _positive_weights(sample_weight, y):
    """Return the weights of new measurements, or None for one each."""
    weight = check_weights(sample_weight, y[:, None])
    if weight is not None and (weight <= 0).any():
        raise ValueError(
            "The sample_weight of a new measurement must be greater than 0, but that of row "
            f"{int(np.argmax(weight <= 0))} is {weight[weight <= 0][0]:g}."
        )
    return weight


def _check_penalty(penalty):
    if isinstance(penalty, WalshPenalty):
        penalty.check_parameters()
    elif not (penalty is None or (isinstance(penalty, str) and penalty == "auto")):
        raise ValueError(
            "penalty must be 'auto', None or a penalty such as ExactWalshPenalty() or "
            f"SubcubeWalshPenalty(n_free_sites=9), got {penalty!r}."
        )


def _check_layers(sizes):
    valid = isinstance(sizes, (tuple, list, np.ndarray)) and count_axes(sizes) == 1 and len(sizes)
    if not (valid and all(map(_is_width, sizes))):
        raise ValueError(
            "hidden_layer_sizes must be a tuple of positive integers, one per hidden layer, such "
            f"as (32, 32); got {sizes!r}."
        )


def _is_width(n):
    return isinstance(n, numbers.Integral) and not isinstance(n, (bool, np.bool_)) and n > 0
