"""Where an interaction stands among the coefficients of a whole spectrum."""


def place_of(interaction, n_sites):
    """Return the place of an interaction in enumeration order, where site 0 counts most."""
    return sum(2 ** (n_sites - 1 - site) for site in interaction)
