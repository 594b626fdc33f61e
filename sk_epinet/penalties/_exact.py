"""The penalty of Epistatic Net: the L1 norm of the whole spectrum."""

from __future__ import annotations

import torch

from ..walsh import enumerate_spins, walsh_transform
from ._walsh_penalty import WalshPenalty


class ExactWalshPenalty(WalshPenalty):
    """Penalise the L1 norm of all Walsh coefficients but the constant.

    ``R = sum over S != () of |c_S|``, from the network's values at all 2**n_sites
    genotypes: the penalty of Epistatic Net [1]_, with two differences. It uses
    coefficients as a linear model has them (the article's sum of ``|H f|`` is 2**n_sites
    times larger), and leaves the mean of the landscape free.

    See Also
    --------
    SubcubeWalshPenalty : The same on random sub-cubes, for more sites.

    Notes
    -----
    A step costs 2**n_sites evaluations of the network and a transform of
    O(n_sites 2**n_sites). Activations are stored within the `memory_budget` of the
    estimator and computed again beyond it: meant for up to about 16 sites, and usable up to 22.

    References
    ----------
    .. [1] Aghazadeh et al. (2021). Epistatic Net allows the sparse spectral
       regularization of deep neural networks for inferring fitness functions.
       Nature Communications 12:5225.

    Examples
    --------
    >>> import torch
    >>> from sk_epinet import ExactWalshPenalty
    >>> landscape = torch.tensor([[4.0, 10.0, 6.0, 0.0]])  # 5 + 2 s_0 - 3 s_0 s_1
    >>> ExactWalshPenalty().value(landscape)
    tensor([5.])
    """

    def n_evaluations(self, n_sites: int) -> int:
        return 2**n_sites

    def sample(self, spins: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        return enumerate_spins(spins.shape[1], spins.dtype, spins.device)

    def value(self, values: torch.Tensor) -> torch.Tensor:
        return walsh_transform(values)[..., 1:].abs().sum(-1)
