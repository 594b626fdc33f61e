"""Transforms of a function on random subspaces, and the interactions that they reveal."""

import numpy as np

from ..walsh import as_tuples, enumerate_genotypes, positions, walsh_transform

_MOST_ROUNDS = 20  # of finding and subtracting
_REPEATS = 3  # of the subtraction in each round


class SubspaceTransforms:
    """The transforms of one random subspace of genotypes, and of its shifts.

    ``bins[p, i, j]`` is the sum, over the interactions S with ``basis @ S = j``, of c_S times
    the sign of S at a shift: that by offset p alone for i = 0, and else with site i - 1 flipped.

    Parameters
    ----------
    function : callable
        Takes genotypes of 0 and 1; it knows `n_sites`.
    n_bits : int
        Logarithm of the number of genotypes of the subspace.
    n_offsets : int
        Number of random offsets.
    rng : RandomState
        Draws the subspace and the offsets.
    """

    def __init__(self, function, n_bits, n_offsets, rng):
        n_sites = function.n_sites
        self.basis = rng.randint(0, 2, (n_bits, n_sites), dtype=np.int8)
        offsets = rng.randint(0, 2, (n_offsets, 1, n_sites), dtype=np.int8)
        flips = np.concatenate([np.zeros((1, n_sites)), np.eye(n_sites)]).astype(np.int8)
        self.shifts = offsets ^ flips
        points = enumerate_genotypes(n_bits) @ self.basis % 2
        values = [function((points ^ s[:, None]).reshape(-1, n_sites)) for s in self.shifts]
        shape = (*self.shifts.shape[:2], 2**n_bits)
        self.bins = walsh_transform(np.stack(values).reshape(shape))
        self.n_evaluations = self.bins.size

    def bin_of(self, interactions):
        """Return the bin of each row of a boolean matrix."""
        return positions(interactions.astype(np.int64) @ self.basis.T % 2)

    def signs(self, interactions):
        """Return the Walsh functions of interactions at the shifts, (n, offsets, n_sites + 1)."""
        flat = self.shifts.reshape(-1, self.shifts.shape[-1])
        odd = interactions.astype(np.float32) @ flat.T.astype(np.float32) % 2
        return (1.0 - 2.0 * odd).reshape(len(interactions), *self.shifts.shape[:2])

    def identify(self):
        """Return the interaction that dominates each bin, if it belongs in that bin."""
        votes = np.einsum("pij,pj->ji", self.bins, self.bins[:, 0])
        # Once more with the sign of each offset from all its shifts, which is nearly certain.
        signs = np.einsum("pij,ji->pj", self.bins, np.where(votes < 0, -1.0, 1.0))
        votes = np.einsum("pij,pj->ji", self.bins, np.sign(signs))
        interactions = votes[:, 1:] < 0
        return interactions[self.bin_of(interactions) == np.arange(len(interactions))]

    def estimate(self, interactions):
        """Return mean and standard error of the signed values of each interaction's bin."""
        values = self.bins[:, :, self.bin_of(interactions)] * np.moveaxis(
            self.signs(interactions), 0, -1
        )
        n = values.shape[0] * values.shape[1]
        return values.mean(axis=(0, 1)), values.std(axis=(0, 1)) / np.sqrt(n)

    def subtract(self, interactions, coefficients):
        """Subtract the contributions of interactions from their bins."""
        contributions = np.moveaxis(self.signs(interactions), 0, -1) * coefficients
        np.subtract.at(
            self.bins, (slice(None), slice(None), self.bin_of(interactions)), contributions
        )


def find_interactions(subspaces, n_sites, significant):
    """Return the interactions that subspaces reveal, the constant first.

    Parameters
    ----------
    subspaces : list of SubspaceTransforms
        Their bins are changed: what is found is subtracted from them.
    n_sites : int
        Number of sites.
    significant : float
        Standard errors from zero that make a coefficient count as found.

    Returns
    -------
    found : ndarray of shape (n_interactions, n_sites), dtype bool
    """
    found = np.zeros((1, n_sites), dtype=bool)
    _subtract_rest(subspaces, found)
    for _ in range(_MOST_ROUNDS):
        new = np.unique(np.concatenate([subspace.identify() for subspace in subspaces]), axis=0)
        new = new[~_is_in(new, found)]
        new = new[_stand_out(subspaces, new, significant)] if len(new) else new
        if not len(new):
            break
        found = np.concatenate([found, new])
        # All of them again: the first estimates were coarse where two shared a bin.
        for _ in range(_REPEATS):
            _subtract_rest(subspaces, found)
    return found


def _stand_out(subspaces, interactions, significant):
    """Return whether the mean over the subspaces is far above its standard error."""
    estimates = np.array([subspace.estimate(interactions) for subspace in subspaces])
    means, errors = estimates.swapaxes(0, 1)
    error = np.sqrt((errors**2).sum(axis=0)) / len(subspaces)
    return np.abs(means.mean(axis=0)) > significant * error


def _subtract_rest(subspaces, interactions):
    """Subtract from all bins what is left of these interactions there."""
    means = np.mean([subspace.estimate(interactions)[0] for subspace in subspaces], axis=0)
    for subspace in subspaces:
        subspace.subtract(interactions, means)


def _is_in(rows, others):
    known = set(as_tuples(others))
    return np.array([sites in known for sites in as_tuples(rows)], dtype=bool)
