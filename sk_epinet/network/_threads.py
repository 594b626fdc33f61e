"""How many threads of torch a training takes, which leaves the numbers of other threads alone."""

import os
from contextlib import contextmanager
from threading import Lock, Thread

import torch

# Genotypes x members of a step. With fewer, waking a thread costs more than it saves.
_WORTH_A_THREAD = 2**11

_lock = Lock()


@contextmanager
def torch_threads(n):
    """Give the torch operations of this Python thread `n` threads, and its own number afterwards.

    torch keeps a number for each Python thread, and one that new Python threads begin with.
    ``torch.set_num_threads`` changes both. Here the latter stays, so that fits which overlap in
    several Python threads do not see one another.
    """
    before = own_threads()
    _set_here(n)
    try:
        yield
    finally:
        _set_here(before)


def limited_torch_threads(n_values):
    """Hold torch at as many threads as steps of so many genotypes x members can use.

    One thread for every 2,048 values, rounded, at least one. Operations on small networks take
    microseconds, and waking a second thread for them costs more than it saves (up to 40 ms on
    two cores). There are never more than what the Python thread was given.
    """
    wanted = max(1, round(n_values / _WORTH_A_THREAD))
    return torch_threads(min(own_threads(), wanted))


def own_threads():
    """Return the number of torch threads of this Python thread.

    A Python thread gets its number when it first asks. Without the lock it could ask in the
    moment in which another one has changed the number that new threads begin with.
    """
    with _lock:
        return torch.get_num_threads()


def _use_one_thread():
    """Hold a forked process at one thread of torch, and forget the threads of its parent.

    The threads of OpenMP are not there after a fork, but OpenMP waits for them: the first large
    operation would never return.
    """
    global _lock
    _lock = Lock()  # another thread may have held it
    torch.set_num_threads(1)


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_use_one_thread)


def _set_here(n):
    """Set the number of this Python thread alone."""
    if n == own_threads():
        return
    with _lock:
        of_new_threads = []
        _in_a_new_thread(lambda: of_new_threads.append(torch.get_num_threads()))
        torch.set_num_threads(n)
        _in_a_new_thread(lambda: torch.set_num_threads(*of_new_threads))


def _in_a_new_thread(function):
    thread = Thread(target=function)
    thread.start()
    thread.join()
