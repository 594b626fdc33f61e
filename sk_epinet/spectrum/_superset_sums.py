"""From Walsh coefficients to other bases of the same landscape, and back: sums over supersets.

All of these are sums over the interactions R that contain S,

``I(S) = base**|S| * sum_R w(|R| - |S|) c_R``,  ``w(k) = sum_q weights[q] * nodes[q]**k``,

where c_R are coefficients for spins that are +1 at the wild type:

* Effects relative to the wild type (Moebius) have base -2 and w(k) = 1.
* The way back has base -1/2 and w(k) = 2**-k.
* Banzhaf interactions have base -2, w(0) = 1 and w(k) = 0 for k > 0.
* Shapley interactions have base -2, and w(k) = 1 / (k + 1) for even k and 0 for odd k. This is
  the mean of u**k over -1 < u < 1, where u = 1 - 2p is the mean spin of a site that is mutated
  with probability p: the Shapley weights of a coalition are those of a p that is drawn
  uniformly. Gauss-Legendre quadrature gives it exactly.
"""

from itertools import combinations
from math import comb
from typing import Literal, TypeAlias, get_args

import numpy as np

from .._utils import format_count, require_memory
from ..walsh import MAX_SITES, add_up_repeats, enumerate_genotypes, positions

Scaling: TypeAlias = Literal[
    "walsh", "sum", "orthonormal", "background_averaged", "opposite_spins"
]
SCALINGS = get_args(Scaling)


def scaling_factors(scaling, orders, n_sites):
    """Return the factors that bring Walsh coefficients to the scale of others."""
    orders = np.asarray(orders)
    base, exponents = {
        "walsh": (1.0, orders),
        "sum": (2.0, np.full(len(orders), n_sites)),
        "orthonormal": (2.0, np.full(len(orders), n_sites / 2)),
        "background_averaged": (-2.0, orders),
        "opposite_spins": (-1.0, orders),
    }[scaling]
    with np.errstate(over="ignore"):
        factors = base**exponents
    if not np.isfinite(factors).all():
        raise ValueError(
            f"scaling={scaling!r} multiplies by up to 2^{exponents.max():g}, which does not fit "
            "in a number of 64 bits. Use scaling='walsh'."
        )
    return factors


def kernel(index, n_sites):
    """Return base, nodes and weights of an index; see the top of this file."""
    if index == "walsh":
        return -0.5, np.array([0.5]), np.array([1.0])
    if index == "SII":
        nodes, weights = np.polynomial.legendre.leggauss(n_sites // 2 + 1)
        return -2.0, nodes, weights / 2
    return -2.0, np.array([{"Moebius": 1.0, "BII": 0.0}[index]]), np.array([1.0])


def superset_sums(membership, coefficients, index, max_order):
    """Return the sums for all S up to an order that are part of a listed interaction.

    Parameters
    ----------
    membership : bool array of shape (n_interactions, n_sites)
    coefficients : ndarray of shape (n_interactions,)
    index : {"walsh", "Moebius", "SII", "BII"}
    max_order : int

    Returns
    -------
    membership : bool array of shape (n_sums, n_sites)
    sums : ndarray of shape (n_sums,)

    Raises
    ------
    ValueError
        If the parts of all interactions do not fit in memory.
    """
    base, nodes, weights = kernel(index, membership.shape[1])
    if index == "BII":
        kept = membership.sum(axis=1) <= max_order
        membership, sums = add_up_repeats(membership[kept], coefficients[kept])
    else:
        add_supersets = _choose_sums(membership, len(nodes), max_order)
        membership, sums = add_supersets(membership, coefficients, nodes, weights, max_order)
    return membership, sums * base ** membership.sum(axis=1) + 0.0  # no -0


def _choose_sums(membership, n_nodes, max_order):
    """Return the faster way to the sums; raise an error if it does not fit in memory."""
    n_sites = membership.shape[1]
    pairs = sum(
        int(n) * sum(comb(order, k) for k in range(min(order, max_order) + 1))
        for order, n in enumerate(np.bincount(membership.sum(axis=1)))
        if n
    )
    if n_sites <= MAX_SITES and pairs > n_nodes * n_sites * 2**n_sites:
        return _dense_sums
    require_memory(
        pairs * (2 * n_sites + 24),
        f"{format_count(pairs)} pairs of an interaction and one within it",
        "Give a smaller max_order, or only the largest interactions (top).",
    )
    return _sparse_sums


def _dense_sums(membership, coefficients, nodes, weights, max_order):
    """Return the sums from all 2**d coefficients, in O(d 2**d) for each node."""
    n_sites = membership.shape[1]
    dense = np.zeros(2**n_sites)
    dense[positions(membership)] = coefficients
    sums = np.zeros_like(dense)
    for node, weight in zip(nodes, weights, strict=True):
        values = dense.copy()
        for site in range(n_sites):
            halves = values.reshape(2**site, 2, -1)
            halves[:, 0] += node * halves[:, 1]
        sums += weight * values
    subsets = enumerate_genotypes(n_sites).astype(bool)
    kept = subsets.sum(axis=1) <= max_order
    return add_up_repeats(subsets[kept], sums[kept])


def _sparse_sums(membership, coefficients, nodes, weights, max_order):
    """Return the sums from the parts of each interaction, in 2**order for each."""
    orders = membership.sum(axis=1)
    parts, values = [], []
    for order in np.unique(orders):
        rows = np.flatnonzero(orders == order)
        sites = np.nonzero(membership[rows])[1].reshape(len(rows), order)
        for size in range(min(order, max_order) + 1):
            factor = weights @ nodes ** (order - size)
            for chosen in combinations(range(order), size):
                part = np.zeros((len(rows), membership.shape[1]), dtype=bool)
                part[np.arange(len(rows))[:, None], sites[:, chosen]] = True
                parts.append(part)
                values.append(factor * coefficients[rows])
    if not parts:
        return membership, coefficients
    return add_up_repeats(np.concatenate(parts), np.concatenate(values))
