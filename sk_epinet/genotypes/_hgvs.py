"""Read HGVS strings of MaveDB, such as ``p.[Val2Ala;Asn6Ala]`` and ``c.12A>G``."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import ArrayLike

from .._utils import check_bool
from ._amino_acids import ONE_LETTER, THREE_LETTERS
from ._parsed import Notation, ParsedGenotypes, Problem, read_texts
from ._substitutions import Substitution, genotypes_from_lists
from ._wild_type import is_wild_type_word

# An accession number may stand before the type, and brackets around several events.
_GENOTYPE = re.compile(r"(?:[^\s:]+:)?(?P<type>[cgmnopr])\.(?P<events>.*)", re.DOTALL)
_LOOKS_LIKE = re.compile(r"(?:[^\s:]+:)?[cgmnopr]\.(?:[\[(=?*-]|\d|[A-Z][a-z]{2}\d)")
_TYPE = re.compile(r"(?:^|[\s:,;/])[cgmnopr]\.")
_UNCHANGED = frozenset(["=", "(=)"])
_REASONS = {
    "del": "insertion or deletion",
    "ins": "insertion or deletion",
    "delins": "insertion or deletion",
    "dup": "insertion or deletion",
    "fs": "frame shift",
}


def parse_hgvs(
    texts: ArrayLike,
    wild_type: str | Sequence[str] | Mapping[Any, str] | None = None,
    first_position: int = 1,
    *,
    positions: Sequence[int | str] | None = None,
    allow_stop: bool = False,
) -> ParsedGenotypes:
    """Read HGVS strings, as MaveDB writes them, with the package mavehgvs.

    Parameters
    ----------
    texts : array-like of shape (n_samples,)
        Protein (``p.``) or nucleotide (``c.``, ``g.``, ``m.``, ``n.``, ``o.``, ``r.``)
        variants, one kind in a column. ``p.=``, ``_wt``, ``_sy`` and empty text stand for the
        wild type.
    wild_type, first_position, positions, allow_stop
        See :func:`parse_mutations`.

    Returns
    -------
    parsed : ParsedGenotypes
        Amino acids are alleles of one letter.

    Raises
    ------
    ImportError
        If mavehgvs is not installed; it comes with the extra ``mave``.
    ValueError
        See :func:`parse_mutations`.

    Notes
    -----
    mavehgvs reads each different mutation once, which takes about 15 microseconds.

    References
    ----------
    .. [1] Esposito et al. (2019). MaveDB: an open-source platform to distribute and interpret
       data from multiplexed assays of variant effect. Genome Biology 20:223.

    Examples
    --------
    >>> from sk_epinet.genotypes import parse_hgvs
    >>> parsed = parse_hgvs(["p.[Val2Ala;Asn6Lys]", "p.Val2Ala", "p.="])  # doctest: +SKIP
    >>> parsed.sites, parsed.alleles  # doctest: +SKIP
    ([2, 6], [['V', 'A'], ['N', 'K']])
    """
    check_bool("allow_stop", allow_stop)
    parse_variant = _import_parser()
    column, problems = read_texts(texts)
    split = [_split(text) for text in column.tolist()]
    types = [kind for kind, _ in split if kind]
    prefix = max(dict.fromkeys(types), key=types.count) if types else "p"
    for row, (kind, _) in enumerate(split):
        if kind not in ("", prefix):
            problems.setdefault(row, Problem(f"not written with {prefix}.", column[row]))
    lists = [[] if row in problems else events for row, (_, events) in enumerate(split)]
    wild = (text for text, own in zip(column.tolist(), lists, strict=True) if not own)
    notation = Notation(";", prefix, prefix == "p", next(wild, f"{prefix}.="))

    def read_event(event):
        return _read_event(parse_variant, prefix, event, allow_stop)

    numbering = (first_position, positions)
    return genotypes_from_lists(lists, read_event, problems, notation, wild_type, numbering)


def are_hgvs(texts):
    """Return whether at least half of the texts begin like HGVS variants, valid or not.

    ``p.A12V``, in one letter, does not. Where one text has several types, as in
    ``p.Val2Ala p.Asn6Ala``, the texts are lists of mutations.
    """
    found = sum(_LOOKS_LIKE.match(text.strip()) is not None for text in texts)
    return 2 * found >= len(texts) and all(len(_TYPE.findall(text)) < 2 for text in texts)


def write_hgvs(sites, alleles, codes, notation):
    """Return genotypes as HGVS strings, the inverse of :func:`parse_hgvs`."""
    names = [
        ["", *(_write_event(site, own[0], other, notation.prefix) for other in own[1:])]
        for site, own in zip(sites, alleles, strict=True)
    ]
    return [_write_genotype(names, row, notation) for row in codes]


def _import_parser():
    """Return a function that reads one variant with mavehgvs; None for what is no variant."""
    try:
        from mavehgvs import MaveHgvsParseError, Variant
    except ImportError as error:
        raise ImportError(
            "HGVS strings are read with the package mavehgvs: install it with "
            "'pip install sk_epinet[mave]'."
        ) from error

    def parse_variant(text):
        try:
            return Variant(text)
        except MaveHgvsParseError:
            return None

    return parse_variant


def _split(text):
    """Return the type of a variant, and its events as texts."""
    text = text.strip()
    match = _GENOTYPE.fullmatch(text)
    if match is None:
        return "", ([] if is_wild_type_word(text) else [text])
    events = match["events"].strip()
    if events in _UNCHANGED:
        return match["type"], []
    if events[:1] + events[-1:] in ("[]", "()"):
        events = events[1:-1]
    return match["type"], [event.strip() for event in events.split(";")]


def _read_event(parse_variant, prefix, text, allow_stop):
    """Return the substitution that one event stands for, or the problem that it is."""
    parsed = parse_variant(f"{prefix}.{text}")
    if parsed is None:
        return Problem("not an HGVS substitution", text)
    kind, position = parsed.variant_type, parsed.positions
    if kind not in ("sub", "equal"):
        return Problem(_REASONS.get(kind, "not a substitution"), text)
    if getattr(position, "intronic_position", None) or "*" in str(position):
        return Problem("position outside the coding sequence", text)
    if kind == "equal":
        before = ONE_LETTER.get(getattr(position, "amino_acid", None))
        return Substitution(position.position, before, before)
    before, after = (ONE_LETTER.get(allele, allele) for allele in parsed.sequence)
    if "*" in (before, after) and not allow_stop:
        return Problem("stop codon", text)
    return Substitution(position.position, before, after)


def _write_event(site, before, after, prefix):
    if prefix == "p":
        return f"{THREE_LETTERS[before]}{site}{THREE_LETTERS[after]}"
    return f"{site}{before}>{after}"


def _write_genotype(names, row, notation):
    events = [names[site][row[site]] for site in row.nonzero()[0].tolist()]
    if not events:
        return notation.wild_type
    joined = ";".join(events)
    return f"{notation.prefix}.[{joined}]" if len(events) > 1 else f"{notation.prefix}.{joined}"
