"""What a genotype is: the levels of its sites, and how they are coded for a model."""

from ._allele_coding import AlleleCoding
from ._allele_numbers import (
    alleles_of_columns,
    check_alleles,
    decode_alleles,
    find_alleles,
    name_mutation,
    number_alleles,
)
from ._allele_weights import AlleleWeights, read_weights
from ._alleles import sort_alleles
from ._coding import NumberCoding, check_genotypes, learn_coding, set_coding, spins_from_levels
from ._columns import holds_strings, read_columns
from ._coverage import CoverageReport, coverage_report
from ._distinct import number_genotypes
from ._encoder import GenotypeEncoder
from ._hgvs import parse_hgvs
from ._kind import UnknownKindError, find_kind, pattern_of_alleles
from ._levels import (
    check_levels,
    code_genotypes,
    decode_genotypes,
    is_missing,
    levels_of_columns,
    plain_value,
    require_columns,
    show,
)
from ._members import parse_members
from ._mutations import is_mutation, parse_mutations
from ._one_genotype import read_genotype
from ._parsed import ParsedGenotypes, Problem
from ._properties import VHSE, AlleleProperties, check_properties, find_properties
from ._reading import find_invalid
from ._site_columns import parse_site_columns
from ._strings import parse_strings
from ._wild_type import is_wild_type_word

__all__ = [
    "VHSE",
    "AlleleCoding",
    "AlleleProperties",
    "AlleleWeights",
    "CoverageReport",
    "GenotypeEncoder",
    "NumberCoding",
    "ParsedGenotypes",
    "Problem",
    "UnknownKindError",
    "alleles_of_columns",
    "check_alleles",
    "check_genotypes",
    "check_levels",
    "check_properties",
    "code_genotypes",
    "coverage_report",
    "decode_alleles",
    "decode_genotypes",
    "find_alleles",
    "find_invalid",
    "find_kind",
    "find_properties",
    "holds_strings",
    "is_missing",
    "is_mutation",
    "is_wild_type_word",
    "learn_coding",
    "levels_of_columns",
    "name_mutation",
    "number_alleles",
    "number_genotypes",
    "parse_hgvs",
    "parse_members",
    "parse_mutations",
    "parse_site_columns",
    "parse_strings",
    "pattern_of_alleles",
    "plain_value",
    "read_columns",
    "read_genotype",
    "read_weights",
    "require_columns",
    "set_coding",
    "show",
    "sort_alleles",
    "spins_from_levels",
]
