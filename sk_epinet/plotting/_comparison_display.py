"""Draw box plots of a score, by method and landscape."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import numpy as np
from numpy.typing import ArrayLike

from ._display import Display
from ._style import COLOURS, LITERAL, add_legend, clean


class ComparisonDisplay(Display):
    """Show the scores of several methods on one or more landscapes as box plots.

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
    Boxes span the quartiles, with the median as a line. Whiskers span all splits, and
    the dots are the splits themselves.

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
        self.scores = scores
        self.score_name = score_name

    def _figure_size(self):
        return 1.6 * len(next(iter(self.scores.values()))) + 1, 4.0

    def _draw(self):
        methods = list(next(iter(self.scores.values())))
        width = 0.8 / len(self.scores)
        handles = []
        for i, by_method in enumerate(self.scores.values()):
            centres = np.arange(len(methods)) + width * (i - (len(self.scores) - 1) / 2)
            values = [np.asarray(by_method[method]) for method in methods]
            handles.append(self._draw_boxes(values, centres, width, COLOURS[i % len(COLOURS)]))
        names = [fill(method, 16) for method in methods]
        self.ax_.set_xticks(range(len(methods)), names, **LITERAL)
        self.ax_.set_ylabel(self.score_name, **LITERAL)
        clean(self.ax_)
        if len(self.scores) > 1:
            add_legend(self.ax_, handles, self.scores, title="landscape")

    def _draw_boxes(self, values, centres, width, colour):
        boxes = self.ax_.boxplot(
            values,
            positions=centres,
            widths=0.85 * width,
            whis=(0, 100),
            patch_artist=True,
            manage_ticks=False,
            boxprops={"facecolor": colour, "alpha": 0.55, "edgecolor": colour},
            medianprops={"color": "black", "linewidth": 1.5},
            whiskerprops={"color": colour},
            capprops={"color": colour},
        )
        for centre, points in zip(centres, values, strict=True):
            # Spread evenly and not at random, so that the same scores give the same picture.
            offsets = np.linspace(-0.22, 0.22, len(points)) * width
            style = {"color": colour, "ms": 3.5, "mec": "white", "mew": 0.5, "zorder": 3}
            self.ax_.plot(centre + offsets, points, "o", **style)
        return boxes["boxes"][0]
