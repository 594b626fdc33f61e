"""Check the sizes of synthetic landscapes before anything is drawn."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence

import numpy as np

from .._utils import check_number, format_count, read_list, require_memory
from ._draws import MAX_ENUMERATED, count_enough

# Of values: squares of them, and sums of squares, are numbers too.
LARGEST = 1e100
_MOST_SITES = 10**5  # of more, the numbers of genotypes and interactions take minutes to count
_MOST_ALLELES = 1000
_MOST_INTERACTIONS = 10**5  # more are no sparse landscape, and take minutes to draw


def check_sites(n_sites: int, n_alleles: int | Sequence[int] = 2) -> tuple[int, ...]:
    """Return the number of alleles of each site, validated.

    Parameters
    ----------
    n_sites : int
    n_alleles : int or sequence of int
        Of every site, or of each.

    Raises
    ------
    ValueError
        If they are not numbers of sites and alleles.
    """
    check_number("n_sites", n_sites, low=1, high=_MOST_SITES + 1, integer=True)
    if isinstance(n_alleles, numbers.Number) or np.isscalar(n_alleles):
        check_number("n_alleles", n_alleles, low=2, high=_MOST_ALLELES + 1, integer=True)
        return (int(n_alleles),) * int(n_sites)  # type: ignore[arg-type]
    each = read_list("n_alleles", n_alleles, f"an integer for each of {n_sites} sites")
    if len(each) != n_sites:
        raise ValueError(
            f"n_alleles must be an integer, or one for each of {n_sites} sites, got {n_alleles!r}."
        )
    for own in each:
        check_number("each of n_alleles", own, low=2, high=_MOST_ALLELES + 1, integer=True)
    return tuple(map(int, each))


def check_draws(n_samples: int | None, n_alleles: Sequence[int], noise: float) -> None:
    """Raise an error if there are not so many genotypes, or they do not fit in memory."""
    check_number("noise", noise, low=0, high=LARGEST)
    n_sites, n_genotypes = len(n_alleles), math.prod(n_alleles)
    if n_samples is None:
        require_memory(
            9 * n_sites * n_genotypes,
            f"The complete landscape of {n_sites} sites ({_count(n_alleles)} genotypes)",
            "Give n_samples for a random part of it.",
        )
        return
    check_number("n_samples", n_samples, low=1, integer=True)
    if n_samples > n_genotypes:
        raise ValueError(
            f"n_samples={n_samples} is more than the {n_genotypes} genotypes of {n_sites} sites."
        )
    require_memory(
        9 * n_sites * int(n_samples),
        f"A landscape of {n_samples:,} genotypes of {n_sites} sites",
        "Give a smaller n_samples.",
    )


def check_complete(n_alleles: Sequence[int], remedy: str) -> None:
    """Raise an error if a model that gives every genotype a random value has too many."""
    n_genotypes = math.prod(n_alleles)
    if n_genotypes > MAX_ENUMERATED:
        raise ValueError(
            f"n_sites={len(n_alleles)}: this model draws a value for every genotype, and "
            f"{_count(n_alleles)} are too many (at most 2^24 = {MAX_ENUMERATED:,}). {remedy}"
        )
    require_memory(
        60 * n_genotypes + 2 ** len(n_alleles) * (len(n_alleles) + 40),
        f"A landscape of {n_genotypes:,} genotypes and its spectrum",
        remedy,
    )


def check_amplitudes(amplitudes: tuple[float, float]) -> None:
    """Raise an error if these are not the ends of a range of absolute values."""
    ends = read_list("amplitudes", amplitudes, "two numbers (low, high)")
    for amplitude in ends:
        check_number("each of amplitudes", amplitude, low=0, high=LARGEST)
    if len(ends) != 2 or not ends[0] <= ends[1]:
        raise ValueError(f"amplitudes must be (low, high) with low <= high, got {amplitudes!r}.")


def check_interactions(n_interactions: int, max_order: int, n_sites: int) -> None:
    """Raise an error if there are not so many interactions of these orders, or they are many."""
    check_number(
        "n_interactions",
        n_interactions,
        low=1,
        high=_MOST_INTERACTIONS + 1,
        integer=True,
        remedy="make_house_of_cards_landscape draws all interactions.",
    )
    check_number("max_order", max_order, low=1, integer=True)
    possible = count_enough(n_sites, max_order, n_interactions)
    if n_interactions > possible:
        raise ValueError(
            f"n_interactions={n_interactions} is more than the {possible} interactions of order "
            f"1 to {max_order} among {n_sites} sites."
        )


def _count(n_alleles):
    if len(set(n_alleles)) == 1:
        return f"{n_alleles[0]}^{len(n_alleles)}"
    return format_count(math.prod(n_alleles))
