"""Read the measured values, their errors and their weights."""

from dataclasses import dataclass

import numpy as np

from .._utils import warn_user
from ._candidates import describe_date
from ._numbers import ABOVE, BELOW, GAP, INFINITE, TEXT
from ._replicates import aggregate_replicates
from ._text import shorten

# Degrees of freedom that the spread of all rows has beside the spread of one row, where weights
# are made from replicates: two or three values tell little of their own variance.
_POOLED_FREEDOM = 4


@dataclass
class Values:
    """Hold what was measured, for all rows of a table.

    Parameters
    ----------
    target : ndarray of shape (n_rows,)
        NaN where nothing was measured.
    censored : ndarray of shape (n_rows,), dtype int8
        -1 where the value is at most `target` ("<0.4"), 1 where it is at least that, else 0.
    wrong : ndarray of shape (n_rows,), dtype bool
        Rows to leave out, because their value is no number.
    standard_error : ndarray of shape (n_rows,), or None
    variance_of_weights : ndarray of shape (n_rows,), or None
        What the weights are the inverse of.
    n_replicates : ndarray of shape (n_rows,), or None
    """

    target: np.ndarray
    censored: np.ndarray
    wrong: np.ndarray
    standard_error: np.ndarray | None = None
    variance_of_weights: np.ndarray | None = None
    n_replicates: np.ndarray | None = None


def read_values(table, names, drop):
    """Return the measured values of a table.

    Parameters
    ----------
    table : Table
    names : list of str
        Name of the target's column; the mean of several is taken.
    drop : set of str
        With "target", rows whose value is no number are left out.

    Raises
    ------
    ValueError
        If a value is no finite number; the message names column, row and value.
    """
    read = [_read_column(table, name, "target" in drop) for name in names]
    values = np.column_stack([values for values, _, _ in read])
    censored = np.column_stack([censored for _, censored, _ in read])
    wrong = np.any([wrong for _, _, wrong in read], axis=0)
    if len(names) == 1:
        return Values(values[:, 0], censored[:, 0], wrong)
    result = _average(values, wrong)
    rows = (censored != 0).any(axis=1)
    if rows.any():
        row = int(np.argmax(rows))
        raise ValueError(
            f"{table.source} has a limit among the replicates in {table.place(row)}, which has no "
            "mean. Choose one column with target=."
        )
    return result


def _read_column(table, name, drop):
    """Return the values of one column, which of them are limits, and which are wrong."""
    column = table.columns[name]
    require_decimal_mark(table, name)
    kinds = column.number_kinds[column.codes]
    wrong = np.isin(kinds, (TEXT, INFINITE))
    if wrong.any() and not drop:
        row = int(np.argmax(wrong))
        more = f" ({wrong.sum()} such rows)" if wrong.sum() > 1 else ""
        raise ValueError(
            f"The target column '{name}' holds {shorten(column[row])} in {table.place(row)}, "
            f"which is not a finite number{more}{describe_date(column[row])}. Leave a value that "
            "was not measured empty, leave such rows out with drop='target', or choose another "
            "column with target=."
        )
    censored = np.zeros(len(table), dtype=np.int8)
    censored[kinds == BELOW] = -1
    censored[kinds == ABOVE] = 1
    return column.numbers, censored, wrong


def require_decimal_mark(table, name):
    """Raise an error if it is not clear whether a comma in a column separates the decimals."""
    column = table.columns[name]
    if column.decimal is None:
        row = int(column.rows_with(lambda text: "," in text or "." in text)[0])
        raise ValueError(
            f"Column '{name}' of {table.source} holds {shorten(column[row])} in "
            f"{table.place(row)}, which may have a decimal mark or separate thousands. Add "
            "decimal=',' or decimal='.'."
        )


