"""What a genotype is: the levels of its sites, and how they are coded for a model."""

from ._coding import find_levels, known_spins, spins_from_levels
from ._columns import read_columns
from ._levels import (
    check_levels,
    code_genotypes,
    decode_genotypes,
    is_missing,
    levels_of_columns,
    require_columns,
    show,
)
from ._mutations import parse_mutations
from ._parsed import ParsedGenotypes, Problem

__all__ = [
    "ParsedGenotypes",
    "Problem",
    "check_levels",
    "code_genotypes",
    "decode_genotypes",
    "find_levels",
    "is_missing",
    "known_spins",
    "levels_of_columns",
    "parse_mutations",
    "read_columns",
    "require_columns",
    "show",
    "spins_from_levels",
]
