"""Judge a comparison: differences between models with their errors, and what limits them.

Everything here is a number that follows from the scores and the table. What is said of it in words
is in ``_verdict``.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import t as student

from ..genotypes import number_genotypes
from ._methods import ADDITIVE, EPISTATIC_NET

_CONFIDENCE = 0.95
_FEW = 3  # genotypes with a mutation, below which its effect is hardly known


@dataclass(frozen=True)
class Estimate:
    """Hold a mean R², or a mean difference of two, with its standard error.

    Parameters
    ----------
    mean : float
    error : float
        NaN where there is nothing to find it from.
    n : int
        Number of training sets, or of test genotypes, that it is the mean of.
    """

    mean: float
    error: float
    n: int

    def differs_from_zero(self, n_tests=1):
        """Return whether Student's interval of 95 % excludes zero, for all of so many at once."""
        if not np.isfinite(self.error):
            return False
        # The method of Bonferroni.
        quantile = student.ppf(1 - (1 - _CONFIDENCE) / 2 / n_tests, self.n - 1)
        return bool(abs(self.mean) > quantile * self.error)


@dataclass(frozen=True)
class Ceiling:
    """Hold the largest R² that the errors of a table allow.

    Parameters
    ----------
    r2 : float
        One less the share of the variance of the values that their errors have.
    source : str
        Where the errors are from.
    """

    r2: float
    source: str


@dataclass(frozen=True)
class Coverage:
    """Hold how much of a landscape was measured.

    Parameters
    ----------
    n_genotypes, n_possible : int
        Measured genotypes, and all of the alleles in the table.
    n_mutations, n_rare : int
        Alleles other than the first of each site, and those in fewer than three genotypes.
    n_pairs, n_pairs_seen : int
        Pairs of such alleles at two sites, and those that a measured genotype has together.
    """

    n_genotypes: int
    n_possible: int
    n_mutations: int
    n_rare: int
    n_pairs: int
    n_pairs_seen: int


@dataclass(frozen=True)
class Evidence:
    """Hold all numbers that the verdict of a report is made of.

    Parameters
    ----------
    over : {"training sets", "genotypes"}
        What the standard errors are over: different training sets, or the test genotypes of one.
    r2 : dict of str to Estimate
        R² of each method.
    best : str
        The method with the highest mean.
    lead : dict of str to Estimate
        By how much the best method is above each other one.
    additive, beyond : str or None
        The best method of single effects, and the best of all others.
    gain : Estimate or None
        By how much `beyond` is above `additive`.
    ceiling : Ceiling or None
    coverage : Coverage
    covered : float or None
        Share of the held-out measurements that lie in the intervals of 90 %.
    n_curved, n_networks : int
        Training sets in which the chosen network ends in a curve, and all.
    """

    over: str
    r2: dict
    best: str
    lead: dict
    additive: str | None
    beyond: str | None
    gain: Estimate | None
    ceiling: Ceiling | None
    coverage: Coverage
    covered: float | None
    n_curved: int
    n_networks: int


def gather_evidence(scores, landscape, weight):
    """Return what the scores and the table say.

    Parameters
    ----------
    scores : list of Score
        Of one landscape, on one or more training sets.
    landscape : Bunch
        As :func:`load_landscape` returns it.
    weight : ndarray of shape (n_samples,) or None
        Weights of the rows in the scores.
    """
    by_method = {}
    for score in scores:
        by_method.setdefault(score.method, []).append(score)
    over = _over(next(iter(by_method.values())))
    context = over, number_genotypes(landscape.data), weight
    r2 = {method: _estimate(own, None, *context) for method, own in by_method.items()}
    best = max(r2, key=lambda method: r2[method].mean)
    additive = _best_of(r2, [method for method in r2 if method in ADDITIVE])
    beyond = _best_of(r2, [method for method in r2 if method not in ADDITIVE])
    gain = None
    if additive and beyond:
        gain = _estimate(by_method[beyond], by_method[additive], *context)
    networks = by_method.get(EPISTATIC_NET, [])
    return Evidence(
        over=over,
        r2=r2,
        best=best,
        lead={
            method: _estimate(by_method[best], own, *context)
            for method, own in by_method.items()
            if method != best
        },
        additive=additive,
        beyond=beyond,
        gain=gain,
        ceiling=find_ceiling(landscape, weight),
        coverage=find_coverage(landscape.codes, landscape.alleles),
        covered=_covered(networks),
        n_curved=sum(score.chosen.get("global_epistasis") is not None for score in networks),
        n_networks=len(networks),
    )


