"""Work on a cluster of two processes, one of which is killed on the way, and predict in files.

A search and a bootstrap of a thousand networks each lose a worker process after a third of the
work; their results are compared with those of one process. The predictions of all genotypes are
ended half-way, and the same command goes on. Then they are made for more and more sites, to see
whether the memory of a worker grows.

    pip install distributed 'dask[dataframe]' pyarrow
    python docs/reliability/scale.py
    python docs/reliability/scale.py --sites 23 25 30
"""

import argparse
import csv
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import dask.dataframe as dd
import numpy as np
import pandas as pd
import psutil
from dask.distributed import Client, LocalCluster
from joblib import parallel_config
from sklearn.model_selection import GridSearchCV, RepeatedKFold

from sk_epinet import EpistaticNetRegressor, bootstrap_spectrum
from sk_epinet.datasets import make_walsh_landscape

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from predict_all import ROWS, predict_all, train

PREDICT_ALL = Path(__file__).resolve().parents[1] / "predict_all.py"
FOLDER = Path(__file__).resolve().parent
HEADERS = ["work", "size", "seconds", "per second", "peak MB of a worker", "outcome"]


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, nargs="+", default=[23, 25])
    parser.add_argument("--fits", type=int, default=1000)
    parser.add_argument("--output", type=Path, default=FOLDER / "scale.csv")
    options = parser.parse_args()
    rows = []
    for row in measure(options):
        print(*row, sep=" | ", flush=True)
        rows.append(row)
        with options.output.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADERS, *rows])


def measure(options):
    """Yield the rows of the table."""
    X, y, _ = make_walsh_landscape(6, 5, noise=0.2, random_state=0)
    network = EpistaticNetRegressor((8,), n_members=1, max_iter=40, random_state=0)
    yield compare("search", options.fits, search, network, X, y)
    yield compare("bootstrap", options.fits, bootstrap, network, X, y)
    for n_sites in options.sites:
        with tempfile.TemporaryDirectory() as folder:
            yield predict(n_sites, Path(folder), interrupted=n_sites == options.sites[0])


def search(network, X, y, n_fits):
    """Return the scores of a search, of fifty splits for each weight."""
    weights = np.geomspace(1e-3, 1, max(2, n_fits // 50))
    folds = RepeatedKFold(n_splits=5, n_repeats=10, random_state=0)
    found = GridSearchCV(network, {"wh_weight": weights}, cv=folds, n_jobs=-1, refit=False)
    return found.fit(X, y).cv_results_["mean_test_score"]


def bootstrap(network, X, y, n_fits):
    """Return the intervals of a bootstrap."""
    found = bootstrap_spectrum(network, X, y, n_resamples=n_fits, n_jobs=-1, random_state=0)
    return found.intervals


def compare(name, n_fits, work, network, X, y):
    """Do a work in this process, and on the cluster, one of whose workers is killed."""
    start = time.perf_counter()
    with parallel_config(n_jobs=1):
        alone = work(network, X, y, n_fits)
    alone_seconds = time.perf_counter() - start
    with cluster_of_two() as client, parallel_config("dask"), PeakMemory() as memory:
        # Two processes take about half the time, a third of which is this.
        killer = threading.Timer(alone_seconds / 6, kill_one, (client,))
        killer.start()
        start = time.perf_counter()
        together = work(network, X, y, n_fits)
        seconds = time.perf_counter() - start
        was_killed = not killer.is_alive()
        killer.cancel()
    same = "same bits" if np.array_equal(alone, together) else "OTHER RESULT"
    outcome = f"{'a worker was killed' if was_killed else 'NOBODY WAS KILLED'}, {same}"
    return describe(f"{name}, networks", n_fits, seconds, memory.peak, outcome)


def predict(n_sites, folder, interrupted):
    """Predict all genotypes of some sites, in two runs if the first one is interrupted."""
    model = train(n_sites)
    n_files = 2**n_sites // ROWS
    if interrupted:
        kill_half_way(n_sites, folder, n_files)
    n_before = len(list(folder.glob("*.parquet")))
    with cluster_of_two() as client, PeakMemory() as memory:
        start = time.perf_counter()
        n_written = predict_all(client, model, n_sites, folder)
        seconds = time.perf_counter() - start
        whole = "all genotypes once" if holds_all(folder, n_sites) else "SOME ARE MISSING"
    outcome = f"{n_before} of {n_files} files were there before, {n_written} were written, {whole}"
    return describe("predictions", n_written * ROWS, seconds, memory.peak, outcome)


def holds_all(folder, n_sites):
    """Tell whether the files hold each genotype once, with one part in memory at a time."""
    numbers = dd.read_parquet(folder)["number"]
    parts = numbers.map_partitions(first_and_end, meta={"first": "int64", "end": "int64"})
    ranges = parts.compute().sort_values("first")
    ends = [0, *ranges["end"]]  # where a part begins, the one before it must have ended
    return ends[:-1] == list(ranges["first"]) and ends[-1] == 2**n_sites


def first_and_end(numbers):
    """Return the first number of consecutive ones and the number after the last, or nothing."""
    whole = (np.diff(numbers) == 1).all()
    ends = [(numbers.iloc[0], numbers.iloc[-1] + 1)] if whole else []
    return pd.DataFrame(ends, columns=["first", "end"], dtype="int64")


def kill_half_way(n_sites, folder, n_files):
    """Begin the predictions by the command, and kill it with its workers half-way."""
    command = [sys.executable, PREDICT_ALL, "--sites", str(n_sites), str(folder)]
    process = subprocess.Popen(command, start_new_session=True)
    while len(list(folder.glob("*.parquet"))) < n_files // 2:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def describe(work, size, seconds, peak, outcome):
    """Return a row of the table."""
    speed = f"{size / seconds:,.0f}"
    return [work, f"{size:,}", f"{seconds:.0f}", speed, f"{peak / 1e6:.0f}", outcome]


@contextmanager
def cluster_of_two():
    """Give a client of a cluster of two processes."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def kill_one(client):
    """Kill one of the worker processes."""
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)


class PeakMemory:
    """Know the largest memory of a worker process in a block, looked at twice a second."""

    def __init__(self):
        self.peak, self._over = 0, threading.Event()
        self._watch = threading.Thread(target=self._look)

    def __enter__(self):
        self._watch.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self._watch.join()

    def _look(self):
        while not self._over.wait(0.5):
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    self.peak = max(self.peak, process.memory_info().rss)


if __name__ == "__main__":
    main()
