"""Draw the share of the variance that each order of interactions has, for several models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import (
    FloatArray,
    Regressor,
    check_bool,
    check_dict,
    check_number,
    check_object,
    read_numbers,
)
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._style import COLOURS, add_legend_above, clean, styled
from ._values import as_column, as_measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HATCHES = ("", "///", "...", "xx", "\\\\\\", "oo")
_SHOWN = 0.01  # of the variance: orders above the last one with this share are left out


class VarianceByOrderDisplay(Display):
    """Show which share of the variance each order of interactions has.

    Without measured values, it is the variance of the predictions of each model over all
    genotypes: the shares of a model add up to one, however well it predicts. With measured
    values, it is their variance: the shares of a model add up to its own variance divided by
    that of the measured values, and a line shows the largest share that measurement errors leave
    to explain.

    Parameters
    ----------
    shares : dict of str to ndarray of shape (n_orders,)
        Shares of orders 1, 2, ..., by the name of the model.
    of_measured : bool, default=False
        Whether they are shares of the variance of measured values.
    ceiling : float, default=None
        Share of the variance of measured values that is not error. None draws no ceiling.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Notes
    -----
    If standard errors of coefficients are known, the part that noise adds to their squares is
    subtracted. The share of an order may then be 0, and if the noise is large, the other shares
    add up to too much. The variance of a model is that over all genotypes, and the variance of
    measured values is that over the measured genotypes: compare them only if the measured ones
    are like a random sample of all. The ceiling is one minus the mean squared standard error
    divided by the variance of the measured values.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import VarianceByOrderDisplay
    >>> spectrum = WalshSpectrum([2.0, -1.0], [(0,), (0, 1)], 2)
    >>> display = VarianceByOrderDisplay.from_spectrum({"mine": spectrum}).plot()
    >>> [round(float(bar.get_height()), 6) for bar in display.ax_.patches]
    [0.8, 0.2]
    """

    def __init__(
        self,
        shares: Mapping[str, FloatArray],
        of_measured: bool = False,
        ceiling: float | None = None,
    ) -> None:
        check_dict("shares", shares, "models with their share of each order")
        check_bool("of_measured", of_measured)
        if ceiling is not None:
            check_number("ceiling", ceiling, low=0)
        if not shares:
            raise ValueError("shares is empty: there is nothing to draw.")
        self.shares = {name: as_column(f"shares of {name!r}", own) for name, own in shares.items()}
        self.of_measured, self.ceiling = of_measured, ceiling

    @classmethod
    def from_spectrum(
        cls,
        spectra: WalshSpectrum | EpistasisSpectrum | dict[str, WalshSpectrum | EpistasisSpectrum],
        max_order: int | None = None,
        *,
        y: ArrayLike | None = None,
        standard_errors: ArrayLike | None = None,
    ) -> Self:
        """Make the display from spectra.

        Parameters
        ----------
        spectra : WalshSpectrum, EpistasisSpectrum or dict of str to these
            One spectrum, or several by the name of the model.
        max_order : int, default=None
            Largest order to show, at least 1. None shows all orders up to the last one that
            has a hundredth of the variance in any spectrum.
        y : array-like of shape (n_samples,), default=None
            Measured values, whose variance is divided. None divides the variance of each model.
        standard_errors : float or array-like of shape (n_samples,), default=None
            Standard errors of the measured values, for the ceiling. They need `y`.

        Returns
        -------
        display : VarianceByOrderDisplay

        Raises
        ------
        ValueError
            If `max_order` is not an integer of at least 1, a spectrum has no coefficient but its
            constant, the measured values do not vary, or standard errors are given without them.
        """
        _check_max_order(max_order)
        variance, ceiling = _read_measured(y, standard_errors)
        spectra = spectra if isinstance(spectra, dict) else {"": spectra}
        _require_any("spectra", spectra)
        shares = {name: _shares(name, own, variance) for name, own in spectra.items()}
        if max_order is None:
            max_order = max(_last_order(share) for share in shares.values())
        cut = {name: _cut(share, max_order) for name, share in shares.items()}
        return cls(cut, variance is not None, ceiling)

    @classmethod
    def from_estimator(
        cls,
        estimators: Regressor | dict[str, Any],
        max_order: int | None = None,
        *,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
        y: ArrayLike | None = None,
        standard_errors: ArrayLike | None = None,
    ) -> Self:
        """Make the display from fitted regressors.

        Parameters
        ----------
        estimators : fitted regressor, or dict of str to fitted regressor
            Regressors as in :meth:`WalshSpectrum.from_estimator`, by name.
        max_order : int, default=None
            As in :meth:`from_spectrum`.
        X : array-like of shape (n_samples, n_sites), default=None
            The genotypes that the regressors were trained on, where they do not know the levels
            of their sites; as in :meth:`WalshSpectrum.from_estimator`.
        levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
            Low and high level of each site, as in :meth:`WalshSpectrum.from_estimator`.
        y : array-like of shape (n_samples,), default=None
            Measured values, whose variance is divided. None divides the variance of each model.
        standard_errors : float or array-like of shape (n_samples,), default=None
            Standard errors of the measured values, for the ceiling. They need `y`.

        Returns
        -------
        display : VarianceByOrderDisplay

        Raises
        ------
        ValueError
            As in :meth:`from_spectrum`, or if the spectrum of a regressor cannot be computed.
        """
        _check_max_order(max_order)
        if not isinstance(estimators, dict):
            estimators = {type(estimators).__name__: estimators}
        _require_any("estimators", estimators)
        spectra = {
            name: spectrum_of(estimator, X, levels) for name, estimator in estimators.items()
        }
        return cls.from_spectrum(spectra, max_order, y=y, standard_errors=standard_errors)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        bar_kwargs: dict[str, Any] | None = None,
        line_kwargs: dict[str, Any] | None = None,
    ) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Axes to draw on. By default a new figure is made.
        bar_kwargs : dict, default=None
            Keyword arguments for the bars (``Axes.bar``).
        line_kwargs : dict, default=None
            Keyword arguments for the line of the ceiling (``Axes.axhline``).

        Returns
        -------
        display : VarianceByOrderDisplay
            The object itself, with the attributes `ax_` and `figure_`.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax, bar=bar_kwargs, line=line_kwargs)

    def _figure_size(self):
        return float(np.clip(2.4 + 0.7 * max(map(len, self.shares.values())), 4.2, 8)), 3.6

    def _draw(self, bar, line):
        ax = self.ax_
        n_orders = max(len(share) for share in self.shares.values())
        width = 0.8 / len(self.shares)
        handles = []
        for i, share in enumerate(self.shares.values()):
            place = 1 + np.arange(len(share)) + width * (i - (len(self.shares) - 1) / 2)
            style = {"color": COLOURS[i % len(COLOURS)], "hatch": _HATCHES[i % len(_HATCHES)]}
            style |= {"width": 0.9 * width, "edgecolor": "white", "linewidth": 0}
            handles.append(ax.bar(place, share, **styled("patch", style, bar)))
        ax.set_xticks(range(1, n_orders + 1))
        ax.set_xlabel("order: number of sites that interact")
        whose = "measured" if self.of_measured else "model's"
        ax.set_ylabel(f"share of the {whose} variance")
        ax.set_ylim(0, max(1.0, 1.05 * max(share.max() for share in self.shares.values())))
        clean(ax)
        names = [self._name(name) for name in self.shares]
        if self.ceiling is not None:
            style = {"color": "black", "ls": "--", "lw": 1.2, "gid": "ceiling"}
            handles.append(ax.axhline(self.ceiling, **styled("line", style, line)))
            names.append(f"ceiling of the errors: {self.ceiling:.0%}")
        if any(names):
            add_legend_above(ax, handles, names)

    def _name(self, name):
        """Return the name of a model, with the share that all orders have together."""
        if not self.of_measured:
            return name
        total = f"{self.shares[name].sum():.0%} in all orders"
        return f"{name}: {total}" if name else total


def _check_max_order(max_order):
    if max_order is not None:
        check_number("max_order", max_order, low=1, integer=True)


def _require_any(name, values):
    if not values:
        raise ValueError(f"{name} is empty: there is nothing to draw.")


def _read_measured(y, standard_errors):
    """Return the variance of measured values, and the share of it that is not error."""
    if y is None:
        if standard_errors is not None:
            raise ValueError("standard_errors= are those of measured values: pass these as y=.")
        return None, None
    y = as_measured(y)
    variance = float(y.var())
    if not variance > 0:
        raise ValueError("y= is constant, so that there is no variance to divide.")
    if standard_errors is None:
        return variance, None
    errors = read_numbers("standard_errors=", standard_errors)
    if errors.shape not in ((), y.shape) or not (np.isfinite(errors) & (errors >= 0)).all():
        raise ValueError(
            "standard_errors= must be one number of at least 0, or one for each of the "
            f"{len(y)} measured values in y=."
        )
    return variance, max(0.0, 1 - float(np.mean(errors**2)) / variance)


def _shares(name, spectrum, variance):
    """Return the shares of orders 1, 2, ... of a variance, by default that of the spectrum."""
    check_object("each of spectra", spectrum, (WalshSpectrum, EpistasisSpectrum))
    energy = _energy_by_order(spectrum)[1:]
    if not energy.any():
        raise ValueError(
            f"The spectrum{f' {name!r}' * bool(name)} has no coefficient but its constant, so "
            "there is no variance to divide among the orders."
        )
    return energy / (energy.sum() if variance is None else variance)


def _energy_by_order(spectrum):
    """Return the variance of each order, without what noise adds to it."""
    errors = spectrum.standard_errors
    if errors is None or isinstance(spectrum, EpistasisSpectrum):
        return spectrum.energy_by_order()
    known = np.isfinite(errors)
    squares = spectrum.coefficients[known] ** 2 - errors[known] ** 2
    energy = np.bincount(spectrum.orders[known], squares, minlength=spectrum.n_sites + 1)
    return np.maximum(energy, 0)


def _last_order(share):
    """Return the last order that has a share which shows."""
    shown = np.flatnonzero(share >= _SHOWN)
    return 1 + int(shown[-1] if len(shown) else np.argmax(share))


def _cut(share, max_order):
    """Return the shares of orders 1 to `max_order`, with zeros where there are fewer sites."""
    return np.pad(share, (0, max(0, max_order - len(share))))[:max_order]
