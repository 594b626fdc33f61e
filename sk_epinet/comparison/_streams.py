"""What the command prints, on terminals of any kind, and on none."""

import os
import re
import sys
import warnings
from contextlib import contextmanager

from ._table_options import in_options

# Control characters other than those of lines, and those that change the direction of writing.
_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def prepare_streams():
    """Let messages be written to any terminal, and to none.

    What the encoding of a terminal lacks is replaced, instead of failing after the long work. A
    stream that is closed has no object; the next file that is opened would be in its place.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def require_output(options, has_output):
    """Raise an error if all results are for the terminal, and it is closed."""
    files = [getattr(options, name, None) for name in ("output", "plot", "report")]
    if not has_output and not any(files):
        remedy = ": name a file with -o" * hasattr(options, "output")
        raise ValueError(f"The standard output is closed{remedy}.")


class _Stream:
    """Stand for a stream of the process.

    Parameters
    ----------
    stream : file
    """

    def __init__(self, stream):
        self._stream = stream

    def close(self):
        """Drop what is left to be written: Python would complain about it again at its end."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name):
        return getattr(self._stream, name)


class Output(_Stream):
    """Stand for the standard output, and remember that something could not be written.

    Parameters
    ----------
    stream : file
        The standard output.
    """

    error = None

    def write(self, text):
        """Write a text, or raise an error that says what cannot be written."""
        return self._noting(self._stream.write, text)

    def flush(self):
        """Write what is left to be written."""
        self._noting(self._stream.flush)

    def finish(self):
        """Write what is left, and raise the error of what could not be written."""
        self.flush()
        if self.error is not None:
            raise self.error

    def _noting(self, call, *arguments):
        try:
            return call(*arguments)
        except OSError as error:
            text = f"The output cannot be written: {error.strerror}."
            self.error = OSError(error.errno, text)
            raise self.error from error


class Messages(_Stream):
    """Stand for the standard error. Where nobody can read it, the work goes on nevertheless.

    Names of files may hold what would command a terminal; it is shown as question marks.

    Parameters
    ----------
    stream : file
        The standard error.
    """

    def write(self, text):
        """Write a text, or drop it."""
        self._dropping(self._stream.write, _COMMANDS.sub("?", text))
        return len(text)

    def flush(self):
        """Write what is left to be written, or drop it."""
        self._dropping(self._stream.flush)

    def _dropping(self, call, *arguments):
        try:
            call(*arguments)
        except OSError:
            self.close()


@contextmanager
def notes_of_warnings(debug):
    """Print each warning that is for the user as one line, and no others."""
    shown = set()

    def show(message, category, filename, lineno, file=None, line=None):
        text = in_options(" ".join(str(message).split()))
        if text not in shown:
            print(f"sk-epinet: note: {text}", file=sys.stderr)
        shown.add(text)

    with warnings.catch_warnings():
        warnings.simplefilter("always" if debug else "ignore")
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = show
        yield
