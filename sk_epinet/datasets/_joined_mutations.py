"""Ask for one column of genotypes where several columns hold a mutation each."""

import re

import numpy as np

from ..genotypes import is_mutation, is_wild_type_word

# Why a column may be set aside although it holds the second mutation of a few genotypes.
_SPARSE = ("one value or none", "one value only")
_DIGITS = re.compile(r"-?\d+")


def require_joined_mutations(table, roles, strings):
    """Raise an error if the mutations of a genotype stand in several columns, one in each.

    Each by itself is not the genotype; as sites they are wrong where a mutation stands now in
    the first, now in the second column.

    Parameters
    ----------
    table : Table
    roles : Roles
    strings : dict of str to str
        Kinds of the columns of genotypes with a well-known name.

    Raises
    ------
    ValueError
        With the line that joins the columns.
    """
    parts = [
        name
        for name, column in table.columns.items()
        if name not in roles.used
        and roles.aside.get(name, _SPARSE[0]) in _SPARSE
        and _is_one_mutation(column)
    ]
    columns = [table.columns[name] for name in parts]
    if len(parts) < 2 or set(strings) - set(parts) or _say_the_same(columns):
        return
    words = {text for column in columns for text in column.filled if is_wild_type_word(text)}
    line = f"frame[{parts!r}].fillna('')" + f".replace({sorted(words)!r}, '')" * bool(words)
    raise ValueError(
        f"{table.source}: the columns {', '.join(map(repr, parts))} hold one mutation each. If "
        f"they are those of one genotype, join them: frame['mutations'] = {line}"
        f".agg(' '.join, axis=1); frame = frame.drop(columns={parts!r}). Otherwise add "
        f"genotype={parts[0]!r}, or another of them."
    )


def _is_one_mutation(column):
    mutations = [text for text in column.filled if not is_wild_type_word(text)]
    return bool(mutations) and all(map(is_mutation, mutations))


def _say_the_same(columns):
    """Return whether the columns name the same letters in each row, in another numbering."""
    letters = [
        np.array([_DIGITS.sub("", text) for text in column.texts], dtype=object)[column.codes]
        for column in columns
    ]
    return all(np.array_equal(letters[0], other) for other in letters[1:])
