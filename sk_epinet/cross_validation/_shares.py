"""Candidates of a cross-validation: how they score, and what share each gets of the prediction."""

import numpy as np
from scipy.optimize import nnls
from scipy.stats import rankdata


def on_path(candidates, chosen):
    """Return which candidates differ from the chosen one in nothing but `wh_weight`."""
    return np.array([c._replace(wh_weight=chosen.wh_weight) == chosen for c in candidates])


def choose(held_out, candidates, selection):
    """Return shares of 1 for one candidate and 0 for the others.

    Parameters
    ----------
    held_out : HeldOut
        Of all candidates.
    candidates : list of Candidate
        In increasing order of `wh_weight`.
    selection : {"min", "1se"}
        Whether to choose the best mean score, or the largest `wh_weight` that is within one
        standard error of it, with the same link and alpha.
    """
    scores = np.nan_to_num(held_out.scores.mean(axis=1), nan=-np.inf)
    best = int(np.argmax(scores))
    if selection == "1se":
        own = held_out.scores[best]
        limit = scores[best] - _standard_deviation(own) / np.sqrt(len(own))
        best = np.flatnonzero(on_path(candidates, candidates[best]) & (scores >= limit))[-1]
    return np.eye(len(scores))[best]


def _standard_deviation(scores):
    """Return the standard deviation along the last axis, of what was tried.

    Scores may be so large that their squares are no numbers. Powers of two change no digit.
    """
    _, exponent = np.frexp(np.nanmax(np.abs(scores)))
    return np.ldexp(np.nanstd(np.ldexp(scores, -exponent), axis=-1), exponent)


def share_out(losses, loss_of_the_mean, *, discount, least_share):
    """Return the shares of the candidates in the prediction, from their cross-validated losses.

    They are proportional to exp(-discount * (loss / least loss - 1)). What they lack to one is
    the share of the mean of y, which is a candidate too: where nothing can be predicted, it is
    best to predict little.

    Parameters
    ----------
    losses : ndarray of shape (n_candidates,)
        Mean losses on held-out rows, 0 for a perfect prediction; NaN for one not tried on all.
    loss_of_the_mean : float
        The loss of the mean of y.
    discount : float
        How fast the shares fall with the loss.
    least_share : float
        Candidates with a smaller share get none: networks that hardly count are not worth
        training, except the best one.

    Returns
    -------
    shares : ndarray of shape (n_candidates,)
    """
    losses = np.where(np.isnan(losses), np.inf, losses)
    best = int(np.argmin(losses))
    if losses[best] <= 0:
        return np.eye(len(losses))[best]
    everything = np.append(losses, loss_of_the_mean)
    shares = np.exp(-discount * (everything / everything.min() - 1))
    small = shares < least_share * shares.sum()
    shares[small & (np.arange(len(shares)) != best)] = 0
    # Where the mean of y is better by far, the best share is too small for a float. It stays
    # above zero, because a fit needs a network.
    shares[best] = max(shares[best], np.finfo(float).tiny)
    return shares[:-1] / shares.sum()


def blend(predicted, target, weight, *, discount, strength, least_share=0.0):
    """Return the shares with which models predict held-out rows best, together.

    They minimise the mean squared error of the weighted sum. Few rows say little about that, so
    the shares are held near those that fall with the error e of each model alone, in proportion to
    exp(-discount * (e / least e - 1)): their squared distance, times `strength` and the least
    error, is added to the mean squared error. Shares are not negative and add up to one at most;
    what they lack to one is the share of the mean of y. This is stacking [1]_ with a prior.

    Parameters
    ----------
    predicted : ndarray of shape (n_models, n_held_out)
        Predictions of held-out rows, on the scale of the standardised target.
    target : ndarray of shape (n_held_out,)
        Their standardised targets.
    weight : ndarray of shape (n_held_out,)
        Their weights.
    discount : float
        How fast the shares without further knowledge fall with the error.
    strength : float
        How much those count.
    least_share : float, default=0.0
        Models with a smaller part of the shares get none, and the others more.

    Returns
    -------
    shares : ndarray of shape (n_models,)

    References
    ----------
    .. [1] Breiman (1996). Stacked regressions. Machine Learning 24:49-64.
    """
    n_models = len(predicted)
    errors = np.average((target - predicted) ** 2, axis=1, weights=weight)
    # The mean of y counts where no model is better than that.
    least = min(errors.min(), np.average(target**2, weights=weight))
    if least == 0:
        return np.eye(n_models)[errors.argmin()]
    usual = np.exp(-discount * (errors / least - 1))
    usual /= max(1.0, usual.sum())
    pull = np.sqrt(strength * least)
    # Nonnegative least squares, with a column for the share of the mean. The last row makes the
    # shares add up to one: it weighs so much that they miss it by less than rounding.
    scale = np.sqrt(weight / weight.sum())
    rows = np.vstack([(predicted * scale).T, pull * np.eye(n_models)])
    matrix = np.hstack([rows, np.zeros((len(rows), 1))])
    matrix = np.vstack([matrix, np.full(n_models + 1, 1e4)])
    values = np.concatenate([target * scale, pull * usual, [1e4]])
    *shares, of_the_mean = nnls(matrix, values)[0]
    total = sum(shares)
    shares = np.where(shares < least_share * total, 0.0, shares)
    if total > 0:
        shares *= total / shares.sum()
    return shares / (total + of_the_mean)


def without_collapsed(shares, explained, promised):
    """Return weights of the trained networks, 0 for those that have not trained.

    Under a strong L2 penalty a network sometimes collapses to a constant. One can tell, because
    it explains of its own training data less than half the variance that its like explained
    of data that they had not seen.
    """
    alive = np.where(explained >= promised / 2, shares, 0.0)
    return alive * (shares.sum() / alive.sum()) if alive.any() else shares


def make_cv_results(candidates, scores, shares):
    """Return the table of all candidates in the schema of ``GridSearchCV.cv_results_``."""
    tried = ~np.isnan(scores)
    means = np.nanmean(scores, axis=1)
    # Who was not tried on all folds ranks behind those who were.
    order = np.where(tried.all(axis=1), -means, np.inf)
    results = {"params": [candidate._asdict() for candidate in candidates]}
    for name in candidates[0]._fields:
        values = [getattr(candidate, name) for candidate in candidates]
        kind = object if name == "global_epistasis" else np.float64
        results[f"param_{name}"] = np.ma.MaskedArray(np.array(values, dtype=kind), mask=False)
    results |= {f"split{i}_test_score": column for i, column in enumerate(scores.T)}
    return results | {
        "mean_test_score": means,
        "std_test_score": _standard_deviation(scores),
        "rank_test_score": rankdata(order, method="min").astype(np.int32),
        "share": shares,
    }
