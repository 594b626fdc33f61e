"""The command ``compare``: check what the user asks for, compare the methods, show the scores."""

import hashlib
import sys
from pathlib import Path

import numpy as np

from .._utils import Bar, read_whole, require_writable
from ..cross_validation import count_genotypes
from ..network import as_part_of
from ..plotting import ComparisonDisplay
from ._experiment import compare_landscape, compare_toys
from ._figures import save_file
from ._methods import EPISTATIC_NET, N_FOLDS
from ._model_files import require_skops
from ._table_options import (
    TABLE_OPTIONS,
    marks_or_rule,
    read_split,
    read_table,
    require_variation,
)
from ._terminal import print_landscape, print_toys

_MIN_TRAIN = 10
DEFAULT_TRAIN = 200


def compare(options, estimators):
    """Compare the methods on a table or, without one, on the toy landscapes of the article."""
    _check_format(options.plot)
    _check_report(options)
    if options.plot is not None:  # perhaps in the folder of the report
        require_writable(options.plot, options.table)
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
    _show(options, print_toys, scores)
    failed = _plot(options, scores, "pearson", "Pearson r on the genotypes left out")
    if failed is not None:
        raise failed


def _compare_table(options, estimators):
    digest = _digest_for_report(options)
    landscape = read_table(options)
    print(landscape.describe(), file=sys.stderr)
    require_variation(landscape)
    split = read_split(landscape, landscape.groups if options.groups else None, least=N_FOLDS)
    n_train = _number_to_train(options, landscape, split)
    with _progress(options.repeats + _length_of_report(options, landscape, n_train)) as bar:
        scores = _compare(options, estimators, landscape, n_train, split, bar)
        with bar.external_write_mode(file=sys.stdout):
            _show(options, print_landscape, options.table, landscape, n_train, scores)
        failed = _plot(options, scores, "r2", "R² on the other genotypes")
        plan = {"n_train": n_train, "digest": digest}
        _report(options, estimators, landscape, plan, split, scores, bar)
    if failed is not None:
        raise failed


def _compare(options, estimators, landscape, n_train, split, bar):
    """Return the scores of all methods on all training sets."""
    marks, rule = marks_or_rule(options, landscape)
    return compare_landscape(
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
        for_report=options.report is not None,
    )


def _show(options, show, *arguments):
    """Print something; files that are still to be written do not wait for a reader of it."""
    try:
        show(*arguments)
        sys.stdout.flush()
    except OSError:
        if options.plot is None and options.report is None:
            raise


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
    require_skops()
    if options.report.exists() and not options.report.is_dir():
        raise ValueError(f"--report needs a folder, and {options.report} is a file.")
    table = Path(options.table)
    if table.exists() and not (table.is_file() or table.is_dir()):
        raise ValueError(
            f"--report needs a table that can be read again, and {table} is a pipe or a device: "
            "save it to a file."
        )
    from ._report import FILES

    _make_folder(options.report)
    for name in FILES:
        require_writable(options.report / name, options.table)


def _digest_for_report(options):
    """Return the SHA-256 of the table for the report, before it is read."""
    if options.report is None or not Path(options.table).is_file():
        return None
    return hashlib.sha256(read_whole(Path(options.table))).hexdigest()


def _make_folder(path):
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"--report cannot make the folder {path}: {error.strerror}.") from error


def _check_format(path):
    """Check before the long work that the picture can be drawn in the format of its file."""
    if path is None:
        return
    formats = _require_matplotlib("--plot").get_supported_filetypes()
    if path.suffix.lstrip(".").lower() not in formats:
        raise ValueError(
            f"--plot cannot write '{path.name}': its ending must be one of {', '.join(formats)}."
        )


def _require_matplotlib(flag):
    """Return matplotlib's class of canvases, or raise an error if it is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
    except ImportError as error:
        raise ImportError(
            f"{flag} needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')"
        ) from error
    return FigureCanvasAgg


def _progress(total):
    """Return the bar of the whole command, which is shown only on a terminal."""
    form = "{desc}: {percentage:3.0f}% |{bar}| {elapsed} < {remaining}"
    return Bar(total=total, desc="training sets", bar_format=form, disable=None)


def _length_of_report(options, landscape, n_train):
    """Return how long the final fit takes, in training sets."""
    if options.report is None:
        return 0
    # A fit on 8,192 genotypes takes about four times as long as one on 100.
    return max(1.0, len(landscape.target) / n_train) ** (1 / 3)


def _plot(options, scores, name, label):
    """Draw the scores to a file, and return what went wrong, so that the report is written."""
    if options.plot is None:
        return None

    by_landscape = {}
    for score in scores:
        methods = by_landscape.setdefault(score.landscape, {})
        methods.setdefault(score.method, []).append(getattr(score, name))
    try:
        save_file(ComparisonDisplay(by_landscape, label), options.plot)
    except OSError as error:
        return error
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return ValueError(f"The picture {options.plot} could not be drawn ({reason}).")
    _show(options, print, f"\nThe picture is in {options.plot}.")
    return None


def _report(options, estimators, landscape, plan, split, scores, bar):
    """Fit the final model, and write the report where the user wants one."""
    if options.report is None:
        return
    from ._report import write_report
    from ._results import find_results

    settings = {
        "training genotypes": plan["n_train"],
        "training sets": options.repeats,
        "seed of the first training set": options.seed,
    }
    rows = np.arange(len(landscape.target)) if split is None else split[0]
    bar.set_description_str("final model")
    length = _length_of_report(options, landscape, plan["n_train"])
    with as_part_of(lambda share: bar.update(share * length)):
        results = find_results(options, estimators, landscape, rows, scores, settings)
    bar.n = bar.total
    bar.set_description_str("report")
    plan |= {
        "split": split is not None,
        "model": results.model,
        "net": _network_of_comparison(options, estimators, landscape),
    }
    path, failed = write_report(options, results, plan)
    bar.close()
    print(f"\nThe report is in {path}.")
    for name in failed:
        print(f"sk-epinet: note: the picture '{name}' could not be drawn.", file=sys.stderr)


def _network_of_comparison(options, estimators, landscape):
    """Return the first network of the comparison, not fitted."""
    sizes = [len(own) for own in landscape.alleles]
    net = estimators.landscape(sizes, options.seed)[EPISTATIC_NET]
    return net if options.censored is None else net.set_params(censored=options.censored)
