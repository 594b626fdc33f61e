"""The command ``compare``: check what the user asks for, compare the methods, show the scores."""

import sys
from pathlib import Path

from tqdm import tqdm

from ..cross_validation import count_genotypes
from ..plotting import ComparisonDisplay
from ._experiment import compare_landscape, compare_toys
from ._outputs import require_writable
from ._table_options import (
    TABLE_OPTIONS,
    marks_or_rule,
    read_split,
    read_table,
    require_at_least,
    require_variation,
)
from ._terminal import print_landscape, print_toys

_MIN_TRAIN = 10
DEFAULT_TRAIN = 200


def compare(options, estimators):
    """Compare the methods on a table or, without one, on the toy landscapes of the article."""
    _check_plot(options.plot)
    _check_report(options)
    require_at_least(options, repeats=1, jobs=1, seed=0)
    (_compare_table if options.table else _compare_toys)(options, estimators)


def _compare_toys(options, estimators):
    for name in ("n_train", "censored", *TABLE_OPTIONS):
        if getattr(options, name) is not None:
            flag = name.replace("_", "-")
            raise ValueError(f"--{flag} needs a TABLE; the toy landscapes have their own.")
    with _progress(2 * len(estimators.toy_seeds)) as bar:
        scores = compare_toys(
            options.jobs, bar.update, methods=estimators.toys, seeds=estimators.toy_seeds
        )
    print_toys(scores)
    _plot(scores, options.plot, "pearson", "Pearson r on the genotypes left out")


def _compare_table(options, estimators):
    landscape = read_table(options)
    print(landscape.describe(), file=sys.stderr)
    require_variation(landscape)
    split = read_split(landscape)
    n_train = _number_to_train(options, landscape, split)
    marks, rule = marks_or_rule(options, landscape)
    with _progress(options.repeats) as bar:
        scores = compare_landscape(
            Path(options.table).stem,
            landscape.data,
            landscape.target,
            n_train=n_train,
            repeats=options.repeats,
            seed=options.seed,
            n_jobs=options.jobs,
            on_split=bar.update,
            methods=estimators.landscape,
            sample_weight=landscape.training_weights,
            # Without this, rows of one genotype are kept together.
            groups=landscape.groups if options.groups else None,
            censored=marks if rule is None else rule,
            split=split,
        )
    print_landscape(options.table, landscape, n_train, scores)
    _plot(scores, options.plot, "r2", "R² on the other genotypes")
    _report(options, landscape, n_train, scores)


def _number_to_train(options, landscape, split):
    """Return the number of training genotypes: what the user or the table said, or the default."""
    if split is not None:
        if options.n_train is not None:
            raise ValueError(
                "The table says which rows to train on (see 'split' above): leave out --n-train."
            )
        return count_genotypes(landscape.data.iloc[split[0]])
    groups = landscape.groups if options.groups else None
    unit = "genotypes" if groups is None else "groups"
    n_units = count_genotypes(landscape.data, groups)
    n_train = min(DEFAULT_TRAIN, n_units // 2) if options.n_train is None else options.n_train
    if not _MIN_TRAIN <= n_train <= n_units - 2:
        raise ValueError(
            f"--n-train must be from {_MIN_TRAIN} to {n_units - 2} ({n_units} {unit} are measured "
            f"and two must be left to test on), got {n_train}."
        )
    return n_train


def _check_report(options):
    """Check before the long work that the report can be written, and make its folder."""
    if options.report is None:
        return
    if options.table is None:
        raise ValueError("--report needs a TABLE.")
    _require_matplotlib("--report")
    if options.report.exists() and not options.report.is_dir():
        raise ValueError(f"--report needs a folder, and {options.report} is a file.")
    options.report.mkdir(parents=True, exist_ok=True)
    require_writable(options.report / "report.html")


def _check_plot(path):
    """Check before the long work that the picture can be written."""
    if path is None:
        return
    formats = _require_matplotlib("--plot").get_supported_filetypes()
    if path.suffix.lstrip(".").lower() not in formats:
        raise ValueError(
            f"--plot cannot write '{path.name}': its ending must be one of {', '.join(formats)}."
        )
    require_writable(path)


def _require_matplotlib(flag):
    """Return matplotlib's class of canvases, or raise an error if it is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
    except ImportError as error:
        raise ImportError(
            f"{flag} needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')"
        ) from error
    return FigureCanvasAgg


def _progress(n_splits):
    """Return a progress bar, which is shown only on a terminal."""
    return tqdm(total=n_splits, desc="training sets", unit="set", disable=None)


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
    path = write_report(options.report, options.table, landscape, scores, settings)
    print(f"\nThe report is in {path}.")
