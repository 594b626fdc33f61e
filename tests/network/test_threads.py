"""Numbers of torch threads: of this Python thread, of others, and of those to come."""

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
