"""EpistaticNetRegressorCV: the stack is blind to its folds and chooses as a search would."""

from inspect import signature

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata
from sklearn import config_context
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import get_scorer
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneOut,
    PredefinedSplit,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedShuffleSplit,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    SubcubeWalshPenalty,
    enumerate_genotypes,
)
from sk_epinet.cross_validation import make_folds, share_out, without_collapsed
from sk_epinet.network import Candidate
from sk_epinet.network._trainer import EpistaticNet


@pytest.fixture
def small_data():
    """40 noisy genotypes of six sites, all different, as splits by rows assume: (X, y)."""
    rng = np.random.RandomState(0)
    X = enumerate_genotypes(6)[rng.permutation(64)[:40]]
    spins = 1 - 2 * X
    y = 3 + spins[:, 0] - 2 * spins[:, 1] * spins[:, 3] + 0.1 * rng.randn(40)
    return X, y


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
    assert model.spectrum_.coefficients.shape == (64,)


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
    stack, of_all = stacks[0]
    spins, targets, masks = of_all.spins, of_all.target, of_all.weight
    for j, (train, test) in enumerate(folds):
        for i, weight in enumerate(weights):
            column = 2 * j + i
            stacks.clear()
            alone = EpistaticNetRegressor((8,), wh_weight=weight, max_iter=1, random_state=0)
            alone.fit(X[train], 5 + 3 * y[train])
            net, own = stacks[0]
            own_spins, own_targets, own_weights = own.spins, own.target, own.weight
            np.testing.assert_array_equal(spins[train], own_spins)
            np.testing.assert_allclose(targets[train, column], own_targets[:, 0], atol=1e-12)
            assert (masks[test, column] == 0).all()
            # Weights have mean one over the rows of the stack, or of the fold.
            share = masks[train, column] / masks[:, column].sum()
            np.testing.assert_allclose(share, own_weights[:, 0] / own_weights.sum())
            assert stack.wh_weight[column] == weight
            assert net.wh_weight.tolist() == [weight] * 4
            np.testing.assert_allclose(net.l2_weight, stack.l2_weight[column])


def test_held_out_targets_are_invisible(small_data):
    # Only fold 0 is scored on rows 0-9; changing their targets must not change the networks
    # that predict them: with one fold, the error moves exactly as the targets do.
    X, y = small_data
    folds = [(np.arange(10, 40), np.arange(10))]
    other = y.copy()
    other[:10] = other[:10].mean() + 3 * (other[:10] - other[:10].mean())

    def held_out_predictions(target):
        stacks = []
        original = EpistaticNet.train

        def spy(net, *args, **kwargs):
            stacks.append(net)
            return original(net, *args, **kwargs)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(EpistaticNet, "train", spy)
            model = quick(wh_weights=[0.1], cv=folds).fit(X, target)
        mean, scale = target[10:].mean(), target[10:].std()
        return mean + scale * stacks[0].predict_members(1.0 - 2 * X[:10]), model

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


def error_variance(model, variance):
    """Return the variance of the error from that of the networks, in squared units of y."""
    errors = model.error_model_
    return errors.doubt_factor * variance + model.target_scale_**2 * errors.noise_variance


def test_average_over_the_path(small_data):
    X, y = small_data
    settings = {"wh_weights": [0.01, 0.1, 1.0, 100.0], "gaussian_process": False}
    model = quick(**settings, selection="average").fit(X, y)
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
    np.testing.assert_allclose(std, np.sqrt(error_variance(model, spread)))
    np.testing.assert_allclose(model.spectrum_.predict(X), mean, atol=1e-9)


