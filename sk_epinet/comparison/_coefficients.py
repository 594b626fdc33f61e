"""List the interactions of a landscape for the report: values, intervals, and what is supported.

There are three kinds of list. Where the measured genotypes are like a random sample of all, the
models of the comparison give estimates with intervals: each judges the genotypes that it was not
trained on (:func:`sk_epinet.inference.bootstrap_spectrum` has the method). Where they are not, as
in a scan of single and double mutants, the list has the effects on the wild type that the final
model predicts, without intervals. Where there is no wild type either, it has the final model's
interactions.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from ..genotypes import name_mutation
from ..inference import HeldOutModel, combine_held_out
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ._experiment import EPISTATIC_NET, find_interactions, find_problem, listed_order
from ._mutants import as_categories, find_wild_type

ESTIMATED, ON_WILD_TYPE, OF_MODEL = "estimated", "on the wild type", "of the model"
COLUMNS = ("name", "order", "value", "low_90", "high_90", "selected", "in_model")
_FURTHER = ("sites", "parts", "of_wild_type")  # further columns, for the page
_MOST_PAIRS = 2**17  # of mutations, of which the effect together is listed
_MOST_TABLES = 20  # pairs of sites for the pictures of the effects on the wild type
_BLOCK = 2**15  # genotypes that are predicted at once


@dataclass(frozen=True)
class Interactions:
    """Hold the interactions that a report lists.

    Parameters
    ----------
    kind : {"estimated", "on the wild type", "of the model"}
    table : DataFrame
        The columns of ``coefficients.csv``, the supported and then the largest first; and of
        each row the ``sites``, the ``parts`` of its name, and whether one of them is
        ``of_wild_type``.
    spectrum : WalshSpectrum or EpistasisSpectrum, or None
        The same for pictures. None where a model has too many.
    problem : str
        Why the kind is not "estimated"; empty if it is.
    max_order : int or None
        Largest number of sites of an interaction that is listed; None is all.
    """

    kind: str
    table: pd.DataFrame
    spectrum: WalshSpectrum | EpistasisSpectrum | None
    problem: str
    max_order: int | None

    def supported(self, *, beyond_single):
        """Return the supported single effects, or interactions of more sites, one row for each.

        Of an interaction of sites with many alleles, the row is that of its largest effect.
        """
        own = self.table[self.table["selected"] == "yes"]
        own = own[own["order"] > 1] if beyond_single else own[own["order"] == 1]
        # The wild type's own letters are no mutations: an effect is named after them only where
        # nothing else is listed of its sites.
        order = np.argsort(own["of_wild_type"].to_numpy(dtype=bool), kind="stable")
        kept = own.iloc[order].drop_duplicates("sites").index
        return own.loc[own.index.isin(kept)]


def list_interactions(scores, landscape, model):
    """Return the interactions that a report lists.

    Parameters
    ----------
    scores : list of Score
        Of a comparison that was made for a report.
    landscape : Bunch
        As :func:`load_landscape` returns it.
    model : EpistaticNetRegressorCV
        The final model, fitted on the landscape.
    """
    order = _largest_order(landscape)
    own = [score for score in scores if score.method == EPISTATIC_NET]
    problem = find_problem(landscape.data, [score.test for score in own])
    if own[0].interactions is not None and not problem:
        return _estimated(own, landscape, model, order)
    problem = problem or "The models have too many interactions to list."
    if landscape.wild_type is not None:
        return _on_wild_type(landscape, model, problem)
    spectrum = find_interactions(model, landscape.data)
    if spectrum is None:
        table = pd.DataFrame(columns=[*COLUMNS, *_FURTHER])
        return Interactions(OF_MODEL, table, None, problem, order)
    return Interactions(OF_MODEL, _as_table(spectrum, None, landscape), spectrum, problem, order)


def _largest_order(landscape):
    n_sites = len(landscape.site_names)
    if max(map(len, landscape.alleles)) > 2:
        return min(2, n_sites)
    return listed_order(n_sites)


def _estimated(scores, landscape, model, order):
    """Return the estimates that the models of the comparison give together."""
    codes, units = np.unique(np.asarray(landscape.codes), axis=0, return_inverse=True)
    counts = np.bincount(units)
    # The method takes each genotype once.
    y = np.bincount(units, landscape.target) / counts
    models = [_held_out_model(score, units, counts, landscape) for score in scores]
    spectrum = combine_held_out(y, codes.astype(np.int64), models)
    table = _as_table(spectrum, find_interactions(model, landscape.data), landscape)
    return Interactions(ESTIMATED, table, spectrum, "", order)


def _held_out_model(score, units, counts, landscape):
    """Return what a model of the comparison predicts of the genotypes that it has not seen."""
    in_test = np.bincount(units[score.test], minlength=len(counts))
    predicted = np.zeros(len(counts))
    predicted[units[score.test]] = score.predicted
    return HeldOutModel(in_test == counts, predicted, _named(score.interactions, landscape))


def _named(spectrum, landscape):
    """Return the spectrum of a function with the names of the sites and alleles of a landscape."""
    if isinstance(spectrum, EpistasisSpectrum):
        return spectrum
    return WalshSpectrum(
        spectrum.coefficients,
        spectrum._membership,
        spectrum.n_sites,
        site_names=landscape.site_names,
        levels=landscape.alleles,
        standard_errors=spectrum.standard_errors,
    )


def name_mutations(landscape):
    """Return the name of each allele of each site.

    Parameters
    ----------
    landscape : Bunch

    Returns
    -------
    names : list of list of str
        Mutations from the wild type, such as A12V. Where it is not known, of two alleles that
        from the first to the second one, and of more the position and the allele, such as 12V.
        Where alleles are no letters, as 0 and 1, the site.
    """
    n_alleles = max(map(len, landscape.alleles))
    wild_type = landscape.wild_type
    plain = n_alleles == 2 and not any(
        allele.isalpha() for own in landscape.alleles for allele in own
    )
    known = wild_type or [own[0] for own in landscape.alleles]
    names = []
    for site, own, wild in zip(landscape.site_names, landscape.alleles, known, strict=True):
        written = [site if plain else name_mutation(site, wild, allele) for allele in own]
        if wild_type is None and n_alleles > 2:
            written = [_name_state(text, wild) for text in written]
        names.append(written)
    return names


def _name_state(written, wild):
    """Return A12V as 12V: where no wild type is known, nothing mutates from A."""
    rest = written.removeprefix(wild)
    return rest if rest[:1].isdigit() else written


def _as_table(spectrum, of_model, landscape):
    """Return the rows of ``coefficients.csv`` of a spectrum, beside those of the final model."""
    if isinstance(spectrum, WalshSpectrum):
        return _walsh_table(spectrum, of_model, landscape)
    return _effect_table(spectrum, of_model, landscape)


def _walsh_table(spectrum, of_model, landscape):
    names = [own[-1] for own in name_mutations(landscape)]
    frame = spectrum.to_frame().rename(columns={"coefficient": "value"})
    frame["parts"] = [tuple(names[site] for site in own) for own in frame["sites"]]
    if of_model is not None:
        own = dict(zip(of_model.interactions, of_model.coefficients, strict=True))
        frame["in_model"] = [own.get(sites, np.nan) for sites in frame["sites"]]
    return _in_order(frame)


def _effect_table(spectrum, of_model, landscape):
    names = [
        dict(zip(own, named, strict=True))
        for own, named in zip(landscape.alleles, name_mutations(landscape), strict=True)
    ]
    frame = spectrum.to_frame()
    rows = list(zip(frame["sites"], frame["alleles"], strict=True))
    frame["parts"] = [
        tuple(names[site][allele] for site, allele in zip(*own, strict=True)) for own in rows
    ]
    if landscape.wild_type is not None:
        frame["of_wild_type"] = [
            any(landscape.wild_type[site] == allele for site, allele in zip(*own, strict=True))
            for own in rows
        ]
    if spectrum.selected is not None:
        selected = dict(zip(spectrum.interactions, spectrum.selected, strict=True))
        frame["selected"] = [selected[sites] for sites in frame["sites"]]
    if of_model is not None:
        frame["in_model"] = of_model.to_frame()["value"].to_numpy()
    return _in_order(frame)


def _in_order(frame):
    """Return the rows in order: the constant, what is supported, and the rest, by size."""
    frame["name"] = [":".join(own) or "constant" for own in frame["parts"]]
    frame = frame.rename(columns={"low": "low_90", "high": "high_90"})
    rank = -np.abs(frame["value"].to_numpy())
    chosen = np.zeros(len(frame), dtype=bool)
    if "selected" in frame:
        chosen = frame["selected"].to_numpy(dtype=bool)
        frame["selected"] = np.where(chosen, "yes", "no")
    if "of_wild_type" not in frame:
        frame["of_wild_type"] = False
    for name in COLUMNS:
        if name not in frame:
            frame[name] = "" if name == "selected" else np.nan
    order = np.lexsort((rank, ~chosen, frame["order"].to_numpy() > 0))
    return frame[[*COLUMNS, *_FURTHER]].iloc[order].reset_index(drop=True)


def _on_wild_type(landscape, model, problem):
    """Return what the final model says of the mutations of the wild type, and of pairs of them."""
    effects = _WildTypeEffects(landscape, model)
    table = _in_order(effects.to_frame())
    return Interactions(ON_WILD_TYPE, table, effects.spectrum(), problem, 2)


class _WildTypeEffects:
    """Predict the mutations of the wild type, and the pairs that measured genotypes have.

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

    def to_frame(self):
        """Return a row for the wild type, each mutation and each pair."""
        own = [(int(site),) for site in self.sites]
        both = [tuple(int(site) for site in self.sites[pair]) for pair in self.pairs]
        names = [(name,) for name in self.names]
        names += [(self.names[a], self.names[b]) for a, b in self.pairs]
        values = np.concatenate([[self.value_of_wild_type], self.singles, self.doubles])
        return pd.DataFrame(
            {
                "parts": [(), *names],
                "order": [0] + [1] * len(own) + [2] * len(both),
                "sites": [(), *own, *both],
                "value": values,
                "in_model": values,
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
