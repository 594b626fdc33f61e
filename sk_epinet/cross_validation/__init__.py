"""Cross-validation of many networks side by side: folds, held-out scores, and shares."""

from ._error_model import ErrorModel, learn_error_model
from ._folds import MANY, make_folds, renumber, splitter_of
from ._genotype_splits import GenotypeKFold, count_genotypes, split_genotypes
from ._held_out import (
    FoldTask,
    cross_validate,
    held_out_errors,
    make_scorer,
    mixture_moments,
    predict_held_out,
)
from ._shares import blend, choose, make_cv_results, on_path, share_out, without_collapsed

__all__ = [
    "MANY",
    "ErrorModel",
    "FoldTask",
    "GenotypeKFold",
    "blend",
    "choose",
    "count_genotypes",
    "cross_validate",
    "held_out_errors",
    "learn_error_model",
    "make_cv_results",
    "make_folds",
    "make_scorer",
    "mixture_moments",
    "on_path",
    "predict_held_out",
    "renumber",
    "share_out",
    "split_genotypes",
    "splitter_of",
    "without_collapsed",
]
