"""Names reach the pictures exactly as they are written, and every picture can be drawn."""

import io

import numpy as np
import pytest

from sk_epinet import WalshSpectrum
from sk_epinet.plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    LearningCurvesDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
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


def test_weight_path():
    path = WeightPath([0.0, 0.1], np.array([[1.0, np.nan], [2.0, 3.0]]), 0.1)
    ax = WeightPathDisplay(dict.fromkeys(NAMES, path)).plot().ax_
    texts(ax)
    marks = ["chosen", "one-standard-error rule"]
    assert legend_names(ax) == [f"{name}\nwh_weight 0.1" for name in NAMES] + marks
