"""Find the genotypes: one column of them, or one column for each site."""

import numpy as np

from ._advise import describe_matrix, nothing_found, require_joined_letters
from ._ask import ask
from ._candidates import (
    genotype_kind,
    has_one_length,
    is_allele_like,
    is_factor_like,
    is_known,
    is_site_like,
    row_ids,
    same_rows,
    site_class,
)
from ._derived import find_counter, is_threshold
from ._joined_mutations import require_joined_mutations
from ._left_out import require_numbered_sites, require_similar_columns, stem_of
from ._names import (
    DEVIATIONS,
    ERRORS,
    VARIANCES,
    WEIGHTS,
    is_condition,
    is_error_name,
    is_index_name,
    is_numbered_site,
)
from ._site_functions import find_dummies, find_products, find_summary
from ._spelling import unify_spellings

# What is preferred among columns that say the same: mutations name the wild type and positions.
_MOST_LEVELS = 20
_JOINTS = " _.:="  # between the name of a site and that of its allele
_SHOWN = 6
_DESIGN_LEVELS = frozenset([("-1", "1"), ("high", "low"), ("+", "-")])
_PREFERENCE = ("mutations", "strings", "hgvs", "members")


def find_genotype(table, roles):
    """Write the column of genotypes, or the columns of the sites, into the roles.

    Parameters
    ----------
    table : Table
    roles : Roles
        `genotype` and `kind`, or `sites` are set.

    Raises
    ------
    ValueError
        If several readings are possible, or none.
    """
    names = [name for name in table.columns if name not in roles.used | roles.aside.keys()]
    unify_spellings(table, names)
    free = {name: table.columns[name] for name in names}
    # Constant columns of genotypes may be lists of a single mutation.
    strings = _genotype_columns(free, known=True)
    require_joined_mutations(table, roles, strings)
    numbered = {n: c for n, c in free.items() if is_numbered_site(n) and is_allele_like(c)}
    if not strings and (len(numbered) < 2 or len(set(map(stem_of, numbered))) > 1):
        require_joined_letters(table)
    sites = numbered if len(numbered) > 1 else _site_like(free)
    if sites is numbered:
        require_numbered_sites(table, list(numbered), free)
    sites = {name: column for name, column in sites.items() if name not in strings}
    if not strings and not (len(numbered) > 1):
        strings = _genotype_columns(free, known=False)
    if strings:
        _settle_strings(table, roles, strings, sites, is_numbered=len(numbered) > 1)
    elif sites:
        roles.sites = _settle_sites(table, roles, sites, free, is_numbered=len(numbered) > 1)
    elif describe_matrix(table) or not _take_names(table, roles):
        raise nothing_found(table, roles, free)


def _take_names(table, roles):
    """Take the genotypes from the only column of names that holds some, if there is one."""
    columns = [c for n, c in table.columns.items() if is_index_name(n) and n not in roles.used]
    kinds = {column.name: genotype_kind(column, is_index=True) for column in columns}
    found = [name for name, kind in kinds.items() if kind is not None]
    if len(found) != 1:
        return False
    (roles.genotype,) = found
    roles.kind = kinds[roles.genotype]
    roles.aside.pop(roles.genotype, None)
    return True


def _genotype_columns(free, *, known):
    """Return the kinds of the columns that hold genotypes, by name."""
    columns = [column for column in free.values() if is_known(column) == known]
    kinds = {column.name: genotype_kind(column) for column in columns}
    kinds = {name: kind for name, kind in kinds.items() if kind is not None}
    even = {n: k for n, k in kinds.items() if k != "strings" or has_one_length(free[n])}
    return even or kinds


def _site_like(free):
    return {
        name: column
        for name, column in free.items()
        if is_site_like(column)
        and not (column.is_numeric and is_error_name(name, frozenset(["sd", "se"])))
    }


