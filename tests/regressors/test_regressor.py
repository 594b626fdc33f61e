"""EpistaticNetRegressor: what it learns, what it exposes, what it refuses."""

import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.linalg import hadamard
from sklearn.base import clone
from sklearn.exceptions import DataConversionWarning, NotFittedError
from sklearn.neural_network import MLPRegressor
from skorch.callbacks import Callback

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    enumerate_genotypes,
)
from sk_epinet.datasets import load_landscape, make_walsh_landscape
from sk_epinet.network._trainer import EpistaticNet


def quick(**parameters):
    """A small, fast and reproducible model."""
    settings = {"hidden_layer_sizes": (8,), "max_iter": 60, "n_members": 1, "random_state": 0}
    return EpistaticNetRegressor(**settings | parameters)


def by_matrix(values):
    return hadamard(len(values)) @ values / len(values)


# What it learns


@pytest.mark.parametrize("seed", range(3))
def test_planted_interactions_are_the_largest(seed):
    X, y, truth = make_walsh_landscape(10, 8, 4, noise=0, random_state=seed)
    train = np.random.RandomState(seed).permutation(1024)[:200]
    model = EpistaticNetRegressor(random_state=seed).fit(X[train], y[train])
    assert model.score(X, y) > 0.98
    assert set(model.spectrum_.top(8).interactions) == set(truth.interactions)


def test_penalty_shrinks_the_spectrum(small_data):
    norms = [
        np.abs(quick(wh_weight=w, max_iter=200).fit(*small_data).spectrum_.coefficients[1:]).sum()
        for w in (0, 0.03, 0.3, 10)
    ]
    assert sorted(norms, reverse=True) == norms
    assert norms[-1] < 0.05 * norms[0]


def test_the_constant_is_not_penalised(small_data):
    X, y = small_data
    model = quick(wh_weight=100.0, max_iter=300).fit(X, y + 1000)
    np.testing.assert_allclose(model.predict(X), (y + 1000).mean(), atol=0.2 * y.std())


def test_without_penalty_it_is_a_plain_mlp(small_data):
    X, y = small_data
    zero = quick(wh_weight=0).fit(X, y)
    none = quick(penalty=None).fit(X, y)
    np.testing.assert_array_equal(zero.predict(X), none.predict(X))
    assert zero.penalty_ is None
    assert set(zero.history_[:, "penalty"]) == {0}


def test_plain_mlp_reaches_the_objective_of_scikit_learn(small_data):
    # Two optimisers of one objective: L2 alone, no gates, tanh. scikit-learn's loss is half
    # ours in its first term, so half of alpha is the same problem. Standardised inputs.
    X, y = small_data
    spins = 1 - 2 * X
    centred = spins - spins.mean(0)
    target = (y - y.mean()) / y.std()
    ours = quick(wh_weight=0, alpha=2.0, gate_sites=False, activation="tanh", max_iter=1000).fit(
        X, y
    )
    theirs = MLPRegressor(
        hidden_layer_sizes=(8,),
        activation="tanh",
        alpha=1.0,
        solver="lbfgs",
        max_iter=5000,
        tol=1e-10,
        random_state=0,
    ).fit(centred, target)
    norm = sum((w**2).sum() for w in theirs.coefs_)
    objective = ((theirs.predict(centred) - target) ** 2).mean() + 2.0 / (2 * len(y)) * norm
    assert ours.loss_curve_[-1] == pytest.approx(objective, rel=0.02)
    np.testing.assert_allclose(
        ours.predict(X), y.mean() + y.std() * theirs.predict(centred), atol=0.1 * y.std()
    )


@pytest.mark.parametrize("n_members", [1, 3])
def test_spectrum_is_the_hadamard_matrix_times_the_predictions(small_data, n_members):
    X, y = small_data
    model = quick(n_members=n_members).fit(X, 100 + 10 * y)
    values = model.predict(enumerate_genotypes(5))
    np.testing.assert_allclose(model.spectrum_.coefficients, by_matrix(values), atol=1e-5)
    np.testing.assert_allclose(model.spectrum_.predict(X), model.predict(X), atol=1e-9)


