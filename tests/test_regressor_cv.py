"""EpistaticNetRegressorCV: the stack is blind to its folds and chooses as a search would."""

import numpy as np
import pytest
from sklearn.model_selection import KFold, ShuffleSplit, train_test_split

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    SubcubeWalshPenalty,
    _regressor_cv,
)
from sk_epinet._folds import make_folds
from sk_epinet._regressor_cv import _without_collapsed
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.network._trainer import EpistaticNet


def quick(**parameters):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 60, "n_members": 2, "random_state": 0}
    settings |= {"selection": "min", "alphas": [0.1], "global_epistasis": None}
    return EpistaticNetRegressorCV(**settings | {"cv": 3} | parameters)


def test_attributes(small_data):
    X, y = small_data
    model = quick(wh_weights=[0.3, 0.01, 0.1]).fit(X, y)
    assert model.wh_weights_.tolist() == [0.01, 0.1, 0.3]
    assert model.mse_path_.shape == (3, 3)
    assert model.wh_weight_ == model.wh_weights_[model.mse_path_.mean(1).argmin()]
    assert model.net_.wh_weight.tolist() == [model.wh_weight_] * 2
    assert model.net_.n_members == 2
    shares = model.cv_results_["share"]
    assert shares.tolist() == (model.wh_weights_ == model.wh_weight_).tolist()
    assert model.predict(X, return_std=True)[1].shape == (40,)
    assert model.spectrum_.coefficients.shape == (32,)


def test_each_member_gets_what_a_fit_on_its_fold_would_get(small_data, monkeypatch):
    X, y = small_data
    folds = list(KFold(3).split(X))
    weights = [0.01, 1.0]
    stacks = []
    original = EpistaticNet.train

    def spy(net, data, *args, **kwargs):
        stacks.append((net, data))
        return original(net, data, *args, **kwargs)

    monkeypatch.setattr(EpistaticNet, "train", spy)
    quick(wh_weights=weights, cv=folds, max_iter=2).fit(X, 5 + 3 * y)
    stack, (spins, targets, masks) = stacks[0]
    for j, (train, test) in enumerate(folds):
        for i, weight in enumerate(weights):
            column = 2 * j + i
            stacks.clear()
            alone = EpistaticNetRegressor((8,), wh_weight=weight, max_iter=1, random_state=0)
            alone.fit(X[train], 5 + 3 * y[train])
            net, (own_spins, own_targets, own_weights) = stacks[0]
            np.testing.assert_array_equal(spins[train], own_spins)
            np.testing.assert_allclose(targets[train, column], own_targets[:, 0], atol=1e-12)
            assert (masks[test, column] == 0).all()
            # Weights have mean one over the rows of the stack, or of the fold.
            share = masks[train, column] / masks[:, column].sum()
            np.testing.assert_allclose(share, own_weights[:, 0] / own_weights.sum())
            assert stack.wh_weight[column] == net.wh_weight == weight
            assert stack.l2_weight[column] == pytest.approx(net.l2_weight)


def test_held_out_targets_are_invisible(small_data):
    # Only fold 0 is scored on rows 0-9; changing their targets must not change the networks
    # that predict them: with one fold, the error moves exactly as the targets do.
    X, y = small_data
    folds = [(np.arange(10, 40), np.arange(10))]
    other = y.copy()
    other[:10] = other[:10].mean() + 3 * (other[:10] - other[:10].mean())

    def held_out_predictions(target):
        model = quick(wh_weights=[0.1], cv=folds)
        seen = {}
        original = model._make_net

        def spy(*args, **kwargs):
            net = original(*args, **kwargs)
            seen.setdefault("first", net)
            return net

        model._make_net = spy
        model.fit(X, target)
        mean, scale = target[10:].mean(), target[10:].std()
        return mean + scale * seen["first"].predict_members(1.0 - 2 * X[:10]), model

    first, model = held_out_predictions(y)
    second, _ = held_out_predictions(other)
    np.testing.assert_allclose(first, second, atol=1e-3)
    np.testing.assert_allclose(model.mse_path_[0, 0], ((first - y[:10]) ** 2).mean(), rtol=1e-3)


