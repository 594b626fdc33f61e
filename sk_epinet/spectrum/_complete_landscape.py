"""Complete landscapes: every genotype has exactly one value, in whatever order they come."""

import numpy as np

from .._utils import read_names, read_numbers
from ..genotypes import (
    check_levels,
    code_genotypes,
    decode_genotypes,
    levels_of_columns,
    read_columns,
    show,
)
from ..walsh import MAX_SITES, positions

LISTED = 5  # genotypes that a message names
_REMEDY = (
    "Fill them in, for instance with the predictions of a fitted model, or fit WalshFeatures with "
    "a linear model, or an EpistaticNetRegressor, and use WalshSpectrum.from_estimator."
)


def read_complete_landscape(values, genotypes, site_names, levels):
    """Return the values of a complete landscape in enumeration order, and its sites.

    Parameters
    ----------
    values : array-like of shape (2**n_sites,)
    genotypes : array-like, DataFrame, sequence of str, or "enumeration"
        The genotype of each value.
    site_names, levels : default=None
        Where given, instead of those of the genotypes.

    Returns
    -------
    values : ndarray of shape (2**n_sites,)
        In enumeration order.
    sites : dict
        The keyword arguments `site_names` and `levels` of a spectrum.

    Raises
    ------
    ValueError
        If it is not said which value belongs to which genotype, or if genotypes or values are
        missing, or genotypes are repeated.
    """
    values = check_landscape(values, genotypes)
    if isinstance(genotypes, str):
        names, levels = _check_enumeration(values, genotypes, site_names, levels)
    else:
        values, names, levels = _enumerate(values, genotypes, site_names, levels)
    _require_values(values, levels)
    return values, {"site_names": names, "levels": levels}


def check_landscape(values, genotypes):
    """Return the values of one landscape as numbers; raise an error if no genotypes are given."""
    _require_same_index(values, genotypes)
    values = _as_numbers(values)
    if values.ndim != 1:
        raise ValueError(
            "values must be one landscape, one value for each genotype; got shape "
            f"{values.shape}. For several landscapes at once use walsh_transform."
        )
    if genotypes is None:
        raise ValueError(
            "It must be said which value belongs to which genotype: pass genotypes=X, one row for "
            "each value in any order, or genotypes='enumeration' if the values are in the order "
            "of enumerate_genotypes (site 0 is the most significant bit)."
        )
    return values


def _as_numbers(values):
    if hasattr(values, "target") and hasattr(values, "data"):
        raise ValueError(
            f"values must hold one number for each genotype, but this is a "
            f"{type(values).__name__}: pass its target, with genotypes= its data."
        )
    return read_numbers("values", values, finite=False)


def _require_same_index(values, genotypes):
    """Raise an error if a Series and a DataFrame hold the same rows in different orders."""
    if not (hasattr(values, "iloc") and hasattr(genotypes, "iloc")):
        return
    own, other = values.index, genotypes.index
    if not own.equals(other) and len(own) == len(other) and set(own) == set(other):
        raise ValueError(
            "values and genotypes have the same index in different orders: pass "
            "values.loc[genotypes.index]."
        )


def _check_enumeration(values, genotypes, site_names, levels):
    if genotypes != "enumeration":
        raise ValueError(
            f"genotypes must be a table of genotypes or 'enumeration', got {genotypes!r}."
        )
    if len(values) == 0 or len(values) & (len(values) - 1):
        raise ValueError(
            "values must hold all 2**n_sites values of a complete landscape, got "
            f"{len(values)}. {_REMEDY}"
        )
    n_sites = len(values).bit_length() - 1
    levels = (0.0, 1.0) if levels is None else levels
    return site_names, check_levels(levels, n_sites, site_names)


def _enumerate(values, genotypes, site_names, levels):
    """Return the values in enumeration order, and names and levels of the sites."""
    columns, labels = read_columns(genotypes)
    if len(columns[0] if columns else values) != len(values):
        raise ValueError(
            f"{len(values)} values were given for {len(columns[0])} genotypes. Give one value for "
            "each row of genotypes=."
        )
    n_sites = len(columns)
    if n_sites > MAX_SITES:
        raise ValueError(
            f"A complete landscape of {n_sites} sites has 2^{n_sites} genotypes, but "
            f"{len(values)} values were given. {_REMEDY}"
        )
    names = labels if site_names is None else site_names
    messages = read_names(names, n_sites)
    if levels is None:
        levels = levels_of_columns(columns, messages)
    levels = check_levels(levels, n_sites, messages)
    rows = _rows_in_order(code_genotypes(genotypes, levels, messages), levels)
    return values[rows], names, levels


def _rows_in_order(genotypes, levels):
    """Return the row of each genotype, in enumeration order; each must have exactly one."""
    found, n_sites = positions(genotypes), genotypes.shape[1]
    return rows_of_all(found, 2**n_sites, lambda places: _names_of(places, levels), _REMEDY)


def rows_of_all(places, n_genotypes, names_of, remedy):
    """Return the row of each place of the enumeration; each place must have exactly one.

    Parameters
    ----------
    places : int array of shape (n_rows,)
        The place of the genotype of each row.
    n_genotypes : int
        Number of places.
    names_of : callable
        Takes an array of places, and returns the names of their genotypes for a message.
    remedy : str
        What to do where genotypes are missing.

    Raises
    ------
    ValueError
        If a genotype has several rows or none; the message names it.
    """
    counts = np.bincount(places, minlength=n_genotypes)
    if (counts > 1).any():
        repeated = int(np.argmax(counts > 1))
        rows = np.flatnonzero(places == repeated)
        raise ValueError(
            f"Genotype {names_of(np.array([repeated]))} has {counts[repeated]} values (rows "
            f"{', '.join(map(str, rows[:LISTED]))}{', ...' * (len(rows) > LISTED)}): a complete "
            "landscape has one for each genotype. Average the replicates first."
        )
    missing = np.flatnonzero(counts == 0)
    if missing.size:
        raise ValueError(
            f"{missing.size:,} of {n_genotypes:,} genotypes have no value: {names_of(missing)}. "
            f"{remedy}"
        )
    return np.argsort(places)


def _require_values(values, levels):
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise ValueError(
            f"The values of {bad.size} of {len(values)} genotypes are NaN or infinite: "
            f"{_names_of(bad, levels)}. {_REMEDY}"
        )


def _names_of(places, levels):
    """Return the first of some genotypes, given by their places in the enumeration, as text."""
    n_sites = len(levels)
    shown = np.asarray(places[:LISTED])
    bits = shown[:, None] >> np.arange(n_sites - 1, -1, -1) & 1
    rows = [[as_text(level) for level in row] for row in decode_genotypes(bits, levels)]
    joint = "" if all(len(cell) == 1 for row in rows for cell in row) else " "
    return ", ".join(joint.join(row) for row in rows) + ", ..." * (len(places) > LISTED)


def as_text(level):
    """Return a level as it is written in a genotype."""
    return level if isinstance(level, str) else show(level)