@pytest.mark.parametrize("pair", [(-1, 1), (3, 8)])
def test_coding_of_levels_does_not_matter(small_data, pair):
    X, y = small_data
    plain = quick().fit(X, y)
    coded = quick().fit(np.where(X, pair[1], pair[0]), y)
    np.testing.assert_allclose(coded.predict(np.where(X, pair[1], pair[0])), plain.predict(X))
    np.testing.assert_array_equal(coded.spectrum_.coefficients, plain.spectrum_.coefficients)
    np.testing.assert_array_equal(coded.levels_, [pair] * 5)
    assert coded.spectrum_.predict([[pair[1]] * 5]) == pytest.approx(plain.predict([[1] * 5]))


def test_auto_penalty(small_data):
    X, y = small_data
    assert isinstance(quick(max_iter=1).fit(X[:, :5], y).penalty_, ExactWalshPenalty)
    wide = np.random.RandomState(0).randint(0, 2, (40, 10))
    penalty = quick(max_iter=1).fit(wide, y).penalty_
    assert isinstance(penalty, SubcubeWalshPenalty)
    assert penalty.background == "data"


@pytest.mark.parametrize(
    ("n_sites", "share", "expected"),
    [
        (20, 0.5, SubcubeWalshPenalty),
        (21, 0.5, HashedWalshPenalty),
        (21, 0.02, SubcubeWalshPenalty),
        (21, 0.98, SubcubeWalshPenalty),
    ],
)
def test_auto_penalty_of_many_sites(n_sites, share, expected):
    """Random strings are like the genotypes only where both levels are common."""
    rng = np.random.RandomState(0)
    X = (rng.rand(40, n_sites) < share).astype(int)
    model = quick(max_iter=1, levels=(0, 1))
    assert isinstance(model.fit(X, rng.rand(40)).penalty_, expected)


def test_all_sites_free_is_the_exact_penalty(small_data):
    X, y = small_data
    subcube = quick(penalty=SubcubeWalshPenalty(5), wh_weight=0.1).fit(X, y)
    exact = quick(penalty=ExactWalshPenalty(), wh_weight=0.1).fit(X, y)
    np.testing.assert_allclose(subcube.predict(X), exact.predict(X), rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("penalty", [SubcubeWalshPenalty(3), HashedWalshPenalty(3, n_hashes=2)])
def test_every_penalty_shrinks_the_spectrum(small_data, penalty):
    X, y = small_data
    norms = [
        np.abs(quick(penalty=penalty, wh_weight=w).fit(X, y).spectrum_.coefficients[1:]).sum()
        for w in (0, 10)
    ]
    assert norms[1] < 0.1 * norms[0]


def test_penalty_parameter_is_not_changed(small_data):
    penalty = SubcubeWalshPenalty(3)
    model = quick(penalty=penalty).fit(*small_data)
    assert model.penalty is penalty
    assert model.penalty_ is not penalty


def test_many_sites():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (60, 200))
    model = quick(wh_weight=0.1, max_iter=20).fit(X, X[:, 0] - X[:, 1] + 0.1 * rng.randn(60))
    assert model.predict(X).shape == (60,)
    with pytest.raises(ValueError, match=r"all 2\^200 genotypes.*up to 24 sites"):
        model.spectrum_  # noqa: B018
    assert not hasattr(model, "spectrum_")  # so that a notebook can still display the model
    assert "EpistaticNetRegressor" in model._repr_html_()


def test_measured_landscape(measured_landscape):
    landscape = load_landscape(measured_landscape("Poelwijk2019"))
    X, y = landscape.codes, landscape.target
    rows = np.random.RandomState(0).permutation(len(y))
    model = EpistaticNetRegressor(wh_weight=0.1, random_state=0).fit(X[rows[:60]], y[rows[:60]])
    assert model.score(X[rows[-3000:]], y[rows[-3000:]]) > 0.75


