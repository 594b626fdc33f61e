"""Draw predicted against measured values, with the detection floor of the assay."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import r2_score

from .._utils import FloatArray, Regressor, check_number
from ._display import Display
from ._style import COLOURS, GREY, LITERAL, NEGATIVE, clean, drawable, style_of_points, styled
from ._values import as_column, as_finite, as_measured, check_name, predict_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_AT_THE_FLOOR = 0.01  # share of the range of values, above the least value
_FLOOR_SHARE = 0.05  # share of the genotypes: fewer than these near the least one are no floor


class PredictionDisplay(Display):
    """Show predicted against measured values, with the detection floor where there is one.

    Where a twentieth of the measured values or more lie within a hundredth of their range
    of the least one, that is taken for the detection floor of the assay. The picture then has
    a line at the floor, and states the share of the genotypes that lie there.

    Parameters
    ----------
    measured, predicted : ndarray of shape (n_samples,)
        Measured and predicted values of the same genotypes.
    floor : float or None
        Value of the floor. None means that there is no floor.
    value_name : str, default="value"
        Name of the measured value, for the labels of the axes.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> from sk_epinet.plotting import PredictionDisplay
    >>> display = PredictionDisplay.from_predictions([0.0, 1.0, 2.0], [0.1, 0.9, 2.0]).plot()
    >>> display.ax_.get_title()
    'R² 0.990, 3 genotypes'
    """

    def __init__(
        self,
        measured: FloatArray,
        predicted: FloatArray,
        floor: float | None = None,
        value_name: str = "value",
    ) -> None:
        check_name("value_name", value_name)
        if floor is not None:
            check_number("floor", floor, low=-np.inf)
        self.measured = as_column("measured", measured)
        self.predicted = as_column("predicted", predicted, measured=self.measured)
        self.floor, self.value_name = floor, value_name

    @classmethod
    def from_predictions(
        cls,
        y: ArrayLike,
        predicted: ArrayLike,
        *,
        floor: float | Literal["auto"] | None = "auto",
        value_name: str = "value",
    ) -> Self:
        """Make the display from measurements and their predictions.

        Parameters
        ----------
        y : array-like of shape (n_samples,)
            Measured values.
        predicted : array-like of shape (n_samples,)
            Predicted values of the same genotypes.
        floor : "auto", float or None, default="auto"
            Value of the detection floor. "auto" finds it as described above, None draws none.
        value_name : str, default="value"
            Name of the measured value, for the labels of the axes.

        Returns
        -------
        display : PredictionDisplay

        Raises
        ------
        ValueError
            If there are not as many predictions as measurements, one of them is NaN or
            infinite, or `floor` is none of the three.
        """
        y = as_measured(y)
        predicted = as_finite("predicted", predicted, len(y))
        if isinstance(floor, str) and floor == "auto":
            floor = _find_floor(y)
        elif floor is not None and not isinstance(floor, numbers.Real):  # type: ignore[unreachable]
            raise ValueError(f'floor must be "auto", a number or None, got {floor!r}.')
        return cls(y, predicted, floor, value_name)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        X: ArrayLike,
        y: ArrayLike,
        *,
        floor: float | Literal["auto"] | None = "auto",
        value_name: str = "value",
    ) -> Self:
        """Make the display from a fitted regressor and measured genotypes.

        Parameters
        ----------
        estimator : fitted regressor
            A fitted regressor of any kind.
        X : array-like of shape (n_samples, n_sites)
            Genotypes, preferably those that the regressor was not trained on.
        y : array-like of shape (n_samples,)
            Their measured values.
        floor : "auto", float or None, default="auto"
            As in :meth:`from_predictions`.
        value_name : str, default="value"
            As in :meth:`from_predictions`.

        Returns
        -------
        display : PredictionDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_predictions`.
        """
        predicted = predict_values(estimator, X, y)
        return cls.from_predictions(y, predicted, floor=floor, value_name=value_name)

    def _figure_size(self):
        return 4.8, 4.6

    def plot(
        self,
        ax: Axes | None = None,
        *,
        points_kwargs: dict[str, Any] | None = None,
        line_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        points_kwargs : dict, default=None
            Keyword arguments for the genotypes (``Axes.plot``).
        line_kwargs : dict, default=None
            Keyword arguments for the line of perfect predictions (``Axes.plot``).

        Returns
        -------
        display : PredictionDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, points=points_kwargs, line=line_kwargs)

    def _draw(self, points, line):
        n = len(self.measured)
        style = style_of_points(n) | {"color": COLOURS[0], "gid": "genotypes"}
        self.ax_.plot(self.measured, self.predicted, **styled("line", style, points))
        both = np.concatenate([self.measured, self.predicted])
        ends = both.min(), both.max()
        style = {"ls": "--", "color": "black", "lw": 1, "gid": "diagonal"}
        self.ax_.plot(ends, ends, **styled("line", style, line))
        if self.floor is not None:
            self._draw_floor()
        self.ax_.set_xlabel(f"measured {drawable(self.value_name)}", **LITERAL)
        self.ax_.set_ylabel(f"predicted {drawable(self.value_name)}", **LITERAL)
        r2 = r2_score(self.measured, self.predicted)
        self.ax_.set_title(f"R² {r2:.3f}, {n:,} genotypes", fontsize="medium")
        clean(self.ax_, grid=None)

    def _draw_floor(self):
        near = self.measured <= self.floor + _AT_THE_FLOOR * np.ptp(self.measured)
        for line in (self.ax_.axhline, self.ax_.axvline):
            line(self.floor, color=NEGATIVE, lw=1, ls=":", gid="floor")
        self.ax_.text(
            0.98,
            self.floor,
            f"floor: {near.mean():.0%} of the genotypes",
            transform=self.ax_.get_yaxis_transform(),
            ha="right",
            va="bottom",
            fontsize="small",
            color=GREY,
        )


def _find_floor(y: FloatArray) -> float | None:
    """Return the value of the detection floor, or None where there is none."""
    near = y <= y.min() + _AT_THE_FLOOR * np.ptp(y)
    many = near.mean() >= _FLOOR_SHARE and near.sum() > 1 and np.ptp(y) > 0
    return float(np.median(y[near])) if many else None
