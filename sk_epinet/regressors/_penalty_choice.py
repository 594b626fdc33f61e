"""The Walsh penalty of a fit: the one that the user gave, or one that suits the sites."""

from typing import Literal, TypeAlias

import numpy as np
from sklearn.base import clone

from .._utils import quote_names
from ..network import ONE_BATCH
from ..penalties import (
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshPenalty,
)

PenaltyChoice: TypeAlias = WalshPenalty | Literal["auto"] | None  # of the parameter `penalty`

# From docs/benchmarks/defaults and docs/benchmarks/many_sites.
_FREE_SITES, _BITS, _MANY_SITES = 9, 10, 20
_BALANCED = 0.5  # mean absolute value, over the sites, of the mean spin
# Of sites of more than two alleles, from docs/benchmarks/alleles. Where they have very many
# alleles in all, as in scans of a protein, the penalty is worth nothing and costs most.
_FREE_SITES_OF_ALLELES, _SUBCUBES, _MOST_ALLELES = 4, 16, 1000


def choose_penalty(given, spins, coding, names):
    """Return the penalty of a fit, or None for a fit without one.

    Parameters
    ----------
    given : PenaltyChoice
        The parameter of the user.
    spins : ndarray of shape (n_rows, n_sites)
        The genotypes as the network sees them.
    coding : Coding
        What is known of the sites.
    names : list of str
        Names of the sites.

    Raises
    ------
    ValueError
        If the penalty of the user is for other sites than those of X.
    """
    if given is None:
        return None
    if isinstance(given, WalshPenalty):
        return _copy_for_sites(given, coding, names)
    return _for_two_levels(spins) if coding.is_two_level else _for_alleles(coding.n_alleles)


def _for_two_levels(spins):
    n_rows, n_sites = spins.shape
    if n_sites <= _FREE_SITES:
        return ExactWalshPenalty()
    balanced = np.abs(spins.mean(axis=0)).mean() < _BALANCED
    if n_sites > _MANY_SITES and balanced:
        return HashedWalshPenalty(_BITS)
    # What batches save on the data is better spent on the penalty.
    return SubcubeWalshPenalty(_FREE_SITES + (n_rows > ONE_BATCH))


def _for_alleles(n_alleles):
    if sum(n_alleles) > _MOST_ALLELES:
        return None
    return SubcubeWalshPenalty(_FREE_SITES_OF_ALLELES, n_subcubes=_SUBCUBES)


def _copy_for_sites(given, coding, names):
    """Return a copy of a penalty of the user, which knows the alleles of the sites."""
    if not (coding.is_two_level or given.takes_alleles):
        raise ValueError(
            f"penalty={given!r} needs sites of two alleles, but "
            f"{_name_many_alleles(coding, names)}. Use penalty='auto' or SubcubeWalshPenalty()."
        )
    penalty = clone(given)
    if isinstance(penalty, ExactWalshPenalty):
        n_alleles = (2,) * len(names) if coding.is_two_level else coding.n_alleles
        _require_own_alleles(given, n_alleles)
        # Two alleles are spins, which it takes where it is told nothing.
        penalty.n_alleles = None if coding.is_two_level else n_alleles
    return penalty


def _require_own_alleles(penalty, n_alleles):
    """Raise an error if a penalty was made for sites of other numbers of alleles."""
    if penalty.n_alleles is not None and tuple(penalty.n_alleles) != tuple(n_alleles):
        raise ValueError(
            f"penalty={penalty!r} is for sites of other n_alleles than those of X, "
            f"which are {tuple(n_alleles)}. Leave n_alleles out."
        )


def _name_many_alleles(coding, names):
    sizes = [len(own) for own in coding.alleles]
    many = [name for name, n in zip(names, sizes, strict=True) if n > 2]
    return f"{quote_names(many)} ha{'ve' if len(many) > 1 else 's'} up to {max(sizes)}"
