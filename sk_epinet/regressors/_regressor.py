"""Epistatic Net as a scikit-learn regressor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike

from .._utils import (
    MOST_PENALTY,
    RandomState,
    check_bool,
    check_number,
    fitted_all_at_once,
    fresh_random_state,
)
from ..cross_validation import (
    FoldTask,
    held_out_errors,
    learn_error_model,
    make_folds,
    predict_held_out,
    split_genotypes,
)
from ..genotypes import AlleleProperties
from ..network import (
    Candidate,
    ProgressLine,
    draw_seeds,
    early_stopping,
    train_masked_stack,
    unit_weights,
)
from ._base_regressor import BaseEpistaticNet, TrainingPlan
from ._penalty_choice import PenaltyChoice

_RESUMED = ("activation", "n_members", "gate_sites", "hidden_layer_sizes")


class EpistaticNetRegressor(BaseEpistaticNet):
    """Fit a neural network with a penalty on its Walsh-Hadamard spectrum (Epistatic Net).

    The network is a multi-layer perceptron that takes genotypes. It is trained to minimise

    ``mean squared error + wh_weight * R + alpha / (2 n_samples) * sum of squared weights``

    with the target standardised, where R is the L1 norm of the network's Walsh
    coefficients (its epistasis), without the constant. The network can represent
    interactions of any order, and the penalty makes those small that the data do not support.

    X has one column for each site: numbers of two levels, or strings or categories of pandas,
    which are alleles. Sites may have any number of alleles (see Notes).

    Parameters
    ----------
    hidden_layer_sizes : tuple of int, default=(32, 32, 32)
        Widths of the hidden layers.

    activation : {"identity", "logistic", "tanh", "relu", "leaky_relu", "elu", "softplus", \
"gelu", "silu"}, default="silu"
        Activation of the hidden layers. Smooth activations are better suited to the penalty:
        a network with kinks has many small high-order coefficients that it cannot remove.

    wh_weight : float, default=0.01
        Weight of the Walsh penalty. With 0 there is no such penalty. Choose it by
        cross-validation, between about 0.003 and 0.3: larger for fewer genotypes.

    penalty : "auto", None or WalshPenalty, default="auto"
        "auto" is :class:`ExactWalshPenalty` up to 9 sites; ``HashedWalshPenalty(10)`` for
        more than 20 if both levels are common at most of them; else
        ``SubcubeWalshPenalty(9)``, or of 10 for more than 512 genotypes. Where a site has more
        than two alleles it is ``SubcubeWalshPenalty(4, n_subcubes=16)``, and None for more than
        1,000 alleles in all. With None there is no Walsh penalty.

    alpha : float, default=0.1
        Weight of the L2 penalty, divided by twice the number of samples (or the sum of
        their weights) as in :class:`~sklearn.neural_network.MLPRegressor`.

    gate_sites : bool, default=True
        Multiply each site by a learned gate under the same L2 penalty, which then acts
        on whole sites, as the length scales of a Gaussian process do. If sites have more
        than two alleles, each allele, and each property of the alleles of a site, has its gate.

    global_epistasis : {None, "sigmoid"}, default=None
        With "sigmoid", the output of the network passes through a learned increasing curve, the
        link. It is a floor plus a sum of sigmoids, and describes the limits of cells and assays.
        The network then learns a latent phenotype, whose epistasis is penalised. With None there
        is no link.

    censored : {None, "auto", "left", "right"}, default=None
        Which values of y are only bounds. With "left", all rows with the smallest value of y are
        taken to be at most this value, as at the floor of an assay or a detection limit. With
        "right", all rows with the largest value are taken to be at least this value. "auto" does
        this for the smallest or the largest value if at least a twentieth of the rows have it,
        and three times as many rows as have any value in between; ``censoring_`` says what it
        found. None takes all values as measured. The argument `censored` of :meth:`fit` takes
        precedence. See Notes.

    n_members : int, default=4
        Number of networks, which are trained at the same time from different initial weights.
        The prediction is their mean.

    batch_size : int or "auto", default="auto"
        Number of rows in a training step. "auto" takes all rows if there are up to 512.
        Otherwise it takes about 256, or a twentieth of the rows if that is more, up to 4,096.

    learning_rate_init : float, default=0.1
        Peak learning rate of Adam. It rises over the first tenth of the steps and falls
        to zero over the rest (one-cycle schedule).

    max_iter : int or "auto", default="auto"
        Passes over the training data (epochs). "auto" makes 500 steps for up to about 1,000
        genotypes, rising to 2,000 steps at 5,000, and at least ten epochs.

    early_stopping : bool, default=False
        Hold out `validation_fraction` of the genotypes, each with all its rows, stop when
        the squared error on them no longer improves, and keep the best weights.

    validation_fraction : float, default=0.1
        Share of the genotypes held out by `early_stopping`.

    n_iter_no_change : int, default=50
        Epochs without improvement before `early_stopping` stops.

    tol : float, default=1e-4
        Smallest fall of the validation error (in units of the target's variance) that
        counts as improvement.

    warm_start : bool, default=False
        Whether :meth:`fit` continues from the weights of the last call. The coding of the
        sites and the standardisation of the target then remain those of the first call.

    levels : "auto" or tuple (low, high), default="auto"
        "auto" takes the two levels of the whole matrix, or else two levels per column;
        a column with more values is scaled to [-1, 1] and a warning names it. A pair is
        strict: any other value is an error.

    allele_properties : "auto", None, mapping or DataFrame, default="auto"
        Properties of alleles. With them, the network can use what it has learned about similar
        alleles for alleles that were seldom measured. "auto" takes eight published scales of
        amino acids (VHSE) if sites have more than two alleles and these are amino acids, and
        otherwise none. To use your own properties, for instance an embedding, pass a mapping from
        alleles to lists of numbers, or a DataFrame whose index is the alleles; they should have a
        variance of about one.

    device : str or torch.device, default="cpu"
        Where to train: "cpu", "cuda", "cuda:1", ...

    callbacks : list of skorch callbacks, default=None
        Called while training, after those of the estimator.

    random_state : int, RandomState instance or None, default=None
        Determines initial weights, batches, sub-cubes and the validation split. An int
        gives the same predictions bit for bit. None draws a new seed; numpy's
        global generator is not used.

    memory_budget : int or "auto", default="auto"
        Bytes for the hidden values that a step keeps for its backward pass; "auto" is 512
        MiB. If a step needs more, the genotypes pass through the network in parts, and
        the values of a part are computed again when they are needed. This is slower by about a
        third, and the result is the same except for rounding.

    verbose : int, default=0
        0 is silent; 1 shows one progress line on standard error.

    Attributes
    ----------
    spectrum_ : WalshSpectrum or EpistasisSpectrum
        Walsh coefficients of :meth:`predict`, in the units of y; where a site has more than two
        alleles, the tables of an :class:`EpistasisSpectrum`. Computed on first use, for up to
        2^24 genotypes.

    latent_spectrum_ : WalshSpectrum or EpistasisSpectrum
        The spectrum of :meth:`predict_latent`, in the units of y. It is `spectrum_` where there
        is no link, floor or ceiling.

    site_relevance_ : ndarray of shape (n_sites,)
        Norm of the first-layer weights of each site (gates included, mean of the
        members), relative to the largest.

    loss_curve_ : list of float
        Objective at each epoch (standardised target).

    validation_scores_ : list of float
        R² on the held-out genotypes at each epoch; only with `early_stopping`.

    best_validation_score_ : float
        Largest of `validation_scores_`; only with `early_stopping`.

    n_iter_ : int
        Epochs trained, over all warm-started calls.

    history_ : skorch.History
        For each epoch: train_loss (the objective), data_loss, penalty (before it is
        multiplied by its weight), valid_loss, and dur, its duration in seconds.

    net_ : skorch.NeuralNetRegressor
        The trained net; ``net_.module_`` is the torch module.

    penalty_ : WalshPenalty or None
        The penalty that was used.

    member_weights_ : ndarray of shape (n_members,)
        Weights of the members in the prediction; here all equal.

    error_model_ : ErrorModel
        How far predictions are from measurements. It exists after the first call of
        :meth:`predict_interval`, or of :meth:`predict` with ``return_std=True``, which trains
        the members on the folds of a cross-validation.

    levels_ : ndarray of shape (n_sites, 2)
        Low (spin +1) and high (spin -1) level of each site. Only if no site has more than two
        alleles.

    alleles_ : tuple of tuple
        The alleles of each site, the low one first. Categories keep their order; the values of
        other columns are sorted.

    target_mean_, target_scale_ : float
        Mean and standard deviation by which the target was standardised.

    censoring_ : Censoring or None
        Which values were taken for bounds: `left_share` and `right_share`, the shares of the
        rows, and `floor` and `ceiling` in the units of y, which are None if there are no such
        rows, if their bounds differ, or if measured values lie beyond them. None if all
        values were taken as measured.

    n_features_in_ : int
        Number of sites seen in :meth:`fit`.

    feature_names_in_ : ndarray of shape (n_sites,)
        Names of the sites, where X had string column names.

    See Also
    --------
    WalshFeatures : Features of interactions for linear models, such as LassoCV.
    bootstrap_spectrum : Confidence intervals of the coefficients.
    estimate_spectrum, recover_spectrum : For more than 24 sites.
    sk_epinet.penalties : The penalties and their contract.

    Notes
    -----
    One step costs ``n_members * (batch + evaluations of the penalty)`` passes through the
    network: 512 evaluations with the default sub-cube, 2**n_sites with the exact penalty.
    Where there are at least one and a half times as many evaluations as rows in a batch, the
    penalty is evaluated in every other step, with twice its gradient.
    The network sees spins centred on their training mean; the spectrum is in plain spins.
    Training uses float32 and prediction float64. Training uses one torch thread for every 2,048
    passes of a step, rounded, at least one and never more than the process has; your number of
    threads is restored afterwards. No other global state of torch or numpy is changed.

    Where a site has more than two alleles, each allele has a vector of its own in the first
    layer, to which a linear function of its properties is added (`allele_properties`). R is then
    that of the landscapes of two levels between training genotypes
    (:class:`SubcubeWalshPenalty`), or the sum of the sizes of all interactions
    (:class:`ExactWalshPenalty`). An allele that :meth:`fit` did not see is an error in
    :meth:`predict`, unless it is one of the categories of its column. A column with several
    *numbers* is not a site of alleles: it is used as a number, with a warning. Give such alleles
    as strings or categories.

    With `censored`, the squared error of a row that is at most c gives way to
    ``-2 sigma**2 * log Phi((c - f) / sigma)``, where f is the prediction and Phi the normal
    distribution [2]_: almost nothing where f is well below c. sigma is the standard deviation
    of greatest likelihood for each network, found anew in each step; in the first half of the
    training a share of it, rising from 0 to 1. So the network is free to go below the floor,
    where :meth:`predict_latent` and ``latent_spectrum_`` follow it, while :meth:`predict` and
    ``spectrum_`` stay at the floor. A link (`global_epistasis`) may stand behind the network as
    well; then f is what comes out of the link.

    References
    ----------
    .. [1] Aghazadeh et al. (2021). Epistatic Net allows the sparse spectral
       regularization of deep neural networks for inferring fitness functions.
       Nature Communications 12:5225.
    .. [2] Tobin (1958). Estimation of relationships for limited dependent variables.
       Econometrica 26:24-36.

    Examples
    --------
    >>> from sklearn.model_selection import train_test_split
    >>> from sk_epinet import EpistaticNetRegressor
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, truth = make_walsh_landscape(n_sites=6, n_interactions=4, random_state=0)
    >>> X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=40, random_state=0)
    >>> model = EpistaticNetRegressor(random_state=0).fit(X_train, y_train)
    >>> model.score(X_test, y_test) > 0.9
    True
    >>> set(model.spectrum_.top(4).interactions) == set(truth.interactions)
    True

    Alleles as strings, three of them at the second site:

    >>> import numpy as np
    >>> X = np.array([["A", "K"], ["A", "R"], ["A", "E"], ["G", "K"], ["G", "R"], ["G", "E"]])
    >>> model = EpistaticNetRegressor(random_state=0).fit(X, [0.0, 1.0, 2.0, 1.0, 2.0, 3.0])
    >>> model.alleles_
    (('A', 'G'), ('E', 'K', 'R'))
    >>> model.predict([["G", "E"]]).round()
    array([3.])
    """

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (32, 32, 32),
        activation: str = "silu",
        *,
        wh_weight: float = 0.01,
        penalty: PenaltyChoice = "auto",
        alpha: float = 0.1,
        gate_sites: bool = True,
        global_epistasis: Literal["sigmoid"] | None = None,
        censored: Literal["auto", "left", "right"] | None = None,
        n_members: int = 4,
        batch_size: int | Literal["auto"] = "auto",
        learning_rate_init: float = 0.1,
        max_iter: int | Literal["auto"] = "auto",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 50,
        tol: float = 1e-4,
        warm_start: bool = False,
        levels: ArrayLike | Literal["auto"] = "auto",
        allele_properties: AlleleProperties = "auto",
        device: str | torch.device = "cpu",
        memory_budget: int | Literal["auto"] = "auto",
        callbacks: Sequence[Any] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.wh_weight = wh_weight
        self.penalty = penalty
        self.alpha = alpha
        self.gate_sites = gate_sites
        self.global_epistasis = global_epistasis
        self.censored = censored
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
        self.allele_properties = allele_properties
        self.device = device
        self.memory_budget = memory_budget
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        censored: ArrayLike | None = None,
    ) -> Self:
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes: numbers, or strings or categories that are alleles.
        y : array-like of shape (n_samples,)
            Measured values.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the squared errors; an integer weight is a number of copies.
        censored : array-like of shape (n_samples,), default=None
            Marks of the rows of which only a bound is known: -1 or "left" where the value is
            at most y, 1 or "right" where it is at least y, 0 or "none" where it was measured.
            The bounds of rows may differ. They win over the parameter of the constructor.

        Returns
        -------
        self : EpistaticNetRegressor

        Raises
        ------
        ValueError
            Before training, for a bad parameter or bad data, naming the parameter,
            column or row; during training, if the objective is no longer finite. The
            estimator is then as it was before.
        """
        with fitted_all_at_once(self) as model:
            previous = model.net_ if model._resumes() else None
            plan = model._make_plan(X, y, sample_weight, censored, previous)
            model._train(plan, previous)
        return self

    def _make_plan(self, X, y, sample_weight=None, censored=None, previous=None):
        """Return what a training takes: the only candidate, with a share of one."""
        self._check_parameters()
        X, y, weight = self._validate(X, y, sample_weight, reset=previous is None)
        if previous is None:
            self._learn_scales(X, y, weight)
        data = self._standardise(X, y, weight, censored)
        penalty = self._choose_penalty(data.spins)
        penalty = penalty if self.wh_weight else None
        settings = self._make_settings(data.n_kinds)
        settings.require_networks(int(self.n_members))
        settings.require_room(penalty, self.n_features_in_, int(self.n_members))
        candidate = Candidate(self.global_epistasis, float(self.alpha), float(self.wh_weight))
        unknown = np.array([np.nan])
        return TrainingPlan(
            data, [candidate], np.ones(1), unknown, penalty, settings, self._random_state()
        )

    def _train(self, plan, previous):
        data, valid_data = self._split(plan.data, plan.random_state)
        n_members = int(self.n_members)
        callbacks = [*(self.callbacks or []), *[ProgressLine()] * bool(self.verbose)]
        if valid_data is not None:
            callbacks.append(early_stopping(self.n_iter_no_change, self.tol))
        stack = train_masked_stack(
            data,
            None,
            plan.candidates * n_members,
            self._make_settings(data.n_kinds),
            plan.penalty,
            *draw_seeds(plan.random_state, n_members),
            n_samples=plan.data.weight.sum(),
            valid_data=valid_data,
            callbacks=callbacks,
            resume_from=previous,
        )
        self._expose(stack.net)
        self._plan = plan
        vars(self).pop("error_model_", None)  # of an earlier fit
        if valid_data is not None:
            self._expose_validation(valid_data)

    def _learned_errors(self):
        """Train the members on folds of the data of the fit, unless that was done before."""
        if hasattr(self, "error_model_"):
            return self.error_model_
        if not hasattr(self, "_plan"):
            raise ValueError(
                "A model that was saved before predict_interval or return_std=True was used does "
                "not know its errors. Use one of them once before saving, or fit again."
            )
        plan, random_state = self._plan, fresh_random_state(0)
        data, n = plan.data, self.net_.n_members
        folds = make_folds("auto", data.spins, data.target[:, 0], None, random_state)
        seed, member_seeds = draw_seeds(random_state, n * len(folds))
        task = FoldTask(
            data=data,
            X=None,
            y=data.target[:, 0],
            target_mean=self.target_mean_,
            target_scale=self.target_scale_,
            folds=folds,
            candidates=plan.candidates * n,
            settings=replace(plan.settings, max_epochs=self.n_iter_),
            penalty=plan.penalty,
            seed=seed,
            member_seeds=member_seeds,
            scoring=None,
            weighted=False,
        )
        errors = held_out_errors(data, folds, predict_held_out(task), np.full(n, 1 / n))
        self.error_model_ = learn_error_model(*errors)
        return self.error_model_

    def __getstate__(self):
        # The data of the fit are not saved with the model.
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_plan"}

    def _split(self, data, random_state):
        """Return the rows to train on and, for early stopping, those that are held out."""
        if not self.early_stopping:
            return data, None
        fraction = float(self.validation_fraction)
        try:
            train, test = split_genotypes(
                data.spins, test_size=fraction, random_state=random_state
            )
        except ValueError as error:
            raise ValueError(f"validation_fraction={fraction:g} cannot be had: {error}") from error
        valid_data = data.take(test)
        return data.take(train), replace(valid_data, weight=unit_weights(valid_data.weight))

    def _expose_validation(self, valid_data):
        target, weight = valid_data.target, valid_data.weight
        mean = np.average(target, weights=weight)
        variance = np.average((target - mean) ** 2, weights=weight)
        # Epochs of an earlier fit without early stopping, of a warm start, have none.
        losses = np.array([epoch.get("valid_loss", np.nan) for epoch in self.history_])
        self.validation_scores_ = list(1 - losses / (variance or 1.0))
        self.best_validation_score_ = float(np.nanmax(self.validation_scores_))

    def _resumes(self):
        check_bool("warm_start", self.warm_start)
        return self.warm_start and hasattr(self, "net_")

    def _check_parameters(self):
        self._check_shared_parameters()
        remedy = "0 is a plain network."
        check_number("wh_weight", self.wh_weight, low=0, high=MOST_PENALTY, remedy=remedy)
        check_number("alpha", self.alpha, low=0, high=MOST_PENALTY)
        check_number("validation_fraction", self.validation_fraction, low=0, high=1, low_open=True)
        check_number("tol", self.tol, low=0)
        check_number("n_iter_no_change", self.n_iter_no_change, low=1, integer=True)
        check_bool("early_stopping", self.early_stopping)
        if self._resumes():
            self._check_resumable()

    def _check_resumable(self):
        trained = {name: getattr(self.net_, name) for name in _RESUMED}
        trained["global_epistasis"] = "sigmoid" if any(self.net_.linked) else None
        for name, old in trained.items():
            new = getattr(self, name)
            new = tuple(new) if name == "hidden_layer_sizes" else new
            if new != old:
                raise ValueError(
                    f"warm_start=True goes on with the network of the last fit, which had "
                    f"{name}={old!r}, but now {name}={new!r}. Set it back, or warm_start=False."
                )
