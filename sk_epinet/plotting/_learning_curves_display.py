"""Draw learning curves of several models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.model_selection import learning_curve
from sklearn.utils import check_random_state

from .._utils import check_dict, check_number, read_list, read_numbers
from ._display import Display
from ._style import LITERAL, add_legend_above, clean, drawable, style_of, styled
from ._values import as_column, as_measured, check_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class LearningCurvesDisplay(Display):
    """Show the score on held-out genotypes against the number of training genotypes.

    Parameters
    ----------
    train_sizes : ndarray of shape (n_sizes,)
        Numbers of training genotypes.
    scores : dict of str to ndarray of shape (n_sizes, n_splits)
        Scores by the name of the model.
    score_name : str, default="R²"
        Name of the score, for the label of its axis.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Notes
    -----
    Points are means over the splits, and bars span one standard deviation to each side.
    :class:`~sklearn.model_selection.LearningCurveDisplay` of scikit-learn shows one model
    with its training scores.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> from sk_epinet.plotting import LearningCurvesDisplay
    >>> X, y, _ = make_walsh_landscape(8, 4, 1, noise=0.1, random_state=0)
    >>> models = {"linear": LinearRegression()}
    >>> display = LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[20, 50])
    >>> display.scores["linear"].shape
    (2, 5)
    """

    def __init__(
        self, train_sizes: ArrayLike, scores: Mapping[str, ArrayLike], score_name: str = "R²"
    ) -> None:
        check_name("score_name", score_name)
        check_dict("scores", scores, "estimators with a table of scores each")
        self.train_sizes, self.score_name = as_column("train_sizes", train_sizes), score_name
        if not scores or (self.train_sizes <= 0).any():
            raise ValueError("train_sizes must be greater than 0, and scores must not be empty.")
        n = len(self.train_sizes)
        self.scores = {
            name: read_numbers(f"scores of {name!r}", own, n_axes=2, length=n)
            for name, own in scores.items()
        }

    @classmethod
    def from_estimator(
        cls,
        estimators: Mapping[str, BaseEstimator],
        X: ArrayLike,
        y: ArrayLike,
        *,
        train_sizes: Sequence[int] = (30, 50, 100, 200),
        n_splits: int = 5,
        scoring: str | Callable[..., float] | None = None,
        score_name: str = "R²",
        n_jobs: int | None = None,
        random_state: int = 0,
    ) -> Self:
        """Make the display from models, which are trained on random sets of several sizes.

        Parameters
        ----------
        estimators : dict of str to regressor
            The models, by name.
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : array-like of shape (n_samples,)
            Measured values.
        train_sizes : sequence of int, default=(30, 50, 100, 200)
            Numbers of training genotypes, or of rows where genotypes have several: all rows of a
            genotype are on one side. The models are scored on the genotypes that the largest
            training set leaves over.
        n_splits : int, default=5
            Number of random training sets of each size, the same for all models.
        scoring : str or callable, default=None
            The score, as in :func:`~sklearn.model_selection.learning_curve`. None means R².
        score_name : str, default="R²"
            Name of the score, for the label of its axis.
        n_jobs : int, default=None
            Number of processes, as in :func:`~sklearn.model_selection.learning_curve`.
        random_state : int, default=0
            Seed of the random training sets.

        Returns
        -------
        display : LearningCurvesDisplay

        Raises
        ------
        ValueError
            If a size or the number of splits is not an integer of at least 1, or the largest
            size leaves fewer than two rows to score.
        """
        y = as_measured(y)
        check_dict("estimators", estimators, "names with an estimator each")
        sizes = _check_sizes(train_sizes, len(y))
        check_number("n_splits", n_splits, low=1, integer=True)
        splits = _split(X, int(sizes[-1]), int(n_splits), random_state)
        options = {"train_sizes": sizes, "cv": splits, "scoring": scoring, "n_jobs": n_jobs}
        scores = {
            name: learning_curve(estimator, X, y, **options)[2]
            for name, estimator in estimators.items()
        }
        return cls(sizes, scores, score_name)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        curve_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        curve_kwargs : dict, default=None
            Keyword arguments for the curves and their bars (``Axes.errorbar``).

        Returns
        -------
        display : LearningCurvesDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, curve=curve_kwargs)

    def _draw(self, curve):
        # Side by side, because otherwise the bars of one curve hide those of another.
        shifts = np.linspace(-0.03, 0.03, len(self.scores)) if len(self.scores) > 1 else [0.0]
        sizes, handles = np.asarray(self.train_sizes), []
        for i, (scores, shift) in enumerate(zip(self.scores.values(), shifts, strict=True)):
            style = {"capsize": 2, "lw": 1.5, "elinewidth": 1} | style_of(i)
            points = sizes * np.exp(shift), np.mean(scores, axis=1), np.std(scores, axis=1)
            handles.append(self.ax_.errorbar(*points, **styled("bars", style, curve)))
        self.ax_.set_xscale("log")
        self.ax_.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
        self.ax_.minorticks_off()
        self.ax_.set_xlabel("genotypes to train on")
        self.ax_.set_ylabel(f"{drawable(self.score_name)} on the other genotypes", **LITERAL)
        clean(self.ax_)
        add_legend_above(self.ax_, handles, self.scores)


def _check_sizes(train_sizes, n_genotypes):
    """Return the distinct sizes in increasing order, or raise an error."""
    for size in read_list("train_sizes", train_sizes, "numbers of genotypes"):
        check_number("each of train_sizes", size, low=1, integer=True)
    sizes = np.unique(np.asarray(train_sizes, dtype=int))
    if not len(sizes) or sizes[-1] > n_genotypes - 2:
        raise ValueError(
            f"train_sizes must be from 1 to {n_genotypes - 2} ({n_genotypes} genotypes are "
            f"measured and two must be left to score), got {list(train_sizes)}."
        )
    return sizes


def _split(X, n_train, n_splits, random_state):
    """Return random pairs of training and test rows, no genotype of which is on both sides."""
    table = pd.DataFrame(X.toarray() if hasattr(X, "toarray") else X)
    genotypes = pd.factorize(pd.util.hash_pandas_object(table, index=False))[0]
    counts, random, splits = np.bincount(genotypes), check_random_state(random_state), []
    for _ in range(n_splits):
        order = random.permutation(len(counts))
        # The last genotypes of the order, as few as have so many rows, are trained on.
        n_others = np.searchsorted(-np.cumsum(counts[order[::-1]])[::-1], -n_train, "right") - 1
        place = np.argsort(order)[genotypes]
        rows = np.argsort(place, kind="stable")
        test, train = np.split(rows, [(place < n_others).sum()])
        if len(test) < 2:
            raise ValueError(
                f"train_sizes={n_train} leaves fewer than two rows to score, because all rows of "
                "a genotype are on one side: give smaller train_sizes."
            )
        several = len(counts) < len(rows)
        splits.append((random.permutation(train) if several else train, test))
    return splits
