"""Where genotypes are looked for, and by which strategy: in a list of all, or by climbing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from ._choice import choose_batch, choose_by_draws, rank
from ._local_search import Climb, not_in

_BLOCK = 2**15  # genotypes that are predicted at a time
_DRAWN_JOINTLY = 2**11  # genotypes of which landscapes of a Gaussian process are drawn
_N_STARTS = 16  # random genotypes, and as many measured ones, that a search begins from
_N_SAMPLED = 2**10  # random genotypes that show how much the scores differ


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Parameters
    ----------
    n : int
        Number of genotypes.
    strategy : str
    sign : int
        1 where high values are wanted, -1 where low ones are.
    kappa, diversity : float
        As in :func:`suggest`.
    random : RandomState
    """

    n: int
    strategy: str
    sign: int
    kappa: float
    diversity: float
    random: np.random.RandomState


class _Strategy:
    """What the two ways to look for genotypes share.

    Parameters
    ----------
    predictor : Predictor
    space : GenotypeSpace
    wish : Wish
    excluded : set of bytes
        Genotypes that are not suggested.
    """

    def __init__(self, predictor, space, wish, excluded):
        self.predictor, self.space, self.wish = predictor, space, wish
        self.excluded = excluded

    def score(self, genotypes):
        """Return how much each genotype is wanted."""
        return self._in_blocks(self._score, genotypes)

    def score_by_members(self, members, genotypes):
        """Return how much each genotype is wanted by some members, shape (n_members, n)."""
        values = partial(self.predictor.predict_members, members=members)
        return self.wish.sign * self._in_blocks(values, genotypes)

    def draw_members(self):
        """Return the member that each suggestion is drawn from."""
        shares = self.predictor.shares()
        return self.wish.random.choice(len(shares), self.wish.n, p=shares)

    def choose_batch(self, genotypes, scores, spread):
        """Return a diverse batch of genotypes."""
        rows = choose_batch(genotypes, scores, self.wish.n, self.wish.diversity * spread)
        return genotypes[rows]

    def _score(self, X):
        wish = self.wish
        if wish.strategy == "best":
            return wish.sign * self.predictor.predict(X)
        values, uncertainty = self.predictor.predict_with_uncertainty(X)
        return (
            uncertainty
            if wish.strategy == "uncertain"
            else wish.sign * values + wish.kappa * uncertainty
        )

    def _in_blocks(self, function, genotypes):
        starts = range(0, max(1, len(genotypes)), _BLOCK)
        blocks = (genotypes[start : start + _BLOCK] for start in starts)
        return np.concatenate([function(self.space.to_model(own)) for own in blocks], axis=-1)


class ListSearch(_Strategy):
    """Look at all genotypes of a list."""

    def run(self, genotypes):
        """Return the chosen ones of some genotypes, all of them different."""
        genotypes = genotypes[not_in(genotypes, self.excluded)]
        if len(genotypes) < self.wish.n:
            raise ValueError(
                f"n={self.wish.n} genotypes are asked for, but there are {len(genotypes)} to "
                "choose from: give a smaller n=, a larger max_mutations=, or more alleles= or "
                "candidates=."
            )
        if self.wish.strategy == "thompson":
            return genotypes[self._choose_by_draws(genotypes)]
        scores = self.score(genotypes)
        return self.choose_batch(genotypes, scores, scores.std())

    def _choose_by_draws(self, genotypes):
        if self.predictor.is_ensemble:
            picks = self.draw_members()
            ranked = self._rank_by_members(np.unique(picks), genotypes)
            return choose_by_draws(len(genotypes), picks, ranked)
        if len(genotypes) > _DRAWN_JOINTLY:
            raise ValueError(too_many_to_draw(len(genotypes)))
        drawn = self.predictor.draw(self.space.to_model(genotypes), self.wish.n, self.wish.random)
        ranked = {i: rank(self.wish.sign * own, self.wish.n) for i, own in enumerate(drawn)}
        return choose_by_draws(len(genotypes), range(self.wish.n), ranked)

    def _rank_by_members(self, members, genotypes):
        """Return the rows of the genotypes that each member wants most, the best first."""
        scores, rows = np.empty((len(members), 0)), np.empty((len(members), 0), dtype=np.intp)
        # The values of all members for all genotypes may not fit in memory.
        for start in range(0, len(genotypes), _BLOCK):
            block = self.score_by_members(members, genotypes[start : start + _BLOCK])
            numbers = np.arange(start, start + block.shape[1])
            scores = np.hstack([scores, block])
            rows = np.hstack([rows, np.tile(numbers, (len(members), 1))])
            best = np.array([rank(own, self.wish.n) for own in scores])
            scores, rows = (np.take_along_axis(own, best, axis=1) for own in (scores, rows))
        return dict(zip(members, rows, strict=True))


class ClimbSearch(_Strategy):
    """Climb from the wild type, and from measured and random genotypes."""

    def run(self, measured):
        """Return the chosen ones of the genotypes that were met.

        Parameters
        ----------
        measured : ndarray of shape (n_measured, n_sites)
            Genotypes, the best of which the search begins from.
        """
        if self.wish.strategy != "thompson":
            climb, spread = self._climb(self.score, measured)
            return self.choose_batch(climb.genotypes, climb.scores, spread)
        if not self.predictor.is_ensemble:
            raise ValueError(too_many_to_draw(self.space.count()))
        picks = self.draw_members()
        climbs = {}
        for member in np.unique(picks):
            climbs[member], _ = self._climb(
                lambda own, member=member: self.score_by_members([member], own)[0], measured
            )
        met = np.concatenate([own.genotypes for own in climbs.values()])
        genotypes, row = np.unique(met, axis=0, return_inverse=True)
        ends = np.cumsum([len(own.genotypes) for own in climbs.values()])
        ranked = dict(zip(climbs, np.split(row.reshape(-1), ends[:-1]), strict=True))
        return genotypes[choose_by_draws(len(genotypes), picks, ranked)]

    def _climb(self, score, measured):
        """Return a finished climb, and how much the scores of random genotypes differ."""
        n, random = self.wish.n, self.wish.random
        sampled = self.space.draw(max(_N_SAMPLED, 4 * n), random)
        climb = Climb(self.space, score, self.excluded, n_kept=4 * n)
        spread = climb.meet(sampled).std()
        # From the wild type, mutations are not used up before the best ones are tried.
        starts = np.concatenate([self.space.wild_type[None], sampled[:_N_STARTS]])
        if len(measured):
            starts = np.concatenate([measured[rank(score(measured), _N_STARTS)], starts])
        climb.run(starts)
        if len(climb.genotypes) < n:
            raise ValueError(
                f"n={n} genotypes are asked for, but the search met {len(climb.genotypes)} that "
                "are not in exclude=: give a smaller n=."
            )
        return climb, spread


def too_many_to_draw(n_genotypes):
    """Return why landscapes of a Gaussian process are not drawn."""
    return (
        f"strategy='thompson' draws a Gaussian process on all genotypes together, which is done "
        f"for up to {_DRAWN_JOINTLY:,}, and here are {n_genotypes:,}: give a table of "
        "candidates=, fewer alleles=, or strategy='ucb'."
    )
