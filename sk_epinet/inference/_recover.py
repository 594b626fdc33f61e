"""The largest Walsh coefficients of any order, in a time that grows with their number."""

import numpy as np

from .._utils import check_number, fresh_random_state
from ..spectrum import WalshSpectrum, as_function, tuples
from ..walsh import Design, enumerate_genotypes, positions, regress, walsh_transform

_GROUPS = 3  # subsampled transforms, in each of which other interactions collide
_OFFSETS = 3  # at least: pairs of genotypes that tell whether a site takes part
_DETECTING = 0.9  # share of the evaluations: the others estimate the coefficients
_MOST_BITS = 14
_ROUNDS = 20
_SIGNIFICANT = 5.0  # standard errors
_ROUNDING = 1e-10


def recover_spectrum(
    model,
    n_interactions=None,
    *,
    n_evaluations=200_000,
    X=None,
    n_sites=None,
    site_names=None,
    levels=None,
    random_state=None,
):
    """Find the largest Walsh coefficients, of any order, of a model on many sites.

    For models whose spectrum is sparse, or has a few hundred coefficients that stand out.

    Parameters
    ----------
    model : fitted regressor or callable
        What is evaluated, as in :func:`estimate_spectrum`.
    n_interactions : int, default=None
        How many to keep; None is all that are five standard errors from 0.
    n_evaluations : int, default=200_000
        Most genotypes to evaluate: at least 20 for each site. Without noise, so many find a
        coefficient for every seven times as many as there are sites (90 among 100 sites with
        60,000).
    n_sites, site_names, levels, random_state
        As in :func:`estimate_spectrum`.

    Returns
    -------
    spectrum : WalshSpectrum
        What was found, by decreasing size, with `standard_errors`, and the constant.

    Raises
    ------
    ValueError
        For a bad parameter, too few evaluations, or a function that gives anything but one
        finite number for each genotype.

    See Also
    --------
    estimate_spectrum : All coefficients up to an order.

    Notes
    -----
    Three random subspaces of 2^b genotypes, each also shifted by random offsets and from
    there by one site at a time. The transform of one adds up the coefficients of many
    interactions in each of its 2^b bins; from shift to shift the sign of a coefficient tells
    whether the site takes part, so that the largest one in a bin is named and subtracted
    from all bins, until nothing more is found [1]_. Its coefficients are then fitted to
    fresh random genotypes. Costs `n_evaluations`, and O(evaluations * b) besides.

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
    n_bits, n_offsets = _design(n_evaluations, n_sites)
    groups = [_Group(function, n_sites, n_bits, n_offsets, rng) for _ in range(_GROUPS)]
    found = _peel(groups, n_sites)
    n_left = n_evaluations - sum(group.n_evaluations for group in groups)
    genotypes = rng.randint(0, 2, (n_left, n_sites), dtype=np.int8)
    coefficients, errors = regress(_Listed(found), genotypes, function(genotypes))
    # The constant, which comes first, and what stands out of noise and of rounding.
    order = 1 + np.argsort(-np.abs(coefficients[1:]), kind="stable")
    smallest = _SIGNIFICANT * errors + _ROUNDING * np.abs(coefficients).max()
    order = order[np.abs(coefficients[order]) > smallest[order]][:n_interactions]
    order = np.append(0, order)
    return WalshSpectrum(
        coefficients[order], found[order], n_sites, standard_errors=errors[order], **function.sites
    )


def _design(n_evaluations, n_sites):
    """Bits of the subspaces, and offsets, that the evaluations suffice for."""
    n_points = int(_DETECTING * n_evaluations / (_GROUPS * (n_sites + 1)))
    n_bits = (n_points // _OFFSETS).bit_length() - 1
    n_bits = min(n_bits, _MOST_BITS, n_sites)
    if n_bits < 1:
        least = 2 * _OFFSETS * _GROUPS * (n_sites + 1) / _DETECTING
        raise ValueError(
            f"n_evaluations={n_evaluations:,} is too few for {n_sites} sites: at least "
            f"{int(np.ceil(least)):,}, and for more than a few interactions many times that."
        )
    return n_bits, min(n_points >> n_bits, 2 * _OFFSETS)


class _Group:
    """The transforms of one random subspace, and of its shifts.

    ``bins[p, i, j]`` is the sum, over the interactions S with ``basis @ S = j``, of c_S and
    the sign of S at the shift: an offset p, and for i > 0 site i - 1 flipped.
    """

    def __init__(self, evaluate, n_sites, n_bits, n_offsets, rng):
        self.basis = rng.randint(0, 2, (n_bits, n_sites), dtype=np.int8)
        offsets = rng.randint(0, 2, (n_offsets, 1, n_sites), dtype=np.int8)
        flips = np.concatenate([np.zeros((1, n_sites)), np.eye(n_sites)]).astype(np.int8)
        self.shifts = offsets ^ flips
        points = enumerate_genotypes(n_bits) @ self.basis % 2
        values = [evaluate((points ^ s[:, None]).reshape(-1, n_sites)) for s in self.shifts]
        shape = (*self.shifts.shape[:2], 2**n_bits)
        self.bins = walsh_transform(np.stack(values).reshape(shape))
        self.n_evaluations = self.bins.size

    def bin_of(self, interactions):
        """The bin of each row of a boolean matrix."""
        return positions(interactions.astype(np.int64) @ self.basis.T % 2)

    def signs(self, interactions):
        """Walsh functions of the interactions at the shifts, (n, offsets, n_sites + 1)."""
        flat = self.shifts.reshape(-1, self.shifts.shape[-1])
        odd = interactions.astype(np.float32) @ flat.T.astype(np.float32) % 2
        return (1.0 - 2.0 * odd).reshape(len(interactions), *self.shifts.shape[:2])

    def name(self):
        """The interaction that dominates each bin; only those that belong in it."""
        votes = np.einsum("pij,pj->ji", self.bins, self.bins[:, 0])
        # Once more with the sign of each offset from all its shifts, which is nearly certain.
        signs = np.einsum("pij,ji->pj", self.bins, np.where(votes < 0, -1.0, 1.0))
        votes = np.einsum("pij,pj->ji", self.bins, np.sign(signs))
        interactions = votes[:, 1:] < 0
        return interactions[self.bin_of(interactions) == np.arange(len(interactions))]

    def estimate(self, interactions):
        """Mean and standard error of the signed values of the bin of each interaction."""
        values = self.bins[:, :, self.bin_of(interactions)] * np.moveaxis(
            self.signs(interactions), 0, -1
        )
        n = values.shape[0] * values.shape[1]
        return values.mean(axis=(0, 1)), values.std(axis=(0, 1)) / np.sqrt(n)

    def subtract(self, interactions, coefficients):
        contributions = np.moveaxis(self.signs(interactions), 0, -1) * coefficients
        np.subtract.at(
            self.bins, (slice(None), slice(None), self.bin_of(interactions)), contributions
        )


def _peel(groups, n_sites):
    """Interactions that were named, the constant first."""
    found = np.zeros((1, n_sites), dtype=bool)
    _update(groups, found)
    for _ in range(_ROUNDS):
        new = np.unique(np.concatenate([group.name() for group in groups]), axis=0)
        new = new[~_is_in(new, found)]
        new = new[_stand_out(groups, new)] if len(new) else new
        if not len(new):
            break
        found = np.concatenate([found, new])
        # Of all again: where two had been in a bin, the first estimate of each was coarse.
        for _ in range(3):
            _update(groups, found)
    return found


def _stand_out(groups, interactions):
    """Whether the mean over the groups is far above its standard error."""
    means, errors = np.array([group.estimate(interactions) for group in groups]).swapaxes(0, 1)
    return np.abs(means.mean(axis=0)) > _SIGNIFICANT * np.sqrt((errors**2).sum(axis=0)) / len(
        groups
    )


def _update(groups, interactions):
    """Subtract from all bins what is left of these interactions there."""
    means = np.mean([group.estimate(interactions)[0] for group in groups], axis=0)
    for group in groups:
        group.subtract(interactions, means)


def _is_in(rows, others):
    known = set(tuples(others))
    return np.array([sites in known for sites in tuples(rows)], dtype=bool)


class _Listed(Design):
    """The Walsh functions of the interactions of a boolean matrix."""

    def __init__(self, interactions):
        self.interactions, self.m = interactions.T.astype(np.float32), len(interactions)

    def evaluate(self, genotypes):
        odd = genotypes.astype(np.float32) @ self.interactions % 2
        return 1.0 - 2.0 * odd.astype(np.float64)
