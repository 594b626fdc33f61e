"""Published properties of amino acids and nucleotides, as arrays for the alleles of sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .._utils import FloatArray
from ._levels import show

AlleleProperties: TypeAlias = str | Mapping[Any, ArrayLike] | pd.DataFrame | None

# The eight scales VHSE1 to VHSE8 of amino acids: principal components of 18 hydrophobic (VHSE1 and
# 2), 17 steric (3 and 4) and 15 electronic properties (5 to 8). Mei, Liao, Zhou, Li (2005). A new
# set of amino acid descriptors and its application in peptide QSARs. Biopolymers 80:775-786.
VHSE = {
    "A": (0.15, -1.11, -1.35, -0.92, 0.02, -0.91, 0.36, -0.48),
    "R": (-1.47, 1.45, 1.24, 1.27, 1.55, 1.47, 1.30, 0.83),
    "N": (-0.99, 0.00, -0.37, 0.69, -0.55, 0.85, 0.73, -0.80),
    "D": (-1.15, 0.67, -0.41, -0.01, -2.68, 1.31, 0.03, 0.56),
    "C": (0.18, -1.67, -0.46, -0.21, 0.00, 1.20, -1.61, -0.19),
    "Q": (-0.96, 0.12, 0.18, 0.16, 0.09, 0.42, -0.20, -0.41),
    "E": (-1.18, 0.40, 0.10, 0.36, -2.16, -0.17, 0.91, 0.02),
    "G": (-0.20, -1.53, -2.63, 2.28, -0.53, -1.18, 2.01, -1.34),
    "H": (-0.43, -0.25, 0.37, 0.19, 0.51, 1.28, 0.93, 0.65),
    "I": (1.27, -0.14, 0.30, -1.80, 0.30, -1.61, -0.16, -0.13),
    "L": (1.36, 0.07, 0.36, -0.80, 0.22, -1.37, 0.08, -0.62),
    "K": (-1.17, 0.70, 0.70, 0.80, 1.64, 0.67, 1.63, 0.13),
    "M": (1.01, -0.53, 0.43, 0.00, 0.23, 0.10, -0.86, -0.68),
    "F": (1.52, 0.61, 0.96, -0.16, 0.25, 0.28, -1.33, -0.20),
    "P": (0.22, -0.17, -0.50, 0.05, -0.01, -1.34, -0.19, 3.56),
    "S": (-0.67, -0.86, -1.07, -0.41, -0.32, 0.27, -0.64, 0.11),
    "T": (-0.34, -0.51, -0.55, -1.06, -0.06, -0.01, -0.79, 0.39),
    "W": (1.50, 2.06, 1.79, 0.75, 0.75, -0.13, -1.01, -0.85),
    "Y": (0.61, 1.60, 1.17, 0.73, 0.53, 0.25, -0.96, -0.52),
    "V": (0.76, -0.92, -0.17, -1.91, 0.22, -1.40, -0.24, -0.03),
}
_NUCLEOTIDES = set("ACGTU")
_OTHERS = set("-*X")  # a gap, a stop and an unknown amino acid have no properties


def find_properties(alleles: tuple[tuple[Any, ...], ...], choice: AlleleProperties) -> Any:
    """Return the properties of the alleles of all sites.

    Parameters
    ----------
    alleles : tuple of tuple
        The alleles of each site.
    choice : "auto", None, mapping or DataFrame
        "auto" is :data:`VHSE` for the sites whose alleles are amino acids, where not all sites
        have nucleotides. A mapping from alleles to vectors, or a DataFrame with a row for each
        allele and the alleles as its index, is taken as it is. None means no properties.

    Returns
    -------
    properties : ndarray of shape (n_sites, max(n_alleles), n_properties) or None
        0 for alleles without properties, and where a site has fewer alleles. None where no
        allele has any.

    Raises
    ------
    ValueError
        For properties that are not finite numbers, or of several lengths, or that are missing for
        an allele of a site.
    """
    check_properties(choice)
    if choice is None:
        return None
    if not isinstance(choice, str):
        return _place(alleles, _check_given(alleles, choice))
    amino_acids = [_are_amino_acids(own) for own in alleles]
    if not any(amino_acids) or all(set(own) <= _NUCLEOTIDES for own in alleles):
        return None
    return _place(
        [own if known else () for own, known in zip(alleles, amino_acids, strict=True)],
        VHSE,
        max(map(len, alleles)),
    )


def check_properties(choice: AlleleProperties) -> None:
    """Raise an error if this is neither a choice nor a table of properties of alleles."""
    is_named = choice is None or (isinstance(choice, str) and choice == "auto")
    if not is_named and not isinstance(choice, (pd.DataFrame, Mapping)):
        raise ValueError(
            "allele_properties must be one of 'auto', None, a DataFrame with the alleles as its "
            f"index, or a dictionary from alleles to lists of numbers, got {choice!r}."
        )


def _are_amino_acids(alleles: tuple[Any, ...]) -> bool:
    return set(alleles) <= VHSE.keys() | _OTHERS


def _place(alleles: Any, table: Mapping[Any, Any], most: int | None = None) -> FloatArray:
    n_properties = len(next(iter(table.values())))
    shape = len(alleles), most or max(map(len, alleles)), n_properties
    properties = np.zeros(shape)
    for site, own in enumerate(alleles):
        for place, allele in enumerate(own):
            properties[site, place] = table.get(allele, 0.0)
    return properties


def _check_given(alleles: tuple[tuple[Any, ...], ...], given: Any) -> dict[Any, FloatArray]:
    rows = given.iterrows() if isinstance(given, pd.DataFrame) else given.items()
    try:
        table = {allele: np.asarray(row, dtype=float).reshape(-1) for allele, row in rows}
        stacked = np.array(list(table.values()), dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            "allele_properties must give every allele the same number of numbers, as a DataFrame "
            "with the alleles as its index or as a dictionary from alleles to lists."
        ) from None
    if stacked.size == 0 or not np.isfinite(stacked).all():
        raise ValueError("allele_properties must hold finite numbers, at least one an allele.")
    missing = list(dict.fromkeys(show(a) for own in alleles for a in own if a not in table))
    if missing:
        more = f" and {len(missing) - 5} more" * (len(missing) > 5)
        raise ValueError(
            f"allele_properties lacks the alleles {', '.join(missing[:5])}{more}. Add a row for "
            "each, of zeros if nothing is known."
        )
    return table
