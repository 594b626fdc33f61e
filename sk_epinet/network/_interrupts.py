"""What ends a training early: the user, or a callback that has seen enough."""

import signal
import threading
from contextlib import contextmanager


class StopTraining(Exception):
    """A callback has asked for the end of the training, and what is trained so far is kept."""


@contextmanager
def noticed_interrupts():
    """Give a list that is no longer empty once the user has pressed Ctrl-C in this block.

    Ctrl-C and skorch's callbacks that stop a training raise the same error, KeyboardInterrupt.
    The user's may come while a callback runs, and only the signal tells it from the callback's
    own. Where a handler of the user's raises nothing, the training goes on. Signals are handled
    in the main thread; in other threads the list stays empty.
    """
    noticed = []
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield noticed
        return

    def notice(number, frame):
        try:
            handler(number, frame)
        except KeyboardInterrupt:
            noticed.append(number)
            raise

    signal.signal(signal.SIGINT, notice)
    try:
        yield noticed
    finally:
        signal.signal(signal.SIGINT, handler)
