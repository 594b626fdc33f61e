"""The command ``sk-epinet``: its arguments, and how it ends."""

import argparse
import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from joblib import cpu_count

from ..regressors import EpistaticNetRegressorCV
from ._compare_command import DEFAULT_TRAIN, compare
from ._experiment import landscape_methods, toy_methods
from ._fit_command import fit, inspect
from ._predict_command import predict
from ._spectrum_command import spectrum
from ._suggest_command import SUGGESTION_OPTIONS, suggest
from ._table_options import PREDICTION_OPTIONS, Once, add_table_options, in_options, whole

_EXAMPLES = {
    "": """
From a table to predictions of all unmeasured double mutants:

  sk-epinet inspect colleague.xlsx
  sk-epinet compare colleague.xlsx
  sk-epinet fit     colleague.xlsx -o model.skops
  sk-epinet predict model.skops --all-doubles -o doubles.csv

And to the 24 genotypes to measure next:

  sk-epinet suggest model.skops -o next_plate.csv
""",
    "inspect": """
  sk-epinet inspect gb1_wu2016.csv.gz
  sk-epinet inspect avgfp.tsv --genotype aaMutations --target medianBrightness
  sk-epinet inspect colleague.xlsx --sheet 2024 --target rep1 --target rep2
""",
    "compare": """
  sk-epinet compare Poelwijk2019.csv --n-train 100 --report results
  sk-epinet compare trna_domingo2018.csv.gz --target y --error y_err --plot scores.png
  sk-epinet compare mutants.csv --sites "pos*" --wild-type wt,wt,wt --groups library
  sk-epinet compare                  # the toy landscapes of the Epistatic Net article
""",
    "fit": """
  sk-epinet fit gb1_wu2016.csv.gz -o gb1.skops
  sk-epinet fit colleague.xlsx --genotype mutations --target rep1 --target rep2 -o model.skops
  sk-epinet fit flip.csv --split set -o model.skops
  sk-epinet fit his3_s7_pokusaeva2019.csv.gz --censored left -o his3.skops
""",
    "predict": """
  sk-epinet predict gb1.skops new_variants.csv -o predictions.csv
  sk-epinet predict model.skops --all-singles --all-doubles -o mutants.csv
""",
    "suggest": """
  sk-epinet suggest model.skops -o next_plate.csv
  sk-epinet suggest model.skops --n 96 --max-mutations 3 --exclude ordered.csv -o next_plate.csv
  sk-epinet suggest colleague.xlsx --genotype mutations --target rep1 --target rep2
  sk-epinet suggest trna_domingo2018.csv.gz --target y --error y_err --strategy best --minimize
""",
    "spectrum": """
  sk-epinet spectrum model.skops
  sk-epinet spectrum model.skops --max-order 3 -o interactions.csv
""",
}

_TABLE_HELP = "file of genotypes and measured values"


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
    _prepare_streams()
    options = _parser().parse_args(arguments)
    output = _Output(sys.stdout)
    try:
        with _stopped_by_signals(), _notes_of_warnings(options.debug), redirect_stdout(output):
            _require_output(options, has_output)
            options.run(options, estimators or Estimators())
            sys.stdout.flush()
            output.require_whole()
    except (Exception, KeyboardInterrupt, Stopped) as error:
        if options.debug:
            traceback.print_exc()
        if output.error is not None:
            _close_output()
        if isinstance(error, BrokenPipeError):
            return 1  # nobody reads the output any more, as in ``sk-epinet ... | head``
        message, status = _describe(error)
        print(f"sk-epinet: {message}", file=sys.stderr)
        return status
    return 0


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


@contextmanager
def _notes_of_warnings(debug):
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