def _settle_strings(table, roles, strings, sites, *, is_numbered):
    """Choose between columns of genotypes, and columns of sites that say the same."""
    columns = {name: table.columns[name] for name in strings}
    full = {n: c for n, c in columns.items() if strings[n] != "strings" or "" not in c.texts}
    coding = {name for name in full if _is_translated(columns, name)}
    names = sorted(full or columns, key=lambda n: (_PREFERENCE.index(strings[n]), n in coding))
    chosen, ids = names[0], columns[names[0]].codes
    for name in names[1:]:
        rows = same_rows(ids, columns[name].codes)
        if rows is not None:
            raise ask(
                table,
                f"'{chosen}' and '{name}' are different genotypes: one of them is the same in "
                f"{table.place(rows[0])} and {table.place(rows[1])}, the other is not.",
                "genotype",
                names,
            )
        if _are_alike_but_differ(columns[chosen], columns[name]):
            raise ask(
                table,
                f"'{chosen}' and '{name}' hold strings of the same letters, but differ.",
                "genotype",
                names,
            )
    if len(sites) > 1:
        rows = same_rows(ids, row_ids([column.codes for column in sites.values()]))
        if rows is None:
            roles.sites = list(sites)
            roles.aside |= dict.fromkeys(names, "the same genotypes as the columns of the sites")
            return
        if is_numbered:
            raise ValueError(
                f"{table.source}: the columns {', '.join(list(sites)[:3])}, ... and '{chosen}' "
                f"contradict each other in {table.place(rows[0])} and {table.place(rows[1])}. Add "
                f"genotype={chosen!r} or sites={list(sites)!r}."
            )
    roles.genotype, roles.kind = chosen, strings[chosen]
    roles.aside |= dict.fromkeys(names[1:], f"the same genotypes as '{chosen}'")


def _is_translated(columns, name):
    """Return whether a column holds nucleotides, of which another has the amino acids."""
    texts = columns[name].filled
    if not set("".join(texts).upper()) <= set("ACGTU"):
        return False
    others = (column.filled for own, column in columns.items() if own != name)
    return any(
        not set("".join(own)) <= set("ACGTU") and 3 * len(own[0]) == len(texts[0])
        for own in others
    )


def _are_alike_but_differ(first, second):
    """Return whether two columns hold strings of one length and alphabet, and differ in a row."""
    texts = [column.filled for column in (first, second)]
    if len({len(text) for own in texts for text in own}) > 1:
        return False
    if set("".join(texts[0])) != set("".join(texts[1])):
        return False
    return any(first[row] != second[row] for row in range(len(first)))


def _settle_sites(table, roles, sites, free, *, is_numbered):
    """Return the columns of the sites, if all that look like sites are alike."""
    if is_numbered:
        _require_all_sites(table, roles, list(sites), most=2)
        return list(sites)
    _require_no_dummies(table, list(sites))
    names = _without_functions(table, roles, list(sites))
    by_class = {}
    for name in names:
        by_class.setdefault(site_class(sites[name]), []).append(name)
    if len(by_class) > 1:
        largest = max(by_class.values(), key=len)
        # Where columns have words of their own, none is more likely to be a site than the others,
        # nor than a factor that is named as a condition is.
        own = [n for n in table.columns if n in names or _is_two_level_condition(table, roles, n)]
        likely = largest if 2 * len(largest) > len(names) else own
        question = "Columns with two values are written in different ways, and may not all be "
        question += f"sites ({'; '.join(', '.join(names[:6]) for names in by_class.values())})."
        raise ask(table, question, "sites", likely, as_list=True, shown=names)
    require_similar_columns(table, names, free)
    _require_coded_conditions(table, roles, names)
    _require_all_sites(table, roles, names)
    return names


def _require_all_sites(table, roles, names, most=_MOST_LEVELS):
    """Raise an error if rows of one genotype differ in another column that may be a site too.

    Such a column has up to `most` values.
    """
    ids = row_ids([table.columns[name].codes for name in names])
    known = set(names) | roles.used
    if ids.max(initial=-1) + 1 == len(ids):
        return
    others = [
        name
        for name, column in table.columns.items()
        if name not in known
        and (name not in roles.aside or _is_coded_condition(table, name, names))
        and is_factor_like(column)
        and len(column.filled) <= most
        and (roles.target or not column.is_numeric)
        and not is_error_name(name, ERRORS | DEVIATIONS | VARIANCES | WEIGHTS)
        and not _follows(ids, column.codes)
    ]
    if others:
        raise ask(
            table,
            f"Rows that are the same in {', '.join(names[:6])}{', ...' * (len(names) > 6)} differ "
            f"in {', '.join(others[:6])}: further sites, which sites={[*names, *others]!r} takes, "
            "or a condition.",
            "sites",
            names,
            as_list=True,
        )


