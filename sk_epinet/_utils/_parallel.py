"""Several tasks at the same time, in threads or processes, which all end with the call."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import Any

import psutil
from joblib.externals.loky.process_executor import TerminatedWorkerError
from sklearn.utils.parallel import Parallel, delayed

from ._warnings import warn_user

_SECONDS = 0.5  # from one look at the parent process to the next


def run_tasks(
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    n_jobs: int | None,
    *,
    prefer: str | None = None,
    on_done: Callable[[int], Any] | None = None,
) -> list[Any]:
    """Return what a function gives for each of several tasks, in their order.

    Where one fails, or the user presses Ctrl-C, the others end too before the error is raised:
    threads at their next :func:`end_if_asked`, processes at once. Processes also end with the
    process that started them, whatever ends it. Where a process is ended from outside, its task
    and those that have not begun are given to new processes once.

    Parameters
    ----------
    function : callable
        What does a task.
    tasks : sequence of tuple
        The arguments of each task.
    n_jobs : int or None
        Tasks at a time, as in joblib.
    prefer : "threads" or None, default=None
        As in joblib.
    on_done : callable, default=None
        Called in this thread with the number of each task when it is done, in their order.

    Returns
    -------
    results : list

    Raises
    ------
    ChildProcessError
        If a process was ended from outside, twice.
    """
    results: list[Any] = []
    try:
        _run_rest(function, tasks, n_jobs, prefer, on_done, results)
    except TerminatedWorkerError:
        warn_user(
            f"A worker process was ended from outside, often for lack of memory. {len(results)} "
            f"of {len(tasks)} parts of the work are done and kept; the others are repeated in "
            "new processes."
        )
        try:
            _run_rest(function, tasks, n_jobs, prefer, on_done, results)
        except TerminatedWorkerError:
            raise ChildProcessError(
                f"A worker process was ended from outside twice, after {len(results)} of "
                f"{len(tasks)} parts of the work, often because the memory does not suffice for "
                f"n_jobs={n_jobs} processes. Give fewer of them, or n_jobs=1."
            ) from None
    return results


def end_if_asked() -> None:
    """Raise an error if the call that this task belongs to has failed or was interrupted."""
    call = _CALL.get()
    if call is not None and call.is_over:
        raise RuntimeError("This part of the work was ended, because another part failed.")


def _run_rest(
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    n_jobs: int | None,
    prefer: str | None,
    on_done: Callable[[int], Any] | None,
    results: list[Any],
) -> None:
    """Do the tasks whose results are missing in the list, and append them."""
    rest = tasks[len(results) :]
    call = _Call()
    calls = [delayed(_do)(call, function, task) for task in rest]
    with call.ended(), closing(_as_they_come(calls, n_jobs, prefer)) as done:
        for result in done:
            results.append(result)
            if on_done is not None:
                on_done(len(results) - 1)


def _as_they_come(
    calls: list[Any], n_jobs: int | None, prefer: str | None
) -> Generator[Any, None, None]:
    try:
        parallel = Parallel(n_jobs=n_jobs, prefer=prefer, return_as="generator")
    except ValueError:  # the processes of multiprocessing give all results at the end
        parallel = Parallel(n_jobs=n_jobs, prefer=prefer)
    yield from parallel(calls)


def _do(call: _Call, function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    end_with_parent()
    with call.task():
        end_if_asked()
        return function(*task)


class _Call:
    """Know which tasks of a call run in threads of this process, and whether it is over."""

    def __init__(self) -> None:
        self._outer = _CALL.get()
        self._over = False
        self._n_running = 0
        self._changed = threading.Condition()

    def __reduce__(self) -> tuple[Any, ...]:
        return _Call, ()  # tasks in other processes are ended with these

    @property
    def is_over(self) -> bool:
        return self._over or (self._outer is not None and self._outer.is_over)

    @contextmanager
    def task(self) -> Iterator[None]:
        """Count a task while it runs, and let it know which call it belongs to."""
        token = _CALL.set(self)
        with self._changed:
            self._n_running += 1
        try:
            yield
        finally:
            with self._changed:
                self._n_running -= 1
                self._changed.notify_all()
            _CALL.reset(token)

    @contextmanager
    def ended(self) -> Iterator[None]:
        """Let all tasks end with the block, also where it raises an error."""
        try:
            yield
        finally:
            self._over = True
            with self._changed:
                self._changed.wait_for(lambda: self._n_running == 0)


_CALL: ContextVar[_Call | None] = ContextVar("call", default=None)


def end_with_parent() -> None:
    """Let this process, if it is a worker of joblib, end when the one that started it is gone.

    Otherwise it would work on for nobody, with its memory: joblib's workers learn from nobody but
    their parent that they should end. Dask looks after its own.
    """
    process, parent = multiprocessing.current_process(), multiprocessing.parent_process()
    is_worker = process.name.startswith("LokyProcess") or "PoolWorker" in process.name
    if parent is None or not is_worker:
        return
    if not any(thread.name == _WATCH for thread in threading.enumerate()):
        threading.Thread(target=_watch, args=(parent.pid,), name=_WATCH, daemon=True).start()


_WATCH = "sk_epinet-watches-parent"


def _watch(parent: int) -> None:
    # On Windows, a process keeps the number of a parent that is gone.
    while os.getppid() == parent and psutil.pid_exists(parent):
        time.sleep(_SECONDS)
    os._exit(1)
