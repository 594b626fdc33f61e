"""The weights of the alleles of each site, under which a landscape is decomposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from .._utils import read_labelled, read_list, read_numbers, require_known_sites
from ._allele_numbers import number_alleles
from ._levels import show

# Least weight of an allele, relative to the largest of its site. Of genotypes with many alleles of
# smaller weights, the products of the weights are no numbers of 64 bits.
_LEAST = 1e-30

AlleleWeights: TypeAlias = (
    Literal["uniform", "wild_type", "library"] | Sequence[Any] | Mapping[str, Any]
)


def read_weights(
    weights: AlleleWeights,
    alleles: tuple[tuple[Any, ...], ...],
    names: Sequence[str],
    wild_codes: Sequence[int],
    X: ArrayLike | None = None,
) -> tuple[np.ndarray, ...]:
    """Return the weights of the alleles of each site, of sum one.

    Parameters
    ----------
    weights : "uniform", "wild_type", "library", sequence or dict
        As documented on :class:`~sk_epinet.EpistasisSpectrum`.
    alleles : tuple of tuple
        The alleles of each site.
    names : sequence of str
        Names of the sites.
    wild_codes : sequence of int
        Number of the allele of the wild type at each site.
    X : array-like of shape (n_samples, n_sites), default=None
        The genotypes of the library.

    Raises
    ------
    ValueError
        If the weights are none of these, are negative, or add up to nothing.
    """
    if isinstance(weights, str):
        return _named_weights(weights, alleles, names, wild_codes, X)
    if (given := read_labelled("weights", weights)) is not None:
        require_known_sites("weights", given, names)
        weights = [
            given.get(name, [1] * len(own)) for name, own in zip(names, alleles, strict=True)
        ]
    sites = read_list("weights=", weights, "the weights of the alleles of each site")
    if len(sites) != len(alleles):
        raise ValueError(
            f"weights= must hold the weights of each of {len(alleles)} sites, got {len(sites)}."
        )
    return tuple(
        _of_site(own, site, name) for own, site, name in zip(sites, alleles, names, strict=True)
    )


def _named_weights(weights, alleles, names, wild_codes, X):
    if weights == "uniform":
        return tuple(np.full(len(own), 1 / len(own)) for own in alleles)
    if weights == "wild_type":
        pairs = zip(alleles, wild_codes, strict=True)
        return tuple(np.eye(len(own))[code] for own, code in pairs)
    if weights != "library":
        raise ValueError(
            "weights must be 'uniform', 'wild_type', 'library', or hold the weights of the "
            f"alleles of each site, got {weights!r}."
        )
    if X is None:
        raise ValueError(
            "weights='library' are the frequencies of the alleles in a library: pass X=, its "
            "genotypes, or weights= with the frequencies of each site."
        )
    codes = number_alleles(X, alleles, names)
    counts = [np.bincount(c, minlength=len(own)) for c, own in zip(codes.T, alleles, strict=True)]
    return tuple(count / count.sum() for count in counts)


def _of_site(weights, alleles, name):
    if (by_allele := read_labelled("weights", weights)) is not None:
        unknown = [allele for allele in by_allele if allele not in alleles]
        if unknown:
            raise ValueError(
                f"weights= names the allele {show(unknown[0])}, which site '{name}' does not have."
            )
        weights = [by_allele.get(allele, 0.0) for allele in alleles]
    array = read_numbers(f"weights= of site '{name}'", weights, finite=False)
    if array.shape != (len(alleles),):
        raise ValueError(
            f"weights= must hold {len(alleles)} weights for site '{name}', one for each allele; "
            f"got shape {array.shape}."
        )
    if not np.isfinite(array).all() or (array < 0).any() or not array.any():
        raise ValueError(
            f"The weights of site '{name}' must be numbers of at least 0, not all of them 0; got "
            f"{array.tolist()}."
        )
    array = array / array.max()  # so that the sum of the largest numbers is one, too
    if (array[array > 0] < _LEAST).any():
        raise ValueError(
            f"The weights of site '{name}' must be 0, or at least {_LEAST:g} times the largest; "
            f"got {list(weights)!r}."
        )
    return array / array.sum()
