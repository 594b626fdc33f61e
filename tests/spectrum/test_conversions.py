"""Conversions against direct definitions on the hand-worked landscape, and round trips."""

from itertools import combinations, permutations
from math import comb, factorial

import numpy as np
import pytest

from sk_epinet import ReferenceSpectrum, WalshSpectrum, enumerate_genotypes
from sk_epinet.spectrum._superset_sums import _dense_sums, _sparse_sums, kernel

PLAYERS = range(3)
SUBSETS = [s for k in range(4) for s in combinations(PLAYERS, k)]
WILD_TYPES = [(0, 0, 0), (1, 0, 1)]


@pytest.fixture
def spectrum(hand_values):
    return WalshSpectrum.from_landscape(hand_values, "enumeration", site_names=["A", "B", "C"])


def make_game(values, wild_type):
    """v(T): the sites of T mutated, the others as in the wild type."""
    values = values.reshape(2, 2, 2)
    return lambda T: values[tuple(w ^ (i in T) for i, w in enumerate(wild_type))]


def difference(game, S, T):
    """Discrete derivative of the game in S at T."""
    parts = [part for k in range(len(S) + 1) for part in combinations(S, k)]
    return sum((-1) ** (len(S) - len(part)) * game({*part, *T}) for part in parts)


def others(S):
    rest = [i for i in PLAYERS if i not in S]
    return [T for k in range(len(rest) + 1) for T in combinations(rest, k)]


def as_dict(table):
    return dict(zip(table.interactions, table.coefficients, strict=True))


@pytest.mark.parametrize("wild_type", WILD_TYPES)
def test_effects_on_a_wild_type(spectrum, hand_values, wild_type):
    game = make_game(hand_values, wild_type)
    effects = spectrum.to_reference(wild_type)
    expected = {S: difference(game, S, ()) for S in SUBSETS}
    assert as_dict(effects) == pytest.approx(expected, abs=1e-12)
    np.testing.assert_allclose(effects.predict(enumerate_genotypes(3)), hand_values, atol=1e-12)
    back = WalshSpectrum.from_reference(effects)
    np.testing.assert_allclose(back.to_dense(), spectrum.coefficients, rtol=0, atol=1e-12)


def test_effects_up_to_an_order(spectrum):
    whole, low = as_dict(spectrum.to_reference()), spectrum.to_reference(max_order=2)
    assert max(low.orders) == 2
    assert as_dict(low) == {S: whole[S] for S in SUBSETS if len(S) <= 2}


@pytest.mark.parametrize("wild_type", WILD_TYPES)
def test_shapley_values(spectrum, hand_values, wild_type):
    game = make_game(hand_values, wild_type)
    expected = dict.fromkeys([(i,) for i in PLAYERS], 0.0)
    for order in permutations(PLAYERS):
        for position, i in enumerate(order):
            expected[(i,)] += difference(game, (i,), order[:position]) / 6
    assert as_dict(spectrum.attribution("SV", wild_type=wild_type)) == pytest.approx(expected)
    # Efficiency.
    assert sum(expected.values()) == pytest.approx(game({0, 1, 2}) - game(()))


@pytest.mark.parametrize("wild_type", WILD_TYPES)
def test_shapley_interactions(spectrum, hand_values, wild_type):
    game, n = make_game(hand_values, wild_type), 3
    expected = {
        S: sum(
            factorial(n - len(T) - len(S))
            * factorial(len(T))
            / factorial(n - len(S) + 1)
            * difference(game, S, T)
            for T in others(S)
        )
        for S in SUBSETS[1:]
    }
    found = spectrum.attribution("SII", wild_type=wild_type, max_order=3)
    assert as_dict(found) == pytest.approx(expected)


@pytest.mark.parametrize("wild_type", WILD_TYPES)
def test_banzhaf_interactions(spectrum, hand_values, wild_type):
    game = make_game(hand_values, wild_type)
    expected = {S: np.mean([difference(game, S, T) for T in others(S)]) for S in SUBSETS[1:]}
    found = spectrum.attribution("BII", wild_type=wild_type, max_order=3)
    assert as_dict(found) == pytest.approx(expected)
    values = as_dict(spectrum.attribution("BV", wild_type=wild_type))
    assert values == pytest.approx({S: expected[S] for S in SUBSETS[1:4]})


