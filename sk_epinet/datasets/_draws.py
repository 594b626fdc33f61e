"""What the synthetic landscapes draw: genotypes and interactions, each of them once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np

from .._utils import Array
from ..walsh import count_interactions, list_interactions

MAX_ENUMERATED = 2**24  # genotypes: of more, random ones are drawn until enough are distinct


def name_alleles(n_alleles: Sequence[int]) -> list[tuple[int | str, ...]]:
    """Return the alleles of each site: 0 and 1 if all sites have two, else A, B, C, ..."""
    if set(n_alleles) == {2}:
        return [(0, 1)] * len(n_alleles)
    letters: Sequence[str] = ascii_uppercase
    if max(n_alleles) > len(letters):
        letters = [f"a{allele}" for allele in range(max(n_alleles))]
    return [tuple(letters[:own]) for own in n_alleles]


def genotypes_of(codes: Array, alleles: Sequence[Sequence[int | str]]) -> Array:
    """Return genotypes as users have them: levels 0 and 1, or strings.

    Parameters
    ----------
    codes : ndarray of shape (n_samples, n_sites)
        Numbers of alleles.
    alleles : list of tuple
        What `name_alleles` returns.
    """
    if alleles[0][0] == 0:
        return codes.astype(np.int8, copy=False)
    return np.array(max(alleles, key=len), dtype=object)[codes]


def draw_codes(
    rng: np.random.RandomState, n_samples: int | None, n_alleles: Sequence[int]
) -> Array:
    """Return distinct uniform genotypes in random order, or all where no number is given.

    Parameters
    ----------
    rng : RandomState
    n_samples : int or None
    n_alleles : sequence of int
        Of each site.

    Returns
    -------
    codes : ndarray of shape (n_samples, n_sites), dtype int16 or int8
        Numbers of alleles.
    """
    n_genotypes = math.prod(n_alleles)
    if n_samples is None:
        return _codes_at(np.arange(n_genotypes), n_alleles)
    # Few are missing of what is nearly complete, and would hardly ever be drawn one by one.
    if n_genotypes <= max(MAX_ENUMERATED, 2 * n_samples):
        return _codes_at(rng.permutation(n_genotypes)[:n_samples], n_alleles)
    highest: int | Array = n_alleles[0] if len(set(n_alleles)) == 1 else np.array(n_alleles)
    codes = np.empty((0, len(n_alleles)), dtype=_code_type(n_alleles))
    while len(codes) < n_samples:
        more = rng.randint(0, highest, (n_samples - len(codes), len(n_alleles)))
        codes = np.unique(np.concatenate([codes, more.astype(codes.dtype)]), axis=0)
    return rng.permutation(codes)


def draw_interactions(rng, n_sites, n_interactions, max_order):
    """Return distinct interactions of uniform order, sorted by order and then by sites."""
    max_order = min(max_order, n_sites)
    possible = count_enough(n_sites, max_order, n_interactions)
    if possible <= 2 * n_interactions:
        listed = list_interactions(n_sites, max_order)
        chosen = {listed[i] for i in rng.permutation(possible)[:n_interactions]}
    else:
        chosen = set()
        while len(chosen) < n_interactions:
            order = rng.randint(1, max_order + 1)
            sites = rng.choice(n_sites, order, replace=False)
            chosen.add(tuple(sorted(sites.tolist())))
    return sorted(chosen, key=lambda sites: (len(sites), sites))


def count_enough(n_sites, max_order, n_needed):
    """Return the number of interactions up to an order, or one that is as many as are needed."""
    for order in range(1, min(max_order, n_sites) + 1):
        possible = count_interactions(n_sites, order)
        if possible > 2 * n_needed:
            break
    return possible


def _codes_at(places: Array, n_alleles: Sequence[int]) -> Array:
    """Return the genotypes at some places of the enumeration, a row of allele numbers each."""
    codes = np.empty((len(places), len(n_alleles)), dtype=_code_type(n_alleles))
    for site in range(len(n_alleles) - 1, -1, -1):
        places, codes[:, site] = np.divmod(places, n_alleles[site])
    return codes


def _code_type(n_alleles):
    return np.int8 if max(n_alleles) <= 128 else np.int16
