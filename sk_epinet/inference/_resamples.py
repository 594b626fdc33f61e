"""Models of bootstrap resamples: their predictions of all rows, and their spectra."""

from dataclasses import dataclass

import numpy as np
from joblib import effective_n_jobs
from sklearn.base import clone

from .._utils import run_tasks
from ..network import Progress, draw_seeds, train_masked_stack, unit_weights, weighted_moments
from ..regressors import EpistaticNetRegressor, EpistaticNetRegressorCV
from ..spectrum import WalshSpectrum
from ..walsh import enumerate_genotypes, walsh_transform
from ._fit_resample import constant_targets_allowed, fit_resample

_VALUES = 2**22  # genotypes x networks of a block of an enumeration: 32 MiB


def fit_resamples(
    estimator, X, y, counts, pick, levels, n_jobs, random_state, weight=None, progress=None
):
    """Fit a model to each resample.

    Parameters
    ----------
    estimator : regressor
        Networks of this package are trained side by side, other regressors one by one.
    X : array-like of shape (n_samples, n_sites)
        Genotypes.
    y : ndarray of shape (n_samples,)
        Measured values.
    counts : int array of shape (n_samples, n_resamples)
        How often each row is in each resample.
    pick : callable
        Takes a WalshSpectrum, or a dense array of coefficients, and returns the coefficients
        that are asked for.
    levels : ndarray of shape (n_sites, 2)
        Low and high level of each site in X, for estimators that do not know them.
    n_jobs : int or None
        Processes.
    random_state : RandomState
        Determines the networks that are trained side by side.
    weight : ndarray of shape (n_samples,), default=None
        Positive weights of the rows in the fits.
    progress : Progress, default=None
        Follows the fits.

    Returns
    -------
    predicted : ndarray of shape (n_resamples, n_samples)
        Predictions of all rows.
    coefficients : ndarray of shape (n_resamples, n_interactions)
        What `pick` returned.
    """
    stacked = isinstance(estimator, EpistaticNetRegressorCV) or (
        type(estimator) is EpistaticNetRegressor and not estimator.early_stopping
    )
    progress = progress or Progress()
    if not stacked:
        return _fit_each(estimator, X, y, counts, pick, levels, n_jobs, weight, progress)
    return _fit_stacks(
        clone(estimator), X, y, counts, pick, n_jobs, random_state, weight, progress
    )


def _fit_each(estimator, X, y, counts, pick, levels, n_jobs, weight, progress):
    tasks = [(clone(estimator), X, y, column, pick, levels, weight) for column in counts.T]
    progress.expect(len(tasks))
    fitted = run_tasks(_fit_one, tasks, n_jobs, on_done=lambda i: progress.advance(1))
    return tuple(np.array(arrays) for arrays in zip(*fitted, strict=True))


def _fit_one(estimator, X, y, column, pick, levels, weight):
    fit_resample(estimator, X, y, column, weight)
    return estimator.predict(X), pick(WalshSpectrum.from_estimator(estimator, X=X, levels=levels))


@dataclass(frozen=True)
class _Resamples:
    """Some of the resamples, and the networks that are trained on each of them.

    Parameters
    ----------
    counts : array of shape (n_samples, n_resamples)
        How often each row is in each resample, times its weight.
    drawn : int array of shape (n_resamples, n_members)
        The candidate of each network. The first number that is no candidate stands for the
        Gaussian process, and the next one for the mean of y.
    member_seeds : int array of shape (n_resamples, n_members)
        Seeds of the initial weights.
    """

    counts: np.ndarray
    drawn: np.ndarray
    member_seeds: np.ndarray

    def __getitem__(self, rows):
        return _Resamples(self.counts[:, rows], self.drawn[rows], self.member_seeds[rows])


