"""Walsh features: the design matrix of a linear model of epistasis."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted

from .._utils import check_bool, check_features, check_number, require_memory, site_names
from ..genotypes import find_levels, known_spins
from ._interactions import count_interactions, interaction_name, list_interactions


class WalshFeatures(TransformerMixin, BaseEstimator):
    """Make features that are products of spins, for all interactions up to an order.

    The counterpart of :class:`~sklearn.preprocessing.PolynomialFeatures` for two-level
    sites: each column is a Walsh function, the product of the spins of the sites of one
    interaction. A linear model on these columns has the Walsh coefficients of its
    predictions as ``coef_``; with :class:`~sklearn.linear_model.LassoCV` it is the
    baseline that :class:`EpistaticNetRegressor` is compared with.

    Parameters
    ----------
    max_order : int, default=2
        Largest number of sites in an interaction: 1 is additive, 2 adds the pairs.

    include_bias : bool, default=False
        Whether the first column is the constant interaction ``()``. Leave it out for
        linear models that fit an intercept.

    levels : "auto" or tuple (low, high), default="auto"
        "auto" takes the two levels of the whole matrix, or else two levels per column;
        a column with more values is scaled to [-1, 1] and a warning names it. A pair is
        strict: any other value is an error.

    Attributes
    ----------
    interactions_ : list of tuple of int
        Sites of each output column, by order and then lexicographically.

    n_output_features_ : int
        Number of output columns.

    levels_ : ndarray of shape (n_sites, 2)
        Low (spin +1) and high (spin -1) level of each site.

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
    Costs one multiplication per output value, and ``n_samples * n_output_features_``
    floats of memory; a design larger than the free memory is refused before it is made.
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
    """

    def __init__(self, max_order=2, *, include_bias=False, levels="auto"):
        self.max_order = max_order
        self.include_bias = include_bias
        self.levels = levels

    def fit(self, X, y=None):
        """Learn the levels of the sites and list the interactions.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : None
            Ignored.

        Returns
        -------
        self : WalshFeatures

        Raises
        ------
        ValueError
            For a bad parameter, for NaN or strings in X (naming the column), for a value
            outside strict `levels`, or for a design that would not fit in memory.
        """
        check_number("max_order", self.max_order, low=1, integer=True)
        check_bool("include_bias", self.include_bias)
        X = check_features(self, X, reset=True)
        low, high, self._two_level = find_levels(X, self.levels, site_names(self))
        self.levels_ = np.column_stack([low, high])
        self.n_output_features_ = count_interactions(
            self.n_features_in_, self.max_order, self.include_bias
        )
        self._require_room(X)
        self.interactions_ = list_interactions(
            self.n_features_in_, self.max_order, self.include_bias
        )
        return self

    def transform(self, X):
        """Evaluate the Walsh functions.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded as in :meth:`fit`.

        Returns
        -------
        features : ndarray of shape (n_samples, n_output_features)
            +1 and -1 (values between for columns with more than two levels). float32 if
            X is float32, else float64.

        Raises
        ------
        ValueError
            If the columns are not those of :meth:`fit`, or the design would not fit in
            memory.
        """
        check_is_fitted(self)
        X = check_features(self, X, reset=False)
        self._require_room(X)
        return self._evaluate(known_spins(self, X), _output_dtype(X))

    def get_feature_names_out(self, input_features=None):
        """Return the names of the output columns, as ``PolynomialFeatures`` writes them.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the sites; by default those seen in :meth:`fit`, or x0, x1, ...

        Returns
        -------
        names : ndarray of shape (n_output_features,), dtype object
            Site names joined by a space; "1" for the constant.
        """
        check_is_fitted(self)
        sites = _check_feature_names_in(self, input_features)
        return np.array([interaction_name(s, sites) for s in self.interactions_], dtype=object)

    def _evaluate(self, spins, dtype):
        """Return the features, each order made from the one below.

        A site is put before all interactions that begin with a later site.
        """
        n_samples, n_sites = spins.shape
        spins = spins.astype(dtype, copy=False)
        features = np.empty((n_samples, self.n_output_features_), dtype=dtype, order="F")
        column = int(self.include_bias)
        features[:, :column] = 1.0
        features[:, column : column + n_sites] = spins
        # starts[i]: the first column of the previous order whose first site is i.
        starts = list(range(column, column + n_sites + 1))
        column += n_sites
        for _ in range(2, min(self.max_order, n_sites) + 1):
            next_starts = []
            for site in range(n_sites):
                tail = features[:, starts[site + 1] : starts[-1]]
                next_starts.append(column)
                column += tail.shape[1]
                block = features[:, next_starts[-1] : column]
                np.multiply(tail, spins[:, site, None], out=block)
            starts = [*next_starts, column]
        return features

    def _require_room(self, X):
        n_columns = self.n_output_features_
        pairs = count_interactions(self.n_features_in_, max(1, self.max_order - 1))
        lower = (
            f"max_order={self.max_order - 1} gives {pairs:,} columns"
            if (self.max_order > 1)
            else "Fit on fewer rows"
        )
        require_memory(
            # The tuple of each interaction takes about 100 bytes.
            X.shape[0] * n_columns * _output_dtype(X).itemsize + 100 * n_columns,
            f"WalshFeatures(max_order={self.max_order}) on {X.shape[0]:,} rows and "
            f"{X.shape[1]} sites makes {n_columns:,} columns, which",
            f"Lower max_order ({lower}), or use EpistaticNetRegressor, which takes interactions "
            "of any order and makes no design.",
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _output_dtype(X):
    return np.dtype(np.float32 if X.dtype == np.float32 else np.float64)