def _average(values, wrong):
    """Return the mean of replicates, with its standard error from their spread."""
    rows, columns = np.nonzero(np.isfinite(values))
    result = Values(
        np.full(len(values), np.nan),
        np.zeros(len(values), dtype=np.int8),
        wrong,
        n_replicates=np.isfinite(values).sum(axis=1),
    )
    if not rows.size:
        return result
    means = aggregate_replicates(rows[:, None], values[rows, columns])
    own = means.data[:, 0]
    result.target[own] = means.target
    if np.isnan(means.standard_error).any():
        return result
    pooled = aggregate_replicates(rows[:, None], values[rows, columns], pool="all")
    freedom = means.counts - 1
    squares = freedom * means.standard_error**2 + _POOLED_FREEDOM * pooled.standard_error**2
    result.standard_error = np.full(len(values), np.nan)
    result.standard_error[own] = means.standard_error
    result.variance_of_weights = np.full(len(values), np.nan)
    result.variance_of_weights[own] = squares / (freedom + _POOLED_FREEDOM)
    return result


def read_errors(table, roles, values, rows, drop):
    """Read the errors of the measured values, and return the rows to leave out for them.

    Parameters
    ----------
    table : Table
    roles : Roles
    values : Values
        Its `standard_error` and `variance_of_weights` are set.
    rows : ndarray of shape (n_rows,), dtype bool
        The rows that have a measured value.
    drop : set of str
        With "error", rows without a positive error are left out.

    Returns
    -------
    wrong : ndarray of shape (n_rows,), dtype bool

    Raises
    ------
    ValueError
        If the user named the column and an error in it is 0, negative or missing.
    """
    nothing = np.zeros(len(table), dtype=bool)
    name = roles.error or roles.variance
    if name is None:
        return nothing
    require_decimal_mark(table, name)
    numbers = table.columns[name].numbers.copy()
    with np.errstate(invalid="ignore"):
        wrong = rows & ~(np.isfinite(numbers) & (numbers > 0))
        numbers[~(numbers > 0)] = np.nan
    squared = numbers if roles.variance else numbers**2
    values.standard_error = np.sqrt(squared)
    if "error" in drop or not wrong.any():
        values.variance_of_weights = squared
        return wrong
    message = _describe_wrong(table, roles, name, wrong, rows)
    if roles.is_error_given:
        raise ValueError(message + " Leave such rows out with drop='error'.")
    warn_user(
        message + " The errors are in standard_error, but they are not turned into weights. Leave "
        "such rows out with drop='error', or name a column of weights with weight=."
    )
    return nothing


def _describe_wrong(table, roles, name, wrong, rows):
    row = int(np.argmax(wrong))
    kind = "standard error" if roles.error else "variance"
    column = table.columns[name]
    is_missing = column.number_kinds[column.codes[row]] == GAP
    found = "is missing" if is_missing else f"is {column[row]}"
    return (
        f"The {kind} '{name}' {found} in {table.place(row)}, where a number greater than 0 is "
        f"needed ({wrong.sum()} of {rows.sum()} rows)."
    )


def read_weights(table, roles, values, rows):
    """Return the sample weights of the rows that were kept, or None.

    Parameters
    ----------
    table : Table
    roles : Roles
    values : Values
    rows : ndarray of int
        The rows that were kept.

    Returns
    -------
    sample_weight : ndarray of shape (n_kept,), or None
        A user's own weights as they are; weights made from errors with a mean of one.

    Raises
    ------
    ValueError
        If a weight is negative or missing, or all are 0.
    """
    if roles.weight is not None:
        require_decimal_mark(table, roles.weight)
        weights = table.columns[roles.weight].numbers[rows]
        wrong = ~(weights >= 0)
        if wrong.any() or not weights.any():
            row = int(rows[np.argmax(wrong)])
            raise ValueError(
                f"The weight '{roles.weight}' is "
                f"{shorten(table.columns[roles.weight][row])} in {table.place(row)}, where a "
                "number of at least 0 is needed, and not all of them 0."
            )
        return weights
    if values.variance_of_weights is None:
        return None
    weights = 1 / values.variance_of_weights[rows]
    return weights / weights.mean()
