"""Make NK landscapes: sums of random tables, each over a few sites."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from .._utils import (
    Array,
    FloatArray,
    RandomState,
    check_number,
    check_option,
    fresh_random_state,
    require_memory,
)
from ..spectrum import EpistasisSpectrum
from ._draws import draw_codes, genotypes_of, name_alleles
from ._sizes import check_draws, check_sites

_MOST_TABLES = 2**14  # of more, the spectrum of all genotypes is faster, if these are few
_TABLE_BYTES = 2000  # of a component, beside its numbers: tuples, arrays and rows of the spectrum


def make_nk_landscape(
    n_sites: int = 10,
    k: int = 2,
    noise: float = 0.0,
    *,
    n_alleles: int | Sequence[int] = 2,
    neighbors: Literal["random", "adjacent"] = "random",
    n_samples: int | None = None,
    random_state: RandomState = None,
) -> tuple[Array, FloatArray, EpistasisSpectrum]:
    """Draw an NK landscape, whose ruggedness grows with the number K of partners of a site.

    The value of a genotype is the mean of the contributions of its sites. The contribution of a
    site depends on its own allele and on those of K other sites: it is a uniform random number
    between 0 and 1 for each combination of these alleles.

    Parameters
    ----------
    n_sites : int, default=10
        Number of sites, N.
    k : int, default=2
        Number of other sites, K, that the contribution of a site depends on; less than
        `n_sites`. With 0 the landscape is additive; with n_sites - 1 all values are independent.
    noise : float, default=0.0
        Standard deviation of the Gaussian noise that is added to y.
    n_alleles : int or sequence of int, default=2
        Number of alleles of every site, or of each.
    neighbors : {"random", "adjacent"}, default="random"
        Which K sites these are: "random" draws them for each site, and "adjacent" takes the sites
        that follow it, where the first site follows the last.
    n_samples : int, default=None
        Number of distinct random genotypes. None gives all of them, in enumeration order.
    random_state : int, RandomState instance or None, default=None
        Seed of all that is random. None draws a new seed; numpy's global generator is left
        alone.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites)
        Genotypes: levels 0 and 1 (int8) if all sites have two alleles, else strings A, B, C, ...
    y : ndarray of shape (n_samples,)
        Their values, with noise.
    spectrum : EpistasisSpectrum
        The true interactions, with uniform weights of the alleles: of at most K + 1 sites, and
        beside them, for large K, others that are zero but for rounding.

    Raises
    ------
    ValueError
        If a parameter is out of range, there are fewer genotypes than asked for, or the
        landscape or its spectrum does not fit in memory.

    See Also
    --------
    make_house_of_cards_landscape : The limit of independent values.

    Notes
    -----
    The time is O(n_samples n_sites k). The spectrum takes O(3^(k + 1)) numbers for each site of
    two alleles, or as many as there are genotypes if these are fewer.

    References
    ----------
    .. [1] Kauffman, Levin (1987). Towards a general theory of adaptive walks on rugged
       landscapes. Journal of Theoretical Biology 128:11-45.
    .. [2] Kauffman, Weinberger (1989). The NK model of rugged fitness landscapes and its
       application to maturation of the immune response. Journal of Theoretical Biology
       141:211-245.

    Examples
    --------
    >>> from sk_epinet.datasets import make_nk_landscape
    >>> X, y, truth = make_nk_landscape(n_sites=6, k=1, random_state=0)
    >>> X.shape, int(truth.orders.max())
    ((64, 6), 2)
    """
    sizes = check_sites(n_sites, n_alleles)
    high = len(sizes)
    check_number("k", k, low=0, high=high, integer=True, remedy="K is less than n_sites.")
    check_option("neighbors", neighbors, ("random", "adjacent"))
    check_draws(n_samples, sizes, noise)
    rng = fresh_random_state(random_state)
    groups = [_group(rng, site, n_sites, k, neighbors) for site in range(n_sites)]
    is_complete = _check_tables(groups, sizes)
    tables = [rng.uniform(size=[sizes[j] for j in own]) / n_sites for own in groups]
    alleles = name_alleles(sizes)
    make = _complete_spectrum if is_complete else _sparse_spectrum
    spectrum = make(groups, tables, sizes, alleles)
    codes = draw_codes(rng, n_samples, sizes)
    y = sum(table[tuple(codes[:, own].T)] for own, table in zip(groups, tables, strict=True))
    return genotypes_of(codes, alleles), y + noise * rng.standard_normal(len(codes)), spectrum


def _group(rng, site, n_sites, k, neighbors):
    """Return the sites that the contribution of a site depends on, sorted."""
    if neighbors == "adjacent":
        return sorted((site + step) % n_sites for step in range(k + 1))
    others = rng.choice(n_sites - 1, k, replace=False)
    return sorted([site, *(others + (others >= site)).tolist()])


def _check_tables(groups, sizes):
    """Return whether the spectrum is that of all genotypes, and check that it fits in memory."""
    n_genotypes = math.prod(sizes)
    n_numbers = sum(math.prod(sizes[j] + 1 for j in own) for own in groups)
    n_tables = sum(2 ** len(own) for own in groups)
    is_complete = n_tables > _MOST_TABLES and n_genotypes <= n_numbers
    n_bytes = 60 * n_genotypes if is_complete else 16 * n_numbers + _TABLE_BYTES * n_tables
    require_memory(
        n_bytes,
        f"The interactions of up to {len(groups[0])} of {len(sizes)} sites",
        "Give a smaller k, or fewer alleles.",
    )
    return is_complete


def _complete_spectrum(groups, tables, sizes, alleles):
    """Return the spectrum of the values of all genotypes."""
    values = np.zeros(sizes)
    for own, table in zip(groups, tables, strict=True):
        values += table.reshape([size if j in own else 1 for j, size in enumerate(sizes)])
    return EpistasisSpectrum.from_landscape(values.ravel(), "enumeration", alleles=alleles)


def _sparse_spectrum(groups, tables, sizes, alleles):
    """Return the spectrum of a sum of tables: what each adds to each of its interactions."""
    components = {}
    for own, table in zip(groups, tables, strict=True):
        for interaction, part in _components(own, table):
            components[interaction] = components.get(interaction, 0.0) + part
    ordered = sorted(components, key=lambda own: (len(own), own))
    return EpistasisSpectrum([components[own] for own in ordered], ordered, alleles)


def _components(sites, table, own=()):
    """Yield each interaction of a table, and its component.

    This is the mean over the alleles of the other sites, less what smaller interactions explain.
    """
    if not sites:
        yield own, table
        return
    axis = len(own)  # the first site that has not been dealt with
    mean = table.mean(axis=axis, keepdims=True)
    yield from _components(sites[1:], mean.squeeze(axis), own)
    yield from _components(sites[1:], table - mean, (*own, sites[0]))
