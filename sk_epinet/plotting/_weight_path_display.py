"""Draw validation curves along the weights of penalties, of several models on one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from .._utils import check_dict, check_number, check_object, require_same_length
from ._collect_weight_paths import collect_paths
from ._display import Display
from ._find_weight_path import Rows
from ._split_axes import add_axes_below
from ._style import (
    COLOURS,
    GREY,
    LITERAL,
    add_legend_above,
    clean,
    drawable,
    style_of,
    styled,
)
from ._weight_path import WeightPath

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_TICKS = 8  # more weights than these have no label each
_MOST_BARS = 16


class WeightPathDisplay(Display):
    """Show the cross-validated scores along the weight of a penalty, for one model or several.

    The points are means over the folds, and the bars span one standard error to each side. A star
    is the weight that was chosen, and a ring the one that the one-standard-error rule chooses.
    Below them is the number of interactions that the model keeps at each weight.

    Parameters
    ----------
    paths : dict of str to WeightPath
        The paths, by the name of the model. All have the same kind of score.
    min_size : float, default=None
        Smallest size of an interaction that was counted, in standard deviations of y.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the scores.
    kept_ax_ : matplotlib Axes or None
        The axes of the numbers of interactions, where they are known.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> from sklearn.linear_model import LassoCV
    >>> from sklearn.pipeline import make_pipeline
    >>> from sk_epinet import WalshFeatures
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> from sk_epinet.plotting import WeightPathDisplay
    >>> X, y, _ = make_walsh_landscape(n_sites=7, n_interactions=6, noise=0.3, random_state=0)
    >>> lasso = make_pipeline(WalshFeatures(max_order=3), LassoCV(cv=5)).fit(X, y)
    >>> display = WeightPathDisplay.from_estimator(lasso, X, y).plot()
    >>> display.ax_.get_ylabel()
    'mean squared error'
    >>> n_kept = display.paths["LassoCV"].n_kept
    >>> int(n_kept[0]) > int(n_kept[-1])
    True
    """

    def __init__(self, paths: Mapping[str, WeightPath], min_size: float | None = None) -> None:
        check_dict("paths", paths, "names with a WeightPath each")
        for path in paths.values():
            check_object("each of paths", path, WeightPath)
        self.paths, self.min_size = paths, min_size

    @classmethod
    def from_estimator(
        cls,
        estimators: BaseEstimator | Mapping[str, BaseEstimator],
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        X_test: ArrayLike | None = None,
        y_test: ArrayLike | None = None,
        min_size: float = 0.01,
    ) -> Self:
        """Make the display from the paths of fitted estimators.

        Parameters
        ----------
        estimators : fitted estimator, or dict of str to fitted estimator
            Each is an :class:`EpistaticNetRegressorCV`, a
            :class:`~sklearn.model_selection.GridSearchCV` over a parameter that ends in
            `wh_weight`, or a :class:`~sklearn.linear_model.LassoCV`. It may be in a pipeline, in a
            :class:`~sklearn.compose.TransformedTargetRegressor`, or the best estimator of a search
            over other parameters.
        X : array-like of shape (n_samples, n_sites), default=None
            The training genotypes. With `X` and `y`, a model is trained at each weight, and its
            interactions are counted. This costs one fit of a network for each weight.
        y : array-like of shape (n_samples,), default=None
            The training values. They are also needed to draw a LassoCV beside a network, because
            the `alpha` of a Lasso depends on the unit of y.
        X_test : array-like of shape (n_test, n_sites), default=None
            Genotypes of a test set. The legend has the R² of each estimator on them, and with `X`
            and `y` there is a curve of the test scores along the path.
        y_test : array-like of shape (n_test,), default=None
            Their measured values.
        min_size : float, default=0.01
            An interaction is *kept* if its size is at least this many standard deviations of y,
            and larger than rounding errors (1e-12). The size of a Walsh coefficient is its
            absolute value. No coefficient of a network is exactly zero, but many of a Lasso are:
            with 0, the coefficients of the Lasso that are not zero are counted.

        Returns
        -------
        display : WeightPathDisplay

        Raises
        ------
        TypeError
            If an estimator has no path of the weight of a penalty, or if its interactions cannot
            be counted.
        ValueError
            If X is given without y, or X_test without y_test, or the other way round; if the
            scores of the estimators are not of one kind; or if an estimator tried only one weight
            or cannot predict.
        sklearn.exceptions.NotFittedError
            If an estimator is not fitted.

        Notes
        -----
        Along the path of a search over several parameters, or of
        :class:`EpistaticNetRegressorCV`, all other parameters are those of the best candidate. A
        Lasso minimises half the mean squared error + alpha × the sum of absolute coefficients.
        On the standardised target that is the objective of the network with ``wh_weight = 2 *
        alpha / standard deviation of y``, for a penalty that holds all interactions: this is
        where its points are drawn.

        The models that are counted are those of the penalty alone: what
        :class:`EpistaticNetRegressorCV` averages, or adds by a Gaussian process, is not among
        them. They are trained without sample weights. Of a network with a link, the interactions
        of the latent phenotype are counted.
        """
        check_number("min_size", min_size, low=0)
        _require_both("X", X, "y", y)
        _require_both("X_test", X_test, "y_test", y_test)
        if not isinstance(estimators, Mapping):
            check_object("estimators", estimators, BaseEstimator)
            estimators = {_name_of(estimators): estimators}
        if not estimators:
            raise ValueError("estimators is empty: there is nothing to draw.")
        paths = collect_paths(estimators, Rows(X, y), Rows(X_test, y_test), min_size)
        return cls(paths, None if X is None else min_size)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        curve_kwargs: dict[str, Any] | None = None,
        test_kwargs: dict[str, Any] | None = None,
        kept_kwargs: dict[str, Any] | None = None,
        mark_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        curve_kwargs : dict, default=None
            Keyword arguments for the curves of the scores and their bars (``Axes.errorbar``).
        test_kwargs : dict, default=None
            Keyword arguments for the curves of the test scores (``Axes.plot``).
        kept_kwargs : dict, default=None
            Keyword arguments for the curves of the numbers of interactions (``Axes.plot``).
        mark_kwargs : dict, default=None
            Keyword arguments for the stars and rings at what was chosen (``Axes.plot``).

        Returns
        -------
        display : WeightPathDisplay
            The object itself, with the attributes `ax_`, `kept_ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(
            ax, curve=curve_kwargs, test=test_kwargs, kept=kept_kwargs, mark=mark_kwargs
        )

    def _figure_size(self):
        legend = 0.15 * (2 * len(self.paths) + 3)
        return 5.6, (4.4 if self._counted() else 3.2) + legend

    def _counted(self):
        return {name: own for name, own in self.paths.items() if own.n_kept is not None}

    def _draw(self, curve, test, kept, mark):
        counted = self._counted()
        self.kept_ax_ = add_axes_below(self.ax_, (2.2, 1))[0] if counted else None
        handles, names = [], []
        for i, (name, path) in enumerate(self.paths.items()):
            handles.append(self._draw_scores(path, style_of(i), curve, test))
            names.append(_describe(name, path))
            if name in counted:
                self._draw_kept(path, style_of(i), kept, mark)
        handles += self._draw_choices(mark)
        names += ["chosen", "one-standard-error rule"]
        if any(path.test_scores is not None for path in self.paths.values()):
            line = styled("line", {"ls": ":", "color": "black", "lw": 1.2}, test)
            handles += self.ax_.plot([], [], **line)
            names.append("on the test set")
        self._label_axes()
        add_legend_above(self.ax_, handles, names, ncols=1)

    def _draw_scores(self, path, style, given, given_test):
        weights = path.unit * np.asarray(path.weights)
        every = max(1, round(len(weights) / _MOST_BARS))
        style = style | {"marker": style["marker"] if len(weights) <= _MOST_BARS else ""}
        style |= {"errorevery": every, "capsize": 2, "lw": 1.5, "elinewidth": 1, "ms": 4}
        curve = self.ax_.errorbar(
            weights, path.mean, path.standard_error, **styled("bars", style, given)
        )
        curve.lines[0].set_gid("mean")
        if path.test_scores is not None:
            line = {"ls": ":", "color": style["color"], "lw": 1.2, "gid": "test"}
            self.ax_.plot(weights, path.test_scores, **styled("line", line, given_test))
        return curve

    def _draw_kept(self, path, style, given, given_mark):
        weights, n_kept = path.unit * np.asarray(path.weights), np.asarray(path.n_kept)
        style = style | {"marker": style["marker"] if len(weights) <= _MOST_BARS else ""}
        line = style | {"lw": 1.5, "ms": 4, "gid": "kept"}
        self.kept_ax_.plot(weights, n_kept, **styled("line", line, given))
        place = [_place(path, path.chosen)]
        self._mark(self.kept_ax_, weights[place], n_kept[place], "*", style["color"], given_mark)

    def _draw_choices(self, given):
        """Mark what was chosen on each curve, and return what stands for both marks."""
        marks = {"*": "chosen", "o": "one_standard_error"}
        for i, path in enumerate(self.paths.values()):
            colour = COLOURS[i % len(COLOURS)]
            for marker, name in marks.items():
                place = [_place(path, getattr(path, name))]
                weight = path.unit * np.asarray(path.weights)[place]
                self._mark(self.ax_, weight, path.mean[place], marker, colour, given, gid=name)
        return [self._mark(self.ax_, [], [], marker, GREY, given) for marker in marks]

    def _mark(self, ax, x, y, marker, colour, given, gid=None):
        """Draw a star, or a ring around a point, and return it."""
        size, face = (13, colour) if marker == "*" else (11, "none")
        style = {"mfc": face, "mec": "black", "mew": 0.9, "zorder": 5, "gid": gid}
        style |= {"marker": marker, "ms": size, "ls": "none"}
        (mark,) = ax.plot(x, y, **styled("line", style, given))
        return mark

    def _label_axes(self):
        own = list(self.paths.values())
        parameters = sorted({path.parameter for path in own}, reverse=True)
        label = parameters[0]
        if len(parameters) > 1:
            label = "wh_weight, or 2 alpha / standard deviation of y"
        self._scale_weights()
        self.ax_.set_ylabel(drawable(own[0].score_name), **LITERAL)
        clean(self.ax_)
        lowest = self.ax_ if self.kept_ax_ is None else self.kept_ax_
        lowest.set_xlabel(label)
        if self.kept_ax_ is not None:
            self.ax_.tick_params(labelbottom=False)
            self.kept_ax_.set_yscale("symlog", linthresh=1)
            most = max(np.max(path.n_kept) for path in self._counted().values())
            self.kept_ax_.set_ylim(-0.2, 2 * most + 1)
            self.kept_ax_.set_ylabel("interactions\nkept")
            clean(self.kept_ax_)

    def _scale_weights(self):
        """Make the axis of the weights logarithmic, with a place for 0."""
        weights = [path.unit * np.asarray(path.weights) for path in self.paths.values()]
        everything = np.unique(np.concatenate(weights))
        positive = everything[everything > 0]
        if not len(positive):
            return
        low, high = positive[0] / 1.3, positive[-1] * 1.3
        if everything[0] == 0:
            self.ax_.set_xscale("symlog", linthresh=positive[0], linscale=0.4)
            low = -0.3 * positive[0]
        else:
            self.ax_.set_xscale("log")
        few = [own for own in weights if len(own) <= _MOST_TICKS]
        if few:
            ticks = np.unique(np.concatenate(few))
            # Beyond the weights of a grid, the path of a Lasso has decades.
            decades = 10.0 ** np.arange(-9, 9)
            ticks = np.append(ticks, decades[(decades > ticks[-1]) & (decades <= high)])
            self.ax_.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
            self.ax_.minorticks_off()
        self.ax_.set_xlim(low, high)


def _require_both(X_name, X, y_name, y):
    """Raise an error if there are genotypes without values, or values of a test set alone."""
    if X is not None and y is None:
        raise ValueError(f"{X_name} was given without {y_name}: pass {y_name}=, too.")
    if X is None and y is not None and X_name == "X_test":
        raise ValueError(f"{y_name} was given without {X_name}: pass {X_name}=, too.")
    if X is not None:
        require_same_length(y_name, y, X, X_name)


def _name_of(estimator):
    """Return the class of the innermost estimator, by which a single one is named."""
    for attribute in ("regressor", "estimator"):
        inner = getattr(estimator, attribute, None)
        if hasattr(inner, "get_params"):
            return _name_of(inner)
    steps = getattr(estimator, "steps", None)
    return _name_of(steps[-1][1]) if steps else type(estimator).__name__


def _place(path, weight):
    """Return the number of a weight on a path."""
    return int(np.argmin(np.abs(np.asarray(path.weights) - weight)))


def _describe(name, path):
    """Return the entry of a path in the legend: its name, what was chosen, and its test score."""
    chosen = f"{path.parameter} {path.chosen:.3g}"
    if path.unit != 1:
        chosen += f" (here {path.unit * path.chosen:.3g})"
    r2 = "" if path.test_r2 is None else f", test R² {path.test_r2:.3f}"
    return f"{name}\n{chosen}{r2}"
