"""The command ``suggest``: which genotypes to measure next."""

import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ..suggestion import suggest as suggest_genotypes
from ._fit_command import train_model
from ._model_files import is_model_file, load_model_with_landscape
from ._mutants import as_categories, as_written, count_by_mutations, find_wild_type
from ._outputs import open_text, require_text_file, write_rows
from ._predict_command import explain_interval, free_name
from ._table_options import (
    PREDICTION_OPTIONS,
    TABLE_OPTIONS,
    read_table,
    require_variation,
    split_alleles,
)

# A model that is to choose what is measured next is trained on all rows.
SUGGESTION_OPTIONS = tuple(name for name in TABLE_OPTIONS if name != "split")
_ONLY_FOR_TABLES = tuple(
    name for name in SUGGESTION_OPTIONS if name not in (*PREDICTION_OPTIONS, "wild_type")
)


def suggest(options, estimators):
    """Write the genotypes to measure next, with what a model says of them."""
    require_text_file(options.output, options.source, options.exclude)
    saved = is_model_file(options.source)
    find = _find_saved_model if saved else _find_table
    make_model, landscape = find(options, estimators)
    wild_type = _wild_type_or_none(options, landscape, saved)
    measured = _measured(options, landscape, saved)
    _require_enough(options, landscape, wild_type, measured)
    found = suggest_genotypes(
        make_model(),
        options.n,
        strategy=options.strategy,
        max_mutations=options.max_mutations,
        wild_type=wild_type,
        exclude=as_categories(measured, landscape),
        minimize=options.minimize,
        random_state=options.seed,
    )
    _write(options, found, landscape, wild_type)


def _find_saved_model(options, estimators):
    """Return a function that returns the model, and the landscape whose coding it has."""
    _require_options_of_a_model(options)
    model, landscape = load_model_with_landscape(options.source)
    return lambda: model, landscape


def _find_table(options, estimators):
    """Return a function that trains a model on a table, and the landscape of the table.

    The function is called when all that the user gave has been checked.
    """
    landscape = read_table(SimpleNamespace(**vars(options), table=options.source))
    print(landscape.describe(), file=sys.stderr)
    require_variation(landscape)

    def train():
        rows = np.arange(len(landscape.target))
        weights = landscape.training_weights(rows)
        return train_model(options, estimators, landscape, rows, weights)

    return train, landscape


def _require_options_of_a_model(options):
    for name in (*_ONLY_FOR_TABLES, "censored"):
        if getattr(options, name) is not None:
            flag = name.replace("_", "-")
            raise ValueError(f"--{flag} is for a TABLE, and {options.source} is a model.")
    for name in PREDICTION_OPTIONS:
        if getattr(options, name) is not None and options.exclude is None:
            raise ValueError(
                f"--{name} says how to read a table, and {options.source} is a model: give it "
                "together with --exclude."
            )


def _wild_type_or_none(options, landscape, saved):
    """Return the allele of each site of the wild type, or None if it is not known or needed."""
    if saved and options.wild_type is not None:
        return find_wild_type(landscape, split_alleles(options.wild_type))
    known = landscape.wild_type is not None or landscape.coding.kind == "members"
    if known or options.max_mutations is not None:
        return find_wild_type(landscape)
    return None


def _measured(options, landscape, saved):
    """Return the codes of the genotypes of the model's table, and of the excluded ones."""
    codes = np.asarray(landscape.codes)
    if options.exclude is not None:
        # Of two tables, the options describe the one to train on.
        names = PREDICTION_OPTIONS if saved else ("drop",)
        given = {name: getattr(options, name) for name in names}
        table = read_table(SimpleNamespace(table=options.exclude, **given), like=landscape)
        print(
            f"The genotypes of {len(table.codes):,} rows of {options.exclude} are excluded.",
            file=sys.stderr,
        )
        codes = np.concatenate([codes, table.codes])
    return np.unique(codes, axis=0)


def _require_enough(options, landscape, wild_type, measured):
    """Raise an error if fewer genotypes can be suggested than are asked for."""
    alleles, most = landscape.alleles, options.max_mutations
    counts = count_by_mutations(alleles)
    n_free, remedy, limit = sum(counts) - len(measured), "", ""
    if most is not None:
        wild = [own.index(allele) for own, allele in zip(alleles, wild_type, strict=True)]
        near = (measured != np.array(wild)).sum(axis=1) <= most
        n_free = sum(counts[: most + 1]) - int(near.sum())
        limit, remedy = f" with at most {most} mutations", ", or a larger --max-mutations"
    if n_free < options.n:
        raise ValueError(
            f"--n {options.n} genotypes are asked for, but of the alleles in the table there are "
            f"{n_free}{limit} that were not measured: give a smaller --n{remedy}."
        )


def _write(options, found, landscape, wild_type):
    codes = np.column_stack(
        [
            pd.Index(alleles).get_indexer(found[name].astype(object))
            for name, alleles in zip(landscape.site_names, landscape.alleles, strict=True)
        ]
    )
    frame = as_written(codes, landscape, wild_type)
    # They are the last columns of the suggestions, whatever the names of the sites.
    columns = found.columns[1 + len(landscape.site_names) :]
    names = []
    for name, column in zip(("prediction", "std", "low_90", "high_90"), columns, strict=True):
        names.append(free_name(name, frame))
        frame[names[-1]] = found[column].to_numpy()
    with open_text(options.output) as file:
        write_rows(frame, file, options.output)
    if options.output is not None:
        print(f"{len(frame):,} suggestions are in {options.output}.", file=sys.stderr)
    explain_interval(names[2:])
