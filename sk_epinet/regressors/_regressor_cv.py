"""Epistatic Net with its penalties and its link judged by cross-validation in one stack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import product
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.base import clone
from sklearn.utils import _safe_indexing
from sklearn.utils.metadata_routing import UNUSED, MetadataRouter, MethodMapping
from sklearn.utils.validation import check_is_fitted

from .._utils import (
    RandomState,
    Splitter,
    check_bool,
    check_grid,
    check_jobs,
    check_option,
    check_verbose,
    fitted_all_at_once,
)
from ..cross_validation import (
    MANY,
    FoldTask,
    blend,
    choose,
    cross_validate,
    held_out_errors,
    learn_error_model,
    make_cv_results,
    make_folds,
    make_scorer,
    on_path,
    renumber,
    share_out,
    splitter_of,
    without_collapsed,
)
from ..genotypes import AlleleProperties
from ..network import Candidate, Progress, draw_seeds, move_to_bounds, train_side_by_side
from ._base_regressor import BaseEpistaticNet, TrainingPlan
from ._penalty_choice import PenaltyChoice
from ._process_partner import fit_process, share_with_process
from ._regressor import EpistaticNetRegressor


class EpistaticNetRegressorCV(BaseEpistaticNet):
    """Fit Epistatic Net with its penalties and its link chosen by cross-validation.

    Every combination of `wh_weights`, `alphas` and the two kinds of `global_epistasis` is a
    candidate. They are compared by cross-validation, as in
    ``GridSearchCV(EpistaticNetRegressor(), ...)`` but many times faster, because the networks of
    all folds and candidates are trained at the same time. Then networks are trained on all rows,
    either with the best candidate or with all candidates that did well. In the default, the
    prediction is an average over these networks and a Gaussian process. You need not change the
    defaults.

    X has one column for each site: numbers of two levels, or strings or categories of pandas,
    which are alleles. Sites may have any number of alleles, as in
    :class:`EpistaticNetRegressor`.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int, default=(32, 32, 32)
        Widths of the hidden layers.

    activation : {"identity", "logistic", "tanh", "relu", "leaky_relu", "elu", "softplus", \
"gelu", "silu"}, default="silu"
        Activation of the hidden layers, as in :class:`EpistaticNetRegressor`.

    wh_weights : array-like of float, default=(0.0, 0.01, 0.1)
        Weights of the Walsh penalty to choose from, as `wh_weight` in
        :class:`EpistaticNetRegressor`.

    penalty : "auto", None or WalshPenalty, default="auto"
        Which Walsh penalty, as in :class:`EpistaticNetRegressor`.

    alphas : "auto" or array-like of float, default="auto"
        Weights of the L2 penalty to choose from, as `alpha` in
        :class:`EpistaticNetRegressor`. "auto" is (0.02, 0.1, 0.4, 4), and (0.02, 0.1, 1, 10)
        where a site has more than two alleles.

    gate_sites : bool, default=True
        Whether each site has a learned gate, as in :class:`EpistaticNetRegressor`.

    global_epistasis : {"auto", None, "sigmoid"}, default="auto"
        The link, as in :class:`EpistaticNetRegressor`; "auto" tries both.

    gaussian_process : bool, default=True
        Whether the prediction is an average of the networks and a Gaussian process, with the
        share that predicts held-out rows best. Its kernel is a connectedness kernel, which uses
        the `allele_properties` too. It takes part if there are at least 50 genotypes and at most
        5,000 rows, `selection` is "average", all sites have alleles (not numbers between two
        levels), and no value is censored. Otherwise the networks predict alone.

    censored : {None, "auto", "left", "right"}, default=None
        Which values of y are only bounds, as in :class:`EpistaticNetRegressor`. A prediction
        beyond the bound of a held-out row is no error in the scores of the candidates.

    n_members : int or "auto", default="auto"
        Number of networks that are trained on all rows for each candidate that has a share.
        "auto" is two, or one if there are at least 1,000 rows and at least twelve candidates have
        a share.

    batch_size : int or "auto", default="auto"
        Rows of a step, as in :class:`EpistaticNetRegressor`.

    learning_rate_init : float, default=0.1
        Peak learning rate of Adam, as in :class:`EpistaticNetRegressor`.

    max_iter : int or "auto", default="auto"
        Passes over the training data, as in :class:`EpistaticNetRegressor`.

    cv : "auto", int, cross-validation generator, iterable or None, default="auto"
        "auto" is five folds, shuffled by `random_state`. With fewer than 50 genotypes they are
        drawn twice, and with 1,000 or more there are three folds. An integer is a number of folds
        in the order of the rows, and None is five. All of these hold out whole genotypes: the
        rows of one genotype, or of one of the `groups` of :meth:`fit`, are in one fold. All else
        is as in
        :class:`~sklearn.model_selection.GridSearchCV`: any splitter of scikit-learn, or a list
        of (train, test) row numbers; a warning says if it puts rows of one genotype on both
        sides of a split.

    scoring : str or callable, default="neg_mean_squared_error"
        The score by which candidates are compared on held-out rows, as in
        :class:`~sklearn.model_selection.GridSearchCV`. The loss of a candidate is the score of a
        perfect prediction minus its score.

    selection : {"average", "min", "1se"}, default="average"
        "min" chooses the candidate with the smallest mean loss e_min, and "1se" the
        largest `wh_weight` whose loss is within one standard error of it, with the same `alpha`
        and link. "average" averages the predictions of all candidates, and of the mean of y as
        one more. The share of a candidate with the loss e is proportional to
        exp(-3 (e / e_min - 1)). With few genotypes, the choice of a single candidate depends so
        much on chance that averaging predicts better. With 1,000 rows or more, if `scoring` is
        the squared error and no value is a bound, the shares are chosen such that the average
        predicts held-out rows best; the fewer rows there are, the closer they are kept to the
        formula. With 300 rows or more, a candidate with twice the smallest loss on the first
        fold is not tried on the others. If there is a Gaussian process, the networks divide
        what is left of its share.

    levels : "auto" or tuple (low, high), default="auto"
        The two levels of the sites, as in :class:`EpistaticNetRegressor`.

    allele_properties : "auto", None, mapping or DataFrame, default="auto"
        Properties of alleles, as in :class:`EpistaticNetRegressor`.

    device : str or torch.device, default="cpu"
        Where to train, as in :class:`EpistaticNetRegressor`.

    memory_budget : int or "auto", default="auto"
        Bytes for the hidden values of each worker, as in :class:`EpistaticNetRegressor`. A stack
        that would take more is divided into more parts.

    n_jobs : int, default=None
        Number of workers, each of which trains a part of the networks on one core. None means as
        many as torch has threads, which is one for each core unless you or joblib set another
        number; -1 is one for each core. They are threads of Python, or processes if
        :func:`joblib.parallel_config` says so. The result does not depend on their number.

    callbacks : list of skorch callbacks, default=None
        Called in the final fit, after those of the estimator.

    random_state : int, RandomState instance or None, default=None
        Determines folds, initial weights, batches and sub-cubes, as in
        :class:`EpistaticNetRegressor`.

    verbose : int, default=0
        0 is silent; 1 shows a bar of the whole fit on standard error, with the time that is left.

    Attributes
    ----------
    wh_weight_, alpha_, global_epistasis_ : float, float, None or "sigmoid"
        The chosen candidate; with "average" the one with the largest share.

    wh_weights_, alphas_ : ndarray of shape (n_weights,), (n_alphas,)
        The weights that were chosen from, in increasing order.

    mse_path_ : ndarray of shape (n_weights, n_folds)
        Mean squared error on each held-out fold, in squared units of y, of all `wh_weights`
        with the chosen `alpha` and link; NaN on folds on which a candidate was not tried.

    cv_results_ : dict of (masked) ndarrays of shape (n_candidates,)
        The table of all candidates in the schema of
        :class:`~sklearn.model_selection.GridSearchCV`, which a pandas DataFrame can be made of:
        `params`, `param_wh_weight`, `param_alpha`, `param_global_epistasis`,
        `split0_test_score` and so on, `mean_test_score` and `std_test_score` over the folds that
        were tried, and `rank_test_score`. There are no times, because the candidates are trained
        at the same time. The column `share` is the share of each candidate in the prediction.
        These shares, `gaussian_process_share_` and the share of the mean of y add up to one.

    member_weights_ : ndarray of shape (n_trained,)
        Weights of the trained networks in the prediction: the shares, divided among the
        networks of each candidate. The weight of one that collapsed is 0.

    shares_ : dict
        Shares in the prediction of the "networks", the "Gaussian process" and the "mean of y".

    gaussian_process_share_ : float
        Share of the Gaussian process in the prediction; 0 where there is none.

    gaussian_process_ : AlleleProcess or None
        The Gaussian process, which predicts standardised values of coded genotypes.

    error_model_ : ErrorModel
        How far predictions are from measurements. :meth:`predict_interval` and the standard
        deviations of :meth:`predict` are computed from it.

    spectrum_, latent_spectrum_ : WalshSpectrum or EpistasisSpectrum
        Interactions of :meth:`predict` and :meth:`predict_latent`, in the units of y, as in
        :class:`EpistaticNetRegressor`.

    site_relevance_, loss_curve_, n_iter_, history_, net_, penalty_, levels_, alleles_, \
