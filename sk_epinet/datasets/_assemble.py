"""Put together what was read from a table: a landscape, and the rows without a measured value."""

import numpy as np
import pandas as pd

from .._utils import warn_user
from ..genotypes import number_genotypes
from ._coding import Coding, fit_coding, recode
from ._landscape import Landscape, extended_frame, genotype_frame, genotype_texts
from ._roles import CONSTANT
from ._values import read_weights

# Numbers that programs write where nothing was measured, where they are this far from others.
_CODES_OF_GAPS = np.array([s * v for v in (99, 999, 9999, 99999, 999999, 1e99) for s in (-1, 1)])
_FAR = 10


def assemble_landscape(table, roles, values, parsed, rows, first_position):
    """Return the landscape of the measured rows.

    Parameters
    ----------
    table : Table
    roles : Roles
    values : Values
    parsed : ParsedGenotypes
        Of all rows of the table.
    rows : ndarray of int
        Positions of the measured rows.
    first_position : int
        As the user gave it.
    """
    measured = np.zeros(len(table), dtype=bool)
    measured[rows] = True
    names, alleles, constant_sites = fit_coding(parsed, measured, roles.kind)
    if not names:
        raise ValueError(
            f"{table.source}: all measured genotypes are the same, so that there is nothing to "
            "learn from. Name the genotypes with genotype= or sites=."
        )
    coded = recode(parsed, names, alleles, constant_sites)
    data = genotype_frame(coded, rows, table.index)
    codes = coded.codes if len(rows) == len(table) else coded.codes[rows]
    taken = lambda array: None if array is None else array[rows]  # noqa: E731
    target_name = roles.target[0] if len(roles.target) == 1 else "mean"
    landscape = Landscape(
        data=data,
        target=values.target[rows],
        target_name=target_name,
        sample_weight=read_weights(table, roles, values, rows),
        standard_error=taken(values.standard_error),
        error_of_weights=_error_of_weights(roles, values, rows),
        n_replicates=taken(values.n_replicates),
        censored=values.censored[rows] if values.censored[rows].any() else None,
        groups=_labels(table, roles.groups, rows) if roles.groups else number_genotypes(codes),
        split=_split(table, roles, rows),
        wild_type=_list_wild_type(parsed, names, alleles),
        alleles=alleles,
        site_names=names,
        feature_names=names,
        constant_sites=constant_sites,
        codes=codes,
        genotypes=genotype_texts(table, roles, rows),
        rows=rows,
        coding=_coding(table, roles, names, alleles, constant_sites, first_position),
    )
    landscape.frame = _frame(landscape, grouped=bool(roles.groups))
    return landscape


def _list_wild_type(parsed, names, alleles):
    """Return the allele of the wild type at each site, or None where it is not known."""
    if parsed.wild_type is None:
        return None
    sites = zip(names, alleles, strict=True)
    return [parsed.wild_type.get(name, own[0]) for name, own in sites]


def _coding(table, roles, names, alleles, constant_sites, first_position):
    """Return what it takes to read another table in the same way."""
    constant_columns = {
        name: table.columns[name].texts[0] for name, why in roles.aside.items() if why == CONSTANT
    }
    return Coding(
        names,
        alleles,
        constant_sites,
        roles.genotype,
        roles.kind,
        roles.target,
        first_position,
        constant_columns,
    )


def _frame(landscape, grouped):
    """Return the genotypes with all that was read for each of them, in one table."""
    return extended_frame(
        landscape.data,
        {
            landscape.target_name: landscape.target,
            "standard_error": landscape.standard_error,
            "sample_weight": landscape.sample_weight,
            "n_replicates": landscape.n_replicates,
            "censored": landscape.censored,
            "split": landscape.split,
            "group": landscape.groups if grouped else None,
        },
    )


def _error_of_weights(roles, values, rows):
    """Return the errors that weights are made of, or None where the user has weights, or none."""
    if roles.weight is not None or values.variance_of_weights is None:
        return None
    return np.sqrt(values.variance_of_weights[rows])


def _labels(table, name, rows):
    """Return the texts of a column."""
    column = table.columns[name]
    return np.array(column.texts, dtype=object)[column.codes[rows]].astype(str)


def _split(table, roles, rows):
    """Return for each row what it is for: "train", "test", "validation", or the user's words."""
    if roles.split is None:
        return None
    words = {"training": "train", "testing": "test", "valid": "validation", "val": "validation"}
    split = pd.Series(_labels(table, roles.split, rows)).replace(words).to_numpy(dtype=object)
    if roles.validation is not None:
        chosen = np.char.lower(_labels(table, roles.validation, rows))
        split[np.isin(chosen, ["true", "1", "validation", "yes"])] = "validation"
    return split.astype(str)


def set_unmeasured(table, landscape, parsed, rows, dropped):
    """Keep the rows apart that have no measured value; their alleles must be known."""
    landscape.n_missing = len(rows)
    landscape.unmeasured = landscape.data.iloc[:0]
    if not len(rows):
        return
    coding = landscape.coding
    coded = recode(parsed, coding.site_names, coding.alleles, coding.constant_sites)
    known = rows[coded.valid[rows]]
    landscape.unmeasured = genotype_frame(coded, known, table.index)
    unknown = len(rows) - len(known)
    extra = f", {unknown:,} of them with alleles that were never measured" if unknown else ""
    dropped[f"no target, kept in unmeasured{extra}"] = len(rows)


def warn_of_values(table, roles, landscape, n_rows):
    """Warn of values that are all the same, that are missing, and that are limits."""
    if len(landscape.target) > 1 and np.ptp(landscape.target) == 0:
        warn_user(
            f"All values of '{landscape.target_name}' are {landscape.target[0]:g}, so that there "
            "is nothing to learn from them. If another column is the target, name it with target=."
        )
    _warn_of_codes(table, roles, landscape)
    if landscape.n_missing:
        warn_user(
            f"{landscape.n_missing} of {n_rows} genotypes have no measured "
            f"'{landscape.target_name}' and are kept apart in unmeasured."
        )
    if landscape.censored is not None:
        row = int(np.argmax(landscape.censored != 0))
        text = table.columns[roles.target[0]][landscape.rows[row]]
        warn_user(
            f"{(landscape.censored != 0).sum()} of {len(landscape.target)} values of "
            f"'{landscape.target_name}' are limits (such as {text!r} in "
            f"{table.place(landscape.rows[row])}): target has the limit, and censored says which."
        )


def _warn_of_codes(table, roles, landscape):
    """Warn if a number far from all others is one that often stands for a missing value: -999."""
    for name in roles.target:
        values = table.columns[name].numbers[landscape.rows]
        for code in np.intersect1d(values, _CODES_OF_GAPS):
            others = values[np.isfinite(values) & (values != code)]
            if len(others) and abs(code) > _FAR * np.abs(others).max():
                warn_user(
                    f"{(values == code).sum()} of {len(values)} values of '{name}' are {code:g}, "
                    "which often stands for a value that was not measured: they are taken as "
                    "measured. Leave such rows out with "
                    f"frame[frame[{name!r}].astype(float) != {code:g}]."
                )
