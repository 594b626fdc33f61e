"""How certain a spectrum is: intervals, selection and frequencies from resamples."""

from __future__ import annotations

from contextlib import closing

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import _safe_indexing

from .._utils import (
    RandomState,
    check_jobs,
    check_number,
    check_target,
    check_verbose,
    check_weights,
    fresh_random_state,
    require_memory,
)
from ..genotypes import AlleleWeights
from ..network import Progress
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ._bootstrap_alleles import bootstrap_alleles
from ._bootstrap_levels import bootstrap_levels
from ._fit_resample import warn_of_constant_target
from ._prepared_estimator import check_regressor, weight_parameter
from ._training_levels import read_alleles, read_training_set

# Of a row in a resample: how often it was drawn, a weight, a prediction, and copies of them.
_PAIR_BYTES = 40


def bootstrap_spectrum(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike,
    n_resamples: int = 50,
    *,
    sample_weight: ArrayLike | None = None,
    confidence_level: float = 0.9,
    false_discovery_rate: float = 0.02,
    max_order: int | None = None,
    weights: AlleleWeights = "uniform",
    n_jobs: int | None = None,
    random_state: RandomState = None,
    verbose: int = 0,
) -> WalshSpectrum | EpistasisSpectrum:
    """Return Walsh coefficients with confidence intervals, and which of them differ from zero.

    The estimator is fitted to bootstrap resamples. A penalty makes coefficients too small, so
    their spread over the resamples does not measure their error. Therefore each row is predicted
    by the models that were not trained on it, and the errors of these predictions correct the
    coefficients. These cross-fitted one-step estimates are unbiased for every interaction,
    whatever the model, if the genotypes are a uniformly random sample of all. The better the
    model predicts, the narrower are the intervals.

    Parameters
    ----------
    estimator : regressor
        An Epistatic Net, whose resamples are trained side by side where sites have two alleles,
        and one after another where one has more; a pipeline of
        :class:`WalshFeatures` and a linear model; or any other regressor, pipeline or search
        for up to 24 sites.
        :class:`EpistaticNetRegressorCV` chooses its candidates once, on all rows; each resample
        then trains `n_members` networks of candidates drawn with their shares as
        probabilities, among which the Gaussian process is one.
    X : array-like of shape (n_samples, n_sites)
        Genotypes, in whatever form the estimator takes. Of two levels, the low one (spin +1) is
        that of the estimators of this package and of :class:`WalshFeatures`, the first category
        of an encoder that a pipeline begins with, or else the first of the sorted values.
    y : array-like of shape (n_samples,)
        Measured values.
    n_resamples : int, default=50
        Number of bootstrap resamples, at least 10. Each has as many rows as X, drawn with
        replacement.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the rows in the fits. Rows of weight zero are left out. The errors of the
        predictions correct the coefficients with equal weights all the same: a coefficient is a
        mean over all genotypes, and weights that are related to y would bias it.
    confidence_level : float, default=0.9
        Probability with which each interval, taken for itself, contains its coefficient: of
        4,095 intervals 410 are expected to miss. Many intervals of coefficients that are zero
        therefore exclude zero; `selected` says which coefficients differ from zero.
    false_discovery_rate : float, default=0.02
        Largest expected share of zero coefficients among the selected ones. Where y does not
        depend on X, it is the probability that anything is selected.
    max_order : int, default=None
        Largest number of sites of an interaction. If the rows of X cannot distinguish larger
        interactions from these, the larger ones are taken to be zero. None means all
        interactions, for up to 24 sites.
    weights : "uniform", "library", sequence or dict, default="uniform"
        Only for sites of more than two alleles: the weights of the alleles under which the
        landscape is decomposed, as in :class:`EpistasisSpectrum`. The rows of X are taken to be
        drawn with these weights, each site independently of the others. "library" stands for the
        frequencies of the alleles in X.
    n_jobs : int, default=None
        Number of processes. The result does not depend on it, to the last bit.
    random_state : int, RandomState instance or None, default=None
        Determines the resamples and what is trained: it also gives each `random_state` of the
        estimator that is None.
    verbose : int, default=0
        0 is silent; 1 shows a bar of all fits on standard error, with the time that is left.

    Returns
    -------
    spectrum : WalshSpectrum
        With `standard_errors` and `intervals`; with `selected`, the interactions whose
        coefficients differ from zero at the `false_discovery_rate` (:meth:`WalshSpectrum.top`
        ranks them before all others); and with `frequencies`, the share of resamples in which
        the model's own coefficient, shrunk as it is, is larger than s / sqrt(n), where s is the
        root mean squared error on the rows outside of the resample [2]_.
        Where a site has more than two alleles, an :class:`EpistasisSpectrum` with
        `standard_errors`, `intervals` and `selected`.

    Raises
    ------
    ValueError
        If a parameter is not valid, the alleles of a site are not known (more than two numbers
        are not taken for alleles), or there are too many sites or genotypes.
    ChildProcessError
        If a worker process is ended from outside twice, often for lack of memory.

    Warns
    -----
    UserWarning
        If a worker process is ended from outside: what is missing is then repeated, once.
        If the levels of the sites are far from equally common: intervals and selection are then
        not valid. If the rows of X cannot tell interactions apart, as in a fractional factorial
        design: the interactions are named, their standard errors and intervals are infinite,
        and none of them is selected. If y is constant, so that there is nothing to find.

    See Also
    --------
    EpistaticNetRegressorCV : ``spectrum_`` is more accurate for all coefficients together.

    Notes
    -----
    With f_i the mean prediction of row i by the models that have not seen it, and c_S(f_i)
    their mean coefficient, the estimate is the mean over i of c_S(f_i) + chi_S(x_i) (y_i - f_i),
    the efficient one-step estimator with cross-fitting [1]_; its standard error is that of
    a mean, and the interval is based on Student's t distribution. The part of y that the models
    do not explain is treated as noise: if a large part of all genotypes is measured, with little
    noise, the intervals are too wide. The rows are treated as independent: if genotypes drawn at
    random have several rows each, and the models leave more than noise, the intervals are too
    narrow. Pass the means of the
    replicates then (:func:`~sk_epinet.datasets.aggregate_replicates`).

    An interaction is selected by the procedure of Benjamini and Hochberg [3]_, on the
    probabilities of the estimates under Student's distribution, over all interactions that are
    asked for but the constant.

    Two interactions whose products of spins chi_S are equal, or opposite, in all rows are found
    exactly, by linear algebra over the numbers 0 and 1. Their coefficients cannot be estimated
    one by one; the mean of chi_S(x_i) (y_i - f_i) is divided equally among such a set, so that
    the coefficients, with the signs of their products, add up to what is measured.

    The tables of an :class:`EpistasisSpectrum` are estimated in the same way, with the kernel of
    each interaction in the place of chi_S(x_i) (see the page on the mathematics). An interaction
    is then tested by the weighted mean square of its table, against a multiple of a chi-squared
    variable with the mean and the variance that the noise of the table gives (Satterthwaite's
    approximation). With few rows for each combination of alleles the intervals are somewhat too
    narrow. Where the sites of X do not vary independently, as in a library of single and double
    mutants, a warning says so: nothing of this then holds.

    The cost is that of `n_resamples` fits, and O(d 2**d) or O(n m) more for each, with n rows, d
    sites and m interactions.

    References
    ----------
    .. [1] Chernozhukov et al. (2018). Double/debiased machine learning for treatment and
       structural parameters. Econometrics Journal 21:C1-C68.
    .. [2] Meinshausen, Buehlmann (2010). Stability selection. J. R. Stat. Soc. B 72:417-473.
    .. [3] Benjamini, Hochberg (1995). Controlling the false discovery rate: a practical and
       powerful approach to multiple testing. J. R. Stat. Soc. B 57:289-300.

    Examples
    --------
    >>> from sklearn.linear_model import LassoCV
    >>> from sklearn.pipeline import make_pipeline
    >>> from sk_epinet import WalshFeatures, bootstrap_spectrum
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, truth = make_walsh_landscape(7, 3, 2, noise=0.3, random_state=0)
    >>> lasso = make_pipeline(WalshFeatures(max_order=2), LassoCV())
    >>> found = bootstrap_spectrum(lasso, X, y, n_resamples=20, random_state=0)
    >>> int(found.selected.sum())
    3
    >>> set(found.top(3).interactions) == set(truth.interactions)
    True
    >>> found.top(3).frequencies
    array([1., 1., 1.])
    """
    check_regressor(estimator)
    check_jobs(n_jobs)
    check_verbose(verbose)
    _check_parameters(n_resamples, confidence_level, max_order, false_discovery_rate)
    known = read_alleles(estimator, X)
    if known is None:
        _require_uniform(weights)
        training_set = read_training_set(estimator, X)
    y = check_target(estimator, y, X)
    weight = check_weights(sample_weight, X)
    if weight is not None:
        weight_parameter(estimator)
        rows = np.flatnonzero(weight)
        X, y, weight = _safe_indexing(X, rows), y[rows], weight[rows]
        if known is None:
            training_set = training_set._replace(genotypes=training_set.genotypes[rows])
    rng = fresh_random_state(random_state)
    counts = _draw_counts(len(y), n_resamples, rng)
    warn_of_constant_target(y, weight)
    rates = confidence_level, false_discovery_rate
    with closing(Progress(bool(verbose))) as progress:
        work = max_order, n_jobs, rng, rates, progress
        if known is None:
            return bootstrap_levels(estimator, X, y, counts, training_set, weight, *work)
        return bootstrap_alleles(estimator, X, y, counts, known, (weight, weights), *work)


def _require_uniform(weights):
    if not (isinstance(weights, str) and weights == "uniform"):
        raise ValueError(
            "weights= are for sites of more than two alleles. Where all sites have two levels, "
            "the intervals hold for a uniformly random sample of genotypes: leave weights= out."
        )


def _check_parameters(n_resamples, confidence_level, max_order, false_discovery_rate):
    check_number("n_resamples", n_resamples, low=10, integer=True)
    check_number("confidence_level", confidence_level, low=0, high=1, low_open=True)
    if max_order is not None:
        check_number("max_order", max_order, low=1, integer=True)
    check_number("false_discovery_rate", false_discovery_rate, low=0, high=1, low_open=True)


def _draw_counts(n, n_resamples, rng):
    """Return how often each of n rows is in each resample, shape (n, n_resamples)."""
    check_number("the number of rows of X", n, low=2, integer=True)
    require_memory(
        _PAIR_BYTES * n * int(n_resamples),
        f"{n_resamples:,} resamples of {n:,} rows",
        "Give a smaller n_resamples, or fewer rows.",
    )
    return rng.multinomial(n, np.full(n, 1 / n), n_resamples).T
