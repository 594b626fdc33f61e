"""Write the report of ``sk-epinet compare --report``: the comparison as one HTML page.

The same file, seed and versions give the same page, byte for byte. Times are not part of it.
"""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

from ..plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
)
from . import _html as html
from ._experiment import EPISTATIC_NET, listed_order, mean_spectrum
from ._outputs import open_text
from ._tables import (
    MANY_ALLELES,
    allele_table,
    how_estimated,
    interaction_table,
    score_table,
    summary,
)

_PACKAGES = ("numpy", "scipy", "scikit-learn", "torch", "skorch", "matplotlib")
_N_INTERACTIONS = 20


def write_report(directory, path, landscape, scores, settings):
    """Write ``report.html``.

    Parameters
    ----------
    directory : Path
        An existing folder.
    path : str or Path
        The file of the landscape.
    landscape : Bunch
        The landscape as :func:`load_landscape` returned it.
    scores : list of Score
        The scores of all methods on all training sets.
    settings : dict
        Settings of the comparison by name, with "training genotypes" and "training sets".

    Returns
    -------
    path : Path
        Where the page was written.
    """
    parts = [
        html.paragraph(f"{summary(landscape, settings['training genotypes'], scores)}."),
        html.heading("Which model predicts best"),
        *_predictions(scores, landscape),
        html.heading("Which interactions matter"),
        *_interactions(scores, landscape),
        html.heading("How this report was made"),
        html.names_and_values(_provenance(path, landscape, settings)),
    ]
    title = f"{Path(path).stem}: {landscape.target_name}"
    target = directory / "report.html"
    with open_text(target) as file:
        file.write(html.page(title, parts))
    return target


def _predictions(scores, landscape):
    yield html.table(*score_table(scores))
    yield html.paragraph(
        "Mean (standard deviation) over the training sets, scored on the genotypes that were not "
        "trained on. What a method chooses, it chooses by cross-validation inside its training "
        "set." + " Rows count by their weights." * (landscape.sample_weight is not None)
    )
    by_method = {}
    for score in scores:
        by_method.setdefault(score.method, []).append(score.r2)
    yield html.picture(
        ComparisonDisplay({"": by_method}, "R² on the other genotypes"),
        "R² on the genotypes that were not trained on. Each dot is a training set.",
    )
    first = next(score for score in scores if score.method == EPISTATIC_NET)
    yield html.picture(
        PredictionDisplay.from_predictions(
            first.measured, first.predicted, value_name=landscape.target_name
        ),
        f"{EPISTATIC_NET}, first training set: predicted against measured values of the genotypes "
        "that were not trained on. On the dashed line they are equal.",
    )


def _interactions(scores, landscape):
    spectrum = mean_spectrum(scores, landscape)
    if spectrum is None:
        yield html.paragraph(f"The interactions are not listed: {MANY_ALLELES}.")
        return
    n_sets = sum(score.method == EPISTATIC_NET for score in scores)
    top = spectrum.top(_N_INTERACTIONS)
    yield html.paragraph(
        f"Walsh coefficients of {EPISTATIC_NET}{how_estimated(landscape)}, {_origin(n_sets)}. "
        "Changing the allele of one site of an interaction changes the value by twice the "
        "coefficient, up or down. For confidence intervals use bootstrap_spectrum."
    )
    yield html.picture(
        SpectrumDisplay.from_spectrum(spectrum, _N_INTERACTIONS),
        f"The {len(top)} largest coefficients by order, and the sites of each below its bar."
        + " Black lines are standard deviations over the training sets." * (n_sets > 1),
    )
    yield html.table(*interaction_table(top))
    yield html.picture(
        EpistasisNetworkDisplay.from_spectrum(spectrum),
        "The interactions as a network. The size of a site is that of its own coefficient. Arcs "
        "are pairs, and hubs with spokes are interactions of more sites. Blue and solid is "
        "positive, vermilion and dashed negative.",
    )
    yield from _orders(scores, landscape)
    yield html.paragraph("Which allele of each site has spin +1, and which has spin −1:")
    yield html.table(*allele_table(top))


def _origin(n_sets):
    if n_sets == 1:
        return "from one training set"
    return f"means over {n_sets} training sets with their standard deviations"


def _orders(scores, landscape):
    """Yield the variance by order, of the methods that do not predict a constant."""
    if listed_order(landscape.data.shape[1]) is not None:
        return  # only some orders are known
    spectra = {}
    for method in dict.fromkeys(score.method for score in scores):
        spectrum = mean_spectrum(scores, landscape, method)
        if spectrum.energy_by_order()[1:].any():
            spectra[method] = spectrum
    if spectra:
        yield html.picture(
            VarianceByOrderDisplay.from_spectrum(spectra),
            "Share of the variance of the predictions over all genotypes that each order has.",
        )


def _provenance(path, landscape, settings):
    """Yield names and values that say how the report was made."""
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    yield "file", f"{Path(path).name}, SHA-256 {digest}"
    yield "target", landscape.target_name
    yield from settings.items()
    yield "sk_epinet", version("sk_epinet")
    yield "Python", f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    for package in _PACKAGES:
        yield package, version(package)
