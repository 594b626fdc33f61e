"""The trainer: a skorch net that adds the Walsh penalty to the loss of a stack.

The only file that knows skorch.
"""

import math
from copy import deepcopy

import numpy as np
import torch
from skorch import NeuralNetRegressor
from skorch.callbacks import Callback, EarlyStopping, EpochTimer, LRScheduler, PassthroughScoring
from skorch.dataset import Dataset
from skorch.helper import predefined_split
from skorch.utils import noop
from torch.optim.lr_scheduler import OneCycleLR
from tqdm import tqdm

from ._penalty_term import PenaltyTerm
from ._schedule import TensorBatches, steps_apart
from ._stack import EpistaticMLP
from ._threads import limited_torch_threads

_WARM_UP = 0.1  # share of the steps in which the learning rate rises
_SMALL = 4096  # genotypes of a step
_PREDICT_VALUES = 2**17  # rows x members of a block in prediction: 34 MB for a layer of 32


class EpistaticNet(NeuralNetRegressor):
    """Train a stack of networks on mean squared error + Walsh penalty + L2.

    The error is that of the measured phenotypes, the penalty that of the latent ones.

    All of it on standardised targets and in float32; predictions are made in float64, so
    that they do not depend on how rows are batched.

    Parameters
    ----------
    n_sites, hidden_layer_sizes, activation, gate_sites, linked
        Of :class:`EpistaticMLP`.
    penalty : WalshPenalty or None
        None, like ``wh_weight=0``, trains without.
    wh_weight : float or array of shape (n_members,)
        Factor of the penalty.
    l2_weight : float or array of shape (n_members,)
        Factor of the squared norm of the weights.
    lr : float
        Peak learning rate of the one-cycle schedule of Adam.
    max_epochs : int
        Passes over the training data.
    batch_size : int
        Rows of a step; the whole data where it is larger.
    device : str or torch.device
        Where to train.
    memory_budget : int
        Bytes, as in :class:`EpistaticMLP`.
    seed : int
        Of the batches and the penalty's genotypes, which all members share.
    member_seeds : array-like of int, shape (n_members,)
        Of the initial weights.
    """

    def __init__(
        self,
        *,
        n_sites,
        hidden_layer_sizes,
        activation,
        gate_sites,
        linked,
        penalty,
        wh_weight,
        l2_weight,
        lr,
        max_epochs,
        batch_size,
        device,
        memory_budget,
        seed,
        member_seeds,
    ):
        super().__init__(
            EpistaticMLP,
            optimizer=torch.optim.Adam,
            optimizer__fused=True,
            iterator_train=TensorBatches,
            iterator_train__shuffle=True,
            iterator_valid=TensorBatches,
            lr=lr,
            max_epochs=max_epochs,
            batch_size=batch_size,
            device=device,
            train_split=None,
            # For users' own PrintLog; there is none by default.
            verbose=1,
        )
        self.n_sites = n_sites
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.gate_sites = gate_sites
        self.linked = linked
        self.penalty = penalty
        self.wh_weight = wh_weight
        self.l2_weight = l2_weight
        self.memory_budget = memory_budget
        self.seed = seed
        self.member_seeds = member_seeds

    @property
    def n_members(self):
        """Number of networks side by side."""
        return len(self.linked)

    def train(self, data, valid_data=None, *, callbacks=(), resume_from=None):
        """Fit the stack.

        Parameters
        ----------
        data, valid_data : tuple of ndarrays (spins, target, weight)
            Shapes (n, n_sites), (n, 1 or n_members) and likewise: members may have
            targets and weights of their own (a weight of zero hides a row, as the folds of
            a cross-validation do). Each column of weights has mean one.
        callbacks : list of skorch callbacks
            Besides those that the objective needs.
        resume_from : EpistaticNet or None
            Begin with the weights and the history of this net.
        """
        dataset = self._to_dataset(*data)
        self.factors_ = [
            torch.as_tensor(factor, dtype=torch.float32, device=self.device).expand(self.n_members)
            for factor in (self.l2_weight, self.wh_weight)
        ]
        if valid_data is not None:
            self.train_split = predefined_split(self._to_dataset(*valid_data))
        self.callbacks = [self._one_cycle(len(dataset)), *callbacks]
        self.initialize()
        self.term_ = self._make_term(dataset.X["spins"])
        self._set_scales(dataset)
        if resume_from is not None:
            self.module_.load_state_dict(resume_from.module_.state_dict())
            self.history_.extend(deepcopy(resume_from.history_))
        genotypes = self.batch_size + self._n_evaluations()
        with limited_torch_threads(genotypes * self.n_members):
            self.partial_fit(dataset)
        # skorch takes every KeyboardInterrupt for a callback's wish to stop. Where there is no
        # such callback it was the user's, who does not want half a model or the next fold.
        if self.interrupted_ and all(isinstance(c, ProgressLine) for c in callbacks):
            raise KeyboardInterrupt
        del self.factors_, self.term_
        self.latent_ = self.squared_norm_ = None
        self.module_.buffers.clear()
        return self

    def predict_members(self, spins, *, latent=False):
        """Predictions of every member on the standardised scale: (n_members, n), float64.

        With `latent` of the latent phenotypes, in the units of the measured ones.
        """
        # Apple's GPU has no float64.
        device = self.device if torch.device(self.device).type == "cuda" else "cpu"
        module = deepcopy(self.module_).to(device, torch.float64)
        values = module.latent_as_measured if latent else module
        blocks = []
        rows = max(1, _PREDICT_VALUES // self.n_members)
        with torch.no_grad(), limited_torch_threads(rows * self.n_members):
            for start in range(0, len(spins), rows):
                block = torch.tensor(spins[start : start + rows], dtype=module.center.dtype)
                blocks.append(values(block.to(device)).cpu())
        return torch.cat(blocks, dim=1).numpy()

    # The hooks of skorch, in the order of a step.

    def initialize_module(self):
        # Of the batches, which are the same where nobody is penalised.
        self.batch_generator_ = torch.Generator().manual_seed(self.seed + 1)
        self.module_ = EpistaticMLP(
            self.n_sites,
            self.hidden_layer_sizes,
            self.activation,
            self.gate_sites,
            self.linked,
            self.member_seeds,
            self.memory_budget,
        )
        return self

    def get_default_callbacks(self):
        callbacks = [
            ("epoch_timer", EpochTimer()),
            ("train_loss", PassthroughScoring("train_loss", on_train=True)),
            ("terms", EpochMeans(("data_loss", "penalty"))),
        ]
        if self.train_split is not None:
            callbacks.append(("valid_loss", PassthroughScoring("valid_loss")))
        return callbacks

    def fit_loop(self, X, y=None, epochs=None, **kwargs):
        self.interrupted_ = False
        try:
            return super().fit_loop(X, y, epochs, **kwargs)
        except KeyboardInterrupt:
            self.interrupted_ = True
            raise

    def get_iterator(self, dataset, training=False):
        iterator = super().get_iterator(dataset, training)
        iterator.generator = self.batch_generator_
        return iterator

    def infer(self, x, **fit_params):
        """Values of the members, one column each, for skorch counts rows."""
        spins = x["spins"] if isinstance(x, dict) else x
        module = self.module_
        genotypes = self.term_.sample() if module.training else None
        if genotypes is None:
            self.latent_ = None
            data, self.squared_norm_ = module.propagate(module.make_pass(spins))
            return module.measured(data).T
        members = self.term_.members
        few = len(spins) + len(genotypes) <= _SMALL and isinstance(genotypes, torch.Tensor)
        if members is None and few:
            # One pass for both: where there is little to do, each operation counts.
            both = module.make_pass(torch.cat([spins, genotypes]))
            latent, self.squared_norm_ = module.propagate(both)
            data, self.latent_ = latent.split([len(spins), len(genotypes)], dim=1)
        else:
            passes = module.make_pass(spins), module.make_pass(genotypes, members)
            data, self.latent_, self.squared_norm_ = module.propagate(*passes)
        return module.measured(data).T

    def get_loss(self, y_pred, y_true, X=None, training=False):
        data_loss = ((y_pred - y_true).square() * X["weight"]).mean(0)
        if not training:
            return data_loss.mean()
        penalty = self.term_.value(self.latent_)
        self.history.record_batch("data_loss", data_loss.detach().mean().item())
        self.history.record_batch("penalty", float(penalty.detach().mean()))
        l2_weight, wh_weight = self.factors_
        objective = data_loss + l2_weight * self.squared_norm_ + wh_weight * penalty
        return objective.mean()

    def on_batch_end(self, net, batch=None, training=False, loss=None, **kwargs):
        if training and not math.isfinite(loss.item()):
            raise ValueError(
                f"Training diverged: the objective is {loss.item()} at epoch "
                f"{len(self.history)} of {self.max_epochs}. Lower learning_rate_init "
                f"(now {self.lr:g}), or wh_weight (now {np.max(self.wh_weight):g})."
            )

    def predict(self, X):
        """Mean of the members on the standardised scale, for users' callbacks."""
        return self.forward(X).mean(1).detach().cpu().numpy()

    # The trained net is its arrays: it loads on a machine without the device of the fit.

    def __getstate__(self):
        names = (*_ARCHITECTURE, *_TRAINING, "device")
        return {
            "params": {name: getattr(self, name) for name in names},
            "history": self.history_,
            "arrays": {k: v.cpu().numpy() for k, v in self.module_.state_dict().items()},
        }

    def __setstate__(self, state):
        params = dict(state["params"])
        if not device_exists(params["device"]):
            params["device"] = "cpu"
        self.__init__(**params)
        self.initialize()
        arrays = {name: torch.tensor(array) for name, array in state["arrays"].items()}
        self.module_.load_state_dict(arrays)
        self.history_ = state["history"]

    def _make_term(self, spins):
        generator = torch.Generator().manual_seed(self.seed)
        every = steps_apart(self._n_evaluations(), self.batch_size, len(spins))
        return PenaltyTerm(self.penalty, self.factors_[1], spins, generator, every)

    def _n_evaluations(self):
        return 0 if self.penalty is None else self.penalty.n_evaluations(self.n_sites)

    def _set_scales(self, dataset):
        """Centre the inputs, and begin the links, at what each member sees of the data."""
        module, spins, weight = self.module_, dataset.X["spins"], dataset.X["weight"]
        share = weight / weight.sum(0)
        module.center.copy_((share.T @ spins)[:, None])
        if module.link is not None:
            module.link.set_range(dataset.y, weight)
            # At the middle of its range a member would be far off where most of the data lie at
            # the floor; getting there in a few large steps, it would saturate.
            mean = (share * dataset.y).sum(0)[:, None]
            with torch.no_grad():
                module.biases[-1].add_(module.link.inverse(mean)[:, None])

    def _one_cycle(self, n_samples):
        # With fewer than four steps, or a warm-up of one, torch's schedule divides by zero.
        steps = max(4, self.max_epochs * -(-n_samples // self.batch_size))
        return LRScheduler(
            OneCycleLR,
            step_every="batch",
            event_name=None,
            max_lr=self.lr,
            total_steps=steps,
            pct_start=max(_WARM_UP, 2 / steps),
            last_epoch=-1,
        )

    def _to_dataset(self, *arrays):
        spins, target, weight = (
            torch.tensor(array, dtype=torch.float32, device=self.device) for array in arrays
        )
        return Dataset({"spins": spins, "weight": weight}, target)


_ARCHITECTURE = (
    "n_sites",
    "hidden_layer_sizes",
    "activation",
    "gate_sites",
    "linked",
)
_TRAINING = ("penalty", "wh_weight", "l2_weight", "lr", "max_epochs", "batch_size")
_TRAINING += ("memory_budget", "seed", "member_seeds")


class EpochMeans(Callback):
    """Means over an epoch, without PassthroughScoring's searches, a tenth of a small step."""

    def __init__(self, names):
        self.names = names

    def on_epoch_end(self, net, **kwargs):
        epoch = net.history[-1]
        batches = [batch for batch in epoch["batches"] if self.names[0] in batch]
        n_rows = sum(batch["train_batch_size"] for batch in batches)
        for name in self.names:
            epoch[name] = sum(b["train_batch_size"] * b[name] for b in batches) / n_rows


class ProgressLine(Callback):
    """One line on standard error that shows the epoch, the data loss and the penalty."""

    def on_train_begin(self, net, **kwargs):
        self.bar_ = tqdm(total=net.max_epochs, desc="EpistaticNet", unit="epoch")

    def on_epoch_end(self, net, **kwargs):
        epoch = net.history[-1]
        self.bar_.update()
        self.bar_.set_postfix(
            data_loss=f"{epoch['data_loss']:.4f}",
            penalty=f"{epoch['penalty']:.4f}",
            refresh=False,
        )

    def on_train_end(self, net, **kwargs):
        self.bar_.close()
        del self.bar_


def early_stopping(patience, tol):
    """Stop when the validation loss no longer falls by `tol`, and restore the best weights."""
    return EarlyStopping(
        "valid_loss",
        patience=patience,
        threshold=tol,
        threshold_mode="abs",
        load_best=True,
        sink=noop,
    )


def check_callbacks(callbacks):
    """Raise a ValueError for what is not a skorch callback."""
    for callback in callbacks or ():
        instance = callback[1] if isinstance(callback, tuple) else callback
        kind = instance if isinstance(instance, type) else type(instance)
        if not issubclass(kind, Callback):
            raise ValueError(
                f"callbacks must be a list of skorch callbacks, but it holds {callback!r}; see "
                "skorch.callbacks."
            )


def device_exists(device):
    """Whether torch can put a tensor on this device."""
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, TypeError):
        return False
    return True
