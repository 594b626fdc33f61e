"""The rows of a study in a CSV file: appended as they are made, so that a run can be resumed."""

import csv


class Rows:
    """A CSV file with these fields; it need not exist yet."""

    def __init__(self, path, fields):
        self.path = path
        self.fields = fields

    def read(self):
        """Dicts of strings."""
        if not self.path.exists():
            return []
        with self.path.open() as file:
            return list(csv.DictReader(file))

    def keys(self, *fields):
        """The set of what these fields hold, to tell what has been done."""
        return {tuple(row[field] for field in fields) for row in self.read()}

    def append(self, *lines):
        new = not self.path.exists()
        with self.path.open("a", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if new:
                writer.writerow(self.fields)
            writer.writerows(lines)
