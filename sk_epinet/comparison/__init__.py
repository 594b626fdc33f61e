"""What the command ``sk-epinet`` does: compare models on a table, fit, save and predict."""

from ._model_files import load_model, save_model
from ._mutants import list_mutants

__all__ = ["list_mutants", "load_model", "save_model"]
