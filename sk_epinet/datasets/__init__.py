"""Make synthetic landscapes (``make_*``), and read measured ones from files (``load_*``)."""

from ._coding import Coding  # noqa: F401 - for files that hold one
from ._example import write_example_table
from ._replicates import aggregate_replicates
from ._synthetic import make_toy_landscape, make_walsh_landscape
from ._tables import load_landscape
from ._weights import weights_from_errors

__all__ = [
    "aggregate_replicates",
    "load_landscape",
    "make_toy_landscape",
    "make_walsh_landscape",
    "weights_from_errors",
    "write_example_table",
]
