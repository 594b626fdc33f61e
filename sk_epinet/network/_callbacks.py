"""What watches a training: means of each epoch, the progress line, early stopping."""

from skorch.callbacks import Callback, EarlyStopping
from skorch.utils import noop

from .._utils import Bar


class EpochMeans(Callback):
    """Write the means over the steps of an epoch to the history.

    skorch's PassthroughScoring does the same with searches that take a tenth of a small step.

    Parameters
    ----------
    names : sequence of str
        What :meth:`EpistaticNet.train_step_single` records of each step.
    """

    def __init__(self, names):
        self.names = names

    def on_epoch_end(self, net, **kwargs):
        """Average what was recorded, weighted by the rows of the steps."""
        epoch = net.history[-1]
        batches = [batch for batch in epoch["batches"] if self.names[0] in batch]
        n_rows = sum(batch["train_batch_size"] for batch in batches)
        for name in self.names:
            epoch[name] = sum(b["train_batch_size"] * b[name] for b in batches) / n_rows


class ProgressLine(Callback):
    """Show the epoch, the squared error and the penalty in one line on standard error."""

    def on_train_begin(self, net, **kwargs):
        """Open the line."""
        self.bar_ = Bar(total=net.max_epochs, desc="EpistaticNet", unit="epoch")

    def on_epoch_end(self, net, **kwargs):
        """Move on by one epoch."""
        epoch = net.history[-1]
        self.bar_.update()
        self.bar_.set_postfix(
            data_loss=f"{epoch['data_loss']:.4f}",
            penalty=f"{epoch['penalty']:.4f}",
            refresh=False,
        )

    def on_train_end(self, net, **kwargs):
        """Close the line."""
        self.bar_.close()
        del self.bar_


def early_stopping(patience, tol):
    """Return a callback that stops when the validation loss no longer falls by `tol`.

    It restores the weights with the least validation loss.
    """
    return EarlyStopping(
        "valid_loss",
        patience=patience,
        threshold=tol,
        threshold_mode="abs",
        load_best=True,
        sink=noop,
    )


def check_callbacks(callbacks):
    """Raise a ValueError if something in the list is not a skorch callback, or a name is wrong."""
    if not (callbacks is None or isinstance(callbacks, (list, tuple))):
        raise ValueError(f"callbacks must be a list of skorch callbacks, got {callbacks!r}.")
    names: set[str] = set()
    for callback in callbacks or ():
        name, instance = callback if _is_named(callback) else (None, callback)
        kind = instance if isinstance(instance, type) else type(instance)
        if not issubclass(kind, Callback):
            raise ValueError(
                "callbacks must be a list of skorch callbacks, or of pairs of a name and a "
                f"callback, but it holds {callback!r}; see skorch.callbacks."
            )
        if name in names:
            raise ValueError(f"callbacks has two callbacks of the name {name!r}.")
        if name is not None:
            names.add(name)


def _is_named(callback):
    """Return whether a callback has a name, as skorch takes it."""
    return isinstance(callback, tuple) and len(callback) == 2 and isinstance(callback[0], str)