def _over(scores):
    first = scores[0].test
    same = all(np.array_equal(first, score.test) for score in scores)
    return "genotypes" if same else "training sets"


def _best_of(r2, methods):
    return max(methods, key=lambda method: r2[method].mean) if methods else None


def _estimate(own, others, over, genotypes, weight):
    """Return the mean R² of a method, or its mean difference to that of another one.

    Training sets that are drawn at random are independent draws, given the table. Where there is
    only one, the error is that over its test genotypes.
    """
    if over == "training sets":
        values = np.array([score.r2 for score in own])
        if others is not None:
            values = values - [score.r2 for score in others]
        n = len(values)
        return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(n)), n)
    test, measured = own[0].test, own[0].measured
    w = np.ones(len(test)) if weight is None else weight[test]
    centred = (measured - np.average(measured, weights=w)) ** 2
    theirs = centred if others is None else _mean_square(others)
    gains = w * (theirs - _mean_square(own)) * len(w) / (w @ centred)
    _, unit = np.unique(genotypes[test], return_inverse=True)
    sums = np.bincount(unit, gains - gains.mean())  # rows of one genotype are not independent
    n = len(sums)
    error = np.sqrt(n / (n - 1) * (sums**2).sum()) / len(w)
    return Estimate(float(gains.mean()), float(error), n)


def _mean_square(scores):
    return np.mean([(score.measured - score.predicted) ** 2 for score in scores], axis=0)


def find_ceiling(landscape, weight=None):
    """Return the largest R² that the errors of the measured values allow, or None.

    Parameters
    ----------
    landscape : Bunch
        Its standard errors are taken, or else the spread of the rows of one genotype.
    weight : ndarray of shape (n_samples,), default=None
        Weights of the rows in the scores.

    Returns
    -------
    ceiling : Ceiling or None
        None where nothing says how large the errors are. A model that knows the true value of
        each genotype has this R², on average over the errors.
    """
    y = landscape.target
    w = np.ones(len(y)) if weight is None else weight
    variances, source = find_noise(landscape)
    known = np.isfinite(variances)
    if not known.any():
        return None
    w, y = w[known], y[known]
    total = w @ (y - np.average(y, weights=w)) ** 2
    return Ceiling(float(1 - w @ variances[known] / total), source)


def find_noise(landscape):
    """Return the variance of the error of each row, and where it is known from.

    Parameters
    ----------
    landscape : Bunch

    Returns
    -------
    variances : ndarray of shape (n_samples,)
        From the standard errors, or else from the spread of the rows of one genotype, pooled over
        all. NaN where it is not known.
    source : str
    """
    if landscape.standard_error is None:
        return _noise_of_rows(landscape), "spread of the rows of one genotype"
    if landscape.n_replicates is not None:
        return landscape.standard_error**2, "spread of the replicates"
    return landscape.standard_error**2, "errors of the values in the table"


def _noise_of_rows(landscape):
    units, y = number_genotypes(landscape.data), landscape.target
    _, unit, counts = np.unique(units, return_inverse=True, return_counts=True)
    means = np.bincount(unit, y) / counts
    freedom = len(y) - len(counts)
    squares = ((y - means[unit]) ** 2).sum()
    return np.full(len(y), squares / freedom if freedom else np.nan)


def find_coverage(codes, alleles):
    """Return how much of a landscape was measured.

    Parameters
    ----------
    codes : int array of shape (n_samples, n_sites)
        Number of each allele among those of its site.
    alleles : list of sequence
    """
    codes = np.unique(codes, axis=0)
    sizes = np.array([len(own) for own in alleles]) - 1
    starts = np.concatenate([[0], np.cumsum(sizes)])
    row, site = np.nonzero(codes)
    mutation = starts[site] + codes[row, site] - 1
    has = csr_array((np.ones(len(row)), (row, mutation)), shape=(len(codes), int(starts[-1])))
    together = (has.T @ has).tocoo()
    seen = int((together.row < together.col).sum())
    return Coverage(
        n_genotypes=len(codes),
        n_possible=int(np.prod([len(own) for own in alleles], dtype=object)),
        n_mutations=int(starts[-1]),
        n_rare=int((np.bincount(mutation, minlength=starts[-1]) < _FEW).sum()),
        n_pairs=int((starts[-1] ** 2 - (sizes**2).sum()) // 2),
        n_pairs_seen=seen,
    )


def _covered(networks):
    inside = [
        (score.interval[:, 0] <= score.measured) & (score.measured <= score.interval[:, 1])
        for score in networks
        if score.interval is not None
    ]
    return float(np.concatenate(inside).mean()) if inside else None
