"""List the interactions of a landscape for the report: values, intervals, and what is supported.

There are three kinds of list. Where the measured genotypes are like a random sample of all, the
models of the comparison give estimates with intervals: each judges the genotypes that it was not
trained on (:func:`sk_epinet.inference.bootstrap_spectrum` has the method). Where they are not, as
in a scan of single and double mutants, the list has effects on the wild type: measured ones with
intervals where the errors of the values are known, and else those that the final model predicts.
Where there is no wild type either, it has the final model's interactions.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..inference import HeldOutModel, combine_held_out
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ._found_interactions import find_interactions, find_problem, listed_order
from ._methods import EPISTATIC_NET
from ._names import name_mutations
from ._wild_type_effects import WildTypeEffects

ESTIMATED, ON_WILD_TYPE, OF_MODEL = "estimated", "on the wild type", "of the model"
NO_SAMPLE = "the measured genotypes are not like a random sample of all"
TOO_MANY = "there are too many interactions"
COLUMNS = ("name", "order", "value", "low_90", "high_90", "selected", "in_model")
_FURTHER = ("sites", "parts", "of_wild_type")  # further columns, for the page


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
        Largest number of sites of an interaction that is listed; None means all.
    """

    kind: str
    table: pd.DataFrame
    spectrum: WalshSpectrum | EpistasisSpectrum | None
    problem: str
    max_order: int | None

    def supported(self, *, beyond_single):
        """Return the supported single effects, or interactions of more sites, one row for each.

        Of an interaction of sites with many alleles, the row is that of its largest effect, but
        effects on the wild type were tested one by one.
        """
        own = self._of(beyond_single)
        own = own[own["selected"] == "yes"]
        if self.kind == ON_WILD_TYPE:
            return own
        # The wild type's own letters are no mutations: an effect is named after them only where
        # nothing else is listed of its sites.
        order = np.argsort(own["of_wild_type"].to_numpy(dtype=bool), kind="stable")
        kept = own.iloc[order].drop_duplicates("sites").index
        return own.loc[own.index.isin(kept)]

    def count_tested(self, *, beyond_single):
        """Return how many single effects, or interactions, were tested."""
        return int((self._of(beyond_single)["selected"] != "").sum())

    def _of(self, beyond_single):
        orders = self.table["order"]
        return self.table[orders > 1] if beyond_single else self.table[orders == 1]


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
    problem = TOO_MANY if own[0].interactions is None else ""
    if find_problem(landscape.data, [score.test for score in own]):
        problem = NO_SAMPLE
    if not problem:
        return _estimated(own, landscape, model, order)
    if landscape.wild_type is not None:
        return _on_wild_type(landscape, model, problem)
    spectrum = find_interactions(model, landscape.data)
    if spectrum is None:
        table = pd.DataFrame(columns=[*COLUMNS, *_FURTHER])
        return Interactions(OF_MODEL, table, None, problem, order)
    table = _as_table(spectrum, spectrum, landscape)
    return Interactions(OF_MODEL, table, spectrum, problem, order)


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


def _as_table(spectrum, of_model, landscape):
    """Return the rows of ``coefficients.csv`` of a spectrum, beside those of the final model."""
    if isinstance(spectrum, WalshSpectrum):
        return _walsh_table(spectrum, of_model, landscape)
    return _effect_table(spectrum, of_model, landscape)


def _walsh_table(spectrum, of_model, landscape):
    names = [own[-1] for own in name_mutations(landscape)]
    frame = spectrum.to_frame().rename(columns={"coefficient": "value"})
    frame["parts"] = [tuple(names[site] for site in own) for own in frame["sites"]]
    own = dict(zip(of_model.interactions, of_model.coefficients, strict=True))
    frame["in_model"] = [own[sites] for sites in frame["sites"]]
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
    frame["in_model"] = of_model.to_frame()["value"].to_numpy()
    return _in_order(frame)


def _in_order(frame):
    """Return the rows in order: the constant, what is supported, and the rest, by size."""
    frame["name"] = [":".join(own) or "constant" for own in frame["parts"]]
    frame = frame.rename(columns={"low": "low_90", "high": "high_90"})
    rank = -np.abs(frame["value"].to_numpy())
    chosen = np.zeros(len(frame), dtype=bool)
    if "selected" in frame:
        # The constant is not tested.
        known = frame["selected"].notna().to_numpy() & (frame["order"].to_numpy() > 0)
        chosen[known] = frame["selected"][known].to_numpy(dtype=bool)
        frame["selected"] = np.where(known, np.where(chosen, "yes", "no"), "")
    if "of_wild_type" not in frame:
        frame["of_wild_type"] = False
    for name in COLUMNS:
        if name not in frame:
            frame[name] = "" if name == "selected" else np.nan
    order = np.lexsort((rank, ~chosen, frame["order"].to_numpy() > 0))
    return frame[[*COLUMNS, *_FURTHER]].iloc[order].reset_index(drop=True)


def _on_wild_type(landscape, model, problem):
    """Return the effects of the mutations of the wild type, and of pairs of them."""
    effects = WildTypeEffects(landscape, model)
    return Interactions(
        ON_WILD_TYPE, _in_order(effects.to_frame()), effects.spectrum(), problem, 2
    )
