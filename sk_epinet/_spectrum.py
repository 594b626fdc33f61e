"""The Walsh spectrum as a result: coefficients with the interactions they belong to."""

from functools import cached_property

import numpy as np

from ._memory import require_memory
from ._walsh import (
    default_site_names,
    enumerate_genotypes,
    interaction_name,
    inverse_walsh_transform,
    spins_from_levels,
    walsh_transform,
)

_PREDICT_VALUES = 2**22  # values of a block of rows x interactions in predict: 32 MiB


class WalshSpectrum:
    """Walsh coefficients of a landscape, with their interactions.

    Parameters
    ----------
    coefficients : array-like of shape (n_interactions,)
        Coefficients c_S, in the units of the landscape: f(x) = sum_S c_S chi_S(x).

    interactions : sequence of tuple of int, or bool array (n_interactions, n_sites)
        The sites of each interaction, sorted and distinct; ``()`` is the constant. The
        boolean form, one row per interaction, says the same of large spectra cheaply.

    n_sites : int
        Number of sites, d.

    site_names : sequence of str, default=None
        Names of the sites; x0, x1, ... where there are none.

    levels : array-like of shape (n_sites, 2), default=None
        Low (spin +1) and high (spin -1) level of each site, for :meth:`predict`; 0 and 1
        where not given.

    Raises
    ------
    ValueError
        If the lengths do not match, or an interaction is repeated, unsorted or names a
        site that does not exist.

    See Also
    --------
    walsh_transform : The bare transform.
    EpistaticNetRegressor : ``spectrum_`` is what a fitted network has learned.

    Notes
    -----
    An instance is frozen: its arrays cannot be written to. With m interactions it takes
    m (n_sites + 8) bytes.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> spectrum = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], site_names=["A", "B"])
    >>> print(spectrum.top(2))
    WalshSpectrum: 2 sites, 2 interactions
      order  coefficient  interaction
          2           -3  A B
          1            2  A
    >>> spectrum.energy_by_order()
    array([25.,  4.,  9.])
    """

    def __init__(self, coefficients, interactions, n_sites, *, site_names=None, levels=None):
        coefficients = np.array(coefficients, dtype=np.float64).reshape(-1)
        membership = _as_membership(interactions, n_sites)
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
        for array in (coefficients, membership, levels):
            array.flags.writeable = False
        vars(self).update(
            coefficients=coefficients,
            n_sites=n_sites,
            site_names=tuple(str(name) for name in names),
            levels=levels,
            _membership=membership,
        )

    def __setattr__(self, name, value):
        raise AttributeError(f"A WalshSpectrum is frozen: {name!r} cannot be set.")

    @cached_property
    def interactions(self):
        """Sites of each interaction, tuple of sorted tuples; ``()`` is the constant."""
        # Made on first use: the tuples of 2**20 interactions take two seconds.
        return _tuples(self._membership)

    @classmethod
    def from_landscape(cls, values, *, site_names=None, levels=None):
        """Spectrum of a complete landscape.

        Parameters
        ----------
        values : array-like of shape (2**n_sites,)
            Value of every genotype in enumeration order (site 0 is the most significant
            bit).
        site_names, levels
            As in the constructor.

        Returns
        -------
        spectrum : WalshSpectrum
            All 2**n_sites coefficients, in enumeration order.

        Raises
        ------
        ValueError
            If `values` is not a power of two long or not one-dimensional.

        Notes
        -----
        Costs O(n_sites 2**n_sites).

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).interactions
        ((), (1,), (0,), (0, 1))
        """
        values = np.asarray(values, dtype=np.float64)
        if values.ndim != 1:
            raise ValueError(
                f"values must be one landscape, shape (2**n_sites,); got shape {values.shape}. "
                "For several landscapes at once use walsh_transform."
            )
        coefficients = walsh_transform(values)
        n_sites = coefficients.size.bit_length() - 1
        membership = enumerate_genotypes(n_sites).astype(bool)
        return cls(coefficients, membership, n_sites, site_names=site_names, levels=levels)

    @property
    def orders(self):
        """Number of sites of each interaction, ndarray of shape (n_interactions,)."""
        return self._membership.sum(axis=1)

    @property
    def names(self):
        """Name of each interaction, list of str: its sites' names joined by a space."""
        return [interaction_name(sites, self.site_names) for sites in self.interactions]

    def top(self, k):
        """The k interactions with the largest coefficients, the constant left out.

        Parameters
        ----------
        k : int
            How many to keep.

        Returns
        -------
        spectrum : WalshSpectrum
            At most k interactions, by decreasing absolute coefficient; ties keep their
            order.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).top(1).interactions
        ((0, 1),)
        """
        candidates = np.flatnonzero(self.orders > 0)
        sizes = np.abs(self.coefficients[candidates])
        return self._take(candidates[np.argsort(-sizes, kind="stable")[:k]])

    def energy_by_order(self):
        """Sum of squared coefficients of each order.

        Returns
        -------
        energy : ndarray of shape (n_sites + 1,)
            Squared units of the landscape. Entry 0 is the squared mean; by Parseval's
            identity the others add up to the variance over all genotypes.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).energy_by_order()
        array([25.,  4.,  9.])
        """
        return np.bincount(self.orders, self.coefficients**2, minlength=self.n_sites + 1)

    def predict(self, X):
        """Values of the landscape.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_sites)
            Genotypes, coded by `levels`.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            sum_S c_S chi_S(x); between the levels, its multilinear extension.

        Raises
        ------
        ValueError
            If X does not have one column per site.

        Notes
        -----
        Costs O(n_samples n_interactions max_order), in blocks of bounded memory.

        Examples
        --------
        >>> WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0]).predict([[1, 0]])
        array([6.])
        """
        X = np.asarray(X, dtype=np.float64)
        if X.ndim != 2 or X.shape[1] != self.n_sites:
            raise ValueError(
                f"X must have one column per site, shape (n_samples, {self.n_sites}); "
                f"got shape {X.shape}."
            )
        spins = spins_from_levels(X, *self.levels.T)
        rows = max(1, _PREDICT_VALUES // max(1, self.coefficients.size))
        blocks = [self._predict_block(spins[i : i + rows]) for i in range(0, len(X), rows)]
        return np.concatenate(blocks) if blocks else np.empty(0)

    def _predict_block(self, spins):
        walsh = np.ones((len(spins), self.coefficients.size))
        for site in range(self.n_sites):
            walsh[:, self._membership[:, site]] *= spins[:, site, None]
        return walsh @ self.coefficients

    def to_dense(self):
        """All coefficients, zeros included, in enumeration order.

        Returns
        -------
        coefficients : ndarray of shape (2**n_sites,)
            What :func:`inverse_walsh_transform` takes.

        Raises
        ------
        ValueError
            If 2**n_sites floats would not fit in memory.

        Examples
        --------
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_dense()
        array([ 0.,  0.,  2., -3.])
        """
        require_memory(
            8 * 2**self.n_sites,
            f"A dense spectrum of 2^{self.n_sites} coefficients",
            "Use coefficients and interactions, which hold only what is listed.",
        )
        place = 2 ** np.arange(self.n_sites - 1, -1, -1, dtype=np.int64)
        dense = np.zeros(2**self.n_sites)
        dense[self._membership @ place] = self.coefficients
        return dense

    def to_landscape(self):
        """Value of every genotype, in enumeration order, shape (2**n_sites,).

        Examples
        --------
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_landscape()
        array([-1.,  5.,  1., -5.])
        """
        return inverse_walsh_transform(self.to_dense())

    def to_frame(self):
        """The spectrum as a pandas DataFrame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per interaction; columns interaction (its name), sites (tuple),
            order, coefficient.

        Raises
        ------
        ImportError
            If pandas is not installed.

        Examples
        --------
        >>> WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], n_sites=2).to_frame()
          interaction   sites  order  coefficient
        0          x0    (0,)      1          2.0
        1       x0 x1  (0, 1)      2         -3.0
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                "WalshSpectrum.to_frame needs pandas: pip install pandas (or "
                "pip install 'sk_epinet[frame]')."
            ) from error
        columns = {
            "interaction": self.names,
            "sites": list(self.interactions),
            "order": self.orders,
            "coefficient": self.coefficients,
        }
        return pd.DataFrame(columns)

    def _take(self, rows):
        return type(self)(
            self.coefficients[rows],
            self._membership[rows],
            self.n_sites,
            site_names=self.site_names,
            levels=self.levels,
        )

    def __len__(self):
        return self.coefficients.size

    def __repr__(self):
        head = f"WalshSpectrum: {self.n_sites} sites, {len(self)} interactions"
        shown = self.top(10)
        if not len(shown):
            return head
        title = "" if len(self) <= 10 else ", the 10 largest:"
        rows = [
            f"  {order:5d}  {coefficient:11.4g}  {name}"
            for order, coefficient, name in zip(
                shown.orders, shown.coefficients, shown.names, strict=True
            )
        ]
        return "\n".join([head + title, "  order  coefficient  interaction", *rows])


def _as_membership(interactions, n_sites):
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


def _tuples(membership):
    """Rows of a boolean matrix as sorted tuples of their true columns."""
    rows, sites = np.nonzero(membership)
    ends = np.cumsum(np.bincount(rows, minlength=len(membership))).tolist()
    sites = sites.tolist()
    starts = [0, *ends][: len(ends)]
    return tuple(tuple(sites[start:end]) for start, end in zip(starts, ends, strict=True))
