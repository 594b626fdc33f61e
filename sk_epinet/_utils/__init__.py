"""Checks, messages, files, memory, random numbers and types: what every other folder needs."""

from ._bar import Bar
from ._documentation_link import DocumentationLinkMixin
from ._files import require_writable, written_together, written_whole
from ._memory import empty, format_count, require_memory
from ._parallel import end_if_asked, run_tasks
from ._random import fresh_random_state
from ._state import fitted_all_at_once
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
    "Bar",
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
    "end_if_asked",
    "fitted_all_at_once",
    "format_count",
    "fresh_random_state",
    "quote_names",
    "require_memory",
    "require_writable",
    "run_tasks",
    "site_names",
    "warn_of_order",
    "warn_user",
    "written_together",
    "written_whole",
]
