"""What every reader of genotypes returns, however the genotypes were written."""

import numbers
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .._utils import Array


class Problem(NamedTuple):
    """Say why one row cannot be encoded, and which value is to blame."""

    reason: str
    value: Any

    def __str__(self) -> str:
        return f"{self.reason}: {shorten(self.value)}"


@dataclass(frozen=True)
class Notation:
    """How genotypes were written, so that they can be written back in the same way.

    Attributes
    ----------
    separator : str
        What stands between two mutations or two members.
    prefix : str
        What stands before every mutation, for example "S" or "p.".
    three_letters : bool
        Whether amino acids are written as Ala and not as A.
    wild_type : str
        How the wild type, or a genotype without members, is written.
    """

    separator: str = ":"
    prefix: str = ""
    three_letters: bool = False
    wild_type: str = ""


@dataclass(frozen=True)
class ParsedGenotypes:
    """Hold genotypes as codes of alleles, one column for each site.

    Attributes
    ----------
    sites : list of int or str
        Position or name of each site. Of lists of mutations only the sites that are mutated
        in at least one row, in increasing order.
    alleles : list of list
        Alleles that each site takes, the wild type's first where it is known.
    codes : ndarray of shape (n_samples, n_sites), dtype int16 or int32
        Index of each genotype's allele in `alleles`, -1 in rows that have a problem. In
        column-major order.
    wild_type : dict or None
        Allele of the wild type by position or name; it may hold more sites than `sites`.
    problems : dict of int to Problem
        The rows that cannot be encoded.
    notation : Notation
        How the genotypes were written.
    numeric : frozenset of int
        Indices into `sites` of the sites that are columns of numbers, and not of categories.

    Examples
    --------
    >>> from sk_epinet.genotypes import parse_mutations
    >>> parsed = parse_mutations(["A12V:K45R", "K45R", "K45del"])
    >>> parsed.sites, parsed.alleles
    ([12, 45], [['A', 'V'], ['K', 'R']])
    >>> parsed.valid
    array([ True,  True, False])
    """

    sites: list[Any]
    alleles: list[list[Any]]
    codes: Array
    wild_type: dict[Any, Any] | None = None
    problems: dict[int, Problem] = field(default_factory=dict)
    notation: Notation = field(default_factory=Notation)
    numeric: frozenset[int] = frozenset()

    @property
    def valid(self) -> Array:
        """Whether each row can be encoded, an array of bool."""
        valid = np.ones(len(self.codes), dtype=bool)
        valid[list(self.problems)] = False
        return valid

    @property
    def reasons(self) -> Array:
        """Why each row cannot be encoded, an array of str; empty where it can be."""
        reasons = np.full(len(self.codes), "", dtype=object)
        for row, problem in self.problems.items():
            reasons[row] = str(problem)
        return reasons


def empty_codes(n_samples, alleles, fill=0):
    """Return an array for the codes of genotypes, in column-major order and a small type."""
    most = max(map(len, alleles), default=0)
    dtype = np.int16 if most <= np.iinfo(np.int16).max else np.int32
    return np.full((n_samples, len(alleles)), fill, dtype=dtype, order="F")


def read_texts(texts):
    """Return a column of text as an array of objects, and the rows that hold no text.

    Parameters
    ----------
    texts : array-like of shape (n_samples,)
        Strings. A number is a problem, because a genotype such as 0110 that was read as a
        number has lost its leading zeros.

    Returns
    -------
    texts : ndarray of shape (n_samples,), dtype object
        "" in rows that hold no text.
    problems : dict of int to Problem

    Raises
    ------
    ValueError
        If `texts` is not one-dimensional.
    """
    array = np.array(texts, dtype=object)
    if array.ndim != 1:
        raise ValueError(
            "texts must be a column of genotypes, which has one dimension; got shape "
            f"{array.shape}."
        )
    missing = pd.isna(array)
    problems = {}
    for row, value in enumerate(array.tolist()):
        if isinstance(value, str):
            continue
        problems[row] = Problem(_not_text(value, missing[row]), value)
        array[row] = ""
    return array, problems


def _not_text(value, is_missing):
    """Return why a value that is no text cannot be read as a genotype."""
    if is_missing:
        return "missing genotype (write the wild type as '' or 'WT')"
    if isinstance(value, numbers.Number):
        return "number where text is needed (read the column as text, dtype=str)"
    return "no text (write a genotype as one string, such as 'A12V:K45R')"


def shorten(value, limit=60):
    """Return a value as it is written in messages, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 20]}...{text[-15:]}"
