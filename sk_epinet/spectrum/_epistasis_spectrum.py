"""The decomposition of a landscape on sites of any numbers of alleles, as a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import (
    Array,
    FloatArray,
    check_number,
    check_option,
    format_count,
    read_list,
    require_memory,
)
from ..genotypes import AlleleWeights
from ..walsh import as_membership, inverse_contrast_transform
from ._allele_sites import AlleleSites
from ._components import Components
from ._effect_rows import count_rows, effect_rows
from ._epistasis_constructors import EpistasisConstructorsMixin
from ._epistasis_conversions import EpistasisConversionsMixin
from ._read_tables import read_errors, read_intervals, read_tables
from ._selected import read_selected
from ._squares import effective_number

if TYPE_CHECKING:
    from pandas import DataFrame

_ROW_BYTES = 600  # of a row of a long table: names, tuples and numbers


class EpistasisSpectrum(EpistasisConstructorsMixin, EpistasisConversionsMixin, Components):
    """Hold epistasis on sites of any alleles: a table of effects for each interaction.

    A landscape f is the sum of components f_S, one for each interaction S of sites. Each is a
    table over the alleles of its sites. What a component is depends on the weights of the
    alleles: with E_i the weighted mean over the alleles of site i,

    ``f_S = prod_{i in S} (1 - E_i) prod_{i not in S} E_i f``.

    With uniform weights these are the reference-free effects [1]_ [2]_, which for two alleles
    are Walsh coefficients times products of spins (:class:`WalshSpectrum`). With all weight on
    the wild type they are the effects of mutations, and their double, triple and higher
    differences [3]_. Frequencies of a library or of an alignment give effects that are averaged
    over the genotypes which occur.

    Parameters
    ----------
    tables : sequence of array-like
        The component f_S of each interaction, of shape (n_alleles of its first site, ...), in
        the units of the landscape. Its weighted mean along each site is zero.

    interactions : sequence of tuple of int
        The sites of each interaction, sorted and distinct; ``()`` is the constant.

    alleles : sequence of sequences
        The alleles of each site, however many; a string stands for its characters.

    weights : {"uniform", "wild_type", "library"}, sequence or dict, default="uniform"
        Weights of the alleles of each site. "uniform" gives all alleles the same weight,
        "wild_type" gives all to the wild type, and "library" is for methods that know a
        library. A sequence holds an array, or a dict from alleles to weights, for each site. A
        dict holds the same by the names of the sites; sites that it leaves out are uniform.

    wild_type : sequence of alleles, str or dict of site name to allele, default=None
        The wild type, which effects are named after. None means the first allele of each site.

    site_names : sequence of str, default=None
        Names of the sites. None means x0, x1, ...

    standard_errors : sequence of array-like, default=None
        Standard errors of the tables, of the same shapes.

    intervals : sequence of array-like, default=None
        Lower and upper ends of confidence intervals of the tables, of their shapes and 2.

    selected : bool array-like of shape (n_interactions,), default=None
        Whether each interaction was selected as distinguishable from zero. Where it is known,
        :meth:`top` ranks the selected interactions before the others.

    Attributes
    ----------
    alleles : tuple of tuple
        The alleles of each site.

    weights : tuple of ndarray
        The weights of the alleles of each site, of sum one.

    standard_errors : tuple of ndarray, or None
        Standard errors of the tables, where they are known.

    intervals : tuple of ndarray, or None
        Lower and upper ends of the confidence intervals of the tables, where they are known.

    selected : ndarray of bool, or None
        Whether each interaction was selected, where that is known.

    Raises
    ------
    ValueError
        If a table does not have the shape of its sites or a mean of zero along them, or an
        interaction is repeated, unsorted or names a site that does not exist.

    See Also
    --------
    WalshSpectrum : Sites of two alleles, with one coefficient for each interaction.
    EpistaticNetRegressor : ``spectrum_`` is what a fitted network has learned.
    estimate_spectrum : The spectrum of a function on more genotypes than can be enumerated.

    Notes
    -----
    The components are orthogonal under the weights, so that the variance of f is the sum of the
    squares of the sizes. Instances are frozen: they cannot be changed. The spectrum of a complete
    landscape holds as many numbers as there are genotypes: the coefficients of each component in
    an orthonormal basis of the alleles of its sites. Tables are made from these when they are
    asked for.

    References
    ----------
    .. [1] Park, Metzger, Thornton (2024). The simplicity of protein sequence-function
       relationships. Nature Communications 15:7953.
    .. [2] Brookes, Aghazadeh, Listgarten (2022). On the sparsity of fitness functions and
       implications for learning. PNAS 119:e2109649118.
    .. [3] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

    Examples
    --------
    Three alleles of site 12 and two of site 45:

    >>> from sk_epinet import EpistasisSpectrum
    >>> X = ["AK", "AR", "VK", "VR", "GK", "GR"]
    >>> y = [0.0, 1.0, 2.0, 6.0, 1.0, 2.0]
    >>> spectrum = EpistasisSpectrum.from_landscape(
    ...     y, X, alleles=["AVG", "KR"], site_names=["pos12", "pos45"], weights="wild_type"
    ... )
    >>> spectrum.to_frame()[["effect", "value"]]
          effect  value
    0   constant    0.0
    1       K45R    1.0
    2       A12V    2.0
    3       A12G    1.0
    4  A12V:K45R    3.0
    5  A12G:K45R    0.0
    >>> spectrum.with_weights("uniform")
    EpistasisSpectrum: 2 sites, 4 interactions
      order         size  interaction
          1        1.472  pos12
          1            1  pos45
          2       0.7071  pos12 pos45
    """

    def __init__(
        self,
        tables: Sequence[ArrayLike],
        interactions: Sequence[Sequence[int]],
        alleles: Sequence[Sequence[Any]],
        *,
        weights: AlleleWeights = "uniform",
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        site_names: Sequence[str] | None = None,
        standard_errors: Sequence[ArrayLike] | None = None,
        intervals: Sequence[ArrayLike] | None = None,
        selected: ArrayLike | None = None,
    ) -> None:
        sites = AlleleSites(alleles, site_names, weights, wild_type)
        membership = as_membership(interactions, len(sites))
        coefficients = read_tables(tables, membership, sites)
        errors = read_errors(standard_errors, membership, sites)
        ends = read_intervals(intervals, membership, sites)
        if selected is not None:
            selected = flags = read_selected(selected)
            if flags.shape != (len(membership),):
                raise ValueError(
                    f"selected must hold True or False for each of {len(membership)} interactions."
                )
        statistics = {"standard_errors": errors, "intervals": ends, "selected": selected}
        self._keep(coefficients, membership, sites, **statistics)

    @property
    def tables(self) -> tuple[FloatArray, ...]:
        """Component f_S of each interaction, tuple of arrays over the alleles of its sites."""
        require_memory(
            8 * count_rows(self._membership, self._sites.n_alleles),
            f"The tables of {len(self):,} interactions",
            "Ask for a few: spectrum.top(20).tables, or spectrum.table(...) for one.",
        )
        return tuple(self._table(row) for row in range(len(self)))

    def table(self, interaction: Sequence[int | str]) -> FloatArray:
        """Return the component of one interaction: an effect for each combination of alleles.

        Parameters
        ----------
        interaction : sequence of int or str
            Its sites, by number or by name, in increasing order; ``()`` is the constant.

        Returns
        -------
        table : ndarray of shape (n_alleles of the first site, ...)
            In the units of the landscape, alleles in the order of `alleles`.

        Raises
        ------
        ValueError
            If there is no such site, or the interaction is not listed.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [0.0, 1.0, 5.0], ["A", "V", "G"], alleles=["AVG"], site_names=["pos12"]
        ... )
        >>> spectrum.table(["pos12"])
        array([-2., -1.,  3.])
        """
        if not isinstance(interaction, tuple):
            interaction = read_list("interaction", interaction, "its sites, such as (0, 1)")
        sites = tuple(self._sites.index(site) for site in interaction)
        if sites not in self._row_of:
            raise ValueError(
                f"The interaction {tuple(interaction)!r} is not among the {len(self):,} that this "
                "spectrum has. Sites are listed in increasing order, each once."
            )
        return self._table(self._row_of[sites])

    def energy_by_order(self) -> Array:
        """Return the variance that the interactions of each order have.

        Returns
        -------
        energy : ndarray of shape (n_sites + 1,)
            Squared units of the landscape. Entry 0 is the squared mean; the others add up to the
            variance under the weights. If standard errors are known, the part that noise adds is
            subtracted, and the value of an order may then be 0.

        Raises
        ------
        ValueError
            If all weight is on one genotype, so that there is no variance, or if the squares of
            the effects do not fit in numbers of 64 bits.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... ).energy_by_order()
        array([25.,  4.,  9.])
        """
        self._require_variance()
        energy = np.bincount(self.orders, self._energies, minlength=self.n_sites + 1)
        return np.maximum(energy, 0)

    def n_effective(self) -> float:
        """Return the effective number of interactions, without the constant.

        Returns
        -------
        n : float
            (sum e)^2 / sum e^2 of the squared sizes e: k if k interactions are equal and the
            others zero, and 0 if there are none.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [0.0, 4.0, 4.0, 8.0], "enumeration", alleles=["AV", "KR"]
        ... ).n_effective()
        2.0
        """
        return effective_number(self.sizes[self.orders > 0])

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the values of genotypes.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes, in the alleles of the sites.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            The sum of the components of the interactions that are listed.

        Raises
        ------
        ValueError
            If X does not have one column per site, or an allele is not known.

        Notes
        -----
        For the spectrum of a complete landscape all values are computed once, and then looked up
        for each genotype. Otherwise the cost is O(n_samples n_interactions).

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... )
        >>> spectrum.order([0, 1]).predict(["AK", "VR"])
        array([7., 3.])
        """
        return self._values_at(self._sites.codes(X))

    def to_landscape(self) -> FloatArray:
        """Return the value of every genotype, in enumeration order.

        Returns
        -------
        values : ndarray of shape (n_genotypes,)
            Site 0 changes slowest, as :func:`itertools.product` lists the alleles.

        Raises
        ------
        ValueError
            If the values would not fit in memory.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum([[1.0, -2.0, 1.0]], [(0,)], ["AVG"]).to_landscape()
        array([ 1., -2.,  1.])
        """
        if self._is_complete:
            return self._landscape.ravel().copy()
        shape = self._sites.n_alleles
        n = int(np.prod(shape, dtype=object))
        require_memory(24 * n, f"The landscape of {format_count(n)} genotypes", "Use predict.")
        coefficients = np.zeros(shape)
        for row, member in enumerate(self._membership):
            coefficients[tuple(slice(1, None) if m else 0 for m in member)] = self._block(row)
        return inverse_contrast_transform(coefficients, self.weights).ravel()

    def __sub__(self, other: Self) -> Self:
        """Return the spectrum of the difference of two landscapes; what is not listed is 0."""
        if type(other) is not type(self):
            return NotImplemented
        self._sites.require_same(other._sites)
        if self._is_complete and other._is_complete:
            difference = self._coefficients - other._coefficients
            return self._make(difference, self._membership, self._sites, complete=True)
        blocks = {own: self._block(row) for row, own in enumerate(self.interactions)}
        for row, own in enumerate(other.interactions):
            blocks[own] = blocks.get(own, 0.0) - other._block(row)
        return self._of_blocks(blocks, self._sites)

    def to_frame(self, rows: str = "effects") -> DataFrame:
        """Return the effects as a pandas DataFrame in long form, or the sizes of interactions.

        Parameters
        ----------
        rows : {"effects", "interactions"}, default="effects"
            What a row is: one combination of alleles of an interaction, or one interaction.

        Returns
        -------
        frame : pandas.DataFrame
            Columns interaction (the names of its sites), sites (tuple) and order. For effects
            also alleles (tuple), effect (their mutations, such as ``A12V:K45R``), value, and
            standard_error, low and high where they are known; at sites that have all weight on
            one allele, the rows of this allele, which are zero, are left out. For interactions
            also size, and selected where it is known.

        Raises
        ------
        ValueError
            If the rows do not fit in memory, or `rows` is neither of the two.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [0.0, 1.0, 5.0], ["A", "V", "G"], alleles=["AVG"], site_names=["pos12"]
        ... )
        >>> spectrum.order(1).to_frame()
          interaction sites  order alleles effect  value
        0       pos12  (0,)      1    (A,)   A12A   -2.0
        1       pos12  (0,)      1    (V,)   A12V   -1.0
        2       pos12  (0,)      1    (G,)   A12G    3.0
        >>> spectrum.to_frame("interactions")
          interaction sites  order      size
        0           1    ()      0  2.000000
        1       pos12  (0,)      1  2.160247
        """
        import pandas as pd  # here, because it takes a second and many never need it

        check_option("rows", rows, ("effects", "interactions"))
        if rows == "interactions":
            sites = {"interaction": self.names, "sites": list(self.interactions)}
            return pd.DataFrame(sites | self._columns())
        require_memory(
            _ROW_BYTES * count_rows(self._membership, self._sites.n_alleles),
            f"The effects of {len(self):,} interactions",
            "Ask for a few: spectrum.top(20).to_frame(), or to_frame('interactions').",
        )
        return pd.DataFrame(effect_rows(self))

    def top_effects(self, k: int) -> DataFrame:
        """Return the k largest effects, without the constant, as rows of :meth:`to_frame`.

        Parameters
        ----------
        k : int
            How many to keep.

        Returns
        -------
        frame : pandas.DataFrame
            The effects by decreasing absolute value.

        Raises
        ------
        ValueError
            As in :meth:`to_frame`.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [0.0, 1.0, 5.0], ["A", "V", "G"], alleles=["AVG"], site_names=["pos12"]
        ... )
        >>> spectrum.top_effects(1)[["effect", "value"]]
          effect  value
        0   A12G    3.0
        """
        check_number("k", k, low=0, integer=True)
        frame = self._take(np.flatnonzero(self.orders > 0)).to_frame()
        order = np.argsort(-np.abs(frame["value"].to_numpy()), kind="stable")
        return frame.iloc[order[:k]].reset_index(drop=True)
