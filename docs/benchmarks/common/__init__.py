"""What the studies share: the frame of a study, landscapes, methods, tables and figures."""

from ._figures import draw_boxes
from ._landscapes import (
    CHOOSING,
    JUDGING,
    PLANTED,
    development_set,
    load,
    load_alleles,
    split_development_set,
    split_landscape,
)
from ._machine import describe_machine
from ._methods import METHODS, Best, applies, is_installed, one_network, shorten
from ._study import Study
from ._tables import format_difference, format_spread, write_table

__all__ = [
    "CHOOSING",
    "JUDGING",
    "METHODS",
    "PLANTED",
    "Best",
    "Study",
    "applies",
    "describe_machine",
    "development_set",
    "draw_boxes",
    "format_difference",
    "format_spread",
    "is_installed",
    "load",
    "load_alleles",
    "one_network",
    "shorten",
    "split_development_set",
    "split_landscape",
    "write_table",
]
