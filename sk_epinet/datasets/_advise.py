"""Say how a table of another shape is brought into one that can be read."""

import re

import numpy as np

from ._advise_notation import why_unreadable
from ._ask import ask
from ._candidates import is_date, is_factor_like, is_known
from ._names import is_count
from ._text import shorten

_AMINO_ACIDS = frozenset("ACDEFGHIKLMNPQRSTVWY")
_THREE_LETTERS = frozenset(
    [
        "ALA",
        "ARG",
        "ASN",
        "ASP",
        "CYS",
        "GLN",
        "GLU",
        "GLY",
        "HIS",
        "ILE",
        "LEU",
        "LYS",
        "MET",
        "PHE",
        "PRO",
        "SER",
        "THR",
        "TRP",
        "TYR",
        "VAL",
        "TER",
    ]
)
_NUMBERED = re.compile(r"[A-Z]?\d+")
_POSITIONS = frozenset(["pos", "position", "site", "residue", "resi", "location", "loc"])
_MUTATION = re.compile(r"[A-Z*]?\d+[A-Z*]")
_VALUE = re.compile(r"[-+]?\d*\.?\d+([eE][-+]?\d+)?(?P<rest>[^\d.,]*|\s*[(\[].*|\s+[^\d\s].*)")
_FOOTNOTE = re.compile(r"[a-h,]{1,4}")  # groups that a test of significance made
_IN_BRACKETS = re.compile(r"\([\d.,]+\)")
_POWER = re.compile(r"[-+]?[\d.]+ *[x×*] *10\^?[-+]?\d+")
_VALUE_AND_ERROR = re.compile(r"[-+]?[\d.,]+ *(±|\+/-) *[\d.,]+")
_MOST = 8


def why_no_genotypes(column):
    """Return why a column cannot hold genotypes, as the end of a sentence, or an empty text.

    Parameters
    ----------
    column : Column
    """
    texts = column.filled
    if not texts:
        return "is empty"
    dates = [text for text in texts if is_date(text)]
    if dates:
        return (
            f"holds dates such as {shorten(dates[0])}, into which spreadsheet software turns "
            "genotypes such as MAR1: write the genotypes again, in a column formatted as text"
        )
    if column.is_numeric:
        return _why_no_digit_strings(column.name, texts)
    return why_unreadable(column)


def _why_no_digit_strings(name, texts):
    rounded = [text for text in texts if re.search(r"\d[eE][+-]?\d", text)]
    if rounded:
        return (
            f"holds numbers such as {shorten(rounded[0])}, into which spreadsheet software turns "
            "genotypes of digits: write the genotypes again, in a column formatted as text"
        )
    if all(re.fullmatch(r"[01]+\.0", text) for text in texts) and max(map(len, texts)) > 4:
        return (
            f"holds numbers such as {max(texts, key=len)}. If their digits are alleles: "
            f"frame[{name!r}] = frame[{name!r}].astype(float).astype(int).astype(str).str.zfill("
            f"{max(map(len, texts)) - 2})"
        )
    is_short = max(map(len, texts)) <= 3 and not set("".join(texts)) <= set("0123")
    if is_short or any("." in text for text in texts):
        return f"holds numbers ({', '.join(texts[:3])}), not genotypes"
    return ""


def why_no_numbers(column):
    """Return why most cells of a column are no numbers, and the line that mends it, or "".

    Parameters
    ----------
    column : Column
    """
    if column.is_mostly_numeric:
        return ""
    name, texts = column.name, column.filled
    if column.decimal is None:
        return _mixed_marks(texts)
    with_error = [text for text in texts if _VALUE_AND_ERROR.fullmatch(text)]
    if with_error and 2 * len(with_error) >= len(texts):
        line = f"frame[[{name!r}, 'error']] = frame[{name!r}].str.split(r'±|\\+/-', expand=True)"
        return f"holds a value and its error in one cell ({with_error[0]}). Part them: {line}"
    powers = [text for text in texts if _POWER.fullmatch(text)]
    if powers and 2 * len(powers) >= len(texts):
        line = f"frame[{name!r}].str.replace(r' *[x×*] *10\\^?', 'e', regex=True)"
        return f"holds powers of ten ({powers[0]}). Write them as 1e5: frame[{name!r}] = {line}"
    brackets = [text for text in texts if _IN_BRACKETS.fullmatch(text)]
    if brackets and 2 * len(brackets) >= len(texts):
        line = f"frame[{name!r}].str.replace(r'[(](.*)[)]', r'-\\1', regex=True)"
        return (
            f"holds numbers in brackets ({brackets[0]}). If these are negative, write them with a "
            f"minus sign: frame[{name!r}] = {line}"
        )
    values = [match for match in map(_VALUE.fullmatch, texts) if match]
    if not values or 2 * len(values) < len(texts):
        return ""
    units = {match["rest"].strip() for match in values if match["rest"].strip("* ")}
    units = {unit for unit in units if unit[0] not in "(["}
    if units == {"%"}:
        return "holds percentages beside plain numbers: write all of them in one way"
    if len(units) > 1 and not all(map(_FOOTNOTE.fullmatch, units)):
        shown = ", ".join(sorted(units)[:6])
        return f"holds numbers with different texts behind them ({shown}): write plain numbers"
    texts = [match[0] for match in values if match["rest"]]
    if not texts:
        return ""
    line = f"frame[{name!r}] = frame[{name!r}].str.extract(r'^([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)')[0]"
    return f"holds numbers with a text behind them ({texts[0]}). Write plain numbers: {line}"


