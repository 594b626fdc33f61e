"""Walsh features: the design matrix of a linear model of epistasis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted

from .._utils import (
    Array,
    DocumentationLinkMixin,
    check_bool,
    check_number,
    fitted_all_at_once,
    require_memory,
    site_names,
)
from ..genotypes import (
    AlleleWeights,
    check_genotypes,
    number_alleles,
    read_weights,
    set_coding,
)
from ._contrasts import contrast_columns, zero_sum_contrasts
from ._interactions import (
    check_interactions,
    count_interactions,
    count_products,
    interaction_name,
    list_interactions,
)


class WalshFeatures(DocumentationLinkMixin, TransformerMixin, BaseEstimator):
    """Make features that are products of spins, for all interactions up to an order.

    This is the counterpart of :class:`~sklearn.preprocessing.PolynomialFeatures` for two-level
    sites: each column is a Walsh function, the product of the spins of the sites of one
    interaction. A linear model on these columns has the Walsh coefficients of its
    predictions as ``coef_``; with :class:`~sklearn.linear_model.LassoCV` it is the
    baseline that :class:`EpistaticNetRegressor` is compared with. A site of k alleles has
    k - 1 contrasts in the place of one spin; :meth:`EpistasisSpectrum.from_estimator` reads the
    coefficients back.

    X may hold numbers, or strings or categories of pandas, which are alleles. A site of k > 2
    alleles has k - 1 columns in the place of its spin (zero-sum contrasts), and an interaction
    has a column for each product of the columns of its sites.

    Parameters
    ----------
    max_order : int, default=2
        Largest number of sites in an interaction: 1 is additive, 2 adds the pairs.

    min_order : int, default=1
        Smallest number of sites in an interaction: 2 leaves the single sites out.

    interactions : list of tuple of int or str, default=None
        The interactions, as the numbers or the names of their sites. None means all from
        `min_order` to `max_order`. If interactions are given, these two have no effect.

    include_bias : bool, default=False
        Whether the first column is the constant interaction ``()``. Leave it out for
        linear models that fit an intercept.

    allele_weights : {"uniform", "library", "wild_type"}, sequence or dict, default="uniform"
        Weights of the alleles of each site, under which the columns of a site have a mean of
        zero, are orthogonal, and have a mean square of one. "uniform" gives all alleles the same
        weight, "library" their frequencies in the X of :meth:`fit`, and "wild_type" all weight
        to the first allele, so that a column says whether one other allele is there. A sequence
        holds the weights of each site, and a dict those of some sites by their names.

    levels : "auto" or tuple (low, high), default="auto"
        "auto" takes the two levels of the whole matrix, or else two levels per column;
        a column with more values is scaled to [-1, 1] and a warning names it. A pair is
        strict: any other value is an error.

    Attributes
    ----------
    interactions_ : list of tuple of int
        Sites of each output column, by order and then lexicographically, or as `interactions`
        has them. An interaction of sites of more than two alleles has several columns.

    alleles_ : tuple of tuple
        The alleles of each site, the low one first.

    allele_weights_ : tuple of ndarray
        The weights of the alleles of each site, of sum one.

    n_output_features_ : int
        Number of output columns.

    levels_ : ndarray of shape (n_sites, 2)
        Low (spin +1) and high (spin -1) level of each site; only if no site has more than two.

    n_features_in_ : int
        Number of sites seen in :meth:`fit`.

    feature_names_in_ : ndarray of shape (n_sites,)
        Names of the sites, where X had string column names.

    See Also
    --------
    EpistaticNetRegressor : The network with a Walsh-Hadamard penalty.
    sk_epinet.WalshSpectrum : Walsh coefficients with their interactions.

    Notes
    -----
    Each value of the output takes one multiplication, and the output holds
    ``n_samples * n_output_features_`` floats. Features that do not fit in the free memory are
    refused before they are computed.
    The output is in column-major order, which scikit-learn's Lasso uses without a copy.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

    Examples
    --------
    >>> from sk_epinet import WalshFeatures
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> features = WalshFeatures(max_order=2).fit(X)
    >>> features.transform(X)
    array([[ 1.,  1.,  1.],
           [ 1., -1., -1.],
           [-1.,  1., -1.],
           [-1., -1.,  1.]])
    >>> features.get_feature_names_out()
    array(['x0', 'x1', 'x0 x1'], dtype=object)

    The Lasso baseline:

    >>> from sklearn.linear_model import LassoCV
    >>> from sklearn.pipeline import make_pipeline
    >>> lasso = make_pipeline(WalshFeatures(max_order=3), LassoCV())

    Alleles as strings, three of them at the second site, which takes two columns:

    >>> import numpy as np
    >>> X = np.array([["A", "K"], ["A", "R"], ["A", "E"], ["G", "K"], ["G", "R"], ["G", "E"]])
    >>> features = WalshFeatures(max_order=1).fit(X)
    >>> features.alleles_
    (('A', 'G'), ('E', 'K', 'R'))
    >>> features.transform(X).shape
    (6, 3)
    >>> features.get_feature_names_out()
    array(['x0', 'x1[1]', 'x1[2]'], dtype=object)
    """

    def __init__(
        self,
        max_order: int = 2,
        *,
        min_order: int = 1,
        interactions: Sequence[Sequence[int | str]] | None = None,
        include_bias: bool = False,
        allele_weights: AlleleWeights = "uniform",
        levels: ArrayLike | Literal["auto"] = "auto",
    ) -> None:
        self.max_order = max_order
        self.min_order = min_order
        self.interactions = interactions
        self.include_bias = include_bias
        self.allele_weights = allele_weights
        self.levels = levels

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn the levels of the sites and list the interactions.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes: numbers, or strings or categories that are alleles.
        y : None
            Ignored.

        Returns
        -------
        self : WalshFeatures

        Raises
        ------
        ValueError
            If a parameter is not valid, X has a missing value (the message names the column),
            a value is not one of the given `levels`, the weights are not those of the alleles,
            or the features would not fit in memory.
        """
        with fitted_all_at_once(self) as features:
            features._fit(X)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Evaluate the Walsh functions.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.

        Returns
        -------
        features : ndarray of shape (n_samples, n_output_features)
            Products of +1 and -1 for sites of two alleles (values between them for columns of
            numbers with more than two values), and products of contrasts for sites of more
            alleles. The type is float32 if X is float32, and otherwise float64.

        Raises
        ------
        ValueError
            If the columns are not those of :meth:`fit`, an allele is not known, or the features
            would not fit in memory.
        """
        check_is_fitted(self)
        X = check_genotypes(self, X, reset=False)
        self._require_room(X)
        columns, dtype = self._columns(X), _output_dtype(X)
        if self._orders is not None and self._coding.is_two_level:
            return self._evaluate(columns, dtype)
        features = np.empty((len(columns), self.n_output_features_), dtype=dtype, order="F")
        for feature, members in enumerate(self._members):
            features[:, feature] = columns[:, members].prod(axis=1)
        return features

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> Array:
        """Return the names of the output columns, as ``PolynomialFeatures`` writes them.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the sites; by default those seen in :meth:`fit`, or x0, x1, ...

        Returns
        -------
        names : ndarray of shape (n_output_features,), dtype object
            The names of the sites joined by a space, and "1" for the constant. A site of more
            than two alleles has the number of its contrast in brackets, from 1: "x0[2] x3".

        Raises
        ------
        ValueError
            If there are not as many names as sites, or they are not those of X in :meth:`fit`.
        """
        check_is_fitted(self)
        sites = _check_feature_names_in(self, input_features)
        names = []
        for site, own in zip(sites, self.alleles_, strict=True):
            many = len(own) > 2
            names += [f"{site}[{j}]" for j in range(1, len(own))] if many else [site]
        return np.array([interaction_name(s, names) for s in self._members], dtype=object)

    def _fit(self, X):
        self._check_parameters()
        X = check_genotypes(self, X, reset=True)
        set_coding(self, X)
        self._learn_contrasts(X)
        self._list_columns(X)

    def _check_parameters(self):
        check_number("max_order", self.max_order, low=1, integer=True)
        check_number("min_order", self.min_order, low=1, integer=True)
        check_bool("include_bias", self.include_bias)
        if self.min_order > self.max_order and self.interactions is None:
            raise ValueError(
                f"min_order={self.min_order} must not be above max_order={self.max_order}."
            )

    def _learn_contrasts(self, X):
        """Read the weights of the alleles, and make the contrasts of each site."""
        names, firsts = site_names(self), [0] * len(self.alleles_)
        weights = read_weights(self.allele_weights, self.alleles_, names, firsts, X)
        self.allele_weights_ = weights
        contrasts = [zero_sum_contrasts(len(own), own) for own in weights]
        # A site of one allele is a column of ones.
        self._contrasts = [own if own.size else np.ones((1, 1)) for own in contrasts]

    def _columns(self, X):
        """Return the contrasts of genotypes: their spins, where all alleles weigh the same."""
        if not self._coding.is_two_level:
            codes = number_alleles(X, self.alleles_, site_names(self))
            return contrast_columns(codes, self._contrasts)
        # A value between two levels is on the line between their contrasts.
        low, high = np.array([own[[0, -1], 0] for own in self._contrasts]).T
        return (low + high) / 2 + self._coding.inputs(X) * (low - high) / 2

    def _list_columns(self, X):
        """List the interactions, and the contrasts of each output column, if they fit."""
        sizes = [max(len(own) - 1, 1) for own in self.alleles_]
        # The parameters of the fit, because transform must not depend on later ones.
        self._orders = (int(self.min_order), int(self.max_order), bool(self.include_bias))
        if self.interactions is None:
            orders = range(self.min_order, min(self.max_order, len(sizes)) + 1)
            n_columns = sum(count_products(sizes, order) for order in orders)
            chosen = None
        else:
            chosen, self._orders = check_interactions(self.interactions, site_names(self)), None
            n_columns = sum(prod(sizes[site] for site in sites) for sites in chosen)
        self.n_output_features_ = n_columns + self.include_bias
        self._require_room(X)
        if chosen is None:
            listed = list_interactions(len(sizes), self.max_order)
            chosen = [sites for sites in listed if len(sites) >= self.min_order]
        starts = np.cumsum(sizes) - sizes
        own = [range(start, start + size) for start, size in zip(starts, sizes, strict=True)]
        columns = [()] * self.include_bias
        self.interactions_ = [()] * self.include_bias
        for sites in chosen:
            members = list(product(*(own[site] for site in sites)))
            columns += members
            self.interactions_ += [sites] * len(members)
        self._members = columns

    def _evaluate(self, spins, dtype):
        """Return the features, each order made from the one below.

        A site is put before all interactions that begin with a later site.
        """
        n_samples, n_sites = spins.shape
        spins = spins.astype(dtype, copy=False)
        min_order, max_order, has_constant = self._orders
        n_columns = count_interactions(n_sites, max_order, has_constant)
        features = np.empty((n_samples, n_columns), dtype=dtype, order="F")
        column = int(has_constant)
        features[:, :column] = 1.0
        features[:, column : column + n_sites] = spins
        # starts[i]: the first column of the previous order whose first site is i.
        starts = list(range(column, column + n_sites + 1))
        column += n_sites
        for _ in range(2, min(max_order, n_sites) + 1):
            next_starts = []
            for site in range(n_sites):
                tail = features[:, starts[site + 1] : starts[-1]]
                next_starts.append(column)
                column += tail.shape[1]
                block = features[:, next_starts[-1] : column]
                np.multiply(tail, spins[:, site, None], out=block)
            starts = [*next_starts, column]
        if min_order == 1:
            return features
        # The features of higher orders are the last columns. The constant moves beside them, in
        # the place of the last one that is left out: to copy them all would take twice the memory.
        lower = count_interactions(n_sites, min_order - 1)
        if has_constant:
            features[:, lower] = 1.0
        return features[:, lower:]

    def _require_room(self, X):
        n_sites, n_columns, n_made = self.n_features_in_, self.n_output_features_, 0
        max_order = int(self.max_order)
        if self._orders is not None and self._coding.is_two_level:
            _, max_order, has_constant = self._orders
            # Lower orders are made on the way.
            n_made = count_interactions(n_sites, max_order, has_constant)
        n_made = max(n_made, n_columns)
        fewer = count_interactions(n_sites, max(1, max_order - 1))
        lower = (
            f"max_order={max_order - 1} gives {fewer:,} interactions"
            if (max_order > 1)
            else "Fit on fewer rows"
        )
        require_memory(
            # The tuple of each interaction takes about 100 bytes.
            len(X) * n_made * _output_dtype(X).itemsize + 100 * n_made,
            f"WalshFeatures(max_order={max_order}) on {len(X):,} rows and "
            f"{np.shape(X)[1]} sites makes {n_columns:,} columns, which",
            f"Lower max_order ({lower}), name a few interactions, or use EpistaticNetRegressor, "
            "which takes interactions of any order without a column for each.",
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        tags.input_tags.string = tags.input_tags.categorical = True
        return tags


def _output_dtype(X):
    return np.dtype(np.float32 if getattr(X, "dtype", None) == np.float32 else np.float64)
