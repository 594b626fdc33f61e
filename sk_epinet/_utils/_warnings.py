"""Warnings that name the line of the user."""

import sys
from warnings import warn


def warn_user(message: str) -> None:
    """Warn at the line outside this package from which the user called it."""
    package = __name__.partition(".")[0]
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        frame, level = frame.f_back, level + 1
    warn(message, UserWarning, stacklevel=level)
