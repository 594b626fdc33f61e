"""Draw the share of the variance that each order of interactions has, for several models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from .._utils import FloatArray, Regressor, check_number
from ..spectrum import EpistasisSpectrum, WalshSpectrum, spectrum_of
from ._display import Display
from ._style import COLOURS, add_legend, clean

_HATCHES = ("", "///", "...", "xx", "\\\\\\", "oo")
_SHOWN = 0.01  # of the variance: orders above the last one with this share are left out


class VarianceByOrderDisplay(Display):
    """Show which share of the variance over all genotypes each order of interactions has.

    Parameters
    ----------
    shares : dict of str to ndarray of shape (n_orders,)
        Shares of orders 1, 2, ..., by the name of the model.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the picture.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import VarianceByOrderDisplay
    >>> spectrum = WalshSpectrum([2.0, -1.0], [(0,), (0, 1)], 2)
    >>> display = VarianceByOrderDisplay.from_spectrum({"mine": spectrum}).plot()
    >>> [round(float(bar.get_height()), 6) for bar in display.ax_.patches]
    [0.8, 0.2]
    """

    def __init__(self, shares: Mapping[str, FloatArray]) -> None:
        self.shares = shares

    @classmethod
    def from_spectrum(
        cls,
        spectra: WalshSpectrum | EpistasisSpectrum | dict[str, WalshSpectrum | EpistasisSpectrum],
        max_order: int | None = None,
    ) -> Self:
        """Compute the shares from spectra.

        Parameters
        ----------
        spectra : WalshSpectrum, EpistasisSpectrum or dict of str to these
            One spectrum, or several by the name of the model.
        max_order : int, default=None
            Largest order to show, at least 1. None shows all orders up to the last one that
            has a hundredth of the variance in any spectrum.

        Returns
        -------
        display : VarianceByOrderDisplay

        Raises
        ------
        ValueError
            If `max_order` is not an integer of at least 1, or a spectrum has no coefficient
            but its constant.
        """
        _check_max_order(max_order)
        spectra = spectra if isinstance(spectra, dict) else {"": spectra}
        shares = {name: _shares(name, spectrum) for name, spectrum in spectra.items()}
        if max_order is None:
            max_order = max(1 + int(np.flatnonzero(s >= _SHOWN)[-1]) for s in shares.values())
        return cls({name: _cut(share, max_order) for name, share in shares.items()})

    @classmethod
    def from_estimator(
        cls,
        estimators: Regressor | dict[str, Any],
        max_order: int | None = None,
        *,
        X: ArrayLike | None = None,
        levels: ArrayLike | None = None,
    ) -> Self:
        """Compute the shares from fitted regressors.

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
        spectra = {
            name: spectrum_of(estimator, X, levels) for name, estimator in estimators.items()
        }
        return cls.from_spectrum(spectra, max_order)

    def _figure_size(self):
        return 2 + 1.0 * max(map(len, self.shares.values())), 3.6

    def _draw(self):
        n_orders = max(len(share) for share in self.shares.values())
        width = 0.8 / len(self.shares)
        handles = []
        for i, share in enumerate(self.shares.values()):
            place = 1 + np.arange(len(share)) + width * (i - (len(self.shares) - 1) / 2)
            style = {"color": COLOURS[i % len(COLOURS)], "hatch": _HATCHES[i % len(_HATCHES)]}
            bars = self.ax_.bar(place, share, 0.9 * width, edgecolor="white", lw=0, **style)
            handles.append(bars)
        self.ax_.set_xticks(range(1, n_orders + 1))
        self.ax_.set_xlabel("order: number of sites that interact")
        self.ax_.set_ylabel("share of the variance")
        self.ax_.set_ylim(0, 1)
        clean(self.ax_)
        if list(self.shares) != [""]:
            add_legend(self.ax_, handles, self.shares)


def _check_max_order(max_order):
    if max_order is not None:
        check_number("max_order", max_order, low=1, integer=True)


def _shares(name, spectrum):
    """Return the shares of orders 1, 2, ..., which add up to one."""
    energy = spectrum.energy_by_order()[1:]
    if not energy.any():
        raise ValueError(
            f"The spectrum{f' {name!r}' * bool(name)} has no coefficient but its constant, so "
            "there is no variance to divide among the orders."
        )
    return energy / energy.sum()


def _cut(share, max_order):
    """Return the shares of orders 1 to `max_order`, with zeros where there are fewer sites."""
    return np.pad(share, (0, max(0, max_order - len(share))))[:max_order]
