"""Signals that ask the command to end."""

import signal
import threading
from contextlib import contextmanager


class Stopped(BaseException):
    """Tell that the system or another program has asked the command to end.

    Parameters
    ----------
    number : int
        The signal.
    """

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def stopped_by_signals():
    """Raise an exception when a signal asks to end, so that nothing half-written is left."""

    def stop(number, frame):
        raise Stopped(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # nohup asks to ignore SIGHUP.
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
