"""What a genotype is: the levels of its sites, and how they are coded for a model."""

from ._alleles import AlleleCoding, holds_alleles
from ._coding import NumberCoding, check_genotypes, learn_coding, spins_from_levels
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
    "AlleleCoding",
    "NumberCoding",
    "check_genotypes",
    "check_levels",
    "code_genotypes",
    "decode_genotypes",
    "holds_alleles",
    "is_missing",
    "learn_coding",
    "levels_of_columns",
    "number_genotypes",
    "read_columns",
    "require_columns",
    "show",
    "spins_from_levels",
]
