"""Make landscapes of known effects of mutations on a wild type, on a line or through folding."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from .._utils import (
    Array,
    FloatArray,
    RandomState,
    check_number,
    count_axes,
    fresh_random_state,
    require_memory,
)
from ..spectrum import EpistasisSpectrum
from ._draws import draw_codes, draw_interactions, genotypes_of, name_alleles
from ._sizes import check_amplitudes, check_draws, check_interactions, check_sites

_GAS_CONSTANT = 1.98720425864083e-3  # kcal / (mol K)


def make_reference_landscape(
    n_sites: int = 10,
    n_interactions: int = 8,
    max_order: int = 2,
    noise: float = 0.0,
    *,
    n_alleles: int | Sequence[int] = 2,
    n_samples: int | None = None,
    amplitudes: tuple[float, float] = (0.5, 1.0),
    random_state: RandomState = None,
) -> tuple[Array, FloatArray, EpistasisSpectrum]:
    """Draw a landscape of few effects of mutations, and of their interactions, on a wild type.

    The wild type has the first allele of each site, and the value 0. Each interaction is a set
    of sites of a random order from 1 to `max_order` (uniform). Every combination of mutations of
    all its sites has an effect of random sign and uniform size, which is added to the value of
    each genotype that has these mutations.

    Parameters
    ----------
    n_sites : int, default=10
        Number of sites.
    n_interactions : int, default=8
        Number of sets of sites that have effects, at most 100,000.
    max_order : int, default=2
        Largest number of sites in an interaction, at least 1.
    noise : float, default=0.0
        Standard deviation of the Gaussian noise that is added to y.
    n_alleles : int or sequence of int, default=2
        Number of alleles of every site, or of each.
    n_samples : int, default=None
        Number of distinct random genotypes. None gives all of them, in enumeration order.
    amplitudes : tuple (low, high), default=(0.5, 1.0)
        Range of the absolute effects.
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
        The true effects, with all weight on the wild type.

    Raises
    ------
    ValueError
        If a parameter is out of range, there are fewer interactions, or genotypes, than asked
        for, or they do not fit in memory.

    See Also
    --------
    make_walsh_landscape : Effects that are averaged over all backgrounds.

    Notes
    -----
    The time is O(n_samples n_interactions max_order). Few effects on a wild type are many
    interactions in the Walsh basis, of all orders up to `max_order`.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

    Examples
    --------
    >>> from sk_epinet.datasets import make_reference_landscape
    >>> X, y, truth = make_reference_landscape(n_sites=3, n_interactions=2, random_state=0)
    >>> X.shape, len(truth), float(y[0])
    ((8, 3), 2, 0.0)
    """
    sizes = check_sites(n_sites, n_alleles)
    check_interactions(n_interactions, max_order, n_sites)
    check_amplitudes(amplitudes)
    check_draws(n_samples, sizes, noise)
    rng = fresh_random_state(random_state)
    interactions = draw_interactions(rng, n_sites, n_interactions, max_order)
    require_memory(
        40 * sum(math.prod(sizes[site] for site in own) for own in interactions),
        f"The effects of the mutations of {n_interactions:,} interactions",
        "Give a smaller max_order, or fewer alleles.",
    )
    tables = [_effects(rng, [sizes[site] for site in own], amplitudes) for own in interactions]
    alleles = name_alleles(sizes)
    spectrum = EpistasisSpectrum(tables, interactions, alleles, weights="wild_type")
    codes = draw_codes(rng, n_samples, sizes)
    y = np.zeros(len(codes))
    for own, table in zip(interactions, tables, strict=True):
        y += table[tuple(codes[:, own].T)]
    return genotypes_of(codes, alleles), y + noise * rng.standard_normal(len(y)), spectrum


def _effects(rng, shape, amplitudes):
    """Return a table that is zero wherever a site has its first allele."""
    mutated = [size - 1 for size in shape]
    table = np.zeros(shape)
    table[(slice(1, None),) * len(shape)] = rng.uniform(*amplitudes, mutated) * rng.choice(
        [-1.0, 1.0], mutated
    )
    return table


def make_two_state_landscape(
    n_sites: int = 10,
    noise: float = 0.0,
    *,
    n_alleles: int | Sequence[int] = 2,
    wild_type_energy: float = -2.0,
    mutation_energy: tuple[float, float] = (1.0, 1.0),
    temperature: float = 298.15,
    n_samples: int | None = None,
    random_state: RandomState = None,
) -> tuple[Array, FloatArray, EpistasisSpectrum]:
    """Draw a thermodynamic landscape: the fraction of a protein that is folded.

    The folding energy of a genotype is that of the wild type, which has the first allele of each
    site, and the sum of the energies of its mutations. The value is the fraction of molecules
    that are folded at equilibrium, ``1 / (1 + exp(energy / (R temperature)))``. So all
    interactions come from the sigmoid curve: the energy has none.

    Parameters
    ----------
    n_sites : int, default=10
        Number of sites.
    noise : float, default=0.0
        Standard deviation of the Gaussian noise that is added to y.
    n_alleles : int or sequence of int, default=2
        Number of alleles of every site, or of each.
    wild_type_energy : float, default=-2.0
        Folding energy of the wild type in kcal/mol; negative where it is mostly folded.
    mutation_energy : tuple (mean, standard deviation), default=(1.0, 1.0)
        Mean and standard deviation of the energies of the mutations, which are Gaussian, in
        kcal/mol; most mutations are destabilising where the mean is positive.
    temperature : float, default=298.15
        Temperature, in kelvin.
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
        Their folded fractions, with noise.
    energy : EpistasisSpectrum
        The true folding energy in kcal/mol, which is the latent phenotype: the constant is that
        of the wild type, and the others are energies of mutations. All weight is on the wild
        type.

    Raises
    ------
    ValueError
        If a parameter is out of range, or there are fewer genotypes than asked for.

    Notes
    -----
    The time is O(n_samples n_sites). If all genotypes were drawn,
    ``EpistasisSpectrum.from_landscape(y, X)`` has the interactions of the folded fraction itself.

    References
    ----------
    .. [1] Wylie, Shakhnovich (2011). A biophysical protein folding model accounts for most
       mutational fitness effects in viruses. PNAS 108:9916-9921.
    .. [2] Otwinowski (2018). Biophysical inference of epistasis and the effects of mutations on
       protein stability and function. Molecular Biology and Evolution 35:2345-2354.

    Examples
    --------
    >>> from sk_epinet.datasets import make_two_state_landscape
    >>> X, y, energy = make_two_state_landscape(n_sites=4, random_state=0)
    >>> round(float(y[0]), 3), float(energy.predict(X[:1])[0])
    (0.967, -2.0)
    """
    sizes = check_sites(n_sites, n_alleles)
    _check_energies(wild_type_energy, mutation_energy, temperature)
    check_draws(n_samples, sizes, noise)
    rng = fresh_random_state(random_state)
    mean, deviation = mutation_energy
    effects = [np.append(0.0, rng.normal(mean, deviation, own - 1)) for own in sizes]
    alleles = name_alleles(sizes)
    interactions = [(), *((site,) for site in range(n_sites))]
    energy = EpistasisSpectrum(
        [wild_type_energy, *effects], interactions, alleles, weights="wild_type"
    )
    codes = draw_codes(rng, n_samples, sizes)
    latent = np.full(len(codes), float(wild_type_energy))
    for site, own in enumerate(effects):
        latent += own[codes[:, site]]
    y = expit(-latent / (_GAS_CONSTANT * temperature))
    return genotypes_of(codes, alleles), y + noise * rng.standard_normal(len(y)), energy


def _check_energies(wild_type_energy, mutation_energy, temperature):
    check_number("wild_type_energy", wild_type_energy, low=-1000, high=1000)
    if count_axes(mutation_energy) != 1 or len(mutation_energy) != 2:
        raise ValueError(
            f"mutation_energy must be (mean, standard deviation), got {mutation_energy!r}."
        )
    check_number("the mean of mutation_energy", mutation_energy[0], low=-1000, high=1000)
    check_number("the standard deviation of mutation_energy", mutation_energy[1], low=0, high=1000)
    check_number("temperature", temperature, low=0, low_open=True)
