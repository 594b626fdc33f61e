"""The coding of a landscape: its sites and alleles, with which other tables are read."""

from dataclasses import dataclass, field, replace

import numpy as np

from ..genotypes import ParsedGenotypes, Problem, sort_alleles
from ._text import shorten


@dataclass(frozen=True)
class Coding:
    """Say which alleles the sites of a landscape have, and in which columns they stand.

    Parameters
    ----------
    site_names : list of str
    alleles : list of tuple of str
        Alleles of each site.
    constant_sites : dict of str to str
        The only allele of each site that was left out, because it does not vary.
    genotype : str or None
        Name of the column of genotypes; None where each site has a column.
    kind : str or None
        How it writes them.
    target : list of str
        Names of the columns of the measured values.
    first_position : int
        Number of the first character of strings.
    constant_columns : dict of str to str
        The only value of each column that was left out, because it does not vary.
    """

    site_names: list
    alleles: list
    constant_sites: dict
    genotype: str | None
    kind: str | None
    target: list
    first_position: int = 1
    constant_columns: dict = field(default_factory=dict)

    @property
    def wild_type(self):
        """The first allele of each site, by position, to read lists of mutations with."""
        own = {
            name: alleles[0] for name, alleles in zip(self.site_names, self.alleles, strict=True)
        }
        return {int(n.removeprefix("pos")): a for n, a in {**self.constant_sites, **own}.items()}


def fit_coding(parsed, measured, kind):
    """Return which sites vary among the measured genotypes, and their alleles.

    In strings of two letters in all, such as 0110, each site has both alleles, even if it does
    not vary.

    Parameters
    ----------
    parsed : ParsedGenotypes
    measured : ndarray of shape (n_rows,), dtype bool
    kind : str or None
        How the genotypes are written; None where each site has a column.

    Returns
    -------
    names : list of str
        The sites that vary.
    alleles : list of tuple of str
        Alleles that were measured, and the wild type's, first.
    constant_sites : dict of str to str
    """
    names, alleles, constant_sites = [], [], {}
    letters = {allele for own in parsed.alleles for allele in own}
    for place, (name, own) in enumerate(zip(parsed.sites, parsed.alleles, strict=True)):
        used = np.bincount(parsed.codes[measured, place], minlength=len(own)) > 0
        wild = None if parsed.wild_type is None else parsed.wild_type.get(name)
        if kind == "strings" and len(letters) == 2:
            names.append(name)
            alleles.append(tuple(sort_alleles(letters, wild)))
            continue
        if used.sum() == 1:
            constant_sites[name] = own[int(np.argmax(used))]
            continue
        names.append(name)
        alleles.append(tuple(a for a, u in zip(own, used, strict=True) if u or a == wild))
    return names, alleles, constant_sites


def recode(parsed, names, alleles, constant_sites, *, absent=None):
    """Return genotypes in the codes of a landscape.

    Parameters
    ----------
    parsed : ParsedGenotypes
        Genotypes of any table.
    names : list of str
        Sites of the landscape.
    alleles : list of tuple of str
    constant_sites : dict of str to str
    absent : int, default=None
        Code at sites that `parsed` does not have; by default they are an error.

    Returns
    -------
    recoded : ParsedGenotypes
        With -1 and a problem in rows with an allele that the landscape does not have.

    Raises
    ------
    KeyError
        If `parsed` lacks a site, and `absent` is not given.
    """
    place_of = {name: place for place, name in enumerate(parsed.sites)}
    problems = dict(parsed.problems)
    most = max(map(len, alleles), default=1)
    codes = np.zeros(
        (len(parsed.codes), len(names)), dtype=np.min_scalar_type(-most - 1), order="F"
    )
    for site, (name, own) in enumerate(zip(names, alleles, strict=True)):
        if name not in place_of and absent is not None:
            codes[:, site] = absent
            continue
        theirs = parsed.alleles[place_of[name]]
        code_of = np.array([own.index(a) if a in own else -1 for a in theirs] + [-1])
        codes[:, site] = code_of[parsed.codes[:, place_of[name]]]
        _blame(problems, parsed, place_of[name], codes[:, site] < 0, own)
    for name, place in place_of.items():
        if name in names:
            continue
        expected = constant_sites.get(name)
        theirs = parsed.alleles[place]
        if expected is None:
            wrong = parsed.codes[:, place] > 0  # a mutation at a site that had none
            expected = theirs[0]
        else:
            wrong = np.array([a != expected for a in theirs] + [False])[parsed.codes[:, place]]
        _blame(problems, parsed, place, wrong, (expected,))
    codes[list(problems)] = -1
    return replace(
        ParsedGenotypes(list(names), [list(own) for own in alleles], codes, parsed.wild_type),
        problems=problems,
    )


def _blame(problems, parsed, place, wrong, known):
    for row in np.flatnonzero(wrong):
        code = parsed.codes[row, place]
        if code >= 0:
            shown = ", ".join(map(repr, known[:6])) + ", ..." * (len(known) > 6)
            reason = f"new allele at site '{parsed.sites[place]}', which has {shown}"
            problems.setdefault(int(row), Problem(reason, parsed.alleles[place][code]))


def describe_new(table, parsed, remedy=""):
    """Return the message for the first row that cannot be coded.

    Parameters
    ----------
    table : Table
    parsed : ParsedGenotypes
    remedy : str, default=""
        What can be done; by default such rows can be left out.
    """
    row = min(parsed.problems)
    problem, n_rows = parsed.problems[row], len(parsed.problems)
    more = f" ({n_rows} such rows)" if n_rows > 1 else ""
    remedy = remedy or "Leave such rows out with drop='genotype'."
    return (
        f"{table.source} has in {table.place(row)} a genotype that the landscape's coding does "
        f"not have: {problem.reason}: {shorten(str(problem.value))}{more}. {remedy}"
    )
