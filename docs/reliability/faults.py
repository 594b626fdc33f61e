"""Provoke faults in processes of their own, and write what happened to faults.csv.

    pip install distributed skops
    python docs/reliability/faults.py

It takes about ten minutes, most of which processes spend with their imports. What the processes
do is in ``fault_processes.py``.
"""

import csv
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
from dask.distributed import Client, LocalCluster
from fault_processes import (
    N_FITS,
    N_KILLS,
    SEARCHED,
    SECONDS,
    Fail,
    digest,
    fit_and_digest,
    landscape,
    small,
)
from joblib import Parallel, delayed
from sklearn.model_selection import GridSearchCV

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.comparison import load_model, save_model

PROCESSES = Path(__file__).with_name("fault_processes.py")
TABLE = Path(__file__).with_name("faults.csv")


# The faults. Each returns what happened, and whether that is what is promised.


def refit_that_fails(change):
    X, y = landscape()
    model = small().fit(X, y)
    before = model.predict(X)
    try:
        model.set_params(**change).fit(X[:, :5], 1000 + 50 * y)
    except (ValueError, ZeroDivisionError) as error:
        kept = np.array_equal(model.predict(X), before)
        kept = kept and set(model.spectrum_.site_names) == {f"x{i}" for i in range(8)}
        return f"{type(error).__name__}; the earlier model predicts as before: {_yes(kept)}", kept
    return "no error", False


def ctrl_c(name):
    child = start(name)
    child.wait_for(1)
    child.process.send_signal(signal.SIGINT)
    error, n_attributes, n_threads = (child.rest().split() or ["no error", 0, 0])[-3:]
    text = f"{error}; fitted attributes: {n_attributes}; other threads: {int(n_threads) - 1}"
    return text, (error, n_attributes, n_threads) == ("KeyboardInterrupt", "0", "1")


def end_of_parent(number, work):
    child = start(work)
    workers = child.wait_for(2)
    child.process.send_signal(number)
    return after_end(child, workers)


def end_of_command():
    child = Child([sys.executable, "-m", "sk_epinet", "compare", "--jobs", "2"])
    workers = child.wait_for_workers(2)
    child.process.send_signal(signal.SIGTERM)
    return after_end(child, workers)


def after_end(child, workers):
    child.rest()
    left = [psutil.Process(pid) for pid in workers if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs(left, 60)
    for worker in alive:
        worker.kill()
    return f"exit status {child.process.returncode}; workers still alive: {len(alive)}", not alive


def killed_worker(folder):
    n_said, same = start("bootstrap_with_a_killed_worker", folder / "killed").rest().split()
    text = f"{n_said} warning; intervals as without the fault: {_yes(same == 'True')}"
    return text, (n_said, same) == ("1", "True")


def killed_fit(folder):
    for epoch in (10, 21):
        start("fit_with_checkpoint", folder / "fit", epoch).rest()
    expected = fit_and_digest()
    same = start("fit_with_checkpoint", folder / "fit", 99).rest().strip() == expected
    return f"killed twice, then fitted; the same bits as without the fault: {_yes(same)}", same


def killed_search(folder):
    log = folder / "log"
    for number in (5, 10):  # in the second fold of the second and of the third candidate
        start("search_in_folder", folder / "scores", log, number).rest()
    said, promised = _searched_again(folder / "scores", log, n_repeated=4)
    return f"killed twice in a second fold, then done; {said}", promised


def search_on_a_full_disk(folder):
    log = folder / "log of a full disk"
    start("search_in_folder", folder / "full", log, 5, "fill_disk").rest()
    # What was done before the disk was full is kept.
    said, promised = _searched_again(folder / "full", log, n_repeated=9)
    return f"full in the second candidate, then repeated with room; {said}", promised


def _searched_again(scores, log, n_repeated):
    found = start("search_in_folder", scores, log).rest().strip()
    n_too_many = len(log.read_text().split()) - 3 * len(SEARCHED["max_iter"])
    results = GridSearchCV(small(), SEARCHED, cv=3).fit(*landscape()).cv_results_
    expected = np.array([results[f"split{fold}_test_score"] for fold in range(3)]).T
    same = found == digest(expected)
    text = f"fits that were repeated: {n_too_many}; the same bits as GridSearchCV: {_yes(same)}"
    return text, same and n_too_many == n_repeated


def fit_on_a_full_disk(folder):
    path = folder / "checkpoint"
    said = start("fit_with_checkpoint_on_a_full_disk", path, 10).rest()
    expected = fit_and_digest()
    same = start("fit_with_checkpoint", path, 99).rest().strip() == expected
    named = f"{path} cannot be written" in said
    text = f"the error names the file: {_yes(named)}; then fitted with room, the same bits as "
    return f"{text}without the fault: {_yes(same)}", same and named


def killed_save(folder):
    n_whole, same = start("save_again_and_again", folder / "killed.skops").rest().split()
    text = f"{n_whole} of {N_KILLS} times the file held a complete model; then saved: "
    return f"{text}{_yes(same == 'True')}", (n_whole, same) == (str(N_KILLS), "True")


def save_on_a_full_disk(folder):
    path, (X, y) = folder / "full.skops", landscape()
    model = small().fit(X, y)
    save_model(path, model)
    said = start("save_on_a_full_disk", path).rest()
    named = f"{path} cannot be written" in said
    kept = np.array_equal(load_model(path)[0].predict(X), model.predict(X))
    text = f"the error names the file: {_yes(named)}; the earlier file is complete: {_yes(kept)}"
    return text, named and kept


def forked():
    status = start("fork_after_fit").rest().strip()
    return f"exit status of the child: {status}", status == "0"


def verbose_fits():
    before = set(threading.enumerate())
    X, y = landscape()
    with open(os.devnull, "w") as nowhere:
        err, sys.stderr = sys.stderr, nowhere
        small(verbose=1).fit(X, y)
        EpistaticNetRegressorCV((8,), max_iter=3, n_jobs=2, verbose=1).fit(X, y)
        sys.stderr = err
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5)
    left = [thread for thread in left if thread.is_alive()]
    return f"threads left: {len(left)}", not left


