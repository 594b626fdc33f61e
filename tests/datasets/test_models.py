"""Synthetic landscapes of published models against the definitions of these models."""

import itertools
import math

import numpy as np
import pytest

from sk_epinet import EpistasisSpectrum
from sk_epinet.datasets import (
    make_house_of_cards_landscape,
    make_mount_fuji_landscape,
    make_nk_landscape,
    make_reference_landscape,
    make_two_state_landscape,
    make_walsh_landscape,
)

MODELS = [
    make_house_of_cards_landscape,
    make_mount_fuji_landscape,
    make_nk_landscape,
    make_reference_landscape,
    make_two_state_landscape,
]
ALL = [*MODELS, make_walsh_landscape]
KEEPS_SITES_APART = [make_nk_landscape, make_reference_landscape, make_two_state_landscape]


def assert_same_components(truth, landscape):
    """Compare a spectrum with all interactions of a complete landscape."""
    listed = set(truth.interactions)
    assert listed <= set(landscape.interactions)
    for own in landscape.interactions:
        expected = landscape.table(own)
        found = truth.table(own) if own in listed else np.zeros_like(expected)
        np.testing.assert_allclose(found, expected, atol=1e-12)


def subsets(sites):
    sizes = range(len(sites) + 1)
    return list(itertools.chain.from_iterable(itertools.combinations(sites, k) for k in sizes))


def mutation_counts(X):
    return (X[0] != X).sum(axis=1)


@pytest.mark.parametrize("make", [m for m in MODELS if m is not make_two_state_landscape])
@pytest.mark.parametrize("n_alleles", [2, 3, [2, 4, 3, 2, 2]])
def test_the_spectrum_is_that_of_the_values(make, n_alleles):
    X, y, truth = make(5, n_alleles=n_alleles, random_state=0)
    weights = truth.weights
    landscape = EpistasisSpectrum.from_landscape(y, X, alleles=truth.alleles, weights=weights)
    assert_same_components(truth, landscape)
    np.testing.assert_allclose(truth.predict(X), y, atol=1e-12)


@pytest.mark.parametrize("k", [0, 1, 2, 4, 6])
@pytest.mark.parametrize("neighbors", ["random", "adjacent"])
def test_nk(k, neighbors):
    X, y, truth = make_nk_landscape(7, k, neighbors=neighbors, random_state=k)
    landscape = EpistasisSpectrum.from_landscape(y, X)
    assert_same_components(truth, landscape)
    assert landscape.energy_by_order()[k + 2 :] == pytest.approx(0, abs=1e-12)
    assert landscape.energy_by_order()[k + 1] > 1e-6
    assert 0 < y.min() < y.max() < 1


def test_large_k_needs_no_more_than_the_genotypes():
    X, y, truth = make_nk_landscape(13, 11, n_samples=50, random_state=0)
    np.testing.assert_allclose(truth.predict(X), y, atol=1e-12)
    assert truth.energy_by_order()[13] == pytest.approx(0, abs=1e-20)


def test_adjacent_partners_follow_their_site():
    truth = make_nk_landscape(7, 2, neighbors="adjacent", random_state=0)[2]
    windows = [{site, (site + 1) % 7, (site + 2) % 7} for site in range(7)]
    assert all(any(set(own) <= window for window in windows) for own in truth.interactions)
    assert {tuple(sorted(window)) for window in windows} <= set(truth.interactions)


def test_correlation_of_neighbours_of_nk():
    # Kauffman and Weinberger: a mutation changes (K + 1) / N of the contributions.
    n, k, values, mutants = 12, 3, [], []
    for seed in range(30):
        X, y, _ = make_nk_landscape(n, k, neighbors="adjacent", random_state=seed)
        y = (y - 0.5).reshape((2,) * n)
        values += [y] * n
        mutants += [np.flip(y, axis) for axis in range(n)]
    values, mutants = np.ravel(values), np.ravel(mutants)
    correlation = (values * mutants).mean() / (values**2).mean()
    assert correlation == pytest.approx(1 - (k + 1) / n, abs=0.05)
    # The variance of the mean of N uniform numbers.
    assert (values**2).mean() == pytest.approx(1 / 12 / n, rel=0.2)


@pytest.mark.parametrize(("n_sites", "n_alleles"), [(12, 2), (7, 3)])
def test_variance_of_house_of_cards_is_binomial(n_sites, n_alleles):
    truth = make_house_of_cards_landscape(n_sites, n_alleles=n_alleles, scale=3, random_state=1)[2]
    energy = truth.energy_by_order()
    for order in range(n_sites + 1):
        n_numbers = math.comb(n_sites, order) * (n_alleles - 1) ** order
        expected = 9 * n_numbers / n_alleles**n_sites
        # Energy is a sum of so many squares of independent Gaussian numbers.
        assert energy[order] == pytest.approx(expected, rel=4 * math.sqrt(2 / n_numbers))


