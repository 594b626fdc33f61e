"""What the command ``sk-epinet`` does: compare models on a table, fit, save and predict."""

from ._model_files import load_model, save_model
from ._mutants import list_mutants
from ._trusted_types import TRUSTED_TYPES

__all__ = ["TRUSTED_TYPES", "list_mutants", "load_model", "save_model"]
