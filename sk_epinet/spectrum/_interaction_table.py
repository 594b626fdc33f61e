"""Interactions with a number each, and what a reader does with such a list."""

from functools import cached_property

import numpy as np

from .._utils import default_site_names
from ..walsh import interaction_name
from ._representation import as_html, as_text

_SHOWN = 10  # rows of a repr
_PREDICT_VALUES = 2**22  # values of a block of rows x interactions in predict: 32 MiB
_STATISTICS = ("standard_errors", "intervals", "frequencies", "selected")


class InteractionTable:
    """Interactions and their coefficients: the base of what this package says of a landscape.

    Frozen: neither its attributes nor its arrays can be written to.

    Parameters
    ----------
    coefficients : array-like of shape (n_interactions,)
        One number for each interaction.

    interactions : sequence of tuple of int, or bool array (n_interactions, n_sites)
        The sites of each interaction, sorted and distinct; ``()`` is the constant.

    n_sites : int
        Number of sites, d.

    site_names : sequence of str, default=None
        Names of the sites; x0, x1, ... where there are none.

    levels : array-like of shape (n_sites, 2), default=None
        Low (spin +1) and high (spin -1) level of each site; 0 and 1 where not given.

    standard_errors : array-like of shape (n_interactions,), default=None
        Of the coefficients.

    intervals : array-like of shape (n_interactions, 2), default=None
        Lower and upper ends of confidence intervals.

    frequencies : array-like of shape (n_interactions,), default=None
        Share of resamples in which the interaction was selected.

    selected : bool array-like of shape (n_interactions,), default=None
        Whether each interaction was selected as distinguishable from zero. Where it is known,
        :meth:`top` ranks the selected interactions before the others.

    Raises
    ------
    ValueError
        If the lengths do not match, or an interaction is repeated, unsorted or names a
        site that does not exist.

    See Also
    --------
    WalshSpectrum, ReferenceSpectrum : What is mostly used.

    Examples
    --------
    >>> from sk_epinet import InteractionTable
    >>> InteractionTable([0.5, -2.0], [(0,), (0, 1)], n_sites=2, site_names=["A", "B"])
    InteractionTable: 2 sites, 2 interactions
      order  coefficient  interaction
          2           -2  A B
          1          0.5  A
    """

    def __init__(
        self,
        coefficients,
        interactions,
        n_sites,
        *,
        site_names=None,
        levels=None,
        standard_errors=None,
        intervals=None,
        frequencies=None,
        selected=None,
    ):
        coefficients = np.array(coefficients, dtype=np.float64).reshape(-1)
        membership = as_membership(interactions, n_sites)
        if len(membership) != coefficients.size:
            raise ValueError(
                f"{coefficients.size} coefficients were given for {len(membership)} interactions."
            )
        names = default_site_names(n_sites) if site_names is None else site_names
        levels = [[0.0, 1.0]] * n_sites if levels is None else levels
        levels = np.array(levels, dtype=np.float64).reshape(-1, 2)
        if len(names) != n_sites or len(levels) != n_sites:
            raise ValueError(
                f"site_names and levels need one entry per site ({n_sites}), got "
                f"{len(names)} and {len(levels)}."
            )
        values = (standard_errors, intervals, frequencies, selected)
        given = dict(zip(_STATISTICS, values, strict=True))
        statistics = {name: _as_statistic(name, v, len(membership)) for name, v in given.items()}
        for array in (coefficients, membership, levels, *statistics.values()):
            if array is not None:
                array.flags.writeable = False
        vars(self).update(
            coefficients=coefficients,
            n_sites=n_sites,
            site_names=tuple(str(name) for name in names),
            levels=levels,
            _membership=membership,
            **statistics,
        )

    def __setattr__(self, name, value):
        raise AttributeError(f"A {type(self).__name__} is frozen: {name!r} cannot be set.")

    @cached_property
    def interactions(self):
        """Sites of each interaction, tuple of sorted tuples; ``()`` is the constant."""
        # Made on first use: the tuples of 2**20 interactions take two seconds.
        return tuples(self._membership)

    @property
    def orders(self):
        """Number of sites of each interaction, ndarray of shape (n_interactions,)."""
        return self._membership.sum(axis=1)

    @property
    def name_tuples(self):
        """Names of the sites of each interaction, list of tuples of str; ``()`` is the constant.

        Use these wherever single sites are needed: site names may themselves contain spaces.
        """
        return [tuple(self.site_names[site] for site in sites) for sites in self.interactions]

    @property
    def names(self):
        """Name of each interaction, list of str: the names of its sites, joined by a space.

        For display only; :attr:`name_tuples` holds the names of the single sites.
        """
        return [interaction_name(sites, self.site_names) for sites in self.interactions]

    def top(self, k):
        """Return the k interactions with the largest coefficients, without the constant.

        Parameters
        ----------
        k : int
            How many to keep.

        Returns
        -------
        table : of the same class
            At most k interactions, by decreasing absolute coefficient; ties keep their
            order. Where `selected` is known, the selected interactions come before all
            others.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).top(1).interactions
        ((0, 1),)
        """
        candidates = np.flatnonzero(self.orders > 0)
        ranked = np.argsort(-np.abs(self.coefficients[candidates]), kind="stable")
        candidates = candidates[ranked]
        if self.selected is not None:
            candidates = candidates[np.argsort(~self.selected[candidates], kind="stable")]
        return self._take(candidates[:k])

    def order(self, k):
        """The interactions of one order, or of several.

        Parameters
        ----------
        k : int or sequence of int
            The number of sites; 0 is the constant.

        Returns
        -------
        table : of the same class

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).order(1).interactions
        ((1,), (0,))
        """
        return self._take(np.flatnonzero(np.isin(self.orders, k)))

    def to_frame(self):
        """The table as a pandas DataFrame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per interaction; columns interaction (its name), sites (tuple), order,
            coefficient, and standard_error, low, high, frequency and selected where they
            are known.

        Raises
        ------
        ImportError
            If pandas is not installed.

        Examples
        --------
        >>> from sk_epinet import WalshSpectrum
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_frame()
          interaction   sites  order  coefficient
        0          x0    (0,)      1          2.0
        1       x0 x1  (0, 1)      2         -3.0
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                f"{type(self).__name__}.to_frame needs pandas: pip install pandas (or "
                "pip install 'sk_epinet[frame]')."
            ) from error
        sites = {"interaction": self.names, "sites": list(self.interactions)}
        return pd.DataFrame(sites | self._columns())

    def _columns(self):
        """What there is to say of each interaction but its name, by column."""
        columns = {"order": self.orders, "coefficient": self.coefficients}
        if self.standard_errors is not None:
            columns["standard_error"] = self.standard_errors
        if self.intervals is not None:
            columns["low"], columns["high"] = self.intervals.T
        if self.frequencies is not None:
            columns["frequency"] = self.frequencies
        if self.selected is not None:
            columns["selected"] = self.selected
        return columns

    def __sub__(self, other):
        """Differences of the coefficients; an interaction that one does not list is 0 there."""
        if type(other) is not type(self):
            return NotImplemented
        self._require_same_sites(other)
        membership = np.concatenate([self._membership, other._membership])
        signed = np.concatenate([self.coefficients, -other.coefficients])
        membership, coefficients = add_up(membership, signed)
        return self._like(coefficients, membership)

    def _require_same_sites(self, other):
        if self.site_names != other.site_names:
            raise ValueError(
                "Only tables of the same sites can be subtracted; these have "
                f"{_brief(self.site_names)} and {_brief(other.site_names)}."
            )
        if not np.array_equal(self.levels, other.levels):
            site = int(np.argmax((self.levels != other.levels).any(axis=1)))
            raise ValueError(
                "Only tables of the same levels can be subtracted; site "
                f"'{self.site_names[site]}' has {self.levels[site].tolist()} and "
                f"{other.levels[site].tolist()}."
            )

    def _as_wild_type(self, wild_type):
        if wild_type is None:
            return self.levels[:, 0].copy()
        wild_type = np.array(wild_type, dtype=np.float64)
        if wild_type.shape != (self.n_sites,):
            raise ValueError(
                f"wild_type must have one level per site ({self.n_sites}), got shape "
                f"{wild_type.shape}."
            )
        for site, level in enumerate(wild_type):
            self._spin(site, level)
        return wild_type

    def _site(self, key):
        if key in self.site_names:
            return self.site_names.index(key)
        if isinstance(key, (int, np.integer)) and 0 <= key < self.n_sites:
            return int(key)
        raise ValueError(
            f"There is no site {key!r}: give a name ({', '.join(self.site_names[:5])}, ...) or a "
            f"number from 0 to {self.n_sites - 1}."
        )

    def _spin(self, site, level):
        low, high = self.levels[site]
        if level not in (low, high):
            given = f"{level:g}" if isinstance(level, (int, float)) else repr(level)
            raise ValueError(
                f"Site '{self.site_names[site]}' has the levels {low:g} and {high:g}, not {given}."
            )
        return 1.0 if level == low else -1.0

    def _as_genotypes(self, X):
        X = np.asarray(X, dtype=np.float64)
        if X.ndim != 2 or X.shape[1] != self.n_sites:
            raise ValueError(
                f"X must have one column per site, shape (n_samples, {self.n_sites}); "
                f"got shape {X.shape}."
            )
        return X

    def _sum_of_products(self, values):
        """For each row, coefficients times the products of its values over an interaction."""
        rows = max(1, _PREDICT_VALUES // max(1, self.coefficients.size))
        blocks = [self._sum_block(values[i : i + rows]) for i in range(0, len(values), rows)]
        return np.concatenate(blocks) if blocks else np.empty(0)

    def _sum_block(self, values):
        products = np.ones((len(values), self.coefficients.size))
        for site in range(self.n_sites):
            products[:, self._membership[:, site]] *= values[:, site, None]
        return products @ self.coefficients

    def _like(self, coefficients, membership, **statistics):
        """Another table of the same sites."""
        return type(self)(
            coefficients,
            membership,
            self.n_sites,
            site_names=self.site_names,
            levels=self.levels,
            **statistics,
        )

    def _take(self, rows):
        kept = {name: getattr(self, name) for name in _STATISTICS}
        statistics = {name: array[rows] for name, array in kept.items() if array is not None}
        return self._like(self.coefficients[rows], self._membership[rows], **statistics)

    def __len__(self):
        return self.coefficients.size

    def _listing(self):
        """(heading, column titles, rows of cells, names) of the largest interactions."""
        shown = self.top(_SHOWN)
        plural = "s" * (len(self) != 1)
        heading = f"{type(self).__name__}: {self.n_sites} sites, {len(self)} interaction{plural}"
        if len(shown) and len(self) > _SHOWN:
            heading += f", the {_SHOWN} largest:"
        columns = shown._columns()
        rows = [
            [_as_cell(name, value) for name, value in zip(columns, row, strict=True)]
            for row in zip(*columns.values(), strict=True)
        ]
        return heading, [name.replace("_", " ") for name in columns], rows, shown.names

    def __repr__(self):
        return as_text(*self._listing())

    def _repr_html_(self):
        return as_html(*self._listing())


def as_membership(interactions, n_sites):
    """Boolean matrix of interactions x sites, checked."""
    if isinstance(interactions, np.ndarray) and interactions.dtype == bool:
        if interactions.ndim != 2 or interactions.shape[1] != n_sites:
            raise ValueError(
                f"A boolean array of interactions must have one column per site ({n_sites}), "
                f"got shape {interactions.shape}."
            )
        return interactions.copy()
    membership = np.zeros((len(interactions), n_sites), dtype=bool)
    for row, sites in enumerate(interactions):
        sites = tuple(sites)
        if sites != tuple(sorted(set(sites))) or not all(0 <= i < n_sites for i in sites):
            raise ValueError(
                f"An interaction is a sorted tuple of distinct sites from 0 to {n_sites - 1}, "
                f"got {sites!r}."
            )
        membership[row, list(sites)] = True
    if len({tuple(sites) for sites in interactions}) < len(interactions):
        raise ValueError("Each interaction may be listed only once; add up their coefficients.")
    return membership


def add_up(membership, coefficients):
    """Distinct rows, by order and then lexicographically, with the sums of their coefficients."""
    keys = np.packbits(membership, axis=1)
    # A leading column of orders sorts by them; sites first in a row come first with ~.
    orders = membership.sum(axis=1).astype(">u4").view(np.uint8).reshape(len(membership), 4)
    keys = np.ascontiguousarray(np.hstack([orders, ~keys]))
    keys = keys.view(np.dtype((np.void, keys.shape[1]))).reshape(-1)
    _, first, position = np.unique(keys, return_index=True, return_inverse=True)
    return membership[first], np.bincount(position.reshape(-1), coefficients, minlength=len(first))


def _as_statistic(name, values, n_interactions):
    if values is None:
        return None
    values = np.array(values, dtype=None if name == "selected" else np.float64)
    if name == "selected" and values.dtype != bool:
        raise ValueError(f"selected must hold True or False, got values of type {values.dtype}.")
    shape = (n_interactions, 2) if name == "intervals" else (n_interactions,)
    if values.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {values.shape}.")
    return values


def _as_cell(column, value):
    if column == "selected":
        return "yes" if value else "no"
    return str(value) if column == "order" else f"{value:.4g}"


def _brief(names):
    shown = ", ".join(names[:4])
    return shown + ", ..." * (len(names) > 4)


def tuples(membership):
    """Rows of a boolean matrix as sorted tuples of their true columns."""
    rows, sites = np.nonzero(membership)
    ends = np.cumsum(np.bincount(rows, minlength=len(membership))).tolist()
    sites = sites.tolist()
    starts = [0, *ends][: len(ends)]
    return tuple(tuple(sites[start:end]) for start, end in zip(starts, ends, strict=True))