def test_chooses_a_large_weight_for_noise_and_a_small_one_for_signal():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (60, 6))
    signal = (1 - 2 * X[:, 0]) * (1 - 2 * X[:, 1]) + (1 - 2 * X[:, 2])
    grid = [0.003, 3.0]
    clean = quick(wh_weights=grid, max_iter=200).fit(X, signal)
    noise = quick(wh_weights=grid, max_iter=200).fit(X, rng.randn(60))
    assert clean.wh_weight_ == 0.003
    assert noise.wh_weight_ == 3.0


def test_one_standard_error_rule(small_data):
    model = quick(wh_weights=[0.001, 0.01, 0.1, 1.0], selection="1se").fit(*small_data)
    mse = model.mse_path_.mean(1)
    best = mse.argmin()
    limit = mse[best] + model.mse_path_[best].std() / np.sqrt(3)
    assert model.wh_weight_ == max(model.wh_weights_[mse <= limit])


def test_average_over_the_path(small_data):
    X, y = small_data
    model = quick(wh_weights=[0.01, 0.1, 1.0, 100.0], selection="average").fit(X, y)
    mse = model.mse_path_.mean(1)
    of_the_mean = [((y[test] - y[train].mean()) ** 2).mean() for train, test in KFold(3).split(X)]
    everything = np.append(mse, np.mean(of_the_mean))
    raw = np.exp(-3 * (everything / everything.min() - 1))
    assert raw[3] < 0.02 * raw.sum()  # hopeless, so it is not trained
    assert raw[4] < 0.02 * raw.sum()  # and neither does the mean of y get a share
    raw[raw < 0.02 * raw.sum()] = 0
    raw = raw[:-1]
    shares = model.cv_results_["share"]
    np.testing.assert_allclose(shares, raw / raw.sum())
    assert model.wh_weight_ == model.wh_weights_[mse.argmin()]
    used = model.wh_weights_[shares > 0]
    assert model.net_.wh_weight.tolist() == np.repeat(used, 2).tolist()
    # The prediction is the mean over members of each weight, then over weights by share.
    members = model.target_mean_ + model.target_scale_ * model.net_.predict_members(1.0 - 2 * X)
    by_weight = members.reshape(len(used), 2, -1).mean(1)
    expected = shares[shares > 0] @ by_weight
    mean, std = model.predict(X, return_std=True)
    np.testing.assert_allclose(mean, expected)
    spread = np.average((members - expected) ** 2, axis=0, weights=model.member_weights_)
    np.testing.assert_allclose(std, np.sqrt(spread))
    np.testing.assert_allclose(model.spectrum_.predict(X), mean, atol=1e-9)