# What it exposes


def test_members_and_their_spread(small_data):
    X, y = small_data
    model = quick(n_members=4).fit(X, y)
    mean, std = model.predict(X, return_std=True)
    members = model.target_mean_ + model.target_scale_ * model.net_.predict_members(1.0 - 2 * X)
    assert members.shape == (4, 40)
    np.testing.assert_allclose(mean, members.mean(0))
    errors = model.error_model_
    variance = errors.doubt_factor * members.var(0)
    variance += model.target_scale_**2 * errors.noise_variance
    np.testing.assert_allclose(std, np.sqrt(variance))
    np.testing.assert_array_equal(mean, model.predict(X))
    assert (std > 0).all()


def test_spread_of_one_member(small_data):
    model = quick().fit(*small_data)
    _, std = model.predict(small_data[0], return_std=True)
    # There is no doubt to be seen: the error of all predictions is the same.
    np.testing.assert_allclose(std, std[0])
    assert std[0] > 0


def test_fitted_attributes(small_data):
    X, y = small_data
    frame = pd.DataFrame(X, columns=list("ABCDE"))
    model = quick().fit(frame, y)
    assert model.n_iter_ == len(model.loss_curve_) == 60
    assert model.loss_curve_[-1] < model.loss_curve_[0]
    assert model.n_features_in_ == 5
    assert list(model.feature_names_in_) == list("ABCDE")
    assert model.spectrum_.site_names == tuple("ABCDE")
    assert model.target_mean_ == pytest.approx(y.mean())
    assert model.target_scale_ == pytest.approx(y.std())
    assert {"train_loss", "data_loss", "penalty", "dur"} <= set(model.history_[-1])


def test_site_relevance():
    X, y, _ = make_walsh_landscape(8, 1, 1, random_state=0, n_samples=150)
    y = (1 - 2 * X[:, 2]) * (1 - 2 * X[:, 5]) + 0.5 * X[:, 7]
    model = EpistaticNetRegressor(max_iter=200, random_state=0).fit(X, y)
    relevance = model.site_relevance_
    assert relevance.max() == 1
    assert set(np.argsort(relevance)[-3:]) == {2, 5, 7}
    assert relevance[[0, 1, 3, 4, 6]].max() < 0.2


def test_unfitted():
    model = EpistaticNetRegressor()
    for act in (lambda: model.predict([[0, 1]]), lambda: model.spectrum_):
        with pytest.raises(NotFittedError):
            act()


# How it trains


