"""Keep the state of a training in a file, and go on from it after a crash."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle  # nosec B403
from pathlib import Path
from typing import Any

import numpy as np
import torch
from skorch.callbacks import Callback, EpochTimer, LRScheduler

from .._utils import check_number, naming_errors

# What users call the parameters of a net.
_NAMES = {
    "linked": "global_epistasis",
    "l2_weight": "alpha",
    "lr": "learning_rate_init",
    "max_epochs": "max_iter",
    "limits": "censored",
}
_OF_RANDOM_STATE = ("seed", "member_seeds")
_BEGINNING = "the weights at the beginning (warm_start)"
# Nothing is unpickled but by torch, which reads plain data only.
_UNREADABLE = (RuntimeError, ValueError, OSError, EOFError, LookupError, pickle.UnpicklingError)
_PLAIN = (bool, int, float, str, type(None), torch.Tensor)


class EpochCheckpoint(Callback):
    """Keep the state of a fit in a file, from which the same fit goes on after a crash.

    The fit that goes on gives the result of one that was never interrupted, to the last bit. Give
    it to ``callbacks`` of an estimator, and run the same program again if it was ended: if the
    file exists, the fit goes on from there.

    Parameters
    ----------
    path : str or path-like
        The file. Each fit needs one of its own.
    every : int, default=10
        Epochs from one writing to the next. The file is written first before the first epoch, so
        that a folder which does not exist is noticed then.

    See Also
    --------
    sk_epinet.comparison.save_model : Keep a model that is fitted.

    Notes
    -----
    The file holds the weights, the state of the optimiser and of the learning rate, the history,
    the states of the random generators, and what other callbacks have counted. It is a few times
    as large as the model. It is written beside its place and then moved there, so that it is
    whole whenever the program is ended. Reading it runs no code that is in it. What a penalty of
    your own remembers from one step to the next is not in the file.

    The file stays when the fit is done; a repetition of the fit then takes as many epochs as come
    after the last writing. The folds of :class:`EpistaticNetRegressorCV` have no callbacks: its
    cross-validation is repeated, and the fit on all rows goes on.

    Examples
    --------
    >>> import tempfile
    >>> from sk_epinet import EpistaticNetRegressor
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> from sk_epinet.network import EpochCheckpoint
    >>> X, y, _ = make_walsh_landscape(5, 4, random_state=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     checkpoint = EpochCheckpoint(f"{folder}/fit.checkpoint")
    ...     model = EpistaticNetRegressor(
    ...         max_iter=30, callbacks=[checkpoint], random_state=0
    ...     ).fit(X, y)
    >>> model.n_iter_
    30
    """

    def __init__(self, path: str | os.PathLike[str], every: int = 10) -> None:
        self.path = path
        self.every = every

    def on_train_begin(self, net: Any, X: Any = None, **kwargs: Any) -> None:
        """Take over the state of the file, if there is one."""
        check_number("every", self.every, low=1, integer=True)
        self._earlier = len(net.history_)  # epochs of a fit that warm_start goes on from
        self._fit = _describe(net, X)
        self._of_callbacks: dict[str, Any] = {}
        if Path(self.path).exists():
            state = self._read(net.device)
            _restore(net, state)
            self._of_callbacks = state["callbacks"]

    def on_epoch_begin(self, net: Any, **kwargs: Any) -> None:
        """Write the file, where it is due, with all that the last epoch has changed."""
        # Only now, because those that come after this one begin to count in on_train_begin.
        _restore_callbacks(net, self._of_callbacks)
        self._of_callbacks = {}
        # The history has an empty record of the epoch that begins.
        done = len(net.history_) - 1 - self._earlier
        if done % self.every == 0:
            self._write({"fit": self._fit, "done": done, **_state(net)})

    def _write(self, state: dict[str, Any]) -> None:
        content = io.BytesIO()
        torch.save(state, content)  # its own errors of files are of no one kind
        path = Path(self.path)
        # Of the same name each time, so that fits that are killed leave one such file at most.
        beside = path.with_name(f"{path.name}.part")
        try:
            with naming_errors(path, beside), beside.open("wb") as file:
                file.write(content.getbuffer())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _read(self, device: Any) -> dict[str, Any]:
        """Return the state of the file, or raise an error if it is not of this fit."""
        content = io.BytesIO(Path(self.path).read_bytes())
        try:
            state: dict[str, Any] = torch.load(content, map_location=device, weights_only=True)
            fit = state["fit"]
        except _UNREADABLE as error:
            raise ValueError(
                f"{self.path} is no checkpoint, or a damaged one. Delete it to begin anew, or "
                "give EpochCheckpoint another path."
            ) from error
        self._require_same(fit)
        return state

    def _require_same(self, saved: dict[str, str]) -> None:
        names = [name for name, value in self._fit.items() if saved.get(name) != value]
        if len(names) > 1 and _BEGINNING in names:
            names.remove(_BEGINNING)  # it follows from the others
        if names:
            raise ValueError(
                f"The checkpoint {self.path} is of another fit: {', '.join(names)} differ"
                f"{'s' * (len(names) == 1)}. Delete it to begin anew, or give EpochCheckpoint "
                "another path. Only an integer as random_state gives the same fit again."
            )


def _describe(net: Any, dataset: Any) -> dict[str, str]:
    """Return what a fit depends on, as a digest of each thing by the name that users know."""
    parameters = net.get_params()
    if net.penalty is not None:
        parameters["penalty"] = [type(net.penalty).__qualname__, net.penalty.get_params()]
    parameters["sites"] = None  # known from the shapes of the weights and the data
    seeds = [parameters.pop(name) for name in _OF_RANDOM_STATE]
    held_out = None if net.train_split is None else net.get_split_datasets(dataset)[1]
    described = {_NAMES.get(name, name): value for name, value in parameters.items()}
    described["random_state"] = seeds
    described["X, y or sample_weight"] = [
        [own.X, own.y] for own in (dataset, held_out) if own is not None
    ]
    described["the version of torch"] = torch.__version__
    described[_BEGINNING] = dict(net.module_.state_dict())
    return {name: _digest(value) for name, value in described.items()}


def _digest(value: Any) -> str:
    digest = hashlib.sha256()
    _add(digest, value)
    return digest.hexdigest()


def _add(digest: Any, value: Any) -> None:
    if isinstance(value, dict):
        value = sorted(value.items())
    if isinstance(value, (list, tuple)):
        digest.update(f"{len(value)} of:".encode())
        for own in value:
            _add(digest, own)
    elif isinstance(value, (torch.Tensor, np.ndarray)):
        array = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else value
        digest.update(f"{array.dtype} {array.shape}:".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    else:
        digest.update(f"{value!r};".encode())


def _state(net: Any) -> dict[str, Any]:
    """Return the state at the end of the last epoch, in types that are read without a risk."""
    term = net.run_.term
    return {
        "module": net.module_.state_dict(),
        "optimizer": net.optimizer_.state_dict(),
        "batches": net.batch_generator_.get_state(),
        "genotypes": term.generator.get_state(),
        "penalty": term.state(),
        "callbacks": {name: _state_of_callback(own) for name, own in net.callbacks_},
        # Numbers of Python are written and read without a loss.
        "history": json.dumps(list(net.history_)[:-1], default=np.generic.item),
    }


def _restore(net: Any, state: dict[str, Any]) -> None:
    net.module_.load_state_dict(state["module"])
    net.optimizer_.load_state_dict(state["optimizer"])
    net.batch_generator_.set_state(state["batches"].cpu())
    net.run_.term.generator.set_state(state["genotypes"].cpu())
    net.run_.term.restore(state["penalty"])
    net.history_[:] = json.loads(state["history"])
    net.epochs_done_ = state["done"]


def _restore_callbacks(net: Any, states: dict[str, Any]) -> None:
    for name, callback in net.callbacks_:
        own = dict(states.get(name, {}))
        if "lr_scheduler_" in own:
            callback.lr_scheduler_.load_state_dict(own.pop("lr_scheduler_"))
        vars(callback).update(own)


def _state_of_callback(callback: Any) -> dict[str, Any]:
    """Return what a callback has counted so far, as far as it consists of numbers."""
    if isinstance(callback, EpochTimer):
        return {}  # the time when this epoch began
    counted = {name: value for name, value in vars(callback).items() if name.endswith("_")}
    if isinstance(callback, LRScheduler):
        schedule = callback.lr_scheduler_.state_dict()
        counted["lr_scheduler_"] = {n: own for n, own in schedule.items() if _is_plain(own)}
    counted = {n: own.item() if isinstance(own, np.generic) else own for n, own in counted.items()}
    return {name: value for name, value in counted.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return isinstance(value, _PLAIN) and not isinstance(value, np.generic)
