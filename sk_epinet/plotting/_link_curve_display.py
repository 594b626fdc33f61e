"""Draw measured values against latent phenotypes, with the link that was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from .._utils import FloatArray, read_numbers
from ._display import Display
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
from ._values import as_column, as_finite, as_measured, check_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS = 200  # of the curve of the mean
_LEAST_SHARE = 0.01  # of the largest: networks with less do not show in the mean
_ROUNDING = 1e-5  # of the range of the values: what networks without a link may differ by


class LinkCurveDisplay(Display):
    """Show measured values against latent phenotypes, with the fitted link.

    With global epistasis, the sites act on a latent phenotype, and one curve, the link, turns it
    into what is measured. A link that is straight over the points does nothing. Where it is flat,
    at a floor or a ceiling, genotypes that differ cannot be told apart by their values.

    Parameters
    ----------
    latent : ndarray of shape (n_samples,)
        Latent phenotypes, in the units of the measured value.
    measured : ndarray of shape (n_samples,)
        Measured values of the same genotypes.
    grid : ndarray of shape (n_points,)
        Latent phenotypes in increasing order, at which the links are known.
    links : ndarray of shape (n_links, n_points)
        What would be measured for each of them, by the link of each network.
    weights : ndarray of shape (n_links,), default=None
        Weights of the networks in the mean link. None means equal weights. If their sum is less
        than one, it is shown as the share of the prediction that has a link.
    value_name : str, default="value"
        Name of the measured value, for the labels of the axes.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    PredictionDisplay : Show predicted against measured values.

    Notes
    -----
    The link of a network is drawn through its predictions for the genotypes that are given, and
    straight between them. The mean link is the weighted mean over the networks for the same
    latent phenotype; it is drawn where all of them have genotypes, so that none is extrapolated.
    The latent phenotype has the units of the measured value: :meth:`EpistaticNetRegressor\
.predict_latent` says which line replaces the link.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet.plotting import LinkCurveDisplay
    >>> latent = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    >>> measured = np.array([0.02, 0.1, 0.4, 0.8, 0.9])
    >>> link = 1 / (1 + np.exp(-2 * latent))
    >>> display = LinkCurveDisplay.from_predictions(measured, latent, link).plot()
    >>> display.ax_.get_xlabel()
    'latent phenotype'
    """

    def __init__(
        self,
        latent: FloatArray,
        measured: FloatArray,
        grid: FloatArray,
        links: FloatArray,
        weights: FloatArray | None = None,
        value_name: str = "value",
    ) -> None:
        check_name("value_name", value_name)
        self.latent, self.value_name = as_column("latent", latent), value_name
        self.measured = as_column("measured", measured, latent=self.latent)
        self.grid = as_column("grid", grid)
        self.links = read_numbers("links", links, n_axes=2)
        if not self.links.size or self.links.shape[1] != len(self.grid):
            raise ValueError(
                f"links must have a row for each network and {len(self.grid)} columns, as many as "
                f"grid has numbers; got shape {self.links.shape}."
            )
        self.weights = weights
        if weights is not None:
            self.weights = as_column("weights", weights, links=self.links)
            if (self.weights < 0).any() or not self.weights.any():
                raise ValueError("weights must be at least 0, and not all of them 0.")

    @classmethod
    def from_predictions(
        cls, y: ArrayLike, latent: ArrayLike, predicted: ArrayLike, *, value_name: str = "value"
    ) -> Self:
        """Make the display from the predictions of any model that has one latent phenotype.

        Parameters
        ----------
        y : array-like of shape (n_samples,)
            Measured values.
        latent : array-like of shape (n_samples,)
            Latent phenotypes of the same genotypes, in any unit.
        predicted : array-like of shape (n_samples,)
            Their predicted values, which are the link of the latent phenotypes.
        value_name : str, default="value"
            Name of the measured value, for the labels of the axes.

        Returns
        -------
        display : LinkCurveDisplay

        Raises
        ------
        ValueError
            If there are not as many predictions as measurements, or one of them is NaN or
            infinite.
        """
        y = as_measured(y)
        latent = as_finite("latent", latent, len(y))
        predicted = as_finite("predicted", predicted, len(y))
        grid, first = np.unique(latent, return_index=True)
        return cls(latent, y, grid, predicted[None, first], None, value_name)

    @classmethod
    def from_estimator(
        cls, estimator: Any, X: ArrayLike, y: ArrayLike, *, value_name: str = "value"
    ) -> Self:
        """Make the display from a fitted Epistatic Net.

        Parameters
        ----------
        estimator : EpistaticNetRegressor or EpistaticNetRegressorCV
            The fitted estimator. At least one of its networks has a link
            (``global_epistasis="sigmoid"``), or a floor or ceiling was found (`censored`).
            Networks with less than a hundredth of the largest share are left out.
        X : array-like of shape (n_samples, n_sites)
            Genotypes, preferably those that the estimator was not trained on.
        y : array-like of shape (n_samples,)
            Their measured values.
        value_name : str, default="value"
            Name of the measured value, for the labels of the axes.

        Returns
        -------
        display : LinkCurveDisplay

        Raises
        ------
        TypeError
            If the estimator has no latent phenotype.
        ValueError
            If no network has a link, floor or ceiling, or as in :meth:`from_predictions`.
        """
        if not hasattr(estimator, "predict_latent"):
            raise TypeError(
                f"{type(estimator).__name__} has no latent phenotype: pass a fitted "
                "EpistaticNetRegressor or EpistaticNetRegressorCV. The latent phenotypes of other "
                "models can be given to LinkCurveDisplay.from_predictions."
            )
        check_is_fitted(estimator)
        y = as_measured(y)
        members = estimator.predict_members(X, latent=True)
        grid = np.linspace(members.min(), members.max(), _POINTS)
        bends = np.abs(estimator.link_members(grid) - grid).max(axis=1)
        linked = bends > _ROUNDING * max(np.ptp(grid), np.ptp(y))
        weights = np.where(linked, estimator.member_weights_, 0.0)
        if not weights.any():
            raise ValueError(
                "No network of this estimator has a link, so that the latent phenotype is the "
                "predicted value. Fit with global_epistasis='sigmoid', or draw a "
                "PredictionDisplay."
            )
        shown = weights >= _LEAST_SHARE * weights.max()
        latent = np.average(members[shown], axis=0, weights=weights[shown])
        latent = as_finite("the latent phenotype", latent, len(y))
        grid = np.linspace(latent.min(), latent.max(), _POINTS)
        links = estimator.link_members(grid)[shown]
        return cls(latent, y, grid, links, weights[shown], value_name)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        points_kwargs: dict[str, Any] | None = None,
        curve_kwargs: dict[str, Any] | None = None,
        member_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        points_kwargs : dict, default=None
            Keyword arguments for the genotypes (``Axes.plot``).
        curve_kwargs : dict, default=None
            Keyword arguments for the mean link (``Axes.plot``).
        member_kwargs : dict, default=None
            Keyword arguments for the links of the single networks (``Axes.plot``).

        Returns
        -------
        display : LinkCurveDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, points=points_kwargs, curve=curve_kwargs, member=member_kwargs)

    def _figure_size(self):
        return 5.2, 4.0

    def _draw(self, points, curve, member):
        ax = self.ax_
        style = style_of_points(len(self.latent)) | {"color": COLOURS[0], "gid": "genotypes"}
        handles = ax.plot(self.latent, self.measured, **styled("line", style, points))
        names = ["genotypes"]
        if len(self.links) > 1:
            style = {"color": GREY, "lw": 0.7, "alpha": 0.7, "gid": "member", "zorder": 3}
            handles += ax.plot(self.grid, self.links.T, **styled("line", style, member))[:1]
            names.append("each network's link")
        style = {"color": NEGATIVE, "lw": 2, "gid": "link", "zorder": 4}
        handles += ax.plot(self.grid, self.mean_link(), **styled("line", style, curve))
        names.append(self._name_of_link())
        ax.set_xlabel("latent phenotype")
        ax.set_ylabel(f"measured {drawable(self.value_name)}", **LITERAL)
        clean(ax, grid=None)
        add_legend_above(ax, handles, names)

    def _name_of_link(self):
        name = "mean link" if len(self.links) > 1 else "link"
        share = 1.0 if self.weights is None else float(np.sum(self.weights))
        return name if round(share, 2) >= 1 else f"{name} ({share:.0%} of the prediction)"

    def mean_link(self) -> FloatArray:
        """Return the weighted mean of the links.

        Returns
        -------
        measured : ndarray of shape (n_points,)
            What would be measured for each latent phenotype of `grid`.

        Examples
        --------
        >>> import numpy as np
        >>> from sk_epinet.plotting import LinkCurveDisplay
        >>> links = np.array([[0.0, 1.0], [0.0, 3.0]])
        >>> LinkCurveDisplay([0.5], [1.2], np.array([0.0, 1.0]), links).mean_link()
        array([0., 2.])
        """
        return np.average(self.links, axis=0, weights=self.weights)
