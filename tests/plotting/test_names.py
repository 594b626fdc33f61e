"""Names reach the pictures exactly as they are written, and every picture can be drawn."""

import io

import numpy as np
import pandas as pd
import pytest

from sk_epinet import WalshSpectrum
from sk_epinet.plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    GenotypeNetworkDisplay,
    InteractionDisplay,
    LearningCurvesDisplay,
    LinkCurveDisplay,
    MutationEffectsDisplay,
    PairwiseHeatmapDisplay,
    PredictionDisplay,
    ResidualsDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
    WaterfallDisplay,
    WeightPath,
    WeightPathDisplay,
)

NAMES = [
    "site 1",
    "loop, 2",
    "a × b",
    "c:d",
    "<b>bold</b> & co",
    r"$\frac{",
    r"$\frac{$",
    "βίος Žé",
    "_hidden",
]
SPECTRUM = WalshSpectrum(
    1.0 + np.arange(len(NAMES)),
    [(site, site + 1) for site in range(len(NAMES) - 1)] + [(0, 1, 2)],
    len(NAMES),
    site_names=NAMES,
)


def texts(ax):
    """Return the texts of axes, after drawing all of them as a picture and as vectors."""
    for form in ("png", "svg"):
        ax.figure.savefig(io.BytesIO(), format=form)
    return [text.get_text() for text in ax.texts]


def legend_names(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_spectrum():
    ax = SpectrumDisplay.from_spectrum(SPECTRUM).plot().grid_ax_
    texts(ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == NAMES


def test_network():
    assert texts(EpistasisNetworkDisplay.from_spectrum(SPECTRUM).plot().ax_) == NAMES


def test_variance_by_order():
    ax = VarianceByOrderDisplay.from_spectrum(dict.fromkeys(NAMES, SPECTRUM)).plot().ax_
    texts(ax)
    assert legend_names(ax) == NAMES


def test_comparison():
    methods = {name: [0.1, 0.2, 0.4] for name in NAMES}
    display = ComparisonDisplay(dict.fromkeys(NAMES, methods), score_name=NAMES[6]).plot()
    texts(display.ax_)
    assert legend_names(display.ax_) == NAMES
    assert [label.get_text() for label in display.ax_.get_xticklabels()] == NAMES
    assert display.ax_.get_ylabel() == NAMES[6]


def test_learning_curves():
    scores = dict.fromkeys(NAMES, np.array([[0.1, 0.2], [0.3, 0.4]]))
    ax = LearningCurvesDisplay([10, 20], scores, score_name=NAMES[6]).plot().ax_
    texts(ax)
    assert legend_names(ax) == NAMES
    assert ax.get_ylabel() == NAMES[6] + " on the other genotypes"


@pytest.mark.parametrize("name", NAMES)
def test_predictions(name):
    display = PredictionDisplay.from_predictions([0.0, 1.0], [0.0, 1.0], value_name=name).plot()
    texts(display.ax_)
    assert display.ax_.get_xlabel() == f"measured {name}"
    assert display.ax_.get_ylabel() == f"predicted {name}"


def test_heatmaps():
    ax = PairwiseHeatmapDisplay.from_spectrum(SPECTRUM).plot().ax_
    texts(ax)
    assert [label.get_text() for label in ax.get_xticklabels()] == NAMES[:-1]
    assert [label.get_text() for label in ax.get_yticklabels()] == NAMES[1:]
    spectrum = WalshSpectrum([1.0], [(0,)], 1, site_names=NAMES[6:7], levels=NAMES[5:7])
    display = MutationEffectsDisplay.from_spectrum(spectrum, value_name=NAMES[6]).plot()
    texts(display.ax_)
    assert [label.get_text() for label in display.ax_.get_yticklabels()] == NAMES[6:7]


def test_waterfall():
    display = WaterfallDisplay.from_spectrum(SPECTRUM, [1, 0] * 4 + [0], value_name=NAMES[6])
    ax = display.plot().ax_
    texts(ax)
    labels = [label.get_text().replace("\n", "") for label in ax.get_yticklabels()]
    assert set(NAMES[:7:2]) < set(labels)
    assert ax.get_xlabel() == NAMES[6]


def test_interaction_and_genotypes():
    own = pd.DataFrame([[a, b] for a in NAMES[5:7] for b in NAMES[6:8]], columns=NAMES[5:7])
    y = [1.0, 2.0, 3.0, 5.0]
    ax = InteractionDisplay.from_measurements(own, y, (0, 1), value_name=NAMES[6]).plot().ax_
    texts(ax)
    assert legend_names(ax)[0] == f"{NAMES[6]} = {NAMES[6]}"
    assert ax.get_xticklabels()[0].get_text() == f"{NAMES[5]} = {NAMES[5]}"
    ax = GenotypeNetworkDisplay.from_measurements(own, y, value_name=NAMES[6]).plot().ax_
    texts(ax)
    assert ax.get_ylabel() == NAMES[6]


@pytest.mark.parametrize("name", NAMES[5:7])
def test_values(name):
    pairs = [0.0, 1.0], [0.0, 1.0]
    ax = ResidualsDisplay.from_predictions(*pairs, value_name=name).plot().ax_
    texts(ax)
    assert ax.get_xlabel() == f"predicted {name}"
    ax = LinkCurveDisplay.from_predictions(*pairs, [0.0, 1.0], value_name=name).plot().ax_
    texts(ax)
    assert ax.get_ylabel() == f"measured {name}"


def test_weight_path():
    path = WeightPath([0.0, 0.1], np.array([[1.0, np.nan], [2.0, 3.0]]), 0.1)
    ax = WeightPathDisplay(dict.fromkeys(NAMES, path)).plot().ax_
    texts(ax)
    marks = ["chosen", "one-standard-error rule"]
    assert legend_names(ax) == [f"{name}\nwh_weight 0.1" for name in NAMES] + marks
