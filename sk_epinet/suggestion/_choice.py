"""Choose a diverse batch of genotypes by their scores, or one for each drawn landscape."""

from __future__ import annotations

import numpy as np


def choose_batch(genotypes, scores, n, diversity):
    """Return the rows of `n` genotypes of high score that are unlike each other.

    The genotype of the highest score is chosen first. Each further one has the highest score
    after a penalty: `diversity` divided by the number of sites at which it differs from the
    nearest genotype that was already chosen.

    Parameters
    ----------
    genotypes : ndarray of shape (n_genotypes, n_sites)
        All of them different.
    scores : ndarray of shape (n_genotypes,)
    n : int
        At most `n_genotypes`.
    diversity : float
        In units of the scores.

    Returns
    -------
    rows : ndarray of shape (n,)
        In the order in which they were chosen.
    """
    # The penalty is at most `diversity`: genotypes whose score is lower than that below the n-th
    # highest can never be chosen.
    nth = np.partition(scores, len(scores) - n)[len(scores) - n]
    rows = np.flatnonzero(scores >= nth - diversity)
    scores, genotypes = scores[rows], genotypes[rows]
    distance = np.full(len(rows), np.inf)
    chosen = []
    for _ in range(n):
        best = int(np.argmax(scores - diversity / distance))
        chosen.append(best)
        scores[best] = -np.inf
        distance = np.minimum(distance, (genotypes != genotypes[best]).sum(axis=1))
        distance[chosen] = 1  # their score alone rules them out
    return rows[chosen]


def choose_by_draws(n_rows, picks, ranked):
    """Return one row for each drawn landscape: its best one that was not yet chosen.

    Parameters
    ----------
    n_rows : int
        Number of genotypes.
    picks : sequence of int
        The landscape of each draw.
    ranked : dict of int to ndarray
        Rows of each landscape, the best first; at least as many as there are draws.

    Returns
    -------
    rows : ndarray of shape (n_draws,)
    """
    taken = np.zeros(n_rows, dtype=bool)
    chosen = []
    for pick in picks:
        row = next(row for row in ranked[pick] if not taken[row])
        taken[row] = True
        chosen.append(row)
    return np.array(chosen)


def rank(values, n):
    """Return the rows of the `n` highest values, the highest first; equal ones in their order."""
    n = min(n, len(values))
    nth = np.partition(values, len(values) - n)[len(values) - n]
    rows = np.flatnonzero(values >= nth)
    return rows[np.argsort(-values[rows], kind="stable")][:n]
