"""The wild type: the allele at each position, as users give it and as mutations name it."""

WILD_TYPE_WORDS = frozenset(
    ["", "wt", "_wt", "wildtype", "wild type", "wild-type", "wild_type", "=", "_sy"]
)


def is_wild_type_word(text):
    """Return whether a text stands for the wild type: empty, WT, _wt, wild type, ..."""
    return text.strip().lower() in WILD_TYPE_WORDS


def number_sites(n_sites, first_position=1, positions=None):
    """Return the position of each character of a genotype of `n_sites` characters.

    Parameters
    ----------
    n_sites : int
    first_position : int, default=1
        Position of the first character.
    positions : sequence of int, default=None
        Position of each character, where they are not consecutive.

    Returns
    -------
    positions : list of int

    Raises
    ------
    ValueError
        If there is not one position for each character.
    """
    if positions is None:
        return list(range(int(first_position), int(first_position) + n_sites))
    positions = [int(position) for position in positions]
    if len(positions) != n_sites or len(set(positions)) != n_sites:
        raise ValueError(
            f"positions= must hold a different position for each of the {n_sites} characters of "
            f"a genotype, got {len(positions)} ({len(set(positions))} different ones)."
        )
    return positions


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
    wild_type : dict of int to str, or None
    """
    if wild_type is None:
        return None
    if hasattr(wild_type, "items"):
        return {int(position): str(allele) for position, allele in wild_type.items()}
    places = number_sites(len(wild_type), first_position, positions)
    return dict(zip(places, (str(allele) for allele in wild_type), strict=True))


def find_shift(named, wild_type):
    """Return by how much positions must be moved to agree with the wild type.

    Parameters
    ----------
    named : dict of int to str
        Wild-type allele of each position, as the mutations name it.
    wild_type : dict of int to str
        Wild-type allele of each position, as the user gave it.

    Returns
    -------
    shift : int or None
        The position that the wild type's first character should have, less the one it has.
        None unless exactly one shift agrees with all mutations.
    """
    low, high = min(wild_type), max(wild_type)
    shifts = range(max(named) - high, min(named) - low + 1)
    agreeing = [
        shift
        for shift in shifts
        if all(wild_type.get(place - shift) == allele for place, allele in named.items())
    ]
    return agreeing[0] if len(agreeing) == 1 else None
