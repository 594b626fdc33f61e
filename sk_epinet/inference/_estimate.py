"""Estimate all Walsh coefficients up to an order from random genotypes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Literal

import numpy as np
from numpy.linalg import LinAlgError
from numpy.typing import ArrayLike

from .._utils import (
    Array,
    RandomState,
    Regressor,
    check_number,
    check_option,
    check_range,
    fresh_random_state,
    require_memory,
)
from ..genotypes import AlleleWeights
from ..spectrum import AlleleSites, EpistasisSpectrum, WalshSpectrum, as_function
from ..walsh import Design, count_interactions, interaction_matrix, regress
from ._estimate_alleles import estimate_alleles, function_of_alleles

# method="auto" is a regression for at most this many coefficients, whose matrix is inverted.
_MOST_REGRESSED = 1000
# ... and for at least this many genotypes for each coefficient.
_GENOTYPES_PER_COEFFICIENT = 5
# A coefficient is subtracted before the others are estimated if it is so many standard errors
# from zero. Estimates are unbiased for any number; this one makes their errors small.
_SIGNIFICANT = 4.0


def estimate_spectrum(
    model: Regressor | Callable[[Array], ArrayLike],
    max_order: int = 2,
    *,
    n_evaluations: int = 50_000,
    method: Literal["auto", "regression", "unbiased"] = "auto",
    X: ArrayLike | None = None,
    n_sites: int | None = None,
    site_names: Sequence[str] | None = None,
    levels: ArrayLike | None = None,
    alleles: Sequence[Sequence[Any]] | None = None,
    weights: AlleleWeights = "uniform",
    random_state: RandomState = None,
) -> WalshSpectrum | EpistasisSpectrum:
    """Estimate all interactions up to an order of a model on many sites.

    The model is evaluated at random genotypes. For up to 2^24 genotypes
    :meth:`WalshSpectrum.from_estimator` and :meth:`EpistasisSpectrum.from_estimator` are exact.

    Parameters
    ----------
    model : fitted regressor or callable
        A regressor, whose `predict` is evaluated, or a function that takes genotypes of shape
        (n, n_sites), coded by `levels`, and returns n values.
    max_order : int, default=2
        Largest order, at least 1.
    n_evaluations : int, default=50_000
        Number of random genotypes, at least 10.
    method : {"auto", "regression", "unbiased"}, default="auto"
        "regression" is a least-squares fit, with standard errors that hold for residuals of
        unequal variance (the sandwich estimator). "unbiased" takes means of f(x) chi_S(x): one
        half of the sample is used to find large coefficients and the other half to estimate what
        they leave of f, then the other way round. The result is exactly unbiased, and no matrix
        of coefficients times coefficients is needed. "auto" is a regression for up to 1,000
        coefficients with at least five genotypes each, and else "unbiased".
    X : array-like or DataFrame of shape (n_samples, n_sites), default=None
        What a regressor was trained on, where it does not know the alleles of its sites; see
        :meth:`EpistasisSpectrum.from_estimator`.
    n_sites : int, default=None
        Number of sites of a function.
    site_names : sequence of str, default=None
        Names of the sites, where neither the model nor `X` has them.
    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Low (spin +1) and high (spin -1) level of each site. None means those that the model
        knows or that `X` has. A function is called with 0 and 1 if there is no `X` either; for a
        regressor they are never assumed.
    alleles : sequence of sequences, default=None
        The alleles of each site, however many, whatever else is known. A string stands for its
        characters.
    weights : "uniform", "library", sequence or dict, default="uniform"
        Weights of the alleles of each site, as in :class:`EpistasisSpectrum`: each site of the
        random genotypes is drawn with them, independently of the others. "library" stands for the
        frequencies of the alleles in `X`.
    random_state : int, RandomState instance or None, default=None
        Determines the genotypes. None draws a new seed.

    Returns
    -------
    spectrum : WalshSpectrum or EpistasisSpectrum
        All interactions up to `max_order`, the constant among them, with
        `standard_errors`. An EpistasisSpectrum if a site has more than two alleles, or `alleles`
        or `weights` are given.

    Raises
    ------
    ValueError
        If a parameter is not valid, the levels are not known, the coefficients do not fit in
        memory, or the function does not return one finite number for each genotype.

    See Also
    --------
    recover_spectrum : Find the largest coefficients of any order.

    Notes
    -----
    With N genotypes, m coefficients and a residual of standard deviation s, standard errors are
    about s / sqrt(N). The cost is N evaluations and O(N m) operations, or O(N m^2) for a
    regression. With more than two alleles it is O(N m), where m is the number of interactions,
    and the cost of the tables. The genotypes are uniformly random, or have the `weights`, even
    if those of the training data do not.

    Examples
    --------
    >>> from sk_epinet import estimate_spectrum
    >>> def function(X):
    ...     return 3 * X[:, 0] - 2 * X[:, 7] * X[:, 99]
    >>> spectrum = estimate_spectrum(function, max_order=1, n_sites=100, random_state=0)
    >>> spectrum.top(1).names
    ['x0']

    28 sites of four alleles:

    >>> def count_a(X):
    ...     return (X == "A").sum(axis=1) + 2.0 * (X[:, [3, 9]] == "G").all(axis=1)
    >>> spectrum = estimate_spectrum(count_a, alleles=["ACGT"] * 28, random_state=0)
    >>> spectrum.order(2).top_effects(1)["effect"].tolist()
    ['x3_G:x9_G']
    """
    check_number("max_order", max_order, low=1, integer=True)
    check_number("n_evaluations", n_evaluations, low=10, integer=True)
    check_option("method", method, ("auto", "regression", "unbiased"))
    if n_sites is not None:
        check_number("n_sites", n_sites, low=1, integer=True)
    sought = function_of_alleles(model, n_sites, site_names, levels, alleles, weights, X)
    if sought is not None:
        if method == "regression":
            raise ValueError(
                "method='regression' needs sites of two levels: use method='unbiased'."
            )
        rng = fresh_random_state(random_state)
        sites = AlleleSites(sought.alleles, sought.site_names, weights, X=X)
        return estimate_alleles(sought, sites, max_order, n_evaluations, rng)
    function = as_function(model, n_sites, site_names, levels, X)
    n_sites = function.n_sites
    m = count_interactions(n_sites, max_order, include_constant=True)
    methods = _choose_methods(method, m, n_evaluations)
    require_memory(
        n_evaluations * (n_sites + 8)
        + m * (n_sites + 200)
        + 24 * m**2 * ("regression" in methods),
        f"Estimating {m:,} coefficients",
        "Lower max_order, or method='unbiased'.",
    )
    rng = fresh_random_state(random_state)
    genotypes = rng.randint(0, 2, (n_evaluations, n_sites), dtype=np.int8)
    values = function(genotypes)
    check_range("what the function returns", values)
    coefficients, errors = _estimate(methods, Design(max_order, n_sites), genotypes, values)
    interactions = interaction_matrix(n_sites, max_order)
    return WalshSpectrum(
        coefficients, interactions, n_sites, standard_errors=errors, **function.sites
    )


def _choose_methods(method, m, n_evaluations):
    """Return the methods to try, in this order."""
    if method == "auto":
        most = min(_MOST_REGRESSED, n_evaluations // _GENOTYPES_PER_COEFFICIENT)
        return ("regression", "unbiased") if m <= most else ("unbiased",)
    if method == "regression" and m >= n_evaluations:
        raise ValueError(
            f"A regression on {m:,} coefficients needs more than {n_evaluations:,} evaluations: "
            "pass a larger n_evaluations=, or method='unbiased'."
        )
    return (method,)


def _estimate(methods, design, genotypes, values):
    """Return coefficients and standard errors by the first method that has an answer.

    Random genotypes that occur twice, while others do not occur, may not tell all coefficients
    apart. A regression has no answer then.
    """
    if "regression" in methods:
        with suppress(LinAlgError):
            return regress(design, genotypes, values)
    if "unbiased" in methods:
        return _average(design, genotypes, values)
    raise ValueError(
        f"The {len(values):,} random genotypes do not tell {design.m:,} coefficients apart, so "
        "that a regression has no answer: raise n_evaluations, or method='unbiased'."
    )


def _average(design, genotypes, values):
    """Return means over each half of what the large coefficients of the other half leave."""
    halves = np.array_split(np.arange(len(values)), 2)
    estimates, variances = [], []
    for own, other in (halves, halves[::-1]):
        large = _find_large(design, genotypes[other], values[other])
        rest = values[own] - design.times(genotypes[own], large)
        means = design.transposed_times(genotypes[own], rest) / len(own)
        estimates.append(large + means)
        variances.append((np.mean(rest**2) - means**2) / len(own))
    return np.mean(estimates, axis=0), np.sqrt(np.maximum(sum(variances), 0)) / 2


def _find_large(design, genotypes, values):
    """Return the means of f chi_S that are far above their noise, and 0 for the others.

    This is done twice, because what is found first leaves less noise for the others. The constant
    is always subtracted: it would be noise in all means, so that these depended on an offset.
    """
    large = np.zeros(design.m)
    large[0] = values.mean()
    for _ in range(2):
        rest = values - design.times(genotypes, large)
        means = large + design.transposed_times(genotypes, rest) / len(values)
        noise = rest.std() / np.sqrt(len(values))
        large = np.where(np.abs(means) > _SIGNIFICANT * noise, means, 0.0)
        large[0] = means[0]
    return large
