"""What ``sk-epinet compare --report`` writes: the comparison as one HTML page."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np

from ..plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
)
from ..spectrum import WalshSpectrum
from . import _html as html
from ._experiment import EPISTATIC_NET, mean_spectrum

_PACKAGES = ("numpy", "scipy", "scikit-learn", "torch", "skorch", "matplotlib")
_TOP = 20


def write_report(directory, path, landscape, scores, table, options):
    """Write ``report.html``.

    Parameters
    ----------
    directory : Path
        Where; it exists.
    path : str
        The landscape's file.
    landscape : Bunch
        What :func:`load_landscape` gave.
    scores : list of Score
    table : tuple (headers, rows)
        As it was printed.
    options : dict
        Settings, by name.

    Returns
    -------
    path : Path
        Of the page.
    """
    name = Path(path).stem
    n, d = landscape.data.shape
    parts = [
        html.paragraph(
            f"{n:,} measured genotypes of {d} sites; '{landscape.target_name}' predicted from "
            f"{options['training genotypes']} of them, {options['training sets']} times."
        ),
        html.heading("Which model predicts best"),
        html.table(*table),
        html.paragraph(
            "Mean (standard deviation) over the training sets, scored on the genotypes that were "
            "not trained on. What a method chooses, it chooses by cross-validation inside its "
            "training set."
        ),
        *_pictures_of_scores(scores, landscape),
        html.heading("Which interactions matter"),
        *_interactions(scores, landscape),
        html.heading("How it was made"),
        html.names_and_values(_settings(path, landscape, options)),
    ]
    target = directory / "report.html"
    target.write_text(html.page(f"{name}: {landscape.target_name}", parts), encoding="utf-8")
    return target


def _pictures_of_scores(scores, landscape):
    by_method = {}
    for score in scores:
        by_method.setdefault(score.method, []).append(score.r2)
    yield _picture(
        ComparisonDisplay({"": by_method}, "R² on the other genotypes"),
        "R² on the genotypes that were not trained on; the dots are the training sets.",
    )
    first = next(s for s in scores if s.method == EPISTATIC_NET)
    display = PredictionDisplay.from_predictions(
        *(first.measured, first.predicted), value_name=landscape.target_name
    )
    yield _picture(
        display,
        f"{EPISTATIC_NET}, first training set: predicted against measured values of the genotypes "
        "that were not trained on. On the dashed line they are equal.",
    )


def _interactions(scores, landscape):
    spectrum, spread = mean_spectrum(scores, landscape.feature_names)
    if spectrum is None:
        yield html.paragraph("Not listed: too many sites to enumerate all genotypes.")
        return
    n_sets = sum(s.method == EPISTATIC_NET for s in scores)
    if n_sets > 1:
        # Over training sets that overlap, so this is how far they agree, not an interval.
        bars = np.column_stack([spectrum.coefficients - spread, spectrum.coefficients + spread])
        spectrum = WalshSpectrum(
            *(spectrum.coefficients, spectrum._membership, spectrum.n_sites),
            site_names=spectrum.site_names,
            intervals=bars,
        )
    top = spectrum.top(_TOP)
    yield html.paragraph(
        f"Walsh coefficients of {EPISTATIC_NET}: means"
        + f" over {n_sets} training sets, with their standard deviation." * (n_sets > 1)
        + " of one training set." * (n_sets == 1)
        + " Changing one of the sites of an interaction changes its part of the value by twice "
        "the coefficient. For confidence intervals use bootstrap_spectrum."
    )
    yield _picture(
        SpectrumDisplay.from_spectrum(spectrum),
        f"The {len(top)} largest coefficients by order, and the sites of each below its bar"
        + "; bars are standard deviations over the training sets." * (n_sets > 1)
        + "." * (n_sets == 1),
    )
    yield html.table(["interaction", "order", "coefficient", "sd"], _rows(top))
    yield _picture(
        EpistasisNetworkDisplay.from_spectrum(spectrum),
        "The same as a network: sites as large as their own coefficients, arcs for pairs, a hub "
        "with spokes for more sites. Blue and solid is positive, vermilion and dashed negative.",
    )
    yield _picture(
        VarianceByOrderDisplay.from_spectrum(_mean_spectra(scores, landscape)),
        "Share of the variance of the predictions over all genotypes that is of each order.",
    )
    coded = ", ".join(
        f"{name} {'/'.join(alleles)}"
        for name, alleles in zip(landscape.feature_names, landscape.alleles, strict=True)
    )
    yield html.paragraph(f"Spin +1 is the first allele, -1 the second: {coded}.")


def _rows(top):
    spreads = [""] * len(top)
    if top.intervals is not None:
        spreads = [f"{half:.2g}" for half in np.ptp(top.intervals, axis=1) / 2]
    names = [name.replace(" ", " × ") for name in top.names]
    numbers = [f"{c:.4g}" for c in top.coefficients]
    return list(zip(names, top.orders, numbers, spreads, strict=True))


def _mean_spectra(scores, landscape):
    """Mean spectrum of each method, but of those that predict a constant."""
    spectra = {}
    for method in dict.fromkeys(s.method for s in scores):
        spectrum, _ = mean_spectrum(scores, landscape.feature_names, method)
        if spectrum.energy_by_order()[1:].any():
            spectra[method] = spectrum
    return spectra


def _settings(path, landscape, options):
    yield (
        "file",
        f"{Path(path).name}, SHA-256 {hashlib.sha256(Path(path).read_bytes()).hexdigest()}",
    )
    yield "target", landscape.target_name
    yield from options.items()
    yield "sk_epinet", version("sk_epinet")
    yield "Python", f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    for package in _PACKAGES:
        yield package, version(package)


def _picture(display, caption):
    from matplotlib import pyplot

    figure = display.plot().figure_
    text = html.picture(figure, caption)
    pyplot.close(figure)
    return text
