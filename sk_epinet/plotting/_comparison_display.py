"""Draw the scores of several methods, by landscape."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import check_dict
from ._display import Display
from ._style import COLOURS, LITERAL, MARKERS, add_legend_above, clean, drawable, styled
from ._values import as_column, check_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OF_A_BOX = 10  # splits: the quartiles of fewer say less than the splits themselves


class ComparisonDisplay(Display):
    """Show the scores of several methods on one or more landscapes.

    Parameters
    ----------
    scores : dict of str to dict of str to array-like of shape (n_splits,)
        ``scores[landscape][method]`` has one score for each split into training and test
        genotypes. All landscapes have the same methods.
    score_name : str, default="Pearson r"
        Label of the axis of the scores.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Notes
    -----
    The points are the splits themselves, and the line is their median. From ten splits on, a box
    spans the quartiles, and whiskers span all splits.

    Examples
    --------
    >>> from sk_epinet.plotting import ComparisonDisplay
    >>> scores = {"sparse": {"network": [0.7, 0.8, 0.9], "linear": [0.6, 0.7, 0.7]}}
    >>> display = ComparisonDisplay(scores).plot()
    >>> display.ax_.get_ylabel()
    'Pearson r'
    """

    def __init__(
        self, scores: Mapping[str, Mapping[str, ArrayLike]], score_name: str = "Pearson r"
    ) -> None:
        check_name("score_name", score_name)
        self.scores = _read_scores(scores)
        self.score_name = score_name

    def plot(
        self,
        ax: Axes | None = None,
        *,
        points_kwargs: dict[str, Any] | None = None,
        box_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        points_kwargs : dict, default=None
            Keyword arguments for the splits (``Axes.plot``).
        box_kwargs : dict, default=None
            Keyword arguments for the boxes (``Axes.boxplot``).

        Returns
        -------
        display : ComparisonDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, points=points_kwargs, box=box_kwargs)

    def _figure_size(self):
        return 1.6 * len(next(iter(self.scores.values()))) + 1, 4.0

    def _draw(self, points, box):
        methods = list(next(iter(self.scores.values())))
        width = 0.8 / len(self.scores)
        handles = []
        for i, by_method in enumerate(self.scores.values()):
            centres = np.arange(len(methods)) + width * (i - (len(self.scores) - 1) / 2)
            values = [np.asarray(by_method[method], dtype=float) for method in methods]
            self._draw_middles(values, centres, width, COLOURS[i % len(COLOURS)], box)
            handles.append(self._draw_points(values, centres, width, i, points))
        names = [fill(drawable(method), 16) for method in methods]
        self.ax_.set_xticks(range(len(methods)), names, **LITERAL)
        self.ax_.set_xlim(-0.5, len(methods) - 0.5)
        self.ax_.set_ylabel(drawable(self.score_name), **LITERAL)
        clean(self.ax_)
        if len(self.scores) > 1:
            add_legend_above(self.ax_, handles, self.scores)

    def _draw_middles(self, values, centres, width, colour, box):
        """Draw the medians as lines, in boxes where there are many splits."""
        many = [len(own) >= _OF_A_BOX for own in values]
        for own, centre, is_box in zip(values, centres, many, strict=True):
            if not is_box:
                ends = centre + np.array([-0.35, 0.35]) * width
                style = {"color": "black", "lw": 1.5, "gid": "median"}
                self.ax_.plot(ends, [np.median(own)] * 2, **style)
        if not any(many):
            return
        options = {
            "widths": 0.85 * width,
            "whis": (0, 100),
            "patch_artist": True,
            "boxprops": {"facecolor": colour, "alpha": 0.4, "edgecolor": colour},
            "medianprops": {"color": "black", "linewidth": 1.5},
            "whiskerprops": {"color": colour},
            "capprops": {"color": colour},
        }
        places = [centre for centre, is_box in zip(centres, many, strict=True) if is_box]
        boxed = [own for own, is_box in zip(values, many, strict=True) if is_box]
        self.ax_.boxplot(boxed, positions=places, manage_ticks=False, **options | (box or {}))

    def _draw_points(self, values, centres, width, i, points):
        style = {"ls": "none", "marker": MARKERS[i % len(MARKERS)], "ms": 5, "zorder": 3}
        style |= {"color": COLOURS[i % len(COLOURS)], "mec": "white", "mew": 0.5, "gid": "splits"}
        # Spread evenly and not at random, so that the same scores give the same picture.
        places = [
            centre + np.linspace(-0.22, 0.22, len(own)) * width
            for centre, own in zip(centres, values, strict=True)
        ]
        own = styled("line", style, points)
        return self.ax_.plot(np.concatenate(places), np.concatenate(values), **own)[0]


def _read_scores(scores):
    """Return the scores of each method on each landscape as arrays, or raise an error."""
    check_dict("scores", scores, "landscapes with a dict of methods each")
    methods = None
    for landscape, by_method in scores.items():
        check_dict(f"scores[{landscape!r}]", by_method, "methods with a list of scores each")
        if methods is None:
            methods = list(by_method)
        if not methods or set(by_method) != set(methods):
            raise ValueError(
                f"scores[{landscape!r}] must have the same methods as the others, at least one: "
                f"{methods}, got {list(by_method)}."
            )
    if not methods:
        raise ValueError("scores is empty: there is nothing to draw.")
    return {
        landscape: {name: as_column(f"scores of {name!r}", own[name]) for name in methods}
        for landscape, own in scores.items()
    }
