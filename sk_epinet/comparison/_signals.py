"""Signals that ask the command to end."""

import signal
import threading
import time
from contextlib import contextmanager

_SECONDS = 5.0  # after a signal, in which others are not heeded
_USUAL = (signal.SIG_DFL, signal.default_int_handler)


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
    """Raise an exception when a signal asks to end, so that nothing half-written is left.

    What is asked again in the seconds after that, as by a second Ctrl-C, is what is happening
    already; it would interrupt the tidying up.
    """
    asked = -_SECONDS

    def stop(number, frame):
        nonlocal asked
        if time.monotonic() - asked < _SECONDS:
            return
        asked = time.monotonic()
        raise KeyboardInterrupt if number == signal.SIGINT else Stopped(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # nohup asks to ignore SIGHUP, and a shell those of its background to ignore Ctrl-C.
            if number is not None and signal.getsignal(number) in _USUAL:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
