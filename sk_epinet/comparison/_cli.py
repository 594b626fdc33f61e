"""The command ``sk-epinet``: what it trains, how it runs, and how it ends."""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from ..regressors import EpistaticNetRegressorCV
from ._methods import landscape_methods, toy_methods
from ._parser import make_parser
from ._signals import Stopped, stopped_by_signals
from ._streams import Messages, Output, notes_of_warnings, prepare_streams, require_output
from ._table_options import in_options


@dataclass(frozen=True)
class Estimators:
    """What the command trains.

    Parameters
    ----------
    model : callable
        Takes a seed and a number of processes, and returns the estimator that is saved.
    landscape, toys : callable
        Take the number of alleles of each site and a seed, and return the estimators that are
        compared, by name.
    toy_seeds : sequence of int
        One for each training set of a toy landscape.
    """

    model: Callable = lambda seed, n_jobs: EpistaticNetRegressorCV(
        random_state=seed, n_jobs=n_jobs
    )
    landscape: Callable = landscape_methods
    toys: Callable = toy_methods
    toy_seeds: Sequence = range(0, 50, 5)


def main(arguments=None, estimators=None):
    """Run the command and return its exit status.

    Parameters
    ----------
    arguments : list of str, default=None
        By default those of the process.
    estimators : Estimators, default=None
        What to train.
    """
    has_output = sys.stdout is not None
    prepare_streams()
    output, messages = Output(sys.stdout), Messages(sys.stderr)
    # An error is described in here, too, so that a second Ctrl-C does not disturb its message.
    with stopped_by_signals(), redirect_stdout(output), redirect_stderr(messages):
        try:
            options = _parse(arguments, output)
        except OSError as error:  # what --help says cannot be written
            return _end(error, output)
        try:
            with notes_of_warnings(options.debug):
                _require_folder()
                require_output(options, has_output)
                options.run(options, estimators or Estimators())
                output.finish()
        except (Exception, KeyboardInterrupt, Stopped) as error:
            if options.debug:
                traceback.print_exc()
            return _end(error, output)
    return 0


def _require_folder():
    """Raise an error if the current folder was removed; torch cannot be imported in it."""
    try:
        os.getcwd()
    except FileNotFoundError:
        raise ValueError(
            "The folder in which the command was given was removed: change to another one (cd)."
        ) from None


def _parse(arguments, output):
    """Return the options; argparse prints help and usage errors itself, and ends the process."""
    try:
        return make_parser().parse_args(arguments)
    finally:
        output.finish()


def _end(error, output):
    """Say what went wrong, and return the exit status."""
    if output.error is not None:
        output.close()
    if isinstance(error, BrokenPipeError):
        return 1  # nobody reads the output any more, as in ``sk-epinet ... | head``
    message, status = _describe(error)
    print(f"sk-epinet: {message}", file=sys.stderr)
    return status


def _describe(error):
    """Return the line for an error, and the exit status."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", 130
    if isinstance(error, Stopped):
        return f"stopped by {error}", 128 + error.number
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.strerror is not None:
        # Where the name of a file is no part of the message, it stands beside it.
        text = error.strerror if error.filename is None else f"{error.filename}: {error.strerror}"
    if isinstance(error, MemoryError):
        return f"error: There is not enough memory. {text}".rstrip(), 2
    if isinstance(error, (ValueError, TypeError, OSError, ImportError)):
        return f"error: {in_options(text)}", 2
    kind = type(error).__name__
    return f"error: {kind}: {text} (this is a fault of sk-epinet; --debug shows where)", 1
