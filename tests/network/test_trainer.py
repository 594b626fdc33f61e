"""The skorch net: its objective, its batches, its hooks, its pickled state."""

import pickle

import numpy as np
import pytest
import torch
from sklearn.base import clone
from skorch.callbacks import Callback, EpochScoring, LRScheduler, PrintLog

from sk_epinet import ExactWalshPenalty, SubcubeWalshPenalty
from sk_epinet.network import ProgressLine, Sites, TrainingData, check_callbacks, device_exists
from sk_epinet.network._batches import TensorBatches
from sk_epinet.network._trainer import EpistaticNet

SETTINGS = {
    "sites": Sites(3),
    "hidden_layer_sizes": (4,),
    "activation": "silu",
    "gate_sites": True,
    "linked": [False, False],
    "penalty": ExactWalshPenalty(),
    "wh_weight": 0.5,
    "l2_weight": 0.25,
    "lr": 0.01,
    "max_epochs": 3,
    "batch_size": 100,
    "device": "cpu",
    "memory_budget": 2**29,
    "seed": 0,
    "member_seeds": [1, 2],
}


def make(**changes):
    return EpistaticNet(**SETTINGS | changes)


def make_data(n=8, seed=0, columns=1):
    rng = np.random.RandomState(seed)
    return rng.choice([-1.0, 1.0], (n, 3)), rng.randn(n, columns), np.ones((n, columns))


@pytest.mark.parametrize("linked", [[False, False], [False, True]])
def test_objective_is_data_plus_penalty_plus_l2(linked):
    """The error is that of the measured phenotype, the penalty that of the latent one."""
    spins, target, weight = make_data()
    weight[:] = np.arange(8)[:, None] / 3.5
    net = make(lr=1e-12, max_epochs=1, linked=linked).train(TrainingData(spins, target, weight))
    module = net.module_.double()
    with torch.no_grad():
        measured = module.latent(torch.tensor(spins)).numpy()
        cube = torch.tensor(
            np.array(np.meshgrid(*[[1.0, -1.0]] * 3, indexing="ij")).reshape(3, 8).T
        )
        landscape = module.latent(cube).numpy()
    if linked[1]:
        seen = target[weight > 0]
        # Three sigmoids of equal shares, in the places where they begin.
        height = np.mean([1 / (1 + np.exp(-2 * (measured[1] - at))) for at in (-0.5, 0, 0.5)], 0)
        measured[1] = seen.min() + np.ptp(seen) * height
    errors = (measured - target[:, 0]) ** 2
    signs = np.array(
        [[np.prod(x[np.array(s) == 1]) for x in cube.numpy()] for s in np.ndindex(2, 2, 2)]
    )
    penalty = np.abs((landscape @ signs.T / 8)[:, 1:]).sum(1)
    data = (errors * weight[:, 0]).mean(1)
    norm = module.squared_norm().detach().numpy()
    assert net.history[-1, "data_loss"] == pytest.approx(data.mean(), rel=1e-5)
    assert net.history[-1, "penalty"] == pytest.approx(penalty.mean(), rel=1e-5)
    expected = (data + 0.5 * penalty + 0.25 * norm).mean()
    assert net.history[-1, "train_loss"] == pytest.approx(expected, rel=1e-5)


def test_center_is_the_weighted_mean_of_each_member():
    spins, target, weight = make_data(columns=2)
    weight[:4, 0] = weight[4:, 1] = 0
    net = make(lr=1e-12).train(TrainingData(spins, np.tile(target[:, :1], 2), weight))
    center = net.module_.center.numpy()[:, 0]
    np.testing.assert_allclose(center, [spins[4:].mean(0), spins[:4].mean(0)], rtol=1e-6)


def test_links_begin_at_the_range_that_each_member_sees():
    spins, target, weight = make_data(columns=1)
    weight = np.tile(weight, 2)
    weight[:4, 0] = weight[4:, 1] = 0
    net = make(lr=1e-12, linked=[True, True]).train(TrainingData(spins, target, weight))
    seen = target[4:, 0], target[:4, 0]
    link = net.module_.link
    np.testing.assert_allclose(link.floor.detach()[:, 0], [own.min() for own in seen], rtol=1e-6)
    ranges = link.log_range.exp().detach()[:, 0]
    np.testing.assert_allclose(ranges, [np.ptp(own) for own in seen], rtol=1e-6)


