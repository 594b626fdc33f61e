"""Draw one interaction of two sites: four means, and what they would be without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, Regressor, check_dict, read_list
from ..spectrum import AlleleSites
from ._coded_function import write_allele
from ._display import Display
from ._style import (
    COLOURS,
    LITERAL,
    MARKERS,
    add_legend_above,
    clean,
    drawable,
    style_of_points,
    styled,
)
from ._values import as_column, as_measured, as_names, check_name, predict_values, require_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SPREAD = 0.11  # half the width of the points of a mean, where two alleles are 1 apart


class InteractionDisplay(Display):
    """Show the interaction of two sites: four means, and what they would be without it.

    The alleles of the first site are at the left and at the right, and the two alleles of the
    second site are two lines. Without an interaction the lines are parallel: the dashed line and
    the open point show where the last mean would then be. The distance from there is the
    interaction, which is written beside it.

    Parameters
    ----------
    values : sequence of four ndarray
        The values of each mean: (low, low), (low, high), (high, low) and (high, high), the first
        site first.
    site_names : pair of str
        Names of the two sites.
    alleles : pair of pair of str
        Low and high allele of each of the two sites.
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
    PairwiseHeatmapDisplay : Show the interactions of all pairs.

    Notes
    -----
    Bars are standard errors of the means, from the spread of the points. Where the other sites
    vary, this spread is mostly theirs. Means are then averages over the backgrounds that are
    given, and only where the four have the same backgrounds is the interaction that of the
    landscape. For two levels that is 4 times the Walsh coefficient of the pair.

    Examples
    --------
    >>> from sk_epinet.plotting import InteractionDisplay
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]] * 2
    >>> y = [0.0, 1.0, 2.0, 6.0, 0.2, 1.2, 2.2, 6.2]
    >>> display = InteractionDisplay.from_measurements(X, y, (0, 1)).plot()
    >>> size, standard_error = display.interaction()
    >>> round(size, 3), round(standard_error, 3)
    (3.0, 0.2)
    """

    def __init__(
        self,
        values: Sequence[FloatArray],
        site_names: tuple[str, str],
        alleles: tuple[tuple[str, str], tuple[str, str]],
        value_name: str = "value",
    ) -> None:
        check_name("value_name", value_name)
        four = read_list("values", values, "the values of four genotypes")
        own = read_list("alleles", alleles, "two alleles for each of two sites")
        if len(four) != 4 or len(own) != 2:
            raise ValueError(
                "values must hold those of four genotypes, and alleles two for each of two sites; "
                f"got {len(four)} and {len(own)}."
            )
        self.values = [as_column("each of values", part) for part in four]
        first, second = as_names("site_names", site_names, 2)
        self.site_names = first, second
        self.alleles = tuple(tuple(as_names("each of alleles", pair, 2)) for pair in own)
        self.value_name = value_name

    @classmethod
    def from_measurements(
        cls,
        X: ArrayLike,
        y: ArrayLike,
        pair: tuple[int | str, int | str],
        *,
        alleles: tuple[tuple[Any, Any], tuple[Any, Any]] | None = None,
        background: Mapping[Any, Any] | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from genotypes and their values, measured or predicted.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, n_sites), or n_samples strings
            Genotypes. A genotype may be in several rows.
        y : array-like of shape (n_samples,)
            Their values.
        pair : (site, site)
            The two sites, by name or by number.
        alleles : ((low, high), (low, high)), default=None
            Two alleles of each of the two sites. They may be left out if both sites have two.
        background : dict of site to allele, default=None
            Other sites that are held at an allele. None takes all genotypes.
        value_name : str, default="value"
            Name of the value, for the label of its axis.

        Returns
        -------
        display : InteractionDisplay

        Raises
        ------
        ValueError
            If there are no such sites or alleles, a site of the pair has more than two alleles
            and none are chosen, or one of the four combinations was not measured.
        """
        sites = AlleleSites.of_table(X)
        codes, y = sites.codes(X), as_measured(y)
        require_rows(codes, y)
        first, second = _read_pair(pair, sites)
        chosen = _read_alleles(alleles, (first, second), sites)
        rows = _in_background(codes, {} if background is None else background, sites)
        names = (sites.names[first], sites.names[second])
        written: Any = tuple(tuple(map(write_allele, own)) for own in chosen)
        values = []
        for a, b in [(0, 0), (0, 1), (1, 0), (1, 1)]:
            is_first = codes[:, first] == sites.code(first, chosen[0][a])
            is_second = codes[:, second] == sites.code(second, chosen[1][b])
            values.append(y[rows & is_first & is_second])
            if not len(values[-1]):
                where = " in this background" * bool(background)
                raise ValueError(
                    f"No genotype has {written[0][a]} at site '{names[0]}' and {written[1][b]} at "
                    f"site '{names[1]}'{where}. Choose another pair, other alleles= or another "
                    "background=."
                )
        return cls(values, names, written, value_name)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        X: ArrayLike,
        pair: tuple[int | str, int | str],
        *,
        alleles: tuple[tuple[Any, Any], tuple[Any, Any]] | None = None,
        background: Mapping[Any, Any] | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from the predictions of a fitted regressor.

        Parameters
        ----------
        estimator : fitted regressor
            A fitted regressor of any kind.
        X : array-like or DataFrame of shape (n_samples, n_sites)
            Genotypes to predict, preferably all of them.
        pair, alleles, background, value_name
            As in :meth:`from_measurements`.

        Returns
        -------
        display : InteractionDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_measurements`.
        """
        options: dict[str, Any] = {"alleles": alleles, "background": background}
        predicted = predict_values(estimator, X)
        return cls.from_measurements(X, predicted, pair, value_name=value_name, **options)

    def interaction(self) -> tuple[float, float]:
        """Return the interaction and its standard error.

        Returns
        -------
        interaction : float
            The mean of (high, high), minus those of (high, low) and (low, high), plus that of
            (low, low).
        standard_error : float
            It follows from the standard errors of the four means, and is NaN if one of them is
            the mean of a single value.

        Examples
        --------
        >>> import numpy as np
        >>> from sk_epinet.plotting import InteractionDisplay
        >>> values = [np.array([0.0]), np.array([1.0]), np.array([2.0]), np.array([6.0])]
        >>> InteractionDisplay(values, ("A", "B"), (("0", "1"), ("0", "1"))).interaction()
        (3.0, nan)
        """
        means, errors = self._means()
        size = means[3] - means[2] - means[1] + means[0]
        return float(size), float(np.sqrt((errors**2).sum()))

    def plot(
        self,
        ax: Axes | None = None,
        *,
        points_kwargs: dict[str, Any] | None = None,
        means_kwargs: dict[str, Any] | None = None,
        expected_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        points_kwargs : dict, default=None
            Keyword arguments for the single values (``Axes.plot``).
        means_kwargs : dict, default=None
            Keyword arguments for the means (``Axes.errorbar``).
        expected_kwargs : dict, default=None
            Keyword arguments for the line without an interaction (``Axes.plot``).

        Returns
        -------
        display : InteractionDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, points=points_kwargs, means=means_kwargs, expected=expected_kwargs)

    def _figure_size(self):
        return 4.8, 4.0

    def _draw(self, points, means, expected):
        ax, (own_means, errors) = self.ax_, self._means()
        handles = []
        for b, shift in enumerate((-1.2 * _SPREAD, 1.2 * _SPREAD)):
            places = np.array([0, 1]) + shift
            colour, rows = COLOURS[b], [b, 2 + b]
            for place, row in zip(places, rows, strict=True):
                self._draw_points(place, self.values[row], colour, points)
            style = {"fmt": MARKERS[b] + "-", "color": colour, "ms": 6, "lw": 1.6, "capsize": 3}
            style |= {"mec": "black", "mew": 0.8, "zorder": 4}
            own = styled("bars", style, means)
            known = np.where(np.isfinite(errors[rows]), errors[rows], 0.0)
            handles.append(ax.errorbar(places, own_means[rows], known, **own))
        additive = own_means[2] + own_means[1] - own_means[0]
        style = {"ls": "--", "color": "black", "lw": 1.2, "marker": "o", "mfc": "white"}
        style |= {"markevery": [1], "zorder": 3, "gid": "expected"}
        own = styled("line", style, expected)
        handles += ax.plot(places, [own_means[1], additive], **own)
        first, second = self.site_names
        ax.set_xticks(
            [0, 1], [drawable(f"{first} = {own}", 24) for own in self.alleles[0]], **LITERAL
        )
        self._draw_difference(places[1] + 1.5 * _SPREAD, additive, own_means[3])
        ax.set_xlim(-0.4, 1.8)
        ax.set_ylabel(drawable(self.value_name), **LITERAL)
        clean(ax)
        names = [f"{second} = {own}" for own in self.alleles[1]]
        add_legend_above(ax, handles, [*names, "no interaction"])

    def _draw_points(self, place, values, colour, points):
        # Spread evenly by rank and not at random, so that the same data give the same picture.
        ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
        golden = (ranks * 0.618034) % 1 - 0.5 if len(values) > 1 else np.zeros(len(values))
        style = style_of_points(4 * len(values)) | {"color": colour, "gid": "values", "zorder": 2}
        style["alpha"] *= 0.6
        own = styled("line", style, points)
        self.ax_.plot(place + 2 * _SPREAD * golden, values, **own)

    def _draw_difference(self, place, additive, mean):
        """Draw the interaction as a distance, and write its size."""
        style = {"color": "black", "lw": 1, "marker": "_", "ms": 7, "gid": "interaction"}
        self.ax_.plot([place, place], [additive, mean], **style)
        size, error = self.interaction()
        bound = f"\n± {error:.2g}" if np.isfinite(error) else ""
        written = f"{size:+.3g}{bound}".replace("-", "\N{MINUS SIGN}")
        middle = (place, (additive + mean) / 2)
        offset = {"xytext": (6, 0), "textcoords": "offset points"}
        self.ax_.annotate(written, middle, va="center", fontsize="small", **offset)

    def _means(self):
        """Return the four means and their standard errors."""
        means = np.array([own.mean() for own in self.values])
        errors = [_standard_error(own) for own in self.values]
        return means, np.array(errors)


def _in_background(codes, background, sites):
    """Return which genotypes have the alleles of a background."""
    check_dict("background=", background, "sites with an allele each")
    rows = np.ones(len(codes), dtype=bool)
    for site, allele in background.items():
        number = sites.index(site)
        rows &= codes[:, number] == sites.code(number, allele)
    return rows


def _standard_error(values):
    return values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan


def _read_pair(pair, sites):
    """Return the numbers of two different sites."""
    if len(read_list("pair=", pair, "two sites, such as (0, 1) or ('A', 'B')")) != 2:
        raise ValueError(f"pair= must be two sites, such as (0, 1) or ('A', 'B'); got {pair!r}.")
    first, second = (sites.index(site) for site in pair)
    if first == second:
        raise ValueError(f"pair= must be two different sites, got {pair!r}.")
    return first, second


def _read_alleles(alleles, pair, sites):
    """Return two alleles of each site of the pair."""
    if alleles is not None:
        return _read_two_pairs(alleles)
    for site in pair:
        if len(sites.alleles[site]) != 2:
            listed = ", ".join(map(write_allele, sites.alleles[site][:8]))
            raise ValueError(
                f"Site '{sites.names[site]}' has {len(sites.alleles[site])} alleles ({listed}): "
                "say which two to compare at each site, as alleles=(('A', 'V'), ('K', 'R'))."
            )
    return tuple(sites.alleles[site] for site in pair)


def _read_two_pairs(alleles):
    """Return two alleles of each of two sites, as a user gives them."""
    what = "two alleles for each of two sites, such as (('A', 'V'), ('K', 'R'))"
    pairs = [
        tuple(own) if isinstance(own, str) else own for own in read_list("alleles=", alleles, what)
    ]
    pairs = [tuple(read_list("alleles=", own, what)) for own in pairs]
    if [len(own) for own in pairs] != [2, 2]:
        raise ValueError(f"alleles= must be {what}; got {alleles!r}.")
    return tuple(pairs)
