"""What every picture is: an object that holds what is drawn, and draws it on axes."""

from abc import ABC, abstractmethod

from ._style import new_axes


class Display(ABC):
    """Base of the pictures: ``from_...`` makes what is shown, :meth:`plot` shows it."""

    def plot(self, ax=None):
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; a new figure by default.

        Returns
        -------
        display : the object itself
            With `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        self.ax_ = new_axes(*self._size()) if ax is None else ax
        self.figure_ = self.ax_.figure
        self._draw()
        return self

    def _size(self):
        """Width and height of a new figure, in inches."""
        return 5.6, 4.0

    @abstractmethod
    def _draw(self):
        """Draw on `ax_`."""
