"""Decide which column of a table is what, where only one reading is possible."""

from dataclasses import dataclass, field

from ._advise import why_no_numbers
from ._ask import require_column, require_columns
from ._candidates import is_allele_like, is_site_like, site_class
from ._derived import is_row_number
from ._find_errors import find_errors
from ._find_genotype import find_genotype, require_no_threshold
from ._find_target import find_target
from ._named_sites import check_named_sites, expand_sites
from ._names import (
    SPLITS,
    VALIDATIONS,
    WILD_TYPE_FLAGS,
    is_computed,
    is_condition,
    is_count,
    is_flag,
    is_metadata,
    is_mutation_count,
    is_numbered_site,
    is_question,
    is_target_name,
    key_of,
    replicate_stem,
)
from ._numbers import GAP

CONSTANT = "one value only"
ONE_OR_NONE = "one value or none"
_TRAIN_WORDS = frozenset(["train", "training"])
_SPLIT_WORDS = frozenset(
    ["train", "training", "test", "testing", "valid", "validation", "val", "dev", "holdout"]
).union(["true", "false", "0", "1"])


@dataclass
class Roles:
    """Say what each column of a table is.

    Parameters
    ----------
    target : list of str
        Name of the column of measured values; several names are replicates.
    genotype : str or None
        Name of the column of genotypes.
    kind : str or None
        How that column writes them: "strings", "mutations", "hgvs" or "members".
    sites : list of str
        Names of the columns of the sites, where there is no column of genotypes.
    error, variance, weight, groups, split, validation, wild_type_flag : str or None
        Names of further columns.
    is_error_given : bool
        Whether the user named the errors, so that a wrong one is an error.
    aside : dict of str to str
        Why a column was left out.
    """

    target: list = field(default_factory=list)
    genotype: str | None = None
    kind: str | None = None
    sites: list = field(default_factory=list)
    error: str | None = None
    variance: str | None = None
    weight: str | None = None
    groups: str | None = None
    split: str | None = None
    validation: str | None = None
    wild_type_flag: str | None = None
    is_error_given: bool = False
    aside: dict = field(default_factory=dict)

    @property
    def used(self):
        """The names of the columns that have a role."""
        single = (self.genotype, self.error, self.variance, self.weight, self.groups)
        single += (self.split, self.validation, self.wild_type_flag)
        return {*self.target, *self.sites, *(name for name in single if name is not None)}


def decide_roles(table, arguments):
    """Return what each column is.

    Parameters
    ----------
    table : Table
    arguments : dict
        What the user said, by the names of the arguments of `load_landscape`.

    Returns
    -------
    roles : Roles

    Raises
    ------
    ValueError
        If a column that was named does not exist or cannot be what it was named for, or more
        than one reading is possible.
    """
    roles = _given_roles(table, arguments)
    roles.aside = _set_aside(table, roles)
    _find_split(table, roles)
    if not roles.target:
        find_target(table, roles, by_name_only=True)
    for name in table.columns if roles.target else ():
        if name not in roles.used and is_computed(name, roles.target[0]):
            roles.aside.setdefault(name, "computed from the target, by its name")
    if roles.genotype is None and not roles.sites:
        find_genotype(table, roles)
    if not roles.target:
        find_target(table, roles)
    if arguments.get("sites") is not None:
        roles.sites = check_named_sites(table, roles)
    elif not all(map(is_numbered_site, roles.sites)):
        require_no_threshold(table, roles)
    find_errors(table, roles)
    return roles


def _given_roles(table, arguments):
    """Return the roles that the user gave, checked."""
    roles = Roles(
        is_error_given=any(arguments.get(n) is not None for n in ("error", "variance", "weight"))
    )
    target = arguments.get("target")
    if target is not None:
        roles.target = require_columns(table, "target", target)
        for name in roles.target:
            column = table.columns[name]
            if not column.is_mostly_numeric and (column.number_kinds != GAP).any():
                why = why_no_numbers(column)
                if why:
                    raise ValueError(f"The target column '{name}' of {table.source} {why}.")
                shown = ", ".join(map(repr, column.examples()))
                raise ValueError(
                    f"The target column '{name}' of {table.source} holds no numbers ({shown}). "
                    "Choose the column of measured values with target=."
                )
    sites, genotype = arguments.get("sites"), arguments.get("genotype")
    if sites is not None and genotype is not None:
        raise ValueError("Give either genotype= (one column) or sites= (one for each), not both.")
    if genotype is not None:
        roles.genotype = require_column(table, "genotype", genotype)
    if sites is not None:
        roles.sites = expand_sites(table, sites)
    for name in ("error", "variance", "weight", "groups", "split"):
        if arguments.get(name) is not None:
            setattr(roles, name, require_column(table, name, arguments[name]))
    _require_one_role(roles)
    return roles


