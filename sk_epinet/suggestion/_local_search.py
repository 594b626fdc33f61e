"""Climb to high scores by single mutations, where there are too many genotypes to list."""

from __future__ import annotations

import numpy as np

_LEAST_KEPT = 2**11  # genotypes of the highest scores that a search remembers


class Climb:
    """A search for genotypes of high score, one mutation at a time.

    Parameters
    ----------
    space : GenotypeSpace
    score : callable
        Takes genotypes, shape (n, n_sites), and returns their scores.
    excluded : set of bytes
        Genotypes that may be passed through, but not suggested.
    n_kept : int
        Number of genotypes that have to be remembered.

    Attributes
    ----------
    genotypes, scores : ndarray of shape (n, n_sites) and (n,)
        The best genotypes that were met and are not excluded, all of them different, the
        highest score first.
    """

    def __init__(self, space, score, excluded, n_kept):
        self.space, self.score, self.excluded = space, score, excluded
        self.n_kept = max(n_kept, _LEAST_KEPT)
        self.genotypes = np.empty((0, len(space.names)), dtype=np.int16)
        self.scores = np.empty(0)

    def run(self, starts):
        """Move from each start to its best neighbour until no neighbour is better."""
        genotypes = np.unique(starts, axis=0)
        scores = self.meet(genotypes)
        while len(genotypes):
            near = [self.space.neighbours(genotype) for genotype in genotypes]
            # The neighbours of all are scored together, which is faster for most models.
            ends = np.cumsum([len(own) for own in near])
            values = np.split(self.meet(np.concatenate(near)), ends[:-1])
            moves = [
                (own[new.argmax()], new.max())
                for own, new, score in zip(near, values, scores, strict=True)
                if len(own) and new.max() > score
            ]
            # Paths that meet go on as one.
            moves = {genotype.tobytes(): (genotype, score) for genotype, score in moves}
            genotypes = [genotype for genotype, _ in moves.values()]
            scores = [score for _, score in moves.values()]
        return self

    def meet(self, genotypes):
        """Return the scores of genotypes, and remember the best of them."""
        values = self.score(genotypes)
        allowed = not_in(genotypes, self.excluded)
        everything = np.concatenate([self.genotypes, genotypes[allowed]])
        scores = np.concatenate([self.scores, values[allowed]])
        if len(everything):
            everything, first = np.unique(everything, axis=0, return_index=True)
            best = np.argsort(-scores[first], kind="stable")[: self.n_kept]
            self.genotypes, self.scores = everything[best], scores[first][best]
        return values


def not_in(genotypes, excluded):
    """Return which genotypes are not in a set of bytes."""
    if not excluded:
        return np.ones(len(genotypes), dtype=bool)
    return np.array([row.tobytes() not in excluded for row in genotypes], dtype=bool)
