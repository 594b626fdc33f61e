"""A fit that goes on from a file gives what the uninterrupted one gives, to the last bit."""

import errno
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback, EpochScoring

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    SubcubeWalshPenalty,
)
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.network import EpochCheckpoint

SETTINGS = {"hidden_layer_sizes": (8,), "max_iter": 12, "random_state": 0, "n_members": 2}


class Crash(Callback):
    """End the fit in the middle of an epoch."""

    def __init__(self, epoch):
        self.epoch = epoch

    def on_batch_end(self, net, **kwargs):
        if len(net.history) == self.epoch:
            raise MemoryError


@pytest.fixture(scope="module")
def landscape():
    """More rows than fit one step: three batches of an epoch, the last one smaller."""
    X, y, _ = make_walsh_landscape(10, 6, noise=0.2, random_state=0)
    return X[:600], y[:600]


def crash_and_go_on(model, path, every, epoch, landscape):
    """Go on from a file twice: the first time the fit crashes one epoch later than before."""
    callbacks = model.callbacks or []
    checkpoint = EpochCheckpoint(path, every)
    for crash in (Crash(epoch), Crash(epoch + 1)):
        model.set_params(callbacks=[*callbacks, checkpoint, crash])
        with pytest.raises(MemoryError):
            model.fit(*landscape)
    return model.set_params(callbacks=[*callbacks, checkpoint]).fit(*landscape)


CHANGES = [
    {},
    {"early_stopping": True, "n_iter_no_change": 3, "tol": 0.05},
    {"penalty": ExactWalshPenalty(), "activation": "tanh"},
    {"penalty": SubcubeWalshPenalty(4), "global_epistasis": "sigmoid"},
    {"penalty": None, "alpha": 0.01},
    {"censored": "left"},
]


@pytest.mark.parametrize(("every", "epoch"), [(1, 2), (3, 7)])
@pytest.mark.parametrize("change", CHANGES, ids=[str(i) for i in range(len(CHANGES))])
def test_the_result_is_that_of_the_uninterrupted_fit(change, every, epoch, landscape, tmp_path):
    scoring = EpochScoring("r2", name="r2", on_train=True, lower_is_better=False)
    settings = SETTINGS | change | {"batch_size": 200}
    X, y = landscape
    y = y.clip(np.quantile(y, 0.2)) if "censored" in change else y
    expected = EpistaticNetRegressor(**settings, callbacks=[scoring]).fit(X, y)
    epoch = min(epoch, expected.n_iter_ - 1)  # early stopping ends before the twelfth
    model = EpistaticNetRegressor(**settings, callbacks=[scoring])
    crash_and_go_on(model, tmp_path / "fit", every, epoch, (X, y))
    np.testing.assert_array_equal(model.predict(X), expected.predict(X))
    assert model.n_iter_ == expected.n_iter_ > epoch
    for name in ("train_loss", "data_loss", "penalty", "r2", "r2_best", "train_loss_best"):
        assert model.history_[:, name] == expected.history_[:, name]
    assert os.listdir(tmp_path) == ["fit"]


def test_the_final_fit_of_a_cross_validation_goes_on(landscape, tmp_path):
    settings = SETTINGS | {"wh_weights": [0.01], "alphas": [0.1], "cv": 2, "max_iter": 6}
    settings["gaussian_process"] = False
    expected = EpistaticNetRegressorCV(**settings).fit(*landscape)
    model = EpistaticNetRegressorCV(**settings)
    crash_and_go_on(model, tmp_path / "fit", 2, 4, landscape)
    np.testing.assert_array_equal(model.predict(landscape[0]), expected.predict(landscape[0]))


def test_a_warm_start_goes_on(landscape, tmp_path):
    X, y = landscape
    models = [EpistaticNetRegressor(**SETTINGS, warm_start=True).fit(X, y) for _ in range(2)]
    models[0].fit(X, y)
    crash_and_go_on(models[1], tmp_path / "fit", 2, SETTINGS["max_iter"] + 5, landscape)
    np.testing.assert_array_equal(models[1].predict(X), models[0].predict(X))
    assert models[1].n_iter_ == models[0].n_iter_ == 24


