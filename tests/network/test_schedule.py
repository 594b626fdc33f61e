"""How many rows a step takes and how many steps a fit, and that batches are what they say."""

import pytest
import torch
from skorch.dataset import Dataset

from sk_epinet.network._batches import TensorBatches
from sk_epinet.network._schedule import auto_batch, auto_epochs, steps_apart


@pytest.mark.parametrize(
    ("n_rows", "batch", "epochs"),
    [
        (2, 2, 500),
        (512, 512, 500),
        (513, 257, 250),  # two batches
        (1000, 250, 125),  # four: 500 steps
        (5000, 250, 100),  # twenty: 2,000 steps
        (50_000, 2500, 100),
        (10**6, 4082, 10),  # 245 batches of at most 4,096, and ten epochs at least
    ],
)
def test_auto(n_rows, batch, epochs):
    assert auto_batch(n_rows) == batch
    assert auto_epochs(n_rows, batch) == epochs


def test_epochs_follow_from_the_users_batches():
    assert auto_epochs(1000, 100) == 50
    assert auto_epochs(1000, 1000) == 500


@pytest.mark.parametrize(
    ("n_evaluations", "batch", "apart"),
    [
        (512, 512, 1),
        (1024, 512, 2),
        (8192, 250, 2),  # at most
        (2, 512, 1),  # at least
        (0, 512, 1),
    ],
)
def test_steps_from_one_evaluation_of_the_penalty_to_the_next(n_evaluations, batch, apart):
    assert steps_apart(n_evaluations, batch) == apart


def test_an_epoch_has_every_row_once():
    X = {"spins": torch.arange(10.0)[:, None], "weight": -torch.arange(10.0)[:, None]}
    batches = TensorBatches(Dataset(X, torch.arange(10.0)), batch_size=4, shuffle=True)
    batches.generator = torch.Generator().manual_seed(0)
    parts = list(batches)
    assert len(batches) == len(parts) == 3
    rows = torch.cat([y for _, y in parts])
    assert sorted(rows.tolist()) == list(range(10)) != rows.tolist()
    for X, y in parts:
        assert (X["spins"][:, 0] == y).all()
        assert (X["weight"][:, 0] == -y).all()