def test_candidates_are_all_links_alphas_and_weights(small_data):
    X, y = small_data
    settings = {"wh_weights": [0.1, 0.01], "alphas": [1.0, 0.1], "global_epistasis": "auto"}
    model = quick(**settings, selection="average").fit(X, y)
    table = model.cv_results_
    assert table["params"] == [
        {"global_epistasis": link, "alpha": alpha, "wh_weight": weight}
        for link in (None, "sigmoid")
        for alpha in (0.1, 1.0)
        for weight in (0.01, 0.1)
    ]
    assert model.alphas_.tolist() == [0.1, 1.0]
    best = table["rank_test_score"].argmin()
    assert best == table["share"].argmax()
    assert model.global_epistasis_ == table["param_global_epistasis"][best]
    assert model.alpha_ == table["param_alpha"][best]
    assert model.wh_weight_ == table["param_wh_weight"][best]
    # The path is that of the chosen link and alpha.
    start = 2 * (best // 2)
    expected = -table["mean_test_score"][start : start + 2]
    np.testing.assert_allclose(model.mse_path_.mean(1), expected)
    used = np.flatnonzero(table["share"]).repeat(2)
    links = table["param_global_epistasis"]
    assert model.net_.linked == [links[i] == "sigmoid" for i in used]
    np.testing.assert_allclose(model.net_.l2_weight, table["param_alpha"][used] / 80)
    assert model.net_.wh_weight.tolist() == table["param_wh_weight"][used].tolist()


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
    best = table["rank_test_score"].argmin()
    assert model.alpha_ == table["param_alpha"][best]
    assert model.global_epistasis_ == table["param_global_epistasis"][best]
    assert model.wh_weight_ >= table["param_wh_weight"][best]


def test_noise_is_predicted_by_little_more_than_its_mean():
    rng = np.random.RandomState(0)
    X, noise = enumerate_genotypes(6)[rng.permutation(64)[:60]], 3 + rng.randn(60)
    settings = {"wh_weights": [0.01, 0.1], "max_iter": 200, "gaussian_process": False}
    model = quick(selection="average", **settings).fit(X, noise)
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
    np.testing.assert_allclose(std, np.sqrt(error_variance(model, weights @ deviations**2)))


def test_a_collapsed_network_has_no_weight():
    shares = np.array([0.3, 0.3, 0.2, 0.2])
    explained = np.array([4.9, 0.1, 2.6, 5.0])
    weights = without_collapsed(shares, explained, np.array([4.0, 4.0, 5.0, 5.0]))
    np.testing.assert_allclose(weights, [3 / 7, 0, 2 / 7, 2 / 7])
    # If none has trained it is no accident, and on noise nothing was promised.
    np.testing.assert_allclose(without_collapsed(shares, explained, np.full(4, 20.0)), shares)
    np.testing.assert_allclose(without_collapsed(shares, explained, np.full(4, -0.1)), shares)


def test_default_folds(small_data):
    X, y = small_data
    # Five folds of 40 genotypes are made twice, as are three folds of 3; of 50 genotypes once.
    assert quick(cv="auto", wh_weights=[0.1], max_iter=2).fit(X, y).mse_path_.shape == (1, 10)
    small = quick(cv="auto", wh_weights=[0.1], max_iter=2).fit(X[:3], y[:3])
    assert small.mse_path_.shape == (1, 6)
    X, y = enumerate_genotypes(6)[:50], np.random.RandomState(0).randn(50)
    assert quick(cv="auto", wh_weights=[0.1], max_iter=2).fit(X, y).mse_path_.shape == (1, 5)


def test_folds_may_overlap_and_leave_rows_out(small_data):
    cv = ShuffleSplit(4, train_size=0.5, test_size=0.25, random_state=0)
    model = quick(cv=cv, wh_weights=[0.1, 0.2]).fit(*small_data)
    assert model.mse_path_.shape == (2, 4)
    assert np.isfinite(model.mse_path_).all()


def test_same_seed_same_result(small_data):
    X, y = small_data
    first, second = (quick(cv="auto", wh_weights=[0.01, 0.1]).fit(X, y) for _ in range(2))
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
        ({"wh_weights": [0.1, -1]}, "each of wh_weights must be a number at least 0 .* got -1"),
        ({"wh_weights": [0.1, "a"]}, "each of wh_weights .* got 'a'"),
        ({"selection": "best"}, "selection must be one of 'average', 'min', '1se', got 'best'"),
        ({"cv": []}, "cv gives no folds"),
        ({"cv": 41}, "n_splits=41 greater than the number of samples"),
        ({"alphas": [0.1, -1]}, "each of alphas must be a number at least 0 .* got -1"),
        ({"alphas": 0.1}, "alphas must be a list"),
        ({"n_members": 0}, "n_members must be an integer at least 1, got 0. Or 'auto'."),
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
    settings = {"wh_weights": [0.0, 0.01, 0.1], "penalty": SubcubeWalshPenalty(2), "max_iter": 10}
    settings |= {"batch_size": 16, "alphas": [0.1, 1.0]}
    whole = quick(**settings).fit(*small_data)
    # One member of 8 units: 16 rows of 64 bytes and 40 rows of 24.
    networks = 18 * [Candidate(None, 0.1, 0.0)]
    split = quick(**settings, memory_budget=3 * 1984).fit(*small_data)
    assert split._make_settings(40).count_groups(networks, 40, None) == 6
    # Some groups have nobody to penalise.
    single = quick(**settings, memory_budget=1984).fit(*small_data)
    assert single._make_settings(40).count_groups(networks, 40, None) == 18
    jobs = quick(**settings, n_jobs=2).fit(*small_data)
    expected = whole.predict(small_data[0])
    for model in (split, single, jobs):
        np.testing.assert_allclose(model.mse_path_, whole.mse_path_, rtol=1e-4)
    for model in (split, jobs):
        np.testing.assert_allclose(model.predict(small_data[0]), expected)
    # So small a budget divides the steps of the final fit too, which rounds otherwise. Some
    # predictions are nearly zero, where y has a standard deviation of 2.
    np.testing.assert_allclose(single.predict(small_data[0]), expected, rtol=1e-4, atol=1e-6)


def test_memory_of_the_stack_is_checked(small_data, monkeypatch):
    monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 90_000)
    with pytest.raises(ValueError, match="evaluates the network at 64 genotypes"):
        quick(penalty=ExactWalshPenalty(), cv=10, hidden_layer_sizes=(8, 8)).fit(*small_data)


