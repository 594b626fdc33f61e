"""Fitted regressors and functions as functions of the numbers of alleles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._utils import require_memory
from ..genotypes import check_alleles, decode_alleles
from ..walsh import MAX_GENOTYPES, enumerate_alleles
from ._from_model import check_values, prediction
from ._model_levels import alleles_of, sites_of

_BLOCK = 2**16  # genotypes that are evaluated at a time


@dataclass(frozen=True)
class AlleleFunction:
    """A model as a function of the numbers of alleles.

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


def allele_function(model, X=None, alleles=None, method="predict"):
    """Return a fitted regressor as an :class:`AlleleFunction`.

    Raises
    ------
    ValueError
        If nothing says the alleles of a site.
    """
    _, names = sites_of(model, X, alleles)
    found = alleles_of(model, X) if alleles is None else check_alleles(alleles, names)
    if len(found) != len(names):
        raise ValueError(
            f"alleles= must hold the alleles of each of {len(names)} sites, got {len(found)}."
        )
    return AlleleFunction(prediction(model, X, method), found, names)


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
            f"The {len(n_alleles)} sites have {_rounded(n)} genotypes, which are too many to "
            f"evaluate (at most 2^24 = {MAX_GENOTYPES:,}): use estimate_spectrum(model, "
            "max_order=2) for all interactions up to an order, hold some sites at one allele, or "
            "give fewer alleles for each site."
        )
    n_varied = sum(k > 1 for k in n_alleles)
    require_memory(
        40 * n + 2**n_varied * (len(n_alleles) + 40),
        f"The spectrum of {n:,} genotypes",
        "Hold some sites at one allele, or give fewer alleles for each site.",
    )


def _rounded(n):
    return f"{n:,}" if n < 10**12 else f"about 10^{len(str(n)) - 1}"
