"""The models of resamples: what they are trained on, and what is drawn for them."""

from types import SimpleNamespace

import numpy as np
from scipy.stats import t as student
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    bootstrap_spectrum,
    enumerate_genotypes,
)
from sk_epinet.inference import _resamples
from sk_epinet.inference._prepared_estimator import prepare_estimator
from sk_epinet.inference._resamples import fit_resamples
from sk_epinet.kernels import AlleleFeatures, fit_allele_process
from sk_epinet.network import Progress, TrainingData

FAST = {"hidden_layer_sizes": (4,), "max_iter": 2, "random_state": 0}
X = enumerate_genotypes(5)[np.random.RandomState(0).permutation(32)[:24]]
Y = X[:, 0] - 2.0 * X[:, 1] * X[:, 3] + 0.5 * np.random.RandomState(1).randn(24)
COUNTS = np.random.RandomState(2).multinomial(24, np.full(24, 1 / 24), 10).T


def fit(model, seed):
    """Fit a model to resamples that do not depend on the seed."""
    levels = np.tile([0.0, 1.0], (5, 1))
    state = np.random.RandomState(seed)
    return fit_resamples(model, X, Y, COUNTS, lambda found: found, levels, None, state)


def test_initial_weights_depend_on_the_seed():
    model = EpistaticNetRegressor(n_members=1, **FAST)
    first, same, other = (fit(model, seed)[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert (np.abs(first - other).max(axis=1) > 0).all()


def test_candidates_are_drawn_by_the_seed(monkeypatch):
    drawn, original = [], _resamples.train_masked_stack

    def spy(data, masks, candidates, *args, **kwargs):
        drawn.append(candidates)
        return original(data, masks, candidates, *args, **kwargs)

    monkeypatch.setattr(_resamples, "train_masked_stack", spy)
    model = EpistaticNetRegressorCV(cv=2, n_members=2, gaussian_process=False, **FAST)
    for seed in (0, 0, 1):
        fit(model, seed)
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_processes_change_no_bit(monkeypatch):
    """Networks are divided into stacks by what there is to do, not by the number of processes."""
    stacks, original = [], _resamples.train_masked_stack
    monkeypatch.setattr(
        _resamples, "train_masked_stack", lambda *a, **k: stacks.append(a) or original(*a, **k)
    )
    model = EpistaticNetRegressor(n_members=20, **FAST)
    settings = {"n_resamples": 10, "random_state": 0}
    alone = bootstrap_spectrum(model, X, Y, n_jobs=1, **settings)
    assert len(stacks) > 1
    together = bootstrap_spectrum(model, X, Y, n_jobs=2, **settings)
    np.testing.assert_array_equal(together.coefficients, alone.coefficients)
    np.testing.assert_array_equal(together.intervals, alone.intervals)


def test_each_part_of_a_model_has_a_seed_of_its_own():
    model = make_pipeline(RandomForestRegressor(), RandomForestRegressor())
    seeds = [
        [
            value
            for name, value in sorted(prepared.get_params().items())
            if name.endswith("random_state")
        ]
        for prepared in (
            prepare_estimator(model, X, 5, np.random.RandomState(seed)) for seed in (0, 0, 1)
        )
    ]
    assert seeds[0] == seeds[1]
    assert len({*seeds[0], *seeds[2]}) == 4


def train_nothing(drawn, process=None):
    """Return the predictions of resamples in which no network is drawn, in the units of y."""
    spins = 1.0 - 2.0 * X
    data = TrainingData(spins, ((Y - 3) / 2)[:, None], np.ones((24, 1)))
    plan = SimpleNamespace(data=data, process=process, settings=None)
    resamples = _resamples._Resamples(COUNTS, np.array(drawn), np.zeros_like(drawn))
    predicted, _ = _resamples._train_group(
        plan, [], None, (3.0, 2.0), resamples, 0, lambda found: found, Progress()
    )
    return predicted


def test_where_the_mean_is_drawn_it_is_that_of_the_resample():
    predicted = train_nothing(np.ones((10, 1), dtype=int))
    means = [np.repeat(Y, column).mean() for column in COUNTS.T]
    np.testing.assert_allclose(predicted, np.tile(means, (24, 1)).T)


def test_a_process_sees_each_row_as_often_as_it_is_in_the_resample():
    spins, target = 1.0 - 2.0 * X, (Y - 3) / 2
    process = fit_allele_process(AlleleFeatures(5), spins, target, np.ones(24), 1.0)
    predicted = train_nothing(np.zeros((10, 1), dtype=int), process)
    for own, column in zip(predicted, COUNTS.T, strict=True):
        rows = np.repeat(np.arange(24), column)
        copies = process.condition(spins[rows], target[rows], np.ones(24))
        np.testing.assert_allclose(own, 3 + 2 * copies.predict(spins), rtol=1e-6)


def test_few_rows_have_their_degrees_of_freedom():
    model = make_pipeline(WalshFeatures(max_order=1), DummyRegressor())
    found = bootstrap_spectrum(model, X[:12], Y[:12], 10, max_order=1, random_state=0)
    half = np.diff(found.intervals, axis=1)[:, 0] / 2
    np.testing.assert_allclose(half, student.ppf(0.95, 11) * found.standard_errors)
