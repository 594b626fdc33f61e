"""Make weights of measurement errors, with a floor for what a model cannot explain."""

from __future__ import annotations

from typing import Literal, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from sklearn.base import BaseEstimator

from .._utils import FloatArray, check_bool, check_number, check_target
from ..genotypes import read_columns
from ._errors import check_errors
from ._replicates import aggregate_replicates

FEWEST_GENOTYPES = 10  # that a variance is estimated from
_MOST = 1000  # genotypes: their residuals give a variance to within a tenth
_RIDGES = np.geomspace(1e-3, 1e3, 13)  # noise relative to the variance that a kernel explains
_STEPS = np.append(0, np.geomspace(1e-8, 1, 100))


@overload
def weights_from_errors(
    standard_error: ArrayLike,
    *,
    tau: float | Literal["auto"] = "auto",
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    return_tau: Literal[False] = False,
) -> FloatArray: ...


@overload
def weights_from_errors(
    standard_error: ArrayLike,
    *,
    tau: float | Literal["auto"] = "auto",
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    return_tau: Literal[True],
) -> tuple[FloatArray, float]: ...


def weights_from_errors(
    standard_error: ArrayLike,
    *,
    tau: float | Literal["auto"] = "auto",
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    return_tau: bool = False,
) -> FloatArray | tuple[FloatArray, float]:
    """Return weights 1 / (error² + tau²), with a mean of one, for the `sample_weight` of a fit.

    A measured value differs from the prediction of a model by its measurement error, and by a part
    that the model cannot explain, whose standard deviation is tau. Weights of 1 / error² alone
    assume that there is no such part: the few most precise rows then count for nearly all the
    data, and predictions become far worse than without weights (docs/benchmarks/weights).

    Parameters
    ----------
    standard_error : array-like of shape (n_samples,)
        Standard error of each measured value, in the units of y.
    tau : float or "auto", default="auto"
        Standard deviation of what a model cannot explain, in the units of y. "auto" finds it
        from `X` and `y`. 0 assumes that the model explains everything.
    X : array-like or DataFrame of shape (n_samples, n_sites), default=None
        Genotypes of the same rows, of any values. They are needed only for "auto".
    y : array-like of shape (n_samples,), default=None
        Measured values. They are needed only for "auto".
    return_tau : bool, default=False
        Whether to return tau too.

    Returns
    -------
    weights : ndarray of shape (n_samples,)
        Positive, with a mean of one, so that the weight `alpha` of the L2 penalty means what it
        means without weights.
    tau : float
        The tau that was given or found. It is returned only if `return_tau` is True.

    Raises
    ------
    ValueError
        If an error is missing, zero or negative (the message names the row); if tau is negative;
        or if tau is "auto" and `X` or `y` is missing or has fewer than 10 different genotypes.

    See Also
    --------
    aggregate_replicates : One row, and one standard error, of the replicates of a genotype.

    Notes
    -----
    Pass the training set only, because tau is computed from y.

    If errors grow with y, as those of counts do, large values get small weights. Consider a
    logarithm of y in this case (docs/benchmarks/weights).

    "auto" predicts each genotype by ridge regression on the effects of alleles, or of alleles and
    pairs of them, from all other genotypes. Both are kernel regressions: G counts the sites at
    which two genotypes agree, and G∘G stands for all pairs of sites [1]_. The ridge, and whether
    pairs are used, are those with the least mean squared error. The residuals are taken to be
    normal with the variance error² + tau², and tau is the most likely one, as in random-effects
    meta-analysis [2]_. A better model leaves less unexplained, so that its own tau is smaller. For
    such a model, these weights lie between the best weights and no weights.

    Replicates of a genotype are averaged first to find tau. The part that a model cannot explain
    is the same for all of them, so that it is best to fit the model to their means
    (:func:`aggregate_replicates`).

    The time of "auto" is O(n³) for n genotypes, of which it uses at most 1,000.

    References
    ----------
    .. [1] Jiang, Reif (2015). Modeling epistasis in genomic selection. Genetics 201:759-768.
    .. [2] Hardy, Thompson (1996). A likelihood approach to meta-analysis with random effects.
       Statistics in Medicine 15:619-629.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet.datasets import make_walsh_landscape, weights_from_errors
    >>> weights_from_errors([0.1, 0.1, 0.3], tau=0.1).round(2)
    array([1.36, 1.36, 0.27])
    >>> weights_from_errors([0.1, 0.1, 0.3], tau=2.0).round(2)
    array([1.01, 1.01, 0.99])
    >>> X, y, _ = make_walsh_landscape(n_sites=8, n_interactions=20, max_order=4, random_state=0)
    >>> errors = np.random.RandomState(0).uniform(0.1, 0.8, len(y))
    >>> y += errors * np.random.RandomState(1).randn(len(y))
    >>> weights = weights_from_errors(errors, X=X, y=y)
    >>> bool(weights[errors > 0.6].max() < weights[errors < 0.3].min())
    True
    """
    check_bool("return_tau", return_tau)
    errors = check_errors(standard_error, X)
    if isinstance(tau, str) and tau == "auto":
        tau = _find_tau(errors, X, y)
    else:
        check_number("tau", tau, low=0, remedy="Or 'auto'.")
    tau = float(tau)
    deviations = np.hypot(errors, tau)
    weights = (deviations.min() / deviations) ** 2
    weights /= weights.mean()
    return (weights, tau) if return_tau else weights