def test_same_seed_same_predictions(small_data):
    X, y = small_data
    first, second = (quick(batch_size=16, n_members=2).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(first.predict(X), second.predict(X))
    other = quick(batch_size=16, n_members=2, random_state=1).fit(X, y)
    assert not np.array_equal(first.predict(X), other.predict(X))


def test_random_state_instance_and_none(small_data):
    X, y = small_data
    a, b = (quick(random_state=np.random.RandomState(3), max_iter=5).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(a.predict(X), b.predict(X))
    c, d = (quick(random_state=None, max_iter=5).fit(X, y) for _ in range(2))
    assert not np.array_equal(c.predict(X), d.predict(X))


def test_global_state_is_left_alone(small_data):
    X, y = small_data
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        np.random.seed(5)  # noqa: NPY002
        numpy_state = np.random.get_state()[1].copy()  # noqa: NPY002
        torch_state = torch.get_rng_state()
        quick(random_state=None, early_stopping=True, max_iter=5).fit(X, y).predict(X)
        np.testing.assert_array_equal(np.random.get_state()[1], numpy_state)  # noqa: NPY002
        assert torch.equal(torch.get_rng_state(), torch_state)
        assert torch.get_num_threads() == 2
        assert torch.get_default_dtype() == torch.float32
    finally:
        torch.set_num_threads(threads)


def test_default_dtype_of_the_user_is_respected(small_data):
    X, y = small_data
    expected = quick().fit(X, y).predict(X)
    torch.set_default_dtype(torch.float64)
    try:
        np.testing.assert_array_equal(quick().fit(X, y).predict(X), expected)
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_threads_are_restored_after_a_failure(small_data):
    class Fail(Callback):
        def on_epoch_end(self, net, **kwargs):
            assert torch.get_num_threads() == 1
            raise RuntimeError("stop")

    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(RuntimeError, match="stop"):
            quick(callbacks=[Fail()]).fit(*small_data)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)


@pytest.mark.parametrize(
    "settings",
    [
        {"penalty": ExactWalshPenalty()},
        {"penalty": SubcubeWalshPenalty(3)},
        {"batch_size": 8},
        {"early_stopping": True},
        {"global_epistasis": "sigmoid"},
        {"censored": "left"},
    ],
)
@pytest.mark.parametrize("n_alleles", [2, 3])
def test_integer_weights_are_copies(settings, n_alleles):
    rng = np.random.RandomState(0)
    X, w = rng.randint(0, n_alleles, (30, 4)), rng.randint(0, 4, 30)
    y = np.maximum(X[:, 0] + X[:, 1] * X[:, 2] + 0.1 * rng.randn(30), 0.0)
    X = np.array(list("AGT"))[X]
    weighted = quick(max_iter=50, **settings).fit(X, y, sample_weight=w)
    repeated = quick(max_iter=50, **settings).fit(X.repeat(w, axis=0), y.repeat(w))
    np.testing.assert_allclose(weighted.predict(X), repeated.predict(X), atol=1e-12)
    np.testing.assert_allclose(weighted.loss_curve_, repeated.loss_curve_, rtol=1e-12)


def test_data_with_weights_may_be_in_any_order():
    rng = np.random.RandomState(0)
    X, w, order = rng.randint(0, 2, (30, 4)), rng.rand(30), rng.permutation(30)
    y = X[:, 0] + X[:, 1] * X[:, 2] + 0.1 * rng.randn(30)
    model = quick(max_iter=50).fit(X, y, sample_weight=w)
    other = quick(max_iter=50).fit(X[order], y[order], sample_weight=w[order])
    np.testing.assert_allclose(model.predict(X), other.predict(X), rtol=1e-12)


def test_weighted_score(small_data):
    X, y = small_data
    model = quick().fit(X, y)
    weight = np.zeros(40)
    weight[:7] = 2.0
    assert model.score(X, y, sample_weight=weight) == pytest.approx(model.score(X[:7], y[:7]))


@pytest.mark.parametrize("max_iter", [1, 2, 3, 4, 10, 11, 20])
def test_any_number_of_steps(small_data, max_iter):
    assert quick(max_iter=max_iter).fit(*small_data).n_iter_ == max_iter


@pytest.mark.parametrize("batch_size", [1, 7, 40, 1000])
def test_batch_sizes(small_data, batch_size):
    model = quick(batch_size=batch_size, max_iter=3).fit(*small_data)
    batches = model.history_[0, "train_batch_count"]
    assert batches == -(-40 // min(batch_size, 40))


def test_early_stopping_keeps_the_best_weights(small_data):
    X, y = small_data
    rng = np.random.RandomState(0)
    model = quick(
        early_stopping=True,
        n_iter_no_change=15,
        validation_fraction=0.25,
        wh_weight=0,
        alpha=0,
        hidden_layer_sizes=(64, 64),
        max_iter=400,
        learning_rate_init=0.05,
    ).fit(X, y + 2 * rng.randn(40))
    assert model.n_iter_ < 400
    assert len(model.validation_scores_) == model.n_iter_
    best = int(np.argmax(model.validation_scores_))
    assert model.best_validation_score_ == model.validation_scores_[best]
    # It stopped n_iter_no_change epochs after the last improvement by more than tol.
    assert 0 <= model.n_iter_ - 1 - best <= 15


def test_early_stopping_validates_on_its_own_genotypes():
    X = enumerate_genotypes(6)[np.random.RandomState(0).permutation(64)[:40]]
    y, sizes = X[:, 0] - X[:, 3] * 1.0, []

    class Watch(Callback):
        def on_batch_begin(self, net, batch=None, training=None, **kwargs):
            sizes.append((training, len(batch[1])))

    quick(early_stopping=True, validation_fraction=0.25, max_iter=2, callbacks=[Watch()]).fit(X, y)
    assert sizes == [(True, 30), (False, 10)] * 2
    # With a second row of each genotype, a quarter of the genotypes is held out with both.
    sizes.clear()
    quick(early_stopping=True, validation_fraction=0.25, max_iter=2, callbacks=[Watch()]).fit(
        np.tile(X, (2, 1)), np.append(y, y + 0.1)
    )
    assert sizes == [(True, 60), (False, 20)] * 2


def test_early_stopping_holds_out_whole_genotypes(monkeypatch):
    rng = np.random.RandomState(0)
    X = enumerate_genotypes(4)[rng.randint(16, size=80)]
    pairs = []
    original = EpistaticNet.train

    def spy(net, data, valid_data, **options):
        pairs.append((data, valid_data))
        return original(net, data, valid_data, **options)

    monkeypatch.setattr(EpistaticNet, "train", spy)
    quick(early_stopping=True, validation_fraction=0.25, max_iter=2).fit(X, rng.randn(80))
    train, test = ({tuple(spins) for spins in data.spins} for data in pairs[0])
    assert len(train) == 12
    assert len(test) == 4
    assert not train & test


def test_warm_start_goes_on(small_data):
    X, y = small_data
    model = quick(warm_start=True, max_iter=20, learning_rate_init=0.003).fit(X, y)
    first = model.loss_curve_[-1]
    model.fit(X, y)
    assert model.n_iter_ == len(model.loss_curve_) == 40
    assert model.loss_curve_[20] == pytest.approx(first, rel=0.05)
    assert model.loss_curve_[-1] < first
    # Without it, a second fit begins anew.
    cold = quick(max_iter=20).fit(X, y).fit(X, y)
    assert cold.n_iter_ == 20


@pytest.mark.parametrize("stopped_before", [False, True])
def test_warm_start_with_early_stopping(small_data, stopped_before):
    X, y = small_data
    noisy = y + np.random.RandomState(0).randn(40)
    held_out = []

    class Watch(Callback):
        def on_epoch_begin(self, net, dataset_valid=None, **kwargs):
            held_out[:] = [dataset_valid]

    stopping = {"early_stopping": True, "validation_fraction": 0.25, "n_iter_no_change": 5}
    model = quick(warm_start=True, max_iter=30, learning_rate_init=0.05)
    model.set_params(**stopping if stopped_before else {}).fit(X, noisy)
    before = model.n_iter_
    model.set_params(**stopping, max_iter=400, callbacks=[Watch()]).fit(X, noisy)
    # It went on, stopped early, and knows the scores of all epochs that had held-out rows.
    assert before < model.n_iter_ < before + 400
    assert len(model.validation_scores_) == model.n_iter_
    assert np.isnan(model.validation_scores_[:before]).all() != stopped_before
    own = model.validation_scores_[before:]
    # The weights are the best of this fit: their R² on the held-out rows is the best one.
    (valid,) = held_out
    members = model.net_.predict_members(valid.X["spins"].numpy())
    target = valid.y.numpy()[:, 0]
    r2 = 1 - np.mean((members - target) ** 2) / target.var()
    assert r2 == pytest.approx(max(own), abs=1e-5)
    assert model.best_validation_score_ == np.nanmax(model.validation_scores_)


def test_warm_start_with_another_network(small_data):
    model = quick(warm_start=True, max_iter=2).fit(*small_data)
    with pytest.raises(ValueError, match=r"hidden_layer_sizes=\(8,\), but now .*\(9,\)"):
        model.set_params(hidden_layer_sizes=(9,)).fit(*small_data)


def test_warm_start_from_a_pickle(small_data):
    X, y = small_data
    model = quick(warm_start=True, max_iter=10).fit(X, y)
    again = pickle.loads(pickle.dumps(model)).fit(X, y)
    np.testing.assert_array_equal(again.predict(X), model.fit(X, y).predict(X))


def test_callbacks_are_called_and_not_changed(small_data):
    class Count(Callback):
        def __init__(self, epochs=0):
            self.epochs = epochs

        def on_epoch_end(self, net, **kwargs):
            self.epochs += 1

    count = Count()
    model = quick(callbacks=[count], max_iter=7).fit(*small_data)
    assert count.epochs == 7
    assert model.callbacks == [count]
    clone(model)


def test_silent_by_default_and_one_line_with_verbose(small_data, capsys):
    quick().fit(*small_data)
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""
    quick(verbose=1).fit(*small_data)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "EpistaticNet: 100%" in captured.err
    assert "penalty=" in captured.err


# What it refuses, before training


def check_fit_error(small_data, message, X=None, y=None, **parameters):
    called = []

    class Watch(Callback):
        def on_train_begin(self, net, **kwargs):
            called.append(net)

    model = quick(**{"callbacks": [Watch()]} | parameters)
    with pytest.raises(ValueError, match=message):
        model.fit(small_data[0] if X is None else X, small_data[1] if y is None else y)
    assert not called


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"wh_weight": -1}, "wh_weight must be a number at least 0 .* got -1"),
        ({"wh_weight": "big"}, "wh_weight must be a number at least 0 .* got 'big'"),
        ({"wh_weight": np.nan}, "wh_weight must be a number"),
        ({"wh_weight": None}, "wh_weight must be a number"),
        ({"wh_weight": True}, "wh_weight must be a number"),
        ({"alpha": -0.1}, "alpha must be a number at least 0"),
        ({"activation": "swish"}, "activation must be one of 'identity', .*'silu', got 'swish'"),
        ({"hidden_layer_sizes": ()}, "hidden_layer_sizes must be a tuple of positive integers"),
        ({"hidden_layer_sizes": 32}, "hidden_layer_sizes must be a tuple"),
        ({"hidden_layer_sizes": (8, 0)}, "hidden_layer_sizes must be a tuple"),
        ({"n_members": 0}, "n_members must be an integer at least 1"),
        ({"max_iter": 2.5}, "max_iter must be an integer"),
        ({"batch_size": "all"}, "batch_size must be an integer at least 1, got 'all'. Or 'auto'"),
        ({"learning_rate_init": 0}, "learning_rate_init must be a number greater than 0"),
        ({"validation_fraction": 1.0}, "validation_fraction must be a number greater than 0 and"),
        ({"gate_sites": 1}, "gate_sites must be True or False"),
        ({"early_stopping": "yes"}, "early_stopping must be True or False"),
        (
            {"penalty": "exact"},
            r"penalty must be 'auto', None or a penalty such as Exact.*'exact'",
        ),
        ({"penalty": SubcubeWalshPenalty(0)}, "n_free_sites must be an integer at least 1"),
        ({"device": "abacus"}, "device='abacus' does not exist.*device='cpu' always does"),
        ({"device": "cuda:63"}, "device='cuda:63' does not exist"),
        ({"levels": "binary"}, "levels must be 'auto' or a pair"),
        ({"callbacks": ["early"]}, "callbacks must be a list of skorch callbacks.*'early'"),
    ],
)
def test_bad_parameters(small_data, parameters, message):
    check_fit_error(small_data, message, **parameters)


