"""Tables of interactions of any alleles with their errors, and which of them differ from zero."""

import numpy as np
import pandas as pd
from scipy.stats import chi2, false_discovery_control
from scipy.stats import t as student
from sklearn.base import clone

from .._utils import run_tasks, warn_user
from ..genotypes import number_alleles
from ..regressors import EpistaticNetRegressor, EpistaticNetRegressorCV
from ..spectrum import AlleleSites, EpistasisSpectrum, require_enumerable
from ..walsh import WalshFeatures, apply_by_site
from ._design_warnings import find_linked_sites
from ._estimate_alleles import list_within_memory, project, require_positive, sum_by_cells
from ._fit_resample import fit_resample
from ._prepared_estimator import prepare_estimator

# Mean over the sites of the distance between the frequencies of the alleles and their weights; for
# two alleles of equal weight it is the absolute mean spin.
_UNBALANCED = 0.3
# Of the variance of the number of mutations, relative to that of independent sites.
_LEAST_SPREAD, _MOST_SPREAD = 0.5, 2.0


def bootstrap_alleles(
    estimator, X, y, counts, known, weights, max_order, n_jobs, rng, levels, progress
):
    """Return the cross-fitted tables of a regressor, with intervals and a selection.

    Parameters
    ----------
    estimator : regressor, pipeline or search
    X : array-like or DataFrame of shape (n_samples, n_sites)
    y : ndarray of shape (n_samples,)
    counts : int array of shape (n_samples, n_resamples)
        How often each row is in each resample.
    known : tuple (alleles, names)
        What the estimator says of the sites.
    weights : pair of (ndarray or None, weights of alleles)
        Weights of the rows in the fits, and those under which the landscape is decomposed.
    max_order : int or None
    n_jobs : int or None
    rng : RandomState
    levels : pair of float
        The confidence level and the false discovery rate.
    progress : Progress
        Follows the fits.

    Returns
    -------
    spectrum : EpistasisSpectrum
    """
    (alleles, names), (row_weights, allele_weights) = known, weights
    sites = AlleleSites(alleles, names, allele_weights, X=X)
    require_positive(sites)
    interactions = list_within_memory(sites, max_order, 8 * counts.shape[1])
    parts = [estimator, *estimator.get_params().values()]
    if not any(isinstance(part, WalshFeatures) for part in parts):
        require_enumerable(sites.n_alleles)
    codes = number_alleles(X, alleles, names)
    _warn_of_library(codes, sites)
    prepared = prepare_estimator(estimator, X, len(names), rng)
    if isinstance(prepared, (EpistaticNetRegressor, EpistaticNetRegressorCV)):
        X = _declare_alleles(X, codes, sites)
    tasks = [
        (clone(prepared), X, y, column, sites, interactions, row_weights) for column in counts.T
    ]
    progress.expect(len(tasks))
    fits = run_tasks(_fit_one, tasks, n_jobs, on_done=lambda i: progress.advance(1))
    return estimate_tables(y, codes, counts == 0, fits, sites, interactions, levels)


def _declare_alleles(X, codes, sites):
    """Return X as categories, so that a network knows all alleles in every resample."""
    columns = {
        name: pd.Categorical.from_codes(column, categories=pd.Index(own, dtype=object))
        for name, column, own in zip(sites.names, codes.T, sites.alleles, strict=True)
    }
    return pd.DataFrame(columns, index=getattr(X, "index", None))


def _fit_one(estimator, X, y, column, sites, interactions, weight):
    """Return the predictions of all rows, and the tables of the model of one resample."""
    fit_resample(estimator, X, y, column, weight)
    spectrum = EpistasisSpectrum.from_estimator(
        estimator, X=X, alleles=sites.alleles, weights=sites.weights
    )
    shapes = [[sites.n_alleles[site] for site in own] for own in interactions]
    tables = [
        spectrum.table(own) if own in spectrum.interactions else np.zeros(shape)
        for own, shape in zip(interactions, shapes, strict=True)
    ]
    return estimator.predict(X), tables


