"""How many cases are drawn: few and the same ones in the tests, many and new ones in a search."""

import os

import hypothesis

CASES = int(os.environ.get("FUZZ_CASES", "20"))

# A search that is asked for draws other cases each time; its seed is printed.
hypothesis.settings.register_profile(
    "fuzz",
    max_examples=CASES,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.register_profile(
    "ci",
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
profile = hypothesis.settings.get_profile(os.environ.get("FUZZ_PROFILE", "ci"))
