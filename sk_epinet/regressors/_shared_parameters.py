"""Checks of the parameters that the regressors share, before any long work."""

import numbers

import numpy as np

from .._utils import (
    check_bool,
    check_number,
    check_option,
    check_verbose,
    count_axes,
    fresh_random_state,
)
from ..genotypes import check_properties
from ..network import ACTIVATIONS, check_callbacks, device_exists
from ..penalties import WalshPenalty

_NUMBERS = {"n_members": "", "batch_size": "", "max_iter": "", "memory_budget": "In bytes."}


def check_shared_parameters(estimator, links, numbers_or_auto):
    """Raise an error if a parameter that the regressors share has a wrong value.

    Parameters
    ----------
    estimator : BaseEpistaticNet
    links : tuple of (str or None)
        What `global_epistasis` may be.
    numbers_or_auto : tuple of str
        Which numbers may be "auto", too.

    Raises
    ------
    TypeError, ValueError
        The message names the parameter.
    """
    _check_layers(estimator.hidden_layer_sizes)
    check_option("activation", estimator.activation, tuple(ACTIVATIONS))
    check_number("learning_rate_init", estimator.learning_rate_init, low=0, low_open=True)
    check_bool("gate_sites", estimator.gate_sites)
    check_option("global_epistasis", estimator.global_epistasis, links)
    check_option("censored", estimator.censored, (None, "auto", "left", "right"))
    for name, unit in _NUMBERS.items():
        value, may_be_auto = getattr(estimator, name), name in numbers_or_auto
        if not (may_be_auto and isinstance(value, str) and value == "auto"):
            remedy = f"{unit} Or 'auto'.".strip() if may_be_auto else unit
            check_number(name, value, low=1, integer=True, remedy=remedy)
    _check_penalty(estimator.penalty)
    check_properties(estimator.allele_properties)
    check_verbose(estimator.verbose)
    fresh_random_state(estimator.random_state)
    check_callbacks(estimator.callbacks)
    if not device_exists(estimator.device):
        raise ValueError(
            f"device={estimator.device!r} does not exist for this torch on this machine. "
            "device='cpu' always does; 'cuda' needs an NVIDIA GPU and a CUDA build of torch."
        )


def _check_penalty(penalty):
    if isinstance(penalty, WalshPenalty):
        penalty.check_parameters()
    elif not (penalty is None or (isinstance(penalty, str) and penalty == "auto")):
        raise ValueError(
            "penalty must be 'auto', None or a penalty such as ExactWalshPenalty() or "
            f"SubcubeWalshPenalty(n_free_sites=9), got {penalty!r}."
        )


def _check_layers(sizes):
    valid = isinstance(sizes, (tuple, list, np.ndarray)) and count_axes(sizes) == 1 and len(sizes)
    if not (valid and all(map(_is_width, sizes))):
        raise ValueError(
            "hidden_layer_sizes must be a tuple of positive integers, one per hidden layer, such "
            f"as (32, 32); got {sizes!r}."
        )


def _is_width(n):
    return isinstance(n, numbers.Integral) and not isinstance(n, (bool, np.bool_)) and n > 0
