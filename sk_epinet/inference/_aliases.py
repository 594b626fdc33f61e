"""Find the interactions that the rows of a design cannot tell apart.

The column of an interaction S holds the products of the spins of its sites, one product for each
row. The columns of S and T are the same in all rows, or opposite in all rows, exactly if the sites
that are in one of the two only have the same parity in every row. Those are equations over GF(2),
the numbers 0 and 1 with 1 + 1 = 0, so that the answer is exact for any number of rows.
"""

from dataclasses import dataclass

import numpy as np

from ..walsh import count_interactions, interaction_name
from ._requested import RequestedInteractions

_NAMED_SETS = 5  # sets that a message names
_NAMED_INTERACTIONS = 4  # interactions that a message names of each set
# Products of spins that are the same in 19 rows of 20 have a mean of 0.9. In a random sample of 30
# rows the probability of one so large is 6e-8 for each interaction.
_NEARLY_CONSTANT = 0.9
_MOST_PRODUCTS = 2**20  # products of which the means are looked at


@dataclass(frozen=True)
class Aliases:
    """Sets of interactions whose columns are the same, up to sign, in all rows.

    Parameters
    ----------
    labels : int array of shape (n_interactions,)
        Number of the set of each interaction, from 0.
    signs : int array of shape (n_interactions,)
        Signs with which the columns of a set are the same: ``signs[s] * column[s]`` is one column
        for all members s of a set.
    """

    labels: np.ndarray
    signs: np.ndarray

    @property
    def sizes(self):
        """Number of interactions in the set of each interaction; 1 if it stands alone."""
        return np.bincount(self.labels)[self.labels]

    @property
    def aliased(self):
        """Whether each interaction shares its column with another one."""
        return self.sizes > 1

    def sets(self, membership):
        """Return the sets of two or more interactions, as lists of their row numbers.

        Within a set, interactions of few sites come first; among the sets, those come first whose
        second interaction is of few sites.
        """
        rows = np.flatnonzero(self.aliased)
        # Sites in decreasing significance, so that the last key, the order, counts first.
        rows = rows[np.lexsort((*~membership[rows].T[::-1], membership[rows].sum(axis=1)))]
        sets = {}
        for row, label in zip(rows.tolist(), self.labels[rows].tolist(), strict=True):
            sets.setdefault(label, []).append(row)
        return sorted(sets.values(), key=lambda rows: membership[rows[1]].sum())


def find_aliases(genotypes, membership):
    """Group the interactions whose columns are the same, up to sign, in all rows.

    Parameters
    ----------
    genotypes : int array of shape (n_samples, n_sites)
        Levels 0 and 1 of the sites in each row.
    membership : bool array of shape (n_interactions, n_sites)
        Sites of each interaction; a row without sites is the constant, so that an interaction
        whose column never changes is found as an alias of it.

    Returns
    -------
    aliases : Aliases

    Notes
    -----
    Costs O(n_samples n_sites**2 + n_interactions n_sites**2) operations on bits. Where the rows
    tell all interactions of any order apart, as a random sample does, the second part is not
    needed.

    Examples
    --------
    The half fraction of a two-level design in which the third site is the product of the others:

    >>> import numpy as np
    >>> from sk_epinet.inference._aliases import find_aliases
    >>> genotypes = np.array([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]])
    >>> pairs_and_singles = np.array([[0, 0, 1], [0, 1, 0], [1, 1, 0], [1, 0, 1]], dtype=bool)
    >>> find_aliases(genotypes, pairs_and_singles).labels.tolist()
    [1, 0, 1, 0]
    """
    first = genotypes[0].astype(bool)
    basis = _row_basis(genotypes.astype(bool) ^ first)
    if len(basis) == membership.shape[1]:
        labels = np.arange(len(membership))
    else:
        labels = _number(_parities(membership, basis))
    signs = 1 - 2 * _parities(membership, first[None])[:, 0].astype(int)
    return Aliases(labels, signs)


