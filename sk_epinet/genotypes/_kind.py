"""What genotypes are written as, decided only where one reading is possible."""

import re
from collections import Counter

from ._hgvs import are_hgvs
from ._members import find_separator, split_members
from ._mutations import is_mutation, lacks_wild_type, looks_like_mutation, split_mutations
from ._parsed import shorten
from ._wild_type import is_wild_type_word

# Separators of lists; a gap or a sign is an allele of many strings.
_NOT_IN_STRINGS = re.compile(r"[,;:/\s]")
_LABEL = re.compile(r"(?P<word>[A-Za-z]+[-_. #]?)\d+")
_ITEMS = (r"[^\s,;:/|()\[\]]+", "[^+]+", "[^-]+")
# As many genotypes, spread over the column, show whether most are mutations or HGVS: whatever
# is not one of these is an error later.
_SAMPLE = 5000
_SHARE = 0.9  # of genotypes are strings of one length, where the others are notes


class UnknownKindError(ValueError):
    """Say that it cannot be told how genotypes are written.

    Parameters
    ----------
    message : str
    reason : {"labels", "wild type", "alleles", "mutations", "strings or members", "none"}
        What the genotypes seem to be, for those who give other advice.
    """

    def __init__(self, message, reason):
        super().__init__(message)
        self.reason = reason


KINDS = ("strings", "mutations", "hgvs", "members", "sites")


def find_kind(texts):
    """Return what a column of genotypes is written as.

    Parameters
    ----------
    texts : sequence of str
        Missing values left out.

    Returns
    -------
    kind : "strings", "mutations", "hgvs" or "members"
        "hgvs" where most genotypes begin with a type such as ``p.``, and "mutations" where
        most words look like ``A12V``: other genotypes are then wrong, and never read in
        another way. "members" where there are separators and each name occurs in two
        genotypes or more. "strings" where there are no separators.

    Raises
    ------
    UnknownKindError
        Where two readings are possible or none; it says which values of ``kind`` to pass.
    """
    genotypes = [text for text in dict.fromkeys(texts) if not is_wild_type_word(text)]
    if are_labels(genotypes[:_SAMPLE]):
        raise UnknownKindError(
            f"X holds names such as {shorten(genotypes[0])} and {shorten(genotypes[1])}, which "
            "say nothing of the alleles: choose the column of genotypes. If each character is an "
            "allele, pass kind='strings'.",
            "labels",
        )
    if not genotypes:
        raise UnknownKindError(
            "X holds no genotype but the wild type, which does not tell how others are written: "
            "pass kind='mutations', 'strings', 'hgvs' or 'members'.",
            "wild type",
        )
    sample = genotypes[:: 1 + len(genotypes) // _SAMPLE]
    if are_hgvs(sample):
        return "hgvs"
    tokens = dict.fromkeys(token for text in sample for token in split_mutations(text))
    if 2 * sum(map(is_mutation, tokens)) >= len(tokens):
        return "mutations"
    if all(map(lacks_wild_type, tokens)) and max(map(len, tokens)) > 2:
        return "mutations"
    return _strings_or_members(genotypes)


def are_labels(texts):
    """Return whether all texts are one word with a number of its own: v01, v02, mutant_3."""
    matches = [_LABEL.fullmatch(text) for text in texts]
    if len(texts) < 3 or not all(matches):
        return False
    return len({match["word"] for match in matches}) == 1


def pattern_of_alleles(genotypes):
    """Return a pattern of the alleles in texts such as "A K" or "0,1", one for each site, or "".

    Each text has the same number of items, two or more. Either an item stands twice in a text,
    or each different item has a place of its own, at which others stand in other texts; lists
    of members have neither.

    Parameters
    ----------
    genotypes : list of str
    """
    for pattern in _ITEMS:
        lists = [re.findall(pattern, text) for text in genotypes]
        if max(map(len, lists), default=0) > 1:
            break
    else:
        return ""
    if len({len(items) for items in lists}) > 1 or len(genotypes) < 2:
        return ""
    places = {(item, place) for items in lists for place, item in enumerate(items)}
    has_own_place = len({item for item, _ in places}) == len(places)
    is_twice = any(len(set(items)) < len(items) for items in lists)
    return pattern if is_twice or (has_own_place and len(places) > len(lists[0])) else ""


def _strings_or_members(genotypes):
    genotypes = _without_few_sentences(genotypes)
    separated = any(_NOT_IN_STRINGS.search(text) for text in genotypes)
    strings = not separated and len({len(text) for text in genotypes}) == 1
    members = _are_members(genotypes)
    if strings and members:
        raise UnknownKindError(
            f"Genotypes such as {shorten(genotypes[0])} may be strings with one character for "
            "each site, or lists of members: pass kind='strings' or kind='members'.",
            "strings or members",
        )
    if members and pattern_of_alleles(genotypes):
        raise UnknownKindError(
            f"Genotypes such as {shorten(genotypes[0])} have an allele of each site at the same "
            "place: make a column of each site, or pass kind='members' if they are lists of what "
            "is present.",
            "alleles",
        )
    if members and _name_mutations(genotypes):
        raise UnknownKindError(
            f"Genotypes such as {shorten(genotypes[0])} seem to be lists of mutations, which are "
            "read as A12V:K45R or in HGVS: write them so, or pass kind='members' if they are "
            "names of what is present.",
            "mutations",
        )
    if members:
        return "members"
    if separated:
        raise UnknownKindError(
            f"It cannot be told how genotypes such as {shorten(genotypes[0])} are written: pass "
            "kind='members' for lists of what is present, 'mutations' for lists such as "
            "A12V:K45R, 'strings' for one character a site, or 'hgvs'.",
            "none",
        )
    return "strings"


def _without_few_sentences(genotypes):
    """Return strings of one length without the few texts with spaces among them, such as notes.

    They are errors of their rows, and do not hide how the others are written.
    """
    plain = [text for text in genotypes if not _NOT_IN_STRINGS.search(text)]
    are_strings = len({len(text) for text in plain}) == 1 and len(plain[0]) > 1
    return plain if are_strings and len(plain) >= _SHARE * len(genotypes) else genotypes


def _name_mutations(genotypes):
    """Return whether most names in lists seem to be mutations."""
    separator = find_separator(genotypes)
    names = {name for text in genotypes for name in split_members(text, separator)}
    return 2 * sum(map(looks_like_mutation, names)) >= len(names)


def _are_members(genotypes):
    """Return whether genotypes can only be lists of names that recur."""
    separator = find_separator(genotypes)
    lists = [split_members(text, separator) for text in genotypes]
    if all(len(names) < 2 for names in lists):
        return False
    if any("" in names or len(set(names)) < len(names) for names in lists):
        return False
    return min(Counter(name for names in lists for name in names).values()) > 1
