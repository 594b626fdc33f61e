"""Name the alleles of a landscape as mutations."""

from ..genotypes import name_mutation


def name_mutations(landscape):
    """Return the name of each allele of each site.

    Parameters
    ----------
    landscape : Bunch

    Returns
    -------
    names : list of list of str
        Mutations from the wild type, such as A12V. Where it is not known, of two alleles that
        from the first to the second one, and of more the position and the allele, such as 12V.
        Where alleles are no letters, as 0 and 1, the site.
    """
    n_alleles = max(map(len, landscape.alleles))
    wild_type = landscape.wild_type
    plain = n_alleles == 2 and not any(
        allele.isalpha() for own in landscape.alleles for allele in own
    )
    known = wild_type or [own[0] for own in landscape.alleles]
    names = []
    for site, own, wild in zip(landscape.site_names, landscape.alleles, known, strict=True):
        written = [site if plain else name_mutation(site, wild, allele) for allele in own]
        if wild_type is None and n_alleles > 2:
            written = [_name_state(text, wild) for text in written]
        names.append(written)
    return names


def _name_state(written, wild):
    """Return A12V as 12V: where no wild type is known, nothing mutates from A."""
    rest = written.removeprefix(wild)
    return rest if rest[:1].isdigit() else written
