"""What a genotype is: the alleles of its sites, and how they are coded for a model."""

from ._coding import find_levels, known_spins, spins_from_levels

__all__ = ["find_levels", "known_spins", "spins_from_levels"]
