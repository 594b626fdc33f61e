"""How the coefficients of interactions of many alleles are laid out in one array.

An interaction S of sites with k_i alleles has prod(k_i - 1) coefficients, one for each product of
contrasts of its sites: its block. The blocks of all interactions stand one after another.
"""

import numpy as np


def block_starts(membership, n_alleles):
    """Return where the block of each interaction begins, and where the last one ends."""
    lengths = np.ones(len(membership), dtype=np.int64)
    for site, k in enumerate(n_alleles):
        if k != 2:
            lengths[membership[:, site]] *= k - 1
    return np.concatenate([[0], np.cumsum(lengths)])


def arrangement(n_alleles):
    """Return the place of each laid-out coefficient in the transform of a complete landscape.

    The transform has an axis of k_i places for each site, of which place 0 stands for
    interactions without the site. The interactions are in enumeration order, sites of one
    allele taking part in none.
    """
    if all(k <= 2 for k in n_alleles):
        return np.arange(np.prod(n_alleles, dtype=np.int64))
    number = np.zeros(1, dtype=np.int32)
    for k in n_alleles:
        if k > 1:
            number = (2 * number[:, None] + (np.arange(k, dtype=np.int32) > 0)).ravel()
    # Integers of 16 bits are sorted in linear time.
    small = number.max(initial=0) < 2**15
    return np.argsort(number.astype(np.int16) if small else number, kind="stable")


def split_by_weights(block, sites, matrices):
    """Return what a component becomes in other bases: a block for each part of its sites.

    Parameters
    ----------
    block : ndarray
        Coefficients of the interaction `sites`, an axis for each of them.
    sites : tuple of int
    matrices : dict of int to ndarray of shape (k, k - 1)
        For each site, the constant (row 0) and the new contrasts of each old contrast.

    Yields
    ------
    part : tuple of int
    block : ndarray
    """
    for axis, site in enumerate(sites):
        block = np.moveaxis(np.tensordot(matrices[site], block, (1, axis)), 0, axis)
    for chosen in np.ndindex(*(2,) * len(sites)):
        index = tuple(slice(1, None) if c else 0 for c in chosen)
        yield tuple(site for site, c in zip(sites, chosen, strict=True) if c), block[index]
