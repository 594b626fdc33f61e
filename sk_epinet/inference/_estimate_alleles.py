"""Estimate the tables of all interactions of sites of any alleles, from random genotypes."""

import numpy as np

from .._utils import check_range, require_memory
from ..spectrum import EpistasisSpectrum, allele_function
from ..walsh import apply_by_site, count_products, list_interactions

# A component is subtracted before the others are estimated if its square is so many standard
# deviations above what noise gives. Estimates are unbiased for any number; this one makes their
# errors small.
_SIGNIFICANT = 4.0


def function_of_alleles(model, n_sites, site_names, levels, alleles, weights, X):
    """Return a model as a function of numbers of alleles, or None if its sites have two levels.

    Raises
    ------
    ValueError
        If both `levels` and `alleles` are given, or weights without saying the alleles.
    """
    uniform = isinstance(weights, str) and weights == "uniform"
    if levels is not None:
        if alleles is not None or not uniform:
            raise ValueError(
                "levels= stands for two levels of equal weight, and cannot be given together "
                "with alleles= or weights=: leave levels= out, and pass alleles=."
            )
        return None
    if alleles is None and not hasattr(model, "predict") and X is None:
        if not uniform:
            raise ValueError(
                "weights= needs alleles=, the alleles of each site, where the model is a function."
            )
        return None
    try:
        function = allele_function(model, X, alleles, site_names=site_names)
    except ValueError:
        if alleles is not None or not uniform:
            raise
        return None  # The error of two levels says what is missing.
    if alleles is None and uniform and max(function.n_alleles, default=0) <= 2:
        return None
    if n_sites is not None and n_sites != len(function.alleles):
        raise ValueError(
            f"n_sites={n_sites} was given, but there are {len(function.alleles)} sites with "
            "alleles: leave n_sites out."
        )
    return function


def estimate_alleles(function, sites, max_order, n_evaluations, rng):
    """Return all interactions up to an order, with standard errors.

    Parameters
    ----------
    function : AlleleFunction
    sites : AlleleSites
    max_order : int
    n_evaluations : int
    rng : RandomState

    Returns
    -------
    spectrum : EpistasisSpectrum
    """
    require_positive(sites)
    interactions = list_within_memory(sites, max_order)
    n_sites = len(sites.names)
    require_memory(
        n_evaluations * (24 * n_sites + 32),  # numbers of alleles, and the alleles themselves
        f"{n_evaluations:,} evaluations at genotypes of {n_sites} sites",
        "Lower n_evaluations.",
    )
    columns = [rng.choice(len(own), n_evaluations, p=own) for own in sites.weights]
    codes = np.stack(columns, axis=1)
    values = function(codes)
    check_range("what the function returns", values)
    tables, errors = _cross_fit(interactions, sites.contrasts, codes, values)
    return EpistasisSpectrum(
        tables,
        interactions,
        sites.alleles,
        weights=sites.weights,
        site_names=sites.names,
        standard_errors=errors,
    )


def require_positive(sites):
    """Raise an error if an allele has the weight zero."""
    for name, own in zip(sites.names, sites.weights, strict=True):
        if not own.all():
            raise ValueError(
                f"An allele of site '{name}' has the weight zero, so that random genotypes never "
                "have it: estimate with weights='uniform', and convert the result: "
                "spectrum.with_weights(...)."
            )


def list_within_memory(sites, max_order=None, n_bytes=0):
    """Return the interactions up to an order, if their tables fit in memory.

    Parameters
    ----------
    sites : AlleleSites
    max_order : int, default=None
        None means all interactions.
    n_bytes : int, default=0
        Bytes for each effect, beyond those of an estimate and its error.

    Raises
    ------
    ValueError
        If the tables do not fit in memory.
    """
    sizes = [len(own) if len(own) > 1 else 0 for own in sites.alleles]
    max_order = len(sizes) if max_order is None else min(max_order, len(sizes))
    orders = range(max_order + 1)
    n_rows = sum(count_products(sizes, order) for order in orders)
    require_memory(
        (100 + n_bytes) * n_rows,
        f"Estimating {n_rows:,} effects",
        "Give a smaller max_order, or fewer alleles.",
    )
    listed = list_interactions(len(sizes), max_order, include_constant=True)
    return [own for own in listed if all(sizes[site] for site in own)]


