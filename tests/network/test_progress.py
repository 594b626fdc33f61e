"""The fits within a longer work tell how far they are, and show no bars of their own."""

import numpy as np
import pytest

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.network import Progress, as_part_of


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_shares_of_each_fit_add_up_to_one(n_jobs, capsys):
    rng = np.random.RandomState(0)
    X, y = rng.randint(0, 2, (30, 4)), rng.randn(30)
    net = EpistaticNetRegressorCV(
        hidden_layer_sizes=(4,), max_iter=20, alphas=[0.1], cv=2, random_state=0, n_jobs=n_jobs
    )
    alone = net.fit(X, y).predict(X)
    told = []
    with as_part_of(told.append):
        for fits in (1, 2):
            together = net.fit(X, y).predict(X)
            assert sum(told) == pytest.approx(fits, abs=1e-6)
    assert min(told) >= 0
    np.testing.assert_array_equal(together, alone)
    n_told = len(told)
    net.fit(X, y)
    assert len(told) == n_told
    assert capsys.readouterr().err == ""


def test_what_is_left_is_spread_over_the_networks_that_are_expected():
    told = []
    with as_part_of(told.append):
        progress = Progress()
        progress.start(10)
        progress.advance(4)
        progress.expect(2)
        assert sum(told) == pytest.approx(0.4)
        progress.advance(1)
        assert sum(told) == pytest.approx(0.7)
        progress.advance(2)  # more than was expected
        progress.close()
    assert sum(told) == pytest.approx(1)