class AlwaysRacing(EpistaticNetRegressorCV):
    _race_from = 0


def test_hopeless_candidates_are_tried_on_one_fold(small_data):
    settings = {"wh_weights": [0.01, 0.05, 0.1, 100.0], "selection": "average"}
    everywhere = quick(**settings).fit(*small_data).mse_path_
    model = AlwaysRacing(**quick(**settings).get_params()).fit(*small_data)
    hopeless = everywhere[:, 0] > 2 * everywhere[:, 0].min()
    assert np.isfinite(everywhere).all()
    assert hopeless.any()
    assert not hopeless.all()
    # Those that go on have the errors that they have without a race.
    own = model.mse_path_
    np.testing.assert_allclose(own[~hopeless], everywhere[~hopeless], rtol=1e-3)
    np.testing.assert_allclose(own[hopeless, 0], everywhere[hopeless, 0], rtol=1e-3)
    assert np.isnan(own[hopeless, 1:]).all()
    table = model.cv_results_
    assert (table["share"][hopeless] == 0).all()
    np.testing.assert_allclose(table["mean_test_score"], -np.nanmean(own, axis=1))
    # They rank behind all others.
    assert table["rank_test_score"][hopeless].min() > table["rank_test_score"][~hopeless].max()


@pytest.mark.parametrize(("n_rows", "n_folds"), [(49, 10), (50, 5), (999, 5), (1000, 3)])
def test_number_of_folds(n_rows, n_folds):
    folds = make_folds("auto", np.arange(n_rows)[:, None], np.zeros(n_rows), None, 0)
    assert len(folds) == n_folds
    held_out = np.concatenate([test for _, test in folds])
    assert (np.bincount(held_out) == (2 if n_rows < 50 else 1)).all()


