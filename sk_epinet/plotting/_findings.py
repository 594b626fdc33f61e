"""Tell the interactions that were found from those that the data do not support."""

import numpy as np


def is_finding(spectrum):
    """Return which interactions of a spectrum may be shown as found.

    Where the spectrum knows what was selected, that decides. Otherwise an interaction whose
    interval or standard error is NaN or infinite is no finding: the genotypes do not determine
    its coefficient. Without any of these, all interactions are shown.

    Parameters
    ----------
    spectrum : InteractionTable

    Returns
    -------
    found : bool ndarray of shape (n_interactions,)
    """
    if spectrum.selected is not None:
        return spectrum.selected
    found = np.ones(len(spectrum), dtype=bool)
    if spectrum.intervals is not None:
        found &= np.isfinite(spectrum.intervals).all(axis=1)
    if spectrum.standard_errors is not None:
        found &= np.isfinite(spectrum.standard_errors)
    return found
