"""Walsh coefficients with their errors, and which of them differ from zero."""

from ._aliases import find_aliases
from ._design_warnings import warn_of_design
from ._one_step import as_spectrum, count_frequencies, estimate_one_step
from ._prepared_estimator import prepare_estimator
from ._requested import RequestedInteractions
from ._resamples import fit_resamples


def bootstrap_levels(
    estimator, X, y, counts, training_set, weight, max_order, n_jobs, rng, rates, progress
):
    """Return the cross-fitted coefficients of a regressor, with intervals and a selection.

    Parameters
    ----------
    estimator : regressor, pipeline or search
    X : array-like or DataFrame of shape (n_samples, n_sites)
    y : ndarray of shape (n_samples,)
    counts : int array of shape (n_samples, n_resamples)
        How often each row is in each resample.
    training_set : TrainingSet
        The genotypes of X as levels 0 and 1, and the levels and names of the sites.
    weight : ndarray of shape (n_samples,), or None
        Weights of the rows in the fits.
    max_order : int or None
    n_jobs : int or None
    rng : RandomState
    rates : pair of float
        The confidence level and the false discovery rate.
    progress : Progress
        Follows the fits.

    Returns
    -------
    spectrum : WalshSpectrum
    """
    genotypes, levels, names = training_set
    n, n_resamples = counts.shape
    requested = RequestedInteractions(len(names), max_order, n_resamples)
    prepared = prepare_estimator(estimator, X, len(names), rng)
    aliases = find_aliases(genotypes, requested.membership)
    warn_of_design(genotypes, aliases, requested, names)
    models = fit_resamples(
        prepared, X, y, counts, requested.pick, levels, n_jobs, rng, weight, progress
    )
    return as_spectrum(
        estimate_one_step(y, genotypes, counts == 0, *models, requested, aliases),
        n - 1,
        requested,
        aliases,
        rates,
        site_names=names,
        levels=levels,
        frequencies=count_frequencies(y, counts == 0, *models),
    )
