"""The axes that the user hands over are those that are drawn on, and they stay in the figure."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from mpl_toolkits.axes_grid1 import make_axes_locatable

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

SPECTRUM = WalshSpectrum([1.0, -3.0, 2.0], [(0,), (0, 1), (0, 1, 2)], 3)


DISPLAYS = [
    ComparisonDisplay({"a": {"m": [0.1, 0.2]}}),
    EpistasisNetworkDisplay(SPECTRUM),
    GenotypeNetworkDisplay.from_spectrum(SPECTRUM),
    InteractionDisplay.from_measurements(
        [[0, 0], [0, 1], [1, 0], [1, 1]], [0.0, 1.0, 2.0, 6.0], (0, 1)
    ),
    LearningCurvesDisplay([10, 20], {"m": [[0.1, 0.2], [0.2, 0.4]]}),
    LinkCurveDisplay.from_predictions([1.0, 2.0], [0.0, 3.0], [1.0, 2.0]),
    MutationEffectsDisplay.from_spectrum(SPECTRUM),
    PairwiseHeatmapDisplay.from_spectrum(SPECTRUM),
    PredictionDisplay.from_predictions([1.0, 2.0], [1.0, 3.0]),
    ResidualsDisplay.from_predictions([1.0, 2.0], [1.0, 3.0], {0.9: [[0, 2], [2, 4]]}),
    SpectrumDisplay(SPECTRUM),
    VarianceByOrderDisplay.from_spectrum(SPECTRUM),
    WaterfallDisplay.from_spectrum(SPECTRUM, [1, 0, 1]),
    WeightPathDisplay({"m": WeightPath([0, 0.1], [[1.0, 2.0], [2.0, 3.0]], 0.1)}),
    WeightPathDisplay(
        {"m": WeightPath([0, 0.1], [[1.0, 2.0], [2.0, 3.0]], 0.1, n_kept=np.array([5, 2]))}
    ),
]


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda display: type(display).__name__)
@pytest.mark.parametrize("layout", [None, "constrained", "tight"])
def test_every_display_draws_on_the_given_axes(display, layout):
    figure, axes = plt.subplots(2, 2, layout=layout)
    others = [axes[0, 0], axes[1, 0], axes[1, 1]]
    before = [ax.get_subplotspec() for ax in others]
    assert display.plot(ax=axes[0, 1]) is display
    figure.canvas.draw()
    assert display.ax_ is axes[0, 1]
    assert display.figure_ is figure
    assert set(axes.flat) <= set(figure.axes)
    assert [ax.get_subplotspec() for ax in others] == before
    assert all(not ax.has_data() for ax in others)
    assert display.ax_.has_data()


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda display: type(display).__name__)
def test_every_display_fits_into_one_column_of_a_paper(display):
    with plt.rc_context({"font.size": 8}):
        figure, ax = plt.subplots(figsize=(85 / 25.4, 85 / 25.4), layout="constrained")
        display.plot(ax=ax)
        figure.canvas.draw()
    drawn = figure.get_tightbbox()  # in inches
    np.testing.assert_array_less([-0.02, -0.02], [drawn.x0, drawn.y0])
    np.testing.assert_array_less([drawn.x1, drawn.y1], figure.get_size_inches() + 0.02)


def check_grid_is_below(display, figure, place=None):
    """Check that bars and grid share x, do not overlap, and lie in the place of the axes."""
    figure.canvas.draw()
    upper, lower = display.ax_.get_position(), display.grid_ax_.get_position()
    np.testing.assert_allclose([lower.x0, lower.x1], [upper.x0, upper.x1], atol=1e-6)
    assert lower.height > 0
    assert lower.y1 <= upper.y0 + 1e-6
    assert display.ax_.get_xlim() == display.grid_ax_.get_xlim()
    if place is not None:
        np.testing.assert_allclose([upper.x0, upper.x1], [place.x0, place.x1], atol=1e-6)
        np.testing.assert_allclose([lower.y0, upper.y1], [place.y0, place.y1], atol=1e-6)


def test_bars_and_grid_share_the_place_of_a_subplot():
    figure, (left, right) = plt.subplots(1, 2)
    place = right.get_position()
    display = SpectrumDisplay(SPECTRUM).plot(ax=right)
    check_grid_is_below(display, figure, place)
    assert figure.axes == [left, right, display.grid_ax_]


@pytest.mark.parametrize("layout", ["constrained", "tight"])
def test_long_names_stay_in_the_figure(layout):
    names = ["a site with a very long name", "b", "c"]
    figure, (left, right) = plt.subplots(1, 2, layout=layout, figsize=(9, 4))
    spectrum = WalshSpectrum(
        SPECTRUM.coefficients, SPECTRUM.interactions, n_sites=3, site_names=names
    )
    displays = [SpectrumDisplay(spectrum).plot(ax=ax) for ax in (left, right)]
    for display in displays:
        check_grid_is_below(display, figure)
    box = displays[0].grid_ax_.get_tightbbox()
    assert box.x0 >= 0
    # The names of the right picture do not run into the left one.
    assert displays[1].grid_ax_.get_tightbbox().x0 >= displays[0].ax_.get_window_extent().x1


def test_axes_at_coordinates_of_their_own():
    figure = plt.figure()
    free = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    place = free.get_position()
    display = SpectrumDisplay(SPECTRUM).plot(ax=free)
    assert display.ax_ is free
    check_grid_is_below(display, figure, place)


def test_a_subplot_that_was_moved_stays_where_it_is():
    figure, ax = plt.subplots()
    ax.set_position([0.5, 0.5, 0.4, 0.4])
    place = ax.get_position()
    check_grid_is_below(SpectrumDisplay(SPECTRUM).plot(ax=ax), figure, place)


def test_an_inset():
    figure, ax = plt.subplots()
    inset = ax.inset_axes([0.4, 0.4, 0.5, 0.5])
    figure.canvas.draw()
    place = inset.get_position()
    display = SpectrumDisplay(SPECTRUM).plot(ax=inset)
    assert display.ax_ is inset
    assert inset in ax.child_axes
    assert display.grid_ax_.get_zorder() == inset.get_zorder()
    check_grid_is_below(display, figure, place)


def test_axes_that_a_divider_has_divided():
    figure, ax = plt.subplots()
    bar = make_axes_locatable(ax).append_axes("right", "5%")
    figure.canvas.draw()
    place = ax.get_position()
    check_grid_is_below(SpectrumDisplay(SPECTRUM).plot(ax=ax), figure, place)
    assert bar in figure.axes


def test_a_subfigure():
    figure = plt.figure(layout="constrained")
    _, right = figure.subfigures(1, 2)
    ax = right.subplots()
    display = SpectrumDisplay(SPECTRUM).plot(ax=ax)
    assert display.ax_ is ax
    assert display.grid_ax_ in right.axes
    check_grid_is_below(display, figure)
