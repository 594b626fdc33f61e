"""Interactions as the rows of a boolean matrix: which sites belong to which interaction."""

import numbers

import numpy as np

from .._utils import read_list, require_memory
from ._hypercube import MAX_SITES
from ._interactions import positions


def as_membership(interactions, n_sites):
    """Return interactions as a boolean matrix with a column for each site.

    Parameters
    ----------
    interactions : sequence of tuple of int, or bool array of shape (n_interactions, n_sites)
        Each interaction once, as a sorted tuple of sites or as a row. An array that cannot be
        written to is kept as it is.
    n_sites : int
        Number of sites.

    Returns
    -------
    membership : ndarray of shape (n_interactions, n_sites), dtype bool
        Nobody else can write to it.

    Raises
    ------
    ValueError
        If an interaction is repeated, unsorted, or names a site that does not exist.
    """
    if isinstance(interactions, np.ndarray) and interactions.dtype == bool:
        if interactions.ndim != 2 or interactions.shape[1] != n_sites:
            raise ValueError(
                f"A boolean array of interactions must have one column per site ({n_sites}), "
                f"got shape {interactions.shape}."
            )
        flags = interactions.flags
        is_frozen = flags.owndata and not flags.writeable
        membership = interactions if is_frozen else interactions.copy()
    else:
        membership = _from_tuples(interactions, n_sites)
    if _has_repeats(membership):
        raise ValueError(
            "Each interaction may be listed only once. If they have coefficients, add these up."
        )
    return membership


def as_tuples(membership):
    """Return the rows of a boolean matrix as sorted tuples of their true columns."""
    rows, sites = np.nonzero(membership)
    ends = np.cumsum(np.bincount(rows, minlength=len(membership))).tolist()
    sites = sites.tolist()
    starts = [0, *ends][: len(ends)]
    return tuple(tuple(sites[start:end]) for start, end in zip(starts, ends, strict=True))


def add_up_repeats(membership, coefficients):
    """Return the distinct rows with the sums of their coefficients.

    The rows are sorted by order and then lexicographically.
    """
    # A leading column of orders sorts by them; sites first in a row come first with ~.
    orders = membership.sum(axis=1).astype(">u4").view(np.uint8).reshape(len(membership), 4)
    keys = _as_keys(np.hstack([orders, ~np.packbits(membership, axis=1)]))
    _, first, position = np.unique(keys, return_index=True, return_inverse=True)
    return membership[first], np.bincount(position.reshape(-1), coefficients, minlength=len(first))


def _from_tuples(interactions, n_sites):
    interactions = read_list("interactions", interactions, "tuples of sites, such as [(), (0, 1)]")
    n = len(interactions)
    require_memory(
        n * n_sites,
        f"The sites of {n:,} interactions of {n_sites:,} sites",
        "List fewer interactions, or lower n_sites.",
    )
    membership = np.zeros((n, n_sites), dtype=bool)
    for row, sites in enumerate(interactions):
        sites = tuple(read_list("each of interactions", sites, "sites, such as (0, 1)"))
        if not _is_interaction(sites, n_sites):
            raise ValueError(
                "Each of interactions must be a sorted tuple of distinct sites from 0 to "
                f"{n_sites - 1}, got {sites!r}."
            )
        membership[row, list(sites)] = True
    return membership


def _is_interaction(sites, n_sites):
    are_numbers = all(
        isinstance(site, numbers.Integral) and not isinstance(site, (bool, np.bool_))
        for site in sites
    )
    if not are_numbers or sites != tuple(sorted(set(sites))):
        return False
    return all(0 <= site < n_sites for site in sites)


def _has_repeats(membership):
    n_rows, n_sites = membership.shape
    if n_sites <= MAX_SITES:
        # Faster than sorting, and a byte for each possible interaction at most.
        is_listed = np.zeros(2**n_sites, dtype=bool)
        is_listed[positions(membership)] = True
        return np.count_nonzero(is_listed) < n_rows
    packed = np.packbits(membership, axis=1)
    # Rows of different sums differ. These are numbers, which are sorted much faster than rows, and
    # different rows have hardly ever the same one.
    sums = np.sort(_sums_of_words(packed))
    if (sums[1:] != sums[:-1]).all():
        return False
    return len(np.unique(_as_keys(packed))) < n_rows


def _sums_of_words(rows):
    """Return a number for each row of a matrix of bytes: a sum of its words, scrambled."""
    n_words = -(-rows.shape[1] // 8)
    words = np.zeros((len(rows), 8 * n_words), dtype=np.uint8)
    words[:, : rows.shape[1]] = rows
    factors = np.random.RandomState(0).randint(0, 2**63, n_words, dtype=np.uint64)
    factors = factors * np.uint64(2) + np.uint64(1)
    sums = np.zeros(len(rows), dtype=np.uint64)
    for column, factor in zip(words.view(np.uint64).T, factors, strict=True):
        product = column * factor  # modulo 2^64, which loses nothing as the factor is odd
        sums += (product ^ (product >> np.uint64(32))) * factor
    return sums


def _as_keys(rows):
    """Return each row of a matrix of bytes as one value that can be sorted."""
    rows = np.ascontiguousarray(rows)
    return rows.view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
