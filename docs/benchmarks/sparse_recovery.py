"""Interactions of a hundred sites: found by recover_spectrum, and by the package sparse-transform.

Planted functions of 100 sites with 30 interactions of order up to 5, noise of several sizes on
every evaluation, five functions each; the same design for both: three subspaces of 2^b genotypes,
b the largest for the evaluations allowed, three offsets. sparse-transform (``pip install
sparse-transform``) is told the standard deviation of the noise; its rows are left out where it is
not installed.

    python docs/benchmarks/sparse_recovery.py > docs/benchmarks/sparse_recovery.txt
"""

from time import perf_counter

import numpy as np
from tabulate import tabulate

from sk_epinet import recover_spectrum
from sk_epinet.datasets import make_walsh_landscape

N_SITES, N_INTERACTIONS, MAX_ORDER, SEEDS = 100, 30, 5, range(5)
BUDGETS = (60_000, 300_000)
NOISE = (0.0, 1.0, 2.0, 4.0)


def ours(function, budget, noise, seed):
    found = recover_spectrum(function, n_sites=N_SITES, n_evaluations=budget, random_state=seed)
    return set(found.interactions) - {()}


def sparse_transform(function, budget, noise, seed):
    from sparse_transform.qsft.qsft import transform
    from sparse_transform.qsft.signals.input_signal_subsampled import SubsampledSignal

    np.random.seed(seed)  # noqa: NPY002  (which it draws from)
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
    signal = SubsampledSignal(func=function, n=N_SITES, q=2, noise_sd=noise, query_args=design)
    result = transform(
        signal,
        reconstruct_method_source="identity",
        reconstruct_method_channel="nso-soft",
        b=bits,
        num_subsample=3,
        num_repeat=3,
        # Of a value of a bin.
        noise_sd=max(noise / np.sqrt(2**bits), 1e-6),
    )
    return {tuple(np.flatnonzero(sites).tolist()) for sites in result} - {()}


class Noisy:
    """A planted function with noise, that counts its evaluations."""

    def __init__(self, truth, noise, seed):
        self.truth, self.noise, self.n = truth, noise, 0
        self.rng = np.random.RandomState(seed)

    def __call__(self, X):
        X = np.asarray(X, dtype=float)
        self.n += len(X)
        return self.truth.predict(X) + self.noise * self.rng.randn(len(X))


def line(name, method, budget, noise):
    found, others, evaluations, seconds = [], [], [], []
    for seed in SEEDS:
        _, _, truth = make_walsh_landscape(
            N_SITES, N_INTERACTIONS, MAX_ORDER, n_samples=1, random_state=seed
        )
        function = Noisy(truth, noise, seed)
        start = perf_counter()
        interactions = method(function, budget, noise, seed)
        seconds.append(perf_counter() - start)
        evaluations.append(function.n)
        found.append(len(interactions & set(truth.interactions)))
        others.append(len(interactions - set(truth.interactions)))
    return [
        *(f"{budget:,}", noise, name, " ".join(map(str, found)), " ".join(map(str, others))),
        *(f"{max(evaluations):,}", f"{np.median(seconds):.1f}"),
    ]


def main():
    methods = {"recover_spectrum": ours}
    try:
        import sparse_transform as _  # noqa: F401
    except ImportError:
        pass
    else:
        methods["sparse-transform"] = sparse_transform
    lines = [
        line(name, method, budget, noise)
        for budget in BUDGETS
        for noise in NOISE
        for name, method in methods.items()
    ]
    headers = ["allowed", "noise", "", f"found of {N_INTERACTIONS}", "others", "used", "seconds"]
    print("Five functions each; the sizes of the coefficients are from 0.5 to 1.\n")
    print(tabulate(lines, headers, disable_numparse=True))


if __name__ == "__main__":
    main()
