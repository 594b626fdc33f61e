"""The rows of a study in a CSV file, which is appended to as they are measured."""

import csv
import io


class Rows:
    """Read and append to a CSV file that need not exist yet.

    Parameters
    ----------
    path : Path
        The file.
    fields : sequence of str
        Its columns. Rows of a file with fewer of them have an empty string in the others.

    Notes
    -----
    The rows of a task are written at once. If that fails, as on a full disk, the file is what it
    was before; a last line without an end, which a power failure may leave, does not count.
    """

    def __init__(self, path, fields):
        self.path = path
        self.fields = tuple(fields)

    def read(self):
        """Return the rows as dicts of strings."""
        if not self.path.exists():
            return []
        whole = self.path.read_bytes()[: self._length()].decode()
        rows = csv.DictReader(io.StringIO(whole, newline=""))
        return [{field: row.get(field) or "" for field in self.fields} for row in rows]

    def keys(self, n_keys):
        """Return the set of what the first `n_keys` fields hold: the tasks that are finished."""
        return {tuple(row[field] for field in self.fields[:n_keys]) for row in self.read()}

    def append(self, rows):
        """Append rows, each a sequence of as many values as there are fields."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        length = self._length()
        if not length:
            writer.writerow(self.fields)
        for row in rows:
            if len(row) != len(self.fields):
                raise ValueError(f"A row of {self.path.name} needs {self.fields}, got {row}.")
            writer.writerow(row)
        self._write(text.getvalue().encode(), length)

    def _write(self, data, length):
        """Write bytes behind the first ones of the file, or leave these as they are."""
        # Without a buffer, from which Python would try to write again after an error.
        with self.path.open("ab", buffering=0) as file:
            file.truncate(length)
            try:
                while data:
                    data = data[file.write(data) :]
            except BaseException:
                file.truncate(length)
                raise

    def _length(self):
        """Return the number of bytes up to the end of the last whole line."""
        return self.path.read_bytes().rfind(b"\n") + 1 if self.path.exists() else 0
