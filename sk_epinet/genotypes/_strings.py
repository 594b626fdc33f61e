"""Read genotypes that are strings with one character for each site."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._utils import check_bool, read_list
from ._alleles import find_stop_codons, sort_alleles
from ._parsed import ParsedGenotypes, Problem, empty_codes, read_texts
from ._wild_type import number_sites, read_wild_type


def parse_strings(
    texts: ArrayLike,
    wild_type: str | Sequence[str] | Mapping[Any, str] | None = None,
    first_position: int = 1,
    *,
    positions: Sequence[int | str] | None = None,
    n_sites: int | None = None,
    allow_stop: bool = False,
) -> ParsedGenotypes:
    """Read genotypes such as ``SHTKSRF`` or ``0110``.

    Parameters
    ----------
    texts : array-like of shape (n_samples,)
        Strings of equal length, of any characters. A gap (``-``, ``_``) is an allele.
    wild_type : str, sequence of str or dict of int to str, default=None
        The alleles of the wild type at all positions.
    first_position : int, default=1
        Position of the first character.
    positions : sequence of int, default=None
        Position of each character, where they are not consecutive.
    n_sites : int, default=None
        Number of characters; by default that of `wild_type`, `positions` or most genotypes.
    allow_stop : bool, default=False
        Whether a stop codon (``*``) is an allele, and not a problem, where it varies.

    Returns
    -------
    parsed : ParsedGenotypes
        With all positions as columns, whether they vary or not.

    Raises
    ------
    ValueError
        If most genotypes have another length than `wild_type` or `positions`.

    Notes
    -----
    The time is proportional to the length of the text, and each character takes four bytes of
    memory.

    Examples
    --------
    >>> from sk_epinet.genotypes import parse_strings
    >>> parsed = parse_strings(["AK", "GK", "GR", "GRR"], wild_type="GK")
    >>> parsed.sites, parsed.alleles
    ([1, 2], [['G', 'A'], ['K', 'R']])
    >>> parsed.reasons[3]
    "3 characters, 2 are needed: 'GRR'"
    """
    check_bool("allow_stop", allow_stop)
    column, problems = read_texts(texts)
    lengths = np.array([len(text) for text in column.tolist()], dtype=np.int64)
    usual = _usual_length(lengths, problems)
    n_sites = _require_length(n_sites, wild_type, positions, usual)
    for row in np.flatnonzero(lengths != n_sites).tolist():
        reason = f"{lengths[row]} characters, {n_sites} are needed"
        problems.setdefault(row, Problem(reason, column[row]))
    sites = number_sites(n_sites, first_position, positions)
    wild = read_wild_type(wild_type, first_position, positions)
    letters, spelled, rows = _spell(column, problems, n_sites)
    if not allow_stop:
        _blame_stop_codons(problems, letters, spelled, rows, sites, wild)
        kept = ~np.isin(rows, list(problems))
        spelled, rows = spelled[:, kept], rows[kept]
    alleles, coded = _code(letters, spelled, sites, wild)
    codes = empty_codes(len(column), alleles, fill=-1)
    codes[rows] = coded.T
    return ParsedGenotypes(sites, alleles, codes, wild, problems)


def write_strings(alleles, codes):
    """Return genotypes as strings, the inverse of :func:`parse_strings`.

    Parameters
    ----------
    alleles : list of list of str
    codes : ndarray of shape (n_samples, n_sites)

    Returns
    -------
    texts : list of str
    """
    letters = np.empty(codes.shape, dtype=object)
    for site, own in enumerate(alleles):
        letters[:, site] = np.array(own, dtype=object)[codes[:, site]]
    return ["".join(row) for row in letters.tolist()]


def _usual_length(lengths, problems):
    """Return the most common number of characters; of several, that of the first genotype."""
    kept = np.delete(lengths, list(problems))
    found, first, counts = np.unique(kept, return_index=True, return_counts=True)
    if not found.size:
        return 0
    return int(found[np.lexsort([first, -counts])[0]])


def _require_length(n_sites, wild_type, positions, usual):
    for name, value in (("wild_type", wild_type), ("positions", positions)):
        if value is None or n_sites is not None:
            continue
        if not isinstance(value, str):
            value = read_list(f"{name}=", value, "one entry for each character")
        if len(value) != usual:
            raise ValueError(
                f"{name}= is for {len(value)} characters, but most genotypes have {usual}."
            )
        return len(value)
    return usual if n_sites is None else n_sites


def _spell(texts, problems, n_sites):
    """Return the letters that occur, and each site's index of them in the rows kept."""
    rows = np.delete(np.arange(len(texts)), list(problems))
    joined = "".join(texts[rows].tolist()).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, dtype="<u4").reshape(rows.size, n_sites)
    occurs = np.zeros(int(points.max(initial=0)) + 1, dtype=bool)
    occurs[points] = True
    found = np.flatnonzero(occurs)
    index = np.zeros(occurs.size, dtype=np.min_scalar_type(found.size + 1))
    index[found] = np.arange(found.size)
    return [chr(point) for point in found], np.ascontiguousarray(index[points].T), rows


def _blame_stop_codons(problems, letters, spelled, rows, sites, wild_type):
    """Add the rows in which a stop codon was gained or lost to `problems`."""
    if "*" not in letters:
        return
    star = letters.index("*")
    for site in np.flatnonzero((spelled == star).any(axis=1)).tolist():
        counts = np.bincount(spelled[site], minlength=len(letters))
        present = np.flatnonzero(counts)
        own = None if wild_type is None else wild_type.get(sites[site])
        wrong = np.zeros(len(letters), dtype=bool)
        wrong[present] = find_stop_codons([letters[i] for i in present], counts[present], own)
        for place in np.flatnonzero(wrong[spelled[site]]).tolist():
            letter = letters[spelled[site, place]]
            reason = f"{'' if letter == '*' else 'no '}stop codon at position {sites[site]}"
            problems.setdefault(int(rows[place]), Problem(reason, letter))


def _code(letters, spelled, sites, wild_type):
    """Return the alleles of each site, and the code of each genotype there."""
    alleles = []
    coded = np.empty(spelled.shape, dtype=spelled.dtype)
    for site, column in enumerate(spelled):
        present = np.flatnonzero(np.bincount(column, minlength=len(letters)))
        own = None if wild_type is None else wild_type.get(sites[site])
        alleles.append(sort_alleles([letters[i] for i in present], own))
        code_of = np.zeros(len(letters), dtype=spelled.dtype)
        code_of[present] = [alleles[site].index(letters[i]) for i in present]
        coded[site] = code_of[column]
    return alleles, coded
