"""Spectra with errors: resamples of a fit, and estimates for many sites."""

from ._bootstrap import bootstrap_spectrum
from ._estimate import estimate_spectrum
from ._held_out_models import (  # noqa: F401 - for comparisons, which have such models
    HeldOutModel,
    combine_held_out,
    find_design_problem,
)
from ._recover import recover_spectrum

__all__ = ["bootstrap_spectrum", "estimate_spectrum", "recover_spectrum"]
