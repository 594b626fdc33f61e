"""Draw how the interactions add up from the wild type to one genotype."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import (
    FloatArray,
    Regressor,
    check_number,
    check_object,
    check_option,
)
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._coded_function import coded_function, mutation_name
from ._display import Display
from ._style import GREY, LITERAL, NEGATIVE, POSITIVE, clean, drawable, styled
from ._values import as_column, as_names, check_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_MUTATIONS = 16  # 2**16 genotypes lie between the wild type and one of so many mutations
_ROW = 0.27  # inches
_LINE = 24  # letters
_ROUNDING = 1e-12  # of the largest: contributions that are zero but for rounding


class WaterfallDisplay(Display):
    """Show how the interactions add up from the wild type to one genotype.

    The first bar begins at the value of the wild type, each bar where the one before ends, and
    the last one ends at the value of the genotype.

    Parameters
    ----------
    contributions : ndarray of shape (n_contributions,)
        Contributions, which add up to the difference of the two values.
    names : sequence of str, of length n_contributions
        What they are contributions of.
    start : float
        Value of the wild type.
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
    MutationEffectsDisplay : Show the effects of all single mutations.

    Notes
    -----
    With ``background="wild_type"``, the contributions are those of the mutations and of their
    double, triple, ... differences on the wild type: for k mutations, 2**k - 1 contributions,
    from the values of 2**k genotypes. With ``background="average"``, they are the differences of
    the components of the spectrum between the two genotypes: ``f_S(x) - f_S(wild type)``, for each
    interaction S with a mutated site. Both add up to the same difference.

    Examples
    --------
    >>> from sk_epinet import EpistasisSpectrum
    >>> from sk_epinet.plotting import WaterfallDisplay
    >>> spectrum = EpistasisSpectrum.from_landscape(
    ...     [0.0, 1.0, 2.0, 6.0], "enumeration", alleles=["AV", "KR"],
    ...     site_names=["pos12", "pos45"],
    ... )
    >>> display = WaterfallDisplay.from_spectrum(spectrum, "VR").plot()
    >>> display.names
    ['A12V', 'K45R', 'A12V:K45R']
    >>> display.contributions
    array([2., 1., 3.])
    """

    def __init__(
        self,
        contributions: FloatArray,
        names: Sequence[str],
        start: float,
        value_name: str = "value",
    ) -> None:
        check_name("value_name", value_name)
        check_number("start", start, low=-np.inf)
        self.contributions = as_column("contributions", contributions)
        self.names = as_names("names", names, len(self.contributions), "number in contributions")
        self.start, self.value_name = start, value_name

    @classmethod
    def from_spectrum(
        cls,
        spectrum: WalshSpectrum | EpistasisSpectrum,
        genotype: Sequence[Any] | Mapping[str, Any],
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        background: Literal["wild_type", "average"] = "wild_type",
        n_contributions: int = 12,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a spectrum, whose interactions add up to the difference.

        Parameters
        ----------
        spectrum : WalshSpectrum or EpistasisSpectrum
            A spectrum from any source.
        genotype : sequence of alleles, str, or dict of site name to allele
            The genotype. Sites that a dict leaves out are as in the wild type.
        wild_type : sequence of alleles, str, or dict of site name to allele, default=None
            The genotype to begin with. None means the wild type of an
            :class:`EpistasisSpectrum`, and the low level of each site of a
            :class:`WalshSpectrum`.
        background : {"wild_type", "average"}, default="wild_type"
            Whether the contributions are effects of mutations on the wild type, or differences
            of the components of the spectrum, which are averages over all backgrounds (see
            Notes).
        n_contributions : int, default=12
            Number of contributions to show, at least 1. All others, which are smaller, are added
            up in one more bar.
        value_name : str, default="value"
            Name of the value, for the label of its axis.

        Returns
        -------
        display : WaterfallDisplay

        Raises
        ------
        ValueError
            If a genotype is not one of these alleles, both are the same, or they differ at more
            than 16 sites with ``background="wild_type"``.
        """
        check_number("n_contributions", n_contributions, low=1, integer=True)
        check_option("background", background, ("wild_type", "average"))
        check_object("spectrum", spectrum, (WalshSpectrum, EpistasisSpectrum))
        function, sites = coded_function(spectrum, wild_type)
        ends = _read_ends(genotype, sites)
        if background == "wild_type":
            parts = _on_wild_type(function, ends, sites)
        else:
            parts = _of_components(spectrum, ends)
        start = float(function(ends[:1])[0])
        shown, names = _largest(parts, n_contributions)
        return cls(shown, names, start, value_name)

    @classmethod
    def from_estimator(
        cls,
        estimator: Regressor,
        genotype: Sequence[Any] | Mapping[str, Any],
        *,
        wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
        background: Literal["wild_type", "average"] = "wild_type",
        n_contributions: int = 12,
        X: ArrayLike | None = None,
        value_name: str = "value",
    ) -> Self:
        """Make the display from a fitted regressor, which predicts both genotypes.

        Parameters
        ----------
        estimator : fitted regressor
            As in :meth:`EpistasisSpectrum.from_estimator`; of any number of sites with
            ``background="wild_type"``.
        genotype : sequence of alleles, str, or dict of site name to allele
            As in :meth:`from_spectrum`.
        wild_type : sequence of alleles, str, or dict of site name to allele, default=None
            As in :meth:`from_spectrum`. None means the low level of each site, if none has more
            than two alleles.
        background : {"wild_type", "average"}, default="wild_type"
            As in :meth:`from_spectrum`.
        n_contributions : int, default=12
            As in :meth:`from_spectrum`.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressor was trained on, where it does not know the alleles
            of its sites.
        value_name : str, default="value"
            Name of the value, for the label of its axis.

        Returns
        -------
        display : WaterfallDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_spectrum`, or if the wild type or the alleles are not known.
        """
        check_number("n_contributions", n_contributions, low=1, integer=True)
        check_option("background", background, ("wild_type", "average"))
        function, sites = coded_function(estimator, wild_type, X)
        if background == "average":
            return cls.from_spectrum(
                spectrum_of(estimator, X),
                genotype,
                wild_type=sites.wild_type,
                background=background,
                n_contributions=n_contributions,
                value_name=value_name,
            )
        ends = _read_ends(genotype, sites)
        parts = _on_wild_type(function, ends, sites)
        start = float(function(ends[:1])[0])
        shown, names = _largest(parts, n_contributions)
        return cls(shown, names, start, value_name)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        bar_kwargs: dict[str, Any] | None = None,
        line_kwargs: dict[str, Any] | None = None,
        text_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        bar_kwargs : dict, default=None
            Keyword arguments for the bars (``Axes.barh``).
        line_kwargs : dict, default=None
            Keyword arguments for the lines from bar to bar (``Axes.plot``).
        text_kwargs : dict, default=None
            Keyword arguments for the numbers beside the bars (``Axes.text``).

        Returns
        -------
        display : WaterfallDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, bar=bar_kwargs, line=line_kwargs, text=text_kwargs)

    def _figure_size(self):
        return 5.6, 1.3 + _ROW * (len(self.contributions) + 2)

    def _draw(self, bar, line, text):
        ax, n = self.ax_, len(self.contributions)
        ends = self.start + np.concatenate([[0.0], np.cumsum(self.contributions)])
        self._draw_bars(ends, bar)
        style = {"color": GREY, "lw": 0.8, "gid": "step"}
        for row, end in enumerate(ends):
            ax.plot([end, end], [row - 0.3, row + 1.3], **styled("line", style, line))
        for row, end in ((0, ends[0]), (n + 1, ends[-1])):
            ax.plot(end, row, "D", color="black", ms=5, gid="genotype")
        self._write_numbers(ends, text)
        rows = ["wild type", *map(_in_lines, self.names), "this genotype"]
        ax.set_yticks(range(n + 2), rows, fontsize="small", linespacing=0.9, **LITERAL)
        ax.set_ylim(n + 1.7, -0.7)
        # Room for the numbers beside the bars.
        room = 0.25 * (np.ptp(ends) or 1.0)
        ax.set_xlim(ends.min() - room, ends.max() + room)
        ax.set_xlabel(drawable(self.value_name), **LITERAL)
        clean(ax, grid="x")
        ax.tick_params(left=False)
        ax.spines["left"].set_visible(False)

    def _draw_bars(self, ends, bar):
        for row, (begin, size) in enumerate(zip(ends, self.contributions, strict=False), start=1):
            colour = POSITIVE if size > 0 else NEGATIVE
            style = {"color": colour, "height": 0.6, "gid": "contribution"}
            # The sign shows without colours, too.
            style |= {} if size > 0 else {"hatch": "////", "edgecolor": "white", "linewidth": 0}
            self.ax_.barh(row, size, left=begin, **styled("patch", style, bar))

    def _write_numbers(self, ends, text):
        style = {"fontsize": "small", "va": "center"}
        for row, size in enumerate(self.contributions, start=1):
            right = size > 0
            written = f"{size:+.3g}".replace("-", "\N{MINUS SIGN}")
            offset, align = ((3, 0), "left") if right else ((-3, 0), "right")
            own = styled("text", style | {"ha": align}, text)
            self.ax_.annotate(written, (ends[row], row), offset, textcoords="offset points", **own)
        for row, end in ((0, ends[0]), (len(ends), ends[-1])):
            own = styled("text", style | {"ha": "left"}, text)
            offset = {"xytext": (6, 0), "textcoords": "offset points"}
            written = f"{end:.3g}".replace("-", "\N{MINUS SIGN}")
            self.ax_.annotate(written, (end, row), **offset, **own)