def test_candidates_that_hardly_count_are_left_out():
    # Shares exp(-3 (e - 1)), and that of the mean: of 1, 1.5, 2.1 and 9, before any is left out,
    # 0.79, 0.18, 0.03 and nothing.
    losses = np.array([1.0, 1.5, 2.1])
    few, many = (share_out(losses, 9.0, discount=3.0, least_share=s) for s in (0.02, 0.04))
    expected = np.exp(-3 * np.array([0, 0.5, 1.1]))
    np.testing.assert_allclose(few, expected / expected.sum(), rtol=1e-6)
    expected[2] = 0
    np.testing.assert_allclose(many, expected / expected.sum(), rtol=1e-6)


@pytest.mark.parametrize(
    ("n_rows", "n_alphas", "n_of_each"), [(40, 4, 2), (1000, 4, 1), (1000, 3, 2)]
)
def test_many_candidates_of_many_rows_have_one_network_each(
    small_data, n_rows, n_alphas, n_of_each
):
    X, y = small_data
    rows = np.arange(n_rows) % len(y)
    X, y = X[rows], y[rows] + np.random.RandomState(0).normal(scale=2, size=n_rows)
    settings = {"selection": "average", "wh_weights": [1e-5, 2e-5, 3e-5], "cv": 2}
    settings["max_iter"] = 20
    settings["scoring"] = "neg_mean_absolute_error"  # so that candidates alike have like shares
    alphas = [0.1, 0.11, 0.12, 0.13][:n_alphas]
    model = quick(n_members="auto", alphas=alphas, **settings).fit(X, y)
    n_used = (model.cv_results_["share"] > 0).sum()
    assert n_used == 3 * n_alphas or n_rows == 40
    assert len(model.member_weights_) == n_of_each * n_used


@pytest.mark.parametrize(
    ("n_rows", "parameters", "by_loss"),
    [
        (999, {}, True),
        (1000, {"scoring": "neg_mean_absolute_error"}, True),
        (1000, {"censored": "left"}, True),
        (1000, {}, False),
    ],
)
def test_shares_of_many_rows_are_found_together(small_data, n_rows, parameters, by_loss):
    """Shares of the form exp(-3 (loss / least loss - 1)) are for few rows and other scores."""
    X, y = small_data
    rows = np.arange(n_rows) % len(y)
    X, y = X[rows], y[rows] + np.random.RandomState(0).normal(size=n_rows)
    if "censored" in parameters:
        y = np.maximum(y, np.quantile(y, 0.2))
    settings = {"selection": "average", "alphas": [0.1, 1.0, 10.0], "cv": 2, "max_iter": 30}
    model = quick(wh_weights=[0.01], **settings | parameters).fit(X, y)
    losses, shares = -model.cv_results_["mean_test_score"], model.cv_results_["share"]
    expected = np.exp(-3 * (losses / losses.min() - 1))
    ratios = shares / shares.max() / expected
    assert np.allclose(ratios[shares > 0], 1, rtol=1e-3) == by_loss


def test_the_regressor_of_one_weight_has_two_networks_by_default(small_data):
    model = quick(n_members="auto", wh_weights=[0.01, 0.1], max_iter=3).fit(*small_data)
    single = model._with_weight(0.1).fit(*small_data)
    assert len(single.member_weights_) == 2


def test_a_network_is_left_where_the_mean_is_better_by_far():
    shares = share_out(np.array([1e6, 2e6]), 1.0, discount=3.0, least_share=0.02)
    assert shares[0] > 0
    assert shares.sum() < 1e-300


def test_cv_results_have_the_schema_of_grid_search(small_data):
    model = quick(wh_weights=[0.01, 0.1], alphas=[0.1, 1.0]).fit(*small_data)
    grid = {"wh_weight": [0.01, 0.1], "alpha": [0.1, 1.0], "global_epistasis": [None]}
    single = EpistaticNetRegressor((4,), max_iter=2, n_members=1)
    search = GridSearchCV(single, grid, cv=3).fit(*small_data)
    own, theirs = pd.DataFrame(model.cv_results_), pd.DataFrame(search.cv_results_)
    times = {"mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time"}
    assert set(own.columns) == set(theirs.columns) - times | {"share"}
    for name in set(own.columns) - {"share"}:
        assert own[name].dtype == theirs[name].dtype, name
    splits = own[[f"split{i}_test_score" for i in range(3)]].to_numpy()
    np.testing.assert_allclose(own["mean_test_score"], splits.mean(axis=1))
    np.testing.assert_allclose(own["std_test_score"], splits.std(axis=1))
    ranks = rankdata(-splits.mean(axis=1), method="min")
    assert own["rank_test_score"].tolist() == ranks.tolist()
    # The parameters of a row make the regressor that it stands for.
    assert clone(single).set_params(**own["params"][3]).alpha == own["param_alpha"][3] == 1.0