def test_scalings(spectrum, hand_values):
    signs = 1 - 2 * enumerate_genotypes(3)
    hadamard = np.array(
        [[np.prod(x[np.array(S, int)]) for x in signs] for S in spectrum.interactions]
    )
    np.testing.assert_allclose(spectrum.rescaled("sum"), hadamard @ hand_values)
    orthonormal = hadamard / np.sqrt(8)
    np.testing.assert_allclose(spectrum.rescaled("orthonormal"), orthonormal @ hand_values)
    # Averaged over all backgrounds of the other sites.
    game = make_game(hand_values, (0, 0, 0))
    averages = [
        np.mean([difference(game, S, T) for T in others(S)]) for S in spectrum.interactions
    ]
    np.testing.assert_allclose(spectrum.rescaled("background_averaged"), averages)
    opposite = np.array(
        [[np.prod(-x[np.array(S, int)]) for x in signs] for S in spectrum.interactions]
    )
    np.testing.assert_allclose(spectrum.rescaled("opposite_spins"), opposite @ hand_values / 8)


@pytest.mark.parametrize(
    "scaling", ["walsh", "sum", "orthonormal", "background_averaged", "opposite_spins"]
)
def test_scalings_round_trip(scaling, hand_coefficients):
    spectrum = WalshSpectrum(hand_coefficients, SUBSETS, 3)
    scaled = spectrum.rescaled(scaling)
    again = WalshSpectrum.from_scaling(scaled, SUBSETS, 3, scaling)
    np.testing.assert_allclose(again.coefficients, hand_coefficients, rtol=1e-15)


def test_round_trip_of_ten_sites():
    """O(d 2**d), and one background of many: exact to 1e-10."""
    rng = np.random.RandomState(0)
    values, wild_type = 100 * rng.randn(1024), rng.randint(0, 2, 10)
    spectrum = WalshSpectrum.from_landscape(values, "enumeration")
    effects = spectrum.to_reference(wild_type)
    back = WalshSpectrum.from_reference(effects)
    np.testing.assert_allclose(back.to_dense(), spectrum.coefficients, rtol=0, atol=1e-10)
    np.testing.assert_allclose(effects.predict(enumerate_genotypes(10)), values, rtol=0, atol=1e-8)


@pytest.mark.parametrize("index", ["SII", "Moebius", "walsh"])
def test_both_ways_to_the_sums_are_the_definition(index):
    """By the parts of each interaction, and by all coefficients."""
    rng = np.random.RandomState(1)
    membership, coefficients = enumerate_genotypes(5).astype(bool), rng.randn(32)
    _, nodes, weights = kernel(index, 5)
    factors = {
        "Moebius": lambda k: 1,
        "walsh": lambda k: 0.5**k,
        "SII": lambda k: (1 - k % 2) / (k + 1),
    }[index]
    for max_order in (1, 3, 5):
        arguments = membership, coefficients, nodes, weights, max_order
        for way in (_dense_sums, _sparse_sums):
            subsets, sums = way(*arguments)
            assert len(subsets) == sum(comb(5, k) for k in range(max_order + 1))
            for S, found in zip(subsets, sums, strict=True):
                contains = (membership >= S).all(axis=1)
                sizes = membership[contains].sum(axis=1) - S.sum()
                expected = np.dot([factors(k) for k in sizes], coefficients[contains])
                assert found == pytest.approx(expected, abs=1e-12)


def test_many_sites():
    spectrum = WalshSpectrum([3.0, 8.0], [(0, 99), (5, 6, 7)], n_sites=100)
    effects = as_dict(spectrum.to_reference())
    assert effects[()] == 11
    assert effects[(0,)] == -6
    assert effects[(5, 6)] == 32
    assert effects[(5, 6, 7)] == -64
    assert as_dict(spectrum.attribution("SV")) == pytest.approx(
        {(0,): 0, (99,): 0, (5,): -16 / 3, (6,): -16 / 3, (7,): -16 / 3}, abs=1e-12
    )


def test_levels_of_their_own(hand_values):
    levels = [[-1, 1], [5, 3], [0, 2]]
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration", levels=levels)
    effects = spectrum.to_reference([1, 5, 2])
    plain = WalshSpectrum.from_landscape(hand_values, "enumeration").to_reference([1, 0, 1])
    assert as_dict(effects) == as_dict(plain)
    X = np.array([[-1, 5, 0], [1, 3, 2]])
    np.testing.assert_allclose(effects.predict(X), hand_values[[0b000, 0b111]], atol=1e-12)


