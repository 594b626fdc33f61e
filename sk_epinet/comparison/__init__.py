"""What the command ``sk-epinet`` does: compare models on a table, fit, save and predict."""

from ._model_files import load_model, save_model

__all__ = ["load_model", "save_model"]
