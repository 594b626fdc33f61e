"""The command ``sk-epinet``."""

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np
from joblib import cpu_count
from tabulate import tabulate
from tqdm import tqdm

from ..datasets import load_landscape
from ..plotting import ComparisonDisplay
from ._experiment import EPISTATIC_NET, compare_landscape, compare_toys, mean_spectrum

_MIN_TRAIN = 10
_DEFAULT_TRAIN = 200
_TOP = 10


class _UserError(Exception):
    """Something to say to the user in one line, with exit status 2."""


def main(arguments=None):
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (_UserError, ValueError, OSError, ImportError) as error:
        print(f"sk-epinet: error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nsk-epinet: interrupted", file=sys.stderr)
        return 130
    return 0


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
    compare.add_argument(
        "landscape",
        nargs="?",
        metavar="LANDSCAPE.csv",
        help="one column per site (or one of genotype strings), and one of measured values",
    )
    compare.add_argument("--target", metavar="COL", help="column of measured values [the last]")
    compare.add_argument(
        "--n-train", type=int, metavar="N", help=f"training genotypes [{_DEFAULT_TRAIN}, or half]"
    )
    compare.add_argument(
        "--repeats", type=int, default=5, metavar="R", help="random training sets [5]"
    )
    compare.add_argument("--seed", type=int, default=0, help="of the first training set [0]")
    compare.add_argument(
        "--jobs", type=int, default=cpu_count(), metavar="J", help="processes [all cores]"
    )
    compare.add_argument("--plot", type=Path, metavar="FILE.png", help="draw box plots to a file")
    compare.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.html with tables and pictures"
    )
    return parser


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
    for kind in ("sparse", "dense"):
        chosen = [s for s in scores if s.landscape == kind]
        print(f"\nToy landscape '{kind}': 6 sites, 16 of 64 genotypes to train on, 10 splits\n")
        print(_table(chosen, with_norm=True))
    print(
        "\nMean (standard deviation) over the splits, on the genotypes left out. The article "
        "reports\na mean Pearson r of .452 (sparse) and .564 (dense) for Epistatic Net, with "
        "baselines whose loss\nhad a fault: see the page 'The article's toy landscapes' of the "
        "documentation."
    )
    _plot(scores, options.plot, "pearson", "Pearson r on the genotypes left out")


