"""What the regressors share: prepare the data, expose a trained stack."""

from __future__ import annotations

import sys
from abc import abstractmethod
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import _safe_indexing

from .._utils import (
    DocumentationLinkMixin,
    check_target,
    check_weights,
    fresh_random_state,
    site_names,
    warn_of_order,
    warn_user,
)
from ..genotypes import check_genotypes, find_properties, set_coding
from ..kernels import AlleleFeatures, AlleleProcess
from ..network import (
    NetworkSettings,
    Sites,
    TrainingData,
    auto_batch,
    auto_epochs,
    describe_censoring,
    find_bounds,
    read_marks,
    weighted_moments,
)
from ..penalties import WalshPenalty
from ._penalty_choice import choose_penalty
from ._predictions import PredictionsMixin
from ._row_summary import RowSummary
from ._shared_parameters import check_shared_parameters
from ._spectra import SpectraMixin

_AUTO_BUDGET = 2**29  # bytes


@dataclass(frozen=True)
class TrainingPlan:
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


class BaseEpistaticNet(
    PredictionsMixin, SpectraMixin, DocumentationLinkMixin, RegressorMixin, BaseEstimator
):
    """Hold the scales of the target, the coding of the sites, and a trained stack of networks."""

    _links: tuple[str | None, ...] = (None, "sigmoid")  # what global_epistasis may be
    _numbers_or_auto: tuple[str, ...] = ("batch_size", "max_iter", "memory_budget")

    @abstractmethod
    def fit(self, X, y, sample_weight=None, *, censored=None):
        """Train."""

    def __sklearn_is_fitted__(self):
        return hasattr(self, "net_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.categorical = True
        return tags

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
        inputs = self._coding.inputs(_safe_indexing(X, used))
        self._row_summary = RowSummary.of(inputs, y[used])
        return TrainingData(
            spins=inputs,
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
        return choose_penalty(self.penalty, spins, self._coding, site_names(self))

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

    def _members_of_each(self):
        """Return how many networks are trained for a candidate."""
        return int(self.n_members)

    def _check_shared_parameters(self):
        check_shared_parameters(self, self._links, self._numbers_or_auto)