def _is_two_level_condition(table, roles, name):
    return name not in roles.used and is_condition(name) and is_site_like(table.columns[name])


def _require_coded_conditions(table, roles, names):
    """Raise an error if a column named as a condition has the levels of a design: -1 and 1."""
    if site_class(table.columns[names[0]]) not in _DESIGN_LEVELS:
        return
    coded = [n for n in table.columns if n in roles.aside and _is_coded_condition(table, n, names)]
    if coded:
        raise ask(
            table,
            f"{', '.join(coded)} may be a condition of the experiment, but has the levels that "
            f"the sites have. If it is a site, add sites={[*names, *coded]!r}.",
            "sites",
            names,
            as_list=True,
            shown=coded,
        )


def _is_coded_condition(table, name, sites):
    """Return whether a column named as a condition is written as the sites are: -1 and 1."""
    alike = site_class(table.columns[name]) == site_class(table.columns[sites[0]])
    return is_condition(name) and alike


def _follows(ids, codes):
    """Return whether all rows with the same number have the same value."""
    pairs = np.unique(np.column_stack([ids, codes]), axis=0)
    return len(pairs) == ids.max(initial=-1) + 1


def _require_no_dummies(table, names):
    """Raise an error if a site has several columns, one for each of its alleles."""
    dummies = find_dummies(table.columns, names)
    if not dummies:
        return
    own = next(iter(dummies.values()))
    shown = {site.rstrip(_JOINTS) or site: names for site, names in list(dummies.items())[:_SHOWN]}
    more = " And so for the other sites." if len(dummies) > _SHOWN else ""
    raise ValueError(
        f"{table.source}: exactly one of the columns {', '.join(own[:6])} is 1 in each row, so "
        f"that they are the alleles of one site ({len(dummies)} such sites). Make one column of "
        f"each site, and pass the frame: for site, own in {shown!r}.items(): frame[site] = "
        f"frame[own].astype(float).idxmax(axis=1).str.removeprefix(site).str.lstrip({_JOINTS!r}); "
        f"frame = frame.drop(columns=own).{more}"
    )


def _without_functions(table, roles, names):
    """Return the names of the sites without columns that were computed from the sites."""
    for name, factors in find_products(table.columns, names).items():
        roles.aside[name] = f"the product of {' and '.join(factors)}"
    names = [name for name in names if name not in roles.aside]
    counter = find_counter(table.columns, names)
    if counter is not None:
        roles.aside[counter] = "counts the mutations of the sites"
        names = [name for name in names if name != counter]
    summary = find_summary(table.columns, names)
    if summary is not None:
        raise ask(
            table,
            f"Column '{summary}' is 1 wherever any of the other columns of two values is, so that "
            f"it may sum them up. If it is a site, add sites={names!r}.",
            "sites",
            [name for name in names if name != summary],
            as_list=True,
        )
    return names


def require_no_threshold(table, roles):
    """Raise an error if one of the sites may have been computed from the target."""
    names = roles.sites
    if len(roles.target) != 1 or len(names) < 2:
        return
    target = table.columns[roles.target[0]].numbers
    for name in names:
        others = [other for other in names if other != name]
        codes = [table.columns[other].codes for other in others]
        if is_threshold(table.columns[name].codes, codes, target):
            raise ask(
                table,
                f"Column '{name}' divides the values of '{roles.target[0]}' into low and high "
                "ones, as a threshold does, and no two genotypes differ in it alone. If it is a "
                f"site, add sites={names!r}; if it is not, name the other sites.",
                "sites",
                others,
                as_list=True,
            )
