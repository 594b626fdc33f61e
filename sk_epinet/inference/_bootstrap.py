"""How sure a spectrum is: intervals and selection frequencies from resamples."""

import numpy as np
from scipy.stats import t as student

from .._utils import (
    check_number,
    check_target,
    fresh_random_state,
    quote_names,
    require_memory,
    site_names,
    warn_user,
)
from ..genotypes import known_spins
from ..spectrum import WalshSpectrum
from ..walsh import (
    MAX_SITES,
    Design,
    WalshFeatures,
    count_interactions,
    enumerate_genotypes,
    list_interactions,
    positions,
    walsh_transform,
)
from ._resamples import fit_resamples

_UNBALANCED = 0.3  # mean absolute value, over the sites, of the mean spin


def bootstrap_spectrum(
    estimator,
    X,
    y,
    n_resamples=50,
    *,
    confidence_level=0.9,
    max_order=None,
    n_jobs=None,
    random_state=None,
):
    """Walsh coefficients of a landscape with confidence intervals and selection frequencies.

    The estimator is fitted to bootstrap resamples. A penalised model shrinks its
    coefficients, so that their spread over resamples is no measure of their error. Here each
    row is predicted by the models that have not seen it, and what these leave of y is added
    to the coefficients: cross-fitted one-step estimates, unbiased for every interaction
    whatever the model, where the genotypes are a uniformly random sample of all. The better
    the model predicts, the narrower are the intervals.

    Parameters
    ----------
    estimator : regressor
        An Epistatic Net, whose resamples are trained side by side; a pipeline of
        :class:`WalshFeatures` and a linear model; or any other regressor for up to 24 sites.
        :class:`EpistaticNetRegressorCV` chooses its candidates once, on all rows; each resample
        then trains `n_members` networks of candidates drawn with their shares as
        probabilities.
    X : array-like of shape (n_samples, n_sites)
        Genotypes of two-level sites.
    y : array-like of shape (n_samples,)
        Measured values.
    n_resamples : int, default=50
        Bootstrap resamples, at least 10: as many rows as there are, drawn with replacement.
    confidence_level : float, default=0.9
        Of the intervals, each for itself: of 4,095 intervals 410 are expected to miss.
    max_order : int, default=None
        Largest interaction that is asked for; None is all, for up to 24 sites.
    n_jobs : int, default=None
        Processes.
    random_state : int, RandomState instance or None, default=None
        Determines the resamples and what is trained.

    Returns
    -------
    spectrum : WalshSpectrum
        With `standard_errors`, `intervals`, and `frequencies`: the share of resamples in
        which the model's own coefficient, shrunk as it is, is larger than s / sqrt(n), s being
        the root mean squared error on the rows outside of the resample [2]_.

    Raises
    ------
    ValueError
        For a bad parameter, a site that does not have two levels, or too many sites.

    Warns
    -----
    UserWarning
        Where the levels of the sites are far from equally common: the intervals are then not
        valid.

    See Also
    --------
    EpistaticNetRegressorCV : ``spectrum_`` is the better guess of all coefficients together.

    Notes
    -----
    With f_i the mean prediction of row i by the models that have not seen it, and c_S(f_i)
    their mean coefficient, the estimate is the mean over i of c_S(f_i) + chi_S(x_i) (y_i - f_i),
    the efficient one-step estimator with cross-fitting [1]_; its standard error is that of
    a mean, and the interval is Student's. It takes the rest of y for noise; where a good
    part of all genotypes is measured, and with little noise, intervals are too wide.

    Costs `n_resamples` fits, and O(d 2**d) or O(n m) for each.

    References
    ----------
    .. [1] Chernozhukov et al. (2018). Double/debiased machine learning for treatment and
       structural parameters. Econometrics Journal 21:C1-C68.
    .. [2] Meinshausen, Buehlmann (2010). Stability selection. J. R. Stat. Soc. B 72:417-473.

    Examples
    --------
    >>> from sklearn.linear_model import LassoCV
    >>> from sklearn.pipeline import make_pipeline
    >>> from sk_epinet import WalshFeatures, bootstrap_spectrum
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, truth = make_walsh_landscape(7, 3, 2, noise=0.3, random_state=0)
    >>> lasso = make_pipeline(WalshFeatures(max_order=2), LassoCV())
    >>> found = bootstrap_spectrum(lasso, X, y, n_resamples=20, random_state=0)
    >>> set(found.top(3).interactions) == set(truth.interactions)
    True
    >>> found.top(3).frequencies
    array([1., 1., 1.])
    """
    check_number("n_resamples", n_resamples, low=10, integer=True)
    check_number("confidence_level", confidence_level, low=0, high=1, low_open=True)
    if max_order is not None:
        check_number("max_order", max_order, low=1, integer=True)
    features = WalshFeatures(max_order=1).fit(X)
    y = check_target(features, y, X)
    genotypes = _as_genotypes(features, X)
    wanted = _Wanted(genotypes.shape[1], max_order, n_resamples)
    rng = fresh_random_state(random_state)
    n = len(y)
    counts = rng.multinomial(n, np.full(n, 1 / n), n_resamples).T
    predicted, coefficients = fit_resamples(estimator, X, y, counts, wanted.pick, n_jobs, rng)
    estimates, errors = _one_step(y, genotypes, counts == 0, predicted, coefficients, wanted)
    half = student.ppf((1 + confidence_level) / 2, n - 1) * errors
    return WalshSpectrum(
        estimates,
        wanted.membership,
        wanted.n_sites,
        site_names=site_names(features),
        levels=features.levels_,
        standard_errors=errors,
        intervals=np.column_stack([estimates - half, estimates + half]),
        frequencies=_frequencies(y, counts == 0, predicted, coefficients),
    )


