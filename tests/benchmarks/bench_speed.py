"""Times of the parts that a fit is made of, for pytest-benchmark: ``make bench``.

They compare one version of the package with another (``--benchmark-autosave`` and
``--benchmark-compare``); claims are made by ``docs/benchmarks/speed``, as ratios of one run.
"""

import numpy as np
import pytest
import torch

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
    walsh_transform,
)


def landscape(n_sites, n_samples):
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (n_samples, n_sites))
    return X, X[:, 0] * X[:, 1] + 0.1 * rng.randn(n_samples)


@pytest.mark.parametrize("n_sites", [6, 10, 13, 16, 20])
def test_transform(benchmark, n_sites):
    benchmark(walsh_transform, torch.randn(2**n_sites))


@pytest.mark.parametrize(
    "penalty",
    [ExactWalshPenalty(), SubcubeWalshPenalty(), HashedWalshPenalty(), None],
    ids=["exact", "sub-cube", "hashed", "none"],
)
def test_fifty_steps(benchmark, penalty):
    model = EpistaticNetRegressor(penalty=penalty, max_iter=50, random_state=0)
    benchmark.pedantic(model.fit, landscape(13, 200), rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("n_samples", [50, 1000])
def test_fifty_steps_of_a_cross_validation(benchmark, n_samples):
    model = EpistaticNetRegressorCV(max_iter=50, random_state=0)
    benchmark.pedantic(model.fit, landscape(13, n_samples), rounds=5, warmup_rounds=1)


def test_predict(benchmark):
    X, y = landscape(13, 200)
    model = EpistaticNetRegressor(max_iter=5, random_state=0).fit(X, y)
    benchmark(model.predict, landscape(13, 8192)[0])


def test_pairs_of_236_sites(benchmark):
    X, _ = landscape(236, 1000)
    benchmark(WalshFeatures(2).fit(X).transform, X)
