"""Make landscapes whose interactions are known."""

from __future__ import annotations

from typing import Literal

import numpy as np
from sklearn.utils import check_random_state

from .._utils import (
    FloatArray,
    LevelArray,
    RandomState,
    check_number,
    check_option,
    require_memory,
)
from ..spectrum import WalshSpectrum
from ..walsh import count_interactions, enumerate_genotypes, list_interactions

# Coefficient and sites of each product of levels; "dense" has all terms of "sparse" and more.
_SPARSE_TERMS = [(2, "03"), (-2, "2"), (2, "014"), (2, "0235")]
_DENSE_TERMS = [
    *_SPARSE_TERMS,
    (-2, "13"),
    (-2, "5"),
    (2, "135"),
    (2, "04"),
    (-2, "0"),
    (2, "345"),
    (-2, "25"),
    (2, "1"),
    (-2, "234"),
]
_MAX_LISTED = 10**6  # interactions: more of them are drawn one by one, without a list of all
_MAX_ENUMERATED = 24  # sites: genotypes of more are drawn at random until enough are distinct


def make_toy_landscape(
    kind: Literal["sparse", "dense"] = "sparse",
) -> tuple[LevelArray, FloatArray]:
    """Return one of the two six-site toy landscapes of the Epistatic Net article.

    With levels x of 0 and 1, the sparse one is ``2 x0 x3 - 2 x2 + 2 x0 x1 x4 +
    2 x0 x2 x3 x5``; the dense one adds ``- 2 x1 x3 - 2 x5 + 2 x3 x1 x5 + 2 x0 x4 - 2 x0
    + 2 x3 x4 x5 - 2 x2 x5 + 2 x1 - 2 x2 x3 x4``. Neither is sparse in the Walsh basis:
    22 and 29 of their 64 coefficients are not zero.

    Parameters
    ----------
    kind : {"sparse", "dense"}, default="sparse"
        Which of the two landscapes.

    Returns
    -------
    X : ndarray of shape (64, 6), dtype int8
        All genotypes in enumeration order.
    y : ndarray of shape (64,)
        Their values, without noise.

    Raises
    ------
    ValueError
        If `kind` is neither of the two.

    References
    ----------
    .. [1] Aghazadeh et al. (2021). Epistatic Net allows the sparse spectral
       regularization of deep neural networks for inferring fitness functions.
       Nature Communications 12:5225.

    Examples
    --------
    >>> from sk_epinet.datasets import make_toy_landscape
    >>> X, y = make_toy_landscape("sparse")
    >>> X.shape, float(y[-1])
    ((64, 6), 4.0)
    """
    check_option("kind", kind, ("sparse", "dense"))
    X = enumerate_genotypes(6)
    terms = _SPARSE_TERMS if kind == "sparse" else _DENSE_TERMS
    y = sum(factor * X[:, [int(i) for i in sites]].prod(axis=1) for factor, sites in terms)
    return X, y.astype(np.float64)