def test_bad_genotypes(small_data):
    X, _ = small_data
    hole = X.astype(float)
    hole[3, 2] = np.nan
    check_fit_error(
        small_data, r"X contains NaN: column 'x2', first in row 3 \(1 value in all\)", X=hole
    )
    named = pd.DataFrame(hole.copy(), columns=list("ABCDE"))
    check_fit_error(small_data, "column 'C', first in row 3.*Drop those rows", X=named)
    hole[3, 2] = np.inf
    check_fit_error(small_data, "X contains infinity.*column 'x2'", X=hole)
    letters = named.astype(object)
    letters.iloc[:, 1] = "K"
    check_fit_error(small_data, "Site 'C' has no allele in row 3. Drop", X=letters)
    third = X.copy()
    third[0, 4] = 2
    check_fit_error(small_data, "column 'x4' holds 2", X=third, levels=(0, 1))


def test_bad_targets(small_data):
    X, y = small_data
    hole = y.copy()
    hole[[5, 6]] = np.nan
    check_fit_error(small_data, r"y contains NaN: first in row 5 \(2 of 40 values\)", y=hole)
    hole[5] = -np.inf
    check_fit_error(small_data, "y contains infinity", y=hole)
    check_fit_error(small_data, "y has 39 values but X has 40 rows", y=y[1:])
    check_fit_error(
        small_data, r"got an array of shape \(40, 2\).*MultiOutputRegressor", y=np.c_[y, y]
    )
    check_fit_error(small_data, "y must hold numbers", y=["high"] * 40)
    days = pd.date_range("2024-01-01", periods=40)
    check_fit_error(small_data, "y must hold numbers.* holds dates", y=days)


