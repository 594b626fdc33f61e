"""Complete landscapes of any alleles: every genotype has exactly one value, in any order."""

import numpy as np

from .._utils import read_names
from ..genotypes import (
    alleles_of_columns,
    check_alleles,
    decode_alleles,
    number_alleles,
    read_columns,
)
from ..walsh import enumerate_alleles
from ._allele_function import require_enumerable
from ._complete_landscape import LISTED, as_text, check_landscape, rows_of_all

_REMEDY = (
    "Fill them in, for instance with the predictions of a fitted model, or fit a regressor and "
    "use EpistasisSpectrum.from_estimator."
)


def read_allele_landscape(values, genotypes, alleles, site_names):
    """Return the values of a complete landscape in enumeration order, its alleles and its names.

    Parameters
    ----------
    values : array-like of shape (n_genotypes,)
    genotypes : array-like, DataFrame, sequence of str, or "enumeration"
        The genotype of each value.
    alleles, site_names : default=None
        Where given, instead of those of the genotypes.

    Raises
    ------
    ValueError
        If genotypes or values are missing, or genotypes are repeated.
    """
    values = check_landscape(values, genotypes)
    if isinstance(genotypes, str):
        if genotypes != "enumeration" or alleles is None:
            raise ValueError(
                "genotypes must be a table of genotypes, or 'enumeration' with alleles=, the "
                f"alleles of each site; got {genotypes!r} with alleles={alleles!r}."
            )
        alleles = check_alleles(alleles, site_names)
        names = read_names(site_names, len(alleles))
        order = np.arange(len(values))
        require_enumerable([len(own) for own in alleles])
        n = int(np.prod([len(own) for own in alleles], dtype=np.int64))
        if n != len(values):
            raise ValueError(f"{len(values)} values were given for {n:,} genotypes. {_REMEDY}")
    else:
        _, labels = read_columns(genotypes)
        found = alleles_of_columns(genotypes, site_names) if alleles is None else alleles
        alleles = check_alleles(found, labels if site_names is None else site_names)
        names = read_names(labels if site_names is None else site_names, len(alleles))
        order = _rows_in_order(values, number_alleles(genotypes, alleles, names), alleles)
    values = values[order]
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise ValueError(
            f"The values of {bad.size} of {len(values)} genotypes are NaN or infinite: "
            f"{_names_of(bad, alleles)}. {_REMEDY}"
        )
    return values, alleles, names


def _rows_in_order(values, codes, alleles):
    """Return the row of each genotype, in enumeration order; each must have exactly one."""
    if len(codes) != len(values):
        raise ValueError(
            f"{len(values)} values were given for {len(codes)} genotypes. Give one value for each "
            "row of genotypes=."
        )
    shape = [len(own) for own in alleles]
    require_enumerable(shape)
    places = np.ravel_multi_index(tuple(codes.T), shape) if shape else np.zeros(1, dtype=int)
    n_genotypes = int(np.prod(shape, dtype=np.int64))
    return rows_of_all(places, n_genotypes, lambda places: _names_of(places, alleles), _REMEDY)


def _names_of(places, alleles):
    """Return the first of some genotypes, given by their places in the enumeration, as text."""
    shape = [len(own) for own in alleles]
    codes = [enumerate_alleles(shape, place, place + 1)[0] for place in places[:LISTED].tolist()]
    rows = [[as_text(value) for value in row] for row in decode_alleles(np.array(codes), alleles)]
    joint = "" if all(len(cell) == 1 for row in rows for cell in row) else " "
    return ", ".join(joint.join(row) for row in rows) + ", ..." * (len(places) > LISTED)
