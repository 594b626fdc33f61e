"""Turn genotypes into one column of alleles for each site."""

import re

import numpy as np
import pandas as pd

from .._utils import read_list, require_known_sites
from ..genotypes import (
    ParsedGenotypes,
    Problem,
    find_kind,
    is_wild_type_word,
    parse_hgvs,
    parse_members,
    parse_mutations,
    parse_strings,
    sort_alleles,
)
from ._advise import why_no_genotypes
from ._advise_genes import holds_mutations, remove_genes, rewrite_lists
from ._candidates import canonical_allele, describe_date, may_be_merged
from ._letter_lists import require_letters_of_sites
from ._text import is_gap, shorten
from ._words import check_wild_type, find_words, require_letters

_NAMED_MUTATION = re.compile(r"([A-Z])-?\d+([A-Z])?")
_PARSERS = {"mutations": parse_mutations, "hgvs": parse_hgvs}


def parse_genotype_column(table, name, kind, wild_type, first_position, n_sites=None):
    """Return the genotypes of one column.

    Parameters
    ----------
    table : Table
    name : str
    kind : {"strings", "mutations", "hgvs", "members"}
        How the column writes genotypes.
    wild_type : str, sequence or dict, or None
    first_position : int
        Number of the first character of strings and of the wild type.
    n_sites : int, default=None
        Number of characters of strings; by default that of most of them.

    Returns
    -------
    parsed : ParsedGenotypes
        One row for each row of the table.

    Raises
    ------
    ValueError
        If the column cannot be read as genotypes.
    """
    column = table.columns[name]
    texts = np.array(column.texts, dtype=object)
    is_missing = _missing_genotypes(column.texts, kind)
    texts[is_missing] = None
    words = find_words(column.texts, wild_type) if kind == "strings" else {}
    if kind == "strings" and n_sites is None:
        require_letters(table, name, column.texts)
        require_letters_of_sites(table, name, column.texts)
    for place, word in words.items():
        texts[place] = word if isinstance(word, str) else None
    try:
        if kind == "members":
            parsed = parse_members(texts)
        elif kind == "strings":
            parsed = parse_strings(
                texts, wild_type, first_position, n_sites=n_sites, allow_stop=True
            )
        else:
            parsed = _PARSERS[kind](texts, wild_type, first_position, allow_stop=True)
    except ValueError as error:
        raise ValueError(f"Column '{name}' of {table.source}: {error}") from None
    parsed.problems.update({i: own for i, own in words.items() if isinstance(own, Problem)})
    if kind == "strings" and wild_type is not None and n_sites is None:
        check_wild_type(table, name, parsed)
    return _spread(parsed, column, kind)


def find_column_kind(table, name):
    """Return how a column that the user named writes genotypes, or raise an error."""
    why = why_no_genotypes(table.columns[name])
    if why:
        raise ValueError(
            f"Column '{name}' of {table.source} {why}. Choose the genotypes with genotype= or "
            "sites=."
        )
    return find_kind(table.columns[name].filled)


def _missing_genotypes(texts, kind):
    """Return which texts are no genotype: in lists of mutations, empty is the wild type.

    NA is a genotype where the strings have two characters.
    """
    if kind in ("mutations", "members"):
        return np.array([is_gap(text) and text != "" for text in texts])
    lengths = np.array([len(text) for text in texts if not is_gap(text)])
    usual = np.bincount(lengths).argmax() if lengths.size and kind == "strings" else -1
    return np.array([is_gap(text) and len(text) != usual for text in texts])


def _spread(parsed, column, kind):
    """Return the genotypes of all rows from those of the distinct texts, with names and texts."""
    sites = [f"pos{site}" if isinstance(site, int) else str(site) for site in parsed.sites]
    alleles = [[str(allele) for allele in own] for own in parsed.alleles]
    wild_type = None
    if parsed.wild_type is not None and kind != "members":
        wild_type = {f"pos{site}": str(allele) for site, allele in parsed.wild_type.items()}
    by_text = np.array([index in parsed.problems for index in range(len(column.texts))])
    problems = {
        int(row): parsed.problems[int(column.codes[row])]
        for row in np.flatnonzero(by_text[column.codes])
    }
    smallest = np.min_scalar_type(-max(map(len, alleles), default=1) - 1)
    codes = np.asfortranarray(parsed.codes.astype(smallest)[column.codes])
    return ParsedGenotypes(sites, alleles, codes, wild_type, problems, parsed.notation)


