"""One torch thread while a network trains or predicts, the user's number afterwards."""

from contextlib import contextmanager
from threading import Lock

import torch

_lock = Lock()
_users = 0
_saved = 1


@contextmanager
def single_torch_thread():
    """Hold torch at one thread.

    Operations on small networks take microseconds, and waking a second thread for them
    costs more than it saves (up to 40 ms on two cores). One thread also makes a fit
    bit for bit the same wherever it runs. The number of threads is a global of the
    process, so fits that overlap in several Python threads are counted: the last to leave
    restores it.
    """
    global _users, _saved
    with _lock:
        if _users == 0:
            _saved = torch.get_num_threads()
            torch.set_num_threads(1)
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                torch.set_num_threads(_saved)