def test_mount_fuji_is_a_cone_and_a_house_of_cards():
    sizes = [2, 3, 4]
    X, cone, truth = make_mount_fuji_landscape(
        3, slope=0.7, roughness=0, n_alleles=sizes, random_state=0
    )
    np.testing.assert_allclose(cone, -0.7 * mutation_counts(X))
    assert truth.energy_by_order()[2:] == pytest.approx(0)
    flat = make_mount_fuji_landscape(3, slope=0, n_alleles=sizes, random_state=0)[1]
    cards = make_house_of_cards_landscape(3, n_alleles=sizes, random_state=0)[1]
    np.testing.assert_array_equal(flat, cards)
    both = make_mount_fuji_landscape(3, slope=0.7, roughness=2, n_alleles=sizes, random_state=0)[1]
    np.testing.assert_allclose(both, cone + 2 * cards)


def test_effects_on_the_wild_type_are_recovered():
    X, y, truth = make_reference_landscape(5, 9, 3, random_state=0)
    value = {tuple(np.flatnonzero(x)): f for x, f in zip(X, y, strict=True)}
    for own in itertools.chain.from_iterable(
        itertools.combinations(range(5), k) for k in range(6)
    ):
        subsets = itertools.chain.from_iterable(
            itertools.combinations(own, k) for k in range(len(own) + 1)
        )
        # The effect of mutations beyond that of fewer: an alternating sum.
        effect = sum((-1) ** (len(own) - len(some)) * value[some] for some in subsets)
        known = truth.table(own).flat[-1] if own in truth.interactions else 0
        assert effect == pytest.approx(known, abs=1e-12)
        assert known == 0 or 0.5 <= abs(known) <= 1
    assert len(truth) == 9
    assert truth.orders.max() <= 3


def test_effects_on_a_wild_type_of_many_alleles():
    X, y, truth = make_reference_landscape(
        3, 4, n_alleles=[3, 20, 2], amplitudes=(2, 3), random_state=2
    )
    found = EpistasisSpectrum.from_landscape(y, X, alleles=truth.alleles, weights="wild_type")
    assert_same_components(truth, found)
    effects = np.concatenate([table.ravel() for table in truth.tables])
    assert {round(abs(effect)) for effect in effects} <= {0, 2, 3}
    assert y[0] == 0
    assert (effects > 0).any()
    assert (effects < 0).any()


def test_energy_of_two_states_is_additive():
    X, y, energy = make_two_state_landscape(5, n_alleles=3, random_state=0)
    rt = 0.0019872 * 298.15
    np.testing.assert_allclose(-rt * np.log(y / (1 - y)), energy.predict(X), rtol=1e-4)
    assert y[0] == pytest.approx(1 / (1 + math.exp(-2 / rt)), rel=1e-4)
    found = EpistasisSpectrum.from_landscape(energy.predict(X), X, weights="wild_type")
    assert max(found.sizes[found.orders > 1]) < 1e-12
    # The sigmoid curve makes interactions of what has none.
    assert EpistasisSpectrum.from_landscape(y, X).energy_by_order()[2] > 1e-3


def test_energies_of_mutations():
    energy = make_two_state_landscape(
        2000,
        wild_type_energy=-5,
        mutation_energy=(1.5, 0.5),
        n_alleles=5,
        n_samples=1,
        random_state=0,
    )[2]
    effects = np.array([table[1:] for table in energy.tables[1:]])
    assert effects.mean() == pytest.approx(1.5, abs=0.03)
    assert effects.std() == pytest.approx(0.5, abs=0.03)
    assert energy.tables[0] == -5


@pytest.mark.parametrize("make", MODELS)
@pytest.mark.parametrize("n_alleles", [2, [2, 3, 4, 2, 2, 2], [2, 27, 2, 2, 2, 2]])
def test_samples_are_part_of_the_whole(make, n_alleles):
    n_sites = 6
    X, y, truth = make(n_sites, n_alleles=n_alleles, n_samples=40, random_state=0)
    assert X.shape == (40, n_sites)
    assert len({tuple(x) for x in X}) == 40
    assert X.dtype == (np.int8 if n_alleles == 2 else object)
    if make is not make_two_state_landscape:
        np.testing.assert_allclose(truth.predict(X), y, atol=1e-12)
    whole = make(n_sites, n_alleles=n_alleles, random_state=0)[0]
    assert len(whole) == math.prod(map(len, truth.alleles))
    assert [whole[0].tolist(), whole[-1].tolist()] == [
        [own[end] for own in truth.alleles] for end in (0, -1)
    ]


