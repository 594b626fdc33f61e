"""Pictures: what they hold, not their pixels."""

import matplotlib
import numpy as np
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressorCV, WalshFeatures, WalshSpectrum
from sk_epinet.plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    LearningCurvesDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
    WeightPathDisplay,
)

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


def by_gid(ax, gid):
    return [line for line in ax.lines if line.get_gid() == gid]


@pytest.fixture
def spectrum():
    return WalshSpectrum(
        [5.0, 2.0, -3.0, 1.0, -0.5],
        [(), (0,), (0, 1), (1, 2), (0, 1, 3)],
        4,
        site_names=["A", "B", "C", "D"],
        intervals=[[4, 6], [1, 3], [-4, -2], [0.5, 1.2], [-1, 0]],
    )


def test_bars_by_order_over_a_grid_of_sites(spectrum):
    display = SpectrumDisplay.from_spectrum(spectrum).plot()
    heights = [bar.get_height() for bar in display.ax_.patches]
    assert heights == [2.0, -3.0, 1.0, -0.5]
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert labels == ["single sites", "pairs", "triples"]
    (_, _, (segments,)) = display.ax_.containers[-1]
    ends = [tuple(segment[:, 1]) for segment in segments.get_segments()]
    assert ends == [(1, 3), (-4, -2), (0.5, 1.2), (-1, 0)]
    grid = display.grid_ax_
    assert [text.get_text() for text in grid.get_yticklabels()] == ["A", "B", "C", "D"]
    drawn = [line.get_ydata().tolist() for line in by_gid(grid, "interaction")]
    assert drawn == [[0], [0, 1], [1, 2], [0, 1, 3]]
    # Site 0 is at the top.
    assert grid.get_ylim()[0] > grid.get_ylim()[1]


def test_grid_shows_only_sites_that_take_part(spectrum):
    display = SpectrumDisplay.from_spectrum(spectrum, n_interactions=1).plot()
    assert [text.get_text() for text in display.grid_ax_.get_yticklabels()] == ["A", "B"]
    assert len(display.ax_.patches) == 1


def test_bars_take_the_place_of_given_axes(spectrum):
    figure, (left, right) = plt.subplots(1, 2)
    display = SpectrumDisplay.from_spectrum(spectrum).plot(ax=right)
    assert display.figure_ is figure
    assert left in figure.axes
    assert right not in figure.axes
    free = plt.figure().add_axes([0.1, 0.1, 0.8, 0.8])
    display = SpectrumDisplay.from_spectrum(spectrum).plot(ax=free)
    assert display.ax_ is free
    assert display.grid_ax_.get_position().y1 <= free.get_position().y0


def test_variance_by_order(spectrum):
    other = WalshSpectrum([1.0], [(0, 1)], 2)
    display = VarianceByOrderDisplay.from_spectrum({"a": spectrum, "b": other}).plot()
    total = 4 + 9 + 1 + 0.25
    heights = [bar.get_height() for bar in display.ax_.patches]
    np.testing.assert_allclose(heights, [4 / total, 10 / total, 0.25 / total, 0, 1, 0])
    assert [text.get_text() for text in display.ax_.get_legend().get_texts()] == ["a", "b"]
    with pytest.raises(ValueError, match="'c' is zero but for its constant"):
        VarianceByOrderDisplay.from_spectrum({"c": WalshSpectrum([1.0], [()], 2)})


def test_network_of_sites(spectrum):
    display = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    ax = display.ax_
    assert [text.get_text() for text in ax.texts] == ["A", "B", "C", "D"]
    pairs = by_gid(ax, "pair")
    # The larger is drawn last, over the other; negative is dashed.
    assert [line.get_linestyle() for line in pairs] == ["-", "--"]
    assert pairs[0].get_linewidth() < pairs[1].get_linewidth()
    assert pairs[0].get_color() != pairs[1].get_color()
    ends = {tuple(np.round(pairs[1].get_xydata()[i], 6)) for i in (0, -1)}
    assert ends == {(0.0, 1.0), (1.0, 0.0)}  # A at the top, B a quarter on
    assert len(by_gid(ax, "spoke")) == 3
    (hub,) = by_gid(ax, "hub")
    assert hub.get_marker() == "^"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "+3",
        "\N{MINUS SIGN}3",
        "3 sites",
    ]


def test_predicted_against_measured_and_the_floor():
    y = np.array([0.0, 0.0, 0.001, 1.0, 2.0, 4.0])
    display = PredictionDisplay.from_predictions(y, y + 0.5, value_name="fitness").plot()
    ax = display.ax_
    (points,) = by_gid(ax, "genotypes")
    np.testing.assert_array_equal(points.get_xdata(), y)
    np.testing.assert_array_equal(points.get_ydata(), y + 0.5)
    assert display.floor == 0
    assert len(by_gid(ax, "floor")) == 2
    assert [text.get_text() for text in ax.texts] == ["floor: 50% of the genotypes"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("measured fitness", "predicted fitness")
    expected = 1 - 6 * 0.25 / ((y - y.mean()) ** 2).sum()
    assert ax.get_title() == f"R² {expected:.3f}, 6 genotypes"
    assert PredictionDisplay.from_predictions(np.arange(9.0), np.arange(9.0)).floor is None
    with pytest.raises(ValueError, match="6 values were measured, but 2 predicted"):
        PredictionDisplay.from_predictions(y, [1, 2])


def test_path_of_the_weight(small_data):
    model = EpistaticNetRegressorCV([0, 0.01, 0.1], alphas=[0.1], cv=2, max_iter=5, n_members=1)
    display = WeightPathDisplay.from_estimator(model.fit(*small_data)).plot()
    ax = display.ax_
    folds = np.array([line.get_ydata() for line in by_gid(ax, "fold")])
    np.testing.assert_array_equal(folds, model.mse_path_.T)
    (mean,) = by_gid(ax, "mean")
    np.testing.assert_allclose(mean.get_ydata(), model.mse_path_.mean(axis=1))
    assert f"chosen: {model.wh_weight_:g}" in [t.get_text() for t in ax.get_legend().get_texts()]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "0.01", "0.1"]
    with pytest.raises(TypeError, match="LinearRegression has no path of wh_weight"):
        WeightPathDisplay.from_estimator(LinearRegression())


def test_learning_curves():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (60, 4))
    y = X @ [1.0, 2.0, 3.0, 4.0]
    models = {"linear": LinearRegression(), "mean": DummyRegressor()}
    display = LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[10, 40], n_splits=3)
    np.testing.assert_allclose(display.scores["linear"], 1)
    assert (display.scores["mean"] <= 0).all()
    ax = display.plot().ax_
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["linear", "mean"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "40"]
    assert ax.get_ylabel() == "R² on the others"
    with pytest.raises(ValueError, match="train_sizes must be from 1 to 58"):
        LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[10, 60])


def test_from_estimators(small_data):
    model = make_pipeline(WalshFeatures(2), LinearRegression()).fit(*small_data)
    assert SpectrumDisplay.from_estimator(model, 1).spectrum.interactions == ((1, 3),)
    assert len(EpistasisNetworkDisplay.from_estimator(model, 2).spectrum) == 5 + 2
    shares = VarianceByOrderDisplay.from_estimator(model).shares
    assert list(shares) == ["Pipeline"]
    assert PredictionDisplay.from_estimator(model, *small_data).plot().ax_.get_title()
