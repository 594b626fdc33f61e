"""Models of bootstrap resamples: their predictions of all rows, and their spectra."""

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.utils import _safe_indexing

from .._base_regressor import draw_seeds, unit_weights, weighted_moments
from .._regressor import EpistaticNetRegressor
from .._regressor_cv import Candidate, EpistaticNetRegressorCV
from .._utils import fresh_random_state
from ..spectrum import WalshSpectrum
from ..walsh import MAX_SITES, enumerate_genotypes, walsh_transform

_VALUES = 2**22  # genotypes x networks of a block of an enumeration: 32 MiB


def fit_resamples(estimator, X, y, counts, pick, levels, n_jobs, random_state):
    """Fit a model to each resample.

    Parameters
    ----------
    counts : int array of shape (n_samples, n_resamples)
        How often each row is in each resample.
    pick : callable
        Takes a WalshSpectrum and gives the coefficients that are asked for.
    levels : ndarray of shape (n_sites, 2)
        Low and high level of each site in X, for estimators that do not know them.

    Returns
    -------
    predicted : ndarray of shape (n_resamples, n_samples)
    coefficients : ndarray of shape (n_resamples, n_interactions)
    """
    stacked = isinstance(estimator, EpistaticNetRegressorCV) or (
        type(estimator) is EpistaticNetRegressor and not estimator.early_stopping
    )
    n_sites = np.shape(X)[1]
    if stacked and n_sites > MAX_SITES:
        raise ValueError(
            f"The spectra of networks on {n_sites} sites are too large for resamples (at most "
            f"{MAX_SITES} sites). Fit on fewer sites, or use WalshFeatures with a linear model."
        )
    if stacked:
        return _fit_stack(estimator, X, y, counts, pick, n_jobs, random_state)
    return _fit_each(estimator, X, y, counts, pick, levels, n_jobs)


def _fit_each(estimator, X, y, counts, pick, levels, n_jobs):
    fitted = Parallel(n_jobs=n_jobs)(
        delayed(_fit_one)(clone(estimator), X, y, column, pick, levels) for column in counts.T
    )
    return tuple(np.array(arrays) for arrays in zip(*fitted, strict=True))


def _fit_one(estimator, X, y, column, pick, levels):
    rows = np.repeat(np.arange(len(column)), column)
    estimator.fit(_safe_indexing(X, rows), y[rows])
    return estimator.predict(X), pick(WalshSpectrum.from_estimator(estimator, X=X, levels=levels))


def _fit_stack(estimator, X, y, counts, pick, n_jobs, random_state):
    """Networks of all resamples side by side.

    `n_members` for each, of candidates that are drawn with their shares as probabilities: over
    the resamples that is the average that the estimator predicts with.
    """
    rng = fresh_random_state(random_state)
    model, data, candidates, shares = _choose(estimator, X, y)
    spins, target, _ = data
    model.n_jobs = n_jobs
    drawn = rng.choice(
        # The last is the mean of y.
        len(candidates) + 1,
        (counts.shape[1], model.n_members),
        p=np.append(shares, max(0.0, 1 - shares.sum())),
    )
    penalty = model._choose_penalty(spins) if any(c.wh_weight for c in candidates) else None
    seed, member_seeds = draw_seeds(rng, drawn.size)
    n_groups = min(model._count_groups(drawn.size, len(y)), len(drawn))
    model._require_room(penalty, -(-drawn.size // n_groups))
    groups = np.array_split(np.arange(len(drawn)), n_groups)
    seeds = member_seeds.reshape(drawn.shape)
    parts = Parallel(n_jobs=n_jobs)(
        delayed(_train_group)(
            model, candidates, spins, target, penalty, counts[:, g], drawn[g], seed, seeds[g], pick
        )
        for g in groups
    )
    return tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))


def _choose(estimator, X, y):
    """(model with scales learned, standardised data, candidates, shares)."""
    if isinstance(estimator, EpistaticNetRegressorCV):
        model = clone(estimator)
        data, candidates, shares, *_ = model._judge(X, y)
        used = np.flatnonzero(shares)
        return model, data, [candidates[i] for i in used], shares[used]
    shared = set(EpistaticNetRegressorCV().get_params(deep=False)) & set(
        estimator.get_params(deep=False)
    )
    model = EpistaticNetRegressorCV(**{name: getattr(estimator, name) for name in shared})
    estimator._check_parameters()
    valid = model._validate(X, y, None)
    model._learn_scales(*valid)
    candidate = Candidate(estimator.global_epistasis, estimator.alpha, estimator.wh_weight)
    return model, model._standardise(*valid), [candidate], np.ones(1)


def _train_group(model, candidates, spins, target, penalty, counts, drawn, seed, seeds, pick):
    """Predictions and coefficients of some resamples."""
    resample, place = np.nonzero(drawn < len(candidates))
    masks = counts[:, resample].astype(np.float64)
    moments = np.array([weighted_moments(target[:, 0], column) for column in counts.T])
    moments[moments[:, 1] == 0, 1] = 1.0
    mean, scale = moments[resample].T
    if len(resample):
        net = model._make_stack(
            len(target),
            [candidates[drawn[i, j]] for i, j in zip(resample, place, strict=True)],
            masks.sum(axis=0),
            penalty,
            seed,
            seeds[resample, place],
        )
        net.train((spins, (target - mean) / scale, unit_weights(masks)))

    # The mean of the members of a resample; those that are the mean of y are 0 on this scale.
    average = np.zeros((len(drawn), len(resample)))
    average[resample, np.arange(len(resample))] = scale / drawn.shape[1]

    def values(genotypes):
        if not len(resample):
            return np.tile(moments[:, :1], len(genotypes))
        return moments[:, :1] + average @ net.predict_members(genotypes)

    genotypes = enumerate_genotypes(spins.shape[1])
    rows = max(1, _VALUES // max(1, len(resample)))
    blocks = np.array_split(genotypes, -(-len(genotypes) // rows))
    landscapes = np.concatenate([values(1.0 - 2.0 * block) for block in blocks], axis=1)
    coefficients = model.target_scale_ * walsh_transform(landscapes)
    coefficients[:, 0] += model.target_mean_
    predicted = model.target_mean_ + model.target_scale_ * values(spins)
    return predicted, np.array([pick(row) for row in coefficients])
