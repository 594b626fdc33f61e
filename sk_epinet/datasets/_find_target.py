"""Find the column of measured values."""

import re

import numpy as np

from ._advise import why_no_numbers
from ._ask import ask
from ._candidates import genotype_kind, is_site_like
from ._names import (
    DEVIATIONS,
    ERRORS,
    TARGETS,
    VARIANCES,
    WEIGHTS,
    is_computed,
    is_condition,
    is_error_name,
    is_metadata,
    is_target_name,
    key_of,
    replicate_stem,
)
from ._text import shorten

# What tells replicates of one measurement apart: a number, a letter, or x and y of a merge.
_ENDING = re.compile(r"([\W_]+([ivx]+|[a-hxy]|(rep|bio|tech|[brt])?\d+)|\d+)+$", re.IGNORECASE)


def find_target(table, roles, *, by_name_only=False):
    """Write the column of measured values, or the replicates of it, into the roles.

    Parameters
    ----------
    table : Table
    roles : Roles
        Its `target` is set, if one is found.
    by_name_only : bool, default=False
        Whether only a well-known name counts; otherwise the only column of numbers that can be
        nothing else is taken, too.

    Raises
    ------
    ValueError
        If several columns may be the target, or with `by_name_only=False` none.
    """
    free = [name for name in table.columns if name not in roles.used and name not in roles.aside]
    numeric = [name for name in free if table.columns[name].is_mostly_numeric]
    group = _replicates(table, numeric)
    for rank, names in enumerate(TARGETS):
        hits = [name for name in numeric if key_of(_without_copy_number(name, numeric)) in names]
        if hits:
            roles.target = _choose(table, hits, group, numeric, is_sure=rank == 0)
            return
    if group:
        roles.target = group
    elif not by_name_only:
        roles.target = [_only_candidate(table, roles, numeric)]


def _without_copy_number(name, names):
    """Return the name that a column had before pandas called it fitness.1, as it stood twice."""
    base, _, number = name.rpartition(".")
    return base if number.isdigit() and base in names else name


def _choose(table, hits, group, numeric, *, is_sure):
    """Return the target among columns with well-known names."""
    first = table.columns[hits[0]]
    if any(_differ(table.columns[other].numbers, first.numbers) for other in hits[1:]):
        raise _several(table, hits)
    if _may_be_coordinate(table, hits[0], numeric):
        others = [n for n in numeric if n not in hits and genotype_kind(table.columns[n]) is None]
        others = [name for name in others if key_of(name) != "x" and not _is_about_errors(name)]
        if others:
            question = f"'{hits[0]}' beside 'x' may be the place of a colony or a well."
            raise ask(table, question, "target", [*others, *hits])
    if is_site_like(first):
        others = [n for n in numeric if n not in hits and not is_site_like(table.columns[n])]
        others = [name for name in others if not _is_about_errors(name)]
        others = [name for name in others if genotype_kind(table.columns[name]) is None]
        if others:
            question = f"'{hits[0]}' has two values only, so that it may be a site."
            raise ask(table, question, "target", [*hits, *others])
    if group and hits[0] not in group:
        means = np.nanmean(np.column_stack([table.columns[n].numbers for n in group]), axis=1)
        if not _differ(means, first.numbers):
            return group
        if not is_sure:
            raise ask(
                table,
                f"'{hits[0]}' is not the mean of the replicates {', '.join(group)}; "
                f"target={group!r} takes their mean.",
                "target",
                [hits[0], *group],
            )
    return hits[:1]


def _may_be_coordinate(table, name, numeric):
    """Return whether a column is named y, and beside it stands one of numbers named x."""
    places = [other for other in numeric if key_of(other) == "x"]
    return key_of(name) == "y" and any(genotype_kind(table.columns[n]) is None for n in places)


def _differ(first, second):
    both = np.isfinite(first) & np.isfinite(second)
    largest = np.abs(first[both]).max(initial=0.0)
    return not np.allclose(first[both], second[both], rtol=1e-6, atol=1e-12 * largest)


def _replicates(table, numeric):
    """Return the columns that are replicates of one measurement by their names, or []."""
    groups = {}
    for name in numeric:
        stem = replicate_stem(name)
        base = key_of(name).rstrip("0123456789")
        if stem is None and base != key_of(name) and base in TARGETS[0] | TARGETS[1]:
            stem = base
        if stem is not None and len(table.columns[name].filled) > 2:
            groups.setdefault(stem, []).append(name)
    groups = [names for names in groups.values() if len(names) > 1]
    return groups[0] if len(groups) == 1 else []


def _only_candidate(table, roles, numeric):
    """Return the only column of numbers that is nothing else."""
    candidates = [name for name in numeric if not _is_about_errors(name)]
    several = [name for name in candidates if len(table.columns[name].filled) > 2]
    candidates = several or candidates
    if len(candidates) > 1:
        computed = {
            name
            for name in candidates
            if any(is_computed(name, other) for other in candidates if other != name)
        }
        candidates = [name for name in candidates if name not in computed] or candidates
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise _several(table, candidates)
    others = [name for name in table.columns if name not in roles.used]
    others.sort(key=lambda name: not table.columns[name].is_mostly_numeric)
    others.sort(key=lambda name: genotype_kind(table.columns[name]) is not None)
    if not others and len(roles.sites) > 1:
        raise ask(
            table,
            "No column of measured values was found beside the sites, but one with two values may "
            "hold them.",
            "target",
            roles.sites[::-1],
        )
    if not others:
        raise ValueError(f"{table.source} has no column of measured values beside the genotypes.")
    for name in sorted(others, key=lambda name: not is_target_name(name)):
        why = why_no_numbers(table.columns[name])
        if why and genotype_kind(table.columns[name]) is None and not is_metadata(name):
            raise ValueError(f"Column '{name}' of {table.source} {why}.")
    for name in filter(is_target_name, others):
        raise ValueError(
            f"Column '{name}' of {table.source} {_what_it_holds(table.columns[name])}. Choose the "
            "column of measured values with target=."
        )
    raise ask(table, "No column seems to hold the measured values.", "target", others)


def _several(table, names):
    """Return the question which of several columns is the target; counts come last."""
    question = "Several columns may hold the measured values."
    stems = {_ENDING.sub("", name).lower() for name in names}
    stem = stems.pop()
    are_conditions = is_condition(stem) or stem in ("day", "t", "c")  # t0 and t1 differ
    if not stems and stem and not are_conditions:
        question += f" If they are replicates, target={names!r} takes their mean."
    names = sorted(names, key=lambda name: not (table.columns[name].numbers % 1 > 0).any())
    return ask(table, question, "target", names)


def _what_it_holds(column):
    if not column.filled:
        return "is empty"
    return f"holds no numbers ({', '.join(map(shorten, column.examples()))})"


def _is_about_errors(name):
    return is_error_name(name, ERRORS | DEVIATIONS | VARIANCES | WEIGHTS)