def test_candidates_are_all_links_alphas_and_weights(small_data):
    X, y = small_data
    settings = {"wh_weights": [0.1, 0.01], "alphas": [1.0, 0.1], "global_epistasis": "auto"}
    model = quick(**settings, selection="average").fit(X, y)
    table = model.cv_results_
    rows = zip(table["global_epistasis"], table["alpha"], table["wh_weight"], strict=True)
    assert list(rows) == [
        (link, alpha, weight)
        for link in (None, "sigmoid")
        for alpha in (0.1, 1.0)
        for weight in (0.01, 0.1)
    ]
    assert model.alphas_.tolist() == [0.1, 1.0]
    best = table["mean_test_mse"].argmin()
    assert best == table["share"].argmax()
    assert model.global_epistasis_ == table["global_epistasis"][best]
    assert model.alpha_ == table["alpha"][best]
    assert model.wh_weight_ == table["wh_weight"][best]
    # The path is that of the chosen link and alpha.
    start = 2 * (best // 2)
    expected = table["mean_test_mse"][start : start + 2]
    np.testing.assert_allclose(model.mse_path_.mean(1), expected)
    used = np.flatnonzero(table["share"]).repeat(2)
    assert model.net_.linked == [table["global_epistasis"][i] == "sigmoid" for i in used]
    np.testing.assert_allclose(model.net_.l2_weight, table["alpha"][used] / 80)
    assert model.net_.wh_weight.tolist() == table["wh_weight"][used].tolist()


def test_a_candidate_alone_is_the_regressor_with_its_settings(small_data):
    X, y = small_data
    settings = {"hidden_layer_sizes": (8,), "max_iter": 60, "n_members": 2}
    chosen = {"wh_weight": 0.1, "alpha": 2.0, "global_epistasis": "sigmoid"}
    grids = {"wh_weights": [0.1], "alphas": [2.0], "global_epistasis": "sigmoid"}
    # With another seed than 0, where one of the two networks collapses and has no weight here.
    state = np.random.RandomState(1)
    model = quick(cv=[(np.arange(20), np.arange(20, 40))], random_state=state, **grids)
    model.fit(X, y)
    # The cross-validation has drawn one seed before.
    state = np.random.RandomState(1)
    state.randint(2**31 - 1)
    alone = EpistaticNetRegressor(**settings, **chosen, random_state=state).fit(X, y)
    assert model.member_weights_.tolist() == [0.5, 0.5]
    np.testing.assert_allclose(model.predict(X), alone.predict(X), rtol=1e-12)


def test_one_standard_error_rule_keeps_link_and_alpha(small_data):
    X, y = small_data
    settings = {"wh_weights": [0.001, 0.01, 0.1], "alphas": [0.1, 30.0]}
    model = quick(**settings, global_epistasis="auto", selection="1se").fit(X, y)
    table = model.cv_results_
    best = table["mean_test_mse"].argmin()
    assert model.alpha_ == table["alpha"][best]
    assert model.global_epistasis_ == table["global_epistasis"][best]
    assert model.wh_weight_ >= table["wh_weight"][best]


def test_noise_is_predicted_by_little_more_than_its_mean():
    rng = np.random.RandomState(0)
    X, noise = rng.randint(0, 2, (60, 6)), 3 + rng.randn(60)
    model = quick(selection="average", wh_weights=[0.01, 0.1], max_iter=200).fit(X, noise)
    total = model.cv_results_["share"].sum()
    assert 0 < total < 0.5
    assert model.member_weights_.sum() == pytest.approx(total)
    mean, std = model.predict(X, return_std=True)
    members = model.target_mean_ + model.target_scale_ * model.net_.predict_members(1 - 2 * X)
    expected = model.member_weights_ @ members + (1 - total) * noise.mean()
    np.testing.assert_allclose(mean, expected)
    assert np.std(mean) < 0.5 * np.std(noise)
    # The mean of y is one of those whose spread is the standard deviation.
    deviations = np.vstack([members, np.full(60, noise.mean())]) - expected
    weights = np.append(model.member_weights_, 1 - total)
    np.testing.assert_allclose(std, np.sqrt(weights @ deviations**2))


def test_a_collapsed_network_has_no_weight():
    shares = np.array([0.3, 0.3, 0.2, 0.2])
    explained = np.array([4.9, 0.1, 2.6, 5.0])
    weights = _without_collapsed(shares, explained, np.array([4.0, 4.0, 5.0, 5.0]))
    np.testing.assert_allclose(weights, [3 / 7, 0, 2 / 7, 2 / 7])
    # If none has trained it is no accident, and on noise nothing was promised.
    np.testing.assert_allclose(_without_collapsed(shares, explained, np.full(4, 20.0)), shares)
    np.testing.assert_allclose(_without_collapsed(shares, explained, np.full(4, -0.1)), shares)


def test_default_folds(small_data):
    X, y = small_data
    # Five folds of 40 rows are made twice, as are three folds of 3 rows; of 50 rows once.
    assert quick(cv=None, wh_weights=[0.1], max_iter=2).fit(X, y).mse_path_.shape == (1, 10)
    small = quick(cv=None, wh_weights=[0.1], max_iter=2).fit(X[:3], y[:3])
    assert small.mse_path_.shape == (1, 6)
    rng = np.random.RandomState(0)
    X, y = rng.randint(0, 2, (50, 9)), rng.randn(50)
    assert quick(cv=None, wh_weights=[0.1], max_iter=2).fit(X, y).mse_path_.shape == (1, 5)


def test_folds_may_overlap_and_leave_rows_out(small_data):
    cv = ShuffleSplit(4, train_size=0.5, test_size=0.25, random_state=0)
    model = quick(cv=cv, wh_weights=[0.1, 0.2]).fit(*small_data)
    assert model.mse_path_.shape == (2, 4)
    assert np.isfinite(model.mse_path_).all()


def test_same_seed_same_result(small_data):
    X, y = small_data
    first, second = (quick(cv=None, wh_weights=[0.01, 0.1]).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(first.mse_path_, second.mse_path_)
    np.testing.assert_array_equal(first.predict(X), second.predict(X))


def test_rows_of_weight_zero_are_left_out(small_data):
    X, y = small_data
    weight = np.ones(40)
    weight[30:] = 0
    folds = list(KFold(3).split(X))
    model = quick(cv=folds, wh_weights=[0.1]).fit(X, y, sample_weight=weight)
    kept = [(tr[tr < 30], te[te < 30]) for tr, te in folds]
    alone = quick(cv=kept, wh_weights=[0.1]).fit(X[:30], y[:30])
    np.testing.assert_allclose(model.mse_path_, alone.mse_path_, rtol=1e-12)
    np.testing.assert_allclose(model.predict(X), alone.predict(X), rtol=1e-12)


def test_error_of_a_fold_is_weighted(small_data):
    X, y = small_data
    weight = np.ones(40)
    folds = [(np.arange(10, 40), np.arange(10))]
    errors = []
    for row in (0, 1):
        weight[:10] = 1e-12
        weight[row] = 1.0
        model = quick(cv=folds, wh_weights=[0.1]).fit(X, y, sample_weight=weight)
        errors.append(model.mse_path_[0, 0])
    assert errors[0] != pytest.approx(errors[1], rel=1e-3)


def test_zero_among_the_weights(small_data):
    model = quick(wh_weights=[0]).fit(*small_data)
    assert model.wh_weight_ == 0
    assert model.penalty_ is None


def test_constant_fold(small_data):
    X, y = small_data
    y = y.copy()
    y[10:] = 1.0
    folds = [(np.arange(10, 40), np.arange(10)), (np.arange(20), np.arange(20, 40))]
    model = quick(cv=folds, wh_weights=[0.1]).fit(X, y)
    assert np.isfinite(model.mse_path_).all()
    with pytest.warns(UserWarning, match="y is constant"):
        flat = quick(wh_weights=[0.1]).fit(X, np.full(40, 2.0))
    np.testing.assert_array_equal(flat.predict(X), np.full(40, 2.0))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"wh_weights": []}, "wh_weights must be a list"),
        ({"wh_weights": 0.1}, "wh_weights must be a list"),
        ({"wh_weights": [0.1, -1]}, "each of wh_weights must be a number at least 0, got -1"),
        ({"wh_weights": [0.1, "a"]}, "each of wh_weights .* got 'a'"),
        ({"selection": "best"}, "selection must be one of 'average', 'min', '1se', got 'best'"),
        ({"cv": []}, "cv gives no folds"),
        ({"cv": 41}, "n_splits=41 greater than the number of samples"),
        ({"alphas": [0.1, -1]}, "each of alphas must be a number at least 0, got -1"),
        ({"alphas": 0.1}, "alphas must be a list"),
        ({"global_epistasis": "no"}, "global_epistasis must be one of 'auto', None, 'sigmoid'"),
    ],
)
def test_bad_parameters(small_data, parameters, message):
    with pytest.raises(ValueError, match=message):
        quick(**parameters).fit(*small_data)


