"""The skorch net that trains a stack of networks on the objective of this package."""

import math
from contextlib import suppress
from copy import deepcopy
from typing import NamedTuple

import numpy as np
import torch
from skorch import NeuralNetRegressor
from skorch.callbacks import EpochTimer, PassthroughScoring
from skorch.dataset import Dataset, unpack_data
from skorch.helper import predefined_split

from .._utils import end_if_asked, end_with_parent
from ._batches import TensorBatches
from ._callbacks import EpochMeans
from ._censoring import expected_values
from ._clipping import BATCH_BETAS, GradientLimit
from ._devices import device_exists
from ._forward_backward import DERIVATIVES
from ._interrupts import StopTraining, noticed_interrupts
from ._modes import own_modes
from ._objective import objective
from ._penalty_term import PenaltyTerm
from ._schedule import one_cycle, steps_apart
from ._stack import EpistaticMLP
from ._threads import limited_torch_threads

_ARCHITECTURE = ("sites", "hidden_layer_sizes", "activation", "gate_sites", "linked")
_TRAINING = ("penalty", "wh_weight", "l2_weight", "lr", "max_epochs", "batch_size", "device")
_OTHERS = ("memory_budget", "seed", "member_seeds", "limits")
_PARAMETERS = _ARCHITECTURE + _TRAINING + _OTHERS


