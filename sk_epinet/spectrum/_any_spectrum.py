"""The spectrum of a fitted regressor, of the class that its sites ask for."""

from ._epistasis_spectrum import EpistasisSpectrum
from ._from_model import fitted
from ._model_levels import alleles_of
from ._walsh_spectrum import WalshSpectrum


def spectrum_of(estimator, X=None, levels=None):
    """Return a Walsh spectrum, or an EpistasisSpectrum where a site has more than two alleles.

    Parameters
    ----------
    estimator : fitted regressor
    X, levels : default=None
        As in :meth:`WalshSpectrum.from_estimator`.
    """
    if levels is None and _has_many_alleles(fitted(estimator), X):
        return EpistasisSpectrum.from_estimator(estimator, X=X)
    return WalshSpectrum.from_estimator(estimator, X=X, levels=levels)


def _has_many_alleles(model, X):
    try:
        return any(len(own) > 2 for own in alleles_of(model, X))
    except ValueError:  # The error of two levels says what is missing.
        return False
