"""The hypercube of all genotypes of two-level sites, and the order in which they are listed."""

from functools import lru_cache

import numpy as np
import torch

MAX_SITES = 24  # of which all genotypes are evaluated for a spectrum


# Below this many sites the hypercube is small enough (2 MB) to be kept between steps.
_CACHED_SITES = 14


def enumerate_genotypes(n_sites):
    """Every genotype of `n_sites` two-level sites.

    Parameters
    ----------
    n_sites : int
        Number of sites, d.

    Returns
    -------
    genotypes : ndarray of shape (2**n_sites, n_sites), dtype int8
        Levels 0 and 1 in enumeration order: site 0 is the most significant bit.

    Notes
    -----
    Costs O(n_sites 2**n_sites) time and bytes.

    Examples
    --------
    >>> from sk_epinet import enumerate_genotypes
    >>> enumerate_genotypes(2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    genotypes = np.zeros((2**n_sites, n_sites), dtype=np.int8)
    for site in range(n_sites):
        genotypes.reshape(2**site, 2, -1, n_sites)[:, 1, :, site] = 1
    return genotypes


def enumerate_spins(n_sites, dtype=torch.float32, device="cpu"):
    """Spins of every genotype in enumeration order, as a tensor that is not to be written to."""
    device = torch.device(device)
    make = _cached_spins if n_sites <= _CACHED_SITES else _make_spins
    return make(n_sites, dtype, device)


def _make_spins(n_sites, dtype, device):
    spins = torch.ones(2**n_sites, n_sites, dtype=dtype, device=device)
    for site in range(n_sites):
        # One column at a time: nothing is as large as the result but the result.
        spins.view(2**site, 2, -1, n_sites)[:, 1, :, site] = -1
    return spins


_cached_spins = lru_cache(maxsize=16)(_make_spins)