def test_fold_without_weight(small_data):
    X, y = small_data
    weight = np.r_[np.zeros(20), np.ones(20)]
    with pytest.raises(ValueError, match="no genotype of positive weight"):
        quick(cv=KFold(2)).fit(X, y, sample_weight=weight)


def test_groups_and_jobs_change_nothing(small_data):
    settings = {"wh_weights": [0.0, 0.01, 0.1], "penalty": SubcubeWalshPenalty(2), "max_iter": 30}
    settings |= {"batch_size": 16, "alphas": [0.1, 1.0]}
    whole = quick(**settings).fit(*small_data)
    # One member of 8 units: 16 rows of 64 bytes and 40 rows of 24.
    split = quick(**settings, memory_budget=3 * 1984).fit(*small_data)
    assert split._count_groups(18, 40) == 6
    # Some groups have nobody to penalise.
    single = quick(**settings)
    single._count_groups = lambda *_: 18
    single.fit(*small_data)
    jobs = quick(**settings, n_jobs=2).fit(*small_data)
    for model in (split, single, jobs):
        np.testing.assert_allclose(model.mse_path_, whole.mse_path_, rtol=1e-4)
        np.testing.assert_allclose(model.predict(small_data[0]), whole.predict(small_data[0]))


def test_memory_of_the_stack_is_checked(small_data, monkeypatch):
    monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 10**6)
    with pytest.raises(ValueError, match="evaluates the network at 32 genotypes"):
        quick(penalty=ExactWalshPenalty(), cv=10, hidden_layer_sizes=(64, 64)).fit(*small_data)


