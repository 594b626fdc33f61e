"""The rows of a study in a CSV file, which is appended to as they are measured."""

import csv


class Rows:
    """Read and append to a CSV file that need not exist yet.

    Parameters
    ----------
    path : Path
        The file.
    fields : sequence of str
        Its columns. Rows of a file with fewer of them have an empty string in the others.
    """

    def __init__(self, path, fields):
        self.path = path
        self.fields = tuple(fields)

    def read(self):
        """Return the rows as dicts of strings."""
        if not self.path.exists():
            return []
        with self.path.open(encoding="utf-8") as file:
            return [{field: row.get(field) or "" for field in self.fields} for row in _rows(file)]

    def keys(self, n_keys):
        """Return the set of what the first `n_keys` fields hold: the tasks that are finished."""
        return {tuple(row[field] for field in self.fields[:n_keys]) for row in self.read()}

    def append(self, rows):
        """Append rows, each a sequence of as many values as there are fields."""
        new = not self.path.exists()
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            if new:
                writer.writerow(self.fields)
            for row in rows:
                if len(row) != len(self.fields):
                    raise ValueError(f"A row of {self.path.name} needs {self.fields}, got {row}.")
                writer.writerow(row)


def _rows(file):
    return csv.DictReader(file)
