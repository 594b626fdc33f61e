"""Report which genotypes a table holds, which it lacks, and how far repeated ones agree."""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .._utils import Array, require_same_length
from ._encoder import GenotypeEncoder


@dataclass(frozen=True)
class CoverageReport:
    """Hold what a table covers of the possible genotypes; ``print`` shows it as text.

    Attributes
    ----------
    n_rows : int
        Number of rows.
    n_genotypes : int
        Number of different genotypes among them.
    n_possible : int
        Number of genotypes that the alleles of all sites can form.
    n_missing : int
        Number of those that are in no row.
    missing : ndarray or None
        The genotypes that are in no row, written as in X; None if they are too many to list.
    repeated : DataFrame
        The genotypes in more than one row, the most frequent first: `genotype`, `count`, and
        with measured values their `mean`, `std` (with one degree of freedom less than the
        count), `min` and `max`, in the unit of y.
    pooled_std : float or None
        Standard deviation of the measured values of one genotype, pooled over the repeated
        genotypes; None without measured values or repeated genotypes.
    constant_sites : list of str
        Names of the sites at which all rows have the same allele.

    See Also
    --------
    coverage_report : Make such a report.

    Examples
    --------
    >>> from sk_epinet.genotypes import coverage_report
    >>> report = coverage_report(["AK", "AR", "GK"])
    >>> report.n_possible, list(report.missing)
    (4, ['GR'])
    """

    n_rows: int
    n_genotypes: int
    n_possible: int
    n_missing: int
    missing: Array | None
    repeated: pd.DataFrame
    pooled_std: float | None
    constant_sites: list[str]

    def __str__(self) -> str:
        share = self.n_genotypes / self.n_possible
        lines = [
            f"{self.n_rows:,} rows hold {self.n_genotypes:,} of {_show_count(self.n_possible)} "
            f"possible genotypes ({share:.3g} of them)."
        ]
        if self.missing is not None and len(self.missing):
            lines.append(f"Missing: {', '.join(_show(genotype) for genotype in self.missing)}.")
        if len(self.repeated):
            most = self.repeated.iloc[0]
            many = len(self.repeated) > 1
            line = (
                f"{len(self.repeated):,} genotype{'s stand' if many else ' stands'} in more than "
                f"one row ({_show(most['genotype'])} in {most['count']:,} of them)."
            )
            if self.pooled_std is not None:
                line += (
                    " The values of one genotype have a standard deviation of "
                    f"{self.pooled_std:.3g}."
                )
            lines.append(line)
        if self.constant_sites:
            lines.append(f"Sites that do not vary: {', '.join(self.constant_sites)}.")
        return "\n".join(lines)


def coverage_report(
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    encoder: GenotypeEncoder | None = None,
    max_listed: int = 20,
) -> CoverageReport:
    """Report which genotypes are present, missing and repeated, and which sites do not vary.

    Parameters
    ----------
    X : array-like of shape (n_samples,), (n_samples, 1) or (n_samples, n_sites)
        Genotypes, as :class:`GenotypeEncoder` takes them.
    y : array-like of shape (n_samples,), default=None
        Measured values, for the spread of repeated genotypes. NaN is left out.
    encoder : GenotypeEncoder, default=None
        A fitted encoder, whose sites and alleles are then those of the report; by default
        ``GenotypeEncoder()``, fitted to X.
    max_listed : int, default=20
        Largest number of missing genotypes that are listed.

    Returns
    -------
    report : CoverageReport

    Raises
    ------
    ValueError
        As in :meth:`GenotypeEncoder.fit`, or if y does not have the length of X.

    Notes
    -----
    The genotypes are sorted once. The missing ones are listed only if they are few, that is, if
    most possible genotypes are present.

    Examples
    --------
    >>> from sk_epinet.genotypes import coverage_report
    >>> report = coverage_report(["AK", "AR", "GK", "AK"], y=[1.0, 2.0, 3.0, 1.5])
    >>> report.missing
    array(['GR'], dtype=object)
    >>> print(report)
    4 rows hold 3 of 4 possible genotypes (0.75 of them).
    Missing: GR.
    1 genotype stands in more than one row (AK in 2 of them). The values of one genotype have a
    standard deviation of 0.354.
    """
    encoder = GenotypeEncoder().fit(X) if encoder is None else encoder
    codes = encoder._read(X, ignore=False)
    coding = encoder._coding
    distinct, ids, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    n_possible = math.prod(len(alleles) for alleles in coding.alleles)
    n_missing = n_possible - len(distinct)
    repeated, pooled = _repeated(coding.write(distinct), ids.ravel(), counts, y)
    return CoverageReport(
        n_rows=len(codes),
        n_genotypes=len(distinct),
        n_possible=n_possible,
        n_missing=n_missing,
        missing=_missing(distinct, coding) if n_missing <= max_listed else None,
        repeated=repeated,
        pooled_std=pooled,
        constant_sites=[
            coding.site_name(site) for site in np.flatnonzero(np.ptp(codes, axis=0) == 0).tolist()
        ],
    )


def _missing(distinct, coding):
    """Return the genotypes that are in no row, in the order of an enumeration."""
    present = set(map(tuple, distinct.tolist()))
    possible = product(*(range(len(alleles)) for alleles in coding.alleles))
    absent = [genotype for genotype in possible if genotype not in present]
    return coding.write(np.array(absent, dtype=np.int64).reshape(len(absent), len(coding.sites)))


def _repeated(genotypes, ids, counts, y):
    """Return a table of the repeated genotypes, and the pooled standard deviation in them."""
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 1]
    columns = {
        "genotype": [_plain(genotypes[place]) for place in order],
        "count": counts[order],
    }
    if y is None:
        return pd.DataFrame(columns), None
    require_same_length("y", y, ids)
    values = pd.Series(np.asarray(y, dtype=np.float64)).groupby(ids)
    for name in ("mean", "std", "min", "max"):
        columns[name] = values.agg(name).to_numpy()[order]
    degrees = (values.count().to_numpy() - 1)[order]
    variances = np.where(degrees > 0, columns["std"], 0.0) ** 2
    total = degrees[degrees > 0].sum()
    pooled = math.sqrt((variances * np.maximum(degrees, 0)).sum() / total) if total else None
    return pd.DataFrame(columns), pooled


def _plain(genotype):
    """Return a genotype as text or, for one column a site, as a tuple of its alleles."""
    return genotype if isinstance(genotype, str) else tuple(genotype.tolist())


def _show(genotype):
    genotype = _plain(genotype)
    text = genotype if isinstance(genotype, str) else " ".join(map(str, genotype))
    return text or "the wild type"


def _show_count(count):
    """Return a whole number as text; large ones as a power of ten."""
    return f"{count:,}" if count < 10**9 else f"about 10^{math.log10(count):.0f}"