def _fit_stacks(model, X, y, counts, pick, n_jobs, random_state, weight, progress):
    """Train the networks of all resamples side by side.

    There are `n_members` for each resample, of candidates that are drawn with their shares as
    probabilities: over the resamples that is the average that the estimator predicts with. The
    Gaussian process, if there is one, is drawn like a candidate; it keeps the hyperparameters that
    all rows have given it.
    """
    with constant_targets_allowed():
        if isinstance(model, EpistaticNetRegressorCV):
            plan = model._make_plan(X, y, weight, progress=progress)
        else:
            plan = model._make_plan(X, y, weight)
    if weight is not None:
        counts = counts * weight[:, None]
    # A resample is of one candidate.
    n_members = model._members_of_each()
    candidates, resamples, seed = _draw_networks(plan, counts, n_members, random_state)
    drawn = resamples.drawn
    penalised = any(candidate.wh_weight for candidate in candidates)
    penalty = plan.penalty if penalised else None
    settings = plan.settings
    # As many groups as have enough to do, whatever the number of processes, so that the result
    # does not depend on it.
    networks = [candidates[i] for i in drawn[drawn < len(candidates)]]
    n_groups = min(max(1, settings.count_groups(networks, len(y), penalty)), len(drawn))
    settings.require_room(penalty, model.n_features_in_, -(-drawn.size // n_groups))
    scale = model.target_mean_, model.target_scale_
    groups = [resamples[own] for own in np.array_split(np.arange(len(drawn)), n_groups)]
    progress.expect(drawn.size)
    # A bar in this process hears of the epochs of networks that are trained in it, and of those of
    # other processes when a group of them is done.
    alone = effective_n_jobs(n_jobs) == 1
    watched = progress if alone else Progress()
    tasks = [(plan, candidates, penalty, scale, own, seed, pick, watched) for own in groups]
    finished = run_tasks(
        _train_group,
        tasks,
        n_jobs,
        on_done=lambda i: progress.advance(0 if alone else groups[i].drawn.size),
    )
    return tuple(np.concatenate(arrays) for arrays in zip(*finished, strict=True))


def _draw_networks(plan, counts, n_members, random_state):
    """Return the candidates with a share, the resamples with their networks, and a seed."""
    used = np.flatnonzero(plan.shares)
    candidates = [plan.candidates[i] for i in used]
    shares = np.append(plan.shares[used], plan.process_share)
    drawn = random_state.choice(
        len(candidates) + 2,
        (counts.shape[1], n_members),
        p=np.append(shares, max(0.0, 1 - shares.sum())),
    )
    seed, member_seeds = draw_seeds(random_state, drawn.size)
    return candidates, _Resamples(counts, drawn, member_seeds.reshape(drawn.shape)), seed


def _train_group(plan, candidates, penalty, target_scale, resamples, seed, pick, progress):
    """Return the predictions and the coefficients of some resamples."""
    members = _train_members(plan, candidates, penalty, resamples, seed, progress)
    mean, scale = target_scale
    genotypes = enumerate_genotypes(plan.data.spins.shape[1])
    rows = max(1, _VALUES // max(1, members.of_networks.shape[1]))
    blocks = np.array_split(genotypes, -(-len(genotypes) // rows))
    landscapes = np.concatenate([members.predict(1.0 - 2.0 * block) for block in blocks], axis=1)
    coefficients = scale * walsh_transform(landscapes)
    coefficients[:, 0] += mean
    predicted = mean + scale * members.predict(plan.data.spins)
    return predicted, np.array([pick(row) for row in coefficients])


@dataclass(frozen=True)
class _Members:
    """All that predicts for some resamples: networks, Gaussian processes, and means of y.

    Parameters
    ----------
    stack : TrainedStack or None
        The networks of all resamples.
    of_networks : ndarray of shape (n_resamples, n_networks)
        The share of each network in the prediction of each resample.
    processes : dict of int to AlleleProcess
        The Gaussian processes, by the resample.
    of_process : ndarray of shape (n_resamples,)
        The share of each of them.
    constants : ndarray of shape (n_resamples,)
        What the mean of y adds to each prediction.
    """

    stack: object
    of_networks: np.ndarray
    processes: dict
    of_process: np.ndarray
    constants: np.ndarray

    def predict(self, spins):
        """Return the mean over the members of each resample, shape (n_resamples, n)."""
        networks = self.of_networks @ self.stack.predict(spins) if self.stack else 0.0
        total = networks + np.tile(self.constants[:, None], len(spins))
        for i, process in self.processes.items():
            total[i] += self.of_process[i] * process.predict(spins)
        return total


def _train_members(plan, candidates, penalty, resamples, seed, progress):
    """Train the networks of some resamples, and condition the process on each that draws it."""
    data, drawn = plan.data, resamples.drawn
    resample, place = np.nonzero(drawn < len(candidates))
    stack = None
    if len(resample):
        stack = train_masked_stack(
            data,
            resamples.counts[:, resample].astype(np.float64),
            [candidates[drawn[i, j]] for i, j in zip(resample, place, strict=True)],
            plan.settings,
            penalty,
            seed,
            resamples.member_seeds[resample, place],
            callbacks=progress.watch(len(resample)),
        )
    progress.advance(drawn.size - len(resample))
    # The mean of the members of a resample; those that are not networks are the mean of y.
    average = np.zeros((len(drawn), len(resample)))
    average[resample, np.arange(len(resample))] = 1 / drawn.shape[1]
    means = [weighted_moments(data.target[:, 0], column)[0] for column in resamples.counts.T]
    of_process = (drawn == len(candidates)).mean(axis=1)
    processes = {
        i: plan.process.condition(
            data.spins, data.target[:, 0], unit_weights(resamples.counts[:, i])
        )
        for i in np.flatnonzero(of_process)
    }
    constants = (1 - average.sum(axis=1) - of_process) * means
    return _Members(stack, average, processes, of_process, constants)
