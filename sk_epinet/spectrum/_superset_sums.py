"""From Walsh coefficients to other bases of the same landscape, and back: sums over supersets.

With S a subset of R, all of these are

``I(S) = base**|S| * sum_R w(|R| - |S|) c_R``,  ``w(k) = sum_q weights[q] * nodes[q]**k``,

the c_R being coefficients in spins that are +1 at the wild type:

* effects relative to the wild type (Moebius): base -2, w(k) = 1;
* and back: base -1/2, w(k) = 2**-k;
* Banzhaf interactions: base -2, w(k) = 0 but for w(0) = 1: nothing but a factor;
* Shapley interactions: base -2, w(k) = 1 / (k + 1) for even k, else 0: the mean of u**k over
  -1 < u < 1, for u = 1 - 2p is the mean spin of a site that is mutated with probability p, and
  the Shapley weights of a coalition are those of p drawn uniformly. Gauss-Legendre nodes give
  it exactly.
"""

from itertools import combinations
from math import comb

import numpy as np

from .._utils import require_memory
from ..walsh import MAX_SITES, enumerate_genotypes, positions
from ._membership import add_up

SCALINGS = ("walsh", "sum", "orthonormal", "background_averaged", "opposite_spins")


def scaling_factors(scaling, orders, n_sites):
    """Factors by which Walsh coefficients are those of another convention."""
    orders = np.asarray(orders)
    return {
        "walsh": np.ones(len(orders)),
        "sum": np.full(len(orders), 2.0**n_sites),
        "orthonormal": np.full(len(orders), 2.0 ** (n_sites / 2)),
        "background_averaged": (-2.0) ** orders,
        "opposite_spins": (-1.0) ** orders,
    }[scaling]


def kernel(index, n_sites):
    """(base, nodes, weights) of an index."""
    if index == "walsh":
        return -0.5, np.array([0.5]), np.array([1.0])
    if index == "SII":
        nodes, weights = np.polynomial.legendre.leggauss(n_sites // 2 + 1)
        return -2.0, nodes, weights / 2
    return -2.0, np.array([{"Moebius": 1.0, "BII": 0.0}[index]]), np.array([1.0])


def superset_sums(membership, coefficients, index, max_order):
    """The sums above for all S up to an order that are in a listed R: (membership, sums)."""
    n_sites = membership.shape[1]
    base, nodes, weights = kernel(index, n_sites)
    if index == "BII":
        kept = membership.sum(axis=1) <= max_order
        membership, sums = membership[kept], coefficients[kept]
    else:
        orders = membership.sum(axis=1)
        pairs = sum(
            int(n) * sum(comb(order, k) for k in range(min(order, max_order) + 1))
            for order, n in enumerate(np.bincount(orders))
        )
        if n_sites <= MAX_SITES and pairs > len(nodes) * n_sites * 2**n_sites:
            membership, sums = _dense_sums(membership, coefficients, nodes, weights, max_order)
        else:
            require_memory(
                pairs * (2 * n_sites + 24),
                f"{pairs:,} pairs of an interaction and a part of it",
                "Give a smaller max_order, or only the largest interactions (top).",
            )
            membership, sums = _sparse_sums(membership, coefficients, nodes, weights, max_order)
    return membership, sums * base ** membership.sum(axis=1) + 0.0  # no -0


def _dense_sums(membership, coefficients, nodes, weights, max_order):
    """O(d 2**d) for each node, one site after the other."""
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
    return add_up(subsets[kept], sums[kept])


def _sparse_sums(membership, coefficients, nodes, weights, max_order):
    """One block for each order of R and each choice of a part of it."""
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
    return add_up(np.concatenate(parts), np.concatenate(values))