@pytest.mark.parametrize("selection", ["min", "1se", "average"])
def test_r2_orders_candidates_as_the_error_does(small_data, selection):
    X, y = small_data
    # With folds of one size and one spread, R² is a line that falls with the error.
    folds = [(np.arange(20), np.arange(20, 40))]
    settings = {"wh_weights": [0.01, 0.1, 3.0], "selection": selection, "cv": folds}
    by_error = quick(**settings).fit(X, y)
    by_r2 = quick(**settings, scoring="r2").fit(X, y)
    expected = 1 - by_error.mse_path_[:, 0] / y[20:].var()
    np.testing.assert_allclose(by_r2.cv_results_["split0_test_score"], expected)
    np.testing.assert_allclose(by_r2.cv_results_["share"], by_error.cv_results_["share"])
    np.testing.assert_allclose(by_r2.predict(X), by_error.predict(X), rtol=1e-12)


def test_scoring_decides_what_is_chosen(small_data):
    X, y = small_data

    def prefers_small_predictions(estimator, X, y):
        return -np.abs(estimator.predict(X) - y.mean()).sum()

    settings = {"wh_weights": [0.001, 30.0], "max_iter": 200}
    assert quick(**settings).fit(X, y).wh_weight_ == 0.001
    assert quick(**settings, scoring=prefers_small_predictions).fit(X, y).wh_weight_ == 30.0


def test_scorers_are_given_the_weights(small_data):
    X, y = small_data
    weight = np.random.RandomState(0).rand(40)
    folds = [(np.arange(20), np.arange(20, 40))]
    settings = {"wh_weights": [0.1], "cv": folds}
    by_error = quick(**settings).fit(X, y, sample_weight=weight)
    by_r2 = quick(**settings, scoring="r2").fit(X, y, sample_weight=weight)
    own = weight[20:] / weight[20:].sum()
    variance = own @ (y[20:] - own @ y[20:]) ** 2
    expected = 1 - by_error.mse_path_[0, 0] / variance
    assert by_r2.cv_results_["split0_test_score"][0] == pytest.approx(expected)


SPLITTERS = {
    "int": 3,
    "none": None,
    "list of masks": [(np.arange(40) >= 10, np.arange(40) < 10)],
    "list of lists": [(list(range(10, 40)), list(range(10)))],
    "ranges": [(range(10, 40), range(10))],
    "PredefinedSplit": PredefinedSplit(np.where(np.arange(40) % 5 == 0, 0, -1)),
    "LeaveOneOut": LeaveOneOut(),
    "RepeatedKFold": RepeatedKFold(n_splits=2, n_repeats=2, random_state=0),
}


@pytest.mark.parametrize("name", sorted(SPLITTERS))
def test_any_splitter(small_data, name):
    X, y = small_data
    cv = SPLITTERS[name]
    model = quick(cv=cv, wh_weights=[0.1], max_iter=2, n_members=1).fit(X, y)
    single = EpistaticNetRegressor((4,), max_iter=1, n_members=1)
    scoring = "neg_mean_squared_error"
    grid = GridSearchCV(single, {"alpha": [1.0]}, cv=cv, scoring=scoring).fit(X, y)
    assert model.mse_path_.shape == (1, grid.n_splits_)


def test_a_generator_of_splits(small_data):
    X, y = small_data
    model = quick(cv=KFold(4).split(X), wh_weights=[0.1], max_iter=2).fit(X, y)
    assert model.mse_path_.shape == (1, 4)


