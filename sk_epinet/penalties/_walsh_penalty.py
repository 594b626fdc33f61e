"""What a penalty is: a choice of genotypes, and a number made of their values."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from sklearn.base import BaseEstimator


class WalshPenalty(BaseEstimator, ABC):
    """Define the contract of the penalties on a network's Walsh spectrum.

    A penalty never sees the network. Whenever it is evaluated it says at which genotypes
    it wants the values (:meth:`sample`), and turns these values into one differentiable
    number per network (:meth:`value`). It holds parameters and no state, so that one
    instance serves any number of fits, and it takes part in ``get_params``,
    ``set_params`` and :func:`sklearn.base.clone`.

    See Also
    --------
    ExactWalshPenalty : All genotypes.
    SubcubeWalshPenalty : Random sub-cubes.
    """

    def check_parameters(self) -> None:
        """Raise a ValueError that names a bad parameter."""

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
        """

    @abstractmethod
    def sample(self, spins: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Choose the genotypes to evaluate.

        Parameters
        ----------
        spins : torch.Tensor of shape (n_samples, n_sites)
            The training genotypes, as spins.
        generator : torch.Generator
            Source of randomness, on the CPU.

        Returns
        -------
        genotypes : torch.Tensor of shape (n_evaluations, n_sites)
            Spins, with the type and device of `spins`. They are not written to.
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
