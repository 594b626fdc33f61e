"""Read genotypes of any kind, and report those that cannot be encoded."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from .._utils import Array, check_bool, check_option
from ._columns import as_array
from ._hgvs import parse_hgvs
from ._kind import KINDS, find_kind
from ._members import parse_members
from ._mutations import parse_mutations
from ._parsed import shorten
from ._site_columns import parse_site_columns
from ._strings import parse_strings

_POSITIONED = {"strings": parse_strings, "mutations": parse_mutations, "hgvs": parse_hgvs}


def find_invalid(
    X: ArrayLike,
    *,
    kind: str = "auto",
    wild_type: str | Sequence[Any] | Mapping[Any, Any] | None = None,
    first_position: int = 1,
    positions: Sequence[int | str] | None = None,
    allow_stop: bool = False,
) -> tuple[Array, Array]:
    """Find the genotypes that :class:`GenotypeEncoder` cannot encode, and say why.

    A transformer may not drop rows. This function finds the rows to drop before.

    Parameters
    ----------
    X : array-like of shape (n_samples,), (n_samples, 1) or (n_samples, n_sites)
        Genotypes, as :class:`GenotypeEncoder` takes them.
    kind, wild_type, first_position, positions, allow_stop
        As for :class:`GenotypeEncoder`.

    Returns
    -------
    valid : ndarray of shape (n_samples,), dtype bool
        Whether the genotype can be encoded.
    reasons : ndarray of shape (n_samples,), dtype object
        The reason and the value to blame, such as ``"stop codon: 'A12*'"``; "" for genotypes
        that can be encoded.

    Raises
    ------
    ValueError
        If the kind of genotype cannot be told, or mutations contradict each other or
        `wild_type`.

    Notes
    -----
    The cost is that of encoding the genotypes.

    Examples
    --------
    >>> from sk_epinet.genotypes import find_invalid
    >>> valid, reasons = find_invalid(["A12V", "A12V:K45R", "K45*"])
    >>> valid.tolist(), reasons[2]
    ([True, True, False], "stop codon: 'K45*'")
    """
    check_option("kind", kind, ("auto", *KINDS))
    check_bool("allow_stop", allow_stop)
    table = as_table(X)
    parsed = parse_genotypes(
        table,
        kind if kind != "auto" else decide_kind(table),
        wild_type=wild_type,
        first_position=first_position,
        positions=positions,
        allow_stop=allow_stop,
    )
    return parsed.valid, parsed.reasons


def decide_kind(X):
    """Return the kind of genotypes that X holds, if only one reading is possible."""
    column = as_column(X)
    if column is None:
        return "sites"
    present = column[~pd.isna(column)]
    texts = [value for value in present.tolist() if isinstance(value, str)]
    if len(texts) < len(present) or not texts:
        other = next((value for value in present.tolist() if not isinstance(value, str)), None)
        raise ValueError(
            "X has 1 feature(s), a column with values that are no text, such as "
            f"{shorten(other)}. If it holds genotypes, read it as text, for example with "
            "pandas.read_csv(..., dtype=str), because leading zeros count; if it holds the "
            "alleles of one site, pass kind='sites'."
        )
    return find_kind(texts)


def as_column(X):
    """Return a table of one column as an array of one dimension, any other as None."""
    if X.shape[1] != 1:
        return None
    return X.iloc[:, 0].to_numpy(dtype=object) if hasattr(X, "iloc") else X[:, 0].astype(object)


def parse_genotypes(
    X,
    kind,
    *,
    wild_type=None,
    first_position=1,
    positions=None,
    n_sites=None,
    names=None,
    separator=None,
    allow_stop=False,
):
    """Return parsed genotypes of a known kind.

    Parameters
    ----------
    X : DataFrame or ndarray of two dimensions
        One column of text, or one column for each site if `kind` is "sites".
    kind : str
        One of `KINDS`.
    wild_type, first_position, positions, allow_stop
        See :func:`parse_mutations` and :func:`parse_site_columns`.
    n_sites : int, default=None
        Number of characters of strings, where it is known.
    names : sequence of str, default=None
        Names of the columns of sites, where they are known.
    separator : str, default=None
        What separates members, where it is known.

    Returns
    -------
    parsed : ParsedGenotypes
    """
    if kind == "sites":
        return parse_site_columns(X, wild_type, names=names, allow_stop=allow_stop)
    column = as_column(X)
    if column is None:
        raise ValueError(
            f"kind={kind!r} takes one column of genotypes, got X of shape {np.shape(X)}. Pass the "
            "column, or kind='sites' for one column a site."
        )
    if kind == "members":
        return parse_members(column, separator=separator)
    options = {"n_sites": n_sites} if kind == "strings" else {}
    return _POSITIONED[kind](
        column, wild_type, first_position, positions=positions, allow_stop=allow_stop, **options
    )


def as_table(X):
    """Return X as a DataFrame or an array of two dimensions; one column where it had one.

    Raises
    ------
    TypeError
        If X is sparse.
    ValueError
        If X has masked values, holds complex numbers, has no rows, no columns, or more than two
        dimensions.
    """
    if sparse.issparse(X):
        raise TypeError(
            "GenotypeEncoder takes no sparse matrix: pass X.toarray(), or one column of text."
        )
    if isinstance(X, (pd.DataFrame, pd.Series)):
        table = X if X.ndim == 2 else pd.DataFrame({0: X})
    else:
        table = as_array(X)
        if table.dtype.kind in "USO":
            table = np.asarray(X, dtype=object)
        table = table[:, None] if table.ndim == 1 else table
    if getattr(getattr(table, "dtype", None), "kind", "") == "c":
        raise ValueError("Complex data not supported: alleles are text or real numbers.")
    if table.ndim != 2:
        raise ValueError(f"X must have one or two dimensions, got shape {table.shape}.")
    for size, unit in zip(table.shape, ("sample", "feature"), strict=True):
        if size == 0:
            raise ValueError(
                f"Found array with 0 {unit}(s) (shape={table.shape}) while a minimum of 1 is "
                "required."
            )
    return table
