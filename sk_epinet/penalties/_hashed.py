"""The L1 norm of a hashed spectrum."""

from __future__ import annotations

import torch

from .._utils import check_number
from ..walsh import enumerate_spins, walsh_transform
from ._walsh_penalty import WalshPenalty


class HashedWalshPenalty(WalshPenalty):
    """Penalise the L1 norm of the spectrum, hashed into 2**n_bits buckets (HashWH).

    In every evaluation a random binary matrix sigma of shape (n_bits, n_sites) is drawn. The
    network is evaluated at the genotypes ``x_h = h sigma mod 2`` of all bit strings h, and
    the absolute values of the transform of these values are added up, without bucket 0:

    ``R = sum over u != 0 of |sum over S with sigma 1_S = u mod 2 of c_S|``

    where 1_S is the indicator of the sites of S. Interactions that fall into one bucket
    may cancel, so R is never above :class:`ExactWalshPenalty`, and equal to it where sigma
    is invertible.

    Parameters
    ----------
    n_bits : int, default=9
        Number of bits of the hash. A landscape with fewer sites has as many bits as sites. A
        step takes 2**n_bits evaluations.

    n_hashes : int, default=1
        Number of independent hashes in a step, over which the penalty is averaged.

    See Also
    --------
    SubcubeWalshPenalty : A penalty of the same cost, around genotypes of the training data.

    Notes
    -----
    A step costs ``n_hashes * 2**n_bits`` evaluations whatever the number of sites. Every
    entry of sigma is 0 or 1 with equal probability, so most of the genotypes differ at
    half of the sites from any measured one. The published penalty counts bucket 0 too;
    here it is left free, because the constant of the network is in it.

    References
    ----------
    .. [1] Gorji, Amrollahi, Krause (2023). A scalable Walsh-Hadamard regularizer to
       overcome the low-degree spectral bias of neural networks. arXiv:2305.09779.

    Examples
    --------
    All sites of 5 + 2 s_0 - 3 s_0 s_1, hashed by the identity:

    >>> import torch
    >>> from sk_epinet import HashedWalshPenalty
    >>> landscape = torch.tensor([[4.0, 10.0, 6.0, 0.0]])
    >>> HashedWalshPenalty(n_bits=2).value(landscape)
    tensor([5.])
    """

    def __init__(self, n_bits: int = 9, *, n_hashes: int = 1) -> None:
        self.n_bits = n_bits
        self.n_hashes = n_hashes

    def check_parameters(self) -> None:
        check_number("n_bits", self.n_bits, low=1, integer=True)
        check_number("n_hashes", self.n_hashes, low=1, integer=True)

    def n_evaluations(self, n_sites: int) -> int:
        return int(self.n_hashes) * 2 ** min(int(self.n_bits), n_sites)

    def sample(self, genotypes: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        n_sites = genotypes.shape[1]
        n_bits = min(int(self.n_bits), n_sites)
        strings = enumerate_spins(n_bits, genotypes.dtype, genotypes.device) < 0
        shape = (self.n_hashes, n_bits, n_sites)
        sigma = torch.randint(2, shape, generator=generator).to(genotypes)
        odd = (strings.to(genotypes) @ sigma).remainder(2)
        return (1 - 2 * odd).flatten(0, 1)

    def value(self, values: torch.Tensor) -> torch.Tensor:
        buckets = walsh_transform(values.unflatten(-1, (self.n_hashes, -1)))
        return buckets[..., 1:].abs().sum(-1).mean(-1)