def make_walsh_landscape(
    n_sites: int = 10,
    n_interactions: int = 8,
    max_order: int = 4,
    noise: float = 0.0,
    *,
    n_samples: int | None = None,
    amplitudes: tuple[float, float] = (0.5, 1.0),
    random_state: RandomState = None,
) -> tuple[LevelArray, FloatArray, WalshSpectrum]:
    """Draw a random landscape that is sparse in the Walsh basis.

    Each interaction has a random order from 1 to `max_order` (uniform), random sites, and
    a coefficient of random sign and uniform size.

    Parameters
    ----------
    n_sites : int, default=10
        Number of sites.
    n_interactions : int, default=8
        Number of coefficients that are not zero, without the constant.
    max_order : int, default=4
        Largest number of sites in an interaction, at least 1.
    noise : float, default=0.0
        Standard deviation of the Gaussian noise that is added to y.
    n_samples : int, default=None
        Number of distinct random genotypes. None gives all 2**n_sites of them, in
        enumeration order.
    amplitudes : tuple (low, high), default=(0.5, 1.0)
        Range of the absolute coefficients.
    random_state : int, RandomState instance or None, default=None
        Seed of all that is random.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites), dtype int8
        Genotypes, levels 0 and 1.
    y : ndarray of shape (n_samples,)
        Their values.
    spectrum : WalshSpectrum
        The true interactions, ordered by the number of their sites.

    Raises
    ------
    ValueError
        If a parameter is out of range, or there are fewer interactions, or genotypes,
        than asked for.

    Notes
    -----
    Costs O(n_samples n_interactions max_order) time, and memory for n_samples genotypes.

    Examples
    --------
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, truth = make_walsh_landscape(n_sites=5, n_interactions=3, random_state=0)
    >>> X.shape, len(truth)
    ((32, 5), 3)
    """
    _check_sizes(n_sites, n_interactions, max_order, noise, n_samples, amplitudes)
    rng = check_random_state(random_state)
    interactions = _draw_interactions(rng, n_sites, n_interactions, min(max_order, n_sites))
    coefficients = rng.uniform(*amplitudes, n_interactions) * rng.choice([-1, 1], n_interactions)
    spectrum = WalshSpectrum(coefficients, interactions, n_sites)
    X = _draw_genotypes(rng, n_samples, n_sites)
    y = spectrum.predict(X)
    return X, y + noise * rng.standard_normal(len(y)), spectrum


def _check_sizes(n_sites, n_interactions, max_order, noise, n_samples, amplitudes):
    check_number("n_sites", n_sites, low=1, integer=True)
    check_number("n_interactions", n_interactions, low=1, integer=True)
    check_number("max_order", max_order, low=1, integer=True)
    check_number("noise", noise, low=0)
    _check_amplitudes(amplitudes)
    possible = count_interactions(n_sites, max_order)
    if n_interactions > possible:
        raise ValueError(
            f"n_interactions={n_interactions} is more than the {possible} interactions of order "
            f"1 to {max_order} among {n_sites} sites."
        )
    if n_samples is None:
        require_memory(
            9 * n_sites * 2**n_sites,
            f"The complete landscape of {n_sites} sites (2^{n_sites} genotypes)",
            "Give n_samples for a random part of it.",
        )
        return
    check_number("n_samples", n_samples, low=1, integer=True)
    if n_samples > 2**n_sites:
        raise ValueError(
            f"n_samples={n_samples} is more than the {2**n_sites} genotypes of {n_sites} sites."
        )


def _check_amplitudes(amplitudes):
    if np.ndim(amplitudes) != 1 or len(amplitudes) != 2 or not amplitudes[0] <= amplitudes[1]:
        raise ValueError(f"amplitudes must be (low, high) with low <= high, got {amplitudes!r}.")
    for amplitude in amplitudes:
        check_number("each of amplitudes", amplitude, low=0)


def _draw_interactions(rng, n_sites, n_interactions, max_order):
    """Return distinct interactions of uniform order, sorted by order and then by sites."""
    possible = count_interactions(n_sites, max_order)
    if possible <= min(_MAX_LISTED, 2 * n_interactions):
        listed = list_interactions(n_sites, max_order)
        chosen = {listed[i] for i in rng.permutation(possible)[:n_interactions]}
    else:
        chosen = set()
        while len(chosen) < n_interactions:
            order = rng.randint(1, max_order + 1)
            sites = rng.choice(n_sites, order, replace=False)
            chosen.add(tuple(sorted(sites.tolist())))
    return sorted(chosen, key=lambda sites: (len(sites), sites))


def _draw_genotypes(rng, n_samples, n_sites):
    """Return distinct uniform genotypes in random order, or all where no number is given."""
    if n_samples is None:
        return enumerate_genotypes(n_sites)
    if n_sites <= _MAX_ENUMERATED:
        shifts = np.arange(n_sites - 1, -1, -1)
        numbers = rng.permutation(2**n_sites)[:n_samples]
        return (numbers[:, None] >> shifts & 1).astype(np.int8)
    X = np.empty((0, n_sites), dtype=np.int8)
    while len(X) < n_samples:
        more = rng.randint(0, 2, (n_samples - len(X), n_sites)).astype(np.int8)
        X = np.unique(np.concatenate([X, more]), axis=0)
    return rng.permutation(X)
