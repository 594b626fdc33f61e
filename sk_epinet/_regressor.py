"""Epistatic Net as a scikit-learn regressor."""

import numbers

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ._levels import check_known_levels, find_levels
from ._memory import require_memory
from ._module import ACTIVATIONS
from ._net import EpistaticNet, ProgressLine, check_callbacks, device_exists, early_stopping
from ._spectrum import WalshSpectrum
from ._threads import single_torch_thread
from ._validation import (
    check_bool,
    check_features,
    check_number,
    check_option,
    check_target,
    check_weights,
    site_names,
    warn_user,
)
from ._walsh import enumerate_genotypes, spins_from_levels
from .penalties import ExactWalshPenalty, SubcubeWalshPenalty, WalshPenalty

_AUTO_FREE_SITES = 9
_AUTO_BATCH = 4096
_MAX_SPECTRUM_SITES = 20


class SpectrumTooLargeError(ValueError, AttributeError):
    """The spectrum of a network on too many sites to enumerate.

    Also an AttributeError, so that ``hasattr`` and the notebook display of a fitted
    estimator go on working.
    """


class EpistaticNetRegressor(RegressorMixin, BaseEstimator):
    """Neural network with a penalty on its Walsh-Hadamard spectrum (Epistatic Net).

    A multi-layer perceptron on genotypes of two-level sites, trained on

    ``mean squared error + wh_weight * R + alpha / (2 n_samples) * sum of squared weights``

    with the target standardised, where R is the L1 norm of the network's Walsh
    coefficients (its epistasis), the constant left out. The network can represent
    interactions of any order; the penalty keeps those that the data ask for.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int, default=(32, 32, 32)
        Widths of the hidden layers.

    activation : {"identity", "logistic", "tanh", "relu", "leaky_relu", "gelu", "silu"}, \
default="silu"
        Activation of the hidden layers. Smooth ones suit the penalty: a network with
        kinks has a long tail of high-order coefficients that it cannot remove.

    wh_weight : float, default=0.03
        Weight of the Walsh penalty. 0 is a plain network. Choose it by cross-validation,
        between about 0.003 and 0.3: large for few genotypes, small for many.

    penalty : "auto", None or WalshPenalty, default="auto"
        "auto" is :class:`ExactWalshPenalty` up to 9 sites, and
        ``SubcubeWalshPenalty(n_free_sites=9)`` above. None is a plain network.

    alpha : float, default=0.6
        Weight of the L2 penalty, divided by twice the number of samples (or the sum of
        their weights) as in :class:`~sklearn.neural_network.MLPRegressor`.

    gate_sites : bool, default=True
        Multiply each site by a learned gate under the same L2 penalty, which then acts
        on whole sites, as the length scales of a Gaussian process do.

    n_members : int, default=2
        Networks trained side by side from different initial weights; the prediction is
        their mean.

    batch_size : int or "auto", default="auto"
        Rows of a step. "auto" takes all, up to 4,096.

    learning_rate_init : float, default=0.03
        Peak learning rate of Adam. It rises over the first tenth of the steps and falls
        to zero over the rest (one-cycle schedule).

    max_iter : int, default=500
        Passes over the training data (epochs).

    early_stopping : bool, default=False
        Hold out `validation_fraction` of the genotypes, stop when the squared error on
        them no longer improves, and keep the best weights.

    validation_fraction : float, default=0.1
        Share of the genotypes held out by `early_stopping`.

    n_iter_no_change : int, default=50
        Epochs without improvement before `early_stopping` stops.

    tol : float, default=1e-4
        Smallest fall of the validation error (in units of the target's variance) that
        counts as improvement.

    warm_start : bool, default=False
        Whether :meth:`fit` goes on from the weights of the last call. The coding of the
        sites and the standardisation of the target then stay those of the first call.

    levels : "auto" or tuple (low, high), default="auto"
        "auto" takes the two levels of the whole matrix, or else two levels per column;
        a column with more values is scaled to [-1, 1] and a warning names it. A pair is
        strict: any other value is an error.

    device : str or torch.device, default="cpu"
        Where to train: "cpu", "cuda", "cuda:1", ...

    callbacks : list of skorch callbacks, default=None
        Called while training, after those of the estimator.

    random_state : int, RandomState instance or None, default=None
        Determines initial weights, batches, sub-cubes and the validation split. An int
        gives the same predictions bit for bit. None draws fresh entropy and leaves
        numpy's global generator alone.

    verbose : int, default=0
        0 is silent; 1 shows one progress line on standard error.

    Attributes
    ----------
    spectrum_ : WalshSpectrum
        Walsh coefficients of :meth:`predict`, in the units of y. Computed on first use,
        for up to 20 sites.

    site_relevance_ : ndarray of shape (n_features_in_,)
        Norm of the first-layer weights of each site (gates included, mean of the
        members), relative to the largest.

    loss_curve_ : list of float
        Objective at each epoch (standardised target).

    validation_scores_ : list of float
        R² on the held-out genotypes at each epoch; only with `early_stopping`.

    best_validation_score_ : float
        Largest of them; only with `early_stopping`.

    n_iter_ : int
        Epochs trained, over all warm-started calls.

    history_ : skorch.History
        Per epoch: train_loss (the objective), data_loss, penalty (before its weight),
        valid_loss, dur.

    net_ : skorch.NeuralNetRegressor
        The trained net; ``net_.module_`` is the torch module.

    penalty_ : WalshPenalty or None
        The penalty that was used.

    levels_ : ndarray of shape (n_features_in_, 2)
        Low (spin +1) and high (spin -1) level of each site.

    target_mean_, target_scale_ : float
        Mean and standard deviation by which the target was standardised.

    n_features_in_ : int
        Number of sites seen in :meth:`fit`.

    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the sites, where X had string column names.

    See Also
    --------
    WalshFeatures : Design of the Lasso baseline.
    sk_epinet.penalties : The penalties and their contract.

    Notes
    -----
    One step costs ``n_members * (batch + evaluations of the penalty)`` passes through the
    network: 512 evaluations with the default sub-cube, 2**n_sites with the exact penalty.
    The network sees spins centred on their training mean; the spectrum is in plain spins.
    Training uses float32 and one torch thread, prediction float64. No global state of
    torch or numpy is changed.

    References
    ----------
    .. [1] Aghazadeh et al. (2021). Epistatic Net allows the sparse spectral
       regularization of deep neural networks for inferring fitness functions.
       Nature Communications 12:5225.

    Examples
    --------
    >>> from sk_epinet import EpistaticNetRegressor
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, truth = make_walsh_landscape(n_sites=6, n_interactions=4, random_state=0)
    >>> model = EpistaticNetRegressor(random_state=0).fit(X[::2], y[::2])
    >>> model.score(X, y) > 0.95
    True
    >>> set(model.spectrum_.top(4).interactions) == set(truth.interactions)
    True
    """

    def __init__(
        self,
        hidden_layer_sizes=(32, 32, 32),
        activation="silu",
        *,
        wh_weight=0.03,
        penalty="auto",
        alpha=0.6,
        gate_sites=True,
        n_members=2,
        batch_size="auto",
        learning_rate_init=0.03,
        max_iter=500,
        early_stopping=False,
        validation_fraction=0.1,
        n_iter_no_change=50,
        tol=1e-4,
        warm_start=False,
        levels="auto",
        device="cpu",
        callbacks=None,
        random_state=None,
        verbose=0,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.wh_weight = wh_weight
        self.penalty = penalty
        self.alpha = alpha
        self.gate_sites = gate_sites
        self.n_members = n_members
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.tol = tol
        self.warm_start = warm_start
        self.levels = levels
        self.device = device
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def fit(self, X, y, sample_weight=None):
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : array-like of shape (n_samples,)
            Measured values.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the squared errors; an integer weight is a number of copies.

        Returns
        -------
        self : EpistaticNetRegressor

        Raises
        ------
        ValueError
            Before training, for a bad parameter or bad data, naming the parameter,
            column or row; during training, if the objective is no longer finite.
        """
        self._check_parameters()
        X = check_features(self, X, reset=not self._resumes(), min_samples=2)
        y = check_target(self, y, X)
        weight = check_weights(sample_weight, X)
        if not self._resumes():
            self._learn_scales(X, y, weight)
        penalty = self._choose_penalty()
        self._require_room(penalty)
        previous = self.net_ if self._resumes() else None
        self._train(self._standardise(X, y, weight), penalty, previous)
        return self

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
        X = check_features(self, X, reset=False)
        low, high = self.levels_.T
        check_known_levels(X, low, high, self._two_level, self.levels, site_names(self))
        members = self._predict_spins(spins_from_levels(X, low, high))
        return (members.mean(0), members.std(0)) if return_std else members.mean(0)

    @property
    def spectrum_(self):
        """Walsh spectrum of the prediction, in the units of y."""
        check_is_fitted(self)
        if "_spectrum" not in vars(self):
            self._spectrum = self._compute_spectrum()
        return self._spectrum

    def _compute_spectrum(self):
        if self.n_features_in_ > _MAX_SPECTRUM_SITES:
            raise SpectrumTooLargeError(
                f"spectrum_ needs predictions for all 2^{self.n_features_in_} genotypes, which "
                f"is done for up to {_MAX_SPECTRUM_SITES} sites. Fit on fewer sites (see "
                "site_relevance_ for those that matter), or use WalshFeatures(max_order=2) with "
                "a linear model on predict's values."
            )
        spins = 1.0 - 2.0 * enumerate_genotypes(self.n_features_in_)
        return WalshSpectrum.from_landscape(
            self._predict_spins(spins).mean(0), site_names=site_names(self), levels=self.levels_
        )

    def _predict_spins(self, spins):
        with single_torch_thread():
            members = self.net_.predict_members(spins)
        return self.target_mean_ + self.target_scale_ * members

    def _resumes(self):
        return self.warm_start and hasattr(self, "net_")

    def _learn_scales(self, X, y, weight):
        low, high, self._two_level = find_levels(X, self.levels, site_names(self))
        self.levels_ = np.column_stack([low, high])
        self.target_mean_ = float(np.average(y, weights=weight))
        spread = np.sqrt(np.average((y - self.target_mean_) ** 2, weights=weight))
        # Rounding leaves a spread of this size on equal values.
        if spread <= 10 * np.finfo(float).eps * abs(self.target_mean_):
            warn_user(
                f"y is constant ({self.target_mean_:g}): the fit predicts that value everywhere. "
                "If this is a fold at the detection limit of an assay, use fewer folds or "
                "stratify them."
            )
            spread = 0.0
        self.target_scale_ = float(spread)

    def _standardise(self, X, y, weight):
        """Spins, target and weights of mean one; genotypes of weight zero are left out."""
        weight = np.ones(len(y)) if weight is None else weight
        spins = spins_from_levels(X, *self.levels_.T)
        target = (y - self.target_mean_) / (self.target_scale_ or 1.0)
        used = weight > 0
        return spins[used], target[used], weight[used]

    def _choose_penalty(self):
        if self.penalty is None or self.wh_weight == 0:
            return None
        if isinstance(self.penalty, WalshPenalty):
            return clone(self.penalty)
        if self.n_features_in_ <= _AUTO_FREE_SITES:
            return ExactWalshPenalty()
        return SubcubeWalshPenalty(_AUTO_FREE_SITES)

    def _require_room(self, penalty):
        if penalty is None:
            return
        n_evaluations = penalty.n_evaluations(self.n_features_in_)
        width = self.n_features_in_ + 4 * sum(self.hidden_layer_sizes)
        require_memory(
            # Forward and backward values of each unit, before and after activation.
            4 * n_evaluations * width * self.n_members,
            f"{type(penalty).__name__} evaluates the network at {n_evaluations:,} genotypes "
            f"(2^{int(n_evaluations).bit_length() - 1}, for {self.n_features_in_} sites) in every "
            "step, which",
            "Use penalty=SubcubeWalshPenalty(n_free_sites=9), whose cost does not depend on the "
            "number of sites, or penalty='auto'.",
        )

    def _train(self, data, penalty, previous):
        random_state = self._random_state()
        total_weight = data[2].sum()
        data, valid_data = self._split(data, random_state)
        callbacks = list(self.callbacks or [])
        if self.early_stopping:
            callbacks.append(early_stopping(self.n_iter_no_change, self.tol))
        if self.verbose:
            callbacks.append(ProgressLine())
        net = EpistaticNet(
            n_sites=self.n_features_in_,
            hidden_layer_sizes=tuple(self.hidden_layer_sizes),
            activation=self.activation,
            n_members=self.n_members,
            gate_sites=self.gate_sites,
            penalty=penalty,
            wh_weight=float(self.wh_weight),
            l2_weight=self.alpha / (2 * total_weight),
            lr=self.learning_rate_init,
            # A constant target is predicted by its mean alone.
            max_epochs=self.max_iter if self.target_scale_ else 1,
            batch_size=min(self._batch_rows(), len(data[1])),
            device=self.device,
            seed=int(random_state.randint(2**31 - 1)),
        )
        with single_torch_thread():
            net.train(data, valid_data, callbacks=callbacks, resume_from=previous)
        self._expose(net, penalty, valid_data)

    def _split(self, data, random_state):
        """Normalise the weights, and hold out rows for early stopping."""
        if not self.early_stopping:
            return _unit_weights(*data), None
        halves = train_test_split(
            *data, test_size=self.validation_fraction, random_state=random_state
        )
        return _unit_weights(*halves[::2]), _unit_weights(*halves[1::2])

    def _expose(self, net, penalty, valid_data):
        self.net_ = net
        self.penalty_ = penalty
        self.history_ = net.history_
        self.loss_curve_ = self.history_[:, "train_loss"]
        self.n_iter_ = len(self.history_)
        relevance = net.module_.site_relevance().detach().cpu().numpy().mean(0)
        self.site_relevance_ = relevance / (relevance.max() or 1.0)
        vars(self).pop("_spectrum", None)
        if valid_data is not None:
            variance = np.average(valid_data[1] ** 2, weights=valid_data[2])
            variance -= np.average(valid_data[1], weights=valid_data[2]) ** 2
            losses = np.array([epoch.get("valid_loss", np.nan) for epoch in self.history_])
            self.validation_scores_ = list(1 - losses / (variance or 1.0))
            self.best_validation_score_ = float(np.nanmax(self.validation_scores_))

    def _random_state(self):
        if self.random_state is None:
            return np.random.RandomState()
        return check_random_state(self.random_state)

    def _batch_rows(self):
        return _AUTO_BATCH if self.batch_size == "auto" else self.batch_size

    def _check_parameters(self):
        _check_layers(self.hidden_layer_sizes)
        check_option("activation", self.activation, tuple(ACTIVATIONS))
        check_number("wh_weight", self.wh_weight, low=0, remedy="0 is a plain network.")
        check_number("alpha", self.alpha, low=0)
        check_number("learning_rate_init", self.learning_rate_init, low=0, low_open=True)
        check_number("validation_fraction", self.validation_fraction, low=0, high=1, low_open=True)
        check_number("tol", self.tol, low=0)
        for name in ("n_members", "max_iter", "n_iter_no_change"):
            check_number(name, getattr(self, name), low=1, integer=True)
        for name in ("gate_sites", "early_stopping", "warm_start"):
            check_bool(name, getattr(self, name))
        if not (isinstance(self.batch_size, str) and self.batch_size == "auto"):
            check_number("batch_size", self.batch_size, low=1, integer=True, remedy="Or 'auto'.")
        self._check_penalty()
        check_callbacks(self.callbacks)
        if not device_exists(self.device):
            raise ValueError(
                f"device={self.device!r} does not exist for this torch on this machine. "
                "device='cpu' always does; 'cuda' needs an NVIDIA GPU and a CUDA build of torch."
            )
        if self._resumes():
            self._check_resumable()

    def _check_penalty(self):
        if isinstance(self.penalty, WalshPenalty):
            self.penalty.check_parameters()
        elif not (
            self.penalty is None or (isinstance(self.penalty, str) and self.penalty == "auto")
        ):
            raise ValueError(
                "penalty must be 'auto', None or a penalty such as ExactWalshPenalty() or "
                f"SubcubeWalshPenalty(n_free_sites=9), got {self.penalty!r}."
            )

    def _check_resumable(self):
        for name in ("activation", "n_members", "gate_sites", "hidden_layer_sizes"):
            new, old = getattr(self, name), getattr(self.net_, name)
            new = tuple(new) if name == "hidden_layer_sizes" else new
            if new != old:
                raise ValueError(
                    f"warm_start=True goes on with the network of the last fit, which had "
                    f"{name}={old!r}, but now {name}={new!r}. Set it back, or warm_start=False."
                )


def _check_layers(sizes):
    valid = isinstance(sizes, (tuple, list, np.ndarray)) and len(sizes) > 0
    if not (valid and all(isinstance(n, numbers.Integral) and n > 0 for n in sizes)):
        raise ValueError(
            "hidden_layer_sizes must be a tuple of positive integers, one per hidden layer, such "
            f"as (32, 32); got {sizes!r}."
        )


def _unit_weights(spins, target, weight):
    return spins, target, weight / weight.mean()
