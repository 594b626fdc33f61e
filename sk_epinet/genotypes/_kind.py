"""What genotypes are written as, decided only where one reading is possible."""

import re
from collections import Counter

from ._hgvs import are_hgvs
from ._members import find_separator, split_members
from ._mutations import is_mutation, split_mutations
from ._parsed import shorten
from ._wild_type import is_wild_type_word

# Separators of lists; a gap or a sign is an allele of many strings.
_NOT_IN_STRINGS = re.compile(r"[,;:/\s]")
_LABEL = re.compile(r"(?P<word>[A-Za-z]+[-_. #]?)\d+")
# As many genotypes, spread over the column, show whether most are mutations or HGVS: whatever
# is not one of these is an error later.
_SAMPLE = 5000
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
    ValueError
        Where two readings are possible or none; it says which values of ``kind`` to pass.
    """
    genotypes = [text for text in dict.fromkeys(texts) if not is_wild_type_word(text)]
    if are_labels(genotypes[:_SAMPLE]):
        raise ValueError(
            f"X holds names such as {shorten(genotypes[0])} and {shorten(genotypes[1])}, which "
            "say nothing of the alleles: choose the column of genotypes. If each character is an "
            "allele, pass kind='strings'."
        )
    if not genotypes:
        raise ValueError(
            "X holds no genotype but the wild type, which does not tell how others are written: "
            "pass kind='mutations', 'strings', 'hgvs' or 'members'."
        )
    sample = genotypes[:: 1 + len(genotypes) // _SAMPLE]
    if are_hgvs(sample):
        return "hgvs"
    tokens = dict.fromkeys(token for text in sample for token in split_mutations(text))
    if 2 * sum(map(is_mutation, tokens)) >= len(tokens):
        return "mutations"
    return _strings_or_members(genotypes)


def are_labels(texts):
    """Return whether all texts are one word with a number of its own: v01, v02, mutant_3."""
    matches = [_LABEL.fullmatch(text) for text in texts]
    if len(texts) < 3 or not all(matches):
        return False
    return len({match["word"] for match in matches}) == 1


def _strings_or_members(genotypes):
    separated = any(_NOT_IN_STRINGS.search(text) for text in genotypes)
    strings = not separated and len({len(text) for text in genotypes}) == 1
    members = _are_members(genotypes)
    if strings and members:
        raise ValueError(
            f"Genotypes such as {shorten(genotypes[0])} may be strings with one character for "
            "each site, or lists of members: pass kind='strings' or kind='members'."
        )
    if members:
        return "members"
    if separated:
        raise ValueError(
            f"It cannot be told how genotypes such as {shorten(genotypes[0])} are written: pass "
            "kind='members' for lists of what is present, 'mutations' for lists such as "
            "A12V:K45R, 'strings' for one character a site, or 'hgvs'."
        )
    return "strings"


def _are_members(genotypes):
    """Return whether genotypes can only be lists of names that recur."""
    separator = find_separator(genotypes)
    lists = [split_members(text, separator) for text in genotypes]
    if all(len(names) < 2 for names in lists):
        return False
    if any("" in names or len(set(names)) < len(names) for names in lists):
        return False
    return min(Counter(name for names in lists for name in names).values()) > 1
