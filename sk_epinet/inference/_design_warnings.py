"""Warn about designs for which the estimates of a bootstrap are not made."""

from itertools import combinations

import numpy as np
from scipy.stats import chi2

from .._utils import quote_names, warn_user
from ._aliases import describe_aliases, describe_near_aliases

# Mean absolute value, over the sites that vary, of the mean spin. Beyond it a warning says that
# the levels are far from equally common; a random sample of 30 genotypes has 0.15.
_UNBALANCED = 0.3
# Association of two sites (Cramer's V, without what chance gives) beyond which they do not vary
# independently, where the probability of it in independent sites is also small.
_LINKED = 0.3
_BY_CHANCE = 1e-4


def warn_of_design(genotypes, aliases, requested, names):
    """Warn about rows of X for which the intervals are infinite or not valid.

    Parameters
    ----------
    genotypes : int array of shape (n_samples, n_sites)
        Levels 0 and 1 of the sites in each row.
    aliases : Aliases
        The interactions that the rows cannot tell apart.
    requested : RequestedInteractions
    names : list of str
        Names of the sites.
    """
    _warn_of_samples(genotypes, requested.max_order, names)
    if not aliases.aliased.any():
        return
    unchanging = (genotypes == genotypes[0]).all(axis=0)
    constant = [name for name, same in zip(names, unchanging, strict=True) if same]
    fewer = ", or ask for fewer interactions with a smaller max_order"
    remedy = (
        f"Leave out the sites that have one level only: {quote_names(constant)}."
        if constant
        else f"Measure genotypes that tell them apart{fewer if requested.max_order != 1 else ''}."
    )
    warn_user(
        f"The rows of X cannot tell {int(aliases.aliased.sum()):,} interactions apart. In every "
        "row, these products of spins are the same: "
        f"{describe_aliases(aliases, requested.membership, names)}. Only the sum of the "
        "coefficients of such a set can be estimated: their intervals are infinite, and none of "
        f"them is selected. {remedy}"
    )


def _warn_of_samples(genotypes, max_order, names):
    """Warn about rows of X that are far from a uniformly random sample."""
    problem = find_problem_of_samples(genotypes, max_order, names)
    if problem:
        warn_user(
            f"{problem} The estimates, intervals and selection of bootstrap_spectrum hold for a "
            "uniformly random sample of all genotypes: use nothing but its frequencies here."
        )


def find_problem_of_samples(genotypes, max_order, names):
    """Say in what rows of X are far from a uniformly random sample of two levels.

    Parameters
    ----------
    genotypes : int array of shape (n_samples, n_sites)
        Levels 0 and 1 of the sites in each row.
    max_order : int or None
        Largest number of sites of an interaction that is asked for; None means all interactions.
    names : list of str
        Names of the sites.

    Returns
    -------
    problem : str
        A sentence, or nothing where there is no problem.
    """
    mean_spins = 1 - 2 * genotypes[:, (genotypes != genotypes[0]).any(axis=0)].mean(axis=0)
    imbalance = np.abs(mean_spins).sum() / max(1, mean_spins.size)
    if imbalance > _UNBALANCED:
        return (
            "The levels of the sites are far from equally common (mean spins of "
            f"{imbalance:.2f} on average)."
        )
    pairs = describe_near_aliases(genotypes, max_order, names)
    if not pairs:
        return find_linked_sites(genotypes, [2] * len(names), names)
    return (
        "The rows of X hardly tell interactions apart: these products of spins are the same, "
        f"or opposite, in nearly all rows: {pairs}."
    )


def find_linked_sites(codes, n_alleles, names):
    """Say which two sites are far from varying independently of each other.

    Parameters
    ----------
    codes : int array of shape (n_samples, n_sites)
        Number of each allele among those of its site.
    n_alleles : sequence of int
    names : list of str
        Names of the sites.

    Returns
    -------
    problem : str
        A sentence on the strongest association, or nothing where there is none.
    """
    pairs = list(combinations(range(len(names)), 2))
    found = [_association(codes[:, pair], [n_alleles[site] for site in pair]) for pair in pairs]
    linked = [
        (strength, pair)
        for (strength, chance), pair in zip(found, pairs, strict=True)
        if strength > _LINKED and chance * len(pairs) < _BY_CHANCE
    ]
    if not linked:
        return ""
    strength, (a, b) = max(linked)
    return (
        f"Some sites of X do not vary independently of each other ({len(linked):,} pairs): the "
        f"association of '{names[a]}' and '{names[b]}' is {strength:.2f} (Cramer's V, 1 where "
        "each tells the other)."
    )


def _association(codes, sizes):
    """Return Cramer's V of two sites without what chance gives, and its probability by chance."""
    n = len(codes)
    counts = np.bincount(codes @ [sizes[1], 1], minlength=sizes[0] * sizes[1]).reshape(sizes)
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    fewest, freedom = min(counts.shape) - 1, np.prod(np.array(counts.shape) - 1)
    if not fewest or n < 2:
        return 0.0, 1.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    statistic = float(((counts - expected) ** 2 / expected).sum())
    strength = np.sqrt(max(statistic / n - freedom / (n - 1), 0.0) / fewest)
    return float(strength), float(chi2.sf(statistic, freedom))
