"""What the command prints, on terminals of any kind, and on none."""

import os
import sys
import warnings
from contextlib import contextmanager

from ._table_options import in_options


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
    """Raise an error if the results are for the terminal, and it is closed."""
    if not has_output and getattr(options, "output", "") is None:
        raise ValueError("The standard output is closed: name a file with -o.")


class Output:
    """Stand for the standard output, and remember that something could not be written.

    Parameters
    ----------
    stream : file
        The standard output.
    """

    def __init__(self, stream):
        self._stream = stream
        self.error = None

    def write(self, text):
        """Write a text, or raise an error that says what cannot be written."""
        return self._noting(self._stream.write, text)

    def flush(self):
        """Write what is left to be written."""
        self._noting(self._stream.flush)

    def require_whole(self):
        """Raise the error of what could not be written, if there was one."""
        if self.error is not None:
            raise self.error

    def _noting(self, call, *arguments):
        try:
            return call(*arguments)
        except OSError as error:
            text = f"The output cannot be written: {error.strerror}."
            self.error = OSError(error.errno, text)
            raise self.error from error

    def __getattr__(self, name):
        return getattr(self._stream, name)


def close_output():
    """Drop what is left to be printed: Python would complain about it again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
