"""Check the columns that the user named as sites."""

from fnmatch import fnmatchcase

import numpy as np

from .._utils import quote_names, warn_user
from ._ask import as_list, require_columns
from ._candidates import genotype_kind, is_known
from ._derived import find_counter, is_row_number, is_threshold, relation_to_target
from ._names import is_computed, is_metadata, is_mutation_count
from ._spelling import unify_spellings


def expand_sites(table, sites):
    """Return the names of the columns that `sites` names: one, a pattern, or a list of these.

    Parameters
    ----------
    table : Table
    sites : str or list of str
        In a name that is no column, ``*`` and ``?`` stand for any characters: ``"pos*"``.

    Raises
    ------
    ValueError
        If a name is no column.
    """
    names = []
    for name in as_list("sites", sites):
        matching = []
        if isinstance(name, str) and name not in table.columns and ("*" in name or "?" in name):
            matching = [own for own in table.columns if fnmatchcase(own, name)]
        names += matching or require_columns(table, "sites", [name])
    return list(dict.fromkeys(require_columns(table, "sites", names)))


def check_named_sites(table, roles):
    """Return the columns of the sites that the user named, without those that say nothing.

    A single column of strings is taken as the column of genotypes.

    Parameters
    ----------
    table : Table
    roles : Roles

    Raises
    ------
    ValueError
        If one of them cannot be a site.
    """
    names = roles.sites
    if len(names) == 1:
        column = table.columns[names[0]]
        kind = genotype_kind(column)
        if kind is not None and (len(column.filled) > 2 or is_known(column)):
            roles.genotype, roles.kind = names[0], kind
            return []
    unify_spellings(table, names)
    target = _target_numbers(table, roles)
    counter = find_counter(table.columns, names)
    kept = []
    for name in names:
        column = table.columns[name]
        _refuse(table, name, column, target)
        if len(column.texts) == 1:
            warn_user(
                f"Column '{name}' was given as a site, but it has the same value "
                f"({column.texts[0]!r}) in all rows and says nothing: it is left out."
            )
            roles.aside[name] = "one value only"
            continue
        kept.append(name)
    for name in kept:
        others = [table.columns[n].codes for n in kept if n not in (name, counter)]
        why = "counts the mutations of the other sites" if name == counter else ""
        why = why or _doubt(table.columns[name], others, target, roles)
        if why:
            warn_user(f"Column '{name}' was given as a site, but it {why}.")
    if not kept:
        raise ValueError(
            f"{table.source}: none of {quote_names(names)} varies. Name columns with several "
            "alleles with sites=."
        )
    return kept


def _target_numbers(table, roles):
    numbers = np.column_stack([table.columns[name].numbers for name in roles.target])
    return np.where(np.isfinite(numbers).all(axis=1), numbers.mean(axis=1), np.nan)


def _refuse(table, name, column, target):
    """Raise an error if a column cannot be a site."""
    if not column.filled:
        raise ValueError(
            f"{table.source}: column '{name}' is empty and cannot be a site. Leave it out of "
            "sites=."
        )
    if is_row_number(column):
        raise ValueError(
            f"{table.source}: column '{name}' numbers the rows, and cannot be a site. Leave it "
            "out of sites=."
        )
    if not column.is_numeric:
        return
    relation = relation_to_target(column.numbers, target)
    if relation in ("a copy", "a rescaling", "a rank") and len(column.filled) > 2:
        raise ValueError(
            f"{table.source}: column '{name}' is {relation} of the target, and cannot be a site. "
            "Leave it out of sites=."
        )
    fractions = column.numbers[np.isfinite(column.numbers)] % 1 != 0
    if len(column.filled) > 20 and fractions.any():
        raise ValueError(
            f"{table.source}: column '{name}' holds {len(column.filled)} different numbers and "
            "is a measurement, not a site with alleles. Leave it out of sites=."
        )


def _doubt(column, others, target, roles):
    """Return why a column is probably no site, or an empty text."""
    if is_mutation_count(column.name) and column.is_numeric:
        return "seems to count mutations"
    if is_metadata(column.name):
        return "seems to be a condition or key of the experiment"
    if is_computed(column.name, roles.target[0]):
        return "seems to be computed from the target"
    if is_threshold(column.codes, others, target):
        target_name = roles.target[0]
        return f"divides the values of '{target_name}' into low and high ones, as a threshold does"
    return ""
