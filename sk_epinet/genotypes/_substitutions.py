"""Genotypes from substitutions, each of which names a position and two alleles.

Lists of mutations and HGVS strings are both read here: only the way in which one substitution
is written differs between them. Each different text is looked at once, so that the cost for a
table of many rows is that of splitting its strings.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from ._parsed import ParsedGenotypes, Problem, empty_codes
from ._wild_type import find_first_position, read_wild_type


class Substitution(NamedTuple):
    """One mutation; `before` is None where the notation does not name the wild type."""

    position: int
    before: str | None
    after: str


def genotypes_from_lists(
    lists, read_event, problems, notation, wild_type=None, numbering=(1, None)
):
    """Return parsed genotypes from the mutations of each row.

    Parameters
    ----------
    lists : list of list of str
        The mutations of each row as texts.
    read_event : callable
        Returns the :class:`Substitution` that a text stands for, or a :class:`Problem`.
    problems : dict of int to Problem
        Rows that are known to be wrong already.
    notation : Notation
    wild_type : str, sequence of str, dict of int to str, or None
        A dict may leave positions out, whose alleles are learned from the mutations.
    numbering : tuple (first_position, positions)
        See :func:`number_sites`.

    Returns
    -------
    parsed : ParsedGenotypes

    Raises
    ------
    ValueError
        If two rows name different alleles for the wild type at one position, or most
        mutations contradict `wild_type`.
    """
    n_rows = len(lists)
    rows = np.repeat(np.arange(n_rows), np.array([len(own) for own in lists], dtype=np.int64))
    ids, unique = pd.factorize(np.array([text for own in lists for text in own], dtype=object))
    complete = wild_type is not None and not hasattr(wild_type, "items")
    wild_type = read_wild_type(wild_type, *numbering)
    events = [read_event(text) for text in unique]
    problems = dict(problems)
    _blame(problems, rows, ids, events)
    kept = _rows_without(problems, n_rows)[rows]
    first_rows = _first_rows(rows[kept], ids[kept], len(unique))
    learned = _learn_wild_type(events, unique, first_rows, wild_type, complete)
    events = [
        _check_event(event, text, learned) for event, text in zip(events, unique, strict=True)
    ]
    _blame(problems, rows, ids, events)
    _blame_repeated_positions(problems, rows, ids, events)
    kept = _rows_without(problems, n_rows)[rows]
    sites, alleles, codes = _code(rows[kept], ids[kept], events, n_rows, learned)
    codes[list(problems)] = -1
    return ParsedGenotypes(sites, alleles, codes, learned, problems, notation)


def _blame(problems, rows, ids, events):
    """Add the rows of events that are problems to `problems`."""
    wrong = np.array([isinstance(event, Problem) for event in events], dtype=bool)
    for place in np.flatnonzero(wrong[ids]) if wrong.any() else ():
        problems.setdefault(int(rows[place]), events[ids[place]])


def _rows_without(problems, n_rows):
    kept = np.ones(n_rows, dtype=bool)
    kept[list(problems)] = False
    return kept


def _first_rows(rows, ids, n_unique):
    """Return the first row of each event, and -1 for those in no row that is kept."""
    first = np.full(n_unique, -1)
    first[ids[::-1]] = rows[::-1]
    return first


def _learn_wild_type(events, unique, first_rows, wild_type, complete):
    """Return the wild type with the alleles that the mutations name in addition."""
    known = dict(wild_type or {})
    sources = {}
    named = {}
    contradictions = 0
    for index in np.flatnonzero(first_rows >= 0):
        position, before, _ = events[index]
        if before is None:
            continue
        if position not in known and not complete:
            known[position] = before
            sources[position] = index
        elif position in sources and before != known[position]:
            other = sources[position]
            raise ValueError(
                f"The mutations contradict each other on the wild type at position {position}: "
                f"row {first_rows[other]} holds {unique[other]!r}, row {first_rows[index]} holds "
                f"{unique[index]!r}. Correct one of them, or pass wild_type=."
            )
        elif before != known.get(position):
            contradictions += 1
        named.setdefault(position, before)
    if wild_type and contradictions > (first_rows >= 0).sum() / 2:
        raise ValueError(_describe_other_numbering(named, wild_type, complete))
    return known


def _describe_other_numbering(named, wild_type, complete):
    position = next(place for place, allele in named.items() if wild_type.get(place) != allele)
    own = wild_type.get(position)
    first = find_first_position(named, wild_type)
    if not complete:
        remedy = "Check that positions are numbered as in wild_type=, or as in fit."
    elif first is None:
        remedy = "Check wild_type=, and the position of its first character, first_position=."
    else:
        remedy = (
            f"They agree if its first character has the position {first}: pass "
            f"first_position={first}."
        )
    return (
        f"Most mutations contradict the wild type: they name {named[position]!r} at position "
        f"{position}, where it has {'no character' if own is None else repr(own)}. {remedy}"
    )


def _check_event(event, text, wild_type):
    """Return an event with the wild type filled in, or the problem that it has with it."""
    if isinstance(event, Problem):
        return event
    position, before, after = event
    own = wild_type.get(position)
    if before is None:
        if own is None:
            reason = "mutation without the wild type's letter, pass wild_type= (or write A12V)"
            return Problem(reason, text)
        return Substitution(position, own, after)
    if own is None:
        return Problem("position outside the wild type", text)
    return event if own == before else Problem(f"wild type has {own!r} at this position", text)


def _blame_repeated_positions(problems, rows, ids, events):
    """Add the rows that name one position twice to `problems`."""
    positions = np.array([getattr(event, "position", 0) for event in events], dtype=np.int64)[ids]
    order = np.lexsort([positions, rows])
    repeated = np.flatnonzero((np.diff(rows[order]) == 0) & (np.diff(positions[order]) == 0))
    for place in repeated:
        row, position = int(rows[order[place]]), positions[order[place]]
        problems.setdefault(row, Problem("two mutations at one position", int(position)))


def _code(rows, ids, events, n_rows, wild_type):
    """Return sites, alleles and codes of the mutations in the rows that are kept."""
    used = [index for index in np.unique(ids) if events[index].before != events[index].after]
    letters = {}
    for index in used:
        letters.setdefault(events[index].position, set()).add(events[index].after)
    sites = sorted(letters)
    alleles = [[wild_type[site], *sorted(letters[site])] for site in sites]
    site_of, code_of = np.zeros((2, len(events)), dtype=np.int64)
    place = {site: number for number, site in enumerate(sites)}
    for index in used:
        site_of[index] = place[events[index].position]
        code_of[index] = alleles[site_of[index]].index(events[index].after)
    codes = empty_codes(n_rows, alleles)
    mutated = code_of[ids] > 0
    codes[rows[mutated], site_of[ids[mutated]]] = code_of[ids[mutated]]
    return sites, alleles, codes
