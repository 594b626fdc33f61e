"""The pictures of a report, each with the sentence below it.

To add a picture, write a function that takes the results and returns a display with its sentence,
or None where it has nothing to show, and put it into the list at the end.
"""

from ..plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    LinkCurveDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
)
from ._coefficients import ESTIMATED, ON_WILD_TYPE
from ._found_interactions import listed_order, mean_spectrum
from ._methods import ADDITIVE, EPISTATIC_NET

MODELS, INTERACTIONS = "models", "interactions"  # sections of the report
_N_INTERACTIONS = 20


def _scores_of_models(results):
    by_method = {}
    for score in results.scores:
        by_method.setdefault(score.method, []).append(score.r2)
    sentence = (
        "R² of each model on the genotypes that it was not trained on. Each dot is a training set."
    )
    return ComparisonDisplay({"": by_method}, "R² on the other genotypes"), sentence


def _predicted_against_measured(results):
    first = next(score for score in results.scores if score.method == EPISTATIC_NET)
    display = PredictionDisplay.from_predictions(
        first.measured, first.predicted, value_name=results.landscape.target_name
    )
    return display, (
        f"Predicted and measured values of the genotypes that {EPISTATIC_NET} was not trained on, "
        "for the first training set. On the dashed line they are equal."
    )


def _link(results):
    """Draw the link of the final model, if the largest share of it has one."""
    landscape, model = results.landscape, results.model
    if model.global_epistasis_ is None:
        return None
    display = LinkCurveDisplay.from_estimator(
        model, landscape.data, landscape.target, value_name=landscape.target_name
    )
    return display, (
        "The curve of the assay that the final model has learned: measured values against the "
        "latent phenotype on which the mutations act. If the curve is flat somewhere, mutations "
        "seem to interact there even if they do not."
    )


def _largest_interactions(results):
    spectrum, kind = results.interactions.spectrum, results.interactions.kind
    if spectrum is None:
        return None
    what = "The largest interactions, sorted by order. The sites of each are marked below its bar."
    further = {
        ESTIMATED: " Filled bars differ from zero; hollow bars are not supported. Thin lines, if "
        "there are any, are 90 % intervals.",
        ON_WILD_TYPE: " For each set of sites, the bar is the largest effect on the wild type "
        "that the final model predicts for mutations of these sites.",
    }
    sentence = what + further.get(kind, " They are those of the final model.")
    return SpectrumDisplay.from_spectrum(spectrum, _N_INTERACTIONS), sentence


def _network_of_interactions(results):
    spectrum = results.interactions.spectrum
    if spectrum is None:
        return None
    signs = " Solid blue lines are positive, and dashed orange lines are negative."
    return EpistasisNetworkDisplay.from_spectrum(spectrum, _N_INTERACTIONS), (
        "The largest of these interactions as a network. The larger the circle of a site, the "
        "larger is its own effect. Arcs are pairs of sites, and points with lines to several "
        "sites are interactions of these sites." + signs * hasattr(spectrum, "levels")
    )


def _variance_by_order(results):
    """Draw the variance by order, of the methods with interactions that predict no constant."""
    landscape, scores = results.landscape, results.scores
    if listed_order(landscape.data.shape[1]) is not None:
        return None  # only some orders are known
    spectra = {}
    for method in dict.fromkeys(score.method for score in scores):
        if method in ADDITIVE:
            continue  # all of it is of order 1
        spectrum = mean_spectrum(scores, landscape, method)
        if spectrum is not None and spectrum.energy_by_order()[1:].any():
            spectra[method] = spectrum
    if not spectra:
        return None
    return VarianceByOrderDisplay.from_spectrum(spectra), (
        "How much of the variance of each model's predictions over all genotypes is due to single "
        "effects (order 1), pairs (order 2) and interactions of more sites."
    )


PICTURES = [
    (MODELS, "scores of the models", _scores_of_models),
    (MODELS, "predicted against measured", _predicted_against_measured),
    (MODELS, "curve of the assay", _link),
    (INTERACTIONS, "largest interactions", _largest_interactions),
    (INTERACTIONS, "network of interactions", _network_of_interactions),
    (INTERACTIONS, "variance by order", _variance_by_order),
]
