"""The interactions that a user asks for, and how their coefficients are found."""

import numpy as np

from .._utils import require_memory
from ..walsh import (
    MAX_SITES,
    Design,
    count_interactions,
    enumerate_genotypes,
    interaction_matrix,
    list_interactions,
    positions,
    walsh_transform,
)


class RequestedInteractions:
    """All interactions of some sites, or those up to an order, with the constant.

    Parameters
    ----------
    n_sites : int
        Number of sites.
    max_order : int or None
        Largest number of sites of an interaction; None means all interactions, in the order of the
        enumeration.
    n_resamples : int
        Number of spectra that are kept, for the memory that they need.

    Attributes
    ----------
    membership : bool array of shape (n_interactions, n_sites)
        Sites of each interaction.

    Raises
    ------
    ValueError
        If there are too many interactions.
    """

    def __init__(self, n_sites, max_order, n_resamples):
        self.n_sites, self.max_order = n_sites, max_order
        if max_order is None and n_sites > MAX_SITES:
            raise ValueError(
                f"All interactions of {n_sites} sites are too many: give max_order, such as 2."
            )
        n = 2**n_sites if max_order is None else count_interactions(n_sites, max_order, True)
        require_memory(
            n * (16 * n_resamples + 2 * n_sites + 64),
            f"{n_resamples} spectra of {n:,} interactions",
            "Give a smaller max_order.",
        )
        if max_order is None:
            self.membership = enumerate_genotypes(n_sites).astype(bool)
            return
        interactions = list_interactions(n_sites, max_order, include_constant=True)
        self._rows = {sites: row for row, sites in enumerate(interactions)}
        self.membership = interaction_matrix(n_sites, max_order)

    def pick(self, spectrum):
        """Return their coefficients in a WalshSpectrum, or in an array of all coefficients."""
        dense = isinstance(spectrum, np.ndarray)
        if self.max_order is None:
            return spectrum if dense else spectrum.to_dense()
        if dense:
            return spectrum[positions(self.membership)]
        coefficients = np.zeros(len(self.membership))
        for sites, coefficient in zip(spectrum.interactions, spectrum.coefficients, strict=True):
            if sites in self._rows:
                coefficients[self._rows[sites]] = coefficient
        return coefficients

    def means(self, genotypes, values):
        """Return, for each interaction, the mean over the rows of value times product of spins."""
        if self.max_order is None:
            sums = np.bincount(positions(genotypes), values, minlength=2**self.n_sites)
            return walsh_transform(sums) * (len(sums) / len(values))
        design = Design(self.max_order, self.n_sites)
        return design.transposed_times(genotypes, values) / len(values)