def test_rows_are_paired_by_position(small_data):
    X, y = small_data
    X, y = pd.DataFrame(X, columns=list("ABCDE")), pd.Series(y)
    with pytest.warns(UserWarning, match=r"labels of X in another order.* y.loc\[X.index\]"):
        reversed_labels = quick().fit(X, y[::-1])
    by_position = quick().fit(X.to_numpy(), y.to_numpy()[::-1])
    np.testing.assert_array_equal(reversed_labels.predict(X), by_position.predict(X.to_numpy()))
    quick().fit(X, pd.Series(y.to_numpy(), index=range(100, 140)))  # other labels say nothing


def test_too_few_rows(small_data):
    X, y = small_data
    check_fit_error(small_data, "Found array with 0 sample", X=X[:0], y=y[:0])
    check_fit_error(small_data, "1 sample.*minimum of 2", X=X[:1], y=y[:1])


def test_bad_weights(small_data):
    X, y = small_data
    weight = np.ones(40)
    weight[7] = -2
    with pytest.raises(ValueError, match="sample_weight must not be negative, but row 7 has -2"):
        quick().fit(X, y, sample_weight=weight)
    with pytest.raises(ValueError, match="at least one non-zero"):
        quick().fit(X, y, sample_weight=np.zeros(40))
    weight[7] = np.nan
    with pytest.raises(ValueError, match=r"sample_weight contains NaN: first in row 7 \(1 of 40"):
        quick().fit(X, y, sample_weight=weight)


