"""Contrasts of the alleles of a site: what spins are for more than two alleles."""

import numpy as np


def zero_sum_contrasts(n_alleles):
    """Return the contrasts of a site, one row for each allele.

    Each column adds up to zero over the alleles, the columns are orthogonal, and the mean of
    the square of each is one, as it is for spins. For two alleles it is the spin: +1 for the
    first and -1 for the second. Column j compares allele j + 1 with the mean of those before
    it (Helmert contrasts).

    Parameters
    ----------
    n_alleles : int
        Number of alleles, k.

    Returns
    -------
    contrasts : ndarray of shape (k, k - 1)
    """
    contrasts = np.zeros((n_alleles, n_alleles - 1))
    for j in range(1, n_alleles):
        contrasts[:j, j - 1] = 1.0
        contrasts[j, j - 1] = -float(j)
    return contrasts * np.sqrt(n_alleles / (contrasts**2).sum(axis=0))


def contrast_columns(inputs, alleles):
    """Return the contrasts of genotypes, and the site of each column.

    Parameters
    ----------
    inputs : ndarray of shape (n_samples, n_inputs)
        A spin for each site of at most two alleles, and 0 and 1 for the alleles of the others.
    alleles : sequence of sequences
        The alleles of each site.

    Returns
    -------
    columns : ndarray of shape (n_samples, n_columns)
    sites : ndarray of shape (n_columns,)
    """
    blocks, start = [], 0
    for own in alleles:
        width = len(own) if len(own) > 2 else 1
        block = inputs[:, start : start + width]
        blocks.append(block @ zero_sum_contrasts(len(own)) if width > 1 else block)
        start += width
    sites = np.repeat(np.arange(len(alleles)), [block.shape[1] for block in blocks])
    return np.hstack(blocks), sites
