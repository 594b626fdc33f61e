"""Read lists of mutations such as ``A12V:K45R``."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import ArrayLike

from .._utils import check_bool
from ._amino_acids import ONE_LETTER, THREE_LETTERS
from ._parsed import Notation, ParsedGenotypes, Problem, read_texts
from ._substitutions import Substitution, genotypes_from_lists
from ._wild_type import is_wild_type_word

# These separate where a letter is before them and a mutation behind: A12V_K45R, A12V-K45R.
_JOINT = re.compile(
    r"(?<=[A-Za-z*])_(?=[A-Za-z]{1,3}\d)|(?<=\d[A-Za-z*])[.-](?=(?:p\.)?[A-Za-z]{1,3}\d)"
)
_SEPARATOR = re.compile(rf"\s*[:,;/+|&]\s*|\s+and\s+|\s+|{_JOINT.pattern}")
_AS_SPACES = str.maketrans(":,;/+|&", "       ")
_ALLELE = r"[A-Za-z*_]|[A-Za-z]{3}"
_ARROW = re.compile(r"\s*(?:->|>|\N{RIGHTWARDS ARROW})\s*")
# The table of avGFP writes the substitution A12V as SA12V; many others write p.A12V.
_MUTATION = re.compile(
    rf"(?P<prefix>p\.|S(?=(?:{_ALLELE})-?\d))?"
    rf"(?P<before>{_ALLELE})?(?P<position>-?\d+)(?P<after>{_ALLELE}|=)"
)
# What only looks like a mutation: with signs between its parts, or the type of HGVS in front.
_LIKE_MUTATION = re.compile(
    r"\(?(?:[cgmnopr]\.)?\(?[A-Za-z*]{0,3}[-_.()]{0,2}\d+[-_.()>]{0,2}[A-Za-z*]{1,3}(?:>[A-Za-z])?\)*"
)
# Names of sites that are a position: pos12, site 12, A12 or 12.
_NUMBERED = re.compile(r"(?:pos|position|site)?[ _.]?(-?\d+)", re.IGNORECASE)
_INDEL = re.compile(r"del|ins|dup|fs|\d-$|\d_[A-Za-z]*\d", re.IGNORECASE)


def parse_mutations(
    texts: ArrayLike,
    wild_type: str | Sequence[str] | Mapping[Any, str] | None = None,
    first_position: int = 1,
    *,
    positions: Sequence[int | str] | None = None,
    allow_stop: bool = False,
) -> ParsedGenotypes:
    """Read lists of mutations.

    Parameters
    ----------
    texts : array-like of shape (n_samples,)
        Lists such as ``A12V:K45R``, separated by ``:``, ``,``, ``;``, ``/``, ``+``, ``|``,
        ``&``, ``_``, ``-``, ``.``, ``and`` or white space. Amino acids may be written with one
        or three letters; ``S`` or ``p.`` may stand before each mutation, and an arrow inside:
        ``A12>V``, ``A12->V``. Empty text, ``WT``, ``_wt`` or ``wild type`` stand for the wild
        type.
        Positions are kept as they are, whether the first one is 0, 1 or 561.
    wild_type : str, sequence of str or dict of int to str, default=None
        The whole wild type, or its alleles by position. By default it is learned from the
        first letters of the mutations.
    first_position : int, default=1
        Position of the first character of `wild_type`.
    positions : sequence of int, default=None
        Position of each character of `wild_type`, where they are not consecutive.
    allow_stop : bool, default=False
        Whether a stop codon (``*``) is an allele, and not a problem.

    Returns
    -------
    parsed : ParsedGenotypes
        ``parsed.valid`` says which rows can be encoded, ``parsed.reasons`` why others cannot.

    Raises
    ------
    ValueError
        If two rows contradict each other on the wild type; or if most mutations contradict
        `wild_type`, with the `first_position` that would agree.

    Notes
    -----
    The columns are the positions that are mutated in at least one row. A mutation to the wild
    type's own letter (``A12A``, ``A12=``) is no mutation. The time is
    proportional to the length of the text.

    Examples
    --------
    >>> from sk_epinet.genotypes import parse_mutations
    >>> parsed = parse_mutations(["A12V:K45R", "K45R", "", "A12*"])
    >>> parsed.sites, parsed.alleles
    ([12, 45], [['A', 'V'], ['K', 'R']])
    >>> parsed.codes.tolist()
    [[1, 1], [0, 1], [0, 0], [-1, -1]]
    >>> parsed.reasons[3]
    "stop codon: 'A12*'"
    """
    check_bool("allow_stop", allow_stop)
    column, problems = read_texts(texts)
    lists = [split_mutations(text) for text in column.tolist()]
    notation = _find_notation(column.tolist(), lists)

    def read_event(token):
        return _read_mutation(token, notation.prefix, allow_stop)

    numbering = (first_position, positions)
    return genotypes_from_lists(lists, read_event, problems, notation, wild_type, numbering)


def is_mutation(token):
    """Return whether a text is one mutation such as A12V, SA12V, p.A12V or Ala12Val."""
    match = _MUTATION.fullmatch(token)
    return match is not None and bool(_letter(match["before"]) and _letter(match["after"]))


def lacks_wild_type(token):
    """Return whether a text is a mutation without the letter of the wild type, such as 12V."""
    match = _MUTATION.fullmatch(token)
    if match is None or match["prefix"] or match["before"] or not match["after"][0].isupper():
        return False
    return match["position"][0] in "123456789" and bool(_letter(match["after"]))


def looks_like_mutation(token):
    """Return whether a text seems to be a mutation that is written in another way: A-12-V."""
    return _LIKE_MUTATION.fullmatch(token) is not None


def split_mutations(text):
    """Return the mutations of one list as texts; none for the wild type."""
    if is_wild_type_word(text):
        return []
    if not text.isalnum():
        text = _JOINT.sub(" ", _ARROW.sub("", text)).replace(" and ", " ")
    return text.translate(_AS_SPACES).split()


def write_mutations(sites, alleles, codes, notation):
    """Return genotypes as lists of mutations, the inverse of :func:`parse_mutations`."""
    names = [
        ["", *(_write_mutation(site, own[0], other, notation) for other in own[1:])]
        for site, own in zip(sites, alleles, strict=True)
    ]
    texts = []
    for row in codes:
        mutated = row.nonzero()[0]
        found = (names[site][code] for site, code in zip(mutated, row[mutated], strict=True))
        texts.append(notation.separator.join(found) or notation.wild_type)
    return texts


def write_mutation_name(site_name, wild_type, allele):
    """Return a name such as A12V, or None where the site is no position or no letters change."""
    if not (is_letter(wild_type) and is_letter(allele)):
        return None
    numbered = _NUMBERED.fullmatch(site_name)
    numbered = numbered or _NUMBERED.fullmatch(site_name.removeprefix(wild_type))
    return f"{wild_type}{numbered[1]}{allele}" if numbered else None


def is_letter(allele):
    """Return whether an allele can stand in A12V: one letter, or one of * and _."""
    return isinstance(allele, str) and len(allele) == 1 and (allele.isalpha() or allele in "*_")


def _find_notation(texts, lists):
    """Return how the lists are written, by their first rows and their most common prefix."""
    tokens = dict.fromkeys(token for own in lists for token in own)
    matches = [match for match in map(_MUTATION.fullmatch, tokens) if match]
    prefixes = [match["prefix"] or "" for match in matches]
    several = (text.strip() for text, own in zip(texts, lists, strict=True) if len(own) > 1)
    first = next(several, None)
    wild = (text for text, own in zip(texts, lists, strict=True) if not own)
    return Notation(
        separator=":" if first is None else _SEPARATOR.search(first)[0],
        prefix=max(set(prefixes), key=prefixes.count) if prefixes else "",
        three_letters=any(len(match["after"]) == 3 for match in matches),
        wild_type=next(wild, ""),
    )


def _read_mutation(token, prefix, allow_stop):
    """Return the substitution that a text stands for, or the problem that it is."""
    match = _MUTATION.fullmatch(token)
    if match and (match["prefix"] or "") not in ("", "p.", prefix):
        match = None
    before, after = (_letter(match["before"]), _letter(match["after"])) if match else (None, None)
    if before is None or after is None:
        return Problem(_why_no_mutation(token), token)
    before = before or None
    if "*" in (before, after) and not allow_stop:
        return Problem("stop codon", token)
    return Substitution(int(match["position"]), before, before if after == "=" else after)


def _why_no_mutation(token):
    if _INDEL.search(token):
        return "insertion or deletion"
    if any(character.isdigit() for character in token):
        return "not a mutation such as A12V"
    return "not a mutation such as A12V, and the wild type is written as WT or as nothing"


def _letter(allele):
    """Return an allele in one letter; "" where none is written, None for an unknown name."""
    if allele is None or len(allele) < 2:
        return allele or ""
    return ONE_LETTER.get(allele.capitalize())


def _write_mutation(site, before, after, notation):
    if notation.three_letters:
        before, after = (THREE_LETTERS.get(letter, letter) for letter in (before, after))
    return f"{notation.prefix}{before}{site}{after}"