def test_a_repetition_of_a_finished_fit_is_the_same(landscape, tmp_path):
    X, y = landscape
    model = EpistaticNetRegressor(**SETTINGS, callbacks=[EpochCheckpoint(tmp_path / "fit", 5)])
    expected = model.fit(X, y).predict(X)
    np.testing.assert_array_equal(model.fit(X, y).predict(X), expected)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"random_state": 1}, "random_state differs"),
        ({"alpha": 0.2}, "alpha differs"),
        ({"max_iter": 13, "learning_rate_init": 0.05}, "learning_rate_init, max_iter differ"),
        ({"hidden_layer_sizes": (9,)}, "hidden_layer_sizes differs"),
        ({"penalty": SubcubeWalshPenalty(5)}, "penalty differs"),
        ({"y": 1}, "X, y or sample_weight differs"),
    ],
)
def test_a_checkpoint_of_another_fit_is_refused(change, names, landscape, tmp_path):
    (X, y), change = landscape, dict(change)
    checkpoint = EpochCheckpoint(tmp_path / "fit")
    settings = SETTINGS | {"penalty": SubcubeWalshPenalty(4), "callbacks": [checkpoint]}
    EpistaticNetRegressor(**settings).fit(X, y)
    y = y + change.pop("y", 0) * X[:, 0]
    with pytest.raises(ValueError, match=f"of another fit: {names}. Delete it"):
        EpistaticNetRegressor(**settings | change).fit(X, y)


class Malicious:
    def __reduce__(self):
        return os.mkdir, ("made-by-a-checkpoint",)


@pytest.mark.parametrize("kind", ["text", "cut", "empty", "malicious", "weights"])
def test_a_file_that_is_no_checkpoint_is_refused(kind, landscape, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "fit"
    model = EpistaticNetRegressor(**SETTINGS, callbacks=[EpochCheckpoint(path)])
    model.fit(*landscape)
    whole = path.read_bytes()
    contents = {"text": b"hello", "cut": whole[: len(whole) // 2], "empty": b""}
    if kind in contents:
        path.write_bytes(contents[kind])
    else:
        torch.save(Malicious() if kind == "malicious" else {"theta": torch.ones(2)}, path)
    with pytest.raises(ValueError, match="is no checkpoint, or a damaged one. Delete it"):
        model.fit(*landscape)
    assert os.listdir(tmp_path) == ["fit"]


def test_what_cannot_be_written_is_noticed_before_the_work(landscape, tmp_path):
    seen = []

    class Count(Callback):
        def on_batch_end(self, net, **kwargs):
            seen.append(1)

    callbacks = [EpochCheckpoint(tmp_path / "missing" / "fit"), Count()]
    with pytest.raises(FileNotFoundError, match="missing"):
        EpistaticNetRegressor(**SETTINGS, callbacks=callbacks).fit(*landscape)
    assert seen == []
    with pytest.raises(ValueError, match="every must be an integer"):
        EpistaticNetRegressor(
            **SETTINGS, callbacks=[EpochCheckpoint(tmp_path / "fit", every=0.5)]
        ).fit(*landscape)


def test_a_full_disk_is_named_and_leaves_the_earlier_state(landscape, tmp_path, monkeypatch):
    path, sync = tmp_path / "fit", os.fsync
    calls = []

    def fill(number):
        calls.append(number)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(number)

    monkeypatch.setattr(os, "fsync", fill)
    callbacks = [EpochCheckpoint(path, every=2)]
    model = EpistaticNetRegressor(**SETTINGS, callbacks=callbacks)
    with pytest.raises(OSError, match="fit cannot be written: No space left .* Make room"):
        model.fit(*landscape)
    assert [own.name for own in tmp_path.iterdir()] == ["fit"]
    expected = EpistaticNetRegressor(**SETTINGS).fit(*landscape).predict(landscape[0])
    np.testing.assert_array_equal(model.fit(*landscape).predict(landscape[0]), expected)


PROGRAM = """
import os, signal, sys
import numpy as np
from skorch.callbacks import Callback
from sk_epinet import EpistaticNetRegressor
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.network import EpochCheckpoint

class Kill(Callback):
    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

X, y, _ = make_walsh_landscape(10, 6, noise=0.2, random_state=0)
X, y = X[:600], y[:600]
callbacks = [EpochCheckpoint(sys.argv[1], every=2), Kill()]
model = EpistaticNetRegressor(
    (8,), max_iter=12, random_state=0, n_members=2, callbacks=callbacks
).fit(X, y)
sys.stdout.buffer.write(model.predict(X).tobytes())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_program_that_was_killed_goes_on(landscape, tmp_path):
    command = [sys.executable, "-c", PROGRAM, tmp_path / "fit"]
    for epoch, status in ((5, -signal.SIGKILL), (99, 0)):
        ended = subprocess.run([*command, str(epoch)], stdout=subprocess.PIPE, check=False)
        assert ended.returncode == status
    expected = EpistaticNetRegressor(**SETTINGS).fit(*landscape).predict(landscape[0])
    np.testing.assert_array_equal(np.frombuffer(ended.stdout), expected)
