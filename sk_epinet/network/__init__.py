"""The network and its training: all that knows torch modules and skorch."""

from ._callbacks import ProgressLine, check_callbacks, early_stopping
from ._censoring import (
    Censoring,
    describe_censoring,
    find_bounds,
    move_to_bounds,
    read_marks,
)
from ._checkpoint import EpochCheckpoint
from ._copies import put_copies_together
from ._devices import device_exists
from ._first_layer import Sites
from ._masked_stack import Candidate, TrainedStack, draw_seeds, train_masked_stack
from ._progress import Progress, as_part_of
from ._schedule import ONE_BATCH, auto_batch, auto_epochs
from ._settings import NetworkSettings
from ._side_by_side import run_side_by_side, train_side_by_side
from ._stack import ACTIVATIONS
from ._trainer import EpistaticNet
from ._training_data import TrainingData, unit_weights, weighted_moments

__all__ = [
    "ACTIVATIONS",
    "ONE_BATCH",
    "Candidate",
    "Censoring",
    "EpistaticNet",
    "EpochCheckpoint",
    "NetworkSettings",
    "Progress",
    "ProgressLine",
    "Sites",
    "TrainedStack",
    "TrainingData",
    "as_part_of",
    "auto_batch",
    "auto_epochs",
    "check_callbacks",
    "describe_censoring",
    "device_exists",
    "draw_seeds",
    "early_stopping",
    "find_bounds",
    "move_to_bounds",
    "put_copies_together",
    "read_marks",
    "run_side_by_side",
    "train_masked_stack",
    "train_side_by_side",
    "unit_weights",
    "weighted_moments",
]
