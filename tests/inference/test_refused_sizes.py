"""Sizes that no memory holds are refused before the work, with the argument to make smaller."""

from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from sklearn.linear_model import Ridge

from sk_epinet import (
    WalshSpectrum,
    bootstrap_spectrum,
    enumerate_genotypes,
    estimate_spectrum,
    recover_spectrum,
)
from sk_epinet.datasets import make_walsh_landscape


def never(X):
    raise AssertionError("The function was evaluated.")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: recover_spectrum(never, n_sites=20, n_evaluations=2 * 10**12), "n_evaluations"),
        (lambda: estimate_spectrum(never, 1, n_sites=20, n_evaluations=10**13), "Lower max_order"),
        (lambda: WalshSpectrum.from_function(never, 25), "n_sites=25"),
        (lambda: enumerate_genotypes(60), "The 2\\^60 genotypes"),
        (lambda: make_walsh_landscape(25, 2**25, 25, n_samples=10), "n_interactions"),
    ],
)
def test_sizes_are_refused_at_once(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_resamples_of_many_rows_are_counted(monkeypatch):
    X = np.tile(enumerate_genotypes(3), (100, 1))
    model = Ridge().fit(X, X[:, 0])
    little = SimpleNamespace(available=2**20)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: little)
    with pytest.raises(ValueError, match="1,000 resamples of 800 rows .* smaller n_resamples"):
        bootstrap_spectrum(model, X, X[:, 0] * 1.0, 1000, max_order=1)
