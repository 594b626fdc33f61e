"""Estimate a spectrum from models that were trained on parts of a table, for other reasons.

Whoever compares models on random training sets has, of each, its predictions of the rows that it
has not seen, and its spectrum. That is all that the cross-fitted one-step estimate of
:func:`bootstrap_spectrum` takes, so that intervals cost no further fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .._utils import Array, BoolArray, FloatArray
from ..spectrum import AlleleSites, EpistasisSpectrum, WalshSpectrum
from ._aliases import find_aliases
from ._bootstrap_alleles import estimate_tables, find_problem_of_library
from ._design_warnings import find_problem_of_samples
from ._one_step import as_spectrum, estimate_one_step
from ._requested import RequestedInteractions


@dataclass(frozen=True)
class HeldOutModel:
    """Hold what a model predicts of genotypes that it has not seen, and its spectrum.

    Parameters
    ----------
    unseen : bool ndarray of shape (n_genotypes,)
        Whether the model has not seen a genotype.
    predicted : ndarray of shape (n_genotypes,)
        Its predictions, which count only where `unseen`.
    spectrum : WalshSpectrum or EpistasisSpectrum
        Its interactions; the same ones for all models.
    """

    unseen: BoolArray
    predicted: FloatArray
    spectrum: WalshSpectrum | EpistasisSpectrum


def find_design_problem(
    codes: Array, alleles: Sequence[Sequence[str]], max_order: int | None
) -> str:
    """Say in what genotypes are far from a uniformly random sample of all genotypes.

    Parameters
    ----------
    codes : int array of shape (n_genotypes, n_sites)
        Number of each allele among those of its site.
    alleles : sequence of sequence of str
        The alleles of each site.
    max_order : int or None
        Largest number of sites of an interaction that is estimated; None means all.

    Returns
    -------
    problem : str
        A sentence, or nothing where estimates, intervals and selection hold.
    """
    names = [f"x{site}" for site in range(len(alleles))]
    problem = find_problem_of_library(codes, AlleleSites(alleles, names))
    if problem or max(map(len, alleles)) > 2:
        return problem
    return find_problem_of_samples(codes, max_order, names)


def combine_held_out(
    y: FloatArray,
    codes: Array,
    models: Sequence[HeldOutModel],
    *,
    confidence_level: float = 0.9,
    false_discovery_rate: float = 0.02,
) -> WalshSpectrum | EpistasisSpectrum:
    """Return the spectrum of a measured landscape, with intervals and a selection.

    Parameters
    ----------
    y : ndarray of shape (n_genotypes,)
        Measured values, one for each genotype.
    codes : int array of shape (n_genotypes, n_sites)
        Number of each allele among those of its site; no genotype stands in two rows.
    models : sequence of HeldOutModel
        At least one genotype must be unseen by one of them.
    confidence_level : float, default=0.9
        As in :func:`bootstrap_spectrum`.
    false_discovery_rate : float, default=0.02
        As in :func:`bootstrap_spectrum`.

    Returns
    -------
    spectrum : WalshSpectrum or EpistasisSpectrum
        The interactions of the models with `standard_errors`, `intervals` and `selected`, as
        :func:`bootstrap_spectrum` gives them. The models here have seen other parts of the
        genotypes than those of a bootstrap.

    Notes
    -----
    Where the spectra of the models are themselves estimated from random genotypes, their standard
    errors are added to those of the coefficients, as if they were the same for all models.
    """
    rates = confidence_level, false_discovery_rate
    unseen = np.column_stack([model.unseen for model in models])
    predicted = np.array([np.where(m.unseen, m.predicted, 0.0) for m in models])
    spectra = [model.spectrum for model in models]
    if isinstance(spectra[0], EpistasisSpectrum):
        return _combine_tables(y, codes, unseen, predicted, spectra, rates)
    return _combine_coefficients(y, codes, unseen, predicted, spectra, rates)


def _combine_coefficients(y, codes, unseen, predicted, spectra, rates):
    first = spectra[0]
    everything = len(first) == 2.0**first.n_sites
    order = None if everything else int(first.orders.max())
    requested = RequestedInteractions(first.n_sites, order, len(spectra))
    aliases = find_aliases(codes, requested.membership)
    coefficients = np.array([requested.pick(spectrum) for spectrum in spectra])
    estimates, errors = estimate_one_step(
        y, codes, unseen, predicted, coefficients, requested, aliases
    )
    if first.standard_errors is not None:
        own = np.array([_pick_errors(requested, spectrum) for spectrum in spectra])
        errors = np.hypot(errors, np.sqrt(np.mean(own**2, axis=0)))
    n = int(unseen.any(axis=1).sum())
    known = {"site_names": first.site_names, "levels": first.levels}
    return as_spectrum((estimates, errors), n - 1, requested, aliases, rates, **known)


def _pick_errors(requested, spectrum):
    """Return the standard errors of the interactions that are asked for."""
    errors = WalshSpectrum(spectrum.standard_errors, spectrum._membership, spectrum.n_sites)
    return requested.pick(errors)


def _combine_tables(y, codes, unseen, predicted, spectra, rates):
    first = spectra[0]
    sites = AlleleSites(first.alleles, first.site_names)
    interactions = list(first.interactions)
    fits = [
        (own, [spectrum.table(sites) for sites in interactions])
        for own, spectrum in zip(predicted, spectra, strict=True)
    ]
    errors = None
    if first.standard_errors is not None:
        own = zip(*(spectrum.standard_errors for spectrum in spectra), strict=True)
        errors = [np.sqrt(np.mean(np.square(tables), axis=0)) for tables in own]
    return estimate_tables(y, codes, unseen, fits, sites, interactions, rates, errors)
