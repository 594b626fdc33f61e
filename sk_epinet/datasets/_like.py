"""Read a table with the coding of another landscape, for example to predict on it."""

import numpy as np

from .._utils import quote_names, warn_user
from ..genotypes import number_genotypes
from ._ask import ask, require_column, require_columns
from ._candidates import genotype_kind
from ._coding import describe_new, recode
from ._describe import describe
from ._landscape import Landscape, extended_frame, genotype_frame, genotype_texts
from ._names import key_of
from ._roles import Roles
from ._sites import describe_lost_zeros, parse_genotype_column, parse_site_columns
from ._spelling import unify_spellings
from ._values import read_values


def load_like(table, like, arguments, drop):
    """Return the landscape of a table in the sites and alleles of another one.

    Parameters
    ----------
    table : Table
    like : Landscape
    arguments : dict
        `target`, `genotype`, `groups`, ...; only the first two are used.
    drop : set of str

    Returns
    -------
    landscape : Landscape
        All rows in their order; `target` is None where the table has none, and NaN in rows
        without one.

    Raises
    ------
    ValueError
        If a site is missing, or a row has an allele that `like` does not have.
    """
    coding = getattr(like, "coding", None)
    if coding is None:
        raise TypeError(f"like must be what load_landscape returned, got {type(like).__name__}.")
    roles = _roles(table, coding, arguments)
    parsed = _read(table, coding, roles, like.wild_type is not None)
    absent = 0 if roles.kind in ("mutations", "hgvs", "members") else None
    coded = recode(parsed, coding.site_names, coding.alleles, coding.constant_sites, absent=absent)
    if coded.problems and "genotype" not in drop:
        raise ValueError(describe_new(table, coded, _remedy(table, coding, roles, coded)))
    keep, dropped = coded.valid, {}
    if not keep.all():
        dropped["genotype that the coding does not have"] = int((~keep).sum())
    target = None
    if roles.target:
        values = read_values(table, roles.target, drop)
        target, keep = values.target, keep & ~values.wrong
    _warn_of_columns(table, coding)
    rows = np.flatnonzero(keep)
    landscape = _assemble(table, like, roles, coded, rows, target)
    landscape.DESCR = describe(table, roles, landscape, dropped)
    return landscape


def _remedy(table, coding, roles, coded):
    """Return what to do where strings of digits are too short, or an empty text."""
    if roles.kind != "strings" or "characters" not in coded.problems[min(coded.problems)].reason:
        return ""
    n_sites = len(coding.site_names) + len(coding.constant_sites)
    return describe_lost_zeros(table.columns[roles.genotype], n_sites)


def _warn_of_columns(table, coding):
    """Warn of a column that had one value before and has others now."""
    for name, value in coding.constant_columns.items():
        column = table.columns.get(name)
        if column is not None and any(text != value for text in column.filled):
            row = int(column.rows_with(lambda text, value=value: text not in ("", value))[0])
            warn_user(
                f"Column '{name}' had only {value!r} in the table that the coding is from, and "
                f"has {column[row]!r} in {table.place(row)}: it is no site, and is not used."
            )


def _assemble(table, like, roles, coded, rows, target):
    data = genotype_frame(coded, rows, table.index)
    target = None if target is None else target[rows]
    names = roles.target or like.coding.target
    target_name = names[0] if len(names) == 1 else "mean"
    landscape = Landscape(
        data=data,
        target=target,
        target_name=target_name,
        sample_weight=None,
        standard_error=None,
        error_of_weights=None,
        n_replicates=None,
        censored=None,
        groups=number_genotypes(coded.codes[rows]),
        split=None,
        wild_type=like.wild_type,
        wild_type_origin="",
        alleles=like.alleles,
        site_names=like.site_names,
        feature_names=like.site_names,
        constant_sites=like.constant_sites,
        codes=coded.codes[rows],
        genotypes=genotype_texts(table, roles, rows),
        rows=rows,
        coding=like.coding,
        n_missing=0 if target is None else int(np.isnan(target).sum()),
        unmeasured=data.iloc[:0],
    )
    landscape.frame = extended_frame(data, {target_name: target})
    return landscape


def _roles(table, coding, arguments):
    """Return the columns of the genotypes and, if there is one, of the target."""
    roles = Roles(kind=coding.kind)
    target = arguments.get("target")
    if target is not None:
        roles.target = require_columns(table, "target", target)
    elif all(name in table.columns for name in coding.target):
        roles.target = list(coding.target)
    if arguments.get("genotype") is not None:
        if coding.genotype is None:
            raise ValueError(
                "genotype= names a column of whole genotypes, but the coding has a column for "
                f"each site ({quote_names(coding.site_names[:6])}): leave it out."
            )
        roles.genotype = require_column(table, "genotype", arguments["genotype"])
    elif coding.genotype is not None:
        roles.genotype = _find_genotype(table, coding, roles)
    else:
        roles.sites = _find_sites(table, coding)
    return roles


def _find_genotype(table, coding, roles):
    """Return the column of genotypes: of the same name, or the only one of the same kind."""
    if coding.genotype in table.columns:
        return coding.genotype
    free = [name for name in table.columns if name not in roles.target]
    alike = [name for name in free if key_of(name) == key_of(coding.genotype)]
    if len(alike) == 1:
        return alike[0]
    if not free:
        raise ValueError(f"{table.source} has no column of genotypes beside the target.")
    same = [name for name in free if genotype_kind(table.columns[name]) == coding.kind]
    if len(same) == 1:
        return same[0]
    raise ask(
        table, f"There is no column '{coding.genotype}' of genotypes.", "genotype", same or free
    )


def _find_sites(table, coding):
    by_key = {}
    for name in table.columns:
        by_key.setdefault(key_of(name), []).append(name)
    found = []
    for name in coding.site_names:
        alike = by_key.get(key_of(name), [])
        found.append(name if name in table.columns else alike[0] if len(alike) == 1 else None)
    missing = [n for n, own in zip(coding.site_names, found, strict=True) if own is None]
    if missing:
        raise ValueError(
            f"{table.source} lacks {quote_names(missing)}, which the landscape has as sites."
        )
    return found


def _read(table, coding, roles, has_wild_type):
    if roles.genotype is None:
        unify_spellings(table, roles.sites, dict(zip(roles.sites, coding.alleles, strict=True)))
        parsed = parse_site_columns(table, roles.sites, None)
        parsed.sites[:] = coding.site_names
        return parsed
    wild_type = coding.wild_type if roles.kind in ("mutations", "hgvs") else None
    if roles.kind == "strings" and has_wild_type:
        wild_type = [allele for _, allele in sorted(coding.wild_type.items())]
    return parse_genotype_column(
        table,
        roles.genotype,
        roles.kind,
        wild_type,
        coding.first_position,
        len(coding.site_names) + len(coding.constant_sites),
    )
