"""Interactions: sorted tuples of sites, their names, and their positions in a spectrum."""

from itertools import chain, combinations
from math import comb

import numpy as np


def list_interactions(n_sites, max_order, include_constant=False):
    """Return all interactions up to an order, sorted by order and then lexicographically."""
    orders = range(0 if include_constant else 1, min(max_order, n_sites) + 1)
    return list(chain.from_iterable(combinations(range(n_sites), k) for k in orders))


def count_interactions(n_sites, max_order, include_constant=False):
    """Return the number of interactions that :func:`list_interactions` lists."""
    orders = range(0 if include_constant else 1, min(max_order, n_sites) + 1)
    return sum(comb(n_sites, k) for k in orders)


def positions(membership):
    """Return the positions of interactions in the dense coefficients.

    Parameters
    ----------
    membership : array of shape (n_interactions, n_sites)
        Booleans, or integers 0 and 1; at most 62 sites.

    Returns
    -------
    positions : ndarray of shape (n_interactions,), dtype int64
    """
    n_sites = membership.shape[1]
    if n_sites > 62:
        raise ValueError(f"Positions of interactions of {n_sites} sites do not fit in 64 bits.")
    packed = np.packbits(membership, axis=1)
    padded = np.zeros((len(packed), 8), dtype=np.uint8)
    padded[:, 8 - packed.shape[1] :] = packed
    shifted = padded.view(">u8").reshape(-1) >> np.uint64(-n_sites % 8)
    return shifted.astype(np.int64)


def interaction_to_index(interaction, n_sites):
    """Return the position of an interaction in the dense coefficients, for any number of sites."""
    return sum(1 << (n_sites - 1 - site) for site in interaction)


def index_to_interaction(index, n_sites):
    """Return the interaction at a position of the dense coefficients."""
    return tuple(site for site in range(n_sites) if index >> (n_sites - 1 - site) & 1)


def interaction_name(interaction, site_names):
    """Return the name of an interaction as ``PolynomialFeatures`` writes it; "1" if constant."""
    return " ".join(site_names[site] for site in interaction) or "1"
