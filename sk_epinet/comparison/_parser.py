"""The arguments of the command ``sk-epinet`` and of its sub-commands."""

import argparse
import os
from importlib.metadata import version
from pathlib import Path

from joblib import cpu_count

from ._compare_command import DEFAULT_TRAIN, compare
from ._fit_command import fit, inspect
from ._predict_command import predict
from ._spectrum_command import spectrum
from ._suggest_command import SUGGESTION_OPTIONS, suggest
from ._table_options import PREDICTION_OPTIONS, Once, add_table_options, whole

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


def make_parser():
    """Return the parser of the command."""
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
        "Compare Epistatic Net with the same network without penalties, LassoCV on Walsh\n"
        "features and three models of single effects, on random training sets of a table. All\n"
        "that a method chooses is chosen by cross-validation inside its training set. With\n"
        "--report, also train a final model on all rows, and write what was found in plain\n"
        "sentences, with pictures, tables, the model and a program that makes it again. Without\n"
        "a table, run the experiment of the Epistatic Net article on its two toy landscapes.",
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
    add("--plot", type=_file_path, metavar="FILE.png", help="draw box plots to a file")
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
    kind = _file_path if required else _text_path
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


def _file_path(text):
    """Return the path of a file to write."""
    if text.endswith((os.sep, os.altsep or os.sep)):
        raise argparse.ArgumentTypeError(f"names a folder: name a file in {text}")
    return _path(text)


def _text_path(text):
    """Return the path of a file of text; "-" is the terminal."""
    return None if text == "-" else _file_path(text)
