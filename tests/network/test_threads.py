"""Numbers of torch threads: of this Python thread, of others, and of those to come."""

import os
import subprocess
import sys
from threading import Barrier, Thread

import pytest
import torch

from sk_epinet.network._threads import limited_torch_threads, torch_threads


@pytest.fixture(autouse=True)
def three_threads():
    """Give this Python thread, and new ones, three torch threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def in_a_new_thread(function):
    results = []
    thread = Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


def test_only_this_python_thread_is_limited():
    with torch_threads(1):
        assert torch.get_num_threads() == 1
        assert in_a_new_thread(torch.get_num_threads) == 3
    assert torch.get_num_threads() == 3
    assert in_a_new_thread(torch.get_num_threads) == 3


def test_each_of_overlapping_threads_has_its_own_number_again():
    """The first to begin ends first, while the other still has one torch thread."""
    begun, ended = Barrier(2, timeout=60), Barrier(2, timeout=60)
    seen = {}

    def first():
        with torch_threads(1):
            begun.wait()
        seen["first"] = torch.get_num_threads()
        ended.wait()

    def second():
        torch.get_num_threads()  # torch gives a thread its number when it first asks
        torch.set_num_threads(2)
        with torch_threads(1):
            begun.wait()
            ended.wait()
            seen["inside"] = torch.get_num_threads()
        seen["second"] = torch.get_num_threads()

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"first": 3, "inside": 1, "second": 2}


def test_never_more_than_there_were():
    with torch_threads(2), limited_torch_threads(10**9):
        assert torch.get_num_threads() == 2
    with limited_torch_threads(0):
        assert torch.get_num_threads() == 1


FORK = """
import multiprocessing, sys
import numpy as np
import torch
from sk_epinet import EpistaticNetRegressor, walsh_transform

torch.set_num_threads(2)
X = np.random.RandomState(0).randint(0, 2, (6000, 8))
y = X.sum(axis=1) + X[:, 0] * X[:, 1]

def fit(activation="silu"):
    model = EpistaticNetRegressor((16,), activation, max_iter=2, batch_size=3000, random_state=0)
    walsh_transform(np.ones(2**17))
    return model.fit(X, y).predict(X[:5])

def work(results):
    results.put((fit(), fit("elu"), torch.get_num_threads()))

expected = fit(), fit("elu")
results = multiprocessing.get_context("fork").SimpleQueue()
child = multiprocessing.get_context("fork").Process(target=work, args=(results,))
child.start()
*found, n_threads = results.get()
child.join()
assert (n_threads, torch.get_num_threads()) == (1, 2)
np.testing.assert_allclose(found, expected, rtol=1e-3)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_a_forked_process_can_fit_after_its_parent():
    """OpenMP waits for threads that the fork did not copy, unless there is one thread only."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORK], check=True, timeout=300)


def test_threads_that_begin_together_keep_the_number_of_new_threads():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # many changes of threads, in the worst moments too
    seen = []

    def work(together):
        together.wait()
        with torch_threads(1):
            pass
        seen.append(torch.get_num_threads())

    try:
        for _ in range(200):
            together = Barrier(4, timeout=60)
            threads = [Thread(target=work, args=(together,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(before)
    assert seen == [3] * 800