def test_rows_of_weight_zero_are_invisible():
    spins, target, weight = make_data(12)
    weight[6:] = 0
    other = target.copy()
    other[6:] = 1e3
    first = make().train(TrainingData(spins, target, 2 * weight)).predict_members(spins)
    second = make().train(TrainingData(spins, other, 2 * weight)).predict_members(spins)
    np.testing.assert_array_equal(first, second)


def test_members_of_a_stack_train_as_they_would_alone():
    spins, target, weight = make_data(columns=2)
    factors = {"wh_weight": [0.01, 0.2], "l2_weight": [0.1, 0.001], "member_seeds": [7, 8]}
    # Neither batches nor sub-cubes depend on who else is in the stack.
    settings = {"max_epochs": 30, "batch_size": 3, "penalty": SubcubeWalshPenalty(2)}
    stack = make(**factors, **settings).train(TrainingData(spins, target, weight))
    for member in range(2):
        own = {name: [values[member]] for name, values in factors.items()}
        alone = make(linked=[False], **own, **settings)
        alone.train(TrainingData(spins, target[:, [member]], weight[:, [member]]))
        np.testing.assert_allclose(
            alone.predict_members(spins)[0], stack.predict_members(spins)[member], atol=1e-4
        )


def test_a_small_memory_budget_changes_nothing_but_the_memory():
    data = TrainingData(*make_data())
    plain = make(max_epochs=30).train(data)
    # Two members of four units: 64 bytes hold one genotype at a time.
    frugal = make(max_epochs=30, memory_budget=64).train(data)
    np.testing.assert_allclose(
        frugal.predict_members(data.spins), plain.predict_members(data.spins), atol=1e-4
    )


@pytest.mark.parametrize(("batch_size", "sizes"), [(100, [8]), (8, [8]), (3, [3, 3, 2])])
def test_batches(batch_size, sizes):
    net = make(batch_size=batch_size)
    dataset = net._to_dataset(TrainingData(*make_data()))
    batches = TensorBatches(dataset, batch_size, shuffle=True)
    batches.generator = torch.Generator().manual_seed(0)
    assert len(batches) == len(sizes)
    seen = list(batches)
    assert [len(y) for _, y in seen] == sizes
    together = torch.cat([y for _, y in seen]).sort(dim=0).values
    assert torch.equal(together, dataset.y.sort(dim=0).values)
    for X, y in seen:  # rows stay together
        rows = [int((dataset.y[:, 0] == value).nonzero()[0, 0]) for value in y[:, 0]]
        assert torch.equal(X["spins"], dataset.X["spins"][rows])


def test_learning_rate_is_one_cycle():
    rates = []

    class Watch(Callback):
        def on_batch_begin(self, net, training=None, **kwargs):
            rates.append(net.optimizer_.param_groups[0]["lr"])

    make(max_epochs=50, batch_size=4, lr=0.02).train(
        TrainingData(*make_data()), callbacks=[Watch()]
    )
    assert len(rates) == 100
    assert max(rates) == pytest.approx(0.02, rel=1e-3)
    assert 5 <= int(np.argmax(rates)) <= 15
    assert rates[-1] < 1e-4


def test_users_callbacks_see_a_working_net(capsys):
    scoring = EpochScoring("r2", name="train_r2", on_train=True, lower_is_better=False)
    net = make(max_epochs=5).train(TrainingData(*make_data()), callbacks=[scoring, PrintLog()])
    assert len(net.history[:, "train_r2"]) == 5
    assert "train_loss" in capsys.readouterr().out
    assert LRScheduler in {type(callback) for _, callback in net.callbacks_}