def _as_genotypes(features, X):
    """Levels of 0 and 1; an error, or a warning, where intervals would not be valid."""
    spins = known_spins(features, np.asarray(X, dtype=np.float64))
    between = ~np.isin(spins, (-1, 1)).all(axis=0)
    if between.any():
        names = [name for name, bad in zip(site_names(features), between, strict=True) if bad]
        raise ValueError(
            f"bootstrap_spectrum needs sites of two levels, but {quote_names(names)} "
            f"ha{'ve' if len(names) > 1 else 's'} more. Keep two of them, or code each level as "
            "a site of its own."
        )
    if np.abs(spins.mean(axis=0)).mean() > _UNBALANCED:
        warn_user(
            "The levels of the sites are far from equally common (mean spins of "
            f"{np.abs(spins.mean(axis=0)).mean():.2f} on average): estimates and intervals of "
            "bootstrap_spectrum hold for a uniformly random sample of all genotypes. Use "
            "nothing but its frequencies here."
        )
    return (spins < 0).astype(np.int8)


class _Wanted:
    """The interactions that are asked for, and how they are found in a spectrum."""

    def __init__(self, n_sites, max_order, n_resamples):
        self.n_sites, self.max_order = n_sites, max_order
        if max_order is None and n_sites > MAX_SITES:
            raise ValueError(
                f"All interactions of {n_sites} sites are too many: give max_order, such as 2."
            )
        m = 2**n_sites if max_order is None else count_interactions(n_sites, max_order, True)
        require_memory(
            m * (16 * n_resamples + 2 * n_sites + 64),
            f"{n_resamples} spectra of {m:,} interactions",
            "Give a smaller max_order.",
        )
        if max_order is None:
            self.membership = enumerate_genotypes(n_sites).astype(bool)
        else:
            interactions = list_interactions(n_sites, max_order, include_constant=True)
            self.index = {sites: i for i, sites in enumerate(interactions)}
            self.membership = np.zeros((m, n_sites), dtype=bool)
            for row, sites in enumerate(interactions):
                self.membership[row, list(sites)] = True

    def pick(self, spectrum):
        """Coefficients of a WalshSpectrum, or of an array of all of them."""
        dense = isinstance(spectrum, np.ndarray)
        if self.max_order is None:
            return spectrum if dense else spectrum.to_dense()
        if dense:
            return spectrum[positions(self.membership)]
        coefficients = np.zeros(len(self.membership))
        for sites, coefficient in zip(spectrum.interactions, spectrum.coefficients, strict=True):
            if sites in self.index:
                coefficients[self.index[sites]] = coefficient
        return coefficients

    def means(self, genotypes, values):
        """Means over the rows of their values times chi_S."""
        if self.max_order is None:
            sums = np.bincount(positions(genotypes), values, minlength=2**self.n_sites)
            return walsh_transform(sums) * (len(sums) / len(values))
        design = Design(self.max_order, self.n_sites)
        return design.transposed_times(genotypes, values) / len(values)


def _one_step(y, genotypes, unseen, predicted, coefficients, wanted):
    """Cross-fitted one-step estimates and their standard errors."""
    weights = unseen / np.maximum(unseen.sum(axis=1, keepdims=True), 1)
    used = unseen.any(axis=1)  # the chance that a row is in all of ten resamples is 1 in 98
    n = int(used.sum())
    rest = y[used] - np.einsum("ib,bi->i", weights, predicted)[used]
    corrections = wanted.means(genotypes[used], rest)
    variances = np.maximum(np.mean(rest**2) - corrections**2, 0) / (n - 1)
    return weights[used].mean(axis=0) @ coefficients + corrections, np.sqrt(variances)


def _frequencies(y, unseen, predicted, coefficients):
    """Share of the resamples whose coefficient is larger than the standard error of a mean.

    A coefficient of a penalised model that is smaller than that is as good as none.
    """
    squares = np.where(unseen.T, (y - predicted) ** 2, 0.0)
    noise = np.sqrt(squares.sum(axis=1) / np.maximum(unseen.sum(axis=0), 1))
    limits = noise / np.sqrt(len(y))
    return (np.abs(coefficients) > limits[:, None]).mean(axis=0)
