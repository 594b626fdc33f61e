"""Checks, messages, files, memory, random numbers and types: what every other folder needs."""

from ._arguments import (
    check_dict,
    check_function,
    check_object,
    count_axes,
    default_site_names,
    is_masked,
    read_labelled,
    read_list,
    read_names,
    read_numbers,
    require_distinct_names,
    require_known_sites,
    require_same_length,
)
from ._bar import Bar
from ._documentation_link import DocumentationLinkMixin
from ._files import (
    naming_errors,
    read_whole,
    require_writable,
    written_together,
    written_whole,
)
from ._memory import empty, format_count, require_memory
from ._missing_file import missing_file
from ._parallel import end_if_asked, end_with_parent, run_tasks
from ._parameters import (
    MOST_PENALTY,
    check_bool,
    check_grid,
    check_jobs,
    check_number,
    check_option,
    check_verbose,
)
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
    check_features,
    check_range,
    check_target,
    check_weights,
    quote_names,
    site_names,
    warn_of_order,
)
from ._warnings import warn_user

__all__ = [
    "MOST_PENALTY",
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
    "check_dict",
    "check_features",
    "check_function",
    "check_grid",
    "check_jobs",
    "check_number",
    "check_object",
    "check_option",
    "check_range",
    "check_target",
    "check_verbose",
    "check_weights",
    "count_axes",
    "default_site_names",
    "empty",
    "end_if_asked",
    "end_with_parent",
    "fitted_all_at_once",
    "format_count",
    "fresh_random_state",
    "is_masked",
    "missing_file",
    "naming_errors",
    "quote_names",
    "read_labelled",
    "read_list",
    "read_names",
    "read_numbers",
    "read_whole",
    "require_distinct_names",
    "require_known_sites",
    "require_memory",
    "require_same_length",
    "require_writable",
    "run_tasks",
    "site_names",
    "warn_of_order",
    "warn_user",
    "written_together",
    "written_whole",
]
