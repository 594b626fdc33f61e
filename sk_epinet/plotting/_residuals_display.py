"""Draw residuals against predicted values, and how often intervals hold what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom

from .._utils import FloatArray, Regressor, check_dict, check_number, read_list, read_numbers
from ._display import Display
from ._split_axes import add_axes_below
from ._style import (
    COLOURS,
    GREY,
    LITERAL,
    NEGATIVE,
    add_legend_above,
    clean,
    drawable,
    style_of_points,
    styled,
)
from ._values import as_column, as_finite, as_measured, check_name, predict_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKED = 0.9  # coverage of the intervals outside which residuals are marked
_OF_A_MEAN = 20  # genotypes: fewer have no mean residual
_MOST_MEANS = 12


class ResidualsDisplay(Display):
    """Show residuals against predicted values, and the calibration of prediction intervals.

    A residual is the measured minus the predicted value. Where the errors are as they should be,
    the residuals scatter around zero everywhere: a trend in their means says that the model
    misses something, such as a floor. Where intervals are known, residuals outside those of 90 %
    are marked, and a second picture shows for each coverage that was asked for the share of the
    measured values that lie in their intervals.

    Parameters
    ----------
    measured, predicted : ndarray of shape (n_samples,)
        Measured and predicted values of the same genotypes.
    intervals : dict of float to ndarray of shape (n_samples, 2), default=None
        Lower and upper ends of prediction intervals, by their coverage, between 0 and 1. None
        draws no calibration.
    value_name : str, default="value"
        Name of the measured value, for the labels of the axes.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Axes of the residuals. With intervals, those that were given to :meth:`plot`, made
        smaller.
    calibration_ax_ : matplotlib Axes or None
        Axes of the calibration, below the others; None without intervals.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    PredictionDisplay : Show predicted against measured values.

    Notes
    -----
    Means of residuals are those of groups of equal numbers of genotypes, at least 20, in the
    order of the predicted values, with bars of one standard error to each side. The grey band of
    the calibration is what chance leaves to intervals that are right: 95 % of the counts of as
    many independent genotypes lie in it.

    Examples
    --------
    >>> from sk_epinet.plotting import ResidualsDisplay
    >>> predicted = [0.0, 1.0, 2.0, 3.0]
    >>> intervals = {0.5: [[-0.2, 0.2], [0.8, 1.2], [1.8, 2.2], [2.8, 3.2]]}
    >>> display = ResidualsDisplay.from_predictions([0.1, 1.5, 2.1, 2.2], predicted, intervals)
    >>> display.observed_coverage()
    {0.5: 0.5}
    >>> display.plot().calibration_ax_.get_xlabel()
    'coverage asked for'
    """

    def __init__(
        self,
        measured: FloatArray,
        predicted: FloatArray,
        intervals: Mapping[float, ArrayLike] | None = None,
        value_name: str = "value",
    ) -> None:
        check_name("value_name", value_name)
        self.measured = as_column("measured", measured)
        self.predicted = as_column("predicted", predicted, measured=self.measured)
        self.intervals = _read_intervals(intervals, len(self.measured))
        self.value_name = value_name

    @classmethod
    def from_predictions(
        cls,
        y: ArrayLike,
        predicted: ArrayLike,
        intervals: Mapping[float, ArrayLike] | None = None,
        *,
        value_name: str = "value",
    ) -> Self:
        """Make the display from measurements, their predictions, and intervals of these.

        Parameters
        ----------
        y : array-like of shape (n_samples,)
            Measured values.
        predicted : array-like of shape (n_samples,)
            Predicted values of the same genotypes.
        intervals : dict of float to array-like of shape (n_samples, 2), default=None
            Lower and upper ends of prediction intervals, by their coverage, between 0 and 1.
        value_name : str, default="value"
            Name of the measured value, for the labels of the axes.

        Returns
        -------
        display : ResidualsDisplay

        Raises
        ------
        ValueError
            If there are not as many predictions or intervals as measurements, one of them is NaN
            or infinite, or a coverage is not between 0 and 1.
        """
        y = as_measured(y)
        predicted = as_finite("predicted", predicted, len(y))
        return cls(y, predicted, intervals, value_name)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        X: ArrayLike,
        y: ArrayLike,
        *,
        coverages: Sequence[float] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        sample_weight: ArrayLike | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a fitted regressor and measured genotypes.

        Parameters
        ----------
        estimator : fitted regressor
            A fitted regressor of any kind. Where it has ``predict_interval(X, coverage)``, as
            :class:`EpistaticNetRegressorCV`, its intervals are drawn.
        X : array-like of shape (n_samples, n_sites)
            Genotypes, preferably those that the regressor was not trained on.
        y : array-like of shape (n_samples,)
            Their measured values.
        coverages : sequence of float, default=(0.1, 0.2, ..., 0.9, 0.95)
            Coverages of the intervals, between 0 and 1.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of these measurements, for their intervals
            (:meth:`EpistaticNetRegressor.predict_interval`).
        value_name : str, default="value"
            Name of the measured value, for the labels of the axes.

        Returns
        -------
        display : ResidualsDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_predictions`, or if weights are given to an estimator without
            intervals.
        """
        y = as_measured(y)
        predict_interval = getattr(estimator, "predict_interval", None)
        if predict_interval is None and sample_weight is not None:
            raise ValueError(
                "sample_weight is for prediction intervals, which "
                f"{type(estimator).__name__} does not have. Leave out sample_weight."
            )
        intervals = None
        if predict_interval is not None:
            options = {} if sample_weight is None else {"sample_weight": sample_weight}
            levels = read_list("coverages", coverages, "shares between 0 and 1")
            intervals = {}
            for level in levels:
                _check_coverage(level)
                intervals[level] = predict_interval(X, level, **options)
        return cls.from_predictions(
            y, predict_values(estimator, X, y), intervals, value_name=value_name
        )

    def observed_coverage(self) -> dict[float, float]:
        """Return the share of the measured values that lie in their intervals.

        Returns
        -------
        observed : dict of float to float
            The shares by the coverage of the intervals, in increasing order. It is empty if there
            are no intervals.

        Examples
        --------
        >>> from sk_epinet.plotting import ResidualsDisplay
        >>> ResidualsDisplay.from_predictions([1.0], [1.5], {0.9: [[0, 2]]}).observed_coverage()
        {0.9: 1.0}
        """
        levels = sorted(self.intervals or {})
        return {level: float(np.mean(self._is_inside(level))) for level in levels}

    def plot(
        self,
        ax: Axes | None = None,
        *,
        points_kwargs: dict[str, Any] | None = None,
        outside_kwargs: dict[str, Any] | None = None,
        means_kwargs: dict[str, Any] | None = None,
        calibration_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        points_kwargs : dict, default=None
            Keyword arguments for the residuals (``Axes.plot``).
        outside_kwargs : dict, default=None
            Keyword arguments for the residuals outside their intervals (``Axes.plot``).
        means_kwargs : dict, default=None
            Keyword arguments for the mean residuals (``Axes.errorbar``).
        calibration_kwargs : dict, default=None
            Keyword arguments for the line of the calibration (``Axes.plot``).

        Returns
        -------
        display : ResidualsDisplay
            The object itself, with the attributes `ax_`, `calibration_ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(
            ax,
            points=points_kwargs,
            outside=outside_kwargs,
            means=means_kwargs,
            calibration=calibration_kwargs,
        )

    def _figure_size(self):
        return 5.2, 6.0 if self.intervals else 3.4

    def _draw(self, points, outside, means, calibration):
        self.calibration_ax_ = None
        if self.intervals:
            (self.calibration_ax_,) = add_axes_below(self.ax_, (1, 1), share_x=False)
            self._draw_calibration(calibration)
        handles, names = self._draw_residuals(points, outside)
        self.ax_.axhline(0, color="black", lw=1, ls="--", gid="zero")
        if len(self.measured) >= 2 * _OF_A_MEAN:
            handles.append(self._draw_means(means))
            names.append("mean residual")
        self.ax_.set_xlabel(f"predicted {drawable(self.value_name)}", **LITERAL)
        self.ax_.set_ylabel("measured \N{MINUS SIGN} predicted")
        clean(self.ax_, grid=None)
        if len(handles) > 1:
            add_legend_above(self.ax_, handles, names)

    def _draw_residuals(self, points, outside):
        """Draw the residuals, and return the entries of the legend."""
        residuals = self.measured - self.predicted
        marked = self._marked()
        inside = np.ones(len(residuals), bool) if marked is None else self._is_inside(marked)
        style = style_of_points(len(residuals)) | {"color": COLOURS[0], "gid": "genotypes"}
        own = styled("line", style, points)
        handles = self.ax_.plot(self.predicted[inside], residuals[inside], **own)
        if marked is None:
            return handles, ["genotypes"]
        style |= {"color": NEGATIVE, "marker": "^", "gid": "outside"}
        own = styled("line", style, outside)
        handles += self.ax_.plot(self.predicted[~inside], residuals[~inside], **own)
        outer = f"outside {marked:.0%} interval ({np.mean(~inside):.0%})"
        return handles, ["genotypes", outer]

    def _draw_means(self, means):
        residuals = self.measured - self.predicted
        n_groups = min(len(residuals) // _OF_A_MEAN, _MOST_MEANS)
        groups = np.array_split(np.argsort(self.predicted, kind="stable"), n_groups)
        places = [self.predicted[own].mean() for own in groups]
        values = [residuals[own].mean() for own in groups]
        errors = [residuals[own].std(ddof=1) / np.sqrt(len(own)) for own in groups]
        style = {"fmt": "s-", "color": "black", "ms": 4, "lw": 1.2, "capsize": 2, "zorder": 4}
        return self.ax_.errorbar(places, values, errors, **styled("bars", style, means))

    def _draw_calibration(self, calibration):
        ax, n, observed = self.calibration_ax_, len(self.measured), self.observed_coverage()
        asked = np.linspace(0, 1, 201)
        low, high = (binom.ppf(end, n, asked) / n for end in (0.025, 0.975))
        band = ax.fill_between(asked, low, high, color="0.88", lw=0, gid="chance")
        (line,) = ax.plot([0, 1], [0, 1], "--", color=GREY, lw=1, gid="diagonal")
        style = {"color": COLOURS[0], "marker": "o", "ms": 4, "lw": 1.2, "gid": "calibration"}
        own = styled("line", style, calibration)
        (curve,) = ax.plot(list(observed), list(observed.values()), **own)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda share, _: f"{share:.0%}")
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1.02)
        ax.set_xlabel("coverage asked for")
        ax.set_ylabel("measured in the interval")
        clean(ax)
        add_legend_above(ax, [curve, line, band], ["intervals", "as asked", "within chance"])

    def _marked(self):
        """Return the coverage nearest to 90 %, or None without intervals."""
        return min(self.intervals or {}, key=lambda level: abs(level - _MARKED), default=None)

    def _is_inside(self, level):
        low, high = self.intervals[level].T
        return (low <= self.measured) & (self.measured <= high)


def _read_intervals(intervals, n):
    """Return the ends of intervals as arrays by their coverage, or None where there are none."""
    if intervals is None:
        return None
    check_dict("intervals", intervals, "coverages with the ends of n_samples intervals each")
    return {level: _as_ends(level, own, n) for level, own in intervals.items()} or None


def _check_coverage(level):
    remedy = "A coverage of 90 % is 0.9."
    check_number("each coverage", level, low=0, high=1, low_open=True, remedy=remedy)


def _as_ends(level, ends, n):
    """Return the ends of the intervals of a coverage, or raise an error."""
    _check_coverage(level)
    ends = read_numbers(f"intervals[{level:g}]", ends, finite=False)
    if ends.shape != (n, 2) or not (ends[:, 0] <= ends[:, 1]).all():
        raise ValueError(
            f"intervals[{level:g}] must have a lower and an upper end for each of the {n} "
            f"measured values, shape ({n}, 2), the lower one first; it has shape {ends.shape}."
        )
    return ends
