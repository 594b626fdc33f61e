"""How times and memory are measured."""

import multiprocessing
from pathlib import Path
from statistics import median
from time import perf_counter

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
