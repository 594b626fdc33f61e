"""The command ``predict``: what a saved model predicts for a table, or for all mutants."""

import sys

import numpy as np
from sklearn.metrics import r2_score

from .._utils import Bar
from ._model_files import load_model_with_landscape
from ._mutants import Mutants, as_categories, as_written, find_wild_type
from ._outputs import open_text, require_text_file, write_rows
from ._table_options import PREDICTION_OPTIONS, read_table, split_alleles

_INTERVAL_MEANING = (
    "A new measurement is between '{}' and '{}' with a probability of 90 %, if the genotype is "
    "like the measured ones."
)


def predict(options, estimators):
    """Write the predictions for a table, or for all unmeasured mutants."""
    mutants = [n for n, chosen in ((1, options.all_singles), (2, options.all_doubles)) if chosen]
    _require_one_source(options, mutants)
    require_text_file(options.output, options.table, options.model)
    model, landscape = load_model_with_landscape(options.model)
    if mutants:
        _predict_mutants(options, model, landscape, mutants)
    else:
        _predict_table(options, model, landscape)


def _require_one_source(options, mutants):
    if bool(mutants) == (options.table is not None):
        raise ValueError(
            "predict needs either a TABLE, or --all-singles, --all-doubles or both of these."
        )
    if options.wild_type is not None and not mutants:
        raise ValueError("--wild-type is for --all-singles and --all-doubles only.")
    for name in PREDICTION_OPTIONS:
        if mutants and getattr(options, name) is not None:
            raise ValueError(f"--{name} needs a TABLE.")


def _predict_table(options, model, landscape):
    table = read_table(options, like=landscape)
    print(table.describe(), file=sys.stderr)
    frame = table.genotypes.copy()
    prediction, *interval = _add_predictions(frame, model, table.data)
    _write_blocks(options, [frame], len(frame))
    explain_interval(interval)
    if table.target is not None:
        measured = np.isfinite(table.target)
        if measured.sum() > 1:
            score = r2_score(table.target[measured], frame[prediction].to_numpy()[measured])
            print(
                f"R² on the {measured.sum():,} rows with a measured '{table.target_name}': "
                f"{score:.3f}",
                file=sys.stderr,
            )


def _predict_mutants(options, model, landscape, numbers):
    given = None if options.wild_type is None else split_alleles(options.wild_type)
    wild_type = find_wild_type(landscape, given)
    listed = [Mutants(landscape, wild_type, number) for number in numbers]

    interval = []

    def frames():
        for mutants in listed:
            for codes in mutants.blocks():
                frame = as_written(codes, landscape, wild_type)
                _, *interval[:] = _add_predictions(frame, model, as_categories(codes, landscape))
                yield frame

    total = sum(map(len, listed))
    if not total:
        raise ValueError(
            "All such mutants of the alleles in the table were measured: none is left to predict."
        )
    _write_blocks(options, frames(), total)
    explain_interval(interval)


def _add_predictions(frame, model, data):
    """Add columns of predictions to genotypes, and return the names of the new columns.

    There are no intervals where the model was saved before it had learned its errors.
    """
    columns = {"prediction": model.predict(data)}
    if hasattr(model, "error_model_"):
        columns["low_90"], columns["high_90"] = model.predict_interval(data, 0.9).T
    names = []
    for name, column in columns.items():
        names.append(free_name(name, frame))
        frame[names[-1]] = column
    return names


def explain_interval(interval):
    """Print what the two columns of an interval mean, where there are any."""
    if interval:
        print(_INTERVAL_MEANING.format(*interval), file=sys.stderr)


def free_name(name, frame):
    """Return a name of a column that a DataFrame does not have: this one, or with underscores."""
    while name in frame.columns:
        name += "_"
    return name


def _write_blocks(options, frames, total):
    """Write tables of the same columns below each other, to the output or the terminal."""
    to_file = options.output is not None
    with (
        open_text(options.output) as file,
        Bar(total=total, desc="predictions", disable=None if to_file else True) as bar,
    ):
        for number, frame in enumerate(frames):
            write_rows(frame, file, options.output, header=not number)
            bar.update(len(frame))
    if to_file:
        print(f"{total:,} predictions are in {options.output}.", file=sys.stderr)
