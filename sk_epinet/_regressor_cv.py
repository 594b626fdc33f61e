"""Epistatic Net with its penalties and its link judged by cross-validation in one stack."""

from collections import namedtuple
from functools import partial
from itertools import product

import numpy as np
from joblib import Parallel, delayed, effective_n_jobs

from ._base_regressor import BaseEpistaticNet, draw_seeds, unit_weights, weighted_moments
from ._folds import MANY, make_folds, renumber
from ._utils import check_grid, check_option
from .network import bytes_of_a_value

_WH_WEIGHTS = (0.0, 0.01, 0.1)
_ALPHAS = (0.02, 0.1, 0.4, 4.0)
# A candidate whose error is a third above the least gets a share of 1/e of the best one's.
_DISCOUNT = 3.0
# With many genotypes the errors tell good candidates from middling ones.
_LEAST_SHARES = 0.02, 0.04
# From so many genotypes on a candidate with twice the error of the best on the first fold is not
# tried on the others. With fewer a fold says too little.
_RACE, _HOPELESS = 300, 2.0


class EpistaticNetRegressorCV(BaseEpistaticNet):
    """Epistatic Net with its penalties and its link judged by cross-validation.

    What ``GridSearchCV(EpistaticNetRegressor(), ...)`` over `wh_weight`, `alpha` and
    `global_epistasis` does, many times faster: the networks of all folds and candidates
    are one stack that is trained side by side, each member blind to the rows of its fold.
    Then networks are trained on all rows, with the best candidate or with each that did
    well. Made to be used as it is.

    Parameters
    ----------
    wh_weights : array-like of float, default=None
        Weights of the Walsh penalty to choose from; None is 0, 0.01, 0.1.

    alphas : array-like of float, default=None
        Weights of the L2 penalty to choose from, as `alpha` in
        :class:`EpistaticNetRegressor`; None is 0.02, 0.1, 0.4, 4.

    global_epistasis : {"auto", None, "sigmoid"}, default="auto"
        As in :class:`EpistaticNetRegressor`; "auto" judges both.

    cv : int, cross-validation generator or iterable, default=None
        None is five folds, shuffled by `random_state`, made twice for fewer than 50 genotypes,
        and three from 1,000 on. Otherwise as in
        :class:`~sklearn.model_selection.GridSearchCV`.

    selection : {"average", "min", "1se"}, default="average"
        "min" chooses the candidate with the least mean squared error e_min, and "1se" the
        largest `wh_weight` whose error is within one standard error of it, other things
        equal. "average" predicts with all candidates, and with the mean of y as one more,
        each with a share proportional to exp(-3 (e / e_min - 1)): on few genotypes the
        choice is noisy, and its noise costs more than averaging does. From 300 genotypes
        on, what has twice the least error on the first fold is not tried on the others.

    n_members : int, default=2
        Networks trained on all rows for each candidate that has a share.

    n_jobs : int, default=None
        Processes that train parts of the stack side by side, as in
        :class:`~sklearn.model_selection.GridSearchCV`. The result is the same.

    hidden_layer_sizes, activation, penalty, gate_sites, batch_size, \
learning_rate_init, max_iter, levels, device, memory_budget, callbacks, random_state, verbose
        As in :class:`EpistaticNetRegressor`. `callbacks` are called in the final fit.

    Attributes
    ----------
    wh_weight_, alpha_, global_epistasis_ : float, float, None or "sigmoid"
        The chosen candidate; with "average" the one with the largest share.

    wh_weights_, alphas_ : ndarray of shape (n_weights,), (n_alphas,)
        What was chosen from, in increasing order.

    mse_path_ : ndarray of shape (n_weights, n_folds)
        Mean squared error on each held-out fold, in squared units of y, of all weights
        with the chosen alpha and link; NaN on folds on which a hopeless one was not tried.

    cv_results_ : dict of ndarray of shape (n_candidates,)
        All candidates: wh_weight, alpha, global_epistasis, mean_test_mse and std_test_mse
        over the folds that were tried, and their share in the prediction; what the shares
        lack to one is that of the mean of y. Makes a pandas.DataFrame.

    member_weights_ : ndarray of shape (n_trained,)
        Weights of the trained networks in the prediction: the shares, divided among the
        `n_members` networks of each candidate. 0 for one that collapsed in training.

    spectrum_, latent_spectrum_ : WalshSpectrum
        Walsh coefficients of :meth:`predict` and :meth:`predict_latent`, in the units of
        y; up to 24 sites.

    site_relevance_, loss_curve_, n_iter_, history_, net_, penalty_, levels_, \
target_mean_, target_scale_, n_features_in_, feature_names_in_
        Of the final fit, as in :class:`EpistaticNetRegressor`.

    See Also
    --------
    EpistaticNetRegressor : The same with a fixed weight.
    bootstrap_spectrum : Confidence intervals of the coefficients.

    Notes
    -----
    Costs up to ``n_folds * n_candidates`` networks and `n_members` more for each candidate with a
    share; a step of all of them is a few batched matrix products. Memory grows with that
    number times the rows of a batch plus the evaluations of the penalty.

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
    """

    _links = ("auto", None, "sigmoid")

    def __init__(
        self,
        wh_weights=None,
        *,
        cv=None,
        selection="average",
        hidden_layer_sizes=(32, 32, 32),
        activation="silu",
        penalty="auto",
        alphas=None,
        global_epistasis="auto",
        gate_sites=True,
        n_members=2,
        batch_size="auto",
        learning_rate_init=0.1,
        max_iter="auto",
        levels="auto",
        device="cpu",
        memory_budget="auto",
        n_jobs=None,
        callbacks=None,
        random_state=None,
        verbose=0,
    ):
        self.wh_weights = wh_weights
        self.cv = cv
        self.selection = selection
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.penalty = penalty
        self.alphas = alphas
        self.global_epistasis = global_epistasis
        self.gate_sites = gate_sites
        self.n_members = n_members
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.levels = levels
        self.device = device
        self.memory_budget = memory_budget
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def fit(self, X, y, sample_weight=None):
        """Judge the candidates and train on all rows.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : array-like of shape (n_samples,)
            Measured values.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the squared errors, in training and in the choice.

        Returns
        -------
        self : EpistaticNetRegressorCV

        Raises
        ------
        ValueError
            Before training, for a bad parameter or bad data, naming the parameter,
            column or row; during training, if the objective is no longer finite.
        """
        self._refit(*self._judge(X, y, sample_weight))
        return self

    def _judge(self, X, y, sample_weight=None):
        """Everything but the final fit, and what that takes."""
        self._check_shared_parameters()
        check_option("selection", self.selection, ("average", "min", "1se"))
        self.wh_weights_ = check_grid("wh_weights", self.wh_weights, _WH_WEIGHTS)
        self.alphas_ = check_grid("alphas", self.alphas, _ALPHAS)
        X, y, weight = self._validate(X, y, sample_weight)
        self._learn_scales(X, y, weight)
        data = self._standardise(X, y, weight)
        penalty = self._choose_penalty(data[0]) if self.wh_weights_.any() else None
        random_state = self._random_state()
        folds = make_folds(self.cv, X, y, random_state)
        candidates = self._list_candidates()
        n_members = len(folds) * len(candidates)
        self._require_room(penalty, -(-n_members // self._count_groups(n_members, len(y))))
        # Rows of weight zero were left out.
        folds = renumber(folds, weight > 0)
        errors = self._cross_validate(data, folds, candidates, penalty, random_state)
        shares = self._share(
            errors, self._errors_of_the_mean(data, folds), candidates, len(data[1])
        )
        self._expose_choice(candidates, errors, shares)
        return data, candidates, shares, errors.mean(axis=1), penalty, random_state

    def _list_candidates(self):
        links = (None, "sigmoid") if self.global_epistasis == "auto" else (self.global_epistasis,)
        return [Candidate(*c) for c in product(links, self.alphas_, self.wh_weights_)]

    def _make_stack(self, n_rows, candidates, n_effective, penalty, seed, member_seeds):
        """A net with one member for each of the candidates, which may be repeated."""
        return self._make_net(
            n_rows,
            [candidate.global_epistasis is not None for candidate in candidates],
            penalty,
            np.array([candidate.wh_weight for candidate in candidates]),
            np.array([candidate.alpha for candidate in candidates]) / (2 * n_effective),
            seed,
            member_seeds,
        )

    def _cross_validate(self, data, folds, candidates, penalty, random_state):
        """Train folds x candidates: mse of shape (n_candidates, n_folds), NaN if left out."""
        seeds = draw_seeds(random_state, len(folds) * len(candidates))
        judge = partial(self._train_members, data, folds, candidates, penalty, seeds)
        errors = np.full((len(candidates), len(folds)), np.nan)
        everyone = np.arange(len(candidates))
        if self.selection != "average" or len(data[1]) < _RACE:
            judge(errors, everyone, range(len(folds)))
            return errors
        # Their share would be nothing: a few per cent of that of the best.
        judge(errors, everyone, [0])
        going_on = np.flatnonzero(errors[:, 0] <= _HOPELESS * errors[:, 0].min())
        judge(errors, going_on, range(1, len(folds)))
        return errors

    def _train_members(self, data, folds, candidates, penalty, seeds, errors, chosen, own_folds):
        """Train these candidates on these folds, and write their errors."""
        members = list(product(own_folds, chosen))
        if not members:
            return
        seed, member_seeds = seeds
        n_groups = self._count_groups(len(members), len(data[1]))
        groups = [
            [members[i] for i in group]
            for group in np.array_split(np.arange(len(members)), n_groups)
        ]
        trained = Parallel(n_jobs=self.n_jobs)(
            delayed(self._train_group)(
                [(fold, candidates[i]) for fold, i in group],
                data,
                folds,
                penalty,
                seed,
                # Of a member, whoever trains beside it.
                [member_seeds[fold * len(candidates) + i] for fold, i in group],
            )
            for group in groups
        )
        for (fold, i), error in zip(members, np.concatenate(trained), strict=True):
            errors[i, fold] = error

    def _count_groups(self, n_members, n_rows):
        """As many as there are jobs, or more where a stack would not fit the memory budget."""
        hidden = bytes_of_a_value(self.hidden_layer_sizes) * self._batch_rows(n_rows)
        # And the target and the weight of a row, in float64 and in float32.
        n_bytes = n_members * (hidden + 24 * n_rows)
        needed = -(-n_bytes // self._memory_budget())
        return min(n_members, max(needed, effective_n_jobs(self.n_jobs)))

    def _train_group(self, members, data, folds, penalty, seed, member_seeds):
        """Train one stack: mse of each member (fold, candidate) on the rows it has not seen."""
        spins, target, weight = data
        masks = np.zeros((len(target), len(members)))
        for column, (fold, _) in enumerate(members):
            train, _ = folds[fold]
            masks[train, column] = weight[train, 0]
        mean, scale = np.array([weighted_moments(target[:, 0], column) for column in masks.T]).T
        scale[scale == 0] = 1.0
        candidates = [candidate for _, candidate in members]
        net = self._make_stack(len(target), candidates, masks.sum(0), penalty, seed, member_seeds)
        net.train((spins, (target - mean) / scale, unit_weights(masks)))
        errors = np.empty(len(members))
        for fold, (_, test) in enumerate(folds):
            own = [i for i, member in enumerate(members) if member[0] == fold]
            if not own:
                continue
            predicted = net.predict_members(spins[test])[own]
            predicted = mean[own, None] + scale[own, None] * predicted
            squares = (predicted - target[test, 0]) ** 2 * self.target_scale_**2
            errors[own] = np.average(squares, weights=weight[test, 0], axis=1)
        return errors

    def _errors_of_the_mean(self, data, folds):
        """Mean squared error of the mean of the training rows on each held-out fold."""
        _, (target,), (weight,) = (array.T for array in data)
        errors = []
        for train, test in folds:
            mean = np.average(target[train], weights=weight[train])
            errors.append(np.average((target[test] - mean) ** 2, weights=weight[test]))
        return np.array(errors) * self.target_scale_**2

    def _share(self, errors, errors_of_the_mean, candidates, n_rows):
        """Shares of the candidates in the prediction, from their cross-validated errors.

        What they lack to one is the share of the mean of y, a candidate too: where nothing
        can be predicted, it is best to predict little.
        """
        mse = errors.mean(axis=1)
        mse[np.isnan(mse)] = np.inf
        best = int(np.argmin(mse))
        if self.selection == "average" and mse[best] > 0:
            mse = np.append(mse, errors_of_the_mean.mean())
            shares = np.exp(-_DISCOUNT * (mse / mse.min() - 1))
            # Networks that hardly count are not worth training, but for one.
            small = shares < _LEAST_SHARES[n_rows >= MANY] * shares.sum()
            small[best] = False
            shares[small] = 0
            return shares[:-1] / shares.sum()
        if self.selection == "1se":
            limit = mse[best] + errors[best].std() / np.sqrt(errors.shape[1])
            # They are in increasing order of wh_weight.
            best = np.flatnonzero(_on_path(candidates, candidates[best]) & (mse <= limit))[-1]
        return np.eye(len(mse))[best]

    def _expose_choice(self, candidates, errors, shares):
        chosen = candidates[int(shares.argmax())]
        self.wh_weight_, self.alpha_ = float(chosen.wh_weight), float(chosen.alpha)
        self.global_epistasis_ = chosen.global_epistasis
        self.mse_path_ = errors[_on_path(candidates, chosen)]
        self.cv_results_ = {
            "wh_weight": np.array([c.wh_weight for c in candidates]),
            "alpha": np.array([c.alpha for c in candidates]),
            "global_epistasis": np.array([c.global_epistasis for c in candidates], dtype=object),
            "mean_test_mse": np.nanmean(errors, axis=1),
            "std_test_mse": np.nanstd(errors, axis=1),
            "share": shares,
        }

    def _refit(self, data, candidates, shares, expected, penalty, random_state):
        spins, target, weight = data
        used = np.flatnonzero(shares).repeat(self.n_members)
        members = [candidates[i] for i in used]
        if not any(member.wh_weight for member in members):
            penalty = None
        seeds = draw_seeds(random_state, len(members))
        net = self._make_stack(len(target), members, weight.sum(), penalty, *seeds)
        net.train((spins, target, unit_weights(weight)), callbacks=self._users_callbacks())
        errors = (net.predict_members(spins) - target[:, 0]) ** 2 * self.target_scale_**2
        trained = np.average(errors, axis=1, weights=weight[:, 0])
        explained, promised = (self.target_scale_**2 - mse for mse in (trained, expected[used]))
        weights = _without_collapsed(shares[used] / self.n_members, explained, promised)
        self._expose(net, weights)


def _without_collapsed(shares, explained, promised):
    """Weights of the members, those left out that have not trained.

    Under a strong L2 penalty a network sometimes collapses to a constant. It is told by
    explaining of its own training data less than half the variance that its like explained
    of data they had not seen.
    """
    alive = np.where(explained >= promised / 2, shares, 0.0)
    return alive * (shares.sum() / alive.sum()) if alive.any() else shares


Candidate = namedtuple("Candidate", ["global_epistasis", "alpha", "wh_weight"])


def _on_path(candidates, chosen):
    """Which candidates differ from the chosen one in nothing but wh_weight."""
    return np.array([c._replace(wh_weight=chosen.wh_weight) == chosen for c in candidates])