def test_shapiq(spectrum, hand_values):
    shapiq = pytest.importorskip("shapiq")
    wild_type = (1, 0, 1)
    game = make_game(hand_values, wild_type)

    def evaluate(coalitions):
        return np.array([game(set(np.flatnonzero(c))) for c in np.atleast_2d(coalitions)])

    computer = shapiq.ExactComputer(evaluate, n_players=3)
    for index, order in [("SV", 1), ("SII", 3), ("BV", 1), ("BII", 2), ("Moebius", 3)]:
        expected = computer(index, order=order)
        found = spectrum.to_shapiq(index, wild_type=wild_type, max_order=order)
        for S in SUBSETS[1:]:
            if len(S) <= order:
                assert found[S] == pytest.approx(expected[S], abs=1e-10), (index, S)
        assert found.baseline_value == pytest.approx(game(()))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.to_reference([0, 1]), r"one allele for each of 3 sites"),
        (
            lambda s: s.to_reference([0, 2, 0]),
            r"wild_type= has 2 at site 'B', whose alleles are 0, 1",
        ),
        (lambda s: s.attribution("shapley"), "index must be one of 'SV', 'SII'"),
        (lambda s: s.rescaled("fourier"), "scaling must be one of 'walsh'"),
        (
            lambda s: s.to_reference() - s.to_reference([1, 0, 0]),
            "different wild types cannot be subtracted",
        ),
    ],
)
def test_bad_input(spectrum, call, message):
    with pytest.raises(ValueError, match=message):
        call(spectrum)


def test_too_many_parts():
    spectrum = WalshSpectrum([1.0], [tuple(range(60))], n_sites=100)
    with pytest.raises(ValueError, match="smaller max_order"):
        spectrum.to_reference()
    assert len(spectrum.to_reference(max_order=1)) == 61


def test_reference_spectrum_keeps_its_wild_type(spectrum):
    given = np.array([1.0, 0.0, 1.0])
    effects = spectrum.to_reference(given)
    given[0] = 0.0  # neither shared nor frozen
    assert effects.top(2).wild_type.tolist() == [1, 0, 1]
    assert "ReferenceSpectrum: 3 sites, 8 interactions" in repr(effects)
    with pytest.raises(ValueError, match="one allele for each of 2 sites"):
        ReferenceSpectrum([1.0], [(0,)], 2, wild_type=[0])


NO_ORDERS = [-1, 0, 1.5, 2.0, True, "2"]


@pytest.mark.parametrize("max_order", NO_ORDERS)
@pytest.mark.parametrize(
    "call",
    [
        lambda s, k: s.to_reference(max_order=k),
        lambda s, k: WalshSpectrum.from_reference(s.to_reference(), max_order=k),
        lambda s, k: s.attribution("SII", max_order=k),
        lambda s, k: s.attribution("BV", max_order=k),
        lambda s, k: s.to_shapiq("Moebius", max_order=k),
        lambda s, k: s.to_shapiq("SII", max_order=k),
    ],
)
def test_largest_orders_are_checked(spectrum, call, max_order):
    with pytest.raises(ValueError, match="max_order must be an integer at least 1, got"):
        call(spectrum, max_order)


def test_largest_orders_of_numpy_and_none(spectrum):
    assert len(spectrum.to_reference(max_order=np.int64(1))) == 4
    assert len(spectrum.attribution("SII", max_order=np.int8(2))) == 6
    assert len(spectrum.attribution("SII", max_order=None)) == 7
    assert len(spectrum.attribution("SII", max_order=9)) == 7


def test_wild_types_of_strings(hand_values):
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration", levels=("A", "G"))
    game = make_game(hand_values, (1, 0, 1))
    for wild_type in ("GAG", ["G", "A", "G"], np.array(["G", "A", "G"])):
        effects = spectrum.to_reference(wild_type)
        expected = {S: difference(game, S, ()) for S in SUBSETS}
        assert as_dict(effects) == pytest.approx(expected, abs=1e-12)
        assert effects.wild_type.tolist() == ["G", "A", "G"]
    X = np.where(enumerate_genotypes(3), "G", "A")
    np.testing.assert_allclose(effects.predict(X), hand_values, atol=1e-12)
    back = WalshSpectrum.from_reference(effects)
    np.testing.assert_allclose(back.to_dense(), spectrum.coefficients, atol=1e-12)
    assert back.levels.tolist() == [["A", "G"]] * 3
    with pytest.raises(
        ValueError, match="wild_type= has 'T' at site 'x2', whose alleles are 'A', 'G'"
    ):
        spectrum.to_reference("GAT")
    with pytest.raises(ValueError, match=r"one allele for each of 3 sites, got 2"):
        spectrum.attribution("SV", wild_type="GA")


def test_interactions_of_very_many_sites_are_refused_at_once():
    spectrum = WalshSpectrum([1.0], [tuple(range(1500))], 2000)
    with pytest.raises(ValueError, match=r"about 10\^451 pairs .* would take .*max_order"):
        spectrum.to_reference()
