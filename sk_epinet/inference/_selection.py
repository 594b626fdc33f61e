"""Select the coefficients that differ from zero, at a stated rate of false discoveries."""

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

# Errors of rounding relative to the largest coefficient. Where a linear model of 92 interactions
# explained 200 rows exactly, those of ten landscapes were up to 5e-16.
_ROUNDING = 1e-14


def select(estimates, errors, degrees_of_freedom, tested, false_discovery_rate):
    """Select interactions by the procedure of Benjamini and Hochberg.

    Parameters
    ----------
    estimates, errors : ndarray of shape (n_interactions,)
        Estimated coefficients and their standard errors.
    degrees_of_freedom : int
        Degrees of freedom of the standard errors.
    tested : bool array of shape (n_interactions,)
        The interactions that may be selected.
    false_discovery_rate : float
        Largest expected share of zero coefficients among the selected ones.

    Returns
    -------
    selected : bool array of shape (n_interactions,)

    References
    ----------
    .. [1] Benjamini, Hochberg (1995). Controlling the false discovery rate: a practical and
       powerful approach to multiple testing. J. R. Stat. Soc. B 57:289-300.
    """
    p_values = _p_values(estimates, errors, degrees_of_freedom)[tested]
    selected = np.zeros(len(estimates), dtype=bool)
    selected[tested] = false_discovery_control(p_values) <= false_discovery_rate
    return selected


def _p_values(estimates, errors, degrees_of_freedom):
    """Return the probabilities of estimates at least as large if all coefficients were zero."""
    # Where a model explains y exactly, the errors are those of rounding, and may be zero.
    rounding = _ROUNDING * np.abs(estimates).max(initial=0.0)
    errors = np.maximum(errors, max(rounding, np.finfo(np.float64).tiny))
    return 2 * student.sf(np.abs(estimates) / errors, degrees_of_freedom)