def test_strings_where_the_training_set_had_numbers(small_data):
    X, y = small_data
    numbers = pd.DataFrame(X, columns=list("ABCDE"))
    letters = numbers.replace({0: "A", 1: "G"})
    with pytest.raises(ValueError, match="Site 'A' has the string '[AG]' in row 0, .* numbers"):
        quick().fit(numbers, y).predict(letters)


@pytest.mark.parametrize("n_sites", [30, 500])
def test_too_many_sites_for_the_exact_penalty(n_sites):
    X = np.random.RandomState(0).randint(0, 2, (10, n_sites))
    with pytest.raises(
        ValueError, match=rf" 2\^{n_sites} genotypes.*would take.*of memory"
    ) as error:
        quick(penalty=ExactWalshPenalty()).fit(X, np.arange(10.0))
    assert "SubcubeWalshPenalty(n_free_sites=9)" in str(error.value)


def test_three_level_site_warns_and_fits(small_data):
    X, y = small_data
    X = X.copy()
    X[:5, 1] = 2
    with pytest.warns(UserWarning, match="column 'x1' takes more than two values"):
        model = quick().fit(X, y)
    assert model.levels_[1].tolist() == [0, 2]
    assert np.isfinite(model.predict(X)).all()


def test_other_columns_at_prediction(small_data):
    X, y = small_data
    model = quick().fit(pd.DataFrame(X, columns=list("ABCDE")), y)
    with pytest.raises(ValueError, match="feature names should match.*\n.*\n- F"):
        model.predict(pd.DataFrame(X, columns=list("ABCDF")))
    model = quick().fit(X, y)
    with pytest.raises(ValueError, match="X has 4 features, but .* is expecting 5"):
        model.predict(X[:, :4])


