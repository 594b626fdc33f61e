"""Find interactions of a hundred sites with recover_spectrum and with sparse-transform.

Planted functions of 100 sites with 30 interactions of order up to 5, with noise of several sizes
on every evaluation, five functions each. The design is the same for both: three subspaces of 2^b
genotypes, with the largest b that the allowed evaluations give, and three offsets. The package
sparse-transform (``pip install sparse-transform``) is told the standard deviation of the noise;
its rows are left out where it is not installed. Two minutes on one core.

    python docs/benchmarks/sparse_recovery/sparse_recovery.py
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from common import Study, write_table

from sk_epinet import recover_spectrum
from sk_epinet.datasets import make_walsh_landscape

STUDY = Study(
    __file__,
    __doc__,
    ("allowed", "noise", "method", "seed", "found", "others", "used", "seconds"),
    n_keys=4,
)
N_SITES, N_INTERACTIONS, MAX_ORDER, SEEDS = 100, 30, 5, range(5)
BUDGETS = (60_000, 300_000)
NOISE = (0.0, 1.0, 2.0, 4.0)
OURS, THEIRS = "recover_spectrum", "sparse-transform"


class Noisy:
    """Evaluate a planted function with noise, and count the evaluations."""

    def __init__(self, truth, noise, seed):
        self.truth, self.noise, self.n = truth, noise, 0
        self.rng = np.random.RandomState(seed)

    def __call__(self, X):
        X = np.asarray(X, dtype=float)
        self.n += len(X)
        return self.truth.predict(X) + self.noise * self.rng.randn(len(X))


def list_tasks(options):
    methods = [OURS] + [THEIRS] * (find_spec("sparse_transform") is not None)
    if options.smoke:
        return [(60_000, 0.0, method, 0) for method in methods]
    return [
        (budget, noise, method, seed)
        for budget in BUDGETS
        for noise in NOISE
        for method in methods
        for seed in SEEDS
    ]


def measure(options, budget, noise, method, seed):
    _, _, truth = make_walsh_landscape(
        N_SITES, N_INTERACTIONS, MAX_ORDER, n_samples=1, random_state=seed
    )
    function = Noisy(truth, noise, seed)
    start = perf_counter()
    interactions = {OURS: recover, THEIRS: sparse_transform}[method](function, budget, seed)
    seconds = perf_counter() - start
    planted = set(truth.interactions)
    counts = len(interactions & planted), len(interactions - planted)
    return [(*counts, function.n, f"{seconds:.2f}")]


def recover(function, budget, seed):
    found = recover_spectrum(function, n_sites=N_SITES, n_evaluations=budget, random_state=seed)
    return set(found.interactions) - {()}


def sparse_transform(function, budget, seed):
    from sparse_transform.qsft.qsft import transform
    from sparse_transform.qsft.signals.input_signal_subsampled import SubsampledSignal

    np.random.seed(seed)  # noqa: NPY002  (it draws from the global generator)
    bits = int(np.log2(budget / (9 * (N_SITES + 1))))
    design = {
        "query_method": "complex",
        "subsampling_method": "qsft",
        "delays_method_source": "identity",
        "delays_method_channel": "nso",
        "num_subsample": 3,
        "num_repeat": 3,
        "b": bits,
    }
    signal = SubsampledSignal(
        func=function, n=N_SITES, q=2, noise_sd=function.noise, query_args=design
    )
    result = transform(
        signal,
        reconstruct_method_source="identity",
        reconstruct_method_channel="nso-soft",
        b=bits,
        num_subsample=3,
        num_repeat=3,
        # The noise of the value of a bin.
        noise_sd=max(function.noise / np.sqrt(2**bits), 1e-6),
    )
    return {tuple(np.flatnonzero(sites).tolist()) for sites in result} - {()}


def report(rows, folder):
    lines = []
    for key in dict.fromkeys((row["allowed"], row["noise"], row["method"]) for row in rows):
        own = [row for row in rows if (row["allowed"], row["noise"], row["method"]) == key]
        found, others = (" ".join(row[name] for row in own) for name in ("found", "others"))
        used = max(int(row["used"]) for row in own)
        seconds = np.median([float(row["seconds"]) for row in own])
        lines.append([f"{int(key[0]):,}", *key[1:], found, others, f"{used:,}", f"{seconds:.1f}"])
    headers = ["allowed", "noise", "method", f"found of {N_INTERACTIONS}", "others", "used"]
    write_table(folder / "table.csv", [*headers, "seconds"], lines)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