class Stopped(BaseException):
    """Tell that the system or another program has asked the command to end.

    Parameters
    ----------
    number : int
        The signal.
    """

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def _stopped_by_signals():
    """Raise an exception when a signal asks to end, so that nothing half-written is left."""

    def stop(number, frame):
        raise Stopped(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # nohup asks to ignore SIGHUP.
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _prepare_streams():
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


def _require_output(options, has_output):
    """Raise an error if the results are for the terminal, and it is closed."""
    if not has_output and getattr(options, "output", "") is None:
        raise ValueError("The standard output is closed: name a file with -o.")


class _Output:
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


def _close_output():
    """Drop what is left to be printed: Python would complain about it again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser():
    parser = argparse.ArgumentParser(
        prog="sk-epinet",
        description="Predict fitness landscapes and read their epistasis. A landscape is a table\n"
        "(CSV, TSV, Excel, Parquet, JSON) of genotypes with measured values.",
        epilog="examples:\n" + _EXAMPLES[""],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sk-epinet {version('sk_epinet')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_inspect, _add_compare, _add_fit, _add_predict, _add_suggest, _add_spectrum):
        add(commands)
    return parser


def _add_command(commands, run, text, description):
    """Return the parser of a command."""
    name = run.__name__
    command = commands.add_parser(
        name,
        help=text,
        description=description,
        epilog="examples:\n" + _EXAMPLES[name],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    command.add_argument("--debug", action="store_true", help="show where an error comes from")
    return command


def _add_inspect(commands):
    command = _add_command(
        commands,
        inspect,
        "show what would be taken from a table",
        "Show what the columns of a table would be taken for. Nothing is fitted.",
    )
    command.add_argument("table", type=_named, metavar="TABLE", help=_TABLE_HELP)
    add_table_options(command)


def _add_compare(commands):
    command = _add_command(
        commands,
        compare,
        "compare Epistatic Net with LassoCV on Walsh features and other models",
        "Compare Epistatic Net with the same network unregularised, LassoCV on Walsh features\n"
        "and three models of single effects, on random training sets of a table. All that a\n"
        "method chooses is chosen by cross-validation inside its training set. With --report,\n"
        "also train a final model on all rows, and write what was found in plain sentences, with\n"
        "pictures, tables, the model and a program that makes it again. Without a table, run the\n"
        "experiment of the Epistatic Net article on its two toy landscapes.",
    )
    add = command.add_argument
    add("table", nargs="?", type=_named, metavar="TABLE", help=_TABLE_HELP)
    n_train = f"number of training genotypes [{DEFAULT_TRAIN}, or half of all]"
    add("--n-train", type=whole(1, 10**9), metavar="N", help=n_train)
    add(
        "--repeats",
        type=whole(1, 10_000),
        default=5,
        metavar="R",
        help="number of training sets [5]",
    )
    add("--plot", type=_path, metavar="FILE.png", help="draw box plots to a file")
    add("--report", type=_path, metavar="DIR", help="write a report and its files to a folder")
    _add_training_options(command)
    add_table_options(command)


def _add_fit(commands):
    command = _add_command(
        commands,
        fit,
        "train a model on a table and save it",
        "Train a model on all rows of a table with a measured value, or on its training rows if\n"
        "a column says which they are. The model is saved with the coding of the table, so that\n"
        "predict needs nothing else, and with the genotypes, but not the values, that it was\n"
        "trained on. The file is plain data: loading it runs no code.",
    )
    command.add_argument("table", type=_named, metavar="TABLE", help=_TABLE_HELP)
    _add_output(command, "MODEL.skops", "file to save the model to", required=True)
    # As in Python: another number changes the predictions a little, by rounding.
    _add_training_options(command)
    add_table_options(command)


def _add_predict(commands):
    command = _add_command(
        commands,
        predict,
        "predict the genotypes of a table, or all unmeasured mutants",
        "Write a prediction for each row of a table, in its order, beside the genotypes as the\n"
        "table has them; or for all single or double mutants, of the alleles in the table that\n"
        "the model was trained on, that were not measured there. A table is read with the coding\n"
        "of the model, in any order of its columns, and needs no measured values. A new\n"
        "measurement lies between the columns low_90 and high_90 with a probability of 90 %.",
    )
    add = command.add_argument
    add("model", type=_named, metavar="MODEL", help="file that fit has written")
    add("table", nargs="?", type=_named, metavar="TABLE", help="file of genotypes")
    add("--all-singles", action="store_true", help="predict all unmeasured single mutants")
    add("--all-doubles", action="store_true", help="predict all unmeasured double mutants")
    _add_output(command, "OUT.csv", "file to write the predictions to [the terminal]")
    add_table_options(command, (*PREDICTION_OPTIONS, "wild_type"))


def _add_suggest(commands):
    command = _add_command(
        commands,
        suggest,
        "say which genotypes to measure next",
        "Write the genotypes to measure next, the most wanted one first, in the form that the\n"
        "table has them, with what the model says of them. They are chosen from all genotypes of\n"
        "the alleles in the table, and were not measured there. MODEL_OR_TABLE is a model that\n"
        "fit has saved, or a table, on which one is trained first. The options of a table are\n"
        "those of TABLE; beside a saved model, --genotype, --sheet and --drop are those of the\n"
        "table to exclude.",
    )
    add = command.add_argument
    add(
        "source",
        type=_named,
        metavar="MODEL_OR_TABLE",
        help="file that fit has written, or a table",
    )
    add("--n", type=whole(1, 100_000), default=24, metavar="N", help="number of genotypes [24]")
    add(
        "--strategy",
        choices=("ucb", "best", "uncertain", "thompson"),
        default="ucb",
        help="look for the highest predictions (best), for what may be high (ucb, thompson), or "
        "for what the model knows least of (uncertain) [ucb]",
    )
    mutations = "most mutations from the wild type [all]"
    add("--max-mutations", type=whole(0, 10**9), metavar="K", help=mutations)
    further = "table of further genotypes that are not suggested"
    _add_file(command, "--exclude", _named, "TABLE", further)
    add("--minimize", action="store_true", help="look for low values, not for high ones")
    _add_output(command, "OUT.csv", "file to write the suggestions to [the terminal]")
    _add_training_options(command)
    add_table_options(command, SUGGESTION_OPTIONS)


def _add_spectrum(commands):
    command = _add_command(
        commands,
        spectrum,
        "show the interactions that a model has found",
        "Show the largest Walsh coefficients of a model, or write all of them up to an order to\n"
        "a file. For more than 24 sites they are estimated. Needs sites of two alleles.",
    )
    add = command.add_argument
    add("model", type=_named, metavar="MODEL", help="file that fit has written")
    _add_output(command, "OUT.csv", "file to write all interactions to")
    orders = "most sites of an interaction [all, or 2 for more than 16 sites]"
    add("--max-order", type=whole(1, 10**9), metavar="K", help=orders)
    add(
        "--top",
        type=whole(1, 10**9),
        metavar="N",
        help="how many of the largest to show [20] or write",
    )
    add("--seed", type=whole(0, 2**32 - 1), default=0, help="seed of what is estimated [0]")


def _add_output(command, metavar, text, required=False):
    kind = _path if required else _text_path
    command.add_argument(
        "-o",
        "--output",
        type=kind,
        metavar=metavar,
        help=text,
        required=required,
        action=Once,
    )


def _add_file(command, name, kind, metavar, text):
    command.add_argument(name, type=kind, metavar=metavar, help=text, action=Once)


def _add_training_options(command):
    add = command.add_argument
    add("--seed", type=whole(0, 2**32 - 1), default=0, help="seed of what is random [0]")
    workers = "number of workers [all cores]"
    add("--jobs", type=whole(1, 1024), default=cpu_count(), metavar="J", help=workers)
    add(
        "--censored",
        choices=("auto", "left", "right"),
        help="take the least (left) or the largest (right) value, or either where it is that of "
        "many rows (auto), for the end of what can be measured: 'at most', 'at least'",
    )


def _named(text):
    if not text.strip():
        raise argparse.ArgumentTypeError("names no file: it is empty")
    if text == "-":
        raise argparse.ArgumentTypeError("names no file: write ./- for one of the name -")
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(
            f"names no file here: this system cannot encode {text!r}"
        ) from None
    return text


def _path(text):
    return Path(_named(text))


def _text_path(text):
    """Return the path of a file of text; "-" is the terminal."""
    return None if text == "-" else _path(text)
