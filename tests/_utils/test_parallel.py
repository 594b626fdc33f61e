"""Tasks side by side: what a failure, Ctrl-C and a killed process do to the others."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from joblib import parallel_config

from sk_epinet import _utils
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


@pytest.fixture
def alone(tmp_path):
    """Return a folder with the file of the tasks and what it imports, and no more of the package.

    Processes that are started there do not wait for torch.
    """
    folder = tmp_path / "sk_epinet" / "_utils"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    for name in ("_parallel.py", "_warnings.py"):
        shutil.copy(Path(_utils.__file__).parent / name, folder)
    return tmp_path


KILLED = """
import os, signal
from sk_epinet._utils._parallel import run_tasks

def end_once(number):
    if number == 1:
        try:
            os.close(os.open("killed", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return number
        os.kill(os.getpid(), signal.SIGKILL)
    return number

def end(number):
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    print(run_tasks(end_once, [(0,), (1,), (2,)], 2), flush=True)
    run_tasks(end, [(0,), (1,)], 2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_the_work_of_a_killed_process_is_repeated_once(alone):
    """A process that is killed again is an error."""
    (alone / "killed.py").write_text(KILLED)
    ended = subprocess.run(
        [sys.executable, "killed.py"], cwd=alone, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "[0, 1, 2]\n"
    first, second = re.findall(r"killed.py:\d+: UserWarning: (.+) \w+ of the work", ended.stderr)
    assert re.fullmatch(
        "A worker .+ ended from outside, often for lack of memory. [01] of 3", first
    )
    assert second.endswith("0 of 2")
    error = ended.stderr.splitlines()[-1]
    assert error.startswith("ChildProcessError: ")
    assert "for n_jobs=2 processes. Give fewer of them" in error


PARENT = """
import os, signal, time
from sk_epinet._utils._parallel import run_tasks

def work(number):
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
    run_tasks(work, [(0,), (1,)], 2)
"""


# As in a user's own GridSearchCV(n_jobs=2), the workers are not started by this package.
OTHER_PARENT = """
import os, time
from joblib import Parallel, delayed
from sk_epinet._utils._parallel import end_with_parent

def train(number):
    end_with_parent()
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    end_with_parent()  # nothing, in a process that is no worker
    Parallel(n_jobs=2)(delayed(train)(number) for number in range(2))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
@pytest.mark.parametrize(
    ("program", "number"),
    [
        (PARENT, signal.SIGTERM),
        (PARENT, signal.SIGKILL),
        (PARENT, signal.SIGINT),
        (OTHER_PARENT, signal.SIGTERM),
        (OTHER_PARENT, signal.SIGKILL),
    ],
)
def test_processes_end_with_their_parent(program, number, alone):
    (alone / "parent.py").write_text(program)
    parent = subprocess.Popen(
        [sys.executable, "parent.py"],
        cwd=alone,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
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
