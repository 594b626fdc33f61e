"""The picture of residuals, and of how often intervals hold what was measured."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from sk_epinet.plotting import ResidualsDisplay
from tests.plotting.artists import by_gid


def normal_intervals(predicted, width):
    return np.column_stack([predicted - width, predicted + width])


class Model:
    """A regressor whose intervals are as wide as their coverage, times the weight."""

    def predict(self, X):
        return np.asarray(X)[:, 0]

    def predict_interval(self, X, coverage, sample_weight=1.0):
        half = coverage * np.asarray(sample_weight)
        return normal_intervals(self.predict(X), half)


def test_residuals_outside_their_intervals_are_marked():
    predicted = np.array([0.0, 1.0, 2.0, 3.0])
    measured = predicted + np.array([0.1, -0.5, 0.95, 0.3])
    display = ResidualsDisplay.from_estimator(Model(), predicted[:, None], measured)
    ax = display.plot().ax_
    (inside,), (outside,) = by_gid(ax, "genotypes"), by_gid(ax, "outside")
    np.testing.assert_allclose(inside.get_xydata(), [(0, 0.1), (1, -0.5), (3, 0.3)])
    np.testing.assert_allclose(outside.get_xydata(), [(2, 0.95)])
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["genotypes", "outside 90% interval (25%)"]
    # |residual| <= coverage for 0.1, 0.3 and 0.5, each as soon as it is reached.
    expected = {0.1: 0.25, 0.2: 0.25, 0.3: 0.5, 0.4: 0.5, 0.5: 0.75, 0.8: 0.75, 0.95: 1.0}
    observed = display.observed_coverage()
    assert {level: observed[level] for level in expected} == pytest.approx(expected)
    (curve,) = by_gid(display.calibration_ax_, "calibration")
    np.testing.assert_array_equal(curve.get_xdata(), list(observed))
    np.testing.assert_array_equal(curve.get_ydata(), list(observed.values()))


def test_weights_reach_the_intervals():
    X, y = np.zeros((2, 1)), [0.5, 0.5]
    given = {"coverages": [0.9], "sample_weight": [1.0, 0.1]}
    display = ResidualsDisplay.from_estimator(Model(), X, y, **given)
    assert display.observed_coverage() == {0.9: 0.5}
    linear = LinearRegression().fit(X, y)
    with pytest.raises(ValueError, match="LinearRegression does not have. Leave out sample_w"):
        ResidualsDisplay.from_estimator(linear, X, y, sample_weight=[1, 1])


def test_a_regressor_without_intervals():
    X = np.arange(80.0)[:, None]
    y = np.where(X[:, 0] % 2, 1.0, -1.0)
    display = ResidualsDisplay.from_predictions(y, np.arange(80.0)).plot()
    assert display.calibration_ax_ is None
    assert display.figure_.axes == [display.ax_]
    assert display.observed_coverage() == {}
    # Four groups of 20 in the order of the prediction: 0 to 19 has the mean 9.5, and so on.
    (means,) = display.ax_.containers
    expected = [(mean, -mean) for mean in (9.5, 29.5, 49.5, 69.5)]
    np.testing.assert_allclose(means[0].get_xydata(), expected)
    linear = LinearRegression().fit(X, y)
    residuals = by_gid(ResidualsDisplay.from_estimator(linear, X, y).plot().ax_, "genotypes")
    np.testing.assert_allclose(residuals[0].get_ydata(), y - linear.predict(X))


def test_calibration_lies_below_the_residuals():
    display = ResidualsDisplay.from_predictions([0.5], [0.0], {0.9: [[-1, 1]]}).plot()
    display.figure_.canvas.draw()
    upper, lower = display.ax_.get_position(), display.calibration_ax_.get_position()
    assert lower.y1 < upper.y0
    assert lower.x0 == pytest.approx(upper.x0)


@pytest.mark.parametrize(
    ("intervals", "message"),
    [
        ({90: [[0, 1]]}, "each coverage must be .* A coverage of 90 % is 0.9"),
        ({0.9: [0, 1]}, r"intervals\[0.9\] must have .* shape \(1, 2\)"),
        ({0.9: [[1, 0]]}, "the lower one first"),
        ({0.9: [[np.nan, 0]]}, "the lower one first"),
    ],
)
def test_intervals_are_checked(intervals, message):
    with pytest.raises(ValueError, match=message):
        ResidualsDisplay.from_predictions([1.0], [1.0], intervals)


def test_values_are_checked():
    with pytest.raises(ValueError, match="y is empty"):
        ResidualsDisplay.from_predictions([], [])
    with pytest.raises(ValueError, match="predicted must hold finite numbers.* nan in row 0"):
        ResidualsDisplay.from_predictions([1.0], [np.nan])
