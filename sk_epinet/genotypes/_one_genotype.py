"""Read one genotype, such as a wild type, as users write it."""

import numpy as np

from .._utils import count_axes, quote_names, read_labelled, read_list, require_known_sites
from ._levels import is_missing, plain_value


def read_genotype(name, given, names, *, others=None):
    """Return the allele of one genotype at each site.

    Parameters
    ----------
    name : str
        Name of the argument, for messages.
    given : sequence of alleles, str, dict of site name to allele, or Series
        A string has a character for each site. A Series with labels of its own, such as a row of
        a DataFrame, is read by these labels, like a dict.
    names : sequence of str
        Names of the sites.
    others : sequence of alleles, default=None
        Alleles of the sites that a dict does not name. By default it must name all.

    Returns
    -------
    genotype : list
        Strings and Python numbers.

    Raises
    ------
    ValueError
        If there is not one allele for each site.
    """
    by_name = read_labelled(name, given)
    if by_name is not None:
        require_known_sites(name, by_name, names)
        if others is not None:
            by_name = dict(zip(names, others, strict=True)) | by_name
        if lacking := [site for site in names if site not in by_name]:
            raise ValueError(f"{name}= lacks the {quote_names(lacking)}.")
        given = [by_name[site] for site in names]
    elif isinstance(given, str):
        given = list(given)
    else:
        given = read_list(f"{name}=", given, f"one allele for each of {len(names)} sites")
    if len(given) != len(names):
        raise ValueError(
            f"{name}= must hold one allele for each of {len(names)} sites, got {len(given)}."
        )
    genotype = [plain_value(allele) for allele in given]
    for site, allele in zip(names, genotype, strict=True):
        if count_axes(allele) or allele is np.ma.masked or is_missing(allele):
            raise ValueError(
                f"{name}= must hold one allele for each site, but has {allele!r} at site '{site}'."
            )
    return genotype
