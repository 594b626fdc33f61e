"""One bar for all networks of a fit, whose length is known from the start."""

from threading import Lock

from tqdm.auto import tqdm

from ._callbacks import Watcher


class Progress:
    """Show how much of the training of many networks is done.

    A copy in another process shows nothing, because a bar belongs to one process.

    Parameters
    ----------
    shown : bool, default=False
        Whether there is a bar at all.
    """

    def __init__(self, shown=False):
        self.shown = shown
        self._bar, self._lock = None, Lock()

    def start(self, n_networks):
        """Open the bar, for so many networks."""
        if self.shown:
            form = "{desc}: {percentage:3.0f}% |{bar}| {elapsed} < {remaining}"
            self._bar = tqdm(total=n_networks, desc="EpistaticNet", bar_format=form)

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

    def follow(self, fits, n_fits):
        """Return the results of so many fits as a list, and move on with each of them."""
        self.expect(n_fits)
        done = []
        for fit in fits:
            done.append(fit)
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


class EpochCounter(Watcher):
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
