"""Pictures: what they hold, not their pixels."""

import matplotlib
import numpy as np
import pytest

from sk_epinet.plotting import ComparisonDisplay

matplotlib.use("Agg")
from matplotlib import pyplot as plt

SCORES = {
    "sparse": {"network": [0.7, 0.8, 0.9], "linear": [0.2, 0.3, 0.4]},
    "dense": {"network": [0.5, 0.6, 0.7], "linear": [0.1, 0.2, 0.9]},
}


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_boxes_of_each_method_and_landscape():
    display = ComparisonDisplay(SCORES).plot()
    ax = display.ax_
    assert display.figure_ is ax.figure
    assert [label.get_text() for label in ax.get_xticklabels()] == ["network", "linear"]
    assert ax.get_ylabel() == "Pearson r"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sparse", "dense"]
    drawn = [line for line in ax.lines if len(line.get_ydata())]
    medians = [line.get_ydata()[0] for line in drawn if line.get_color() == "black"]
    assert medians == [0.8, 0.3, 0.6, 0.2]
    dots = [line for line in drawn if line.get_marker() == "o"]
    assert sorted(np.concatenate([line.get_ydata() for line in dots])) == sorted(
        value for methods in SCORES.values() for values in methods.values() for value in values
    )


def test_one_landscape_needs_no_legend_and_uses_the_given_axes():
    _, ax = plt.subplots()
    display = ComparisonDisplay({"mine": SCORES["sparse"]}, "R²").plot(ax=ax)
    assert display.ax_ is ax
    assert ax.get_legend() is None
    assert ax.get_ylabel() == "R²"
    assert len(ax.patches) == 2
