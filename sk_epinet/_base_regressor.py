"""What the regressors share: validate, standardise, train a net, predict, expose."""

import numbers
from abc import ABC, abstractmethod

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils.validation import check_is_fitted

from ._utils import (
    check_bool,
    check_features,
    check_number,
    check_option,
    check_target,
    check_weights,
    fresh_random_state,
    require_memory,
    site_names,
    warn_user,
)
from .genotypes import find_levels, known_spins, spins_from_levels
from .network import (
    ACTIVATIONS,
    ONE_BATCH,
    EpistaticNet,
    ProgressLine,
    auto_batch,
    auto_epochs,
    bytes_of_a_value,
    check_callbacks,
    device_exists,
)
from .penalties import ExactWalshPenalty, HashedWalshPenalty, SubcubeWalshPenalty, WalshPenalty
from .spectrum import WalshSpectrum
from .walsh import MAX_SITES, enumerate_genotypes, walsh_transform

_AUTO_FREE_SITES = 9
_AUTO_BITS = 10
_MANY_SITES = 20
_BALANCED = 0.5  # mean absolute value, over the sites, of the mean spin
_SHOWN_SPECTRUM_SITES = 16
_AUTO_BUDGET = 2**29  # bytes
_ENUMERATED = 2**16  # genotypes of a block of an enumeration


_NUMBERS_OR_AUTO = {
    "batch_size": "Or 'auto'.",
    "max_iter": "Or 'auto'.",
    "memory_budget": "In bytes, or 'auto'.",
}


class SpectrumTooLargeError(ValueError, AttributeError):
    """The spectrum of a network on too many sites to enumerate.

    Also an AttributeError, so that ``hasattr`` and the notebook display of a fitted
    estimator go on working.
    """


