"""Define the base class of all pictures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

from .._utils import check_dict, check_object
from ._style import new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Display(ABC):
    """Hold the data of a picture: ``from_...`` collects them, and :meth:`plot` draws them.

    Names of sites, models and values are drawn as they are written. They are never read as
    formulas (matplotlib's mathtext). Long ones are shortened in the middle, and control
    characters are drawn as the replacement character.
    """

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.

        Returns
        -------
        display : Display
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.

        Examples
        --------
        >>> from matplotlib import pyplot as plt
        >>> from sk_epinet.plotting import PredictionDisplay
        >>> figure, (left, right) = plt.subplots(1, 2)
        >>> display = PredictionDisplay.from_predictions([0.0, 1.0, 2.0], [0.1, 0.9, 2.0])
        >>> display.plot(ax=right).ax_ is right
        True
        """
        return self._plot(ax)

    def _plot(self, ax, **artists):
        """Make axes where none are given, and draw on them.

        Parameters
        ----------
        ax : matplotlib Axes or None
        **artists : dict or None
            Keyword arguments of the user for the artists, by the names that `_draw` gives them.
        """
        _check_keywords(artists)
        self.ax_ = new_axes(*self._figure_size()) if ax is None else _check_axes(ax)
        self.figure_ = self.ax_.figure
        try:
            self._draw(**artists)
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            given = [f"{name}_kwargs={own!r}" for name, own in artists.items() if own]
            if not given:
                raise
            raise ValueError(f"matplotlib cannot draw with {', '.join(given)}: {error}") from error
        return self

    def _figure_size(self):
        """Return width and height of a new figure, in inches."""
        return 5.6, 4.0

    @abstractmethod
    def _draw(self, **artists):
        """Draw on `ax_`."""


def _check_keywords(artists):
    """Raise an error if what is passed on to matplotlib is not a dict with names for keys."""
    for name, own in artists.items():
        if own is not None:
            check_dict(f"{name}_kwargs", own, "keyword arguments of matplotlib")
            if not all(isinstance(key, str) for key in own):
                raise ValueError(f"{name}_kwargs must have names for keys, got {own!r}.")


def _check_axes(ax):
    from matplotlib.axes import Axes

    check_object("ax", ax, Axes)
    return ax
