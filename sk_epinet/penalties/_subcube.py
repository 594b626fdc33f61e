"""The L1 norm of epistasis in a random context."""

from __future__ import annotations

from typing import Literal

import torch

from .._utils import check_number, check_option
from ..walsh import enumerate_spins, walsh_transform
from ._walsh_penalty import WalshPenalty


class SubcubeWalshPenalty(WalshPenalty):
    """Penalise the L1 norm of the spectrum of random sub-cubes of the genotypes.

    In every evaluation, `n_free_sites` sites F are drawn and the others are held at a
    background z. The network is evaluated at the 2**n_free_sites genotypes of that
    sub-cube, and the absolute values of *its* non-constant coefficients are added up:

    ``R = sum over U in F, U != (), of |sum over T outside F of c_(U+T) chi_T(z)|``

    which is the L1 norm of the epistasis that is seen in the context z. Interactions
    that share their part in F share one absolute value, so in expectation R acts as a
    group norm; with all sites free it is :class:`ExactWalshPenalty`.

    Parameters
    ----------
    n_free_sites : int, default=9
        Number of free sites of a sub-cube. In a landscape with fewer sites all are free. A step
        takes 2**n_free_sites evaluations.

    n_subcubes : int, default=1
        Number of independent sub-cubes in a step, over which the penalty is averaged.

    background : {"data", "uniform"}, default="data"
        The levels of the sites that are not free: those of a random training genotype,
        or both with equal probability. Where genotypes carry few mutations among many
        sites, uniform backgrounds are far from anything measured. For sites of more than
        two alleles, "uniform" takes each allele from another random training genotype.

    See Also
    --------
    ExactWalshPenalty : The same penalty on all genotypes.

    Notes
    -----
    Where sites have more than two alleles, a free site is free between two of them: the allele of
    the background, and that of a random training genotype. The genotypes between them are a
    landscape of two levels, whose coefficients are penalised. Where both are the same allele, all
    coefficients of that site are zero. Genotypes have as many mutations as measured ones, on
    average, and no allele that was not measured at its site.

    A step costs ``n_subcubes * 2**n_free_sites`` evaluations whatever the number of
    sites. All members of an ensemble share the sub-cubes of a step.

    Examples
    --------
    The sub-cube of all sites of 5 + 2 s_0 - 3 s_0 s_1:

    >>> import torch
    >>> from sk_epinet import SubcubeWalshPenalty
    >>> landscape = torch.tensor([[4.0, 10.0, 6.0, 0.0]])
    >>> SubcubeWalshPenalty(n_free_sites=2).value(landscape)
    tensor([5.])
    """

    takes_alleles = True

    def __init__(
        self,
        n_free_sites: int = 9,
        *,
        n_subcubes: int = 1,
        background: Literal["data", "uniform"] = "data",
    ) -> None:
        self.n_free_sites = n_free_sites
        self.n_subcubes = n_subcubes
        self.background = background

    def check_parameters(self) -> None:
        check_number("n_free_sites", self.n_free_sites, low=1, integer=True)
        check_number("n_subcubes", self.n_subcubes, low=1, integer=True)
        check_option("background", self.background, ("data", "uniform"))

    def n_evaluations(self, n_sites: int) -> int:
        return int(self.n_subcubes) * 2 ** min(int(self.n_free_sites), n_sites)

    def sample(self, genotypes: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        n_free = min(int(self.n_free_sites), genotypes.shape[1])
        if not genotypes.is_floating_point():
            return self._draw_alleles(genotypes, n_free, generator)
        corners = enumerate_spins(n_free, genotypes.dtype, genotypes.device)
        cubes = [
            self._draw_spins(genotypes, corners, n_free, generator) for _ in range(self.n_subcubes)
        ]
        return cubes[0] if len(cubes) == 1 else torch.cat(cubes)

    def value(self, values: torch.Tensor) -> torch.Tensor:
        cubes = values.unflatten(-1, (self.n_subcubes, -1))
        return walsh_transform(cubes)[..., 1:].abs().sum(-1).mean(-1)

    def _draw_spins(self, spins, corners, n_free, generator):
        n_samples, n_sites = spins.shape
        if self.background == "data":
            row = torch.randint(n_samples, (), generator=generator)
            # The penalty lives on the corners, also where a column has values between.
            background = torch.where(spins[row] > 0, 1.0, -1.0).to(spins)
        else:
            coins = torch.randint(2, (n_sites,), generator=generator)
            background = (1 - 2 * coins).to(spins)
        free = torch.randperm(n_sites, generator=generator)[:n_free]
        genotypes = background.repeat(len(corners), 1)
        genotypes[:, free.to(spins.device)] = corners
        return genotypes

    def _draw_alleles(self, genotypes, n_free, generator):
        """Return all sub-cubes, between the alleles of the background and of other genotypes."""
        n_sites, n_cubes = genotypes.shape[1], self.n_subcubes
        rows = torch.randint(len(genotypes), (2, n_cubes, n_sites), generator=generator)
        if self.background == "data":
            rows[0] = rows[0, :, :1]
        background, other = (genotypes.gather(0, of.to(genotypes.device)) for of in rows)
        order = torch.rand(n_cubes, n_sites, generator=generator).argsort(dim=1)
        free = order[:, None, :n_free].to(genotypes.device)
        is_other = enumerate_spins(n_free, torch.float32, genotypes.device) < 0
        cubes = background[:, None].repeat(1, len(is_other), 1)
        free = free.expand(-1, len(is_other), -1)
        corners = torch.where(
            is_other, other[:, None].expand_as(cubes).gather(2, free), cubes.gather(2, free)
        )
        cubes.scatter_(2, free, corners)
        return cubes.flatten(0, 1)
