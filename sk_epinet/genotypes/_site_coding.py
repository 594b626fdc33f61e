"""The sites and alleles that a fitted encoder knows, and genotypes in terms of them."""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._hgvs import write_hgvs
from ._levels import show
from ._members import write_members
from ._mutations import is_letter, write_mutations
from ._parsed import Notation, empty_codes
from ._site_columns import write_site_columns
from ._strings import write_strings

# Names such as pos12, whose number is the position of the site.
_NUMBERED = re.compile(r"(?:pos|position|site)[ _.]?(-?\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class SiteCoding:
    """The sites that were read in fit, their alleles, and which of them are output.

    Attributes
    ----------
    kind : str
        How the genotypes are written.
    sites : list of int or str
        Positions or names of all sites that were read.
    alleles : list of list
        Alleles of each site, the wild type's first where it is known.
    wild_type : dict or None
        Allele of the wild type by position or name.
    output : list of int
        Indices into `sites` of the sites that are output.
    notation : Notation
        How genotypes are written back.
    numeric : frozenset of int
        Indices into `sites` of the sites that are columns of numbers.
    """

    kind: str
    sites: list
    alleles: list
    wild_type: dict[Any, Any] | None
    output: list = field(default_factory=list)
    notation: Notation = field(default_factory=Notation)
    numeric: frozenset = frozenset()

    @property
    def output_alleles(self):
        """Alleles of the sites that are output."""
        return [self.alleles[site] for site in self.output]

    @property
    def reference(self):
        """What genotypes are read against after fit: the first allele at each position."""
        if self.kind in ("sites", "members"):
            return None
        first = (own[0] for own in self.alleles)
        return {**dict(zip(self.sites, first, strict=True)), **(self.wild_type or {})}

    def wild_allele(self, site):
        """Return the wild type's allele at a site (an index), or None if it is not known."""
        return (self.wild_type or {}).get(self.sites[site])

    def site_name(self, site):
        """Return the name of a site (an index): its own, or pos12 for a position."""
        return _name(self.sites[site])

    def allele_name(self, site, allele):
        """Return the name of an allele at a site: A12V, or pos12_V without a wild type."""
        numbered, own = _NUMBERED.fullmatch(self.site_name(site)), self.wild_allele(site)
        if numbered and is_letter(own) and is_letter(allele):
            return f"{own}{numbered[1]}{allele}"
        text = allele if isinstance(allele, str) else show(allele)
        return f"{self.site_name(site)}_{text}"

    def align(self, parsed, *, ignore):
        """Return the codes of parsed genotypes by the alleles of this coding.

        Parameters
        ----------
        parsed : ParsedGenotypes
        ignore : bool
            Whether an allele that is not known has the code -1; otherwise it is an error.

        Returns
        -------
        codes : ndarray of shape (n_samples, n_sites_read)
        """
        place = {site: number for number, site in enumerate(parsed.sites)}
        codes = empty_codes(len(parsed.codes), self.alleles)
        for number, site in enumerate(self.sites):
            if site in place:
                found = parsed.alleles[place[site]]
                known = {allele: code for code, allele in enumerate(self.alleles[number])}
                code_of = np.array([known.get(allele, -1) for allele in found], dtype=codes.dtype)
                codes[:, number] = code_of[parsed.codes[:, place[site]]]
        if not ignore:
            self._require_known(parsed, codes)
        return codes

    def _require_known(self, parsed, codes):
        for number in np.flatnonzero((codes < 0).any(axis=0)).tolist():
            row = int(np.argmax(codes[:, number] < 0))
            site = parsed.sites.index(self.sites[number])
            allele = parsed.alleles[site][parsed.codes[row, site]]
            listed = ", ".join(show(known) for known in self.alleles[number][:20])
            raise ValueError(
                f"Row {row} has the allele {show(allele)} at site '{self.site_name(number)}', "
                f"where fit saw only {listed}. Remove the row, fit on genotypes with that allele, "
                "or pass handle_unknown='ignore'."
            )
        for number in (n for n, site in enumerate(parsed.sites) if site not in self.sites):
            rows = np.flatnonzero(parsed.codes[:, number] > 0)
            if rows.size:
                allele = show(parsed.alleles[number][parsed.codes[rows[0], number]])
                raise ValueError(
                    f"Row {rows[0]} has the allele {allele} at site "
                    f"'{_name(parsed.sites[number])}', which did not vary in fit. Remove the "
                    "row, fit on genotypes that vary there, or pass handle_unknown='ignore'."
                )

    def write(self, codes):
        """Return genotypes as they were written in the input of fit."""
        if self.kind == "sites":
            return write_site_columns(self.alleles, codes)
        if self.kind == "strings":
            texts = write_strings(self.alleles, codes)
        elif self.kind == "members":
            texts = write_members(self.sites, codes, self.notation)
        else:
            write = write_hgvs if self.kind == "hgvs" else write_mutations
            texts = write(self.sites, self.alleles, codes, self.notation)
        return np.array(texts, dtype=object)


def learn_site_coding(parsed, kind, *, every_site):
    """Return the coding of parsed genotypes.

    Parameters
    ----------
    parsed : ParsedGenotypes
    kind : str
    every_site : bool
        Whether sites that do not vary are output too.
    """
    alleles = dict(zip(parsed.sites, parsed.alleles, strict=True))
    if every_site and kind in ("mutations", "hgvs"):
        sites = sorted(parsed.wild_type, key=lambda site: (isinstance(site, str), site))
        alleles = {site: alleles.get(site, [parsed.wild_type[site]]) for site in sites}
    output = [j for j, own in enumerate(alleles.values()) if every_site or len(own) > 1]
    return SiteCoding(
        kind,
        list(alleles),
        list(alleles.values()),
        parsed.wild_type,
        output,
        parsed.notation,
        parsed.numeric,
    )


def _name(label):
    return label if isinstance(label, str) else f"pos{label}"
