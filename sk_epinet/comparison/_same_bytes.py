"""Write a file of skops so that the same content always makes the same bytes.

skops names the parts of a file, and numbers what is in them, by addresses in memory; the archive
has the time of day.
"""

import json
import zipfile
from pathlib import PurePosixPath

SCHEMA = "schema.json"  # what skops calls the part of a file that says what the others are
_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can have


def write_again(source, target):
    """Copy a file of skops with names, numbers and times that do not depend on the machine.

    Parameters
    ----------
    source, target : binary file
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        names = _Names()
        schema = names.rewrite(json.loads(old.read(SCHEMA)))
        parts = {new_name: old.read(name) for name, new_name in names.of_files.items()}
        parts[SCHEMA] = json.dumps(schema, indent=2).encode()
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _TIME)
            new.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)


class _Names:
    """Give files and objects new names, in the order in which they first occur."""

    def __init__(self):
        self.of_files, self._of_objects = {}, {}

    def rewrite(self, node):
        """Return a part of a schema with the new names."""
        if isinstance(node, list):
            return [self.rewrite(own) for own in node]
        if not isinstance(node, dict):
            return node
        # Only what skops itself writes has a class beside it; a user's key may have any name.
        is_node = "__class__" in node
        return {
            key: self._rename(key, value) if is_node else self.rewrite(value)
            for key, value in node.items()
        }

    def _rename(self, key, value):
        if key == "__id__":
            return self._of_objects.setdefault(value, len(self._of_objects) + 1)
        if key == "file" and isinstance(value, str):
            number = f"{len(self.of_files) + 1}{PurePosixPath(value).suffix}"
            return self.of_files.setdefault(value, number)
        return self.rewrite(value)