def parse_site_columns(table, names, wild_type):
    """Return the genotypes of one column for each site.

    Parameters
    ----------
    table : Table
    names : list of str
    wild_type : str, sequence or dict, or None
        A sequence has an allele for each site in the order of `names`.

    Returns
    -------
    parsed : ParsedGenotypes

    Raises
    ------
    ValueError
        If the wild type does not fit.
    """
    given = _wild_type_by_name(names, wild_type) or _wild_type_of_names(table, names)
    codes = np.zeros((len(table), len(names)), dtype=np.int32, order="F")
    alleles, known, problems = [], {}, {}
    for place, name in enumerate(names):
        column = table.columns[name]
        texts = [canonical_allele(text) for text in column.texts]
        own = sort_alleles({t for t in texts if not is_gap(t)}, given.get(name))
        if name not in given and set(own) <= set(table.orders.get(name, ())):
            own = [allele for allele in table.orders[name] if allele in own]
        if name in given and given[name] not in texts:
            raise ValueError(
                f"wild_type= has {given[name]!r} at site '{name}', which has "
                f"{', '.join(map(repr, own[1:6]))} in {table.source}."
            )
        code_of = np.array([-1 if is_gap(t) else own.index(t) for t in texts], dtype=np.int32)
        codes[:, place] = code_of[column.codes]
        for row in np.flatnonzero(codes[:, place] < 0).tolist():
            problems.setdefault(row, Problem(f"Site '{name}' has no allele", column[row]))
        alleles.append(own)
        if name in given or (own and is_wild_type_word(own[0])):
            known[name] = own[0]
    smallest = np.min_scalar_type(-max(map(len, alleles), default=1) - 1)
    complete = known if len(known) == len(names) else None
    return ParsedGenotypes(list(names), alleles, codes.astype(smallest), complete, problems)


def _wild_type_by_name(names, wild_type):
    if wild_type is None:
        return {}
    if hasattr(wild_type, "items"):
        given = {str(name): canonical_allele(str(a)) for name, a in wild_type.items()}
        require_known_sites("wild_type", given, names)
        return given
    if not isinstance(wild_type, str):
        wild_type = read_list("wild_type=", wild_type, "one allele for each site")
    alleles = [canonical_allele(str(allele)) for allele in wild_type]
    if len(alleles) != len(names):
        raise ValueError(
            f"wild_type= has {len(alleles)} alleles, but there are {len(names)} sites."
        )
    return dict(zip(names, alleles, strict=True))


def _wild_type_of_names(table, names):
    """Return the alleles of the wild type that names of sites have: A12 or A12V, or {}.

    Each name begins with a letter that is an allele of its site. Three different ones, or the
    other allele behind the position, show that this is no accident.
    """
    matches = {name: _NAMED_MUTATION.fullmatch(name) for name in names}
    for name, match in matches.items():
        letters = set(match.groups()) - {None} if match else set()
        if not match or not letters <= set(table.columns[name].filled):
            return {}
    first = {name: match[1] for name, match in matches.items()}
    is_complete = all(match[2] for match in matches.values())
    return first if is_complete or len(set(first.values())) > 2 else {}


def check_genotypes(table, parsed, roles, drop):
    """Return the rows to leave out because of their genotypes, and how many for which reason.

    Parameters
    ----------
    table : Table
    parsed : ParsedGenotypes
    roles : Roles
    drop : set of str
        With "genotype", rows without a genotype that can be read are left out; with "stop",
        rows with a stop codon.

    Returns
    -------
    wrong : ndarray of shape (n_rows,), dtype bool
    reasons : dict of str to int

    Raises
    ------
    ValueError
        If there is such a row, and it is not to be left out.
    """
    wrong = ~parsed.valid
    reasons = {}
    if wrong.any():
        if "genotype" not in drop:
            raise ValueError(_describe_problem(table, parsed, roles))
        reasons["genotype that cannot be read"] = int(wrong.sum())
    if "stop" in drop:
        stops = np.zeros(len(table), dtype=bool)
        for site, own in enumerate(parsed.alleles):
            if "*" in own and own[0] != "*" and len(own) > 1:
                stops |= parsed.codes[:, site] == own.index("*")
        reasons["stop codon"] = int((stops & ~wrong).sum())
        wrong |= stops
    return wrong, {reason: count for reason, count in reasons.items() if count}


