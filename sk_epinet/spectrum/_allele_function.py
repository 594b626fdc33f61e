"""Fitted regressors and functions as functions of the numbers of alleles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._utils import format_count, require_memory
from ..genotypes import alleles_of_columns, check_alleles, decode_alleles, read_columns
from ..walsh import MAX_GENOTYPES, enumerate_alleles
from ._from_model import check_values, fitted, prediction
from ._model_levels import alleles_of, sites_of

_BLOCK = 2**16  # genotypes that are evaluated at a time


@dataclass(frozen=True)
class AlleleFunction:
    """Evaluate a model as a function of the numbers of alleles.

    Parameters
    ----------
    function : callable
        Takes genotypes in the user's values, shape (n, n_sites), and returns n values.
    alleles : tuple of tuple
        The alleles of each site.
    site_names : sequence of str or None
    """

    function: Callable[[Any], Any]
    alleles: tuple[tuple[Any, ...], ...]
    site_names: Sequence[str] | None

    @property
    def n_alleles(self):
        """Number of alleles of each site, tuple of int."""
        return tuple(map(len, self.alleles))

    def __call__(self, codes):
        """Return one finite value for each genotype, a row of numbers of alleles."""
        starts = range(0, max(len(codes), 1), _BLOCK)
        return np.concatenate([self._block(codes[i : i + _BLOCK]) for i in starts])

    def enumerate(self):
        """Return the values of all genotypes, in enumeration order."""
        n = int(np.prod(self.n_alleles, dtype=np.int64))
        starts = range(0, n, _BLOCK)
        blocks = (enumerate_alleles(self.n_alleles, i, min(i + _BLOCK, n)) for i in starts)
        return np.concatenate([self._block(codes) for codes in blocks])

    def _block(self, codes):
        return check_values(self.function(decode_alleles(codes, self.alleles)), len(codes))


def allele_function(model, X=None, alleles=None, method="predict", site_names=None):
    """Return a fitted regressor, or a function of the user, as an :class:`AlleleFunction`.

    Parameters
    ----------
    model : fitted regressor or callable
    X : array-like or DataFrame of shape (n_samples, n_sites), default=None
        What it was trained on, for the alleles that the model does not know.
    alleles : sequence of sequences, default=None
        The alleles of each site, whatever else is known.
    method : str, default="predict"
        The method of a regressor that predicts.
    site_names : sequence of str, default=None
        Names of the sites, instead of those that the model or X have.

    Raises
    ------
    TypeError
        If the model is neither a regressor nor a function.
    ValueError
        If nothing says the alleles of a site.
    """
    if not hasattr(model, "predict"):
        return _of_callable(model, X, alleles, site_names)
    model = fitted(model)
    _, names = sites_of(model, X, alleles=alleles)
    found = alleles_of(model, X) if alleles is None else check_alleles(alleles, names)
    if len(found) != len(names):
        raise ValueError(
            f"alleles= must hold the alleles of each of {len(names)} sites, got {len(found)}."
        )
    names = names if site_names is None else site_names
    return AlleleFunction(prediction(model, X, method), found, names)


def _of_callable(function, X, alleles, site_names):
    if not callable(function):
        raise TypeError(f"model must be a fitted regressor or a function, got {function!r}.")
    _, labels = (None, None) if X is None else read_columns(X)
    names = labels if site_names is None else site_names
    if alleles is None and X is None:
        raise ValueError(
            "alleles= must be given: a function does not say the alleles of its sites."
        )
    found = alleles_of_columns(X, names) if alleles is None else check_alleles(alleles, names)
    return AlleleFunction(function, found, names)


def require_enumerable(n_alleles):
    """Raise an error if there are too many genotypes to evaluate, or they need too much memory.

    Parameters
    ----------
    n_alleles : sequence of int
        Number of alleles of each site.
    """
    n = int(np.prod(n_alleles, dtype=object))
    if n > MAX_GENOTYPES:
        raise ValueError(
            f"The {len(n_alleles)} sites have {format_count(n)} genotypes, which are too many to "
            f"evaluate (at most 2^24 = {MAX_GENOTYPES:,}): use estimate_spectrum(model, "
            "max_order=2) for all interactions up to an order, hold some sites at one allele, or "
            "give fewer alleles for each site."
        )
    n_varied = sum(k > 1 for k in n_alleles)
    require_memory(
        60 * n + 2**n_varied * (len(n_alleles) + 40),
        f"The spectrum of {n:,} genotypes",
        "Hold some sites at one allele, or give fewer alleles for each site.",
    )