def test_validation_scores_with_users_callbacks():
    scoring = EpochScoring("r2", name="r2", lower_is_better=False)
    data, valid = make_data(8, 0), make_data(6, 1)
    net = make(max_epochs=4).train(TrainingData(*data), TrainingData(*valid), callbacks=[scoring])
    predicted = net.predict_members(valid[0])
    expected = ((predicted - valid[1].T) ** 2).mean()
    assert net.history[-1, "valid_loss"] == pytest.approx(expected, rel=1e-4)
    mean_error = ((predicted.mean(0) - valid[1][:, 0]) ** 2).mean()
    assert net.history[-1, "r2"] == pytest.approx(1 - mean_error / valid[1].var(), abs=1e-4)


class Interrupt(ExactWalshPenalty):
    """Ctrl-C in the third step."""

    steps = 0

    def sample(self, spins, generator):
        type(self).steps += 1
        if self.steps == 3:
            raise KeyboardInterrupt
        return super().sample(spins, generator)


@pytest.mark.parametrize("callbacks", [[], [ProgressLine()]])
def test_interrupt_of_the_user_is_not_swallowed(callbacks):
    Interrupt.steps = 0
    with pytest.raises(KeyboardInterrupt):
        make(penalty=Interrupt(), max_epochs=10).train(
            TrainingData(*make_data()), callbacks=callbacks
        )


def test_a_callback_may_stop_the_training():
    class Stop(Callback):
        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == 4:
                raise KeyboardInterrupt

    net = make(max_epochs=10).train(TrainingData(*make_data()), callbacks=[Stop()])
    assert len(net.history) == 4


def test_pickled_state_is_arrays():
    net = make(penalty=SubcubeWalshPenalty(2)).train(TrainingData(*make_data()))
    state = net.__getstate__()
    assert all(isinstance(array, np.ndarray) for array in state["arrays"].values())
    assert b"torch" not in pickle.dumps(state)
    again = pickle.loads(pickle.dumps(net))
    spins = make_data()[0]
    np.testing.assert_array_equal(again.predict_members(spins), net.predict_members(spins))
    assert again.history == net.history


def test_a_net_from_another_device_loads_on_the_cpu():
    net = make().train(TrainingData(*make_data()))
    net.device = "cuda:63"
    again = pickle.loads(pickle.dumps(net))
    assert again.device == "cpu"
    assert again.predict_members(make_data()[0]).shape == (2, 8)


def test_prediction_in_blocks():
    net = make().train(TrainingData(*make_data()))
    spins = make_data(11, seed=1)[0]
    # Three rows of two members at a time.
    in_blocks = net.predict_members(spins, values_of_a_block=6)
    np.testing.assert_allclose(in_blocks, net.predict_members(spins), rtol=1e-12)


def test_a_net_can_be_cloned():
    net = make(penalty=SubcubeWalshPenalty(2), lr=0.02).train(TrainingData(*make_data()))
    copy = clone(net)
    assert not hasattr(copy, "module_")
    for name, value in net.get_params().items():
        if name != "penalty":
            assert getattr(copy, name) == value
    assert copy.penalty.get_params() == net.penalty.get_params()
    spins = make_data()[0]
    again = copy.train(TrainingData(*make_data())).predict_members(spins)
    np.testing.assert_array_equal(again, net.predict_members(spins))


def test_devices():
    assert device_exists("cpu")
    assert not device_exists("abacus")
    assert not device_exists("cuda:63")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_cuda_trains_as_the_cpu_does():
    on_gpu = make(device="cuda", max_epochs=20).train(TrainingData(*make_data()))
    on_cpu = make(max_epochs=20).train(TrainingData(*make_data()))
    spins = make_data()[0]
    np.testing.assert_allclose(
        on_gpu.predict_members(spins), on_cpu.predict_members(spins), atol=1e-3
    )


@pytest.mark.parametrize("callbacks", [[3], [print], ["early"], [("name", object())]])
def test_what_is_no_callback_is_named(callbacks):
    with pytest.raises(
        ValueError, match="must be a list of skorch callbacks, or of pairs .* but it holds"
    ):
        check_callbacks(callbacks)


def test_callbacks_may_be_named_and_classes():
    assert check_callbacks([("log", PrintLog()), PrintLog]) is None
    assert check_callbacks(None) is None
