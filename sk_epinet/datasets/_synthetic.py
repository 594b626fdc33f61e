"""Make landscapes whose interactions are known."""

from __future__ import annotations

from typing import Literal

import numpy as np

from .._utils import (
    FloatArray,
    LevelArray,
    RandomState,
    check_option,
    fresh_random_state,
)
from ..spectrum import WalshSpectrum
from ..walsh import (
    MAX_SITES,
    enumerate_genotypes,
    inverse_walsh_transform,
    positions,
)
from ._draws import draw_codes, draw_interactions
from ._sizes import check_amplitudes, check_draws, check_interactions, check_sites

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
_FEW = 512  # interactions: more of them are faster to sum by one transform of all genotypes


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
        Number of coefficients that are not zero, without the constant; at most 100,000.
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
        Seed of all that is random. None draws a new seed; numpy's global generator is left
        alone.

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
    The time is O(n_samples n_interactions max_order), or that of one transform of all genotypes
    for more than 512 interactions of at most 24 sites. The memory is that of n_samples genotypes.

    Examples
    --------
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, truth = make_walsh_landscape(n_sites=5, n_interactions=3, random_state=0)
    >>> X.shape, len(truth)
    ((32, 5), 3)
    """
    n_alleles = check_sites(n_sites)
    check_interactions(n_interactions, max_order, n_sites)
    check_amplitudes(amplitudes)
    check_draws(n_samples, n_alleles, noise)
    rng = fresh_random_state(random_state)
    interactions = draw_interactions(rng, n_sites, n_interactions, max_order)
    coefficients = rng.uniform(*amplitudes, n_interactions) * rng.choice([-1, 1], n_interactions)
    spectrum = WalshSpectrum(coefficients, interactions, n_sites)
    X = draw_codes(rng, n_samples, n_alleles)
    y = _values(spectrum, X)
    return X, y + noise * rng.standard_normal(len(y)), spectrum


def _values(spectrum, X):
    if len(spectrum) <= _FEW or spectrum.n_sites > MAX_SITES:
        return spectrum.predict(X)
    return inverse_walsh_transform(spectrum.to_dense())[positions(X)]