def _find_tau(errors: FloatArray, X: ArrayLike | None, y: ArrayLike | None) -> float:
    """Return the standard deviation of what ridge regression cannot explain of new genotypes."""
    if X is None or y is None:
        raise ValueError(
            "tau='auto' is found from the training set: pass X= and y=, its genotypes and their "
            "measured values, or a number for tau=, in the units of y."
        )
    y = check_target(BaseEstimator(), y, X)
    means = aggregate_replicates(X, y, standard_error=errors)
    n = len(means.target)
    if n < FEWEST_GENOTYPES:
        raise ValueError(
            f"tau='auto' needs at least {FEWEST_GENOTYPES} different genotypes, but X has {n}. "
            "Pass a number for tau=, in the units of y."
        )
    rows = np.random.RandomState(0).permutation(n)[:_MOST]
    residuals = _held_out_residuals(_agreement(means.data, rows), means.target[rows])
    return _most_likely_tau(residuals, means.standard_error[rows])


def _agreement(X: ArrayLike, rows: np.ndarray) -> FloatArray:
    """Return the number of sites at which each two of some rows have the same allele."""
    columns, _ = read_columns(X)
    agreement = np.zeros((len(rows), len(rows)))
    for column in columns:
        codes = pd.factorize(column[rows])[0]
        agreement += codes[:, None] == codes
    return agreement


def _held_out_residuals(agreement: FloatArray, y: FloatArray) -> FloatArray:
    """Return what the best of the ridge regressions leaves of each row, trained on the others."""
    n = len(y)
    sites = _standardise(agreement)
    candidates = []
    for kernel in (sites, sites + _standardise(sites**2)):
        values, vectors = np.linalg.eigh(kernel)
        projected = vectors.T @ (y - y.mean())
        for ridge in _RIDGES:
            # The residual of a row left out is (P y)_i / P_ii, where P is the inverse of
            # kernel + ridge without its constant vector. That vector is the intercept, which is
            # estimated without the row too: a mean of all rows would give the row away.
            inverse = 1 / (np.maximum(values, 0) + ridge)
            diagonal = vectors**2 @ inverse - 1 / (n * ridge)
            candidates.append(vectors @ (inverse * projected) / diagonal)
    return min(candidates, key=lambda residuals: float(np.mean(residuals**2)))


def _standardise(kernel: FloatArray) -> FloatArray:
    """Return a kernel of features with a mean of zero and, together, a variance of one."""
    kernel = kernel - kernel.mean(axis=0)
    kernel -= kernel.mean(axis=1, keepdims=True)
    return kernel / (kernel.trace() / len(kernel) or 1.0)


def _most_likely_tau(residuals: FloatArray, errors: FloatArray) -> float:
    """Return the tau with which normal residuals of variance error² + tau² are most likely."""
    unit = np.abs(residuals).max()
    if not unit:
        return 0.0
    # In these units the result does not depend on those of y.
    squares, variances = (residuals / unit) ** 2, (errors / unit) ** 2

    def deviance(variance: float) -> float:
        return float(np.sum(np.log(variances + variance) + squares / (variances + variance)))

    # The likelihood may have several peaks: the highest is looked for on a grid first.
    place = int(np.argmin([deviance(variance) for variance in _STEPS]))
    if place == 0:
        return 0.0
    low, high = _STEPS[place - 1], _STEPS[min(place + 1, len(_STEPS) - 1)]
    options = {"bounds": (low, high), "method": "bounded", "options": {"xatol": 1e-5 * high}}
    return float(unit * np.sqrt(minimize_scalar(deviance, **options).x))
