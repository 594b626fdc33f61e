"""What speed.py measures with: rounds of contestants, the memory of a process, fits of a kind."""

import multiprocessing
import os
import platform
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import torch
from sk_epinet._module import EpistaticMLP

from sk_epinet import EpistaticNetRegressor, ExactWalshPenalty

ROUNDS = 5
WIDTHS = (32, 32, 32)


def rounds(contestants, least=0.05):
    """Median seconds of each function, in rounds of all of them; short ones are repeated."""
    counts = {}
    for name, function in contestants.items():
        function()
        start = perf_counter()
        function()
        counts[name] = max(1, int(least / max(perf_counter() - start, 1e-7)))
    times = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, function in contestants.items():
            start = perf_counter()
            for _ in range(counts[name]):
                function()
            times[name].append((perf_counter() - start) / counts[name])
    return {name: median(seconds) for name, seconds in times.items()}


def peak_memory(function, *arguments):
    """MB that a process of its own needs beyond what it begins with, and what it returns."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_peak, (function, *arguments))


def _peak(function, *arguments):
    # Libraries load what they need at first use: not what is measured here.
    fit(4, 20, ExactWalshPenalty(), steps=2)
    before = _peak_of_process()
    result = function(*arguments)
    after = _peak_of_process()
    return after - before, after, result


def _peak_of_process():
    """MB. The one of getrusage would be at least that of the process that started this one."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def data(n_sites, n_samples, seed=0):
    rng = np.random.RandomState(seed)
    X = rng.randint(0, 2, (n_samples, n_sites), dtype=np.int8)
    spins = 1.0 - 2 * X
    y = spins[:, 0] * spins[:, 1] + spins[:, -1] + 0.3 * rng.randn(n_samples)
    return X, y


def fit(n_sites, n_samples, penalty, steps, **settings):
    """Seconds of a fit of so many full-batch steps."""
    X, y = data(n_sites, n_samples)
    settings = {"n_members": 1, "hidden_layer_sizes": WIDTHS, "batch_size": n_samples} | settings
    model = EpistaticNetRegressor(penalty=penalty, max_iter=steps, random_state=0, **settings)
    start = perf_counter()
    model.fit(X, y)
    return perf_counter() - start


def seconds_a_step(n_sites, n_samples, penalty, few, many, **settings):
    """What further steps cost: validation and set-up are in both fits."""
    fit(n_sites, n_samples, penalty, few, **settings)
    times = []
    for _ in range(ROUNDS):
        short = fit(n_sites, n_samples, penalty, few, **settings)
        times.append((fit(n_sites, n_samples, penalty, many, **settings) - short) / (many - few))
    return median(times)


def bare_loop(n_sites, n_samples, steps, sample, value, members=1, widths=WIDTHS):
    """The same arithmetic without skorch: module, penalty, Adam, schedule."""
    X, y = data(n_sites, n_samples)
    spins = torch.tensor(1.0 - 2 * X, dtype=torch.float32)
    target = torch.tensor((y - y.mean()) / y.std(), dtype=torch.float32)[:, None]
    weight = torch.ones(n_samples, 1)
    linked, seeds = [False] * members, range(members)
    module = EpistaticMLP(n_sites, widths, "silu", True, linked, seeds, 2**29)
    module.center.copy_(spins.mean(0).expand(members, 1, -1))
    generator = torch.Generator().manual_seed(0)
    adam = torch.optim.Adam(module.parameters(), lr=0.1, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, 0.1, total_steps=max(steps, 20))
    for _ in range(steps):
        adam.zero_grad()
        genotypes = sample(spins, generator)
        if len(spins) + len(genotypes) <= 4096:
            both = module.make_pass(torch.cat([spins, genotypes]))
            latent, norm = module.propagate(both)
            measured, sampled = latent.split([len(spins), len(genotypes)], dim=1)
        else:
            passes = module.make_pass(spins), module.make_pass(genotypes)
            measured, sampled, norm = module.propagate(*passes)
        loss = ((measured.T - target).square() * weight).mean(0)
        objective = loss + 1e-3 * norm + 0.01 * value(sampled)
        objective.mean().backward()
        adam.step()
        schedule.step()


def peak_speed():
    """Operations a second of a large float32 product on one thread."""
    size = 1024
    matrix = torch.randn(size, size)
    return 2 * size**3 / rounds({"": lambda: matrix @ matrix})[""]


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next((line.split(": ")[1] for line in lines if "model name" in line), "")
    versions = f"torch {torch.__version__}, numpy {np.__version__}"
    return f"{name or platform.processor()}, {os.cpu_count()} cores; {versions}"