def _in_lines(name):
    """Return a name in at most two lines, the first of which ends with one of its sites."""
    name = drawable(name, 10 * _LINE)
    if len(name) <= _LINE:
        return name
    cut = max(name.rfind(mark, 0, _LINE) for mark in ": ") + 1
    cut = cut or _LINE
    rest = name[cut:]
    return name[:cut] + "\n" + (rest if len(rest) <= _LINE else rest[: _LINE - 1] + "…")


def _read_ends(genotype, sites):
    """Return the wild type and a genotype as two rows of numbers of alleles."""
    codes = sites.codes_of_one("genotype", genotype)
    ends = np.array([sites.wild_codes, codes], dtype=np.intp)
    if (ends[0] == ends[1]).all():
        raise ValueError("genotype= is the wild type, so that there is no difference to divide.")
    return ends


def _on_wild_type(function, ends, sites):
    """Return the effects of the mutations and of their interactions, and their names."""
    mutated = np.flatnonzero(ends[0] != ends[1])
    k = len(mutated)
    if k > _MOST_MUTATIONS:
        raise ValueError(
            f"genotype= has {k} mutations, and the {2**k:,} genotypes between it and the wild "
            f"type are too many (at most {_MOST_MUTATIONS} mutations): pass "
            "background='average', or a nearer wild_type=."
        )
    has = (np.arange(2**k)[:, None] >> np.arange(k) & 1).astype(bool)
    codes = np.tile(ends[0], (2**k, 1))
    codes[:, mutated] = np.where(has, ends[1, mutated], ends[0, mutated])
    effects = np.asarray(function(codes), dtype=float).reshape((2,) * k)
    for axis in range(k):
        low, high = np.take(effects, [0], axis), np.take(effects, [1], axis)
        effects = np.concatenate([low, high - low], axis)
    own_names = [mutation_name(sites, site, ends[1, site]) for site in mutated]
    names = [":".join(np.array(own_names)[own]) for own in has[1:]]
    return effects.ravel()[1:], names, has[1:].sum(axis=1)


