"""The published landscapes that can be downloaded: where they lie, and what they are."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

import pandas as pd

# A commit, so that the files cannot change.
_GRAPHFLA = (
    "https://raw.githubusercontent.com/COLA-Laboratory/GraphFLA/"
    "9f86def1a12db76d26af16077ba28cb61ee0af5f/data/BioSequence"
)
_GRAPHFLA_LICENCE = "MIT (repository GraphFLA); the data keep the terms of their paper"


@dataclass(frozen=True)
class PublishedLandscape:
    """A published file: its content, its address, and how it is read.

    Parameters
    ----------
    name : str
        What users call it. The file in the cache has this name and the ending of its format.
    sites : int
        Number of its sites.
    alleles : int
        Number of alleles of each site.
    genotypes : int
        Number of genotypes with a measured value.
    measured : str
        What was measured.
    reference : str
        The paper to cite.
    n_bytes : int
        Size of the file.
    sha256 : str
        Checksum of the file, in hexadecimal digits.
    remote_name : str, default=None
        Name of the file at its address, if that is another one.
    wild_type : str, default=None
        Alleles of the wild type, where the file does not say it.
    """

    name: str
    sites: int
    alleles: int
    genotypes: int
    measured: str
    reference: str
    n_bytes: int
    sha256: str
    remote_name: str | None = None
    wild_type: str | None = None
    licence: str = _GRAPHFLA_LICENCE

    @property
    def file(self) -> str:
        """Name of the file in a cache, a folder or a mirror."""
        return f"{self.name}.csv"

    @property
    def url(self) -> str:
        """The address of the file."""
        return f"{_GRAPHFLA}/{self.remote_name or self.file}"


_LANDSCAPES = (
    PublishedLandscape(
        name="Poelwijk2019",
        sites=13,
        alleles=2,
        genotypes=8192,
        measured="brightness of variants between two fluorescent proteins",
        reference="Poelwijk, Socolich, Ranganathan (2019). Nature Communications 10:4213.",
        n_bytes=425193,
        sha256="081afe1d004f9f86c002c0f4dbc7407136e32a1f16e53f5d88b1df91b36b422a",
    ),
    PublishedLandscape(
        name="Moulana2022_ACE2",
        sites=15,
        alleles=2,
        genotypes=32565,
        measured="-log10 Kd of SARS-CoV-2 spike (Wuhan to Omicron BA.1) to ACE2",
        reference="Moulana et al. (2022). Nature Communications 13:7011.",
        n_bytes=2087287,
        sha256="71b466b5d4165f955d5f6407d2fbd6fd412602f29020b006810ea22c82f6460e",
    ),
    PublishedLandscape(
        name="Phillips2021_CR6261_h9",
        sites=11,
        alleles=2,
        genotypes=1842,
        measured="-log10 Kd of antibody CR6261 to haemagglutinin H9",
        reference="Phillips et al. (2021). eLife 10:e71393.",
        n_bytes=93003,
        sha256="e80241bc514f625b0464ddc1a8fbc99f45f73f20502214d40e7ac0ad01547c4c",
    ),
    PublishedLandscape(
        name="Phillips2021_CR9114_h3",
        sites=16,
        alleles=2,
        genotypes=65535,
        measured="-log10 Kd of antibody CR9114 to haemagglutinin H3; 89 % at the limit of 6",
        reference="Phillips et al. (2021). eLife 10:e71393.",
        n_bytes=3573818,
        sha256="b5bb878020dc14ab7edee2715746ccccc507b24d687f7846311f0787500de2b2",
    ),
    PublishedLandscape(
        name="Schulz2025",
        sites=10,
        alleles=2,
        genotypes=1024,
        measured="affinity of an antibody",
        reference="Schulz, Tan, Wu, Wang (2025). PNAS 122(2), doi:10.1073/pnas.2413884122.",
        n_bytes=51345,
        sha256="21b76addff90bc770e2be0e654e868133e479352e525f60254302adb15e79501",
    ),
    PublishedLandscape(
        name="Hall2020_NfsA_ec50_2039",
        sites=7,
        alleles=2,
        genotypes=128,
        measured="EC50 of bacteria with variants of the nitroreductase NfsA",
        reference="Hall et al. (2020). eLife 9:e59081.",
        n_bytes=5284,
        sha256="e28089a9780043b6c95ed965ea61f7ab5aa0fc819727357e7a42ecdb712afe09",
    ),
    PublishedLandscape(
        name="Palmer2015",
        sites=6,
        alleles=2,
        genotypes=64,
        measured="trimethoprim resistance of variants of DHFR",
        reference="Palmer et al. (2015). Nature Communications 6:7385.",
        n_bytes=1921,
        sha256="bc9050c5610a7571cc769b04927de1b44e8749ab077d1cd5b922999b56e36edb",
    ),
    PublishedLandscape(
        name="Weinreich2006",
        sites=5,
        alleles=2,
        genotypes=32,
        measured="cefotaxime resistance of variants of TEM beta-lactamase, on a log scale",
        reference="Weinreich, Delaney, DePristo, Hartl (2006). Science 312:111-114.",
        n_bytes=943,
        sha256="23abc08da2c7c39336cafd5bed1e29de4cb8ef61ca050c24a39d09915f9eb299",
        remote_name="Weinreich2006Tan2011_Weinreich2006.csv",
    ),
    PublishedLandscape(
        name="Wu2016_GB1",
        sites=4,
        alleles=20,
        genotypes=149361,
        measured="binding and stability of protein G domain B1, relative to the wild type",
        reference="Wu et al. (2016). eLife 5:e16965.",
        n_bytes=3482295,
        sha256="5794a0761f938cee3ed753ea25e2551782f15a3610763c44c11ec5c9dff2f998",
        wild_type="VDGV",
    ),
)
_BY_NAME = {landscape.name: landscape for landscape in _LANDSCAPES}


def find_published(name: Any) -> PublishedLandscape:
    """Return the published landscape of a name.

    Parameters
    ----------
    name : str

    Returns
    -------
    landscape : PublishedLandscape

    Raises
    ------
    ValueError
        If there is none; the message has the names that there are.
    """
    if isinstance(name, str) and name in _BY_NAME:
        return _BY_NAME[name]
    listed = ", ".join(_BY_NAME)
    similar = difflib.get_close_matches(str(name), _BY_NAME, n=1)
    hint = f" Did you mean '{similar[0]}'?" if similar else ""
    raise ValueError(
        f"name must be one of {listed} (see list_landscapes()), got {name!r}.{hint} Your own "
        "tables are read by load_landscape."
    )


def list_landscapes() -> pd.DataFrame:
    """Return a table of the published landscapes that :func:`fetch_landscape` can download.

    Returns
    -------
    table : DataFrame
        One row for each landscape. Its index is the name; its columns are sites (number), alleles
        (number at each site), genotypes (number that were measured), measured (what was), the
        reference to cite, licence, url, n_bytes and sha256 of the file.

    See Also
    --------
    fetch_landscape : Download one of them.

    Examples
    --------
    >>> from sk_epinet.datasets import list_landscapes
    >>> table = list_landscapes()
    >>> table.loc["Poelwijk2019", ["sites", "alleles", "genotypes"]].tolist()
    [13, 2, 8192]
    """
    columns = [
        "sites",
        "alleles",
        "genotypes",
        "measured",
        "reference",
        "licence",
        "url",
        "n_bytes",
        "sha256",
    ]
    rows = [[getattr(landscape, column) for column in columns] for landscape in _LANDSCAPES]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(_BY_NAME, name="name"))