def memory_of_many_fits():
    grown = float(start("many_fits").rest())
    return f"memory grows by {grown:.1f} MiB after the tenth", grown < 20


def determinism():
    here = [fit_and_digest(number) for number in range(2)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        fresh = list(pool.map(fit_and_digest, range(2)))
    with ThreadPoolExecutor(2) as pool:
        threads = list(pool.map(fit_and_digest, range(2)))
    loky = Parallel(n_jobs=2)(delayed(fit_and_digest)(number) for number in range(2))
    settings = {"n_workers": 1, "threads_per_worker": 2, "dashboard_address": None}
    with LocalCluster(processes=True, **settings) as cluster, Client(cluster) as client:
        dask = client.gather(client.map(fit_and_digest, range(2)))
    same = here == fresh == threads == loky == dask
    return f"the same bits everywhere: {_yes(same)}", same


def _yes(true):
    return "yes" if true else "no"


class Child:
    """A process that a fault comes over."""

    def __init__(self, command):
        environment = os.environ | {"PYTHONWARNINGS": "ignore"}
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    def wait_for(self, n):
        """Wait until so many processes have told that they are working, and return them."""
        working = set()
        while len(working) < n:
            line = self.process.stdout.readline()
            if not line:
                raise ChildProcessError(f"{self.process.args} ended before it was ended")
            word, _, pid = line.partition(" ")
            if word == "working":
                working.add(int(pid))
        return working

    def wait_for_workers(self, n):
        """Wait until there are so many workers of joblib, and for a while more."""
        workers = []
        while len(workers) < n:
            time.sleep(0.1)
            everyone = psutil.Process(self.process.pid).children(recursive=True)
            workers = [own.pid for own in everyone if "LokyProcess" in " ".join(own.cmdline())]
        time.sleep(3)
        return workers

    def rest(self):
        """Return what else it prints until it ends."""
        return self.process.communicate(timeout=SECONDS)[0]


def start(name, *arguments):
    return Child([sys.executable, PROCESSES, name, *map(str, arguments)])


def faults(folder):
    """Return the function that provokes each fault, by its description."""
    return {
        "``learning_rate_init=1e12`` in a second fit": lambda: refit_that_fails(
            {"learning_rate_init": 1e12}
        ),
        "an error in a callback, in a second fit": lambda: refit_that_fails(
            {"callbacks": [Fail()]}
        ),
        "Ctrl-C in a first fit with early stopping": lambda: ctrl_c("endless_fit"),
        "Ctrl-C in a cross-validation in two threads": lambda: ctrl_c("endless_cross_validation"),
        "SIGTERM to a bootstrap in two processes": lambda: end_of_parent(
            signal.SIGTERM, "endless_bootstrap"
        ),
        "kill -9 of a bootstrap in two processes": lambda: end_of_parent(
            signal.SIGKILL, "endless_bootstrap"
        ),
        "SIGTERM to ``GridSearchCV(EpistaticNetRegressor(...), n_jobs=2)``": lambda: end_of_parent(
            signal.SIGTERM, "endless_search"
        ),
        "kill -9 of ``GridSearchCV(EpistaticNetRegressor(...), n_jobs=2)``": lambda: end_of_parent(
            signal.SIGKILL, "endless_search"
        ),
        "SIGTERM to ``sk-epinet compare --jobs 2``": end_of_command,
        "kill -9 of a worker of a bootstrap": lambda: killed_worker(folder),
        "kill -9 of a fit with ``EpochCheckpoint``": lambda: killed_fit(folder),
        "kill -9 of a search by ``resumable_search.py``": lambda: killed_search(folder),
        "kill -9 of processes that save a model": lambda: killed_save(folder),
        "a full disk when a model is saved": lambda: save_on_a_full_disk(folder),
        "a full disk in a fit with ``EpochCheckpoint``": lambda: fit_on_a_full_disk(folder),
        "a full disk in a search by ``resumable_search.py``": lambda: search_on_a_full_disk(
            folder
        ),
        "a fork after a fit with two torch threads": forked,
        "fits with ``verbose=1``": verbose_fits,
        f"{N_FITS:,} fits in one process": memory_of_many_fits,
        "the same fits here, in a fresh process, in two threads at once, in joblib's processes, "
        "on a worker of Dask": determinism,
    }


def main():
    """Provoke all faults."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, provoke in faults(Path(folder)).items():
            started = time.monotonic()
            happened, promised = provoke()
            rows.append((name, happened, "as promised" if promised else "NOT as promised"))
            print(f"{time.monotonic() - started:5.1f} s  {' | '.join(rows[-1])}", flush=True)
    with TABLE.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("Fault", "What happened", "Outcome"), *rows]
        )


if __name__ == "__main__":
    main()
