"""Find the effects of single mutations and of pairs on the wild type, as in a scan of mutants."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control, norm

from ..spectrum import EpistasisSpectrum
from ._evidence import find_noise
from ._experiment import COVERAGE
from ._mutants import as_categories, find_wild_type
from ._names import name_mutations

FALSE_DISCOVERIES = 0.02  # as in bootstrap_spectrum
_MOST_PAIRS = 2**17  # of mutations, of which the effect together is listed
_MOST_TABLES = 20  # pairs of sites for the pictures
_BLOCK = 2**15  # genotypes that are predicted at once


class WildTypeEffects:
    """Find the effects of mutations of the wild type, and of the pairs that genotypes have.

    The effect of a pair is that of both mutations together, less those of each alone. An effect
    is the measured one where all genotypes that it takes are measured with errors that are known,
    and else the one that a model predicts.

    Parameters
    ----------
    landscape : Bunch
    model : fitted regressor
    """

    def __init__(self, landscape, model):
        self.landscape, self.model = landscape, model
        alleles, wild_type = landscape.alleles, find_wild_type(landscape)
        self.wild = np.array(
            [own.index(allele) for own, allele in zip(alleles, wild_type, strict=True)]
        )
        names = name_mutations(landscape)
        found = [
            (site, code, names[site][code])
            for site, own in enumerate(alleles)
            for code in range(len(own))
            if code != self.wild[site]
        ]
        self.sites, self.codes = (np.array(own) for own in list(zip(*found, strict=True))[:2])
        self.names = [name for _, _, name in found]
        self.value_of_wild_type = float(self._predict(np.empty((1, 0), dtype=int))[0])
        everything = np.arange(len(self.names))
        self.singles = self._predict(everything[:, None]) - self.value_of_wild_type
        self.pairs = self._measured_pairs()
        self.doubles = self._double_differences(self.pairs)
        self.measured, self.errors = self._measure()

    def _predict(self, chosen):
        """Return the predictions of the wild type with some mutations, a row for each choice."""
        parts = np.array_split(chosen, max(1, -(-len(chosen) // _BLOCK)))
        return np.concatenate([self._predict_block(part) for part in parts])

    def _predict_block(self, chosen):
        codes = np.tile(self.wild, (len(chosen), 1))
        for column in chosen.T:
            codes[np.arange(len(chosen)), self.sites[column]] = self.codes[column]
        return self.model.predict(as_categories(codes, self.landscape))

    def _double_differences(self, pairs):
        together = self._predict(pairs) if len(pairs) else np.empty(0)
        return together - self.value_of_wild_type - self.singles[pairs].sum(axis=1)

    def _measured_pairs(self):
        """Return the pairs of mutations that measured genotypes have, the most frequent ones."""
        codes = np.unique(np.asarray(self.landscape.codes), axis=0)
        place = np.full((len(self.wild), max(map(len, self.landscape.alleles))), -1)
        place[self.sites, self.codes] = np.arange(len(self.names))
        row, site = np.nonzero(codes != self.wild)
        own = place[site, codes[row, site]]
        shape = (len(codes), len(self.names))
        has = csr_array((np.ones(len(row)), (row, own)), shape=shape)
        together = (has.T @ has).tocoo()
        upper = together.row < together.col
        pairs = np.column_stack([together.row[upper], together.col[upper]]).astype(int)
        order = np.lexsort((pairs[:, 1], pairs[:, 0], -together.data[upper]))
        return pairs[order[:_MOST_PAIRS]]

    def _measure(self):
        """Return the measured effects and their standard errors, NaN where one is not known."""
        values, variances = _means_of_genotypes(self.landscape)
        wild = self.wild.astype(np.intp)
        singles = np.tile(wild, (len(self.names), 1))
        singles[np.arange(len(self.names)), self.sites] = self.codes
        doubles = singles[self.pairs[:, 0]]
        second = self.pairs[:, 1]
        doubles[np.arange(len(doubles)), self.sites[second]] = self.codes[second]
        found = []
        for known in (values, variances):
            one, both = (
                np.array([known.get(row.tobytes(), np.nan) for row in rows], dtype=float)
                for rows in (singles, doubles)
            )
            found.append((known.get(wild.tobytes(), np.nan), one, both))
        (y_wild, y_one, y_both), (v_wild, v_one, v_both) = found
        of_pairs = y_both - y_one[self.pairs].sum(axis=1) + y_wild
        variance_of_pairs = v_both + v_one[self.pairs].sum(axis=1) + v_wild
        effects = np.concatenate([y_one - y_wild, of_pairs])
        return effects, np.sqrt(np.concatenate([v_one + v_wild, variance_of_pairs]))

    def to_frame(self):
        """Return a row for the wild type, each mutation and each pair."""
        own = [(int(site),) for site in self.sites]
        both = [tuple(int(site) for site in self.sites[pair]) for pair in self.pairs]
        names = [(name,) for name in self.names]
        names += [(self.names[a], self.names[b]) for a, b in self.pairs]
        predicted = np.concatenate([[self.value_of_wild_type], self.singles, self.doubles])
        tested = np.append(False, np.isfinite(self.errors) & (self.errors > 0))
        value, error = (np.append(np.nan, own) for own in (self.measured, self.errors))
        half = norm.ppf((1 + COVERAGE) / 2) * error
        selected = np.full(len(value), None, dtype=object)
        if tested.any():
            chances = 2 * norm.sf(np.abs(value[tested]) / error[tested])
            selected[tested] = false_discovery_control(chances) <= FALSE_DISCOVERIES
        return pd.DataFrame(
            {
                "parts": [(), *names],
                "order": [0] + [1] * len(own) + [2] * len(both),
                "sites": [(), *own, *both],
                "value": np.where(tested, value, predicted),
                "low": np.where(tested, value - half, np.nan),
                "high": np.where(tested, value + half, np.nan),
                "selected": selected,
                "in_model": predicted,
            }
        )

    def spectrum(self):
        """Return the single effects, and the pairs of sites with the largest effects."""
        alleles = self.landscape.alleles
        blocks = {(): np.array(self.value_of_wild_type)}
        for site, own in enumerate(alleles):
            table = np.zeros(len(own))
            mine = self.sites == site
            table[self.codes[mine]] = self.singles[mine]
            blocks[(site,)] = table
        for pair in self._largest_pairs_of_sites():
            blocks[pair] = self._table(*pair)
        return EpistasisSpectrum(
            list(blocks.values()),
            list(blocks),
            alleles,
            weights="wild_type",
            wild_type=find_wild_type(self.landscape),
            site_names=self.landscape.site_names,
        )

    def _largest_pairs_of_sites(self):
        order = np.argsort(-np.abs(self.doubles), kind="stable")
        both = (tuple(int(site) for site in self.sites[pair]) for pair in self.pairs[order])
        return list(dict.fromkeys(both))[:_MOST_TABLES]

    def _table(self, a, b):
        """Return the effect together of all mutations of two sites."""
        first, second = (np.flatnonzero(self.sites == site) for site in (a, b))
        pairs = np.array([(i, j) for i in first for j in second])
        table = np.zeros([len(self.landscape.alleles[site]) for site in (a, b)])
        table[self.codes[pairs[:, 0]], self.codes[pairs[:, 1]]] = self._double_differences(pairs)
        return table


def _means_of_genotypes(landscape):
    """Return the mean value of each genotype, and the variance of that mean, by its codes.

    Returns
    -------
    values, variances : dict of bytes to float
    """
    variances, _ = find_noise(landscape)
    codes = np.asarray(landscape.codes).astype(np.intp)
    distinct, unit, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    keys = [row.tobytes() for row in distinct]
    means = np.bincount(unit, landscape.target) / counts
    errors = np.bincount(unit, variances) / counts**2
    return dict(zip(keys, means, strict=True)), dict(zip(keys, errors, strict=True))
