"""What a genotype is: the levels of its sites, and how they are coded for a model."""

from ._coding import find_levels, known_spins, spins_from_levels
from ._columns import read_columns
from ._distinct import number_genotypes
from ._levels import (
    check_levels,
    code_genotypes,
    decode_genotypes,
    is_missing,
    levels_of_columns,
    require_columns,
    show,
)

__all__ = [
    "check_levels",
    "code_genotypes",
    "decode_genotypes",
    "find_levels",
    "is_missing",
    "known_spins",
    "levels_of_columns",
    "number_genotypes",
    "read_columns",
    "require_columns",
    "show",
    "spins_from_levels",
]
