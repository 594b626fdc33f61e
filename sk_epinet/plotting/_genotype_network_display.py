"""Draw genotypes by number of mutations and value, with the paths that go up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, IntArray, Regressor, check_number, check_object
from ..spectrum import AlleleSites, EpistasisSpectrum, WalshSpectrum
from ._coded_function import coded_function, mutation_name, read_measurements, write_allele
from ._display import Display
from ._genotype_graph import GenotypeGraph
from ._style import LITERAL, POSITIVE, clean, drawable, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_NODES = 4096
_MANY_NODES = 500
_MOST_NAMED = 18  # letters of a name that is written beside its genotype


class GenotypeNetworkDisplay(Display):
    """Show genotypes by their number of mutations and their value, with the paths that go up.

    Each point is a genotype, and lines join genotypes that differ by one mutation. The paths from
    the wild type to a target, by default the genotype of the largest value, on which each step
    adds one of the target's mutations and increases the value, are drawn over them in blue.

    Parameters
    ----------
    codes : ndarray of shape (n_genotypes, n_sites)
        Genotypes as numbers of alleles, each once. At most 4,096.
    values : ndarray of shape (n_genotypes,)
        Their values.
    sites : AlleleSites
        Names and alleles of the sites, and the wild type.
    target : int
        Row of the genotype that paths lead to.
    value_name : str, default="value"
        Name of the value, for the label of its axis.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    WaterfallDisplay : Show how interactions add up from the wild type to one genotype.

    Notes
    -----
    Genotypes with the same number of mutations and similar values stand beside each other; their
    horizontal distance has no meaning. A path adds the mutations of the target one by one, so
    that k mutations have k! paths. A path through a genotype that was not given does not count as
    going up.

    References
    ----------
    .. [1] Weinreich, Delaney, DePristo, Hartl (2006). Darwinian evolution can follow only very
       few mutational paths to fitter proteins. Science 312:111-114.

    Examples
    --------
    >>> from sk_epinet.plotting import GenotypeNetworkDisplay
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> display = GenotypeNetworkDisplay.from_measurements(X, [0.0, -1.0, 2.0, 3.0]).plot()
    >>> display.count_paths()
    (1, 2)
    """

    def __init__(
        self,
        codes: IntArray,
        values: FloatArray,
        sites: AlleleSites,
        target: int,
        value_name: str = "value",
    ) -> None:
        self.codes, self.values, self.sites = codes, values, sites
        self.target, self.value_name = target, value_name

    @classmethod
    def from_measurements(
        cls,
        X: ArrayLike,
        y: ArrayLike,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        target: Sequence[Any] | None = None,
        max_mutations: int | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from measured genotypes.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes. A genotype that is in several rows has the mean of their values.
        y : array-like of shape (n_samples,)
            Their measured values.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None means the low level of each site, if none has more than two
            alleles.
        target : sequence of alleles or str, default=None
            The genotype that paths lead to. None means the genotype with the largest value.
        max_mutations : int, default=None
            Largest number of mutations to show, at least 1. None shows all.
        value_name : str, default="value"
            Name of the value, for the label of its axis.

        Returns
        -------
        display : GenotypeNetworkDisplay

        Raises
        ------
        ValueError
            If there are more than 4,096 genotypes, the wild type is not known, or the wild type
            or the target is not among them.
        """
        sites, rows, y = read_measurements(X, y, wild_type)
        rows, y = _within(rows, sites, max_mutations, y)
        codes, number = np.unique(rows, axis=0, return_inverse=True)
        values = np.bincount(number.ravel(), y) / np.bincount(number.ravel())
        return cls._of_genotypes(codes, values, sites, target, value_name)

    @classmethod
    def from_spectrum(
        cls,
        spectrum: WalshSpectrum | EpistasisSpectrum,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        target: Sequence[Any] | None = None,
        max_mutations: int | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a spectrum, with the values of all genotypes.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source. If it has too many sites,
            ``spectrum.restrict({site: allele})`` holds some of them at an allele.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None means that of an :class:`EpistasisSpectrum`, and the low level
            of each site of a :class:`WalshSpectrum`.
        target, max_mutations, value_name
            As in :meth:`from_measurements`.

        Returns
        -------
        display : GenotypeNetworkDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_measurements`.
        """
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        function, sites = coded_function(spectrum, wild_type)
        return cls._of_function(function, sites, target, max_mutations, value_name)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        target: Sequence[Any] | None = None,
        max_mutations: int | None = None,
        X: ArrayLike | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a fitted regressor, with its predictions of all genotypes.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`EpistasisSpectrum.from_estimator`.
        wild_type : sequence of alleles, str or dict of site name to allele, default=None
            The wild type. None means the low level of each site, if none has more than two
            alleles.
        target, max_mutations, value_name
            As in :meth:`from_measurements`.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressor was trained on, where it does not know the alleles
            of its sites.

        Returns
        -------
        display : GenotypeNetworkDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_measurements`, or if the alleles are not known.
        """
        function, sites = coded_function(estimator, wild_type, X)
        return cls._of_function(function, sites, target, max_mutations, value_name)

    @classmethod
    def _of_function(cls, function, sites, target, max_mutations, value_name):
        codes = _enumerate(sites, max_mutations)
        return cls._of_genotypes(codes, function(codes), sites, target, value_name)

    @classmethod
    def _of_genotypes(cls, codes, values, sites, target, value_name):
        if len(codes) > _MOST_NODES:
            raise ValueError(_too_many(f"{len(codes):,}"))
        _find_row(codes, np.array(sites.wild_codes), "wild_type")
        if target is None:
            row = int(np.argmax(values))
        else:
            row = _find_row(codes, np.array(sites.codes_of_one("target", target)), "target")
        return cls(codes, np.asarray(values, dtype=float), sites, row, value_name)

    def count_paths(self) -> tuple[int, int]:
        """Return how many of the direct paths from the wild type to the target go up.

        Returns
        -------
        n_up : int
            Number of orders of the target's mutations in which every step increases the value.
        n_all : int
            Number of all orders: the factorial of the number of mutations.

        Examples
        --------
        >>> from sk_epinet.plotting import GenotypeNetworkDisplay
        >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
        >>> GenotypeNetworkDisplay.from_measurements(X, [0, 1, 2, 3]).count_paths()
        (2, 2)
        """
        graph = self._graph()
        k = int(graph.n_mutations[self.target])
        return graph.count_from_wild_type()[self.target], math.factorial(k)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        nodes_kwargs: dict[str, Any] | None = None,
        edges_kwargs: dict[str, Any] | None = None,
        paths_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        nodes_kwargs : dict, default=None
            Keyword arguments for the genotypes (``Axes.scatter``).
        edges_kwargs : dict, default=None
            Keyword arguments for the lines between neighbours (``LineCollection``).
        paths_kwargs : dict, default=None
            Keyword arguments for the paths that go up (``LineCollection``).

        Returns
        -------
        display : GenotypeNetworkDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, nodes=nodes_kwargs, edges=edges_kwargs, paths=paths_kwargs)

    def _figure_size(self):
        return 6.4, 4.6

    def _draw(self, nodes, edges, paths):
        from matplotlib.collections import LineCollection

        ax, n, graph = self.ax_, len(self.codes), self._graph()
        x = graph.places()
        points, many = np.column_stack([x, self.values]), n > _MANY_NODES
        lines = points[graph.edges()]
        style = {"colors": "0.6", "linewidths": 0.3 if many else 0.6, "gid": "edges"}
        # So many lines would cover what is behind them.
        style |= {"alpha": float(np.clip(400 / (len(lines) + 1), 0.06, 0.7))}
        style |= {"rasterized": many, "zorder": 1}
        ax.add_collection(LineCollection(lines, **_as_collection(style, edges)))
        style = {"colors": POSITIVE, "linewidths": 1.2, "gid": "paths", "zorder": 3}
        ax.add_collection(LineCollection(points[graph.edges_up()], **_as_collection(style, paths)))
        size = 24 if not many else 6 if n < 1500 else 3
        style = {"c": self.values, "cmap": "cividis", "s": size, "zorder": 4}
        style |= {"linewidths": 0, "rasterized": n > 2000, "gid": "genotypes"}
        picture = ax.scatter(x, self.values, **styled("points", style, nodes))
        bar_ax = ax.inset_axes((1.02, 0, 0.03, 1))
        ax.figure.colorbar(picture, cax=bar_ax).outline.set_visible(False)
        self._mark_ends(points, graph)
        self._write_titles(int(graph.n_mutations.max()))

    def _write_titles(self, last):
        ax, (n_up, n_all) = self.ax_, self.count_paths()
        ax.set_xticks(range(0, last + 1, 1 if last <= 16 else 2))
        ax.set_xlabel("mutations")
        ax.set_ylabel(drawable(self.value_name), **LITERAL)
        plural = "path" if n_all == 1 else "paths"
        goes = "goes" if n_up == 1 else "go"
        title = f"{n_up:,} of {n_all:,} direct {plural} {goes} up at every step"
        ax.set_title(title, fontsize="medium", loc="left")
        clean(ax)

    def _mark_ends(self, points, graph):
        """Draw rings around the wild type and the target, and name the target."""
        ring = {"ls": "none", "marker": "o", "mfc": "none", "color": "black", "ms": 8, "zorder": 5}
        text = {"fontsize": "small", "textcoords": "offset points", "va": "center", "zorder": 6}
        last = max(int(graph.n_mutations.max()), 1)
        ends = [(graph.start, "wild type", -11), (self.target, self._name_of_target(), 11)]
        for row, name, shift in ends:
            place = points[row]
            self.ax_.plot(*place, gid="end", **ring)
            align = _alignment(place[0] / last)
            # Away from the ring, because the name begins or ends at it.
            offset = ({"left": -4, "right": 4}.get(align, 0), shift)
            self.ax_.annotate(drawable(name), place, offset, ha=align, **text, **LITERAL)
        self.ax_.margins(x=0.06, y=0.12)

    def _name_of_target(self):
        """Return the name of the target where it is short: its alleles, or its mutations."""
        alleles = [
            write_allele(own[code])
            for own, code in zip(self.sites.alleles, self.codes[self.target], strict=True)
        ]
        if all(len(allele) == 1 for allele in alleles) and len(alleles) <= _MOST_NAMED:
            return "".join(alleles)
        changed = np.flatnonzero(self.codes[self.target] != np.array(self.sites.wild_codes))
        name = ":".join(
            mutation_name(self.sites, site, self.codes[self.target, site]) for site in changed
        )
        return name if len(name) <= 2 * _MOST_NAMED else ""

    def _graph(self):
        wild_type = np.array(self.sites.wild_codes)
        start = _find_row(self.codes, wild_type, "wild_type")
        return GenotypeGraph(self.codes, self.values, wild_type, start, self.target)


def _alignment(place):
    """Return how a name is aligned that stands at a place between 0, the left, and 1."""
    return "left" if place < 0.2 else "right" if place > 0.8 else "center"


def _as_collection(defaults, given):
    """Return keyword arguments of a LineCollection, whose names may be those of a line."""
    names = {"lw": "linewidths", "linewidth": "linewidths", "c": "colors", "color": "colors"}
    return defaults | {names.get(name, name): value for name, value in (given or {}).items()}


def _within(codes, sites, max_mutations, y):
    """Return the genotypes of at most so many mutations, and their values."""
    if max_mutations is None:
        return codes, y
    check_number("max_mutations", max_mutations, low=1, integer=True)
    near = (codes != np.array(sites.wild_codes)).sum(axis=1) <= max_mutations
    return codes[near], y[near]


def _enumerate(sites, max_mutations):
    """Return all genotypes of at most so many mutations as numbers of alleles."""
    if max_mutations is not None:
        check_number("max_mutations", max_mutations, low=1, integer=True)
    limit = len(sites) if max_mutations is None else int(max_mutations)
    codes = np.array([sites.wild_codes], dtype=np.intp)
    for site, n_alleles in enumerate(sites.n_alleles):
        n_mutations = (codes != np.array(sites.wild_codes)).sum(axis=1)
        room = codes[n_mutations < limit]
        others = [code for code in range(n_alleles) if code != sites.wild_codes[site]]
        if len(codes) + len(room) * len(others) > _MOST_NODES:
            raise ValueError(_too_many(f"more than {_MOST_NODES:,}"))
        mutated = np.repeat(room, len(others), axis=0)
        mutated[:, site] = np.tile(others, len(room))
        codes = np.concatenate([codes, mutated])
    return codes


def _find_row(codes, wanted, name):
    """Return the row of a genotype, or raise an error that names the argument."""
    rows = np.flatnonzero((codes == wanted).all(axis=1))
    if not len(rows):
        raise ValueError(
            f"{name}= is not among the genotypes that are shown. Add its value, give another "
            f"{name}=, or raise max_mutations=."
        )
    return int(rows[0])


def _too_many(n):
    return (
        f"A picture of a genotype network has at most {_MOST_NODES:,} genotypes, but there are "
        f"{n}: pass max_mutations=, fewer rows, or hold sites at one allele "
        "(spectrum.restrict({site: allele}))."
    )
