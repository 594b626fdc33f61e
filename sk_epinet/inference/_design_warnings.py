"""Warn about designs for which the estimates of a bootstrap are not made."""

import numpy as np

from .._utils import quote_names, warn_user
from ._aliases import describe_aliases, describe_near_aliases

# Mean absolute value, over the sites that vary, of the mean spin. Beyond it a warning says that
# the levels are far from equally common; a random sample of 30 genotypes has 0.15.
_UNBALANCED = 0.3


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
        Largest number of sites of an interaction that is asked for; None is all interactions.
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
        return ""
    return (
        "The rows of X hardly tell interactions apart: these products of spins are the same, "
        f"or opposite, in nearly all rows: {pairs}."
    )
