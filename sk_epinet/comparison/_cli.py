"""Read the arguments of the command ``sk-epinet``, and check them before the long work."""

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np
from joblib import cpu_count
from tqdm import tqdm

from ..cross_validation import count_genotypes
from ..datasets import load_landscape
from ..plotting import ComparisonDisplay
from ._experiment import compare_landscape, compare_toys
from ._terminal import print_landscape, print_toys

_MIN_TRAIN = 10
_DEFAULT_TRAIN = 200


class _UserError(Exception):
    """Report a mistake of the user in one line, with exit status 2."""


def main(arguments=None):
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    _print_any_character()
    try:
        options.run(options)
    except (_UserError, ValueError, OSError, ImportError) as error:
        print(f"sk-epinet: error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nsk-epinet: interrupted", file=sys.stderr)
        return 130
    return 0


def _print_any_character():
    """Replace what the terminal's encoding lacks, instead of failing after the long work."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")


def _parser():
    parser = argparse.ArgumentParser(
        prog="sk-epinet", description="Predict fitness landscapes and read their epistasis."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    compare = commands.add_parser(
        "compare",
        help="compare Epistatic Net with LassoCV on Walsh features and other models",
        description="Compare Epistatic Net with the same network unregularised, linear regression "
        "and LassoCV on Walsh features, on random training sets of a landscape. Everything that "
        "a method chooses is chosen by cross-validation inside its training set. Without a file, "
        "run the experiment of the Epistatic Net article on its two toy landscapes.",
    )
    compare.set_defaults(run=_compare)
    _add_options(compare)
    return parser


def _add_options(compare):
    add = compare.add_argument
    landscape = "one column per site (or one of genotype strings), and one of measured values"
    add("landscape", nargs="?", metavar="LANDSCAPE.csv", help=landscape)
    add("--target", metavar="COL", help="column of measured values [the last]")
    n_train = f"number of training genotypes [{_DEFAULT_TRAIN}, or half of all]"
    add("--n-train", type=int, metavar="N", help=n_train)
    add("--repeats", type=int, default=5, metavar="R", help="number of random training sets [5]")
    add("--seed", type=int, default=0, help="seed of the first training set [0]")
    jobs = "number of processes [all cores]"
    add("--jobs", type=int, default=cpu_count(), metavar="J", help=jobs)
    add("--plot", type=Path, metavar="FILE.png", help="draw box plots to a file")
    report = "write report.html with tables and pictures to this folder"
    add("--report", type=Path, metavar="DIR", help=report)


def _compare(options):
    _check_plot(options.plot)
    _check_report(options)
    _check_at_least("--repeats", options.repeats, 1)
    _check_at_least("--jobs", options.jobs, 1)
    _check_at_least("--seed", options.seed, 0)
    (_compare_file if options.landscape else _compare_toys)(options)


def _compare_toys(options):
    for name in ("target", "n_train"):
        if getattr(options, name) is not None:
            flag = name.replace("_", "-")
            raise _UserError(f"--{flag} needs a LANDSCAPE.csv; the toy landscapes have their own.")
    with _progress(20) as bar:
        scores = compare_toys(options.jobs, bar.update)
    print_toys(scores)
    _plot(scores, options.plot, "pearson", "Pearson r on the genotypes left out")


def _compare_file(options):
    landscape = _load(options.landscape, options.target)
    n_train = _number_to_train(options.n_train, landscape)
    with _progress(options.repeats) as bar:
        scores = compare_landscape(
            Path(options.landscape).stem,
            landscape.codes,
            landscape.target,
            n_train=n_train,
            repeats=options.repeats,
            seed=options.seed,
            n_jobs=options.jobs,
            on_split=bar.update,
        )
    print_landscape(options.landscape, landscape, n_train, options.repeats, scores)
    _plot(scores, options.plot, "r2", "R² on the other genotypes")
    _report(options, landscape, n_train, scores)


def _load(path, target):
    """Read the landscape, print what it warns of, and check that there is something to learn."""
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        try:
            landscape = load_landscape(path, target)
        except FileNotFoundError as error:
            raise _UserError(f"there is no file {path}") from error
    for note in notes:
        print(f"sk-epinet: note: {note.message}", file=sys.stderr)
    for name, alleles in zip(landscape.site_names, landscape.alleles, strict=True):
        if len(alleles) > 2:
            shown = ", ".join(alleles[:6]) + ", ..." * (len(alleles) > 6)
            raise _UserError(f"Site '{name}' has {len(alleles)} alleles ({shown}), not two.")
    y = landscape.target
    if np.ptp(y) == 0:
        raise _UserError(f"'{landscape.target_name}' has the same value everywhere: {y[0]:g}.")
    return landscape


def _number_to_train(n_train, landscape):
    """Return the number of training genotypes: what the user said, or the default."""
    n_genotypes = count_genotypes(landscape.data)
    if n_train is None:
        n_train = min(_DEFAULT_TRAIN, n_genotypes // 2)
    if not _MIN_TRAIN <= n_train <= n_genotypes - 2:
        raise _UserError(
            f"--n-train must be from {_MIN_TRAIN} to {n_genotypes - 2} ({n_genotypes} genotypes "
            f"are measured and two must be left to test on), got {n_train}."
        )
    return n_train


def _check_at_least(flag, value, low):
    if value < low:
        raise _UserError(f"{flag} must be at least {low}, got {value}.")


def _check_report(options):
    """Check before the long work that the report can be written, and make its folder."""
    if options.report is None:
        return
    if options.landscape is None:
        raise _UserError("--report needs a LANDSCAPE.csv.")
    _require_matplotlib("--report")
    if options.report.exists() and not options.report.is_dir():
        raise _UserError(f"--report needs a folder, and {options.report} is a file.")
    options.report.mkdir(parents=True, exist_ok=True)


def _check_plot(path):
    """Check before the long work that the picture can be written."""
    if path is None:
        return
    formats = _require_matplotlib("--plot").get_supported_filetypes()
    if path.suffix.lstrip(".").lower() not in formats:
        raise _UserError(
            f"--plot cannot write '{path.name}': its ending must be one of {', '.join(formats)}."
        )
    if not path.parent.is_dir():
        raise _UserError(f"--plot cannot write '{path}': there is no folder {path.parent}.")


def _require_matplotlib(flag):
    """Return matplotlib's class of canvases, or raise an error if it is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
    except ImportError as error:
        raise _UserError(
            f"{flag} needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')"
        ) from error
    return FigureCanvasAgg


def _progress(n_splits):
    return tqdm(total=n_splits, desc="training sets", unit="set", file=sys.stderr)


def _plot(scores, path, name, label):
    if path is None:
        return
    from ._figures import save_file

    by_landscape = {}
    for score in scores:
        methods = by_landscape.setdefault(score.landscape, {})
        methods.setdefault(score.method, []).append(getattr(score, name))
    save_file(ComparisonDisplay(by_landscape, label), path)
    print(f"\nThe picture is in {path}.")


def _report(options, landscape, n_train, scores):
    if options.report is None:
        return
    from ._report import write_report

    settings = {
        "training genotypes": n_train,
        "training sets": options.repeats,
        "seed of the first": options.seed,
    }
    path = write_report(options.report, options.landscape, landscape, scores, settings)
    print(f"\nThe report is in {path}.")