@pytest.mark.parametrize("value", [0.0, -3.7, 1e9 + 0.1])
def test_constant_target(value, small_data):
    X, _ = small_data
    with pytest.warns(UserWarning, match="y is constant"):
        model = quick().fit(X, np.full(40, value))
    np.testing.assert_array_equal(model.predict(X), np.full(40, value))
    assert model.spectrum_.coefficients[0] == pytest.approx(value)
    assert np.abs(model.spectrum_.coefficients[1:]).max() == 0


def test_divergence_says_when_and_what_to_lower(small_data):
    with pytest.raises(ValueError, match=r"diverged.*epoch \d+ of 60. Lower learning_rate_init"):
        quick(learning_rate_init=1e25, activation="relu").fit(*small_data)


def test_column_target_of_integers(small_data):
    X, y = small_data
    y = np.round(10 * y)
    expected = quick().fit(X, y).predict(X)
    with pytest.warns(DataConversionWarning, match="column-vector"):
        column = quick().fit(X, y[:, None].astype(int)).predict(X)
    np.testing.assert_array_equal(column, expected)
    np.testing.assert_array_equal(quick().fit(X, y.astype(np.float32)).predict(X), expected)


def test_display_does_not_compute_a_large_spectrum(monkeypatch):
    X = np.random.RandomState(0).randint(0, 2, (30, 17))
    model = quick(max_iter=2).fit(X, X[:, 0] - 0.5 * X[:, 1])
    assert "EpistaticNetRegressor" in model._repr_html_()
    assert model._spectra == {}
    assert "spectrum_" not in dir(model)
    assert "spectrum_" in dir(quick(max_iter=2).fit(X[:, :4], X[:, 0] - 0.5 * X[:, 1]))
    monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 1000)
    with pytest.raises(ValueError, match="The spectrum of 17 sites would take .* are free"):
        model.spectrum_  # noqa: B018
    assert not hasattr(model, "spectrum_")


@pytest.mark.parametrize("kind", [EpistaticNetRegressor, EpistaticNetRegressorCV])
@pytest.mark.parametrize(
    ("change", "data", "error"),
    [
        ({"learning_rate_init": 1e30}, lambda X, y: (X, 1000 + 50 * y), ValueError),
        ({"alpha": -1, "alphas": [-1]}, lambda X, y: (X, y), ValueError),
        ({}, lambda X, y: (X[:, :2], np.full(40, np.nan)), ValueError),
        ({"penalty": "no"}, lambda X, y: (X, y), ValueError),
    ],
)
def test_a_failed_fit_leaves_the_estimator_as_it_was(small_data, kind, change, data, error):
    X, y = small_data
    settings = {"hidden_layer_sizes": (8,), "max_iter": 20, "random_state": 0}
    names = kind().get_params()
    change = {name: value for name, value in change.items() if name in names}
    fresh = kind(**settings | change)
    with pytest.raises(error):
        fresh.fit(*data(X, y))
    with pytest.raises(NotFittedError):
        fresh.predict(X)
    model = kind(**settings).fit(X, y)
    before = model.predict(X)
    model.set_params(**change)
    with pytest.raises(error):
        model.fit(*data(X, y))
    np.testing.assert_array_equal(model.predict(X), before)
    assert model.n_features_in_ == X.shape[1]


@pytest.mark.parametrize("kind", [EpistaticNetRegressor, EpistaticNetRegressorCV])
def test_the_documentation_is_linked(kind):
    html = kind()._repr_html_()
    assert f"sk_epinet.{kind.__name__}.html" in html
