"""Checks of X, y and sample weights, with errors that name the culprit and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import (
    _num_samples,
    column_or_1d,
    validate_data,
)

from ._arguments import (
    default_site_names,
    is_masked,
    read_numbers,
    require_distinct_names,
    require_same_length,
)
from ._typing import Array, FloatArray
from ._warnings import warn_user

# Squares of y, which errors are made of, and sums of them must be numbers, too.
_LEAST_RANGE, _MOST_RANGE = 1e-140, 1e140
# Smaller ones have fewer digits, and sums of larger ones may be no numbers.
_LEAST_WEIGHT, _MOST_WEIGHT = 1e-300, 1e300


def check_features(
    estimator: BaseEstimator, X: ArrayLike, *, reset: bool, min_samples: int = 1
) -> Array:
    """Validate X as scikit-learn does, and name the column of what is wrong in it."""
    if is_masked(X):
        raise ValueError("X has masked values. Drop these genotypes, or fill in the alleles.")
    require_distinct_names(X)
    try:
        checked: Array = validate_data(
            estimator, X, reset=reset, ensure_all_finite=False, ensure_min_samples=min_samples
        )
    except ValueError as error:
        if any(phrase in str(error) for phrase in ("to float", "decimal numbers", "strings")):
            raise ValueError(_describe_strings(X, error)) from error
        if "sequence" in str(error):
            raise ValueError(f"X must hold one value in each cell, but {error}") from error
        if "0 feature(s)" in str(error):
            raise ValueError(f"X has no columns. {error}") from error
        raise
    except TypeError as error:
        if hasattr(X, "columns"):
            raise ValueError(_describe_others(X, error)) from error
        raise
    if checked.dtype.kind not in "biuf":
        raise ValueError(
            f"X must hold numbers, or alleles as strings or categories, but it has values such as "
            f"{checked.flat[0]!r}."
        )
    names = site_names(estimator)
    if checked.dtype.kind == "f" and not np.isfinite(checked).all():
        raise ValueError(_describe_nonfinite(checked, names))
    return checked


def site_names(estimator: BaseEstimator) -> list[str]:
    """Return the column names seen in fit, or x0, x1, ... where there were none."""
    names = getattr(estimator, "feature_names_in_", None)
    return default_site_names(estimator.n_features_in_) if names is None else list(names)


def _describe_strings(X: Any, error: ValueError) -> str:
    columns = getattr(X, "columns", None)
    X = np.asarray(X, dtype=object)
    for j in range(X.shape[1]) if X.ndim == 2 else ():
        for value in X[:, j]:
            name = f"'{columns[j]}'" if columns is not None else f"{j} (x{j})"
            if isinstance(value, bytes):
                return (
                    f"X holds bytes: column {name} has the value {value!r}. Give alleles as "
                    f"strings, such as {value.decode(errors='replace')!r}."
                )
            if isinstance(value, str) and not _is_number(value):
                return (
                    f"X holds strings: column {name} has the value {value!r}. Code the two "
                    "alleles of each site as numbers, for instance with "
                    "sklearn.preprocessing.OrdinalEncoder, or read the file with "
                    "sk_epinet.datasets.load_landscape."
                )
    return str(error)


def _describe_others(X: Any, error: TypeError) -> str:
    """Name the first column of a DataFrame that holds neither numbers nor strings."""
    for name in X.columns:
        for value in X[name]:
            try:
                float(value)
            except (TypeError, ValueError):
                return (
                    f"Column '{name}' holds {value!r}, which is neither a number nor the name of "
                    "an allele. Leave the column out, or give alleles as strings."
                )
    return str(error)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _describe_nonfinite(X: Array, names: Sequence[str]) -> str:
    rows, columns = np.nonzero(~np.isfinite(X))
    kind = "NaN" if np.isnan(X[rows[0], columns[0]]) else "infinity (inf)"
    affected = [names[j] for j in np.unique(columns)]
    return (
        f"X contains {kind}: {quote_names(affected)}, first in row {rows[0]} "
        f"({rows.size} value{'s' * (rows.size > 1)} in all). Drop those rows, or fill in the "
        "missing alleles (e.g. sklearn.impute.SimpleImputer(strategy='most_frequent'))."
    )


def quote_names(names: Sequence[str], limit: int = 5) -> str:
    """Name a few columns in a message: columns 'a', 'b' and 3 more."""
    shown = ", ".join(f"'{name}'" for name in names[:limit])
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return f"column{'s' * (len(names) > 1)} {shown}{more}"


def check_target(estimator: BaseEstimator, y: ArrayLike | None, X: ArrayLike) -> FloatArray:
    """Validate y: one finite number per row of X."""
    if y is None:
        raise ValueError(
            f"{type(estimator).__name__} requires y to be passed, but the target y is None."
        )
    shape = _shape_of_target(y)
    if len(shape) == 2 and shape[1] > 1:
        raise ValueError(
            f"y should be a 1d array, got an array of shape {shape} instead. For several "
            "targets use sklearn.multioutput.MultiOutputRegressor."
        )
    y = column_or_1d(y, warn=True)
    if _num_samples(y) != _num_samples(X):
        raise ValueError(
            f"y has {_num_samples(y)} values but X has {_num_samples(X)} rows: each genotype "
            "(row of X) needs one measured value."
        )
    y = _as_float(y)
    bad = np.flatnonzero(~np.isfinite(y))
    if bad.size:
        kind = "NaN" if np.isnan(y[bad[0]]) else "infinity (inf)"
        raise ValueError(
            f"y contains {kind}: first in row {bad[0]} ({bad.size} of {y.size} values). Drop the "
            "genotypes that were not measured, from X and from y."
        )
    check_range("y", y)
    return y


def _shape_of_target(y: ArrayLike) -> tuple[int, ...]:
    """Return the shape of y, or raise an error if it is not an array of real numbers."""
    if is_masked(y):
        raise ValueError("y has masked values. Leave out these genotypes, from X and from y.")
    try:
        given = np.asarray(y)
    except (ValueError, RuntimeError) as error:
        raise ValueError(f"y must hold one measured value per genotype, but {error}.") from error
    if given.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: y must hold real numbers, got {y!r}.")
    return given.shape


def check_range(name: str, y: FloatArray) -> None:
    """Raise an error if numbers vary so much, or so little, that their squares are no numbers."""
    with np.errstate(over="ignore"):
        difference = float(np.ptp(y))
    if difference > _MOST_RANGE or 0 < difference < _LEAST_RANGE:
        raise ValueError(
            f"{name} varies by {difference:g}, whose square does not fit in a number of 64 bits. "
            f"Give it in other units, for instance {name} / {np.abs(y).max():.0e}."
        )


def warn_of_order(X: Any, y: Any) -> None:
    """Warn if y has the row labels of X in another order, because rows are paired by position."""
    if not (hasattr(X, "iloc") and hasattr(y, "iloc")) or X.index.equals(y.index):
        return
    labels, own = X.index, y.index
    if labels.is_unique and own.is_unique and not labels.symmetric_difference(own).size:
        warn_user(
            "y has the row labels of X in another order. Rows of X and y are paired by position, "
            "as everywhere in scikit-learn: pass y.loc[X.index] if they belong together by label."
        )


def _as_float(y: ArrayLike) -> FloatArray:
    if np.asarray(y).dtype.kind in "mM":
        raise ValueError("y must hold numbers, one measured value per genotype, but holds dates.")
    try:
        return np.asarray(y).astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            f"y must hold numbers, one measured value per genotype, but {error}."
        ) from error


def check_weights(sample_weight: ArrayLike | None, X: ArrayLike) -> FloatArray | None:
    """Validate sample weights: numbers of at least 0, not all of them 0."""
    if sample_weight is None:
        return None
    require_same_length("sample_weight", sample_weight, X)
    weights = read_numbers("sample_weight", sample_weight, n_axes=1, finite=False)
    if not np.isfinite(weights).all():
        row = int(np.argmax(~np.isfinite(weights)))
        raise ValueError(
            f"Input sample_weight contains {'NaN' if np.isnan(weights[row]) else 'infinity'}: "
            f"first in row {row} ({(~np.isfinite(weights)).sum()} of {weights.size} values)."
        )
    if (weights < 0).any():
        row = int(np.argmax(weights < 0))
        raise ValueError(
            f"sample_weight must not be negative, but row {row} has {weights[row]:g}."
        )
    if not weights.any():  # older versions of scikit-learn accept this
        raise ValueError("sample_weight must have at least one non-zero value, but all are 0.")
    extreme = (weights > _MOST_WEIGHT) | ((weights > 0) & (weights < _LEAST_WEIGHT))
    if extreme.any():
        row = int(np.argmax(extreme))
        raise ValueError(
            f"sample_weight must be 0 or from {_LEAST_WEIGHT:g} to {_MOST_WEIGHT:g}, but row "
            f"{row} has {weights[row]:g}. Divide all weights by the largest one, and set those to "
            "0 that do not count."
        )
    return weights
