"""Find the largest Walsh coefficients of any order, in a time that grows with their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from .._utils import (
    Array,
    RandomState,
    Regressor,
    check_number,
    check_range,
    fresh_random_state,
    require_memory,
)
from ..spectrum import WalshSpectrum, as_function
from ..walsh import Design, regress
from ._subspaces import SubspaceTransforms, find_interactions

# The study docs/benchmarks/sparse_recovery measured what these find.
_SUBSPACES = 3  # in each of which other interactions fall together
_LEAST_OFFSETS = 3  # of each subspace; each gives one vote on whether a site takes part
_MOST_BITS = 14  # of a subspace
_SHARE_OF_FINDING = 0.9  # of the evaluations; the others estimate the coefficients
# A coefficient is reported if it is so many standard errors from zero ...
_SIGNIFICANT = 5.0
# ... and larger than the rounding errors of the largest coefficient.
_ROUNDING = 1e-10


def recover_spectrum(
    model: Regressor | Callable[[Array], ArrayLike],
    n_interactions: int | None = None,
    *,
    n_evaluations: int = 200_000,
    X: ArrayLike | None = None,
    n_sites: int | None = None,
    site_names: Sequence[str] | None = None,
    levels: ArrayLike | None = None,
    random_state: RandomState = None,
) -> WalshSpectrum:
    """Find the largest Walsh coefficients, of any order, of a model on many sites.

    It is meant for models whose spectrum is sparse, or has a few hundred coefficients that are
    much larger than the others.

    Parameters
    ----------
    model : fitted regressor or callable
        What is evaluated, as in :func:`estimate_spectrum`.
    n_interactions : int, default=None
        Largest number of interactions to keep, without the constant. None keeps all that are
        five standard errors from 0.
    n_evaluations : int, default=200_000
        Largest number of genotypes to evaluate, at least 20 for each site. Without noise, one
        coefficient is found for about every 7 * n_sites evaluations (90 coefficients among 100
        sites with 60,000).
    X, n_sites, site_names, levels, random_state
        As in :func:`estimate_spectrum`.

    Returns
    -------
    spectrum : WalshSpectrum
        The constant, and what was found by decreasing absolute coefficient, with
        `standard_errors`.

    Raises
    ------
    ValueError
        If a parameter is not valid, the levels are not known, there are too few evaluations, or
        the function does not return one finite number for each genotype.

    See Also
    --------
    estimate_spectrum : Estimate all coefficients up to an order.

    Notes
    -----
    The model is evaluated on three random subspaces of 2^b genotypes, and on copies of them that
    are shifted by random offsets and from there by one site at a time. The transform of a
    subspace has 2^b bins, each with the sum of the coefficients of many interactions. From shift
    to shift, the sign of a coefficient says whether the site takes part in its interaction. So
    the largest coefficient of a bin is identified, and subtracted from all bins, until no more
    is found [1]_. The coefficients of the interactions that were found are then fitted to fresh
    random genotypes. The cost is `n_evaluations` evaluations, and O(n_evaluations * b)
    operations.

    References
    ----------
    .. [1] Li, Bradley, Pawar, Ramchandran (2015). SPRIGHT: a fast and robust framework for
       sparse Walsh-Hadamard transform. arXiv:1508.06336.

    Examples
    --------
    >>> from sk_epinet import recover_spectrum
    >>> def function(X):
    ...     spins = 1 - 2 * X
    ...     return 3 * spins[:, 0] - 2 * spins[:, [5, 17, 30, 49]].prod(axis=1)
    >>> recover_spectrum(function, n_sites=50, n_evaluations=20_000, random_state=0).names
    ['1', 'x0', 'x5 x17 x30 x49']
    """
    if n_interactions is not None:
        check_number("n_interactions", n_interactions, low=1, integer=True)
    check_number("n_evaluations", n_evaluations, low=1, integer=True)
    function = as_function(model, n_sites, site_names, levels, X)
    n_sites = function.n_sites
    rng = fresh_random_state(random_state)
    n_bits, n_offsets = _plan(n_evaluations, n_sites)
    require_memory(
        n_evaluations * (n_sites + 32),  # values, and what a regression makes of them
        f"{n_evaluations:,} evaluations at genotypes of {n_sites} sites",
        "Lower n_evaluations.",
    )
    subspaces = [SubspaceTransforms(function, n_bits, n_offsets, rng) for _ in range(_SUBSPACES)]
    found = find_interactions(subspaces, n_sites, _SIGNIFICANT)
    n_left = n_evaluations - sum(subspace.n_evaluations for subspace in subspaces)
    genotypes = rng.randint(0, 2, (n_left, n_sites), dtype=np.int8)
    coefficients, errors = _fit_found(found, genotypes, function(genotypes))
    kept = _keep(coefficients, errors, n_interactions)
    return WalshSpectrum(
        coefficients[kept], found[kept], n_sites, standard_errors=errors[kept], **function.sites
    )


def _fit_found(found, genotypes, values):
    """Return the coefficients of the interactions that were found, and their errors."""
    check_range("what the function returns", values)
    try:
        return regress(_ListedDesign(found), genotypes, values)
    except np.linalg.LinAlgError:
        raise ValueError(
            f"The {len(values):,} random genotypes that are left do not tell the {len(found):,} "
            "coefficients apart that were found: raise n_evaluations, or use estimate_spectrum."
        ) from None


def _plan(n_evaluations, n_sites):
    """Return the bits of a subspace, and the offsets, for which the evaluations suffice."""
    n_points = int(_SHARE_OF_FINDING * n_evaluations / (_SUBSPACES * (n_sites + 1)))
    n_bits = (n_points // _LEAST_OFFSETS).bit_length() - 1
    n_bits = min(n_bits, _MOST_BITS, n_sites)
    if n_bits < 1:
        least = 2 * _LEAST_OFFSETS * _SUBSPACES * (n_sites + 1) / _SHARE_OF_FINDING
        raise ValueError(
            f"n_evaluations={n_evaluations:,} is too few for {n_sites} sites: at least "
            f"{int(np.ceil(least)):,}, and for more than a few interactions many times that."
        )
    return n_bits, min(n_points >> n_bits, 2 * _LEAST_OFFSETS)


def _keep(coefficients, errors, n_interactions):
    """Return the constant, which comes first, and the largest of what stands out of noise."""
    order = 1 + np.argsort(-np.abs(coefficients[1:]), kind="stable")
    smallest = _SIGNIFICANT * errors + _ROUNDING * np.abs(coefficients).max()
    order = order[np.abs(coefficients[order]) > smallest[order]][:n_interactions]
    return np.append(0, order)


class _ListedDesign(Design):
    """The Walsh functions of the interactions of a boolean matrix."""

    def __init__(self, interactions):
        self.interactions, self.m = interactions.T.astype(np.float32), len(interactions)

    def evaluate(self, genotypes):
        """Return the Walsh functions of genotypes of 0 and 1."""
        odd = genotypes.astype(np.float32) @ self.interactions % 2
        return 1.0 - 2.0 * odd.astype(np.float64)