class BaseEpistaticNet(RegressorMixin, BaseEstimator, ABC):
    """A standardised target, a stack of networks, and the spectrum of their mean."""

    _links = (None, "sigmoid")  # what global_epistasis may be

    @abstractmethod
    def fit(self, X, y, sample_weight=None):
        """Train."""

    def predict(self, X, return_std=False):
        """Predict the value of genotypes.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.
        return_std : bool, default=False
            Whether to return the standard deviation of the members too.

        Returns
        -------
        y : ndarray of shape (n_samples,)
            Mean of the members, in the units of the training target.
        y_std : ndarray of shape (n_samples,)
            Standard deviation of the members' predictions, in the same units: how much
            the network depends on its initial weights, not the error of the prediction.
            Only with `return_std`.

        Raises
        ------
        ValueError
            If the columns are not those of :meth:`fit`, or for `return_std` with one
            member.
        """
        check_is_fitted(self)
        if return_std and self.net_.n_members < 2:
            raise ValueError(
                "return_std=True needs at least two members: fit with n_members=2 or more."
            )
        members = self.net_.predict_members(self._known_spins(X))
        mean = self.member_weights_ @ members
        y = self.target_mean_ + self.target_scale_ * mean
        if not return_std:
            return y
        variance = self.member_weights_ @ (members - mean) ** 2
        # What the weights lack to one is that of the training mean, 0 on this scale.
        variance += (1 - self.member_weights_.sum()) * mean**2
        return y, self.target_scale_ * np.sqrt(np.maximum(variance, 0))

    def predict_latent(self, X):
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
            members without a link.
        """
        check_is_fitted(self)
        members = self.net_.predict_members(self._known_spins(X), latent=True)
        return self.target_mean_ + self.target_scale_ * (self.member_weights_ @ members)

    @property
    def spectrum_(self):
        """Walsh spectrum of the prediction, in the units of y."""
        return self._spectrum_of(latent=False)

    @property
    def latent_spectrum_(self):
        """Walsh spectrum of :meth:`predict_latent`, in the units of y: what is penalised."""
        return self._spectrum_of(latent=True)

    def __dir__(self):
        # scikit-learn evaluates all that it lists, here and in the notebook display of a fitted
        # model, and these take minutes where there are many sites.
        slow = getattr(self, "n_features_in_", 0) > _SHOWN_SPECTRUM_SITES
        names = (n for n in object.__dir__(self) if not (slow and n.endswith("spectrum_")))
        return [name for name in names if hasattr(self, name)]

    def _known_spins(self, X):
        return known_spins(self, check_features(self, X, reset=False))

    def _spectrum_of(self, latent):
        check_is_fitted(self)
        latent = latent and any(self.net_.linked)
        if latent not in self._spectra:
            self._spectra[latent] = self._compute_spectrum(latent)
        return self._spectra[latent]

    def _compute_spectrum(self, latent):
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
        values = np.concatenate(
            [
                self.member_weights_ @ self.net_.predict_members(1.0 - 2.0 * block, latent=latent)
                for block in np.array_split(genotypes, -(-len(genotypes) // _ENUMERATED))
            ]
        )
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

    def _validate(self, X, y, sample_weight, reset=True):
        """Check everything that a user passed; weights of one where there were none."""
        X = check_features(self, X, reset=reset, min_samples=2)
        y = check_target(self, y, X)
        weight = check_weights(sample_weight, X)
        return X, y, np.ones(len(y)) if weight is None else weight

    def _learn_scales(self, X, y, weight):
        low, high, self._two_level = find_levels(X, self.levels, site_names(self))
        self.levels_ = np.column_stack([low, high])
        mean, scale = weighted_moments(y, weight)
        if scale == 0:
            warn_user(
                f"y is constant ({mean:g}): the fit predicts that value everywhere. If this is a "
                "fold at the detection limit of an assay, use fewer folds or stratify them."
            )
        self.target_mean_, self.target_scale_ = mean, scale

    def _standardise(self, X, y, weight):
        """Spins, target and weights, the latter as columns; no rows of weight zero."""
        target = (y - self.target_mean_) / (self.target_scale_ or 1.0)
        spins = spins_from_levels(X, *self.levels_.T)
        used = weight > 0
        return spins[used], target[used, None], weight[used, None]

    def _choose_penalty(self, spins):
        if self.penalty is None:
            return None
        if isinstance(self.penalty, WalshPenalty):
            return clone(self.penalty)
        if self.n_features_in_ <= _AUTO_FREE_SITES:
            return ExactWalshPenalty()
        balanced = np.abs(spins.mean(axis=0)).mean() < _BALANCED
        if self.n_features_in_ > _MANY_SITES and balanced:
            return HashedWalshPenalty(_AUTO_BITS)
        # What batches save on the data is better spent on the penalty.
        return SubcubeWalshPenalty(_AUTO_FREE_SITES + (len(spins) > ONE_BATCH))

    def _require_room(self, penalty, n_members):
        if penalty is None:
            return
        n_evaluations = penalty.n_evaluations(self.n_features_in_)
        hidden = n_evaluations * n_members * bytes_of_a_value(self.hidden_layer_sizes)
        require_memory(
            # Besides, the genotypes, and their values and those of the transform, with gradients.
            min(hidden, self._memory_budget())
            + 4 * n_evaluations * (self.n_features_in_ + 6 * n_members),
            f"{type(penalty).__name__} evaluates the network at {_count(n_evaluations)} genotypes "
            f"of {self.n_features_in_} sites in every step (networks side by side: {n_members}), "
            "which",
            "Use penalty=SubcubeWalshPenalty(n_free_sites=9), whose cost does not depend on the "
            "number of sites, or penalty='auto'.",
        )

    def _make_net(self, n_rows, linked, penalty, wh_weight, l2_weight, seed, member_seeds):
        return EpistaticNet(
            n_sites=self.n_features_in_,
            hidden_layer_sizes=tuple(self.hidden_layer_sizes),
            activation=self.activation,
            gate_sites=self.gate_sites,
            linked=linked,
            penalty=penalty,
            wh_weight=wh_weight,
            l2_weight=l2_weight,
            lr=self.learning_rate_init,
            # A constant target is predicted by its mean alone.
            max_epochs=self._n_epochs(n_rows) if self.target_scale_ else 1,
            batch_size=self._batch_rows(n_rows),
            device=self.device,
            memory_budget=self._memory_budget(),
            seed=seed,
            member_seeds=member_seeds,
        )

    def _batch_rows(self, n_rows):
        return min(auto_batch(n_rows) if self.batch_size == "auto" else self.batch_size, n_rows)

    def _n_epochs(self, n_rows):
        if self.max_iter == "auto":
            return auto_epochs(n_rows, self._batch_rows(n_rows))
        return self.max_iter

    def _memory_budget(self):
        return _AUTO_BUDGET if self.memory_budget == "auto" else self.memory_budget

    def _users_callbacks(self):
        return list(self.callbacks or []) + [ProgressLine()] * bool(self.verbose)

    def _expose(self, net, member_weights=None):
        self.net_ = net
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

    def _random_state(self):
        return fresh_random_state(self.random_state)

    def _check_shared_parameters(self):
        _check_layers(self.hidden_layer_sizes)
        check_option("activation", self.activation, tuple(ACTIVATIONS))
        check_number("learning_rate_init", self.learning_rate_init, low=0, low_open=True)
        check_number("n_members", self.n_members, low=1, integer=True)
        check_bool("gate_sites", self.gate_sites)
        check_option("global_epistasis", self.global_epistasis, self._links)
        for name, remedy in _NUMBERS_OR_AUTO.items():
            value = getattr(self, name)
            if not (isinstance(value, str) and value == "auto"):
                check_number(name, value, low=1, integer=True, remedy=remedy)
        _check_penalty(self.penalty)
        check_callbacks(self.callbacks)
        if not device_exists(self.device):
            raise ValueError(
                f"device={self.device!r} does not exist for this torch on this machine. "
                "device='cpu' always does; 'cuda' needs an NVIDIA GPU and a CUDA build of torch."
            )


def draw_seeds(random_state, n_members):
    """Seed of what members share, and seeds of their initial weights."""
    seed = int(random_state.randint(2**31 - 1))
    return seed, np.random.RandomState(seed).randint(2**31 - 1, size=n_members)


def weighted_moments(y, weight):
    """Mean and standard deviation; the latter exactly 0 where only rounding differs."""
    mean = float(np.average(y, weights=weight))
    scale = float(np.sqrt(np.average((y - mean) ** 2, weights=weight)))
    return mean, scale if scale > 10 * np.finfo(float).eps * abs(mean) else 0.0


def unit_weights(weight):
    """Columns of weights with mean one."""
    return weight / weight.mean(axis=0)


def _count(n):
    """Large powers of two as such."""
    return f"2^{n.bit_length() - 1}" if n > 2**20 and n & (n - 1) == 0 else f"{n:,}"


def _check_penalty(penalty):
    if isinstance(penalty, WalshPenalty):
        penalty.check_parameters()
    elif not (penalty is None or (isinstance(penalty, str) and penalty == "auto")):
        raise ValueError(
            "penalty must be 'auto', None or a penalty such as ExactWalshPenalty() or "
            f"SubcubeWalshPenalty(n_free_sites=9), got {penalty!r}."
        )


def _check_layers(sizes):
    valid = isinstance(sizes, (tuple, list, np.ndarray)) and len(sizes) > 0
    if not (valid and all(isinstance(n, numbers.Integral) and n > 0 for n in sizes)):
        raise ValueError(
            "hidden_layer_sizes must be a tuple of positive integers, one per hidden layer, such "
            f"as (32, 32); got {sizes!r}."
        )
