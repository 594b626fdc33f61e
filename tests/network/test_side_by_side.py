"""Groups of networks that train side by side, and the stack that is joined of them."""

import pickle
from dataclasses import replace
from threading import Barrier, Thread, get_ident

import numpy as np
import pytest
import torch
from packaging.version import Version

from sk_epinet import EpistaticNetRegressorCV, SubcubeWalshPenalty
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.network import (
    Candidate,
    NetworkSettings,
    Progress,
    Sites,
    TrainingData,
    run_side_by_side,
    train_masked_stack,
    train_side_by_side,
)
from sk_epinet.network._joined import join_stacks
from sk_epinet.network._settings import count_groups

CANDIDATES = [
    Candidate(link, alpha, wh_weight)
    for link in (None, "sigmoid")
    for alpha in (0.1, 1.0)
    for wh_weight in (0.0, 0.1)
]
SETTINGS = NetworkSettings(
    sites=Sites(6),
    hidden_layer_sizes=(4,),
    activation="silu",
    gate_sites=True,
    learning_rate=0.05,
    max_epochs=4,
    batch_size=20,
    device="cpu",
    memory_budget=2**29,
)
PENALTY = SubcubeWalshPenalty(3)


@pytest.fixture(scope="module")
def data():
    X, y, _ = make_walsh_landscape(n_sites=6, n_interactions=4, random_state=0)
    rows = np.random.RandomState(0).permutation(len(y))[:40]
    y = (y - y[rows].mean()) / y[rows].std()
    return TrainingData(1.0 - 2.0 * X[rows], y[rows, None], np.ones((40, 1)))


def train(data, group):
    chosen = [CANDIDATES[i] for i in group]
    return train_masked_stack(data, None, chosen, SETTINGS, PENALTY, 0, list(group))


@pytest.fixture
def default_fit():
    """Return a small fit whose work is divided into groups, both times."""
    X, y, _ = make_walsh_landscape(n_sites=9, n_interactions=4, noise=0.2, random_state=0)
    model = EpistaticNetRegressorCV((4,), max_iter=3, cv=4, n_members=4, random_state=0)
    settings = replace(SETTINGS, sites=Sites(9), batch_size=200)
    candidates = [Candidate(None, 0.1, 0.1)] * 10
    assert len(settings.divide(candidates, 200, SubcubeWalshPenalty(9))) == 2
    return lambda **changes: model.set_params(**changes).fit(X[:200], y[:200])


def outcome(model):
    arrays = model.net_.module_.state_dict()
    numbers = [model.cv_results_["share"], model.mse_path_, model.loss_curve_]
    return [np.asarray(a) for a in (*arrays.values(), *numbers)]


def test_the_result_does_not_depend_on_workers_or_threads(default_fit):
    before = torch.get_num_threads()
    expected = outcome(default_fit(n_jobs=1))
    try:
        for threads, n_jobs in ((1, None), (2, None), (2, 2), (2, 1)):
            torch.set_num_threads(threads)
            for own, first in zip(outcome(default_fit(n_jobs=n_jobs)), expected, strict=True):
                np.testing.assert_array_equal(own, first)
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_fits_in_two_python_threads_do_not_disturb_each_other(default_fit):
    expected = outcome(default_fit(n_jobs=1))
    before, results = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        model = default_fit(n_jobs=None)
        X, y, _ = make_walsh_landscape(n_sites=9, n_interactions=4, noise=0.2, random_state=0)
        models = [EpistaticNetRegressorCV(**model.get_params()) for _ in range(2)]

        begun = Barrier(2, timeout=60)

        def fit(own):
            begun.wait()
            results.append((outcome(own.fit(X[:200], y[:200])), torch.get_num_threads()))

        threads = [Thread(target=fit, args=(own,)) for own in models]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert len(results) == 2
    for arrays, n_threads in results:
        assert n_threads == 2
        for own, first in zip(
            arrays[:-3] + arrays[-2:], expected[:-3] + expected[-2:], strict=True
        ):
            np.testing.assert_array_equal(own, first)
        # With the OpenBLAS of numpy 1 the Gaussian process, and so the shares, differ in the last
        # digits now and then.
        rounding = 0 if Version(np.__version__) >= Version("2") else 1e-10
        np.testing.assert_allclose(arrays[-3], expected[-3], rtol=rounding, atol=0)


def test_each_group_has_one_torch_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(2)

    def look(group):
        return group, torch.get_num_threads(), get_ident()

    try:
        seen = run_side_by_side(look, list("abcd"), None)
        alone = run_side_by_side(look, list("abcd"), 1)
    finally:
        torch.set_num_threads(before)
    assert [(group, n) for group, n, _ in seen] == [(group, 1) for group in "abcd"]
    assert get_ident() not in {ident for _, _, ident in seen}
    assert {ident for _, _, ident in alone} == {get_ident()}


def test_an_error_in_a_group_is_raised():
    def fail(group):
        raise ValueError(f"in group {group}")

    with pytest.raises(ValueError, match="in group [ab]"):
        run_side_by_side(fail, ["a", "b"], 2)


