"""Checks of arguments that are lists, numbers in arrays, functions or other objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from sklearn.utils.validation import _num_samples

from ._memory import require_memory
from ._typing import FloatArray

_NAME_BYTES = 400  # of a site: its name and its levels, as objects and as numbers


def default_site_names(n_sites: int) -> list[str]:
    """Return names for sites that have none: x0, x1, ... as in scikit-learn."""
    return [f"x{site}" for site in range(n_sites)]


def read_list(name: str, values: Any, what: str) -> list[Any]:
    """Return a list of what a sequence holds, or raise an error if it is not one.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    values : object
        A string is no sequence, nor is a set or a dict.
    what : str
        What it must hold: "one table for each interaction".
    """
    unordered = isinstance(values, (str, bytes, bytearray, memoryview, Mapping, Set))
    if unordered or hasattr(values, "columns") or not _has_length(values):
        raise ValueError(f"{name} must be a list of {what}, got {_brief(values)}.")
    return list(values)


def read_labelled(name: str, values: Any) -> dict[Any, Any] | None:
    """Return what a dict, or a Series whose labels are text, holds by its labels; else None.

    The rows of a DataFrame are Series whose labels are the names of its columns. A Series with
    other labels, such as 0, 1, ..., is a list.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    values : object
    """
    if isinstance(values, Mapping):
        return dict(values)
    labels = list(values.index) if hasattr(values, "iloc") and np.ndim(values) == 1 else []
    if not any(isinstance(label, str) for label in labels):
        return None
    if len(set(labels)) < len(labels):
        raise ValueError(f"{name}= has several values of one label, got {_brief(values)}.")
    return dict(zip(labels, values, strict=True))


def read_numbers(
    name: str,
    values: Any,
    *,
    n_axes: int | None = None,
    length: int | None = None,
    finite: bool = True,
) -> FloatArray:
    """Return real numbers as a new array of float64, or raise an error that names the argument.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    values : array-like
    n_axes : int, default=None
        How many axes the array must have.
    length : int, default=None
        How many numbers it must have along the first axis.
    finite : bool, default=True
        Whether NaN and infinity are refused.
    """
    if is_masked(values):
        raise ValueError(f"{name} has masked values: leave them out, or fill them in.")
    try:
        given = np.asarray(values)
        if given.dtype.kind in "cmMV" or isinstance(values, (str, bytes, Mapping, Set)):
            raise TypeError(f"it is {_brief(values)}")
        with np.errstate(over="ignore"):
            array = np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:
        raise ValueError(f"{name} must hold numbers, but {error}.") from error
    if n_axes is not None and array.ndim != n_axes:
        kind = {1: "a list", 2: "a table"}.get(n_axes, f"an array of {n_axes} axes")
        raise ValueError(f"{name} must be {kind} of numbers, got shape {array.shape}.")
    if length is not None and len(array) != length:
        raise ValueError(f"{name} must have {length} entries, got {len(array)}.")
    if finite and not np.isfinite(array).all():
        place = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        where = f" at place {place[0] if len(place) == 1 else place}" if place else ""
        raise ValueError(f"{name} must hold finite numbers, but has {array[place]}{where}.")
    return array


def count_axes(values: Any) -> int:
    """Return the number of axes, as numpy does; -1 where rows differ in length."""
    try:
        return np.ndim(values)
    except ValueError:
        return -1


def read_names(names: Any, n_sites: int) -> list[str]:
    """Return the names of so many sites as strings; None gives x0, x1, ... as in scikit-learn."""
    if names is None:
        require_memory(_NAME_BYTES * n_sites, f"{n_sites:,} sites", "Give fewer sites (n_sites).")
        return default_site_names(n_sites)
    if not isinstance(names, str):
        names = read_list("site_names", names, f"one name for each of {n_sites} sites")
    if len(names) != n_sites:
        raise ValueError(f"site_names needs one entry per site ({n_sites}), got {len(names)}.")
    return [str(name) for name in names]


def require_known_sites(name: str, given: Iterable[Any], sites: Sequence[Any]) -> None:
    """Raise an error if an argument that is a dict by sites names one that does not exist."""
    for site in given:
        if site not in sites:
            listed = ", ".join(map(repr, sites[:6])) + ", ..." * (len(sites) > 6)
            raise ValueError(f"{name}= names the site {site!r}, but the sites are {listed}.")


def require_same_length(name: str, values: Any, X: Any, X_name: str = "X") -> None:
    """Raise an error if an argument does not have one entry for each row of X."""
    if not _has_length(values) and hasattr(values, "__array__"):
        values = np.asarray(values)
    if not _has_length(values) or isinstance(values, (str, bytes, Mapping, Set)):
        raise ValueError(
            f"{name} must have one entry for each row of {X_name}, got {_brief(values)}."
        )
    if (n := _num_samples(values)) != (n_rows := _num_samples(X)):
        raise ValueError(
            f"{name} must have one entry for each row of {X_name}: it has {n}, and {X_name} has "
            f"{n_rows} rows."
        )


def require_distinct_names(X: Any) -> None:
    """Raise an error if two columns of a DataFrame have the same name."""
    columns = getattr(X, "columns", None)
    if columns is None or getattr(columns, "is_unique", True):
        return
    name = columns[columns.duplicated()][0]
    raise ValueError(f"X has several columns with the name {name!r}. Give each its own name.")


def check_object(name: str, value: Any, kinds: type | tuple[type, ...]) -> None:
    """Raise an error if an argument is not an object of some classes."""
    if not isinstance(value, kinds):
        listed = kinds if isinstance(kinds, tuple) else (kinds,)
        names = " or ".join(kind.__name__ for kind in listed)
        raise TypeError(f"{name} must be of the class {names}, got {_brief(value)}.")


def check_function(name: str, value: Any) -> None:
    """Raise an error if an argument cannot be called."""
    if not callable(value) or isinstance(value, type):
        raise TypeError(f"{name} must be a function, got {_brief(value)}.")


def check_dict(name: str, value: Any, what: str) -> None:
    """Raise an error if an argument is not a dict, or another mapping."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} must be a dict of {what}, got {_brief(value)}.")


def is_masked(values: Any) -> bool:
    """Return whether values are masked, which conversions to other arrays would uncover."""
    return isinstance(values, np.ma.MaskedArray) and bool(np.ma.is_masked(values))


def _has_length(values: Any) -> bool:
    try:
        len(values), iter(values)
    except TypeError:
        return False
    return True


def _brief(value: Any) -> str:
    text = repr(value)
    shown = text if len(text) <= 60 else text[:57] + "..."
    return f"{shown} of type {type(value).__name__}"
