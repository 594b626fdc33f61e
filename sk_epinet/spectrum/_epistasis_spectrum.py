"""The decomposition of a landscape on sites of any numbers of alleles, as a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import Array, FloatArray, check_option, require_memory
from ..genotypes import AlleleWeights
from ..walsh import apply_by_site, contrast_transform, inverse_contrast_transform
from ._allele_sites import AlleleSites
from ._blocks import arrangement, block_starts, split_by_weights
from ._effect_rows import count_rows, effect_rows
from ._epistasis_constructors import EpistasisConstructorsMixin
from ._interaction_list import InteractionList
from ._membership import as_membership
from ._read_tables import read_errors, read_tables

if TYPE_CHECKING:
    from pandas import DataFrame

_ROW_BYTES = 600  # of a row of a long table: names, tuples and numbers


class EpistasisSpectrum(EpistasisConstructorsMixin, InteractionList):
    """Epistasis on sites of any numbers of alleles: a table of effects for each interaction.

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
        dict does so by the names of sites; the sites that it leaves out are uniform.

    wild_type : sequence of alleles, str or dict of site name to allele, default=None
        The wild type, which effects are named after. None means the first allele of each site.

    site_names : sequence of str, default=None
        Names of the sites. None means x0, x1, ...

    standard_errors : sequence of array-like, default=None
        Standard errors of the tables, of the same shapes.

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
        As given.

    selected : ndarray of bool, or None
        As given.

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
    squares of the sizes. Instances are frozen. The spectrum of a complete landscape holds as
    many numbers as there are genotypes: the coefficients of each component in an orthonormal
    basis of the alleles of its sites. Tables are made from these when they are asked for.

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

    standard_errors: tuple[FloatArray, ...] | None
    _coefficients: FloatArray
    _sites: AlleleSites
    _is_complete: bool

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
        selected: ArrayLike | None = None,
    ) -> None:
        sites = AlleleSites(alleles, site_names, weights, wild_type)
        membership = as_membership(interactions, len(sites))
        coefficients = read_tables(tables, membership, sites)
        errors = read_errors(standard_errors, membership, sites)
        if selected is not None:
            selected = np.array(selected)
            if selected.dtype != bool or selected.shape != (len(membership),):
                raise ValueError(
                    f"selected must hold True or False for each of {len(membership)} interactions."
                )
        self._keep(coefficients, membership, sites, standard_errors=errors, selected=selected)

    def _keep(
        self, coefficients, membership, sites, *, complete=False, standard_errors=None,
        selected=None,
    ):  # fmt: skip
        self._store(
            _coefficients=coefficients,
            _membership=membership,
            _sites=sites,
            _is_complete=complete,
            _starts=block_starts(membership, sites.n_alleles),
            standard_errors=standard_errors,
            selected=selected,
        )

    @classmethod
    def _make(cls, coefficients, membership, sites, **known):
        spectrum = cls.__new__(cls)
        spectrum._keep(coefficients, membership, sites, **known)
        return spectrum

    @classmethod
    def _of_blocks(cls, blocks, sites):
        """Return the spectrum of the blocks of some interactions, a dict from tuples of sites."""
        ordered = sorted(blocks, key=lambda own: (len(own), own))
        membership = as_membership(ordered, len(sites))
        values = [np.ravel(blocks[own]) for own in ordered]
        return cls._make(np.concatenate([*values, np.empty(0)]), membership, sites)

    @property
    def alleles(self) -> tuple[tuple[Any, ...], ...]:
        """Alleles of each site, tuple of tuples."""
        return self._sites.alleles

    @property
    def weights(self) -> tuple[FloatArray, ...]:
        """Weights of the alleles of each site, tuple of arrays of sum one."""
        return self._sites.weights

    @property
    def wild_type(self) -> tuple[Any, ...]:
        """Allele of the wild type at each site, tuple; effects are named after it."""
        return self._sites.wild_type

    @cached_property
    def sizes(self) -> FloatArray:
        """Size of each interaction, ndarray of shape (n_interactions,), in the units of y.

        It is the root of the weighted mean of f_S**2. Where standard errors are known, the mean
        of their squares is first subtracted, because noise makes every f_S larger. At sites that
        have all their weight on one allele, as the wild type, it is the largest value over the
        other alleles instead of the mean.
        """
        if not self._sites.at_one_allele.any():
            return np.sqrt(np.maximum(self._energies, 0))
        if self._sites.at_one_allele[self._sites.varied].all():
            return np.maximum.reduceat(np.abs(self._coefficients), self._starts[:-1])
        return np.array([self._largest(row) for row in range(len(self))])

    @property
    def _bars(self):
        return self.sizes, None, "size of the interaction"

    @property
    def _determined(self):
        if self.standard_errors is None:
            return np.ones(len(self), dtype=bool)
        return np.array([np.isfinite(own).all() for own in self.standard_errors], dtype=bool)

    @cached_property
    def _energies(self):
        """Weighted mean of f_S**2 of each interaction, without what noise adds to it."""
        if self._sites.all_positive:
            energies = np.add.reduceat(self._coefficients**2, self._starts[:-1])
        else:
            rows = range(len(self))
            energies = np.array([self._mean(row, self._table(row) ** 2) for row in rows])
        if self.standard_errors is not None:
            noise = [self._mean(row, own**2) for row, own in enumerate(self.standard_errors)]
            energies = energies - np.array(noise)
        return energies

    def _mean(self, row, table):
        """Return the weighted mean of a table over the alleles of its sites."""
        for site in self.interactions[row]:
            table = self._sites.weights[site] @ table.reshape(len(self.alleles[site]), -1)
        return float(np.squeeze(table))

    def _largest(self, row):
        """Return the size of an interaction where some sites have all weight on one allele."""
        squares, alone = self._table(row) ** 2, self._sites.at_one_allele
        for axis, site in reversed(list(enumerate(self.interactions[row]))):
            if not alone[site]:
                squares = np.tensordot(squares, self._sites.weights[site], (axis, 0))
        return float(np.sqrt(squares.max()))

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
        sites = tuple(self._sites.index(site) for site in interaction)
        if sites not in self._row_of:
            raise ValueError(
                f"The interaction {tuple(interaction)!r} is not among the {len(self):,} that this "
                "spectrum has. Sites are listed in increasing order, each once."
            )
        return self._table(self._row_of[sites])

    @cached_property
    def _row_of(self):
        return {sites: row for row, sites in enumerate(self.interactions)}

    def _block(self, row):
        """Return the coefficients of an interaction, an axis for each of its sites."""
        sites = np.flatnonzero(self._membership[row])
        shape = [len(self.alleles[site]) - 1 for site in sites]
        return self._coefficients[self._starts[row] : self._starts[row + 1]].reshape(shape)

    def _table(self, row):
        sites = np.flatnonzero(self._membership[row])
        return apply_by_site(self._block(row), [self._sites.contrasts[site] for site in sites])

    def energy_by_order(self) -> Array:
        """Return the variance that the interactions of each order have.

        Returns
        -------
        energy : ndarray of shape (n_sites + 1,)
            Squared units of the landscape. Entry 0 is the squared mean; the others add up to the
            variance under the weights. Where standard errors are known, what noise adds is
            subtracted, and an order may then have 0.

        Raises
        ------
        ValueError
            If all weight is on one genotype, so that there is no variance.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... ).energy_by_order()
        array([25.,  4.,  9.])
        """
        if self._sites.at_one_allele.any() and self._sites.at_one_allele[self._sites.varied].all():
            raise ValueError(
                "All weight is on one genotype, so that there is no variance to divide: use "
                "with_weights('uniform').energy_by_order()."
            )
        energy = np.bincount(self.orders, self._energies, minlength=self.n_sites + 1)
        return np.maximum(energy, 0)

    def n_effective(self) -> float:
        """Return the effective number of interactions, without the constant.

        Returns
        -------
        n : float
            (sum e)^2 / sum e^2 of the squared sizes e: k for k equal interactions, 0 for none.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [0.0, 4.0, 4.0, 8.0], "enumeration", alleles=["AV", "KR"]
        ... ).n_effective()
        2.0
        """
        energy = self.sizes[self.orders > 0] ** 2
        return float(energy.sum() ** 2 / (energy @ energy)) if energy.any() else 0.0

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
        Costs one look-up a genotype for the spectrum of a complete landscape, after its values
        are computed once; otherwise O(n_samples n_interactions).

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

    def _values_at(self, codes):
        if self._is_complete:
            return self._landscape[tuple(codes.T)]
        values = np.zeros(len(codes))
        for row, sites in enumerate(self.interactions):
            values += self._table(row)[tuple(codes[:, list(sites)].T)]
        return values

    @cached_property
    def _landscape(self):
        shape = self._sites.n_alleles
        coefficients = np.empty(len(self._coefficients))
        coefficients[arrangement(shape)] = self._coefficients
        return inverse_contrast_transform(coefficients.reshape(shape), self.weights)

    @classmethod
    def _of_complete(cls, values, sites):
        """Return the spectrum of the values of all genotypes, an axis for each site."""
        shape, varied = sites.n_alleles, sites.varied
        coefficients = contrast_transform(values, sites.weights).ravel()[arrangement(shape)]
        membership = np.zeros((2 ** len(varied), len(sites)), dtype=bool)
        numbers = np.arange(len(membership))
        for place, site in enumerate(varied):
            membership[:, site] = numbers >> (len(varied) - 1 - place) & 1
        return cls._make(coefficients, membership, sites, complete=True)

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
        require_memory(24 * n, f"The landscape of {n:,} genotypes", "Use predict.")
        coefficients = np.zeros(shape)
        for row, member in enumerate(self._membership):
            coefficients[tuple(slice(1, None) if m else 0 for m in member)] = self._block(row)
        return inverse_contrast_transform(coefficients, self.weights).ravel()

    def with_weights(
        self,
        weights: AlleleWeights,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        X: ArrayLike | None = None,
    ) -> Self:
        """Return the decomposition of the same landscape under other weights of the alleles.

        Parameters
        ----------
        weights : {"uniform", "wild_type", "library"}, sequence or dict
            As in the constructor. "library" are the frequencies of the alleles in `X`.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None keeps that of this spectrum.
        X : array-like or DataFrame of shape (n_samples, n_sites), default=None
            The genotypes of a library.

        Returns
        -------
        spectrum : EpistasisSpectrum
            Without standard errors, because those of different effects are not independent.

        Raises
        ------
        ValueError
            If the weights are none of these, or the wild type is not a genotype.

        Notes
        -----
        What is not listed counts as zero, as in :meth:`predict`.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [0.0, 1.0, 5.0], ["A", "V", "G"], alleles=["AVG"], site_names=["pos12"]
        ... )
        >>> spectrum.with_weights("wild_type", wild_type="V").to_frame()[["effect", "value"]]
             effect  value
        0  constant    1.0
        1      V12A   -1.0
        2      V12G    4.0
        """
        sites = self._sites.reweighted(weights, wild_type, X)
        if self._is_complete:
            return self._of_complete(self._landscape, sites)
        matrices = {
            site: _change_of_basis(self._sites.contrasts[site], sites.contrasts[site], own)
            for site, own in enumerate(sites.weights)
        }
        blocks: dict[tuple[int, ...], Any] = {}
        for row, own in enumerate(self.interactions):
            for part, block in split_by_weights(self._block(row), own, matrices):
                blocks[part] = blocks.get(part, 0.0) + block
        return self._of_blocks(blocks, sites)

    def restrict(self, fixed: Mapping[Any, Any]) -> Self:
        """Return the spectrum of the landscape with some sites held at an allele.

        Parameters
        ----------
        fixed : dict of {site: allele}
            Sites by name or by number, and the allele to hold each at.

        Returns
        -------
        spectrum : EpistasisSpectrum
            The spectrum of the remaining sites, in their order and with their weights.

        Raises
        ------
        ValueError
            If there is no such site, or it has no such allele.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... )
        >>> spectrum.restrict({"x1": "R"}).to_landscape()
        array([10.,  0.])
        """
        held = {self._sites.index(key): allele for key, allele in fixed.items()}
        if len(held) < len(fixed):
            raise ValueError(f"A site may be fixed only once, got {list(fixed)}.")
        codes = {site: self._sites.code(site, allele) for site, allele in held.items()}
        free = [site for site in range(self.n_sites) if site not in codes]
        sites = self._sites.take(free)
        if self._is_complete:
            index = tuple(codes.get(site, slice(None)) for site in range(self.n_sites))
            return self._of_complete(self._landscape[index], sites)
        place = {site: number for number, site in enumerate(free)}
        blocks: dict[tuple[int, ...], Any] = {}
        for row, own in enumerate(self.interactions):
            block = self._block(row)
            for axis, site in reversed(list(enumerate(own))):
                if site in codes:
                    effects = self._sites.contrasts[site][codes[site]]
                    block = np.tensordot(block, effects, (axis, 0))
            left = tuple(place[site] for site in own if site in place)
            blocks[left] = blocks.get(left, 0.0) + block
        return self._of_blocks(blocks, sites)

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

    def shapley_values(self, X: ArrayLike) -> FloatArray:
        """Return the share of each site in the difference of genotypes from the mean.

        The players are the sites. The worth of some of them is the weighted mean of f over all
        genotypes that have the alleles of x at these sites [1]_. With all weight on the wild
        type, this is the value of the wild type with the alleles of x at these sites.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes, in the alleles of the sites.

        Returns
        -------
        values : ndarray of shape (n_samples, n_sites)
            Shapley values, in the units of the landscape: the sum of f_S(x) / order of S over
            the interactions of the site. Those of a genotype add up to its value minus the
            constant.

        Raises
        ------
        ValueError
            As in :meth:`predict`.

        References
        ----------
        .. [1] Lundberg, Lee (2017). A unified approach to interpreting model predictions.
           NeurIPS 30.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> spectrum = EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"], weights="wild_type"
        ... )
        >>> spectrum.shapley_values(["VR"])
        array([[-4.,  0.]])
        """
        codes = self._sites.codes(X)
        if self._is_complete:
            return self._shapley_of_complete(codes)
        values = np.zeros((len(codes), self.n_sites))
        for row, own in enumerate(self.interactions):
            if own:
                sites = list(own)
                component = self._table(row)[tuple(codes[:, sites].T)]
                values[:, sites] += component[:, None] / len(own)
        return values

    def _shapley_of_complete(self, codes):
        """Return Shapley values in a few passes over the landscape.

        With G the sum of all f_S / order of S, those of site i are (1 - E_i) G.
        """
        divisors = np.repeat(np.maximum(self.orders, 1), np.diff(self._starts))
        shared = self._make(
            self._coefficients / divisors, self._membership, self._sites, complete=True
        )._landscape
        columns = []
        for site, weights in enumerate(self.weights):
            mean = np.expand_dims(np.tensordot(shared, weights, (site, 0)), site)
            index = tuple(codes.T)
            mean_index = tuple(0 if i == site else c for i, c in enumerate(index))
            columns.append(shared[index] - mean[mean_index])
        return np.stack(columns, axis=1) if columns else np.zeros(codes.shape)

    def shapley_effects(self) -> FloatArray:
        """Return the part of the variance that each site accounts for.

        Returns
        -------
        effects : ndarray of shape (n_sites,)
            Squared units of the landscape: the sum of the squared size / order over the
            interactions of the site [1]_. They add up to the variance under the weights.

        Raises
        ------
        ValueError
            As in :meth:`energy_by_order`.

        References
        ----------
        .. [1] Owen (2014). Sobol' indices and Shapley value. SIAM/ASA J. Uncertainty
           Quantification 2:245-251.

        Examples
        --------
        >>> from sk_epinet import EpistasisSpectrum
        >>> EpistasisSpectrum.from_landscape(
        ...     [4.0, 10.0, 6.0, 0.0], "enumeration", alleles=["AV", "KR"]
        ... ).shapley_effects()
        array([8.5, 4.5])
        """
        self.energy_by_order()  # refuses weights that are all on one genotype
        shares = self._energies / np.maximum(self.orders, 1)
        return np.array([shares[own].sum() for own in self._membership.T])

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
            standard_error where it is known; at sites that have all weight on one allele, the
            rows of this allele, which are zero, are left out. For interactions also size, and
            selected where it is known.

        Raises
        ------
        ValueError
            If the rows do not fit in memory, or `rows` is neither.

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
            By decreasing absolute value.

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
        frame = self._take(np.flatnonzero(self.orders > 0)).to_frame()
        order = np.argsort(-np.abs(frame["value"].to_numpy()), kind="stable")
        return frame.iloc[order[:k]].reset_index(drop=True)

    def _columns(self):
        columns = {"order": self.orders, "size": self.sizes}
        if self.selected is not None:
            columns["selected"] = self.selected
        return columns

    def _take(self, rows):
        rows = np.asarray(rows, dtype=np.int64)
        blocks = [self._coefficients[self._starts[i] : self._starts[i + 1]] for i in rows]
        errors, selected = self.standard_errors, self.selected
        return self._make(
            np.concatenate([*blocks, np.empty(0)]),
            self._membership[rows],
            self._sites,
            standard_errors=None if errors is None else tuple(errors[i] for i in rows),
            selected=None if selected is None else selected[rows],
        )


def _change_of_basis(old, new, weights):
    """Return the mean, and the coefficients in new contrasts, of each old contrast."""
    return np.linalg.solve(np.hstack([np.ones((len(weights), 1)), new]), old)