def _require_one_role(roles):
    given = [("target", name) for name in roles.target] + [("sites", n) for n in roles.sites]
    given += [
        (argument, getattr(roles, argument))
        for argument in ("genotype", "error", "variance", "weight", "groups")
        if getattr(roles, argument) is not None
    ]
    seen = {}
    for argument, name in given:
        if name in seen:
            raise ValueError(f"Column '{name}' was given for {seen[name]}= and for {argument}=.")
        seen[name] = argument
    if sum(name is not None for name in (roles.error, roles.variance, roles.weight)) > 1:
        raise ValueError("Give one of error=, variance= and weight=: each of them gives weights.")


def _set_aside(table, roles):
    """Return the columns that are neither target nor sites by their name or content, and why."""
    aside = {}
    flags = _find_flags(table)
    for name, column in table.columns.items():
        if name in roles.used or (column.filled and is_target_name(name)):
            continue
        if not column.filled:
            aside[name] = "empty"
        elif is_row_number(column) or _is_unnamed_counter(column):
            aside[name] = "row numbers"
        elif is_mutation_count(name) and column.is_numeric:
            aside[name] = "counts mutations"
        elif is_count(name) and column.is_numeric and not _has_levels_of_others(table, name):
            aside[name] = "counts"
        elif is_metadata(name) and not _is_replicate(column) and not _is_constant(name, column):
            aside[name] = "a condition or key of the experiment"
        elif name in flags:
            aside[name] = "a flag of the rows"
        elif len(column.texts) == 1 and not (is_numbered_site(name) and is_allele_like(column)):
            aside[name] = CONSTANT
        elif len(column.filled) == 1 and not _may_be_wild_type_list(column):
            aside[name] = ONE_OR_NONE
        if name not in aside and key_of(name) in WILD_TYPE_FLAGS:
            aside[name] = "marks the wild type"
    for name in table.columns:
        if key_of(name) in WILD_TYPE_FLAGS and name not in roles.used:
            roles.wild_type_flag = name
    return aside


def _find_flags(table):
    """Return the columns of two values that flag rows by their names.

    Where most columns of two values are questions, such as ``has_A`` and ``has_B``, these are the
    sites.
    """
    two = [name for name, column in table.columns.items() if len(column.filled) <= 2]
    questions = [name for name in two if is_question(name)]
    few = 2 * len(questions) < len(two)
    return {name for name in two if is_flag(name) or (few and name in questions)}


def _has_levels_of_others(table, name):
    """Return whether a column has two values, which are those of two other columns or more.

    The factors of an experiment with fertilisers are N, P and K.
    """
    if not is_site_like(table.columns[name]):
        return False
    own = site_class(table.columns[name])
    others = (c for n, c in table.columns.items() if n != name and not is_count(n))
    return sum(is_site_like(column) and site_class(column) == own for column in others) > 1


def _is_constant(name, column):
    """Return whether all rows were measured under one condition, which may be another later."""
    return is_condition(name) and len(column.texts) == 1


def _is_replicate(column):
    """Return whether a column is one of several measurements by its name and its numbers."""
    several = len(column.filled) > 2 and column.is_mostly_numeric
    return several and replicate_stem(column.name) is not None and bool((column.numbers % 1).any())


def _may_be_wild_type_list(column):
    """Return whether a column with one text and empty cells may be a list of mutations."""
    return any(character.isdigit() for character in column.filled[0])


def _is_unnamed_counter(column):
    """Return whether a column without a name holds different whole numbers."""
    key = key_of(column.name)
    if not (key.startswith(("unnamed", "column", "index")) and column.is_numeric):
        return False
    return len(column.texts) == len(column) and (column.numbers % 1 == 0).all()


def _find_split(table, roles):
    """Find the columns that say which rows are to train on, by their names and words.

    The words of a column tell it, too, if they name training and other rows.
    """
    by_words = []
    for name, column in table.columns.items():
        if name in roles.used or not column.filled:
            continue
        words = {text.lower() for text in column.filled}
        if key_of(name) in SPLITS and words <= _SPLIT_WORDS and roles.split is None:
            roles.split = name
        elif key_of(name) in VALIDATIONS and words <= _SPLIT_WORDS:
            roles.validation = name
        elif words & _TRAIN_WORDS and len(words) > 1 and words <= _SPLIT_WORDS:
            by_words.append(name)
    if roles.split is None and len(by_words) == 1:
        (roles.split,) = by_words
    if roles.split is None:
        roles.validation = None
