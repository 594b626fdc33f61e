"""Tasks side by side: what a failure, Ctrl-C and a killed process do to the others."""

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest
from joblib import parallel_config

from sk_epinet._utils import Bar, end_if_asked, run_tasks


def double(number):
    return 2 * number


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing", "sequential"])
def test_results_are_in_the_order_of_the_tasks(backend):
    done = []
    with parallel_config(backend):
        results = run_tasks(double, [(i,) for i in range(5)], 2, on_done=done.append)
    assert results == [0, 2, 4, 6, 8]
    assert done == [0, 1, 2, 3, 4]


def test_other_threads_end_with_the_one_that_fails():
    working, ended = threading.Event(), threading.Event()

    def work(fails):
        if fails:
            working.wait(timeout=60)
            raise ZeroDivisionError
        working.set()
        try:
            while True:
                end_if_asked()
                time.sleep(0.001)
        finally:
            ended.set()

    with pytest.raises(ZeroDivisionError):
        run_tasks(work, [(False,), (True,)], 2, prefer="threads")
    assert ended.is_set()


def work_with_threads(number):
    return run_tasks(double, [(number,), (number + 1,)], 2, prefer="threads")


def test_tasks_in_threads_of_a_worker_process():
    """A worker process has a parent, which is not the one that these tasks come from."""
    results = run_tasks(work_with_threads, [(i,) for i in range(4)], 2)
    time.sleep(1)
    assert results == run_tasks(work_with_threads, [(i,) for i in range(4)], 2)
    assert results == [[2 * i, 2 * i + 2] for i in range(4)]


def test_what_runs_alone_is_not_asked_to_end():
    end_if_asked()
    with pytest.raises(ZeroDivisionError):
        run_tasks(lambda: 1 / 0, [()], 1)
    end_if_asked()


def end_once(path, number):
    """End this process as the system does, the first time that one gets here."""
    if number == 1:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return number
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def end(number):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_the_work_of_a_killed_process_is_repeated_once(tmp_path):
    tasks = [(str(tmp_path / "killed"), number) for number in range(3)]
    with pytest.warns(UserWarning, match="ended from outside, often for lack of memory. . of 3"):
        assert run_tasks(end_once, tasks, 2) == [0, 1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_processes_that_are_killed_again_are_an_error():
    with (
        pytest.warns(UserWarning, match="repeated"),
        pytest.raises(ChildProcessError, match="for n_jobs=2 processes. Give fewer of them"),
    ):
        run_tasks(end, [(0,), (1,)], 2)


PARENT = """
import os, signal, sys, time
sys.path.insert(0, {folder!r})
from sk_epinet._utils import run_tasks

def work(number):
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
    run_tasks(work, [(0,), (1,)], 2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_their_parent(number, tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(folder=os.getcwd()))
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    workers = [psutil.Process(int(parent.stdout.readline())) for _ in range(2)]
    parent.send_signal(number)
    parent.wait(timeout=60)
    _, alive = psutil.wait_procs(workers, timeout=60)
    for worker in alive:
        worker.kill()
    parent.stdout.close()
    assert alive == []


def test_a_bar_leaves_no_thread():
    before = set(threading.enumerate())
    with Bar(total=2, file=open(os.devnull, "w")) as bar:
        bar.update(1)
    bar.fp.close()
    assert set(threading.enumerate()) <= before
