"""Use as many torch threads as the work can keep busy, and restore the user's number."""

from contextlib import contextmanager
from threading import Lock

import torch

# Genotypes x members of a step. With fewer, waking a thread costs more than it saves.
_WORTH_A_THREAD = 2**11

_lock = Lock()
_users = 0
_saved = 1


@contextmanager
def limited_torch_threads(n_values):
    """Hold torch at as many threads as steps of so many genotypes x members can use.

    One thread for every 2,048 values, rounded, at least one. Operations on small networks take
    microseconds, and waking a second thread for them costs more than it saves (up to 40 ms on
    two cores). There are never more than what the process was given, which is one thread in each
    of several workers. The number of threads is a global of the process, so fits that overlap in
    several Python threads are counted: the last to leave restores it.
    """
    global _users, _saved
    with _lock:
        if _users == 0:
            _saved = torch.get_num_threads()
        torch.set_num_threads(min(_saved, max(1, round(n_values / _WORTH_A_THREAD))))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                torch.set_num_threads(_saved)
