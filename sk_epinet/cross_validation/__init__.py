"""Cross-validation of many networks side by side: folds, held-out scores, and shares."""

from ._folds import MANY, make_folds, renumber, splitter_of
from ._genotype_splits import GenotypeKFold, count_genotypes, split_genotypes
from ._held_out import FoldTask, cross_validate, make_scorer
from ._shares import choose, make_cv_results, on_path, share_out, without_collapsed

__all__ = [
    "MANY",
    "FoldTask",
    "GenotypeKFold",
    "choose",
    "count_genotypes",
    "cross_validate",
    "make_cv_results",
    "make_folds",
    "make_scorer",
    "on_path",
    "renumber",
    "share_out",
    "split_genotypes",
    "splitter_of",
    "without_collapsed",
]
