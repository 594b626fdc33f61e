"""Provoke faults in processes of their own, and write what happened to faults.csv.

    python docs/reliability/faults.py

It takes a few minutes, most of which processes spend with their imports.
"""

import csv
import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import torch
from joblib import Parallel, delayed
from sklearn.model_selection import GridSearchCV
from skorch.callbacks import Callback

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, bootstrap_spectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.network import EpochCheckpoint

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from resumable_search import search

TABLE = Path(__file__).with_name("faults.csv")
SEARCHED = {"max_iter": [10, 20, 30, 40]}
SECONDS = 300  # that a process may take to end, on a machine that does other work too


class Tell(Callback):
    """Tell in some epochs that the fit is on its way, and in which process."""

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) % 5 == 0:
            print("working", os.getpid(), flush=True)


class KillOnce(Callback):
    """End this process as the system does for lack of memory, if the file is not there yet."""

    def __init__(self, path):
        self.path = path

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == 5 and not os.path.exists(self.path):
            Path(self.path).touch()
            os.kill(os.getpid(), signal.SIGKILL)


class KillLater(Callback):
    """Write a word for each fit, and end this process in the fit of a given number."""

    # Of the class, because a callback with other numbers would make it another search.
    log, fatal = Path(), 0

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == 5:
            with self.log.open("a") as file:
                file.write(f"{net.max_epochs} ")
            if len(self.log.read_text().split()) == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)


class Fail(Callback):
    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == 5:
            raise ZeroDivisionError


def landscape():
    X, y, _ = make_walsh_landscape(8, 6, noise=0.2, random_state=0)
    return X, y


def small(**changes):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 30, "n_members": 1, "random_state": 0}
    return EpistaticNetRegressor(**settings | changes)


def digest(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:12]


def fit_and_digest(number=0):
    X, y = landscape()
    return digest(small(random_state=number).fit(X, y).predict(X))


# What the processes do that the faults come over.


def endless_fit():
    model = small(max_iter=10**6, early_stopping=True, n_iter_no_change=10**6, callbacks=[Tell()])
    report_interrupt(model)


def endless_cross_validation():
    threading.Timer(3, lambda: print("working", os.getpid(), flush=True)).start()
    report_interrupt(EpistaticNetRegressorCV((8,), max_iter=10**5, n_jobs=2, random_state=0))


def report_interrupt(model):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        model.fit(*landscape())
    except KeyboardInterrupt:
        started = time.monotonic()
        while threading.active_count() > 1 and time.monotonic() < started + SECONDS:
            time.sleep(0.01)
        fitted = [name for name in vars(model) if name.endswith("_")]
        print("KeyboardInterrupt", len(fitted), threading.active_count())


def endless_bootstrap():
    model = small(max_iter=10**6, early_stopping=True, n_iter_no_change=10**6, callbacks=[Tell()])
    bootstrap_spectrum(model, *landscape(), 10, n_jobs=2, random_state=0)


def bootstrap_with_a_killed_worker(path):
    def run(n_jobs, callbacks):
        model = small(early_stopping=True, callbacks=callbacks)
        return bootstrap_spectrum(model, *landscape(), 10, n_jobs=n_jobs, random_state=0)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        interrupted = run(2, [KillOnce(path)])
    # The file is there now, so that nobody is killed.
    whole = run(1, [KillOnce(path)])
    said = [str(one.message) for one in caught if "ended from outside" in str(one.message)]
    print(len(said), np.array_equal(interrupted.intervals, whole.intervals))


def fit_with_checkpoint(path, end_at):
    class Kill(Callback):
        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == int(end_at):
                os.kill(os.getpid(), signal.SIGKILL)

    X, y = landscape()
    model = small(callbacks=[EpochCheckpoint(path, every=4), Kill()]).fit(X, y)
    print(digest(model.predict(X)))


def search_in_folder(folder, log, fatal):
    KillLater.log, KillLater.fatal = Path(log), int(fatal)
    model = small(callbacks=[KillLater()])
    table = search(model, SEARCHED, *landscape(), folder, cv=3).sort_index()
    print(digest(np.array(table["test_scores"].tolist())))


def fork_after_fit():
    torch.set_num_threads(2)
    X = np.random.RandomState(0).randint(0, 2, (6000, 8))

    def fit():
        small(max_iter=2, batch_size=3000).fit(X, X.sum(axis=1))

    fit()
    child = multiprocessing.get_context("fork").Process(target=fit)
    child.start()
    child.join(SECONDS)
    print(child.exitcode)
    child.kill()


def many_fits():
    X, y = landscape()
    process, memory = psutil.Process(), []
    for seed in range(300):
        small(random_state=seed, max_iter=5).fit(X, y).predict(X)
        memory.append(process.memory_info().rss)
    print((max(memory[10:]) - memory[10]) / 2**20)


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


def end_of_parent(number):
    child = start("endless_bootstrap")
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
    X, y = landscape()
    expected = digest(small().fit(X, y).predict(X))
    same = start("fit_with_checkpoint", folder / "fit", 99).rest().strip() == expected
    return f"killed twice, then fitted; the same bits as without the fault: {_yes(same)}", same


def killed_search(folder):
    log = folder / "log"
    for fatal in (5, 10):  # in the second fold of the second and of the third candidate
        start("search_in_folder", folder / "scores", log, fatal).rest()
    found = start("search_in_folder", folder / "scores", log, 99).rest().strip()
    n_repeated = len(log.read_text().split()) - 3 * len(SEARCHED["max_iter"])
    results = GridSearchCV(small(), SEARCHED, cv=3).fit(*landscape()).cv_results_
    expected = np.array([results[f"split{fold}_test_score"] for fold in range(3)]).T
    same = found == digest(expected)
    text = f"killed twice in a second fold, then done; fits that were repeated: {n_repeated}"
    text += f"; the same bits as GridSearchCV: {_yes(same)}"
    return text, same and n_repeated == 4


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
    same = here == fresh == threads == loky
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
    return Child([sys.executable, __file__, name, *map(str, arguments)])


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
        "SIGTERM to a bootstrap in two processes": lambda: end_of_parent(signal.SIGTERM),
        "kill -9 of a bootstrap in two processes": lambda: end_of_parent(signal.SIGKILL),
        "SIGTERM to ``sk-epinet compare --jobs 2``": end_of_command,
        "kill -9 of a worker of a bootstrap": lambda: killed_worker(folder),
        "kill -9 of a fit with ``EpochCheckpoint``": lambda: killed_fit(folder),
        "kill -9 of a search by ``resumable_search.py``": lambda: killed_search(folder),
        "a fork after a fit with two torch threads": forked,
        "fits with ``verbose=1``": verbose_fits,
        "300 fits in one process": memory_of_many_fits,
        "the same fits here, in a fresh process, in two threads at once, in joblib's processes": (
            determinism
        ),
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
    if len(sys.argv) > 1:
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        main()
