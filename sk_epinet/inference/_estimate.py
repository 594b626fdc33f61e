"""All Walsh coefficients up to an order, estimated from random genotypes."""

import numpy as np

from .._utils import check_number, check_option, fresh_random_state, require_memory
from ..spectrum import WalshSpectrum, as_function
from ..walsh import Design, count_interactions, list_interactions, regress

_REGRESSED = 1000  # columns of a least-squares fit
_SIGNIFICANT = 4.0  # standard errors: what the first half of the sample says of the other


def estimate_spectrum(
    model,
    max_order=2,
    *,
    n_evaluations=50_000,
    method="auto",
    X=None,
    n_sites=None,
    site_names=None,
    levels=None,
    random_state=None,
):
    """Estimate all Walsh coefficients up to an order of a model on many sites.

    The model is evaluated at uniformly random genotypes. For up to 24 sites
    :meth:`WalshSpectrum.from_estimator` is exact.

    Parameters
    ----------
    model : fitted regressor or callable
        What is evaluated: `predict`, or a function that takes genotypes of shape
        (n, n_sites), coded by `levels`, and gives n values.
    max_order : int, default=2
        Largest order.
    n_evaluations : int, default=50_000
        Random genotypes.
    method : {"auto", "regression", "unbiased"}, default="auto"
        "regression" is a least-squares fit; its standard errors hold whatever is left
        (sandwich). "unbiased" are means of f(x) chi_S(x), where half of the sample is used
        to subtract from f what is large and the other half to estimate the rest, both ways
        round: exactly unbiased, and without a matrix of columns times columns. "auto" is the
        former for up to 1,000 columns of which there are five genotypes each.
    n_sites : int, default=None
        Number of sites of a function.
    site_names, levels : default=None
        As in :class:`WalshSpectrum`, where the model does not know them.
    random_state : int, RandomState instance or None, default=None
        Determines the genotypes. None draws fresh entropy.

    Returns
    -------
    spectrum : WalshSpectrum
        All interactions up to `max_order`, the constant among them, with
        `standard_errors`.

    Raises
    ------
    ValueError
        For a bad parameter, a design that does not fit in memory, or a function that gives
        anything but one finite number for each genotype.

    See Also
    --------
    recover_spectrum : The largest coefficients of any order.

    Notes
    -----
    With N genotypes, m coefficients and a residual of standard deviation s, standard errors
    are about s / sqrt(N), and it costs N evaluations and O(N m) operations (O(N m^2) for a
    regression). The genotypes are uniform, also where those of the training data are not.

    Examples
    --------
    >>> from sk_epinet import estimate_spectrum
    >>> def function(X):
    ...     return 3 * X[:, 0] - 2 * X[:, 7] * X[:, 99]
    >>> spectrum = estimate_spectrum(function, max_order=1, n_sites=100, random_state=0)
    >>> spectrum.top(1).names
    ['x0']
    """
    check_number("max_order", max_order, low=1, integer=True)
    check_number("n_evaluations", n_evaluations, low=10, integer=True)
    check_option("method", method, ("auto", "regression", "unbiased"))
    function = as_function(model, n_sites, site_names, levels, X)
    n_sites = function.n_sites
    m = count_interactions(n_sites, max_order, include_constant=True)
    if method == "auto":
        regressed = m <= min(_REGRESSED, n_evaluations // 5)
        method = "regression" if regressed else "unbiased"
    if method == "regression" and m >= n_evaluations:
        raise ValueError(
            f"A regression on {m:,} coefficients needs more than {n_evaluations:,} evaluations: "
            "raise n_evaluations, or method='unbiased'."
        )
    require_memory(
        n_evaluations * (n_sites + 8) + m * (n_sites + 200) + 24 * m**2 * (method == "regression"),
        f"Estimating {m:,} coefficients",
        "Lower max_order, or method='unbiased'.",
    )
    rng = fresh_random_state(random_state)
    genotypes = rng.randint(0, 2, (n_evaluations, n_sites), dtype=np.int8)
    values = function(genotypes)
    design = Design(max_order, n_sites)
    estimate = regress if method == "regression" else _average
    coefficients, errors = estimate(design, genotypes, values)
    interactions = list_interactions(n_sites, max_order, include_constant=True)
    return WalshSpectrum(
        coefficients, interactions, n_sites, standard_errors=errors, **function.sites
    )


def _average(design, genotypes, values):
    """Means over each half of what the large coefficients of the other half leave."""
    halves = np.array_split(np.arange(len(values)), 2)
    estimates, variances = [], []
    for own, other in (halves, halves[::-1]):
        large = _large(design, genotypes[other], values[other])
        rest = values[own] - design.times(genotypes[own], large)
        means = design.transposed_times(genotypes[own], rest) / len(own)
        estimates.append(large + means)
        variances.append((np.mean(rest**2) - means**2) / len(own))
    return np.mean(estimates, axis=0), np.sqrt(np.maximum(sum(variances), 0)) / 2


def _large(design, genotypes, values):
    """Means of f chi_S that are far above their noise, the others 0.

    Twice: what is found first leaves less noise for the others.
    """
    large = np.zeros(design.m)
    for _ in range(2):
        rest = values - design.times(genotypes, large)
        means = large + design.transposed_times(genotypes, rest) / len(values)
        noise = rest.std() / np.sqrt(len(values))
        large = np.where(np.abs(means) > _SIGNIFICANT * noise, means, 0.0)
    return large