def _row_basis(rows):
    """Return a basis of the rows of a boolean matrix over GF(2)."""
    rows = np.unique(rows, axis=0)
    basis = []
    for column in range(rows.shape[1]):
        holding = np.flatnonzero(rows[:, column])
        if holding.size:
            basis.append(rows[holding[0]].copy())
            rows[holding] ^= basis[-1]
    return np.array(basis, dtype=bool).reshape(len(basis), rows.shape[1])


def _parities(membership, basis):
    """Return, for each interaction and basis row, whether they share an odd number of sites."""
    odd = np.zeros((len(membership), len(basis)), dtype=bool)
    for site in range(membership.shape[1]):
        odd ^= membership[:, site, None] & basis[:, site]
    return odd


def _number(bits):
    """Return a number for each row of a boolean matrix, the same for equal rows."""
    packed = np.packbits(bits, axis=1)
    if not packed.shape[1]:
        return np.zeros(len(bits), dtype=int)
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    return np.unique(keys, return_inverse=True)[1].reshape(-1)


def describe_aliases(aliases, membership, site_names):
    """Say which interactions have the same columns: ``'A B' = -'C E'; 'A C' = 'B E'``.

    Parameters
    ----------
    aliases : Aliases
    membership : bool array of shape (n_interactions, n_sites)
        Sites of each interaction.
    site_names : list of str

    Returns
    -------
    description : str
        Up to five sets and up to four interactions of each, in the order of
        :meth:`Aliases.sets`, and how many more there are.
    """
    sets = aliases.sets(membership)
    named = [_describe_set(rows, aliases, membership, site_names) for rows in sets[:_NAMED_SETS]]
    unnamed = len(sets) - len(named)
    return "; ".join(named) + (f"; and {unnamed:,} more sets" if unnamed else "")


def _describe_set(rows, aliases, membership, site_names):
    names = []
    for row in rows[:_NAMED_INTERACTIONS]:
        sites = np.flatnonzero(membership[row])
        name = f"'{interaction_name(sites, site_names)}'" if sites.size else "the constant"
        same = aliases.signs[row] == aliases.signs[rows[0]]
        names.append(name if same else f"-{name}")
    unnamed = len(rows) - len(names)
    return " = ".join(names) + (f" and {unnamed:,} more" if unnamed else "")


def describe_near_aliases(genotypes, max_order, site_names):
    """Say which interactions have the same columns, up to sign, in nearly all rows.

    Parameters
    ----------
    genotypes : int array of shape (n_samples, n_sites)
        Levels 0 and 1 of the sites in each row.
    max_order : int or None
        Largest number of sites of an interaction; None means all interactions.
    site_names : list of str

    Returns
    -------
    description : str
        Up to five pairs of interactions whose columns are the same in 19 of 20 rows or more but
        not in all; empty if there are none. If there are more than a million products of two
        interactions, they are not searched.
    """
    products, means = _nearly_constant_products(genotypes, max_order)
    described = []
    for sites, mean in zip(products[:_NAMED_SETS], means, strict=False):
        sites = np.flatnonzero(sites)
        halves = np.split(sites, [(len(sites) + 1) // 2])
        names = [f"'{interaction_name(half, site_names)}'" for half in halves if half.size]
        pair = " and ".join(names) if len(names) > 1 else f"{names[0]} and the constant"
        described.append(f"{pair} in {(1 + abs(mean)) / 2:.1%} of the rows")
    unnamed = len(products) - len(described)
    return "; ".join(described) + (f"; and {unnamed:,} more pairs" if unnamed else "")


def _nearly_constant_products(genotypes, max_order):
    """Return the products of spins that nearly never change, and their means over the rows."""
    n, n_sites = genotypes.shape
    # The product of the columns of two interactions is the column of a third one.
    order = None if max_order is None or 2 * max_order >= n_sites else 2 * max_order
    if count_interactions(n_sites, order or n_sites) > _MOST_PRODUCTS:
        return np.empty((0, n_sites), dtype=bool), np.empty(0)
    products = RequestedInteractions(n_sites, order, 1)
    means = products.means(genotypes, np.ones(n))
    near = np.flatnonzero((np.abs(means) >= _NEARLY_CONSTANT) & (np.abs(means) < 1 - 1 / n))
    near = near[np.argsort(products.membership[near].sum(axis=1), kind="stable")]
    return products.membership[near], means[near]
