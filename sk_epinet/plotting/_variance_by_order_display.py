"""How much of the variance is of which order, for several models side by side."""

import numpy as np

from ..spectrum import WalshSpectrum
from ._display import Display
from ._style import COLOURS, clean

_HATCHES = ("", "///", "...", "xx", "\\\\\\", "oo")


class VarianceByOrderDisplay(Display):
    """Share of the variance over all genotypes that is of each order, model by model.

    Parameters
    ----------
    shares : dict of str to ndarray of shape (n_orders,)
        Shares of orders 1, 2, ..., by the name of the model.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure

    Examples
    --------
    >>> from sk_epinet import WalshSpectrum
    >>> from sk_epinet.plotting import VarianceByOrderDisplay
    >>> spectrum = WalshSpectrum([2.0, -1.0], [(0,), (0, 1)], 2)
    >>> display = VarianceByOrderDisplay.from_spectrum({"mine": spectrum}).plot()
    >>> [round(float(bar.get_height()), 6) for bar in display.ax_.patches]
    [0.8, 0.2]
    """

    def __init__(self, shares):
        self.shares = shares

    @classmethod
    def from_spectrum(cls, spectra, max_order=None):
        """Take the shares from spectra.

        Parameters
        ----------
        spectra : WalshSpectrum or dict of str to WalshSpectrum
            By the name of the model.
        max_order : int, default=None
            Largest order shown; None is the largest with a hundredth in any of them.

        Returns
        -------
        display : VarianceByOrderDisplay

        Raises
        ------
        ValueError
            If a spectrum is zero everywhere.
        """
        spectra = spectra if isinstance(spectra, dict) else {"": spectra}
        shares = {}
        for name, spectrum in spectra.items():
            energy = spectrum.energy_by_order()[1:]
            if not energy.any():
                raise ValueError(f"The spectrum {name!r} is zero but for its constant.")
            shares[name] = energy / energy.sum()
        if max_order is None:
            max_order = max(1 + int(np.flatnonzero(s >= 0.01)[-1]) for s in shares.values())
        return cls({name: _cut(share, max_order) for name, share in shares.items()})

    @classmethod
    def from_estimator(cls, estimators, max_order=None):
        """Take the shares from fitted regressors.

        Parameters
        ----------
        estimators : fitted regressor, or dict of str to fitted regressor
            As in :meth:`WalshSpectrum.from_estimator`.
        max_order : int, default=None
            As in :meth:`from_spectrum`.

        Returns
        -------
        display : VarianceByOrderDisplay
        """
        if not isinstance(estimators, dict):
            estimators = {type(estimators).__name__: estimators}
        spectra = {name: WalshSpectrum.from_estimator(e) for name, e in estimators.items()}
        return cls.from_spectrum(spectra, max_order)

    def _size(self):
        return 2 + 1.0 * max(map(len, self.shares.values())), 3.6

    def _draw(self):
        n_orders = max(len(share) for share in self.shares.values())
        width = 0.8 / len(self.shares)
        for i, (name, share) in enumerate(self.shares.items()):
            place = 1 + np.arange(len(share)) + width * (i - (len(self.shares) - 1) / 2)
            style = {"color": COLOURS[i % len(COLOURS)], "hatch": _HATCHES[i % len(_HATCHES)]}
            self.ax_.bar(place, share, 0.9 * width, label=name, edgecolor="white", lw=0, **style)
        self.ax_.set_xticks(range(1, n_orders + 1))
        self.ax_.set_xlabel("order: number of sites that interact")
        self.ax_.set_ylabel("share of the variance")
        self.ax_.set_ylim(0, 1)
        clean(self.ax_)
        if list(self.shares) != [""]:
            self.ax_.legend(frameon=False)


def _cut(share, max_order):
    """Shares of orders 1 to `max_order`, with zeros where there are fewer sites."""
    return np.pad(share, (0, max(0, max_order - len(share))))[:max_order]
