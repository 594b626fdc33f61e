"""The mathematics: the transform, the hypercube, interactions, and features of linear models."""

from ._contrasts import zero_sum_contrasts
from ._design import Design, regress
from ._features import WalshFeatures
from ._hypercube import (
    MAX_SITES,
    enumerate_genotypes,
    enumerate_spins,
)
from ._interactions import (
    count_interactions,
    count_products,
    interaction_matrix,
    interaction_name,
    list_interactions,
    positions,
)
from ._membership import add_up_repeats, as_membership, as_tuples
from ._mixed_radix import (
    MAX_GENOTYPES,
    apply_by_site,
    basis,
    contrast_transform,
    enumerate_alleles,
    inverse_contrast_transform,
)
from ._transform import inverse_walsh_transform, walsh_transform

__all__ = [
    "MAX_GENOTYPES",
    "MAX_SITES",
    "Design",
    "WalshFeatures",
    "add_up_repeats",
    "apply_by_site",
    "as_membership",
    "as_tuples",
    "basis",
    "contrast_transform",
    "count_interactions",
    "count_products",
    "enumerate_alleles",
    "enumerate_genotypes",
    "enumerate_spins",
    "interaction_matrix",
    "interaction_name",
    "inverse_contrast_transform",
    "inverse_walsh_transform",
    "list_interactions",
    "positions",
    "regress",
    "walsh_transform",
    "zero_sum_contrasts",
]
