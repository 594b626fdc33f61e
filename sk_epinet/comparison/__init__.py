"""Compare models on a landscape and report what was found: the command ``sk-epinet``."""
