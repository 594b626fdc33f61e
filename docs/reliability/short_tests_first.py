"""Run the files of tests that take least time first, so that an error is found soon.

mutmut hands pytest the tests of a changed function in no order. It has timed them before, and
mutants.py gives this file to pytest as a plugin.
"""

import json
from collections import Counter
from pathlib import Path


def pytest_collection_modifyitems(items):
    """Sort the tests by the time of their file, which is kept together, and by their own."""
    timed = Path("mutmut-stats.json")
    if not timed.exists():  # they are being timed
        return
    seconds = json.loads(timed.read_text(encoding="utf-8"))["duration_by_test"]
    of_files = Counter()
    for item in items:
        of_files[item.path] += seconds.get(item.nodeid, 0)
    items.sort(key=lambda i: (of_files[i.path], str(i.path), seconds.get(i.nodeid, 0)))
