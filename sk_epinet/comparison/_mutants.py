"""List the single and double mutants of a wild type, and write genotypes as a table has them."""

from collections.abc import Sequence
from math import comb

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

_BLOCK = 2**15  # genotypes


def list_mutants(
    landscape: Bunch, n_mutations: int = 2, *, wild_type: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Return all single or double mutants that were not measured, as the table writes genotypes.

    Parameters
    ----------
    landscape : Bunch
        What :func:`sk_epinet.datasets.load_landscape` returned, or :func:`load_model` beside a
        model.
    n_mutations : {1, 2}, default=2
        How many sites differ from the wild type.
    wild_type : str or sequence of str, default=None
        Allele of the wild type at each site. By default the wild type that the table gave; for
        lists of members, the genotype without members.

    Returns
    -------
    mutants : DataFrame of shape (n_mutants, n_columns)
        Genotypes of the alleles that were measured, in the column of genotypes of the table, or
        in one column for each site. Where genotypes are strings, a column beside
        them has the lists of their mutations.
        ``load_landscape(mutants, like=landscape).data`` is what a model predicts.

    Raises
    ------
    ValueError
        If the wild type is not known, has an allele that the landscape does not have, or
        `n_mutations` is neither 1 nor 2.

    Notes
    -----
    Time and memory are proportional to the number of mutants times the number of sites.

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_epinet.comparison import list_mutants
    >>> from sk_epinet.datasets import load_landscape
    >>> table = pd.DataFrame({"mutations": ["A2V", "K5R", "K5E", "A2V:K5R"], "y": [1, 2, 3, 4]})
    >>> landscape = load_landscape(table)
    >>> list_mutants(landscape)
      mutations
    0   A2V:K5E
    """
    if n_mutations not in (1, 2):
        raise ValueError(f"n_mutations must be 1 or 2, got {n_mutations!r}.")
    wild_type = find_wild_type(landscape, wild_type)
    blocks = list(Mutants(landscape, wild_type, n_mutations).blocks())
    codes = np.concatenate([np.empty((0, len(wild_type)), dtype=np.intp), *blocks])
    return as_written(codes, landscape, wild_type)


class Mutants:
    """All genotypes with so many mutations that were not measured.

    Parameters
    ----------
    landscape : Bunch
        What :func:`load_model` returned beside the model.
    wild_type : sequence of str
        Allele of each site.
    n_mutations : {1, 2}
        How many sites are mutated.
    """

    def __init__(self, landscape, wild_type, n_mutations):
        self.alleles = landscape.alleles
        self.n_mutations = n_mutations
        self.wild_type = np.array(
            [own.index(allele) for own, allele in zip(self.alleles, wild_type, strict=True)]
        )
        sizes = np.array([len(own) for own in self.alleles])
        sites = np.repeat(np.arange(len(sizes)), sizes)
        codes = np.concatenate([np.arange(size) for size in sizes])
        mutated = codes != self.wild_type[sites]
        self.sites, self.codes = sites[mutated], codes[mutated]
        self._measured = self._numbers_of(np.asarray(landscape.codes))

    def __len__(self):
        """Return how many there are."""
        counts = np.bincount(self.sites, minlength=len(self.alleles))
        within = sum(comb(int(n), 2) for n in counts) if self.n_mutations == 2 else 0
        return comb(len(self.sites), self.n_mutations) - within - len(self._measured)

    def blocks(self):
        """Yield their allele codes, arrays of shape (n, n_sites)."""
        waiting, n_waiting = [], 0
        for chosen in self._choices():
            chosen = chosen[~np.isin(self._number(chosen), self._measured)]
            waiting.append(chosen)
            n_waiting += len(chosen)
            if n_waiting >= _BLOCK:
                yield self._genotypes(np.concatenate(waiting))
                waiting, n_waiting = [], 0
        if n_waiting:
            yield self._genotypes(np.concatenate(waiting))

    def _choices(self):
        """Yield arrays of mutations of shape (n, n_mutations)."""
        everything = np.arange(len(self.sites))
        if self.n_mutations == 1:
            yield everything[:, None]
            return
        for first in everything:
            others = everything[self.sites > self.sites[first]]
            yield np.column_stack([np.full(len(others), first), others])

    def _number(self, chosen):
        """Return one number for each choice of mutations."""
        return chosen @ len(self.sites) ** np.arange(self.n_mutations)[::-1]

    def _numbers_of(self, codes):
        """Return the distinct numbers of the genotypes with so many mutations."""
        place = np.full((len(self.alleles), max(map(len, self.alleles))), -1)
        place[self.sites, self.codes] = np.arange(len(self.sites))
        mutated = codes != self.wild_type
        rows = np.flatnonzero(mutated.sum(axis=1) == self.n_mutations)
        row, site = np.nonzero(mutated[rows])
        chosen = place[site, codes[rows][row, site]].reshape(-1, self.n_mutations)
        return np.unique(self._number(chosen))

    def _genotypes(self, chosen):
        codes = np.tile(self.wild_type, (len(chosen), 1))
        for column in chosen.T:
            codes[np.arange(len(chosen)), self.sites[column]] = self.codes[column]
        return codes


def find_wild_type(landscape, given=None):
    """Return the allele of each site of the wild type.

    Parameters
    ----------
    landscape : Bunch
        What :func:`load_model` returned beside the model.
    given : sequence of str, default=None
        Alleles that the user gave: of the sites that vary or, for strings, of all.

    Raises
    ------
    ValueError
        If the wild type is not known, or has an allele that the model does not know.
    """
    if given is None:
        if landscape.coding.kind == "members":
            return [own[0] for own in landscape.alleles]  # nothing is present
        if landscape.wild_type is None:
            raise ValueError(
                "Mutants are those of a wild type, which the table that the model was trained on "
                "did not say: give it with --wild-type."
            )
        return landscape.wild_type
    return _known_wild_type(given, landscape)


def _known_wild_type(given, landscape):
    """Return the alleles at the sites that vary, of a wild type with or without the others."""
    alleles = dict(zip(landscape.site_names, landscape.alleles, strict=True))
    names = list(alleles)
    if landscape.coding.kind == "strings" and len(given) != len(names):
        alleles |= {name: (only,) for name, only in landscape.constant_sites.items()}
        names = sorted(alleles, key=_position)
    if len(given) != len(names):
        raise ValueError(
            f"--wild-type has {len(given)} alleles, but the model has {len(names)} sites."
        )
    for name, allele in zip(names, given, strict=True):
        if allele not in alleles[name]:
            raise ValueError(
                f"--wild-type has {allele!r} at site '{name}', where the model knows only "
                f"{', '.join(map(repr, alleles[name]))}."
            )
    allele_at = dict(zip(names, given, strict=True))
    return [allele_at[name] for name in landscape.site_names]


def count_by_mutations(alleles):
    """Return how many genotypes have 0, 1, 2, ... mutations, as a list.

    Parameters
    ----------
    alleles : list of sequence
        Alleles of each site.
    """
    counts = [1]
    for own in alleles:
        mutated = [0, *((len(own) - 1) * count for count in counts)]
        counts = [a + b for a, b in zip([*counts, 0], mutated, strict=True)]
    return counts


def as_categories(codes, landscape):
    """Return allele codes as one column of categories for each site."""
    columns = {
        name: pd.Categorical.from_codes(own_codes, categories=list(alleles))
        for name, alleles, own_codes in zip(
            landscape.site_names, landscape.alleles, codes.T, strict=True
        )
    }
    return pd.DataFrame(columns)


def as_written(codes, landscape, wild_type):
    """Return allele codes as columns of text, written as the table of the landscape has them.

    Parameters
    ----------
    codes : ndarray of shape (n, n_sites)
    landscape : Bunch
    wild_type : sequence of str or None
        Of strings and of columns of sites it need not be known.

    Returns
    -------
    frame : DataFrame
        One column for each site, or the column of genotypes. Beside strings stands the list of
        their mutations, if the wild type is known.
    """
    coding = landscape.coding
    texts = _texts(codes, landscape)
    if coding.genotype is None:
        return pd.DataFrame(texts, columns=landscape.site_names)
    if coding.kind == "members":
        names = np.array(landscape.site_names, dtype=object)
        members = [",".join(names[row]) for row in codes > 0]
        return pd.DataFrame({coding.genotype: members})
    if coding.kind == "strings" and wild_type is None:
        return pd.DataFrame({coding.genotype: _strings(texts, landscape)})
    mutations = _mutations(texts, landscape, wild_type)
    if coding.kind != "strings":
        return pd.DataFrame({coding.genotype: mutations})
    return pd.DataFrame({coding.genotype: _strings(texts, landscape), "mutations": mutations})


def _texts(codes, landscape):
    """Return an array of alleles of shape (n, n_sites)."""
    columns = [
        np.array(alleles, dtype=object)[own_codes]
        for alleles, own_codes in zip(landscape.alleles, codes.T, strict=True)
    ]
    return np.column_stack(columns)


def _position(name):
    return int(name.removeprefix("pos"))


def _strings(texts, landscape):
    """Return whole strings: sites that vary, and those that do not, in the order of positions."""
    constant = landscape.constant_sites
    positions = [_position(name) for name in [*landscape.site_names, *constant]]
    fixed = np.tile(np.array(list(constant.values()), dtype=object), (len(texts), 1))
    ordered = np.hstack([texts, fixed])[:, np.argsort(positions)]
    return ["".join(row) for row in ordered]


def _mutations(texts, landscape, wild_type):
    """Return lists of mutations such as A12V:K45R."""
    positions = [_position(name) for name in landscape.site_names]
    named = list(zip(wild_type, positions, strict=True))
    return [
        ":".join(
            f"{before}{position}{after}"
            for (before, position), after in zip(named, row, strict=True)
            if before != after
        )
        for row in texts
    ]
