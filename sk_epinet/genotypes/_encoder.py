"""GenotypeEncoder: from genotypes as people write them to the columns of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted, validate_data

from .._utils import (
    Array,
    DocumentationLinkMixin,
    check_bool,
    check_number,
    check_option,
    fitted_all_at_once,
    quote_names,
    require_distinct_names,
)
from ._kind import KINDS
from ._output import ENCODINGS, decode, encode, output_names
from ._reading import as_table, decide_kind, parse_genotypes
from ._site_coding import learn_site_coding
from ._site_columns import as_alleles, as_objects

WildType: TypeAlias = str | Sequence[Any] | Mapping[Any, Any] | None
Kind: TypeAlias = Literal["auto", "strings", "mutations", "hgvs", "members", "sites"]


class GenotypeEncoder(DocumentationLinkMixin, TransformerMixin, BaseEstimator):
    """Encode genotypes, however they are written, as one column for each site.

    Parameters
    ----------
    kind : {"auto", "strings", "mutations", "hgvs", "members", "sites"}, default="auto"
        How the genotypes are written.

        - "strings": one character for each site, such as ``SHTKSRF`` or ``0110``.
        - "mutations": lists of mutations such as ``A12V:K45R``, separated by ``:``, ``,``,
          ``;``, ``/``, ``+``, ``|``, ``&``, ``_``, ``-`` or white space. Empty text, ``WT``,
          ``_wt``, ``parent`` and ``ref`` are the wild type.
        - "hgvs": protein or nucleotide variants such as ``p.[Val2Ala;Asn6Ala]``. Needs the
          package mavehgvs (``pip install sk_epinet[mave]``).
        - "members": lists of what is present, such as ``C-M-T`` or ``1,2,3``.
        - "sites": one column for each site, of strings, categories or numbers.

        "auto" reads several columns as sites. It reads a single column as lists of mutations
        or as HGVS if at least half of its words are such; as members if a separator occurs
        and each name is in several genotypes; and as strings if no separator occurs. If two
        readings are possible, or none, it raises an error.

    wild_type : str, sequence of alleles, or dict, default=None
        The wild type: its string (for strings, mutations and HGVS), its allele at each
        position or site, or a dict from positions or names of sites to alleles. By default
        that of mutations and HGVS is learned from the letters in front of the positions, and
        an allele that is called ``wt`` is the wild type's at its site.

    first_position : int, default=1
        Position of the first character of strings and of `wild_type`. Positions in mutations
        are kept as they are.

    positions : sequence of int or str, default=None
        Position of each character of strings and of `wild_type`, where they are not
        consecutive. Text that is no whole number, such as ``+2``, is the name of a site.

    sites : {"varying", "all"}, default="varying"
        Which sites become columns. "varying" are those with at least two alleles, the wild
        type's included; of lists of mutations, the positions that are mutated in fit. "all"
        adds those that do not vary; for lists of mutations it needs `wild_type`.

    encoding : {"categories", "alleles", "onehot", "mutations"}, default="categories"
        - "categories": a DataFrame with one categorical column for each site. Its categories
          are the alleles, the wild type's first. A site whose alleles are numbers stays a
          column of numbers, unless it is categorical or `wild_type` says its allele.
        - "alleles": an array of the alleles, one column for each site.
        - "onehot": one column of 0 and 1 for each allele.
        - "mutations": one column of 0 and 1 for each allele but the wild type's, so that a
          linear model has the effects of mutations as its coefficients.

    sparse_output : bool, default=True
        Whether "onehot" and "mutations" give a sparse matrix.

    handle_unknown : {"error", "ignore"}, default="error"
        What :meth:`transform` does with an allele, or a mutated position, that fit did not
        see. "ignore" makes it a missing value in "categories" and "alleles", and zeros in
        "onehot" and "mutations"; in the latter that is the wild type.

    allow_stop : bool, default=False
        Whether a stop codon (``*``) is an allele like others, where it varies, and not an
        error.

    Attributes
    ----------
    kind_ : str
        How the genotypes are written.

    alleles_ : list of ndarray
        Alleles of each site that is output: the wild type's first where it is known, the
        others sorted. Declared categories keep their order.

    site_names_ : ndarray of shape (n_sites,), dtype object
        Names of the sites that are output: ``pos12`` for position 12, the names of columns
        and members as they are.

    wild_type_ : ndarray of shape (n_sites,), dtype object, or None
        The wild type's allele at each site that is output, None where it is not known.

    n_features_in_ : int
        Number of columns of X; 1 for one column of text.

    feature_names_in_ : ndarray of shape (n_columns,)
        Names of the columns, where X is a DataFrame with string names.

    See Also
    --------
    sklearn.preprocessing.OneHotEncoder : One-hot columns without a wild type.
    sk_epinet.genotypes.find_invalid : Find the rows that cannot be encoded.
    sk_epinet.genotypes.coverage_report : Report which genotypes are present and missing.

    Notes
    -----
    A genotype that cannot be encoded (a stop codon, an insertion or deletion, another length,
    a missing value, two mutations at one position) is an error that names the row and the
    value, because a transformer may not drop rows; :func:`sk_epinet.genotypes.find_invalid`
    finds them beforehand. A gap (``-`` or ``_``) in strings is an allele.

    Each different mutation is read once. Time and memory are proportional to the number of
    genotypes times the number of sites.

    References
    ----------
    .. [1] Esposito et al. (2019). MaveDB: an open-source platform to distribute and interpret
       data from multiplexed assays of variant effect. Genome Biology 20:223.

    Examples
    --------
    >>> from sk_epinet.genotypes import GenotypeEncoder
    >>> X = ["A12V:K45R", "K45R", "A12G", ""]
    >>> encoder = GenotypeEncoder().fit(X)
    >>> encoder.transform(X)
      pos12 pos45
    0     V     R
    1     A     R
    2     G     K
    3     A     K

    The effects of mutations, for a linear model:

    >>> effects = GenotypeEncoder(encoding="mutations", sparse_output=False)
    >>> effects.fit_transform(X)
    array([[0., 1., 1.],
           [0., 0., 1.],
           [1., 0., 0.],
           [0., 0., 0.]])
    >>> effects.get_feature_names_out()
    array(['A12G', 'A12V', 'K45R'], dtype=object)
    >>> effects.inverse_transform([[1, 0, 1]])
    array(['A12G:K45R'], dtype=object)
    """

    def __init__(
        self,
        *,
        kind: Kind = "auto",
        wild_type: WildType = None,
        first_position: int = 1,
        positions: Sequence[int | str] | None = None,
        sites: Literal["varying", "all"] = "varying",
        encoding: Literal["categories", "alleles", "onehot", "mutations"] = "categories",
        sparse_output: bool = True,
        handle_unknown: Literal["error", "ignore"] = "error",
        allow_stop: bool = False,
    ) -> None:
        self.kind = kind
        self.wild_type = wild_type
        self.first_position = first_position
        self.positions = positions
        self.sites = sites
        self.encoding = encoding
        self.sparse_output = sparse_output
        self.handle_unknown = handle_unknown
        self.allow_stop = allow_stop

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn the sites and their alleles.

        Parameters
        ----------
        X : array-like of shape (n_samples,), (n_samples, 1) or (n_samples, n_sites)
            One column of genotypes as text, or one column for each site.
        y : None
            Ignored.

        Returns
        -------
        self : GenotypeEncoder

        Raises
        ------
        ValueError
            If a parameter is not valid; if the kind of genotypes is not clear; if two mutations
            contradict each other on the wild type, or contradict `wild_type`; if a genotype
            cannot be encoded (the message names its row and value); or if no site varies.
        ImportError
            If the genotypes are HGVS strings and mavehgvs is not installed.
        """
        with fitted_all_at_once(self) as encoder:
            encoder._fit(X)
        return self

    def fit_transform(self, X: ArrayLike, y: Any = None) -> Any:
        """Learn the sites and their alleles, and encode X.

        Parameters
        ----------
        X : array-like of shape (n_samples,), (n_samples, 1) or (n_samples, n_sites)
            One column of genotypes as text, or one column for each site.
        y : None
            Ignored.

        Returns
        -------
        encoded : DataFrame, ndarray or sparse matrix of shape (n_samples, n_columns)
            As in :meth:`transform`.

        Raises
        ------
        ValueError
            As in :meth:`fit`.
        ImportError
            As in :meth:`fit`.
        """
        with fitted_all_at_once(self) as encoder:
            return encoder._encode(encoder._fit(X), X)

    def transform(self, X: ArrayLike) -> Any:
        """Return genotypes as the columns of a model.

        Parameters
        ----------
        X : array-like of shape (n_samples,), (n_samples, 1) or (n_samples, n_sites)
            Genotypes, written as in :meth:`fit`.

        Returns
        -------
        encoded : DataFrame, ndarray or sparse matrix of shape (n_samples, n_columns)
            The encoded genotypes, in the form that `encoding` names.

        Raises
        ------
        ValueError
            If a genotype cannot be encoded, or has an allele that was not in the X of fit,
            unless ``handle_unknown="ignore"``.
        """
        codes = self._read(X, ignore=self.handle_unknown == "ignore")
        return self._encode(codes, X)

    def inverse_transform(self, X: Any) -> Array:
        """Return genotypes as they were written in the input of :meth:`fit`.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_columns)
            Encoded genotypes, as :meth:`transform` gives them.

        Returns
        -------
        genotypes : ndarray of shape (n_samples,), (n_samples, 1) or (n_samples, n_sites)
            In the shape that X had in :meth:`fit`. Mutations and members are in the order of
            their sites, with the separator and prefix of the input.

        Raises
        ------
        ValueError
            If a row has no known allele at a site, or several. The message names the row.
        """
        check_is_fitted(self)
        coding = self._coding
        decoded = decode(X, coding, self.encoding)
        if (decoded < 0).any():
            row, column = np.argwhere(decoded < 0)[0]
            raise ValueError(
                f"Row {row} has no known allele at site '{self.site_names_[column]}'."
            )
        codes = np.zeros((len(decoded), len(coding.sites)), dtype=np.int32)
        codes[:, coding.output] = decoded
        genotypes = coding.write(codes)
        return genotypes[:, None] if self._is_table and genotypes.ndim == 1 else genotypes

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> Array:
        """Return the names of the columns that :meth:`transform` gives.

        Parameters
        ----------
        input_features : array-like of str, default=None
            The names of the columns of X. Others are an error.

        Returns
        -------
        names : ndarray of shape (n_columns,), dtype object
            The names of the sites; or of alleles: ``A12V`` if the wild type has a letter
            and the site a position, and ``pos12_V`` or ``species_1`` otherwise. The mutation
            "present" of a member has the name of the member.

        Raises
        ------
        ValueError
            If `input_features` are not the names of the columns of X.
        """
        check_is_fitted(self)
        _check_feature_names_in(self, input_features)
        return np.array(output_names(self._coding, self.encoding), dtype=object)

    def _fit(self, X):
        """Learn the coding from X and return the codes of X."""
        self._check_parameters()
        X = self._take(X, reset=True)
        self.kind_ = decide_kind(X) if self.kind == "auto" else self.kind
        self._check_positions()
        parsed = self._parse(X, self.kind_, wild_type=self.wild_type)
        self._coding = coding = learn_site_coding(
            parsed, self.kind_, every_site=self.sites == "all"
        )
        self._require_columns(len(parsed.codes))
        self.alleles_ = [as_alleles(alleles) for alleles in coding.output_alleles]
        self.site_names_ = np.array([coding.site_name(j) for j in coding.output], dtype=object)
        known = [coding.wild_allele(site) for site in coding.output]
        self.wild_type_ = None if all(own is None for own in known) else as_objects(known)
        return coding.align(parsed, ignore=False)

    def _read(self, X, *, ignore):
        """Return the codes of X at all sites that were read in fit."""
        check_is_fitted(self)
        coding = self._coding
        parsed = self._parse(
            self._take(X, reset=False),
            coding.kind,
            wild_type=coding.reference,
            n_sites=len(coding.sites),
            names=coding.sites,
            separator=coding.notation.separator,
        )
        return coding.align(parsed, ignore=ignore)

    def _check_parameters(self):
        check_option("kind", self.kind, ("auto", *KINDS))
        check_option("sites", self.sites, ("varying", "all"))
        check_option("encoding", self.encoding, ENCODINGS)
        check_option("handle_unknown", self.handle_unknown, ("error", "ignore"))
        check_bool("sparse_output", self.sparse_output)
        check_bool("allow_stop", self.allow_stop)
        check_number("first_position", self.first_position, low=-np.inf, integer=True)

    def _check_positions(self):
        """Raise an error for parameters that do not apply to this kind of genotypes."""
        if self.kind_ in ("sites", "members"):
            if self.positions is not None or self.first_position != 1:
                raise ValueError(
                    f"positions= and first_position= number the characters of strings; genotypes "
                    f"of kind='{self.kind_}' have names."
                )
            if self.kind_ == "members" and self.wild_type is not None:
                raise ValueError(
                    "wild_type= does not apply to kind='members': the genotype without members "
                    "takes its place."
                )
        if self.sites == "all" and self.kind_ in ("mutations", "hgvs") and self.wild_type is None:
            raise ValueError(
                "sites='all' needs wild_type= for lists of mutations, which name only the "
                "positions that are mutated."
            )

    def _take(self, X, *, reset):
        """Return X as a table, after scikit-learn's checks of the number and names of columns."""
        table = as_table(X)
        if not reset and table.shape[1] < self.n_features_in_ and np.ndim(X) == 1:
            raise ValueError(
                f"X has one dimension, but fit saw {self.n_features_in_} columns. Reshape your "
                "data: X.reshape(1, -1) for one genotype."
            )
        require_distinct_names(table)
        validate_data(self, table, reset=reset, skip_check_array=True)
        if reset:
            self._is_table = getattr(X, "ndim", None) == 2 or table.shape[1] > 1
        return table

    def _parse(self, X, kind, **options):
        parsed = parse_genotypes(
            X,
            kind,
            first_position=self.first_position,
            positions=self.positions,
            allow_stop=self.allow_stop,
            **options,
        )
        if parsed.problems:
            raise ValueError(_describe_problems(parsed, kind, self.kind == "auto"))
        return parsed

    def _require_columns(self, n_samples):
        coding = self._coding
        if not coding.output:
            raise ValueError(
                f"No site varies (n_samples = {n_samples}), so that there is nothing to encode. "
                "Pass sites='all' to keep sites that do not vary."
            )
        unknown = [j for j in coding.output if coding.wild_allele(j) is None]
        if self.encoding == "mutations" and unknown:
            raise ValueError(
                "encoding='mutations' needs the wild type, which is not known at "
                f"{quote_names([coding.site_name(j) for j in unknown])}: pass wild_type=, or "
                "encoding='onehot'."
            )

    def _encode(self, codes, X):
        return encode(
            codes[:, self._coding.output],
            self._coding,
            self.encoding,
            sparse_output=self.sparse_output,
            index=X.index if hasattr(X, "iloc") else None,
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.transformer_tags.preserves_dtype = []
        return tags


def _describe_problems(parsed, kind, is_guessed):
    row = min(parsed.problems)
    problem = parsed.problems[row]
    stop = " or pass allow_stop=True," if "stop codon" in problem.reason else ""
    guessed = f" X was read as kind='{kind}'; pass kind= if it is another." if is_guessed else ""
    return (
        f"{len(parsed.problems)} of {len(parsed.codes)} genotypes cannot be encoded; row {row} "
        f"has: {problem}. Correct or remove such rows,{stop} "
        f"sk_epinet.genotypes.find_invalid lists them.{guessed}"
    )
