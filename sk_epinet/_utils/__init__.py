"""Checks, messages, files, memory, random numbers and types: what every other folder needs."""

from ._documentation_link import DocumentationLinkMixin
from ._files import naming_errors, require_writable, written_together, written_whole
from ._memory import empty, format_count, require_memory
from ._random import fresh_random_state
from ._state import unchanged_on_failure
from ._typing import (
    Array,
    BoolArray,
    FloatArray,
    IntArray,
    Interaction,
    LevelArray,
    RandomState,
    Regressor,
    Splitter,
)
from ._validation import (
    check_bool,
    check_features,
    check_grid,
    check_jobs,
    check_number,
    check_option,
    check_target,
    check_verbose,
    check_weights,
    default_site_names,
    quote_names,
    site_names,
    warn_of_order,
    warn_user,
)

__all__ = [
    "Array",
    "BoolArray",
    "DocumentationLinkMixin",
    "FloatArray",
    "IntArray",
    "Interaction",
    "LevelArray",
    "RandomState",
    "Regressor",
    "Splitter",
    "check_bool",
    "check_features",
    "check_grid",
    "check_jobs",
    "check_number",
    "check_option",
    "check_target",
    "check_verbose",
    "check_weights",
    "default_site_names",
    "empty",
    "format_count",
    "fresh_random_state",
    "naming_errors",
    "quote_names",
    "require_memory",
    "require_writable",
    "site_names",
    "unchanged_on_failure",
    "warn_of_order",
    "warn_user",
    "written_together",
    "written_whole",
]
