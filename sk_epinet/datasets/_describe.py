"""Describe what was taken from a table, in one block."""

import numpy as np

from ._derived import relation_to_target

_MAX_NAMES = 8
_MAX_COMPARED = 30


def describe(table, roles, landscape, dropped):
    """Return what was taken from a table.

    Parameters
    ----------
    table : Table
    roles : Roles
    landscape : Landscape
    dropped : dict of str to int
        Number of rows that were left out, by reason.

    Returns
    -------
    description : str
        One line for each: target, sites, alleles, wild type, errors, groups, rows left out,
        columns not used.
    """
    n_genotypes, n_sites = landscape.data.shape
    lines = [f"{table.source}: {n_genotypes:,} genotypes of {n_sites} sites"]

    def add(title, text):
        if text:
            lines.append(f"  {title + ':':<19}{text}")

    add("target", _target(table, roles, landscape))
    add("genotypes", _genotypes(roles, landscape))
    add("sites", _names(landscape.site_names))
    add("alleles", _alleles(landscape))
    add("without variation", _names(list(landscape.constant_sites)))
    add("wild type", _wild_type(landscape))
    add("errors", _errors(roles, landscape))
    add("groups", _groups(roles, landscape))
    add("split", _split(roles, landscape))
    add("limits", _limits(landscape))
    add("rows left out", "; ".join(f"{count:,} ({why})" for why, count in dropped.items()))
    add("columns not used", _not_used(table, roles, landscape))
    add("reading", "; ".join(table.notes))
    return "\n".join(lines)


def _names(names):
    shown = ", ".join(str(name) for name in names[:_MAX_NAMES])
    if len(names) > _MAX_NAMES:
        shown += f", ... {names[-1]} ({len(names)} in all)"
    return shown


def _target(table, roles, landscape):
    if landscape.target is None:
        return "none in this table"
    measured = landscape.target[np.isfinite(landscape.target)]
    if not measured.size:
        return f"{landscape.target_name}, nowhere measured"
    spread = f"from {measured.min():.4g} to {measured.max():.4g}"
    if len(roles.target) > 1:
        return f"mean of {', '.join(roles.target)}, {spread}"
    unit = " percent" if table.columns[roles.target[0]].is_percentage else ""
    return f"{landscape.target_name}, {spread}{unit}"


def _genotypes(roles, landscape):
    kinds = {
        "strings": "one character for each site",
        "mutations": "lists of mutations",
        "hgvs": "HGVS",
        "members": "lists of members",
    }
    if roles.genotype is None:
        return "one column for each site"
    return f"{roles.genotype} ({kinds[landscape.coding.kind]})"


def _alleles(landscape):
    counts = np.array([len(own) for own in landscape.alleles])
    if not counts.size:
        return ""
    if len({tuple(own) for own in landscape.alleles}) == 1:
        return f"{', '.join(landscape.alleles[0])} at each site"
    if len(counts) <= _MAX_NAMES and counts.max() <= 6:
        return "; ".join(
            f"{name} {'/'.join(own)}"
            for name, own in zip(landscape.site_names, landscape.alleles, strict=True)
        )
    if counts.min() == counts.max():
        return f"{counts[0]} at each site"
    return f"from {counts.min()} to {counts.max()} at a site"


def _wild_type(landscape):
    if landscape.wild_type is None:
        return "not known; the first allele of each site is the low level"
    single = all(len(allele) == 1 for allele in landscape.wild_type)
    text = ("" if single else ", ").join(landscape.wild_type)
    origin = f" ({landscape.wild_type_origin})" if landscape.wild_type_origin else ""
    return f"{text[:60]}{'...' * (len(text) > 60)}{origin}"


def _errors(roles, landscape):
    if roles.error or roles.variance:
        kind = "standard error" if roles.error else "variance"
        use = "" if landscape.sample_weight is not None else ", not used as weights"
        return f"{kind} {roles.error or roles.variance}{use}"
    if landscape.standard_error is not None:
        return "from the spread of the replicates"
    return f"weights {roles.weight}" if roles.weight else ""


def _groups(roles, landscape):
    if roles.groups:
        return roles.groups
    repeated = len(landscape.data) - len(np.unique(landscape.groups))
    if not repeated:
        return ""
    return f"genotypes, of which some stand in several rows ({repeated:,} more)"


def _split(roles, landscape):
    if landscape.split is None:
        return ""
    names, counts = np.unique(landscape.split, return_counts=True)
    parts = ", ".join(f"{n} {count:,}" for n, count in zip(names, counts, strict=True))
    return f"{roles.split} ({parts})"


def _limits(landscape):
    if landscape.censored is None:
        return ""
    low, high = (landscape.censored < 0).sum(), (landscape.censored > 0).sum()
    parts = [f"at most the value in {low:,} rows (<)"] * bool(low)
    parts += [f"at least the value in {high:,} rows (>)"] * bool(high)
    return ", ".join(parts)


def _not_used(table, roles, landscape):
    names = [name for name in table.columns if name not in roles.used]
    target = None
    if landscape.target is not None and len(names) <= _MAX_COMPARED:
        target = landscape.target
    parts = []
    for name in names[: 3 * _MAX_NAMES]:
        why = roles.aside.get(name) or _relation(table.columns[name], target, landscape)
        parts.append(f"{name} ({why})" if why else name)
    if len(names) > len(parts):
        parts.append(f"and {len(names) - len(parts)} more")
    return "; ".join(parts)


def _relation(column, target, landscape):
    if target is None or not column.is_numeric:
        return ""
    relation = relation_to_target(column.numbers[landscape.rows], target)
    return f"{relation} of the target" if relation else ""
