"""The commands ``inspect`` and ``fit``: read a table, and train a model on it."""

import sys

import numpy as np
from sklearn.metrics import r2_score

from .._utils import require_writable
from ._model_files import require_skops, save_model
from ._table_options import (
    marks_or_rule,
    read_split,
    read_table,
    require_variation,
)


def inspect(options, estimators):
    """Print what would be taken from a table."""
    print(read_table(options).describe())


def fit(options, estimators):
    """Train a model on a table, and save it with the coding of the table."""
    require_skops()
    require_writable(options.output, options.table)
    landscape = read_table(options)
    print(landscape.describe(), file=sys.stderr)
    require_variation(landscape)
    groups = landscape.groups if options.groups else None
    train, test = read_split(landscape, groups) or (np.arange(len(landscape.target)), None)
    weights = landscape.training_weights(train)
    model = train_model(options, estimators, landscape, train, weights)
    save_model(options.output, model, landscape)
    print(f"The model was trained on {len(train):,} rows and is in {options.output}.")
    shares = ", ".join(f"{kind} {share:.0%}" for kind, share in model.shares_.items())
    print(f"Shares in its predictions: {shares}.")
    if test is not None:
        predicted = model.predict(landscape.data.iloc[test])
        weight = None if weights is None else weights[test]
        score = r2_score(landscape.target[test], predicted, sample_weight=weight)
        print(f"R² on the {len(test):,} rows to test on: {score:.3f}")


def train_model(options, estimators, landscape, train, weights):
    """Return the command's model, fitted on some rows of a landscape.

    Parameters
    ----------
    options : argparse.Namespace
    estimators : Estimators
    landscape : Landscape
    train : ndarray of int
        The rows.
    weights : ndarray of shape (n_samples,) or None
        Of all rows.
    """
    marks, rule = marks_or_rule(options, landscape)
    model = estimators.model(options.seed, options.jobs)
    if sys.stderr.isatty():
        model.set_params(verbose=1)
    if rule is not None:
        model.set_params(censored=rule)
    of_rows = {
        "sample_weight": weights,
        "censored": marks,
        # Without these, rows of one genotype are kept together.
        "groups": landscape.groups if options.groups else None,
    }
    model.fit(
        landscape.data.iloc[train],
        landscape.target[train],
        **{name: values[train] for name, values in of_rows.items() if values is not None},
    )
    return model.set_params(verbose=0)
