"""What the processes do that ``faults.py`` lets a fault come over.

``python docs/reliability/fault_processes.py NAME ...`` calls the function of that name.
"""

import hashlib
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import psutil
import torch
from sklearn.model_selection import GridSearchCV
from skorch.callbacks import Callback

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, bootstrap_spectrum
from sk_epinet.comparison import load_model, save_model
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.network import EpochCheckpoint

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from resumable_search import search

SEARCHED = {"max_iter": [10, 20, 30, 40]}
SECONDS = 300  # that a process may take to end, on a machine that does other work too
N_FITS = 1000
N_KILLS = 50


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


class FaultLater(Callback):
    """Write a word for each fit, and let a fault come over the fit of a given number."""

    # Of the class, because a callback with other attributes would make it another search.
    log, number, fault = Path(), 0, None

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == 5:
            with self.log.open("a") as file:
                file.write(f"{net.max_epochs} ")
            if len(self.log.read_text().split()) == self.number:
                type(self).fault()


class FillDisk(Callback):
    """Let the disk be full from the end of some epoch on."""

    def __init__(self, epoch):
        self.epoch = epoch

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == self.epoch:
            fill_disk()


class Fail(Callback):
    """Fail in the fifth epoch."""

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


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk():
    """Let no file of this process become larger than 500 bytes, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))


def fit_and_digest(number=0):
    X, y = landscape()
    return digest(small(random_state=number).fit(X, y).predict(X))


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


def endless_search():
    model = small(max_iter=10**6, early_stopping=True, n_iter_no_change=10**6, callbacks=[Tell()])
    GridSearchCV(model, {"wh_weight": [0.01, 0.1]}, cv=2, n_jobs=2).fit(*landscape())


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


def search_in_folder(folder, log, number=0, fault="kill"):
    FaultLater.log, FaultLater.number = Path(log), int(number)
    FaultLater.fault = {"kill": kill, "fill_disk": fill_disk}[fault]
    model = small(callbacks=[FaultLater()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of joblib, for each score that it cannot keep
        table = search(model, SEARCHED, *landscape(), folder, cv=3).sort_index()
    print(digest(np.array(table["test_scores"].tolist())))


def fit_with_checkpoint_on_a_full_disk(path, epoch):
    X, y = landscape()
    callbacks = [EpochCheckpoint(path, every=4), FillDisk(int(epoch))]
    try:
        small(callbacks=callbacks).fit(X, y)
    except OSError as error:
        print(error)


def save_on_a_full_disk(path):
    X, y = landscape()
    model = small(random_state=1).fit(X, y)
    fill_disk()
    try:
        save_model(path, model)
    except OSError as error:
        print(error)


def save_again_and_again(path):
    """Save two models in turn, in processes that are killed; print how often the file is whole."""
    X, y = landscape()
    models = [small(random_state=seed).fit(X, y) for seed in range(2)]
    expected = {digest(model.predict(X)) for model in models}
    save_model(path, models[0])
    random, n_whole = np.random.RandomState(0), 0
    for _ in range(N_KILLS):
        child = multiprocessing.get_context("fork").Process(target=_save, args=(path, models))
        child.start()
        time.sleep(random.uniform(0.02, 0.2))
        child.kill()
        child.join()
        n_whole += digest(load_model(path)[0].predict(X)) in expected
    save_model(path, models[1])
    same = np.array_equal(load_model(path)[0].predict(X), models[1].predict(X))
    print(n_whole, same)


def _save(path, models):
    while True:
        for model in models:
            save_model(path, model)


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
    for seed in range(N_FITS):
        small(random_state=seed, max_iter=5).fit(X, y).predict(X)
        memory.append(process.memory_info().rss)
    print((max(memory[10:]) - memory[10]) / 2**20)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
