"""Contrasts of the alleles of a site: what spins are for more than two alleles."""

import numpy as np


def zero_sum_contrasts(n_alleles, weights=None):
    """Return the contrasts of a site, one row for each allele.

    The weighted mean of each column over the alleles is zero, the columns are orthogonal under
    the weights, and the weighted mean of the square of each is one, as it is for spins. For two
    alleles of equal weight it is the spin: +1 for the first and -1 for the second. Column j
    compares allele j + 1 with the mean of those before it (Helmert contrasts).

    Parameters
    ----------
    n_alleles : int
        Number of alleles, k.
    weights : ndarray of shape (k,), default=None
        Weights of the alleles, of sum one. None gives all the same weight. An allele of weight
        zero has a column of its own that is one for this allele and zero for all others: no
        weighted mean can tell it from zero.

    Returns
    -------
    contrasts : ndarray of shape (k, k - 1)
    """
    weights = np.full(n_alleles, 1 / max(n_alleles, 1)) if weights is None else weights
    contrasts = np.zeros((n_alleles, n_alleles))
    positive = np.flatnonzero(weights > 0)
    for number, allele in enumerate(positive[1:], start=1):
        before = positive[:number]
        share, own = weights[before].sum(), weights[allele]
        height = np.sqrt(own / (share * (share + own)))
        contrasts[before, allele] = height
        contrasts[allele, allele] = -height * share / own
    without = np.flatnonzero(weights == 0)
    contrasts[without, without] = 1.0
    # The first allele that has a weight is compared with none, and has no column.
    return np.delete(contrasts, positive[0], axis=1)


def contrast_columns(codes, contrasts):
    """Return the contrasts of genotypes, side by side.

    Parameters
    ----------
    codes : ndarray of shape (n_samples, n_sites), dtype int
        Number of the allele of each site.
    contrasts : sequence of ndarray of shape (k, n_columns)
        The contrasts of each site, a row for each of its k alleles.

    Returns
    -------
    columns : ndarray of shape (n_samples, n_columns of all sites)
    """
    return np.hstack([own[column] for own, column in zip(contrasts, codes.T, strict=True)])
