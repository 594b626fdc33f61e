"""Make synthetic landscapes (``make_*``), and read or download measured ones."""

from ._coding import Coding  # noqa: F401 - for files that hold one
from ._example import write_example_table
from ._fetch import fetch_landscape
from ._mutation_effects import make_reference_landscape, make_two_state_landscape
from ._nk import make_nk_landscape
from ._registry import list_landscapes
from ._replicates import aggregate_replicates
from ._synthetic import make_toy_landscape, make_walsh_landscape
from ._tables import load_landscape
from ._uncorrelated import make_house_of_cards_landscape, make_mount_fuji_landscape
from ._weights import weights_from_errors

__all__ = [
    "aggregate_replicates",
    "fetch_landscape",
    "list_landscapes",
    "load_landscape",
    "make_house_of_cards_landscape",
    "make_mount_fuji_landscape",
    "make_nk_landscape",
    "make_reference_landscape",
    "make_toy_landscape",
    "make_two_state_landscape",
    "make_walsh_landscape",
    "weights_from_errors",
    "write_example_table",
]
