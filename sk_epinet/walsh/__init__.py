"""The mathematics: the transform, the hypercube, interactions, and features of linear models."""

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
    interaction_name,
    list_interactions,
    positions,
)
from ._transform import inverse_walsh_transform, walsh_transform

__all__ = [
    "MAX_SITES",
    "Design",
    "WalshFeatures",
    "count_interactions",
    "count_products",
    "enumerate_genotypes",
    "enumerate_spins",
    "interaction_name",
    "inverse_walsh_transform",
    "list_interactions",
    "positions",
    "regress",
    "walsh_transform",
]