def _describe_problem(table, parsed, roles):
    of_length = [row for row, own in parsed.problems.items() if "characters" in own.reason]
    row = min(of_length or parsed.problems)
    problem, n_rows = parsed.problems[row], len(parsed.problems)
    more = f" ({n_rows} such rows)" if n_rows > 1 else ""
    if roles.genotype is None:
        return (
            f"{problem.reason} in {table.place(row)}{more}. Fill it in, or leave such rows out "
            "with drop='genotype'."
        )
    column = table.columns[roles.genotype]
    lengths = sorted({len(text) for text in column.filled})
    if roles.kind == "strings" and len(lengths) > 1 and "characters" in problem.reason:
        return _describe_lengths(table, column, lengths, row)
    if may_be_merged(column):
        return (
            f"Column '{column.name}' of {table.source} has no genotype in {table.place(row)}"
            f"{more}. If cells were merged, so that an empty one means the genotype above it, "
            f"pass the frame with frame[{column.name!r}].ffill()."
        )
    return (
        f"Column '{roles.genotype}' of {table.source} holds {shorten(column[row])} in "
        f"{table.place(row)}, which cannot be read as a genotype: "
        f"{problem.reason}{more}{describe_date(column[row])}. "
        f"{_remedy(column, parsed.problems, roles.kind)}"
    )


def _remedy(column, problems, kind):
    """Return what to do with genotypes that cannot be read: how to write them, or leave them out.

    Parameters
    ----------
    column : Column
    problems : dict of int to Problem
        The rows that cannot be read.
    kind : str
        How the column writes genotypes.
    """
    line = remove_genes(column.name, column.texts) if kind == "mutations" else ""
    if line:
        return f"If a name stands before each mutation, pass the frame with {line}."
    if 2 * len(problems) > len(column):
        return "Write the genotypes so, or choose others with genotype= or sites=."
    wrong = {column[row] for row in problems}
    remedy = "Leave such rows out with drop='genotype'."
    is_no_mutation = all("not a mutation" in problem.reason for problem in problems.values())
    if kind == "mutations" and is_no_mutation and all(map(holds_mutations, wrong)):
        return rewrite_lists(column) or remedy
    is_missing = all("missing" in problem.reason for problem in problems.values())
    is_name = is_missing or (is_no_mutation if kind == "mutations" else kind == "members")
    text = next(iter(wrong))
    if kind in ("mutations", "members") and is_name and wrong == {text} and text:
        is_what = "is the wild type" if kind == "mutations" else "has no members"
        remedy += (
            f" If {shorten(text)} {is_what}, write it so: "
            f"frame[{column.name!r}].replace({text!r}, 'WT')."
        )
    return remedy


def _describe_lengths(table, column, lengths, row):
    n_usual = _usual_length(column)
    rows = column.rows_with(lambda text: len(text) == n_usual)
    message = (
        f"Genotypes in column '{column.name}' of {table.source} must all have one character for "
        f"each site, but they have from {lengths[0]} to {lengths[-1]}: {table.place(rows[0])} has "
        f"{n_usual} ({shorten(column[rows[0]])}) and {table.place(row)} has {len(column[row])} "
        f"({shorten(column[row])}). "
    )
    if describe_lost_zeros(column, lengths[-1]):
        return message + describe_lost_zeros(column, lengths[-1])
    line = rewrite_lists(column)
    if line:
        return message + line
    return message + (
        "Align them first, so that insertions and deletions are gaps (-), or keep only those of "
        "the most common length with drop='genotype'."
    )


def describe_lost_zeros(column, n_sites):
    """Return how to put back the zeros in front of genotypes of digits, or an empty text."""
    if n_sites >= 100 or not all(text.isdigit() for text in column.filled):
        return ""
    kind = "int).astype(str" if column.are_numbers else "str"
    return (
        "Spreadsheet software has removed the zeros in front: save the column as text, or "
        f"put them back: frame['{column.name}'].astype({kind}).str.zfill({n_sites})."
    )


def _usual_length(column):
    lengths = np.array([len(text) for text in column.texts])
    counts = np.bincount(lengths[column.codes])
    return int(counts.argmax())


def categorical(codes, alleles, index):
    """Return a column of alleles: a categorical whose categories are the alleles in order."""
    dtype = pd.CategoricalDtype(alleles)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), index=index)