def _cross_fit(interactions, contrasts, codes, values):
    """Return tables and standard errors, from what the other half of the genotypes leaves.

    What one half of the genotypes shows clearly is subtracted from the values of the other half,
    whose means of f times the kernel of each interaction are then added to it: these are
    unbiased, whatever was subtracted.
    """
    halves = np.array_split(np.arange(len(values)), 2)
    tables, variances = [], []
    for own, other in (halves, halves[::-1]):
        large = _find_large(interactions, contrasts, codes[other], values[other])
        rest = values[own] - _evaluate(large, codes[own])
        found = {s: project(s, contrasts, codes[own], rest) for s in interactions}
        tables.append([table + large.get(s, 0.0) for s, (table, _) in found.items()])
        variances.append([variance for _, variance in found.values()])
    mean = [(a + b) / 2 for a, b in zip(*tables, strict=True)]
    return mean, [np.sqrt(a + b) / 2 for a, b in zip(*variances, strict=True)]


def project(interaction, contrasts, codes, values):
    """Return the table of an interaction as means over genotypes, and the variances of these.

    The kernel of a site is the product of its contrasts at two alleles: its mean over random
    genotypes, with f, is the component of f.
    """
    sums = [sum_by_cells(interaction, contrasts, codes, own) for own in (values, values**2)]
    kernels = [contrasts[site] @ contrasts[site].T for site in interaction]
    n = len(values)
    table = apply_by_site(sums[0] / n, kernels)
    squares = apply_by_site(sums[1] / n, [kernel**2 for kernel in kernels])
    return table, np.maximum(squares - table**2, 0) / n


def _find_large(interactions, contrasts, codes, values):
    """Return the tables of the interactions that are far above their noise, each made smaller.

    This is done twice, because what is found first leaves less noise for the others. The constant
    is always subtracted: it would be noise in all tables, so that these depended on an offset.
    """
    blocks: dict = {(): np.array(values.mean())}
    tables = blocks
    for _ in range(2):
        rest = values - _evaluate(tables, codes)
        variance = rest.var() / len(values)
        found = {
            own: _coefficients(own, contrasts, codes, rest) + blocks.get(own, 0.0)
            for own in interactions
        }
        blocks = {own: _shrink(block, variance) if own else block for own, block in found.items()}
        tables = {
            own: apply_by_site(block, [contrasts[site] for site in own])
            for own, block in blocks.items()
            if block.any()
        }
    return tables


def _coefficients(interaction, contrasts, codes, values):
    sums = sum_by_cells(interaction, contrasts, codes, values)
    return apply_by_site(sums / len(values), [contrasts[site].T for site in interaction])


def _shrink(block, variance):
    """Return coefficients less their share of noise, or zeros if they may be nothing else."""
    square, noise = (block**2).sum(), block.size * variance
    if square <= noise + _SIGNIFICANT * variance * np.sqrt(2 * block.size):
        return 0.0 * block
    return block * (1 - noise / square)


def sum_by_cells(interaction, contrasts, codes, values):
    """Return the sum of the values of the genotypes of each combination of alleles."""
    shape = tuple(len(contrasts[site]) for site in interaction)
    cells = np.zeros(len(codes), dtype=np.intp)
    for site, k in zip(interaction, shape, strict=True):
        cells = cells * k + codes[:, site]
    return np.bincount(cells, values, minlength=int(np.prod(shape))).reshape(shape)


def _evaluate(tables, codes):
    """Return the sum of the tables of some interactions at genotypes."""
    values = np.zeros(len(codes))
    for own, table in tables.items():
        values += table[tuple(codes[:, list(own)].T)]
    return values
