"""What a network of many sites takes, as messages say it, and the means of an epoch."""

from types import SimpleNamespace

import numpy as np
import pytest
from skorch.callbacks import Callback

from sk_epinet import EpistaticNetRegressor, ExactWalshPenalty
from sk_epinet.network import NetworkSettings, unit_weights
from sk_epinet.network._callbacks import EpochMeans

SETTINGS = NetworkSettings(
    sites=None,
    hidden_layer_sizes=(4,),
    activation="relu",
    gate_sites=False,
    learning_rate=0.01,
    max_epochs=1,
    batch_size=10,
    device="cpu",
    memory_budget=2**30,
)


@pytest.mark.parametrize(
    ("n_alleles", "n_sites", "written"),
    [
        (None, 40, "2^40"),
        (None, 21, "2^21"),
        (None, 20, "1,048,576"),
        ((3,) * 20, 20, "3,486,784,401"),
    ],
)
def test_the_genotypes_of_a_penalty_are_counted(n_alleles, n_sites, written):
    with pytest.raises(ValueError, match="SubcubeWalshPenalty") as error:
        SETTINGS.require_room(ExactWalshPenalty(n_alleles=n_alleles), n_sites, 10**9)
    expected = f"at {written} genotypes of {n_sites} sites in every step (networks side by side: "
    assert expected in str(error.value)


def test_means_of_an_epoch_count_rows():
    batches = [
        {"train_batch_size": 3, "loss": 1.0, "penalty": 8.0},
        {"train_batch_size": 1, "loss": 5.0, "penalty": 0.0},
        {"valid_batch_size": 2},
    ]
    net = SimpleNamespace(history=[{}, {"batches": batches}])
    EpochMeans(["loss", "penalty"]).on_epoch_end(net)
    assert net.history[-1]["loss"] == (3 * 1 + 1 * 5) / 4
    assert net.history[-1]["penalty"] == 3 * 8 / 4


def test_columns_of_weights_have_a_mean_of_one():
    weight = np.array([[1.0, 0.0], [3.0, 5.0]])
    assert unit_weights(weight).tolist() == [[0.5, 0.0], [1.5, 2.0]]


class Demanding(Callback):
    """Ask for what skorch hands to callbacks, without defaults."""

    def on_train_begin(self, net, X, y, **kwargs):
        self.began_ = X, y

    def on_train_end(self, net, X, y, **kwargs):
        assert self.began_[0] is X
        assert self.began_[1] is y
        self.ended_ = True


def test_callbacks_are_given_the_arguments_of_skorch(small_data):
    callback = Demanding()
    EpistaticNetRegressor((2,), max_iter=1, callbacks=[callback], random_state=0).fit(*small_data)
    assert callback.ended_
