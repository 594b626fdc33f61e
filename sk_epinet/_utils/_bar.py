"""Bars that show how much of a long work is done."""

from tqdm.auto import tqdm


class Bar(tqdm):
    """Show a bar of tqdm, which leaves nothing behind.

    With the first bar, tqdm starts a thread that looks every ten seconds whether a bar has
    stopped moving, and that stays until Python ends.
    """

    monitor_interval = 0
