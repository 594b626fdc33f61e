"""The wild type: the allele at each position, as users give it and as mutations name it."""

import math
import re

from .._utils import check_number, read_list

_WORDS = (
    ",wt,_wt,wildtype,wild type,wild-type,wild_type,=,_sy,ref,reference,parent,parental,anc,"
    "ancestor,ancestral,native,unmutated,no mutation,no mutations,p.=,p.(=),c.=,n.="
)
WILD_TYPE_WORDS = frozenset(_WORDS.split(","))


def is_wild_type_word(text):
    """Return whether a text stands for the wild type: empty, WT, _wt, ref, ancestral, ..."""
    # Most genotypes are longer than any of the words, and need not be compared with them.
    return len(text) < 30 and text.strip().lower() in WILD_TYPE_WORDS


def number_sites(n_sites, first_position=1, positions=None):
    """Return the position of each character of a genotype of `n_sites` characters.

    Parameters
    ----------
    n_sites : int
    first_position : int, default=1
        Position of the first character.
    positions : sequence of int or str, default=None
        Position of each character, where they are not consecutive. Text that is no whole
        number, such as ``+2``, is the name of a site.

    Returns
    -------
    positions : list of int or str

    Raises
    ------
    ValueError
        If there is not one position for each character.
    """
    check_number("first_position", first_position, low=-math.inf, integer=True)
    if positions is None:
        return list(range(int(first_position), int(first_position) + n_sites))
    positions = [_as_position(p) for p in read_list("positions=", positions, "positions")]
    if len(positions) != n_sites or len(set(positions)) != n_sites:
        raise ValueError(
            f"positions= must hold a different position for each of the {n_sites} characters of "
            f"a genotype, got {len(positions)} ({len(set(positions))} different ones)."
        )
    return positions


def _as_position(label):
    """Return a position as an int where it is a whole number, else the name of a site."""
    if isinstance(label, str) and not re.fullmatch(r"-?\d+", label):
        return label
    try:
        return int(label)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            f"positions= must hold whole numbers or the names of sites, got {label!r}."
        ) from error


def read_wild_type(wild_type, first_position=1, positions=None):
    """Return the alleles of the wild type by position.

    Parameters
    ----------
    wild_type : str, sequence of str, dict of int to str, or None
        A string or a sequence is numbered as :func:`number_sites` says; a dict gives the
        allele of each position, and may leave positions out.
    first_position, positions
        See :func:`number_sites`.

    Returns
    -------
    wild_type : dict of position to str, or None
    """
    if wild_type is None:
        return None
    if hasattr(wild_type, "items"):
        return {_as_position(place): str(allele) for place, allele in wild_type.items()}
    if not isinstance(wild_type, str):
        wild_type = read_list("wild_type=", wild_type, "one allele for each site")
    places = number_sites(len(wild_type), first_position, positions)
    return dict(zip(places, (str(allele) for allele in wild_type), strict=True))


def find_first_position(named, wild_type):
    """Return the position that the wild type's first character would need to agree.

    Parameters
    ----------
    named : dict of int to str
        Wild-type allele of each position, as the mutations name it.
    wild_type : dict of position to str
        Wild-type allele of each position, as the user gave it.

    Returns
    -------
    first_position : int or None
        None unless exactly one position agrees with all mutations.
    """
    numbered = [place for place in wild_type if isinstance(place, int)]
    if not numbered:
        return None
    # Each named position, so that one too, is one of the wild type's. Positions may be far apart.
    one = next(iter(named))
    agreeing = [
        one - own
        for own in numbered
        if all(wild_type.get(place - one + own) == allele for place, allele in named.items())
    ]
    return min(numbered) + agreeing[0] if len(agreeing) == 1 else None