@pytest.mark.parametrize(
    "groups",
    [[(0, 1, 2, 3, 4, 5, 6, 7)], [(7, 0, 4), (3, 2), (6, 1, 5)], [(0, 1), (2, 3, 4, 5, 6, 7)]],
)
def test_a_joined_stack_predicts_what_its_parts_do(data, groups):
    stacks = [train(data, group) for group in groups]
    joined = join_stacks(stacks, groups)
    predicted = joined.predict(data.spins)
    latent = joined.net.predict_members(data.spins, latent=True)
    for stack, group in zip(stacks, groups, strict=True):
        # Blocks of other sizes may round otherwise.
        of_part = stack.predict(data.spins)
        np.testing.assert_allclose(predicted[list(group)], of_part, rtol=1e-12, atol=1e-14)
        of_part = stack.net.predict_members(data.spins, latent=True)
        np.testing.assert_allclose(latent[list(group)], of_part, rtol=1e-12, atol=1e-14)
    assert joined.net.linked == [c.global_epistasis is not None for c in CANDIDATES]
    assert joined.net.wh_weight.tolist() == [c.wh_weight for c in CANDIDATES]
    assert list(joined.net.member_seeds) == list(range(8))


def test_the_history_of_a_joined_stack_has_the_means_over_all_members(data):
    groups = [(0,), (1, 2, 3, 4, 5, 6, 7)]
    stacks = [train(data, group) for group in groups]
    history = join_stacks(stacks, groups).net.history_
    one, seven = (stack.net.history_ for stack in stacks)
    for name in ("train_loss", "data_loss", "penalty"):
        means = [(a + 7 * b) / 8 for a, b in zip(one[:, name], seven[:, name], strict=True)]
        np.testing.assert_allclose(history[:, name], means)
    assert history[:, "epoch"] == [1, 2, 3, 4]
    assert [len(epoch["batches"]) for epoch in history] == [2] * 4
    batch = history[2]["batches"][1]
    losses = [own[2]["batches"][1]["train_loss"] for own in (one, seven)]
    assert batch["train_loss"] == pytest.approx((losses[0] + 7 * losses[1]) / 8)
    assert batch["train_batch_size"] == 20


def test_callbacks_watch_one_stack(data):
    from skorch.callbacks import Callback

    class Count(Callback):
        def on_epoch_end(self, net, **kwargs):
            seen.append(net.n_members)

    seen = []
    seeds = list(range(8))
    train_side_by_side(data, CANDIDATES, SETTINGS, PENALTY, 0, seeds, 1, [Count()], Progress())
    assert seen == [8] * 4


class RestlessPenalty(SubcubeWalshPenalty):
    """A penalty that remembers how often it was evaluated."""

    def value(self, values):
        self.n_calls = getattr(self, "n_calls", 0) + 1
        return self.n_calls * super().value(values)


def test_groups_do_not_share_what_a_penalty_remembers(default_fit):
    one, two = (outcome(default_fit(penalty=RestlessPenalty(9), n_jobs=n)) for n in (1, 2))
    for own, first in zip(two, one, strict=True):
        np.testing.assert_array_equal(own, first)


def test_a_bar_changes_nothing_and_ends_full(default_fit, capsys):
    expected = outcome(default_fit(n_jobs=1))
    for own, first in zip(outcome(default_fit(n_jobs=1, verbose=1)), expected, strict=True):
        np.testing.assert_array_equal(own, first)
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1  # one line
    assert "100%" in shown.split("\r")[-1]


@pytest.mark.parametrize(
    ("work", "n_groups"), [(100, 1), (4095, 1), (4096, 2), (2**15, 2), (2**15 + 1, 4), (2**17, 8)]
)
def test_groups_are_worth_it(work, n_groups):
    assert count_groups(work) == n_groups


def test_groups_share_the_work_and_hold_what_is_alike():
    settings = replace(SETTINGS, batch_size=100)
    candidates = CANDIDATES * 15
    groups = settings.divide(candidates, 100, SubcubeWalshPenalty(6))
    assert sorted(np.concatenate(groups)) == list(range(120))
    # Half of the members evaluate 2**6 genotypes in each step, for they are fewer than 1.5 * 100.
    work = [sum(100 + 64 * (candidates[i].wh_weight > 0) for i in group) for group in groups]
    assert len(groups) == 2
    assert max(work) - min(work) <= 2 * 164
    # Half of the members have a link.
    assert all(candidates[i].global_epistasis is None for i in groups[0])
    assert all(candidates[i].global_epistasis == "sigmoid" for i in groups[1])


def test_a_gpu_has_one_group():
    settings = replace(SETTINGS, device="cuda", batch_size=10**4)
    assert len(settings.divide(CANDIDATES, 10**4, PENALTY)) == 1


def test_a_bar_counts_all_networks_of_several_threads(capsys):
    progress = Progress(shown=True)
    progress.start(10)
    for n in (3, 2.5, 0.5):
        progress.advance(n)
    progress.expect(4)  # six are done, and four are left
    assert pickle.loads(pickle.dumps(progress)).watch(3) == []  # a copy shows nothing
    progress.advance(4)
    progress.close()
    last = capsys.readouterr().err.split("\r")[-1]
    assert "100%" in last
