"""Read measured landscapes from the tables that people have."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import IO, Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

from .._utils import check_bool, check_option
from ._ask import as_list
from ._assemble import assemble_landscape, set_unmeasured, warn_of_values
from ._cautions import warn_of_doubts
from ._describe import describe
from ._landscape import Landscape
from ._like import load_like
from ._roles import decide_roles
from ._sites import (
    check_genotypes,
    find_column_kind,
    parse_genotype_column,
    parse_site_columns,
)
from ._sources import read_table
from ._values import read_errors, read_values
from ._wild_type import with_wild_type_row

_DROP = ("genotype", "stop", "target", "error")

# A DataFrame of another library is any object.
Source: TypeAlias = str | os.PathLike[str] | IO[str] | IO[bytes] | pd.DataFrame | Any
Names: TypeAlias = str | Sequence[str] | None
Drop: TypeAlias = Literal["genotype", "stop", "target", "error"]


def load_landscape(
    source: Source,
    target: Names = None,
    *,
    genotype: str | None = None,
    sites: Names = None,
    wild_type: str | Sequence[str] | Mapping[str, str] | None = None,
    error: str | None = None,
    variance: str | None = None,
    weight: str | None = None,
    groups: str | None = None,
    split: str | None = None,
    sheet: str | int | None = None,
    drop: Drop | Sequence[Drop] | None = None,
    decimal: Literal[".", ","] | None = None,
    first_position: int = 1,
    like: Bunch | None = None,
    return_X_y: bool = False,
) -> Landscape | Any:  # a pair of data and target where return_X_y is true
    r"""Read a measured landscape from a table.

    What a column holds is decided only where one reading is possible (see Notes). Otherwise an
    error shows the columns to choose from and the argument to add. ``landscape.describe()``
    says what was taken and what was left out.

    Parameters
    ----------
    source : str, path-like, open file, or DataFrame
        A text file with columns separated by commas, semicolons, tabs, bars or white space, an
        Excel file, a Parquet file, or JSON (rows, columns, or the format of gpmap); also packed
        as gzip, zip, xz or bzip2. A DataFrame may be one of pandas, or of another library that
        pandas can take it from, such as polars.
    target : str or list of str, default=None
        Column of measured values. Of several columns, which are replicates, the mean is taken.
    genotype : str, default=None
        The one column of genotypes: strings with a character for each site (``0110``,
        ``SHTKSRF``), lists of mutations (``A12V:K45R``), HGVS strings (``p.Ala12Val``), or
        lists of members (``C-M-T``).
    sites : str or list of str, default=None
        The columns of the sites, where each site has one. ``*`` and ``?`` in a name stand for
        any characters: ``sites="pos*"``.
    wild_type : str, sequence of str, or dict, default=None
        Alleles of the wild type: one character for each site, a list of alleles, or alleles by
        site. By default it is known from lists of mutations, or from the table (see Notes).
    error, variance : str, default=None
        Column of the standard errors, or of their squares.
    weight : str, default=None
        Column of sample weights.
    groups : str, default=None
        Column that says which rows belong together in a cross-validation. By default these are
        the rows of one genotype.
    split : str, default=None
        Column that says which rows are to train and to test on.
    sheet : str or int, default=None
        Sheet of an Excel file, by name or position. Needed if several sheets may hold a table,
        which has two rows and two columns or more.
    drop : {"genotype", "stop", "target", "error"}, or a list of these, default=None
        Rows to leave out and to count, instead of raising an error: without a genotype that can
        be read; with a stop codon (otherwise the allele ``*``); with a target that is not a
        number; with an error that is missing or not greater than 0.
    decimal : {".", ","}, default=None
        Decimal mark. Needed if numbers such as ``1,333`` can be read in two ways.
    first_position : int, default=1
        Number of the first character of genotypes that are strings, and of the wild type.
    like : Landscape, default=None
        A landscape that this function has returned. The table is read with its sites and
        alleles, in any order of the columns, and needs no target: all rows are returned.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of the landscape.

    Returns
    -------
    landscape : Landscape
        A :class:`~sklearn.utils.Bunch` with the method ``describe()``, the method
        ``read_like(source)`` (this function with ``like``), the method
        ``training_weights(train)`` (weights for a training on some of the rows, with what a
        model cannot explain added to the errors), and the attributes

        data : DataFrame of shape (n_samples, n_sites)
            Genotypes: a categorical column for each site. The categories are the alleles, the
            wild type's or the low level first. Its index is that of the DataFrame, or the
            number of the row below the header, from 0.
        target : ndarray of shape (n_samples,)
            Measured values.
        sample_weight : ndarray of shape (n_samples,), or None
            The user's weights, or the inverse squares of the standard errors, scaled to a mean
            of one. The latter are right only for a model that makes no errors of its own, and
            make predictions far worse (docs/benchmarks/weights): train with
            ``training_weights()``.
        groups : ndarray of shape (n_samples,)
            The user's groups, or the number of each row's genotype.
        wild_type : list of str, or None
            Allele of the wild type at each site.
        alleles : list of tuple of str
            Alleles of each site.
        site_names, feature_names : list of str
            Names of the sites. A position keeps the number that the user gave it: ``pos10`` for
            ``A10V``.
        frame : DataFrame
            `data` with target, errors, weights and groups beside it.
        unmeasured : DataFrame of shape (n_missing, n_sites)
            Genotypes of the rows without a measured value.
        standard_error : ndarray of shape (n_samples,), or None
            Standard errors of the measured values. Those of replicates come from their spread,
            which is pooled over all rows where a row has one replicate or no spread.
        error_of_weights : ndarray of shape (n_samples,), or None
            The errors that weights are made of: those of `standard_error`, or, for replicates,
            the errors that their own spread gives together with the pooled one.
        n_replicates : ndarray of shape (n_samples,), or None
            Number of values that a mean of replicates is made from.
        censored : ndarray of shape (n_samples,), dtype int8, or None
            -1 where the value is at most `target` ("<0.4"), 1 where it is at least that.
        split : ndarray of shape (n_samples,), or None
            "train", "test" and "validation", or the user's own words.
        codes : ndarray of shape (n_samples, n_sites), dtype int8
            Position of each genotype's allele in `alleles`.
        genotypes : DataFrame of shape (n_samples, n_columns)
            Genotypes as the table has them: its column of genotypes, or those of the sites.
        target_name : str
            Name of the target's column.
        constant_sites : dict of str to str
            Allele of the sites that were left out, because they do not vary.
        rows : ndarray of shape (n_samples,)
            Position of each row in the table.
        n_missing : int
            Number of rows without a measured value.
        coding : object
            What the argument `like` needs to know about this landscape.
        DESCR : str
            What ``describe()`` returns.

    Raises
    ------
    OSError
        If the file does not exist or cannot be read.
    ImportError
        If the file needs a package that is not installed; the message names it.
    ValueError
        If the table cannot be read, a column that was named does not exist or cannot be what it
        was named for, or several readings are possible.

    See Also
    --------
    aggregate_replicates : Average the rows of one genotype.
    weights_from_errors : Make weights of standard errors, for training.

    Notes
    -----
    *How cells are read*. Cells are read as text, so that leading zeros are kept and a genotype may
    be ``NAN``. White space around a cell is removed, and so are the marks ``="0110"`` and
    ``'0110`` of spreadsheets. Dashes and minus signs become hyphens, and wide letters and digits
    become plain ones. These lines are skipped: those that begin with ``#``, titles above the
    header, a line of units, sentences below the table and rows without any text. Columns without
    a name and without content are skipped, too. Decimal commas and separators of thousands are
    recognised from the column, or else from the table. Percent signs are left out if all values
    of a column have one. A merged cell of Excel counts for each of its rows.

    *How columns are found*. Without arguments, the columns are found by the following rules. If
    they do not decide, an error asks. Names are compared without case, punctuation and units in
    brackets.

    *Target*. The first of these that exists is the target:

    1. the only column of numbers named ``y``, ``target``, ``fitness``, ``log_fitness``,
       ``mean_fitness``, ``phenotype(s)``, ``score``, ``fitness_score``, ``DMS_score`` or
       ``medianBrightness``;
    2. the only one named ``(log_, mean_) brightness``, ``growth``, ``growth_rate``,
       ``(log_) enrichment``, ``(log_) affinity``, ``activity``, ``expression``,
       ``fluorescence``, ``stability``, ``ddG``, ``binding``, ``response``, ``trait``, ``value``,
       ``measurement`` or ``yield``;
    3. the mean of replicates of one measurement (``rep1``, ``rep 2``, ``growth_r3``);
    4. the column with a word for a summary (``mean``, ``average``, ``median``, ``combined``);
    5. the only column of numbers with more than two values that can be nothing else.

    *Genotypes*. The first of these that exists has the genotypes:

    1. a column that holds genotypes and is named ``sequence(s)``, ``seq``, ``genotype(s)``,
       ``variant(s)``, ``mutant(s)``, ``mutation(s)``, ``substitutions``, ``mutated_sequence``,
       ``hgvs_pro``, ``hgvs_nt``, ``aa_seq``, ``nt_seq``, ``aaMutations``, ``x``, ``binary``,
       ``haplotype``, ``community`` or the like;
    2. the columns ``pos1``, ``pos2``, ... (also ``site``, ``locus``, ``mut``, ``gene`` or
       ``species`` with a number), if they hold alleles;
    3. a column of mutations, HGVS or strings of equal length, whatever its name;
    4. all columns with two values, if these are alike: the same two in each, or single letters;
    5. the names of the rows (``index``, ``name``, ``id``, ``sample``), if they are genotypes.

    If several columns of genotypes say the same, lists of mutations are preferred to strings, and
    proteins to their genes. Columns of sites that say the same as a column of genotypes are
    preferred to it. Words of a site that differ in case only (``wt``, ``WT``) are one allele.
    Names with a number, such as ``v01``, and dates are no genotypes.

    An error asks about a column that is named or written like the sites, but holds something else
    in a few rows. If rows are the same in all columns with two values, but differ in a column
    whose 3 to 20 values recur, this may be a site too, and the argument `sites` is needed. Some
    forms are not read, but the error has the line of Python that brings them into one that is:
    positions and letters of mutations in columns of their own, a column of 0 and 1 for each
    allele, strings such as ``AB``, ``AC``, ``BC`` that seem to name what is present, and diploid
    genotypes such as ``AaBb``.

    *Never sites*. These columns are not taken for sites: products of sites that are named after
    them (``AB`` or ``A:B`` beside ``A`` and ``B``), row numbers, counts, numbers of mutations,
    constant and empty columns, conditions and keys (``batch``, ``plate``, ``id``, ...), flags of
    two values (``significant``, ``excluded``, ``is_edge``, ``QC_pass``, ...), and columns that
    were computed from the target: copies, rescalings, ranks and thresholds. If they are named
    with `sites`, they are refused, or a warning says what speaks against them.

    *Errors*. A column named ``err``, ``error``, ``se``, ``sem``, ``stderr``, ``sigma``, ``dy`` or
    ``uncertainty`` has the standard errors, one named ``var`` or ``variance`` their squares, and
    one named ``weight(s)`` the weights. The name may also stand beside that of the target
    (``fitness_sigma``, ``y_var``, ``y (SE)``). A column of standard deviations is mentioned by
    ``describe()``, but not used. Weights made from replicates use the variance of each row
    together with the pooled variance of all rows, which counts as four more degrees of freedom.

    *Rows to train and to test on*. They are named by a column ``set``, ``split``, ``partition`` or
    ``subset``, or by the only column that holds ``train`` beside ``test`` or ``validation``.

    *Wild type*. It is known from lists of mutations, from the format of gpmap, from a column
    ``WT`` that marks rows, from a count of mutations that is 0 (under any name), from alleles
    named ``wt``, ``ref``, ``ancestral``, ``parent`` or ``native``, or from sites that are named
    ``A12V`` or ``A12`` after their alleles. ``WT`` among strings needs the argument `wild_type`.
    It is an error if the given alleles of the wild type occur in no row at most sites. If the wild
    type is not known, the low level is the first allele: the smaller number, ``-`` before ``+``,
    ``low`` before ``high``, ``uninduced`` before ``induced``, or the first letter. Ordered
    categories of a DataFrame keep their order.

    *Warnings* mention limits and missing values; rows of one genotype under several conditions,
    which count as replicates; letters in both cases; letters that stand for unknown residues
    (``?``, ``X`` of proteins, ``N`` and other letters for several bases of nucleotides); numbers
    that stand for missing values (``-999`` far from all other values, ``-9`` beside 0, 1 and 2);
    T beside U; a target of one value; and empty cells in a list of mutations that look like
    merged ones or stand beside ``WT``.

    *Cost*. Time and memory are proportional to the size of the table: 50,000 genotypes of 233
    sites take about two seconds.

    Examples
    --------
    >>> import io
    >>> from sk_epinet.datasets import load_landscape
    >>> table = io.StringIO("genotype,growth\nAK,1.0\nAR,1.5\nGK,0.5\nGR,2.5\n")
    >>> landscape = load_landscape(table)
    >>> print(landscape.describe())
    the open file: 4 genotypes of 2 sites
      target:            growth, from 0.5 to 2.5
      genotypes:         genotype (one character for each site)
      sites:             pos1, pos2
      alleles:           pos1 A/G; pos2 K/R
      wild type:         not known; the first allele of each site is the low level
    >>> landscape.data
      pos1 pos2
    0    A    K
    1    A    R
    2    G    K
    3    G    R
    >>> new = landscape.read_like(io.StringIO("name,genotype\nfirst,GR\nsecond,AR\n"))
    >>> new.codes.tolist()
    [[1, 1], [0, 1]]
    """
    arguments = {
        "target": target,
        "genotype": genotype,
        "sites": sites,
        "error": error,
        "variance": variance,
        "weight": weight,
        "groups": groups,
        "split": split,
    }
    check_bool("return_X_y", return_X_y)
    drop = _check_drop(drop)
    check_option("decimal", decimal, (None, ".", ","))
    table = read_table(source, sheet, decimal)
    if like is not None:
        landscape = load_like(table, like, arguments, drop)
    else:
        landscape = _load(table, arguments, drop, wild_type, first_position)
    return (landscape.data, landscape.target) if return_X_y else landscape


def _check_drop(drop):
    given = [] if drop is None else [drop] if isinstance(drop, str) else as_list("drop", drop)
    for name in given:
        check_option("drop", name, _DROP)
    return set(given)


def _load(table, arguments, drop, wild_type, first_position):
    """Return the landscape of a table, as the arguments and the rules say."""
    roles = decide_roles(table, arguments)
    values = read_values(table, roles.target, drop)
    parsed = _read_genotypes(table, roles, wild_type, first_position)
    wrong, dropped = check_genotypes(table, parsed, roles, drop)
    if values.wrong.any():
        dropped["target that is no number"] = int((values.wrong & ~wrong).sum())
    readable = ~wrong & ~values.wrong
    measured = readable & np.isfinite(values.target)
    if not measured.any():
        raise ValueError(
            f"{table.source} holds no measured value: column '{roles.target[0]}' is empty in all "
            "rows. Choose another with target=, or read a table to predict on with like=."
        )
    wrong_error = read_errors(table, roles, values, measured, drop)
    if wrong_error.any():
        dropped["no positive error"] = int(wrong_error.sum())
    parsed, origin = with_wild_type_row(table, roles, parsed)
    landscape = assemble_landscape(
        table, roles, values, parsed, np.flatnonzero(measured & ~wrong_error), first_position
    )
    landscape.wild_type_origin = origin
    set_unmeasured(table, landscape, parsed, np.flatnonzero(readable & ~measured), dropped)
    landscape.DESCR = describe(table, roles, landscape, dropped)
    warn_of_values(table, roles, landscape, len(table))
    warn_of_doubts(table, roles, landscape)
    return landscape


def _read_genotypes(table, roles, wild_type, first_position):
    if roles.genotype is None:
        return parse_site_columns(table, roles.sites, wild_type)
    if roles.kind is None:
        roles.kind = find_column_kind(table, roles.genotype)
    if wild_type is None and table.wild_type is not None:
        wild_type = table.wild_type
    return parse_genotype_column(table, roles.genotype, roles.kind, wild_type, first_position)
