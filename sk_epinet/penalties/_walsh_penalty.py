"""What a penalty is: a choice of genotypes, and a number made of their values."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from sklearn.base import BaseEstimator


class WalshPenalty(BaseEstimator, ABC):
    """Define the contract of the penalties on a network's Walsh spectrum.

    A penalty never sees the network. Whenever it is evaluated, :meth:`sample` says at which
    genotypes it needs the values of the network, and :meth:`value` turns these values into one
    differentiable number for each network. A penalty has parameters and no state, so that one
    instance can be used in any number of fits, and it works with ``get_params``,
    ``set_params`` and :func:`sklearn.base.clone`.

    Attributes
    ----------
    takes_alleles : bool
        Whether :meth:`sample` knows what to do with sites of more than two alleles. False, unless
        a subclass says otherwise; the regressors then refuse such sites.

    See Also
    --------
    ExactWalshPenalty : Evaluate all genotypes.
    SubcubeWalshPenalty : Evaluate random sub-cubes of them.

    Examples
    --------
    >>> import torch
    >>> from sk_epinet import SubcubeWalshPenalty
    >>> penalty = SubcubeWalshPenalty(n_free_sites=2)
    >>> penalty.n_evaluations(n_sites=5)
    4
    >>> penalty.sample(torch.ones(3, 5), torch.Generator().manual_seed(0)).shape
    torch.Size([4, 5])
    >>> penalty.value(torch.tensor([[4.0, 10.0, 6.0, 0.0]]))  # 5 + 2 s_0 - 3 s_0 s_1
    tensor([5.])
    """

    takes_alleles: bool = False

    def check_parameters(self) -> None:
        """Raise a ValueError that names the parameter, if one is not valid."""

    @abstractmethod
    def n_evaluations(self, n_sites: int) -> int:
        """Return the number of genotypes that :meth:`sample` gives.

        Parameters
        ----------
        n_sites : int
            Number of sites.

        Returns
        -------
        n_evaluations : int
            Number of rows of the genotypes that :meth:`sample` returns.
        """

    @abstractmethod
    def sample(self, genotypes: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Choose the genotypes to evaluate.

        Parameters
        ----------
        genotypes : torch.Tensor of shape (n_samples, n_sites)
            The training genotypes: spins, or integers, the numbers of the alleles from 0
            on, where sites have more than two.
        generator : torch.Generator
            Source of randomness, on the CPU.

        Returns
        -------
        chosen : torch.Tensor of shape (n_evaluations, n_sites)
            The chosen genotypes, with the type and device of `genotypes`. They are not changed.
        """

    @abstractmethod
    def value(self, values: torch.Tensor) -> torch.Tensor:
        """Return the penalty of each network.

        Parameters
        ----------
        values : torch.Tensor of shape (n_members, n_evaluations)
            Values of the networks at the sampled genotypes.

        Returns
        -------
        penalty : torch.Tensor of shape (n_members,)
            In the units of `values`.
        """