class EpistaticNet(NeuralNetRegressor):
    """Train a stack of networks on :func:`objective`.

    The squared error is that of the measured phenotypes, the penalty that of the latent ones.
    Both are on the scale of the standardised target. Training is in float32. Predictions are made
    in float64, so that they do not depend on how rows are batched.

    Parameters
    ----------
    sites, hidden_layer_sizes, activation, gate_sites, linked
        As in :class:`EpistaticMLP`.
    penalty : WalshPenalty or None
        None trains without a penalty, as ``wh_weight=0`` does.
    wh_weight : float or array of shape (n_members,)
        Factor of the penalty.
    l2_weight : float or array of shape (n_members,)
        Factor of the squared norm of the weights.
    lr : float
        Peak learning rate of Adam, see :func:`one_cycle`.
    max_epochs : int
        Passes over the training data.
    batch_size : int
        Rows of a step. Where there are fewer rows, a step takes all of them.
    device : str or torch.device
        Where to train.
    memory_budget : int
        Bytes, as in :class:`EpistaticMLP`.
    seed : int
        Seed of the batches and of the penalty's genotypes, which all members share.
    member_seeds : array-like of int, shape (n_members,)
        Seeds of the initial weights.
    limits : pair of float or of arrays of shape (n_members,), default=None
        The least and the largest value that can be measured, on the scale of the standardised
        target. Predictions of the measured phenotype are moved to the nearest value inside;
        training and latent phenotypes are not limited.
    """

    def __init__(
        self,
        *,
        sites,
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
        limits=None,
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
            # For a PrintLog among the user's callbacks; there is none by default.
            verbose=1,
        )
        self.sites = sites
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
        self.limits = limits

    @property
    def n_members(self):
        """Return the number of networks side by side."""
        return len(self.linked)

    def get_params(self, deep=True):
        """Return the parameters of the constructor, which do not include skorch's own."""
        return {name: getattr(self, name) for name in _PARAMETERS}

    def train(self, data, valid_data=None, *, callbacks=(), resume_from=None):
        """Fit the stack.

        Parameters
        ----------
        data, valid_data : TrainingData
            Their targets and weights have the shape (n, 1) or (n, n_members): members may have
            targets and weights of their own. A weight of zero hides a row, as the folds of a
            cross-validation do. Each column of weights has a mean of one.
        callbacks : list of skorch callbacks
            Besides those that the training itself needs.
        resume_from : EpistaticNet or None
            A net whose weights and history to begin with.
        """
        end_with_parent()  # of a user's own GridSearchCV(n_jobs=2), too
        dataset = self._to_dataset(data)
        if valid_data is not None:
            self.train_split = predefined_split(self._to_dataset(valid_data))
        schedule = one_cycle(self.lr, self.max_epochs, self.batch_size, len(dataset))
        self.callbacks = [schedule, *callbacks]
        if self.batch_size < len(dataset):
            self.optimizer__betas = BATCH_BETAS
            self.callbacks.insert(1, GradientLimit())  # the user's see what it leaves
        self.initialize()
        self.run_ = self._begin(dataset)
        self.epochs_done_ = 0  # a callback that goes on from a file sets how many
        self._set_scales(dataset)
        if resume_from is not None:
            self.module_.load_state_dict(resume_from.module_.state_dict())
            self.history_.extend(deepcopy(resume_from.history_))
        genotypes = self.batch_size + self._n_evaluations()
        with limited_torch_threads(genotypes * self.n_members):
            self._run(dataset)
            self._check_outcome(dataset)
        del self.run_, self.interrupts_
        self.module_.buffers.clear()
        return self

    @own_modes()
    def predict_members(self, spins, *, latent=False, values_of_a_block=2**15):
        """Return predictions of every member on the standardised scale.

        Parameters
        ----------
        spins : ndarray of shape (n, n_sites)
            Genotypes.
        latent : bool, default=False
            Whether to predict the latent phenotypes, in the units of the measured ones. They
            have no limits.
        values_of_a_block : int, default=2**15
            Rows times members that are evaluated at a time: 8 MB for a layer of 32 units. Larger
            blocks do not stay in the cache, and are slower.

        Returns
        -------
        predictions : ndarray of shape (n_members, n), float64
        """
        # Apple's GPU has no float64.
        device = self.device if torch.device(self.device).type == "cuda" else "cpu"
        module = deepcopy(self.module_).to(device, torch.float64)
        values = module.latent_as_measured if latent else module
        dtype = self.sites.dtype(module.center.dtype)
        blocks = []
        rows = max(1, values_of_a_block // self.n_members)
        with torch.no_grad(), limited_torch_threads(rows * self.n_members):
            for start in range(0, len(spins), rows):
                block = torch.tensor(spins[start : start + rows], dtype=dtype)
                blocks.append(values(block.to(device)).cpu())
        predicted = torch.cat(blocks, dim=1)
        return (predicted if latent else self._limit(predicted)).numpy()

    def link_members(self, latent):
        """Return the measured phenotypes that the links of the members make of latent ones.

        Parameters
        ----------
        latent : ndarray of shape (n,)
            Latent phenotypes, in the units of the measured ones, on the standardised scale.

        Returns
        -------
        measured : ndarray of shape (n_members, n), float64
        """
        link = deepcopy(self.module_.link)
        measured = torch.as_tensor(latent, dtype=torch.float64).repeat(self.n_members, 1)
        with torch.no_grad():
            if link is not None:
                measured = link.to("cpu", torch.float64).of_secant(measured)
            return self._limit(measured).numpy()

    # The hooks of skorch, in the order of a step.

    def initialize_module(self):
        """Draw the initial weights, and begin the random order of the batches."""
        # The batches are the same whether or not there is a penalty.
        self.batch_generator_ = torch.Generator().manual_seed(self.seed + 1)
        self.module_ = EpistaticMLP(
            self.sites,
            self.hidden_layer_sizes,
            self.activation,
            self.gate_sites,
            self.linked,
            self.member_seeds,
            self.memory_budget,
        )
        return self

    def get_default_callbacks(self):
        """Return the callbacks that write the history."""
        callbacks = [
            ("epoch_timer", EpochTimer()),
            ("train_loss", PassthroughScoring("train_loss", on_train=True)),
            ("terms", EpochMeans(("data_loss", "penalty"))),
        ]
        if self.train_split is not None:
            callbacks.append(("valid_loss", PassthroughScoring("valid_loss")))
        return callbacks

    def get_iterator(self, dataset, training=False):
        """Return the batches of an epoch."""
        iterator = super().get_iterator(dataset, training)
        iterator.generator = self.batch_generator_
        return iterator

    def train_step_single(self, batch, **fit_params):
        """Evaluate the objective on one batch, and its gradient."""
        end_if_asked()
        if not self.module_.training:  # skorch asks all modules, in every step
            self._set_training(True)
        inputs, target = unpack_data(batch)
        latent, penalty, squared_norm = self._evaluate(inputs["spins"])
        predicted = self.module_.measured(latent).T
        value = objective(
            predicted,
            target,
            inputs["weight"],
            inputs.get("censored"),
            min(1.0, len(self.history) / (_NOISE_FROM * self.max_epochs)),
            penalty=penalty,
            wh_weight=self.run_.wh_weight,
            squared_norm=squared_norm,
            l2_weight=self.run_.l2_weight,
        )
        self.history.record_batch("data_loss", value.error.detach().mean().item())
        self.history.record_batch("penalty", float(penalty.detach().mean()))
        loss = value.total.mean()
        loss.backward()
        return {"loss": loss, "y_pred": predicted}

    def infer(self, x, **fit_params):
        """Return the values of the members, one column each, for skorch counts rows."""
        return self.module_(x["spins"] if isinstance(x, dict) else x).T

    def get_loss(self, y_pred, y_true, X=None, training=False):
        """Return the loss on held-out rows: the objective without penalties."""
        return objective(y_pred, y_true, X["weight"], X.get("censored")).total.mean()

    def on_batch_end(self, net, batch=None, training=False, loss=None, **kwargs):
        """Raise a ValueError if the objective is no longer finite."""
        if training and not math.isfinite(loss.item()):
            self._refuse(f"the objective is {loss.item()}")

    def predict(self, X):
        """Return the mean of the members on the standardised scale, for users' callbacks."""
        return self._limit(self.forward(X).T).mean(0).detach().cpu().numpy()

    def _limit(self, predicted):
        """Move predictions of shape (n_members, n) inside the limits of what is measured."""
        if self.limits is None:
            return predicted
        low, high = (
            torch.as_tensor(limit, dtype=predicted.dtype, device=predicted.device).reshape(-1, 1)
            for limit in self.limits
        )
        return predicted.clamp(low, high)

    # A trained net is saved as arrays, so that it loads on a machine without its device.

    def __getstate__(self):
        return {
            "params": self.get_params(),
            # Plain data, so that a file of skops names no types of skorch.
            "history": list(self.history_),
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
        self.history_.extend(state["history"])

    def notify(self, method_name, **kwargs):
        """Call the net's own method of this name, and those of the callbacks."""
        try:
            super().notify(method_name, **kwargs)
        except KeyboardInterrupt as error:
            if self.interrupts_:
                raise
            raise StopTraining from error

    def _run(self, dataset):
        """Make the epochs, as skorch's partial_fit does, but for Ctrl-C.

        skorch's callbacks raise KeyboardInterrupt to stop the training. Everywhere else it comes
        from the user, who wants neither half a model nor the next fold.
        """
        with noticed_interrupts() as self.interrupts_:
            try:
                self._make_epochs(dataset)
            except BaseException:
                # Callbacks close what they opened. What goes wrong there must not hide the error.
                with suppress(Exception):
                    self.notify("on_train_end", X=dataset, y=None)
                raise
            with suppress(StopTraining):
                self.notify("on_train_end", X=dataset, y=None)

    def _make_epochs(self, dataset):
        """Make all epochs, or those until a callback stops the training."""
        try:
            self.notify("on_train_begin", X=dataset, y=None)
            self.fit_loop(dataset, epochs=self.max_epochs - self.epochs_done_)
        except StopTraining:
            if self.history and "train_loss" not in self.history[-1]:
                del self.history_[-1]
            if not self.history:
                raise ValueError(
                    "A callback stopped the training before the end of the first epoch, so that "
                    "nothing is learned. Let it stop later, for instance in on_epoch_end."
                ) from None

    def _check_outcome(self, dataset):
        """Raise a ValueError if the weights after the last step, which no step saw, are bad."""
        rows = slice(self.batch_size)
        inputs = {name: tensor[rows] for name, tensor in dataset.X.items()}
        with torch.no_grad():
            predicted = self.module_(inputs["spins"]).T
            value = objective(predicted, dataset.y[rows], inputs["weight"], inputs.get("censored"))
        worst = float(value.error.max())
        if not worst < _MOST_ERROR:
            self._refuse(f"predictions are off by {math.sqrt(worst):.3g} standard deviations of y")

    def _refuse(self, what):
        raise ValueError(
            f"Training diverged: {what} at epoch {len(self.history)} of {self.max_epochs}. Lower "
            f"learning_rate_init (now {self.lr:g}), wh_weight (now {np.max(self.wh_weight):g}) or "
            "alpha."
        )

    def _evaluate(self, spins):
        """Return the latent phenotypes of the data, the penalties and the squared norms."""
        module, term, by_hand = self.module_, self.run_.term, self.run_.by_hand
        genotypes = term.sample()
        if genotypes is None:
            (latent,), squared_norm = module.evaluate([(spins, None)], by_hand)
            return latent, term.value(None), squared_norm
        if term.members is None and len(spins) + len(genotypes) <= _SMALL:
            # One pass for both: where there is little to do, the number of operations counts.
            requests = [(torch.cat([spins, genotypes]), None)]
            (both,), squared_norm = module.evaluate(requests, by_hand)
            latent, at_genotypes = both.split([len(spins), len(genotypes)], dim=1)
        else:
            requests = [(spins, None), (genotypes, term.members)]
            (latent, at_genotypes), squared_norm = module.evaluate(requests, by_hand)
        return latent, term.value(at_genotypes), squared_norm

    def _begin(self, dataset):
        """Return what the steps of this training share."""
        wh_weight, l2_weight = (
            torch.as_tensor(factor, dtype=dataset.y.dtype, device=self.device).expand(
                self.n_members
            )
            for factor in (self.wh_weight, self.l2_weight)
        )
        generator = torch.Generator().manual_seed(self.seed)
        every = steps_apart(self._n_evaluations(), self.batch_size)
        term = PenaltyTerm(self.penalty, wh_weight, dataset.X["spins"], generator, every)
        return _Run(term, wh_weight, l2_weight, self._passes_by_hand())

    def _passes_by_hand(self):
        """Tell whether the gradient may come from the chain rule as it is written out.

        A penalty of the user's may need what only autograd gives, such as second derivatives.
        """
        known = self.penalty is None or type(self.penalty).__module__.startswith(_PACKAGE)
        on_cpu = torch.device(self.device).type == "cpu"
        return known and on_cpu and self.activation in DERIVATIVES

    def _n_evaluations(self):
        return 0 if self.penalty is None else self.penalty.n_evaluations(self.sites.n_sites)

    def _set_scales(self, dataset):
        """Centre the inputs, and begin the links, at what each member sees of the data."""
        module, spins, weight = self.module_, dataset.X["spins"], dataset.X["weight"]
        share = weight / weight.sum(0)
        module.center.copy_(module.first.mean_inputs(spins, share)[:, None])
        module.first.set_reference(module.center[:, 0])
        values, is_censored = dataset.y, "censored" in dataset.X
        if is_censored:
            values = expected_values(values, weight, dataset.X["censored"])
        if module.link is not None or is_censored:
            # In the middle of its range a member would be far off where most of the data lie at
            # the floor; getting there in a few large steps, it would saturate.
            mean = (share * values).sum(0)[:, None]
            if module.link is not None:
                module.link.set_range(values, weight)
                mean = module.link.inverse(mean)
            with torch.no_grad():
                module.layers.biases[-1].add_(mean[:, None])

    def _to_dataset(self, data):
        arrays = {"spins": data.spins, "weight": data.weight, "target": data.target}
        if data.censored is not None:
            arrays["censored"] = data.censored
        dtypes = dict.fromkeys(arrays, torch.float32) | {"spins": self.sites.dtype(torch.float32)}
        inputs = {
            name: torch.tensor(array, dtype=dtypes[name], device=self.device)
            for name, array in arrays.items()
        }
        return Dataset(inputs, inputs.pop("target"))


_PACKAGE = __name__.partition(".")[0] + "."
_SMALL = 4096  # genotypes of a step
_MOST_ERROR = 1e6  # of a trained network; predicting the mean of the target has an error of 1
# The share of the training after which the likelihood of bounds has all of the noise. It rises
# linearly until then (docs/benchmarks/censored).
_NOISE_FROM = 0.5


class _Run(NamedTuple):
    """What the steps of one training share."""

    term: PenaltyTerm
    wh_weight: torch.Tensor  # (n_members,)
    l2_weight: torch.Tensor  # (n_members,)
    by_hand: bool
