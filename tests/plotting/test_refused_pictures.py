"""Pictures of what cannot be drawn are refused by the name of the argument."""

import numpy as np
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
)

PAIR = np.array([0.0, 1.0])
FOUR = [PAIR] * 4
ALLELES = (("A", "V"), ("K", "R"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ComparisonDisplay([]), "scores must be a dict"),
        (lambda: ComparisonDisplay({"a": {"m": []}}), "scores of 'm' is empty"),
        (lambda: ComparisonDisplay({"a": {"m": [1]}, "b": {"n": [1]}}), "the same methods"),
        (lambda: InteractionDisplay(FOUR[:3], "ab", ALLELES), "values must hold those of four"),
        (lambda: InteractionDisplay(FOUR, ["a"], ALLELES), "site_names must have 2 entries"),
        (lambda: LearningCurvesDisplay([0], {"a": [[1.0]]}), "train_sizes must be greater than 0"),
        (lambda: LearningCurvesDisplay([1], {"a": [1.0]}), "scores of 'a' must be a table"),
        (lambda: LinkCurveDisplay(PAIR, PAIR, PAIR, PAIR), "links must be a table"),
        (
            lambda: LinkCurveDisplay(PAIR, PAIR[:1], PAIR, [PAIR]),
            "measured must have one number for each of latent",
        ),
        (lambda: LinkCurveDisplay(PAIR, PAIR, PAIR, [PAIR], [-1.0]), "weights must be at least 0"),
        (lambda: MutationEffectsDisplay([PAIR], ["A"], "ab", [0, 7]), "site_names must be a list"),
        (lambda: MutationEffectsDisplay([PAIR], ["A"], ["a", "b"], [0, 7]), "wild_type must hold"),
        (lambda: PairwiseHeatmapDisplay([[]], ["a"], [], "b"), "values must have at least one"),
        (
            lambda: PairwiseHeatmapDisplay([PAIR] * 3, ["a", "b"], ["c", "d"], "e"),
            "row_names must have 3 entries, one for each row of values, got 2",
        ),
        (
            lambda: PairwiseHeatmapDisplay([PAIR], ["a"], ["c"], "e"),
            "column_names must have 2 entries, one for each column of values, got 1",
        ),
        (
            lambda: MutationEffectsDisplay([PAIR], ["A", "V"], ["c", "d"], ["A", "A"]),
            "alleles must have 1 entries, one for each row of effects, got 2",
        ),
        (
            lambda: PairwiseHeatmapDisplay([PAIR], ["a"], ["b", "c"], "d", exists=[1]),
            "exists must",
        ),
        (
            lambda: PredictionDisplay(PAIR, PAIR[:1]),
            "predicted must have one number for each of measured",
        ),
        (lambda: PredictionDisplay(PAIR, PAIR, floor="low"), "floor must be a number, got 'low'"),
        (lambda: PredictionDisplay([1e200, 0], PAIR), "measured varies by"),
        (lambda: ResidualsDisplay(PAIR, PAIR, [0.9]), "intervals must be a dict"),
        (lambda: VarianceByOrderDisplay({}), "shares is empty"),
        (lambda: WaterfallDisplay(PAIR, ["a"], 0.0), "names must have 2 entries"),
        (lambda: WaterfallDisplay(PAIR, ["a", "b"], np.nan), "start must be a number"),
        (
            lambda: GenotypeNetworkDisplay.from_measurements([[0], [1]], PAIR, target=5),
            "target= must be a list",
        ),
        (
            lambda: InteractionDisplay.from_measurements([[0, 0]] * 2, PAIR, 5),
            "pair= must be a list",
        ),
    ],
)
def test_what_cannot_be_drawn(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("display", [SpectrumDisplay, EpistasisNetworkDisplay])
def test_only_spectra_are_drawn_as_spectra(display):
    for make in (display, display.from_spectrum):
        with pytest.raises(TypeError, match="spectrum must be of the class WalshSpectrum"):
            make({"a": 1})


def test_names_of_values_are_text():
    with pytest.raises(TypeError, match="value_name must be of the class str"):
        PredictionDisplay(PAIR, PAIR, value_name=5)


def test_axes_and_keywords_of_matplotlib_are_checked():
    display = SpectrumDisplay(WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], 2))
    with pytest.raises(TypeError, match="ax must be of the class Axes, got 5"):
        display.plot(ax=5)
    with pytest.raises(ValueError, match="bar_kwargs must be a dict"):
        display.plot(bar_kwargs="red")
    with pytest.raises(ValueError, match="bar_kwargs must have names for keys"):
        display.plot(bar_kwargs={1: 2})
    with pytest.raises(ValueError, match="cannot draw with bar_kwargs={'colour': 'red'}"):
        display.plot(bar_kwargs={"colour": "red"})
