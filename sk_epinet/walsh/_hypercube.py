"""The hypercube of all genotypes of two-level sites, and the order in which they are listed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch

from .._utils import LevelArray, check_number, require_memory

# The largest number of sites for which all genotypes are evaluated to compute a spectrum.
MAX_SITES = 24

# Sites: powers of two of larger numbers take long to compute, and no memory holds this many.
_FAR_TOO_MANY = 1000

# For at most this many sites all spins (1 MB in float32) are kept from one call to the next.
_CACHED_SITES = 14


def enumerate_genotypes(n_sites: int) -> LevelArray:
    """Return every genotype of `n_sites` two-level sites.

    Parameters
    ----------
    n_sites : int
        Number of sites, d, at least 0.

    Returns
    -------
    genotypes : ndarray of shape (2**n_sites, n_sites), dtype int8
        Levels 0 and 1 in enumeration order: site 0 is the most significant bit.

    Raises
    ------
    ValueError
        If `n_sites` is not an integer of at least 0, or the genotypes do not fit in memory.

    Notes
    -----
    The time and the memory are O(n_sites 2**n_sites).

    Examples
    --------
    >>> from sk_epinet import enumerate_genotypes
    >>> enumerate_genotypes(2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    check_number("n_sites", n_sites, low=0, integer=True)
    n_sites = int(n_sites)
    require_memory(
        n_sites * 2 ** min(n_sites, _FAR_TOO_MANY),
        f"The 2^{n_sites} genotypes of {n_sites} sites",
        "Evaluate random genotypes instead (estimate_spectrum).",
    )
    genotypes = np.zeros((2**n_sites, n_sites), dtype=np.int8)
    for site in range(n_sites):
        genotypes.reshape(2**site, 2, -1, n_sites)[:, 1, :, site] = 1
    return genotypes


def enumerate_spins(n_sites, dtype=torch.float32, device="cpu"):
    """Return the spins of every genotype in enumeration order; do not write to the tensor."""
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