def estimate_tables(y, codes, unseen, fits, sites, interactions, levels, model_errors=None):
    """Add to the models' tables what they leave of rows that they have not seen.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
    codes : int array of shape (n_samples, n_sites)
        Number of each allele among those of its site.
    unseen : bool array of shape (n_samples, n_models)
        Whether each model has not seen a row.
    fits : list of (ndarray of shape (n_samples,), list of ndarray)
        Of each model, its predictions of all rows, and its table of each interaction.
    sites : AlleleSites
    interactions : list of tuple of int
    levels : pair of float
        The confidence level and the false discovery rate.
    model_errors : list of ndarray, default=None
        Standard errors of the models' own tables, where they are estimated.

    Returns
    -------
    spectrum : EpistasisSpectrum
        With standard errors, intervals and a selection.
    """
    shares = unseen / np.maximum(unseen.sum(axis=1, keepdims=True), 1)
    used = unseen.any(axis=1)  # a row is in all of ten resamples with a probability of 1 in 98
    n = int(used.sum())
    predicted = np.array([own for own, _ in fits])
    rest = (y - np.einsum("ib,bi->i", shares, predicted))[used]
    share = shares[used].mean(axis=0)
    tables, errors, chances = [], [], []
    for place, own in enumerate(interactions):
        correction, variance = project(own, sites.contrasts, codes[used], rest)
        variance = variance * n / max(1, n - 1)
        if model_errors is not None:
            variance = variance + model_errors[place] ** 2
        table = correction + sum(s * fit[place] for s, (_, fit) in zip(share, fits, strict=True))
        tables.append(table)
        errors.append(np.sqrt(variance))
        chances.append(_chance(own, table, variance, sites, codes[used], rest))
    confidence, false_discovery_rate = levels
    half = student.ppf((1 + confidence) / 2, n - 1)
    selected = np.zeros(len(interactions), dtype=bool)
    tested = np.array([bool(own) for own in interactions])
    selected[tested] = false_discovery_control(np.array(chances)[tested]) <= false_discovery_rate
    pairs = list(zip(tables, errors, strict=True))
    return EpistasisSpectrum(
        tables,
        interactions,
        sites.alleles,
        weights=sites.weights,
        site_names=sites.names,
        standard_errors=errors,
        intervals=[np.stack([t - half * e, t + half * e], axis=-1) for t, e in pairs],
        selected=selected,
    )


def _chance(own, table, variance, sites, codes, rest):
    """Return the probability of a table at least as large if the component were zero.

    The weighted mean square of the table is then about g times a chi-squared variable of h
    degrees of freedom, with the mean and the variance that the covariance of the table's noise
    gives (Satterthwaite's approximation).
    """
    # Fourth powers are taken below: in other units than these they may be too large or too small.
    unit = np.abs(rest).max(initial=0.0) or 1.0
    rest, variance, square = rest / unit, variance / unit / unit, np.square(table / unit)
    for site in own:
        square = np.tensordot(sites.weights[site], square, (0, 0))
        variance = np.tensordot(sites.weights[site], variance, (0, 0))
    squares = sum_by_cells(own, sites.contrasts, codes, rest**2) / len(rest)
    kernels = [np.square(sites.contrasts[site] @ sites.contrasts[site].T) for site in own]
    spread = float(np.sum(squares * apply_by_site(squares, kernels))) / len(rest) ** 2
    mean = float(variance)
    if mean <= 0 or spread <= 0:
        return float(square == 0)  # The models explain y exactly.
    return float(chi2.sf(float(square) * mean / spread, mean**2 / spread))


def _warn_of_library(codes, sites):
    """Warn about a library for which the estimates, intervals and selection do not hold."""
    problem = find_problem_of_library(codes, sites)
    if problem:
        warn_user(
            f"{problem} The tables, intervals and selection of bootstrap_spectrum hold for "
            "genotypes whose sites are drawn independently with these weights: do not use them "
            "here."
        )


def find_problem_of_library(codes, sites):
    """Say in what genotypes are far from sites that are drawn independently with their weights.

    Parameters
    ----------
    codes : int array of shape (n_samples, n_sites)
        Number of each allele among those of its site.
    sites : AlleleSites

    Returns
    -------
    problem : str
        A sentence, or nothing where there is no problem.
    """
    n = len(codes)
    counts = [
        np.bincount(c, minlength=k) / n for c, k in zip(codes.T, sites.n_alleles, strict=True)
    ]
    distances = [
        max(float(np.sum((f - w) ** 2 / w)) - (len(w) - 1) / n, 0) / (len(w) - 1)
        for f, w in zip(counts, sites.weights, strict=True)
        if len(w) > 1
    ]
    mutated = np.stack([c != np.argmax(f) for c, f in zip(codes.T, counts, strict=True)], axis=1)
    share = mutated.mean(axis=0)
    expected = float(np.sum(share * (1 - share)))
    spread = float(mutated.sum(axis=1).var()) / expected if expected else 1.0
    if np.mean(np.sqrt(distances or [0.0])) > _UNBALANCED:
        return (
            "The frequencies of the alleles in X are far from their weights: use "
            "weights='library'."
        )
    if _LEAST_SPREAD < spread < _MOST_SPREAD:
        return find_linked_sites(codes, sites.n_alleles, sites.names)
    return (
        "The sites of X do not vary independently of each other: the variance of the number "
        f"of mutations of a genotype is {spread:.2g} times that of independent sites, as in "
        "a library of single and double mutants."
    )