def _of_components(spectrum, ends):
    """Return the differences of the components of a spectrum, and the names of their sites."""
    changed = spectrum._membership[:, ends[0] != ends[1]].any(axis=1)
    own = spectrum._take(np.flatnonzero(changed))
    if isinstance(spectrum, WalshSpectrum):
        spins = 1.0 - 2.0 * ends[:, None, :]
        before, after = np.where(own._membership, spins, 1.0).prod(axis=2)
        sizes = own.coefficients * (after - before)
    else:
        tables = zip(own.interactions, own.tables, strict=True)
        sizes = [_difference(table, ends[:, list(sites)]) for sites, table in tables]
    return np.asarray(sizes, dtype=float), own.names, own.orders


def _difference(table, ends):
    return table[tuple(ends[1])] - table[tuple(ends[0])]


def _largest(parts, n):
    """Return the largest contributions by order, and the sum of all others as one more.

    Parameters
    ----------
    parts : (contributions, names, orders)
    n : int
    """
    contributions, names, orders = parts
    sizes = np.abs(contributions)
    ranked = np.argsort(-sizes, kind="stable")
    ranked = ranked[sizes[ranked] > _ROUNDING * sizes.max()]
    n = len(ranked) if len(ranked) == n + 1 else n  # one other is shown as itself
    shown, others = ranked[:n], ranked[n:]
    shown = shown[np.lexsort((-sizes[shown], orders[shown]))]
    kept, written = contributions[shown], [names[row] for row in shown]
    if len(others):
        kept = np.append(kept, contributions[others].sum())
        written.append(f"{len(others):,} others")
    return kept, written
