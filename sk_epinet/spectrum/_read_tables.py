"""Tables of effects, as a user gives them."""

import numpy as np

from .._utils import read_list, read_numbers
from ..walsh import apply_by_site, as_tuples, basis

_ZERO = 1e-8  # a mean along a site that is so small, relative to the largest value, is rounding


def read_tables(tables, membership, sites):
    """Return the coefficients of tables, laid out one interaction after another.

    Raises
    ------
    ValueError
        If a table does not have the shape of its sites, a value is not finite, or the weighted
        mean along a site is not zero.
    """
    arrays = _read(tables, membership, sites, "tables")
    largest = max((np.abs(table).max() for table in arrays), default=0.0)
    blocks = []
    for table, own in zip(arrays, as_tuples(membership), strict=True):
        if not np.isfinite(table).all():
            raise ValueError(f"The table of the interaction {own} holds NaN or infinity.")
        for axis, site in enumerate(own):
            mean = np.tensordot(table, sites.weights[site], (axis, 0))
            if np.abs(mean).max() > _ZERO * largest:
                raise ValueError(
                    f"The table of the interaction {own} does not have a weighted mean of zero "
                    f"along site '{sites.names[site]}'. Tables of other weights, or sums of "
                    "several components, are decomposed by EpistasisSpectrum.from_landscape."
                )
        inverses = [np.linalg.inv(basis(sites.weights[site]))[1:] for site in own]
        blocks.append(apply_by_site(table, inverses).ravel())
    return np.concatenate([*blocks, np.empty(0)])


def read_errors(errors, membership, sites):
    """Return standard errors as a tuple of arrays of the shapes of the tables, or None."""
    if errors is None:
        return None
    arrays = _read(errors, membership, sites, "standard_errors")
    if any((array < 0).any() for array in arrays):
        raise ValueError("standard_errors must not be negative.")
    return tuple(arrays)


def read_intervals(intervals, membership, sites):
    """Return intervals as a tuple of arrays of the shapes of the tables and 2, or None."""
    if intervals is None:
        return None
    return tuple(_read(intervals, membership, sites, "intervals", (2,)))


def _read(tables, membership, sites, name, ends=()):
    interactions = as_tuples(membership)
    tables = read_list(name, tables, "one table for each interaction")
    if len(tables) != len(interactions):
        raise ValueError(
            f"{len(tables)} {name} were given for {len(interactions)} interactions: each needs "
            "one."
        )
    arrays = [read_numbers(f"each of {name}", table, finite=False) for table in tables]
    for array, own in zip(arrays, interactions, strict=True):
        shape = tuple(len(sites.alleles[site]) for site in own) + ends
        if array.shape != shape:
            raise ValueError(
                f"{name} of the interaction {own} must have a number for each combination of "
                f"alleles, shape {shape}; got {array.shape}."
            )
        if 1 in shape:
            raise ValueError(
                f"The interaction {own} has a site of one allele, which has no effects."
            )
    return arrays
