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


class GenotypeGrid:
    """The spins ``left[i] + right[j]`` of all i and j, j running faster.

    What is linear in the spins, as a first layer is, needs to be done for the two halves only.
    """

    def __init__(self, left, right):
        self.left = left  # (n_left, n_sites), zero where right is not
        self.right = right  # (n_right, n_sites)

    def __len__(self):
        return len(self.left) * len(self.right)

    def __getitem__(self, rows):
        """A slice of whole rows of `left`."""
        n_right = len(self.right)
        return GenotypeGrid(self.left[rows.start // n_right : rows.stop // n_right], self.right)

    def dense(self):
        """All of them, shape (n_left * n_right, n_sites)."""
        return (self.left[:, None] + self.right).flatten(0, 1)


def make_spin_grid(n_sites, dtype=torch.float32, device="cpu"):
    """Every genotype in enumeration order, as a grid of the first and the last sites."""
    n_first = n_sites // 2
    sites = (0, n_first), (n_first, n_sites)
    halves = []
    for start, stop in sites:
        half = torch.zeros(2 ** (stop - start), n_sites, dtype=dtype, device=device)
        half[:, start:stop] = enumerate_spins(stop - start, dtype, device)
        halves.append(half)
    return GenotypeGrid(*halves)
