"""Names reach the pictures exactly as they are written, and every picture can be drawn."""

import io
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from sk_epinet import WalshSpectrum
from sk_epinet.comparison._figures import save
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


HOSTILE = {
    "long": "N" * 5000,
    "many words": "site " * 1000,
    "many lines": "a\n" * 60,
    "commands": "a\x00\x01\x1b[31mred\x07\x9b",
    "half a pair": "x\ud800y",
    "a comment": "--><script>alert(1)</script><!--",
    "right to left": "\u202eabc\u200f",
    "emoji": "\N{DNA DOUBLE HELIX}",
}


def displays_with(name):
    """Yield every picture that shows names, with this one in each place."""
    names = [name, *NAMES[:8]]
    spectrum = WalshSpectrum(
        SPECTRUM.coefficients, SPECTRUM.interactions, len(NAMES), site_names=names
    )
    pairs = [0.0, 1.0], [0.0, 1.0]
    y = [1.0, 2.0, 3.0, 5.0]
    path = WeightPath([0.0, 0.1], np.array([[1.0, np.nan], [2.0, 3.0]]), 0.1)
    yield SpectrumDisplay.from_spectrum(spectrum)
    yield EpistasisNetworkDisplay.from_spectrum(spectrum)
    yield VarianceByOrderDisplay.from_spectrum({name: spectrum})
    yield ComparisonDisplay({name: {name: [0.1, 0.2, 0.4]}}, score_name=name)
    yield LearningCurvesDisplay([1, 2], {name: np.array([[0.1], [0.3]])}, score_name=name)
    yield PredictionDisplay.from_predictions(*pairs, value_name=name)
    yield ResidualsDisplay.from_predictions(*pairs, value_name=name)
    yield LinkCurveDisplay.from_predictions(*pairs, [0.0, 1.0], value_name=name)
    yield PairwiseHeatmapDisplay.from_spectrum(spectrum)
    one = WalshSpectrum([1.0], [(0,)], 1, site_names=[name], levels=[name, "A"])
    yield MutationEffectsDisplay.from_spectrum(one, value_name=name)
    yield WaterfallDisplay.from_spectrum(spectrum, [1, 0] * 4 + [0], value_name=name)
    yield WeightPathDisplay({name: path})
    if "\ud800" not in name:  # pandas takes no text that has no encoding
        alleles = [[a, b] for a in (name, "A") for b in ("C", name)]
        own = pd.DataFrame(alleles, columns=[name, "b"])
        yield InteractionDisplay.from_measurements(own, y, (0, 1), value_name=name)
        yield GenotypeNetworkDisplay.from_measurements(own, y, value_name=name)


# matplotlib says which characters its font lacks; a box stands for each.
@pytest.mark.filterwarnings("ignore:Glyph:UserWarning")
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_name_breaks_a_picture(kind):
    """Each picture is drawn, its axes have room, and its vectors are valid XML."""
    for display in displays_with(HOSTILE[kind]):
        stream = io.BytesIO()
        save(display, stream, "svg")
        ElementTree.fromstring(stream.getvalue())
        assert b"<script>" not in stream.getvalue()
        box = display.ax_.get_window_extent()
        assert min(box.width, box.height) > 20
