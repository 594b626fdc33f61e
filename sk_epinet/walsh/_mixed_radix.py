"""The transform of landscapes on sites of any numbers of alleles, one site after another."""

import numpy as np

from ._contrasts import zero_sum_contrasts

MAX_GENOTYPES = 2**24  # that are evaluated to compute a spectrum: as many as of MAX_SITES sites


def contrast_transform(values, weights):
    """Return the coefficients of a landscape in the products of the contrasts of the sites.

    Parameters
    ----------
    values : ndarray of shape (n_alleles of site 0, n_alleles of site 1, ...)
        A value for each genotype.
    weights : sequence of ndarray
        The weights of the alleles of each site.

    Returns
    -------
    coefficients : ndarray of the same shape
        At place 0 along a site the mean over its alleles, and at place j the coefficient of its
        contrast j - 1.
    """
    inverses = [np.linalg.inv(basis(own)) for own in weights]
    return apply_by_site(values, inverses)


def inverse_contrast_transform(coefficients, weights):
    """Return the landscape of given coefficients: the inverse of `contrast_transform`."""
    return apply_by_site(coefficients, [basis(own) for own in weights])


def basis(weights):
    """Return the constant and the contrasts of a site, shape (k, k), a row for each allele."""
    k = len(weights)
    return np.hstack([np.ones((k, 1)), zero_sum_contrasts(k, weights)])


def apply_by_site(values, matrices):
    """Return an array multiplied by one matrix along each axis."""
    for matrix in matrices:
        # The axis of this site is the first one, and goes to the end; so after all sites each
        # is back in its place.
        rest = values.shape[1:]
        product = values.reshape(values.shape[0], -1).T @ matrix.T
        values = product.reshape(*rest, len(matrix))
    return values


def enumerate_alleles(n_alleles, start, stop):
    """Return the allele numbers of some genotypes in enumeration order, a row for each."""
    places = np.unravel_index(np.arange(start, stop), n_alleles) if n_alleles else ()
    return np.array(places, dtype=np.intp).reshape(len(n_alleles), stop - start).T
