"""Make landscapes in which every genotype has a random value of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._utils import Array, FloatArray, RandomState, check_number, fresh_random_state
from ..spectrum import EpistasisSpectrum
from ._draws import draw_codes, genotypes_of, name_alleles
from ._sizes import LARGEST, check_complete, check_draws, check_sites


def make_house_of_cards_landscape(
    n_sites: int = 10,
    noise: float = 0.0,
    *,
    n_alleles: int | Sequence[int] = 2,
    scale: float = 1.0,
    n_samples: int | None = None,
    random_state: RandomState = None,
) -> tuple[Array, FloatArray, EpistasisSpectrum]:
    """Draw a House of Cards landscape: independent values of all genotypes.

    Nothing can be learned about a genotype from others. There are interactions of all orders, and
    the share of an order in the variance follows a binomial distribution.

    Parameters
    ----------
    n_sites : int, default=10
        Number of sites.
    noise : float, default=0.0
        Standard deviation of the Gaussian noise that is added to y.
    n_alleles : int or sequence of int, default=2
        Number of alleles of every site, or of each; at most 2**24 genotypes in all.
    scale : float, default=1.0
        Standard deviation of the values, which are Gaussian with mean zero.
    n_samples : int, default=None
        Number of distinct random genotypes. None gives all of them, in enumeration order.
    random_state : int, RandomState instance or None, default=None
        Seed of all that is random. None draws a new seed; numpy's global generator is left
        alone.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites)
        Genotypes: levels 0 and 1 (int8) if all sites have two alleles, else strings A, B, C, ...
    y : ndarray of shape (n_samples,)
        Their values, with noise.
    spectrum : EpistasisSpectrum
        The true interactions, with uniform weights of the alleles.

    Raises
    ------
    ValueError
        If a parameter is out of range, or there are fewer genotypes than asked for, or more than
        2**24 of them.

    See Also
    --------
    make_nk_landscape : Draw values of which similar genotypes have similar ones.
    make_mount_fuji_landscape : Draw independent values on a cone around a peak.

    Notes
    -----
    With a alleles at each of L sites, the expected variance of order k is the total one times
    binom(L, k) (1 - 1/a)^k (1/a)^(L - k). The first of these, of order 0, is the square of the
    mean. All genotypes are drawn, whatever `n_samples`: time and memory are proportional to their
    number.

    References
    ----------
    .. [1] Kingman (1978). A simple model for the balance between selection and mutation.
       Journal of Applied Probability 15:1-12.
    .. [2] Kauffman, Levin (1987). Towards a general theory of adaptive walks on rugged
       landscapes. Journal of Theoretical Biology 128:11-45.

    Examples
    --------
    >>> from sk_epinet.datasets import make_house_of_cards_landscape
    >>> X, y, truth = make_house_of_cards_landscape(n_sites=3, n_alleles=4, random_state=0)
    >>> X.shape, X[0].tolist(), len(truth)
    ((64, 3), ['A', 'A', 'A'], 8)
    """
    check_number("scale", scale, low=0, high=LARGEST)
    sizes = _check(n_sites, n_alleles, n_samples, noise)
    rng = fresh_random_state(random_state)
    values = scale * rng.standard_normal(int(np.prod(sizes)))
    return _landscape(rng, values, sizes, n_samples, noise)


def make_mount_fuji_landscape(
    n_sites: int = 10,
    noise: float = 0.0,
    *,
    slope: float = 1.0,
    roughness: float = 1.0,
    n_alleles: int | Sequence[int] = 2,
    n_samples: int | None = None,
    random_state: RandomState = None,
) -> tuple[Array, FloatArray, EpistasisSpectrum]:
    """Draw a rough Mount Fuji landscape: a cone around a peak, and independent random values.

    The value of a genotype is ``-slope * d + roughness * e``, where d is the number of its sites
    that do not have their first allele, and e is a standard Gaussian number of its own.

    Parameters
    ----------
    n_sites : int, default=10
        Number of sites.
    noise : float, default=0.0
        Standard deviation of the Gaussian noise that is added to y.
    slope : float, default=1.0
        What each mutation of the first genotype subtracts from the value. With 0 this is a House
        of Cards landscape.
    roughness : float, default=1.0
        Standard deviation of the independent values. With 0 the landscape is additive.
    n_alleles : int or sequence of int, default=2
        Number of alleles of every site, or of each; at most 2**24 genotypes in all.
    n_samples : int, default=None
        Number of distinct random genotypes. None gives all of them, in enumeration order.
    random_state : int, RandomState instance or None, default=None
        Seed of all that is random. None draws a new seed; numpy's global generator is left
        alone.

    Returns
    -------
    X : ndarray of shape (n_samples, n_sites)
        Genotypes: levels 0 and 1 (int8) if all sites have two alleles, else strings A, B, C, ...
    y : ndarray of shape (n_samples,)
        Their values, with noise.
    spectrum : EpistasisSpectrum
        The true interactions, with uniform weights of the alleles.

    Raises
    ------
    ValueError
        If a parameter is out of range, or there are fewer genotypes than asked for, or more than
        2**24 of them.

    See Also
    --------
    make_house_of_cards_landscape : Draw the independent values without the cone.

    Notes
    -----
    All genotypes are drawn, whatever `n_samples`: time and memory are proportional to their
    number.

    References
    ----------
    .. [1] Aita, Uchiyama, Inaoka, Nakajima, Kokubo, Husimi (2000). Analysis of a local fitness
       landscape with a model of the rough Mt. Fuji-type landscape: application to prolyl
       endopeptidase and thermolysin. Biopolymers 54:64-79.
    .. [2] Neidhart, Szendro, Krug (2014). Adaptation in tunably rugged fitness landscapes: the
       rough Mount Fuji model. Genetics 198:699-721.

    Examples
    --------
    >>> from sk_epinet.datasets import make_mount_fuji_landscape
    >>> X, y, truth = make_mount_fuji_landscape(n_sites=3, roughness=0.0, random_state=0)
    >>> y.tolist()
    [0.0, -1.0, -1.0, -2.0, -1.0, -2.0, -2.0, -3.0]
    """
    check_number("slope", slope, low=0, high=LARGEST)
    check_number("roughness", roughness, low=0, high=LARGEST)
    sizes = _check(n_sites, n_alleles, n_samples, noise)
    rng = fresh_random_state(random_state)
    distance = np.zeros(sizes)
    for site, own in enumerate(sizes):
        shape = [1] * len(sizes)
        shape[site] = own
        distance += (np.arange(own) > 0).reshape(shape)
    values = roughness * rng.standard_normal(distance.size) - slope * distance.ravel()
    return _landscape(rng, values, sizes, n_samples, noise)


def _check(n_sites, n_alleles, n_samples, noise):
    sizes = check_sites(n_sites, n_alleles)
    check_complete(sizes, "Give fewer sites or alleles, or use make_nk_landscape.")
    check_draws(n_samples, sizes, noise)
    return sizes


def _landscape(rng, values, sizes, n_samples, noise):
    """Return genotypes, their values and the spectrum of a complete landscape."""
    alleles = name_alleles(sizes)
    spectrum = EpistasisSpectrum.from_landscape(values, "enumeration", alleles=alleles)
    codes = draw_codes(rng, n_samples, sizes)
    y = values[np.ravel_multi_index(tuple(codes.T), sizes)]
    return genotypes_of(codes, alleles), y + noise * rng.standard_normal(len(y)), spectrum