censoring_, target_mean_, target_scale_, n_features_in_, feature_names_in_
        Of the final fit, as in :class:`EpistaticNetRegressor`.

    See Also
    --------
    EpistaticNetRegressor : The same with fixed weights.
    bootstrap_spectrum : Confidence intervals of the coefficients.

    Notes
    -----
    A fit trains up to ``n_folds * n_candidates`` networks, and `n_members` more for each candidate
    with a share. A step of all of them is a few batched matrix products. Memory grows with the
    number of networks times the sum of the rows of a batch and the evaluations of the penalty.

    References
    ----------
    .. [1] Aghazadeh et al. (2021). Epistatic Net allows the sparse spectral
       regularization of deep neural networks for inferring fitness functions.
       Nature Communications 12:5225.

    Examples
    --------
    >>> from sklearn.model_selection import train_test_split
    >>> from sk_epinet import EpistaticNetRegressorCV
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, _ = make_walsh_landscape(n_sites=6, n_interactions=4, random_state=0)
    >>> X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=40, random_state=0)
    >>> model = EpistaticNetRegressorCV(cv=3, random_state=0).fit(X_train, y_train)
    >>> model.mse_path_.shape
    (3, 3)
    >>> model.score(X_test, y_test) > 0.9
    True

    Alleles as strings, three of them at the second site, and two replicates of each genotype,
    which the folds keep together:

    >>> import numpy as np
    >>> X = np.array([[a, b] for a in "AG" for b in "KRE"] * 2)
    >>> y = [0.0, 1.0, 2.0, 1.0, 2.0, 3.0, 0.1, 0.9, 2.2, 1.1, 2.0, 2.9]
    >>> model = EpistaticNetRegressorCV(cv=3, random_state=0).fit(X, y)
    >>> model.alleles_
    (('A', 'G'), ('E', 'K', 'R'))
    """

    _links = ("auto", None, "sigmoid")
    _numbers_or_auto = (*BaseEpistaticNet._numbers_or_auto, "n_members")
    __metadata_request__fit = {"groups": UNUSED}  # they are the splitter's

    _auto_alphas = (0.02, 0.1, 0.4, 4.0)  # docs/benchmarks/defaults
    _auto_alphas_of_alleles = (0.02, 0.1, 1.0, 10.0)  # docs/benchmarks/alleles
    # From docs/benchmarks/candidates. A candidate whose loss is a third above the least gets a
    # share of 1/e of the best one's.
    _discount = 3.0
    # Networks that hardly count are not worth training (docs/benchmarks/folds).
    _least_share = 0.02
    # So many candidates average over as many initial weights as is of use.
    _enough_candidates = 12
    # From so many genotypes on, a candidate with twice the loss of the best on the first fold is
    # not tried on the others. With fewer a fold says too little.
    _race_from = 300
    _hopeless = 2.0
    # Held-out predictions of fewer genotypes do not tell which share the process should have, and
    # it may be far off (docs/benchmarks/generalisation).
    _least_genotypes_of_process = 50
    _most_rows_of_process = 5000  # memory grows with their square, time with their cube

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (32, 32, 32),
        activation: str = "silu",
        *,
        wh_weights: ArrayLike = (0.0, 0.01, 0.1),
        penalty: PenaltyChoice = "auto",
        alphas: ArrayLike | Literal["auto"] = "auto",
        gate_sites: bool = True,
        global_epistasis: Literal["auto", "sigmoid"] | None = "auto",
        gaussian_process: bool = True,
        censored: Literal["auto", "left", "right"] | None = None,
        n_members: int | Literal["auto"] = "auto",
        batch_size: int | Literal["auto"] = "auto",
        learning_rate_init: float = 0.1,
        max_iter: int | Literal["auto"] = "auto",
        cv: int | Splitter | Iterable[Any] | Literal["auto"] | None = "auto",
        scoring: str | Callable[..., float] = "neg_mean_squared_error",
        selection: Literal["average", "min", "1se"] = "average",
        levels: ArrayLike | Literal["auto"] = "auto",
        allele_properties: AlleleProperties = "auto",
        device: str | torch.device = "cpu",
        memory_budget: int | Literal["auto"] = "auto",
        n_jobs: int | None = None,
        callbacks: Sequence[Any] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.wh_weights = wh_weights
        self.penalty = penalty
        self.alphas = alphas
        self.gate_sites = gate_sites
        self.global_epistasis = global_epistasis
        self.gaussian_process = gaussian_process
        self.censored = censored
        self.n_members = n_members
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.cv = cv
        self.scoring = scoring
        self.selection = selection
        self.levels = levels
        self.allele_properties = allele_properties
        self.device = device
        self.memory_budget = memory_budget
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
        *,
        censored: ArrayLike | None = None,
    ) -> Self:
        """Judge the candidates and train on all rows.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes: numbers, or strings or categories that are alleles.
        y : array-like of shape (n_samples,)
            Measured values.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the squared errors, in training and in the scores of the candidates.
        groups : array-like of shape (n_samples,), default=None
            Labels of the rows that belong together, in place of equal genotypes; also for a
            `cv` that uses groups, such as :class:`~sklearn.model_selection.GroupKFold`. With
            metadata routing enabled, they are routed to the splitter.
        censored : array-like of shape (n_samples,), default=None
            Marks of the rows of which only a bound is known: -1 or "left" where the value is
            at most y, 1 or "right" where it is at least y, 0 or "none" where it was measured.
            The bounds of rows may differ. They win over the parameter of the constructor.

        Returns
        -------
        self : EpistaticNetRegressorCV

        Raises
        ------
        ValueError
            Before training, for a bad parameter or bad data, naming the parameter,
            column or row; during training, if the objective is no longer finite. The
            estimator is then as it was before.
        """
        check_verbose(self.verbose)
        with (
            fitted_all_at_once(self) as model,
            closing(Progress(bool(self.verbose))) as progress,
        ):
            plan = model._make_plan(X, y, sample_weight, groups, censored, progress)
            model._refit(plan, progress)
        return self

    @property
    def shares_(self) -> dict[str, float]:
        """Return the shares of the networks, the Gaussian process and the mean of y."""
        check_is_fitted(self)
        networks, process = float(self.member_weights_.sum()), self.gaussian_process_share_
        rest = max(0.0, 1 - networks - process)
        return {"networks": networks, "Gaussian process": process, "mean of y": rest}

    def _with_weight(self, wh_weight):
        """Return an unfitted regressor of one weight, with the chosen alpha and link.

        Pictures count the interactions along ``wh_weights`` with it.
        """
        ours = self.get_params(deep=False)
        shared = EpistaticNetRegressor().get_params(deep=False).keys() & ours.keys()
        values = {name: ours[name] for name in shared} | {
            "wh_weight": wh_weight,
            "alpha": self.alpha_,
            "global_epistasis": self.global_epistasis_,
            "n_members": self._members_of_each(),
            "verbose": 0,
        }
        return clone(EpistaticNetRegressor(**values))

    def get_metadata_routing(self) -> MetadataRouter:
        """Return how metadata is routed.

        Returns
        -------
        routing : sklearn.utils.metadata_routing.MetadataRouter
            `groups` go to the splitter, if that uses them.
        """
        splitter = splitter_of(self.cv, MANY, None)
        mapping = MethodMapping().add(caller="fit", callee="split")
        router = MetadataRouter(owner=type(self).__name__).add_self_request(self)
        return router.add(splitter=splitter, method_mapping=mapping)

    def _make_plan(self, X, y, sample_weight=None, groups=None, censored=None, progress=None):
        """Return everything that the final fit takes, and expose what was chosen."""
        progress = progress or Progress()
        self._check_parameters()
        X, y, weight = self._validate(X, y, sample_weight)
        self._learn_scales(X, y, weight)
        random_state = self._random_state()
        folds = make_folds(self.cv, X, y, groups, random_state, used=weight > 0)
        data = self._standardise(X, y, weight, censored)
        weighted = sample_weight is not None
        task = self._make_task(data, X, y, weight, folds, random_state, weighted)
        task = replace(task, progress=progress)
        # The final fit has networks of all candidates at most.
        progress.start(len(task.candidates) * (len(folds) + self._members_of_each()))
        average = self.selection == "average"
        raced = average and data.n_kinds >= self._race_from
        held_out = cross_validate(task, self.n_jobs, self._hopeless if raced else None)
        if average:
            shares = self._share_out(task, held_out)
        else:
            shares = choose(held_out, task.candidates, self.selection)
        shares, of_process = self._share_with_process(task, held_out.predicted, shares)
        self._learn_errors(task, held_out.predicted, shares, of_process)
        self._expose_choice(task.candidates, held_out, shares)
        return TrainingPlan(
            task.data,
            task.candidates,
            shares,
            held_out.errors.mean(axis=1),
            task.penalty,
            task.settings,
            random_state,
            self.gaussian_process_,
            self.gaussian_process_share_,
        )

    def _share_out(self, task, held_out):
        """Return the shares of the candidates in the average."""
        losses = held_out.losses.mean(axis=1)
        rule = {"discount": self._discount, "least_share": self._least_share}
        shares = share_out(losses, task.loss_of_the_mean(), **rule)
        by_squares = self.scoring == "neg_mean_squared_error" and task.data.marks is None
        if task.data.n_kinds < MANY or not by_squares:
            return shares
        rows = np.concatenate([test for _, test in task.folds])
        tried = np.isfinite(losses)
        together = blend(
            np.hstack(held_out.predicted)[tried],
            task.data.target[rows, 0],
            task.data.weight[rows, 0],
            strength=(MANY / task.data.n_kinds) ** 2,
            **rule,
        )
        if together.any():
            shares[tried] = together
        return shares

    def _share_with_process(self, task, predicted, shares):
        """Fit the Gaussian process, if there is one.

        Return the shares of the candidates beside it, and what it predicts for the held-out rows
        of each fold.
        """
        self.gaussian_process_, self.gaussian_process_share_ = None, 0.0
        if not self._takes_process(task.data):
            return shares, None
        self.gaussian_process_, of_process = fit_process(
            self._make_features(), task.data, task.folds
        )
        of_networks, own = share_with_process(
            task.data, task.folds, predicted, shares, of_process, self._discount
        )
        self.gaussian_process_share_ = float(own)
        # A fit needs a network, however small its share.
        return shares * max(of_networks, 1e-9), of_process

    def _learn_errors(self, task, predicted, shares, of_process):
        """Learn the errors of the whole prediction from those on held-out rows."""
        if of_process is not None:
            predicted = [np.vstack(parts) for parts in zip(predicted, of_process, strict=True)]
            shares = np.append(shares, self.gaussian_process_share_)
        errors = held_out_errors(task.data, task.folds, predicted, shares)
        self.error_model_ = learn_error_model(*errors)

    def _takes_process(self, data):
        return (
            self.gaussian_process
            and self.selection == "average"
            and self._coding.has_alleles_only
            and data.marks is None
            and len(data) <= self._most_rows_of_process
            and len(np.unique(data.spins, axis=0)) >= self._least_genotypes_of_process
            and self.target_scale_ > 0
        )

    def _check_parameters(self):
        self._check_shared_parameters()
        check_option("selection", self.selection, ("average", "min", "1se"))
        check_bool("gaussian_process", self.gaussian_process)
        check_grid("wh_weights", self.wh_weights)
        if not (isinstance(self.alphas, str) and self.alphas == "auto"):
            check_grid("alphas", self.alphas)
        check_jobs(self.n_jobs)
        try:
            make_scorer(self.scoring)
        except (TypeError, ValueError) as error:
            raise ValueError(f"scoring={self.scoring!r} is none: {error}") from error

    def _make_task(self, data, X, y, weight, folds, random_state, weighted):
        """Return what the candidates are judged on, once it is known to fit the memory."""
        self.wh_weights_ = check_grid("wh_weights", self.wh_weights)
        penalty = self._choose_penalty(data.spins)
        penalty = penalty if self.wh_weights_.any() else None
        if penalty is None:
            self.wh_weights_ = np.zeros(1)  # they would all be the same candidates
        self.alphas_ = self._choose_alphas()
        links = (None, "sigmoid") if self.global_epistasis == "auto" else (self.global_epistasis,)
        values = product(links, self.alphas_, self.wh_weights_)
        candidates = [Candidate(*choice) for choice in values]
        settings = self._make_settings(data.n_kinds)
        n_members = len(folds) * len(candidates)
        groups = settings.divide(candidates * len(folds), data.n_kinds, penalty)
        side_by_side = max(map(len, groups))
        settings.require_networks(max(side_by_side, self._members_of_each()))
        settings.require_room(penalty, self.n_features_in_, side_by_side)
        used = weight > 0
        # Rows of weight zero are left out.
        folds = renumber(folds, used)
        seed, member_seeds = draw_seeds(random_state, n_members)
        return FoldTask(
            data,
            _safe_indexing(X, np.flatnonzero(used)),
            y[used],
            self.target_mean_,
            self.target_scale_,
            folds,
            candidates,
            settings,
            penalty,
            seed,
            member_seeds,
            self.scoring,
            weighted,
        )

    def _choose_alphas(self):
        if not (isinstance(self.alphas, str) and self.alphas == "auto"):
            return check_grid("alphas", self.alphas)
        two_level = self._coding.is_two_level
        return np.array(self._auto_alphas if two_level else self._auto_alphas_of_alleles)

    def _expose_choice(self, candidates, held_out, shares):
        chosen = candidates[int(shares.argmax())]
        self.wh_weight_, self.alpha_ = float(chosen.wh_weight), float(chosen.alpha)
        self.global_epistasis_ = chosen.global_epistasis
        self.mse_path_ = held_out.errors[on_path(candidates, chosen)]
        self.cv_results_ = make_cv_results(candidates, held_out.scores, shares)

    def _members_of_each(self, n_candidates=1, n_rows=0):
        """Return how many networks are trained for each candidate, of so many with a share."""
        if self.n_members != "auto":
            return super()._members_of_each()
        return 1 if n_candidates >= self._enough_candidates and n_rows >= MANY else 2

    def _learned_errors(self):
        return self.error_model_

    def _refit(self, plan, progress):
        """Train one network or several on all rows for each candidate with a share."""
        data, chosen = plan.data, np.flatnonzero(plan.shares)
        n_of_each = self._members_of_each(len(chosen), data.n_kinds)
        used = chosen.repeat(n_of_each)
        members = [plan.candidates[i] for i in used]
        penalised = any(member.wh_weight for member in members)
        progress.expect(len(members))
        stack = train_side_by_side(
            data,
            members,
            plan.settings,
            plan.penalty if penalised else None,
            *draw_seeds(plan.random_state, len(members)),
            self.n_jobs,
            self.callbacks or [],
            progress,
        )
        predicted = move_to_bounds(stack.predict(data.spins), data.target[:, 0], data.marks)
        squares = (predicted - data.target[:, 0]) ** 2 * self.target_scale_**2
        trained = np.average(squares, axis=1, weights=data.weight[:, 0])
        explained, promised = (
            self.target_scale_**2 - errors for errors in (trained, plan.errors[used])
        )
        shares = plan.shares[used] / n_of_each
        self._expose(stack.net, without_collapsed(shares, explained, promised))