def _mixed_marks(texts):
    """Return what to do with numbers that have decimal commas and decimal points, or ""."""
    commas, points = ([t for t in texts if re.fullmatch(rf"-?\d+{m}\d+", t)] for m in (",", r"\."))
    if not commas or not points:
        return ""
    return (
        f"holds {commas[0]} and {points[0]}, with a comma and with a point. Add decimal=',' or "
        "decimal='.', or write all numbers in one way"
    )


def nothing_found(table, roles, free):
    """Return the error for a table in which no genotypes were found.

    Parameters
    ----------
    table : Table
    roles : Roles
    free : dict of str to Column
        The columns that have no role and were not set aside.
    """
    names = list(free) or [name for name in table.columns if name not in roles.used]
    if not names:
        return ValueError(
            f"{table.source} has no column beside the target: it needs one of genotypes, or one "
            "for each site."
        )
    for column in filter(is_known, free.values()):
        why = why_no_genotypes(column)
        if why:
            return ValueError(f"Column '{column.name}' of {table.source} {why}.")
    message = _split_mutations(table) or describe_matrix(table) or _marks(table, roles)
    message = message or _other_shape(table)
    if message:
        return ValueError(f"{table.source}: {message}")
    return _ask(table, roles, names, free)


def _other_shape(table):
    """Return what to do with a table that lies on its side, or whose columns were not parted."""
    names = list(table.columns)
    if len(names) == 1 and len(names[0].split()) > 1:
        return (
            f"there is one column only, '{names[0]}'. If its columns stand below one another with "
            "spaces between them, pass pandas.read_fwf(...) of the file; if another sign parts "
            "them, pandas.read_csv(..., sep=...)."
        )
    if len(table) < 3 and len(names) > 4:
        return (
            f"there are {len(names)} columns, but {len(table)} rows. If each column is a "
            f"genotype, pass the frame with frame = frame.set_index({names[0]!r}).T.reset_index()."
        )
    return ""


def _ask(table, roles, names, free):
    """Return a question for the columns of the sites, or for the one of genotypes."""
    factors = [name for name, column in free.items() if is_factor_like(column)]
    if len(factors) > 1:
        return ask(
            table,
            "No genotypes found: no column has a well-known name for them, two values, or strings "
            "of equal length. The columns of a few values that recur may be the sites.",
            "sites",
            factors,
            as_list=True,
        )
    possible = [name for name in names if not why_no_genotypes(table.columns[name])]
    if not possible:  # a treatment may be the genotype
        aside = [name for name in table.columns if name not in roles.used]
        possible = [name for name in aside if not table.columns[name].is_numeric]
    return ask(
        table,
        "No genotypes found: no column has a well-known name for them, two values, or strings of "
        "equal length. Name one column of genotypes with genotype=, or all columns of the sites "
        "with sites=[...].",
        "genotype",
        possible or names,
    )


def require_joined_letters(table):
    """Raise an error if the position and both letters of each mutation stand in columns."""
    message = _split_mutations(table, is_sure=True)
    if message:
        raise ValueError(f"{table.source}: {message}")