def test_planted_landscape_from_forty_genotypes():
    X, y, _ = make_walsh_landscape(n_sites=6, n_interactions=4, random_state=0)
    X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=40, random_state=0)
    model = EpistaticNetRegressorCV(cv=3, random_state=0).fit(X_train, y_train)
    assert model.score(X_test, y_test) > 0.9


def test_hopeless_candidates_are_tried_on_one_fold(small_data, monkeypatch):
    settings = {"wh_weights": [0.01, 0.05, 0.1, 100.0], "selection": "average"}
    everywhere = quick(**settings).fit(*small_data).mse_path_
    monkeypatch.setattr(_regressor_cv, "_RACE", 0)
    model = quick(**settings).fit(*small_data)
    hopeless = everywhere[:, 0] > 2 * everywhere[:, 0].min()
    assert np.isfinite(everywhere).all()
    assert hopeless.any()
    assert not hopeless.all()
    # Those that go on have the errors that they have without a race.
    own = model.mse_path_
    np.testing.assert_allclose(own[~hopeless], everywhere[~hopeless], rtol=1e-3)
    np.testing.assert_allclose(own[hopeless, 0], everywhere[hopeless, 0], rtol=1e-3)
    assert np.isnan(own[hopeless, 1:]).all()
    assert (model.cv_results_["share"][hopeless] == 0).all()
    np.testing.assert_allclose(model.cv_results_["mean_test_mse"], np.nanmean(own, axis=1))


@pytest.mark.parametrize(("n_rows", "n_folds"), [(49, 10), (50, 5), (999, 5), (1000, 3)])
def test_number_of_folds(n_rows, n_folds):
    folds = make_folds(None, np.zeros((n_rows, 1)), np.zeros(n_rows), 0)
    assert len(folds) == n_folds
    held_out = np.concatenate([test for _, test in folds])
    assert (np.bincount(held_out) == (2 if n_rows < 50 else 1)).all()


def test_candidates_that_hardly_count_are_left_out():
    model = EpistaticNetRegressorCV()
    # Shares exp(-3 (e - 1)), and that of the mean: of 1, 1.5, 2.1 and 9, before any is left out,
    # 0.79, 0.18, 0.03 and nothing.
    errors = np.array([[1.0], [1.5], [2.1]])
    few, many = (model._share(errors, np.array([9.0]), [None] * 3, n) for n in (999, 1000))
    expected = np.exp(-3 * np.array([0, 0.5, 1.1]))
    np.testing.assert_allclose(few, expected / expected.sum(), rtol=1e-6)
    expected[2] = 0
    np.testing.assert_allclose(many, expected / expected.sum(), rtol=1e-6)
