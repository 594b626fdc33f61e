"""One bar for all networks of a fit, whose length is known from the start."""

from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from skorch.callbacks import Callback

from .._utils import Bar

_LONGER_WORK = ContextVar("longer_work", default=None)


@contextmanager
def as_part_of(advance):
    """Let the fits in this context tell a longer work how far they are, without bars of their own.

    Parameters
    ----------
    advance : callable
        Called with the share of a fit that was done since the last call. The shares of one fit
        add up to at most one; less, where it is interrupted or needs fewer networks than expected.
    """
    token = _LONGER_WORK.set(advance)
    try:
        yield
    finally:
        _LONGER_WORK.reset(token)


class _Part:
    """Stand for the bar of a fit that is a part of a longer work."""

    def __init__(self, advance, total):
        self.n, self.total = 0, total
        self._advance, self._told, self._share = advance, 0.0, 1.0 / max(total, 1)

    def refresh(self):
        """Give the networks that are still expected what is left of the fit."""
        self._share = (1.0 - self._told) / max(self.total - self.n, 1)

    def update(self, n):
        """Tell that so many networks more are trained."""
        self.n += n
        share = min(n * self._share, 1.0 - self._told)
        self._told += share
        self._advance(share)

    def close(self):
        """Do nothing: the longer work knows whether it goes on."""


class Progress:
    """Show how much of the training of many networks is done.

    A copy in another process shows nothing, because a bar belongs to one process.

    Parameters
    ----------
    shown : bool, default=False
        Whether there is a bar at all.
    """

    def __init__(self, shown=False):
        self._longer_work = _LONGER_WORK.get()
        self.shown = shown or self._longer_work is not None
        self._bar, self._lock = None, Lock()

    def start(self, n_networks):
        """Open the bar, for so many networks."""
        if self._longer_work is not None:
            self._bar = _Part(self._longer_work, n_networks)
        elif self.shown:
            form = "{desc}: {percentage:3.0f}% |{bar}| {elapsed} < {remaining}"
            self._bar = Bar(total=n_networks, desc="EpistaticNet", bar_format=form)

    def expect(self, n_networks):
        """Set how many networks are still to be trained, and open the bar if there is none yet."""
        if self._bar is None:
            self.start(n_networks)
        else:
            self._bar.total = self._bar.n + n_networks
            self._bar.refresh()

    def advance(self, n_networks):
        """Move on by so many networks, or by a part of one."""
        if self._bar is not None:
            with self._lock:
                self._bar.update(n_networks)

    def follow(self, parts, n_parts):
        """Return the results of so many parts of a work, and move on with each of them."""
        self.expect(n_parts)
        done = []
        for part in parts:
            done.append(part)
            self.advance(1)
        return done

    def watch(self, n_networks):
        """Return the callbacks that follow the training of so many networks in one stack."""
        return [EpochCounter(self, n_networks)] if self.shown else []

    def close(self):
        """Close the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __getstate__(self):
        return {"shown": False}

    def __setstate__(self, state):
        self.__init__(**state)
        self.shown, self._longer_work = False, None


class EpochCounter(Callback):
    """Tell the progress of each epoch of a stack.

    Parameters
    ----------
    progress : Progress
    n_networks : int
        Networks of the stack.
    """

    def __init__(self, progress, n_networks):
        self.progress = progress
        self.n_networks = n_networks

    def on_epoch_end(self, net, **kwargs):
        """Move on by one epoch of all networks."""
        self.progress.advance(self.n_networks / net.max_epochs)
