"""Predicted against measured values, with the floor of the assay."""

import numpy as np
from sklearn.metrics import r2_score

from ._display import Display
from ._style import COLOURS, GREY, NEGATIVE, clean

_AT_THE_FLOOR = 0.01  # of the range above the least value
_FLOOR_SHARE = 0.05  # of the genotypes: fewer so near the least one are no floor


class PredictionDisplay(Display):
    """Predicted against measured values, with the detection floor where there is one.

    Where a twentieth of the measured values or more lie within a hundredth of their range
    of the least one, that is taken for the floor of the assay: it is drawn, and the share of
    genotypes there is said.

    Parameters
    ----------
    measured, predicted : ndarray of shape (n_samples,)
        Values of the same genotypes.
    floor : float or None
        Where the floor is; None is no floor.
    value_name : str, default="value"
        What was measured.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure

    Examples
    --------
    >>> from sk_epinet.plotting import PredictionDisplay
    >>> display = PredictionDisplay.from_predictions([0.0, 1.0, 2.0], [0.1, 0.9, 2.0]).plot()
    >>> display.ax_.get_title()
    'R² 0.990, 3 genotypes'
    """

    def __init__(self, measured, predicted, floor=None, value_name="value"):
        self.measured, self.predicted = measured, predicted
        self.floor, self.value_name = floor, value_name

    @classmethod
    def from_predictions(cls, y, predicted, *, floor="auto", value_name="value"):
        """Compare predictions with measurements.

        Parameters
        ----------
        y, predicted : array-like of shape (n_samples,)
            Measured and predicted values.
        floor : "auto", float or None, default="auto"
            Where the floor is; "auto" as above.
        value_name : str, default="value"
            What was measured, for the labels.

        Returns
        -------
        display : PredictionDisplay

        Raises
        ------
        ValueError
            If the two are not of one length.
        """
        y, predicted = np.asarray(y, float).reshape(-1), np.asarray(predicted, float).reshape(-1)
        if len(y) != len(predicted):
            raise ValueError(f"{len(y)} values were measured, but {len(predicted)} predicted.")
        floor = _find_floor(y) if isinstance(floor, str) and floor == "auto" else floor
        return cls(y, predicted, floor, value_name)

    @classmethod
    def from_estimator(cls, estimator, X, y, *, floor="auto", value_name="value"):
        """Predict genotypes that were measured, best those that were not trained on.

        Parameters
        ----------
        estimator : fitted regressor
            Of any kind.
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : array-like of shape (n_samples,)
            Their measured values.
        floor, value_name
            As in :meth:`from_predictions`.

        Returns
        -------
        display : PredictionDisplay
        """
        predicted = estimator.predict(X)
        return cls.from_predictions(y, predicted, floor=floor, value_name=value_name)

    def _size(self):
        return 4.8, 4.6

    def _draw(self):
        n = len(self.measured)
        style = {"ms": 3 if n > 500 else 5, "alpha": float(np.clip(60 / n**0.6, 0.12, 0.8))}
        self.ax_.plot(
            self.measured,
            self.predicted,
            "o",
            color=COLOURS[0],
            mec="none",
            gid="genotypes",
            # Thousands of points as vectors make files that no reader opens gladly.
            rasterized=n > 2000,
            **style,
        )
        both = np.concatenate([self.measured, self.predicted])
        ends = both.min(), both.max()
        self.ax_.plot(ends, ends, "--", color="black", lw=1, gid="diagonal")
        if self.floor is not None:
            self._draw_floor()
        self.ax_.set_xlabel(f"measured {self.value_name}")
        self.ax_.set_ylabel(f"predicted {self.value_name}")
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


def _find_floor(y):
    near = y <= y.min() + _AT_THE_FLOOR * np.ptp(y)
    many = near.mean() >= _FLOOR_SHARE and near.sum() > 1 and np.ptp(y) > 0
    return float(np.median(y[near])) if many else None