def test_stratified_splits_of_two_values(small_data):
    X, y = small_data
    cv = StratifiedShuffleSplit(3, random_state=0)
    model = quick(cv=cv, wh_weights=[0.1], max_iter=2).fit(X, (y > 3).astype(int))
    assert model.mse_path_.shape == (1, 3)


def test_groups_stay_together(small_data):
    X, y = small_data
    groups = np.arange(40) % 4
    settings = {"wh_weights": [0.1], "max_iter": 5}
    model = quick(cv=GroupKFold(4), **settings).fit(X, y, groups=groups)
    folds = list(GroupKFold(4).split(X, y, groups))
    expected = quick(cv=folds, **settings).fit(X, y)
    np.testing.assert_array_equal(model.mse_path_, expected.mse_path_)
    with pytest.raises(ValueError, match=r"cv=GroupKFold needs .* pass groups to fit"):
        quick(cv=GroupKFold(4), **settings).fit(X, y)
    with pytest.raises(ValueError, match="groups must have one entry for each row of X: it has"):
        quick(cv=GroupKFold(4), **settings).fit(X, y, groups=groups[:5])


def test_groups_are_routed_to_the_splitter(small_data):
    X, y = small_data
    groups, weight = np.arange(40) % 4, np.linspace(0.5, 1.5, 40)
    folds = list(GroupKFold(4).split(X, y, groups))
    settings = {"wh_weights": [0.1], "max_iter": 5}
    expected = quick(cv=folds, **settings).fit(X, y, sample_weight=weight)
    with config_context(enable_metadata_routing=True):
        direct = quick(cv=GroupKFold(4), **settings)
        direct.fit(X, y, groups=groups, sample_weight=weight)
        model = quick(cv=GroupKFold(4), **settings)
        model.set_fit_request(sample_weight=True)
        pipeline = make_pipeline(FunctionTransformer(), model)
        pipeline.fit(X, y, groups=groups, sample_weight=weight)
        scores = cross_validate(
            pipeline,
            X,
            y,
            cv=2,
            # scikit-learn 1.6 cannot hand weights to the score of a pipeline.
            scoring=get_scorer("r2").set_score_request(sample_weight=True),
            params={"groups": groups, "sample_weight": weight},
        )
    for fitted in (direct, pipeline[-1]):
        np.testing.assert_array_equal(fitted.mse_path_, expected.mse_path_)
    assert np.isfinite(scores["test_score"]).all()


def test_rows_that_do_not_exist(small_data):
    with pytest.raises(ValueError, match="cv gives rows that X does not have"):
        quick(cv=[([0, 1, 2], [40])]).fit(*small_data)


def test_a_refused_fit_leaves_nothing_behind(small_data, monkeypatch):
    X, y = small_data
    model = quick()
    before = vars(model).copy()
    monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 1000)
    with pytest.raises(ValueError, match="memory"):
        model.fit(X, y)
    assert vars(model) == before
    with pytest.raises(NotFittedError):
        model.predict(X)


def test_both_regressors_share_names_order_and_meaning():
    one, many = (
        signature(kind).parameters for kind in (EpistaticNetRegressor, EpistaticNetRegressorCV)
    )
    plural = {"wh_weights": "wh_weight", "alphas": "alpha"}
    shared = [plural.get(name, name) for name in many if plural.get(name, name) in one]
    assert shared == [name for name in one if name in shared]
    # All that a network has can be set in both; what only one has is about how it is judged.
    own = {"cv", "scoring", "selection", "n_jobs", "gaussian_process"}
    assert set(many) - {"wh_weights", "alphas"} - set(one) == own
    stopping = {"early_stopping", "validation_fraction", "n_iter_no_change", "tol", "warm_start"}
    assert set(one) - set(shared) == stopping
    # Defaults differ where one chooses what the other is given.
    differ = {name for name in shared if name in many and many[name] != one[name]}
    assert differ == {"global_epistasis", "n_members"}
    for name in shared:
        if name in many and name not in differ:
            assert many[name].kind == one[name].kind
