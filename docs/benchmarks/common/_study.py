"""The frame of a study: its command, its tasks, and the rows that they append to a file."""

import argparse
import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from ._landscapes import LANDSCAPES
from ._rows import Rows


class Study:
    """A study that can be run, stopped, continued and reported from the command line.

    A study is a list of *tasks*. Each task is a tuple of values that identify it; measuring it
    gives one row or several, which begin with that tuple. Rows are appended to ``rows.csv`` as
    they are measured, so that a study that was stopped goes on where it was. The tables and the
    figures are made from the rows alone.

    Parameters
    ----------
    script : str
        Path of the script (its ``__file__``). Rows, tables and figures are written beside it.
    description : str
        What ``--help`` says: the docstring of the script.
    fields : sequence of str
        Columns of ``rows.csv``.
    n_keys : int
        How many of the first columns identify a task.
    n_threads : int, default=1
        Threads of numpy and torch.
    fresh : bool, default=False
        Whether a run begins with an empty file of rows instead of going on with the last one.
    """

    def __init__(self, script, description, fields, n_keys, *, n_threads=1, fresh=False):
        self.folder = Path(script).resolve().parent
        self.description = description
        self.fields = fields
        self.n_keys = n_keys
        self.n_threads = n_threads
        self.fresh = fresh

    def main(self, list_tasks, measure, report, add_arguments=None):
        """Run the command.

        Parameters
        ----------
        list_tasks : callable(options) -> iterable of tuple
            The tasks, in the order in which they are measured.
        measure : callable(options, *task) -> iterable of tuple
            What the columns after the first `n_keys` hold, for each row of the task.
        report : callable(rows, folder)
            Make the tables and figures of the rows (dicts of strings) in a folder.
        add_arguments : callable(parser), default=None
            Add arguments of the study's own to the parser.
        """
        options = self._parse(add_arguments)
        if options.smoke:
            with TemporaryDirectory() as folder:
                options.output = Path(folder)
                self._run(options, list_tasks, measure, report)
                print("The smoke run made", *sorted(p.name for p in options.output.iterdir()))
            return
        options.output.mkdir(parents=True, exist_ok=True)
        self._run(options, list_tasks, measure, report)

    def _parse(self, add_arguments):
        parser = argparse.ArgumentParser(
            description=self.description, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.add_argument(
            "--report",
            action="store_true",
            help="measure nothing: remake the tables and figures from the rows",
        )
        parser.add_argument(
            "--smoke",
            action="store_true",
            help="run everything within seconds on tiny data, in a temporary folder",
        )
        parser.add_argument(
            "--landscapes",
            type=Path,
            default=LANDSCAPES,
            metavar="DIR",
            help="folder of the measured landscapes [shared/landscapes beside the checkout]",
        )
        parser.add_argument(
            "--output",
            type=Path,
            default=self.folder,
            metavar="DIR",
            help="folder of the rows, tables and figures [that of the script]",
        )
        if add_arguments is not None:
            add_arguments(parser)
        return parser.parse_args()

    def _run(self, options, list_tasks, measure, report):
        rows = Rows(options.output / "rows.csv", self.fields)
        if not options.report:
            self._measure(options, rows, list_tasks, measure)
        found = rows.read()
        if not found:
            raise SystemExit(f"There is nothing to report: {rows.path} has no rows.")
        report(found, options.output)

    def _measure(self, options, rows, list_tasks, measure):
        if self.fresh:
            rows.path.unlink(missing_ok=True)
        finished = rows.keys(self.n_keys)
        todo = [t for t in list_tasks(options) if tuple(map(str, t)) not in finished]
        torch.set_num_threads(self.n_threads)
        bar = tqdm(todo, file=sys.stderr, disable=options.smoke)
        with threadpool_limits(self.n_threads), warnings.catch_warnings():
            # The Lasso, Gaussian processes and scikit-learn's networks say so at the borders of
            # the grids that they are searched in.
            warnings.simplefilter("ignore", ConvergenceWarning)
            for task in bar:
                bar.set_postfix_str(" ".join(map(str, task)))
                rows.append([(*task, *values) for values in measure(options, *task)])