@pytest.mark.parametrize("make", KEEPS_SITES_APART)
def test_many_sites_of_many_alleles(make):
    X, y, truth = make(60, n_alleles=20, n_samples=30, random_state=0)
    assert X.shape == (30, 60)
    assert len(np.unique(X)) == 20
    assert truth.n_sites == 60
    assert np.isfinite(y).all()


@pytest.mark.parametrize("make", ALL)
def test_random_numbers(make):
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    X, clean, _ = make(6, random_state=3)
    again = make(6, random_state=np.random.RandomState(3))
    noisy = make(6, noise=0.5, random_state=3)
    np.testing.assert_array_equal(again[0], X)
    np.testing.assert_array_equal(again[1], clean)
    assert (noisy[1] - clean).std() == pytest.approx(0.5, rel=0.2)
    # Without a seed the values differ, and the generator that all share is left alone.
    assert not np.array_equal(make(6)[1], make(6)[1])
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize(
    ("make", "parameters", "message"),
    [
        (make_nk_landscape, {"n_sites": 60}, r"2\^60 genotypes\) would take .*Give n_samples"),
        (
            make_two_state_landscape,
            {"n_sites": 30, "n_alleles": 20},
            "would take .*Give n_samples",
        ),
        (
            make_nk_landscape,
            {"n_sites": 90, "k": 40, "n_samples": 9},
            "interactions of up to 41 of 90 sites would take .* smaller k",
        ),
        (
            make_reference_landscape,
            {"n_sites": 20, "n_alleles": 900, "max_order": 9, "n_samples": 9},
            "effects of the mutations of 8 interactions would take .*smaller max_order",
        ),
        (
            make_house_of_cards_landscape,
            {"n_sites": 25, "n_samples": 9},
            r"n_sites=25: .*2\^25 are too many .*make_nk_landscape",
        ),
        (make_mount_fuji_landscape, {"n_alleles": 20}, r"20\^10 are too many"),
        (make_nk_landscape, {"n_sites": 40, "n_samples": 10**11}, "Give a smaller n_samples"),
        (make_nk_landscape, {"n_sites": 10**12, "n_samples": 9}, "n_sites must be an integer"),
        (
            make_walsh_landscape,
            {"n_sites": 25, "n_interactions": 2**25 - 1, "max_order": 25, "n_samples": 9},
            "n_interactions must be an integer at least 1 and less than 100001",
        ),
    ],
)
def test_too_large_is_refused(make, parameters, message):
    with pytest.raises(ValueError, match=message):
        make(**parameters)


@pytest.mark.parametrize("make", MODELS)
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_sites": 0}, "n_sites must be an integer"),
        ({"n_alleles": 1}, "n_alleles must be an integer at least 2"),
        ({"n_alleles": True}, "n_alleles must be an integer at least 2"),
        ({"n_alleles": [2, 3]}, "n_alleles must be an integer, or one for each of 10 sites"),
        ({"n_sites": 2, "n_alleles": [2, 1]}, "each of n_alleles must be an integer at least 2"),
        ({"noise": -1}, "noise must be a number at least 0"),
        ({"n_sites": 5, "n_samples": 33}, "more than the 32 genotypes"),
        ({"n_samples": 0}, "n_samples must be"),
    ],
)
def test_sizes_are_checked(make, parameters, message):
    with pytest.raises(ValueError, match=message):
        make(**parameters)


@pytest.mark.parametrize(
    ("make", "parameters", "message"),
    [
        (make_house_of_cards_landscape, {"scale": -1}, "scale must be"),
        (make_mount_fuji_landscape, {"slope": -1}, "slope must be"),
        (make_mount_fuji_landscape, {"roughness": np.nan}, "roughness must be"),
        (make_nk_landscape, {"k": 10}, "k must be .* less than 10, got 10. K is less than"),
        (make_nk_landscape, {"k": True}, "k must be an integer"),
        (make_nk_landscape, {"neighbors": "near"}, "neighbors must be one of"),
        (make_reference_landscape, {"amplitudes": 1.0}, "amplitudes must be"),
        (make_reference_landscape, {"n_interactions": 56}, "more than the 55 interactions"),
        (make_two_state_landscape, {"mutation_energy": 1.0}, "mutation_energy must be"),
        (make_two_state_landscape, {"mutation_energy": (1, -1)}, "deviation of mutation_energy"),
        (make_two_state_landscape, {"temperature": 0}, "temperature must be a number greater"),
        (make_two_state_landscape, {"wild_type_energy": np.inf}, "wild_type_energy must be"),
    ],
)
def test_parameters_are_checked(make, parameters, message):
    with pytest.raises(ValueError, match=message):
        make(**parameters)


def test_many_planted_interactions_are_summed_by_the_transform():
    X, y, truth = make_walsh_landscape(10, 600, 10, n_samples=20, random_state=0)
    np.testing.assert_allclose(y, truth.predict(X), atol=1e-12)
