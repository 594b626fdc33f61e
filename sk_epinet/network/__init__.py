"""The network and its training: all that knows torch modules and skorch."""

from ._forward_backward import ACTIVATIONS
from ._schedule import ONE_BATCH, auto_batch, auto_epochs
from ._stack import bytes_of_a_value
from ._trainer import EpistaticNet, ProgressLine, check_callbacks, device_exists, early_stopping

__all__ = [
    "ACTIVATIONS",
    "ONE_BATCH",
    "EpistaticNet",
    "ProgressLine",
    "auto_batch",
    "auto_epochs",
    "bytes_of_a_value",
    "check_callbacks",
    "device_exists",
    "early_stopping",
]
