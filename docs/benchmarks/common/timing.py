"""How times and memory are measured."""

import multiprocessing
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import torch

from sk_epinet import EpistaticNetRegressor, ExactWalshPenalty

WIDTHS = (32, 32, 32)


class Stopwatch:
    """Measure times and memory; in a smoke run, only once and in this process.

    Parameters
    ----------
    smoke : bool
        Whether this is a smoke run.
    """

    def __init__(self, smoke):
        self.smoke = smoke
        self.n_rounds = 1 if smoke else 5
        # Seconds for which a short function is repeated within a round.
        self.least = 0.0 if smoke else 0.05

    def time_rounds(self, contestants):
        """Return the median seconds of each function, in rounds of all of them.

        Each function of the dict `contestants` is called once before the rounds.
        """
        counts = {}
        for name, function in contestants.items():
            function()
            start = perf_counter()
            function()
            counts[name] = max(1, int(self.least / max(perf_counter() - start, 1e-7)))
        times = {name: [] for name in contestants}
        for _ in range(self.n_rounds):
            for name, function in contestants.items():
                start = perf_counter()
                for _ in range(counts[name]):
                    function()
                times[name].append((perf_counter() - start) / counts[name])
        return {name: median(seconds) for name, seconds in times.items()}

    def time_beside(self, contestants, loads):
        """Time functions under several loads of the machine, all in turn, in several rounds.

        Parameters
        ----------
        contestants : dict of str to callable
            Functions that take seconds.
        loads : dict of str to callable
            Functions that return a context in which the machine has that load.

        Returns
        -------
        times : dict of (load, contestant) to list of float
            Seconds, one for each round.
        own : float
            Median seconds of processor time of the first function under the first load.
        """
        times = {(load, name): [] for load in loads for name in contestants}
        first, own = next(iter(times)), []
        for _ in range(min(self.n_rounds, 3)):
            for load, name in times:
                with loads[load]():
                    start, start_of_process = perf_counter(), process_time()
                    contestants[name]()
                    times[load, name].append(perf_counter() - start)
                if (load, name) == first:
                    own.append(process_time() - start_of_process)
        return times, median(own)

    def time_step(self, n_sites, n_samples, penalty, few, many, **settings):
        """Return the seconds of a step: what further steps cost, without set-up."""
        fit(n_sites, n_samples, penalty, few, **settings)
        times = []
        for _ in range(self.n_rounds):
            short = fit(n_sites, n_samples, penalty, few, **settings)
            long = fit(n_sites, n_samples, penalty, many, **settings)
            times.append((long - short) / (many - few))
        return median(times)

    def peak_speed(self):
        """Return the operations a second of a large float32 product."""
        size = 1024
        matrix = torch.randn(size, size)
        return 2 * size**3 / self.time_rounds({"product": lambda: matrix @ matrix})["product"]

    def measure_memory(self, function, *arguments):
        """Run a function in a process of its own.

        Returns
        -------
        beyond : float
            Megabytes that it needed beyond what the process began with.
        peak : float
            Megabytes of the process at its peak.
        result : object
            What the function returned.
        """
        if self.smoke:
            return _measure_peak(function, *arguments)
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            return pool.apply(_measure_peak, (function, *arguments))


@contextmanager
def busy_program():
    """Keep one core busy with a program that does nothing else."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


class OtherWork:
    """Measure how many cores other programs took, on average, while a context lasted.

    Attributes
    ----------
    cores : float
        Cores; NaN where the system does not say.
    """

    def __enter__(self):
        self._start = perf_counter(), _busy_seconds(), _own_seconds()
        return self

    def __exit__(self, *error):
        start, busy, own = self._start
        others = (_busy_seconds() - busy) - (_own_seconds() - own)
        self.cores = np.maximum(0, others) / (perf_counter() - start)


def _busy_seconds():
    """Return the seconds that all cores together have worked since the machine started."""
    path = Path("/proc/stat")
    if not path.exists():
        return float("nan")
    user, nice, system = map(int, path.read_text().split(maxsplit=4)[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _own_seconds():
    """Return the processor time of this process and of those that it started and that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _measure_peak(function, *arguments):
    # Libraries load what they need at first use, which is not what is measured here.
    fit(4, 20, ExactWalshPenalty(), steps=2)
    before = _peak_of_process()
    result = function(*arguments)
    after = _peak_of_process()
    return after - before, after, result


def _peak_of_process():
    # That of getrusage would be at least that of the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def make_data(n_sites, n_samples, seed=0):
    """Return random genotypes and values with one interaction, one effect and noise."""
    rng = np.random.RandomState(seed)
    X = rng.randint(0, 2, (n_samples, n_sites), dtype=np.int8)
    spins = 1.0 - 2 * X
    y = spins[:, 0] * spins[:, 1] + spins[:, -1] + 0.3 * rng.randn(n_samples)
    return X, y


def fit(n_sites, n_samples, penalty, steps, **settings):
    """Return the seconds of a fit of so many steps, each on all genotypes."""
    X, y = make_data(n_sites, n_samples)
    settings = {"n_members": 1, "hidden_layer_sizes": WIDTHS, "batch_size": n_samples} | settings
    model = EpistaticNetRegressor(penalty=penalty, max_iter=steps, random_state=0, **settings)
    start = perf_counter()
    model.fit(X, y)
    return perf_counter() - start
