"""The penalty of Epistatic Net: the L1 norm of the whole spectrum."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch

from .._utils import check_number, read_list
from ..walsh import enumerate_spins, walsh_transform, zero_sum_contrasts
from ._walsh_penalty import WalshPenalty


class ExactWalshPenalty(WalshPenalty):
    """Penalise the L1 norm of all Walsh coefficients but the constant.

    ``R = sum over S != () of |c_S|``, from the network's values at all 2**n_sites
    genotypes: the penalty of Epistatic Net [1]_, with two differences. It uses
    coefficients as a linear model has them (the article's sum of ``|H f|`` is 2**n_sites
    times larger), and leaves the mean of the landscape free.

    For sites of more than two alleles R is the sum of the sizes of all interactions S,
    ``(mean over all genotypes of f_S ** 2) ** 0.5``, where f_S is the part of the network's
    values that depends on all sites of S and that no fewer sites explain [2]_. For two alleles
    this is ``|c_S|``.

    Parameters
    ----------
    n_alleles : sequence of int, default=None
        Number of alleles of each site. The regressors set it if a site has more than two. None
        means two at every site.

    See Also
    --------
    SubcubeWalshPenalty : The same on random sub-cubes, for more sites.

    Notes
    -----
    A step costs 2**n_sites evaluations of the network and a transform of
    O(n_sites 2**n_sites). Activations are stored as long as they fit in the `memory_budget` of
    the estimator, and otherwise computed again. The penalty is meant for up to about 16 sites,
    and usable up to 22.

    References
    ----------
    .. [1] Aghazadeh et al. (2021). Epistatic Net allows the sparse spectral
       regularization of deep neural networks for inferring fitness functions.
       Nature Communications 12:5225.
    .. [2] Park, Metzger, Thornton (2024). The simplicity of protein sequence-function
       relationships. Nature Communications 15:7953.

    Examples
    --------
    >>> import torch
    >>> from sk_epinet import ExactWalshPenalty
    >>> landscape = torch.tensor([[4.0, 10.0, 6.0, 0.0]])  # 5 + 2 s_0 - 3 s_0 s_1
    >>> ExactWalshPenalty().value(landscape)
    tensor([5.])
    """

    takes_alleles = True

    def __init__(self, n_alleles: Sequence[int] | None = None) -> None:
        self.n_alleles = n_alleles

    def check_parameters(self) -> None:
        if self.n_alleles is not None:
            for n in read_list("n_alleles", self.n_alleles, "the number of alleles of each site"):
                check_number("each of n_alleles", n, low=1, integer=True)

    def n_evaluations(self, n_sites: int) -> int:
        return 2**n_sites if self.n_alleles is None else math.prod(self.n_alleles)

    def sample(self, genotypes: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        if self.n_alleles is None:
            return enumerate_spins(genotypes.shape[1], genotypes.dtype, genotypes.device)
        alleles = [torch.arange(n, device=genotypes.device) for n in self.n_alleles]
        return torch.cartesian_prod(*alleles).view(-1, len(alleles))

    def value(self, values: torch.Tensor) -> torch.Tensor:
        if self.n_alleles is None:
            return walsh_transform(values)[..., 1:].abs().sum(-1)
        return _sizes(values, self.n_alleles)[..., 1:].sum(-1)


def _sizes(values, n_alleles):
    """Return the size of every interaction, shape (..., 2**n_sites), the constant first.

    The transform takes one site after the other, in an orthonormal basis of the functions of its
    alleles whose mean is zero. The sizes do not depend on the choice of that basis.
    """
    squares = values.unflatten(-1, tuple(n_alleles))
    first = squares.dim() - len(n_alleles)
    for axis, n in enumerate(n_alleles, first):
        basis = np.column_stack([np.ones(n), zero_sum_contrasts(n)]).T / n
        basis = torch.as_tensor(basis).to(values)
        squares = torch.tensordot(squares, basis, ([axis], [1])).movedim(-1, axis)
    squares = squares.square()
    for axis in range(first, squares.dim()):
        constant, others = squares.tensor_split([1], axis)
        squares = torch.cat([constant, others.sum(axis, keepdim=True)], axis)
    # The root of zero has no gradient.
    return squares.flatten(first).clamp_min(torch.finfo(values.dtype).tiny).sqrt()