def _compare_file(options):
    landscape = _load(options.landscape, options.target)
    X, y = landscape.data, landscape.target
    n_train = options.n_train
    if n_train is None:
        n_train = min(_DEFAULT_TRAIN, len(y) // 2)
    if not _MIN_TRAIN <= n_train <= len(y) - 2:
        raise _UserError(
            f"--n-train must be from {_MIN_TRAIN} to {len(y) - 2} ({len(y)} genotypes are "
            f"measured and two must be left to test on), got {n_train}."
        )
    if np.ptp(y) == 0:
        raise _UserError(f"'{landscape.target_name}' has the same value everywhere: {y[0]:g}.")
    name = Path(options.landscape).stem
    with _progress(options.repeats) as bar:
        scores = compare_landscape(
            name, X, y, n_train, options.repeats, options.seed, options.jobs, bar.update
        )
    print(
        f"\n{name}: '{landscape.target_name}' of {len(y):,} genotypes of {X.shape[1]} sites; "
        f"{n_train} to train on, the rest to test; {options.repeats} random training set"
        f"{'s' * (options.repeats > 1)}\n"
    )
    table = _cells(scores, with_norm=False)
    print(_tabulate(*table))
    print("\nMean (standard deviation) over the training sets, scored on the rest.")
    _print_chosen(scores)
    _print_interactions(scores, landscape)
    _plot(scores, options.plot, "r2", "R² on the rest of the landscape")
    if options.report is not None:
        _report(options, landscape, n_train, scores, table)


def _report(options, landscape, n_train, scores, table):
    import matplotlib

    from ._report import write_report

    matplotlib.use("Agg")
    settings = {
        "training genotypes": n_train,
        "training sets": options.repeats,
        "seed of the first": options.seed,
    }
    path = write_report(options.report, options.landscape, landscape, scores, table, settings)
    print(f"\nThe report is in {path}.")


def _load(path, target):
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        try:
            landscape = load_landscape(path, target)
        except FileNotFoundError as error:
            raise _UserError(f"there is no file {path}") from error
        except UnicodeDecodeError as error:
            raise _UserError(f"{path} is not a text file in UTF-8: {error}") from error
    for note in notes:
        print(f"sk-epinet: note: {note.message}", file=sys.stderr)
    return landscape


def _check_at_least(flag, value, low):
    if value < low:
        raise _UserError(f"{flag} must be at least {low}, got {value}.")


def _check_report(options):
    """Find out before the long work whether the report can be written, and make its folder."""
    if options.report is None:
        return
    if options.landscape is None:
        raise _UserError("--report needs a LANDSCAPE.csv.")
    _require_matplotlib("--report")
    if options.report.exists() and not options.report.is_dir():
        raise _UserError(f"--report needs a folder, and {options.report} is a file.")
    options.report.mkdir(parents=True, exist_ok=True)


def _require_matplotlib(flag):
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
    except ImportError as error:
        raise _UserError(
            f"{flag} needs matplotlib: pip install matplotlib (or pip install 'sk_epinet[plot]')"
        ) from error
    return FigureCanvasAgg


def _check_plot(path):
    """Find out before the long work whether the picture can be written."""
    if path is None:
        return
    FigureCanvasAgg = _require_matplotlib("--plot")
    formats = FigureCanvasAgg.get_supported_filetypes()
    if path.suffix.lstrip(".").lower() not in formats:
        raise _UserError(
            f"--plot cannot write '{path.name}': its ending must be one of {', '.join(formats)}."
        )
    if not path.parent.is_dir():
        raise _UserError(f"--plot cannot write '{path}': there is no folder {path.parent}.")


def _progress(n_splits):
    return tqdm(total=n_splits, desc="training sets", unit="set", file=sys.stderr)


def _table(scores, with_norm):
    return _tabulate(*_cells(scores, with_norm))


def _cells(scores, with_norm):
    """Headers and rows."""
    rows = []
    for method in dict.fromkeys(s.method for s in scores):
        own = [s for s in scores if s.method == method]
        row = [method, _spread(own, "pearson"), _spread(own, "r2")]
        if with_norm:
            row.append(_spread(own, "l1_norm", 1))
        rows.append([*row, _spread(own, "seconds", 2)])
    headers = ["method", "Pearson r", "R²", *["Σ|c_S|"] * with_norm, "fit seconds"]
    return headers, rows


def _tabulate(headers, rows):
    return tabulate(
        rows, headers, disable_numparse=True, colalign=["left", *["right"] * (len(headers) - 1)]
    )


def _spread(scores, name, digits=3):
    values = [getattr(s, name) for s in scores]
    return f"{np.mean(values):.{digits}f} ({np.std(values):.{digits}f})"


def _print_chosen(scores):
    chosen = [s.chosen for s in scores if s.method == EPISTATIC_NET]
    shares = [
        f"{c['wh_weight']:g}, {c['alpha']:g}, {c['global_epistasis'] or 'none'}" for c in chosen
    ]
    orders = [
        str(order)
        for s in scores
        if (order := s.chosen.get("walshfeatures__max_order")) is not None
    ]
    print(
        "By cross-validation in each: order of the Lasso "
        f"{', '.join(orders)}; largest share (wh_weight, alpha, link) {'; '.join(shares)}."
    )


def _print_interactions(scores, landscape):
    spectrum, spread = mean_spectrum(scores, landscape.feature_names)
    if spectrum is None:
        print("\nInteractions are not listed: too many sites to enumerate all genotypes.")
        return
    size_of = dict(zip(spectrum.interactions, spread, strict=True))
    top = spectrum.top(_TOP)
    rows = [
        [
            " × ".join(spectrum.site_names[i] for i in sites),
            len(sites),
            f"{c:.4g}",
            f"{size_of[sites]:.2g}",
        ]
        for sites, c in zip(top.interactions, top.coefficients, strict=True)
    ]
    print(
        f"\nThe {len(rows)} largest interactions (Walsh coefficients of Epistatic Net, mean over "
        "the training sets)\n"
    )
    print(
        tabulate(
            rows,
            ["interaction", "order", "coefficient", "sd"],
            disable_numparse=True,
            colalign=("left", "right", "right", "right"),
        )
    )
    coded = ", ".join(
        f"{name} {'/'.join(alleles)}"
        for name, alleles in zip(landscape.feature_names, landscape.alleles, strict=True)
    )
    print(f"\nSpin +1 is the first allele, -1 the second: {coded}.")


def _plot(scores, path, name, label):
    if path is None:
        return
    by_landscape = {}
    for score in scores:
        methods = by_landscape.setdefault(score.landscape, {})
        methods.setdefault(score.method, []).append(getattr(score, name))
    import matplotlib

    matplotlib.use("Agg")
    ComparisonDisplay(by_landscape, label).plot().figure_.savefig(path, dpi=200)
    print(f"\nThe picture is in {path}.")
