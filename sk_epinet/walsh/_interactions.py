"""Interactions: sorted tuples of sites, their names, and their positions in a spectrum."""

import numbers
from itertools import chain, combinations
from math import comb

import numpy as np

from .._utils import read_list


def list_interactions(n_sites, max_order, include_constant=False):
    """Return all interactions up to an order, sorted by order and then lexicographically."""
    orders = range(0 if include_constant else 1, min(max_order, n_sites) + 1)
    return list(chain.from_iterable(combinations(range(n_sites), k) for k in orders))


def interaction_matrix(n_sites, max_order):
    """Return all interactions up to an order, the constant first, as a boolean matrix.

    Parameters
    ----------
    n_sites : int
        Number of sites.
    max_order : int
        Largest number of sites of an interaction.

    Returns
    -------
    matrix : bool array of shape (n_interactions, n_sites)
        A row for each interaction that :func:`list_interactions` lists, True at its sites. It
        cannot be written to, so that a spectrum can keep it without a copy.
    """
    matrix = np.zeros((count_interactions(n_sites, max_order, True), n_sites), dtype=bool)
    start = 1
    for order in range(1, min(max_order, n_sites) + 1):
        n = comb(n_sites, order)
        sites = chain.from_iterable(combinations(range(n_sites), order))
        rows = np.arange(start, start + n)[:, None]
        matrix[rows, np.fromiter(sites, np.intp, n * order).reshape(n, order)] = True
        start += n
    matrix.flags.writeable = False
    return matrix


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


def interaction_name(interaction, site_names):
    """Return the name of an interaction as ``PolynomialFeatures`` writes it; "1" if constant."""
    return " ".join(site_names[site] for site in interaction) or "1"


def count_products(sizes, order):
    """Return the sum, over all choices of so many sites, of the products of their sizes."""
    sums = [1] + [0] * order  # elementary symmetric polynomials of the sizes so far
    for size in sizes:
        for k in range(order, 0, -1):
            sums[k] += size * sums[k - 1]
    return sums[order]


def check_interactions(interactions, names):
    """Return interactions as sorted tuples of site numbers.

    Parameters
    ----------
    interactions : iterable of (tuple of int or str)
        Sites by number or by name.
    names : list of str
        Names of the sites.

    Raises
    ------
    ValueError
        If an interaction is empty, names a site twice or one that does not exist, or is
        listed twice.
    """
    if isinstance(interactions, str) or not hasattr(interactions, "__iter__"):
        raise ValueError(f"interactions must be a list of tuples of sites, got {interactions!r}.")
    checked = []
    for interaction in interactions:
        is_site = isinstance(interaction, (str, numbers.Integral))
        members = (
            (interaction,) if is_site else read_list("each of interactions", interaction, "sites")
        )
        sites = tuple(sorted(_site_number(site, names) for site in members))
        if not sites or len(set(sites)) < len(sites) or sites in checked:
            raise ValueError(
                f"interactions holds {interaction!r}: each interaction needs one or more "
                "different sites, and is listed once. For the constant use include_bias=True."
            )
        checked.append(sites)
    if not checked:
        raise ValueError("interactions is empty: name at least one interaction, or leave it None.")
    return checked


def _site_number(site, names):
    if isinstance(site, str) and site in names:
        return names.index(site)
    integral = isinstance(site, (int, np.integer)) and not isinstance(site, bool)
    if integral and 0 <= site < len(names):
        return int(site)
    raise ValueError(
        f"interactions names the site {site!r}, but the sites are "
        f"{', '.join(names[:6])}{', ...' * (len(names) > 6)} (or 0 to {len(names) - 1})."
    )
