"""Spectra and fitted regressors as functions of the numbers of alleles."""

from __future__ import annotations

import numbers

import numpy as np

from ..spectrum import AlleleSites, EpistasisSpectrum, WalshSpectrum, allele_function
from ._values import as_measured, require_rows

_ENUMERATED = 16  # sites: the landscapes of so few are enumerated in no time


def coded_function(model, wild_type=None, X=None, alleles=None):
    """Return a model as a function of the numbers of alleles, and its sites.

    Parameters
    ----------
    model : WalshSpectrum, EpistasisSpectrum or fitted regressor
    wild_type : sequence of alleles, str or dict of site name to allele, default=None
        The wild type. None means that of an EpistasisSpectrum, and the low level of each site if
        no site has more than two alleles.
    X, alleles : default=None
        Of a regressor, as in :meth:`EpistasisSpectrum.from_estimator`.

    Returns
    -------
    function : callable
        Takes numbers of alleles, shape (n, n_sites), and returns n values.
    sites : AlleleSites

    Raises
    ------
    ValueError
        If the wild type is not known.
    """
    if isinstance(model, EpistasisSpectrum):
        wild_type = model.wild_type if wild_type is None else wild_type
        return model._values_at, AlleleSites(model.alleles, model.site_names, wild_type=wild_type)
    if isinstance(model, WalshSpectrum):
        pairs = [tuple(pair) for pair in model.levels.tolist()]
        sites = AlleleSites(pairs, model.site_names, wild_type=wild_type)
        return _values_of_codes(model), sites
    function = allele_function(model, X, alleles)
    require_wild_type(wild_type, function.alleles)
    return function, AlleleSites(function.alleles, function.site_names, wild_type=wild_type)


def _values_of_codes(spectrum):
    """Return a Walsh spectrum as a function of genotypes of 0 and 1."""
    if spectrum.n_sites > _ENUMERATED:
        return lambda codes: spectrum._sum_of_products(1.0 - 2.0 * codes)
    # Faster where there are many interactions.
    landscape, place = spectrum.to_landscape(), 2 ** np.arange(spectrum.n_sites)[::-1]
    return lambda codes: landscape[np.asarray(codes, dtype=np.intp) @ place]


def read_measurements(X, y, wild_type):
    """Return the sites of measured genotypes, the numbers of their alleles, and their values.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
    y : array-like of shape (n_samples,)
    wild_type : sequence of alleles, str, dict of site name to allele, or None

    Returns
    -------
    sites : AlleleSites
    codes : ndarray of shape (n_samples, n_sites)
    y : ndarray of shape (n_samples,)

    Raises
    ------
    ValueError
        If the wild type is not known, a value is not finite, or there are not as many values as
        genotypes.
    """
    sites = AlleleSites.of_table(X, wild_type)
    require_wild_type(wild_type, sites.alleles)
    codes, y = sites.codes(X), as_measured(y)
    require_rows(codes, y)
    return sites, codes, y


def require_wild_type(wild_type, alleles):
    """Raise an error if there is no wild type, and nothing says which allele may be its own."""
    if wild_type is None and any(len(own) > 2 for own in alleles):
        raise ValueError(
            "wild_type= must be given where a site has more than two alleles: one allele for "
            "each site, such as landscape.wild_type."
        )


def mutation_name(sites, site, code):
    """Return the name of a mutation; at a site of two numbers, that of the site is enough."""
    own = sites.alleles[site]
    if len(own) == 2 and not any(isinstance(allele, str) for allele in own):
        return sites.names[site]
    return sites.effect_names(site)[code]


def write_allele(allele):
    """Return an allele as it is written in a picture."""
    return f"{allele:g}" if isinstance(allele, numbers.Real) else str(allele)


def single_mutants(sites):
    """Return the wild type and its single mutants as numbers of alleles.

    Returns
    -------
    codes : ndarray of shape (1 + n_mutants, n_sites)
        The wild type is the first row.
    changed : ndarray of shape (n_mutants,)
        The site that each mutant has changed.
    """
    wild_type = np.array(sites.wild_codes, dtype=np.intp)
    mutations = [
        (site, code)
        for site, n_alleles in enumerate(sites.n_alleles)
        for code in range(n_alleles)
        if code != wild_type[site]
    ]
    codes = np.tile(wild_type, (1 + len(mutations), 1))
    for row, (site, code) in enumerate(mutations, start=1):
        codes[row, site] = code
    return codes, np.array([site for site, _ in mutations], dtype=np.intp)