def _split_mutations(table, *, is_sure=False):
    """Return what to do with mutations whose position and letters stand in columns, or "".

    With `is_sure`, the letters are those of amino acids, the wild type's among them: a field has
    locations and plots, too.
    """
    columns = table.columns
    places = [n for n, c in columns.items() if _is_position(c)]
    letters = [n for n, c in columns.items() if _has_letters(c)]
    if is_sure:
        letters = [n for n in letters if all(map(_is_residue, columns[n].filled))]
    places, letters = (_with_siblings(columns, own) for own in (places, letters))
    if len(places) > 1 and len(letters) > 1:
        return (
            f"Each mutation stands in several columns ({', '.join(places + letters)}). Join the "
            "columns of each mutation and then the mutations, as in A12V:K45R: "
            "frame['mutations'] = frame[letter] + frame[position].astype(str) + frame[new letter] "
            "+ ':' + ..."
        )
    if len(places) != 1 or not letters:
        return ""
    (place,) = places
    fixed = [name for name in letters if _follows(columns[place], columns[name])]
    new = [name for name in letters if name not in fixed]
    if len(new) != 1:
        return ""
    if len(fixed) == 1:
        joined = f"frame['{fixed[0]}'] + frame['{place}'].astype(str) + frame['{new[0]}']"
        return (
            f"Each mutation stands in the columns '{fixed[0]}', '{place}' and '{new[0]}'. Join "
            f"them in one column, and pass the frame: frame['mutation'] = {joined}."
        )
    if is_sure:
        return ""
    return (
        f"Each mutation stands in the columns '{place}' and '{new[0]}', without the letter of the "
        "wild type. Join them in one column with the letters of its sequence, which are missing "
        f"here (first is the number of its first letter), and pass the frame: frame['mutation'] = "
        f"[sequence[p - first] + str(p) + a for p, a in zip(frame['{place}'], frame['{new[0]}'])]."
    )


def _with_siblings(columns, names):
    """Return the names, and those that differ from one of them in a digit only: Mut1, Mut2."""
    stems = {re.sub(r"\d", "#", name) for name in names} - set(names)
    return [name for name in columns if name in names or re.sub(r"\d", "#", name) in stems]


def _is_position(column):
    words = re.split(r"[^a-z]+", column.name.lower())
    if _POSITIONS.isdisjoint(words) or not column.is_numeric or len(column.filled) < 3:
        return False
    return bool((column.distinct_numbers[np.isfinite(column.distinct_numbers)] % 1 == 0).all())


def _has_letters(column):
    texts = column.filled
    if len(texts) > 1 and all(text.upper() in _THREE_LETTERS for text in texts):
        return True
    return len(texts) > 1 and all(
        len(text) == 1 and (text in "*-=_" or text.isupper()) for text in texts
    )


def _follows(first, second):
    """Return whether a column has one value for each value of another one."""
    pairs = np.unique(np.column_stack([first.codes, second.codes]), axis=0)
    return len(pairs) == len(np.unique(first.codes))


def describe_matrix(table):
    """Return what to do with a matrix of positions and amino acids, or of two mutations, or ""."""
    columns = table.columns
    acids = [n for n, c in columns.items() if _is_amino_acid(n) and _is_measured(c)]
    places = [n for n, c in columns.items() if _NUMBERED.fullmatch(n) and _is_measured(c)]
    mutations = [n for n, c in columns.items() if _MUTATION.fullmatch(n) and _is_measured(c)]
    if len(acids) >= 10:
        names, kind, line = acids, "amino acids", "the position and the letter"
    elif len(mutations) > 3 and any(_holds(c, mutations) for c in columns.values()):
        names, kind, line = mutations, "mutations", "the two mutations"
    elif len(places) > 3 and any(_are_amino_acids(c) for c in columns.values()):
        names, kind, line = places, "positions", "the position and the letter"
    else:
        return ""
    others = [name for name in columns if name not in names]
    return (
        f"The columns {', '.join(names[:3])}, ... are {kind}, so that this is a matrix with a "
        "value in each cell. Write one row for each value: frame.melt(id_vars="
        f"{others[:_MOST]!r}, value_name='fitness'), and join {line} in one column of mutations."
    )


def _is_residue(text):
    return _is_amino_acid(text) or text in "*-=_"


def _is_amino_acid(name):
    return name in _AMINO_ACIDS or name.upper() in _THREE_LETTERS


def _are_amino_acids(column):
    return len(column.filled) >= 10 and all(map(_is_amino_acid, column.filled))


def _is_measured(column):
    return column.is_numeric and len(column.filled) > 2


def _holds(column, names):
    return len(set(column.filled) & set(names)) > 3


def _marks(table, roles):
    """Return what to do with columns that hold a mark, such as x, or nothing."""
    marked = [
        name
        for name, column in table.columns.items()
        if name not in roles.used
        and len(column.texts) == 2
        and len(column.filled) == 1
        and len(column.filled[0]) <= 20
        and not is_count(name)
    ]
    if len(marked) < 2:
        return ""
    shown = ", ".join(f"'{name}'" for name in marked[:_MOST]) + ", ..." * (len(marked) > _MOST)
    mark = table.columns[marked[0]].filled[0]
    gap = next(text for text in table.columns[marked[0]].texts if text != mark)
    other = f"{gap!r}, which is taken for a missing value" if gap else "nothing"
    return (
        f"The cells of {shown} hold {mark!r} or {other}. If it stands for the other allele, "
        "write it into them, and pass the frame: frame[columns] = frame[columns].fillna('0')."
    )
