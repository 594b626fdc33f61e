"""Tell the interactions that were found from those that the data do not support."""


def is_finding(spectrum):
    """Return which interactions of a spectrum may be shown as found.

    Where the spectrum knows what was selected, that decides. Otherwise an interaction whose
    interval or standard error is NaN or infinite is no finding: the genotypes do not determine
    its coefficient. Without any of these, all interactions are shown.

    Parameters
    ----------
    spectrum : InteractionTable or EpistasisSpectrum

    Returns
    -------
    found : bool ndarray of shape (n_interactions,)
    """
    return spectrum._determined if spectrum.selected is None else spectrum.selected
